"""A sheet back on the screen: found by its number, as printed, with what is known since; and half typed."""

from datetime import date

import pytest

from community_desk.domain.codes import LineState
from community_desk.domain.errors import UserError
from community_desk.domain.sheet_numbers import ALPHABET, make_sheet_number
from community_desk.domain.type_back import Entry, Result
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import typed_sheets
from community_desk.ledger.database import Ledger
from community_desk.ledger.life_events import moved_away, moved_inside
from community_desk.ledger.models import VisitSheetLine
from community_desk.ledger.residents import edit_resident
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ledger.typed_sheets import SheetToType, sheet_to_type
from tests.ledger.estate import WHO
from tests.ledger.walked import ROOMS, TODAY, print_sheet, settle


@pytest.fixture
def homes(ledger: Ledger) -> dict[str, str]:
    return settle()


@pytest.fixture
def sheet(homes: dict[str, str]) -> SheetToType:
    return sheet_to_type(print_sheet([homes[room] for room in ROOMS], round_=NewRound("十一月走访")))


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f" {text} "]
)
def test_a_sheet_is_found_however_its_number_is_written(sheet: SheetToType, write: type) -> None:
    assert sheet_to_type(write(sheet.number)) == sheet


def test_a_sheet_is_as_printed(sheet: SheetToType) -> None:
    assert (sheet.round, sheet.walker, sheet.walked_on) == ("十一月走访", "王某某", "")
    assert sheet.form.numbers == tuple(range(1, 10))
    assert sheet.form.printed_on == date(2026, 11, 16)
    first, last = sheet.lines[0], sheet.lines[-1]
    assert (first.head, first.since, first.state) == ("苏一", "", LineState.OUT)
    assert first.door == "芸溪里3号楼2单元101"
    assert [person.name for person in last.people] == ["林老人", "陈老人"]
    assert sheet.form.lines[-1].people == ("林老人", "陈老人")


def test_a_wrong_character_is_caught_at_once(sheet: SheetToType) -> None:
    place = 4
    for wrong in ALPHABET.replace(sheet.number[place], ""):
        with pytest.raises(UserError, match="打错了一个字") as caught:
            sheet_to_type(sheet.number[:place] + wrong + sheet.number[place + 1 :])
        assert caught.value.field == "number"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(make_sheet_number("B7", 9), "没有走访单 B7"), ("", "没有打全"), ("A7", "没有打全")],
)
def test_an_unknown_number(sheet: SheetToType, number: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        sheet_to_type(number)


def test_what_happened_since_the_print_is_said_and_the_text_stays(
    homes: dict[str, str], sheet: SheetToType
) -> None:
    moved_away(household=homes["101"], on="2026-11-20", operator=WHO)
    edit_resident(homes["苏二"], name="苏新名", operator=WHO)
    moved_inside(household=homes["301"], dwelling=_door_of(homes["101"]), on="2026-11-21", operator=WHO)
    lines = sheet_to_type(sheet.number).lines
    assert lines[0].since == "已于 2026-11-20 搬离"
    assert lines[0].people[0].since == "已登记为搬离"
    assert (lines[1].people[0].name, lines[1].since) == ("苏二", "")
    assert lines[2].since == "已搬到别的门牌"


def _door_of(household: str) -> str:
    return next(line.dwelling.uid for line in VisitSheetLine.select() if line.household.uid == household)


def test_a_half_typed_sheet_is_kept_for_whoever_comes_back(sheet: SheetToType) -> None:
    entry = type_in(Entry(sheet.form), "3 5 无人; 2 见面", today=TODAY)
    assert typed_sheets.half_typed(sheet.uid) is None
    typed_sheets.keep_half_typed(sheet, entry, walked_on="2026-11-20", walkers=("王某某",), operator=WHO)
    (kept,) = typed_sheets.half_typed_sheets()
    assert (kept.number, kept.walked_on, kept.walkers, kept.typed_by) == (
        sheet.number,
        "2026-11-20",
        ("王某某",),
        WHO,
    )
    assert typed_sheets.resumed(sheet, kept) == entry
    typed_sheets.keep_half_typed(sheet, Entry(sheet.form), walked_on="", walkers=(), operator=WHO)
    assert typed_sheets.half_typed_sheets() == []


def test_what_was_entered_meanwhile_is_left_out_of_a_half_typed_sheet(sheet: SheetToType) -> None:
    entry = type_in(Entry(sheet.form), "3 无人; 2 见面", today=TODAY)
    other = type_in(Entry(sheet.form), "3 无人", today=TODAY)
    enter_sheet(sheet, other, walked_on=date(2026, 11, 20), walkers=["王某某"], operator=WHO, today=TODAY)
    typed_sheets.keep_half_typed(sheet, entry, walked_on="", walkers=(), operator=WHO)
    again = sheet_to_type(sheet.number)
    kept = typed_sheets.half_typed(sheet.uid)
    assert kept is not None
    resumed = typed_sheets.resumed(again, kept)
    assert len(resumed.steps) == 1
    assert resumed.line(2).result is Result.SEEN


def test_saving_a_sheet_forgets_what_was_half_typed(sheet: SheetToType) -> None:
    entry = type_in(Entry(sheet.form), "3 无人", today=TODAY)
    typed_sheets.keep_half_typed(sheet, entry, walked_on="", walkers=(), operator=WHO)
    enter_sheet(sheet, entry, walked_on=date(2026, 11, 20), walkers=["王某某"], operator=WHO, today=TODAY)
    assert typed_sheets.half_typed(sheet.uid) is None
