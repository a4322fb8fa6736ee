"""The page of residents over the real village, driven with keys and mouse."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from community_desk.ledger import access, life_events, residents, saved_filters
from community_desk.ledger.cards import resident_card
from community_desk.ledger.finding import ask
from community_desk.ui.cell_editor import CellEditor
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_resident import AddResidentDialog
from community_desk.ui.pages.residents import ResidentsPage
from community_desk.ui.resident_editor import ResidentEditor
from tests.ui.hands import button, click, retype, settle, type_text, wait_for, words


@pytest.fixture
def page(village: Desk) -> Iterator[ResidentsPage]:
    made = ResidentsPage(village)
    made.resize(1009, 560)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.arrive()
    village.jobs.wait()
    made.table.setFocus()
    yield made
    made.card.stop_editing()


def press(page: ResidentsPage, key: Qt.Key) -> None:
    QTest.keyClick(page.table, key)
    page.desk.jobs.wait()


def test_the_count_stands_beside_the_title_and_the_card_follows_the_arrow(page: ResidentsPage) -> None:
    assert "1,000 人" in words(page)
    press(page, Qt.Key.Key_Home)
    first = page.card.card.name
    press(page, Qt.Key.Key_Down)
    assert page.card.card.uid == page.table.current_uid
    assert (first, page.card.card.name) == (page.model.text_at(0, 0), page.model.text_at(1, 0))


def test_the_card_is_wide_enough_and_can_be_put_away(page: ResidentsPage, village: Desk) -> None:
    assert page.card.width() >= village.theme.pixels(340)
    assert page.card.width() <= 0.45 * page.splitter.width()
    page.splitter.setSizes([1000, 0])
    assert page.card.visibleRegion().isEmpty()
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Return)
    assert page.card.width() >= village.theme.pixels(340)


def test_several_selected_are_counted_below(page: ResidentsPage) -> None:
    said: list[str] = []
    page.status_changed.connect(said.append)
    press(page, Qt.Key.Key_Down)
    for _ in range(2):
        QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert said[-1] == "1,000 人 · 已选 3"


def test_chips_narrow_the_list_and_are_taken_off_one_by_one(page: ResidentsPage, village: Desk) -> None:
    page.filters.menu.aboutToShow.emit()
    menus = {action.text(): action.menu() for action in page.filters.menu.actions()}
    assert {"网格", "楼栋（巷）", "关爱类别", "性别", "年龄段", "在住状态", "没有电话"} <= menus.keys()
    sexes = menus["性别"]
    next(action for action in sexes.actions() if action.text().startswith("女")).trigger()
    village.jobs.wait()
    women = page.model.count
    assert 0 < women < 1000
    page.filters.menu.aboutToShow.emit()
    ages = next(action.menu() for action in page.filters.menu.actions() if action.text() == "年龄段")
    next(action for action in ages.actions() if action.text() == "80 岁及以上").trigger()
    village.jobs.wait()
    assert 0 < page.model.count < women
    assert f"{page.model.count:,} 人" in words(page)
    click(next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "去掉筛选：女"))
    village.jobs.wait()
    old = ask(
        "SELECT COUNT(*) FROM resident WHERE birth <> '' AND birth <= ?", f"{village.today().year - 80}"
    )
    assert page.model.count >= old[0][0] // 2
    assert page.filters.wanted.sex == ""


def test_the_menu_says_how_many_each_value_would_leave(page: ResidentsPage, village: Desk) -> None:
    page.filters.menu.aboutToShow.emit()
    sexes = next(action.menu() for action in page.filters.menu.actions() if action.text() == "性别")
    sexes.aboutToShow.emit()
    village.jobs.wait()
    ((women,),) = ask("SELECT COUNT(*) FROM resident WHERE sex = '2' AND status IN ('living', 'away')")
    assert f"女\t{women:,}" in [action.text() for action in sexes.actions()]


def test_an_empty_result_says_so_and_offers_to_clear(page: ResidentsPage, village: Desk) -> None:
    page.filters.set(replace(page.filters.wanted, age_from=119))
    village.jobs.wait()
    assert "没有符合这些条件的" in words(page)
    click(button(page, "清除全部条件"))
    village.jobs.wait()
    assert page.model.count == 1000


def test_conditions_are_saved_chosen_again_renamed_and_taken_away(page: ResidentsPage, village: Desk) -> None:
    wanted = replace(page.filters.wanted, sex="2", age_from=80)
    page.filters.set(wanted)
    page.saved.save_present()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    retype(dialog.name, "高龄女性")
    click(button(dialog, "保存条件"))
    assert [saved.name for saved in saved_filters.list_filters("residents")] == ["高龄女性"]
    page.filters.clear()
    page.saved.fill()
    page.saved.menu().actions()[0].trigger()
    assert page.filters.wanted == wanted
    page.saved.remove("高龄女性")
    assert saved_filters.list_filters("residents") == []


def test_f2_types_over_a_cell_and_says_below_it_what_is_wrong(page: ResidentsPage, village: Desk) -> None:
    press(page, Qt.Key.Key_Home)
    uid = page.table.current_uid
    page.table.setCurrentIndex(
        page.model.index(0, [column.key for column in page.model.columns].index("sex"))
    )
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(CellEditor)
    assert editor is not None
    retype(editor, "不对")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "请填男或女" in words(editor.problem)
    retype(editor, "男")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(village.jobs.wait)
    assert resident_card(uid, today=village.today()).sex.word == "男"


def test_phones_typed_in_the_cell_keep_their_labels(page: ResidentsPage, village: Desk) -> None:
    press(page, Qt.Key.Key_Home)
    uid = page.table.current_uid
    column = next(place for place, each in enumerate(page.model.columns) if each.key == "phone")
    page.table.setCurrentIndex(page.model.index(0, column))
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(CellEditor)
    retype(editor, "13800001234、13900001234(女儿)")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(village.jobs.wait)
    assert residents.phones_of(uid) == [("", "13800001234"), ("女儿", "13900001234")]
    assert page.model.text_at(0, column) == "138 0000 1234、139 0000 1234（女儿）"


def test_open_goes_to_the_row_and_clears_a_filter_that_hides_it(page: ResidentsPage, village: Desk) -> None:
    said: list[str] = []
    village.said.connect(lambda sentence, _: said.append(sentence))
    man = str(
        ask("SELECT uid FROM resident WHERE sex = '1' AND status = 'living' ORDER BY name_key DESC LIMIT 1")[
            0
        ][0]
    )
    page.filters.set(replace(page.filters.wanted, sex="2"))
    village.jobs.wait()
    page.open("resident", man)
    village.jobs.wait()
    assert page.table.current_uid == man
    assert page.card.uid == man
    assert said == ["为了显示这一条，已去掉筛选条件。"]


def test_who_moved_away_is_shown_though_the_list_does_not_have_them(
    page: ResidentsPage, village: Desk
) -> None:
    uid = str(ask("SELECT uid FROM resident WHERE status = 'living' AND id NOT IN (SELECT head_id FROM household"
                  " WHERE head_id IS NOT NULL) LIMIT 1")[0][0])  # fmt: skip
    page.open("resident", uid)
    village.jobs.wait()
    life_events.moved_away(members=[uid], on=village.today().isoformat(), operator="王经办")
    settle(village.jobs.wait)
    assert page.model.count == 999
    assert page.card.uid == uid  # the person just dealt with stays in sight
    said: list[str] = []
    village.said.connect(lambda sentence, _: said.append(sentence))
    press(page, Qt.Key.Key_Home)
    page.open("resident", uid)
    village.jobs.wait()
    assert page.card.card.uid == uid
    assert "已搬离" in said[-1]


def test_a_form_with_unsaved_words_keeps_its_row(
    page: ResidentsPage, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    press(page, Qt.Key.Key_Down)
    uid = page.card.uid
    page.card.edit()
    retype(page.card.findChild(ResidentEditor).ui.reminder, "没写完")
    page.table.setFocus()
    press(page, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert page.card.uid == uid
    assert page.table.current_uid == uid
    assert not page.may_leave()


def test_a_resident_is_added_at_a_door_typed_as_people_write_it(page: ResidentsPage, village: Desk) -> None:
    head, door = ask(
        "SELECT r.uid, b.name || d.room FROM resident r JOIN household h ON h.head_id = r.id"
        " JOIN dwelling d ON d.id = h.dwelling_id JOIN building b ON b.id = d.building_id WHERE h.ends_on = ''"
        " AND (SELECT COUNT(*) FROM building o WHERE o.name = b.name) = 1 ORDER BY h.id LIMIT 1"
    )[0]
    known = resident_card(head, today=village.today())
    click(button(page, "新增居民"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddResidentDialog)
    type_text(dialog.door.line, door)
    while dialog.door.found is None:
        wait_for(dialog.door.recognised)
    assert known.door.full in words(dialog)
    assert dialog.home.currentText() == f"{known.name}这一户"
    click(button(dialog, "新增居民"))
    assert dialog.keeper.messages() == {"name": "请填写姓名。"}
    type_text(dialog.editor.ui.name, "欧阳小满")
    type_text(dialog.editor.ui.relation_word, "孙女")
    click(button(dialog, "新增居民"))
    settle(village.jobs.wait)
    assert page.card.card.name == "欧阳小满"
    assert page.card.card.household_uid == known.household_uid
    assert page.table.current_uid == page.card.uid


def test_visit_sheets_are_asked_for_the_homes_of_the_selected(page: ResidentsPage, village: Desk) -> None:
    opened: list[tuple[str, str]] = []
    village.open_requested.connect(lambda kind, uid: opened.append((kind, uid)))
    refused: list[str] = []
    village.refused.connect(refused.append)
    page.table.clearSelection()
    click(button(page, "打印走访单"))
    assert "请先在列表里选居民" in refused[0]
    press(page, Qt.Key.Key_Down)
    click(button(page, "打印走访单"))
    assert opened == [("visit_sheet", page.card.card.household_uid)]


def test_place_and_selection_stay_when_somebody_else_changes_the_ledger(
    page: ResidentsPage, village: Desk
) -> None:
    for _ in range(40):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    village.jobs.wait()
    uid, place = page.table.current_uid, page.table.verticalScrollBar().value()
    residents.add_resident(name="阿最前", operator="李经办")
    settle(village.jobs.wait)
    assert page.model.count == 1001
    assert page.table.current_uid == uid == page.card.uid
    assert abs(page.table.verticalScrollBar().value() - place) <= village.theme.row_height


def test_a_list_of_people_from_elsewhere_is_shown_alone(page: ResidentsPage, village: Desk) -> None:
    wanted = [page.model.uid_at(place) for place in (0, 5, 9)]
    page.open("residents", ",".join(wanted))
    settle(village.jobs.wait)
    assert page.model.count == 3
    assert "选出的 3 条" in words(page)


def test_a_list_that_is_carried_away_is_logged(page: ResidentsPage, village: Desk) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not [each for each in access.list_accesses() if each.purpose == "复制到剪贴板"]
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    (logged,) = [each for each in access.list_accesses() if each.purpose == "复制到剪贴板"]
    assert (logged.person_count, logged.operator) == (1000, village.operator)


def test_what_was_half_written_is_gone_on_with(page: ResidentsPage, village: Desk) -> None:
    page.open("residents", "new")
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, AddResidentDialog))
    assert dialog.isVisible()


def test_a_chip_that_goes_leaves_the_keyboard_to_the_list(page: ResidentsPage, village: Desk) -> None:
    page.filters.set(replace(page.filters.empty, sex="1"))
    settle(village.jobs.wait)
    chip = next(
        each for each in page.findChildren(QPushButton) if each.accessibleName().startswith("去掉筛选")
    )
    click(chip)
    settle(village.jobs.wait)
    assert page.model.count == 1000
    assert page.table.hasFocus()
