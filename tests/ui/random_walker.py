"""Somebody who clicks and types whatever is there, over a real window: what ``test_random_walk`` lets loose.

Every choice comes from one seed. Boxes and menus that wait for an answer in the middle of a click are answered from a
timer, as a second hand would; what was said to them is noted like every other step.
"""

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from community_desk.ui.card import DetailCard
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.main_window import MainWindow

CLICKED = (
    QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QTabBar, QAbstractItemView, QHeaderView,
)  # fmt: skip
# What says, when it is pressed, that something typed is not wanted any more.
GIVING_UP = ("不保存，离开", "丢弃", "不要了", "放弃", "恢复出厂", "去掉")
ASCII = (
    "3-2-501",
    "138",
    "suhong",
    "2026-03-08",
    "1955",
    "350212196612151237",
    "x",
    "0592-7057479",
    "#",
    "12",
)
HAN = ("苏红艳", "侨安一组", "户主", "独居", "阿卜杜·热西提", "𠮷田", "听力不好，敲门要久一点", "甲")
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
PAGES = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6)
KEYS = (
    *((Qt.Key.Key_Tab, NONE),) * 6,
    *((Qt.Key.Key_Return, NONE),) * 4,
    *((Qt.Key.Key_Escape, NONE),) * 4,
    *((Qt.Key.Key_F2, NONE),) * 4,
    *((Qt.Key.Key_S, CTRL),) * 4,
    *((Qt.Key.Key_Down, NONE),) * 4,
    *((key, ALT) for key in PAGES + PAGES),
    *((key, NONE) for key in (
        Qt.Key.Key_F9, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
        Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Plus,
    )),
    *((key, CTRL) for key in (
        Qt.Key.Key_K, Qt.Key.Key_Y, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_L, Qt.Key.Key_Home, Qt.Key.Key_Return,
    )),
    (Qt.Key.Key_Tab, SHIFT),
    (Qt.Key.Key_Down, SHIFT),
)  # fmt: skip


class RandomWalker(QObject):
    """Takes one step at a time. ``unwanted`` are accessible names of controls that are never pressed."""

    def __init__(self, window: MainWindow, seed: int, *, unwanted: frozenset[str]) -> None:
        super().__init__(window)
        self.window = window
        self.steps: list[str] = []
        self.has_given_up = False  # in the last step
        self.has_typed = False
        self._rng = Random(seed)
        self._unwanted = unwanted
        self._before: set[int] = set()
        self._is_stepping = False
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._answer_if_asked)
        self._timer.start()

    def step(self, may_undo: Callable[[], bool]) -> None:
        """Do one thing."""
        self.has_given_up = self.has_typed = False
        self._before = {id(top) for top in _waiting()}
        self._is_stepping = True
        try:
            self._choose(may_undo)
        finally:
            self._is_stepping = False

    def _choose(self, may_undo: Callable[[], bool]) -> None:
        if _waiting() and self._answer():
            return
        front = self._front()
        dice = self._rng.random()
        if dice < 0.04 and front is self.window:
            self._edit_card()
        elif dice < 0.08 and isinstance(front, FormDialog):
            self._note(f"presses “{front.verb.text()}”")
            QTest.mouseClick(front.verb, Qt.MouseButton.LeftButton)
        elif dice < 0.5:
            self._click(front)
        elif dice < 0.8:
            key, held = self._rng.choice(KEYS)
            self._press(front, key, held)
        elif dice < 0.97:
            self._type(front)
        elif dice < 0.985 and isinstance(front, QDialog):
            self._note(f"closes “{front.windowTitle()}”")
            front.close()
        elif may_undo():
            self._press(front, Qt.Key.Key_Z, CTRL)

    def _note(self, step: str) -> None:
        self.steps.append(step)

    def _front(self) -> QWidget:
        return QApplication.activeModalWidget() or self.window

    # Hands

    def _click(self, front: QWidget) -> None:
        grounds: list[QWidget] = [front]
        if front is self.window and self.window.page is not None and self._rng.random() < 0.8:
            grounds = [self.window.page]
        here = [
            each for ground in grounds for each in ground.findChildren(QWidget) if isinstance(each, CLICKED)
        ]
        here = [
            each for each in here if each.isVisible() and each.isEnabled() and not self._is_unwanted(each)
        ]
        self._rng.shuffle(here)
        for control in here[:8]:
            target = control.viewport() if isinstance(control, QAbstractItemView) else control
            seen = target.visibleRegion().boundingRect()
            if seen.isEmpty():
                continue
            spot = seen.center()
            if isinstance(control, QAbstractItemView | QHeaderView | QTabBar):
                spot = QPoint(
                    self._rng.randint(seen.left(), seen.right()), self._rng.randint(seen.top(), seen.bottom())
                )
            hit = front.childAt(target.mapTo(front, spot))
            if hit is None or not (hit is target or target.isAncestorOf(hit)):
                continue  # something lies over it
            if isinstance(control, QRadioButton) and self._rng.random() < 0.7:
                continue  # every other look is a second's work, and most of these choose one
            words = _words(control)
            twice = isinstance(control, QAbstractItemView) and self._rng.random() < 0.2
            held = (
                self._rng.choice((NONE, NONE, NONE, CTRL, SHIFT))
                if isinstance(control, QAbstractItemView)
                else NONE
            )
            self._note(f"clicks {words}{' twice' if twice else ''} at {spot.x()},{spot.y()}")
            self._see_whether_given_up(words)
            self.has_typed = not isinstance(
                control, QPushButton | QToolButton
            )  # ticked and unticked is as before
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, held, spot)
            if twice and isValid(target) and target.isVisible():
                QTest.mouseDClick(target, Qt.MouseButton.LeftButton, NONE, spot)
            return

    def _edit_card(self) -> None:
        """Something with an end: a card is edited and saved."""
        card = getattr(self.window.page, "card", None)
        if not isinstance(card, DetailCard) or not card.isVisible():
            return
        card.setFocus()
        self._note(f"edits {_words(card)}")
        QTest.keyClick(card.focusWidget() or card, Qt.Key.Key_F2)
        fields = (
            [
                each
                for each in (*card.findChildren(QLineEdit), *card.findChildren(QPlainTextEdit))
                if each.isVisible()
            ]
            if card.is_editing
            else []
        )
        if fields:
            field = self._rng.choice(fields)
            self._enter(field, self._rng.choice((*HAN, *ASCII)))
            QTest.keyClick(field, Qt.Key.Key_S, CTRL)
            self._note(f"saves what was typed in {_words(field)}")

    def _press(self, front: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        focus = front.focusWidget() or front
        if isinstance(focus, QAbstractButton) and key in {Qt.Key.Key_Return, Qt.Key.Key_Space}:
            if self._is_unwanted(focus):
                return
            self._see_whether_given_up(_words(focus))
        self._note(f"presses {held.name if held else ''} {key.name} in {_words(focus)}")
        self.has_typed = True
        QTest.keyClick(focus, key, held)

    def _type(self, front: QWidget) -> None:
        focus = front.focusWidget()
        fields = [
            each
            for each in front.findChildren(QWidget)
            if isinstance(each, QLineEdit | QPlainTextEdit) and each.isVisible() and each.isEnabled()
        ]
        if not isinstance(focus, QLineEdit | QPlainTextEdit) and fields and self._rng.random() < 0.8:
            focus = self._rng.choice(fields)
            focus.setFocus()
        if focus is None:
            return
        self.has_typed = True
        if self._rng.random() < 0.3:
            QTest.keyClick(focus, Qt.Key.Key_A, CTRL)
        if not isValid(focus):
            return
        self._enter(focus, self._rng.choice(ASCII if self._rng.random() < 0.5 else HAN))

    def _enter(self, field: QWidget, text: str) -> None:
        """With keys, or through an input method where keys cannot."""
        self.has_typed = True
        self._note(f"types {text} in {_words(field)}")
        if text.isascii():
            QTest.keyClicks(field, text)
            return
        QApplication.sendEvent(field, QInputMethodEvent("su'hong", []))
        if isValid(field):
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(field, composed)

    # Answers

    def _answer_if_asked(self) -> None:
        """Called while a step waits in an event loop of its own."""
        if self._is_stepping and any(id(top) not in self._before for top in _waiting()):
            self._answer()

    def _answer(self) -> bool:
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            actions = [
                each
                for each in popup.actions()
                if each.isEnabled() and each.isVisible() and not each.isSeparator()
            ]
            actions = [each for each in actions if not any(word in each.text() for word in self._unwanted)]
            if actions and self._rng.random() < 0.8:
                action = self._rng.choice(actions)
                self._note(f"chooses “{action.text()}”")
                self._see_whether_given_up(action.text())
                spot = popup.actionGeometry(action).center()
                QTest.mouseClick(popup, Qt.MouseButton.LeftButton, NONE, spot)
            else:
                self._note("closes the menu")
                QTest.keyClick(popup, Qt.Key.Key_Escape)
            return True
        if popup is not None:
            key = self._rng.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape))
            self._note(f"presses {key.name} in a list that is open")
            self.has_typed = True
            QTest.keyClick(popup.focusWidget() or popup, key)
            return True
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            button = self._rng.choice(box.buttons())
            self._note(f"answers “{box.text()[:30]}” with “{button.text()}”")
            self._see_whether_given_up(button.text())
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return True
        return False

    def _see_whether_given_up(self, words: str) -> None:
        if any(word in words for word in GIVING_UP):
            self.has_given_up = True

    def _is_unwanted(self, control: QWidget) -> bool:
        return any(word in _words(control) for word in self._unwanted)


def _waiting() -> list[QWidget]:
    """Menus, lists and boxes that are open."""
    found = [QApplication.activePopupWidget(), QApplication.activeModalWidget()]
    return [
        each
        for each in found
        if each is not None and not (isinstance(each, QDialog) and not isinstance(each, QMessageBox))
    ]


def _words(widget: QWidget) -> str:
    name = widget.accessibleName() or widget.objectName()
    if isinstance(widget, QAbstractButton) and widget.text() not in name:
        name = f"{widget.text()} {name}"
    return f"{type(widget).__name__} “{name.strip()}”"
