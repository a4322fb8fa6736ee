"""The printed sheet on the screen, a row a line, on which the results appear; a digit types one where one stands."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from community_desk.domain.codes import LineState
from community_desk.domain.type_back import TypedLine
from community_desk.domain.type_back_commands import SHORTCUTS
from community_desk.ledger.typed_sheets import PrintedSheetLine
from community_desk.ui.desk import Desk
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column
from community_desk.ui.type_back_words import further_words, people_words, result_words, short_doors, tone_of
from community_desk.ui.typed_entry import TypedEntry

_DIGITS = {
    spelling
    for spellings in SHORTCUTS.values()
    for spelling in spellings
    if spelling.isdigit() and len(spelling) == 1
}
# What a sentence about a line begins with: in its row that says nothing new.
_WHERE = re.compile(r"^第 \d+ 行(（[^）]*）)?")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line as the grid shows it: as printed, what is typed, and what is wrong with it or still asked."""

    line: PrintedSheetLine
    typed: TypedLine
    door: str
    message: str
    further: str

    @property
    def is_answered(self) -> bool:
        """Whether it is in the ledger already."""
        return self.line.state is LineState.ANSWERED


class TypeBackGrid(PlainTable[GridRow]):
    """The lines of one sheet. Rows are known by their number."""

    words_wanted = Signal(int, str)  # Enter on a line: its fields; the slot to begin with ("": the first)
    typed_on = Signal(str)  # a letter: begins a command for the current line

    def __init__(self, desk: Desk) -> None:
        columns = (
            Column("number", "行", 2, lambda row: str(row.line.number), is_number=True),
            Column("door", "门牌", 8, lambda row: row.door, tool_tip=lambda row: row.line.door),
            Column("head", "户主", 5, lambda row: row.line.head),
            Column("people", "看望谁", 10, lambda row: people_words(row.line, row.typed), is_private=True),
            Column("result", "结果", 5, _result, tone=_tone),
            Column("further", "情况", 10, _further, is_private=True, tone=_further_tone),
        )
        super().__init__(desk, columns, title="走访单各行", key=lambda row: str(row.line.number))
        self._typed: TypedEntry | None = None
        self._wrong: dict[int, str] = {}
        self.opened.connect(lambda key: self.words_wanted.emit(int(key), ""))

    def take(self, typed: TypedEntry) -> None:
        """Show this sheet from now on."""
        self._typed = typed
        self._wrong = {}
        typed.changed.connect(self._changed)
        typed.refused.connect(self._refused)
        self.show_rows([])
        self._refresh()

    def clear_wrong(self) -> None:
        """Take away what was said of a refused command."""
        if self._wrong:
            self._changed()

    @property
    def number(self) -> int:
        """The line one is on; 0 without one."""
        return int(self.current_key or 0)

    def go_to_line(self, number: int) -> None:
        """Choose a line."""
        self.go_to(str(number))

    def move_on(self, step: int = 1) -> int:
        """Choose the next line (or the one before); returns the number of the one chosen."""
        place = min(max(self.currentIndex().row() + step, 0), len(self.rows) - 1)
        if self.rows:
            self.go_to(self.key(self.rows[place]))
        return self.number

    def _changed(self) -> None:
        self._wrong = {}
        self._refresh()

    def _refused(self, number: int, _field: str, sentence: str) -> None:
        self._wrong = {number: sentence} if number else {}
        self._refresh()
        if number:
            self.go_to_line(number)

    def _refresh(self) -> None:
        typed = self._typed
        if typed is None:
            return
        asked: dict[int, str] = {}
        for question in typed.questions:
            asked.setdefault(question.line, question.sentence)
        today = self.desk.today()
        doors = short_doors(typed.sheet.lines)
        states = {state.number: state for state in typed.entry.lines()}
        self.show_rows(
            [
                GridRow(
                    line,
                    states[line.number],
                    doors[line.number],
                    _WHERE.sub("", self._wrong.get(line.number) or asked.get(line.number, "")),
                    further_words(states[line.number], today=today),
                )
                for line in typed.sheet.lines
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is a result, + the next line, * the last answer once more; letters begin a command for the line."""
        text, typed, number = event.text(), self._typed, self.number
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if typed is None or not number or held:
            super().keyPressEvent(event)
        elif text in _DIGITS:
            if typed.command(f"{number}*{text}"):
                typed.note_answer("result", text)
                self.move_on()
        elif text == "*":
            last = typed.last_answer("result")
            if last and typed.command(f"{number}*{last}"):
                self.move_on()
        elif text == "+":
            self.move_on()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            typed.command(f"清 {number}")
        elif text and text.isprintable() and not text.isspace():
            self.typed_on.emit(f"{number} {text}")
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _result(row: GridRow) -> str:
    if row.is_answered:
        return "已录入"
    words = result_words(row.typed)
    return words if row.typed.is_own or not words else f"{words}·"


def _tone(row: GridRow) -> str:
    return "second" if row.is_answered or not row.typed.is_own else tone_of(row.typed)


def _further(row: GridRow) -> str:
    since = [f"{person.name}{person.since}" for person in row.line.people if person.since]
    return row.message or " · ".join(filter(None, [row.line.since, *since, row.further]))


def _further_tone(row: GridRow) -> str:
    if row.message:
        return "overdue"
    return "soon" if row.line.since or any(person.since for person in row.line.people) else ""
