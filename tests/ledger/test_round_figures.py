"""A round in figures agrees with what was typed."""

from datetime import date

import pytest

from community_desk.domain.type_back import Entry
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import rounds, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.round_figures import Figures, round_figures
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ledger.typed_sheets import sheet_to_type
from tests.ledger.estate import WHO
from tests.ledger.walked import ROOMS, TODAY, print_sheet, settle, sheet_uid


@pytest.fixture
def numbers(ledger: Ledger) -> list[str]:
    homes = settle()
    new = NewRound("十一月走访")
    return [
        print_sheet([homes[room] for room in ROOMS[:6]], round_=new, walker="王某某"),
        print_sheet([homes[room] for room in ROOMS[6:]], round_=new, walker="李志愿"),
    ]


def enter(number: str, commands: str, *walkers: str) -> None:
    sheet = sheet_to_type(number)
    entry = type_in(Entry(sheet.form), commands, today=TODAY)
    enter_sheet(sheet, entry, walked_on=date(2026, 11, 20), walkers=walkers, operator=WHO, today=TODAY)


def test_a_round_in_figures(numbers: list[str]) -> None:
    enter(numbers[0], "1 见面; 2 见家人; 3 无人; 4 外出 12.1 医院; 5 婉拒", "王某某")
    enter(numbers[1], "1 见面 答应 12.1 送药; 3.1 见面", "赵志愿")
    found = round_figures("十一月走访")
    assert found.total == Figures(9, met=3, told=1, not_home=1, away=1, refused=1, out=2)
    assert (found.doors, found.total.walked, found.total.rate) == (9, 7, 3 / 9)
    assert dict(found.by_walker) == {
        "王某某": Figures(6, met=1, told=1, not_home=1, away=1, refused=1, out=1),
        "赵志愿": Figures(2, met=2),
        "李志愿": Figures(1, out=1),
    }
    assert dict(found.by_grid) == {"": found.total}
    assert (found.follow_ups, found.lost, found.first_on) == (1, (), "2026-11-20")
    rounds.release_sheet(sheet_uid(numbers[0]), lost=True, note="丢了", operator=WHO)
    found = round_figures("十一月走访")
    assert (found.total.not_tried, found.total.out, found.lost) == (1, 1, (numbers[0],))


def test_what_was_taken_back_and_typed_again_counts_once(numbers: list[str]) -> None:
    enter(numbers[0], "1 无人", "王某某")
    undo.undo_last(operator=WHO)
    assert round_figures("十一月走访").total == Figures(9, out=9)
    enter(numbers[0], "1 见面", "王某某")
    assert round_figures("十一月走访").total == Figures(9, met=1, out=8)


def test_figures_without_a_line(ledger: Ledger) -> None:
    assert Figures().rate == 0
