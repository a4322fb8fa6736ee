"""What people type into the ledger: brought into one spelling by the domain, refused in one sentence when wrong.

What cannot be right is refused with ``UserError`` at its field; what only looks odd (a check digit, two people with
one number) is kept and said as an ``InputWarning``, since the ledger must be able to hold what the papers say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from community_desk.domain.errors import UserError
from community_desk.domain.names import name_problem, normalise_name
from community_desk.domain.partial_dates import read_partial_date

_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u2029\ufeff]+")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?")

_DATE_SENTENCES = {
    "unreadable": "“{}”不像日期，请写成 1955、1955-03 或 1955-03-08 这样。",
    "january_or_october": "“{}”是一月还是十月？请写成 {}-01 或 {}-10。",
    "two_digit_year": "“{}”的年份要写四位，例如 1955-03-08。",
    "future": "“{}”在今天之后，请核对日期。",
}
_FAR_AHEAD = date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class InputWarning:
    """Something typed that was kept and should be looked at again; ``field`` is the input it belongs to."""

    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a verb wrote: the uid of its row, and what should be looked at again."""

    uid: str
    warnings: tuple[InputWarning, ...] = ()


CodeType = TypeVar("CodeType", bound=StrEnum)


def local_today() -> date:
    """Today's date where the office is."""
    return datetime.now().astimezone().date()


def typed_text(text: str) -> str:
    """One line of text without stray spaces and control characters."""
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def typed_note(text: str) -> str:
    """Text of several lines: the lines stay, control characters go."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).strip()


def needed_text(text: str, *, field: str, word: str) -> str:
    """A line that must not be empty; ``word`` is what the form calls it."""
    text = typed_text(text)
    if not text:
        raise UserError(f"请填写{word}。", field=field)
    return text


def person_name(text: str, *, field: str = "name") -> tuple[str, tuple[InputWarning, ...]]:
    """A person's name in its one spelling, and what should be looked at in it."""
    name = normalise_name(text)
    if not name:
        raise UserError("请填写姓名。", field=field)
    problem = name_problem(name)
    if problem == "unreadable":
        raise UserError(f"姓名“{name}”里有认不出的字，请照证件重新输入。", field=field)
    if problem == "private_use":
        return name, (InputWarning(f"姓名“{name}”里有自造字，别的电脑上可能显示不出，请核对。", field),)
    return name, ()


def past_date(text: str, *, field: str, today: date | None = None) -> str:
    """A partial date that is not ahead of today, or "" where nothing was typed."""
    return _typed_date(text, field, today or local_today())


def coming_date(text: str, *, field: str) -> str:
    """A partial date that may lie ahead, or ""."""
    return _typed_date(text, field, _FAR_AHEAD)


def event_date(text: str, *, field: str = "on", today: date | None = None) -> str:
    """The date of something that happened: needed, not ahead of today; the day itself may be unknown."""
    found = past_date(text, field=field, today=today)
    if not found:
        raise UserError("请填写日期；不知道哪一天时，写到年或月也可以。", field=field)
    return found


def is_before(date_a: str, date_b: str) -> bool:
    """Whether a partial date lies before another for certain."""
    length = min(len(date_a), len(date_b))
    return date_a[:length] < date_b[:length]


def chosen(from_word: Callable[[str], CodeType | None], text: str, *, field: str, word: str) -> CodeType:
    """The code a form's value or word stands for, read by the code's ``from_word``. ``UserError`` if there is none."""
    found = from_word(text)
    # Some codes read any word they do not know as "not known", which a typed word must not silently become.
    if found is None or (not _is_unset(text) and _is_unset(found.value) and text.strip() != found.value):
        raise UserError(f"{word}没有“{text.strip()}”这一项，请从列表里选。", field=field)
    return found


def _is_unset(value: str) -> bool:
    return value.strip() in {"", "0", "unknown"}


def _typed_date(text: str, field: str, today: date) -> str:
    reading = read_partial_date(text, today=today)
    if reading.problem:
        typed = text.strip()
        raise UserError(_DATE_SENTENCES[reading.problem].format(typed, reading.value, reading.value), field)
    return reading.value
