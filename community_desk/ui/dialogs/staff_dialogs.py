"""Entering and correcting members of staff, and the PIN with which one becomes the 当前经办人."""

from PySide6.QtWidgets import QFormLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import staff
from community_desk.ledger.staff import StaffRow
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.forms.ui_staff import Ui_StaffForm
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import PasswordField, message_label


class StaffDialog(FormDialog):
    """Of ``row``, or of somebody new."""

    def __init__(self, desk: Desk, parent: QWidget, row: StaffRow | None) -> None:
        super().__init__(
            desk,
            parent,
            title=row.name if row else "新增工作人员",
            verb="保存" if row else "新增工作人员",
        )
        self._row = row
        form = QWidget()
        ui = self.ui = Ui_StaffForm()
        ui.setupUi(form)
        fields = {"name": ui.name, "role": ui.role, "phone": ui.phone, "is_active": ui.is_active}
        keeper = self.set_form(form, name="staff", row_uid=row.uid if row else "", fields=fields)
        if row:
            keeper.load({field: getattr(row, field) for field in fields})
        else:
            keeper.load({"is_active": True})
            ui.rows.setRowVisible(3, False)
        keeper.offer()
        ui.name.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, row, values = self.desk, self._row, self.keeper.values()
        written = self.keeper.save(
            lambda changed: (
                staff.edit_staff(row.uid, operator=desk.operator, seen_version=row.version, **changed)
                if row
                else staff.add_staff(operator=desk.operator, **values)
            )
        )
        if written is None:
            return
        name = self.ui.name.text().strip()
        if row and row.name == desk.operator:
            desk.operator = name
        desk.say(f"已保存{name}。" if row else f"已新增{name}。", undo=True)
        self.done_with(written.uid)


class PinDialog(FormDialog):
    """Sets the PIN of ``row``, or takes it off. What is typed here is kept in no draft."""

    def __init__(self, desk: Desk, parent: QWidget, row: StaffRow) -> None:
        super().__init__(desk, parent, title=f"{row.name}的口令", verb="换口令" if row.has_pin else "设口令")
        self._row = row
        self.above.addWidget(
            text_label(
                "口令至少 4 位，选自己的名字时要输，同事就不会记错人。它不是台账的密码；忘了可以在这里重设。",
                "second",
            )
        )
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.first = PasswordField(desk.theme, "新口令")
        self.second = PasswordField(desk.theme, "再输一次", hint_below=False)
        self.message = message_label()
        rows.addRow("新口令", self.first)
        rows.addRow("再输一次", self.second)
        rows.addRow(self.message)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.save)
        self.show_widget(form)
        if row.has_pin:
            self.take_off = verb_button("去掉口令", "", self._take_off)
            self.take_off.setAutoDefault(False)
            self.buttons.insertWidget(0, self.take_off)
        self.first.setFocus()

    def save(self) -> None:
        """Set it."""
        pin = self.first.text()
        if pin != self.second.text():
            self._refused(UserError("两次输入的口令不一样，请再输一次。"))
        elif not pin:
            self._refused(UserError("请输入新口令。"))
        else:
            self._set(pin, f"已设{self._row.name}的口令。")

    def _take_off(self) -> None:
        self._set("", f"已去掉{self._row.name}的口令。")

    def _set(self, pin: str, said: str) -> None:
        self.message.hide()
        row, operator = self._row, self.desk.operator

        def write() -> bool:
            staff.set_pin(row.uid, pin, operator=operator)
            return True

        if self.desk.attempt(write, refused=self._refused):
            self.desk.say(said, undo=True)
            self.done_with(row.uid)

    def _refused(self, refusal: UserError) -> None:
        self.message.setText(refusal.sentence)
        self.message.show()
        self.first.setFocus()
        self.fit(least=self.height())
