"""The page of households over the real village."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from community_desk.ledger import access
from community_desk.ledger.cards import household_card
from community_desk.ledger.finding import ask
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_household import AddHouseholdDialog
from community_desk.ui.dialogs.export_dialog import ExportDialog
from community_desk.ui.pages.households import HouseholdsPage
from tests.ui.hands import button, click, settle, type_text, wait_for, words


@pytest.fixture
def page(village: Desk) -> Iterator[HouseholdsPage]:
    made = HouseholdsPage(village)
    made.resize(1009, 560)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.arrive()
    village.jobs.wait()
    made.table.setFocus()
    yield made
    made.card.stop_editing()


def test_homes_are_listed_by_door_and_the_first_is_shown(page: HouseholdsPage, village: Desk) -> None:
    ((homes,),) = ask("SELECT COUNT(*) FROM household WHERE ends_on = '' AND deleted_at IS NULL")
    assert f"{homes:,} 户" in words(page)
    village.jobs.wait()
    assert page.card.uid == page.table.current_uid == page.model.uid_at(0)


def test_homes_of_one_person_are_a_chip(page: HouseholdsPage, village: Desk) -> None:
    page.filters.menu.aboutToShow.emit()
    sizes = next(action.menu() for action in page.filters.menu.actions() if action.text() == "人数")
    next(action for action in sizes.actions() if action.text() == "1 人户").trigger()
    village.jobs.wait()
    assert page.model.count
    assert {page.model.row_at(place).people for place in range(page.model.count)} == {1}
    click(
        next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "去掉筛选：1 人户")
    )
    village.jobs.wait()
    assert page.filters.wanted.is_empty


def test_a_family_is_added_with_its_members_as_rows(page: HouseholdsPage, village: Desk) -> None:
    ((lane,),) = ask(
        "SELECT name FROM building b WHERE kind = 'lane'"
        " AND (SELECT COUNT(*) FROM building o WHERE o.name = b.name) = 1 ORDER BY id LIMIT 1"
    )
    click(button(page, "新增户"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddHouseholdDialog)
    type_text(dialog.door.line, "那边第二家")
    click(button(dialog, "新增这一户"))
    assert dialog.keeper.messages()  # neither the door can be read, nor is anybody there
    dialog.door.line.clear()
    type_text(dialog.door.line, f"{lane}988号")
    while dialog.door.found is None:
        wait_for(dialog.door.recognised)
    assert "保存时一起新增" in words(dialog)
    head, child = dialog.members._rows[0], dialog.members.add_row()
    type_text(head.fields["name"], "欧阳大山")
    type_text(head.fields["phone"], "13800001234")
    type_text(child.fields["name"], "欧阳小山")
    type_text(child.fields["relation_word"], "子")
    type_text(child.fields["birth"], "2015-03")
    click(button(dialog, "新增这一户"))
    settle(village.jobs.wait)
    assert not dialog.isVisible()
    card = household_card(page.card.uid, today=village.today())
    assert [(member.name, member.relation) for member in card.members] == [
        ("欧阳大山", "户主"),
        ("欧阳小山", "子"),
    ]
    assert card.door.short == f"{lane}988号"
    assert page.table.current_uid == card.uid


def test_an_address_may_stay_words_until_its_building_is_there(page: HouseholdsPage, village: Desk) -> None:
    page.add()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddHouseholdDialog)
    type_text(dialog.door.line, "溪边老屋")
    click(dialog.as_written)
    dialog.as_written.setChecked(True)
    type_text(dialog.members._rows[0].fields["name"], "欧阳大山")
    click(button(dialog, "新增这一户"))
    settle(village.jobs.wait)
    card = household_card(page.card.uid, today=village.today())
    assert (card.address, card.door.dwelling_uid) == ("溪边老屋", "")


def test_the_selected_homes_are_exported_with_masked_numbers_and_logged(
    page: HouseholdsPage, village: Desk, tmp_path: Path
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    click(button(page, "导出"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    click(button(dialog, "导出 2 户"))
    assert "用途" in dialog.keeper.messages()["purpose"]
    assert access.list_accesses() == []
    type_text(dialog.purpose, "核对门牌")
    dialog.export_to(tmp_path / "户 名册")
    village.jobs.wait()
    sheet = load_workbook(tmp_path / "户 名册.xlsx").active
    assert sheet.max_row == 3
    assert [sheet.cell(row, 2).value for row in (2, 3)] == [page.model.text_at(row, 0) for row in (0, 1)]
    phones = [row.phones for row in (page.model.row_at(0), page.model.row_at(1))]
    for _, _, number in (each for home in phones for each in home):
        assert not [cell for row in sheet.iter_rows(values_only=True) for cell in row if number in str(cell)]
    (logged,) = access.list_accesses()
    assert (logged.purpose, logged.person_count, logged.subject) == ("核对门牌", 2, "户列表")


def test_the_selected_homes_go_to_the_visit_sheets(page: HouseholdsPage, village: Desk) -> None:
    opened: list[tuple[str, str]] = []
    village.open_requested.connect(lambda kind, uid: opened.append((kind, uid)))
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    click(button(page, "打印走访单"))
    assert opened == [("visit_sheet", ",".join(page.model.uid_at(row) for row in (0, 1)))]
