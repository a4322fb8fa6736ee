"""A dialog around a kept form: its fields in a column that scrolls, and the verb at the bottom right."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.page import verb_button
from community_desk.ui.standing_keys import add_standing_keys

NEUTRAL_TITLE = "社区工作台"
NARROW, WIDE = 560, 760  # logical pixels at 中, UI.md


class FormDialog(QDialog):
    """Override ``save``. Esc and 取消 ask first if something typed would be lost; Ctrl+S and the verb save."""

    def __init__(self, desk: Desk, parent: QWidget, *, title: str, verb: str, width: int = NARROW) -> None:
        super().__init__(parent.window())
        self.desk = desk
        self.uid = ""  # what was written
        self.keeper: FormKeeper | None = None
        self._wanted_width = width
        self._behind = parent.window()
        self._is_fitted = False
        # Fitting asks for layouts anew itself: one fit for all that is asked for, and none for the fit.
        self._grow = QTimer(self, singleShot=True, interval=0)
        self._grow.timeout.connect(lambda: self.fit(least=self.height()))
        self._title = title
        self._focus: QWidget | None = None
        self.setModal(True)
        space = desk.theme.space
        self._content = QWidget()
        self._cover = self._make_cover()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._content)
        whole.addWidget(self._cover)
        outer = QVBoxLayout(self._content)
        outer.setContentsMargins(3 * space, 2 * space, 3 * space, 2 * space)
        outer.setSpacing(2 * space)
        self._heading = QLabel(title)
        self._heading.setProperty("look", "title")
        self._heading.setWordWrap(True)
        outer.addWidget(self._heading)
        self.above = QVBoxLayout()
        self.above.setSpacing(space)
        outer.addLayout(self.above)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._scroll, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(space)
        self.buttons.addStretch(1)
        self._cancel = verb_button("取消", "", self.reject)
        self._cancel.setAutoDefault(False)
        self.verb = verb_button(verb, "", self.save, main=True)
        self.verb.setAutoDefault(False)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self.verb)
        outer.addLayout(self.buttons)
        add_standing_keys(self, desk)
        desk.privacy_changed.connect(self._cover_or_show)
        self._cover_or_show()

    def set_form(
        self,
        form: QWidget,
        *,
        name: str,
        fields: Mapping[str, QWidget],
        row_uid: str = "",
        is_new: bool | None = None,
    ) -> FormKeeper:
        """Put ``form`` in and have it kept under ``name``."""
        self.show_widget(form)
        keeper = FormKeeper(form, self.desk, name=name, fields=fields, row_uid=row_uid, is_new=is_new)
        keeper.save_requested.connect(self.save)
        keeper.leave_requested.connect(self.reject)
        self.keeper = keeper
        return keeper

    def show_widget(self, widget: QWidget) -> None:
        """Put ``widget`` between heading and buttons, scrolling where the screen is too low for it."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        column.addStretch(1)
        self._scroll.setWidget(holder)
        holder.installEventFilter(self)
        for button in widget.findChildren(QPushButton):
            button.setAutoDefault(False)

    def fit(self, *, least: int = 0) -> None:
        """As wide as asked for, as tall as its form, never taller than the window behind it nor less than ``least``."""
        theme = self.desk.theme
        width = theme.pixels(self._wanted_width)
        window = self._behind
        # The frame that the system puts around it is as high as a row.
        most = max(window.height() - theme.row_height - theme.space, theme.pixels(360))
        width = min(width, max(window.width() - 4 * theme.space, theme.pixels(420)))
        holder, outer = self._scroll.widget(), self._content.layout()
        assert holder is not None
        assert outer is not None
        inside = holder.layout()
        assert inside is not None
        if not self._is_fitted:
            for child in holder.findChildren(QWidget):
                child.updateGeometry()  # what was hidden before it was ever shown still counts otherwise
            inside.invalidate()
        inside.activate()
        margins = outer.contentsMargins()
        inner_width = width - margins.left() - margins.right()
        inner = inside.sizeHint().height()
        if inside.hasHeightForWidth():
            inner = max(inner, inside.heightForWidth(inner_width))
        # Not by ``itemAt``: see ``tab_order``.
        heights = [self._heading.heightForWidth(inner_width), inner, self.buttons.sizeHint().height()]
        if not self.above.isEmpty():
            is_wrapped = self.above.hasHeightForWidth()
            heights.append(
                self.above.heightForWidth(inner_width) if is_wrapped else self.above.sizeHint().height()
            )
        whole = margins.top() + margins.bottom() + sum(heights) + outer.spacing() * (len(heights) - 1)
        self._is_fitted = True
        self.resize(width, min(max(whole, least), most))

    def _make_cover(self) -> QWidget:
        """What stands here while somebody stands by; it has the focus then, so that Enter presses nothing."""
        cover = QWidget()
        cover.setAccessibleName("有人在旁")
        cover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = QLabel("有人在旁：这里的内容先盖住了，没有丢。\n按 F9 继续填写。")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        show = verb_button("恢复显示（F9）", "", self.desk.toggle_private)
        show.setAutoDefault(False)
        column = QVBoxLayout(cover)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(show, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return cover

    def _cover_or_show(self) -> None:
        private = self.desk.is_private
        focused = self.focusWidget()
        self.setWindowTitle(NEUTRAL_TITLE if private else self._title)
        if private and focused is not None and self._content.isAncestorOf(focused):
            self._focus = focused
        # Never both: together they need more room than the dialog has, and it would grow.
        (self._content if private else self._cover).hide()
        (self._cover if private else self._content).show()
        if private:
            self._cover.setFocus()
        elif self._focus is not None and isValid(self._focus):
            self._focus.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow where the form grows: a message comes up, a line is added."""
        if event.type() == QEvent.Type.LayoutRequest and self._is_fitted and watched is self._scroll.widget():
            self._grow.start()
        return super().eventFilter(watched, event)

    def exec(self) -> int:
        """Show it, over the middle of its window."""
        self.fit()
        return super().exec()

    def open(self) -> None:
        """Show it without waiting for its end."""
        self.fit()
        super().open()

    def save(self) -> None:
        """Carry out what the verb says; ``done_with`` closes the dialog."""
        raise NotImplementedError

    def done_with(self, uid: str) -> None:
        """It was carried out."""
        self.uid = uid
        super().accept()

    def reject(self) -> None:
        """Leave it, unless the user wants to keep what was typed."""
        if self.keeper is None or self.keeper.ask_to_leave():
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus and does nothing else."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
            event.accept()
            return
        super().keyPressEvent(event)
