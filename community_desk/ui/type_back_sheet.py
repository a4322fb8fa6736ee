"""A printed sheet being typed back in: when and by whom it was walked, its lines, a line's fields, the command line.

The keyboard alone is enough. After the number come the day (Enter), the walkers (Enter) and then the command line,
"3 5 7 9 无人". Enter on an empty one goes to what is still asked, and at last saves.
"""

import re
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.domain.near_days import read_day
from community_desk.domain.partial_dates import display_near
from community_desk.domain.sheet_numbers import check
from community_desk.domain.type_back import Question, Result, TypedLine, check_day, check_walk
from community_desk.ui.desk import Desk
from community_desk.ui.type_back_grid import TypeBackGrid
from community_desk.ui.type_back_line import LinePanel
from community_desk.ui.typed_entry import TypedEntry

_LEGEND = "1 见家人　2 电话　3 无人　4 换住户　5 外出　6 婉拒　7 进不去　8 搬走　9 见到本人　0 邻居告知"
_HINT = "3 5 7 9 无人，或 3 5 7 9*3　　　其余各行 *3　　改5 无人　　退一步 撤"
_WEEKDAYS = "一二三四五六日"
_BETWEEN_NAMES = re.compile(r"[\s、，,;；/]+")
_MET = (Result.SEEN, Result.FAMILY)


class SheetPanel(QWidget):
    """``save_wanted`` comes when all is said; ``number_typed`` when a sheet's number was scanned meanwhile."""

    save_wanted = Signal()
    left = Signal()
    number_typed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.typed: TypedEntry | None = None
        self._may_save = False
        space, pixels = desk.theme.space, desk.theme.pixels
        self._title = QLabel()
        self._title.setProperty("look", "heading")
        self._about = QLabel()
        self._about.setProperty("look", "second")
        self.walked_on, self.walkers, self.command = QLineEdit(), QLineEdit(), QLineEdit()
        self.walked_on.setPlaceholderText("如 1120、昨天")
        self.walked_on.setAccessibleName("走访日期")
        self.walked_on.setMaximumWidth(pixels(130))
        self._weekday = QLabel()
        self._weekday.setProperty("look", "second")
        self.walkers.setPlaceholderText("两个人用空格分开")
        self.walkers.setAccessibleName("走访人")
        self.walkers.setMaximumWidth(pixels(220))
        self.command.setPlaceholderText(_HINT)
        self.command.setAccessibleName("行号和结果")
        self.command.setAccessibleDescription(_LEGEND)
        top = QHBoxLayout()
        top.setSpacing(space)
        top.addWidget(self._title)
        top.addWidget(self._about, 1)
        for word, entered, behind in (
            ("走访日期", self.walked_on, self._weekday),
            ("走访人", self.walkers, None),
        ):
            label = QLabel(word)
            label.setBuddy(entered)
            top.addWidget(label)
            top.addWidget(entered)
            if behind is not None:
                top.addWidget(behind)
        self.grid = TypeBackGrid(desk)
        self.line = LinePanel(desk)
        self.line.setFixedWidth(pixels(290))
        middle = QHBoxLayout()
        middle.setSpacing(space)
        middle.addWidget(self.grid, 1)
        middle.addWidget(self.line)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        legend = QLabel(_LEGEND)
        legend.setProperty("look", "second")
        legend.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self.message)
        column.addWidget(self.command)
        column.addWidget(legend)
        for field in (self.walked_on, self.walkers, self.command, self.grid):
            field.installEventFilter(self)
        self.walked_on.returnPressed.connect(self._day_entered)
        self.walkers.returnPressed.connect(self._walkers_entered)
        self.command.returnPressed.connect(self._command_entered)
        self.command.textEdited.connect(lambda _: self._say_progress())
        self.grid.current_changed.connect(lambda key: self.line.show_line(int(key or 0)))
        self.grid.words_wanted.connect(lambda _number, slot: self.line.begin(slot))
        self.grid.typed_on.connect(self._begin_command)
        self.line.left.connect(self._line_done)
        self.line.next_line.connect(self._next_line)
        self.line.given_up.connect(self._to_command)

    def take(self, typed: TypedEntry) -> None:
        """Show this sheet, and go to the first that is to be typed."""
        self.typed = typed
        self.command.clear()
        typed.changed.connect(self._changed)
        typed.refused.connect(self._refused)
        sheet, today = typed.sheet, self._desk.today()
        self._title.setText(sheet.number)
        printed = display_near(sheet.form.printed_on.isoformat(), today=today)
        about = (sheet.area, f"{printed}打印", sheet.round, "纸单登记过遗失" if sheet.is_lost else "")
        self._about.setText(" · ".join(filter(None, about)))
        self.line.take(typed)
        self.grid.take(typed)
        self.line.show_line(self.grid.number)
        self._show_walk()
        self._say_progress()
        first = self.command if typed.walked_on and typed.walkers else self.walked_on
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def is_ready(self) -> bool:
        """Whether nothing is wrong and nothing is asked any more; else the cursor is where it is said."""
        typed = self.typed
        if typed is None or not self.line.commit() or not self._read_day() or not self._read_walkers():
            return False
        if self.command.text().strip() and not self._carry_out():
            return False
        try:
            check_walk(
                form=typed.sheet.form, walked_on=typed.day, walkers=typed.walkers, today=self._desk.today()
            )
        except UserError as refusal:
            field = self.walked_on if refusal.field == "walked_on" else self.walkers
            self._say(refusal.sentence, "error")
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        if typed.questions:
            self._ask(typed.questions[0])
            return False
        if not typed.entry.steps:
            self._say("这张单还没有录入什么；都没走到的，请到走访页收单放回。", "warning")
            return False
        return True

    def say_refusal(self, refusal: UserError) -> None:
        """Why the ledger would not take it; the line meant is chosen."""
        line = refusal.field.removeprefix("line:")
        if line.isdigit():
            self.grid.go_to_line(int(line))
        self._say(refusal.sentence, "error")

    # The day and the walkers

    def _show_walk(self) -> None:
        typed = self.typed
        if typed is None:
            return
        today = self._desk.today()
        self.walked_on.setText(display_near(typed.walked_on, today=today) if typed.walked_on else "")
        day = typed.day
        self._weekday.setText(f"周{_WEEKDAYS[day.weekday()]}" if day else "")
        self.walkers.setText("、".join(typed.walkers))
        for field in (self.walked_on, self.walkers):
            field.setModified(False)

    def _read_day(self) -> bool:
        typed, text = self.typed, self.walked_on.text().strip()
        if typed is None or not self.walked_on.isModified():
            return True
        day = read_day(text, today=self._desk.today(), ahead=False) if text else None
        try:
            if text and day is None:
                raise UserError(f"“{text}”看不出是哪一天，请写成 1120 或 11.20。")
            if day is not None:
                check_day(day, form=typed.sheet.form, today=self._desk.today(), field="walked_on")
        except UserError as refusal:
            self._say(refusal.sentence, "error")
            self.walked_on.setFocus(Qt.FocusReason.OtherFocusReason)
            self.walked_on.selectAll()
            return False
        typed.set_walk(day.isoformat() if day else "", typed.walkers)
        self._show_walk()
        return True

    def _read_walkers(self) -> bool:
        typed = self.typed
        if typed is not None and self.walkers.isModified():
            names = tuple(filter(None, _BETWEEN_NAMES.split(self.walkers.text().strip())))
            typed.set_walk(typed.walked_on, names)
            self._show_walk()
        return True

    def _day_entered(self) -> None:
        if self._read_day():
            self.walkers.setFocus(Qt.FocusReason.OtherFocusReason)
            self.walkers.selectAll()

    def _walkers_entered(self) -> None:
        if self._read_walkers():
            self._to_command()

    # The command line

    def _command_entered(self) -> None:
        text = self.command.text().strip()
        if check(text):
            self.command.clear()
            self.number_typed.emit(text)
        elif text:
            self._carry_out()
        elif not self.is_ready():
            return
        elif self._may_save:
            self.save_wanted.emit()
        else:
            self._may_save = True
            self._say(f"{self._summary()}。再按一次 Enter 保存。", "done")

    def _carry_out(self) -> bool:
        if self.typed is None or not self.typed.command(self.command.text()):
            return False
        self.command.clear()
        self._say_progress()
        return True

    def _begin_command(self, text: str) -> None:
        self.command.setText(text)
        self.command.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_command(self) -> None:
        self.command.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_progress()

    # The line's fields

    def _ask(self, question: Question) -> None:
        self.grid.go_to_line(question.line)
        self.line.show_line(question.line)
        self.line.begin(question.slot)
        self._say(question.sentence, "warning")

    def _line_done(self) -> None:
        typed = self.typed
        if typed is None:
            return
        if typed.questions:
            self._ask(typed.questions[0])
        else:
            self._to_command()

    def _next_line(self) -> None:
        self.grid.move_on()
        self.line.begin()

    # What is said

    def _changed(self) -> None:
        self._may_save = False
        self._say_progress()

    def _refused(self, number: int, _field: str, sentence: str) -> None:
        self._may_save = False
        self._say(sentence, "error")
        if number and self.command.hasFocus():
            self.command.selectAll()

    def _say_progress(self) -> None:
        typed = self.typed
        if typed is None:
            return
        self.grid.clear_wrong()
        asked = len(typed.questions)
        further = f"。还有 {asked} 处要问，按 Enter 去填" if asked else ""
        self._say(f"{self._summary()}{further}", "warning" if asked else "second")

    def _summary(self) -> str:
        return counted(self.typed.entry.lines()) if self.typed is not None else ""

    def _say(self, sentence: str, look: str) -> None:
        self.message.setProperty("look", look)
        self.message.style().polish(self.message)
        self.message.setText(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leads back step by step; on the empty command line + and the arrows move in the grid."""
        if event.type() == QEvent.Type.FocusOut and watched is self.walked_on:
            self._read_day()
        elif event.type() == QEvent.Type.FocusOut and watched is self.walkers:
            self._read_walkers()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        key, on_command = event.key(), watched is self.command
        if key == Qt.Key.Key_Escape:
            if not on_command:
                self._to_command()
            elif self.command.text():
                self.command.clear()
            else:
                self.left.emit()
        elif on_command and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.grid.move_on(1 if key == Qt.Key.Key_Down else -1)
        elif on_command and key == Qt.Key.Key_F2:
            self.line.begin()
        elif on_command and event.text() == "+" and not self.command.text():
            self.grid.move_on()
        else:
            return False
        return True


def counted(lines: Sequence[TypedLine]) -> str:
    """见到 3 户，无人 4 户，未走到 1 户."""
    results = Counter(line.result for line in lines)
    met = sum(results.pop(result, 0) for result in _MET)
    parts = [f"见到 {met} 户"] if met else []
    parts += [f"{result.word} {results[result]} 户" for result in Result if results.get(result)]
    return "，".join(parts)
