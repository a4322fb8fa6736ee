import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import (
    DoorParts,
    WalkDoor,
    door_key,
    floor_of,
    full_door,
    normalise_building,
    normalise_door_query,
    normalise_room,
    normalise_unit,
    parse_door,
    short_door,
    walk_sorted,
)

BLOCK, LANE = BuildingKind.BLOCK, BuildingKind.LANE

blocks = st.builds(
    DoorParts,
    st.sampled_from(("芸溪里", "秀里二里", "古龙居", "侨安花园", "万科城3期", "")),
    st.integers(1, 189).map(lambda number: f"{number}号楼"),
    st.one_of(st.just(""), st.integers(1, 6).map(str)),
    st.builds(lambda floor, door: f"{floor}{door:02d}", st.integers(1, 33), st.integers(1, 12)),
)
lanes = st.builds(
    DoorParts,
    st.sampled_from(("侨安一组", "下厝自然村", "侨安村", "")),
    st.sampled_from(("侨兴路", "侨兴东路", "新厝巷", "后坑街")),
    st.just(""),
    st.integers(1, 300).map(lambda number: f"{number}号"),
    st.just(LANE),
)


@given(st.one_of(blocks, lanes))
def test_a_door_in_full_is_read_back_as_its_parts(parts: DoorParts) -> None:
    assert parse_door(full_door(parts.compound, parts.building, parts.unit, parts.room)) == parts


@given(st.one_of(blocks, lanes))
def test_a_short_door_is_read_back_without_its_compound(parts: DoorParts) -> None:
    assert parse_door(short_door(parts.building, parts.unit, parts.room, parts.kind)) == replace(
        parts, compound=""
    )


@given(
    blocks,
    st.sampled_from(
        (
            "{c}{b}栋{u}单元{r}室",
            "{c}{b}幢{u}单元{r}",
            "{c}{b}#{u}-{r}",
            "{c} {b} 号楼 {u} 单元 {r} 室",
            "{c}-{b}-{u}-{r}",
            "福建省厦门市同安区祥平街道{c}{b}号楼{u}单元{r}",
        )
    ),
)
def test_the_spellings_of_one_door_are_one(parts: DoorParts, spelling: str) -> None:
    parts = replace(parts, compound="芸溪里", unit=parts.unit or "1")
    text = spelling.format(
        c=parts.compound, b=parts.building.removesuffix("号楼"), u=parts.unit, r=parts.room
    )
    full_width = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert parse_door(text) == parts
    assert parse_door(full_width) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3-2-501", DoorParts("", "3号楼", "2", "501")),
        ("３－２－５０１", DoorParts("", "3号楼", "2", "501")),
        ("3-501", DoorParts("", "3号楼", "", "501")),
        ("3栋2单元501室", DoorParts("", "3号楼", "2", "501")),
        ("3栋501", DoorParts("", "3号楼", "", "501")),
        ("三号楼二单元501", DoorParts("", "3号楼", "2", "501")),
        ("12楼3单元101", DoorParts("", "12号楼", "3", "101")),
        ("A栋1203", DoorParts("", "A栋", "", "1203")),
        ("B座2单元301", DoorParts("", "B栋", "2", "301")),
        ("3号楼东单元101", DoorParts("", "3号楼", "东", "101")),
        ("1号楼1单元1层101", DoorParts("", "1号楼", "1", "101")),
        ("秀里二里5号楼架空层", DoorParts("秀里二里", "5号楼", "", "架空层")),
        ("五里三号楼店面3", DoorParts("五里", "3号楼", "", "店面3")),
        ("芸溪里12号301室", DoorParts("芸溪里", "12号楼", "", "301")),
        ("花园城市2号楼3-301", DoorParts("花园城市", "2号楼", "3", "301")),
        ("阳光小区1号楼101", DoorParts("阳光小区", "1号楼", "", "101")),
        ("芸溪东区3号楼101", DoorParts("芸溪东区", "3号楼", "", "101")),
        ("1单元101", DoorParts("", "", "1", "101")),
        ("侨安一组侨兴路1号", DoorParts("侨安一组", "侨兴路", "", "1号", LANE)),
        ("侨兴路12-1号", DoorParts("", "侨兴路", "", "12-1号", LANE)),
        ("侨兴路12号之一", DoorParts("", "侨兴路", "", "12号之一", LANE)),
        ("侨兴路12", DoorParts("", "侨兴路", "", "12号", LANE)),
        ("侨兴路8号楼201", DoorParts("侨兴路", "8号楼", "", "201")),
        ("侨安一组12号", DoorParts("侨安一组", "", "", "12号", LANE)),
        ("同安区西柯镇美星路88号", DoorParts("", "美星路", "", "88号", LANE)),
        ("侨安社区侨安一组侨兴路1号", DoorParts("侨安一组", "侨兴路", "", "1号", LANE)),
        ("古龙居", None),
        ("101", None),
        ("在外地", None),
        ("", None),
    ],
)
def test_doors_as_people_write_them(text: str, parts: DoorParts | None) -> None:
    assert parse_door(text) == parts


def test_a_known_compound_is_found_behind_anything_and_the_longest_wins() -> None:
    known = ("秀里", "秀里二里", "同安小院")
    assert parse_door("厦门市秀里二里3号楼101", compounds=known) == DoorParts("秀里二里", "3号楼", "", "101")
    assert parse_door("同安小院15号", compounds=known) == DoorParts("同安小院", "", "", "15号", LANE)


@given(st.one_of(st.text(), st.text("0123456789-号楼栋单元室路里一二ABX#－ ")))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    parts = parse_door(text)
    if parts is not None:
        assert parts.building or parts.unit or parts.room
    normalise_door_query(text)
    floor_of(text)
    door_key(text, text, text, None, text)


@pytest.mark.parametrize(
    "text",
    ["3", "3#", "3栋", "3幢", "3号楼", "3#楼", "三号楼", "03", "3.0", "３号楼", " 3 号 楼 ", "3号", "3座"],
)
def test_the_spellings_of_one_building_are_one(text: str) -> None:
    assert normalise_building(text) == "3号楼"


def test_other_buildings_keep_their_names() -> None:
    assert normalise_building("a座") == normalise_building("A栋") == "A栋"
    assert normalise_building("侨兴路") == "侨兴路"
    assert normalise_building("综合楼") == "综合楼"
    assert normalise_building("-") == normalise_building("") == ""


@pytest.mark.parametrize("text", ["2", "2单元", "二单元", "02", "2.0", "２单元", "第2单元"])
def test_the_spellings_of_one_unit_are_one(text: str) -> None:
    assert normalise_unit(text) == "2"


def test_rooms() -> None:
    assert {normalise_room(text) for text in ("501", "501室", "501房", "501.0", "５０１室")} == {"501"}
    assert normalise_room("12号") == "12号"
    assert normalise_room("12号", BLOCK) == "12"
    assert normalise_room("12", LANE) == "12号"
    assert normalise_room("架空层") == normalise_room("架空层", BLOCK) == "架空层"
    assert normalise_room("无") == ""


@pytest.mark.parametrize(
    ("written", "room"),
    [("0502", "502"), ("0502室", "502"), ("0110A", "110A"), ("1002", "1002"), ("502", "502")]
    + [(room, room) for room in ("012", "0012", "0500", "00502", "-0101", "-101", "B101", "01")],
)
def test_a_floor_of_two_figures_is_the_same_room(written: str, room: str) -> None:
    assert normalise_room(written, BLOCK) == room


def test_a_leading_zero_is_none_where_doors_are_parsed_and_typed() -> None:
    assert parse_door("3号楼2单元0502") == parse_door("3-2-502")
    assert normalise_door_query("3号楼2单元0502") == "3-2-502"
    assert normalise_room("0502", LANE) == "0502号"


@given(st.text("0123456789-号楼栋幢单元室路一二三AB#.", max_size=8))
def test_what_is_normalised_stays(text: str) -> None:
    for normalise in (normalise_building, normalise_unit, normalise_room):
        assert normalise(normalise(text)) == normalise(text)


def test_doors_as_they_are_said_and_printed() -> None:
    assert full_door("芸溪里", "1号楼", "1", "101") == "芸溪里1号楼1单元101"
    assert full_door("侨安一组", "侨兴路", "", "1号") == "侨安一组侨兴路1号"
    assert short_door("1号楼", "1", "101", BLOCK) == "1-1-101"
    assert short_door("1号楼", "", "101", BLOCK) == "1-101"
    assert short_door("A栋", "", "101", BLOCK) == "A-101"
    assert short_door("侨兴路", "", "1号", LANE) == "侨兴路1号"
    assert short_door("5号楼", "", "架空层", BLOCK) == "5号楼架空层"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("3号楼2单元501", "3-2-501"),
        ("3栋2单元501室", "3-2-501"),
        ("３－２－５０１", "3-2-501"),
        ("3栋501", "3-501"),
        ("三号楼二单元501", "3-2-501"),
        ("芸溪里3栋501室", "芸溪里 3-501"),
        ("芸溪里3-2-501", "芸溪里 3-2-501"),
        ("3号楼2单元", "3-2-"),
        ("3号楼", "3号楼"),
        ("3栋", "3号楼"),
        ("侨兴路12号", "侨兴路12号"),
        ("苏红艳", "苏红艳"),
        (" 苏  红 ", "苏 红"),
    ],
)
def test_queries_in_the_spelling_of_the_index(typed: str, query: str) -> None:
    assert normalise_door_query(typed) == query


@pytest.mark.parametrize(
    ("room", "floor"),
    [
        ("501", 5),
        ("1203", 12),
        ("101A", 1),
        ("0503", 5),
        ("B102", -1),
        ("-101", -1),
        ("3层", 3),
        ("负1层", -1),
        ("12号", None),
        ("架空层", None),
        ("12", None),
        ("", None),
        ("12-1号", None),
    ],
)
def test_floors(room: str, floor: int | None) -> None:
    assert floor_of(room) == floor


@given(st.lists(blocks, max_size=8))
def test_door_keys_compare_as_people_count(doors: list[DoorParts]) -> None:
    def numbers(parts: DoorParts) -> tuple[str, int, int, int]:
        return parts.compound, int(parts.building[:-2]), int(parts.unit or 0), int(parts.room)

    same_compound = [replace(parts, compound="芸溪里") for parts in doors]
    by_key = sorted(same_compound, key=lambda p: door_key(p.compound, p.building, p.unit, None, p.room))
    assert [numbers(parts) for parts in by_key] == sorted(map(numbers, same_compound))


def test_a_floor_that_is_known_wins_over_the_room_and_a_short_name_sorts_first() -> None:
    assert door_key("芸溪里", "1号楼", "1", 2, "901") < door_key("芸溪里", "1号楼", "1", None, "301")
    assert door_key("秀里", "9号楼", "", None, "101") < door_key("秀里二里", "1号楼", "", None, "101")
    assert door_key("芸溪里", "1号楼", "", -1, "B1") < door_key("芸溪里", "1号楼", "", 1, "101")


def block(number: int, unit: int, room: int, **more: object) -> WalkDoor:
    return replace(WalkDoor("第1网格", "芸溪里", f"{number}号楼", str(unit), None, str(room)), **more)  # type: ignore[arg-type]


def house(number: str, *, loop: bool = True) -> WalkDoor:
    return WalkDoor("", "侨安一组", "侨兴路", "", None, number, LANE, lane_loop=loop)


walk_doors = st.builds(
    WalkDoor,
    st.sampled_from(("", "第1网格", "第2网格", "第10网格")),
    st.sampled_from(("芸溪里", "古龙居")),
    st.sampled_from(("1号楼", "2号楼", "10号楼", "侨兴路")),
    st.sampled_from(("", "1", "2")),
    st.none() | st.integers(-1, 20),
    st.sampled_from(("101", "102", "1001", "1号", "2号", "10号", "架空层", "")),
    st.sampled_from((BLOCK, LANE)),
    st.sampled_from((None, True, False)),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
    st.booleans(),
)


@given(st.lists(walk_doors, max_size=12), st.randoms(use_true_random=False))
def test_the_walk_visits_every_door_once_whatever_order_they_come_in(
    doors: list[WalkDoor], dice: random.Random
) -> None:
    walk = walk_sorted(doors, key=lambda door: door)
    assert sorted(map(repr, walk)) == sorted(map(repr, doors))
    shuffled = list(doors)
    dice.shuffle(shuffled)
    keys = [(d.grid, d.compound, d.building) for d in walk]
    again = [(d.grid, d.compound, d.building) for d in walk_sorted(shuffled, key=lambda door: door)]
    assert keys == again


@given(st.lists(walk_doors, max_size=12, unique=True))
def test_a_walked_list_stays_as_it_is(doors: list[WalkDoor]) -> None:
    walk = walk_sorted(doors, key=lambda door: door)
    assert walk_sorted(walk, key=lambda door: door) == walk


def rooms(doors: list[WalkDoor]) -> list[str]:
    return [door.room for door in walk_sorted(doors, key=lambda door: door)]


def test_buildings_units_and_floors_are_walked_in_natural_order() -> None:
    doors = [block(10, 1, 101), block(2, 2, 101), block(2, 1, 1001), block(2, 1, 201), block(2, 1, 202)]
    walk = walk_sorted(doors, key=lambda door: door)
    assert walk == [doors[3], doors[4], doors[2], doors[1], doors[0]]


def test_with_a_lift_the_walk_starts_at_the_top_and_each_floor_from_its_first_door() -> None:
    assert rooms([block(1, 1, room, has_lift=True) for room in (101, 102, 1101, 1102, 201)]) == [
        "1101", "1102", "201", "101", "102",
    ]  # fmt: skip


@pytest.mark.parametrize("has_lift", [False, None])
def test_without_a_lift_the_walk_starts_on_the_ground(has_lift: bool | None) -> None:
    assert rooms([block(1, 1, room, has_lift=has_lift) for room in (1101, 201, 101)]) == [
        "101",
        "201",
        "1101",
    ]


def test_a_lane_is_walked_up_its_odd_and_back_down_its_even_side() -> None:
    numbers = ["1号", "2号", "3号", "4号", "10号", "11号", "12号之一", "空地"]
    assert rooms([house(n) for n in numbers]) == [
        "1号",
        "3号",
        "11号",
        "12号之一",
        "10号",
        "4号",
        "2号",
        "空地",
    ]
    assert rooms([house(n, loop=False) for n in numbers]) == numbers


def test_what_staff_arranged_wins() -> None:
    doors = [
        block(1, 1, 101),
        block(1, 1, 201),
        block(1, 2, 301, walk_position=1),
        block(1, 1, 401, walk_position=2),
    ]
    assert rooms(doors) == ["301", "401", "101", "201"]
    buildings = [block(1, 1, 101), block(2, 1, 201), block(3, 1, 301, building_position=1)]
    assert rooms(buildings) == ["301", "101", "201"]


def test_grids_and_compounds_stay_together() -> None:
    doors = [
        replace(block(1, 1, 101), grid="第10网格"),
        replace(block(9, 1, 102), grid="第2网格"),
        replace(block(1, 1, 103), grid="第2网格", compound="古龙居"),
    ]
    assert rooms(doors) == ["103", "102", "101"]
