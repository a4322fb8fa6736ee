"""Noting that the paper of a visit sheet was lost: its doors go back, and the incident is written down."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from community_desk.ledger import rounds
from community_desk.ledger.rounds import RoundSheet
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.note_edit import NoteEdit


class LostSheetDialog(FormDialog):
    """Of one sheet that is out."""

    def __init__(self, desk: Desk, parent: QWidget, *, sheet: RoundSheet) -> None:
        super().__init__(desk, parent, title=f"{sheet.number} 纸单遗失", verb="登记遗失")
        self._sheet = sheet
        words = QLabel(f"单上有 {sheet.lines} 户的门牌和姓名。没录入的会放回，可以再排；单子找回来还能录入。")
        words.setProperty("look", "second")
        words.setWordWrap(True)
        self.above.addWidget(words)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.note = NoteEdit()
        self.note.setPlaceholderText("怎么丢的、丢在哪里、找过没有")
        self.note.setAccessibleName("怎么丢的")
        rows.addRow("怎么丢的", self.note)
        self.set_form(form, name="lost_sheet", row_uid=sheet.uid, fields={"note": self.note}).offer()
        self.note.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        released = self.keeper.save(
            lambda values: rounds.release_sheet(
                self._sheet.uid, lost=True, note=values.get("note", ""), operator=self.desk.operator
            )
        )
        if released is not None:
            self.desk.say(f"已登记 {self._sheet.number} 纸单遗失，{released.doors} 户放回。", undo=True)
            self.done_with(self._sheet.uid)
