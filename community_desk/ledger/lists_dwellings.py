"""The list of doors: who lives behind each, and how to get in."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from community_desk.ledger.finding import ask
from community_desk.ledger.list_details import NEVER, LastVisit, door_texts, grouped, last_visits
from community_desk.ledger.lists import (
    ChangedRows,
    Conditions,
    DwellingFilter,
    ListKind,
    dwellings_sql,
    ids_in_order,
    member,
    number_list,
    touched_ids,
)

SORTS = ("door", "grid", "tenure", "people", "last_visit")


class DwellingRow(NamedTuple):
    """A line of the list. Counted are households and people who live there now; ``heads`` are names.

    ``building`` is the block or lane with its compound; ``last_visit`` the newest to this door, whoever lived there.
    """

    id: int
    uid: str
    door: str
    short: str
    building: str
    grid: str
    tenure: str
    households: int
    heads: tuple[str, ...]
    residents: int
    entry_note: str
    last_visit: LastVisit
    unit: str
    floor: int | None
    room: str
    building_uid: str
    version: int


def dwelling_order(
    wanted: DwellingFilter, *, sort: str = "door", descending: bool = False, today: date
) -> "array[int]":
    """The ids of all doors the filter leaves, in the order of a key of ``SORTS``.

    Doors without a grid or a known tenure come last in both directions; never visited counts as longest ago.
    ``today`` is not needed by doors; every list is asked alike.
    """
    del today
    conditions = Conditions("d.deleted_at IS NULL")
    conditions.add_only("d.id", "dwelling", wanted.only_uids)
    place = dwellings_sql(wanted)
    if place is not None:
        conditions.add(place.sql, *place.values)
    if wanted.households_from is not None or wanted.households_to is not None:
        conditions.add_range(
            f"(SELECT COUNT(*) FROM household h WHERE h.dwelling_id = d.id AND {_PRESENT})",
            wanted.households_from,
            wanted.households_to,
        )
    way = "DESC" if descending else "ASC"
    source, order = _ORDERS[sort]
    if place is not None or sort == "grid":
        source = f"JOIN building b ON b.id = d.building_id {source}"
    sql = (
        f"SELECT d.id FROM dwelling d {source} WHERE {conditions.sql} ORDER BY {order.replace('{way}', way)}"
    )
    return ids_in_order(sql, conditions.values)


_PRESENT = "h.deleted_at IS NULL AND h.ends_on = ''"
_ORDERS = {
    "door": ("", "d.door_key {way}, d.id {way}"),
    "grid": (
        "LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)",
        "CASE WHEN g.id IS NULL THEN 1 ELSE 0 END, g.grid_key {way}, d.door_key, d.id",
    ),
    "tenure": ("", "CASE WHEN d.tenure = 'unknown' THEN 1 ELSE 0 END, d.tenure {way}, d.door_key, d.id"),
    "people": (
        "LEFT JOIN (SELECT h.dwelling_id AS door, COUNT(*) AS people FROM household h "
        f"JOIN resident r ON r.household_id = h.id WHERE {_PRESENT} AND {member('r')} GROUP BY h.dwelling_id) s "
        "ON s.door = d.id",
        "COALESCE(s.people, 0) {way}, d.door_key, d.id",
    ),
    "last_visit": (
        "LEFT JOIN (SELECT dwelling_id AS door, MAX(visited_on) AS newest FROM visit WHERE deleted_at IS NULL "
        "AND dwelling_id IS NOT NULL GROUP BY dwelling_id) v ON v.door = d.id",
        "COALESCE(v.newest, '') {way}, d.door_key, d.id",
    ),
}

_SELECT = (
    "SELECT d.id, d.uid, d.tenure, d.entry_note, d.floor, d.version, b.uid, g.name, c.name, b.name, b.kind, d.unit, "
    "d.room FROM dwelling d JOIN building b ON b.id = d.building_id JOIN compound c ON c.id = b.compound_id "
    "LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id) "
)


def dwelling_rows(ids: Sequence[int]) -> list[DwellingRow]:
    """The lines of these doors in their order; those withdrawn meanwhile are left out."""
    found = ask(f"{_SELECT} WHERE d.id IN ({number_list(ids)}) AND d.deleted_at IS NULL")
    homes = grouped(
        ask(
            "SELECT h.dwelling_id, COALESCE(p.name, ''), (SELECT COUNT(*) FROM resident r "
            f"WHERE r.household_id = h.id AND {member('r')}) FROM household h "
            f"LEFT JOIN resident p ON p.id = h.head_id WHERE h.dwelling_id IN ({number_list(ids)}) AND {_PRESENT} "
            "ORDER BY h.id"
        ),
        lambda row: (row[1], row[2]),
    )
    visits = last_visits("dwelling", ids)
    rows = {}
    for id_, uid, tenure, entry_note, floor, version, building_uid, grid, *place in found:
        compound, building, _, unit, room = place
        door, short = door_texts(*place)
        here = homes.get(id_, ())
        rows[id_] = DwellingRow(
            id=id_,
            uid=uid,
            door=door,
            short=short,
            building=f"{compound}{building}",
            grid=grid or "",
            tenure=tenure,
            households=len(here),
            heads=tuple(head for head, _ in here if head),
            residents=sum(people for _, people in here),
            entry_note=entry_note,
            last_visit=visits.get(id_, NEVER),
            unit=unit,
            floor=floor,
            room=room,
            building_uid=building_uid,
            version=version,
        )
    return [rows[id_] for id_ in ids if id_ in rows]


_LOOKUPS = {
    "dwelling": "SELECT id FROM dwelling WHERE uid IN ({uids})",
    "household": "SELECT dwelling_id FROM household WHERE uid IN ({uids})",
    # A household that left a door left its occupancy there.
    "occupancy": "SELECT dwelling_id FROM occupancy WHERE uid IN ({uids})",
    "resident": (
        "SELECT h.dwelling_id FROM resident r JOIN household h ON h.id = r.household_id WHERE r.uid IN ({uids}) "
        "UNION SELECT h.dwelling_id FROM household h JOIN resident r ON r.id = h.head_id WHERE r.uid IN ({uids})"
    ),
    "residency": (
        "SELECT h.dwelling_id FROM residency s JOIN household h ON h.id = s.household_id WHERE s.uid IN ({uids})"
    ),
    "visit": "SELECT dwelling_id FROM visit WHERE uid IN ({uids})",
}


def _touched(changed: ChangedRows) -> set[int] | None:
    return touched_ids(changed, _LOOKUPS, ("building", "compound", "grid"))


def _order_tables(wanted: DwellingFilter, sort: str) -> frozenset[str]:
    tables = {"dwelling", "building", "compound", "grid"}
    if wanted.households_from is not None or wanted.households_to is not None:
        tables.add("household")
    if sort == "people":
        tables |= {"household", "resident"}
    if sort == "last_visit":
        tables.add("visit")
    return frozenset(tables)


DWELLINGS: ListKind[DwellingFilter] = ListKind(
    "dwelling", SORTS, dwelling_order, dwelling_rows, _touched, _order_tables
)
