"""The demo ledger: the sizes asked for, families that could be, numbers that cannot be somebody's."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from community_desk.domain.codes import IdType, Sex
from community_desk.domain.errors import UserError
from community_desk.domain.identity import read_id
from community_desk.domain.names import name_problem, normalise_name
from community_desk.domain.partial_dates import is_partial_date
from community_desk.domain.relations import read_relation
from community_desk.domain.schedule import DueGroup
from community_desk.ledger.care_models import CareCase
from community_desk.ledger.care_proposals import propose_care_cases
from community_desk.ledger.database import Ledger
from community_desk.ledger.due import count_due, due_list
from community_desk.ledger.follow_ups import list_follow_ups
from community_desk.ledger.models import (
    Building,
    CareCategory,
    Community,
    Compound,
    Dwelling,
    Grid,
    Household,
    LedgerTransaction,
    PersonLink,
    Phone,
    Resident,
    ResidentCategory,
    Staff,
    Visit,
    VisitContact,
    VisitRound,
)
from community_desk.ledger.undo import undo_last
from community_desk.ledger.word_lists import relations
from community_desk.tasks.build_demo import DemoResult, build_demo
from community_desk.tasks.demo_community import QIAOAN, YUNXI, DemoCommunity, DemoHome, DemoScale, scale_of
from community_desk.tasks.demo_families import DemoHousehold, DemoPerson
from community_desk.tasks.demo_names import NOT_NAMED_YET

TODAY = date(2026, 11, 23)


def _build(scale: DemoScale) -> DemoResult:
    task = build_demo(scale, today=TODAY, operator="王某某")
    while True:
        try:
            next(task)
        except StopIteration as end:
            result: DemoResult = end.value
            return result


@pytest.fixture(scope="module")
def yunxi_homes() -> list[DemoHome]:
    return list(DemoCommunity(YUNXI, seed=1, today=TODAY).homes())


def _households(homes: list[DemoHome]) -> Iterator[DemoHousehold]:
    return (household for home in homes for household in home.households)


def _people(homes: list[DemoHome]) -> list[DemoPerson]:
    return [person for household in _households(homes) for person in household.members]


@pytest.mark.parametrize("residents", [1, 2, 7, 64, 333])
def test_any_number_of_residents_comes_out_exactly(residents: int) -> None:
    for seed in range(8):
        community = DemoCommunity(scale_of(str(residents)), seed=seed, today=TODAY)
        assert len(_people(list(community.homes()))) == residents


def test_a_village_of_any_size_comes_out_exactly() -> None:
    for residents in (1, 40, 1000):
        scale = DemoScale(residents, QIAOAN.style, "演示")
        assert len(_people(list(DemoCommunity(scale, seed=3, today=TODAY).homes()))) == residents


def test_yunxi_has_the_size_of_the_community_it_is_named_after(yunxi_homes: list[DemoHome]) -> None:
    places = DemoCommunity(YUNXI, seed=1, today=TODAY).places
    assert len(_people(yunxi_homes)) == 12_000
    assert (len(places.grids), len(places.buildings), len(places.compounds)) == (7, 189, 8)
    assert {building.has_lift for building in places.buildings} == {True, False}
    doors = [(home.building, home.door) for home in yunxi_homes]
    assert len(doors) == len(set(doors))
    shared = sum(len(home.households) > 1 for home in yunxi_homes)
    empty = sum(not home.households for home in yunxi_homes)
    assert 20 < shared < 150
    assert 0.05 < empty / len(yunxi_homes) < 0.2
    lived_in = Counter(home.building for home in yunxi_homes if home.households)
    assert set(lived_in) == set(range(189)), "no block stands empty"


def test_the_same_seed_and_day_give_the_same_people() -> None:
    first, again = (list(DemoCommunity(QIAOAN, seed=5, today=TODAY).homes()) for _ in range(2))
    other = list(DemoCommunity(QIAOAN, seed=6, today=TODAY).homes())
    assert first == again
    assert first != other


def test_id_numbers_say_what_the_ledger_says(yunxi_homes: list[DemoHome]) -> None:
    chinese = [
        person
        for person in _people(yunxi_homes)
        if person.id_type in {IdType.RESIDENT_ID, IdType.HMT_RESIDENCE_PERMIT}
    ]
    assert len(chinese) > 9_000
    for person in chinese:
        reading = read_id(person.id_number, today=TODAY)
        assert (reading.problem, reading.birth, reading.sex, reading.id_type) == (
            "", person.birth, person.sex, person.id_type,
        )  # fmt: skip
    assert len({person.id_number for person in chinese}) == len(chinese)


def test_names_are_in_the_ledgers_spelling_and_some_are_hard(yunxi_homes: list[DemoHome]) -> None:
    people = _people(yunxi_homes)
    names = [person.name for person in people]
    assert all(normalise_name(name) == name for name in names)
    assert not {name for name in names if name_problem(name) not in {"", "rare"}}
    beyond = sum(any(ord(character) > 0xFFFF for character in name) for name in names)
    assert 0.002 < beyond / len(names) < 0.02
    assert any("·" in name for name in names)
    assert any(name.isascii() for name in names)
    newborn = [person for person in people if person.name == NOT_NAMED_YET]
    assert newborn
    assert all(not person.id_number and person.birth >= "2026-10" for person in newborn)


def test_families_could_be(yunxi_homes: list[DemoHome]) -> None:
    for household in _households(yunxi_homes):
        head, *others = household.members
        assert head.relation[1] == "户主"
        assert head.age >= 18
        for person in household.members:
            assert is_partial_date(person.birth)
            assert 0 <= person.age < 100
        for person in others:
            code = person.relation[0]
            assert code != "02"
            if code == "10":
                assert person.sex is not head.sex
            if code[0] in "23" and code not in {"28", "38"}:
                assert head.age - person.age >= 16, (head, person)
                assert (person.sex is Sex.MALE) == (code[0] == "2")
            if code[0] == "5":
                assert person.age - head.age >= 10
            if code[0] == "4":
                assert head.age - person.age >= 30


def test_nobody_can_be_called_by_a_demo_number(yunxi_homes: list[DemoHome]) -> None:
    numbers = [number for person in _people(yunxi_homes) for _, number in person.phones]
    mobiles = [number for number in numbers if "-" not in number]
    assert {number[:3] for number in mobiles} <= {"154", "160", "161", "163", "164", "168", "169"}
    assert {len(number) for number in mobiles} == {11}


def test_care_is_at_believable_rates(yunxi_homes: list[DemoHome]) -> None:
    people = _people(yunxi_homes)
    held = Counter(category.code for person in people for category in person.categories)
    elders = sum(person.age >= 60 for person in people)
    assert 0.12 < elders / len(people) < 0.25
    assert 0.015 < held["disability"] / len(people) < 0.035
    assert 0.004 < held["subsistence_allowance"] / len(people) < 0.015
    assert held["living_alone"] > 100
    for person in people:
        for category in person.categories:
            if category.code == "disability":
                assert category.disability_kind in "1234567"
                if category.certificate_number:
                    assert category.certificate_number.startswith(person.id_number)
                    assert len(category.certificate_number) == 20
            if category.code == "returned_overseas_chinese":
                assert category.return_year > person.birth[:4]


def test_a_village_has_lanes_returned_overseas_chinese_and_children_left_behind(ledger: Ledger) -> None:
    result = _build(QIAOAN)
    assert result.residents == Resident.select().count() == 1000
    assert {row.kind for row in Compound.select()} == {"hamlet"}
    assert {row.kind for row in Building.select()} == {"lane"}
    numbers = [int(row.room.removesuffix("号")) for row in Dwelling.select()]
    assert {number % 2 for number in numbers} == {0, 1}
    code = (CareCategory.code == "returned_overseas_chinese") & (ResidentCategory.former_country != "")
    assert ResidentCategory.select().join(CareCategory).where(code).count() > 20
    guardians = PersonLink.select().where((PersonLink.kind == "guardian") & PersonLink.other.is_null(False))
    assert guardians.count() > 5
    assert any(len(row.birth) == 4 for row in Resident.select())


def test_what_is_written_hangs_together(ledger: Ledger) -> None:
    result = _build(scale_of("400"))
    assert result.households == Household.select().count()
    assert result.dwellings == Dwelling.select().count()
    assert Community.get().name == "演示社区"
    assert Grid.get().worker.role == "网格员"
    assert Staff.select().count() == 8
    known = relations()
    for household in Household.select():
        assert household.head.household_id == household.id
        assert household.head.position == 0
    for resident in Resident.select():
        assert read_relation(resident.relation_word, known) == (
            resident.relation_code, resident.relation_word,
        )  # fmt: skip
        assert resident.name_key
    in_order = [row.room for row in Dwelling.select().order_by(Dwelling.door_key)]
    assert in_order[:4] == ["101", "102", "201", "202"]
    assert Phone.select().count() > 200
    assert Visit.select().count() > 0
    floors = {row.id: row.floor_count for row in Building.select()}
    assert all(row.floor <= floors[row.building_id] for row in Dwelling.select())
    assert not ledger.faults()


def test_it_is_one_thing_done_and_one_undo_takes_it_out(ledger: Ledger) -> None:
    before = LedgerTransaction.select().count()
    _build(scale_of("60"))
    newest = LedgerTransaction.select().order_by(LedgerTransaction.id.desc()).first()
    assert LedgerTransaction.select().count() == before + 1
    assert (newest.label, newest.operator) == ("生成演示数据", "王某某")
    undo_last(operator="王某某")
    assert not Resident.select().where(Resident.deleted_at.is_null()).exists()
    assert _build(scale_of("60")).residents == 60, "an emptied ledger can be filled again"


def test_a_ledger_with_people_is_refused(ledger: Ledger) -> None:
    _build(scale_of("5"))
    with pytest.raises(UserError, match="空台账"):
        _build(scale_of("5"))
    assert Resident.select().count() == 5


def test_a_demo_that_is_broken_off_leaves_nothing(ledger: Ledger) -> None:
    task = build_demo(scale_of("9000"), today=TODAY, operator="")
    for progress in task:
        if progress.done:
            break
    assert 0 < progress.done < progress.total == 9000
    task.close()
    assert not Resident.select().exists()
    assert not Grid.select().exists()


@pytest.mark.parametrize("text", ["", "0", "-3", "3.5", "大", "99999999999", "２０"])
def test_a_scale_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="yunxi"):
        scale_of(text)


def test_the_named_scales() -> None:
    assert scale_of("yunxi") is YUNXI
    assert scale_of(" Qiaoan ") is QIAOAN
    assert scale_of("250").residents == 250


def test_a_year_of_care_leaves_every_heading_of_the_due_list_filled(ledger: Ledger) -> None:
    _build(DemoScale(3_000, QIAOAN.style, "演示"))
    homes = due_list(today=TODAY)
    counts = count_due(homes)
    assert all(counts[group] for group in (DueGroup.OVERDUE, DueGroup.DUE, DueGroup.NO_RECORD_YET))
    assert counts[DueGroup.OVERDUE] < CareCase.select().where(CareCase.state == "open").count() / 2
    assert any(home.attempts for home in homes)
    promises = list_follow_ups(today=TODAY, with_done=True)
    assert any(promise.done_on for promise in promises)
    assert any(promise.days_overdue for promise in promises)
    assert propose_care_cases()
    assert VisitContact.select().exists()
    for closed in CareCase.select().where(CareCase.state == "closed"):
        assert closed.close_words
        assert not any(visit.visited_on > closed.closed_on for visit in closed.household.visits)
    assert VisitRound.select().where(VisitRound.state == "open").count() == 1
