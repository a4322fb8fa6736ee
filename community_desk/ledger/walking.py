"""The order to walk in, changed door by door: what is moved goes beside another one, and that is remembered."""

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import WalkDoor, walk_sorted
from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, dwellings
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.models import Building, Compound, Dwelling


def doors_in_order(building: str) -> list[str]:
    """The uids of all doors of a building (its uid) as they are walked, those nobody lives behind among them."""
    columns = (
        Dwelling.uid, Dwelling.unit, Dwelling.floor, Dwelling.room, Dwelling.walk_position, Building.kind,
        Building.has_lift, Building.lane_loop,
    )  # fmt: skip
    query = (
        Dwelling.select(*columns)
        .join(Building, on=(Dwelling.building == Building.id))
        .where((Building.uid == building) & Dwelling.deleted_at.is_null())
        .order_by(Dwelling.door_key, Dwelling.id)
    )
    doors = [
        (
            uid,
            WalkDoor(
                unit=unit,
                floor=floor,
                room=room,
                kind=BuildingKind(kind),
                has_lift=None if has_lift is None else bool(has_lift),
                walk_position=position,
                lane_loop=bool(lane_loop),
            ),
        )
        for uid, unit, floor, room, position, kind, has_lift, lane_loop in fetch(query)
    ]
    return [uid for uid, _ in walk_sorted(doors, key=lambda door: door[1])]


def buildings_in_order(compound: str) -> list[str]:
    """The uids of all buildings of a compound (its uid) as they are walked."""
    query = (
        Building.select(Building.uid, Building.name, Building.walk_order)
        .join(Compound, on=(Building.compound == Compound.id))
        .where((Compound.uid == compound) & Building.deleted_at.is_null())
        .order_by(Building.id)
    )
    rows = [
        (uid, WalkDoor(building=name, building_position=position)) for uid, name, position in fetch(query)
    ]
    return [uid for uid, _ in walk_sorted(rows, key=lambda row: row[1])]


def move_door(uid: str, *, beside: str, after: bool, operator: str) -> None:
    """Walk to a door right before (or ``after``) another one of the same building; the others keep their order."""
    moved, other = find(Dwelling, uid), find(Dwelling, beside)
    if moved.building != other.building:
        raise UserError("门牌只能在自己的楼栋里换顺序。")
    building = moved.building.uid
    order = _moved(doors_in_order(building), uid, beside, after=after)
    dwellings.set_door_order(building, order, operator=operator)


def move_building(uid: str, *, beside: str, after: bool, operator: str) -> None:
    """Walk to a building right before (or ``after``) another one of the same compound."""
    moved, other = find(Building, uid), find(Building, beside)
    if moved.compound != other.compound:
        raise UserError("楼栋只能在自己的小区里换顺序。")
    compound = moved.compound.uid
    order = _moved(buildings_in_order(compound), uid, beside, after=after)
    buildings.set_building_order(compound, order, operator=operator)


def _moved(order: list[str], uid: str, beside: str, *, after: bool) -> list[str]:
    if uid == beside:
        return order
    rest = [each for each in order if each != uid]
    place = rest.index(beside) + after
    return [*rest[:place], uid, *rest[place:]]
