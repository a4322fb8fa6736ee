"""Cells of an .xlsx whose value is missing: formulas never calculated, and #N/A or #REF!.

The reader gives an empty cell for both, which would lose a value silently. Programs that write a formula
without calculating it (exports of old systems, scripts) leave `<f>` without `<v>` in the sheet's XML. The XML
is looked through here in pieces while the child reads; only a sheet that has formulas or errors is parsed.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

_PIECE = 1024 * 1024
# More than this of one sheet is not looked at: the child will run into its own limits.
_MOST = 200 * 1024 * 1024

_SHEET = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]")
_ERROR = b't="e"'
_CALCULATED_TEXT = b't="str"'


@dataclass(slots=True)
class Unreliable:
    """Cells of one sheet as (row, column) from 0."""

    without_value: list[tuple[int, int]]
    faulty: list[tuple[int, int]]


def unreliable_cells(data: bytes) -> dict[str, Unreliable]:
    """Formulas without a value and error cells, by sheet name; sheets without any are left out.

    A file that cannot be looked through gives nothing: whether it is readable is the reader's word.
    """
    found: dict[str, Unreliable] = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name, part in _sheet_parts(archive):
                cells = _look_through(archive, part)
                if cells.without_value or cells.faulty:
                    found[name] = cells
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, zlib.error, EOFError, NotImplementedError):
        return found
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Pairs of sheet name and the archive member that holds it."""
    book = _small_text(archive, "xl/workbook.xml")
    targets = {}
    for relation in _RELATION.findall(_small_text(archive, "xl/_rels/workbook.xml.rels")):
        key = re.search(r'\bId="([^"]*)"', relation)
        target = re.search(r'\bTarget="([^"]*)"', relation)
        if key and target:
            place = target[1]
            targets[key[1]] = place.lstrip("/") if place.startswith("/") else f"xl/{place}"
    members = set(archive.namelist())
    return [
        (_unescape(name), targets[key]) for name, key in _SHEET.findall(book) if targets.get(key) in members
    ]


def _small_text(archive: zipfile.ZipFile, member: str) -> str:
    with archive.open(member) as stream:
        return stream.read(_PIECE).decode("utf-8", "replace")


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _look_through(archive: zipfile.ZipFile, part: str) -> Unreliable:
    cells = Unreliable([], [])
    rest = b""
    seen = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            seen += len(piece)
            if seen > _MOST:
                break
            text = rest + piece
            # Whole rows only; what follows the last one waits for the next piece.
            cut = text.rfind(b"</row>") + 6
            if cut < 6:
                cut = len(text) if len(text) > 8 * _PIECE else 0
            _look_at(text[:cut], cells)
            rest = text[cut:]
    _look_at(rest, cells)
    return cells


def _look_at(rows: bytes, cells: Unreliable) -> None:
    if _ERROR not in rows and _FORMULA.search(rows) is None:
        return
    for attributes, content in _CELL.findall(rows):
        faulty = _ERROR in attributes
        if not faulty:
            if _FORMULA.search(content) is None or _VALUE.search(content):
                continue
            if _CALCULATED_TEXT in attributes:
                continue  # A formula whose result is the empty text.
        place = _REFERENCE.search(attributes)
        if place is None:
            continue
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - 64
        target = cells.faulty if faulty else cells.without_value
        target.append((int(place[2]) - 1, column - 1))
