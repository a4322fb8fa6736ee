"""What typing a sheet in writes: visits, contacts, absences, promises; and what it leaves alone."""

from datetime import date
from typing import Any

import pytest

from community_desk.domain.codes import FollowUpKind, LineState, Outcome, ResidentStatus, VisitMethod
from community_desk.domain.errors import UserError
from community_desk.domain.type_back import Entry
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import changes, deaths, rounds, staff, undo
from community_desk.ledger.absences import away_until
from community_desk.ledger.database import Ledger
from community_desk.ledger.follow_ups import list_follow_ups
from community_desk.ledger.models import Household, Visit, VisitContact, VisitSheet
from community_desk.ledger.printed_sheets import find_printed_sheet
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.sheet_entry import EnteredSheet, enter_sheet
from community_desk.ledger.typed_sheets import sheet_to_type
from tests.ledger.estate import WHO, everything, resident
from tests.ledger.walked import ROOMS, TODAY, print_sheet, settle

WALKED = date(2026, 11, 20)


@pytest.fixture
def homes(ledger: Ledger) -> dict[str, str]:
    return settle()


@pytest.fixture
def number(homes: dict[str, str]) -> str:
    """Nine doors: eight people living alone, and on line 9 a couple of whom both are to be seen."""
    return print_sheet([homes[room] for room in ROOMS], round_=NewRound("十一月走访"))


def enter(number: str, *commands: str, **more: Any) -> EnteredSheet:
    sheet = sheet_to_type(number)
    entry = Entry(sheet.form)
    for command in commands:
        entry = type_in(entry, command, today=TODAY)
    said = {
        "walked_on": WALKED,
        "walkers": ["王某某", "李志愿"],
        "operator": "录入员",
        "today": TODAY,
        **more,
    }
    return enter_sheet(sheet, entry, **said)


def line_visit(line: int) -> Visit:
    (visit,) = (visit for visit in Visit.select() if visit.sheet_line.line_no == line)
    return visit


def state_of(number: str, line: int) -> LineState:
    return sheet_to_type(number).lines[line - 1].state


def test_who_walked_and_when_who_typed_and_when_are_four_things(homes: dict[str, str], number: str) -> None:
    enter(number, "2 见面", "3 无人 日期 11.18")
    visit = line_visit(2)
    assert (visit.visited_on, visit.walked_by, visit.typed_by) == ("2026-11-20", "王某某、李志愿", "录入员")
    assert visit.typed_at > "2026"
    assert visit.household.uid == homes["201"]
    assert visit.dwelling == visit.household.dwelling
    assert visit.round.name == "十一月走访"
    assert line_visit(3).visited_on == "2026-11-18"
    assert VisitSheet.get().walked_on == "2026-11-20"


@pytest.mark.parametrize(
    ("command", "method", "outcome", "is_about_somebody"),
    [
        ("2 见面", VisitMethod.DOOR, Outcome.MET, True),
        ("2 见家人", VisitMethod.DOOR, Outcome.FAMILY_TOLD, True),
        ("2 邻居", VisitMethod.DOOR, Outcome.NEIGHBOUR_TOLD, True),
        ("2 电话 本人", VisitMethod.PHONE, Outcome.MET, True),
        ("2 电话 家人", VisitMethod.PHONE, Outcome.FAMILY_TOLD, True),
        ("2 电话 没接", VisitMethod.PHONE, Outcome.NOT_HOME, False),
        ("2 无人", VisitMethod.DOOR, Outcome.NOT_HOME, False),
        ("2 婉拒", VisitMethod.DOOR, Outcome.REFUSED, False),
        ("2 进不去", VisitMethod.DOOR, Outcome.INACCESSIBLE, False),
        ("2 语言不通", VisitMethod.DOOR, Outcome.LANGUAGE_BARRIER, False),
        ("2 外出 12.1 女儿家", VisitMethod.DOOR, Outcome.AWAY, False),
        ("2 搬走 物业", VisitMethod.DOOR, Outcome.MOVED, False),
        ("2 换住户", VisitMethod.DOOR, Outcome.MOVED, False),
    ],
)
def test_each_result_is_a_visit(
    homes: dict[str, str],
    number: str,
    command: str,
    method: VisitMethod,
    outcome: Outcome,
    is_about_somebody: bool,
) -> None:
    entered = enter(number, command)
    visit = line_visit(2)
    assert (visit.method, visit.outcome) == (method.value, outcome.value)
    assert (visit.resident is not None) is is_about_somebody
    assert VisitContact.select().count() == 0
    assert (entered.visits, entered.contacts, entered.left) == (1, int(is_about_somebody), 8)


@pytest.mark.parametrize(
    ("commands", "outcome", "contacts"),
    [
        (["9.1 见面"], "met", {"林老人": "met"}),
        (["9.0 见面"], "met", {"林老人": "met", "陈老人": "met"}),
        (["9 见家人"], "family_told", {"林老人": "family_told", "陈老人": "family_told"}),
        (["9.2 楼长告知", "9.1 见面"], "met", {"林老人": "met", "陈老人": "neighbour_told"}),
        (["9.1 外出 12.1 医院", "9.2 见面"], "met", {"陈老人": "met"}),
        (["9 无人"], "not_home", {}),
    ],
)
def test_contact_is_kept_for_each_of_several_people(
    homes: dict[str, str], number: str, commands: list[str], outcome: str, contacts: dict[str, str]
) -> None:
    enter(number, *commands)
    visit = line_visit(9)
    assert (visit.outcome, visit.resident) == (outcome, None)
    assert {row.resident.name: row.outcome for row in VisitContact.select()} == contacts


def test_a_blank_line_is_not_tried_and_stays_out(homes: dict[str, str], number: str) -> None:
    entered = enter(number, "2 见面", "4 未走到")
    assert entered.left == 8
    assert not entered.is_released
    assert Visit.select().count() == 1
    assert state_of(number, 2) is LineState.ANSWERED
    assert state_of(number, 4) is LineState.OUT
    rounds.release_sheet(sheet_to_type(number).uid, operator=WHO)
    assert state_of(number, 4) is LineState.RETURNED
    assert homes["401"] not in rounds.reservations()


def test_a_sheet_without_a_line_left_is_handed_in(homes: dict[str, str], number: str) -> None:
    entered = enter(number, "2 见面", "其余 无人")
    assert (entered.left, entered.is_released) == (0, True)
    assert [rounds.find_round("十一月走访").uid] == list(entered.rounds)
    assert find_printed_sheet(sheet_to_type(number).uid).paper.word == "已收回"


def test_the_rest_of_a_sheet_can_be_typed_later(homes: dict[str, str], number: str) -> None:
    enter(number, "2 见面")
    rounds.release_sheet(sheet_to_type(number).uid, operator=WHO)
    with pytest.raises(UserError, match="第 2 行已经录入过了"):
        enter(number, "2 无人")
    entered = enter(number, "*3")  # the paper turned up after all
    assert entered.visits == 8
    assert line_visit(2).outcome == "met"


def test_away_pauses_until_the_day_and_says_where(homes: dict[str, str], number: str) -> None:
    entered = enter(number, "2 外出 12.1 女儿家")
    row = resident(homes["苏二"])
    assert entered.away == (row.uid,)
    assert (row.status, row.status_on) == (ResidentStatus.AWAY.value, "2026-11-20")
    assert (row.away_until, row.away_place) == ("2026-12-01", "女儿家")
    assert line_visit(2).note == "去了女儿家"
    assert entered.follow_ups == 0


def test_nobody_knows_when_they_are_back(homes: dict[str, str], number: str) -> None:
    enter(number, "2 外出 不详 儿子家")
    assert resident(homes["苏二"]).away_until == ""
    (task,) = list_follow_ups(today=TODAY)
    assert task.what == "问清外出的什么时候回来"


def test_moved_is_somebodys_to_make_sure_of(homes: dict[str, str], number: str) -> None:
    entered = enter(number, "2 搬走 楼下店主", "3 换住户")
    assert entered.moved == (homes["201"], homes["301"])
    assert line_visit(2).note == "听楼下店主说已搬走"
    assert Household.get(Household.uid == homes["201"]).ends_on == ""
    assert resident(homes["苏二"]).status == ResidentStatus.LIVING.value
    first, second = list_follow_ups(today=TODAY)
    assert first.what == "核实是否搬走（听楼下店主说），属实再登记搬离"
    assert (second.household_uid, second.kind) == (homes["301"], FollowUpKind.NEED)


def test_promises_and_needs_become_follow_ups_with_a_day_and_a_person(
    homes: dict[str, str], number: str
) -> None:
    uids = {name: staff.add_staff(name=name, operator=WHO).uid for name in ("王某某", "李某某")}
    entered = enter(
        number, "2 见面 答应 12.1 送药 @李某某", "3 见面 需要 11.30 修灯", "4 见面 要跟进 情况 药快没了"
    )
    assert entered.follow_ups == 3
    needed, promised, looked = list_follow_ups(today=TODAY)
    assert (promised.what, promised.due_on, promised.said_on) == ("送药", "2026-12-01", "2026-11-20")
    assert (promised.kind, promised.responsible_uid) == (FollowUpKind.PROMISE, uids["李某某"])
    assert (needed.what, needed.kind, needed.responsible_uid) == ("修灯", FollowUpKind.NEED, uids["王某某"])
    assert (looked.what, looked.due_on) == ("药快没了", "")
    assert line_visit(4).note == "要跟进；药快没了"


def test_notes_are_kept(homes: dict[str, str], number: str) -> None:
    enter(number, "2 见面 平安 情况 膝盖疼", "3 无人 狗叫")
    assert line_visit(2).note == "平安；膝盖疼"
    assert line_visit(3).note == "狗叫"


@pytest.mark.parametrize(
    ("commands", "more", "sentence", "field"),
    [
        (["2 外出"], {}, "外出到什么时候", "line:2"),
        (["2 搬走"], {}, "听谁说的", "line:2"),
        (["9 见面"], {}, "哪一位？1 林老人、2 陈老人", "line:9"),
        (["2 见面"], {"walked_on": None}, "不是今天录入的日期", "walked_on"),
        (["2 见面"], {"walked_on": date(2026, 11, 15)}, "早于这张单打印的日期 2026-11-16", "walked_on"),
        (["2 见面"], {"walkers": []}, "谁去走的", "walkers"),
        ([], {}, "还没有录入结果", "command"),
        (["2 未走到"], {}, "还没有录入结果", "command"),
        (["2 见面", "3 见面 答应 12.1 送药 @没有人"], {}, "第 3 行：没有叫“没有人”的工作人员", "line:3"),
    ],
)
def test_nothing_is_written_while_something_is_missing(
    homes: dict[str, str], number: str, commands: list[str], more: dict[str, Any], sentence: str, field: str
) -> None:
    before = everything()
    with pytest.raises(UserError) as caught:
        enter(number, *commands, **more)
    assert sentence in caught.value.sentence
    assert caught.value.field == field
    assert everything() == before


def test_the_dead_are_not_met(homes: dict[str, str], number: str) -> None:
    deaths.report_death(resident=homes["苏二"], source="邻居", operator=WHO)
    deaths.confirm_death(
        resident=homes["苏二"], died_on="2026-11-18", source="家属", age_and_door_checked=True, operator=WHO
    )
    with pytest.raises(UserError, match="第 2 行：苏二已登记为已故"):
        enter(number, "2 见面")
    enter(number, "2 无人")


def test_a_new_day_back_for_somebody_away(homes: dict[str, str], number: str) -> None:
    away_until(resident=homes["苏二"], on="2026-11-17", until="2026-11-19", operator=WHO)
    enter(number, "2 外出 12.24 医院")
    assert resident(homes["苏二"]).away_until == "2026-12-24"


def test_a_sheet_is_taken_back_in_one_step(homes: dict[str, str], number: str) -> None:
    before = sheet_to_type(number)
    enter(number, "2 外出 12.1 女儿家; 3 见面 答应 12.1 送药; 其余 无人")
    assert undo.next_undo().label == f"录入走访单 {number}（9 行）"
    undo.undo_last(operator=WHO)
    assert sheet_to_type(number) == before
    assert Visit.select().where(Visit.deleted_at.is_null()).count() == 0
    assert resident(homes["苏二"]).status == ResidentStatus.LIVING.value
    assert list_follow_ups(today=TODAY) == []
    assert set(rounds.reservations()) == {homes[room] for room in ROOMS}


def test_a_line_entered_elsewhere_meanwhile_is_not_written_twice(homes: dict[str, str], number: str) -> None:
    seen_before = sheet_to_type(number)
    enter(number, "2 见面")
    entry = type_in(Entry(seen_before.form), "2 无人", today=TODAY)
    with pytest.raises(UserError, match="第 2 行：刚在别处录入过了"):
        enter_sheet(seen_before, entry, walked_on=WALKED, walkers=["王某某"], operator=WHO, today=TODAY)


def test_a_person_taken_away_since_the_print_is_not_written_of(homes: dict[str, str], number: str) -> None:
    with changes.transaction("撤回", operator=WHO):
        changes.withdraw(resident(homes["苏二"]))
    enter(number, "2 见面")
    assert (line_visit(2).resident, line_visit(2).outcome) == (None, Outcome.FAMILY_TOLD.value)
