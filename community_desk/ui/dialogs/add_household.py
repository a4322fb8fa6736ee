"""Entering a household that the ledger does not know yet: its door as people write it, its members as rows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.ledger import households
from community_desk.ledger.inputs import Written
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import WIDE, FormDialog
from community_desk.ui.door_field import DoorField
from community_desk.ui.members_edit import MembersEdit
from community_desk.ui.note_edit import NoteEdit


class AddHouseholdDialog(FormDialog):
    """``added`` tells what was written, with what should be looked at again."""

    added = Signal(object)  # Written

    def __init__(self, desk: Desk, parent: QWidget, *, door: str = "") -> None:
        super().__init__(desk, parent, title="新增一户", verb="新增这一户", width=WIDE)
        self.above.addWidget(text_label("补录早就住在这里的人家。刚搬来的请用“变动 → 有人搬入”。", "second"))
        form = QWidget()
        whole = QVBoxLayout(form)
        whole.setContentsMargins(0, 0, 0, 0)
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.door = DoorField(desk)
        self.as_written = QCheckBox("门牌先照写，以后再对")
        self.as_written.setToolTip("这栋楼（巷）还没有录进台账时，先把住址记成文字")
        self.starts_on = QLineEdit()
        self.starts_on.setPlaceholderText("不知道就留空，如 2019 或 2019-05")
        self.members = MembersEdit(desk.theme)
        self.note = NoteEdit()
        for word, field in (("门牌", self.door), ("", self.as_written), ("入住日期", self.starts_on)):
            rows.addRow(word, field)
            if word:
                field.setAccessibleName(word)
        whole.addLayout(rows)
        whole.addWidget(self.members)
        foot = QFormLayout()
        foot.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel("备注")
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance("入住日期"))
        foot.addRow(label, self.note)
        self.note.setAccessibleName("备注")
        whole.addLayout(foot)
        keeper = self.set_form(
            form,
            name="add_household",
            fields={
                "door": self.door,
                "as_written": self.as_written,
                "starts_on": self.starts_on,
                "members": self.members,
                "note": self.note,
            },
        )
        if door:
            keeper.load({"door": door})
        keeper.offer()
        self.door.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk = self.desk
        typed = self.door.value().strip()
        as_written = self.as_written.isChecked()

        def write(_changed: object) -> Written:
            return households.add_household(
                door="" if as_written else typed,
                address=typed if as_written else "",
                starts_on=self.starts_on.text(),
                note=self.note.toPlainText(),
                members=self.members.members(),  # type: ignore[arg-type] # made from rows of its fields
                operator=desk.operator,
            )

        written = self.keeper.save(write)
        if written is not None:
            desk.say("已新增一户。", undo=True)
            self.added.emit(written)
            self.done_with(written.uid)
