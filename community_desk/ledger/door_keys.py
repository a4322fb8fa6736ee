"""The stored natural order of doors (``dwelling.door_key``), renewed when something it is made of changes."""

from peewee import Expression

from community_desk.domain.doors import door_key
from community_desk.ledger import changes
from community_desk.ledger.finding import fetch
from community_desk.ledger.models import Building, Compound, Dwelling

_LONGEST_KEY = 200


def make_door_key(compound: str, building: str, unit: str, floor: int | None, room: str) -> str:
    """The key as it is stored; of a very long name the beginning decides."""
    return door_key(compound, building, unit, floor, room)[:_LONGEST_KEY]


def renew_door_keys(condition: Expression | None = None) -> int:
    """Make the keys of all doors anew, or of those ``condition`` holds for; returns how many changed.

    ``condition`` may speak of ``Dwelling`` and ``Building``. Inside a running transaction.
    """
    query = (
        Dwelling.select(
            Dwelling.id,
            Dwelling.door_key,
            Compound.name,
            Building.name,
            Dwelling.unit,
            Dwelling.floor,
            Dwelling.room,
        )
        .join(Building, on=(Dwelling.building == Building.id))
        .join(Compound, on=(Building.compound == Compound.id))
    )
    if condition is not None:
        query = query.where(condition)
    wanted = []
    for id_, present, *parts in fetch(query):
        key = make_door_key(*parts)
        if key != present:
            wanted.append((key, id_))
    changes.update_rows(Dwelling, ["door_key"], wanted)
    return len(wanted)
