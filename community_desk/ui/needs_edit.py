"""A field for what a household needs: one line a need, of whom, in which category or in words."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from community_desk.ledger.card_parts import Member
from community_desk.ui import form_choices, icons
from community_desk.ui.card_lines import quiet_button, row_of
from community_desk.ui.theme import Theme


class NeedsEdit(QWidget):
    """``value()`` is a list of ``ledger.care.NeedFields``, without empty lines."""

    value_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._members: Sequence[Member] = ()
        self.lines: list[NeedLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space)
        column.addLayout(self._column)
        self.add_button = quiet_button("＋再加一条需求", "", self._add)
        self.add_button.setAutoDefault(False)
        column.addWidget(row_of(self.add_button, stretch=-1))
        self.set_value([])

    def set_members(self, members: Sequence[Member]) -> None:
        """Of whom a need may be; what is typed stays, as far as it is about somebody who is still there."""
        self._members = tuple(members)
        for line in self.lines:
            line.offer(self._members)

    def value(self) -> list[dict[str, str]]:
        """The lines in which something stands."""
        found = [line.value() for line in self.lines]
        return [need for need in found if need["category"] or need["need"].strip()]

    def set_value(self, value: Any) -> None:
        """Show these needs, or one empty line."""
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for need in value or [{}]:
            self._append().set_value(need)

    def _add(self) -> None:
        self._append().who.setFocus()
        self.value_changed.emit()

    def _append(self) -> "NeedLine":
        line = NeedLine(self._theme)
        line.offer(self._members)
        line.value_changed.connect(self.value_changed)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._column.addWidget(line)
        return line

    def _remove(self, line: "NeedLine") -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        if not self.lines:
            self._append()
        self.lines[-1].who.setFocus()
        self.value_changed.emit()


class NeedLine(QWidget):
    """One need."""

    value_changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space // 2)
        self.who, self.category, self.need = QComboBox(), QComboBox(), QLineEdit()
        form_choices.offer_categories(self.category, unset="不按类别")
        self.need.setPlaceholderText("需要什么，如 每周有人陪着去透析")
        for word, field in (("谁", self.who), ("类别", self.category), ("需要什么", self.need)):
            field.setAccessibleName(f"需求：{word}")
        for box in (self.who, self.category):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.currentIndexChanged.connect(lambda _: self.value_changed.emit())
        self.need.textChanged.connect(lambda _: self.value_changed.emit())
        remove = QPushButton()
        remove.setProperty("look", "quiet")
        remove.setAccessibleName("去掉这条需求")
        remove.setToolTip("去掉这条需求")
        remove.setAutoDefault(False)
        icons.show_icon(remove, "mdi6.close", "second")
        remove.clicked.connect(lambda _: self.removed.emit())
        grid.addWidget(self.who, 0, 0)
        grid.addWidget(self.category, 0, 1)
        grid.addWidget(remove, 0, 2)
        grid.addWidget(self.need, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.offer(())

    def offer(self, members: Sequence[Member]) -> None:
        """Of whom it may be."""
        present = self.who.currentData()
        self.who.blockSignals(True)
        form_choices.offer_members(self.who, members, nobody="全家")
        self.who.setCurrentIndex(max(self.who.findData(present), 0))
        self.who.blockSignals(False)

    def value(self) -> dict[str, str]:
        """What stands in it."""
        return {
            "resident": self.who.currentData() or "",
            "category": self.category.currentData() or "",
            "need": self.need.text(),
        }

    def set_value(self, need: dict[str, str]) -> None:
        """Show this."""
        self.who.setCurrentIndex(max(self.who.findData(need.get("resident", "")), 0))
        place = self.category.findData(need.get("category", ""))
        self.category.setCurrentIndex(max(place, 0))
        self.need.setText(need.get("need", ""))
