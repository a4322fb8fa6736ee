"""The lock: everything that can be read is covered until somebody of the office is back.

It comes by Ctrl+L, by the button, and after minutes without a key or a mouse. What was typed is kept as drafts
first; tasks under way go on. Open dialogs are covered and not closed: what stands in them is there again afterwards.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from community_desk.domain.errors import UserError
from community_desk.ledger import keys, settings
from community_desk.ui import icons
from community_desk.ui.aside import Aside
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.operator_choice import OperatorChoice
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import PasswordField, message_label
from community_desk.ui.standing import take_seat

LOCK_AFTER_MINUTES = "lock_after_minutes"  # setting of the ledger; 0 is never
DEFAULT_LOCK_AFTER_MINUTES = 10
NEUTRAL_TITLE = "社区工作台"

_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}


class Lock(QObject):
    """Locks ``window`` and every dialog over it, and opens them again."""

    def __init__(self, desk: Desk, window: QMainWindow, *, seconds: Callable[[], float] = time.time) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._seconds = seconds
        self._last_input = seconds()
        self._minutes = 0
        self._watched: list[QWindow] = []
        self._covers: list[_Cover] = []
        self.page: LockDialog | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        desk.lock_requested.connect(self.lock)
        desk.changed.connect(self._changed)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(window.windowHandle())
        self._read_setting()

    @property
    def is_locked(self) -> bool:
        """Whether the window is locked."""
        return self.page is not None

    def lock(self) -> None:
        """Keep what is typed, cover everything, and wait for somebody to come back."""
        if self.page is not None:
            return
        self._timer.stop()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.page = LockDialog(self._desk, self._window, all_is_kept=keep_drafts())
        self.page.opened.connect(self.unlock)
        for top in QApplication.topLevelWidgets():
            self._cover(top)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)  # every window that opens meanwhile is covered too
        self.page.show()
        self.page.activateWindow()

    def unlock(self, operator: str) -> None:
        """Show everything again; ``operator`` sits here now."""
        page, self.page = self.page, None
        if page is None:
            return
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        for cover in self._covers:
            if isValid(cover):  # its dialog may have ended meanwhile
                cover.lift()
        self._covers.clear()
        page.hide()
        page.deleteLater()
        take_seat(self._desk, operator)
        self._last_input = self._seconds()
        self._read_setting()

    # Minutes without input

    def look(self) -> None:
        """Lock if nobody touched anything for as long as the ledger's setting says, else look again later."""
        if self._minutes <= 0 or self.is_locked:
            return
        idle = self._seconds() - self._last_input
        if idle >= 60 * self._minutes:
            self.lock()
        else:
            # A clock set back while the PC slept must not put the lock off.
            rest = min(60 * self._minutes, 60 * self._minutes - idle)
            self._timer.start(max(1, round(1000 * rest)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note real input on our windows; while it is locked, cover what opens."""
        kind = event.type()
        if kind in _INPUT:
            if isinstance(watched, QWindow) and event.spontaneous():
                self._last_input = self._seconds()
        elif kind == QEvent.Type.Show and self.is_locked and isinstance(watched, QWidget):
            self._opened_while_locked(watched)
        return False

    def _watch(self, window: QWindow | None) -> None:
        # Filters on native windows see what people do, once each; one on the application would see every event.
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._forget(window))

    def _forget(self, window: QWindow) -> None:
        self._watched = [each for each in self._watched if each is not window]

    def _changed(self, change_set: object) -> None:
        if "setting" in getattr(change_set, "rows", {}) and not self.is_locked:
            self._read_setting()

    def _read_setting(self) -> None:
        self._minutes = settings.get_number(LOCK_AFTER_MINUTES, DEFAULT_LOCK_AFTER_MINUTES)
        self._timer.stop()
        self.look()

    # Covering

    def _cover(self, top: QWidget) -> None:
        kind = top.windowType()
        hidden = kind in {Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.Desktop}
        if top.isVisible() and not hidden and top is not self.page:
            self._covers.append(_Cover(top, self._desk))

    def _opened_while_locked(self, widget: QWidget) -> None:
        page = self.page
        if page is None or widget is page or not widget.isWindow() or page.isAncestorOf(widget):
            return
        self._cover(widget)
        if widget.isModal():
            # The newest modal window takes the keys: the lock must be that one.
            QTimer.singleShot(0, page, page.come_to_front)


def keep_drafts() -> bool:
    """Keep every form that is half written; whether nothing would be lost if the program ended now."""
    keepers = [keeper for top in QApplication.topLevelWidgets() for keeper in top.findChildren(FormKeeper)]
    for keeper in keepers:
        if not keeper.is_kept:
            keeper.save_draft()
    return all(keeper.is_kept for keeper in keepers)


class _Cover(QWidget):
    """Lies over a window, follows its size, and keeps its title to itself."""

    def __init__(self, top: QWidget, desk: Desk) -> None:
        super().__init__(top)
        self._top = top
        self._title = top.windowTitle()
        self._focus = top.focusWidget()
        self.setProperty("look", "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("已锁定")
        picture = QLabel()
        picture.setPixmap(top.windowIcon().pixmap(desk.theme.pixels(64)))
        words = QLabel("已锁定")
        words.setProperty("look", "second")
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        # Hidden, not only covered: neither the keyboard nor a screen reader gets at it.
        self._hidden = [
            child
            for child in top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if child is not self and not child.isHidden() and not child.isWindow()
        ]
        for child in self._hidden:
            child.hide()
        top.setWindowTitle(NEUTRAL_TITLE)
        top.installEventFilter(self)
        self.setGeometry(top.rect())
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show the window again as it was."""
        self._top.removeEventFilter(self)
        self._top.setWindowTitle(self._title)
        for child in self._hidden:
            if isValid(child):
                child.show()
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self.hide()
        self.deleteLater()

    def eventFilter(self, _top: QObject, event: QEvent) -> bool:
        """Keep the size of the window, and its title neutral even when something renames it."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._top.rect())
        elif event.type() == QEvent.Type.WindowTitleChange and self._top.windowTitle() != NEUTRAL_TITLE:
            self._title = self._top.windowTitle()
            self._top.setWindowTitle(NEUTRAL_TITLE)
        return False


class LockDialog(QDialog):
    """The one window that can be used while the others are covered: password, then who is there."""

    opened = Signal(str)  # the operator's name

    def __init__(self, desk: Desk, window: QMainWindow, *, all_is_kept: bool) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.aside = Aside(self)
        theme = desk.theme
        self.setWindowTitle(f"{NEUTRAL_TITLE} · 已锁定")
        self.setModal(True)
        begin_at(self, theme, 600, 460)
        head = QHBoxLayout()
        picture = QLabel()
        icons.show_icon(picture, "mdi6.lock-outline", "accent")
        self._title = QLabel("已锁定")
        self._title.setProperty("look", "title")
        head.addWidget(picture)
        head.addWidget(self._title, 1)
        self.state = QLabel(
            "正在进行的工作没有停，写了一半的内容已经存好。"
            if all_is_kept
            else "正在进行的工作没有停；有一份写了一半的内容要等它完成才能存好，先不要关机。"
        )
        self.state.setProperty("look", "second")
        self.state.setWordWrap(True)
        self._stack = QStackedWidget()
        self.password = PasswordField(theme, "密码")
        self.message = message_label()
        self._stack.addWidget(self._password_page())
        may_add = desk.ledger.keys.has_password
        self.choice = OperatorChoice(theme, desk.ledger, last=desk.operator, may_add=may_add)
        self.choice.chosen.connect(self.opened)
        self._stack.addWidget(self.choice)
        self.close_button = verb_button("关闭程序", "", self._close_program)
        self.close_button.setProperty("look", "quiet")
        self.close_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(self.close_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * theme.space,) * 4)
        column.setSpacing(theme.space)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addSpacing(theme.space)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        if desk.ledger.keys.has_password:
            self.password.setFocus()
        else:
            self._show_choice()

    def come_to_front(self) -> None:
        """Be the window that takes the keys, also before a box that a task has opened meanwhile."""
        self.hide()
        self.show()
        self.raise_()
        self.activateWindow()

    def reject(self) -> None:
        """Neither Esc nor the frame's × opens what is locked."""

    def _password_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._desk.theme.space)
        label = QLabel("密码")
        label.setBuddy(self.password.line)
        self.enter = verb_button("解锁", "", self._try, main=True)
        self.enter.setDefault(True)
        self.password.entered.connect(self._try)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.enter)
        for widget in (label, self.password, self.message):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)
        self.aside.busy_changed.connect(self.enter.setDisabled)
        return page

    def _try(self) -> None:
        typed, wrapped = self.password.text(), self._desk.ledger.keys
        self.message.hide()
        self.aside.run(lambda: keys.unwrap(wrapped, password=typed), lambda _key: self._right(), self._wrong)

    def _right(self) -> None:
        self.password.clear()
        only = self.choice.only_one
        if only is not None:
            self.opened.emit(only.name)
        else:
            self._show_choice()

    def _wrong(self, _refusal: UserError) -> None:
        self.message.setText("密码不对，请再输一次；忘了密码，请关闭程序，重新打开时用恢复码。")
        self.message.show()
        self.password.line.selectAll()
        self.password.setFocus()

    def _show_choice(self) -> None:
        self._title.setText("已锁定 · 谁回来了？")
        self._stack.setCurrentWidget(self.choice)
        self.choice.setFocus()

    def _close_program(self) -> None:
        job = next(iter(self._desk.jobs.running), None)
        if job is not None:
            self.state.setText(f"{job.title}，完成后才能关闭。")
            return
        reasons = self._desk.reasons_to_stay()
        if not keep_drafts():
            reasons.append("有一份写了一半的内容存不下来。")
        if reasons:
            self.state.setText(f"{''.join(reasons)}请先解锁处理，再关闭程序。")
            return
        self._desk.preferences.put_bytes("window/place", self._window.saveGeometry())
        QApplication.exit(0)  # drafts are kept: nothing is asked, and nothing shown
