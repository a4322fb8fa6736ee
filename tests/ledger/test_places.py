"""Grids, compounds, buildings, doors: entered, renamed, put in order, not taken away from under anybody."""

import pytest

from community_desk.domain.codes import CompoundKind
from community_desk.domain.errors import UserError
from community_desk.ledger import (
    buildings,
    changes,
    door_keys,
    dwellings,
    households,
    life_events,
    places,
    staff,
    undo,
)
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Building, Dwelling
from tests.ledger.estate import WHO, Estate, build_estate, everything, logged_tables, settle_family


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


def _keys() -> dict[str, str]:
    return {row.uid: row.door_key for row in Dwelling.select()}


def test_the_community_is_one_row(ledger: Ledger) -> None:
    assert places.community() == places.CommunityInfo()
    places.set_community(name="芸溪社区", street="某某街道", operator=WHO)
    places.set_community(office_phone="0592-7000000", operator=WHO)
    assert places.community() == places.CommunityInfo("芸溪社区", "某某街道", "", "0592-7000000")


def test_grids_in_natural_order_with_their_workers(estate: Estate) -> None:
    worker = staff.add_staff(name="李某", operator=WHO).uid
    for name in ("第10网格", "第2网格"):
        places.add_grid(name=name, worker=worker, operator=WHO)
    second, tenth = places.list_grids()
    assert (second.name, tenth.name, second.worker) == ("第2网格", "第10网格", "李某")
    with pytest.raises(UserError, match="已经有"):
        places.add_grid(name="第2网格", operator=WHO)
    buildings.set_grid([estate.block], grid=second.uid, operator=WHO)
    assert places.list_grids()[0].buildings == 1
    with pytest.raises(UserError, match="1 栋楼"):
        places.withdraw_grid(second.uid, operator=WHO)
    buildings.set_grid([estate.block], grid="", operator=WHO)
    places.withdraw_grid(second.uid, operator=WHO)
    # A name that was withdrawn is free again.
    places.edit_grid(tenth.uid, name="第2网格", worker="", operator=WHO)
    assert [(row.name, row.worker) for row in places.list_grids()] == [("第2网格", "")]
    with pytest.raises(UserError, match="没有找到这个网格"):
        places.edit_grid(second.uid, note="x", operator=WHO)


def test_a_door_with_a_grid_of_its_own(estate: Estate) -> None:
    one, two = (places.add_grid(name=name, operator=WHO).uid for name in ("第1网格", "第2网格"))
    buildings.set_grid([estate.block], grid=one, operator=WHO)
    dwellings.edit_dwelling(estate.doors["501"], grid=two, operator=WHO)
    with pytest.raises(UserError, match="1 个门牌"):
        places.withdraw_grid(two, operator=WHO)
    # The building's own grid is not repeated at the door.
    dwellings.edit_dwelling(estate.doors["501"], grid=one, operator=WHO)
    assert Dwelling.get(Dwelling.uid == estate.doors["501"]).grid is None


def test_compounds_and_hamlets(estate: Estate) -> None:
    places.add_compound(name="侨安一组", kind="自然村", operator=WHO)
    rows = {row.name: row for row in places.list_compounds()}
    assert rows["侨安一组"].kind is CompoundKind.HAMLET
    assert rows["芸溪里"].buildings == 1
    with pytest.raises(UserError, match="还有 1 栋楼"):
        places.withdraw_compound(estate.compound, operator=WHO)
    places.withdraw_compound(rows["侨安一组"].uid, operator=WHO)
    with pytest.raises(UserError) as error:
        places.add_compound(name="", operator=WHO)
    assert error.value.field == "name"


def test_a_renamed_building_or_compound_renews_the_order_of_its_doors(estate: Estate) -> None:
    first = _keys()
    buildings.edit_building(estate.block, name="12号楼", operator=WHO)
    second = _keys()
    assert logged_tables() == {"building", "dwelling"}
    assert all(first[uid] < second[uid] for uid in first)
    places.edit_compound(estate.compound, name="艾溪里", operator=WHO)
    third = _keys()
    assert logged_tables() == {"compound", "dwelling"}
    assert len(set(first.values()) | set(second.values()) | set(third.values())) == 9
    with changes.transaction("核对", operator=WHO):
        assert door_keys.renew_door_keys() == 0


def test_buildings_are_normalised_and_ordered(estate: Estate) -> None:
    for name in ("10栋", "2#"):
        buildings.add_building(compound=estate.compound, name=name, operator=WHO)
    rows = buildings.list_buildings(compound=estate.compound)
    assert [row.name for row in rows] == ["2号楼", "3号楼", "10号楼"]
    assert (rows[1].dwellings, rows[0].dwellings) == (3, 0)
    with pytest.raises(UserError, match="已经有"):
        buildings.add_building(compound=estate.compound, name="三号楼", operator=WHO)
    buildings.set_building_order(estate.compound, [rows[2].uid, rows[0].uid], operator=WHO)
    found = {row.name: row.walk_order for row in buildings.list_buildings()}
    assert found == {"10号楼": 0, "2号楼": 1, "3号楼": None}
    buildings.set_building_order(estate.compound, [], operator=WHO)
    assert {row.walk_order for row in buildings.list_buildings()} == {None}


def test_a_lane_in_a_hamlet(ledger: Ledger) -> None:
    hamlet = places.add_compound(name="侨安一组", kind="hamlet", operator=WHO).uid
    lane = buildings.add_building(compound=hamlet, name="侨兴路", operator=WHO).uid
    assert Building.get(Building.uid == lane).kind == "lane"
    for room in ("12", "3号"):
        dwellings.add_dwelling(building=lane, room=room, operator=WHO)
    assert [row.door for row in dwellings.list_dwellings(building=lane)] == [
        "侨安一组侨兴路3号",
        "侨安一组侨兴路12号",
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"unit_count": 0}, "unit_count"), ({"floor_count": 500}, "floor_count"), ({"kind": "塔"}, "kind"),
     ({"name": " "}, "name"), ({"grid": "nowhere"}, "grid")],
)  # fmt: skip
def test_a_building_that_cannot_be(estate: Estate, fields: dict[str, object], field: str) -> None:
    before = everything()
    with pytest.raises(UserError) as error:
        buildings.edit_building(estate.block, operator=WHO, **fields)
    assert error.value.field == field
    assert everything() == before


def test_how_to_get_in_and_the_lift(estate: Estate) -> None:
    buildings.edit_building(estate.block, has_lift=True, floor_count=11, unit_count=2, operator=WHO)
    buildings.set_entry_note(estate.block, "门禁 1234#\n找保安", operator=WHO)
    (row,) = buildings.list_buildings()
    assert (row.has_lift, row.floor_count, row.entry_note) == (True, 11, "门禁 1234#\n找保安")
    assert row.lane_loop is True


def test_doors_know_their_floor_and_their_order(estate: Estate) -> None:
    dwellings.add_dwelling(building=estate.block, unit="1单元", room="1203室", operator=WHO)
    rows = dwellings.list_dwellings(building=estate.block)
    assert [row.short for row in rows] == ["3-1-1203", "3-2-501", "3-2-502", "3-2-601"]
    assert [row.floor for row in rows] == [12, 5, 5, 6]
    dwellings.edit_dwelling(rows[0].uid, floor=13, operator=WHO)
    dwellings.edit_dwelling(rows[0].uid, unit="3", operator=WHO)
    assert [row.floor for row in dwellings.list_dwellings(building=estate.block)] == [5, 5, 6, 13]


def test_a_door_is_there_once(estate: Estate) -> None:
    with pytest.raises(UserError, match="已经有芸溪里3号楼2单元501"):
        dwellings.add_dwelling(building=estate.block, unit="二单元", room="501室", operator=WHO)
    with pytest.raises(UserError) as error:
        dwellings.edit_dwelling(estate.doors["502"], room="501", operator=WHO)
    assert error.value.field == "room"


@pytest.mark.parametrize("text", ["3-2-501", "3号楼2单元501", "芸溪里3栋2单元501室", "３－２－５０１"])
def test_a_door_is_found_by_what_people_type(estate: Estate, text: str) -> None:
    assert dwellings.find_or_add_dwelling(text, operator=WHO).uid == estate.doors["501"]
    assert Dwelling.select().count() == 3


def test_a_door_that_is_new_is_made_in_its_building(estate: Estate) -> None:
    uid = dwellings.find_or_add_dwelling("芸溪里3号楼1单元101", operator=WHO).uid
    assert dwellings.door_of(Dwelling.get(Dwelling.uid == uid)) == "芸溪里3号楼1单元101"


def test_a_typed_door_that_means_nothing_or_several(estate: Estate) -> None:
    other = places.add_compound(name="古龙居", operator=WHO).uid
    buildings.add_building(compound=other, name="3", operator=WHO)
    for text, word in (("那边第二家", "看不出"), ("9-1-101", "没有9号楼"), ("3-2-501", "不止一个小区")):
        with pytest.raises(UserError, match=word) as error:
            dwellings.find_or_add_dwelling(text, operator=WHO)
        assert error.value.field == "door"


def test_a_typed_door_is_recognised_without_writing_anything(estate: Estate) -> None:
    family = settle_family(estate.doors["501"])
    known = dwellings.recognise_door("３栋2单元501室")
    assert (known.door, known.uid) == ("芸溪里3号楼2单元501", estate.doors["501"])
    assert [uid for uid, _ in known.homes] == [family["household"]]
    new = dwellings.recognise_door("3-1-101")
    assert (new.door, new.uid, new.homes) == ("芸溪里3号楼1单元101", "", ())
    assert Dwelling.select().count() == 3
    with pytest.raises(UserError, match="看不出"):
        dwellings.recognise_door("那边第二家")


def test_a_household_at_a_typed_door_is_one_thing_that_undo_takes_back(estate: Estate) -> None:
    households.add_household(door="3-1-101", members=[{"name": "苏某"}], operator=WHO)
    assert Dwelling.select().where(Dwelling.deleted_at.is_null()).count() == 4
    undo.undo_last(operator=WHO)
    assert Dwelling.select().where(Dwelling.deleted_at.is_null()).count() == 3


def test_the_order_of_doors_staff_arranged_is_remembered(estate: Estate) -> None:
    order = [estate.doors[room] for room in ("601", "501")]
    dwellings.set_door_order(estate.block, order, operator=WHO)
    found = {row.room: row.walk_position for row in dwellings.list_dwellings(building=estate.block)}
    assert found == {"601": 0, "501": 1, "502": None}
    dwellings.set_door_order(estate.block, [], operator=WHO)
    rows = dwellings.list_dwellings(building=estate.block)
    assert {row.walk_position for row in rows} == {None}


def test_nothing_is_taken_away_from_under_anybody(estate: Estate) -> None:
    family = settle_family(estate.doors["501"])
    with pytest.raises(UserError, match="还有 3 个门牌"):
        buildings.withdraw_building(estate.block, operator=WHO)
    with pytest.raises(UserError, match="还住着人"):
        dwellings.withdraw_dwelling(estate.doors["501"], operator=WHO)
    life_events.moved_away(on="2025", household=family["household"], operator=WHO)
    with pytest.raises(UserError, match="有过居住记录"):
        dwellings.withdraw_dwelling(estate.doors["501"], operator=WHO)
    dwellings.withdraw_dwelling(estate.doors["601"], operator=WHO)
    rows = dwellings.list_dwellings(building=estate.block)
    assert [row.room for row in rows] == ["501", "502"]
    assert [row.households for row in rows] == [0, 0]
