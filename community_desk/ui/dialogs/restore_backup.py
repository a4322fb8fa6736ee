"""Restoring a ledger from a backup: what it means, one more question, and the password it had then."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import keys, restoring
from community_desk.ledger.backups import Backup
from community_desk.ui.aside import Aside
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import PasswordField, message_label
from community_desk.ui.theme import Theme


class RestoreDialog(QDialog):
    """Makes the (closed) ledger in ``folder`` what it was in ``backup``; accepted once that is done.

    ``password`` is tried first, if there is one; another is asked for only when it does not fit.
    """

    def __init__(
        self,
        folder: Path,
        backup: Backup,
        *,
        theme: Theme,
        password: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder, self._backup, self._password = folder, backup, password
        self.restored: restoring.Restored | None = None
        self.aside = Aside(self)
        self.setWindowTitle("从备份恢复台账")
        self.setMinimumWidth(theme.pixels(560))
        when = backup.made_at.astimezone()
        explained = QLabel(
            f"台账将回到 {when.year} 年 {when.month} 月 {when.day} 日 {when:%H:%M} 的样子"
            f"（备份文件“{backup.path.name}”）。\n\n"
            "这之后登记的内容不在里面。现在的台账文件不会删除，会移到台账文件夹里以 before-restore 开头的文件夹中。"
        )
        explained.setWordWrap(True)
        explained.setTextFormat(Qt.TextFormat.PlainText)
        self._asked = QWidget()
        self.secret = PasswordField(theme, "备份时的密码或恢复码")
        label = QLabel("备份时的密码或恢复码")
        label.setBuddy(self.secret.line)
        asked = QVBoxLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(label)
        asked.addWidget(self.secret)
        self._asked.hide()
        self.message = message_label()
        self.restore_button = verb_button("恢复到这份备份", "", self.restore, main=True)
        self.cancel_button = verb_button("不恢复", "", self.reject)
        self.cancel_button.setDefault(True)
        self.secret.entered.connect(self.restore)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.restore_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * theme.space,) * 4)
        column.setSpacing(2 * theme.space)
        for widget in (explained, self._asked, self.message):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)
        self.aside.busy_changed.connect(self._busy)

    def restore(self) -> None:
        """Try it with the secret at hand."""
        self.message.hide()
        typed = self.secret.text() if not self._asked.isHidden() else self._password
        file = self._backup.path
        self.aside.run(lambda: self.carry_out(file, typed), self._done, self._refused)

    def carry_out(self, file: Path, typed: str | None) -> restoring.Restored | None:
        """Restore; beside the window. ``typed`` is the password of then, or else its recovery code."""
        try:
            return restoring.restore(self.folder, file, password=typed)
        except keys.WrongPasswordError:
            if not typed:
                raise
        return restoring.restore(self.folder, file, recovery_code=typed)

    def reject(self) -> None:
        """Leave everything as it is; not while it is being restored."""
        if not self.aside.is_busy:
            super().reject()

    def _done(self, restored: restoring.Restored | None) -> None:
        self.restored = restored
        self.accept()

    def _refused(self, refusal: UserError) -> None:
        sentence = refusal.sentence
        if isinstance(refusal, keys.WrongPasswordError):
            first_time = self._asked.isHidden()
            self._asked.show()
            self.secret.setFocus()
            sentence = (
                "请输入这份备份当时的密码，或恢复页上的恢复码。"
                if first_time
                else "密码或恢复码不对，请再输一次；要用备份当时的密码。"
            )
        self.message.setText(sentence)
        self.message.show()
        self._make_room()

    def _make_room(self) -> None:
        """A wrapped text is cut rather than the window grown when a line is added to it."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _busy(self, busy: bool) -> None:
        for button in (self.restore_button, self.cancel_button):
            button.setEnabled(not busy)
        self.restore_button.setText("正在恢复…" if busy else "恢复到这份备份")
