"""Days as people write them on paper, without the year: "11.20", "1120", "20号", "昨天", "10天后"."""

import re
from datetime import date, timedelta

from community_desk.domain.partial_dates import months_after

_WORDS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
}
_SPAN = re.compile(r"(\d{1,3})(天|日|周|星期|个?月)[之以]?后")
_WHOLE = re.compile(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_DAY = re.compile(r"(\d{1,2})[日号]?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def read_day(text: str, *, today: date, ahead: bool) -> date | None:
    """The day that ``text`` means: without a year (or month) the nearest one, ``ahead`` of today or behind it.

    Today itself counts either way. A year that was written is believed even where it lies on the other side. ``None``
    for what is no day, among them the 30th of February.
    """
    text = text.translate(_FULL_WIDTH).replace("。", ".").strip()
    if text in _WORDS:
        return today + timedelta(_WORDS[text])
    if span := _SPAN.fullmatch(text):
        count = int(span[1])
        if span[2].endswith("月"):
            return months_after(today, count)
        return today + timedelta(count * (1 if span[2] in {"天", "日"} else 7))
    if whole := _WHOLE.fullmatch(text):
        year, month, day = (int(part) for part in whole.groups() if part)
        return _date(year, month, day)
    if found := _MONTH_DAY.fullmatch(text) or (_DIGITS.fullmatch(text) if len(text) > 2 else None):
        return _nearest_in_a_year(int(found[1]), int(found[2]), today, ahead=ahead)
    if found := _DAY.fullmatch(text):
        return _nearest_in_a_month(int(found[1]), today, ahead=ahead)
    return None


def _nearest_in_a_year(month: int, day: int, today: date, *, ahead: bool) -> date | None:
    # The 29th of February may be up to eight years away, over a century without one.
    for step in range(9):
        found = _date(today.year + (step if ahead else -step), month, day)
        if found is not None and (found >= today if ahead else found <= today):
            return found
    return None


def _nearest_in_a_month(day: int, today: date, *, ahead: bool) -> date | None:
    for step in range(3):
        month = today.year * 12 + today.month - 1 + (step if ahead else -step)
        found = _date(month // 12, month % 12 + 1, day)
        if found is not None and (found >= today if ahead else found <= today):
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
