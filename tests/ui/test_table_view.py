"""The table on the screen: keys, refreshes that keep the place, headings, copying, empty lists."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from community_desk.ledger import residents
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS
from community_desk.ui.desk import Desk
from community_desk.ui.table_view import MOST_COPIED, RegisterTable
from community_desk.ui.tables import Index, LedgerTableModel
from tests.ui.villagers import Model, add_loner, make_columns, make_model, show_table

Key = Qt.Key


@pytest.fixture
def model(village: Desk) -> Model:
    return make_model(village)


@pytest.fixture
def table(village: Desk, model: Model) -> Iterator[RegisterTable]:
    made = show_table(village, model)
    yield made
    made.hide()


def key(
    table: RegisterTable, which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(table, which, modifier)


def test_keys_move_open_and_tell(table: RegisterTable, model: Model) -> None:
    opened: list[str] = []
    current: list[str] = []
    table.opened.connect(opened.append)
    table.current_changed.connect(current.append)
    assert table.go_to(model.uid_at(3))
    key(table, Key.Key_Down)
    key(table, Key.Key_Return)
    assert current == [model.uid_at(3), model.uid_at(4)]
    assert opened == [model.uid_at(4)]
    key(table, Key.Key_End)
    assert table.current_uid == model.uid_at(999)
    key(table, Key.Key_Home)
    assert table.current_uid == model.uid_at(0)
    assert not table.go_to("nothing like it")


def test_a_double_click_opens(table: RegisterTable, model: Model) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    at = table.visualRect(model.index(2, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [model.uid_at(2)]


def test_letters_go_to_the_search_and_so_does_what_is_composed(village: Desk, table: RegisterTable) -> None:
    typed: list[str] = []
    village.search_requested.connect(typed.append)
    table.go_to(table.table.uid_at(0))
    QTest.keyClicks(table, "s8")
    key(table, Key.Key_Space)
    key(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for preedit, commit in (("su", ""), ("", "苏")):
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QApplication.sendEvent(table, event)
    assert typed == ["s", "8", "苏"]
    assert table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_refresh_keeps_current_selection_and_place(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    table.go_to(model.uid_at(500))
    table.selectRow(500)
    for _ in range(3):
        key(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen, current = table.selected_uids(), table.current_uid
    top = model.uid_at(table.rowAt(0))
    told: list[str] = []
    table.current_changed.connect(told.append)
    assert len(chosen) == 4
    before = model.row_of(chosen[0])
    add_loner(village)  # 白白某 stands above them
    village.jobs.wait()
    assert model.row_of(chosen[0]) == before + 1
    assert (table.selected_uids(), table.current_uid) == (chosen, current)
    assert model.uid_at(table.rowAt(0)) == top
    assert not told


def test_a_new_order_keeps_the_current_row_in_sight(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    table.go_to(model.uid_at(0))
    current = table.current_uid
    model.set_sort("name", descending=True)
    village.jobs.wait()
    assert table.current_uid == current
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    assert table.selected_uids() == [current]


def test_who_is_no_longer_in_the_list_is_current_no_longer(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    table.go_to(model.uid_at(0))
    told: list[str] = []
    table.current_changed.connect(told.append)
    other = model.uid_at(9)
    model.set_filter(ResidentFilter(only_uids=(other,)))
    village.jobs.wait()
    assert told == [""]
    assert table.selected_count() == 0
    table.go_to(other)
    assert told == ["", other]


def test_everything_stays_selected_however_many_rows_come(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    key(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selected_count() == 1000
    add_loner(village)
    village.jobs.wait()
    assert table.selected_count() == 1001
    assert len(table.selected_uids()) == 1001


def test_no_cell_is_asked_for_when_everything_is_selected(village: Desk) -> None:
    asked: list[int] = []

    class Counting(LedgerTableModel[ResidentFilter]):
        def flags(self, index: Index) -> Qt.ItemFlag:
            asked.append(1)
            return super().flags(index)

    model = Counting(village, RESIDENTS, make_columns(village), ResidentFilter(), parent=village)
    table = RegisterTable(village, model, name="residents", title="居民")
    table.show()
    village.jobs.wait()
    asked.clear()
    key(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert not table.grab().isNull()
    assert table.selected_count() == 1000
    assert len(asked) < 1000


def test_a_click_on_a_heading_sorts_and_is_remembered(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    head = table.horizontalHeader()

    def click(column: int) -> None:
        at = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        village.jobs.wait()

    click(3)
    assert (model.sort_key, model.descending) == ("door", False)
    click(3)
    assert (model.sort_key, model.descending) == ("door", True)
    assert (head.sortIndicatorSection(), head.sortIndicatorOrder()) == (3, Qt.SortOrder.DescendingOrder)
    click(4)  # phones have no order
    assert (model.sort_key, head.sortIndicatorSection()) == ("door", 3)
    again = LedgerTableModel(village, RESIDENTS, make_columns(village), ResidentFilter())
    RegisterTable(village, again, name="residents", title="居民")
    assert (again.sort_key, again.descending) == ("door", True)


def test_widths_and_hidden_columns_are_remembered(village: Desk, table: RegisterTable, model: Model) -> None:
    assert table.isColumnHidden(5)
    table.setColumnWidth(1, 123)
    actions = {action.text(): action for action in table.column_menu().actions()}
    actions["性别"].trigger()
    actions["备注"].trigger()
    again = RegisterTable(village, model, name="residents", title="居民")
    assert [again.isColumnHidden(column) for column in (1, 5)] == [True, False]
    again.setColumnHidden(1, False)
    assert abs(again.columnWidth(1) - 123) <= 1
    for action in again.column_menu().actions():
        if action.text() == "恢复原来的列":
            action.trigger()
    assert [again.isColumnHidden(column) for column in (1, 5)] == [False, True]


def test_the_last_column_cannot_be_hidden(table: RegisterTable) -> None:
    for action in table.column_menu().actions()[:4]:
        action.trigger()
    left = [action for action in table.column_menu().actions() if action.isChecked()]
    assert [(action.text(), action.isEnabled()) for action in left] == [("电话", False)]


def test_copied_rows_are_a_table_whose_texts_stay_texts(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    said: list[str] = []
    village.said.connect(lambda sentence, _undo: said.append(sentence))
    uid = residents.add_resident(
        name="白<b>\t某", sex="女", birth="1955", phones=[("", "15400000001")], operator="王经办"
    ).uid
    village.jobs.wait()
    table.go_to(uid)
    key(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    content = QGuiApplication.clipboard().mimeData()
    name = model.text_at(model.row_of(uid), 0)
    plain = " ".join(name.split())
    assert content.text() == f"姓名\t性别\t出生\t门牌\t电话\n{plain}\t女\t1955\t\t15400000001"
    assert "<td style='mso-number-format:\"\\@\"'>15400000001</td>" in content.html()
    assert "<td>1955</td>" in content.html()
    assert "<b>" not in content.html()
    assert said == ["已复制 1 行，可以粘贴到表格里"]
    village.is_private = True
    table.copy_selected()
    assert "15400000001" not in QGuiApplication.clipboard().text()


def test_too_many_rows_are_not_copied(
    village: Desk, table: RegisterTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community_desk.ui.table_view.MOST_COPIED", 999)
    assert MOST_COPIED > 999
    refused: list[str] = []
    village.refused.connect(refused.append)
    key(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.copy_selected()
    assert refused == ["一次最多复制 999 行，现在选了 1,000 行；请用“导出”。"]


def test_an_empty_list_says_what_goes_here(village: Desk, table: RegisterTable, model: Model) -> None:
    steps: list[int] = []
    table.set_empty("没有符合条件的居民。", "清除筛选", lambda: steps.append(1))
    button = next(each for each in table.findChildren(QPushButton) if each.text() == "清除筛选")
    assert not button.isVisible()
    model.set_filter(ResidentFilter(only_uids=()))
    village.jobs.wait()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert steps == [1]
    model.set_filter(ResidentFilter())
    village.jobs.wait()
    assert not button.isVisible()


def test_the_row_menu_offers_what_the_page_adds(village: Desk, table: RegisterTable, model: Model) -> None:
    table.addAction("打印走访单")
    table.go_to(model.uid_at(1))
    words = [action.text().partition("\t")[0] for action in table.row_menu().actions() if action.text()]
    assert words == ["打开", "打印走访单", "复制 1 行"]
