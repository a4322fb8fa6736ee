"""The heading over the preview of a sheet: a choice above every column, and how sure it is."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHeaderView, QLabel, QTableView, QVBoxLayout

from community_desk.exchange.import_plan import FIELD_WORDS, ColumnChoice, Field
from community_desk.ui.theme import Theme

_SURE = 0.85
_EXCLUDED_REASON = "民族、宗教、政治面貌、文化程度等与服务无关，按规定不导入，也不会写进备注。"


class ColumnHeader(QHeaderView):
    """Combo boxes that stand over the columns and go along when they are scrolled or drawn wider."""

    field_chosen = Signal(int, str)  # column from 0, Field's value

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table
        self._boxes: list[_ColumnBox] = []
        self._fields = _field_model(self)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.sectionResized.connect(lambda *_: self._place())
        self.geometriesChanged.connect(self._place)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self._place())

    def show_choices(self, choices: Sequence[ColumnChoice], *, is_included: bool) -> None:
        """What each column is taken for now."""
        while len(self._boxes) > len(choices):
            self._boxes.pop().deleteLater()
        while len(self._boxes) < len(choices):
            box = _ColumnBox(self._theme, self._fields, self)
            box.combo.activated.connect(lambda _place, box=box: self._chosen(box))
            box.combo.installEventFilter(self)
            box.setParent(self.viewport())
            box.show()
            self._boxes.append(box)
        for box, choice in zip(self._boxes, choices, strict=True):
            box.show_choice(choice, is_included=is_included)
        self._place()

    def combo(self, column: int) -> QComboBox:
        """The choice above a column."""
        return self._boxes[column].combo

    def sureness(self, column: int) -> str:
        """What is said of how sure it is."""
        return self._boxes[column].sureness.text()

    def sizeHint(self) -> QSize:
        """Room for the choice, for what is said of it, and for the column's letter."""
        return QSize(super().sizeHint().width(), self._theme.pixels(78))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A choice that gets the focus comes into sight; the wheel scrolls the table and changes nothing."""
        if event.type() == QEvent.Type.FocusIn:
            for column, box in enumerate(self._boxes):
                if box.combo is watched:
                    self._bring_into_sight(column)
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _bring_into_sight(self, column: int) -> None:
        bar = self._table.horizontalScrollBar()
        left = self.sectionPosition(column)
        right = left + self.sectionSize(column)
        if left < bar.value():
            bar.setValue(left)
        elif right > bar.value() + self.viewport().width():
            bar.setValue(right - self.viewport().width())

    def _chosen(self, box: "_ColumnBox") -> None:
        self.field_chosen.emit(box.column, str(box.combo.currentData()))

    def _place(self) -> None:
        height = self.height() - self._theme.pixels(22)
        for column, box in enumerate(self._boxes):
            if column < self.count():
                box.setGeometry(self.sectionViewportPosition(column), 0, self.sectionSize(column), height)


class _ColumnBox(QFrame):
    def __init__(self, theme: Theme, fields: QAbstractItemModel, parent: QHeaderView) -> None:
        super().__init__(parent)
        self.column = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.pixels(2), theme.pixels(2), theme.pixels(4), 0)
        rows.setSpacing(0)
        self.combo = QComboBox()
        self.combo.setModel(fields)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setMaxVisibleItems(20)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(3)
        self.sureness = QLabel()
        rows.addWidget(self.combo)
        rows.addWidget(self.sureness)

    def show_choice(self, choice: ColumnChoice, *, is_included: bool) -> None:
        self.column = choice.column
        is_excluded = choice.field is Field.EXCLUDED
        shown = Field.NONE if is_excluded else choice.field
        self.combo.setCurrentIndex(self.combo.findData(shown.value))
        self.combo.setEnabled(is_included and not is_excluded)
        self.combo.setAccessibleName(f"{choice.title} 这一列对应")
        words, look, why = _sureness(choice)
        self.combo.setToolTip(why or FIELD_WORDS.get(shown, f"关爱类别“{choice.detail}”"))
        self.combo.setAccessibleDescription(f"{words}。{why}" if why else words)
        self.sureness.setText(words)
        self.sureness.setToolTip(why)
        if self.sureness.property("look") != look:
            self.sureness.setProperty("look", look)
            self.sureness.style().unpolish(self.sureness)
            self.sureness.style().polish(self.sureness)


def _sureness(choice: ColumnChoice) -> tuple[str, str, str]:
    """In words and a sign, the look, and why where that needs saying."""
    if choice.field is Field.EXCLUDED:
        return "— 按规定不导入", "second", _EXCLUDED_REASON
    if choice.field is Field.NONE:
        why = "没有认出这一列。要导入请在上面选一项；不选就留在文件里。" if choice.heading else ""
        return ("— 不导入" if choice.heading else ""), "second", why
    detail = f"：{choice.detail}" if choice.field is Field.CARE_MARK and choice.detail else ""
    if choice.confidence >= _SURE:
        return f"● 有把握{detail}", "done", ""
    return f"◐ 请看一眼{detail}", "warning", f"列名“{choice.heading}”不常见，请看看下面的内容对不对。"


def _field_model(parent: QObject) -> QStandardItemModel:
    """One list for all combo boxes, 不导入 first."""
    model = QStandardItemModel(parent)
    words = {Field.NONE: FIELD_WORDS[Field.NONE], **FIELD_WORDS, Field.CARE_MARK: "类别（列名即类别）"}
    for field, word in words.items():
        item = QStandardItem(word)
        item.setData(field.value, Qt.ItemDataRole.UserRole)
        model.appendRow(item)
    return model
