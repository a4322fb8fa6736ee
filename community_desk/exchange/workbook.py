"""A list as an Excel file. Every text stays a text: nothing typed into a ledger is ever a formula, a link or a date."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from community_desk.domain.errors import UserError

_FORBIDDEN = "[]:*?/\\"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its heading and its width in characters of Excel's usual type (a Han character takes two)."""

    heading: str
    width: int


Cell = str | int


def write_workbook(
    path: Path, *, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write one sheet called ``title`` with a heading that stays in sight and can be filtered by.

    ``rows`` is read once, row by row. The file is put into its place when it is whole: an older one stays as it was
    if anything fails, also in reading ``rows``. ``UserError`` if the place cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".xlsx.part", dir=path.parent)
    except OSError as error:
        raise UserError(f"这个文件夹写不进去：{path.parent}。请换一个地方。") from error
    os.close(handle)
    partial = Path(name)
    try:
        _write(partial, title, columns, rows)
        partial.replace(path)
    except OSError as error:
        raise UserError(f"写不进 {path}。如果这个文件正在 Excel 里开着，请先关掉，或换一个名字。") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _write(path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes a tenth of a second
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = Workbook(
        str(path),
        {
            "in_memory": True,  # else what the ledger keeps encrypted would lie in the system's temporary folder
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    name = "".join(" " if sign in _FORBIDDEN else sign for sign in title).strip("' ")[:31]
    sheet = book.add_worksheet(name or "表")
    heading = book.add_format({"bold": True, "bg_color": "#E3F1F0", "bottom": 1, "valign": "vcenter"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.heading, heading)
    count = 0
    for row in rows:
        count += 1
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(count, place, cell)
            elif cell:
                sheet.write_string(count, place, cell, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error
