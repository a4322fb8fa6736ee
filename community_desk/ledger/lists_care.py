"""The list of care cases (关爱户): by door, level, how overdue, responsible person or review date."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from community_desk.domain.schedule import DueGroup
from community_desk.ledger.due import DueFilter, due_list
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.inputs import local_today
from community_desk.ledger.list_details import NEVER, LastVisit, door_texts, grouped, last_visits
from community_desk.ledger.lists import (
    ChangedRows,
    Conditions,
    ListFilter,
    ListKind,
    add_place,
    ids_in_order,
    number_list,
    place_tables,
    touched_ids,
)

SORTS = ("door", "head", "level", "overdue", "responsible", "review", "opened", "last_visit")


@dataclass(frozen=True, slots=True)
class CareFilter(ListFilter):
    """Which cases: the open ones, with ``with_closed`` the others as well.

    ``levels`` are values of ``CareLevel``, ``categories`` codes of needs that hold, ``responsible`` uids of staff.
    ``only_uids`` are uids of cases.
    """

    levels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    overdue: bool = False
    review_due: bool = False
    with_closed: bool = False


class CareRow(NamedTuple):
    """A line of the list. ``people`` are the members concerned, ``categories`` words, ``responsible`` that of the case.

    ``group`` is a value of ``DueGroup`` ("" for a closed case), ``why`` its sentence; both are as of today.
    """

    id: int
    uid: str
    household_uid: str
    door: str
    short: str
    grid: str
    head: str
    level: str
    people: tuple[str, ...]
    categories: tuple[str, ...]
    responsible: str
    last_visit: LastVisit
    group: str
    days_overdue: int
    due_on: str
    why: str
    review_on: str
    opened_on: str
    closed_on: str
    close_reason: str
    version: int


def care_order(
    wanted: CareFilter, *, sort: str = "door", descending: bool = False, today: date
) -> "array[int]":
    """The ids of all cases the filter leaves, in the order of a key of ``SORTS``; those without a door come last."""
    conditions = _conditions(wanted, today)
    overdue: dict[str, int] = {}
    if sort == "overdue" or wanted.overdue:
        overdue = {
            due.case_uid: due.days_overdue
            for due in due_list(today=today, within=0)
            if due.group is DueGroup.OVERDUE
        }
    if wanted.overdue:
        conditions.add_only("k.id", "care_case", tuple(overdue))
    way = "DESC" if descending else "ASC"
    source, order = _ORDERS.get(sort, _ORDERS["door"])
    if sort == "overdue":
        way = "ASC"
    sql = (
        f"SELECT k.id FROM care_case k JOIN household h ON h.id = k.household_id {source} WHERE {conditions.sql}"
        f" ORDER BY {order.replace('{way}', way)}"
    )
    ids = ids_in_order(sql, conditions.values)
    if sort != "overdue":
        return ids
    days = dict(ask("SELECT id, uid FROM care_case WHERE deleted_at IS NULL"))
    # Sorting keeps the order of the doors among those that are equally late.
    return array("q", sorted(ids, key=lambda id_: overdue.get(days[id_], 0), reverse=descending))


_TO_DOOR = "LEFT JOIN dwelling d ON d.id = h.dwelling_id"
_BY_DOOR = "CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.door_key {way}, d.id, k.id"
_THEN_BY_DOOR = _BY_DOOR.replace("{way}", "ASC")
_ORDERS = {
    "door": (_TO_DOOR, _BY_DOOR),
    "head": (
        "LEFT JOIN resident r ON r.id = h.head_id",
        "CASE WHEN r.id IS NULL THEN 1 ELSE 0 END, r.name_key {way}, k.id",
    ),
    "level": (
        _TO_DOOR,
        "CASE k.level WHEN 'high' THEN 0 WHEN 'key' THEN 1 ELSE 2 END {way}, " + _THEN_BY_DOOR,
    ),
    "responsible": (
        f"LEFT JOIN staff s ON s.id = k.responsible_id {_TO_DOOR}",
        "CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, s.name_key {way}, " + _THEN_BY_DOOR,
    ),
    "review": (
        _TO_DOOR,
        "CASE WHEN k.review_on = '' THEN 1 ELSE 0 END, k.review_on {way}, " + _THEN_BY_DOOR,
    ),
    "opened": (_TO_DOOR, "k.opened_on {way}, " + _THEN_BY_DOOR),
    "last_visit": (
        "LEFT JOIN (SELECT household_id AS home, MAX(visited_on) AS newest FROM visit WHERE deleted_at IS NULL"
        f" AND household_id IS NOT NULL GROUP BY household_id) v ON v.home = h.id {_TO_DOOR}",
        "COALESCE(v.newest, '') {way}, " + _THEN_BY_DOOR,
    ),
}


def _conditions(wanted: CareFilter, today: date) -> Conditions:
    conditions = Conditions("k.deleted_at IS NULL", "h.deleted_at IS NULL")
    if not wanted.with_closed:
        conditions.add("k.state = 'open'")
    conditions.add_only("k.id", "care_case", wanted.only_uids)
    add_place(conditions, "h.dwelling_id", wanted)
    conditions.add_choice("k.level", wanted.levels)
    if wanted.categories:
        marked = Conditions()
        marked.add_choice("c.code", wanted.categories)
        conditions.add(
            "k.id IN (SELECT n.case_id FROM care_need n JOIN care_category c ON c.id = n.category_id"
            f" WHERE n.ended_on = '' AND n.deleted_at IS NULL AND {marked.sql})",
            *marked.values,
        )
    if wanted.responsible:
        named = Conditions()
        named.add_choice("s.uid", wanted.responsible)
        conditions.add(f"k.responsible_id IN (SELECT s.id FROM staff s WHERE {named.sql})", *named.values)
    if wanted.review_due:
        conditions.add("k.review_on <> '' AND k.review_on <= ?", today.isoformat())
    return conditions


def care_rows(ids: Sequence[int]) -> list[CareRow]:
    """The lines of these cases in their order; those withdrawn meanwhile are left out."""
    numbers = number_list(ids)
    found = ask(
        "SELECT k.id, k.uid, h.id, h.uid, h.address, p.name, k.level, k.state, s.name, k.review_on, k.opened_on,"
        " k.closed_on, k.close_reason, k.version, g.name, c.name, b.name, b.kind, d.unit, d.room FROM care_case k"
        " JOIN household h ON h.id = k.household_id LEFT JOIN resident p ON p.id = h.head_id"
        " LEFT JOIN staff s ON s.id = k.responsible_id LEFT JOIN dwelling d ON d.id = h.dwelling_id"
        " LEFT JOIN building b ON b.id = d.building_id LEFT JOIN compound c ON c.id = b.compound_id"
        " LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
        f" WHERE k.id IN ({numbers}) AND k.deleted_at IS NULL"
    )
    needs = grouped(
        ask(
            "SELECT n.case_id, COALESCE(r.name, ''), COALESCE(c.word, '') FROM care_need n"
            " LEFT JOIN resident r ON r.id = n.resident_id LEFT JOIN care_category c ON c.id = n.category_id"
            f" WHERE n.case_id IN ({numbers}) AND n.ended_on = '' AND n.deleted_at IS NULL ORDER BY n.id"
        ),
        lambda row: (row[1], row[2]),
    )
    visits = last_visits("household", [row[2] for row in found])
    everything = tuple(group.value for group in DueGroup)
    homes = tuple(row[3] for row in found)
    due = {
        each.case_uid: each
        for each in due_list(DueFilter(only_uids=homes, groups=everything), today=local_today(), within=0)
    }
    rows = {}
    for (
        id_, uid, home_id, home, address, head, level, state, responsible, review_on, opened_on, closed_on,
        close_reason, version, grid, *place,
    ) in found:  # fmt: skip
        door, short = door_texts(*place)
        its = due.get(uid) if state == "open" else None
        rows[id_] = CareRow(
            id=id_,
            uid=uid,
            household_uid=home,
            door=door or address,
            short=short or address,
            grid=grid or "",
            head=head or "",
            level=level,
            people=tuple(dict.fromkeys(name for name, _ in needs.get(id_, ()) if name)),
            categories=tuple(dict.fromkeys(word for _, word in needs.get(id_, ()) if word)),
            responsible=responsible or "",
            last_visit=visits.get(home_id, NEVER),
            group=its.group.value if its else "",
            days_overdue=its.days_overdue if its else 0,
            due_on=its.due_on if its else "",
            why=its.why if its else "",
            review_on=review_on,
            opened_on=opened_on,
            closed_on=closed_on,
            close_reason=close_reason,
            version=version,
        )
    return [rows[id_] for id_ in ids if id_ in rows]


def households_of(cases: Sequence[str]) -> list[str]:
    """The households (uids) of these cases (uids), in the order of their doors."""
    found: list[tuple[int, str, str]] = []
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        found += ask(
            "SELECT CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, COALESCE(d.door_key, ''), h.uid FROM care_case k"
            f" JOIN household h ON h.id = k.household_id {_TO_DOOR} WHERE k.uid IN ({marks(some)})",
            *some,
        )
    return list(dict.fromkeys(uid for _, _, uid in sorted(found)))


_AT_ONCE = 10_000
_OF_HOUSEHOLD = (
    "SELECT k.id FROM care_case k "
    "WHERE k.household_id IN (SELECT {column} FROM {table} WHERE uid IN ({{uids}}))"
)
_LOOKUPS = {
    "care_case": "SELECT id FROM care_case WHERE uid IN ({uids})",
    "care_need": "SELECT case_id FROM care_need WHERE uid IN ({uids})",
    "household": _OF_HOUSEHOLD.format(column="id", table="household"),
    "resident": (
        _OF_HOUSEHOLD.format(column="household_id", table="resident")
        + " UNION SELECT n.case_id FROM care_need n JOIN resident r ON r.id = n.resident_id WHERE r.uid IN ({uids})"
    ),
    "resident_category": (
        "SELECT n.case_id FROM care_need n JOIN resident_category e ON e.resident_id = n.resident_id"
        " WHERE e.uid IN ({uids})"
    ),
    "visit": _OF_HOUSEHOLD.format(column="household_id", table="visit"),
    "visit_contact": (
        "SELECT n.case_id FROM care_need n JOIN visit_contact x ON x.resident_id = n.resident_id"
        " WHERE x.uid IN ({uids})"
    ),
    "dwelling": (
        "SELECT k.id FROM care_case k JOIN household h ON h.id = k.household_id"
        " JOIN dwelling d ON d.id = h.dwelling_id WHERE d.uid IN ({uids})"
    ),
}


def _touched(changed: ChangedRows) -> set[int] | None:
    return touched_ids(
        changed,
        _LOOKUPS,
        ("building", "compound", "grid", "care_category", "staff", "visit_rule", "extra_round"),
    )


def _order_tables(wanted: CareFilter, sort: str) -> frozenset[str]:
    tables = {"care_case", "household", "dwelling", "building", "compound", "grid"} | place_tables(wanted)
    if sort == "head":
        tables.add("resident")
    if sort == "responsible" or wanted.responsible:
        tables.add("staff")
    if sort == "last_visit":
        tables.add("visit")
    if wanted.categories:
        tables |= {"care_need", "care_category"}
    if sort == "overdue" or wanted.overdue:
        tables |= {
            "care_need", "visit", "visit_contact", "resident", "resident_category", "visit_rule", "extra_round",
        }  # fmt: skip
    return frozenset(tables)


CARE_CASES: ListKind[CareFilter] = ListKind(
    "care_case", SORTS, care_order, care_rows, _touched, _order_tables
)
