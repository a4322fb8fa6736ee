"""Who is calling: the card beside the search results where part of a telephone number was typed."""

from datetime import date
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from community_desk.domain import partial_dates
from community_desk.domain.phones import grouped
from community_desk.ledger.callers import FEWEST_DIGITS, Caller, callers
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.page import verb_button

_MOST = 20


class CallerCard(QFrame):
    """Shows one caller; several who share the digits are gone through with the results at the left."""

    opened = Signal(str, str)  # kind, uid
    answered = Signal()  # it knows who has the number now, or that nobody has

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._callers: list[Caller] = []
        self._shown: Caller | None = None
        self.setAccessibleName("来电的人")
        space = desk.theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(*(2 * space,) * 4)
        column.setSpacing(space)
        self._who = QLabel()
        self._who.setProperty("look", "title")
        self._text = QLabel()
        for label in (self._who, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
        self._open = verb_button("打开", "mdi6.card-account-details-outline", self._open_clicked)
        self._call = verb_button("登记通话", "mdi6.phone-log-outline", self.note_call, main=True)
        self._call.setToolTip("登记通话（Ctrl+Enter）")
        for button in (self._open, self._call):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        buttons = QHBoxLayout()
        buttons.addWidget(self._call)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        column.addWidget(self._who)
        column.addWidget(self._text)
        column.addStretch(1)
        column.addLayout(buttons)
        self.hide()

    @property
    def caller(self) -> Caller | None:
        """Who is shown."""
        return self._shown

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """登记通话 and 打开, in this order."""
        return self._call, self._open

    def ask(self, text: str) -> None:
        """Find out who has the number that ``text`` is part of; hides itself if it is no number."""
        digits = "".join(character for character in text if character.isdigit())
        others = [character for character in text if not (character.isdigit() or character in " -+（）()")]
        if others or len(digits) < FEWEST_DIGITS:
            self._desk.jobs.ask(self, "callers", list, self._show)
            return
        today = self._desk.today()
        self._desk.jobs.ask(self, "callers", lambda: callers(digits, today=today, limit=_MOST), self._show)

    def prefer(self, uid: str) -> None:
        """Show the caller with this uid, if one has it."""
        found = next((each for each in self._callers if uid in {each.uid, each.resident_uid}), None)
        if found is not None and found is not self._shown:
            self._fill(found)

    def note_call(self) -> None:
        """Open the form for a call with the person shown."""
        caller = self._shown
        if caller is not None and caller.resident_uid:
            from community_desk.ui.dialogs.call_dialog import CallDialog  # noqa: PLC0415 - when first needed

            name = caller.name if caller.kind == "resident" else caller.about or caller.name
            CallDialog(self._desk, self.window(), resident=caller.resident_uid, name=name).open()

    def refresh(self) -> None:
        """Show it anew: somebody stands by now, or has gone."""
        if self._shown is not None:
            self._fill(self._shown)

    def wanted_height(self) -> int:
        """How high it would be; 0 while it is hidden."""
        layout = self.layout()
        if self._shown is None or layout is None:
            return 0
        return max(layout.totalHeightForWidth(self.width()), self.sizeHint().height())

    def _show(self, found: list[Caller]) -> None:
        self._callers = found
        self._shown = None
        self.setVisible(bool(found))
        if found:
            self._fill(found[0])
        self.answered.emit()

    def _fill(self, caller: Caller) -> None:
        self._shown = caller
        private = self._desk.is_private
        who = [caller.name, caller.sex.word, f"{caller.age} 岁" if caller.age is not None else ""]
        self._who.setText("  ".join(escape(part) for part in who if part))
        number = HIDDEN if private else grouped(caller.number)
        lines = [
            f"{number}　{caller.label}" if caller.label else number,
            caller.about,
            caller.state,
            caller.door,
            f"同住：{'、'.join(caller.family)}" if caller.family else "",
            "" if caller.wish is None else HIDDEN if private else caller.wish.sentence,
            "" if private else caller.reminder,
            self._last_visit(caller, self._desk.today()),
        ]
        more = len(self._callers) - 1
        if more:
            lines.append(f"还有 {more} 人的号码含这几位，见左边")
        self._text.setText("<br>".join(escape(line) for line in lines if line))
        self._call.setVisible(bool(caller.resident_uid))
        self.show()

    def _last_visit(self, caller: Caller, today: date) -> str:
        visit = caller.last_visit
        if caller.kind == "staff":
            return ""
        if visit is None:
            return "还没有走访记录"
        when = partial_dates.display_near(visit.visited_on, today=today)
        note = "" if self._desk.is_private or not visit.note else f"：{visit.note}"
        words = " ".join(word for word in (when, visit.method_word, visit.outcome_word) if word)
        return f"上次走访 {words}{note}"

    def _open_clicked(self) -> None:
        caller = self._shown
        if caller is None:
            return
        if caller.kind == "staff":
            self.opened.emit("staff", caller.uid)
        else:
            self.opened.emit("resident", caller.resident_uid)
