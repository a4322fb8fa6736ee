"""A sheet of the file as it is, with what was found in it: which rows are headings, which are no people, and why."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from community_desk.domain.masking import mask_ids_in
from community_desk.exchange.import_plan import Field, SheetPlan
from community_desk.exchange.tables import Cell, Sheet, cell_text, column_letter
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk

# Columns that F9 (有人在旁) hides.
PRIVATE = frozenset(
    (
        Field.ID_NUMBER,
        Field.PHONE,
        Field.CONTACT_PHONE,
        Field.CARE,
        Field.CARE_MARK,
        Field.DISABILITY_KIND,
        Field.DISABILITY_GRADE,
        Field.CERTIFICATE_NUMBER,
        Field.ABILITY_LEVEL,
        Field.FORMER_COUNTRY,
        Field.RETURN_YEAR,
        Field.NOTE,
        Field.EXCLUDED,
    )
)
_REASONS = {
    "title": "表题，不是人员",
    "header": "表头，不是人员",
    "total": "合计行，不是人员",
    "note": "说明或落款，不是人员",
    "continued": "接着上一行的人（第二个电话、第二段备注）",
    "left_out": "您选了不导入这一行",
}
_MARKS = {
    "title": "题", "header": "表头", "total": "计", "note": "注", "continued": "↑", "left_out": "✗",
}  # fmt: skip
_MOST_COLUMNS = 256
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


_DIGITS_KEPT = 15


def shown_cell(cell: Cell) -> str:
    """A cell as a person reads it. Of a number that lost its last digits "???" stands for those."""
    if isinstance(cell, float) and 10.0**_DIGITS_KEPT <= cell < 10.0**20 and cell.is_integer():
        digits = str(int(cell))
        return digits[:_DIGITS_KEPT] + "?" * (len(digits) - _DIGITS_KEPT)
    return cell_text(cell)


class SheetModel(QAbstractTableModel):
    """The rows of one sheet; long numbers are masked, as everywhere on screen."""

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet: Sheet | None = None
        self._rows: list[list[Any]] = []
        self._columns = 0
        self._skipped: dict[int, str] = {}
        self._fields: dict[int, Field] = {}
        self._is_included = True
        self._bold = QFont()
        self._bold.setBold(True)
        desk.privacy_changed.connect(self._redraw)
        desk.theme.changed.connect(self._redraw)

    def show_sheet(self, sheet: Sheet, plan: SheetPlan, skipped: dict[int, str]) -> None:
        """Show ``sheet`` as ``plan`` takes it; ``skipped`` are the rows of all its tables that are no people."""
        columns = min(max(map(len, sheet.rows[:2000]), default=0), _MOST_COLUMNS)
        columns = max(columns, min(len(plan.columns), _MOST_COLUMNS))
        fields = {choice.column: choice.field for choice in plan.columns}
        if sheet is not self._sheet or columns != self._columns:
            self.beginResetModel()
            self._sheet, self._rows, self._columns = sheet, sheet.rows, columns
            self._take(plan, skipped, fields)
            self.endResetModel()
        else:
            self._take(plan, skipped, fields)
            self._redraw()

    def _take(self, plan: SheetPlan, skipped: dict[int, str], fields: dict[int, Field]) -> None:
        self._skipped, self._fields, self._is_included = skipped, fields, plan.included

    def _redraw(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, max(self._columns - 1, 0))
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many as the file has."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as the widest row has."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, and the look of rows that are no people."""
        row, column = index.row(), index.column()
        kind = self._skipped.get(row + 1, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column, is_heading=kind == "header")
        if role == Qt.ItemDataRole.ForegroundRole:
            if kind == "header":
                return None
            field = self._fields.get(column, Field.NONE)
            is_out = not self._is_included or kind or field in (Field.NONE, Field.EXCLUDED)
            return self._desk.theme.colour("second") if is_out else None
        if role == Qt.ItemDataRole.BackgroundRole:
            if kind == "header":
                return self._desk.theme.colour("selection")
            return self._desk.theme.colour("window") if kind else None
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if kind == "header" else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _REASONS.get(kind) or self._text(row, column, is_heading=False) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Excel's row numbers, with a mark at rows that are no people; the letters of columns."""
        if orientation is Qt.Orientation.Horizontal:
            return column_letter(section) if role == Qt.ItemDataRole.DisplayRole else None
        kind = self._skipped.get(section + 1, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{_MARKS[kind]} {section + 1}" if kind else str(section + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _REASONS.get(kind)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, row: int, column: int, *, is_heading: bool) -> str:
        cells = self._rows[row]
        if column >= len(cells) or cells[column] == "":
            return ""
        if self._desk.is_private and not is_heading and self._fields.get(column) in PRIVATE:
            return HIDDEN
        return mask_ids_in(" ".join(shown_cell(cells[column]).split()))
