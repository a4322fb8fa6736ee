"""Tables over the made-up village: rows on demand, orders, refreshes that keep the place, keys, copying, editing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from community_desk.domain.codes import Sex
from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, residents
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS, ResidentRow
from community_desk.ui.cell_editor import CellEditor
from community_desk.ui.desk import Desk
from community_desk.ui.table_view import MOST_COPIED, RegisterTable
from community_desk.ui.tables import HIDDEN, Column, Index, LedgerTableModel

Key = Qt.Key
Model = LedgerTableModel[ResidentFilter]


def make_columns(desk: Desk) -> list[Column]:
    def rename(row: ResidentRow, text: str) -> str | None:
        if not text:
            return "姓名不能空着。"
        residents.edit_resident(row.uid, name=text, operator=desk.operator)
        return None

    return [
        Column("name", "姓名", 6, lambda row: str(row.name), "name", save=rename),
        Column("sex", "性别", 3, lambda row: Sex(row.sex).word, "sex"),
        Column("birth", "出生", 6, lambda row: str(row.birth), "birth", is_number=True),
        Column("door", "门牌", 10, lambda row: str(row.short), "door"),
        Column(
            "phones", "电话", 8, lambda row: "、".join(number for _, number in row.phones), is_private=True
        ),
        Column("note", "备注", 8, lambda row: str(row.reminder), is_hidden=True),
    ]


@pytest.fixture
def model(village: Desk) -> Model:
    made = LedgerTableModel(village, RESIDENTS, make_columns(village), ResidentFilter(), parent=village)
    made.load()
    village.jobs.wait()
    return made


@pytest.fixture
def table(village: Desk, model: Model) -> Iterator[RegisterTable]:
    made = RegisterTable(village, model, name="residents", title="居民")
    made.resize(800, 400)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.setFocus()
    village.jobs.wait()
    yield made
    made.hide()


def names(model: Model) -> list[str]:
    return [model.text_at(row, 0) for row in range(model.count)]


def key(
    table: RegisterTable, which: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(table, which, modifier)


def shown_name(table: RegisterTable) -> str:
    return table.table.text_at(table.currentIndex().row(), 0)


# The model


def test_nothing_is_read_before_it_is_asked_for(village: Desk) -> None:
    model = LedgerTableModel(village, RESIDENTS, make_columns(village), ResidentFilter())
    village.jobs.wait()
    assert (model.rowCount(), model.is_loaded) == (0, False)


def test_rows_are_those_of_the_list_whatever_place_is_looked_at_first(village: Desk, model: Model) -> None:
    order = RESIDENTS.order(ResidentFilter(), sort="name", descending=False, today=village.today())
    expected = {
        row[1]: row[2] for start in range(0, 1000, 200) for row in RESIDENTS.rows(order[start : start + 200])
    }
    assert model.rowCount() == len(order) == len(expected)
    for place in (999, 0, 500, 15, 16, 17):
        uid = model.uid_at(place)
        assert model.text_at(place, 0) == expected[uid]
        assert model.row_of(uid) == place
    assert set(names(model)) == set(expected.values())


def test_a_new_order_and_a_filter(village: Desk, model: Model) -> None:
    model.set_sort("birth", descending=True)
    village.jobs.wait()
    births = [model.text_at(row, 2) for row in range(model.count)]
    known = [birth for birth in births if birth]
    assert known == sorted(known, reverse=True)
    assert births[: len(known)] == known
    model.set_filter(ResidentFilter(sex="2"))
    village.jobs.wait()
    assert 0 < model.count < 1000
    assert {model.text_at(row, 1) for row in range(model.count)} == {"女"}
    with pytest.raises(ValueError, match="shoe_size"):
        model.set_sort("shoe_size")


def test_of_two_questions_the_newest_is_answered(village: Desk, model: Model) -> None:
    model.set_filter(ResidentFilter(sex="2"))
    model.set_filter(ResidentFilter(only_uids=(model.uid_at(7),)))
    village.jobs.wait()
    assert model.count == 1


def test_a_changed_row_is_read_again_and_the_others_are_not(village: Desk, model: Model) -> None:
    for place in (0, 500):
        model.row_at(place)
    other, resets = model.row_at(500), []
    model.modelReset.connect(lambda: resets.append(1))
    residents.add_phone(model.uid_at(0), number="15400000009", operator="王经办")
    village.jobs.wait()
    assert "15400000009" in model.text_at(0, 4)
    assert model.row_at(500) is other
    assert not resets


def test_a_renamed_person_moves_and_a_withdrawn_one_goes(village: Desk, model: Model) -> None:
    first, second = model.uid_at(0), model.uid_at(1)
    residents.edit_resident(first, name="祝祝某", operator="王经办")
    village.jobs.wait()
    assert model.uid_at(0) == second
    assert model.text_at(model.row_of(first), 0) == "祝祝某"
    gone = _loner(village)
    village.jobs.wait()
    assert (model.count, model.uid_at(0)) == (1001, gone)
    residents.withdraw_resident(gone, reason="登错了", operator="王经办")
    village.jobs.wait()
    assert (model.count, model.row_of(gone)) == (1000, -1)


def _loner(desk: Desk) -> str:
    return residents.add_resident(name="白白某", operator=desk.operator).uid


def test_out_of_sight_it_waits_and_catches_up_when_looked_at_again(village: Desk, model: Model) -> None:
    model.pause()
    _loner(village)
    village.jobs.wait()
    assert model.count == 1000
    model.resume()
    village.jobs.wait()
    assert model.count == 1001


def test_private_columns_show_nothing_while_somebody_stands_by(village: Desk, model: Model) -> None:
    told: list[int] = []
    model.dataChanged.connect(lambda: told.append(1))
    number = next(row for row in range(1000) if model.text_at(row, 4))
    village.is_private = True
    assert told
    assert {model.text_at(row, 4) for row in range(50)} == {HIDDEN}
    assert model.text_at(number, 0) != HIDDEN
    village.is_private = False
    assert model.text_at(number, 4) != HIDDEN


def test_numbers_stand_at_the_right(model: Model) -> None:
    def alignment(column: int) -> int:
        return int(model.data(model.index(0, column), Qt.ItemDataRole.TextAlignmentRole))

    assert alignment(2) & int(Qt.AlignmentFlag.AlignRight)
    assert alignment(0) & int(Qt.AlignmentFlag.AlignLeft)


# The view


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
    _loner(village)  # 白白某 stands above them
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
    _loner(village)
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


# Typing over a cell


@pytest.fixture
def editor(table: RegisterTable, model: Model) -> CellEditor:
    table.go_to(model.uid_at(5))
    key(table, Key.Key_F2)
    (made,) = table.viewport().findChildren(CellEditor)
    return made


def closed(editor: CellEditor) -> bool:
    is_open = editor.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return not is_open


def test_enter_saves_what_was_typed(village: Desk, model: Model, editor: CellEditor) -> None:
    uid = model.uid_at(5)
    assert (editor.text(), editor.selectedText(), editor.accessibleName()) == (model.text_at(5, 0),) * 2 + (
        "姓名",
    )
    QTest.keyClicks(editor, "Anna Muster")
    QTest.keyClick(editor, Key.Key_Return)
    assert closed(editor)
    village.jobs.wait()
    assert model.text_at(model.row_of(uid), 0) == "Anna Muster"


def test_esc_gives_up(village: Desk, model: Model, editor: CellEditor) -> None:
    before = model.text_at(5, 0)
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Escape)
    assert closed(editor)
    village.jobs.wait()
    assert model.text_at(5, 0) == before


def test_what_cannot_be_saved_says_why_and_stays(village: Desk, model: Model, editor: CellEditor) -> None:
    editor.clear()
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.isVisible()
    assert editor.problem.isVisible()
    assert editor.accessibleDescription() == "姓名不能空着。"
    QTest.keyClicks(editor, "a")
    assert not editor.problem.isVisible()
    assert editor.accessibleDescription() == ""


def test_a_refusal_of_the_ledger_is_said_under_the_line(
    village: Desk, model: Model, editor: CellEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UserError("这一条刚在别处改过，请看一眼新的内容再改。")

    monkeypatch.setattr(residents, "edit_resident", refuse)
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.accessibleDescription() == "这一条刚在别处改过，请看一眼新的内容再改。"


def test_a_composition_is_not_cut_by_enter(model: Model, editor: CellEditor) -> None:
    QApplication.sendEvent(editor, QInputMethodEvent("su", []))
    QTest.keyClick(editor, Key.Key_Return)
    QTest.keyClick(editor, Key.Key_Escape)
    assert editor.isVisible()
    event = QInputMethodEvent("", [])
    event.setCommitString("苏某")
    QApplication.sendEvent(editor, event)
    assert editor.text() == "苏某"
    QTest.keyClick(editor, Key.Key_Return)
    assert closed(editor)


def test_rows_stay_where_they_are_while_somebody_types(
    village: Desk, model: Model, editor: CellEditor
) -> None:
    QTest.keyClicks(editor, "x")
    _loner(village)
    village.jobs.wait()
    assert (editor.isVisible(), editor.text(), model.count) == (True, "x", 1000)
    QTest.keyClick(editor, Key.Key_Escape)
    assert closed(editor)
    assert model.count == 1001


def test_nothing_is_typed_over_where_nothing_may_be(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    columns: list[Column] = [Column("sex", "性别", 3, lambda row: str(row.sex))]
    plain = RegisterTable(
        village, LedgerTableModel(village, RESIDENTS, columns, ResidentFilter()), name="plain", title="居民"
    )
    plain.show()
    village.jobs.wait()
    assert not plain.edit_current()
    plain.go_to(model.uid_at(0))
    assert not plain.edit_current()
    assert not plain.findChildren(QLineEdit)


def test_a_renamed_building_is_read_everywhere(village: Desk, model: Model) -> None:
    model.set_sort("door")
    village.jobs.wait()
    building = buildings.list_buildings()[0]
    buildings.edit_building(building.uid, name="新桥路", operator="王经办")
    village.jobs.wait()
    assert any("新桥路" in model.text_at(row, 3) for row in range(model.count))
