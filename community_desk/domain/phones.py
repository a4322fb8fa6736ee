"""Phone cells: several numbers, each perhaps with whose it is, as ledgers write them."""

import re

_FULL_WIDTH: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "–—−‐‑―"), "-"),
    0x3000: " ",
    0x00A0: " ",
}
_BLANKS = frozenset(
    (
        "",
        "0",
        "-",
        "--",
        "/",
        "无",
        "没有",
        "不详",
        "未知",
        "暂无",
        "无电话",
        "空",
        "N/A",
        "NULL",
        "停机",
        "空号",
    )
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NUMBER = re.compile(r"\+?[0-9](?:[0-9]|[ -](?=[0-9]))*[0-9]")
# Short numbers that are whole: those of a firm's or village's mobile group (they begin with 6), and public ones
# such as 12345, 10086, 95588, 968111. Anything else so short has lost digits.
_SHORT_NUMBER = re.compile(r"6[0-9]{3,5}|1[0-2][0-9]{3,4}|9[56][0-9]{3,4}")
_THREE_DIGIT_AREA = re.compile(r"01[0-9]|02[0-9]")
_AREA_IN_BRACKETS = re.compile(r"\((0[0-9]{2,3})\)\s*")
_EXTENSION = re.compile(r"(?<=[0-9])\s*(?:转|分机)\s*(?=[0-9])")
_NONE_AT_ALL = re.compile(r"(?:暂时?|都|均)?(?:无|没|未|不详|不清楚|拒)[^0-9]*")
_LABEL = re.compile(r"[^\W\d_]+(?:[·]?[^\W\d_]+)*")
_AFTER = re.compile(r"\s*\(([^()0-9]{1,12})\)")
# What a ledger writes before a number without saying whose it is.
_KIND_WORDS = frozenset(
    (
        "手机",
        "电话",
        "手机号",
        "手机号码",
        "联系电话",
        "联系方式",
        "座机",
        "固话",
        "固定电话",
        "本人",
        "TEL",
        "T",
    )
)

PhoneReading = tuple[list[tuple[str, str]], str]


def read_phones(cell: object, *, label: str = "") -> PhoneReading:
    """The (label, number) pairs of a cell, and "" or what is doubtful: ``bad_length``, ``unreadable``.

    Mobile numbers come back as 11 digits, landlines as "0592-7057479" (local ones without the area). ``label`` is
    given to numbers that carry none of their own. Numbers of an odd length are kept and marked, words without any
    number are ``unreadable``.
    """
    if isinstance(cell, str):
        if len(cell) == 11 and _MOBILE.fullmatch(cell):  # nine cells in ten
            return [(label, cell)], ""
        text = cell
    elif cell is None or cell == 0:
        return [], ""
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < 1e15:
        number = str(int(cell))
        if len(number) in (9, 10, 11) and number[0] != "1":
            number = "0" + number  # a landline whose leading zero a number cell has lost
        text = number
    else:
        return [], "unreadable"
    text = _AREA_IN_BRACKETS.sub(r"\1-", text.translate(_FULL_WIDTH).strip(" '\"\t\r\n"))
    return _read_text(_EXTENSION.sub("-", text), label)


def _read_text(text: str, label: str) -> PhoneReading:
    if text.upper() in _BLANKS or _NONE_AT_ALL.fullmatch(text):
        return [], ""
    found: list[tuple[str, str]] = []
    problem = ""
    for part in re.split(r"[/\\,，、;；|\r\n]+", text):
        position = 0
        pairs: list[tuple[str, str]] = []
        for match in _NUMBER.finditer(part):
            own = _label(part[position : match.start()])
            position = match.end()
            after = _AFTER.match(part, position)
            if after:
                position = after.end()
                own = own or _label(after[1])
            for number in _split_numbers(match[0]):
                clean, odd = _clean(number)
                problem = problem or odd
                pairs.append((own, clean))
        rest = _label(part[position:])
        if pairs and rest and not pairs[-1][0]:
            pairs[-1] = (rest, pairs[-1][1])
        elif not pairs and rest and rest.upper() not in _BLANKS:
            problem = problem or "unreadable"
        found.extend((own or label, number) for own, number in pairs)
    if not found and not problem:
        problem = "unreadable"
    return list(dict.fromkeys(found)), problem


def _label(text: str) -> str:
    words = "".join(_LABEL.findall(text))
    return "" if words.upper() in _KIND_WORDS else words


def _split_numbers(run: str) -> list[str]:
    """A run of digits, dashes and spaces is one number with gaps ("138 0000 1234") or several ("138… 139…")."""
    digits = re.sub(r"[^0-9]", "", run)
    if len(digits) <= 13:
        return [run]
    pieces = run.split()
    if len(pieces) > 1 and all(len(re.sub(r"[^0-9]", "", piece)) >= 7 for piece in pieces):
        return pieces
    if len(digits) % 11 == 0 and all(
        _MOBILE.fullmatch(digits[i : i + 11]) for i in range(0, len(digits), 11)
    ):
        return [digits[i : i + 11] for i in range(0, len(digits), 11)]
    return [run]


def _clean(number: str) -> tuple[str, str]:
    """One number in the stored form and "" or ``bad_length``."""
    digits = re.sub(r"[^0-9]", "", number)
    if len(digits) in (13, 15) and digits.startswith(("86", "0086")) and _MOBILE.fullmatch(digits[-11:]):
        return digits[-11:], ""
    if _MOBILE.fullmatch(digits):
        return digits, ""
    if digits.startswith("0"):
        area = 3 if _THREE_DIGIT_AREA.match(digits) else 4
        local, extension = digits[area:], ""
        if number.count("-") == 2:
            local, _, extension = number.partition("-")[2].partition("-")
        if len(local) in (7, 8) and local.isdigit():
            return f"{digits[:area]}-{local}" + (f"-{extension}" if extension else ""), ""
        return digits, "bad_length"
    if len(digits) in (7, 8) or (len(digits) == 10 and digits.startswith(("400", "800"))):
        return digits, ""
    if _SHORT_NUMBER.fullmatch(digits):
        return digits, ""
    return digits, "bad_length"


def grouped(number: str) -> str:
    """A mobile number as people read it out: 138 0000 1234; anything else as it is."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if _MOBILE.fullmatch(number) else number
