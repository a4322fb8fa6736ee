"""The card of a building: its doors as they stand there, units × floors × rooms, or a lane's two sides."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from community_desk.domain.codes import BuildingKind, Outcome, Tenure
from community_desk.domain.doors import natural_key, short_door
from community_desk.domain.errors import UserError
from community_desk.ledger.care_marks import cared_for
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.residents import MEMBER_STATUSES

_CONTACTS = tuple(outcome.value for outcome in Outcome if outcome.is_contact)
_HOUSE_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class DoorCell:
    """A door in its building's grid: the households behind it now (uid, head), and the newest contact with any.

    ``column`` is its place in the ``columns`` of its unit; ``last_contact`` a partial date, "" for none.
    """

    uid: str
    room: str
    short: str
    floor: int | None
    column: int
    tenure: Tenure
    households: tuple[tuple[str, str], ...]
    people: int
    cared_for: int
    last_contact: str


@dataclass(frozen=True, slots=True)
class FloorRow:
    """The doors of a floor in natural order; ``floor`` is None for doors of which it is not known."""

    floor: int | None
    doors: tuple[DoorCell, ...]


@dataclass(frozen=True, slots=True)
class UnitGrid:
    """A unit ("" where the building has none): ``floors`` from the top down; ``columns`` are 01, 02 … of the rooms."""

    unit: str
    columns: tuple[str, ...]
    floors: tuple[FloorRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingCard:
    """A building. A block has ``units``; a lane ``odd`` and ``even`` numbers by size, and ``unnumbered`` houses.

    ``empty`` counts doors nobody lives behind; ``has_lift`` None: not known.
    """

    uid: str
    version: int
    compound_uid: str
    compound: str
    name: str
    kind: BuildingKind
    grid_uid: str
    grid: str
    unit_count: int | None
    floor_count: int | None
    has_lift: bool | None
    lane_loop: bool
    walk_order: int | None
    entry_note: str
    doors: int
    empty: int
    households: int
    people: int
    cared_for: int
    units: tuple[UnitGrid, ...] = ()
    odd: tuple[DoorCell, ...] = ()
    even: tuple[DoorCell, ...] = ()
    unnumbered: tuple[DoorCell, ...] = ()


def building_card(uid: str, *, today: date) -> BuildingCard:
    """A building (uid) with all its doors. ``UserError`` for one withdrawn."""
    found = ask(
        "SELECT b.id, b.version, c.uid, c.name, b.name, b.kind, COALESCE(g.uid, ''), COALESCE(g.name, ''),"
        " b.unit_count, b.floor_count, b.has_lift, b.lane_loop, b.walk_order, b.entry_note FROM building b"
        " JOIN compound c ON c.id = b.compound_id LEFT JOIN grid g ON g.id = b.grid_id"
        " WHERE b.uid = ? AND b.deleted_at IS NULL",
        uid,
    )
    if not found:
        raise UserError("没有找到这栋楼（巷），可能已被撤回；请刷新后再选。")
    (
        id_, version, compound_uid, compound, name, kind_value, grid_uid, grid, units, floors, lift, loop,
        walk_order, note,
    ) = found[0]  # fmt: skip
    kind = BuildingKind(kind_value)
    doors = _doors(id_, name, kind, today)
    cells = [cell for _, cell in doors]
    is_lane = kind is BuildingKind.LANE
    odd, even, unnumbered = _sides(cells) if is_lane else ((), (), ())
    return BuildingCard(
        uid=uid,
        version=version,
        compound_uid=compound_uid,
        compound=compound,
        name=name,
        kind=kind,
        grid_uid=grid_uid,
        grid=grid,
        unit_count=units,
        floor_count=floors,
        has_lift=None if lift is None else bool(lift),
        lane_loop=bool(loop),
        walk_order=walk_order,
        entry_note=note,
        doors=len(cells),
        empty=sum(not cell.households for cell in cells),
        households=sum(len(cell.households) for cell in cells),
        people=sum(cell.people for cell in cells),
        cared_for=sum(cell.cared_for for cell in cells),
        units=() if is_lane else _units(doors),
        odd=odd,
        even=even,
        unnumbered=unnumbered,
    )


_HERE = " WHERE d.building_id = ? AND d.deleted_at IS NULL AND h.ends_on = '' AND h.deleted_at IS NULL"


def _doors(building: int, name: str, kind: BuildingKind, today: date) -> list[tuple[str, DoorCell]]:
    """(unit, door) in natural order; the columns are not known yet."""
    rows = ask(
        "SELECT id, uid, unit, floor, room, tenure FROM dwelling WHERE building_id = ? AND deleted_at IS NULL"
        " ORDER BY door_key, id",
        building,
    )
    homes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for dwelling, home, head in ask(
        "SELECT h.dwelling_id, h.uid, COALESCE(r.name, '') FROM dwelling d JOIN household h ON h.dwelling_id = d.id"
        f" LEFT JOIN resident r ON r.id = h.head_id{_HERE} ORDER BY h.id",
        building,
    ):
        homes[dwelling].append((home, head))
    people = ask(
        "SELECT r.id, h.dwelling_id, r.birth FROM dwelling d JOIN household h ON h.dwelling_id = d.id"
        f" JOIN resident r ON r.household_id = h.id{_HERE} AND r.status IN ({marks(MEMBER_STATUSES)})"
        " AND r.deleted_at IS NULL",
        building,
        *MEMBER_STATUSES,
    )
    cared = cared_for({id_: birth for id_, _, birth in people}, today=today)
    counts: dict[int, int] = defaultdict(int)
    cared_counts: dict[int, int] = defaultdict(int)
    for id_, dwelling, _ in people:
        counts[dwelling] += 1
        cared_counts[dwelling] += id_ in cared
    contacts: dict[int, str] = dict(
        ask(
            "SELECT h.dwelling_id, MAX(v.visited_on) FROM dwelling d JOIN household h ON h.dwelling_id = d.id"
            f" JOIN visit v ON v.household_id = h.id{_HERE} AND v.outcome IN ({marks(_CONTACTS)})"
            " AND v.deleted_at IS NULL GROUP BY h.dwelling_id",
            building,
            *_CONTACTS,
        )
    )
    return [
        (
            unit,
            DoorCell(
                uid,
                room,
                short_door(name, unit, room, kind),
                floor,
                0,
                Tenure(tenure),
                tuple(homes[id_]),
                counts[id_],
                cared_counts[id_],
                contacts.get(id_, ""),
            ),
        )
        for id_, uid, unit, floor, room, tenure in rows
    ]


def _units(doors: Iterable[tuple[str, DoorCell]]) -> tuple[UnitGrid, ...]:
    by_unit: dict[str, list[DoorCell]] = defaultdict(list)
    for unit, cell in doors:
        by_unit[unit].append(cell)
    return tuple(_unit_grid(unit, by_unit[unit]) for unit in sorted(by_unit, key=natural_key))


def _unit_grid(unit: str, cells: list[DoorCell]) -> UnitGrid:
    names = sorted({_column(cell) for cell in cells}, key=natural_key)
    places = {name: place for place, name in enumerate(names)}
    by_floor: dict[int | None, list[DoorCell]] = defaultdict(list)
    for cell in cells:
        by_floor[cell.floor].append(replace(cell, column=places[_column(cell)]))
    from_the_top = sorted(by_floor, key=lambda floor: (floor is None, -(floor or 0)))
    return UnitGrid(
        unit, tuple(names), tuple(FloorRow(floor, tuple(by_floor[floor])) for floor in from_the_top)
    )


def _column(cell: DoorCell) -> str:
    """What of a room's name is the same on every floor: 01 of 501 and of 1201."""
    floor = "" if cell.floor is None else str(cell.floor)
    rest = cell.room.removeprefix(floor)
    return rest if floor and rest else cell.room


def _sides(
    cells: Iterable[DoorCell],
) -> tuple[tuple[DoorCell, ...], tuple[DoorCell, ...], tuple[DoorCell, ...]]:
    """The odd and the even house numbers of a lane, each by size, and the houses without one."""
    sides: tuple[list[DoorCell], ...] = ([], [], [])
    for cell in cells:
        number = _HOUSE_NUMBER.search(cell.room)
        sides[2 if number is None else 1 - int(number[0]) % 2].append(cell)
    odd, even, unnumbered = (tuple(sorted(side, key=lambda cell: natural_key(cell.room))) for side in sides)
    return odd, even, unnumbered
