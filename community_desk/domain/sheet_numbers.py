"""The short number of a visit sheet: said over the phone, typed from paper, read from a code.

"A7-K3M9-X": the PC that printed it, a serial, a check character. No O, I, 0 and 1, which look alike on paper. Every
single wrong character and every two characters that changed places are noticed, wherever they stand.
"""

import re

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, so that they are the elements of a field of 32 and the check can be exact."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PC_LENGTH = 2
_LEAST_SERIAL = 4
_SHAPE = re.compile(rf"([{ALPHABET}]{{2}})([{ALPHABET}]{{4,8}})([{ALPHABET}])")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NOISE = re.compile(r"[^0-9A-Z]+")
# Set off from zero, so that an empty-looking number of equal characters is not a valid one.
_CHECK_OFFSET = 19
_FIELD_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive: powers of x run through all 31 elements but zero


def _check_character(body: str) -> str:
    """Σ xⁱ·dᵢ over the field of 32. An error of one character changes the sum by xⁱ·e ≠ 0, a swap of two by
    (xⁱ + xʲ)(dᵢ + dⱼ), which is 0 only if both are the same; the check character itself stands for x⁰.
    """
    total = 0
    for character in body:
        total ^= _VALUES[character]
        total <<= 1
        if total & 0b100000:
            total ^= _FIELD_POLYNOMIAL
    return ALPHABET[total ^ _CHECK_OFFSET]


def make_sheet_number(pc_code: str, serial: int) -> str:
    """The number for the ``serial``-th sheet of a PC. ``pc_code``: two characters of the alphabet.

    Four characters of serial last for a million sheets, then it grows. ValueError for another code or serial < 0.
    """
    if len(pc_code) != _PC_LENGTH or not set(pc_code) <= set(ALPHABET):
        raise ValueError("a PC code is two characters of the sheet numbers' alphabet")
    if serial < 0:
        raise ValueError("serials count from 0")
    digits = ""
    while serial or len(digits) < _LEAST_SERIAL:
        serial, digit = divmod(serial, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return f"{pc_code}-{digits}-{_check_character(pc_code + digits)}"


def normalise_sheet_number(text: str) -> str:
    """A typed or scanned number in the written form ("a7k3m9x" → "A7-K3M9-X"); other text comes back without noise."""
    plain = _NOISE.sub("", text.translate(_FULL_WIDTH).upper())
    match = _SHAPE.fullmatch(plain)
    return "-".join(match.groups()) if match else plain


def check(text: str) -> bool:
    """Whether this is a sheet number with the right check character, however it is written."""
    match = _SHAPE.fullmatch(normalise_sheet_number(text).replace("-", ""))
    return match is not None and _check_character(match[1] + match[2]) == match[3]
