"""Who is on a round, who goes where, who is left out and why."""

import pytest

from community_desk.domain.codes import ContactPreference
from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, care, households, places, round_planning, rounds, staff, visits
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Building
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.round_planning import RoundCriteria, RoundPlan
from community_desk.ledger.rounds import NewRound
from tests.ledger.estate import WHO
from tests.ledger.walked import ROOMS, TODAY, print_sheet, settle, sheet_uid

EVERYBODY = RoundCriteria(due=False)


@pytest.fixture
def homes(ledger: Ledger) -> dict[str, str]:
    return settle()


def plan(criteria: RoundCriteria = EVERYBODY, *walkers: str, most: int | None = None) -> RoundPlan:
    return round_planning.plan_round(criteria, walkers=walkers, doors_a_walker=most, today=TODAY)


def on(found: RoundPlan) -> list[str]:
    return [each.home.uid for pile in found.piles for each in pile.homes]


def not_home(household: str, day: str = "2026-11-10") -> None:
    visits.record_visit(household=household, on=day, outcome="无人在家", operator=WHO)


def test_each_walker_gets_a_stretch_and_nobody_more_than_the_limit(homes: dict[str, str]) -> None:
    found = plan(EVERYBODY, "王某某", "李志愿", most=4)
    assert [(pile.walker, pile.doors) for pile in found.piles] == [("王某某", 4), ("李志愿", 4)]
    assert on(found) == [homes[room] for room in ROOMS[:8]]
    assert [each.home.uid for each in found.waiting] == [homes["901"]]
    assert found.households == 8


def test_who_was_not_home_the_last_time_comes_first(homes: dict[str, str]) -> None:
    not_home(homes["801"])
    not_home(homes["901"])
    found = plan(EVERYBODY, "王某某", most=3)
    assert on(found) == [homes["101"], homes["801"], homes["901"]]
    assert [each.missed for each in found.piles[0].homes] == ["", "无人在家", "无人在家"]
    visits.record_visit(
        household=homes["801"], resident=homes["苏八"], on="2026-11-12", outcome="已见面", operator=WHO
    )
    assert on(plan(EVERYBODY, "王某某", most=3)) == [homes["101"], homes["201"], homes["901"]]


def test_a_line_that_came_back_blank_comes_first_too(homes: dict[str, str]) -> None:
    number = print_sheet([homes["701"]], round_=NewRound("十月走访"))
    rounds.release_sheet(sheet_uid(number), operator=WHO)
    assert on(plan(EVERYBODY, "王某某", most=2)) == [homes["101"], homes["701"]]
    (_, home) = plan(EVERYBODY, "王某某", most=2).piles[0].homes
    assert home.missed == "未走到"


def test_after_several_tries_the_program_says_so(homes: dict[str, str]) -> None:
    for day in ("2026-11-10", "2026-11-12", "2026-11-14"):
        not_home(homes["101"], day)
    not_home(homes["201"])
    first, second, *_ = plan().piles[0].homes
    assert (first.attempts, first.advice) == (3, "已走 3 次没遇上，换个时间，或先打电话、问楼长")
    assert (second.attempts, second.advice) == (1, "")


def test_a_household_on_a_walkers_sheet_is_on_no_other_unless_it_is_urgent(homes: dict[str, str]) -> None:
    number = print_sheet([homes["101"]], round_=NewRound("十一月走访"))
    found = plan()
    assert homes["101"] not in on(found)
    (left,) = found.left_out
    assert (left.uid, left.why) == (homes["101"], f"已在王某某的走访单 {number} 上（十一月走访）")
    assert homes["101"] in on(plan(RoundCriteria(due=False, urgent=True)))
    rounds.release_sheet(sheet_uid(number), operator=WHO)
    assert homes["101"] in on(plan())


def test_contact_preferences_are_honoured(homes: dict[str, str]) -> None:
    households.set_contact_preference(
        homes["301"], preference=ContactPreference.NO_VISIT_FOR_NOW, reason="女儿要求", operator=WHO
    )
    found = plan()
    assert homes["301"] not in on(found)
    assert [each.why for each in found.left_out] == ["暂不上门（女儿要求）"]


def test_who_is_said_to_have_moved_is_to_be_looked_into_first(homes: dict[str, str]) -> None:
    visits.record_visit(household=homes["101"], on="2026-11-20", outcome="搬离", operator=WHO)
    found = plan()
    assert homes["101"] not in on(found)
    assert [each.why for each in found.left_out] == ["2026-11-20 走访说已搬走，请先核实"]


def test_from_what_is_due(homes: dict[str, str]) -> None:
    care.open_care_case(
        household=homes["201"],
        level="high",
        needs=[{"resident": homes["苏二"], "need": "腿脚不便"}],
        opened_on="2026-06-01",
        operator=WHO,
    )
    visits.record_visit(
        household=homes["201"], resident=homes["苏二"], on="2026-09-03", outcome="已见面", operator=WHO
    )
    found = plan(RoundCriteria())
    (home,) = found.piles[0].homes
    assert home.home.uid == homes["201"]
    assert home.days_overdue > 60
    assert "上次见面" in home.why
    assert [person.name for person in home.home.to_see] == ["苏二"]
    not_home(homes["501"])
    assert on(plan(RoundCriteria(missed=True))) == [homes["201"], homes["501"]]
    assert on(plan(RoundCriteria(missed=True, households=(homes["501"],)))) == [homes["501"]]


def test_from_places_and_households(homes: dict[str, str]) -> None:
    chosen = (homes["501"], homes["201"])
    assert on(plan(RoundCriteria(due=False, households=chosen))) == [homes["201"], homes["501"]]
    category = RegisterFilter(categories=("独居老人",))
    assert on(plan(RoundCriteria(due=False, place=category))) == [homes["901"]]
    with pytest.raises(UserError, match="没有叫“第9网格”"):
        plan(RoundCriteria(due=False, place=RegisterFilter(grid="第9网格")))
    with pytest.raises(UserError, match="至少 1 户"):
        plan(EVERYBODY, "王某某", most=0)


def test_a_grids_worker_walks_his_grid_if_nobody_else_is_named(homes: dict[str, str]) -> None:
    worker = staff.add_staff(name="李某某", operator=WHO).uid
    grid = places.add_grid(name="第1网格", worker=worker, operator=WHO).uid
    assert [pile.walker for pile in plan().piles] == [""]
    buildings.edit_building(Building.get().uid, grid=grid, operator=WHO)
    assert [pile.walker for pile in plan().piles] == ["李某某"]
    assert [pile.walker for pile in plan(EVERYBODY, "王某某").piles] == ["王某某"]


def test_taking_a_household_off_by_hand(homes: dict[str, str]) -> None:
    found = round_planning.without_household(
        plan(RoundCriteria(due=False, households=(homes["101"],))), homes["101"]
    )
    assert found.piles == ()


def test_the_criteria_can_be_kept(homes: dict[str, str]) -> None:
    kept = NewRound("十一月走访", RoundCriteria(place=RegisterFilter(grid="第1网格")).as_json())
    print_sheet([homes["101"]], round_=kept)
    assert rounds.find_round("十一月走访").criteria["place"]["grid"] == "第1网格"
