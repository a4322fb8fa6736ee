"""Buildings: blocks (楼栋) of a compound and lanes (巷、路) of a hamlet, and the order to walk them in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from peewee import fn

from community_desk.domain.codes import BuildingKind, CompoundKind
from community_desk.domain.doors import normalise_building
from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.door_keys import make_door_key, renew_door_keys
from community_desk.ledger.finding import fetch, find, find_many
from community_desk.ledger.inputs import Written, chosen, needed_text, typed_note
from community_desk.ledger.models import Building, Compound, Dwelling, Grid

_MOST_UNITS = 50
_MOST_FLOORS = 150


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building for a list; ``has_lift`` None: not known; ``walk_order`` None: natural order."""

    uid: str
    compound_uid: str
    compound: str
    name: str
    kind: BuildingKind
    grid_uid: str
    grid: str
    unit_count: int | None
    floor_count: int | None
    has_lift: bool | None
    walk_order: int | None
    lane_loop: bool
    entry_note: str
    dwellings: int
    version: int


class BuildingFields(TypedDict, total=False):
    """What a form holds of a building; ``grid`` is a uid or "", ``kind`` a value or word."""

    name: str
    kind: str
    grid: str
    unit_count: int | None
    floor_count: int | None
    has_lift: bool | None
    lane_loop: bool
    entry_note: str


def add_building(*, compound: str, operator: str, **fields: Unpack[BuildingFields]) -> Written:
    """A new building of a compound (its uid). The kind defaults to a lane in a hamlet, to a block elsewhere.

    ``UserError`` where the name is missing or the compound has one of that name.
    """
    parent = find(Compound, compound, field="compound")
    values = _clean({"name": "", **fields}, parent, None)
    if "kind" not in values:
        is_hamlet = parent.kind == CompoundKind.HAMLET.value
        values["kind"] = (BuildingKind.LANE if is_hamlet else BuildingKind.BLOCK).value
    with changes.transaction(f"新增楼栋 {parent.name}{values['name']}", operator=operator):
        row = changes.add(Building, compound=parent, **values)
    return Written(row.uid)


def edit_building(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[BuildingFields]
) -> Written:
    """Correct a building; only the fields given are touched. A new name renews the order of its doors."""
    row = find(Building, uid, seen_version=seen_version)
    values = _clean(fields, row.compound, row)
    with changes.transaction(f"修改楼栋 {row.compound.name}{row.name}", operator=operator):
        changes.edit(row, **values)
        if "name" in values:
            renew_door_keys(Building.id == row.id)
    return Written(uid)


def set_grid(uids: Sequence[str], *, grid: str, operator: str) -> None:
    """Put buildings into a grid (its uid), or "" into none. Doors with a grid of their own keep it."""
    rows = find_many(Building, uids)
    target = find(Grid, grid, field="grid") if grid else None
    name = target.name if target else "不分网格"
    with changes.transaction(f"{len(rows)} 栋划入 {name}", operator=operator):
        for row in rows:
            changes.edit(row, grid=target)


def set_entry_note(uid: str, note: str, *, operator: str) -> None:
    """How to get into the building: guard, code at the door, whom to ring."""
    edit_building(uid, operator=operator, entry_note=note)


def set_building_order(compound: str, uids: Sequence[str], *, operator: str) -> None:
    """Remember the order in which the buildings of a compound are walked; those not named follow in natural order.

    An empty list forgets the order. It wins over the natural one in every list to walk.
    """
    parent = find(Compound, compound)
    places = {row.id: place for place, row in enumerate(find_many(Building, uids))}
    rows = list(Building.select().where((Building.compound == parent) & Building.deleted_at.is_null()))
    if places.keys() - {row.id for row in rows}:
        raise UserError(f"有的楼栋不在{parent.name}，请刷新后再排。")
    with changes.transaction(f"{parent.name}的走访顺序", operator=operator):
        for row in rows:
            changes.edit(row, walk_order=places.get(row.id))


def withdraw_building(uid: str, *, operator: str) -> None:
    """Take a building away. ``UserError`` while it has doors."""
    row = find(Building, uid)
    count = Dwelling.select().where((Dwelling.building == row) & Dwelling.deleted_at.is_null()).count()
    if count:
        raise UserError(f"{row.compound.name}{row.name}里还有 {count} 个门牌，请先处理它们。")
    with changes.transaction(f"撤回楼栋 {row.compound.name}{row.name}", operator=operator):
        changes.withdraw(row)


def list_buildings(*, compound: str = "") -> list[BuildingRow]:
    """The buildings of a compound (its uid), or all, in the natural order of their names."""
    query = (
        Building.select(
            Building.uid,
            Compound.uid,
            Compound.name,
            Building.name,
            Building.kind,
            fn.COALESCE(Grid.uid, ""),
            fn.COALESCE(Grid.name, ""),
            Building.unit_count,
            Building.floor_count,
            Building.has_lift,
            Building.walk_order,
            Building.lane_loop,
            Building.entry_note,
            fn.COUNT(Dwelling.id),
            Building.version,
        )
        .join(Compound, on=(Building.compound == Compound.id))
        .left_outer_join(Grid, on=(Building.grid == Grid.id))
        .left_outer_join(Dwelling, on=((Dwelling.building == Building.id) & Dwelling.deleted_at.is_null()))
        .where(Building.deleted_at.is_null())
        .group_by(Building.id, Compound.id, Grid.id)
    )
    if compound:
        query = query.where(Compound.uid == compound)
    rows = [_building_row(row) for row in fetch(query)]
    return sorted(rows, key=lambda row: make_door_key(row.compound, row.name, "", 0, ""))


def _building_row(row: tuple[object, ...]) -> BuildingRow:
    found = BuildingRow(*row)  # type: ignore[arg-type] # columns as selected
    return replace(
        found,
        kind=BuildingKind(found.kind),
        has_lift=None if found.has_lift is None else bool(found.has_lift),
        lane_loop=bool(found.lane_loop),
    )


def _clean(fields: BuildingFields, compound: Compound, row: Building | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if "name" in fields:
        name = normalise_building(needed_text(fields["name"], field="name", word="楼栋或巷路的名称"))
        here = (Building.compound == compound) & (Building.name == name) & Building.deleted_at.is_null()
        other = Building.get_or_none(here)
        if other is not None and other != row:
            raise UserError(f"{compound.name}已经有“{name}”了，请换一个名称。", field="name")
        values["name"] = name
    if "kind" in fields:
        values["kind"] = chosen(BuildingKind.from_word, fields["kind"], field="kind", word="类型").value
    if "grid" in fields:
        values["grid"] = find(Grid, fields["grid"], field="grid") if fields["grid"] else None
    if "unit_count" in fields:
        values["unit_count"] = _count(fields["unit_count"], _MOST_UNITS, "unit_count", "单元数")
    if "floor_count" in fields:
        values["floor_count"] = _count(fields["floor_count"], _MOST_FLOORS, "floor_count", "楼层数")
    if "has_lift" in fields:
        values["has_lift"] = fields["has_lift"]
    if "lane_loop" in fields:
        values["lane_loop"] = fields["lane_loop"]
    if "entry_note" in fields:
        values["entry_note"] = typed_note(fields["entry_note"])
    return values


def _count(number: int | None, most: int, field: str, word: str) -> int | None:
    if number is not None and not 1 <= number <= most:
        raise UserError(f"{word}要在 1 到 {most} 之间，不知道就留空。", field=field)
    return number
