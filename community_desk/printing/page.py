"""A page as a list of drawing operations: the one thing that the PDF writer and the window's preview both paint.

Lengths are points (1/72 inch) from the page's upper left corner, y downwards; a text's y is its baseline.
Colours are "#rrggbb". Operations are named tuples: immutable, comparable, and cheaper to make than frozen
dataclasses (a job of 1,000 pages has some 100,000 of them).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

BLACK = "#000000"
MM = 72 / 25.4
A4_PORTRAIT = (210 * MM, 297 * MM)
A4_LANDSCAPE = (297 * MM, 210 * MM)


class Text(NamedTuple):
    """One run of text on one line, already cleaned, wrapped and measured."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    ink: str = BLACK


class Line(NamedTuple):
    """A straight line; ``dash`` is the lengths of stroke and gap, empty for a solid line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.5
    ink: str = BLACK
    dash: tuple[float, ...] = ()


class Rectangle(NamedTuple):
    """A rectangle; an outline ``width`` of 0 draws none, an empty ``fill`` leaves the paper."""

    x: float
    y: float
    w: float
    h: float
    width: float = 0.5
    ink: str = BLACK
    fill: str = ""


class Path(NamedTuple):
    """A filled and/or outlined shape of segments, drawn by the non-zero rule.

    A segment is ("m", x, y) move, ("l", x, y) line, ("c", x1, y1, x2, y2, x, y) Bézier curve, ("h",) close,
    ("re", x, y, w, h) a whole rectangle.
    """

    segments: tuple[tuple[str | float, ...], ...]
    fill: str = BLACK
    width: float = 0
    ink: str = BLACK


class Image(NamedTuple):
    """A picture (the bytes of a PNG or JPEG file) stretched to this rectangle."""

    x: float
    y: float
    w: float
    h: float
    data: bytes


class Clip(NamedTuple):
    """Operations of which only what lies inside this rectangle shows."""

    x: float
    y: float
    w: float
    h: float
    operations: tuple["Operation", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A part that many pages share, e.g. the column headings; a PDF holds it once. Equal only to itself."""

    w: float
    h: float
    operations: tuple["Operation", ...]


class Placed(NamedTuple):
    """A stamp with its upper left corner here."""

    x: float
    y: float
    stamp: Stamp


class Group(NamedTuple):
    """Operations measured from this point instead of the page's corner."""

    x: float
    y: float
    operations: tuple["Operation", ...]


Operation = Text | Line | Rectangle | Path | Image | Clip | Placed | Group


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper, size in points, and what is drawn on it, in painting order."""

    width: float
    height: float
    operations: tuple["Operation", ...]


class Cut(NamedTuple):
    """A text that did not fit even at the smallest size: what it was, what stands on the paper."""

    sheet: str
    line: int
    column: str
    full: str
    printed: str


class Missing(NamedTuple):
    """A text with characters that no font has; they print as boxes."""

    sheet: str
    line: int
    column: str
    text: str
    characters: str


class PrintedLine(NamedTuple):
    """A numbered line as it stands on the paper, to be stored.

    ``page`` counts within the sheet, ``key`` is what the caller gave to know the line again, ``cells`` are
    (column, text as printed) pairs.
    """

    sheet: str
    line: int
    page: int
    key: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A finished layout: pages to write or to show, and what to tell the user before printing.

    ``title`` and ``author`` (the community, never a person) go into the file's metadata. ``page_sheets`` is the number
    of the sheet that each page belongs to, for papers that have such numbers.
    """

    title: str
    author: str
    made_at: datetime
    pages: tuple[Page, ...]
    cuts: tuple[Cut, ...] = ()
    missing: tuple[Missing, ...] = ()
    lines: tuple[PrintedLine, ...] = ()
    page_sheets: tuple[str, ...] = ()
