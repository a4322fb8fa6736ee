"""The log in words: what tables and columns are called, and what a stored value means to a person."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from community_desk.domain.codes import (
    AbilityLevel,
    BirthCalendar,
    BuildingKind,
    CareLevel,
    CaseState,
    CloseReason,
    CompoundKind,
    ContactPreference,
    DeathState,
    DisabilityGrade,
    DisabilityKind,
    FollowUpKind,
    IdType,
    IntervalUnit,
    LifeEventKind,
    LineState,
    LinkKind,
    Outcome,
    Residence,
    ResidentStatus,
    RoundState,
    Sex,
    Tenure,
    VisitMethod,
)
from community_desk.domain.masking import mask_id, mask_ids_in
from community_desk.domain.partial_dates import display, is_partial_date
from community_desk.domain.visit_rules import AppliesTo
from community_desk.ledger.visit_rules import whom_in_words

TABLE_WORDS: Mapping[str, str] = {
    "community": "社区信息", "staff": "工作人员", "grid": "网格", "compound": "小区", "building": "楼栋",
    "dwelling": "住房", "household": "户", "resident": "居民", "phone": "电话", "person_link": "联系人",
    "occupancy": "居住记录", "residency": "在户记录", "life_event": "事件", "care_category": "关爱类别",
    "relation": "关系", "resident_category": "居民类别", "import_batch": "导入批次",
    "import_mapping": "导入对应", "visit": "走访记录", "visit_sheet": "走访单", "visit_sheet_line": "走访单行",
    "setting": "设置", "visit_round": "走访任务", "visit_contact": "走访对象", "care_case": "关爱个案",
    "care_need": "关爱需求", "care_note": "关爱记录", "visit_rule": "走访规则", "extra_round": "加访",
    "follow_up": "跟进事项",
}  # fmt: skip
"""What a row of a table is called."""

# What follows from another column, or says how the program keeps the row.
_UNTOLD = {
    "name_key", "door_key", "grid_key", "compound_key", "relation_code", "shipped_version", "is_edited",
    "deleted_at", "code", "serial", "file_hash", "transaction_uid", "signature",
}  # fmt: skip

_WORDS: Mapping[str, str] = {
    "name": "姓名", "foreign_name": "外文名", "pinyin": "拼音", "sex": "性别", "birth": "出生日期",
    "birth_calendar": "历法", "id_type": "证件类型", "id_number": "证件号", "relation_word": "与户主关系",
    "registered_address": "户籍地", "residence": "居住情况", "contact_preference": "联系意愿",
    "contact_reason": "联系意愿的原因", "contact_review_on": "再问日期", "reminder": "提醒", "note": "备注",
    "status": "状态", "status_on": "状态日期", "away_until": "预计回来", "away_place": "外出去向",
    "death_state": "去世登记", "death_on": "去世日期", "death_source": "去世消息来源", "household_id": "所在户",
    "position": "次序", "label": "标签", "number": "号码", "resident_id": "居民", "kind": "类别",
    "other_id": "联系的居民", "phone": "电话", "place": "地点", "starts_on": "开始", "ends_on": "结束",
    "dwelling_id": "门牌", "address": "住址", "head_id": "户主", "building_id": "楼栋", "unit": "单元",
    "floor": "楼层", "room": "房号", "tenure": "住房情况", "entry_note": "进门说明", "walk_position": "走访次序",
    "walk_order": "走访次序", "grid_id": "网格", "compound_id": "小区", "unit_count": "单元数",
    "floor_count": "楼层数", "has_lift": "电梯", "lane_loop": "单号去双号回", "worker_id": "网格员",
    "role": "职务", "pin_hash": "口令", "is_active": "启用", "street": "街道（镇）", "district": "区",
    "office_phone": "办公电话", "happened_on": "日期", "from_household_id": "原来的户",
    "from_dwelling_id": "原来的门牌", "to_dwelling_id": "新的门牌", "source": "来源", "word": "名称",
    "synonyms": "别名", "paper_word": "纸上写", "is_sensitive": "敏感", "min_age": "满多少岁",
    "standard_code": "国标代码", "category_id": "关爱类别", "since": "起始", "disability_kind": "残疾类别",
    "disability_grade": "残疾等级", "certificate_number": "残疾证号", "ability_level": "能力等级",
    "assessed_on": "评估日期", "former_country": "原侨居国", "return_year": "回国年份", "visited_on": "日期",
    "method": "方式", "outcome": "结果", "file_name": "文件", "operator": "经办人", "added": "新增",
    "updated": "更新", "unchanged": "没变", "doubts": "疑问", "mapping": "对应的列", "title": "标题",
    "area": "范围", "edition": "版本", "printed_at": "打印时间", "printed_by": "打印人", "page_count": "页数",
    "sheet_id": "走访单", "line_no": "行号", "printed": "打印内容", "key": "设置项", "value": "内容",
    "criteria": "范围条件", "doors_a_walker": "每人户数", "state": "状态", "released_at": "收单时间",
    "round_id": "走访任务", "walker": "走访人", "walked_on": "走访日期", "is_lost": "纸单遗失",
    "return_note": "收单说明", "walked_by": "走访人", "typed_by": "录入人", "typed_at": "录入时间",
    "sheet_line_id": "走访单行", "visit_id": "走访", "level": "等级", "responsible_id": "责任人",
    "buddy_id": "结对人", "buddy_name": "结对人", "buddy_phone": "结对人电话", "review_on": "复核日期",
    "opened_on": "建档日期", "changed_on": "最近变化", "closed_on": "结案日期", "close_reason": "结案原因",
    "close_words": "结案说明", "case_id": "关爱个案", "need": "需求", "ended_on": "结束", "noted_on": "日期",
    "done": "已办", "noted_by": "记录人", "applies_to": "适用对象", "interval": "间隔", "interval_unit": "间隔单位",
    "days_after_change": "变化后几天内", "methods": "算数的方式", "whose_word": "算数的消息来源", "basis": "依据",
    "what": "事项", "said_on": "说起的日期", "due_on": "期限", "done_on": "办结日期", "done_words": "办结说明",
}  # fmt: skip
_OWN_WORDS: Mapping[tuple[str, str], str] = {
    ("household", "number"): "户号",
    ("household", "starts_on"): "入住",
    ("household", "note"): "户备注",
    ("building", "name"): "楼名",
    ("building", "kind"): "类型",
    ("compound", "name"): "小区名",
    ("compound", "kind"): "类型",
    ("grid", "name"): "网格名",
    ("community", "name"): "社区名",
    ("visit_sheet", "number"): "编号",
    ("resident_category", "word"): "原来的写法",
    ("relation", "position"): "次序",
    ("visit_rule", "word"): "规则名称",
    ("visit_round", "name"): "任务名称",
    ("extra_round", "name"): "加访名称",
}


class _Worded(Protocol):
    def __call__(self, value: str, /) -> StrEnum: ...


_CODES: Mapping[tuple[str, str], _Worded] = {
    ("resident", "sex"): Sex,
    ("resident", "birth_calendar"): BirthCalendar,
    ("resident", "id_type"): IdType,
    ("resident", "residence"): Residence,
    ("resident", "contact_preference"): ContactPreference,
    ("resident", "status"): ResidentStatus,
    ("resident", "death_state"): DeathState,
    ("household", "contact_preference"): ContactPreference,
    ("dwelling", "tenure"): Tenure,
    ("building", "kind"): BuildingKind,
    ("compound", "kind"): CompoundKind,
    ("person_link", "kind"): LinkKind,
    ("life_event", "kind"): LifeEventKind,
    ("resident_category", "disability_kind"): DisabilityKind,
    ("resident_category", "disability_grade"): DisabilityGrade,
    ("resident_category", "ability_level"): AbilityLevel,
    ("visit", "method"): VisitMethod,
    ("visit", "outcome"): Outcome,
    ("visit_contact", "outcome"): Outcome,
    ("visit_sheet_line", "state"): LineState,
    ("visit_round", "state"): RoundState,
    ("care_case", "level"): CareLevel,
    ("care_case", "state"): CaseState,
    ("care_case", "close_reason"): CloseReason,
    ("visit_rule", "interval_unit"): IntervalUnit,
    ("follow_up", "kind"): FollowUpKind,
}
_FLAGS = {"is_active", "is_sensitive", "has_lift", "lane_loop", "is_lost"}
_WORD_LISTS: Mapping[str, _Worded] = {"methods": VisitMethod, "whose_word": Outcome}
_NUMBERS_TO_MASK = {"id_number", "certificate_number"}


def field_word(table: str, column: str) -> str:
    """What a column is called on forms; "" for one that is not told, since it follows from others."""
    if column in _UNTOLD:
        return ""
    return _OWN_WORDS.get((table, column)) or _WORDS.get(column, column)


def value_words(table: str, column: str, value: Any) -> str:
    """What a logged value means; parents' uids stay. ID numbers are masked, in notes as well; "" for nothing."""
    if column == "pin_hash":
        return "（已设置）" if value else ""
    if value is None or value == "":
        return ""
    if column in _FLAGS:
        return "是" if value else "否"
    if column == "synonyms":
        return "、".join(json.loads(value))
    if column in _WORD_LISTS:
        return "、".join(_word_of(_WORD_LISTS[column], each) for each in json.loads(value))
    if column == "applies_to":
        return whom_in_words(AppliesTo.from_json(value))
    code = _CODES.get((table, column))
    if code is not None:
        return _word_of(code, str(value))
    if column in _NUMBERS_TO_MASK:
        return mask_id(str(value))
    text = str(value)
    is_date = column.endswith(("_on", "_until")) or column in {"birth", "since"}
    return display(text) if is_date and is_partial_date(text) else mask_ids_in(text)


def _word_of(code: _Worded, value: str) -> str:
    try:
        member = code(value)
    except ValueError:  # a code of a newer program, or one that is no longer used
        return value
    return str(getattr(member, "word", value))
