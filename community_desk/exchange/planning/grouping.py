"""How the rows of a table are told apart into households, found from the rows themselves.

Five ways are in use (see `import_plan.Grouping`); which one a table follows shows in its door cells: written in
every row, or only in the first row of a household (merged down, or blank below).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from community_desk.exchange.import_plan import ColumnChoice, Field, Grouping
from community_desk.exchange.planning.places import PLACE_FIELDS
from community_desk.exchange.tables import Cell, Sheet

# The column that tells one door from the next: the first of these that the table has.
_FINEST = (Field.ROOM, Field.ADDRESS, Field.UNIT, Field.BUILDING, Field.LANE)
# A change in one of these ends what "as above" means for all that follow it.
_RESETS = frozenset((Field.COMPOUND, Field.HAMLET, Field.BUILDING, Field.LANE, Field.UNIT))
# Cells below the first row of a merged range: (row, column) from 0 → the range's value.
Below = Mapping[tuple[int, int], Cell]

_WHOLE_HOUSEHOLD = frozenset(
    (*PLACE_FIELDS, Field.SEQUENCE, Field.HOUSEHOLD_NUMBER, Field.HEAD_NAME, Field.TENURE)
)


@dataclass(slots=True)
class PersonRow:
    """A row with a person: its index from 0, its cells padded to the table's width and one more, the name.

    The name is "" for a row that has a door but nobody.
    """

    index: int
    cells: list[Cell]
    name: str


@dataclass(slots=True)
class DoorColumns:
    """The door columns of a table and how they are filled in."""

    fields: tuple[Field, ...]
    columns: tuple[int, ...]
    finest: int | None
    sparse: bool
    sequence: int | None
    fill_down: frozenset[int] = field(default_factory=frozenset)


def merged_below(sheet: Sheet, columns: Sequence[ColumnChoice], first: int) -> dict[tuple[int, int], Cell]:
    """Cells that lie below the first row of a merged range: (row, column) → the range's value.

    Only for columns that speak of the whole household; a phone merged over three people is nobody's but the
    first one's.
    """
    whole = {choice.column for choice in columns if choice.field in _WHOLE_HOUSEHOLD}
    below: dict[tuple[int, int], Cell] = {}
    rows = sheet.rows
    for top, left, bottom, _right in sheet.merged:
        if bottom > top >= first and left in whole and top < len(rows):
            value = rows[top][left] if left < len(rows[top]) else ""
            for row in range(top + 1, min(bottom + 1, len(rows))):
                below[row, left] = value
    return below


def door_columns(
    people: Sequence[PersonRow],
    columns: Sequence[ColumnChoice],
    below: Below,
    heads: frozenset[Cell] = frozenset(),
) -> DoorColumns:
    """Looks at all rows once and says where doors stand and whether they are written in every row.

    ``heads``: the relation cells that make a row the head of its household.
    """
    by_field = {choice.field: choice.column for choice in columns}
    fields = tuple(place for place in PLACE_FIELDS if place in by_field)
    places = tuple(by_field[place] for place in fields)
    finest = next(
        (
            by_field[place]
            for place in _FINEST
            if place in by_field and any(row.cells[by_field[place]] != "" for row in people)
        ),
        None,
    )
    sequence = by_field.get(Field.SEQUENCE)
    if sequence is not None and not _is_of_household(
        people, sequence, below, relation=by_field.get(Field.RELATION), heads=heads
    ):
        sequence = None
    sparse = False
    if finest is not None:
        sparse = _is_sparse(people, finest, places, below)
    elif sequence is not None:
        sparse = True
    doors = DoorColumns(fields, places, finest, sparse, sequence)
    doors.fill_down = _filled_down(people, doors, below)
    return doors


def _is_of_household(
    people: Sequence[PersonRow],
    column: int,
    below: Below,
    *,
    relation: int | None,
    heads: frozenset[Cell],
) -> bool:
    """Whether a running number counts households: it is missing in the rows of the other members."""
    if relation is not None and heads:
        members = [row for row in people if row.cells[relation] != "" and row.cells[relation] not in heads]
        numbered = sum(1 for row in members if row.cells[column] != "" and (row.index, column) not in below)
        # Where members are counted as well as heads, a blank is a gap of the ledger and no sign.
        if members and numbered * 2 >= len(members):
            return False
    missing = sum(1 for row in people if row.cells[column] == "" or (row.index, column) in below)
    return missing * 10 > len(people)


def _is_sparse(
    people: Sequence[PersonRow],
    finest: int,
    places: tuple[int, ...],
    below: Below,
) -> bool:
    """Whether doors stand only in the first row of a household: more rows lack one than repeat the one above."""
    lacking = repeated = 0
    before: list[Cell] = []
    for row in people:
        cells = row.cells
        if cells[finest] == "" or (below and (row.index, finest) in below):
            lacking += 1
        elif before and cells[finest] == before[finest] and all(cells[c] == before[c] for c in places):
            repeated += 1
        before = cells
    return lacking > repeated


def _filled_down(people: Sequence[PersonRow], doors: DoorColumns, below: Below) -> frozenset[int]:
    """Columns where a blank means "as above": among first rows, blanks outnumber repetitions."""
    with_blanks = [column for column in doors.columns if "" in [row.cells[column] for row in people]]
    if not with_blanks:
        return frozenset()
    blanks = dict.fromkeys(with_blanks, 0)
    repeats = dict.fromkeys(with_blanks, 0)
    before: dict[int, Cell] = {}
    for row in people:
        cells = row.cells
        if (
            doors.sparse
            and doors.finest is not None
            and (cells[doors.finest] == "" or (row.index, doors.finest) in below)
        ):
            continue
        for column in with_blanks:
            cell = cells[column]
            if cell == "":
                blanks[column] += 1
            elif below and (row.index, column) in below:
                continue
            elif before.get(column) == cell:
                repeats[column] += 1
            if cell != "":
                before[column] = cell
    return frozenset(
        column
        for column in with_blanks
        if blanks[column] > repeats[column] and column in before and column != doors.finest
    )


def found_grouping(
    people: Sequence[PersonRow],
    columns: Sequence[ColumnChoice],
    doors: DoorColumns,
    *,
    has_heads: bool,
) -> Grouping:
    """The way a table tells households apart, when nobody says otherwise."""
    by_field = {choice.field: choice.column for choice in columns}
    number = by_field.get(Field.HOUSEHOLD_NUMBER)
    if number is not None and any(row.cells[number] != "" for row in people):
        return Grouping.HOUSEHOLD_NUMBER
    if doors.sparse:
        return Grouping.CELLS
    if has_heads or Field.HEAD_NAME in by_field:
        return Grouping.HEAD_ROW
    return Grouping.ADDRESS if doors.finest is not None else Grouping.PERSON


def fill_from_above(people: Sequence[PersonRow], doors: DoorColumns, below: Below) -> list[tuple[Cell, ...]]:
    """The door cells of every row with what "as above" stands for filled in, in the order of `doors.fields`.

    Rows that belong to the household above them (sparse tables) take its whole door.
    """
    if not below and not doors.sparse and not doors.fill_down:
        columns = doors.columns
        return [tuple([row.cells[c] for c in columns]) for row in people]
    filled: list[tuple[Cell, ...]] = []
    carried: list[Cell] = [""] * len(doors.columns)
    finest = doors.finest
    for row in people:
        cells = row.cells
        continues = doors.sparse and finest is not None and cells[finest] == ""
        if continues:
            # A row may lack its room and still stand in another building.
            for place, column in enumerate(doors.columns):
                own = cells[column]
                if (
                    own != ""
                    and doors.fields[place] in _RESETS
                    and (row.index, column) not in below
                    and own != carried[place]
                ):
                    continues = False
                    break
        changed = False
        current: list[Cell] = []
        for place, column in enumerate(doors.columns):
            own = cells[column]
            if own == "" and (row.index, column) in below:
                own = below[row.index, column]
            elif own == "" and (continues or (column in doors.fill_down and not changed)):
                own = carried[place]
            elif own != carried[place] and doors.fields[place] in _RESETS:
                changed = True
            current.append(own)
        carried = current
        filled.append(tuple(current))
    return filled
