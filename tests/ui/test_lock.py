"""The lock covers all that can be read, keeps what was typed, and opens to those who belong here."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from community_desk.ledger import drafts, settings, staff
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.lock import LOCK_AFTER_MINUTES, NEUTRAL_TITLE, Lock, LockDialog
from community_desk.ui.main_window import MainWindow, PageEntry
from community_desk.ui.page import Page

PASSWORD = "yunxi2026"
SECRET = "138 0000 1234"


class _Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class _FormPage(Page):
    """A page with somebody's number and a form."""

    name, title, icon = "residents", "居民", "mdi6.account"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.body.addWidget(QLabel(SECRET))
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        self.note = QLineEdit()
        column.addWidget(self.note)
        self.body.addWidget(self.form)
        self.keeper = FormKeeper(self.form, desk, name="note", fields={"note": self.note})


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    for name in ("王经办", "林一二"):
        staff.add_staff(name=name, operator="王经办")
    made = MainWindow(desk, (PageEntry("residents", "居民", "mdi6.account", _FormPage),))
    made.show_page("residents")
    made.show()
    _activate(made)
    return made


@pytest.fixture
def lock(desk: Desk, window: MainWindow, clock: _Clock) -> Iterator[Lock]:
    made = Lock(desk, window, seconds=clock)
    made._watch(window.windowHandle())
    yield made
    if made.is_locked:
        made.unlock(desk.operator)


def _activate(widget: QWidget) -> None:
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
    QApplication.processEvents()


def _page_of(lock: Lock) -> LockDialog:
    assert lock.page is not None
    _activate(lock.page)
    return lock.page


def _form(window: MainWindow) -> _FormPage:
    page = window.page
    assert isinstance(page, _FormPage)
    return page


def _readable() -> list[str]:
    """Every word on every window that somebody could read now."""
    words = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            words.append(top.windowTitle())
            for widget in top.findChildren(QWidget):
                if widget.isVisible() and isinstance(widget, QLabel | QLineEdit):
                    words.append(widget.text())
    return words


def test_ctrl_l_covers_everything_and_enter_opens_again(lock: Lock, window: MainWindow) -> None:
    _form(window).note.setFocus()
    assert SECRET in _readable()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert lock.is_locked
    assert SECRET not in _readable()
    assert window.windowTitle() == NEUTRAL_TITLE
    page = _page_of(lock)
    focus = QApplication.focusWidget()
    assert focus is page.choice.cards[1]  # 王经办 sat here
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert not lock.is_locked
    assert SECRET in _readable()
    assert window.windowTitle() != NEUTRAL_TITLE


def test_the_button_locks_too(lock: Lock, window: MainWindow) -> None:
    QTest.mouseClick(window.standing.lock_button, Qt.MouseButton.LeftButton)
    assert lock.is_locked


def test_another_operator_may_come_back(lock: Lock, window: MainWindow, desk: Desk) -> None:
    lock.lock()
    page = _page_of(lock)
    QTest.keyClick(page.choice.cards[1], Qt.Key.Key_1)
    assert desk.operator == "林一二"
    assert window.standing.operator_button.text() == "林一二"


def test_what_was_typed_is_kept_before_it_is_covered(lock: Lock, window: MainWindow) -> None:
    form = _form(window)
    form.note.setFocus()
    QTest.keyClicks(form.note, "half a note")
    lock.lock()
    (draft,) = drafts.list_drafts(operator="王经办")
    assert draft.content["values"] == {"note": "half a note"}
    lock.unlock("王经办")
    assert form.note.text() == "half a note"
    assert QApplication.focusWidget() is form.note


def test_keys_of_the_window_do_nothing_under_the_lock(lock: Lock, window: MainWindow, desk: Desk) -> None:
    lock.lock()
    page = _page_of(lock)
    QTest.keyClick(page, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not desk.is_private
    assert not window.search_box.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert lock.is_locked
    page.close()
    assert lock.is_locked


def test_open_dialogs_are_covered_and_are_there_again(lock: Lock, window: MainWindow) -> None:
    dialog = QDialog(window)
    dialog.setWindowTitle("苏某某")
    column = QVBoxLayout(dialog)
    field = QLineEdit(SECRET)
    column.addWidget(field)
    dialog.open()
    _activate(dialog)
    lock.lock()
    words = _readable()
    assert SECRET not in words
    assert "苏某某" not in words
    lock.unlock("王经办")
    assert dialog.isVisible()
    assert dialog.windowTitle() == "苏某某"
    assert field.isVisible()


def test_what_opens_meanwhile_is_covered_too_and_does_not_take_the_lock_away(
    lock: Lock, window: MainWindow
) -> None:
    lock.lock()
    box = QMessageBox(window)
    box.setText(SECRET)
    box.open()
    QApplication.processEvents()
    assert SECRET not in _readable()
    assert QApplication.activeModalWidget() is lock.page
    lock.unlock("王经办")
    assert box.isVisible()
    assert SECRET in _readable()
    box.close()


def test_a_dialog_that_ends_under_the_lock_does_no_harm(lock: Lock, window: MainWindow) -> None:
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(QLabel(SECRET))
    dialog.open()
    lock.lock()
    dialog.setWindowTitle("导入完成")
    assert dialog.windowTitle() == NEUTRAL_TITLE
    dialog.close()
    dialog.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    lock.unlock("王经办")
    assert not lock.is_locked


def test_idle_minutes_lock_and_real_input_puts_it_off(
    lock: Lock, window: MainWindow, clock: _Clock, desk: Desk
) -> None:
    clock.now += 9 * 60
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)  # as the system delivers it
    clock.now += 9 * 60
    lock.look()
    assert not lock.is_locked
    # A program that moves things by itself is nobody at the desk.
    QTest.keyClick(_form(window).note, Qt.Key.Key_A)
    clock.now += 61
    lock.look()
    assert lock.is_locked


def test_the_minutes_are_a_setting_and_0_is_never(lock: Lock, clock: _Clock, desk: Desk) -> None:
    settings.put(LOCK_AFTER_MINUTES, 0, operator="王经办")
    QApplication.processEvents()
    clock.now += 86_400
    lock.look()
    assert not lock.is_locked
    settings.put(LOCK_AFTER_MINUTES, 1, operator="王经办")
    QApplication.processEvents()
    assert lock.is_locked  # nobody was here for a day


def test_a_pin_is_asked_for_under_the_lock(lock: Lock, desk: Desk) -> None:
    row = next(row for row in staff.list_staff() if row.name == "王经办")
    staff.set_pin(row.uid, "4321", operator="王经办")
    lock.lock()
    page = _page_of(lock)
    QTest.keyClick(page.choice.cards[1], Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "9999")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    page.choice.wait()
    assert lock.is_locked
    QTest.keyClicks(QApplication.focusWidget(), "4321")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    page.choice.wait()
    assert not lock.is_locked


def test_without_a_password_nobody_adds_themselves_to_get_in(lock: Lock) -> None:
    lock.lock()
    words = [button.text() for button in _page_of(lock).findChildren(QWidget) if hasattr(button, "text")]
    assert not any("我不在名单上" in word for word in words)


def test_with_a_password_it_is_asked_for_first(lock: Lock, desk: Desk) -> None:
    desk.ledger.change_password(PASSWORD)
    lock.lock()
    page = _page_of(lock)
    assert not page.choice.isVisible()
    assert QApplication.focusWidget() is page.password.line
    QTest.keyClicks(page.password.line, "wrong")
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    page.aside.wait()
    assert "密码不对" in page.message.text()
    assert lock.is_locked
    assert page.password.line.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(page.password.line, PASSWORD)  # typed over what was wrong
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    page.aside.wait()
    assert page.choice.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not lock.is_locked
    assert page.password.text() == ""


def test_the_program_can_be_closed_from_the_lock(
    lock: Lock, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    lock.lock()
    _page_of(lock).close_button.click()
    assert codes == [0]
    assert not desk.preferences.get_bytes("window/place").isEmpty()
