"""A year of care in a demo ledger: who is looked after, what they need, the visits and attempts, what was promised.

Made from a household of ``demo_families``, so that the due list of a demo is as mixed as a real one: most are seen in
time, some are not at home again and again, some were forgotten, some have only just been taken in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from community_desk.domain.codes import (
    CareLevel,
    CloseReason,
    FollowUpKind,
    Outcome,
    ResidentStatus,
    VisitMethod,
)
from community_desk.tasks.demo_families import DemoHousehold, DemoPerson

# Of households in need: the others are still to be proposed.
_TAKEN_INTO_CARE = 0.7
_DAYS = {CareLevel.HIGH: 7, CareLevel.KEY: 30, CareLevel.GENERAL: 90}
_PRESSING = frozenset(
    ("living_alone", "extreme_hardship", "child_in_difficulty", "special_family_planning_family")
)
_CARED_FOR = _PRESSING | frozenset(
    (
        "empty_nest", "left_behind_elder", "left_behind_child", "ability_level", "disability", "serious_illness",
        "subsistence_allowance", "elder_with_disabled", "double_elder_household",
    )
)  # fmt: skip
_NEEDS = {
    "living_alone": ("常有人来说说话", "紧急时有人开得了门", ""),
    "empty_nest": ("家电不会用时有人帮", ""),
    "left_behind_elder": ("孩子不在身边，取药不便", ""),
    "left_behind_child": ("放学后有人照看", "辅导作业"),
    "ability_level": ("助浴、助餐", "轮椅出入坡道"),
    "disability": ("换证时上门办理", "辅具维修", ""),
    "serious_illness": ("复查有人陪", "慢特病门诊办理"),
    "subsistence_allowance": ("年度复核材料", ""),
    "extreme_hardship": ("照料人每天到", "冬衣"),
    "child_in_difficulty": ("学费减免", "心理陪伴"),
}
_FOR_THE_HOME = ("楼道灯不亮", "燃气软管要换", "卫生间装扶手", "水龙头漏水")
_SEEN = (
    "精神不错",
    "在家看电视",
    "说腰腿疼，已提醒复查",
    "女儿在家照顾",
    "血压稳定",
    "刚从菜市场回来",
    "一切如常",
    "",
)
_HEARD = ("去公园了，家人说都好", "睡着了，儿媳说吃饭正常", "去医院配药，中午回来")
_PROMISES = (
    "联系物业修楼道灯", "问老年卡补办要带什么", "下次带政策单页来", "请家庭医生上门量血压", "报名助餐点",
    "帮看证件哪天换证", "联系志愿者陪诊", "送一只小药盒",
)  # fmt: skip
_DONE = ("已办好", "已转告本人", "物业已处理", "送到了")
_NOTES = (
    ("邻居反映几天没出门，上门看过，是感冒", "请家庭医生看过，连看三天"),
    ("本人想换离家近的助餐点", "已登记，下月起生效"),
    ("摔了一跤，手腕擦伤", "陪去卫生院包扎，通知子女"),
    ("子女节假日都回来，情绪好", ""),
)
_CLOSINGS = (
    (CloseReason.GAVE_UP_PLACE, "经济宽裕，主动把名额让给更需要的人"),
    (CloseReason.IMPROVED, "康复得好，能自己买菜做饭了"),
    (CloseReason.FAMILY_CARES, "女儿搬回来一起住，日常有人照料"),
)


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """A need; ``member`` is a place in the family's list, None for the household."""

    member: int | None
    code: str
    need: str
    since: str


@dataclass(frozen=True, slots=True)
class DemoCareVisit:
    """A visit or an attempt; ``contacts`` are (member, outcome) of each who was to be seen."""

    on: str
    method: str
    outcome: str
    note: str
    contacts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DemoFollowUp:
    """Something promised on a visit (its place in the list of visits)."""

    visit: int
    member: int
    kind: str
    what: str
    due_on: str
    done_on: str
    done_words: str


@dataclass(slots=True)
class DemoCare:
    """A case with its year."""

    level: CareLevel
    opened_on: str
    review_on: str
    needs: list[DemoNeed]
    buddy: str = ""
    closed_on: str = ""
    close_reason: str = ""
    close_words: str = ""
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    visits: list[DemoCareVisit] = field(default_factory=list)
    follow_ups: list[DemoFollowUp] = field(default_factory=list)


class CareMaker:
    """Decides of one household after another whether it is in care, and makes its year."""

    def __init__(self, seed: int, today: date, buddies: Sequence[str]) -> None:
        # Not for secrets: the same seed has to give the same year.
        self._rng = Random(f"care {seed}")  # noqa: S311
        self._today = today
        self._buddies = buddies

    def care_of(self, home: DemoHousehold) -> DemoCare | None:
        """The case of a household, ``None`` where nobody needs one or nobody has thought of it yet."""
        rng = self._rng
        people = [
            (place, person, [held.code for held in person.categories if held.code in _CARED_FOR])
            for place, person in enumerate(home.members)
        ]
        concerned = [(place, person, codes) for place, person, codes in people if codes]
        if not concerned or rng.random() >= _TAKEN_INTO_CARE:
            return None
        level = _level(concerned)
        age = rng.randrange(2, 18) if rng.random() < 0.05 else rng.randrange(60, 380)
        opened = self._today - timedelta(days=age)
        needs = [
            DemoNeed(place, code, rng.choice(_NEEDS.get(code, ("",))), opened.isoformat())
            for place, _, codes in concerned
            for code in dict.fromkeys(codes)
        ]
        if rng.random() < 0.1:
            needs.append(DemoNeed(None, "", rng.choice(_FOR_THE_HOME), opened.isoformat()))
        care = DemoCare(level, opened.isoformat(), (opened + timedelta(days=365)).isoformat(), needs)
        if rng.random() < 0.3:
            care.buddy = rng.choice(self._buddies)
        until = self._today
        if age > 150 and rng.random() < 0.03:
            until = self._close(care)
        self._visit(care, concerned, opened, until)
        self._note(care, opened, until)
        return care

    def _close(self, care: DemoCare) -> date:
        rng = self._rng
        closed = self._today - timedelta(days=rng.randrange(5, 90))
        reason, words = rng.choice(_CLOSINGS)
        care.closed_on, care.close_reason, care.close_words = closed.isoformat(), reason.value, words
        return closed

    def _visit(
        self,
        care: DemoCare,
        concerned: Sequence[tuple[int, DemoPerson, list[str]]],
        opened: date,
        until: date,
    ) -> None:
        rng = self._rng
        interval = _DAYS[care.level]
        # Elders alone are seen every month whatever the level says.
        if any(code in _PRESSING or code == "empty_nest" for _, _, codes in concerned for code in codes):
            interval = min(interval, 30)
        forgotten = rng.random() < 0.14
        last = until - timedelta(days=int(interval * rng.uniform(1.1, 2.6))) if forgotten else until
        day = opened + timedelta(days=rng.randrange(1, min(interval, 28) + 1))
        while day <= last:
            met = self._one_visit(care, concerned, day)
            pause = interval * rng.uniform(0.7, 1.0) if met else rng.uniform(2, min(interval, 12))
            day += timedelta(days=max(1, int(pause)))

    def _one_visit(
        self, care: DemoCare, concerned: Sequence[tuple[int, DemoPerson, list[str]]], day: date
    ) -> bool:
        rng = self._rng
        on = day.isoformat()
        draw = rng.random()
        if draw < 0.19:
            outcome = (
                Outcome.NOT_HOME if draw < 0.15 else Outcome.INACCESSIBLE if draw < 0.17 else Outcome.REFUSED
            )
            care.visits.append(DemoCareVisit(on, VisitMethod.DOOR.value, outcome.value, ""))
            return False
        method = VisitMethod.PHONE if draw < 0.29 else VisitMethod.DOOR
        here = [
            place
            for place, person, _ in concerned
            if person.status is not ResidentStatus.AWAY or rng.random() < 0.5
        ]
        if not here:
            return False
        told = [Outcome.FAMILY_TOLD if len(here) > 1 and rng.random() < 0.12 else Outcome.MET for _ in here]
        outcome = Outcome.MET if Outcome.MET in told else Outcome.FAMILY_TOLD
        note = rng.choice(_SEEN if outcome is Outcome.MET else _HEARD)
        contacts = tuple((place, each.value) for place, each in zip(here, told, strict=True))
        care.visits.append(DemoCareVisit(on, method.value, outcome.value, note, contacts))
        if rng.random() < 0.07:
            self._promise(care, here[0], day)
        return True

    def _promise(self, care: DemoCare, member: int, day: date) -> None:
        rng = self._rng
        due = day + timedelta(days=rng.choice((3, 7, 14, 30)))
        old = (self._today - day).days
        is_done = rng.random() < (0.98 if old > 45 else 0.4)
        done = min(due, self._today) if is_done else None
        care.follow_ups.append(
            DemoFollowUp(
                len(care.visits) - 1,
                member,
                (FollowUpKind.PROMISE if rng.random() < 0.8 else FollowUpKind.NEED).value,
                rng.choice(_PROMISES),
                due.isoformat(),
                done.isoformat() if done else "",
                rng.choice(_DONE) if done else "",
            )
        )

    def _note(self, care: DemoCare, opened: date, until: date) -> None:
        rng = self._rng
        care.notes.append((opened.isoformat(), "网格员走访后提出，社区研究同意建档", ""))
        if (until - opened).days > 30 and rng.random() < 0.35:
            on = opened + timedelta(days=rng.randrange(10, (until - opened).days))
            care.notes.append((on.isoformat(), *rng.choice(_NOTES)))


def _level(concerned: Sequence[tuple[int, DemoPerson, list[str]]]) -> CareLevel:
    pressing = sum(code in _PRESSING for _, _, codes in concerned for code in codes)
    heavy = any(
        held.disability_grade == "1" or held.ability_level in ("severe", "complete")
        for _, person, _ in concerned
        for held in person.categories
    )
    if pressing + heavy > 1:
        return CareLevel.HIGH
    return CareLevel.KEY if pressing or heavy else CareLevel.GENERAL
