"""What the first page says of looking after people."""

from datetime import date

import pytest

from community_desk.ledger import buildings, care, follow_ups, places, staff, visits
from community_desk.ledger.database import Ledger
from community_desk.ledger.due_today import DueToday, GridOverdue, due_today
from community_desk.ledger.lists_care import households_of
from tests.ledger.estate import WHO, Estate, build_estate, settle_family

TODAY = date(2026, 11, 23)


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def families(estate: Estate) -> list[dict[str, str]]:
    return [settle_family(estate.doors[room]) for room in ("502", "501")]


def take(family: dict[str, str], **more: str) -> str:
    needs = [{"resident": family["陈玉兰"], "need": "有人说说话"}]
    return care.open_care_case(
        household=family["household"], level="key", opened_on="2026-01-05", needs=needs, operator=WHO, **more
    ).uid


def see(family: dict[str, str], on: str) -> None:
    visits.record_visit(
        household=family["household"], resident=family["陈玉兰"], on=on, outcome="已见面", operator=WHO
    )


def test_nothing_is_due_where_nobody_is_looked_after(families: list[dict[str, str]]) -> None:
    assert due_today(today=TODAY) == DueToday((), (), ())


def test_by_person_overdue_today_and_this_week(families: list[dict[str, str]], estate: Estate) -> None:
    worker = staff.add_staff(name="何某某", operator=WHO).uid
    late, soon = take(families[0], responsible=worker), take(families[1], responsible=worker)
    see(families[0], "2026-09-03")
    see(families[1], "2026-10-26")
    (row,) = due_today(today=TODAY).workers
    assert (row.uid, row.name) == (worker, "何某某")
    assert (row.overdue, row.today, row.week) == ((late,), (), (soon,))
    (row,) = due_today(today=date(2026, 11, 26)).workers
    assert (row.overdue, row.today, row.week) == ((late,), (soon,), ())
    care.close_care_case(late, on="2026-11-20", reason="情况好转", words="康复了", operator=WHO)
    (row,) = due_today(today=TODAY).workers
    assert row.overdue == ()


def test_overdue_by_grid_and_who_has_none_is_not_lost(families: list[dict[str, str]], estate: Estate) -> None:
    for family in families:
        take(family)
        see(family, "2026-09-03")
    (grid,) = due_today(today=TODAY).grids
    assert (grid.uid, grid.name, grid.count) == ("", "", 2)
    uid = places.add_grid(name="第1网格", operator=WHO).uid
    buildings.edit_building(estate.block, grid=uid, operator=WHO)
    assert due_today(today=TODAY).grids == (GridOverdue(uid, "第1网格", 2, grid.longest),)
    assert grid.longest == (TODAY - date(2026, 10, 3)).days


def test_promises_stay_until_they_are_kept(families: list[dict[str, str]]) -> None:
    home = families[0]["household"]
    promise = follow_ups.add_follow_up(household=home, what="配老花镜", due_on="2026-11-01", operator=WHO).uid
    (row,) = due_today(today=TODAY).promises
    assert (row.what, row.days_overdue) == ("配老花镜", 22)
    follow_ups.finish_follow_up(promise, on="2026-11-20", operator=WHO)
    assert due_today(today=TODAY).promises == ()


def test_the_households_of_cases_come_by_door(families: list[dict[str, str]]) -> None:
    cases = [take(family) for family in families]  # 502 before 501
    assert households_of(cases) == [families[1]["household"], families[0]["household"]]
    assert households_of([]) == []
