"""A field for the members of a household that is typed in: a row for each, the first of them its head."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from community_desk.ui import form_choices, icons
from community_desk.ui.theme import Theme

_COLUMNS = ("姓名", "性别", "与户主关系", "出生日期", "证件号码", "电话")
_FIELDS = ("name", "sex", "relation_word", "birth", "id_number", "phone")
_STRETCHES = (4, 3, 4, 4, 7, 5)


class MembersEdit(QWidget):
    """``value()``: a dict for each row that was filled, with the names of ``ResidentFields`` and "phone"."""

    value_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: list[_MemberRow] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space // 2)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space // 2)
        self._grid.setVerticalSpacing(theme.space // 2)
        for place, (word, stretch) in enumerate(zip(_COLUMNS, _STRETCHES, strict=True)):
            label = QLabel(word)
            label.setProperty("look", "second")
            self._grid.addWidget(label, 0, place)
            self._grid.setColumnStretch(place, stretch)
        whole.addLayout(self._grid)
        self._add = QPushButton("＋再加一人")
        self._add.setAccessibleName("再加一位成员")
        self._add.setProperty("look", "quiet")
        self._add.setAutoDefault(False)
        self._add.clicked.connect(lambda _: self.add_row().fields["name"].setFocus())
        whole.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_value([])

    def value(self) -> list[dict[str, str]]:
        """The rows that say anything."""
        return [row.value() for row in self._rows if row.is_filled]

    def set_value(self, value: Any) -> None:
        """Show these rows; one at least, for the head."""
        while self._rows:
            self._drop(self._rows[-1])
        for member in value or [{"relation_word": "户主"}]:
            self.add_row().set_value(member)

    def members(self) -> list[dict[str, Any]]:
        """The rows as ``ledger.households.add_household`` takes them."""
        found = []
        for value in self.value():
            member: dict[str, Any] = {name: text for name, text in value.items() if text and name != "phone"}
            member.setdefault("name", "")
            if value["phone"]:
                member["phones"] = [("", value["phone"])]
            found.append(member)
        return found

    def add_row(self) -> "_MemberRow":
        """One more, below the others."""
        row = _MemberRow(self)
        # The rows of a grid are never taken away again, only emptied.
        line = self._grid.rowCount()
        for place, name in enumerate(_FIELDS):
            self._grid.addWidget(row.fields[name], line, place)
        self._grid.addWidget(row.remove, line, len(_FIELDS))
        row.remove.clicked.connect(lambda _: self._remove(row))
        self._rows.append(row)
        order = [*(row.fields[name] for name in _FIELDS), row.remove, self._add]
        for before, behind in pairwise(order):
            QWidget.setTabOrder(before, behind)
        row.remove.setVisible(len(self._rows) > 1)
        return row

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The focus goes to the first name."""
        self._rows[0].fields["name"].setFocus(reason)

    def _remove(self, row: "_MemberRow") -> None:
        self._drop(row)
        self.setFocus()
        self.value_changed.emit()

    def _drop(self, row: "_MemberRow") -> None:
        self._rows.remove(row)
        for widget in (*row.fields.values(), row.remove):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


class _MemberRow:
    """The fields of one member."""

    def __init__(self, owner: MembersEdit) -> None:
        sex = QComboBox(owner)
        form_choices.offer_sex(sex)
        sex.setItemText(0, "")
        self.fields: dict[str, QWidget] = {
            name: sex if name == "sex" else QLineEdit(owner) for name in _FIELDS
        }
        for name, word in zip(_FIELDS, _COLUMNS, strict=True):
            field = self.fields[name]
            field.setAccessibleName(word)
            field.setMinimumWidth(1)
            if isinstance(field, QLineEdit):
                field.textEdited.connect(lambda _: owner.value_changed.emit())
        sex.currentIndexChanged.connect(lambda _: owner.value_changed.emit())
        relation = self.fields["relation_word"]
        assert isinstance(relation, QLineEdit)
        form_choices.offer_relations(relation)
        self.remove = QPushButton(owner)
        self.remove.setAccessibleName("去掉这位成员")
        self.remove.setToolTip("去掉这位成员")
        self.remove.setProperty("look", "quiet")
        self.remove.setAutoDefault(False)
        icons.show_icon(self.remove, "mdi6.close", "second")

    def value(self) -> dict[str, str]:
        """What stands in the row."""
        return {
            name: str(field.currentData()) if isinstance(field, QComboBox) else _text(field)
            for name, field in self.fields.items()
        }

    def set_value(self, member: Any) -> None:
        """Show this."""
        for name, field in self.fields.items():
            text = str(member.get(name) or "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(field.findData(text), 0))
            elif isinstance(field, QLineEdit):
                field.setText(text)

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed; what a head is called stands there from the start."""
        return any(text for name, text in self.value().items() if name not in {"sex", "relation_word"})


def _text(field: QWidget) -> str:
    return field.text().strip() if isinstance(field, QLineEdit) else ""
