"""The sheet that is being typed back in, for all that shows it or types into it: one entry, and its draft."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from community_desk.domain.errors import UserError
from community_desk.domain.near_days import read_day
from community_desk.domain.type_back import Entry, Question, Step, check_day, questions, write
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import typed_sheets
from community_desk.ledger.staff import list_staff
from community_desk.ledger.typed_sheets import HalfTyped, SheetToType
from community_desk.ui.desk import Desk

_KEPT_AFTER = 2_000  # ms after the last key, DESIGN.md ground rule 10


class TypedEntry(QObject):
    """What is typed of one sheet so far. ``walked_on`` is ISO text or "", ``walkers`` names."""

    changed = Signal()
    refused = Signal(int, str, str)  # line (0: none), field, sentence

    def __init__(self, desk: Desk, sheet: SheetToType, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sheet = sheet
        self.entry = Entry(sheet.form)
        self.walked_on = sheet.walked_on
        self.walkers: tuple[str, ...] = (sheet.walker,) if sheet.walker else ()
        self._last: dict[str, str] = {}  # the last answer of each slot, as it was typed
        self._is_kept = True
        self._timer = QTimer(self, singleShot=True, interval=_KEPT_AFTER)
        self._timer.timeout.connect(self.keep)

    # Typing

    def command(self, text: str) -> bool:
        """Carry out what was typed on the command line; whether it was understood."""
        return self._take(lambda: type_in(self.entry, text, today=self._desk.today()))

    def write(self, number: int, slot: str, text: str, *, replaces: bool = True) -> bool:
        """Write one slot of a line, as ``type_back.Step`` knows it; "" empties it."""
        return self._take(lambda: write(self.entry, Step((number,), {slot: text}, replaces=replaces)))

    def answer(self, number: int, slot: str, text: str) -> bool:
        """Type ``text`` into the field of a slot of a line, with the shortcuts that the field takes."""
        text = text.strip()
        if not self._answered(number, slot, text):
            return False
        if text:
            self._last[slot] = text
        return True

    def last_answer(self, slot: str) -> str:
        """What was typed last into this field, of whatever line."""
        return self._last.get(slot, "")

    def note_answer(self, slot: str, text: str) -> None:
        """Remember an answer that was typed elsewhere than in its field."""
        self._last[slot] = text

    def set_walk(self, walked_on: str, walkers: tuple[str, ...]) -> None:
        """The day of the walk and who walked."""
        if (walked_on, walkers) != (self.walked_on, self.walkers):
            self.walked_on, self.walkers = walked_on, walkers
            self._touch()

    def _answered(self, number: int, slot: str, text: str) -> bool:
        if not text:
            return self.write(number, slot, "")
        if slot == "result":
            return self.command(f"改 {number}*{text}")
        if slot.startswith("person:"):
            return self.command(f"改 {number}.{slot.removeprefix('person:')}*{text}")
        if slot == "with":
            return self.command(f"改 {number} 电话 {text}")
        if slot == "state":
            state = STATES.get(text.lower())
            if state is None:
                self.refused.emit(number, slot, "请写 1 平安，或 2 要跟进。")
                return False
            return self.write(number, slot, state)
        if slot in DAYS_AHEAD or slot == "on":
            return self._take(
                lambda: write(self.entry, Step((number,), {slot: self._day(slot, text)}, replaces=True))
            )
        if slot in _WHO and text not in {row.name for row in list_staff(active_only=True)}:
            sentence = f"没有叫“{text}”的工作人员，请在设置里先登记，或换一个人；不写就是走访人。"
            self.refused.emit(number, slot, sentence)
            return False
        return self.write(number, slot, text)

    def _day(self, slot: str, text: str) -> str:
        if slot == "until" and text in UNKNOWN_WORDS:
            return "unknown"
        day = read_day(text, today=self._desk.today(), ahead=slot != "on")
        if day is None:
            unknown = "；不知道就写“不详”" if slot == "until" else ""
            raise UserError(f"“{text}”看不出是哪一天，请写成 12.1 或 1201{unknown}。", field=slot)
        if slot == "on":
            check_day(day, form=self.entry.form, today=self._desk.today(), field=slot)
        return day.isoformat()

    def _take(self, change: Callable[[], Entry]) -> bool:
        try:
            entry = change()
        except UserError as refusal:
            where = refusal.field.removeprefix("line:") if refusal.field.startswith("line:") else ""
            self.refused.emit(int(where or 0), refusal.field, refusal.sentence)
            return False
        if entry != self.entry:
            self.entry = entry
            self._touch()
        return True

    # What is still open

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is still to be said."""
        return questions(self.entry)

    @property
    def day(self) -> date | None:
        """The day of the walk."""
        return date.fromisoformat(self.walked_on) if self.walked_on else None

    # Kept while it is half typed

    def resume(self, kept: HalfTyped) -> None:
        """Go on with what was kept."""
        self.entry = typed_sheets.resumed(self.sheet, kept)
        self.walked_on = kept.walked_on
        self.walkers = kept.walkers
        self.changed.emit()

    def keep(self) -> None:
        """Keep what is typed now; later where a task writes."""
        self._timer.stop()
        if self._is_kept or self._desk.ledger.read_only:
            return
        if self._desk.jobs.writing is not None:
            self._timer.start()
            return
        try:
            typed_sheets.keep_half_typed(
                self.sheet,
                self.entry,
                walked_on=self.walked_on,
                walkers=self.walkers,
                operator=self._desk.operator,
            )
        except UserError as refusal:  # the disk is full: what is typed stands on the screen still
            self._desk.refused.emit(refusal.sentence)
        else:
            self._is_kept = True

    def forget(self) -> None:
        """It is in the ledger, or given up: keep nothing."""
        self._timer.stop()
        self._is_kept = True

    def _touch(self) -> None:
        self._is_kept = False
        self._timer.start()
        self.changed.emit()


STATES = {
    **dict.fromkeys(("1", "pa", "平安", "一切如常"), "fine"),
    **dict.fromkeys(("2", "ygj", "要跟进", "跟进"), "follow_up"),
}
_WHO = frozenset(("promise_who", "need_who"))
DAYS_AHEAD = frozenset(("until", "promise_on", "need_on"))
UNKNOWN_WORDS = frozenset(("不详", "不知道", "不清楚", "未知", "bx", "?", "？", "0"))
