"""A planned round on paper: each walker's own sheets, the round kept, its doors reserved, and typed back in."""

import subprocess
from collections.abc import Generator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from community_desk.domain.errors import UserError
from community_desk.domain.type_back import Entry
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import buildings, dwellings, households, places, rounds
from community_desk.ledger.database import Ledger
from community_desk.ledger.round_figures import round_figures
from community_desk.ledger.round_planning import RoundCriteria, RoundPlan, plan_round
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ledger.typed_sheets import sheet_to_type
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.print_round import prepare_round, print_round
from community_desk.tasks.print_sheets import NobodyToCallOnError, PreparedSheets, keep_sheets
from community_desk.tasks.progress import Progress

_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_TODAY = date(2026, 11, 23)
_WHO = "王某某"
Result = TypeVar("Result")


def finish(task: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            next(task)
        except StopIteration as end:
            result: Result = end.value
            return result


@pytest.fixture
def homes(ledger: Ledger) -> list[str]:
    compound = places.add_compound(name="芸溪里", operator=_WHO).uid
    block = buildings.add_building(compound=compound, name="3", operator=_WHO).uid
    found = []
    for floor in range(1, 7):
        door = dwellings.add_dwelling(building=block, unit="2", room=f"{floor}01", operator=_WHO).uid
        found.append(
            households.add_household(
                dwelling=door,
                members=[{"name": f"苏{'一二三四五六'[floor - 1]}", "sex": "女"}],
                operator=_WHO,
            ).uid
        )
    return found


def plan(**more: bool) -> RoundPlan:
    criteria = RoundCriteria(due=False, **more)
    return plan_round(criteria, walkers=["王某某", "李志愿"], doors_a_walker=3, today=_TODAY)


def prepare(found: RoundPlan, new: NewRound) -> PreparedSheets:
    return finish(prepare_round(found, new, fonts=load_fonts(), operator=_WHO, now=_NOW))


def test_each_walker_gets_sheets_of_the_round(homes: list[str], tmp_path: Path) -> None:
    out = tmp_path / "十一月.pdf"
    new = NewRound("十一月走访", plan().criteria.as_json())
    printed = finish(print_round(out, plan(), new, fonts=load_fonts(), operator=_WHO, now=_NOW))
    assert len(printed.numbers) == 2
    sheets = rounds.sheets_of_round(new.uid, today=_TODAY)
    assert [(sheet.number, sheet.walker, sheet.lines) for sheet in sheets] == [
        (printed.numbers[0], "王某某", 3),
        (printed.numbers[1], "李志愿", 3),
    ]
    assert set(rounds.reservations()) == set(homes)
    text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, check=True).stdout.decode()
    assert "李志愿 · 芸溪里3号楼" in text


def test_what_was_printed_can_be_typed_back_in(homes: list[str], tmp_path: Path) -> None:
    new = NewRound("十一月走访")
    printed = finish(
        print_round(tmp_path / "a.pdf", plan(), new, fonts=load_fonts(), operator=_WHO, now=_NOW)
    )
    sheet = sheet_to_type(printed.numbers[0])
    assert [line.door for line in sheet.lines] == [f"芸溪里3号楼2单元{floor}01" for floor in (1, 2, 3)]
    assert [line.people[0].name for line in sheet.lines] == ["苏一", "苏二", "苏三"]
    entry = type_in(Entry(sheet.form), "2*9;*3", today=_TODAY)
    enter_sheet(sheet, entry, walked_on=_TODAY, walkers=["王某某"], operator=_WHO, today=_TODAY)
    total = round_figures(new.uid).total
    assert (total.met, total.not_home, total.out) == (1, 2, 3)


def test_nothing_is_reserved_before_the_paper_is_kept(homes: list[str]) -> None:
    prepared = prepare(plan(), NewRound("十一月走访"))
    assert rounds.reservations() == {}
    assert rounds.list_rounds() == []
    first, second = (sheet.number for sheet in prepared.sheets)
    keep_sheets(prepared, operator=_WHO, now=_NOW, only=[second])
    keep_sheets(prepared, operator=_WHO, now=_NOW, only=[first])
    (row,) = rounds.list_rounds()
    assert (row.sheets, row.lines) == (2, 6)


def test_two_plans_of_the_same_doors_are_not_both_printed(homes: list[str]) -> None:
    planned_before = plan()
    keep_sheets(prepare(plan(), NewRound("一")), operator=_WHO, now=_NOW)
    other = prepare(planned_before, NewRound("二"))
    with pytest.raises(UserError, match=r"芸溪里3号楼2单元101刚才已在王某某的走访单 .*（一）"):
        keep_sheets(other, operator=_WHO, now=_NOW)
    assert [row.name for row in rounds.list_rounds()] == ["一"]
    with pytest.raises(NobodyToCallOnError):
        prepare(plan(), NewRound("三"))


def test_an_urgent_visit_is_never_kept_back(homes: list[str]) -> None:
    keep_sheets(prepare(plan(), NewRound("一")), operator=_WHO, now=_NOW)
    found = plan(urgent=True)
    new = NewRound("台风前走一遍", found.criteria.as_json())
    keep_sheets(prepare(found, new), operator=_WHO, now=_NOW)
    assert [row.lines for row in rounds.list_rounds()] == [6, 6]


def test_an_empty_plan_is_one_sentence(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="没有要走的住户"):
        prepare(plan(), NewRound("一"))
