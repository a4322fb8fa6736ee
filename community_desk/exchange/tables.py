"""Office files as plain rows: what every import starts from.

`read_table` takes a path and gives a `Table`: sheets of rows whose cells keep the type the file gave them
(text, float, bool, date, datetime; an empty cell is ""). The reading itself happens in `exchange.intake`,
in a child process, because a 4 KB hostile file is enough to abort the reader.
"""

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from community_desk.exchange.intake.process import read_sheets

# What a cell can be. Numbers of every format come as float, whole numbers too.
Cell: TypeAlias = str | float | int | bool | datetime.date | datetime.datetime


@dataclass(slots=True)
class Sheet:
    """One sheet: rows from the file's first row on, so that `rows[0]` is row 1 in Excel.

    Rows end at their last filled cell and the list at the last filled row: rows differ in length.
    `merged` holds (first row, first column, last row, last column), `without_value` and `faulty` hold
    (row, column); all of them count from 0. `without_value` are formulas that were never calculated,
    `faulty` are cells that show #N/A, #REF! and the like: both read as "".
    """

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    faulty: list[tuple[int, int]] = field(default_factory=list)
    hidden: bool = False


@dataclass(slots=True)
class Table:
    """A file that was read: its name (no folder), the kind found by content, and its sheets."""

    name: str
    kind: str
    sheets: list[Sheet]


def column_letter(column: int) -> str:
    """The heading that Excel shows over a column: 0 → "A", 26 → "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(cell: Cell) -> str:
    """A cell as a person would read it: no ".0" behind whole numbers, dates as 1955-03-08, no spaces around."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def read_table(path: Path) -> Table:
    """Reads `.xlsx .xls .ods .csv` and HTML tables, whatever the file is called.

    Raises UserError with one Chinese sentence for a file that is missing, empty, truncated, protected by a
    password, no table, of a kind that cannot be read, or beyond the limits.
    """
    kind, sheets = read_sheets(path)
    return Table(
        path.name,
        kind,
        [
            Sheet(
                sheet.name,
                sheet.rows,
                sheet.merged,
                sheet.without_value,
                sheet.faulty,
                sheet.hidden,
            )
            for sheet in sheets
        ],
    )
