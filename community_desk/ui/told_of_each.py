"""A field for a visit to several people: of each, whether they were seen or who told of them."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from community_desk.domain.codes import Outcome
from community_desk.ledger.card_parts import Member
from community_desk.ui.card_lines import text_label

_WORDS = (
    ("没见到，也没听说", ""),
    ("见到本人", Outcome.MET.value),
    ("家人告知", Outcome.FAMILY_TOLD.value),
    ("邻居、楼长告知", Outcome.NEIGHBOUR_TOLD.value),
)


class ToldOfEach(QWidget):
    """``value()`` is uid → outcome of those of whom something is known; ``concerned`` come first.

    Nobody counts as seen until it is said: a daughter-in-law at the door is not grandmother seen.
    """

    value_changed = Signal()

    def __init__(self, members: Sequence[Member], *, concerned: Collection[str], space: int) -> None:
        super().__init__()
        self._boxes: dict[str, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space)
        grid.setVerticalSpacing(space // 2)
        grid.setColumnStretch(1, 1)
        for place, member in enumerate(sorted(members, key=lambda each: each.uid not in concerned)):
            box = QComboBox()
            for word, value in _WORDS:
                box.addItem(word, value)
            box.setAccessibleName(f"{member.name}：见到还是听说")
            box.currentIndexChanged.connect(lambda _: self.value_changed.emit())
            age = "" if member.age is None else f"{member.age} 岁"
            grid.addWidget(text_label(" ".join(filter(None, (member.name, age)))), place, 0)
            grid.addWidget(box, place, 1)
            self._boxes[member.uid] = box
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> dict[str, str]:
        """What is known of each, without those of whom nothing is."""
        return {uid: box.currentData() for uid, box in self._boxes.items() if box.currentData()}

    def set_value(self, value: Any) -> None:
        """Show this."""
        told = dict(value or {})
        for uid, box in self._boxes.items():
            box.setCurrentIndex(max(box.findData(told.get(uid, "")), 0))
