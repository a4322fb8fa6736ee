"""The password of the open ledger set, changed or taken off, and a new recovery code."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import first_day, keys, places
from community_desk.ui.aside import Aside
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import NewPassword, PasswordField, message_label
from community_desk.ui.recovery_code import RecoveryCode


class _Present(QWidget):
    """Asks for the password the ledger has now, where it has one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.field = PasswordField(desk.theme, "现在的密码")
        self.message = message_label()
        label = QLabel("现在的密码")
        label.setBuddy(self.field.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.theme.space // 2)
        for widget in (label, self.field, self.message):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self.setVisible(desk.ledger.keys.has_password)

    def refuse(self) -> None:
        """It was not right."""
        self.message.setText("现在的密码不对，请再输一次。")
        self.message.show()
        self.field.mark(wrong=True)
        self.field.line.selectAll()
        self.field.setFocus()

    def clear_message(self) -> None:
        """Take the message away."""
        self.message.hide()
        self.field.mark(wrong=False)


class ChangePasswordDialog(FormDialog):
    """Nothing that is typed here is kept as a draft."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        has_one = desk.ledger.keys.has_password
        super().__init__(
            desk, parent, title="换密码" if has_one else "设密码", verb="换密码" if has_one else "设密码"
        )
        self.aside = Aside(self)
        self.present = _Present(desk)
        self.new = NewPassword(desk.theme)
        told = QLabel(
            "以前的备份不会跟着变：恢复它们要用备份当时的密码，请把旧密码再留一段时间。恢复码不变。"
        )
        told.setProperty("look", "second")
        told.setWordWrap(True)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * desk.theme.space)
        for widget in (self.present, self.new, told):
            column.addWidget(widget)
        self.show_widget(form)
        self.present.field.entered.connect(self.new.setFocus)
        self.new.entered.connect(self.save)
        self.new.without.toggled.connect(self._show_verb)
        self.aside.busy_changed.connect(self.verb.setDisabled)
        (self.present if has_one else self.new).setFocus()

    def save(self) -> None:
        """Change it, beside the window: deriving a key takes a moment."""
        self.present.clear_message()
        self.new.clear_message()
        ledger = self.desk.ledger
        try:
            if ledger.read_only:
                raise UserError(self.desk.why_read_only)
            wanted = self.new.password()
        except UserError as refusal:
            self.new.show_message(refusal)
            return
        present = self.present.field.text() if ledger.keys.has_password else None

        def change() -> None:
            keys.unwrap(ledger.keys, password=present)
            ledger.change_password(wanted)

        self.aside.run(change, lambda _: self._done(wanted), self._refused)

    def reject(self) -> None:
        """Not while it is being changed."""
        if not self.aside.is_busy:
            super().reject()

    def _show_verb(self, without: bool) -> None:
        has_one = self.desk.ledger.keys.has_password
        self.verb.setText("去掉密码" if without and has_one else "换密码" if has_one else "设密码")
        self.verb.setEnabled(has_one or not without)
        self.fit(least=self.height())

    def _done(self, wanted: str | None) -> None:
        self.desk.say("已去掉密码。" if wanted is None else "密码已换好，下次打开用新密码。")
        self.done_with("")

    def _refused(self, refusal: UserError) -> None:
        if isinstance(refusal, keys.WrongPasswordError):
            self.present.refuse()
        else:
            self.new.show_message(refusal)


class NewRecoveryCodeDialog(QDialog):
    """First says what a new code means and asks for the password, then shows the code until it is kept."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.desk = desk
        self.aside = Aside(self)
        self.setWindowTitle("新恢复码")
        self.setModal(True)
        begin_at(self, desk.theme, 560, 300)
        space = desk.theme.space
        title = QLabel("新恢复码")
        title.setProperty("look", "title")
        self.explained = QLabel(
            "忘了密码时，用恢复码也能打开台账。恢复页找不到了，或者给不该看的人看过，就换一个新的。"
            "换了以后，旧恢复码打不开现在的台账；以前的备份仍用旧恢复码。"
        )
        self.explained.setWordWrap(True)
        self.present = _Present(desk)
        self.recovery = RecoveryCode(desk.theme)
        self.recovery.hide()
        self.cancel = verb_button("不换", "", self.reject)
        self.cancel.setAutoDefault(False)
        self.verb = verb_button("换新恢复码", "", self.go_on, main=True)
        self.verb.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * space,) * 4)
        column.setSpacing(2 * space)
        for widget in (title, self.explained, self.present, self.recovery):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(foot)
        self.present.field.entered.connect(self.go_on)
        self.recovery.kept.connect(self._show_kept)
        self.recovery.aside.busy_changed.connect(lambda _: self._show_kept())
        self.aside.busy_changed.connect(self.verb.setDisabled)
        (self.present if desk.ledger.keys.has_password else self.verb).setFocus()

    def go_on(self) -> None:
        """Make the new code, or leave once it is kept."""
        if self.recovery.code:
            if self.recovery.is_kept:
                first_day.keep_recovery_page(operator=self.desk.operator)
                self.desk.say("新恢复码已经生效，旧的请销毁。")
                self.accept()
            return
        self.present.clear_message()
        ledger = self.desk.ledger
        if self.desk.why_read_only:
            self.desk.refused.emit(self.desk.why_read_only)
            return
        present = self.present.field.text() if ledger.keys.has_password else None

        def renew() -> str:
            keys.unwrap(ledger.keys, password=present)
            return ledger.renew_recovery_code()

        self.aside.run(renew, self._show_code, lambda _refusal: self.present.refuse())

    def reject(self) -> None:
        """A code that nobody kept is no help: asked about, and asked for again at the next start."""
        if self.aside.is_busy or self.recovery.aside.is_busy:
            return
        if self.recovery.code and not self.recovery.is_kept and not self._is_given_up():
            return
        if self.recovery.is_kept:
            self.go_on()
        else:
            super().reject()

    def _show_code(self, code: str) -> None:
        # Should the power fail now, the next start goes on with the recovery page.
        first_day.ask_for_recovery_page(operator=self.desk.operator)
        self.explained.setText("旧恢复码已经失效。请把新的打印出来，或者存到电脑以外的地方。")
        self.present.hide()
        self.recovery.show_code(code, places.community().name)
        self.recovery.show()
        self.cancel.hide()
        self.verb.setText("完成")
        self.verb.setAccessibleName("完成")
        self._show_kept()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        self.recovery.setFocus()

    def _show_kept(self) -> None:
        if self.recovery.code:
            self.verb.setEnabled(self.recovery.is_kept and not self.recovery.aside.is_busy)

    def _is_given_up(self) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("恢复码还没有保存")
        box.setText("新恢复码还没有打印、保存或抄下来，旧的已经失效。")
        stay = box.addButton("回去保存", QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton("下次打开时再说", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.exec()
        return box.clickedButton() is leave
