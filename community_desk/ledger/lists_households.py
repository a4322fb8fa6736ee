"""The list of households: those that live here, by door, head, size or last visit."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from community_desk.ledger.finding import ask
from community_desk.ledger.list_details import (
    NEVER,
    LastVisit,
    categories_of,
    door_texts,
    last_visits,
    members_of,
    phones_of,
)
from community_desk.ledger.lists import (
    ChangedRows,
    Conditions,
    HouseholdFilter,
    ListKind,
    add_place,
    ids_in_order,
    member,
    number_list,
    place_tables,
    touched_ids,
)
from community_desk.ledger.lists_residents import held_by

SORTS = ("door", "head", "people", "grid", "last_visit")


class HouseholdRow(NamedTuple):
    """A line of the list, with who lives there or is away from there (the head first).

    ``phones`` are (whose name, label, number); ``members`` names; ``preference`` is the household's own. ``ends_on``
    is filled for a household of the past.
    """

    id: int
    uid: str
    door: str
    short: str
    grid: str
    head: str
    head_uid: str
    people: int
    members: tuple[str, ...]
    phones: tuple[tuple[str, str, str], ...]
    categories: tuple[str, ...]
    preference: str
    last_visit: LastVisit
    number: str
    ends_on: str
    dwelling_uid: str
    version: int


def household_order(
    wanted: HouseholdFilter, *, sort: str = "door", descending: bool = False, today: date
) -> "array[int]":
    """The ids of all households the filter leaves, in the order of a key of ``SORTS``.

    Those without a door, a head or a grid come last in both directions; never visited counts as longest ago.
    """
    conditions = _conditions(wanted, today)
    way = "DESC" if descending else "ASC"
    source, order = _ORDERS[sort]
    sql = (
        f"SELECT h.id FROM household h {source} WHERE {conditions.sql} ORDER BY {order.replace('{way}', way)}"
    )
    return ids_in_order(sql, conditions.values)


_TO_DOOR = "LEFT JOIN dwelling d ON d.id = h.dwelling_id"
_DOOR_ORDER = "CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.door_key {way}, d.id, h.id"
_SIZES = (
    "LEFT JOIN (SELECT household_id AS home, COUNT(*) AS people FROM resident r WHERE r.household_id IS NOT NULL "
    f"AND {member('r')} GROUP BY household_id) s ON s.home = h.id"
)
_ORDERS = {
    "door": (_TO_DOOR, _DOOR_ORDER),
    "head": (
        "LEFT JOIN resident r ON r.id = h.head_id",
        "CASE WHEN r.id IS NULL THEN 1 ELSE 0 END, r.name_key {way}, h.id",
    ),
    "people": (f"{_SIZES} {_TO_DOOR}", "COALESCE(s.people, 0) {way}, " + _DOOR_ORDER.replace("{way}", "ASC")),
    "grid": (
        f"{_TO_DOOR} LEFT JOIN building b ON b.id = d.building_id "
        "LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)",
        "CASE WHEN g.id IS NULL THEN 1 ELSE 0 END, g.grid_key {way}, " + _DOOR_ORDER.replace("{way}", "ASC"),
    ),
    "last_visit": (
        "LEFT JOIN (SELECT household_id AS home, MAX(visited_on) AS newest FROM visit WHERE deleted_at IS NULL "
        f"AND household_id IS NOT NULL GROUP BY household_id) v ON v.home = h.id {_TO_DOOR}",
        "COALESCE(v.newest, '') {way}, " + _DOOR_ORDER.replace("{way}", "ASC"),
    ),
}


def _conditions(wanted: HouseholdFilter, today: date) -> Conditions:
    conditions = Conditions("h.deleted_at IS NULL")
    if not wanted.with_ended:
        conditions.add("h.ends_on = ''")
    conditions.add_only("h.id", "household", wanted.only_uids)
    add_place(conditions, "h.dwelling_id", wanted)
    if wanted.without_door:
        conditions.add("h.dwelling_id IS NULL")
    conditions.add_choice("h.contact_preference", wanted.contact_preferences)
    if wanted.size_from is not None or wanted.size_to is not None:
        conditions.add_range(
            f"(SELECT COUNT(*) FROM resident r WHERE r.household_id = h.id AND {member('r')})",
            wanted.size_from,
            wanted.size_to,
        )
    if wanted.categories:
        held, values = held_by("r", wanted.categories, today)
        conditions.add(_somebody(held), *values)
    if wanted.cared_for:
        conditions.add(
            _somebody(
                "r.id IN (SELECT c.resident_id FROM resident_category c WHERE c.ends_on = '' AND c.deleted_at IS NULL)"
            )
        )
    if wanted.no_phone:
        reached = _somebody("r.id IN (SELECT p.resident_id FROM phone p WHERE p.deleted_at IS NULL)")
        conditions.add(f"NOT {reached}")
    return conditions


def _somebody(condition: str) -> str:
    """SQL that a member of the household ``h`` is so."""
    return (
        f"h.id IN (SELECT r.household_id FROM resident r WHERE r.household_id IS NOT NULL AND {member('r')} "
        f"AND {condition})"
    )


_SELECT = (
    "SELECT h.id, h.uid, h.number, h.ends_on, h.contact_preference, h.version, h.address, p.name, p.uid, d.uid, "
    "g.name, c.name, b.name, b.kind, d.unit, d.room FROM household h "
    "LEFT JOIN resident p ON p.id = h.head_id LEFT JOIN dwelling d ON d.id = h.dwelling_id "
    "LEFT JOIN building b ON b.id = d.building_id LEFT JOIN compound c ON c.id = b.compound_id "
    "LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id) "
)


def household_rows(ids: Sequence[int]) -> list[HouseholdRow]:
    """The lines of these households in their order; those withdrawn meanwhile are left out."""
    found = ask(f"{_SELECT} WHERE h.id IN ({number_list(ids)}) AND h.deleted_at IS NULL")
    members = members_of(ids)
    people = [person.id for home in members.values() for person in home]
    phones, categories = phones_of(people), categories_of(people)
    visits = last_visits("household", ids)
    rows = {}
    for (
        id_, uid, number, ends_on, preference, version, address, head, head_uid, dwelling, grid, *place,
    ) in found:  # fmt: skip
        door, short = door_texts(*place)
        home = members.get(id_, ())
        rows[id_] = HouseholdRow(
            id=id_,
            uid=uid,
            door=door or address,
            short=short or address,
            grid=grid or "",
            head=head or "",
            head_uid=head_uid or "",
            people=len(home),
            members=tuple(person.name for person in home),
            phones=tuple((person.name, *each) for person in home for each in phones.get(person.id, ())),
            categories=tuple(
                dict.fromkeys(word for person in home for word in categories.get(person.id, ()))
            ),
            preference=preference,
            last_visit=visits.get(id_, NEVER),
            number=number,
            ends_on=ends_on,
            dwelling_uid=dwelling or "",
            version=version,
        )
    return [rows[id_] for id_ in ids if id_ in rows]


_LOOKUPS = {
    "household": "SELECT id FROM household WHERE uid IN ({uids})",
    "resident": (
        "SELECT household_id FROM resident WHERE uid IN ({uids}) "
        "UNION SELECT h.id FROM household h JOIN resident r ON r.id = h.head_id WHERE r.uid IN ({uids})"
    ),
    "phone": (
        "SELECT r.household_id FROM phone p JOIN resident r ON r.id = p.resident_id WHERE p.uid IN ({uids})"
    ),
    "resident_category": (
        "SELECT r.household_id FROM resident_category c JOIN resident r ON r.id = c.resident_id "
        "WHERE c.uid IN ({uids})"
    ),
    # Whoever left a household left a residency of theirs there.
    "residency": "SELECT household_id FROM residency WHERE uid IN ({uids})",
    "visit": "SELECT household_id FROM visit WHERE uid IN ({uids})",
    "dwelling": "SELECT h.id FROM household h JOIN dwelling d ON d.id = h.dwelling_id WHERE d.uid IN ({uids})",
}


def _touched(changed: ChangedRows) -> set[int] | None:
    return touched_ids(changed, _LOOKUPS, ("building", "compound", "grid", "care_category"))


def _order_tables(wanted: HouseholdFilter, sort: str) -> frozenset[str]:
    tables = {"household"} | place_tables(wanted)
    if sort in ("door", "grid", "people", "last_visit"):
        tables |= {"dwelling", "building", "compound", "grid"}
    if sort in ("head", "people") or wanted.size_from is not None or wanted.size_to is not None:
        tables.add("resident")
    if sort == "last_visit":
        tables.add("visit")
    if wanted.categories or wanted.cared_for:
        tables |= {"resident", "resident_category", "care_category"}
    if wanted.no_phone:
        tables |= {"resident", "phone"}
    return frozenset(tables)


HOUSEHOLDS: ListKind[HouseholdFilter] = ListKind(
    "household", SORTS, household_order, household_rows, _touched, _order_tables
)
