"""Fields for passwords: one to type it into, and a pair to choose a new one or none."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ui.tab_order import FocusPassedOn
from community_desk.ui.theme import Theme

SHORTEST_PASSWORD = 6
_WITHOUT = (
    "不设密码：谁打开这台电脑，或者拿走这个文件夹，就能看到全部居民的资料。"
    "只建议在单独上锁的房间里、一个人用的电脑上这样做。"
)


class PasswordField(QWidget):
    """A line for a password with 显示 beside it, and a word below when the capitals are locked."""

    entered = Signal()  # Enter
    changed = Signal()

    def __init__(self, theme: Theme, name: str, *, hint_below: bool = True) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.line.installEventFilter(self)
        self.show_button = QPushButton("显示")
        self.show_button.setProperty("look", "quiet")
        self.show_button.setCheckable(True)
        # In a dialog Enter would press it, and show to all who look on what was typed.
        self.show_button.setAutoDefault(False)
        self.show_button.setAccessibleName(f"显示{name}")
        self.show_button.toggled.connect(self._show_it)
        self.capitals = QLabel("大写锁定（Caps Lock）开着，字母会是大写。")
        self.capitals.setProperty("look", "warning")
        self.capitals.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space // 2)
        row = QHBoxLayout()
        row.setSpacing(theme.space)
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)
        column.addLayout(row)
        if hint_below:
            column.addWidget(self.capitals)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Empty it, and hide what is typed next."""
        self.line.clear()
        self.show_button.setChecked(False)
        self.capitals.hide()

    def mark(self, *, wrong: bool) -> None:
        """Frame it as wrong, or no longer."""
        self.line.setProperty("wrong", wrong)
        self.line.style().polish(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn from each letter whether the capitals are locked: Qt has no question for it.

        Enter ends here: the dialog's own button, if it has one for Enter, is not pressed besides.
        """
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.entered.emit()
                return True
            text = event.text()
            if len(text) == 1 and text.isascii() and text.isalpha():
                held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.capitals.setVisible(text.isupper() != held)
            elif event.key() == Qt.Key.Key_CapsLock:
                self.capitals.hide()
        return super().eventFilter(watched, event)

    def _show_it(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setText("隐藏" if shown else "显示")
        self.line.setFocus()


class NewPassword(QWidget):
    """A new password typed twice, or none after a plain warning."""

    entered = Signal()  # Enter in the last field

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.with_password = QRadioButton("设密码（推荐）")
        self.without = QRadioButton("不设密码")
        self.with_password.setChecked(True)
        self.first = PasswordField(theme, "新密码")
        self.second = PasswordField(theme, "再输一次新密码", hint_below=False)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.entered)
        self.message = message_label()
        self._warning = QLabel(_WITHOUT)
        self._warning.setWordWrap(True)
        self._warning.setProperty("look", "warning")
        self._fields = QWidget()
        below = QVBoxLayout(self._fields)
        below.setContentsMargins(3 * theme.space, 0, 0, 0)
        below.setSpacing(theme.space)
        form = QFormLayout()
        form.setSpacing(theme.space)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(f"新密码（至少 {SHORTEST_PASSWORD} 位）", self.first)
        form.addRow("再输一次", self.second)
        below.addLayout(form)
        below.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        column.addWidget(self.with_password)
        column.addWidget(self._fields)
        column.addWidget(self.without)
        indented = QVBoxLayout()
        indented.setContentsMargins(3 * theme.space, 0, 0, 0)
        indented.addWidget(self._warning)
        column.addLayout(indented)
        for field in (self.first, self.second):
            field.changed.connect(self.clear_message)
        self.with_password.toggled.connect(self._choose)
        self._choose(True)
        FocusPassedOn(self, self.first)

    def password(self) -> str | None:
        """The password chosen, ``None`` for none. ``UserError`` if it is too short or the two differ."""
        if self.without.isChecked():
            return None
        if len(self.first.text()) < SHORTEST_PASSWORD:
            raise UserError(
                f"密码至少 {SHORTEST_PASSWORD} 位，请再想一个；一句好记的话也可以。", field="password"
            )
        if self.first.text() != self.second.text():
            raise UserError("两次输入的密码不一样，请再输一次。", field="again")
        return self.first.text()

    def show_message(self, refusal: UserError) -> None:
        """Say what is wrong with it."""
        self.message.setText(refusal.sentence)
        self.message.show()
        field = self.second if refusal.field == "again" else self.first
        field.mark(wrong=True)
        field.line.selectAll()
        field.setFocus()

    def clear_message(self) -> None:
        """Take the message away."""
        self.message.hide()
        self.first.mark(wrong=False)
        self.second.mark(wrong=False)

    def _choose(self, with_password: bool) -> None:
        self.clear_message()
        if not with_password:
            self.without.setFocus()  # before the fields are off, or nothing has the focus
        self._fields.setEnabled(with_password)
        self._warning.setVisible(not with_password)
        if with_password:
            self.first.setFocus()


def message_label() -> QLabel:
    """A line for what is wrong, hidden until there is something."""
    label = QLabel()
    label.setProperty("look", "error")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label
