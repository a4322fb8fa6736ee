"""Sheets that were printed before: where their paper is, and each to be looked at and printed again."""

from datetime import date, datetime

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.codes import PaperState
from community_desk.domain.partial_dates import display_near
from community_desk.ledger import printed_sheets
from community_desk.ledger.printed_sheets import PrintedSheet
from community_desk.ui.desk import Desk
from community_desk.ui.page import verb_button

_SHEET = Qt.ItemDataRole.UserRole
_PAPER_WORDS = {
    PaperState.OUT: "纸在外面",
    PaperState.RETURNED: "纸已收回",
    PaperState.SHREDDED: "纸已销毁",
    PaperState.LOST: "纸遗失了",
    PaperState.NONE: "",
}


class PrintedPanel(QWidget):
    """The left side of the page, third tab. ``chosen`` is the sheet to show, or None."""

    chosen = Signal(object)  # PrintedSheet | None

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sheets: list[PrintedSheet] = []
        space = desk.theme.space
        self.only_out = QCheckBox("只看纸还没收回的")
        self.list = QListWidget()
        self.list.setAccessibleName("打印过的走访单")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = QLabel("还没有打印过走访单。")
        self._empty.setProperty("look", "second")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.returned = verb_button(
            "纸已收回", "mdi6.tray-arrow-down", lambda: self._came_back(shredded=False)
        )
        self.shredded = verb_button(
            "纸已销毁", "mdi6.file-remove-outline", lambda: self._came_back(shredded=True)
        )
        row = QHBoxLayout()
        row.setSpacing(space)
        row.addWidget(self.returned)
        row.addWidget(self.shredded)
        row.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, space, 0, 0)
        body.setSpacing(space)
        body.addWidget(self.only_out)
        body.addWidget(self.list, 1)
        body.addWidget(self._empty, 1)
        body.addLayout(row)
        self.only_out.toggled.connect(self._show)
        self.list.itemSelectionChanged.connect(self._selection_changed)
        desk.writing_changed.connect(self._selection_changed)
        self._show()

    def refresh(self) -> None:
        """Read the list anew; what is chosen stays so."""
        self._desk.jobs.ask(self, "printed", printed_sheets.list_printed_sheets, self._arrived)

    def selected(self) -> list[PrintedSheet]:
        """The chosen sheets, as they stand."""
        return [item.data(_SHEET) for item in self.list.selectedItems()]

    def current(self) -> PrintedSheet | None:
        """The sheet to be shown: the one chosen last."""
        chosen = self.selected()
        item = self.list.currentItem()
        sheet: PrintedSheet | None = item.data(_SHEET) if item is not None else None
        return sheet if sheet in chosen else next(iter(chosen), None)

    def choose(self, uid: str) -> None:
        """Choose a sheet by its uid."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_SHEET).uid == uid:
                self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _arrived(self, sheets: list[PrintedSheet]) -> None:
        self._sheets = sheets
        self._show()

    def _show(self) -> None:
        chosen = {sheet.uid for sheet in self.selected()}
        current = self.current()
        out = sum(sheet.paper is PaperState.OUT for sheet in self._sheets)
        shown = [
            sheet for sheet in self._sheets if sheet.paper is PaperState.OUT or not self.only_out.isChecked()
        ]
        self.only_out.setText(f"只看纸还没收回的（{out} 份）")
        self.list.blockSignals(True)
        scrolled = self.list.verticalScrollBar().value()
        self.list.clear()
        for sheet in shown:
            item = QListWidgetItem(words_of(sheet, self._desk.today()))
            item.setData(_SHEET, sheet)
            self.list.addItem(item)
            if current is not None and sheet.uid == current.uid:
                self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
            item.setSelected(sheet.uid in chosen)
        self.list.verticalScrollBar().setValue(scrolled)
        self.list.blockSignals(False)
        self.list.setVisible(bool(shown))
        self._empty.setText("没有还在外面的纸。" if self._sheets else "还没有打印过走访单。")
        self._empty.setVisible(not shown)
        self._selection_changed()

    def _selection_changed(self) -> None:
        states = {sheet.paper for sheet in self.selected()}
        free = not self._desk.why_read_only
        self.returned.setEnabled(free and PaperState.OUT in states)
        self.shredded.setEnabled(free and bool(states & {PaperState.OUT, PaperState.RETURNED}))
        self.chosen.emit(self.current())

    def _came_back(self, *, shredded: bool) -> None:
        uids = [sheet.uid for sheet in self.selected()]

        def note() -> None:
            printed_sheets.papers_came_back(uids, shredded=shredded)
            what = "销毁" if shredded else "收回"
            self._desk.say(f"记下了：{len(uids)} 份走访单的纸已{what}。")
            self.refresh()

        self._desk.attempt(note)


def words_of(sheet: PrintedSheet, today: date) -> str:
    """A sheet in two lines: number and area; when, who, how much, where the paper is."""
    moment = datetime.fromisoformat(sheet.printed_at).astimezone()
    when = f"{display_near(moment.date().isoformat(), today=today)} {moment:%H:%M}"
    edition = " 志愿者版" if sheet.edition == "volunteer" else ""
    facts = (
        f"{when} {sheet.printed_by}".strip(),
        f"{sheet.lines} 户",
        _PAPER_WORDS[sheet.paper],
    )
    return f"{sheet.number}{edition}　{sheet.area}\n{' · '.join(filter(None, facts))}"
