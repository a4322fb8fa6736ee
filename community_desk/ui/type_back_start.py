"""Where typing a returned sheet begins: its number, typed or scanned, or a sheet that is still out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.domain.partial_dates import display_near
from community_desk.ledger import rounds, typed_sheets
from community_desk.ledger.rounds import RoundSheet
from community_desk.ui.desk import Desk
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(below)
        column.addWidget(self.table, 1)
        self.number.returnPressed.connect(self._entered)
        self.number.textEdited.connect(lambda _: self.say(""))
        self.table.opened.connect(self.chosen)
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

    def _show(self, sheets: Sequence[SheetOut]) -> None:
        self.table.show_rows(sheets)

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
