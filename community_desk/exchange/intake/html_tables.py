"""Tables of a web page as rows: what many old systems export under the name of an .xls file."""

import re
from html.parser import HTMLParser

from community_desk.exchange.intake.text_tables import decode

Area = tuple[int, int, int, int]

_CHARSET = re.compile(rb'charset\s*=\s*["\']?([\w-]+)', re.IGNORECASE)
# A span of thousands of rows is a mistake of the page, not a wish.
_MOST_SPAN = 1_000


def read_html(data: bytes) -> list[tuple[str, list[list[str]], list[Area]]]:
    """Every table that has content: (name or "", rows, merged areas counted from 0)."""
    reader = _TableReader()
    reader.feed(_text_of(data))
    reader.close()
    reader.finish()
    return [("", grid.rows(), grid.merged) for grid in reader.done if grid.cells]


def _text_of(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        # All that call themselves gb2312 use more than it has.
        encoding = "gb18030" if name in ("gb2312", "gbk", "gb18030", "x-gbk") else name
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass  # The page says one thing and is another.
    return decode(data) or data.decode("gb18030", "replace")


class _Grid:
    """One table being filled: spans reserve the places that later cells skip."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self.row = -1
        self.column = 0
        self._taken: set[tuple[int, int]] = set()

    def start_row(self) -> None:
        self.row += 1
        self.column = 0

    def add(self, text: str, row_span: int, column_span: int) -> None:
        if self.row < 0:
            self.start_row()
        while (self.row, self.column) in self._taken:
            self.column += 1
        row, column = self.row, self.column
        if text:
            self.cells[row, column] = text
        if row_span > 1 or column_span > 1:
            self.merged.append((row, column, row + row_span - 1, column + column_span - 1))
            self._taken.update(
                (row + down, column + right) for down in range(row_span) for right in range(column_span)
            )
        self.column += column_span

    def rows(self) -> list[list[str]]:
        rows: list[list[str]] = [[] for _ in range(max(row for row, _ in self.cells) + 1)]
        for (row, column), text in sorted(self.cells.items()):
            line = rows[row]
            line.extend("" for _ in range(column - len(line)))
            line.append(text)
        return rows


class _TableReader(HTMLParser):
    """Collects cells; a table inside a cell is read as a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Grid] = []
        self._open: list[_Grid] = []
        self._text: list[list[str] | None] = []
        self._span: list[tuple[int, int]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Grid())
            self._text.append(None)
            self._span.append((1, 1))
        elif tag in ("style", "script"):
            self._silent += 1
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].start_row()
        elif tag in ("td", "th"):
            self._end_cell()
            wanted = dict(attrs)
            self._text[-1] = []
            self._span[-1] = (_span(wanted.get("rowspan")), _span(wanted.get("colspan")))
        elif tag == "br":
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self.done.append(self._open.pop())
            self._text.pop()
            self._span.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(data)

    def finish(self) -> None:
        """Closes what the page left open."""
        while self._open:
            self.handle_endtag("table")

    def _add(self, text: str) -> None:
        if self._text and (parts := self._text[-1]) is not None:
            parts.append(text)

    def _end_cell(self) -> None:
        parts = self._text[-1]
        if parts is None:
            return
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        self._open[-1].add("\n".join(line for line in lines if line), *self._span[-1])
        self._text[-1] = None


def _span(value: str | None) -> int:
    return min(int(value), _MOST_SPAN) if value and value.strip().isdigit() and int(value) > 0 else 1
