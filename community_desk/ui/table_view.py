"""The table of a page: fixed rows, columns as staff set them, keys that do what Excel taught."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from community_desk.ui.cell_editor import CellDelegate, CellEditor
from community_desk.ui.copied_table import as_table
from community_desk.ui.desk import Desk
from community_desk.ui.empty_state import EmptyState
from community_desk.ui.tables import LedgerTableModel, Why

MOST_COPIED = 5000
"""Rows that are copied at once: more of them belong into an export, and reading them would hold the window up."""


class RegisterTable(QTableView):
    """A list of the ledger. ``name`` is its own ("residents"): column widths and order are remembered under it."""

    opened = Signal(str)  # uid: Enter or a double click
    current_changed = Signal(str)  # uid, "" for none
    selection_changed = Signal(int)  # how many rows
    typed = Signal(str)  # letters that nothing here takes; they go to the search box too
    copied = Signal(int)  # rows that were put on the clipboard

    def __init__(
        self,
        desk: Desk,
        model: LedgerTableModel[Any],
        *,
        name: str,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.table = model
        self._key = f"list/{name}"
        self._last_told = ""
        self._is_arranging = False
        self._kept: _Kept | None = None
        self.setObjectName(f"{name}_table")
        self.setAccessibleName(title)
        self.setModel(model)
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        desk.leaving.connect(self._leaving)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self._empty = EmptyState(desk, self.viewport())
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        head = self.horizontalHeader()
        # A choice of its own, always empty: to paint itself the header asks whether whole columns are chosen, cell by
        # cell (two minutes when a million rows are).
        head.setSelectionModel(QItemSelectionModel(model, head))
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setStretchLastSection(True)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._choose_columns)
        head.sectionClicked.connect(self._sort_by)
        head.sectionResized.connect(self._resized)
        self._restore_sort()
        self._scale()
        desk.theme.changed.connect(self._scale)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._put_back)
        model.loaded.connect(self._loaded)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.uid_at(index.row())))
        self.typed.connect(desk.search_requested)
        choice = self.selectionModel()
        choice.currentRowChanged.connect(self._current_row_changed)
        choice.selectionChanged.connect(lambda: self.selection_changed.emit(self.selected_count()))

    # What a page asks

    @property
    def current_uid(self) -> str:
        """The uid of the current row, "" if there is none."""
        return self.table.uid_at(self.currentIndex().row())

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self._selected_parts())

    def selected_uids(self) -> list[str]:
        """The uids of the selected rows in the order they are shown."""
        return self.table.uids_at(self._selected_rows())

    def go_to(self, uid: str) -> bool:
        """Make the row with this uid the current and only one; False if the list does not show it."""
        return self._choose(self.table.row_of(uid))

    def set_empty(
        self, sentence: str, button_text: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """What to show where no row is: a sentence and the first step."""
        self._empty.say(sentence, button_text, slot)

    def edit_current(self) -> bool:
        """Type over the current cell, or the first of its row that may be; False if none may."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        for column in (index.column(), *self._shown_columns()):
            cell = index.siblingAtColumn(column)
            if not self.isColumnHidden(column) and self.table.can_edit(cell):
                self.setCurrentIndex(cell)
                self.edit(cell)
                return True
        return False

    def finish_editing(self) -> bool:
        """Write what is being typed into a cell; False if it cannot be written, which the cell says itself."""
        editor = self._editor()
        return editor is None or self._cells.save(editor)

    def _editor(self) -> CellEditor | None:
        return next((each for each in self.viewport().findChildren(CellEditor) if each.is_open), None)

    def _leaving(self, reasons: list[str]) -> None:
        editor = self._editor()
        if editor is not None and editor.is_changed:
            reasons.append(f"{self.accessibleName()}里有一格改了还没有保存。")

    # Keys and the mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_uid)
        elif event.key() == Qt.Key.Key_F2 and self.edit_current():
            pass
        elif _is_letter(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        # What was composed goes to the search box whole, not cut in the middle and not into a cell.
        if event.commitString():
            self.typed.emit(event.commitString())
        event.accept()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.table.count - 1,
        }
        if action in ends and self.table.count:
            return self.table.index(ends[action], max(self.currentIndex().column(), 0))
        return super().moveCursor(action, modifiers)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        menu = self.row_menu()
        if not menu.isEmpty():
            menu.popup(at)

    def row_menu(self) -> QMenu:
        """What may be done with the selected rows: the table's own actions and those the page added."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        count = self.selected_count()
        if count == 1:
            menu.addAction("打开\tEnter", lambda: self.opened.emit(self.current_uid))
        menu.addActions(self.actions())
        if count:
            menu.addSeparator()
            menu.addAction(f"复制 {count:,} 行\tCtrl+C", self.copy_selected)
        return menu

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard: as text with tabs, and as a table that Excel takes as one."""
        rows = self._selected_rows()
        if not rows:
            return
        if len(rows) > MOST_COPIED:
            self.desk.refused.emit(
                f"一次最多复制 {MOST_COPIED:,} 行，现在选了 {len(rows):,} 行；请用“导出”。"
            )
            return
        columns = self._shown_columns()
        lines = [[self.table.columns[column].title for column in columns]]
        lines += [[self.table.text_at(row, column) for column in columns] for row in rows]
        are_numbers = [self.table.columns[column].is_number for column in columns]
        QGuiApplication.clipboard().setMimeData(as_table(lines, are_numbers))
        self.desk.say(f"已复制 {len(rows):,} 行，可以粘贴到表格里")
        self.copied.emit(len(rows))

    def _selected_rows(self) -> list[int]:
        return [row for first, last in self._selected_parts() for row in range(first, last + 1)]

    def _selected_parts(self) -> list[tuple[int, int]]:
        """First and last row of each stretch that is selected, from top to bottom."""
        chosen = self.selectionModel().selection()
        return sorted((chosen.at(each).top(), chosen.at(each).bottom()) for each in range(chosen.count()))

    def _choose(self, row: int) -> bool:
        if row < 0:
            return False
        index = self.table.index(row, self._shown_columns()[0])
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def _shown_columns(self) -> list[int]:
        """The columns that are not hidden, from left to right."""
        head = self.horizontalHeader()
        columns = [head.logicalIndex(place) for place in range(head.count())]
        return [column for column in columns if not self.isColumnHidden(column)]

    def _current_row_changed(self) -> None:
        self.setAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled, True
        )  # a cell that cannot be edited takes it away
        if self._kept is None:
            self._tell_current()

    def _tell_current(self, uid: str | None = None) -> None:
        uid = self.current_uid if uid is None else uid
        if uid != self._last_told:
            self._last_told = uid
            self.current_changed.emit(uid)

    # Rows in a new order

    def _keep(self) -> None:
        order = self.table.order
        current = self.currentIndex()
        top = self.rowAt(0)
        is_whole = self.selected_count() == len(order) > 1
        self._kept = _Kept(
            ids=set() if is_whole else {order[row] for row in self._selected_rows()},
            is_whole=is_whole,
            current=order[current.row()] if current.isValid() else 0,
            place=current.row(),
            column=current.column(),
            top=order[top] if top >= 0 else 0,
            offset=self.rowViewportPosition(top) if top >= 0 else 0,
            across=self.horizontalScrollBar().value(),
        )

    def _put_back(self) -> None:
        kept, order = self._kept, self.table.order
        if kept is None:
            return
        current = self.table.place_of(kept.current) if kept.current else -1
        choice, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        last_column = len(self.table.columns) - 1
        if kept.is_whole:
            parts = [(0, len(order) - 1)] if order else []
        elif len(kept.ids) == 1:
            place = current if kept.ids == {kept.current} else self.table.place_of(next(iter(kept.ids)))
            parts = [(place, place)] if place >= 0 else []
        else:
            parts = _runs([row for row, id_ in enumerate(order) if id_ in kept.ids] if kept.ids else [])
        selection = QItemSelection()
        for first, last in parts:
            selection.select(self.table.index(first, 0), self.table.index(last, last_column))
        choice.select(selection, flags.ClearAndSelect)
        if current >= 0:
            choice.setCurrentIndex(self.table.index(current, max(kept.column, 0)), flags.NoUpdate)
        elif kept.place >= 0 and order and self.table.why is Why.CHANGED:
            # Who was current has gone: ↓ goes on from there.
            place = min(kept.place, len(order) - 1)
            choice.setCurrentIndex(self.table.index(place, max(kept.column, 0)), flags.NoUpdate)
        self._scroll_back(kept, current)
        self._kept = None
        self._tell_current(self.current_uid if current >= 0 else "")
        self.selection_changed.emit(self.selected_count())

    def _scroll_back(self, kept: "_Kept", current: int) -> None:
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        self.horizontalScrollBar().setValue(kept.across)
        if self.table.why is Why.CHANGED:
            top = self.table.place_of(kept.top) if kept.top else -1
            if top >= 0:
                height = self.verticalHeader().defaultSectionSize()
                self.verticalScrollBar().setValue(top * height - kept.offset)
        elif current >= 0:
            self.scrollTo(self.table.index(current, max(kept.column, 0)), self.ScrollHint.PositionAtCenter)
        else:
            self.scrollToTop()

    def _loaded(self) -> None:
        self._empty.show_if(self.table.count == 0)

    # Columns

    def _sort_by(self, column: int) -> None:
        key = self.table.columns[column].sort
        if key:
            descending = self.table.sort_key == key and not self.table.descending
            self.table.set_sort(key, descending=descending)
            self.desk.preferences.put(f"{self._key}/sort", f"-{key}" if descending else key)
        self._show_sort()

    def _restore_sort(self) -> None:
        stored = self.desk.preferences.get(f"{self._key}/sort", "")
        key = stored.removeprefix("-")
        if key in self.table.kind.sorts:
            self.table.set_sort(key, descending=stored.startswith("-"))
        self._show_sort()

    def _show_sort(self) -> None:
        head = self.horizontalHeader()
        keys = [column.sort for column in self.table.columns]
        order = Qt.SortOrder.DescendingOrder if self.table.descending else Qt.SortOrder.AscendingOrder
        place = keys.index(self.table.sort_key) if self.table.sort_key in keys else -1
        head.setSortIndicatorShown(place >= 0)
        if place >= 0:
            head.setSortIndicator(place, order)

    def _scale(self) -> None:
        self._is_arranging = True
        self.verticalHeader().setDefaultSectionSize(self.desk.theme.row_height)
        widths = _pairs(self.desk.preferences.get(f"{self._key}/widths", ""))
        hidden = self.desk.preferences.get(f"{self._key}/hidden", "-")
        character = self.fontMetrics().horizontalAdvance("永")
        for place, column in enumerate(self.table.columns):
            width = self.desk.theme.pixels(widths[column.key]) if column.key in widths else 0
            self.setColumnWidth(place, width or column.width * character + 2 * self.desk.theme.space)
            away = column.is_hidden if hidden == "-" else column.key in hidden.split(",")
            self.setColumnHidden(place, away)
        self._is_arranging = False

    def _resized(self, column: int, _before: int, width: int) -> None:
        # The last column fills what is left; Qt tells that as a resizing too.
        if self._is_arranging or width == 0 or column == self._shown_columns()[-1]:
            return
        widths = _pairs(self.desk.preferences.get(f"{self._key}/widths", ""))
        widths[self.table.columns[column].key] = round(width * 1000 / self.desk.theme.pixels(1000))
        text = ",".join(f"{key}={value}" for key, value in widths.items())
        self.desk.preferences.put(f"{self._key}/widths", text)

    def _choose_columns(self, at: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(at))

    def column_menu(self) -> QMenu:
        """Which columns are shown: one tick each; the last one left cannot be taken away."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self._shown_columns()
        for place, column in enumerate(self.table.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(place in shown)
            action.setEnabled(shown != [place])
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
        menu.addSeparator()
        menu.addAction("恢复原来的列", self._reset_columns)
        return menu

    def _show_column(self, place: int, on: bool) -> None:
        self._is_arranging = True
        self.setColumnHidden(place, not on)
        self._is_arranging = False
        hidden = [column.key for each, column in enumerate(self.table.columns) if self.isColumnHidden(each)]
        self.desk.preferences.put(f"{self._key}/hidden", ",".join(hidden))

    def _reset_columns(self) -> None:
        self.desk.preferences.put(f"{self._key}/hidden", "-")
        self.desk.preferences.put(f"{self._key}/widths", "")
        self._scale()

    # In and out of sight

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.table.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())


@dataclass(slots=True)
class _Kept:
    """What was chosen and in sight before the rows came in a new order: ids, and where they stood."""

    ids: set[int]
    is_whole: bool
    current: int
    place: int
    column: int
    top: int
    offset: int
    across: int


def _is_letter(event: QKeyEvent) -> bool:
    """Whether a key is a letter or figure typed, and no command."""
    commands = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    text = event.text()
    return bool(text) and text.isprintable() and not text.isspace() and not event.modifiers() & commands


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Rising numbers as stretches (first, last): ten thousand rows beside each other are one."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _pairs(text: str) -> dict[str, int]:
    """Numbers by key from "name=120,sex=40"; what cannot be read is left out."""
    parted = (each.partition("=") for each in text.split(","))
    return {key: int(value) for key, _, value in parted if key and value.isdecimal()}
