"""The register (底册): households and residents as lists, chosen by grid, compound, building and care category.

Everything is fetched in a handful of queries whatever the number of people, as tuples (12,000 residents in a
quarter of a second); the order is the natural one of the doors, members follow their head.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from peewee import JOIN, ColumnBase, Expression, fn

from community_desk.domain.codes import BuildingKind, ResidentStatus, Sex
from community_desk.domain.doors import full_door, normalise_building
from community_desk.domain.errors import UserError
from community_desk.domain.natural_order import natural_key
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.finding import fetch
from community_desk.ledger.models import (
    Building,
    Compound,
    Dwelling,
    Grid,
    Household,
    Phone,
    Resident,
    ResidentCategory,
)
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.word_lists import category_for

Key = TypeVar("Key", int, str)

# Keys asked for at once; SQLite takes 32,766 parameters, PostgreSQL 65,535.
_AT_ONCE = 10_000
_MOST_NAMES_IN_A_SENTENCE = 12


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Whom to list; empty means everybody. All conditions must hold, of several buildings or categories any.

    Names as people write them: ``grid`` 第2网格, ``buildings`` 3号楼, 3 or 芸溪里3号楼, ``categories`` a word,
    synonym or code of the list.
    """

    grid: str = ""
    compound: str = ""
    buildings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household lives; every text is empty for one without a door."""

    door: str = ""
    grid: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    kind: BuildingKind = BuildingKind.BLOCK


@dataclass(slots=True)
class ResidentRecord:
    """A person of the register. ``phones`` are (label, number), ``care`` the words of the categories that hold."""

    uid: str
    name: str
    sex: Sex
    birth: str
    id_number: str
    relation: str
    note: str
    status: ResidentStatus
    phones: list[tuple[str, str]] = field(default_factory=list)
    care: list[str] = field(default_factory=list)


@dataclass(slots=True)
class HouseholdRecord:
    """A household of the register, its head first. Two behind one door are two."""

    uid: str
    place: Place
    members: list[ResidentRecord] = field(default_factory=list)


def list_households(wanted: RegisterFilter, *, today: date) -> list[HouseholdRecord]:
    """The households that live here, in the order of their doors; with categories, those where somebody has one.

    Raises ``UserError`` for a name the ledger does not have.
    """
    homes = _homes(wanted)
    holders = _holders(wanted, today)
    people = _people_of(homes)
    if holders is not None:
        chosen = {person.household for person in people if person.id in holders}
        homes = {key: home for key, home in homes.items() if key in chosen}
        people = [person for person in people if person.household in chosen]
    _add_phones_and_care(people)
    for person in people:
        homes[person.household].record.members.append(person.record)
    return [home.record for home in homes.values()]


def household_keys(wanted: RegisterFilter, *, today: date) -> list[int]:
    """The integer keys of the households that ``list_households`` would give, in its order."""
    homes = list(_homes(wanted))
    holders = _holders(wanted, today)
    if holders is None:
        return homes
    is_member = Resident.status.in_(MEMBER_STATUSES) & Resident.deleted_at.is_null()
    members = fetch(Resident.select(Resident.id, Resident.household).where(is_member))
    chosen = {household for resident, household in members if resident in holders}
    return [key for key in homes if key in chosen]


def households_of(residents: Collection[str]) -> set[str]:
    """The uids of the households these residents (by their uids) belong to now."""
    found: set[str] = set()
    for uids in _batches(list(residents)):
        homes = Resident.select(Household.uid).join(Household, on=(Resident.household == Household.id))
        found.update(uid for (uid,) in fetch(homes.where(Resident.uid.in_(uids))))
    return found


def list_residents(wanted: RegisterFilter, *, today: date) -> list[tuple[ResidentRecord, Place]]:
    """The residents who live here, in the order of their doors; those without a household come last.

    Raises ``UserError`` for a name the ledger does not have.
    """
    homes = _homes(wanted)
    holders = _holders(wanted, today)
    people = _people_of(homes)
    if not (wanted.grid or wanted.compound or wanted.buildings):
        people += _people(Resident.household.is_null())
    if holders is not None:
        people = [person for person in people if person.id in holders]
    _add_phones_and_care(people)
    nowhere = Place()
    return [
        (person.record, homes[person.household].record.place if person.household in homes else nowhere)
        for person in people
    ]


@dataclass(slots=True)
class _Home:
    head: int | None
    record: HouseholdRecord


@dataclass(slots=True)
class _Person:
    id: int
    household: int
    position: int
    record: ResidentRecord


def _homes(wanted: RegisterFilter) -> dict[int, _Home]:
    """The households behind the doors that are wanted, by their keys, in the order of the doors."""
    grid = fn.COALESCE(Dwelling.grid, Building.grid)
    query = (
        Household.select(
            Household.id,
            Household.uid,
            Household.head,
            Grid.name,
            Compound.name,
            Building.name,
            Building.kind,
            Dwelling.unit,
            Dwelling.room,
        )
        .join(Dwelling, JOIN.LEFT_OUTER)
        .join(Building, JOIN.LEFT_OUTER)
        .join(Compound, JOIN.LEFT_OUTER)
        .join(Grid, JOIN.LEFT_OUTER, on=(Grid.id == grid))
        .where(Household.deleted_at.is_null() & (Household.ends_on == ""), *_conditions(wanted, grid))
        .order_by(Household.dwelling.is_null(), Dwelling.door_key, Household.id)
    )
    homes = {}
    for key, uid, head, grid_name, compound, building, kind, unit, room in fetch(query):
        if building is None:
            place = Place()
        else:
            door = full_door(compound, building, unit, room)
            place = Place(door, grid_name or "", compound, building, unit, room, BuildingKind(kind))
        homes[key] = _Home(head, HouseholdRecord(uid, place))
    return homes


def _conditions(wanted: RegisterFilter, grid: ColumnBase) -> Iterator[Expression]:
    if wanted.grid:
        yield grid.in_(_named_grids(wanted.grid))
    compounds = _named_compounds(wanted.compound) if wanted.compound else None
    if compounds:
        yield Building.compound.in_(compounds)
    if wanted.buildings:
        yield Building.id.in_(_named_buildings(wanted.buildings, compounds))


def _named_grids(name: str) -> list[int]:
    key = natural_key(f"第{name}网格" if name.strip().isdecimal() else name)
    rows = fetch(Grid.select(Grid.id, Grid.name).where(Grid.deleted_at.is_null()).order_by(Grid.grid_key))
    found = [id_ for id_, present in rows if natural_key(present) == key]
    if not found:
        raise _unknown("网格", name, [present for _, present in rows], field="grid")
    return found


def _named_compounds(name: str) -> list[int]:
    live = Compound.deleted_at.is_null()
    rows = fetch(Compound.select(Compound.id, Compound.name).where(live).order_by(Compound.compound_key))
    found = [id_ for id_, present in rows if natural_key(present) == natural_key(name)]
    if not found:
        raise _unknown("小区（自然村）", name, [present for _, present in rows], field="compound")
    return found


def _named_buildings(names: Sequence[str], compounds: Sequence[int] | None) -> list[int]:
    """The buildings meant; a name without its compound means all that bear it."""
    live = Building.deleted_at.is_null() & Compound.deleted_at.is_null()
    rows = fetch(
        Building.select(Building.id, Building.name, Compound.id, Compound.name)
        .join(Compound)
        .where(live)
        .order_by(Compound.compound_key, Building.id)
    )
    here = [row for row in rows if compounds is None or row[2] in compounds]
    found = []
    for name in names:
        key, alone = natural_key(name), natural_key(normalise_building(name))
        ids = []
        for id_, building, _, compound in here:
            if natural_key(building) == alone:
                ids.append(id_)
            elif key.startswith(natural_key(compound)):
                rest = normalise_building(name.strip()[len(compound) :])
                ids += [id_] if natural_key(building) == natural_key(rest) else []
        if not ids:
            present = dict.fromkeys(building for _, building, _, _ in here)
            raise _unknown("楼栋（巷路）", name, list(present), field="building")
        found += ids
    return found


def _unknown(what: str, name: str, present: Sequence[str], *, field: str) -> UserError:
    shown = "、".join(present[:_MOST_NAMES_IN_A_SENTENCE])
    more = f" 等 {len(present)} 个" if len(present) > _MOST_NAMES_IN_A_SENTENCE else ""
    has = f"台账里有：{shown}{more}。" if present else "台账里还没有登记。"
    return UserError(f"没有叫“{name}”的{what}；{has}", field=field)


def _holders(wanted: RegisterFilter, today: date) -> set[int] | None:
    """The residents for whom one of the categories holds, recorded or by age; None where none was asked for."""
    if not wanted.categories:
        return None
    holders: set[int] = set()
    for entry in map(category_for, wanted.categories):
        held = ResidentCategory.select(ResidentCategory.resident).where(
            (ResidentCategory.category == entry.id)
            & (ResidentCategory.ends_on == "")
            & ResidentCategory.deleted_at.is_null()
        )
        holders.update(resident for (resident,) in fetch(held))
        if entry.min_age is not None:
            holders |= _aged(entry.min_age, today)
    return holders


def _aged(age: int, today: date) -> set[int]:
    born = Resident.select(Resident.id, Resident.birth).where(
        (Resident.birth != "") & (Resident.birth < str(today.year - age + 1)) & Resident.deleted_at.is_null()
    )
    return {resident for resident, birth in fetch(born) if (years_between(birth, today) or 0) >= age}


def _people_of(homes: dict[int, _Home]) -> list[_Person]:
    """The members of these households in the households' order, the head first."""
    members: dict[int, list[_Person]] = {household: [] for household in homes}
    for keys in _batches(list(homes)):
        for person in _people(Resident.household.in_(keys)):
            members[person.household].append(person)
    for household, people in members.items():
        head = homes[household].head
        people.sort(key=lambda person: (person.id != head, person.position, person.id))
    return [person for people in members.values() for person in people]


def _people(condition: Expression) -> list[_Person]:
    query = Resident.select(
        Resident.id,
        Resident.household,
        Resident.position,
        Resident.uid,
        Resident.name,
        Resident.sex,
        Resident.birth,
        Resident.id_number,
        Resident.relation_word,
        Resident.note,
        Resident.status,
    ).where(condition & Resident.status.in_(MEMBER_STATUSES) & Resident.deleted_at.is_null())
    return [
        _Person(
            id_,
            household or 0,
            position,
            ResidentRecord(uid, name, _SEXES[sex], birth, id_number, relation, note, _STATUSES[status]),
        )
        for id_, household, position, uid, name, sex, birth, id_number, relation, note, status in fetch(query)
    ]


# Looking a value up in the enumeration itself takes ten times as long.
_SEXES = {sex.value: sex for sex in Sex}
_STATUSES = {status.value: status for status in ResidentStatus}


def _add_phones_and_care(people: Sequence[_Person]) -> None:
    records = {person.id: person.record for person in people}
    for keys in _batches(list(records)):
        phones = (
            Phone.select(Phone.resident, Phone.label, Phone.number)
            .where(Phone.resident.in_(keys) & Phone.deleted_at.is_null())
            .order_by(Phone.position, Phone.id)
        )
        for resident, label, number in fetch(phones):
            records[resident].phones.append((label, number))
        held = (
            ResidentCategory.select(ResidentCategory.resident, ResidentCategory.word)
            .where(
                ResidentCategory.resident.in_(keys)
                & (ResidentCategory.ends_on == "")
                & ResidentCategory.deleted_at.is_null()
            )
            .order_by(ResidentCategory.id)
        )
        for resident, word in fetch(held):
            records[resident].care.append(word)


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
