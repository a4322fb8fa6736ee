"""The list of the preview: the lines of a plan that pass the filter."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from community_desk.domain.masking import mask_ids_in
from community_desk.ui.desk import Desk
from community_desk.ui.importing.entries import Entry
from community_desk.ui.importing.grouping_step import door_of

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class EntryModel(QAbstractTableModel):
    """The lines of the preview that pass the filter."""

    _TITLES = ("门牌", "户主", "人数", "会怎样", "疑问")

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.entries: Sequence[Entry] = ()
        desk.theme.changed.connect(self._redraw)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def _redraw(self) -> None:
        if self.entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, 4))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One an entry."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Door, head, people, what happens, doubts."""
        return 0 if parent.isValid() else len(self._TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == 2:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, and the colours of doubts."""
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == 4:
                if self._desk.is_private:
                    return None
                return "\n".join(mask_ids_in(doubt.text) for doubt in entry.doubts) or None
            return self._text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == 4:
                return self._desk.theme.colour("soon" if entry.doubts else "done")
            if entry.household is None:
                return self._desk.theme.colour("second")
        return None

    @staticmethod
    def _text(entry: Entry, column: int) -> str:
        household, head = entry.household, entry.head
        match column:
            case 0 if household is not None:
                return door_of(household)
            case 0:
                return f"{entry.sheet} 第 {entry.row} 行" if entry.row else entry.sheet
            case 1:
                return head.name if head is not None else ""
            case 2:
                return str(len(household.members)) if household is not None else ""
            case 3:
                return entry.fate
            case _:
                if entry.doubts:
                    return f"⚠ {len(entry.doubts)}"
                return "✓ 已处理" if entry.settled or entry.is_left_out else ""
