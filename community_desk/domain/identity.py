"""ID numbers: read what a ledger's cell holds, say what is doubtful, never refuse a person (GB 11643-1999).

Area codes are those of the day of first registration and new ones appear every year, so only the province is looked at.
Nothing here blocks: a number that fails is kept and marked (old misprinted cards exist).
"""

import re
from dataclasses import dataclass
from datetime import date
from operator import mul

from community_desk.domain.codes import IdType, Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
# Iterating over bytes gives character codes, 48 too many each: taken off in one piece.
_CODE_OFFSET = 48 * sum(_WEIGHTS)

_PROVINCE_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71"
)
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_HMT_PREFIXES = frozenset(("81", "82", "83"))

_BLANK_WORDS = (
    "无 没有 不详 未知 暂无 暂缺 缺 空 待补 待查 未办 未办理 未提供 未登记 无身份证 无证件 无证 新生儿 未上户 "
    "N/A NA NONE NULL NIL"
)
_BLANKS = frozenset(_BLANK_WORDS.split())
_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NOISE = re.compile(
    r"[\s'‘’`´\"“”\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff\u3000]+"
)
_DASHES = re.compile(r"[-–—−_·.]+")
_IN_SENTENCE = re.compile(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?(?:1[5-9]|2[0-9])")
_OLD_FOREIGN_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_TRAVEL_PERMIT = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}(?:[0-9]{2})?(?:[0-9A-Z])?")
_PASSPORT = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{5,20}")


@dataclass(frozen=True, slots=True)
class IdReading:
    """What a cell says about an identity document.

    ``value`` the number as it is to be stored (15-digit numbers stay as they were typed), ``birth`` "1955-03-08" or "",
    ``problem`` "" or one of:

    - ``lost_digits``: a numeric cell of 16 or more digits; spreadsheets keep 15, the rest are zeros; ``value`` is ""
    - ``bad_check_digit``, ``bad_date``, ``unknown_province``: kept as written; birth and sex (where they can be read)
      are as doubtful as the number
    - ``bad_length``: digits, but neither 15 nor 18 of them; kept as written
    - ``unreadable``: not a number of any known document; ``value`` is ""
    """

    value: str
    id_type: IdType
    birth: str
    sex: Sex
    problem: str = ""


_NOTHING = IdReading("", IdType.NONE, "", Sex.UNKNOWN)
_LOST = IdReading("", IdType.RESIDENT_ID, "", Sex.UNKNOWN, "lost_digits")
_UNREADABLE = IdReading("", IdType.NONE, "", Sex.UNKNOWN, "unreadable")


def check_digit(first17: str) -> str:
    """The 18th character for 17 digits (GB 11643, ISO 7064 MOD 11-2); ValueError if they are not 17 digits."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("an ID number's check digit needs 17 digits")
    return _check(first17.encode())


def _check(digits: bytes) -> str:
    return _CHECK_CHARACTERS[(sum(map(mul, _WEIGHTS, digits)) - _CODE_OFFSET) % 11]


def to_18(id15: str) -> str:
    """The 18-character form of an old 15-digit number; serials 996–999 were given to those born before 1900."""
    if len(id15) != 15 or not (id15.isascii() and id15.isdigit()):
        raise ValueError("an old ID number has 15 digits")
    first17 = id15[:6] + ("18" if id15[12:] >= "996" else "19") + id15[6:]
    return first17 + check_digit(first17)


def match_key(value: str) -> str:
    """The form in which two stored numbers are compared: an old 15-digit number and its 18-character form are one."""
    if len(value) == 15 and value.isascii() and value.isdigit():
        return to_18(value)
    return value


def normalise_id(text: str) -> str:
    """A typed number without spaces, quotes, dashes and full-width forms, letters in upper case."""
    if text.isascii() and text.isalnum():
        return text.upper()
    text = _NOISE.sub("", text.translate(_FULL_WIDTH)).upper()
    return _DASHES.sub("", text)


def is_blank_id(cell: object) -> bool:
    """Whether a cell says "no number": blank, 0, 无, -, 不详, 暂无 … Never a key to match two people by."""
    if cell is None:
        return True
    if isinstance(cell, int | float):
        return cell == 0
    text = normalise_id(str(cell)).strip("/\\*?？×#~()")
    return not text.strip("0") or not text.strip("X") or text in _BLANKS


def read_id(cell: object, *, today: date | None = None) -> IdReading:
    """Read an ID cell as a table reader gives it (text, float, int, None); see `IdReading` for the result.

    With ``today`` a birth date after it is a ``bad_date``.
    """
    if isinstance(cell, str):
        text = cell
    elif cell is None:
        return _NOTHING
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        if not 0 <= cell < 1e15:  # also nan and infinity: every comparison with nan is false
            return _LOST if cell >= 1e15 else _UNREADABLE
        if cell == 0:
            return _NOTHING
        text = str(int(cell))
    else:
        return _UNREADABLE

    text = normalise_id(text)
    body = text[:17]
    if len(text) == 18 and body.isascii() and body.isdigit() and (text[17].isdigit() or text[17] == "X"):
        return _read_18(text, today)
    return _read_other(text, cell, today)


def _read_18(text: str, today: date | None) -> IdReading:
    province = text[:2]
    if province == "00" and not text.strip("0"):
        return _NOTHING
    sex = Sex.MALE if text[16] in "13579" else Sex.FEMALE
    year, month, day = text[6:10], text[10:12], text[12:14]
    problem = ""
    if province in _PROVINCES:
        id_type = IdType.RESIDENT_ID
    elif province in _HMT_PREFIXES:
        id_type = IdType.HMT_RESIDENCE_PERMIT
    elif text[0] == "9":
        id_type = IdType.FOREIGN_PERMANENT_RESIDENT
    else:
        id_type = IdType.RESIDENT_ID
        problem = "unknown_province"
    birth = f"{year}-{month}-{day}"
    if not _is_day(int(year), int(month), int(day)) or (today is not None and birth > today.isoformat()):
        birth = ""
        problem = "bad_date"
    if _check(text[:17].encode()) != text[17]:
        problem = "bad_check_digit"
    return IdReading(text, id_type, birth, sex, problem)


def _is_day(year: int, month: int, day: int) -> bool:
    """Whether this is a day somebody now in a ledger can have been born on (1850 on, leap years kept)."""
    if not (1850 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month]):
        return False
    return month != 2 or day != 29 or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _read_other(text: str, cell: object, today: date | None) -> IdReading:
    """Everything but 18 characters of the usual shape; ``cell`` is what the table held, for blanks written as words."""
    if is_blank_id(cell):
        return _NOTHING
    if isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip().upper()):
        return _LOST
    if text.isascii() and text.isdigit():
        return _read_digits(text)
    if _OLD_FOREIGN_PERMANENT.fullmatch(text):
        return IdReading(text, IdType.FOREIGN_PERMANENT_RESIDENT, "", Sex.UNKNOWN)
    if _TRAVEL_PERMIT.fullmatch(text):
        return IdReading(text, IdType.TRAVEL_PERMIT, "", Sex.UNKNOWN)
    if text[-1:] == "X" and text[:-1].isascii() and text[:-1].isdigit() and len(text) > 10:
        return IdReading(text, IdType.RESIDENT_ID, "", Sex.UNKNOWN, "bad_length")
    if _PASSPORT.fullmatch(text):
        return IdReading(text, IdType.PASSPORT, "", Sex.UNKNOWN)
    found = _IN_SENTENCE.findall(text)
    if len(found) == 1:  # "身份证：3502…（已过期）"
        return _read_18(found[0], today)
    return _UNREADABLE


def _read_digits(text: str) -> IdReading:
    if len(text) == 15:
        birth = f"{'18' if text[12:] >= '996' else '19'}{text[6:8]}-{text[8:10]}-{text[10:12]}"
        sex = Sex.MALE if text[14] in "13579" else Sex.FEMALE
        if not _is_day(int(birth[:4]), int(birth[5:7]), int(birth[8:])):
            return IdReading(text, IdType.RESIDENT_ID, "", sex, "bad_date")
        problem = "" if text[:2] in _PROVINCES else "unknown_province"
        return IdReading(text, IdType.RESIDENT_ID, birth, sex, problem)
    if _TRAVEL_PERMIT.fullmatch(text) and len(text) == 8:
        return IdReading(text, IdType.TRAVEL_PERMIT, "", Sex.UNKNOWN)
    return IdReading(text, IdType.RESIDENT_ID, "", Sex.UNKNOWN, "bad_length")
