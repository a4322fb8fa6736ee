"""How a line being typed back reads: who was seen, what came of it, in the words of the paper."""

from collections.abc import Sequence
from datetime import date

from community_desk.domain.partial_dates import display_near
from community_desk.domain.type_back import UNKNOWN_DAY, Contact, Result, Task, TypedLine
from community_desk.ledger.typed_sheets import PrintedSheetLine

STATE_WORDS = {"fine": "平安", "follow_up": "要跟进"}
_DOOR = "门牌"
# What stands behind a name; "seen in person" is the ticked box.
_HOW = {Contact.FAMILY: "家人告知", Contact.NEIGHBOUR: "邻居告知", Contact.AWAY: "外出"}
_TONES = {
    Result.SEEN: "done",
    Result.FAMILY: "done",
    Result.NEIGHBOUR: "done",
    Result.PHONE: "done",
    Result.NOT_TRIED: "second",
}


def short_doors(lines: Sequence[PrintedSheetLine]) -> dict[int, str]:
    """The door of each line by its number: as in its row on the paper, where all lines stand under one building."""
    # Above the door of a lane stands the hamlet.
    printed = {line.number: line.cells.get(_DOOR, "").rpartition(" ")[-1] for line in lines}
    buildings = {line.door.removesuffix(printed[line.number]) for line in lines}
    return (
        printed
        if len(buildings) == 1 and all(printed.values())
        else {line.number: line.door for line in lines}
    )


def tone_of(typed: TypedLine) -> str:
    """The colour's role for a result: one that brought news, one that was an attempt, none."""
    return _TONES.get(typed.result, "soon")


def people_words(line: PrintedSheetLine, typed: TypedLine) -> str:
    """Whom to see, with the box before the name ticked for who was seen in person."""
    shown = []
    for person, contact in zip(line.people, typed.contacts, strict=True):
        box = "☑" if contact is Contact.SELF else "□"
        how = _HOW.get(contact, "")
        shown.append(f"{box}{person.name}{f'（{how}）' if how else ''}")
    return "　".join(shown)


def result_words(typed: TypedLine) -> str:
    """The result; nothing for a line on which nothing was typed."""
    return "" if typed.is_blank and not typed.is_own else typed.result.word


def day_words(text: str, *, today: date) -> str:
    """A day as people say it; "不详" for one that nobody knows."""
    return "不详" if text == UNKNOWN_DAY else display_near(text, today=today)


def further_words(typed: TypedLine, *, today: date) -> str:
    """All that a line says besides its result, in one line."""
    parts = []
    if typed.until:
        until = day_words(typed.until, today=today)
        parts.append("何时回来不详" if until == "不详" else f"到{until}")
    parts += [typed.place, f"听{typed.source}说" if typed.source else "", STATE_WORDS.get(typed.state, "")]
    parts.append(typed.note)
    parts += [_task_words("答应", typed.promise, today), _task_words("需要", typed.need, today)]
    if typed.on:
        parts.append(f"{day_words(typed.on, today=today)}去的")
    return " · ".join(filter(None, parts))


def _task_words(word: str, task: Task | None, today: date) -> str:
    if task is None:
        return ""
    on = f"{day_words(task.on, today=today)}" if task.on else ""
    who = f" @{task.who}" if task.who else ""
    return f"{word}{on}{task.text}{who}"
