"""A care category holds no longer: since when."""

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from community_desk.ledger import resident_categories
from community_desk.ledger.inputs import Written
from community_desk.ledger.resident_categories import CategoryFact
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog


class EndCategoryDialog(FormDialog):
    """Of the recorded category ``fact`` of the resident called ``name``."""

    def __init__(self, desk: Desk, parent: QWidget, *, name: str, fact: CategoryFact) -> None:
        super().__init__(desk, parent, title=f"{name}不再是“{fact.category}”", verb="结束类别")
        self._name, self._fact = name, fact
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        self.on = QLineEdit()
        self.on.setAccessibleName("从哪天起")
        rows.addRow("从哪天起", self.on)
        keeper = self.set_form(form, name="end_category", row_uid=fact.uid, fields={"on": self.on})
        keeper.load({"on": desk.today().isoformat()})
        self.on.selectAll()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        fact, desk = self._fact, self.desk

        def write(_changed: object) -> Written:
            resident_categories.end_category(fact.uid, on=self.on.text(), operator=desk.operator)
            return Written(fact.uid)

        if self.keeper.save(write) is not None:
            desk.say(f"{self._name}的“{fact.category}”已结束，以前的记录还在。", undo=True)
            self.done_with(fact.uid)
