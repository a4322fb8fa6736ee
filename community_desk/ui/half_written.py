"""The forms that keep drafts: what each is called, and which page leads back to it."""

import re
from dataclasses import dataclass

NEW = "new"
"""Said instead of a row: the page opens its form for something new, in which the draft is offered."""


@dataclass(frozen=True, slots=True)
class HalfWritten:
    """A form by its words. ``page`` is what ``Desk.open`` takes ("": nothing leads back), ``is_new`` needs no row."""

    words: str
    page: str = ""
    is_new: bool = False


_FORMS = {
    "resident": HalfWritten("居民资料", "resident"),
    "household": HalfWritten("户资料", "household"),
    "dwelling": HalfWritten("住房资料", "dwelling"),
    "add_resident": HalfWritten("新增居民", "residents", is_new=True),
    "add_household": HalfWritten("新增户", "households", is_new=True),
    "add_dwelling": HalfWritten("新增门牌", "dwellings"),
    "call": HalfWritten("通话记录", "resident"),
    "category": HalfWritten("居民的类别"),
    "end_category": HalfWritten("结束类别"),
    "link": HalfWritten("联系人"),
    "withdraw_resident": HalfWritten("撤回居民", "resident"),
    "care_case": HalfWritten("关爱户资料", "care_case"),
    "new_care_case": HalfWritten("列为关爱户", "care", is_new=True),
    "care_note": HalfWritten("关爱户的一笔记录"),
    "care_turn": HalfWritten("关爱户的大变化", "care_case"),
    "care_need": HalfWritten("关爱户的需求"),
    "care_need_end": HalfWritten("解决了的需求"),
    "care_close": HalfWritten("结案", "care_case"),
    "care_reopen": HalfWritten("重新开启关爱户", "care_case"),
    "follow_up": HalfWritten("要跟进的事"),
    "follow_up_done": HalfWritten("办结的事"),
    "visit": HalfWritten("走访登记", "household"),
    "care_papers": HalfWritten("要存的清单"),
    "visit_rule": HalfWritten("走访规则", "settings"),
    "extra_round": HalfWritten("节日、台风加访", "settings"),
    "new_round": HalfWritten("新一轮走访"),
    "lost_sheet": HalfWritten("遗失的走访单"),
    "building": HalfWritten("楼栋资料", "settings"),
    "compound": HalfWritten("小区资料", "settings"),
    "grid": HalfWritten("网格资料", "settings"),
    "staff": HalfWritten("工作人员资料", "settings"),
    "community": HalfWritten("社区信息", "settings"),
    "care_category": HalfWritten("关爱类别的词语", "settings"),
    "relation": HalfWritten("关系的词语", "settings"),
    "export": HalfWritten("导出的说明"),
    "saved_filter": HalfWritten("常用条件的名字"),
}
_EVENT = re.compile(r"event_\w+")


def half_written(form: str) -> HalfWritten:
    """What a form that keeps drafts under this name is; one not known (of a later version) leads nowhere."""
    if _EVENT.fullmatch(form):
        return HalfWritten("居民或户的变动")
    return _FORMS.get(form, HalfWritten("一份表单"))


def is_known(form: str) -> bool:
    """Whether the form has words of its own."""
    return form in _FORMS or bool(_EVENT.fullmatch(form))
