"""The register: who is listed, in which order, and how places and categories are named."""

from datetime import date

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, dwellings, households, life_events, places, registers, residents
from community_desk.ledger import resident_categories as categories
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Household, Resident
from community_desk.ledger.registers import RegisterFilter, list_households, list_residents

TODAY = date(2026, 11, 23)
BY = "王某某"


@pytest.fixture
def community(ledger: Ledger) -> None:
    """Two grids, two compounds with a 1号楼 each, 2号楼 and 10号楼, and a door with two households."""
    grids = [places.add_grid(name=f"第{number}网格", operator=BY).uid for number in (1, 2)]
    for compound, blocks in (("芸溪里", ("10号楼", "2号楼", "1号楼")), ("秀里", ("1号楼",))):
        uid = places.add_compound(name=compound, operator=BY).uid
        for block in blocks:
            building = buildings.add_building(compound=uid, name=block, operator=BY).uid
            buildings.set_grid([building], grid=grids[compound == "秀里"], operator=BY)
    _move_in("芸溪里10号楼1单元101", ("甲某", "女", "1990"))
    _move_in("芸溪里2号楼1单元201", ("乙某", "男", "1940-05"), ("丙某", "女", "2015-01-02"))
    _move_in("芸溪里2号楼1单元201", ("丁某", "男", "1985"))
    _move_in("芸溪里1号楼1单元301", ("戊某", "女", "1946-11-24"))
    _move_in("秀里1号楼1单元101", ("己某", "女", "1946-11-23"))


def _move_in(door: str, *people: tuple[str, str, str]) -> None:
    dwelling = dwellings.find_or_add_dwelling(door, operator=BY).uid
    members = [
        {"name": name, "sex": sex, "birth": birth, "phones": [("", "15400000001")]}
        for name, sex, birth in people
    ]
    households.add_household(dwelling=dwelling, members=members, operator=BY)


def _heads(**wanted: object) -> list[str]:
    found = list_households(RegisterFilter(**wanted), today=TODAY)  # type: ignore[arg-type]
    return [household.members[0].name for household in found]


@pytest.mark.usefixtures("community")
def test_households_stand_in_the_order_of_their_doors_and_two_behind_one_door_are_two() -> None:
    found = list_households(RegisterFilter(), today=TODAY)
    assert [(home.place.door, [person.name for person in home.members]) for home in found] == [
        ("秀里1号楼1单元101", ["己某"]),
        ("芸溪里1号楼1单元301", ["戊某"]),
        ("芸溪里2号楼1单元201", ["乙某", "丙某"]),
        ("芸溪里2号楼1单元201", ["丁某"]),
        ("芸溪里10号楼1单元101", ["甲某"]),
    ]
    assert {home.place.grid for home in found} == {"第1网格", "第2网格"}
    assert found[2].members[0].relation == "户主"
    assert found[2].members[0].phones == [("", "15400000001")]


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    ("wanted", "heads"),
    [
        ({"grid": "第2网格"}, ["己某"]),
        ({"grid": "2"}, ["己某"]),
        ({"grid": "第二网格"}, ["己某"]),
        ({"compound": "秀里"}, ["己某"]),
        ({"buildings": ("2号楼",)}, ["乙某", "丁某"]),
        ({"buildings": ("1",)}, ["己某", "戊某"]),
        ({"buildings": ("1",), "compound": "芸溪里"}, ["戊某"]),
        ({"buildings": ("芸溪里1号楼", "芸溪里10")}, ["戊某", "甲某"]),
        ({"buildings": ("1",), "grid": "2"}, ["己某"]),
    ],
)
def test_places_are_named_as_people_write_them(wanted: dict[str, object], heads: list[str]) -> None:
    assert _heads(**wanted) == heads


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"grid": "第9网格"}, "没有叫“第9网格”的网格；台账里有：第1网格、第2网格。"),
        ({"compound": "芸溪"}, "没有叫“芸溪”的小区（自然村）；台账里有：秀里、芸溪里。"),
        ({"buildings": ("2",), "compound": "秀里"}, "没有叫“2”的楼栋（巷路）；台账里有：1号楼。"),
        ({"categories": ("富有",)}, "没有叫“富有”的关爱类别，请从列表里选：独居老人、空巢老人、"),
    ],
)
def test_a_name_the_ledger_lacks_is_refused(wanted: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        _heads(**wanted)


@pytest.mark.usefixtures("community")
def test_a_category_chooses_whole_households_but_single_residents() -> None:
    child = Resident.get(Resident.name == "丙某").uid
    categories.add_category(child, category="困境儿童", operator=BY)
    wanted = RegisterFilter(categories=("困境儿童",))
    (home,) = list_households(wanted, today=TODAY)
    assert [(person.name, person.care) for person in home.members] == [("乙某", []), ("丙某", ["困境儿童"])]
    assert [person.name for person, _ in list_residents(wanted, today=TODAY)] == ["丙某"]
    either = RegisterFilter(categories=("困境儿童", "高龄"))
    assert [person.name for person, _ in list_residents(either, today=TODAY)] == ["己某", "乙某", "丙某"]


@pytest.mark.usefixtures("community")
def test_advanced_age_is_computed_on_the_day_of_asking() -> None:
    """戊某 turns 80 tomorrow."""
    wanted = RegisterFilter(categories=("advanced_age",))

    def aged(day: date) -> list[str]:
        return [person.name for person, _ in list_residents(wanted, today=day)]

    assert aged(TODAY) == ["己某", "乙某"]
    assert aged(date(2026, 11, 24)) == ["己某", "戊某", "乙某"]


@pytest.mark.usefixtures("community")
def test_who_left_is_not_listed_and_who_has_no_household_comes_last() -> None:
    residents.add_resident(name="庚某", operator=BY)
    leaving = Resident.get(Resident.name == "己某")
    life_events.moved_away(household=leaving.household.uid, on="2026-11-01", operator=BY)
    people = [(person.name, place.door) for person, place in list_residents(RegisterFilter(), today=TODAY)]
    assert people[0] == ("戊某", "芸溪里1号楼1单元301")
    assert people[-1] == ("庚某", "")
    assert "己某" not in _heads()


@pytest.mark.usefixtures("community")
def test_a_category_that_has_ended_no_longer_counts() -> None:
    uid = categories.add_category(Resident.get(Resident.name == "甲某").uid, category="低保", operator=BY).uid
    assert _heads(categories=("低保",)) == ["甲某"]
    categories.end_category(uid, on="2026-11-01", operator=BY)
    assert _heads(categories=("低保",)) == []
    assert list_households(RegisterFilter(buildings=("10",)), today=TODAY)[0].members[0].care == []


@pytest.mark.usefixtures("community")
def test_the_households_of_residents_are_found() -> None:
    uids = [Resident.get(Resident.name == name).uid for name in ("乙某", "丙某", "甲某")]
    homes = {Resident.get(Resident.name == name).household.uid for name in ("乙某", "甲某")}
    assert registers.households_of(uids) == homes
    assert registers.households_of([]) == set()
    assert Household.select().count() == 5
