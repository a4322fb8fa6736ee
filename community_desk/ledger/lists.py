"""The window's lists of residents, households and doors: what they may be narrowed to, and what they share.

A list is an array of row ids in its order and pages of rows fetched by ``id IN (…)``: at 1,000,000 rows LIMIT and
OFFSET were 38 to 205 times slower. The lists themselves are in ``lists_residents``, ``lists_households`` and
``lists_dwellings``; each is told to the window as a ``ListKind``.
"""

import json
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain
from typing import Any, Generic, Protocol, Self, TypeVar

from community_desk.ledger.finding import ask, marks
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.rows import bound_database

MOST_AT_ONCE = 200
"""Rows that one page asks for at most."""
ChangedRows = Mapping[str, frozenset[str]]
"""Table name → uids, as ``changes.ChangeSet.rows`` has them."""

_FETCHED_AT_ONCE = 4096
# SQLite takes 32,766 parameters.
_UIDS_AT_ONCE = 10_000
# More changed rows than these are not looked up one by one: everything shown is read again.
_MOST_LOOKED_UP = 500


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What every list may be narrowed to. All conditions must hold, of several values of one any; empty is everything.

    ``grids``, ``compounds``, ``buildings`` and ``only_uids`` (what a search found, for example) are uids;
    ``only_uids`` that is empty but not ``None`` leaves nothing.
    """

    grids: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    buildings: tuple[str, ...] = ()
    tenures: tuple[str, ...] = ()
    only_uids: tuple[str, ...] | None = None

    def to_json(self) -> str:
        """What differs from no filter at all, for a setting."""
        chosen = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }
        return json.dumps(chosen, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The filter that ``to_json`` wrote; what another version wrote and this one does not know is left out."""
        try:
            stored = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(stored, dict):
            return cls()
        known = {field.name: field for field in fields(cls)}
        chosen: dict[str, Any] = {}
        for name, value in stored.items():
            if name not in known:
                continue
            read = _read_value(name, known[name].default, value)
            if read is not None:
                chosen[name] = read
        return cls(**chosen)

    @property
    def is_empty(self) -> bool:
        """Whether it leaves everything the list shows by default."""
        return self == type(self)()


def _read_value(name: str, default: object, value: object) -> object:
    """A stored value as the field wants it, or ``None`` if it is of another kind."""
    if isinstance(default, tuple) or name == "only_uids":
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        return None
    if isinstance(default, bool):
        return value if isinstance(value, bool) else None
    if default is None:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class ResidentFilter(ListFilter):
    """Which residents. ``statuses`` (values of ``ResidentStatus``) empty means those who live here or are away.

    ``categories`` are codes of the list, ``contact_preferences`` what is to be honoured (the stricter of person and
    household), ages in years, both ends included; who has no birth date has no age. ``without_door`` leaves those
    whose home the ledger does not know.
    """

    statuses: tuple[str, ...] = ()
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    categories: tuple[str, ...] = ()
    residences: tuple[str, ...] = ()
    contact_preferences: tuple[str, ...] = ()
    no_phone: bool = False
    without_door: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdFilter(ListFilter):
    """Which households: those that live here, with ``with_ended`` those of the past as well.

    ``categories`` and ``cared_for`` (any category at all) ask for a member, ``no_phone`` for none with a number;
    sizes count the members who live here or are away.
    """

    size_from: int | None = None
    size_to: int | None = None
    categories: tuple[str, ...] = ()
    cared_for: bool = False
    contact_preferences: tuple[str, ...] = ()
    no_phone: bool = False
    without_door: bool = False
    with_ended: bool = False


@dataclass(frozen=True, slots=True)
class DwellingFilter(ListFilter):
    """Which doors. The numbers count the households behind one that live here (0 to 0: nobody)."""

    households_from: int | None = None
    households_to: int | None = None


FilterT_contra = TypeVar("FilterT_contra", bound=ListFilter, contravariant=True)


FilterT = TypeVar("FilterT", bound=ListFilter)


class OrderReader(Protocol[FilterT_contra]):
    """Gives the ids of all rows a filter leaves, in the order of a sort key."""

    def __call__(
        self, wanted: FilterT_contra, *, sort: str, descending: bool, today: date
    ) -> "array[int]": ...


@dataclass(frozen=True, slots=True)
class ListKind(Generic[FilterT]):
    """A list as the window's tables read it.

    ``table`` is its ledger table. ``rows`` gives the rows of at most 200 ids in their order, without those withdrawn
    meanwhile; every row is a tuple that begins with id and uid. ``touched`` names the ids whose rows must be read
    again after a change, ``None`` for all. ``order_tables`` names the tables whose changes may change the order.
    """

    table: str
    sorts: tuple[str, ...]
    order: OrderReader[FilterT]
    rows: Callable[[Sequence[int]], Sequence[tuple[Any, ...]]]
    touched: Callable[[ChangedRows], set[int] | None]
    order_tables: Callable[[FilterT, str], frozenset[str]]

    def id_of(self, uid: str) -> int:
        """The id of a live row, 0 if there is none."""
        found = ask(f"SELECT id FROM {self.table} WHERE uid = ? AND deleted_at IS NULL", uid)
        return int(found[0][0]) if found else 0

    def uids_of(self, ids: Sequence[int]) -> list[str]:
        """The uids of rows in the order of their ids."""
        found: dict[int, str] = {}
        for start in range(0, len(ids), _UIDS_AT_ONCE):
            some = number_list(ids[start : start + _UIDS_AT_ONCE])
            found.update(ask(f"SELECT id, uid FROM {self.table} WHERE id IN ({some})"))
        return [found[id_] for id_ in ids if id_ in found]


class Conditions:
    """The WHERE of a list's query, and its values."""

    def __init__(self, *always: str) -> None:
        self._parts = list(always)
        self.values: list[object] = []

    def add(self, sql: str, *values: object) -> None:
        """One more condition that must hold."""
        self._parts.append(sql)
        self.values += values

    def add_choice(self, column: str, chosen: Sequence[str]) -> None:
        """That a column is one of these, if any were chosen."""
        if chosen:
            self.add(f"{column} IN ({marks(chosen)})", *chosen)

    def add_range(self, column: str, low: int | None, high: int | None) -> None:
        """That a number lies between these, ends included, where they are given."""
        if low is not None:
            self.add(f"{column} >= ?", low)
        if high is not None:
            self.add(f"{column} <= ?", high)

    def add_only(self, column: str, table: str, uids: tuple[str, ...] | None) -> None:
        """That a row is one of these, if they were given."""
        if uids is not None:
            self.add(f"{column} IN ({', '.join(map(str, ids_of(table, uids).values())) or 'NULL'})")

    @property
    def sql(self) -> str:
        """All conditions together."""
        return " AND ".join(self._parts) or "1 = 1"


def ids_of(table: str, uids: Sequence[str]) -> dict[str, int]:
    """The ids of rows by their uids; who is not there is left out."""
    found: dict[str, int] = {}
    for start in range(0, len(uids), _UIDS_AT_ONCE):
        some = uids[start : start + _UIDS_AT_ONCE]
        found.update(ask(f"SELECT uid, id FROM {table} WHERE uid IN ({marks(some)})", *some))
    return found


def ids_in_order(sql: str, values: Sequence[object] = ()) -> "array[int]":
    """The single column of a query as an array of 8 bytes a row, without a list of them all in between."""
    cursor = bound_database.execute_sql(sql.replace("?", bound_database.param), values)
    order = array("q")
    while rows := cursor.fetchmany(_FETCHED_AT_ONCE):
        order.extend(chain.from_iterable(rows))
    return order


def number_list(ids: Collection[int]) -> str:
    """Ids as ``IN (…)`` takes them; they are whole numbers, so they need no marks."""
    return ", ".join(map(str, ids)) or "NULL"


def member(person: str) -> str:
    """SQL that the resident ``person`` belongs to their household now."""
    return f"{person}.deleted_at IS NULL AND {person}.status IN ({_MEMBER_STATUSES})"


_MEMBER_STATUSES = ", ".join(f"'{status}'" for status in MEMBER_STATUSES)


def dwellings_sql(wanted: ListFilter) -> Conditions | None:
    """What holds of the door ``d`` and its building ``b``; ``None`` if the filter does not speak of places."""
    if not (wanted.grids or wanted.compounds or wanted.buildings or wanted.tenures):
        return None
    conditions = Conditions("d.deleted_at IS NULL")
    for column, table, uids in (
        ("COALESCE(d.grid_id, b.grid_id)", "grid", wanted.grids),
        ("b.compound_id", "compound", wanted.compounds),
        ("b.id", "building", wanted.buildings),
    ):
        if uids:
            conditions.add_only(column, table, uids)
    conditions.add_choice("d.tenure", wanted.tenures)
    return conditions


def add_place(conditions: Conditions, column: str, wanted: ListFilter) -> None:
    """That the door whose id is ``column`` is one the filter leaves."""
    place = dwellings_sql(wanted)
    if place is not None:
        conditions.add(
            f"{column} IN (SELECT d.id FROM dwelling d JOIN building b ON b.id = d.building_id WHERE {place.sql})",
            *place.values,
        )


def place_tables(wanted: ListFilter) -> frozenset[str]:
    """The tables that decide which doors the filter leaves."""
    if dwellings_sql(wanted) is None:
        return frozenset()
    return frozenset({"household", "dwelling", "building"})


def touched_ids(
    changed: ChangedRows, lookups: Mapping[str, str], everything: Collection[str]
) -> set[int] | None:
    """The ids that ``lookups`` (table → SQL with ``{uids}``, one or several times) lead to from the changed rows.

    ``None`` if one of the tables ``everything`` names has changed, or too much else.
    """
    if not changed.keys().isdisjoint(everything):
        return None
    touched: set[int] = set()
    for table in changed.keys() & lookups.keys():
        uids = sorted(changed[table])
        if len(uids) > _MOST_LOOKED_UP:
            return None
        sql = lookups[table]
        rows = ask(sql.replace("{uids}", marks(uids)), *(uids * sql.count("{uids}")))
        touched.update(id_ for (id_,) in rows if id_ is not None)
    return touched


def born_by(age: int, today: date) -> str:
    """The last birth date, as it is compared with partial ones, of who has reached an age (``years_between``)."""
    return f"{today.year - age:04}-{today.month:02}-{today.day:02}"
