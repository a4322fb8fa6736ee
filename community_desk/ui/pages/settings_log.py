"""日志: what was done in the ledger, and who printed, exported or looked at full numbers."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.ledger import access, history, settings
from community_desk.ledger.access import Access
from community_desk.ledger.history import HistoryRow, RowAction, RowChange
from community_desk.ui.card_lines import quiet_button
from community_desk.ui.desk import Desk
from community_desk.ui.history_tab import local_moment
from community_desk.ui.pages.settings_section import NumberSetting, Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tab_row import TabRow
from community_desk.ui.tables import Column

A_PAGE = 200
_ROWS_SHOWN = 200
_TYPED_AFTER = 250  # ms after the last key


class LogSection(Section):
    """Two lists, the newest above; older ones are read when they are asked for."""

    name: ClassVar[str] = "log"
    title: ClassVar[str] = "日志"
    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.returned_button = self.add_verb("已收回", "", lambda: self.note_paper(shredded=False))
        self.shredded_button = self.add_verb("已销毁", "", lambda: self.note_paper(shredded=True))
        self.lists = TabRow(["做过的事", "打印、导出和查看"], name="哪一份日志")
        self.operator = QComboBox()
        self.operator.setAccessibleName("只看谁做的")
        self.operator.addItem("所有人", "")
        self.text = QLineEdit()
        self.text.setAccessibleName("只看含有这些字的")
        self.text.setPlaceholderText("含有这些字的")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(desk.theme.pixels(220))
        row = QHBoxLayout()
        row.setSpacing(desk.theme.space)
        row.addWidget(self.lists, 1)
        row.addWidget(self.operator)
        row.addWidget(self.text)
        self.rows.addLayout(row)
        self._stack = QStackedWidget()
        self.rows.addWidget(self._stack, 1)
        self._make_done()
        self._make_accesses()
        self.months = NumberSetting(
            desk,
            "做过的事保留",
            "个月，更早的在打开台账时清理",
            key=settings.LOG_KEPT_MONTHS,
            default=settings.DEFAULT_LOG_KEPT_MONTHS,
            least=1,
            most=600,
        )
        self.rows.addWidget(self.months)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPED_AFTER)
        self._timer.timeout.connect(self.refresh)
        self.text.textChanged.connect(lambda _: self._timer.start())
        self.operator.currentIndexChanged.connect(lambda _: self.refresh())
        self.lists.chosen.connect(self._turn_to)
        desk.changed.connect(self._ledger_changed)
        self.lists.choose(0)

    # What stands there

    def _make_done(self) -> None:
        desk = self.desk
        self.done_list: PlainTable[HistoryRow] = PlainTable(
            desk,
            (
                Column("when", "时间", 8, lambda row: local_moment(row.happened_at, desk.today())),
                Column("who", "经办人", 5, lambda row: row.operator or "程序"),
                Column("what", "做了什么", 13, lambda row: row.label, is_private=True),
                Column(
                    "state",
                    "状态",
                    3,
                    lambda row: "已撤销" if row.is_undone else "",
                    tone=lambda _: "second",
                ),
            ),
            title="做过的事",
            key=lambda row: row.uid,
        )
        self.done_list.set_empty("没有符合的记录。")
        self.done_list.current_changed.connect(self._ask_row_changes)
        self.changes: PlainTable[RowChange] = PlainTable(
            desk,
            (
                Column("what", "改了哪里", 9, _what, is_private=True),
                Column("how", "从什么到什么", 9, _how, is_private=True),
            ),
            title="这件事改了哪些",
            key=lambda row: f"{row.transaction_uid} {row.row_uid}",
        )
        self.changes.set_empty("在左边选一件事，这里显示它改了哪些。")
        self.more_done = self._more("再看更早的", self._older_done)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.desk.theme.space // 2)
        column.addWidget(self.done_list, 1)
        column.addWidget(self.more_done)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self.changes)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([desk.theme.pixels(500), desk.theme.pixels(330)])
        self._stack.addWidget(splitter)

    def _make_accesses(self) -> None:
        desk = self.desk
        self.accesses: PlainTable[Access] = PlainTable(
            desk,
            (
                Column("when", "时间", 8, lambda row: local_moment(row.happened_at, desk.today())),
                Column("who", "经办人", 5, lambda row: row.operator or "程序"),
                Column("action", "做了什么", 7, lambda row: row.action.word),
                Column("subject", "什么", 12, lambda row: row.subject, is_private=True),
                Column("people", "人数", 3, lambda row: f"{row.person_count:,}", is_number=True),
                Column(
                    "paper",
                    "纸",
                    4,
                    lambda row: row.paper_state.word,
                    tone=lambda row: "soon" if row.paper_state is PaperState.OUT else "",
                ),
                Column("purpose", "用途", 10, lambda row: row.purpose, is_private=True),
            ),
            title="打印、导出和查看完整证件号的记录",
            key=lambda row: str(row.id),
            many=True,
        )
        self.accesses.set_empty("没有符合的记录。打印、导出、查看完整证件号都会记在这里。")
        self.accesses.selectionModel().selectionChanged.connect(lambda *_: self._show_verbs())
        self.accesses.add_verb("纸已收回", lambda: self.note_paper(shredded=False))
        self.accesses.add_verb("纸已销毁", lambda: self.note_paper(shredded=True))
        self.more_accesses = self._more("再看更早的", self._older_accesses)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.desk.theme.space // 2)
        column.addWidget(self.accesses, 1)
        column.addWidget(self.more_accesses)
        self._stack.addWidget(holder)

    def _more(self, text: str, slot: Callable[[], None]) -> QPushButton:
        button = quiet_button(text, "", slot)
        button.hide()
        return button

    # Reading

    @property
    def is_about_access(self) -> bool:
        """Whether the access log is shown."""
        return self._stack.currentIndex() == 1

    def arrive(self) -> None:
        """Read it each time: looks and prints are no changes of the ledger."""
        self.months.load()
        self.desk.jobs.ask(self, "operators", history.operators_in_history, self._offer_operators)
        self.refresh()

    def refresh(self) -> None:
        """Read the newest of the list that is shown."""
        who, text = str(self.operator.currentData()), self.text.text().strip()
        if self.is_about_access:
            self.desk.jobs.ask(
                self,
                "accesses",
                lambda: access.list_accesses(limit=A_PAGE + 1, operator=who, text=text),
                lambda rows: self._show_accesses(rows, older=False),
            )
        else:
            self.desk.jobs.ask(
                self,
                "history",
                lambda: history.list_history(limit=A_PAGE + 1, operator=who, text=text),
                lambda rows: self._show_done(rows, older=False),
            )

    def _older_done(self) -> None:
        who, text = str(self.operator.currentData()), self.text.text().strip()
        last = self.done_list.rows[-1].uid
        self.desk.jobs.ask(
            self,
            "history",
            lambda: history.list_history(limit=A_PAGE + 1, before=last, operator=who, text=text),
            lambda rows: self._show_done(rows, older=True),
        )

    def _older_accesses(self) -> None:
        who, text = str(self.operator.currentData()), self.text.text().strip()
        last = self.accesses.rows[-1].id
        self.desk.jobs.ask(
            self,
            "accesses",
            lambda: access.list_accesses(limit=A_PAGE + 1, before=last, operator=who, text=text),
            lambda rows: self._show_accesses(rows, older=True),
        )

    def _show_done(self, rows: list[HistoryRow], *, older: bool) -> None:
        if older:
            self.done_list.add_rows(rows[:A_PAGE])
        else:
            self.done_list.show_rows(rows[:A_PAGE])
        self.more_done.setVisible(len(rows) > A_PAGE)

    def _show_accesses(self, rows: list[Access], *, older: bool) -> None:
        if older:
            self.accesses.add_rows(rows[:A_PAGE])
        else:
            self.accesses.show_rows(rows[:A_PAGE])
        self.more_accesses.setVisible(len(rows) > A_PAGE)
        self._show_verbs()

    def _ask_row_changes(self, uid: str) -> None:
        if not uid:
            self._show_row_changes((0, []))
            return
        self.desk.jobs.ask(
            self,
            "changes",
            lambda: history.rows_of_transaction(uid, limit=_ROWS_SHOWN),
            self._show_row_changes,
        )

    def _show_row_changes(self, found: tuple[int, list[RowChange]]) -> None:
        count, rows = found
        self.changes.show_rows(rows)
        if self.done_list.current is None:
            self.changes.set_empty("在左边选一件事，这里显示它改了哪些。")
        else:
            self.changes.set_empty("只改了程序自己用的内容。" if count else "这里的内容已按期清理。")
        more = f"共改了 {count:,} 条，这里显示前 {len(rows):,} 条" if count > len(rows) > 0 else ""
        self.changes.setToolTip(more)

    def _offer_operators(self, names: list[str]) -> None:
        chosen = self.operator.currentData()
        self.operator.blockSignals(True)
        self.operator.clear()
        self.operator.addItem("所有人", "")
        for name in names:
            self.operator.addItem(name, name)
        self.operator.setCurrentIndex(max(self.operator.findData(chosen), 0))
        self.operator.blockSignals(False)

    def _ledger_changed(self, _changes: object) -> None:
        if self.isVisible() and not self.is_about_access:
            self.refresh()

    def _turn_to(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        for button in (self.returned_button, self.shredded_button):
            button.setVisible(place == 1)
        self.months.setVisible(place == 0)
        self._show_verbs()
        if self.isVisible():
            self.refresh()

    # Papers

    def note_paper(self, *, shredded: bool) -> None:
        """Note of the chosen prints that their paper came back, or was shredded."""
        rows = [row for row in self.accesses.selected() if _is_out(row)]
        word = "已销毁" if shredded else "已收回"

        def write() -> bool:
            for row in rows:
                access.paper_came_back(row.id, shredded=shredded)
            return True

        noted = self.desk.attempt(write) if rows else None
        if noted:
            self.desk.say(f"{len(rows)} 份纸质材料{word}。")
            self.refresh()

    def _show_verbs(self) -> None:
        is_out = any(_is_out(row) for row in self.accesses.selected())
        self.returned_button.setEnabled(is_out)
        self.shredded_button.setEnabled(is_out)


def _is_out(row: Access) -> bool:
    return row.action is AccessAction.PRINT and row.paper_state in {PaperState.OUT, PaperState.RETURNED}


def _what(row: RowChange) -> str:
    return " ".join(filter(None, (row.table_word, row.title)))


def _how(row: RowChange) -> str:
    if row.action is not RowAction.CHANGED:
        return row.action.word
    return "；".join(
        f"{field.word}：{field.old or '（空）'} → {field.new or '（空）'}" for field in row.fields
    )
