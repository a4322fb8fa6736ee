"""Fits text into a cell: cleaned, broken where Chinese allows it, smaller if need be, then cut with "…".

ReportLab's Paragraph is not used: it cuts phone numbers and dates in two, and a "<" in a name raises.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from community_desk.printing.fonts import HanFont

ELLIPSIS = "…"
LEADING = 1.25
# Ten points first, as a tired walker reads it; seven is the smallest that a laser printer and the eye hold.
SIZES = (10, 9.5, 9, 8.5, 8, 7.5, 7)

# What prints as a box or not at all: controls, zero width, direction marks, variation selectors, tags, lone surrogates,
# noncharacters. A line break stays.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_COMBINING = re.compile("[\u0300-\u036f\u3099\u309a]")
_PLAIN = re.compile("[ -~\u00b7\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e\n]*").fullmatch

_OPENING = "“‘（〔［｛〈《「『【〖([{"
_CLOSING = "”’）〕］｝〉》」』】〗)]}、。，．：；！？…·,.;:!?%％℃°"
_WORD = "!-~\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff"
# One unbreakable piece: opening marks, a word or number or one character, closing marks; or a run of spaces.
_PIECES = re.compile(f"[{re.escape(_OPENING)}]*(?:[{_WORD}]+|[^ \n])[{re.escape(_CLOSING)}]*| +")


class Fitted(NamedTuple):
    """A text ready to draw: its lines, the type size in pt, and whether some of it had to be left out."""

    lines: tuple[str, ...]
    size: float
    cut: bool

    @property
    def printed(self) -> str:
        """What stands on the paper, as one line."""
        return "".join(self.lines)


class _Piece(NamedTuple):
    text: str
    width: float


def clean(text: str) -> str:
    """The text without what cannot be printed; line breaks become "\\n", other spaces " ", accents one character."""
    if _PLAIN(text):
        return text
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    text = _UNPRINTABLE.sub("", text)
    if _COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    return text


def fit(
    font: HanFont,
    text: str,
    width: float,
    height: float,
    sizes: Sequence[float] = SIZES,
    *,
    leading: float = LEADING,
    break_after: str = "",
) -> Fitted:
    """The text for a cell of ``width`` × ``height`` pt at the first of ``sizes`` at which all of it fits.

    ``sizes`` go from large to small; at each, as many lines are allowed as ``height`` holds (at least one). If it
    fits at none, the last size is used and the end is replaced by "…". ``break_after`` is a separator such as "、"
    after which a line is broken in preference. Latin words and numbers stay whole unless one alone is wider than
    the cell; no 、。， starts a line.
    """
    text = clean(text).strip()
    if not text:
        return Fitted((), sizes[0], cut=False)
    units = font.width(text, 1000) if "\n" not in text else None
    if units is not None and units * sizes[0] <= width * 1000:
        return Fitted((text,), sizes[0], cut=False)
    paragraphs = [_pieces(font, part, break_after) for part in text.split("\n") if part.strip()]
    last = sizes[-1]
    for size in sizes:
        limit = width * 1000 / size
        allowed = max(1, int(height / (size * leading) + 1e-6))
        if units is not None and units > limit * allowed and size != last:
            continue  # more ink than paper: no need to try
        lines = [line for pieces in paragraphs for line in _lines(font, pieces, limit)]
        if len(lines) <= allowed:
            return Fitted(tuple(lines), size, cut=False)
    kept = lines[: allowed - 1]
    kept.append(_shortened(font, lines[allowed - 1], limit))
    return Fitted(tuple(kept), last, cut=True)


def wrap(font: HanFont, text: str, width: float, size: float, *, break_after: str = "") -> tuple[str, ...]:
    """The lines of a text at one type size, as many as it takes."""
    parts = (part for part in clean(text).split("\n") if part.strip())
    limit = width * 1000 / size
    return tuple(line for part in parts for line in _lines(font, _pieces(font, part, break_after), limit))


def _pieces(font: HanFont, text: str, break_after: str) -> list[_Piece]:
    """What may not be broken, in order; with ``break_after`` the items between two separators."""
    if break_after:
        found = re.findall(
            f"[^{re.escape(break_after)}]*[{re.escape(break_after)}]|[^{re.escape(break_after)}]+", text
        )
    else:
        found = _PIECES.findall(text)
    return _measured(font, found)


def _measured(font: HanFont, pieces: list[str]) -> list[_Piece]:
    return list(map(_Piece, pieces, font.widths(pieces)))


def _lines(font: HanFont, pieces: Iterable[_Piece], limit: float) -> list[str]:
    """Fills lines of at most ``limit`` thousandths; a piece wider than that is taken apart."""
    lines: list[str] = []
    line = ""
    used = 0.0
    pending = list(reversed(list(pieces)))
    while pending:
        piece = pending.pop()
        if piece.text.isspace() and (not line or used + piece.width > limit):
            continue  # no line starts or ends with a space
        if used + piece.width <= limit:
            line += piece.text
            used += piece.width
            continue
        if len(parts := _PIECES.findall(piece.text)) > 1 and piece.width > limit:
            # An item between two separators that is wider than the cell: on a line of its own, broken like other text.
            if line:
                lines.append(line.rstrip(" "))
                line, used = "", 0.0
            pending += reversed(_measured(font, parts))
            continue
        if line:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        *full, rest = _broken(font, piece.text, limit) if piece.width > limit else (piece.text,)
        lines += full
        line, used = rest, font.width(rest, 1000)
    if line.strip():
        lines.append(line.rstrip(" "))
    return lines


def _broken(font: HanFont, text: str, limit: float) -> Iterable[str]:
    """Pieces of a word that each fit on a line (a single character that does not is let through)."""
    start = 0
    used = 0.0
    for at, advance in enumerate(font.advances(text)):
        if at > start and used + advance > limit:
            yield text[start:at]
            start, used = at, 0.0
        used += advance
    yield text[start:]


def _shortened(font: HanFont, line: str, limit: float) -> str:
    room = limit - font.width(ELLIPSIS, 1000)
    kept = line
    while kept and font.width(kept, 1000) > room:
        kept = kept[:-1]
    return kept.rstrip(" 、，。；：") + ELLIPSIS
