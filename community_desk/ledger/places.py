"""The community, its grids, its compounds (小区) and hamlets (自然村)."""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from peewee import fn

from community_desk.domain.codes import CompoundKind
from community_desk.domain.errors import UserError
from community_desk.domain.natural_order import natural_key
from community_desk.ledger import changes
from community_desk.ledger.door_keys import renew_door_keys
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.inputs import Written, chosen, needed_text, typed_note, typed_text
from community_desk.ledger.models import Building, Community, Compound, Dwelling, Grid, Staff
from community_desk.ledger.rows import LedgerModel

_LONGEST_GRID_KEY = 80
_LONGEST_COMPOUND_KEY = 120


@dataclass(frozen=True, slots=True)
class CommunityInfo:
    """The community as papers name it."""

    name: str = ""
    street: str = ""
    district: str = ""
    office_phone: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A grid for a list; ``buildings`` counts those that lie in it as a whole."""

    uid: str
    name: str
    worker_uid: str
    worker: str
    note: str
    buildings: int
    version: int


@dataclass(frozen=True, slots=True)
class CompoundRow:
    """A compound or hamlet for a list."""

    uid: str
    name: str
    kind: CompoundKind
    buildings: int
    version: int


class CommunityFields(TypedDict, total=False):
    """What the settings page holds of the community."""

    name: str
    street: str
    district: str
    office_phone: str


class GridFields(TypedDict, total=False):
    """What a form holds of a grid; ``worker`` is the uid of a member of staff or ""."""

    name: str
    worker: str
    note: str


class CompoundFields(TypedDict, total=False):
    """What a form holds of a compound; ``kind`` is ``estate`` or ``hamlet``, as value or word."""

    name: str
    kind: str


def community() -> CommunityInfo:
    """The community this ledger belongs to; empty texts where nothing was entered yet."""
    row = Community.get_or_none(Community.deleted_at.is_null())
    return (
        CommunityInfo()
        if row is None
        else CommunityInfo(row.name, row.street, row.district, row.office_phone)
    )


def set_community(*, operator: str, **fields: Unpack[CommunityFields]) -> None:
    """Enter or correct the community's name, street office, district and phone; only the fields given are touched."""
    values = {name: typed_text(str(text)) for name, text in fields.items()}
    row = Community.get_or_none(Community.deleted_at.is_null())
    with changes.transaction("修改社区信息", operator=operator):
        if row is None:
            changes.add(Community, **values)
        else:
            changes.edit(row, **values)


def add_grid(*, operator: str, **fields: Unpack[GridFields]) -> Written:
    """A new grid. ``UserError`` where the name is missing or taken."""
    values = _clean_grid({"name": "", **fields}, None)
    with changes.transaction(f"新增网格 {values['name']}", operator=operator):
        row = changes.add(Grid, **values)
    return Written(row.uid)


def edit_grid(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[GridFields]
) -> Written:
    """Correct a grid; only the fields given are touched."""
    row = find(Grid, uid, seen_version=seen_version)
    values = _clean_grid(fields, row)
    with changes.transaction(f"修改网格 {row.name}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def withdraw_grid(uid: str, *, operator: str) -> None:
    """Take a grid away. ``UserError`` while buildings or doors lie in it."""
    row = find(Grid, uid)
    for model, word in ((Building, "栋楼（巷）"), (Dwelling, "个门牌")):
        count = model.select().where((model.grid == row) & model.deleted_at.is_null()).count()
        if count:
            raise UserError(f"{row.name}里还有 {count} {word}，请先把它们划到别的网格。")
    with changes.transaction(f"撤回网格 {row.name}", operator=operator):
        changes.withdraw(row)


def list_grids() -> list[GridRow]:
    """The grids in natural order."""
    query = (
        Grid.select(
            Grid.uid,
            Grid.name,
            fn.COALESCE(Staff.uid, ""),
            fn.COALESCE(Staff.name, ""),
            Grid.note,
            fn.COUNT(Building.id),
            Grid.version,
        )
        .left_outer_join(Staff, on=(Grid.worker == Staff.id))
        .left_outer_join(Building, on=((Building.grid == Grid.id) & Building.deleted_at.is_null()))
        .where(Grid.deleted_at.is_null())
        .group_by(Grid.id, Staff.id)
        .order_by(Grid.grid_key, Grid.id)
    )
    return [GridRow(*row) for row in fetch(query)]


def add_compound(*, operator: str, **fields: Unpack[CompoundFields]) -> Written:
    """A new compound or hamlet. ``UserError`` where the name is missing or taken."""
    values = _clean_compound({"name": "", **fields}, None)
    with changes.transaction(f"新增小区 {values['name']}", operator=operator):
        row = changes.add(Compound, **values)
    return Written(row.uid)


def edit_compound(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[CompoundFields]
) -> Written:
    """Correct a compound; a new name renews the order of all its doors in the same transaction."""
    row = find(Compound, uid, seen_version=seen_version)
    values = _clean_compound(fields, row)
    with changes.transaction(f"修改小区 {row.name}", operator=operator):
        changes.edit(row, **values)
        if "name" in values:
            renew_door_keys(Building.compound == row)
    return Written(uid)


def withdraw_compound(uid: str, *, operator: str) -> None:
    """Take a compound away. ``UserError`` while it has buildings."""
    row = find(Compound, uid)
    count = Building.select().where((Building.compound == row) & Building.deleted_at.is_null()).count()
    if count:
        raise UserError(f"{row.name}里还有 {count} 栋楼（巷），请先处理它们。")
    with changes.transaction(f"撤回小区 {row.name}", operator=operator):
        changes.withdraw(row)


def list_compounds() -> list[CompoundRow]:
    """The compounds and hamlets in natural order."""
    query = (
        Compound.select(Compound.uid, Compound.name, Compound.kind, fn.COUNT(Building.id), Compound.version)
        .left_outer_join(Building, on=((Building.compound == Compound.id) & Building.deleted_at.is_null()))
        .where(Compound.deleted_at.is_null())
        .group_by(Compound.id)
        .order_by(Compound.compound_key, Compound.id)
    )
    return [
        CompoundRow(uid, name, CompoundKind(kind), count, version)
        for uid, name, kind, count, version in fetch(query)
    ]


def _clean_grid(fields: GridFields, row: Grid | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if "name" in fields:
        name = needed_text(fields["name"], field="name", word="网格名称")
        _refuse_taken(Grid, name, row)
        values |= {"name": name, "grid_key": natural_key(name)[:_LONGEST_GRID_KEY]}
    if "worker" in fields:
        values["worker"] = find(Staff, fields["worker"], field="worker") if fields["worker"] else None
    if "note" in fields:
        values["note"] = typed_note(fields["note"])
    return values


def _clean_compound(fields: CompoundFields, row: Compound | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if "name" in fields:
        name = needed_text(fields["name"], field="name", word="小区名称")
        _refuse_taken(Compound, name, row)
        values |= {"name": name, "compound_key": natural_key(name)[:_LONGEST_COMPOUND_KEY]}
    if "kind" in fields:
        values["kind"] = chosen(CompoundKind.from_word, fields["kind"], field="kind", word="类型").value
    return values


def _refuse_taken(model: type[Grid] | type[Compound], name: str, row: LedgerModel | None) -> None:
    other = model.get_or_none((model.name == name) & model.deleted_at.is_null())
    if other is not None and other != row:
        raise UserError(f"已经有“{name}”了，请换一个名称。", field="name")
