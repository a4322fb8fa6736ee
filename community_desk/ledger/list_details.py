"""What a page of a list needs beside its own rows: phones, categories and last visits, each in one query."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import full_door, short_door
from community_desk.ledger.finding import ask
from community_desk.ledger.lists import member, number_list


class LastVisit(NamedTuple):
    """The newest visit, call or attempt: partial date, values of ``VisitMethod`` and ``Outcome``; all "" for none."""

    on: str = ""
    method: str = ""
    outcome: str = ""


NEVER = LastVisit()


def last_visits(of: str, ids: Collection[int], *, to_nobody: bool = False) -> dict[int, LastVisit]:
    """The newest visits of these rows of a table: ``of`` is household, resident or dwelling.

    ``to_nobody``: only those that were meant for nobody in particular.
    """
    meant = "AND x.resident_id IS NULL " if to_nobody else ""
    newest = (
        f"SELECT x.id FROM visit x WHERE x.{of}_id = t.id AND x.deleted_at IS NULL {meant}"
        "ORDER BY x.visited_on DESC, x.id DESC LIMIT 1"
    )
    rows = ask(
        f"SELECT v.{of}_id, v.visited_on, v.method, v.outcome FROM visit v "
        f"WHERE v.id IN (SELECT ({newest}) FROM {of} t WHERE t.id IN ({number_list(ids)}))"
    )
    return {id_: LastVisit(*visit) for id_, *visit in rows}


def phones_of(residents: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """(label, number) of these residents (ids), in the order the ledger has them; who has none is left out."""
    return grouped(
        ask(
            "SELECT resident_id, label, number FROM phone "
            f"WHERE resident_id IN ({number_list(residents)}) AND deleted_at IS NULL ORDER BY position, id"
        ),
        lambda row: (row[1], row[2]),
    )


def categories_of(residents: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The words of the categories that hold for these residents (ids), in the list's order, each once."""
    found = grouped(
        ask(
            "SELECT c.resident_id, k.word FROM resident_category c JOIN care_category k ON k.id = c.category_id "
            f"WHERE c.resident_id IN ({number_list(residents)}) AND c.ends_on = '' AND c.deleted_at IS NULL "
            "ORDER BY k.position, k.id"
        ),
        lambda row: str(row[1]),
    )
    return {id_: tuple(dict.fromkeys(words)) for id_, words in found.items()}


class Member(NamedTuple):
    """Somebody of a household, as far as lists of homes tell of them."""

    id: int
    household: int
    uid: str
    name: str


def members_of(households: Collection[int]) -> dict[int, tuple[Member, ...]]:
    """Who lives in these households (ids) or is away from them, the head first; empty homes are left out."""
    return grouped(
        ask(
            "SELECT r.id, r.household_id, r.uid, r.name FROM resident r JOIN household h ON h.id = r.household_id "
            f"WHERE r.household_id IN ({number_list(households)}) AND {member('r')} "
            "ORDER BY CASE WHEN r.id = h.head_id THEN 0 ELSE 1 END, r.position, r.id"
        ),
        Member._make,
        key=1,
    )


def grouped(
    rows: Iterable[tuple[Any, ...]], value: Callable[[tuple[Any, ...]], Any], *, key: int = 0
) -> dict[int, Any]:
    """Rows gathered by the id in their column ``key``: id → tuple of ``value(row)``."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(value(row))
    return {id_: tuple(values) for id_, values in found.items()}


def door_texts(
    compound: str | None, building: str | None, kind: str | None, unit: str | None, room: str | None
) -> tuple[str, str]:
    """A door in full and as it is said, from the columns of a LEFT JOIN; both empty where there is none."""
    if building is None:
        return "", ""
    unit, room = unit or "", room or ""
    return full_door(compound or "", building, unit, room), short_door(
        building, unit, room, BuildingKind(kind or BuildingKind.BLOCK)
    )
