"""What the sections of 设置 have in common: a heading with its verbs, and reading again what has become stale."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from community_desk.ledger import settings
from community_desk.ledger.changes import ChangeSet
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.number_field import keep_off_edge
from community_desk.ui.page import verb_button

FORM_WIDTH = 600  # logical pixels at 中: lines of a form that are wider are read badly


class Section(QWidget):
    """One section. ``tables``: changes in these make it stale; ``refresh`` reads it again."""

    name: ClassVar[str]  # in code: "grids"
    title: ClassVar[str]  # "网格"
    about: ClassVar[str] = ""  # a line below the title
    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._is_stale = True
        self._inside: QWidget | None = None
        self.setAccessibleName(self.title)
        space = desk.theme.space
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(space)
        self._heading = QHBoxLayout()
        self._heading.setSpacing(space)
        heading = QLabel(self.title)
        heading.setProperty("look", "heading")
        heading.setMinimumHeight(desk.theme.control_height)
        self._heading.addWidget(heading)
        self._heading.addStretch(1)
        self.rows.addLayout(self._heading)
        if self.about:
            self.rows.addWidget(text_label(self.about, "second", selectable=False))
        desk.changed.connect(self._changed)
        desk.theme.changed.connect(self._scale)

    def add_verb(
        self, text: str, icon: str, slot: Callable[[], object], *, main: bool = False
    ) -> QPushButton:
        """A verb at the right of the heading."""
        button = verb_button(text, icon, slot, main=main)
        self._heading.addWidget(button)
        return button

    def add_scrolled(self) -> QVBoxLayout:
        """A column for forms and texts, not too wide, that scrolls where the window is low."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, self.desk.theme.space, 0)
        inside = QWidget()
        inside.setMaximumWidth(self.desk.theme.pixels(FORM_WIDTH))
        self._inside = inside
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.desk.theme.space)
        across.addWidget(inside, 1)
        across.addStretch(0)
        area.setWidget(holder)
        self.rows.addWidget(area, 1)
        return column

    def arrive(self) -> None:
        """It is shown (again)."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def refresh(self) -> None:
        """Read everything again."""

    def show_rows(self, uids: list[str]) -> None:
        """Choose these rows."""

    def may_leave(self) -> bool:
        """Whether it may be left; asks if something typed would be lost."""
        return True

    def done(self, verb: Callable[[], object], said: str) -> bool:
        """Carry out a quick verb and say so, with 撤销; whether it was."""

        def carried_out() -> bool:
            verb()
            return True

        if not self.desk.attempt(carried_out):
            return False
        if said:
            self.desk.say(said, undo=True)
        return True

    def _scale(self) -> None:
        if self._inside is not None:
            self._inside.setMaximumWidth(self.desk.theme.pixels(FORM_WIDTH))

    def _changed(self, change_set: ChangeSet) -> None:
        if not self.tables.isdisjoint(change_set.rows):
            if self.isVisible():
                self.refresh()
            else:
                self._is_stale = True


class NumberSetting(QWidget):
    """A whole number of the ledger's settings, written when the field is left: "保留 [36] 个月"."""

    def __init__(
        self,
        desk: Desk,
        before: str,
        after: str,
        *,
        key: str,
        default: int,
        least: int,
        most: int,
        zero: str = "",
    ) -> None:
        super().__init__()
        self._desk, self._key, self._default = desk, key, default
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(desk.theme.space)
        self.number = QSpinBox()
        self.number.setRange(least, most)
        self.number.setMinimumWidth(desk.theme.pixels(80))
        self.number.setAccessibleName(f"{before} {after}")
        keep_off_edge(self.number, desk.theme)
        if zero:
            self.number.setSpecialValueText(zero)
        self.number.editingFinished.connect(self.save)
        row.addWidget(QLabel(before))
        row.addWidget(self.number)
        row.addWidget(text_label(after, selectable=False), 1)
        self.setFocusProxy(self.number)
        self.load()

    def load(self) -> None:
        """Show what is set."""
        self.number.setValue(settings.get_number(self._key, self._default))

    def save(self) -> None:
        """Keep what was typed."""
        wanted = self.number.value()
        if wanted == settings.get_number(self._key, self._default):
            return

        def write() -> bool:
            settings.put(self._key, wanted, operator=self._desk.operator)
            return True

        if self._desk.attempt(write):
            self._desk.say("已改好设置。", undo=True)
        else:
            self.load()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed and not left with Enter counts too."""
        if self.number.hasFocus() and self._desk.ledger.database.is_connection_usable():
            self.save()
        super().hideEvent(event)


def heading(text: str) -> QLabel:
    """A heading inside a section."""
    label = QLabel(text)
    label.setProperty("look", "heading")
    label.setContentsMargins(0, 12, 0, 0)
    return label
