"""The words of a card's tabs, in two lines where the card is narrow: no tab is ever out of sight."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton

from community_desk.ui.flow import Flow


class TabRow(Flow):
    """Exactly one is chosen; ←→ move among them as in Qt's own tab bar."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, name: str) -> None:
        super().__init__(space=0)
        self.setAccessibleName(name)
        group = QButtonGroup(self)
        self.buttons: list[QToolButton] = []
        for place, word in enumerate(words):
            button = QToolButton()
            button.setText(word)
            button.setAccessibleName(word)
            button.setProperty("look", "tab")
            button.setCheckable(True)
            button.toggled.connect(lambda on, place=place: self.chosen.emit(place) if on else None)
            group.addButton(button, place)
            self.add(button)
            self.buttons.append(button)

    def choose(self, place: int) -> None:
        """Turn to this one."""
        self.buttons[place].setChecked(True)
