"""F9 and Ctrl+L in dialogs before the window, and what a form in a dialog shows while somebody stands by."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from community_desk.ledger import staff
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import NEUTRAL_TITLE, FormDialog
from community_desk.ui.lock import Lock, LockDialog
from community_desk.ui.main_window import MainWindow, PageEntry
from community_desk.ui.page import Page
from tests.ui.hands import button, click, words

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class _Blank(Page):
    name, title, icon = "home", "工作台", "mdi6.home"


class _NoteDialog(FormDialog):
    """A note about somebody."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, title="给苏某某登记低保", verb="登记低保")
        form = QWidget()
        self.note = QLineEdit()
        QVBoxLayout(form).addWidget(self.note)
        self.set_form(form, name="note", fields={"note": self.note})
        self.saved = 0

    def save(self) -> None:
        self.saved += 1


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    made = MainWindow(desk, (PageEntry("home", "工作台", "mdi6.home", _Blank),))
    made.show_page("home")
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    return made


@pytest.fixture
def dialog(desk: Desk, window: MainWindow) -> Iterator[_NoteDialog]:
    made = _NoteDialog(desk, window)
    to_front(made)
    made.note.setFocus()
    yield made
    made.hide()


def to_front(dialog: QDialog) -> None:
    dialog.open()
    QTest.qWaitForWindowExposed(dialog)
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    QApplication.processEvents()


def test_keys_work_in_any_dialog_and_once(desk: Desk, window: MainWindow) -> None:
    locks: list[int] = []
    desk.lock_requested.connect(lambda: locks.append(1))
    plain = QDialog(window)
    QVBoxLayout(plain).addWidget(QPushButton("某个字"))
    question = QMessageBox(QMessageBox.Icon.Question, "问", "问什么", QMessageBox.StandardButton.Ok, window)
    for front in (plain, question, plain):
        to_front(front)
        QTest.keyClick(front, Key.Key_F9)
        assert desk.is_private
        QTest.keyClick(front, Key.Key_F9)
        assert not desk.is_private
        locks.clear()
        QTest.keyClick(front, Key.Key_L, CONTROL)
        assert locks == [1]
        front.hide()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        QApplication.processEvents()
    QTest.keyClick(window, Key.Key_F9)
    assert desk.is_private


def test_a_form_is_covered_and_comes_back_as_it_was(desk: Desk, dialog: _NoteDialog) -> None:
    QTest.keyClicks(dialog.note, "a note")
    size = dialog.size()
    QTest.keyClick(dialog.note, Key.Key_F9)
    assert desk.is_private
    assert not dialog.note.isVisible()
    assert "低保" not in words(dialog)
    assert dialog.windowTitle() == NEUTRAL_TITLE
    QTest.keyClick(dialog.focusWidget(), Key.Key_Return)
    assert desk.is_private  # Enter, meant for the form, does not show it
    QTest.keyClick(dialog, Key.Key_F9)
    assert not desk.is_private
    assert (dialog.note.text(), dialog.note.isVisible()) == ("a note", True)
    assert dialog.focusWidget() is dialog.note
    assert dialog.windowTitle() == "给苏某某登记低保"
    assert (dialog.size(), dialog.saved) == (size, 0)


def test_the_mouse_brings_a_covered_form_back(desk: Desk, dialog: _NoteDialog) -> None:
    desk.is_private = True
    click(button(dialog, "恢复显示（F9）"))
    assert not desk.is_private
    assert dialog.note.isVisible()


def test_a_form_opened_beside_bystanders_is_covered_at_once(desk: Desk, window: MainWindow) -> None:
    desk.is_private = True
    made = _NoteDialog(desk, window)
    to_front(made)
    assert "低保" not in words(made)
    assert made.windowTitle() == NEUTRAL_TITLE
    QTest.keyClick(made, Key.Key_F9)
    assert made.note.isVisible()
    assert made.height() > made.note.height() * 3
    made.hide()


def test_the_lock_over_a_dialog_takes_no_other_key(
    desk: Desk, window: MainWindow, dialog: _NoteDialog
) -> None:
    staff.add_staff(name="王经办", operator="王经办")
    lock = Lock(desk, window)
    QTest.keyClick(dialog.note, Key.Key_L, CONTROL)
    assert lock.is_locked
    (page,) = [top for top in QApplication.topLevelWidgets() if isinstance(top, LockDialog)]
    QTest.qWaitForWindowActive(page)
    QTest.keyClick(page, Key.Key_F9)
    assert not desk.is_private
    lock.unlock("王经办")
    assert dialog.note.isVisible()


def test_a_sentence_about_somebody_goes_when_somebody_comes(desk: Desk, window: MainWindow) -> None:
    desk.say("已撤回苏某某的“低保”。", undo=True)
    assert window.toast.isVisible()
    desk.is_private = True
    assert not window.toast.isVisible()
