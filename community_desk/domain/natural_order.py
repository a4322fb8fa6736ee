"""Sort keys under which plain text comparison is natural order: "2号楼" before "10号楼", "二组" before "十组".

The keys are stored and compared by the database, which knows no natural order (recipe: `doors.DOOR_RECIPE`).
"""

import re
from functools import lru_cache

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS = re.compile(r"[0-9]+")
_SPACES = re.compile(r"\s+")

_NUMERALS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100}
# Numerals count only before a word that is counted: 三 in 三江花园 is a name.
_COUNTED = re.compile(
    r"[零〇一二两三四五六七八九十百]+(?=号楼|单元|网格|自然村|[组里期区村队号栋幢座层楼社片排巷弄])"
)


def chinese_number(text: str) -> int | None:
    """The number a short Chinese numeral means ("十二" is 12, "一〇一" is 101), None where it is none."""
    if not text:
        return None
    if not any(place in text for place in _PLACES):
        digits = [_NUMERALS.get(character) for character in text]
        return None if None in digits else int("".join(map(str, digits)))
    total = pending = 0
    for character in text:
        if character in _PLACES:
            total += (pending or 1) * _PLACES[character]
            pending = 0
        elif character in _NUMERALS:
            pending = _NUMERALS[character]
        else:
            return None
    return total + pending


def _arabic(match: re.Match[str]) -> str:
    number = chinese_number(match[0])
    return match[0] if number is None else str(number)


def _sized(match: re.Match[str]) -> str:
    """A run of digits behind its length, so that text comparison compares numbers: "7" is "17", "10" is "210".

    Lengths of nine and more take several characters (nines, then the rest), none the beginning of another's.
    """
    digits = match[0].lstrip("0") or "0"
    nines, rest = divmod(len(digits), 9)
    return "9" * nines + str(rest) + digits


@lru_cache(maxsize=32768)
def natural_key(text: str) -> str:
    """The key of a text; width, case and spaces do not count. "02" and "2" get the same key."""
    text = _SPACES.sub("", text.translate(_FULL_WIDTH)).upper()
    return _DIGITS.sub(_sized, _COUNTED.sub(_arabic, text))
