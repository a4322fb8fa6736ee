"""Where a table's heading is: titles above it, one to three rows, merged or not, unfolded into one text a column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from community_desk.exchange.import_plan import Field
from community_desk.exchange.planning.cells import one_line
from community_desk.exchange.planning.columns import ColumnWords
from community_desk.exchange.tables import Cell, Sheet, cell_text

# Titles, remarks and empty rows before a heading; a register's cover page is not longer than this.
_SEARCHED_ROWS = 80
_DEEPEST = 3
# A row must hold this many known headings to begin a table; a sentence may hold one or two such words.
_FEWEST = 3
_LONG_NUMBER = re.compile(r"\d{4,}")
_REMARK = re.compile(r"[:：]|\d{4}\s*年")

_WHO = frozenset((Field.NAME, Field.ID_NUMBER))


@dataclass(slots=True)
class Header:
    """A heading: its rows (from 0), the parts of each column's heading from the top down, and the title above."""

    rows: tuple[int, ...]
    headings: list[list[str]]
    title: str


def known_headings(row: Sequence[Cell], words: ColumnWords) -> set[Field]:
    """The fields that the cells of a row name, taken as headings."""
    found: set[Field] = set()
    for cell in row:
        if isinstance(cell, str) and cell and len(cell) <= 40:
            field = words.match(cell)[0]
            if field not in (Field.NONE, Field.CARE_MARK):
                found.add(field)
    return found


def find_header(
    sheet: Sheet, start: int, words: ColumnWords, *, searched: int = _SEARCHED_ROWS
) -> Header | None:
    """The first heading at or below row `start`, or None."""
    rows = sheet.rows
    for index in range(start, min(len(rows), start + searched)):
        fields = known_headings(rows[index], words)
        if fields & _WHO and len(fields) >= _FEWEST:
            return _unfold(sheet, start, index, words)
        if fields & _WHO and len(fields) == _FEWEST - 1 and _is_narrow(rows[index]):
            return _unfold(sheet, start, index, words)
    return None


def header_at(sheet: Sheet, start: int, rows: Sequence[int]) -> Header | None:
    """The heading that stands in these rows (from 0), whatever is in them; None where they are no heading's rows.

    `start` is where its titles begin.
    """
    first, last = (rows[0], rows[-1]) if rows else (0, -1)
    whole = tuple(range(first, last + 1)) == tuple(rows)
    if not whole or first < start or last - first >= _DEEPEST or last >= len(sheet.rows):
        return None
    return _unfold_rows(sheet, start, first, last)


def _is_narrow(row: Sequence[Cell]) -> bool:
    """A table of few columns has few headings: all of them short texts."""
    filled = [cell for cell in row if cell != ""]
    return len(filled) <= 4 and all(isinstance(cell, str) and len(cell) <= 12 for cell in filled)


def _unfold(sheet: Sheet, start: int, main: int, words: ColumnWords) -> Header:
    rows = sheet.rows
    first = main
    while first > start and main - first < _DEEPEST - 1 and _groups_columns(sheet, first - 1, first):
        first -= 1
    last = main
    while last + 1 < len(rows) and last - first < _DEEPEST - 1 and _continues(sheet, last, last + 1, words):
        last += 1
    return _unfold_rows(sheet, start, first, last)


def _unfold_rows(sheet: Sheet, start: int, first: int, last: int) -> Header:
    rows = sheet.rows
    width = max(len(rows[index]) for index in range(first, last + 1))
    levels = [_filled_across(sheet, index, width, last) for index in range(first, last + 1)]
    headings = []
    for column in range(width):
        parts: list[str] = []
        for level in levels:
            part = level[column]
            if part and (not parts or parts[-1] != part):
                parts.append(part)
        headings.append(parts)
    title = " ".join(one_line(cell) for row in rows[start:first] for cell in row if cell != "")
    return Header(tuple(range(first, last + 1)), headings, title)


def _merged_from(sheet: Sheet, row: int, column: int) -> tuple[int, int] | None:
    """(last row, last column) of the merged range whose first cell this is."""
    for top, left, bottom, right in sheet.merged:
        if top == row and left == column:
            return bottom, right
    return None


def _groups_columns(sheet: Sheet, row: int, below: int) -> bool:
    """Whether a row above the heading names groups of its columns (住址 over 单元 and 房号), not the whole table."""
    cells = sheet.rows[row]
    filled = [column for column, cell in enumerate(cells) if cell != ""]
    if len(filled) < 2 or any(
        not isinstance(cells[column], str) or _REMARK.search(cell_text(cells[column])) for column in filled
    ):
        return False
    under = sheet.rows[below]
    for place, column in enumerate(filled):
        following = filled[place + 1] if place + 1 < len(filled) else len(under)
        merged = _merged_from(sheet, row, column)
        if merged is not None and merged[1] > column and merged[0] == row:
            return True
        if (
            not sheet.merged
            and following - column > 1
            and all(cell != "" for cell in under[column:following])
        ):
            return True
    return False


def _continues(sheet: Sheet, above: int, row: int, words: ColumnWords) -> bool:
    """Whether a row goes on with the heading above it: short words below merged or empty heading cells."""
    cells, heading = sheet.rows[row], sheet.rows[above]
    filled = [column for column, cell in enumerate(cells) if cell != ""]
    if not filled:
        return False
    known = 0
    for column in filled:
        cell = cells[column]
        if not isinstance(cell, str) or len(cell) > 15 or _LONG_NUMBER.search(cell):
            return False
        over = cell_text(heading[column]) if column < len(heading) else ""
        if over:
            merged = _merged_from(sheet, above, column)
            wide = merged is not None and merged[1] > column
            spread = column + 1 >= len(heading) or heading[column + 1] == ""
            if not wide and (sheet.merged or not spread):
                return False
        # "紧急联系人" may stand over 姓名, which alone would be the resident's own.
        known += words.match(cell)[0] is not Field.NONE
    return known * 2 >= len(filled)


def _filled_across(sheet: Sheet, index: int, width: int, last: int) -> list[str]:
    """The texts of one heading row, each spread over the columns it stands for."""
    row = sheet.rows[index]
    texts = [one_line(row[column]) if column < len(row) else "" for column in range(width)]
    spread = list(texts)
    for top, left, bottom, right in sheet.merged:
        if top <= index <= bottom and left < width and texts[left] and top == index:
            for column in range(left, min(right + 1, width)):
                spread[column] = texts[column] or texts[left]
    if index < last and not any(top == index for top, *_ in sheet.merged):
        # No merged cells known (.ods, .csv): an empty cell with a word below belongs to the heading at its left.
        below = sheet.rows[index + 1]
        for column in range(1, min(width, len(below))):
            if not spread[column] and below[column] != "":
                spread[column] = spread[column - 1]
    return spread
