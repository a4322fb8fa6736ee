"""What happened to a person or a household, and where they lived: the history that life events leave behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import Expression, fn

from community_desk.domain.codes import LifeEventKind
from community_desk.domain.doors import full_door
from community_desk.ledger.finding import fetch
from community_desk.ledger.models import (
    Building,
    Compound,
    Dwelling,
    Household,
    LifeEvent,
    Occupancy,
    Residency,
    Resident,
)


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """One thing that happened; doors are written in full and "" where none is concerned."""

    uid: str
    kind: LifeEventKind
    happened_on: str
    name: str
    from_door: str
    to_door: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Stay:
    """That a household lived behind a door, or a resident belonged to a household; ``ends_on`` is "" while it lasts."""

    household_uid: str
    door: str
    relation: str
    starts_on: str
    ends_on: str


def events_of_resident(uid: str) -> list[LifeEventRow]:
    """What happened to a person, the newest first."""
    return _events(Resident.uid == uid)


def events_of_household(uid: str) -> list[LifeEventRow]:
    """What happened to a household and to its members in it, the newest first."""
    return _events(Household.uid == uid)


def residencies_of(uid: str) -> list[Stay]:
    """The households a person belonged to, in the order they were entered, with the doors these have now."""
    query = (
        Residency.select(
            Household.uid,
            Compound.name,
            Building.name,
            Dwelling.unit,
            Dwelling.room,
            Residency.relation_word,
            Residency.starts_on,
            Residency.ends_on,
        )
        .join(Resident, on=(Residency.resident == Resident.id))
        .join(Household, on=(Residency.household == Household.id))
        .left_outer_join(Dwelling, on=(Household.dwelling == Dwelling.id))
        .left_outer_join(Building, on=(Dwelling.building == Building.id))
        .left_outer_join(Compound, on=(Building.compound == Compound.id))
        .where((Resident.uid == uid) & Residency.deleted_at.is_null())
        .order_by(Residency.id)
    )
    return [
        Stay(household, _door(door), relation, starts_on, ends_on)
        for household, *door, relation, starts_on, ends_on in fetch(query)
    ]


def occupancies_of(uid: str) -> list[Stay]:
    """The doors a household lived behind, in the order they were entered."""
    return _occupancies(Household.uid == uid)


def occupancies_at(dwelling: str) -> list[Stay]:
    """The households that lived behind a door (its uid), in the order they were entered."""
    return _occupancies(Dwelling.uid == dwelling)


def _occupancies(condition: Expression) -> list[Stay]:
    query = (
        Occupancy.select(
            Household.uid,
            Compound.name,
            Building.name,
            Dwelling.unit,
            Dwelling.room,
            Occupancy.starts_on,
            Occupancy.ends_on,
        )
        .join(Household, on=(Occupancy.household == Household.id))
        .left_outer_join(Dwelling, on=(Occupancy.dwelling == Dwelling.id))
        .left_outer_join(Building, on=(Dwelling.building == Building.id))
        .left_outer_join(Compound, on=(Building.compound == Compound.id))
        .where(condition & Occupancy.deleted_at.is_null())
        .order_by(Occupancy.id)
    )
    return [
        Stay(household, _door(door), "", starts_on, ends_on)
        for household, *door, starts_on, ends_on in fetch(query)
    ]


def _events(condition: Expression) -> list[LifeEventRow]:
    query = (
        LifeEvent.select(
            LifeEvent.uid,
            LifeEvent.kind,
            LifeEvent.happened_on,
            fn.COALESCE(Resident.name, ""),
            LifeEvent.from_dwelling,
            LifeEvent.to_dwelling,
            LifeEvent.source,
            LifeEvent.note,
        )
        .left_outer_join(Resident, on=(LifeEvent.resident == Resident.id))
        .left_outer_join(Household, on=(LifeEvent.household == Household.id))
        .where(condition & LifeEvent.deleted_at.is_null())
        .order_by(LifeEvent.happened_on.desc(), LifeEvent.id.desc())
    )
    rows = fetch(query)
    doors = _doors(id_ for row in rows for id_ in row[4:6] if id_ is not None)
    return [
        LifeEventRow(uid, LifeEventKind(kind), on, name, doors.get(left, ""), doors.get(to, ""), source, note)
        for uid, kind, on, name, left, to, source, note in rows
    ]


def _doors(ids: Iterable[int]) -> dict[int, str]:
    query = (
        Dwelling.select(Dwelling.id, Compound.name, Building.name, Dwelling.unit, Dwelling.room)
        .join(Building, on=(Dwelling.building == Building.id))
        .join(Compound, on=(Building.compound == Compound.id))
        .where(Dwelling.id.in_(sorted(set(ids))))
    )
    return {id_: full_door(*door) for id_, *door in fetch(query)}


def _door(parts: list[Any]) -> str:
    return full_door(*parts) if parts[0] else ""
