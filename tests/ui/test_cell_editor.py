"""Typing over a cell: Enter saves, Esc gives up, what cannot be saved says why."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from community_desk.domain.errors import UserError
from community_desk.ledger import residents
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS, ResidentRow
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.cell_editor import CellEditor
from community_desk.ui.desk import Desk
from community_desk.ui.table_view import RegisterTable
from community_desk.ui.tables import Column, LedgerTableModel
from tests.ui.villagers import Model, add_loner, make_model, show_table

Key = Qt.Key


@pytest.fixture
def model(village: Desk) -> Model:
    return make_model(village)


@pytest.fixture
def table(village: Desk, model: Model) -> Iterator[RegisterTable]:
    made = show_table(village, model)
    yield made
    made.hide()


@pytest.fixture
def editor(table: RegisterTable, model: Model) -> CellEditor:
    table.go_to(model.uid_at(5))
    QTest.keyClick(table, Key.Key_F2)
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
    add_loner(village)
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


def test_what_somebody_else_changed_meanwhile_is_not_covered(
    village: Desk, model: Model, editor: CellEditor
) -> None:
    uid = model.uid_at(5)
    residents.edit_resident(uid, name="别处改的", operator="李同事")
    village.jobs.wait()
    QTest.keyClicks(editor, "Anna Muster")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.is_open
    assert "刚在别处改过" in editor.accessibleDescription()
    QTest.keyClick(editor, Key.Key_Escape)


def test_leaving_the_list_writes_the_cell_or_says_why_not(
    village: Desk, table: RegisterTable, model: Model, editor: CellEditor
) -> None:
    uid = model.uid_at(5)
    QTest.keyClicks(editor, "Anna Muster")
    assert village.reasons_to_stay() == ["居民里有一格改了还没有保存。"]
    assert table.finish_editing()
    village.jobs.wait()
    assert model.text_at(model.row_of(uid), 0) == "Anna Muster"
    assert village.reasons_to_stay() == []
    table.go_to(uid)
    QTest.keyClick(table, Key.Key_F2)
    (again,) = [each for each in table.viewport().findChildren(CellEditor) if each.is_open]
    again.clear()
    assert not table.finish_editing()
    QTest.keyClick(again, Key.Key_Escape)


def test_a_cell_that_was_hidden_for_a_while_is_still_held(
    village: Desk, model: Model, editor: CellEditor
) -> None:
    uid = model.uid_at(5)
    QTest.keyClicks(editor, "Anna")
    QApplication.sendEvent(editor, QHideEvent())  # as under the lock, whose window takes the focus
    add_loner(village)
    village.jobs.wait()
    assert editor.text() == "Anna"
    assert model.uid_at(5) == uid


def typing_a_phone(table: RegisterTable, model: Model) -> CellEditor:
    """The cell of somebody's telephones, being typed in."""
    model.columns = (*model.columns[:4], replace(model.columns[4], save=refuse_words), *model.columns[5:])
    place = next(row for row in range(model.count) if model.text_at(row, 4))
    table.setCurrentIndex(model.index(place, 4))
    table.edit(model.index(place, 4))
    (made,) = table.viewport().findChildren(CellEditor)
    return made


def refuse_words(row: ResidentRow, text: str) -> str | None:
    """As lists of numbers are saved."""
    if not text.isdigit():
        return f"“{text}”不是电话。"
    residents.set_phones(row.uid, [("", text)], operator="王经办")
    return None


def test_what_is_typed_into_a_private_cell_is_hidden_from_bystanders_and_kept(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    editor = typing_a_phone(table, model)
    uid = model.uid_at(editor.index.row())
    editor.clear()
    QTest.keyClicks(editor, "1540000")
    village.is_private = True
    assert editor.isVisible()
    assert (editor.text(), editor.isReadOnly()) == (HIDDEN, True)
    QTest.keyClicks(editor, "9")
    village.is_private = False
    assert editor.text() == "1540000"
    QTest.keyClicks(editor, "0009")
    QTest.keyClick(editor, Key.Key_Return)
    assert closed(editor)
    assert residents.phones_of(uid) == [("", "15400000009")]


def test_a_private_cell_that_was_only_opened_has_its_text_again(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    editor = typing_a_phone(table, model)
    before = editor.text()
    village.is_private = True
    assert editor.text() == HIDDEN
    village.is_private = False
    assert editor.text() == before
    assert not editor.is_changed
    QTest.keyClick(editor, Key.Key_Escape)


def test_what_cannot_be_saved_is_not_repeated_before_bystanders(
    village: Desk, table: RegisterTable, model: Model
) -> None:
    editor = typing_a_phone(table, model)
    editor.clear()
    QTest.keyClicks(editor, "secret")
    village.is_private = True
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.is_open
    assert "secret" not in editor.accessibleDescription()
    assert "F9" in editor.accessibleDescription()
    village.is_private = False
    QTest.keyClick(editor, Key.Key_Return)
    assert "secret" in editor.accessibleDescription()
    QTest.keyClick(editor, Key.Key_Escape)


def test_a_name_is_typed_on_beside_bystanders(village: Desk, editor: CellEditor) -> None:
    QTest.keyClicks(editor, "Anna")
    village.is_private = True
    assert (editor.text(), editor.isReadOnly()) == ("Anna", False)
    QTest.keyClick(editor, Key.Key_Escape)
