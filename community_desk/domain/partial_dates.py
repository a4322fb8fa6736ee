"""Dates of which a ledger may know only the year or the month: text "1955", "1955-03", "1955-03-08" or "".

Half the ledgers of community offices know no more; a made-up "-01-01" would become a birthday.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from community_desk.domain.codes import BirthCalendar

_EARLIEST_YEAR = 1850
# Spreadsheets count days from here (with 1900-02-29, which never was, in between; nobody is that old).
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(10000, 80000)  # 1927-05-18 to 2119-01-09; fewer digits would be a year

_BLANKS = frozenset(
    (
        "",
        "无",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "0",
        "不详",
        "未知",
        "不清楚",
        "暂无",
        "无记录",
        "N/A",
        "NULL",
    )
)
_PARTIAL = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_FULL_WIDTH: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "。、—–−－·"), "."),
    0x3000: " ",
}
_LUNAR = re.compile(r"农历|阴历|旧历|\(农\)|\(阴\)")
_TIME = re.compile(r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?Z?$")
_AROUND = re.compile(r"^['‘’`\s]+|(?:出生|生于|生|\s|[.,;])+$")
_PARTED = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2})\s*(?P<first>[年./\-,]|(?<=[0-9])\s(?=[0-9]))\s*"
    r"(?:(?P<month>[0-9]{1,2})\s*(?:(?P<second>[月./\-,]|(?<=[0-9])\s(?=[0-9]))\s*(?:(?P<day>[0-9]{1,2})\s*[日号]?)?)?)?"
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date cell says: ``value`` is a partial date or "", ``problem`` is "" or one of

    - ``january_or_october``: 1955.1 may be January, or October with its zero lost; ``value`` is the year
    - ``two_digit_year``: "55.3.8"; ``value`` holds the only century that fits, or "" where two would
    - ``future``, ``unreadable``: ``value`` is ""
    """

    value: str
    problem: str = ""
    calendar: BirthCalendar = BirthCalendar.SOLAR


_NOTHING = DateReading("")
_UNREADABLE = DateReading("", "unreadable")


def read_partial_date(cell: object, *, today: date) -> DateReading:
    """Read a cell as a table reader gives it: text in any usual spelling, a date, a number.

    Numbers may be Excel's count of days, 19850312.0, 195503.0, 1955.0 or 1955.03. Dates after ``today`` are a problem.
    """
    if isinstance(cell, str):
        return _read_text(cell, today)
    if cell is None:
        return _NOTHING
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _checked(cell.year, cell.month, cell.day, today)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return _UNREADABLE
    return _read_number(cell, today)


@lru_cache(maxsize=4096)
def _read_text(text: str, today: date) -> DateReading:
    text = _AROUND.sub("", text.translate(_FULL_WIDTH)).upper()
    if text in _BLANKS:
        return _NOTHING
    calendar = BirthCalendar.SOLAR
    if _LUNAR.search(text):
        calendar = BirthCalendar.LUNAR
        text = _AROUND.sub("", _LUNAR.sub("", text))
    text = _TIME.sub("", text)
    if text.isdecimal():
        reading = _read_digits(text, today)
    elif match := _PARTED.fullmatch(text):
        reading = _read_parted(match, today)
    else:
        reading = _UNREADABLE
    if calendar is BirthCalendar.LUNAR:
        return DateReading(reading.value, reading.problem, calendar)
    return reading


def _read_number(number: float, today: date) -> DateReading:
    if number == 0:
        return _NOTHING
    if not 0 < number < 1e9:
        return _UNREADABLE
    whole = int(number)
    if number == whole or whole in _SERIALS:
        return _read_digits(str(whole), today)
    # 1955.03 and 1955.3 are both March; 1955.1 has lost what tells January from October.
    month = f"{number:.6f}".rstrip("0").partition(".")[2]
    if not _EARLIEST_YEAR <= whole <= 2999 or len(month) > 2:
        return _UNREADABLE
    if month == "1":
        return DateReading(str(whole), "january_or_october")
    return _checked(whole, int(month), 0, today)


def _read_digits(text: str, today: date) -> DateReading:
    if len(text) == 8:
        return _checked(int(text[:4]), int(text[4:6]), int(text[6:]), today)
    if len(text) == 6:
        year, month = int(text[:4]), int(text[4:])
        if _EARLIEST_YEAR <= year <= today.year and 1 <= month <= 12:
            return _checked(year, month, 0, today)
        return _two_digit_year(int(text[:2]), int(text[2:4]), int(text[4:]), today)
    if len(text) == 5 and int(text) in _SERIALS:
        day = _SERIAL_ZERO + timedelta(days=int(text))
        return _checked(day.year, day.month, day.day, today)
    if len(text) == 4:
        return _checked(int(text), 0, 0, today)
    return _UNREADABLE


def _read_parted(match: re.Match[str], today: date) -> DateReading:
    year, month, day = match["year"], match["month"] or "0", match["day"] or "0"
    if len(year) == 2:
        return _two_digit_year(int(year), int(month), int(day), today)
    if month == "1" and match["first"] == "." and match["second"] is None:
        # A number written out as text by another program: Excel shows 1955.10 as 1955.1.
        return DateReading(year, "january_or_october")
    return _checked(int(year), int(month), int(day), today)


def _two_digit_year(year: int, month: int, day: int, today: date) -> DateReading:
    """Only a century that leaves one choice is taken: "55" is 1955, "05" may be 2005 or a person of over a hundred."""
    reading = _checked(1900 + year, month, day, today)
    if reading.problem == "unreadable":
        return reading
    both = 2000 + year <= today.year
    return DateReading("" if both else reading.value, "two_digit_year")


def _checked(year: int, month: int, day: int, today: date) -> DateReading:
    """A reading from numbers, 0 for "not known"; the parts after an unknown one are unknown too."""
    if not _EARLIEST_YEAR <= year <= 2999 or month > 12:
        return _UNREADABLE
    if not month:
        return DateReading(f"{year}") if year <= today.year else DateReading("", "future")
    if not day:
        if (year, month) > (today.year, today.month):
            return DateReading("", "future")
        return DateReading(f"{year}-{month:02d}")
    try:
        found = date(year, month, day)
    except ValueError:
        return _UNREADABLE
    return DateReading(found.isoformat()) if found <= today else DateReading("", "future")


def is_partial_date(text: str) -> bool:
    """Whether the text is a partial date as the ledger stores it ("" counts: nothing is known)."""
    if not text:
        return True
    if not _PARTIAL.fullmatch(text):
        return False
    if len(text) < 10:
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _parts(text: str) -> tuple[int, int, int]:
    return int(text[:4]), int(text[5:7] or 0), int(text[8:10] or 0)


def years_between(birth: str, on: date) -> int | None:
    """The age on a day, as people count it: where only year or month is known, as if the birthday had been.

    None where nothing is known or the birth lies after the day.
    """
    if not birth:
        return None
    year, month, day = _parts(birth)
    age = on.year - year - ((month or on.month, day or on.day) > (on.month, on.day))
    return age if age >= 0 else None


def certain_age(birth: str, on: date) -> int | None:
    """The age that has been reached for certain, however little of the date is known (for limits such as 80)."""
    if not birth:
        return None
    year, month, day = _parts(birth)
    age = on.year - year - ((month or 12, day or 31) > (on.month, on.day))
    return max(age, 0) if years_between(birth, on) is not None else None


def compatible(a: str, b: str) -> bool:
    """Whether two partial dates can be the same day: "1955" agrees with "1955-03-08", nothing known with everything."""
    return a.startswith(b) or b.startswith(a)


def more_exact(a: str, b: str) -> str:
    """Of two compatible dates the one that says more; the first where they say as much."""
    return b if len(b) > len(a) else a


def display(text: str, *, today: date | None = None) -> str:
    """As people read it: "1955年3月8日"; with ``today`` the age as well, "约" where the birthday is not known."""
    if not text:
        return ""
    year, month, day = _parts(text)
    words = f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    age = years_between(text, today) if today else None
    if age is None:
        return words
    return f"{words}（{'' if day else '约'}{age}岁）"


def display_near(text: str, *, today: date) -> str:
    """A date near today as people say it: "12月1日" in this year, with the year in any other."""
    words = display(text)
    return words.removeprefix(f"{today.year}年") or words


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier, below 0); the 28th where the month may be too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, 28))
