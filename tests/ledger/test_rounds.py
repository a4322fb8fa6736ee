"""Rounds: doors reserved while a sheet is out, and free again when it is handed in or lost."""

from datetime import timedelta

import pytest

from community_desk.domain.codes import LineState, PaperState, RoundState
from community_desk.domain.errors import UserError
from community_desk.ledger import rounds, settings, undo, visits
from community_desk.ledger.access import list_accesses, papers_out
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import VisitSheet, VisitSheetLine
from community_desk.ledger.printed_sheets import papers_came_back
from community_desk.ledger.rounds import NewRound
from tests.ledger.estate import WHO
from tests.ledger.walked import ROOMS, TODAY, print_sheet, settle, sheet_uid


@pytest.fixture
def homes(ledger: Ledger) -> dict[str, str]:
    return settle()


@pytest.fixture
def autumn() -> NewRound:
    return NewRound("十一月走访", {"due": True}, "2026-11-16", "2026-11-30", 5)


def states(number: str) -> list[LineState]:
    lines = VisitSheetLine.select().where(VisitSheetLine.sheet.in_(_sheets(number)))
    return [LineState(line.state) for line in lines.order_by(VisitSheetLine.line_no)]


def _sheets(number: str) -> list[int]:

    return [row.id for row in VisitSheet.select().where(VisitSheet.number == number)]


def test_a_household_on_a_sheet_is_reserved_until_the_sheet_is_in(
    homes: dict[str, str], autumn: NewRound
) -> None:
    first = print_sheet([homes["101"], homes["201"]], round_=autumn)
    print_sheet([homes["301"]])  # outside a round: nobody's door is kept
    assert set(rounds.reservations()) == {homes["101"], homes["201"]}
    assert rounds.reservations()[homes["101"]].words == f"已在王某某的走访单 {first} 上（十一月走访）"
    released = rounds.release_sheet(sheet_uid(first), operator=WHO)
    assert (released.sheets, released.doors) == (1, 2)
    assert rounds.reservations() == {}
    assert states(first) == [LineState.RETURNED] * 2


def test_a_reservation_keeps_nobody_from_recording_a_visit(homes: dict[str, str], autumn: NewRound) -> None:
    print_sheet([homes["101"]], round_=autumn)
    visits.record_visit(
        household=homes["101"], resident=homes["苏一"], on="2026-11-20", outcome="已见面", operator=WHO
    )
    assert len(visits.visits_of_household(homes["101"])) == 1


def test_the_last_sheet_in_ends_the_round(homes: dict[str, str], autumn: NewRound) -> None:
    one, other = (print_sheet([homes[room]], round_=autumn) for room in ROOMS[:2])
    assert rounds.release_sheet(sheet_uid(one), operator=WHO).rounds == ()
    (row,) = rounds.list_rounds(open_only=True)
    assert (row.sheets, row.sheets_out, row.lines, row.lines_out) == (2, 1, 2, 1)
    assert row.criteria == {"due": True}
    assert rounds.release_sheet(sheet_uid(other), operator=WHO).rounds == (autumn.uid,)
    assert rounds.list_rounds(open_only=True) == []
    assert rounds.find_round("十一月走访").state is RoundState.RELEASED
    with pytest.raises(UserError, match="已经收单，不能再加走访单"):
        print_sheet([homes["301"]], round_=autumn)


def test_releasing_a_round_gives_all_doors_back(homes: dict[str, str], autumn: NewRound) -> None:
    numbers = [print_sheet([homes[room]], round_=autumn) for room in ROOMS[:3]]
    released = rounds.release_round(
        autumn.uid, lost=[sheet_uid(numbers[1])], note="雨天掉在楼道", operator=WHO
    )
    assert (released.sheets, released.doors, released.rounds) == (3, 3, (autumn.uid,))
    sheets = rounds.sheets_of_round(autumn.uid, today=TODAY)
    assert [(sheet.is_released, sheet.is_lost, sheet.note) for sheet in sheets] == [
        (True, False, ""),
        (True, True, "雨天掉在楼道"),
        (True, False, ""),
    ]
    with pytest.raises(UserError, match="已经收单了"):
        rounds.release_round(autumn.uid, operator=WHO)


def test_a_lost_sheet_is_an_incident(homes: dict[str, str], autumn: NewRound) -> None:
    number = print_sheet([homes["101"]], round_=autumn)
    with pytest.raises(UserError, match="怎么丢的"):
        rounds.release_sheet(sheet_uid(number), lost=True, operator=WHO)
    rounds.release_sheet(sheet_uid(number), lost=True, note="落在公交车上", operator=WHO)
    (access,) = [row for row in list_accesses() if number in row.subject]
    assert (access.paper_state, access.person_count) == (PaperState.LOST, 1)
    assert papers_out() == []
    assert undo.next_undo().label == f"登记走访单 {number} 纸单遗失"
    with pytest.raises(UserError, match=f"走访单 {number} 已经收单了"):
        rounds.release_sheet(sheet_uid(number), operator=WHO)


def test_taking_a_release_back_reserves_the_doors_again(homes: dict[str, str], autumn: NewRound) -> None:
    number = print_sheet([homes["101"]], round_=autumn)
    rounds.release_sheet(sheet_uid(number), operator=WHO)
    undo.undo_last(operator=WHO)
    assert set(rounds.reservations()) == {homes["101"]}
    assert rounds.find_round(autumn.uid).state is RoundState.OPEN


def test_after_fourteen_days_the_program_asks(homes: dict[str, str], autumn: NewRound) -> None:
    number = print_sheet([homes["101"]], round_=autumn)
    loose = print_sheet([homes["201"]])
    old = TODAY + timedelta(days=7)
    assert rounds.sheets_to_ask_about(today=old - timedelta(days=1)) == []
    asked = rounds.sheets_to_ask_about(today=old)
    assert [(sheet.number, sheet.days, sheet.walker) for sheet in asked] == [
        (number, 14, "王某某"),
        (loose, 14, "王某某"),
    ]
    settings.put(rounds.ASK_ABOUT_SHEETS_DAYS, 15, operator=WHO)
    assert rounds.sheets_to_ask_about(today=old) == []
    rounds.release_sheet(sheet_uid(loose), operator=WHO)
    assert [sheet.number for sheet in rounds.sheets_out(today=old)] == [number]


def test_a_sheet_outside_a_round_whose_paper_came_back_is_not_asked_about(homes: dict[str, str]) -> None:

    number = print_sheet([homes["101"]])
    papers_came_back([sheet_uid(number)])
    assert rounds.sheets_out(today=TODAY) == []


def test_editing_a_round(homes: dict[str, str], autumn: NewRound) -> None:
    print_sheet([homes["101"]], round_=autumn)
    rounds.edit_round(autumn.uid, name="冬季走访", ends_on="2026-12-15", operator=WHO)
    assert rounds.find_round("冬季走访").ends_on == "2026-12-15"
    with pytest.raises(UserError, match="早于开始日期"):
        rounds.edit_round(autumn.uid, ends_on="2026-11-01", operator=WHO)
    with pytest.raises(UserError, match="没有叫“春季”的走访任务"):
        rounds.find_round("春季")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (NewRound("  "), "请填写这一轮的名称"),
        (NewRound("一", {}, "2026-11-30", "2026-11-16"), "早于开始日期"),
    ],
)
def test_a_round_that_cannot_be(homes: dict[str, str], wrong: NewRound, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        print_sheet([homes["101"]], round_=wrong)
    assert rounds.sheets_out(today=TODAY) == []
