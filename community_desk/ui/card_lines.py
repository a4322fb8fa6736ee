"""What cards are made of: lines of text that wrap, links, a row with its verbs at the right."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from community_desk.ui import icons

HIDDEN = "•••"
"""What stands for a private text while somebody stands by (F9)."""


def text_label(text: str, look: str = "", *, selectable: bool = True) -> QLabel:
    """A line of plain text that wraps where the card is narrow."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    if look:
        label.setProperty("look", look)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


def link_button(text: str, slot: Callable[[], object], *, name: str = "") -> QPushButton:
    """A word that leads somewhere."""
    button = QPushButton(text)
    button.setProperty("look", "link")
    button.setAccessibleName(name or text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda _: slot())
    return button


def quiet_button(text: str, icon: str, slot: Callable[[], object], *, name: str = "") -> QPushButton:
    """A verb that stands back."""
    button = QPushButton(text)
    button.setProperty("look", "quiet")
    button.setAccessibleName(name or text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        icons.show_icon(button, icon, "accent")
    button.clicked.connect(lambda _: slot())
    return button


def more_button(verbs: Sequence[tuple[str, Callable[[], object]]], *, name: str) -> QPushButton:
    """ "…" with a menu of verbs."""
    button = QPushButton("…")
    button.setProperty("look", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(name)
    menu = QMenu(button)
    for word, slot in verbs:
        menu.addAction(word).triggered.connect(lambda _=False, slot=slot: slot())
    button.setMenu(menu)
    return button


def row_of(*widgets: QWidget, stretch: int = 0, space: int = 8) -> QWidget:
    """Widgets beside each other; the one at place ``stretch`` takes the room that is left (-1: none does)."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == stretch else 0, Qt.AlignmentFlag.AlignVCenter)
    if stretch == -1:
        row.addStretch(1)
    return line


def column(space: int, widgets: Iterable[QWidget] = ()) -> tuple[QWidget, QVBoxLayout]:
    """Widgets below each other, and their layout."""
    holder = QWidget()
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(space)
    for widget in widgets:
        rows.addWidget(widget)
    return holder, rows


def entry(
    title: str,
    second: str = "",
    *,
    buttons: Sequence[QWidget] = (),
    head: QWidget | None = None,
    space: int = 8,
) -> QWidget:
    """An entry of a tab: its title (or the widget ``head``), a second line below, verbs at the right."""
    texts, rows = column(space // 4)
    rows.addWidget(head if head is not None else text_label(title))
    if second:
        rows.addWidget(text_label(second, "second"))
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, space // 2, 0, space // 2)
    row.setSpacing(space // 2)
    row.addWidget(texts, 1)
    for button in buttons:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return line
