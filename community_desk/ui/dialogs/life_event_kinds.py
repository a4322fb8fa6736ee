"""What each life event asks, what it would do and how it is written: one entry for each verb of the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from community_desk.domain.codes import DeathState
from community_desk.domain.errors import UserError
from community_desk.ledger import absences, cards, deaths, life_events, typed_doors
from community_desk.ledger.card_parts import Member
from community_desk.ledger.previews import Preview
from community_desk.ledger.rearranged_rows import Happened
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ui.desk import Desk

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: a resident, or a household, and who lives there. ``is_gone``: the resident lives elsewhere.

    ``title`` tells them from their namesakes: name, age and door.
    """

    resident: str
    household: str
    name: str
    title: str
    members: tuple[Member, ...]
    death: DeathState
    is_gone: bool


@dataclass(slots=True)
class Answers:
    """What the preview asked and was told: heads by their argument ("head", "new_head"), relations by uid."""

    heads: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """As the verbs take them."""
        return {**self.heads, **({"relations": self.relations} if self.relations else {})}


@dataclass(frozen=True, slots=True)
class EventKind:
    """A life event. ``fields`` are (name, label) in order; ``more`` those that only the writing takes.

    ``arguments`` turns what was typed into what preview and verb both take; a field "dwelling" is a typed door.
    """

    title: str
    verb: str
    fields: tuple[tuple[str, str], ...]
    arguments: Callable[[Values, Subject], dict[str, Any]]
    look: Callable[..., Preview]
    happen: Callable[..., Happened]
    more: tuple[str, ...] = ("source", "note")
    takes_answers: bool = True

    def preview(self, values: Values, subject: Subject, answers: Answers, *, operator: str) -> Preview:
        """What it would do; ``UserError`` as the verb."""
        look = partial(self.look, **self._all(values, subject, answers))
        door = str(values.get("dwelling", "")).strip()
        if door:
            return typed_doors.preview_at(door, lambda uid: look(dwelling=uid), operator=operator)
        return look()

    def write(self, values: Values, subject: Subject, answers: Answers, *, operator: str) -> Happened:
        """Write it; ``UserError`` with the field that is wrong."""
        more = {name: values[name] for name in self.more if name in values}
        happen = partial(self.happen, operator=operator, **more, **self._all(values, subject, answers))
        door = str(values.get("dwelling", "")).strip()
        if door:
            label = f"{self.title} {subject.name}"
            return typed_doors.happen_at(
                door, lambda uid: happen(dwelling=uid), label=label, operator=operator
            )
        return happen()

    def _all(self, values: Values, subject: Subject, answers: Answers) -> dict[str, Any]:
        told = answers.arguments() if self.takes_answers else {}
        return {**self.arguments(values, subject), **told}


def subject_of(desk: Desk, *, resident: str, household: str) -> Subject:
    """Read whom it is about. ``UserError`` if they are no longer there."""
    today = desk.today()
    death, name, who, gone = DeathState.NONE, "", "", False
    if resident:
        person = cards.resident_card(resident, today=today)
        age = f"{person.age} 岁" if person.age is not None else ""
        who = "，".join(part for part in (person.name, age, person.door.full) if part)
        name, death = person.name, person.whereabouts.death_state
        gone = person.whereabouts.status.value not in MEMBER_STATUSES
        household = household or person.household_uid
    home = cards.household_card(household, today=today) if household else None
    members = home.members if home is not None else ()
    title = home.title if home is not None else name
    return Subject(resident, household, name or title, who or title, members, death, gone)


def _who(values: Values, subject: Subject) -> dict[str, Any]:
    chosen = list(values.get("members", ()))
    if len(chosen) == len(subject.members) and subject.household:
        return {"household": subject.household}
    return {"members": chosen}


def _born(values: Values, subject: Subject) -> dict[str, Any]:
    names = ("name", "sex", "birth", "relation_word")
    child = {name: values[name] for name in names}
    return {"household": subject.household, "child": child}


def _moved_in(values: Values, subject: Subject) -> dict[str, Any]:
    arguments: dict[str, Any] = {"on": values["on"]}
    if subject.is_gone or not subject.household:
        arguments["known"] = [subject.resident]
    else:
        arguments["household"] = subject.household
    people = []
    for row in values.get("people", ()):
        phone = row.get("phone", "").strip()
        person = {name: text for name, text in row.items() if name != "phone"}
        people.append({**person, "phones": [("", phone)]} if phone else person)
    if people:
        arguments["people"] = people
    return arguments


def _moved_inside(values: Values, subject: Subject) -> dict[str, Any]:
    arguments = {"on": values["on"], **_who(values, subject)}
    if values.get("to_household"):
        arguments["to_household"] = values["to_household"]
    return arguments


def _split(values: Values, _subject: Subject) -> dict[str, Any]:
    if not values.get("members"):
        raise UserError("请选谁分出去。", field="members")
    return {"on": values["on"], "members": list(values["members"])}


def _merged(values: Values, subject: Subject) -> dict[str, Any]:
    if not values.get("into"):
        raise UserError("请选并到哪一户。", field="into")
    return {"on": values["on"], "household": subject.household, "into": values["into"]}


def _new_head(values: Values, subject: Subject) -> dict[str, Any]:
    return {"on": values["on"], "household": subject.household, "head": values.get("head") or ""}


def _moved_away(values: Values, subject: Subject) -> dict[str, Any]:
    return {"on": values["on"], **_who(values, subject)}


def _of_resident(*names: str) -> Callable[[Values, Subject], dict[str, Any]]:
    return lambda values, subject: {"resident": subject.resident, **{name: values[name] for name in names}}


def _look_at_report(*, resident: str) -> Preview:
    return deaths.preview_report_death(resident=resident)


_SOURCE, _NOTE = ("source", "消息来源"), ("note", "备注")
KINDS: dict[str, EventKind] = {
    "born": EventKind(
        "出生",
        "登记出生",
        (("name", "姓名"), ("sex", "性别"), ("birth", "出生日期"), ("relation_word", "与户主关系"), _NOTE),
        _born,
        life_events.preview_born,
        life_events.born,
        more=("note",),
        takes_answers=False,
    ),
    "moved_in": EventKind(
        "搬入",
        "登记搬入",
        (("on", "搬入日期"), ("people", "搬进来的人"), _SOURCE, _NOTE),
        _moved_in,
        life_events.preview_moved_in,
        life_events.moved_in,
    ),
    "came_back": EventKind(
        "搬回来",
        "登记搬回",
        (("on", "搬回日期"), ("dwelling", "住到哪里"), _SOURCE, _NOTE),
        _moved_in,
        life_events.preview_moved_in,
        life_events.moved_in,
    ),
    "moved_inside": EventKind(
        "社区内搬家",
        "登记搬家",
        (
            ("on", "搬家日期"),
            ("members", "谁搬"),
            ("dwelling", "搬到哪里"),
            ("to_household", "或并到哪一户"),
            _SOURCE,
            _NOTE,
        ),
        _moved_inside,
        life_events.preview_moved_inside,
        life_events.moved_inside,
    ),
    "split": EventKind(
        "分户",
        "登记分户",
        (
            ("on", "分户日期"),
            ("members", "谁分出去"),
            ("dwelling", "住到哪里（不填就是原门牌）"),
            _SOURCE,
            _NOTE,
        ),
        _split,
        life_events.preview_split,
        life_events.split,
    ),
    "merged": EventKind(
        "并户",
        "登记并户",
        (("on", "并户日期"), ("into", "并到哪一户"), _SOURCE, _NOTE),
        _merged,
        life_events.preview_merged,
        life_events.merged,
    ),
    "new_head": EventKind(
        "换户主",
        "登记换户主",
        (("on", "从哪天起"), ("head", "新户主"), _NOTE),
        _new_head,
        life_events.preview_new_head,
        life_events.new_head,
        more=("note",),
    ),
    "moved_away": EventKind(
        "搬离",
        "登记搬离",
        (("on", "搬离日期"), ("members", "谁搬走"), ("place", "搬到哪里"), _SOURCE, _NOTE),
        _moved_away,
        life_events.preview_moved_away,
        life_events.moved_away,
        more=("place", "source", "note"),
    ),
    "report_death": EventKind(
        "听说去世（待核实）",
        "先记下，待核实",
        (("source", "听谁说的"), ("died_on", "哪天去世（不知道可空着）"), _NOTE),
        _of_resident(),
        _look_at_report,
        deaths.report_death,
        more=("source", "died_on", "note"),
        takes_answers=False,
    ),
    "confirm_death": EventKind(
        "核实去世",
        "登记已故",
        (("died_on", "去世日期"), ("source", "向谁核实"), ("age_and_door_checked", "再看一眼"), _NOTE),
        _of_resident("died_on"),
        deaths.preview_confirm_death,
        deaths.confirm_death,
        more=("source", "age_and_door_checked", "note"),
    ),
    "withdraw_death": EventKind(
        "撤回去世登记",
        "撤回登记",
        (("reason", "为什么撤回"),),
        _of_resident(),
        deaths.preview_withdraw_death,
        deaths.withdraw_death,
        more=("reason",),
        takes_answers=False,
    ),
    "away": EventKind(
        "外出",
        "登记外出",
        (("on", "从哪天起"), ("until", "哪天回来（不知道可空着）"), ("place", "去哪里"), _NOTE),
        _of_resident("on", "until", "place"),
        absences.preview_away_until,
        absences.away_until,
        more=("note",),
        takes_answers=False,
    ),
    "returned": EventKind(
        "回来",
        "登记回来",
        (("on", "哪天回来的"), _NOTE),
        _of_resident("on"),
        absences.preview_returned,
        absences.returned,
        more=("note",),
        takes_answers=False,
    ),
}


def kind_for(name: str, subject: Subject) -> str:
    """The entry that a menu's word means for this subject: 去世 has two steps and a way back, who is gone 搬回来."""
    if name == "died":
        return {DeathState.NONE: "report_death", DeathState.REPORTED: "confirm_death"}.get(
            subject.death, "withdraw_death"
        )
    if name == "moved_in" and (subject.is_gone or not subject.household):
        return "came_back"
    return name
