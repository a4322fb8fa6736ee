"""What all pages have in common: the title with its count, two or three verbs at the right, and the room below."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from community_desk.ui import icons
from community_desk.ui.desk import Desk


class Page(QWidget):
    """A page of the main window; made when it is first shown."""

    name: ClassVar[str]  # of the page in code: "residents"
    title: ClassVar[str]  # on the rail and above the page: "居民"
    icon: ClassVar[str]

    status_changed = Signal(str)  # what stands at the bottom left: "12,034 人 · 已选 1"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        # Where work on the page begins. No focus proxy: Tab passes over what stands before a proxy.
        self.first_focus: QWidget | None = None
        self.setObjectName(f"{self.name}_page")
        self.setAccessibleName(self.title)
        space = desk.theme.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * space, space + space // 2, 2 * space, space)
        outer.setSpacing(space)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(space)
        self._title = QLabel(self.title)
        self._title.setProperty("look", "title")
        self._count = QLabel()
        self._count.setProperty("look", "second")
        self.heading.addWidget(self._title)
        self.heading.addWidget(self._count)
        self.heading.addStretch(1)
        outer.addLayout(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(space)
        outer.addLayout(self.body, 1)

    def set_count(self, text: str) -> None:
        """Say beside the title how many there are: "12,034 人"."""
        self._count.setText(text)

    def set_title(self, text: str) -> None:
        """Put another title above the page."""
        self._title.setText(text)

    def add_verb(
        self, text: str, icon: str, slot: Callable[[], object], *, main: bool = False, shortcut: str = ""
    ) -> QPushButton:
        """A button at the right of the title that calls ``slot()``; ``main`` is the one the page is there for."""
        button = verb_button(text, icon, slot, main=main, shortcut=shortcut)
        self.heading.addWidget(button)
        return button

    def arrive(self) -> None:
        """The page is shown (again): refresh what has become stale."""

    def open(self, kind: str, uid: str) -> None:
        """Show the row ``uid``."""

    def may_leave(self) -> bool:
        """Whether the page may be left; asks if something typed would be lost."""
        return True


def verb_button(
    text: str, icon: str, slot: Callable[[], object], *, main: bool = False, shortcut: str = ""
) -> QPushButton:
    """A button that says what it does and calls ``slot()``, with its shortcut in the tool tip."""
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if main:
        button.setProperty("look", "main")
    if icon:
        icons.show_icon(button, icon, "on_accent" if main else "text")
    if shortcut:
        # Not the button's own shortcut, which waits a tenth of a second to show it pressed.
        QShortcut(QKeySequence(shortcut), button, button.click)
        button.setToolTip(f"{text}（{shortcut}）")
    button.clicked.connect(lambda _checked: slot())
    return button
