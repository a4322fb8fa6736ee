"""One line of the sheet in fields: its result, each person, and only those words that the result asks for.

Keys move as a pen does: Enter to the next field, + to the next line, * repeats the last answer of that field.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from community_desk.domain.type_back import Contact, Result, TypedLine
from community_desk.ledger.typed_sheets import PrintedSheetLine
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.tab_order import order_tabs
from community_desk.ui.type_back_words import STATE_WORDS, day_words, short_doors
from community_desk.ui.typed_entry import TypedEntry

_MOST_PEOPLE = 6
_PROMISED = "上次答应的事"
_FIELDS = (
    ("result", "结果", "数字、首字母或词"),
    *((f"person:{place}", "", "9本人 1家人 0邻居") for place in range(1, _MOST_PEOPLE + 1)),
    ("with", "和谁说的", "9本人 1家人 3没接通"),
    ("until", "外出到", "12.1，不知道写 0"),
    ("place", "去了哪里", "医院、子女家……"),
    ("source", "听谁说的", "邻居、物业……"),
    ("state", "怎么样", "1 平安 2 要跟进"),
    ("note", "情况", ""),
    ("promise", "答应的事", ""),
    ("promise_on", "哪天办", "12.1、3天后"),
    ("promise_who", "谁去办", "不写就是走访人"),
    ("need", "需要", ""),
    ("need_on", "哪天办", "12.1、3天后"),
    ("need_who", "谁去办", "不写就是走访人"),
    ("on", "走访日期", "和这张单不同天时才写"),
)
_GONE = frozenset((Result.MOVED, Result.NEW_OCCUPANTS))


class LinePanel(QFrame):
    """The card beside the grid. ``left`` is emitted at the end of the line, ``next_line`` at a "+"."""

    left = Signal()
    next_line = Signal()
    given_up = Signal()  # Esc: back to the command line

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._typed: TypedEntry | None = None
        self._number = 0
        self._doors: dict[int, str] = {}
        self.setProperty("look", "card")
        space = desk.theme.space
        self._heading = QLabel()
        self._heading.setProperty("look", "heading")
        self._heading.setWordWrap(True)
        self._second = QLabel()
        self._second.setProperty("look", "second")
        self._second.setWordWrap(True)
        for label in (self._heading, self._second):
            label.setTextFormat(Qt.TextFormat.PlainText)
        form = QWidget()
        self._rows = QFormLayout(form)
        self._rows.setContentsMargins(0, 0, space, 0)
        self._rows.setVerticalSpacing(space // 2)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        for slot, word, hint in _FIELDS:
            field, label = QLineEdit(), QLabel(word)
            field.setPlaceholderText(hint)
            field.setAccessibleName(word)
            field.installEventFilter(self)
            field.setProperty("slot", slot)
            label.setBuddy(field)
            self.fields[slot], self._labels[slot] = field, label
            self._rows.addRow(label, field)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(form)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(*(space + space // 2,) * 4)
        column.setSpacing(space // 2)
        column.addWidget(self._heading)
        column.addWidget(self._second)
        column.addWidget(scroll, 1)
        order_tabs(form)
        desk.privacy_changed.connect(lambda _on: self._show())

    def take(self, typed: TypedEntry) -> None:
        """Fill this sheet from now on."""
        self._typed, self._number = typed, 0
        self._doors = short_doors(typed.sheet.lines)
        typed.changed.connect(self._show)

    def show_line(self, number: int) -> None:
        """Show this line."""
        if number != self._number:
            self._number = number
            self._show()
            self._scroll.verticalScrollBar().setValue(0)

    def begin(self, slot: str = "") -> None:
        """Go to a field: that of ``slot`` where it is there, else the first."""
        field = self.fields.get(slot)
        if field is None or not self._rows.isRowVisible(field):
            field = self.fields["result"]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def commit(self) -> bool:
        """Write what stands in the field that has the focus; whether it was understood."""
        field = self._current_field()
        return field is None or self._commit(field)

    # What is shown

    def _show(self) -> None:
        typed = self._typed
        line = self._line()
        self.setEnabled(line is not None)
        if typed is None or line is None:
            self._heading.setText("")
            return
        state = typed.entry.line(line.number)
        answered = typed.entry.form.lines[typed.entry.form.numbers.index(line.number)].is_answered
        self._heading.setText(f"第 {line.number} 行　{self._doors[line.number]}　{line.head}")
        promised = line.cells.get(_PROMISED, "").strip()
        hidden = HIDDEN if self._desk.is_private else promised
        second = [
            "这一行已经录入过了。" if answered else "",
            line.since,
            f"上次答应：{hidden}" if promised else "",
        ]
        self._second.setText("\n".join(filter(None, second)))
        self._second.setVisible(any(second))
        self._scroll.setEnabled(not answered)
        for slot, field in self.fields.items():
            self._rows.setRowVisible(field, _is_asked(slot, line, state))
            if slot.startswith("person:") and int(slot[7:]) <= len(line.people):
                name = line.people[int(slot[7:]) - 1].name
                self._labels[slot].setText(name)
                field.setAccessibleName(f"{name}见到没有")
            if not field.hasFocus() or not field.isModified():
                field.setText(self._shown(slot))
                field.setCursorPosition(0)
                field.setModified(False)
        others = "" if state.is_own or state.is_blank else f"{state.result.word}（其余各行）"
        self.fields["result"].setPlaceholderText(others or _FIELDS[0][2])

    def _shown(self, slot: str) -> str:
        """What stands in a field."""
        assert self._typed is not None
        text = self._typed.entry.slots.get(self._number, {}).get(slot, "")
        if not text:
            return ""
        if slot == "result":
            return Result(text).word
        if slot == "with" or slot.startswith("person:"):
            return Contact(text).word
        if slot == "state":
            return STATE_WORDS[text]
        if slot in {"until", "on", "promise_on", "need_on"}:
            return day_words(text, today=self._desk.today())
        return HIDDEN if self._desk.is_private else text

    def _line(self) -> PrintedSheetLine | None:
        if self._typed is None:
            return None
        return next((line for line in self._typed.sheet.lines if line.number == self._number), None)

    # Keys

    def _current_field(self) -> QLineEdit | None:
        return next((field for field in self.fields.values() if field.hasFocus()), None)

    def _commit(self, field: QLineEdit) -> bool:
        typed, slot = self._typed, str(field.property("slot"))
        if typed is None or not field.isModified():
            return True
        text = field.text().strip()
        field.setModified(False)
        if text != self._shown(slot) and not typed.answer(self._number, slot, text):
            field.setModified(True)
            field.selectAll()
            return False
        field.setText(self._shown(slot))
        field.setModified(False)
        return True

    def _go_on(self, field: QLineEdit) -> None:
        """To the next field that is asked for; past the last, away."""
        slots = list(self.fields)
        for slot in slots[slots.index(str(field.property("slot"))) + 1 :]:
            if self._rows.isRowVisible(self.fields[slot]):
                self.begin(slot)
                self._scroll.ensureWidgetVisible(self.fields[slot])
                return
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, +, * and Esc; leaving a field in another way writes it too."""
        if not isinstance(watched, QLineEdit):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._commit(watched)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, field: QLineEdit, event: QKeyEvent) -> bool:
        from_pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        # On the pad + and * are keys of their own; elsewhere they may be part of what is written.
        is_free = from_pad or not field.text() or field.hasSelectedText()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if self._commit(field):
                self._go_on(field)
        elif event.text() == "+" and is_free:
            if self._commit(field):
                self.next_line.emit()
        elif event.text() == "*" and is_free and self._typed is not None:
            last = self._typed.last_answer(str(field.property("slot")))
            if last:
                field.setText(last)
                field.setModified(True)
                if self._commit(field):
                    self._go_on(field)
        elif event.key() == Qt.Key.Key_Escape:
            field.setText(self._shown(str(field.property("slot"))))
            field.setModified(False)
            self.given_up.emit()
        else:
            return False
        return True


def _is_asked(slot: str, line: PrintedSheetLine, state: TypedLine) -> bool:
    """Whether a field belongs to what is typed of this line so far."""
    is_away = state.result is Result.AWAY or Contact.AWAY in state.contacts
    if slot.startswith("person:"):
        spoken = state.result in {Result.SEEN, Result.FAMILY, Result.NEIGHBOUR, Result.PHONE, Result.AWAY}
        return len(line.people) > 1 and int(slot[7:]) <= len(line.people) and (spoken or state.is_blank)
    if slot == "with":
        return state.result is Result.PHONE
    if slot in {"until", "place"}:
        return is_away or bool(state.until if slot == "until" else state.place)
    if slot == "source":
        return state.result in _GONE or bool(state.source)
    if slot in {"promise_on", "promise_who"}:
        return state.promise is not None
    if slot in {"need_on", "need_who"}:
        return state.need is not None
    return True
