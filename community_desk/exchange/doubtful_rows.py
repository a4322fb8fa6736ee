"""The doubtful rows of an import as an .xlsx to put right and import again.

Original columns, the row's old place, and why it is doubtful. Every cell is text, and stays text when somebody
types into it, so that a completed ID number is not shortened by Excel a second time. What the rows took from
elsewhere (a door above them, the sheet's name, the user's choice) is written out: each row stands for itself.
"""

import os
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from community_desk.domain.codes import BuildingKind, CompoundKind
from community_desk.domain.planned import Doubt, DoubtKind, PlannedHousehold
from community_desk.exchange.import_plan import (
    FIELD_WORDS,
    OLD_ROW,
    REASON,
    ColumnChoice,
    Field,
    ImportPlan,
    SheetPlan,
)
from community_desk.exchange.planning.columns import ColumnWords
from community_desk.exchange.planning.corrections import corrected
from community_desk.exchange.planning.vocabulary import shipped_vocabulary
from community_desk.exchange.tables import Cell, Sheet, Table, cell_text

# Of a number cell with 16 digits or more these are still right.
_DIGITS_KEPT = 15
_LONGEST_WHOLE = 10.0**_DIGITS_KEPT
_LOST_IN = {
    Field.ID_NUMBER: DoubtKind.ID_LOST_DIGITS,
    Field.CERTIFICATE_NUMBER: DoubtKind.CERTIFICATE_UNREADABLE,
}


def write_doubtful_rows(
    path: Path, table: Table, plan: ImportPlan, doubts: Sequence[Doubt] | None = None
) -> int:
    """Writes all rows of `table` that have doubts to `path`; gives their number (with 0, no file is written).

    `doubts` may hold more than the plan's own (those found against the ledger). Doubts of a whole sheet have no
    row and are left out. The file appears whole or not at all.
    """
    by_row: dict[tuple[str, int], list[Doubt]] = {}
    for doubt in plan.doubts if doubts is None else doubts:
        if doubt.row:
            by_row.setdefault((doubt.sheet, doubt.row), []).append(doubt)
    if not by_row:
        return 0
    homes = {
        (member.sheet, row): household
        for household in plan.households
        for member in household.members
        for row in member.rows
    }
    sheets = {sheet.name: corrected(sheet, plan.options.cells) for sheet in table.sheets}
    # In memory: nothing readable of a resident may lie in a temporary folder.
    content = BytesIO()
    written = 0
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        used: set[str] = set()
        for part in plan.sheets:
            rows = [row for (name, row) in sorted(by_row) if name == part.sheet and _is_in(part, row, plan)]
            if rows:
                page = _Page(part, sheets[part.sheet], homes)
                page.write(book, _sheet_name(part.key, used), rows, by_row)
                written += len(rows)
    if written:
        _put(path, content.getvalue())
    return written


def _is_in(part: SheetPlan, row: int, plan: ImportPlan) -> bool:
    """Whether a row belongs to this table and not to a later one of the same sheet."""
    if not part.header_rows or row <= part.header_rows[-1]:
        return False
    later = [other.header_rows[0] for other in plan.sheets if other.sheet == part.sheet and other.header_rows]
    return not any(part.header_rows[-1] < first <= row for first in later)


class _Page:
    """One sheet of the file: the columns of one table of the plan."""

    def __init__(self, part: SheetPlan, sheet: Sheet, homes: dict[tuple[str, int], PlannedHousehold]) -> None:
        self._part = part
        self._sheet = sheet
        self._homes = homes
        # 民族 and the like are not carried on, not even into a file to be put right.
        self._columns = [
            choice for choice in part.columns if choice.heading and choice.field is not Field.EXCLUDED
        ]
        present = {choice.field for choice in self._columns}
        self._added = self._lacking(present)

    def _lacking(self, present: set[Field]) -> list[Field]:
        """Door columns that the table has not, but its people have (by the sheet's name or the user's choice)."""
        households = [home for (sheet, _row), home in self._homes.items() if sheet == self._part.sheet]
        wanted: list[Field] = []
        for field, instead in (
            (Field.GRID, ()),
            (Field.COMPOUND, (Field.HAMLET, Field.ADDRESS)),
            (Field.BUILDING, (Field.LANE, Field.ADDRESS)),
        ):
            if field in present or any(other in present for other in instead):
                continue
            kinds = {_field_of(field, household) for household in households if _part_of(field, household)}
            wanted.extend(kind for kind in Field if kind in kinds)
        return wanted

    def write(
        self,
        book: xlsxwriter.Workbook,
        name: str,
        rows: Sequence[int],
        doubts: dict[tuple[str, int], list[Doubt]],
    ) -> None:
        page = book.add_worksheet(name)
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True, "bg_color": "#DDE6EE"})
        marked = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})
        reason = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        headings = [
            OLD_ROW,
            *_headings(self._columns, shipped_vocabulary().columns),
            *(FIELD_WORDS[field] for field in self._added),
        ]
        last = len(headings)
        page.set_column(0, last - 1, 14, text)
        page.set_column(last, last, 60, reason)
        page.freeze_panes(1, 0)
        for column, word in enumerate([*headings, REASON]):
            page.write_string(0, column, word, heading)
        for line, row in enumerate(rows, start=1):
            about = doubts[self._part.sheet, row]
            doubtful = {doubt.column for doubt in about}
            page.write_string(line, 0, str(row), text)
            for column, choice in enumerate(self._columns, start=1):
                style = marked if choice.title in doubtful else text
                page.write_string(line, column, self._text(row, choice, about), style)
            home = self._homes.get((self._part.sheet, row))
            for column, field in enumerate(self._added, start=1 + len(self._columns)):
                page.write_string(line, column, _part_of(field, home) if home else "", text)
            sentences = dict.fromkeys(doubt.text for doubt in about)
            page.write_string(line, last, "\n".join(sentences), reason)

    def _text(self, row: int, choice: ColumnChoice, doubts: Sequence[Doubt]) -> str:
        cells = self._sheet.rows[row - 1]
        cell: Cell = cells[choice.column] if choice.column < len(cells) else ""
        lost = any(doubt.kind is _LOST_IN.get(choice.field) for doubt in doubts)
        if lost and isinstance(cell, float) and cell >= _LONGEST_WHOLE:
            # What is left, in a form that nobody takes for a number.
            return str(int(cell))[:_DIGITS_KEPT] + "???"
        written = cell_text(cell)
        home = self._homes.get((self._part.sheet, row))
        return written or (_part_of(choice.field, home) if home is not None else "")


def _field_of(field: Field, household: PlannedHousehold) -> Field:
    if field is Field.COMPOUND and household.compound_kind is CompoundKind.HAMLET:
        return Field.HAMLET
    if field is Field.BUILDING and household.building_kind is BuildingKind.LANE:
        return Field.LANE
    return field


def _part_of(field: Field, household: PlannedHousehold) -> str:
    """What a household's door says for a column; "" for columns that are not of the door."""
    match field:
        case Field.GRID:
            return household.grid
        case Field.COMPOUND | Field.HAMLET:
            return household.compound
        case Field.BUILDING | Field.LANE:
            return household.building
        case Field.UNIT:
            return household.unit
        case Field.ROOM:
            return household.room
        case Field.ADDRESS:
            return household.door or household.address
        case Field.HOUSEHOLD_NUMBER:
            return household.number
        case _:
            return ""


def _headings(columns: Sequence[ColumnChoice], words: ColumnWords) -> list[str]:
    """Headings in one row that mean the same columns when the file is imported again.

    Where a column's own would not be understood (two-row headings, a choice by hand), its field's word stands.
    """
    headings = []
    for choice in columns:
        understood = words.match(choice.heading)[0]
        if choice.field is Field.NONE and understood is not Field.NONE:
            headings.append(f"不导入：{choice.heading}")
        elif choice.field is understood or choice.field is Field.NONE:
            headings.append(choice.heading)
        else:
            headings.append(FIELD_WORDS.get(choice.field, choice.detail or choice.heading))
    return headings


def _sheet_name(key: str, used: set[str]) -> str:
    """A name that Excel accepts (31 characters, some signs forbidden, each name once)."""
    name = "".join(" " if sign in "[]:*?/\\" else sign for sign in key).strip("' ")[:31] or "表"
    number = 2
    unique = name
    while unique.lower() in used:
        unique = f"{name[:27]}（{number}）"
        number += 1
    used.add(unique.lower())
    return unique


def _put(path: Path, content: bytes) -> None:
    """Writes beside the file, then puts it in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".xlsx")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
