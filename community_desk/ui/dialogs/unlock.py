"""Every morning: the password, a way back in for who forgot it, and who works now."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import backups, keys
from community_desk.ledger.database import DamagedLedgerError, Ledger, open_ledger
from community_desk.ledger.folder import LedgerFolder, OwnedElsewhereError, Ownership
from community_desk.ui import icons
from community_desk.ui.aside import Aside
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.operator_choice import OperatorChoice
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import NewPassword, PasswordField, message_label
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme

# As many characters as a recovery code has without its dashes: somebody may type it where the password belongs.
_CODE_LENGTH = 25


class UnlockDialog(QDialog):
    """Opens the ledger in ``folder``; when accepted, ``ledger`` is open and ``operator`` is who works.

    ``folder`` may be another one by then: the user can go to another ledger from here. ``is_wanted_new`` says that
    a new ledger is to be made there instead.
    """

    def __init__(
        self, folder: Path, *, theme: Theme, preferences: Preferences, already_open: Callable[[Path], bool]
    ) -> None:
        super().__init__()
        self.folder = folder
        self.ledger: Ledger | None = None
        self.operator = ""
        self.is_wanted_new = False
        self._theme = theme
        self._preferences = preferences
        self._already_open = already_open
        self._password: str | None = None
        self._backup: backups.Backup | None = None
        self.aside = Aside(self)
        self.setWindowTitle("社区工作台")
        begin_at(self, theme, 600, 460)
        self.stack = QStackedWidget()
        self._waiting = self._make_waiting()
        self._password_page = self._make_password_page()
        self._recovery_page = self._make_recovery_page()
        self._trouble_page = self._make_trouble_page()
        for page in (self._waiting, self._password_page, self._recovery_page, self._trouble_page):
            self.stack.addWidget(page)
        self.choice: OperatorChoice | None = None
        space = theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * space, 3 * space, 3 * space, 2 * space)
        column.setSpacing(2 * space)
        column.addWidget(self._make_head())
        column.addWidget(self.stack, 1)
        self.aside.busy_changed.connect(self._busy)
        self.begin()

    # Opening

    def begin(self) -> None:
        """Look at the folder: ask for the password, open at once, or say what is wrong."""
        self._password_field.clear()
        self._place.setText(str(self.folder))
        self._place.setToolTip(str(self.folder))
        if self.folder.is_file():
            self._show_trouble(UserError("这是一个文件；请选存放台账的文件夹。"))
            return
        if not self.folder.exists():
            self._show_trouble(
                UserError(
                    "找不到这个文件夹。台账如果在 U 盘或移动硬盘上，请插好再试；如果搬过家，请选新的位置。"
                )
            )
            self._new_button.show()
            return
        try:
            wrapped = keys.read_keys(self.folder)
            if wrapped is not None:
                Ownership(
                    LedgerFolder(self.folder)
                ).refuse_if_taken()  # before a password is asked for in vain
        except UserError as refusal:
            self._show_trouble(refusal)
            return
        if wrapped is not None and wrapped.has_password and LedgerFolder(self.folder).database.exists():
            self._show_password()
        else:
            self._open(lambda: open_ledger(self.folder))

    def wait(self) -> None:
        """Run the event loop until what is under way is done."""
        self.aside.wait()

    def _open(self, call: Callable[[], Ledger]) -> None:
        def work() -> Ledger:
            ledger = call()
            ledger.database.close()  # this thread's connection; the window's own is made when it first asks
            return ledger

        if self.stack.currentWidget() is self._trouble_page:
            self.stack.setCurrentWidget(self._waiting)
        self.aside.run(work, self._opened, self._refused)

    def _opened(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._password_field.clear()
        last = self._preferences.get(operator_key(ledger), "")
        self.choice = OperatorChoice(self._theme, ledger, last=last)
        self.choice.chosen.connect(self._chosen)
        self.stack.addWidget(self.choice)
        if self.choice.only_one is not None:
            self._chosen(self.choice.only_one.name)
            return
        self._title.setText("今天谁在用？")
        self._other.hide()
        self.stack.setCurrentWidget(self.choice)
        self.choice.setFocus()

    def _chosen(self, name: str) -> None:
        assert self.ledger is not None
        self.operator = name
        self._preferences.put(operator_key(self.ledger), name)
        self.accept()

    def _refused(self, refusal: UserError) -> None:
        if isinstance(refusal, keys.WrongPasswordError) and refusal.field == "password":
            self._show_password()
            _say(self._password_message, refusal)
            self._password_field.mark(wrong=True)
            self._password_field.line.selectAll()
            self._password_field.setFocus()
        elif isinstance(refusal, keys.WrongPasswordError):
            _say(self._recovery_message, refusal)
            self._code.selectAll()
            self._code.setFocus()
        else:
            self._show_trouble(refusal)

    def _busy(self, busy: bool) -> None:
        self.stack.setEnabled(not busy)
        self._other.setEnabled(not busy)
        self._state.setText("正在打开台账…" if busy else "")
        if not busy and self.stack.currentWidget() is self._password_page:
            self._password_field.setFocus()

    def reject(self) -> None:
        """Leave without opening; not while a call is under way."""
        if self.aside.is_busy:
            return
        if self.ledger is not None:
            self.ledger.close()
            self.ledger = None
        super().reject()

    # What stands around

    def _make_head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * self._theme.space)
        picture = QLabel()
        side = self._theme.pixels(48)
        picture.setPixmap(self.windowIcon().pixmap(side, side))
        words = QVBoxLayout()
        words.setSpacing(self._theme.space // 2)
        self._title = QLabel("社区工作台")
        self._title.setProperty("look", "title")
        self._place = QLabel()
        self._place.setProperty("look", "second")
        self._place.setWordWrap(True)
        self._state = QLabel()
        self._state.setProperty("look", "second")
        words.addWidget(self._title)
        words.addWidget(self._place)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._other = self._quiet("打开其他台账文件夹…", self._choose_other)
        row.addWidget(self._other, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _make_waiting(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(QLabel("正在打开台账…"), 0, Qt.AlignmentFlag.AlignCenter)
        return page

    def _make_password_page(self) -> QWidget:
        page, column = self._page()
        self._password_field = PasswordField(self._theme, "密码")
        self._password_message = message_label()
        label = QLabel("密码")
        label.setBuddy(self._password_field.line)
        self._password_field.entered.connect(self._try_password)
        column.addWidget(label)
        column.addWidget(self._password_field)
        column.addWidget(self._password_message)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self._quiet("忘记密码，用恢复码…", self._show_recovery))
        row.addStretch(1)
        self._open_button = verb_button("打开台账", "", self._try_password, main=True)
        row.addWidget(self._open_button)
        column.addLayout(row)
        return page

    def _make_recovery_page(self) -> QWidget:
        page, column = self._page()
        form = QFormLayout()
        form.setSpacing(self._theme.space)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._code = QLineEdit()
        self._code.setAccessibleName("恢复码")
        self._code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        form.addRow("恢复页上的恢复码", self._code)
        self._recovery_message = message_label()
        self._new_password = NewPassword(self._theme)
        self._new_password.entered.connect(self._try_code)
        self._code.returnPressed.connect(self._new_password.first.setFocus)
        after = QLabel("打开后，以前的备份仍用旧密码或这个恢复码恢复。")
        after.setProperty("look", "second")
        after.setWordWrap(True)
        column.addLayout(form)
        column.addWidget(self._recovery_message)
        column.addWidget(self._new_password)
        column.addWidget(after)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self._quiet("← 用密码打开", self._show_password))
        row.addStretch(1)
        row.addWidget(verb_button("打开台账并换密码", "", self._try_code, main=True))
        column.addLayout(row)
        return page

    def _make_trouble_page(self) -> QWidget:
        page, column = self._page()
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space)
        mark = QLabel()
        icons.show_icon(mark, "mdi6.alert", "overdue")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._trouble, 1)
        column.addWidget(frame)
        column.addStretch(1)
        foot = QHBoxLayout()
        self._new_button = self._quiet("在这里新建台账…", self._want_new)
        self._again_button = verb_button("再试一次", "", self.begin)
        self._file_button = verb_button("选别的备份…", "", self._choose_backup)
        self._restore_button = verb_button("从备份恢复…", "", self._restore_newest, main=True)
        foot.addWidget(self._new_button)
        foot.addStretch(1)
        for button in (self._again_button, self._file_button, self._restore_button):
            foot.addWidget(button)
        column.addLayout(foot)
        return page

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space)
        return page, column

    def _quiet(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = verb_button(text, "", slot)
        button.setProperty("look", "quiet")
        button.setAutoDefault(False)
        return button

    # Password and recovery code

    def _show_password(self) -> None:
        self._password_message.hide()
        self._password_field.mark(wrong=False)
        self.stack.setCurrentWidget(self._password_page)
        self._password_field.setFocus()

    def _try_password(self) -> None:
        typed = self._password_field.text()
        self._password_message.hide()
        self._password_field.mark(wrong=False)
        if not typed:
            _say(self._password_message, UserError("请输入密码。"))
            self._password_field.setFocus()
            return
        self._password = typed
        folder = self.folder

        def call() -> Ledger:
            try:
                return open_ledger(folder, password=typed)
            except keys.WrongPasswordError:
                if sum(letter.isalnum() for letter in typed) == _CODE_LENGTH:
                    return open_ledger(folder, recovery_code=typed)
                raise

        self._open(call)

    def _show_recovery(self) -> None:
        self._recovery_message.hide()
        self.stack.setCurrentWidget(self._recovery_page)
        self._code.setFocus()

    def _try_code(self) -> None:
        self._recovery_message.hide()
        self._new_password.clear_message()
        code, folder = self._code.text(), self.folder
        if not code.strip():
            _say(self._recovery_message, UserError("请照恢复页输入恢复码。"))
            self._code.setFocus()
            return
        try:
            password = self._new_password.password()
        except UserError as refusal:
            self._new_password.show_message(refusal)
            return

        def call() -> Ledger:
            ledger = open_ledger(folder, recovery_code=code)
            try:
                ledger.change_password(password)
            except BaseException:
                ledger.close()
                raise
            return ledger

        self._password = password
        self._open(call)

    # Trouble

    def _show_trouble(self, refusal: UserError) -> None:
        self._trouble.setText(refusal.sentence)
        self._new_button.hide()
        if isinstance(refusal, OwnedElsewhereError) and self._already_open(self.folder):
            self._trouble.setText("这个台账已经在另一个窗口打开，那个窗口已经叫到前面来了。")
        damaged = isinstance(refusal, DamagedLedgerError | keys.DamagedKeysError)
        self._backup = None
        if isinstance(refusal, DamagedLedgerError):
            self._backup = refusal.backup
        elif damaged:
            self._backup = next(iter(backups.list_backups(LedgerFolder(self.folder).backups)), None)
        self._restore_button.setVisible(self._backup is not None)
        self._file_button.setVisible(damaged)
        self._again_button.setVisible(not damaged)
        self.stack.setCurrentWidget(self._trouble_page)
        (self._restore_button if self._backup else self._again_button).setFocus()

    def _restore_newest(self) -> None:
        if self._backup is not None:
            self._restore(self._backup)

    def _choose_backup(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择备份文件", str(LedgerFolder(self.folder).backups), f"台账备份 (*{backups.SUFFIX})"
        )
        if chosen:
            try:
                self._restore(backups.read_about(Path(chosen)))
            except UserError as refusal:
                self._trouble.setText(refusal.sentence)

    def _restore(self, backup: backups.Backup) -> None:
        from community_desk.ui.dialogs.restore_backup import RestoreDialog  # noqa: PLC0415 - rarely needed

        dialog = RestoreDialog(self.folder, backup, theme=self._theme, password=self._password, parent=self)
        dialog.finished.connect(lambda code: self._restored(dialog, code))
        dialog.open()

    def _restored(self, dialog: QDialog, code: int) -> None:
        dialog.deleteLater()
        self.activateWindow()
        if code == QDialog.DialogCode.Accepted:
            self.begin()

    def _choose_other(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择存放台账的文件夹", str(self.folder.parent))
        if chosen:
            self.open_folder(Path(chosen))

    def open_folder(self, folder: Path) -> None:
        """Go on with the ledger in another folder."""
        self.folder = folder
        self._password = None
        self.begin()

    def _want_new(self) -> None:
        self.is_wanted_new = True
        self.reject()


def operator_key(ledger: Ledger) -> str:
    """Where this PC remembers who worked last in this ledger."""
    return f"operator/{ledger.keys.ledger_uid}"


def _say(label: QLabel, refusal: UserError) -> None:
    label.setText(refusal.sentence)
    label.show()
