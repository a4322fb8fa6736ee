"""A field for any of several values: a box each, in columns."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget


class BoxesChoice(QWidget):
    """``value()`` is the list of ticked values in the order of ``options`` (value, word)."""

    value_changed = Signal()

    def __init__(self, options: Sequence[tuple[str, str]], *, columns: int = 3) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for place, (value, word) in enumerate(options):
            box = QCheckBox(word)
            box.checkStateChanged.connect(lambda _: self.value_changed.emit())
            grid.addWidget(box, place // columns, place % columns)
            self.boxes[value] = box
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> list[str]:
        """The ticked ones."""
        return [value for value, box in self.boxes.items() if box.isChecked()]

    def set_value(self, value: Any) -> None:
        """Tick these and no others."""
        wanted = set(value or ())
        for each, box in self.boxes.items():
            box.setChecked(each in wanted)
