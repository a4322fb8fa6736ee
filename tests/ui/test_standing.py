"""Who sits at the window can be seen and changed, and 有人在旁 can be seen for as long as it holds."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from community_desk.ledger import staff
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.unlock import operator_key
from community_desk.ui.main_window import MainWindow, PageEntry
from community_desk.ui.page import Page
from community_desk.ui.standing import OperatorDialog, PrivacyLine


class _Blank(Page):
    name, title, icon = "home", "工作台", "mdi6.home"


def _window(desk: Desk) -> MainWindow:
    window = MainWindow(desk, (PageEntry("home", "工作台", "mdi6.home", _Blank),))
    window.show_page("home")
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return window


def test_the_operator_is_changed_at_the_top_and_remembered_on_this_pc(desk: Desk) -> None:
    for name in ("王经办", "林一二"):
        staff.add_staff(name=name, operator="王经办")
    window = _window(desk)
    assert window.standing.operator_button.text() == "王经办"
    QTest.mouseClick(window.standing.operator_button, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, OperatorDialog)
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    QApplication.processEvents()
    assert QApplication.focusWidget() is dialog.choice.cards[1]
    QTest.keyClick(dialog.choice.cards[1], Qt.Key.Key_1)
    assert desk.operator == "林一二"
    assert window.standing.operator_button.text() == "林一二"
    assert "林一二" in window.standing.operator_button.accessibleName()
    assert desk.preferences.get(operator_key(desk.ledger), "") == "林一二"


def test_esc_keeps_the_operator(desk: Desk) -> None:
    staff.add_staff(name="林一二", operator="王经办")
    staff.add_staff(name="陈一", operator="王经办")
    window = _window(desk)
    window.standing.choose_operator()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert desk.operator == "王经办"


def test_somebody_standing_by_is_said_until_it_is_over(desk: Desk) -> None:
    window = _window(desk)
    line = window.findChild(PrivacyLine)
    assert line is not None
    assert not line.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert line.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not line.isVisible()
    desk.is_private = True
    button = line.findChild(QPushButton)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not desk.is_private
