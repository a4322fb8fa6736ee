"""Filters as chips above a list: "第3网格 ×  独居老人 ×  ＋筛选"."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from community_desk.ui import icons
from community_desk.ui.flow import Flow
from community_desk.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on: its ``key`` in the page, and its words."""

    key: str
    text: str


class Chips(Flow):
    """A row of chips; taking one off and adding one are told, the page keeps the filter itself."""

    removed = Signal(str)  # key
    cleared = Signal()

    def __init__(self, theme: Theme, menu: QMenu) -> None:
        super().__init__(space=theme.space)
        self._chips: list[QPushButton] = []
        self._add = QPushButton("＋筛选")
        self._add.setAccessibleName("添加筛选条件")
        self._add.setProperty("look", "quiet")
        self._add.setMenu(menu)
        self._clear = QPushButton("全部清除")
        self._clear.setAccessibleName("清除全部筛选条件")
        self._clear.setProperty("look", "quiet")
        self._clear.clicked.connect(self.cleared)
        self.add(self._add)
        self.add(self._clear)
        self._clear.hide()

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these and no others."""
        for old in self._chips:
            self.remove(old)
        self._chips = [self._chip(chip) for chip in chips]
        for place, button in enumerate(self._chips):
            self.insert(place, button)
        self._clear.setVisible(len(chips) > 1)

    def add_button(self, button: QPushButton) -> None:
        """One more button behind ＋筛选."""
        self.add(button)

    def _chip(self, chip: Chip) -> QPushButton:
        button = QPushButton(f"{chip.text}  ×")
        button.setProperty("look", "chip")
        button.setAccessibleName(f"去掉筛选：{chip.text}")
        button.setToolTip("点一下去掉这个条件")
        button.clicked.connect(lambda: self.removed.emit(chip.key))
        return button


def menu_button(text: str, icon: str, menu: QMenu) -> QPushButton:
    """A quiet button that opens ``menu``."""
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setProperty("look", "quiet")
    button.setMenu(menu)
    if icon:
        icons.show_icon(button, icon, "accent")
    return button
