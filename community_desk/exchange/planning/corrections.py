"""What somebody put right in a file, laid over what the reader gave: everything after it reads the corrected cells."""

from collections.abc import Mapping
from dataclasses import replace

from community_desk.exchange.tables import Sheet


def corrected(sheet: Sheet, cells: Mapping[tuple[str, int, int], str]) -> Sheet:
    """The sheet with the texts of `cells` (sheet, Excel's row, column from 0) in their places.

    The sheet itself stays as it is; rows that nobody touched are shared. A cell that was put right is no longer
    one without a value.
    """
    own = {(row - 1, column): text for (name, row, column), text in cells.items() if name == sheet.name}
    if not own:
        return sheet
    rows = list(sheet.rows)
    touched = set()
    for (row, column), text in own.items():
        if row >= len(rows):
            continue
        if row not in touched:
            rows[row] = list(rows[row])
            touched.add(row)
        line = rows[row]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = text
    return replace(
        sheet,
        rows=rows,
        without_value=[place for place in sheet.without_value if place not in own],
        faulty=[place for place in sheet.faulty if place not in own],
    )
