"""Where typing a returned sheet begins: its number, typed or scanned, or a sheet that is still out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.domain.partial_dates import display_near
from community_desk.ledger import rounds, settings, typed_sheets
from community_desk.ledger.rounds import RoundSheet
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.lost_sheet import LostSheetDialog
from community_desk.ui.page import verb_button
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet that is out, and who has typed half of it."""

    sheet: RoundSheet
    half_typed_by: str


def _sheets_out(today: date) -> list[SheetOut]:
    half = {kept.sheet_uid: kept.typed_by for kept in typed_sheets.half_typed_sheets()}
    found = [SheetOut(sheet, half.get(sheet.uid, "")) for sheet in rounds.sheets_out(today=today)]
    return sorted(found, key=lambda out: not out.half_typed_by)


class StartPanel(QWidget):
    """``chosen`` tells the number of the sheet wanted, as it was typed."""

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        space, pixels = desk.theme.space, desk.theme.pixels
        words = QLabel("单号")
        self.number = QLineEdit()
        self.number.setPlaceholderText("照纸上打，如 A7K3M9X；扫码也行")
        self.number.setAccessibleName("走访单的单号")
        self.number.setMaximumWidth(pixels(320))
        words.setBuddy(self.number)
        self.open_verb = verb_button("打开", "", self._entered, main=True)
        self.message = QLabel()
        self.message.setProperty("look", "error")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(space)
        row.addWidget(words)
        row.addWidget(self.number, 1)
        row.addWidget(self.open_verb)
        row.addStretch(1)
        below = QLabel("还没有录入的走访单")
        below.setProperty("look", "heading")
        columns = (
            Column("number", "单号", 7, lambda out: out.sheet.number),
            Column("area", "哪里", 16, lambda out: out.sheet.area, tool_tip=lambda out: out.sheet.area),
            Column("walker", "走访人", 5, lambda out: out.sheet.walker),
            Column("printed", "打印", 6, lambda out: display_near(out.sheet.printed_on, today=desk.today())),
            Column("lines", "户数", 3, lambda out: str(out.sheet.lines), is_number=True),
            Column("state", "怎么样了", 12, _state, tone=_tone),
        )
        self.table: PlainTable[SheetOut] = PlainTable(
            desk, columns, title="还没有录入的走访单", key=lambda out: out.sheet.number
        )
        self.table.set_empty("印出去的走访单都录入了。")
        self.late = QLabel()
        self.late.setProperty("look", "warning")
        self.late.setWordWrap(True)
        self.late.hide()
        self.release_verb = verb_button("收单，没走到的放回", "mdi6.tray-arrow-down", self.release)
        self.lost_verb = verb_button("纸单遗失", "mdi6.file-alert-outline", self.note_loss)
        verbs = QHBoxLayout()
        verbs.setSpacing(space)
        verbs.addWidget(self.release_verb)
        verbs.addWidget(self.lost_verb)
        verbs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(below)
        column.addWidget(self.late)
        column.addWidget(self.table, 1)
        column.addLayout(verbs)
        self.number.returnPressed.connect(self._entered)
        self.number.textEdited.connect(lambda _: self.say(""))
        self.table.opened.connect(self.chosen)
        self.table.current_changed.connect(lambda _: self._enable_verbs())
        desk.writing_changed.connect(lambda _: self._enable_verbs())
        self.say("")

    def refresh(self) -> None:
        """Read anew which sheets are out."""
        today = self._desk.today()
        self._desk.jobs.ask(self, "sheets", lambda: _sheets_out(today), self._show)

    def say(self, sentence: str) -> None:
        """What is wrong with the number."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.number.setProperty("wrong", bool(sentence))
        self.number.style().polish(self.number)
        self.number.setAccessibleDescription(sentence)
        if sentence:
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            self.number.selectAll()

    def release(self) -> None:
        """收单: the paper of the chosen sheet is back; its doors without an answer can be planned anew."""
        out = self.table.current
        if out is None:
            return
        released = self._desk.attempt(
            lambda: rounds.release_sheet(out.sheet.uid, operator=self._desk.operator)
        )
        if released is not None:
            self._desk.say(f"{out.sheet.number} 已收单，{released.doors} 户放回，可以再排。", undo=True)
            self.refresh()

    def note_loss(self) -> None:
        """The paper of the chosen sheet was lost."""
        out = self.table.current
        if out is not None:
            dialog = LostSheetDialog(self._desk, self, sheet=out.sheet)
            dialog.accepted.connect(self.refresh)
            dialog.open()

    def _show(self, sheets: Sequence[SheetOut]) -> None:
        self.table.show_rows(sheets)
        days = settings.get_number(rounds.ASK_ABOUT_SHEETS_DAYS, rounds.DEFAULT_ASK_ABOUT_SHEETS_DAYS)
        late = sum(out.sheet.days >= days for out in sheets)
        self.late.setText(
            f"有 {late} 份走访单出去 {days} 天以上了：收回来的请录入或收单，找不到的请登记纸单遗失。"
        )
        self.late.setVisible(bool(late))
        self._enable_verbs()

    def _enable_verbs(self) -> None:
        is_free = self.table.current is not None and not self._desk.why_read_only
        self.release_verb.setEnabled(is_free)
        self.lost_verb.setEnabled(is_free)

    def _entered(self) -> None:
        text = self.number.text().strip()
        self.chosen.emit(text or self.table.current_key)


def _state(out: SheetOut) -> str:
    if out.half_typed_by:
        return f"{out.half_typed_by}录了一半"
    if out.sheet.answered:
        return f"录了 {out.sheet.answered} 户"
    return "今天打印" if not out.sheet.days else f"出去 {out.sheet.days} 天"


def _tone(out: SheetOut) -> str:
    return "soon" if out.half_typed_by or out.sheet.days >= rounds.DEFAULT_ASK_ABOUT_SHEETS_DAYS else ""
