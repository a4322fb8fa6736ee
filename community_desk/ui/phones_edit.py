"""A field for a person's telephone numbers: a row for each, whose it is and the number, with ＋ and × beside."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from community_desk.ui import icons
from community_desk.ui.theme import Theme


class PhonesEdit(QWidget):
    """(label, number) pairs in their order; a row without a number counts for nothing. There is always one row."""

    value_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[_PhoneRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space // 2)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space // 2)
        column.addLayout(self._column)
        self._add = QPushButton("＋再加一个号码")
        self._add.setAccessibleName("再加一个电话号码")
        self._add.setProperty("look", "quiet")
        self._add.setAutoDefault(False)
        self._add.clicked.connect(self._add_clicked)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName("电话")
        self.set_value([])

    def value(self) -> list[list[str]]:
        """The pairs, as lists so that JSON gives back what it was given."""
        return [
            [row.label.text().strip(), row.number.text().strip()]
            for row in self._rows
            if row.number.text().strip()
        ]

    def set_value(self, value: Any) -> None:
        """Show these pairs."""
        pairs: Sequence[Sequence[str]] = value or [("", "")]
        while self._rows:
            self._drop(self._rows[-1])
        for label, number in pairs:
            self._append(label, number)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The focus goes to the first number."""
        self._rows[0].number.setFocus(reason)

    def _append(self, label: str, number: str) -> "_PhoneRow":
        row = _PhoneRow(self._theme, label, number)
        row.label.textEdited.connect(lambda _: self.value_changed.emit())
        row.number.textEdited.connect(lambda _: self.value_changed.emit())
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._column.addWidget(row)
        before = self._rows[-2].remove if len(self._rows) > 1 else None
        if before is not None:
            QWidget.setTabOrder(before, row.label)
        QWidget.setTabOrder(row.label, row.number)
        QWidget.setTabOrder(row.number, row.remove)
        QWidget.setTabOrder(row.remove, self._add)
        return row

    def _drop(self, row: "_PhoneRow") -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _remove(self, row: "_PhoneRow") -> None:
        place = self._rows.index(row)
        self._drop(row)
        if not self._rows:
            self._append("", "")
        self._rows[min(place, len(self._rows) - 1)].number.setFocus()
        self.value_changed.emit()

    def _add_clicked(self) -> None:
        self._append("", "").number.setFocus()


class _PhoneRow(QWidget):
    def __init__(self, theme: Theme, label: str, number: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space // 2)
        self.label = QLineEdit(label)
        self.label.setPlaceholderText("谁的")
        self.label.setAccessibleName("这个号码是谁的")
        self.label.setToolTip("本人的留空；女儿、座机等写在这里")
        self.label.setMaximumWidth(theme.pixels(84))
        self.label.setMaxLength(20)
        self.number = QLineEdit(number)
        self.number.setPlaceholderText("号码")
        self.number.setAccessibleName("电话号码")
        self.remove = QPushButton("×")
        self.remove.setAccessibleName("去掉这个号码")
        self.remove.setToolTip("去掉这个号码")
        self.remove.setProperty("look", "quiet")
        self.remove.setAutoDefault(False)
        icons.show_icon(self.remove, "mdi6.close", "second")
        self.remove.setText("")
        row.addWidget(self.label, 2)
        row.addWidget(self.number, 5)
        row.addWidget(self.remove)
