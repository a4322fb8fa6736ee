"""Internal papers made of tables, facts and sentences: lists and files that the office prints for itself.

Each part of a paper (the whole list, or one household's file) has its own heading and its own page count. A row is
never parted over two pages, headings stand again on every page. Type is 10 pt where it fits; ID numbers are masked
whatever comes in (DOMAIN.md sections 2 and 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from community_desk.domain.errors import UserError
from community_desk.domain.masking import mask_ids_in
from community_desk.printing.fitting import LEADING, SIZES, Fitted, clean, fit, wrap
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    A4_LANDSCAPE,
    A4_PORTRAIT,
    MM,
    Cut,
    Document,
    Line,
    Missing,
    Operation,
    Page,
    Rectangle,
    Text,
)

THIN, MEDIUM, THICK = 0.5, 0.9, 1.4

_MARGIN = 15 * MM
_BINDING = 17.5 * MM  # leaves room for a binder's holes
_TOP = 13 * MM
_BODY_TOP = 35 * MM
_BOTTOM = 12 * MM
_PAD = 1.2 * MM
_HEAD_ROW = 7 * MM
_LEAST_ROW = 8 * MM
_BODY = 10.0
# More than so many lines of 10 pt in a cell are set smaller, then cut and said.
_MOST_LINES = 6
_TIGHT = 1.2


class Column(NamedTuple):
    """A column of a table; the width in mm."""

    title: str
    width: float
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under headings. ``empty`` stands there where there are none."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """(label, value) pairs, ``across`` of them side by side; empty values are left out."""

    pairs: tuple[tuple[str, str], ...]
    across: int = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows; it never stands alone at the foot of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph."""

    text: str


Block = Table | Facts | Heading | Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of its own (``title``, beside it ``about``) with what belongs to it; begins on a new page."""

    title: str
    about: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A paper for inside the office. ``printed_at`` is local time."""

    name: str
    community: str
    printed_by: str
    printed_at: datetime
    parts: tuple[Part, ...]
    landscape: bool = True


def lay_out(paper: ListPaper, fonts: Fonts) -> Document:
    """The pages, with what was cut and which characters no font has. ``UserError`` where there is nothing to print."""
    if not paper.parts:
        raise UserError(f"没有要打印的内容，{paper.name}是空的；请换一个范围再试。")
    pages: list[Page] = []
    cuts: list[Cut] = []
    missing: list[Missing] = []
    for part in paper.parts:
        laid = _Part(paper, part, fonts)
        pages += laid.pages()
        cuts += laid.cuts
        missing += laid.missing
    return Document(
        title=paper.name,
        author=paper.community,
        made_at=paper.printed_at,
        pages=tuple(pages),
        cuts=tuple(cuts),
        missing=tuple(missing),
    )


class _Part:
    """One part being laid out, from the top of its first page to the foot of its last."""

    def __init__(self, paper: ListPaper, part: Part, fonts: Fonts) -> None:
        self._paper = paper
        self._part = part
        self._fonts = fonts
        self._width, self._height = A4_LANDSCAPE if paper.landscape else A4_PORTRAIT
        self._left = _BINDING
        self._right = self._width - _MARGIN
        self._bodies: list[list[Operation]] = [[]]
        self._y = _BODY_TOP
        self._row = 0
        self.cuts: list[Cut] = []
        self.missing: list[Missing] = []

    def pages(self) -> list[Page]:
        """All pages, numbered."""
        for place, block in enumerate(self._part.blocks):
            match block:
                case Table():
                    self._table(block)
                case Facts():
                    self._facts(block)
                case Heading():
                    following = self._part.blocks[place + 1] if place + 1 < len(self._part.blocks) else None
                    self._heading(block, following)
                case Sentence():
                    self._sentence(block.text)
        count = len(self._bodies)
        return [
            Page(self._width, self._height, (*self._header(number, count), *body))
            for number, body in enumerate(self._bodies, start=1)
        ]

    @property
    def _room(self) -> float:
        return self._height - _BOTTOM - self._y

    def _next_page(self) -> None:
        self._bodies.append([])
        self._y = _BODY_TOP

    def _draw(self, *operations: Operation) -> None:
        self._bodies[-1] += operations

    def _checked(self, text: str, column: str) -> str:
        text = mask_ids_in(clean(text).strip())
        if absent := self._fonts.regular.missing(text.replace("\n", "")):
            self.missing.append(Missing(self._part.title, self._row, column, text, absent))
        return text

    def _noted(self, fitted: Fitted, full: str, column: str) -> None:
        if fitted.cut:
            self.cuts.append(Cut(self._part.title, self._row, column, full, fitted.printed))

    def _header(self, page: int, pages: int) -> list[Operation]:
        bold, regular = self._fonts.bold, self._fonts.regular
        community = fit(bold, self._checked(self._paper.community, "社区"), 90 * MM, 14, (12, 11, 10, 9, 8))
        y = _TOP + 2 * MM
        notice = "内部使用 用后收回"
        x = self._left + bold.width(community.printed, community.size) + 4 * MM
        found: list[Operation] = [
            Text(self._left, y, community.printed, community.size, bold=True),
            Rectangle(x, y - 4.2 * MM, bold.width(notice, 10) + 4 * MM, 5.6 * MM, MEDIUM),
            Text(x + 2 * MM, y - 0.1 * MM, notice, 10, bold=True),
        ]
        number = f"第 {page} / {pages} 页"
        found.append(Text(self._right - bold.width(number, 11), y, number, 11, bold=True))
        said = f"打印：{self._paper.printed_by} {self._paper.printed_at:%Y-%m-%d %H:%M}"
        printed = fit(regular, self._checked(said, "打印"), 70 * MM, 10, (9, 8, 7))
        at = self._right - regular.width(printed.printed, printed.size)
        found.append(Text(at, y + 6 * MM, printed.printed, printed.size))
        room = at - 4 * MM - self._left
        title = fit(bold, self._checked(self._part.title, "标题"), room, 22, (20, 18, 16, 14, 12, 11, 10))
        found.append(Text(self._left, y + 10 * MM, title.printed, title.size, bold=True))
        about = fit(
            regular, self._checked(self._part.about, "范围"), self._right - self._left, 10, (10, 9, 8, 7)
        )
        found.append(Text(self._left, y + 16 * MM, about.printed, about.size))
        if page == 1:
            self._noted(title, self._part.title, "标题")
            self._noted(about, self._part.about, "范围")
        return found

    # -- blocks --------------------------------------------------------------------------------------------------------

    def _heading(self, heading: Heading, following: Block | None) -> None:
        wanted = 9 * MM + (_HEAD_ROW if isinstance(following, Table) else 0) + 2 * _LEAST_ROW
        if self._room < wanted:
            self._next_page()
        self._y += 7 * MM if self._y > _BODY_TOP else 4 * MM
        self._draw(Text(self._left, self._y, self._checked(heading.text, "标题"), 12, bold=True))
        self._y += 2 * MM

    def _sentence(self, text: str) -> None:
        for line in wrap(self._fonts.regular, self._checked(text, "正文"), self._right - self._left, _BODY):
            if self._room < _BODY * 1.5:
                self._next_page()
            self._y += _BODY * 1.5
            self._draw(Text(self._left, self._y, line, _BODY))
        self._y += 1.5 * MM

    def _facts(self, facts: Facts) -> None:
        pairs = [(label, self._checked(value, label)) for label, value in facts.pairs if value.strip()]
        width = (self._right - self._left) / facts.across
        for start in range(0, len(pairs), facts.across):
            laid = []
            for label, value in pairs[start : start + facts.across]:
                indent = self._fonts.bold.width(f"{label}：", _BODY)
                fitted = fit(
                    self._fonts.regular, value, width - indent - 3 * MM, _MOST_LINES * _BODY * LEADING, SIZES
                )
                self._noted(fitted, value, label)
                laid.append((label, indent, fitted))
            height = max(len(fitted.lines) * fitted.size * LEADING for _, _, fitted in laid) + 1.6 * MM
            if self._room < height:
                self._next_page()
            for place, (label, indent, fitted) in enumerate(laid):
                x, y = self._left + place * width, self._y + 4 * MM
                self._draw(Text(x, y, f"{label}：", _BODY, bold=True))
                for at, line in enumerate(fitted.lines):
                    self._draw(Text(x + indent, y + at * fitted.size * LEADING, line, fitted.size))
            self._y += height

    def _table(self, table: Table) -> None:
        total = sum(column.width for column in table.columns)
        scale = (self._right - self._left) / total
        widths = [column.width * scale for column in table.columns]
        if self._room < _HEAD_ROW + _LEAST_ROW:
            self._next_page()
        self._y += 1.5 * MM
        top = self._headings(table, widths)
        if not table.rows and table.empty:
            self._draw(Text(self._left + _PAD, self._y + 5.4 * MM, table.empty, _BODY))
            self._y += _LEAST_ROW
            self._close(widths, top, with_columns=False)
            return
        for self._row, row in enumerate(table.rows, start=1):
            cells = [
                self._cell(column, width, text)
                for column, width, text in zip(table.columns, widths, row, strict=True)
            ]
            high = max(len(cell.lines) * cell.size * _TIGHT for cell in cells)
            height = max(_LEAST_ROW, high + 3 * MM)
            if height > self._room:
                self._close(widths, top)
                self._next_page()
                top = self._headings(table, widths)
            elif self._row > 1:
                self._draw(Line(self._left, self._y, self._right, self._y, THIN))
            self._draw_cells(table.columns, widths, cells, height)
            self._y += height
        self._row = 0
        self._close(widths, top)

    def _cell(self, column: Column, width: float, text: str) -> Fitted:
        text = self._checked(text, column.title)
        font = self._fonts.weight(bold=column.bold)
        # Names and days that are told one after the other stay whole.
        fitted = fit(
            font,
            text,
            width - 2 * _PAD,
            _MOST_LINES * _BODY * _TIGHT,
            SIZES,
            leading=_TIGHT,
            break_after="、" if "、" in text else "",
        )
        self._noted(fitted, text, column.title)
        return fitted

    def _draw_cells(
        self, columns: Sequence[Column], widths: Sequence[float], cells: Sequence[Fitted], height: float
    ) -> None:
        x = self._left
        for column, width, cell in zip(columns, widths, cells, strict=True):
            font = self._fonts.weight(bold=column.bold)
            high = len(cell.lines) * cell.size * _TIGHT
            y = self._y + (height - high) / 2 + cell.size * 0.98
            for at, line in enumerate(cell.lines):
                indent = (width - font.width(line, cell.size)) / 2 if column.centred else _PAD
                self._draw(Text(x + indent, y + at * cell.size * _TIGHT, line, cell.size, bold=column.bold))
            x += width

    def _headings(self, table: Table, widths: Sequence[float]) -> float:
        """The row of headings; returns its upper edge."""
        top = self._y
        self._draw(
            Line(self._left, top, self._right, top, THICK),
            Line(self._left, top + _HEAD_ROW, self._right, top + _HEAD_ROW, MEDIUM),
        )
        x = self._left
        for column, width in zip(table.columns, widths, strict=True):
            fitted = fit(self._fonts.bold, column.title, width - 2, 10, (10, 9.5, 9, 8.5, 8, 7.5, 7))
            indent = (width - self._fonts.bold.width(fitted.printed, fitted.size)) / 2
            self._draw(Text(x + indent, top + 4.9 * MM, fitted.printed, fitted.size, bold=True))
            x += width
        self._y = top + _HEAD_ROW
        return top

    def _close(self, widths: Sequence[float], top: float, *, with_columns: bool = True) -> None:
        """The lines around a table and between its columns, down to where it has come."""
        self._draw(Line(self._left, self._y, self._right, self._y, THICK))
        self._draw(*(Line(x, top, x, self._y, MEDIUM) for x in (self._left, self._right)))
        x = self._left
        for width in widths[:-1]:
            x += width
            self._draw(Line(x, top, x, self._y if with_columns else top + _HEAD_ROW, THIN))
