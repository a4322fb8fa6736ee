"""The imports there were: what each brought, whether somebody looked at its doubts, and taking one back."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import import_reviews
from community_desk.ledger.change_words import TABLE_WORDS
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.import_reviews import BatchInfo
from community_desk.ledger.undo import Undone
from community_desk.tasks.take_back import undo_import
from community_desk.ui.desk import Desk
from community_desk.ui.empty_state import EmptyState
from community_desk.ui.history_tab import local_moment
from community_desk.ui.importing.step import plain_table, wrapped_label
from community_desk.ui.page import verb_button

_NOWHERE = QModelIndex()
_KEPT_TOLD = 8
Index = QModelIndex | QPersistentModelIndex


class ImportsModel(QAbstractTableModel):
    """One import a row, the newest first."""

    _TITLES = ("文件", "时间", "经办人", "新增", "更新", "疑问", "情况")
    _NUMBERS = frozenset((3, 4, 5))

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.batches: list[BatchInfo] = []
        self._waiting: set[str] = set()
        desk.theme.changed.connect(self._redraw)

    def show_batches(self, batches: list[BatchInfo], waiting: set[str]) -> None:
        """Show these; ``waiting`` are the uids of those whose doubts nobody looked at."""
        self.beginResetModel()
        self.batches, self._waiting = batches, waiting
        self.endResetModel()

    def is_waiting(self, batch: BatchInfo) -> bool:
        """Whether its doubts wait for somebody."""
        return batch.uid in self._waiting

    def _redraw(self) -> None:
        if self.batches:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.batches) - 1, 6))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One an import."""
        return 0 if parent.isValid() else len(self.batches)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """File, when, who, figures, state."""
        return 0 if parent.isValid() else len(self._TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section in self._NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text; imports that were taken back are grey."""
        batch, column = self.batches[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                batch.file_name,
                local_moment(batch.happened_at, self._desk.today()),
                batch.operator,
                f"{batch.added:,}",
                f"{batch.updated:,}",
                f"{batch.doubts:,}",
                self._state(batch),
            )[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in self._NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if batch.is_undone:
                return self._desk.theme.colour("second")
            if column == 6 and self.is_waiting(batch):
                return self._desk.theme.colour("soon")
        return None

    def _state(self, batch: BatchInfo) -> str:
        if batch.is_undone:
            return "✗ 已撤销"
        if self.is_waiting(batch):
            return "⚠ 疑问还没有看过"
        return "✓ 疑问看过了" if batch.doubts else "✓ 没有疑问"


class ImportsPanel(QWidget):
    """The list with its verbs, for the settings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""
        space = desk.theme.space
        self.setAccessibleName("导入记录")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        self.model = ImportsModel(desk, self)
        self.table = plain_table("导入记录", desk.theme.row_height)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(self.table.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        for place, width in enumerate((140, 90, 70, 70, 70, 150), start=1):
            self.table.setColumnWidth(place, desk.theme.pixels(width))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_verbs())
        column.addLayout(self._make_verbs())
        column.addWidget(self.table, 1)
        self.empty = EmptyState(desk, self)
        self.empty.say(
            "还没有导入过。把 Excel 台账一步一步导进来以后，这里列出每一次，可以整批撤销。",
            "导入台账",
            lambda: desk.open("import", ""),
        )
        column.addWidget(self.empty, 1)
        self.told = wrapped_label()
        self.told.setAccessibleName("撤销导入的结果")
        self.told.hide()
        column.addWidget(self.told)
        desk.changed.connect(self._changed)
        desk.writing_changed.connect(lambda _why: self._show_verbs())
        self.refresh()

    def _make_verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._desk.theme.space)
        self.count = QLabel()
        self.count.setProperty("look", "second")
        self.start = verb_button("导入台账", "mdi6.table-arrow-right", lambda: self._desk.open("import", ""))
        self.looked_at = verb_button("疑问看过了", "mdi6.check", self._look_at)
        self.undo = verb_button("撤销这次导入", "mdi6.undo", self._undo)
        row.addWidget(self.count, 1)
        row.addWidget(self.looked_at)
        row.addWidget(self.undo)
        row.addWidget(self.start)
        return row

    def refresh(self) -> None:
        """Read the list anew."""
        self._desk.jobs.ask(self, "imports", _read, self._show)

    def open_batch(self, uid: str) -> None:
        """Show one import (its uid)."""
        self._wanted = uid
        self.refresh()

    def _changed(self, changes: ChangeSet) -> None:
        if {"import_batch", "setting"} & set(changes.rows):
            self.refresh()

    def _show(self, answer: tuple[list[BatchInfo], set[str]]) -> None:
        batches, waiting = answer
        present = self._current()
        wanted = self._wanted or (present.uid if present is not None else "")
        self._wanted = ""
        self.model.show_batches(batches, waiting)
        self.table.setVisible(bool(batches))
        self.empty.setVisible(not batches)
        self.start.setVisible(bool(batches))
        self.count.setText(f"{len(batches)} 次导入" if batches else "")
        if batches:
            place = next((n for n, batch in enumerate(batches) if batch.uid == wanted), 0)
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))
        self._show_verbs()

    def _current(self) -> BatchInfo | None:
        place = self.table.currentIndex().row()
        return self.model.batches[place] if 0 <= place < len(self.model.batches) else None

    def _show_verbs(self) -> None:
        batch = self._current()
        is_free = not self._desk.why_read_only
        self.undo.setVisible(batch is not None)
        self.undo.setEnabled(batch is not None and not batch.is_undone and is_free)
        self.looked_at.setVisible(batch is not None and self.model.is_waiting(batch))
        self.looked_at.setEnabled(is_free)

    # What is done

    def _look_at(self) -> None:
        batch = self._current()
        if batch is not None:
            self._desk.attempt(
                lambda: import_reviews.looked_at_import(batch.uid, operator=self._desk.operator)
            )

    def _undo(self) -> None:
        batch = self._current()
        if batch is None:
            return
        box = QMessageBox(self)
        box.setWindowTitle("撤销导入")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"撤销“{batch.file_name}”的导入？")
        box.setInformativeText(
            f"这次导入新增的 {batch.added:,} 人和补充的内容会撤回；之后有人改过的会保留，并在这里列出来。"
        )
        undo = box.addButton("撤销这次导入", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("不撤销", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda button: self.undo_batch(batch) if button is undo else None)
        box.open()

    def undo_batch(self, batch: BatchInfo) -> None:
        """Take an import back beside the window."""
        operator = self._desk.operator
        try:
            self._desk.jobs.run(
                "正在撤销导入",
                lambda: undo_import(batch.uid, operator=operator),
                done=lambda undone: self._undone(batch, undone),
                writes=True,
                cancellable=False,
            )
        except UserError as refusal:
            self._desk.refused.emit(refusal.sentence)

    def _undone(self, batch: BatchInfo, undone: Undone) -> None:
        self._desk.say(f"已撤销导入 {batch.file_name}")
        if not undone.kept:
            self.told.hide()
            return
        changed = [row for row in undone.kept if row.reason == "changed"] or list(undone.kept)
        titles = [
            f"{TABLE_WORDS[row.table]}“{row.title}”" if row.title else TABLE_WORDS[row.table]
            for row in changed
        ]
        titles = list(dict.fromkeys(titles))
        more = f"等 {len(titles):,} 处" if len(titles) > _KEPT_TOLD else ""
        others = len(undone.kept) - len(changed)
        held = f"；它们用着的另外 {others:,} 处也保留着" if others else ""
        self.told.setText(
            f"“{batch.file_name}”已撤销。导入以后又改过、没有撤回的：{'、'.join(titles[:_KEPT_TOLD])}{more}{held}。"
        )
        self.told.show()


def _read() -> tuple[list[BatchInfo], set[str]]:
    return import_reviews.list_imports(), {batch.uid for batch in import_reviews.imports_to_look_at()}
