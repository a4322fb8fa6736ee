"""A number that is shown in full on request only, in a form of its own and in that of a category."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from community_desk.domain.masking import mask_id
from community_desk.ledger import access, resident_categories, residents
from community_desk.ledger.cards import resident_card
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.category_dialog import CategoryDialog
from community_desk.ui.guarded_line import GuardedLine
from community_desk.ui.tab_order import order_tabs
from tests.ui.hands import click, retype

NUMBER = "110105194912310021"
CERTIFICATE = f"{NUMBER}44"


@pytest.fixture
def line(desk: Desk) -> Iterator[GuardedLine]:
    ground = QWidget()
    column = QVBoxLayout(ground)
    made = GuardedLine()
    made.setAccessibleName("证件号码")
    made.guard(desk, subject="苏某某 1-1-101")
    made.set_value(NUMBER)
    for each in (QLineEdit(), made, QLineEdit()):
        column.addWidget(each)
    order_tabs(ground)
    ground.show()
    QTest.qWaitForWindowExposed(ground)
    ground.activateWindow()
    QTest.qWaitForWindowActive(ground)
    made.setFocus()
    yield made
    ground.hide()


def test_a_line_for_a_new_number_is_a_line_as_any_other(desk: Desk) -> None:
    made = GuardedLine()
    changes: list[str] = []
    made.value_changed.connect(lambda: changes.append(made.value()))
    made.show()
    retype(made, "11")
    assert changes[-2:] == ["1", "11"]
    made.set_value(NUMBER)
    made.hide()
    made.show()
    assert (made.text(), made.isReadOnly(), made.button.isVisible()) == (NUMBER, False, False)


def test_what_is_put_in_is_masked_and_cannot_be_typed_over(line: GuardedLine) -> None:
    QTest.keyClicks(line, "9")
    assert (line.text(), line.value(), line.is_masked) == (mask_id(NUMBER), NUMBER, True)
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == mask_id(NUMBER)
    line.selectAll()
    line.copy()
    assert QApplication.clipboard().text() == mask_id(NUMBER)


def test_the_button_is_reached_by_key_and_shows_the_number(line: GuardedLine) -> None:
    assert "会记下" in line.button.accessibleName()
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line.button
    QTest.keyClick(line.button, Qt.Key.Key_Space)
    assert (line.text(), line.isReadOnly(), line.hasFocus()) == (NUMBER, False, True)
    (look,) = access.list_accesses()
    assert (look.subject, look.operator) == ("苏某某 1-1-101", "王经办")


def test_a_look_that_cannot_be_logged_shows_nothing(
    line: GuardedLine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "why_read_only", "台账是以只读方式打开的，不能保存。")
    click(line.button)
    assert line.text() == mask_id(NUMBER)
    assert access.list_accesses() == []


def test_an_empty_line_is_typed_into_and_masked_when_it_was_away(line: GuardedLine) -> None:
    line.set_value("")
    assert not line.button.isVisible()
    retype(line, NUMBER)
    line.hide()
    line.show()
    assert (line.text(), line.value()) == (mask_id(NUMBER), NUMBER)


def test_the_button_keeps_to_the_right_end(line: GuardedLine) -> None:
    for width in (300, 200, 400):
        line.resize(width, line.height())
        assert line.rect().contains(line.button.geometry())
        assert line.button.geometry().right() > width - 20


def test_the_number_of_a_certificate_is_masked_where_a_category_is_corrected(desk: Desk) -> None:
    uid = residents.add_resident(name="苏某某", operator="王经办").uid
    resident_categories.add_category(
        uid, category="disability", certificate_number=CERTIFICATE, source="上门了解", operator="王经办"
    )
    (fact,) = resident_card(uid, today=desk.today()).categories
    window = QMainWindow()
    window.show()
    dialog = CategoryDialog(desk, window, resident=uid, name="苏某某", fact=fact)
    dialog.open()
    QTest.qWaitForWindowExposed(dialog)
    line = dialog.ui.certificate_number
    assert line.isVisible()
    assert line.text() == mask_id(CERTIFICATE)
    assert dialog.keeper is not None
    assert dialog.keeper.changes() == {}
    click(line.button)
    assert line.text() == CERTIFICATE
    (look,) = access.list_accesses()
    assert "苏某某" in look.subject
    desk.operator = "林一二"
    assert line.text() == mask_id(CERTIFICATE)
    dialog.reject()
