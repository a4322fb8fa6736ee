"""Short lists as tables: everything is read at once. Lists of any length are ``tables`` and ``table_view``."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QDropEvent, QFont, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.copied_table import as_table
from community_desk.ui.desk import Desk
from community_desk.ui.empty_state import EmptyState
from community_desk.ui.tables import Column

RowT = TypeVar("RowT")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlainModel(QAbstractTableModel, Generic[RowT]):
    """The rows of a ``PlainTable``."""

    def __init__(self, desk: Desk, columns: Sequence[Column], *, is_movable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.columns = tuple(columns)
        self.rows: list[RowT] = []
        self._is_movable = is_movable
        self._figures = QFont()
        self._figures.setFeature(QFont.Tag("tnum"), 1)
        desk.privacy_changed.connect(self._privacy_changed)
        desk.theme.changed.connect(self._all_changed)

    def take(self, rows: Sequence[RowT]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def append(self, rows: Sequence[RowT]) -> None:
        """Show these behind the others."""
        if rows:
            self.beginInsertRows(_NOWHERE, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def text_at(self, row: int, column: int) -> str:
        """What a cell shows."""
        shown = self.columns[column]
        text = shown.text(self.rows[row])
        return HIDDEN if text and shown.is_private and self.desk.is_private else text

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if column.is_number else _LEFT)
        if role == Qt.ItemDataRole.FontRole:
            return self._figures if column.is_number else None
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None:
            tone = column.tone(self.rows[index.row()])
            return self.desk.theme.colour(tone) if tone else None
        if role == Qt.ItemDataRole.ToolTipRole:
            if self.desk.is_private and column.is_private:
                return None
            return (column.tool_tip or column.text)(self.rows[index.row()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {self.text_at(index.row(), index.column())}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_RIGHT if self.columns[section].is_number else _LEFT)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: ARG002 - all cells alike
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._is_movable else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def _privacy_changed(self, _on: bool) -> None:
        self._all_changed()

    def _all_changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))


class PlainTable(QTableView, Generic[RowT]):
    """Rows known by ``key``. Choice and place stay when they are read again.

    With ``is_movable`` rows are dragged, or moved by Alt+↑ and Alt+↓; ``arranged`` tells all keys in the wanted order.
    """

    opened = Signal(str)  # key: Enter or a double click
    current_changed = Signal(str)  # key, "" for none
    arranged = Signal(object)  # list of keys

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column],
        *,
        title: str,
        key: Callable[[RowT], str],
        is_movable: bool = False,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.key = key
        self.plain: PlainModel[RowT] = PlainModel(desk, columns, is_movable=is_movable, parent=self)
        self._is_movable = is_movable
        self._told = ""
        self.setAccessibleName(title)
        self.setModel(self.plain)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        if is_movable:
            self.setDragEnabled(True)
            self.setAcceptDrops(True)
            self.setDropIndicatorShown(True)
            self.setDragDropOverwriteMode(False)
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._empty = EmptyState(desk, self.viewport())
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setStretchLastSection(True)
        self._scale()
        desk.theme.changed.connect(self._scale)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.key(self.plain.rows[index.row()])))
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell_current())

    # What a page asks

    @property
    def rows(self) -> Sequence[RowT]:
        """What is shown."""
        return self.plain.rows

    def show_rows(self, rows: Sequence[RowT]) -> None:
        """Show these; who was current and chosen stays so."""
        chosen = {self.key(row) for row in self.selected()}
        current, place = self.current_key, self.currentIndex().row()
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self.plain.take(rows)
        keys = [self.key(row) for row in rows]
        if current in keys:
            self._choose([row for row, key in enumerate(keys) if key in chosen], keys.index(current))
        elif keys:
            # Who was current has gone: ↓ goes on from there. At first the first row is chosen, so that verbs are there.
            self._choose([], min(max(place, 0), len(keys) - 1))
        self.executeDelayedItemsLayout()
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self._empty.show_if(not keys)
        self._tell_current()

    def add_rows(self, rows: Sequence[RowT]) -> None:
        """Show these behind the others."""
        self.plain.append(rows)

    @property
    def current(self) -> RowT | None:
        """The current row."""
        place = self.currentIndex().row()
        return self.plain.rows[place] if 0 <= place < len(self.plain.rows) else None

    @property
    def current_key(self) -> str:
        """Its key, "" if there is none."""
        row = self.current
        return "" if row is None else self.key(row)

    def selected(self) -> list[RowT]:
        """The chosen rows in their order."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.plain.rows[place] for place in places if place < len(self.plain.rows)]

    def go_to(self, *keys: str) -> bool:
        """Choose these rows, the first of them as the current one; False if none is there."""
        places = [place for place, row in enumerate(self.plain.rows) if self.key(row) in keys]
        if places:
            self._choose(places, places[0])
            self.scrollTo(self.plain.index(places[0], 0))
        return bool(places)

    def set_empty(
        self, sentence: str, button_text: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """What to show where no row is: a sentence and the first step."""
        self._empty.say(sentence, button_text, slot)
        self._empty.show_if(not self.plain.rows)

    def add_verb(self, text: str, slot: Callable[[], object]) -> QAction:
        """A verb in the menu of the right mouse button."""
        action = QAction(text, self)
        action.triggered.connect(lambda _=False: slot())
        self.addAction(action)
        return action

    def move(self, step: int) -> None:  # type: ignore[override] # Qt's moves the widget; nobody needs it in a layout
        """Move the current row up (-1) or down (1)."""
        place = self.currentIndex().row()
        if place >= 0 and 0 <= place + step < len(self.plain.rows):
            keys = [self.key(row) for row in self.plain.rows]
            keys.insert(place + step, keys.pop(place))
            self.arranged.emit(keys)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        if places:
            columns = range(len(self.plain.columns))
            lines = [[column.title for column in self.plain.columns]]
            lines += [[self.plain.text_at(place, column) for column in columns] for place in places]
            numbers = [column.is_number for column in self.plain.columns]
            QGuiApplication.clipboard().setMimeData(as_table(lines, numbers))
            self.desk.say(f"已复制 {len(places):,} 行，可以粘贴到表格里")

    # Keys, the mouse, sizes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        text = event.text()
        if self._is_movable and alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move(-1 if key == Qt.Key.Key_Up else 1)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.current is not None:
            self.opened.emit(self.current_key)
        elif text and text.isprintable() and not text.isspace() and not alt:
            self.desk.search_requested.emit(text)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the wanted order; the rows move when the ledger has it."""
        if event.source() is self:
            self.drop_at(event.position().toPoint().y())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def drop_at(self, y: int) -> None:
        """Put the chosen rows where the mouse let go of them."""
        height = self.verticalHeader().defaultSectionSize()
        target = min(max((y + self.verticalScrollBar().value() + height // 2) // height, 0), len(self.rows))
        moved = {self.key(row) for row in self.selected()}
        keys = [self.key(row) for row in self.plain.rows]
        before = [key for key in keys[:target] if key not in moved]
        after = [key for key in keys[target:] if key not in moved]
        wanted = [*before, *(key for key in keys if key in moved), *after]
        if wanted != keys:
            self.arranged.emit(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())

    def _choose(self, places: Sequence[int], current: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for place in places or (current,):
            selection.select(self.plain.index(place, 0), self.plain.index(place, len(self.plain.columns) - 1))
        choice = self.selectionModel()
        choice.setCurrentIndex(self.plain.index(current, 0), flags.NoUpdate)
        choice.select(selection, flags.ClearAndSelect)

    def _tell_current(self) -> None:
        key = self.current_key
        if key != self._told:
            self._told = key
            self.current_changed.emit(key)

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.desk.theme.row_height)
        character = self.fontMetrics().horizontalAdvance("永")
        for place, column in enumerate(self.plain.columns):
            self.setColumnWidth(place, column.width * character + 2 * self.desk.theme.space)
