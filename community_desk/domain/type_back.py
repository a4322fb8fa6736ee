"""A returned visit sheet while it is typed in: what stands on each line, what contradicts, what is still asked.

The grid on the screen and the command line both work on an ``Entry``: an unchangeable list of steps from which each
line's state follows. A step writes slots of lines ("result", "note" …), a slot is written once: whoever writes it
again has probably slipped a row, so that it is refused unless it is said to replace. Hence the order of typing never
matters, and taking back a step leaves exactly what was before. "All others" is a slot of the sheet, not of lines: a
line with a result of its own, typed before or after, keeps it.

A blank line is 未走到, never 无人. A death is no result of a line but a life event of a person (DOMAIN.md section 7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from community_desk.domain.errors import UserError


class Result(StrEnum):
    """What a walker ticked for a line. The first three say of whom one heard: the person, the family, a neighbour."""

    SEEN = "seen"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    PHONE = "phone"
    NOT_HOME = "not_home"
    NEW_OCCUPANTS = "new_occupants"
    AWAY = "away"
    REFUSED = "refused"
    INACCESSIBLE = "inaccessible"
    MOVED = "moved"
    LANGUAGE_BARRIER = "language_barrier"
    NOT_TRIED = "not_tried"

    @property
    def word(self) -> str:
        """The word beside the box on the paper."""
        return RESULT_WORDS[self]


RESULT_WORDS = {
    Result.SEEN: "见到本人",
    Result.FAMILY: "见家人",
    Result.NEIGHBOUR: "邻居告知",
    Result.PHONE: "电话",
    Result.NOT_HOME: "无人",
    Result.NEW_OCCUPANTS: "换住户",
    Result.AWAY: "外出",
    Result.REFUSED: "婉拒",
    Result.INACCESSIBLE: "进不去",
    Result.MOVED: "搬走",
    Result.LANGUAGE_BARRIER: "语言不通",
    Result.NOT_TRIED: "未走到",
}


class Contact(StrEnum):
    """How one person to be seen was reached; ``AWAY`` is one who is away while others of the household are in."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    AWAY = "away"
    NOBODY = "nobody"

    @property
    def word(self) -> str:
        """How it is called on the screen."""
        return CONTACT_WORDS[self]


CONTACT_WORDS = {
    Contact.SELF: "本人",
    Contact.FAMILY: "家人告知",
    Contact.NEIGHBOUR: "邻居楼长告知",
    Contact.NOBODY: "没见到",
    Contact.AWAY: "外出",
}
UNKNOWN_DAY = "unknown"
"""The day back of somebody of whom nobody knows when."""

_HEARD = {
    Result.SEEN: Contact.SELF,
    Result.FAMILY: Contact.FAMILY,
    Result.NEIGHBOUR: Contact.NEIGHBOUR,
    Result.AWAY: Contact.AWAY,
}
_IMPLIED = {contact: result for result, contact in _HEARD.items()} | {Contact.NOBODY: Result.NOT_HOME}
_NOBODY_SPOKEN_TO = frozenset((Result.NOT_HOME, Result.INACCESSIBLE, Result.NOT_TRIED))
_GONE = frozenset((Result.MOVED, Result.NEW_OCCUPANTS))
FOR_ALL_OTHERS = frozenset((Result.SEEN, Result.FAMILY, *_NOBODY_SPOKEN_TO, Result.REFUSED))
"""The results that "all others" may get: those that need no words."""
# What belongs to the result and goes with it where another replaces it.
_OF_THE_RESULT = ("with", "until", "place", "source", "state")
_SLOTS = frozenset((
    "result", *_OF_THE_RESULT, "on", "note", "promise", "promise_on", "promise_who", "need", "need_on", "need_who",
))  # fmt: skip
_PERSON = "person:"
_SLOT_WORDS = {
    "until": "回来日期", "place": "去处", "source": "消息来源", "on": "走访日期", "note": "情况",
    "promise": "答应的事", "promise_on": "答应的日期", "promise_who": "谁去办",
    "need": "需要", "need_on": "办的日期", "need_who": "谁去办",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of the sheet as printed: its number, whom to see (in the order of the paper), how it is called.

    Nothing more can be typed for one that ``is_answered``, of which everything is in the ledger.
    """

    number: int
    people: tuple[str, ...] = ()
    title: str = ""
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A printed sheet: its lines, and the day it was printed (nobody walked with it before)."""

    lines: tuple[FormLine, ...]
    printed_on: date

    @property
    def numbers(self) -> tuple[int, ...]:
        """The line numbers on the sheet."""
        return tuple(line.number for line in self.lines)


@dataclass(frozen=True, slots=True)
class Task:
    """A promise or a need: in words, the day to be done by (ISO text or ""), and by whom ("" for the walker)."""

    text: str
    on: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the way of saving: the line, the slot to fill (where the cursor goes) and a sentence."""

    line: int
    slot: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What a line says so far. ``result`` is ``NOT_TRIED`` for a blank line.

    ``contacts`` has one for each of the line's people, ``NOBODY`` for those not reached; ``heard`` is of whom one heard
    where the line names nobody. ``is_own`` is false where the result comes from "all others" or from nowhere. ``on`` is
    the line's own day, ``until`` ISO text or ``UNKNOWN_DAY``; ``state`` is "fine" 平安, "follow_up" 要跟进 or "".
    """

    number: int
    result: Result
    is_own: bool
    contacts: tuple[Contact, ...]
    heard: Contact = Contact.NOBODY
    on: str = ""
    until: str = ""
    place: str = ""
    source: str = ""
    state: str = ""
    note: str = ""
    promise: Task | None = None
    need: Task | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing came of the line, so that nothing is to be recorded."""
        return self.result is Result.NOT_TRIED


@dataclass(frozen=True, slots=True)
class Step:
    """One thing typed: ``values`` by slot for each of ``lines`` ((), the sheet: its "result" is that of all others).

    A slot is "result", "note" … or "person:2" for the second person of the line. A step that ``replaces`` may write
    slots again, and empties them with "".
    """

    lines: tuple[int, ...]
    values: Mapping[str, str]
    replaces: bool = False


@dataclass(frozen=True)
class Entry:
    """A sheet while it is typed in. Begin with ``Entry(form)``; every change gives a new one."""

    form: Form
    steps: tuple[Step, ...] = ()
    slots: Mapping[int, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """What was written for each line; under 0 for the sheet."""

    def line(self, number: int) -> TypedLine:
        """What a line says so far; ``UserError`` for a number that the sheet does not have."""
        return _state(self, _form_line(self.form, number))

    def lines(self) -> tuple[TypedLine, ...]:
        """What each line says so far."""
        return tuple(_state(self, line) for line in self.form.lines)

    @property
    def others(self) -> Result | None:
        """The result of all lines without one of their own, if it was said."""
        word = self.slots.get(0, {}).get("result")
        return Result(word) if word else None


def write(entry: Entry, step: Step) -> Entry:
    """The entry after a step.

    ``UserError`` (nothing is written then) for a line the sheet does not have, a line typed twice, a slot written
    before unless the step ``replaces``, and what contradicts on a line.
    """
    slots = dict(entry.slots)
    if len(set(step.lines)) != len(step.lines):
        twice = next(number for number in step.lines if step.lines.count(number) > 1)
        raise UserError(f"第 {twice} 行打了两遍，是不是别的行？请看一眼再打。", field=f"line:{twice}")
    for number in step.lines or (0,):
        if number and _form_line(entry.form, number).is_answered:
            raise UserError(f"第 {number} 行已经录入过了；要改，请到走访记录里改。", field=f"line:{number}")
        before = slots.get(number, {})
        after = _written(before, _of_line(entry.form, number, step.values), number, replaces=step.replaces)
        if number:
            _refuse_contradictions(number, after)
        slots[number] = MappingProxyType(after)
    return replace(entry, steps=(*entry.steps, step), slots=MappingProxyType(slots))


def clear(entry: Entry, numbers: Iterable[int]) -> Entry:
    """The entry with these lines blank again; they still get the result of all others."""
    for number in numbers:
        _form_line(entry.form, number)
        written = entry.slots.get(number, {})
        if written:
            entry = write(entry, Step((number,), dict.fromkeys(written, ""), replaces=True))
    return entry


def undo(entry: Entry) -> Entry:
    """The entry before its last step; one without steps stays as it is."""
    return resume(entry.form, entry.steps[:-1])


def resume(form: Form, steps: Sequence[Step]) -> Entry:
    """An entry made anew from its steps. ``UserError`` where they do not fit this form."""
    entry = Entry(form)
    for step in steps:
        entry = write(entry, step)
    return entry


def content_of(entry: Entry) -> list[dict[str, Any]]:
    """The steps as plain data, to keep a half-typed sheet."""
    return [
        {"lines": list(step.lines), "values": dict(step.values), "replaces": step.replaces}
        for step in entry.steps
    ]


def steps_of(content: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps that ``content_of`` made plain data of."""
    return tuple(Step(tuple(each["lines"]), each["values"], each["replaces"]) for each in content)


def questions(entry: Entry) -> tuple[Question, ...]:
    """What is still to be said before the sheet can be saved, in the order of its lines."""
    return tuple(
        question
        for line in entry.form.lines
        for question in _line_questions(line, entry.line(line.number), entry)
    )


def check_walk(*, form: Form, walked_on: date | None, walkers: Sequence[str], today: date) -> date:
    """The day of the walk, if day and walkers will do. ``UserError`` at "walked_on" or "walkers" if not."""
    if walked_on is None:
        raise UserError("请填写走访日期：是走的那一天，不是今天录入的日期。", field="walked_on")
    check_day(walked_on, form=form, today=today, field="walked_on")
    if not any(walker.strip() for walker in walkers):
        raise UserError("请填写是谁去走的。", field="walkers")
    return walked_on


def check_day(day: date, *, form: Form, today: date, field: str) -> None:
    """``UserError`` if nobody can have walked with this sheet on ``day``."""
    if day > today:
        raise UserError(f"走访日期 {day} 还没有到，请核对。", field=field)
    if day < form.printed_on:
        raise UserError(f"走访日期 {day} 早于这张单打印的日期 {form.printed_on}，请核对。", field=field)


def _form_line(form: Form, number: int) -> FormLine:
    for line in form.lines:
        if line.number == number:
            return line
    raise UserError(
        f"这张单没有第 {number} 行，只有 {form.numbers[0]}–{form.numbers[-1]} 行。", field=f"line:{number}"
    )


def _of_line(form: Form, number: int, values: Mapping[str, str]) -> dict[str, str]:
    """The values that a step writes to this line, checked for what the line cannot have."""
    if not number:
        if set(values) != {"result"}:
            raise ValueError("only a result can be that of all others")
        if values["result"] and Result(values["result"]) not in FOR_ALL_OTHERS:
            word = Result(values["result"]).word
            raise UserError(f"“{word}”要一行一行地写，不能给其余各行。", field="command")
        return dict(values)
    people = _form_line(form, number).people
    for slot in values:
        if slot.startswith(_PERSON):
            place = int(slot.removeprefix(_PERSON))
            if not 1 <= place <= len(people):
                named = f"只有 {len(people)} 位" if people else "没有写名字"
                raise UserError(f"第 {number} 行要看望的{named}，没有第 {place} 位。", field=f"line:{number}")
        elif slot not in _SLOTS:
            raise ValueError(f"a line has no slot {slot!r}")
    return dict(values)


def _written(
    before: Mapping[str, str], values: Mapping[str, str], number: int, *, replaces: bool
) -> dict[str, str]:
    after = dict(before)
    if not replaces:
        for slot, value in values.items():
            if slot in before:
                _refuse_second(number, slot, before[slot], value)
    elif "result" in values and values["result"] != before.get("result"):
        for slot in before:
            if slot in _OF_THE_RESULT or slot.startswith(_PERSON):
                del after[slot]
    after.update(values)
    return {slot: value for slot, value in after.items() if value}


def _refuse_second(number: int, slot: str, before: str, value: str) -> None:
    where = f"第 {number} 行" if number else "其余各行"
    shown, now = _shown(slot, before), _shown(slot, value)
    what = f"已经记了“{shown}”，又打了一遍" if before == value else f"已经记了“{shown}”，和“{now}”矛盾"
    raise UserError(f"{where}{what}。是不是别的行？真的要改，请在前面加“改”。", field=f"line:{number}")


def _shown(slot: str, value: str) -> str:
    if slot == "result":
        return Result(value).word
    if slot == "with" or slot.startswith(_PERSON):
        return Contact(value).word
    if slot == "state":
        return {"fine": "平安", "follow_up": "要跟进"}[value]
    return f"{_SLOT_WORDS[slot]}：{value}"


def _refuse_contradictions(number: int, written: Mapping[str, str]) -> None:
    """What cannot be together, whatever else is still to come: so the order of typing does not matter."""
    if "result" not in written:
        return
    result = Result(written["result"])
    contacts = {
        Contact(value) for slot, value in written.items() if slot == "with" or slot.startswith(_PERSON)
    }
    other = ""
    if result in _NOBODY_SPOKEN_TO | _GONE and contacts - {Contact.NOBODY}:
        other = next(iter(contacts - {Contact.NOBODY})).word
    elif "with" in written and result is not Result.PHONE:
        other = Contact(written["with"]).word
    elif result in _NOBODY_SPOKEN_TO and "promise" in written:
        other = f"答应了“{written['promise']}”"
    elif result in _NOBODY_SPOKEN_TO | _GONE and written.get("state") == "fine":
        other = "平安"
    if other:
        raise UserError(f"第 {number} 行“{result.word}”和“{other}”矛盾，请核对。", field=f"line:{number}")


def _state(entry: Entry, line: FormLine) -> TypedLine:
    written = entry.slots.get(line.number, {})
    own = _own_result(written)
    others = None if line.is_answered else entry.others
    result = own or others or Result.NOT_TRIED
    return TypedLine(
        line.number,
        result,
        own is not None,
        _contacts(line, result, written),
        _heard(result, written),
        written.get("on", ""),
        written.get("until", ""),
        written.get("place", ""),
        written.get("source", ""),
        written.get("state", ""),
        written.get("note", ""),
        _task(written, "promise"),
        _task(written, "need"),
    )


def _own_result(written: Mapping[str, str]) -> Result | None:
    """The result typed, or what follows from how the persons were reached."""
    if "result" in written:
        return Result(written["result"])
    reached = {Contact(value) for slot, value in written.items() if slot.startswith(_PERSON)}
    return next((_IMPLIED[contact] for contact in Contact if contact in reached), None)


def _contacts(line: FormLine, result: Result, written: Mapping[str, str]) -> tuple[Contact, ...]:
    named = {
        int(slot.removeprefix(_PERSON)): Contact(value)
        for slot, value in written.items()
        if slot.startswith(_PERSON)
    }
    heard = _heard(result, written)
    if heard is Contact.SELF and len(line.people) > 1:
        # Of several people the paper says by a tick who was seen: those without one were not.
        heard = Contact.NOBODY
    if "result" not in written and named:
        heard = Contact.NOBODY
    return tuple(named.get(place, heard) for place in range(1, len(line.people) + 1))


def _heard(result: Result, written: Mapping[str, str]) -> Contact:
    if result is Result.PHONE and "with" in written:
        return Contact(written["with"])
    return _HEARD.get(result, Contact.NOBODY)


def _task(written: Mapping[str, str], slot: str) -> Task | None:
    text = written.get(slot, "")
    return Task(text, written.get(f"{slot}_on", ""), written.get(f"{slot}_who", "")) if text else None


def _line_questions(line: FormLine, state: TypedLine, entry: Entry) -> list[Question]:
    """What to ask about a line, the most important first."""
    where = f"第 {line.number} 行{f'（{line.title}）' if line.title else ''}"
    written = entry.slots.get(line.number, {})
    asked: list[Question] = []

    def ask(slot: str, sentence: str) -> None:
        asked.append(Question(line.number, slot, f"{where}{sentence}"))

    if state.is_blank:
        if set(written) - {"result", "note"}:
            ask("result", "写了内容，却没有结果：走到了没有？")
        return asked
    if state.result is Result.PHONE and not _says_with_whom(written):
        ask("with", "打电话是和谁说的？本人、家人，还是没接通？")
    heard_self = state.result is Result.SEEN or (
        state.result is Result.PHONE and written.get("with") == Contact.SELF
    )
    if heard_self and Contact.SELF not in state.contacts and line.people:
        names = "、".join(f"{place} {name}" for place, name in enumerate(line.people, start=1))
        ask("person:1", f"见到的是哪一位？{names}")
    if Contact.AWAY in state.contacts or state.result is Result.AWAY:
        if not state.until:
            ask("until", "外出到什么时候？不知道就写“不详”。")
        if not state.place:
            ask("place", "去了哪里？医院、子女家、养老院……")
    elif state.until or state.place:
        ask("result", "写了回来日期或去处，却没有人外出。")
    if state.result is Result.MOVED and not state.source:
        ask("source", "搬走是听谁说的？")
    if state.source and state.result not in _GONE:
        ask("result", "写了消息来源，却没有记搬走。")
    for slot in ("promise", "need"):
        task = state.promise if slot == "promise" else state.need
        if task is not None and not task.on:
            ask(f"{slot}_on", f"“{task.text}”什么时候办？")
    if not state.is_own and state.result in _NOBODY_SPOKEN_TO and (state.promise or state.state == "fine"):
        what = f"答应了“{state.promise.text}”" if state.promise else "平安"
        ask("result", f"记了{what}，却按其余各行算作“{state.result.word}”。")
    return asked


def _says_with_whom(written: Mapping[str, str]) -> bool:
    return "with" in written or any(slot.startswith(_PERSON) for slot in written)
