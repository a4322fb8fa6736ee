"""The child process that reads a file: bytes in by stdin, rows out by stdout, nothing on disk.

It sets limits on itself first, so that a hostile file ends this process and not the program. Only what one
kind of file needs is imported: the start of this process is part of every import's time.

The answer is one marshalled tuple: (ROWS, sheets), (ROWS_WITH_DATES, sheets) or (REFUSED, reason). A sheet is
(name, rows, merged ranges or None, hidden). marshal is 4 times as quick as pickle here (12 ms for 12,000 rows
of 25 cells) and its reader runs no code of the sender's. It knows no dates: those travel as (DATE, "…"),
and `restore_dates` turns them back.
"""

import datetime
import gc
import marshal
import os
import sys

# Importing `typing` would cost this process a third of its start; the type checker takes this name as true.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    SheetRead = tuple[str, Sequence[Sequence[object]], Sequence[tuple[int, ...]], bool]

# Reading 12,000 rows takes 0.2 s and 50 MB; 26 million cells (one value in the last row) take 1.1 GB.
MEMORY_LIMIT = 1536 * 1024 * 1024
CPU_SECONDS = 60

ROWS = "rows"
ROWS_WITH_DATES = "rows with dates"
REFUSED = "refused"
DATE = "date"
DATETIME = "datetime"


def limit_this_process() -> None:
    """Bounds memory and processor time; past them the system ends this process."""
    if sys.platform == "win32":
        from community_desk.exchange.intake.windows_job import limit_memory  # noqa: PLC0415

        limit_memory(MEMORY_LIMIT)
    else:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str) -> None:
    """Reads the file's bytes from stdin and writes the answer to stdout. `kind` is what `sniff` found."""
    limit_this_process()
    if sys.platform == "win32":
        # A frozen program may have left them in text mode, where byte 26 ends the input.
        import msvcrt  # noqa: PLC0415

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    gc.disable()  # nothing here is garbage before the process ends
    data = _read_all()
    try:
        answer: tuple[str, Any] = (ROWS, _read(kind, data))
    except MemoryError:
        answer = (REFUSED, "too_much")
    except UnreadableError as error:
        answer = (REFUSED, error.reason)
    _write_all(_pack(answer))


class UnreadableError(Exception):
    """The bytes are not what they seemed; `reason` is a key of `refusals.SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _read(kind: str, data: bytes) -> "list[SheetRead]":
    if kind == "text":
        from community_desk.exchange.intake.text_tables import read_text  # noqa: PLC0415

        rows = read_text(data)
        if rows is None:
            raise UnreadableError("no_table")
        return [("", rows, [], False)]
    if kind == "html":
        from community_desk.exchange.intake.html_tables import read_html  # noqa: PLC0415

        tables = read_html(data)
        if not tables:
            raise UnreadableError("no_table")
        return [(name, rows, merged, False) for name, rows, merged in tables]
    return _read_workbook(data)


def _read_workbook(data: bytes) -> "list[SheetRead]":
    from io import BytesIO  # noqa: PLC0415

    import python_calamine  # noqa: PLC0415

    try:
        # From bytes: a path would let the file's name decide how it is read.
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets: list[SheetRead] = []
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number)
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            sheets.append((about.name, _rows_of(sheet.iter_rows(), sheet.start), merged, hidden))
    except python_calamine.PasswordError:
        raise UnreadableError("password") from None
    except python_calamine.CalamineError as error:
        # BIFF files carry their password mark inside; the library has only words for it.
        reason = "password" if "assword" in str(error) or "ncrypt" in str(error) else "truncated"
        raise UnreadableError(reason) from None
    return sheets


def _rows_of(found: "Iterator[list[Any]]", start: tuple[int, int] | None) -> list[list[object]]:
    """All rows from row 1 and column A on, without the empty ends of rows and sheet."""
    left = [""] * (start[1] if start else 0)
    rows: list[list[object]] = []
    append = rows.append
    filled = 0
    # Row by row: `to_python` would hold millions of empty cells at once when one value lies far below.
    for row in found:
        while row and row[-1] == "":
            row.pop()
        if row:
            append(left + row if left else row)
            filled = len(rows)
        else:
            append(row)
    del rows[filled:]
    return rows


def _pack(answer: "tuple[str, Any]") -> bytes:
    try:
        return marshal.dumps(answer)
    except ValueError:
        # Some cell is a date or a time. Only then is each cell looked at.
        sheets = answer[1]
        for _name, rows, _merged, _hidden in sheets:
            for row in rows:
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime.datetime):
                        row[column] = (DATETIME, cell.isoformat())
                    elif isinstance(cell, datetime.date):
                        row[column] = (DATE, cell.isoformat())
                    elif isinstance(cell, datetime.time | datetime.timedelta):
                        row[column] = str(cell)
        return marshal.dumps((ROWS_WITH_DATES, sheets))


def restore_dates(rows: "list[list[Any]]") -> None:
    """Turns the pairs that stand for dates back into dates, in place."""
    for row in rows:
        for column, cell in enumerate(row):
            if type(cell) is tuple:
                kind, text = cell
                row[column] = (
                    datetime.datetime.fromisoformat(text)
                    if kind == DATETIME
                    else datetime.date.fromisoformat(text)
                )


def _read_all() -> bytes:
    # The bare descriptor: a windowed program on Windows has no sys.stdin.
    parts = []
    while part := os.read(0, 1024 * 1024):
        parts.append(part)
    return b"".join(parts)


def _write_all(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]
