"""Noting a telephone call with or about a person: who rang, who spoke, what was said."""

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from community_desk.domain.codes import CallDirection, SpokeWith
from community_desk.ledger import visits
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.note_edit import NoteEdit


class CallDialog(FormDialog):
    """Of the resident ``resident`` (uid, and their name for the heading)."""

    def __init__(self, desk: Desk, parent: QWidget, *, resident: str, name: str) -> None:
        super().__init__(desk, parent, title=f"和{name}的通话", verb="登记通话")
        self._resident, self._name = resident, name
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.direction, self.spoke_with = QComboBox(), QComboBox()
        form_choices.offer_codes(self.direction, CallDirection)
        form_choices.offer_codes(
            self.spoke_with, (SpokeWith.SELF, SpokeWith.FAMILY, SpokeWith.NEIGHBOUR, SpokeWith.NOBODY)
        )
        self.on = QLineEdit()
        self.note = NoteEdit()
        self.note.setPlaceholderText("说了什么、答应了什么")
        for word, field in (
            ("谁打的", self.direction),
            ("和谁通话", self.spoke_with),
            ("日期", self.on),
            ("内容", self.note),
        ):
            rows.addRow(word, field)
            field.setAccessibleName(word)
        keeper = self.set_form(
            form,
            name="call",
            row_uid=resident,
            is_new=True,
            fields={
                "direction": self.direction,
                "spoke_with": self.spoke_with,
                "on": self.on,
                "note": self.note,
            },
        )
        keeper.load({"on": desk.today().isoformat()})
        keeper.offer()
        self.note.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        values = self.keeper.values()
        written = self.keeper.save(
            lambda _: visits.record_call(resident=self._resident, operator=self.desk.operator, **values)
        )
        if written is not None:
            self.desk.say(f"已登记和{self._name}的通话。", undo=True)
            self.done_with(written.uid)
