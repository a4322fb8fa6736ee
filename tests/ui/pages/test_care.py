"""The page of care cases over the real village: listing, opening, noting, visiting, closing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from community_desk.domain.codes import CareLevel, CaseState, CloseReason, FollowUpKind, Outcome
from community_desk.ledger import access, care, follow_ups, undo, visits
from community_desk.ledger.care_cards import CareCaseCard, care_case_card
from community_desk.ledger.care_proposals import propose_care_cases
from community_desk.ledger.finding import ask
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.care_dialogs import (
    CareNoteDialog,
    CloseCaseDialog,
    NeedDialog,
    ReopenCaseDialog,
)
from community_desk.ui.dialogs.care_papers import CARE_LEDGER, DUE_LIST, HOUSEHOLD_FILE, CarePapersDialog
from community_desk.ui.dialogs.follow_up_dialogs import FinishFollowUpDialog, FollowUpDialog
from community_desk.ui.dialogs.open_care_case import OpenCareCaseDialog, take_into_care
from community_desk.ui.dialogs.proposed_cases import ProposedCasesDialog
from community_desk.ui.dialogs.visit_dialog import VisitDialog
from community_desk.ui.pages.care import CarePage
from tests.ui.hands import button, click, retype, settle, type_text, wait_for, words


@pytest.fixture
def case(village: Desk) -> str:
    """A household of several people that is visited every month, with a need of one of them."""
    homes = [
        home
        for (home,) in ask(
            "SELECT h.uid FROM household h JOIN resident r ON r.household_id = h.id AND r.status = 'living'"
            " WHERE h.ends_on = '' AND NOT EXISTS (SELECT 1 FROM care_case k WHERE k.household_id = h.id)"
            " GROUP BY h.id HAVING COUNT(*) > 2 ORDER BY h.id LIMIT 1"
        )
    ]
    ((person,),) = ask(
        "SELECT r.uid FROM resident r JOIN household h ON h.id = r.household_id WHERE h.uid = ?"
        " ORDER BY r.birth LIMIT 1",
        homes[0],
    )
    return care.open_care_case(
        household=homes[0],
        level=CareLevel.KEY.value,
        opened_on="2024-03-01",
        needs=[{"resident": person, "category": "living_alone", "need": "每周有人陪着买菜"}],
        operator="林网格",
    ).uid


@pytest.fixture
def page(village: Desk, case: str) -> Iterator[CarePage]:
    made = CarePage(village)
    made.resize(1009, 560)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.arrive()
    village.jobs.wait()
    made.open("care_case", case)
    village.jobs.wait()
    made.table.setFocus()
    yield made
    made.card.stop_editing()


def shown(page: CarePage) -> CareCaseCard:
    settle(page.desk.jobs.wait)
    return care_case_card(page.card.uid, today=page.desk.today())


def dialog_of(kind: type[QWidget]) -> QWidget:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def choose_more(page: CarePage, word: str) -> None:
    """An entry of the card's menu 更多."""
    menu = button(page.card, "更多").menu()  # type: ignore[attr-defined] # of a QPushButton
    next(action for action in menu.actions() if action.text().startswith(word)).trigger()


def test_open_cases_are_listed_with_level_and_due_in_words(page: CarePage) -> None:
    ((open_cases,),) = ask("SELECT COUNT(*) FROM care_case WHERE state = 'open' AND deleted_at IS NULL")
    assert f"{open_cases:,} 户" in words(page)
    place = page.model.row_of(page.card.uid)
    columns = [column.key for column in page.model.columns]
    assert page.model.text_at(place, columns.index("level")) == "◐ 每月"
    assert page.model.text_at(place, columns.index("due"))
    assert page.model.text_at(place, columns.index("categories")) == "独居老人"
    assert "每周有人陪着买菜" in words(page.card)
    assert shown(page).due.why in words(page.card)


def test_nothing_of_it_is_seen_while_somebody_stands_by(page: CarePage, village: Desk) -> None:
    village.is_private = True
    village.jobs.wait()
    said = words(page)
    place = page.model.row_of(page.card.uid)
    cells = [page.model.text_at(place, column) for column in range(len(page.model.columns))]
    for secret in ("独居老人", "每周有人陪着买菜", "◐ 每月", shown(page).due.why):
        assert secret not in said
        assert secret not in cells
    QTest.keyClick(page.card, Qt.Key.Key_F2)
    assert not page.card.is_editing


def test_overdue_of_a_level_is_two_chips(page: CarePage, village: Desk) -> None:
    page.filters.menu.aboutToShow.emit()
    next(action for action in page.filters.menu.actions() if action.text() == "超期未访").trigger()
    village.jobs.wait()
    rows = [page.model.row_at(place) for place in range(page.model.count)]
    assert rows
    assert all(row.days_overdue for row in rows)
    levels = next(a.menu() for a in page.filters.menu.actions() if a.text() == "走访频次")
    next(action for action in levels.actions() if action.text() == "◐ 每月").trigger()
    village.jobs.wait()
    assert {page.model.row_at(place).level for place in range(page.model.count)} <= {"key"}
    names = {each.accessibleName() for each in page.findChildren(QPushButton)}
    assert {"去掉筛选：超期未访", "去掉筛选：◐ 每月"} <= names


def test_a_filter_may_come_from_another_page(page: CarePage, village: Desk) -> None:
    ((grid,),) = ask("SELECT uid FROM grid WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    page.open("care", replace(page.filters.empty, overdue=True, grids=(grid,)).to_json())
    village.jobs.wait()
    assert (page.filters.wanted.overdue, page.filters.wanted.grids) == (True, (grid,))


def test_the_card_is_edited_in_place_with_f2(page: CarePage, village: Desk) -> None:
    page.card.setFocus()
    QTest.keyClick(page.card.focusWidget(), Qt.Key.Key_F2)
    keeper = page.card.keeper
    assert keeper is not None
    retype(keeper.fields["buddy_name"], "欧阳大山")
    retype(keeper.fields["buddy_phone"], "13800001234")
    retype(keeper.fields["review_on"], "2030-02-31")
    QTest.keyClick(keeper.fields["review_on"], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "review_on" in keeper.messages()
    retype(keeper.fields["review_on"], "2030-02-28")
    level = keeper.fields["level"]
    level.setFocus()
    QTest.keyClick(level, Qt.Key.Key_Up)
    QTest.keyClick(level, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    card = shown(page)
    assert not page.card.is_editing
    assert (card.level, card.buddy, card.review_on) == (CareLevel.HIGH, "欧阳大山", "2030-02-28")
    assert "138 0000 1234" in words(page.card)


def test_a_note_is_taken_and_corrected(page: CarePage) -> None:
    click(button(page.card, "记一笔"))
    dialog = dialog_of(CareNoteDialog)
    click(button(dialog, "记下这一笔"))
    assert "note" in dialog.keeper.messages()
    type_text(dialog.note, "腿脚比上月好")
    type_text(dialog.done_field, "约了家庭医生")
    click(button(dialog, "记下这一笔"))
    note = shown(page).notes[0]
    assert (note.note, note.done, note.noted_by) == ("腿脚比上月好", "约了家庭医生", page.desk.operator)
    page.card.choose_tab("动态")
    assert "做了：约了家庭医生" in words(page.card)


def test_a_need_is_added_to_a_member(page: CarePage) -> None:
    choose_more(page, "加需求")
    dialog = dialog_of(NeedDialog)
    dialog.resident.setCurrentIndex(2)
    whose = dialog.resident.currentData()
    type_text(dialog.need, "想学用手机")
    click(button(dialog, "加上需求"))
    assert (whose, "想学用手机") in {(need.resident_uid, need.need) for need in shown(page).needs}


def test_a_turn_of_things_brings_the_visit_forward(page: CarePage) -> None:
    choose_more(page, "情况有大变化")
    dialog = QApplication.activeModalWidget()
    type_text(dialog.note, "昨晚跌倒，今早回家")
    click(button(dialog, "登记变化"))
    card = shown(page)
    assert card.changed_on == page.desk.today().isoformat()
    assert card.notes[0].note == "昨晚跌倒，今早回家"


def test_a_visit_says_of_each_whether_they_were_seen(page: CarePage) -> None:
    before = shown(page)
    (need,) = before.needs
    click(button(page.card, "登记走访"))
    dialog = dialog_of(VisitDialog)
    click(button(dialog, "登记走访"))
    assert "contacts" in dialog.keeper.messages()  # nobody counts as seen until it is said
    first = dialog.told.focusProxy()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    type_text(dialog.note, "精神好")
    click(button(dialog, "登记走访"))
    card = shown(page)
    (visit,) = set(card.visits) - set(before.visits)
    assert (visit.outcome, visit.note, visit.who) == (Outcome.MET, "精神好", page.desk.operator)
    assert need.resident in visit.resident
    assert card.due.days_overdue == 0
    assert card.due.last.on == page.desk.today().isoformat()


def test_nobody_at_home_is_an_attempt(page: CarePage) -> None:
    before = shown(page)
    page.card.record_visit()
    dialog = dialog_of(VisitDialog)
    dialog.came_of_it.setCurrentIndex(dialog.came_of_it.findData(Outcome.NOT_HOME.value))
    assert not dialog.told.isVisible()
    click(button(dialog, "登记走访"))
    after = shown(page)
    assert after.visits[0].outcome is Outcome.NOT_HOME
    assert after.due.days_overdue == before.due.days_overdue
    assert after.due.attempts == before.due.attempts + 1


def test_a_promise_is_kept_and_finished(page: CarePage) -> None:
    choose_more(page, "加跟进")
    dialog = dialog_of(FollowUpDialog)
    type_text(dialog.what, "配老花镜")
    type_text(dialog.due_on, "2030-01-05")
    click(button(dialog, "加上跟进"))
    (row,) = [row for row in shown(page).follow_ups if row.what == "配老花镜"]
    assert (row.kind, row.due_on, row.case_uid) == (FollowUpKind.PROMISE, "2030-01-05", page.card.uid)
    page.card.choose_tab("跟进")
    assert "配老花镜" in words(page.card)
    click(button(page.card, "办结"))
    finish = dialog_of(FinishFollowUpDialog)
    type_text(finish.words, "已送到")
    click(button(finish, "办结"))
    (row,) = [row for row in shown(page).follow_ups if row.what == "配老花镜"]
    assert (row.done_on, row.done_words) == (page.desk.today().isoformat(), "已送到")
    assert "结果：已送到" in words(page.card)


def test_a_case_closes_with_dignity_and_can_be_reopened(page: CarePage) -> None:
    choose_more(page, "结案")
    dialog = dialog_of(CloseCaseDialog)
    dialog.reason.setFocus()
    QTest.keyClick(dialog.reason, Qt.Key.Key_Down)
    click(button(dialog, "“经济宽裕，主动把名额让给更需要的人。”"))
    click(button(dialog, "结案"))
    card = shown(page)
    assert (card.state, card.close_reason) == (CaseState.CLOSED, CloseReason.GAVE_UP_PLACE)
    assert "经济宽裕，主动把名额让给更需要的人。" in words(page.card)
    assert page.model.row_of(card.uid) < 0
    click(button(page.card, "重新开启…"))
    again = dialog_of(ReopenCaseDialog)
    type_text(again.note, "老伴住院")
    click(button(again, "重新开启"))
    card = shown(page)
    assert card.state is CaseState.OPEN
    assert "老伴住院" in card.notes[0].note
    assert page.model.row_of(card.uid) >= 0


def test_a_household_is_found_and_taken_into_care(page: CarePage, village: Desk) -> None:
    proposal = next(each for each in propose_care_cases() if each.head and each.door)
    click(button(page, "列为关爱户"))
    dialog = dialog_of(OpenCareCaseDialog)
    click(button(dialog, "列为关爱户"))
    assert "household" in dialog.keeper.messages()
    dialog.home.show_choice(proposal.household_uid, proposal.head)
    dialog.home.value_changed.emit()
    village.jobs.wait()
    assert len(dialog.needs.value()) == len(proposal.needs)  # what is recorded stands there already
    assert dialog.level.currentData() == proposal.level.value
    click(button(dialog, "＋再加一条需求"))
    type_text(dialog.needs.lines[-1].need, "换灯泡")
    type_text(dialog.note, "网格员上门看过")
    click(button(dialog, "列为关爱户"))
    card = shown(page)
    assert card.household_uid == proposal.household_uid
    assert len(card.needs) == len(proposal.needs) + 1
    assert card.notes[0].note == "网格员上门看过"
    opened: list[tuple[str, str]] = []
    village.open_requested.connect(lambda kind, uid: opened.append((kind, uid)))
    take_into_care(village, page, household=proposal.household_uid, title=card.title)
    assert opened == [("care_case", card.uid)]  # a second case is not offered


def test_many_proposed_at_once_and_one_undo(page: CarePage, village: Desk) -> None:
    ((before,),) = ask("SELECT COUNT(*) FROM care_case WHERE deleted_at IS NULL")
    click(button(page, "待列入"))
    dialog = dialog_of(ProposedCasesDialog)
    village.jobs.wait()
    assert not dialog.verb.isEnabled()  # nobody is ticked by the program
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    wanted = {row.household_uid for row in (dialog.table.rows[0], dialog.table.rows[2])}
    click(button(dialog, "把 2 户列为关爱户"))
    settle(village.jobs.wait)
    assert page.model.count == 2
    assert {page.model.row_at(place).household_uid for place in (0, 1)} == wanted
    undo.undo_last(operator=village.operator)
    ((after,),) = ask("SELECT COUNT(*) FROM care_case WHERE deleted_at IS NULL")
    assert after == before


def test_the_selected_homes_go_to_the_visit_sheets(page: CarePage, village: Desk) -> None:
    opened: list[tuple[str, str]] = []
    village.open_requested.connect(lambda kind, uid: opened.append((kind, uid)))
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    click(button(page, "打印走访单"))
    homes = [page.model.row_at(place).household_uid for place in (0, 1)]
    assert opened == [("visit_sheet", ",".join(homes))]


@pytest.mark.parametrize("paper", [DUE_LIST, CARE_LEDGER, HOUSEHOLD_FILE])
def test_papers_of_the_selected_are_saved_and_logged(
    paper: str, page: CarePage, village: Desk, tmp_path: Path
) -> None:
    page.filters.set(replace(page.filters.empty, overdue=True))
    village.jobs.wait()
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rows = [page.model.row_at(place) for place in (0, 1)]
    click(button(page, "存清单、台账"))
    dialog = dialog_of(CarePapersDialog)
    assert "没有加密" in words(dialog)
    assert dialog.which.currentText() == "所选的 2 户"
    dialog.paper.setCurrentIndex(dialog.paper.findData(paper))
    assert dialog.within.isVisible() == (paper == DUE_LIST)
    dialog.write_to(tmp_path / "给网格员")
    village.jobs.wait()
    text = "".join(each.extract_text() for each in PdfReader(tmp_path / "给网格员.pdf").pages)
    for row in rows:
        assert row.short.split("号")[0] in text.replace(" ", "").replace("\n", "")
    (logged,) = access.list_accesses()
    assert logged.subject.startswith(paper)
    assert logged.operator == village.operator


def test_a_case_of_which_nothing_is_due_is_no_due_list(page: CarePage, village: Desk, tmp_path: Path) -> None:
    refused: list[str] = []
    village.refused.connect(refused.append)
    card = shown(page)
    visits.record_visit(
        household=card.household_uid,
        resident=card.needs[0].resident_uid,
        on=village.today().isoformat(),
        outcome=Outcome.MET.value,
        operator="林网格",
    )
    CarePapersDialog(village, page, shown=(), chosen=(card.uid,)).open()
    dialog_of(CarePapersDialog).write_to(tmp_path / "应访.pdf")
    village.jobs.wait()
    assert refused
    assert not (tmp_path / "应访.pdf").exists()
    assert access.list_accesses() == []


def test_what_others_change_arrives(page: CarePage, village: Desk, case: str) -> None:
    follow_ups.add_follow_up(household=shown(page).household_uid, case=case, what="修水管", operator="林网格")
    page.card.choose_tab("跟进")
    if "修水管" not in words(page.card):
        wait_for(page.card.shown)
    settle(village.jobs.wait)
    assert "修水管" in words(page.card)
