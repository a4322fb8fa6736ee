"""The lists of households and of doors: who is on them, in which order, what a line says."""

from collections.abc import Callable
from datetime import date

import pytest

from community_desk.ledger import buildings, changes, dwellings, households, places, residents, visits
from community_desk.ledger import resident_categories as categories
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.database import Ledger
from community_desk.ledger.life_events import moved_away
from community_desk.ledger.lists import DwellingFilter, HouseholdFilter
from community_desk.ledger.lists_dwellings import DWELLINGS, DwellingRow, dwelling_order, dwelling_rows
from community_desk.ledger.lists_households import (
    HOUSEHOLDS,
    HouseholdRow,
    household_order,
    household_rows,
)
from community_desk.ledger.models import Resident

TODAY = date(2026, 11, 23)
BY = "王某某"


def homes(*, sort: str = "door", descending: bool = False, **wanted: object) -> list[HouseholdRow]:
    chosen = HouseholdFilter(**wanted)  # type: ignore[arg-type]
    return household_rows(household_order(chosen, sort=sort, descending=descending, today=TODAY))


def heads(**asked: object) -> list[str]:
    return [row.head for row in homes(**asked)]  # type: ignore[arg-type]


def doors(*, sort: str = "door", descending: bool = False, **wanted: object) -> list[DwellingRow]:
    chosen = DwellingFilter(**wanted)  # type: ignore[arg-type]
    return dwelling_rows(dwelling_order(chosen, sort=sort, descending=descending, today=TODAY))


def uid_of(name: str) -> str:
    return str(Resident.get(Resident.name == name).uid)


@pytest.fixture
def community(ledger: Ledger) -> dict[str, str]:
    """One compound with two blocks: 2号楼 with two households behind one door and an empty one, 10号楼 with a widow."""
    uids = {"第1网格": places.add_grid(name="第1网格", operator=BY).uid}
    uids["芸溪里"] = places.add_compound(name="芸溪里", operator=BY).uid
    for block in ("10号楼", "2号楼"):
        uids[block] = buildings.add_building(compound=uids["芸溪里"], name=block, operator=BY).uid
    buildings.set_grid([uids["2号楼"]], grid=uids["第1网格"], operator=BY)
    dwellings.find_or_add_dwelling("芸溪里2号楼1单元102", operator=BY)
    for door, people in (
        ("芸溪里10号楼1单元101", ["甲安"]),
        ("芸溪里2号楼1单元201", ["乙波", "丙晨", "庚广"]),
        ("芸溪里2号楼1单元201", ["丁达", "戊发"]),
    ):
        dwelling = dwellings.find_or_add_dwelling(door, operator=BY).uid
        members = [{"name": name, "birth": "1980"} for name in people]
        uids[people[0]] = households.add_household(dwelling=dwelling, members=members, operator=BY).uid
    return uids


@pytest.mark.usefixtures("community")
def test_the_orders_of_households() -> None:
    assert heads() == ["乙波", "丁达", "甲安"]
    assert heads(descending=True) == ["甲安", "乙波", "丁达"]
    assert heads(sort="head") == ["丁达", "甲安", "乙波"]
    assert heads(sort="people") == ["甲安", "丁达", "乙波"]
    assert heads(sort="grid") == heads(sort="grid", descending=True) == ["乙波", "丁达", "甲安"]


@pytest.mark.parametrize("sort", HOUSEHOLDS.sorts)
def test_every_order_of_households_has_each_once(community: dict[str, str], sort: str) -> None:
    assert sorted(heads(sort=sort)) == sorted(["乙波", "丁达", "甲安"])
    assert heads(sort=sort, only_uids=(community["丁达"],)) == ["丁达"]


def test_a_household_without_a_door_comes_last_and_shows_its_address(community: dict[str, str]) -> None:
    households.add_household(address="老供销社后面", members=[{"name": "己恩"}], operator=BY)
    assert heads()[-1] == heads(descending=True)[-1] == "己恩"
    assert homes()[-1].door == "老供销社后面"
    assert heads(without_door=True) == ["己恩"]
    assert "己恩" not in heads(compounds=(community["芸溪里"],))


def test_a_line_tells_who_lives_there_and_how_they_are_reached(community: dict[str, str]) -> None:
    residents.add_phone(uid_of("丙晨"), label="单位", number="0592-7057479", operator=BY)
    categories.add_category(uid_of("庚广"), category="独居老人", operator=BY)
    categories.add_category(uid_of("丙晨"), category="独居老人", operator=BY)
    visits.record_visit(household=community["乙波"], on="2026-03-01", outcome="无人在家", operator=BY)
    row = homes()[0]
    assert (row.door, row.short, row.grid) == ("芸溪里2号楼1单元201", "2-1-201", "第1网格")
    assert (row.head, row.people, row.members) == ("乙波", 3, ("乙波", "丙晨", "庚广"))
    assert row.phones == (("丙晨", "单位", "0592-7057479"),)
    assert row.categories == ("独居老人",)
    assert row.last_visit == ("2026-03-01", "door", "not_home")
    assert heads(sort="last_visit", descending=True)[0] == "乙波"


def test_households_are_narrowed_by_size_care_phone_and_place(community: dict[str, str]) -> None:
    residents.add_phone(uid_of("丙晨"), number="0592-7057479", operator=BY)
    categories.add_category(uid_of("戊发"), category="独居老人", operator=BY)
    assert heads(size_from=2) == ["乙波", "丁达"]
    assert heads(size_from=2, size_to=2) == ["丁达"]
    assert heads(cared_for=True) == heads(categories=("living_alone",)) == ["丁达"]
    assert heads(no_phone=True) == ["丁达", "甲安"]
    assert heads(buildings=(community["10号楼"],)) == ["甲安"]
    assert heads(grids=(community["第1网格"],)) == ["乙波", "丁达"]


def test_households_of_the_past_are_shown_only_when_asked_for(community: dict[str, str]) -> None:
    moved_away(household=community["甲安"], on="2026-05", operator=BY)
    assert heads() == ["乙波", "丁达"]
    ended = homes(with_ended=True)[-1]
    assert (ended.ends_on, ended.people) == ("2026-05", 0)


def test_the_list_of_doors(community: dict[str, str]) -> None:
    assert [row.short for row in doors()] == ["2-1-102", "2-1-201", "10-1-101"]
    assert [row.short for row in doors(sort="people", descending=True)] == ["2-1-201", "10-1-101", "2-1-102"]
    row = doors()[1]
    assert (row.households, row.heads, row.residents) == (2, ("乙波", "丁达"), 5)
    assert (row.building, row.grid, row.unit, row.room) == ("芸溪里2号楼", "第1网格", "1", "201")
    assert [row.short for row in doors(households_to=0)] == ["2-1-102"]
    assert [row.short for row in doors(households_from=2)] == ["2-1-201"]
    assert [row.short for row in doors(buildings=(community["10号楼"],))] == ["10-1-101"]
    dwellings.set_tenure(row.uid, "出租", operator=BY)
    assert [row.short for row in doors(tenures=("let",))] == ["2-1-201"]
    assert doors(sort="tenure")[0].short == "2-1-201"


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("sort", DWELLINGS.sorts)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_of_doors_has_each_once(sort: str, descending: bool) -> None:
    assert sorted(row.short for row in doors(sort=sort, descending=descending)) == [
        "10-1-101",
        "2-1-102",
        "2-1-201",
    ]


def test_what_changes_touch(community: dict[str, str]) -> None:
    def edit() -> object:
        return residents.edit_resident(uid_of("戊发"), name="戊兴", operator=BY)

    assert _touched_by(HOUSEHOLDS.touched, edit) == {HOUSEHOLDS.id_of(community["丁达"])}

    def leave() -> object:
        return moved_away(household=community["乙波"], members=[uid_of("丙晨")], on="2026-05", operator=BY)

    assert _touched_by(HOUSEHOLDS.touched, leave) == {HOUSEHOLDS.id_of(community["乙波"])}
    door = doors()[1]

    def note() -> object:
        return dwellings.edit_dwelling(door.uid, entry_note="门禁 2 号键", operator=BY)

    assert _touched_by(DWELLINGS.touched, note) == {door.id}
    assert DWELLINGS.uids_of([door.id]) == [door.uid]
    assert DWELLINGS.id_of("nothing like it") == 0


def _touched_by(
    touched: Callable[[dict[str, frozenset[str]]], set[int] | None], verb: Callable[[], object]
) -> set[int] | None:
    told: list[ChangeSet] = []
    stop = changes.subscribe(told.append)
    verb()
    stop()
    return touched(dict(told[0].rows))
