"""Taking somebody out of the ledger who was entered in error: why."""

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from community_desk.ledger import residents
from community_desk.ledger.inputs import Written
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog


class WithdrawDialog(FormDialog):
    """Of the resident ``resident`` (uid, and their name)."""

    def __init__(self, desk: Desk, parent: QWidget, *, resident: str, name: str) -> None:
        super().__init__(desk, parent, title=f"撤回{name}", verb=f"撤回{name}")
        self._resident, self._name = resident, name
        self.above.addWidget(
            text_label("只用于录重了、录错了的人。搬走或去世请从“变动”登记，以前的记录都会留着。", "second")
        )
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("撤回原因")
        self.reason.setPlaceholderText("如：录重了")
        rows.addRow("撤回原因", self.reason)
        self.set_form(form, name="withdraw_resident", row_uid=resident, fields={"reason": self.reason})
        self.reason.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk = self.desk

        def write(_changed: object) -> Written:
            residents.withdraw_resident(self._resident, reason=self.reason.text(), operator=desk.operator)
            return Written(self._resident)

        if self.keeper.save(write) is not None:
            desk.say(f"已撤回{self._name}。", undo=True)
            self.done_with(self._resident)
