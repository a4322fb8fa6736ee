"""The visit sheet 走访单: what one walker takes from door to door and brings back to be typed in.

A4 landscape, lines numbered through the sheet in walking order, 8 rows of 17 mm to a page (DOMAIN.md section 6).
The text handed in is already chosen: what a neighbour may read in a stairwell is the caller's decision, except that
no ID number is printed whatever comes in, and that the volunteers' edition takes nothing but door, salutation and
reminder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.printing.fitting import fit
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    MM,
    Cut,
    Document,
    Group,
    Line,
    Missing,
    Operation,
    Page,
    Placed,
    PrintedLine,
    Text,
)
from community_desk.printing.pdf import write_pdf
from community_desk.printing.visit_sheet_form import (
    BLANK_ROW,
    BLANK_ROWS,
    BLANK_TITLE,
    BODY_BOTTOM,
    BODY_TOP,
    ENTRY_HEIGHT,
    HEAD_TOP,
    HEIGHT,
    MEDIUM,
    PAD,
    ROWS,
    THICK,
    THIN,
    WIDTH,
    Form,
    HeaderTexts,
    blank_lines,
    header,
    make_form,
    page_number,
)
from community_desk.printing.visit_sheet_lines import (
    LaidLine,
    LineLayout,
    PersonToSee,
    SheetLine,
    printed_line,
)

__all__ = ["OUTCOMES", "Edition", "PersonToSee", "SheetLine", "VisitSheet", "lay_out", "write"]

# Three to a row; the three-character words stand in the first, wider column.
OUTCOMES = ("见家人", "电话", "无人", "换住户", "外出", "婉拒", "进不去", "搬走")
_FOOT_TOP = HEIGHT - 23 * MM
_MOST_OUTCOMES = 9


class Edition(StrEnum):
    """For whom a sheet is printed."""

    STAFF = "staff"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """One walker's pile: its own number, its own page count, its lines in walking order.

    ``number`` is the short sheet number (upper-case ASCII, see ``domain.sheet_numbers``); ``area`` says where it
    leads (第3网格 · 芸溪里1–5号楼); ``outcomes`` are the words to tick, at most nine.
    """

    number: str
    community: str
    area: str
    printed_by: str
    printed_at: datetime
    lines: tuple[SheetLine, ...]
    edition: Edition = Edition.STAFF
    outcomes: tuple[str, ...] = OUTCOMES


def lay_out(sheets: Sequence[VisitSheet], fonts: Fonts) -> Document:
    """All sheets of one job as pages, with what was cut, which characters no font has, and the lines as printed.

    Nothing is written: ``document.missing`` and ``document.cuts`` can be shown before printing. Raises
    ``UserError`` when there is nothing to print.
    """
    if not any(sheet.lines for sheet in sheets):
        raise UserError("没有要打印的住户，请先选好走访范围。")
    forms: dict[tuple[Edition, tuple[str, ...]], Form] = {}
    pages: list[Page] = []
    cuts: list[Cut] = []
    missing: list[Missing] = []
    lines: list[PrintedLine] = []
    page_sheets: list[str] = []
    for sheet in sheets:
        if not sheet.lines:
            continue
        kind = (sheet.edition, sheet.outcomes[:_MOST_OUTCOMES])
        if kind not in forms:
            forms[kind] = make_form(fonts, kind[1], volunteer=sheet.edition is Edition.VOLUNTEER)
        laid = _Sheet(sheet, forms[kind], fonts)
        pages += laid.pages
        page_sheets += [sheet.number] * len(laid.pages)
        cuts += laid.layout.cuts
        missing += laid.layout.missing
        lines += laid.printed
    first = sheets[0]
    return Document(
        title="走访单",
        author=first.community,
        made_at=first.printed_at,
        pages=tuple(pages),
        cuts=tuple(cuts),
        missing=tuple(missing),
        lines=tuple(lines),
        page_sheets=tuple(page_sheets),
    )


def write(document: Document, path: Path, fonts: Fonts) -> None:
    """Writes the PDF; errors as ``pdf.write_pdf``."""
    write_pdf(document, path, fonts)


@dataclass(frozen=True, slots=True)
class _Entry:
    """How to get into a building: a strip across the table, above the building's first line."""

    building: str
    note: str


def _fills(item: tuple[_Entry | None, LaidLine]) -> bool:
    """Whether a household leaves no room for the blank lines below it."""
    entry, line = item
    blank = 3 * MM + BLANK_TITLE + BLANK_ROWS * BLANK_ROW
    return line.height + (ENTRY_HEIGHT if entry else 0) + blank > BODY_BOTTOM - BODY_TOP


class _Sheet:
    """One sheet being laid out."""

    def __init__(self, sheet: VisitSheet, form: Form, fonts: Fonts) -> None:
        self._sheet = sheet
        self._form = form
        self._fonts = fonts
        self.layout = LineLayout(fonts, form, sheet.number, ROWS)
        self.printed: list[PrintedLine] = []
        texts = HeaderTexts(
            number=sheet.number,
            community=self.layout.checked(sheet.community, "社区"),
            area=self.layout.checked(sheet.area, "范围"),
            households=len(sheet.lines),
            printed=self.layout.checked(
                f"{sheet.printed_by} {sheet.printed_at:%Y-%m-%d %H:%M}".strip(), "打印"
            ),
        )
        self._header, cut = header(fonts, form, texts)
        if cut:
            self.layout.cuts.append(Cut(sheet.number, 0, "范围", texts.area, ""))
        piles = self._on_pages(self._laid())
        self.pages = [self._page(pile, number, len(piles)) for number, pile in enumerate(piles, start=1)]

    def _laid(self) -> list[tuple[_Entry | None, LaidLine]]:
        volunteer = self._sheet.edition is Edition.VOLUNTEER
        told: set[str] = set()
        laid: list[tuple[_Entry | None, LaidLine]] = []
        for number, given in enumerate(self._sheet.lines, start=1):
            source = given.for_volunteer() if volunteer else given
            entry = None
            if source.entry_note and source.building not in told:
                told.add(source.building)
                entry = _Entry(source.building, source.entry_note)
            laid.append((entry, self.layout.line(source, number)))
        return laid

    def _on_pages(
        self, laid: list[tuple[_Entry | None, LaidLine]]
    ) -> list[list[tuple[_Entry | None, LaidLine]]]:
        """Fills pages: no line is parted, nor from the note above it; the last page has room for blank lines."""
        room = BODY_BOTTOM - BODY_TOP
        blank = BLANK_TITLE + BLANK_ROWS * BLANK_ROW
        piles: list[list[tuple[_Entry | None, LaidLine]]] = [[]]
        used = 0.0
        for entry, line in laid:
            height = line.height + (ENTRY_HEIGHT if entry else 0)
            if used + height > room + 0.01:
                piles.append([])
                used = 0.0
            piles[-1].append((entry, line))
            used += height
        if used + 3 * MM + blank > room:
            # Nobody carries a page with blank lines alone: the last household goes along with them.
            piles.append([piles[-1].pop()] if len(piles[-1]) > 1 and not _fills(piles[-1][-1]) else [])
        return piles

    def _page(self, pile: list[tuple[_Entry | None, LaidLine]], page: int, pages: int) -> Page:
        form = self._form
        left, right = form.left, form.left + form.width
        shapes: list[Operation] = [Placed(0, 0, self._header), Placed(left, HEAD_TOP, form.headings)]
        texts: list[Operation] = [page_number(self._fonts, form, page, pages)]
        y = BODY_TOP
        edges = [HEAD_TOP]  # where the column lines begin and end: they do not cross a note
        above: LaidLine | None = None
        for entry, line in pile:
            same_door = above is not None and line.shares_door(above)
            if entry is not None:
                edges += [y, y + ENTRY_HEIGHT]
                self._draw_entry(entry, y, shapes, texts)
                y += ENTRY_HEIGHT
            elif above is not None:
                self._draw_rule(y, above, line, shapes)
            shapes.append(Placed(left, y, line.ticks))
            texts.append(Group(left, y, line.texts))
            if entry is not None or not same_door:
                texts.append(Group(left, y, line.door))
            self.printed.append(printed_line(self._sheet.number, page, line))
            y += line.height
            above = line
        edges.append(y)
        if pile:
            shapes.append(Line(left, y, right, y, THICK))
        for top, bottom in zip(edges[::2], edges[1::2], strict=True):
            shapes += [
                Line(left + column.x, top, left + column.x, bottom, THIN) for column in form.columns[1:]
            ]
        shapes += [Line(x, HEAD_TOP, x, y, MEDIUM) for x in (left, right)]
        if page == pages:
            for operation in blank_lines(self._fonts, form, y + 3 * MM if pile else y + 1 * MM):
                (texts if isinstance(operation, Text) else shapes).append(operation)
        shapes.append(Placed(left, _FOOT_TOP, form.foot))
        return Page(WIDTH, HEIGHT, (*shapes, *texts))

    def _draw_rule(self, y: float, above: LaidLine, line: LaidLine, shapes: list[Operation]) -> None:
        """The line between two households: heavier where the building changes, not through a door they share."""
        left, right = self._form.left, self._form.left + self._form.width
        if line.shares_door(above):
            door = self._form.by_name["门牌"]
            shapes.append(Line(left, y, left + door.x, y, THIN))
            shapes.append(Line(left + door.x + door.w, y, right, y, THIN))
        else:
            same = line.source.building == above.source.building
            shapes.append(Line(left, y, right, y, THIN if same else THICK))

    def _draw_entry(self, entry: _Entry, y: float, shapes: list[Operation], texts: list[Operation]) -> None:
        left, width = self._form.left, self._form.width
        baseline = y + 4 * MM
        if y > BODY_TOP:
            shapes.append(Line(left, y, left + width, y, THICK))
        shapes.append(Line(left, y + ENTRY_HEIGHT, left + width, y + ENTRY_HEIGHT, THIN))
        building = fit(
            self._fonts.bold, self.layout.checked(entry.building, "门牌"), 60 * MM, 10, (10.5, 10, 9, 8, 7)
        )
        x = left + PAD
        if building.lines:
            texts.append(Text(x, baseline, building.printed, building.size, bold=True))
            x += self._fonts.bold.width(building.printed, building.size) + 3 * MM
        label = "怎么进楼："
        texts.append(Text(x, baseline, label, 10))
        x += self._fonts.regular.width(label, 10)
        note = self.layout.checked(entry.note, "怎么进楼").replace("\n", " ")
        fitted = fit(self._fonts.regular, note, left + width - PAD - x, 10, (10, 9.5, 9, 8.5, 8, 7.5, 7))
        texts.append(Text(x, baseline, fitted.printed, fitted.size))
        if fitted.cut:
            self.layout.cuts.append(Cut(self._sheet.number, 0, "怎么进楼", note, fitted.printed))
