"""What the ledger already knows of people and doors, in the form in which an import is held against it.

Rows that an undone import had made count as known: importing again revives them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from community_desk.domain.identity import match_key
from community_desk.ledger.bulk_rows import read_rows, undone_uids

# (compound, building, unit, room); or ("", "", "", address) for a household whose door is not in the ledger.
PlaceKey = tuple[str, str, str, str]
NOWHERE: PlaceKey = ("", "", "", "")


@dataclass(slots=True)
class KnownPerson:
    """A resident as an import needs them. ``phones`` are numbers without labels.

    ``withdrawn`` by an undone import, or ``removed`` too: taken away by somebody on purpose.
    """

    id: int
    name: str
    sex: str
    birth: str
    id_number: str
    relation_word: str
    foreign_name: str
    registered_address: str
    residence: str
    note: str
    status: str
    household_id: int | None
    withdrawn: bool
    phones: frozenset[str] = frozenset()
    removed: bool = False


@dataclass(slots=True)
class KnownHousehold:
    """A household and its door; ``ended`` once it moved away or was merged."""

    id: int
    place: PlaceKey
    dwelling_id: int | None
    number: str
    head_name: str
    ended: bool
    withdrawn: bool


@dataclass(slots=True)
class Known:
    """The people and households of the ledger, by everything an import may know them by."""

    by_id_number: dict[str, list[KnownPerson]] = field(default_factory=dict)
    by_place_and_name: dict[tuple[PlaceKey, str], list[KnownPerson]] = field(default_factory=dict)
    by_name: dict[str, list[KnownPerson]] = field(default_factory=dict)
    households: dict[int, KnownHousehold] = field(default_factory=dict)
    at_place: dict[PlaceKey, list[KnownHousehold]] = field(default_factory=dict)

    def place_of(self, person: KnownPerson) -> PlaceKey:
        """Where a person lives, ``NOWHERE`` without a household."""
        home = None if person.household_id is None else self.households.get(person.household_id)
        return NOWHERE if home is None else home.place


def load_known(*, nameless_compound: str = "") -> Known:
    """Read everybody once: an import of thousands asks no question row by row. Withdrawn people come last.

    Doors of a compound without a name count as those of ``nameless_compound``.
    """
    households = {
        row.id: row for row in (_household(row, nameless_compound) for row in read_rows(_HOUSEHOLDS))
    }
    phones: dict[int, set[str]] = defaultdict(set)
    for resident, number in read_rows("SELECT resident_id, number FROM phone"):
        phones[resident].add(number)
    known = Known(households=households)
    for household in households.values():
        known.at_place.setdefault(household.place, []).append(household)
    undone = undone_uids()
    for uid, *row, deleted_at in read_rows(_PEOPLE):
        withdrawn = deleted_at is not None
        numbers = frozenset(phones.get(row[0], ()))
        person = KnownPerson(*(*row, withdrawn, numbers, withdrawn and uid not in undone))
        if person.id_number:
            known.by_id_number.setdefault(match_key(person.id_number), []).append(person)
        known.by_name.setdefault(person.name, []).append(person)
        known.by_place_and_name.setdefault((known.place_of(person), person.name), []).append(person)
    return known


def _household(row: tuple[Any, ...], nameless_compound: str) -> KnownHousehold:
    id_, compound, building, unit, room, address, dwelling, number, head, ends_on, deleted_at = row
    place = (
        (*NOWHERE[:3], address) if compound is None else (compound or nameless_compound, building, unit, room)
    )
    return KnownHousehold(id_, place, dwelling, number, head or "", bool(ends_on), deleted_at is not None)


_PEOPLE = """
    SELECT uid, id, name, sex, birth, id_number, relation_word, foreign_name, registered_address, residence, note,
           status, household_id, deleted_at
    FROM resident ORDER BY deleted_at IS NOT NULL, id
"""
_HOUSEHOLDS = """
    SELECT h.id, c.name, b.name, d.unit, d.room, h.address, h.dwelling_id, h.number, r.name, h.ends_on, h.deleted_at
    FROM household h
    LEFT JOIN dwelling d ON d.id = h.dwelling_id
    LEFT JOIN building b ON b.id = d.building_id
    LEFT JOIN compound c ON c.id = b.compound_id
    LEFT JOIN resident r ON r.id = h.head_id
    ORDER BY h.id
"""
