"""安全: the password, the recovery code, and after how many idle minutes the window locks itself."""

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.password_dialogs import ChangePasswordDialog, NewRecoveryCodeDialog
from community_desk.ui.lock import DEFAULT_LOCK_AFTER_MINUTES, LOCK_AFTER_MINUTES
from community_desk.ui.page import verb_button
from community_desk.ui.pages.settings_section import NumberSetting, Section, heading


class SecuritySection(Section):
    """What keeps others from reading the ledger."""

    name: ClassVar[str] = "security"
    title: ClassVar[str] = "安全"
    tables: ClassVar[frozenset[str]] = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = self.add_scrolled()
        column.addWidget(heading("锁定"))
        self.minutes = NumberSetting(
            desk,
            "没有人动键盘鼠标",
            "分钟后自动锁定（0 是从不）",
            key=LOCK_AFTER_MINUTES,
            default=DEFAULT_LOCK_AFTER_MINUTES,
            least=0,
            most=240,
            zero="从不",
        )
        column.addWidget(self.minutes)
        column.addWidget(
            text_label("随时可以按 Ctrl+L 锁定；旁边有人时按 F9，先把证件号、电话和关爱资料遮住。", "second")
        )
        column.addWidget(heading("密码"))
        self.state = text_label("")
        column.addWidget(self.state)
        self.password_button = verb_button("换密码…", "mdi6.key-variant", self.change_password)
        row = QHBoxLayout()
        row.addWidget(self.password_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(heading("恢复码"))
        column.addWidget(
            text_label("忘了密码时，用恢复页上的恢复码打开台账。恢复页不见了，就换一个新的。", "second")
        )
        self.code_button = verb_button("换新恢复码…", "mdi6.printer", self.renew_code)
        row = QHBoxLayout()
        row.addWidget(self.code_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def refresh(self) -> None:
        """Show what is set."""
        self.minutes.load()
        has_one = self.desk.ledger.keys.has_password
        self.state.setText(
            "打开台账要输入密码。换了密码以后，以前的备份仍用旧密码。"
            if has_one
            else "没有设密码：谁打开这台电脑，或者拿走台账文件夹，都能看到全部居民的资料。"
        )
        self.state.setProperty("look", "second" if has_one else "warning")
        self.state.style().polish(self.state)
        word = "换密码…" if has_one else "设密码…"
        self.password_button.setText(word)
        self.password_button.setAccessibleName(word)

    def change_password(self) -> None:
        """Open the dialog for another password, or none."""
        dialog = ChangePasswordDialog(self.desk, self)
        dialog.accepted.connect(self.refresh)
        dialog.open()

    def renew_code(self) -> None:
        """Open the dialog for another recovery code."""
        NewRecoveryCodeDialog(self.desk, self).open()
