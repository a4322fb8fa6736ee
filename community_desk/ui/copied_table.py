"""Rows on the clipboard: as text with tabs, and as a table that Excel and Word take as one."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData

# Excel makes a date of 3-2-501 and a rounded number of an ID number, unless a cell says that it is text.
_TEXT_CELL = "<td style='mso-number-format:\"\\@\"'>"


def as_table(lines: Sequence[Sequence[str]], are_numbers: Sequence[bool]) -> QMimeData:
    """The content for the clipboard; the first line is the heading, ``are_numbers`` tells the columns of numbers."""
    content = QMimeData()
    content.setText("\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines))
    content.setHtml(_html(lines, are_numbers))
    return content


def _html(lines: Sequence[Sequence[str]], are_numbers: Sequence[bool]) -> str:
    heading, *rows = lines
    parts = ["<html><head><meta charset='utf-8'></head><body><table><tr>"]
    parts += [f"<th>{escape(text)}</th>" for text in heading]
    parts.append("</tr>")
    for row in rows:
        cells = (
            f"{'<td>' if is_number else _TEXT_CELL}{escape(text)}</td>"
            for text, is_number in zip(row, are_numbers, strict=True)
        )
        parts.append(f"<tr>{''.join(cells)}</tr>")
    parts.append("</table></body></html>")
    return "".join(parts)
