"""A field for some of a household: one box a person, all of them at the start or the one it is about."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from community_desk.ledger.card_parts import Member


class PeopleChoice(QWidget):
    """``value()`` is the list of uids that are ticked."""

    value_changed = Signal()

    def __init__(self, members: Sequence[Member], *, chosen: Collection[str] | None = None) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for member in members:
            age = "" if member.age is None else f"{member.age} 岁"
            words = " ".join(part for part in (member.name, member.relation, age, member.state) if part)
            box = QCheckBox(words)
            box.setChecked(chosen is None or member.uid in chosen)
            box.checkStateChanged.connect(lambda _: self.value_changed.emit())
            self._boxes[member.uid] = box
            column.addWidget(box)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> list[str]:
        """The uids that are ticked."""
        return [uid for uid, box in self._boxes.items() if box.isChecked()]

    def set_value(self, value: Any) -> None:
        """Tick these and no others."""
        for uid, box in self._boxes.items():
            box.setChecked(uid in (value or ()))
