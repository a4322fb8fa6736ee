"""Dwellings: the doors (门牌). Who lives behind one is said by households, who lived there by occupancies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from peewee import Expression, fn

from community_desk.domain.codes import BuildingKind, Tenure
from community_desk.domain.doors import (
    floor_of,
    full_door,
    normalise_building,
    normalise_room,
    normalise_unit,
    parse_door,
    short_door,
)
from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.door_keys import make_door_key
from community_desk.ledger.finding import fetch, find, find_many
from community_desk.ledger.inputs import Written, chosen, needed_text, typed_note
from community_desk.ledger.models import Building, Compound, Dwelling, Grid, Household, Occupancy, Visit

_FLOORS = range(-9, 200)


@dataclass(frozen=True, slots=True)
class DwellingRow:
    """A door for a list; ``grid_uid`` is set only where it differs from the building's."""

    uid: str
    building_uid: str
    door: str
    short: str
    unit: str
    floor: int | None
    room: str
    tenure: Tenure
    entry_note: str
    walk_position: int | None
    grid_uid: str
    households: int
    version: int


class DwellingFields(TypedDict, total=False):
    """What a form holds of a door; ``floor`` is read from the room where it is not given, ``grid`` is a uid or ""."""

    unit: str
    floor: int | None
    room: str
    tenure: str
    entry_note: str
    grid: str


def add_dwelling(*, building: str, operator: str, **fields: Unpack[DwellingFields]) -> Written:
    """A new door in a building (its uid). ``UserError`` where the room is missing or the door is there already."""
    parent = find(Building, building, field="building")
    values = _clean({"room": "", **fields}, parent, None)
    door = full_door(parent.compound.name, parent.name, str(values.get("unit", "")), str(values["room"]))
    with changes.transaction(f"新增门牌 {door}", operator=operator):
        row = changes.add(Dwelling, building=parent, **values)
    return Written(row.uid)


def edit_dwelling(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[DwellingFields]
) -> Written:
    """Correct a door; only the fields given are touched."""
    row = find(Dwelling, uid, seen_version=seen_version)
    values = _clean(fields, row.building, row)
    with changes.transaction(f"修改门牌 {door_of(row)}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def find_or_add_dwelling(text: str, *, operator: str) -> Written:
    """The door that is meant by what people type ("芸溪里3号楼2单元501"); made where the building lacks it.

    Compound and building must be in the ledger. ``UserError`` where the text cannot be read, or names none or several.
    """
    building, unit, room = _read_door(text)
    present = Dwelling.get_or_none(_is_door(building, unit, room))
    if present is not None:
        return Written(present.uid)
    return add_dwelling(building=building.uid, unit=unit, room=room, operator=operator)


@dataclass(frozen=True, slots=True)
class TypedDoor:
    """What a typed door means: in full, its uid ("" for one the ledger lacks), and who lives behind it.

    ``homes`` are (uid, name of the head) of the households that live there now.
    """

    door: str
    uid: str
    homes: tuple[tuple[str, str], ...]


def recognise_door(text: str) -> TypedDoor:
    """What ``find_or_add_dwelling`` would take the text for; nothing is written. ``UserError`` as there."""
    building, unit, room = _read_door(text)
    door = full_door(building.compound.name, building.name, unit, room)
    present = Dwelling.get_or_none(_is_door(building, unit, room))
    if present is None:
        return TypedDoor(door, "", ())
    homes = Household.select().where(
        (Household.dwelling == present) & (Household.ends_on == "") & Household.deleted_at.is_null()
    )
    return TypedDoor(
        door, present.uid, tuple((home.uid, home.head.name if home.head else "") for home in homes)
    )


def _read_door(text: str) -> tuple[Building, str, str]:
    names = [name for (name,) in fetch(Compound.select(Compound.name).where(Compound.deleted_at.is_null()))]
    parts = parse_door(text, compounds=names)
    if parts is None or not parts.building or not parts.room:
        raise UserError(f"看不出“{text.strip()}”是哪个门牌，请写成 芸溪里3号楼2单元501 这样。", field="door")
    query = (
        Building.select()
        .join(Compound, on=(Building.compound == Compound.id))
        .where((Building.name == normalise_building(parts.building)) & Building.deleted_at.is_null())
    )
    if parts.compound:
        query = query.where(Compound.name == parts.compound)
    found = list(query.limit(2))
    if not found:
        where = parts.compound or "台账里"
        raise UserError(f"{where}没有{parts.building}，请先新增这栋楼（巷）。", field="door")
    if len(found) > 1:
        raise UserError(f"不止一个小区有{parts.building}，请写上小区名。", field="door")
    building = found[0]
    return building, normalise_unit(parts.unit), normalise_room(parts.room, BuildingKind(building.kind))


def set_tenure(uid: str, tenure: str, *, operator: str) -> None:
    """Whether the door's home is lived in by its owner, let or empty; a value or a ledger's word."""
    edit_dwelling(uid, operator=operator, tenure=tenure)


def set_door_order(building: str, uids: Sequence[str], *, operator: str) -> None:
    """Remember the order in which the doors of a building are walked; those not named follow in the usual order.

    An empty list forgets the order.
    """
    parent = find(Building, building)
    places = {row.id: place for place, row in enumerate(find_many(Dwelling, uids))}
    rows = list(Dwelling.select().where((Dwelling.building == parent) & Dwelling.deleted_at.is_null()))
    if places.keys() - {row.id for row in rows}:
        raise UserError(f"有的门牌不在{parent.name}，请刷新后再排。")
    with changes.transaction(f"{parent.compound.name}{parent.name}的走访顺序", operator=operator):
        for row in rows:
            changes.edit(row, walk_position=places.get(row.id))


def withdraw_dwelling(uid: str, *, operator: str) -> None:
    """Take a door away that should not be in the ledger. ``UserError`` where anybody lives or lived behind it."""
    row = find(Dwelling, uid)
    door = door_of(row)
    if Household.select().where((Household.dwelling == row) & Household.deleted_at.is_null()).exists():
        raise UserError(f"{door}还住着人，不能撤回。")
    for model, word in ((Occupancy, "居住"), (Visit, "走访")):
        if model.select().where((model.dwelling == row) & model.deleted_at.is_null()).exists():
            raise UserError(f"{door}有过{word}记录，不能撤回；没有人住可以登记为空置。")
    with changes.transaction(f"撤回门牌 {door}", operator=operator):
        changes.withdraw(row)


def door_of(row: Dwelling) -> str:
    """The door in full: 芸溪里3号楼2单元501."""
    return full_door(row.building.compound.name, row.building.name, row.unit, row.room)


def list_dwellings(*, building: str) -> list[DwellingRow]:
    """The doors of a building (its uid) in natural order, those nobody lives behind among them."""
    query = (
        Dwelling.select(
            Dwelling.uid,
            Building.uid,
            Compound.name,
            Building.name,
            Building.kind,
            Dwelling.unit,
            Dwelling.floor,
            Dwelling.room,
            Dwelling.tenure,
            Dwelling.entry_note,
            Dwelling.walk_position,
            fn.COALESCE(Grid.uid, ""),
            fn.COUNT(Household.id),
            Dwelling.version,
        )
        .join(Building, on=(Dwelling.building == Building.id))
        .join(Compound, on=(Building.compound == Compound.id))
        .left_outer_join(Grid, on=(Dwelling.grid == Grid.id))
        .left_outer_join(Household, on=((Household.dwelling == Dwelling.id) & Household.deleted_at.is_null()))
        .where((Building.uid == building) & Dwelling.deleted_at.is_null())
        .group_by(Dwelling.id, Building.id, Compound.id, Grid.id)
        .order_by(Dwelling.door_key, Dwelling.id)
    )
    return [
        DwellingRow(
            uid,
            building_uid,
            full_door(compound, name, unit, room),
            short_door(name, unit, room, BuildingKind(kind)),
            unit,
            floor,
            room,
            Tenure(tenure),
            *rest,
        )
        for uid, building_uid, compound, name, kind, unit, floor, room, tenure, *rest in fetch(query)
    ]


def _is_door(building: Building, unit: str, room: str) -> Expression:
    return (
        (Dwelling.building == building)
        & (Dwelling.unit == unit)
        & (Dwelling.room == room)
        & Dwelling.deleted_at.is_null()
    )


def _clean(fields: DwellingFields, building: Building, row: Dwelling | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if fields.keys() & {"unit", "room", "floor"}:
        values |= _clean_door(fields, building, row)
    if "tenure" in fields:
        values["tenure"] = chosen(Tenure.from_word, fields["tenure"], field="tenure", word="住房情况").value
    if "entry_note" in fields:
        values["entry_note"] = typed_note(fields["entry_note"])
    if "grid" in fields:
        grid = find(Grid, fields["grid"], field="grid") if fields["grid"] else None
        values["grid"] = None if grid == building.grid else grid
    return values


def _clean_door(fields: DwellingFields, building: Building, row: Dwelling | None) -> dict[str, object]:
    unit = normalise_unit(fields.get("unit", row.unit if row else ""))
    typed = fields.get("room", row.room if row else "")
    room = normalise_room(needed_text(typed, field="room", word="房号"), BuildingKind(building.kind))
    other = Dwelling.get_or_none(_is_door(building, unit, room))
    door = full_door(building.compound.name, building.name, unit, room)
    if other is not None and other != row:
        raise UserError(f"已经有{door}了，请直接用那一个。", field="room")
    usual = row.floor if row and room == row.room else floor_of(room)
    floor = fields.get("floor", usual)
    if floor is not None and floor not in _FLOORS:
        raise UserError(f"楼层“{floor}”不对，请核对；不知道就留空。", field="floor")
    key = make_door_key(building.compound.name, building.name, unit, floor, room)
    return {"unit": unit, "room": room, "floor": floor, "door_key": key}
