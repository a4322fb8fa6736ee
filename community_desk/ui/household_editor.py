"""The form of a household beside its members, as the card turns into it."""

from PySide6.QtWidgets import QWidget

from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.forms.ui_household import Ui_HouseholdForm


class HouseholdEditor(QWidget):
    """Every field that ``ledger.households.edit_household`` takes, kept by ``keeper``."""

    def __init__(self, desk: Desk, *, row_uid: str, has_door: bool) -> None:
        super().__init__()
        ui = self.ui = Ui_HouseholdForm()
        ui.setupUi(self)
        form_choices.offer_preferences(ui.contact_preference)
        self.keeper = FormKeeper(
            self,
            desk,
            name="household",
            row_uid=row_uid,
            fields={
                "number": ui.number,
                "address": ui.address,
                "starts_on": ui.starts_on,
                "contact_preference": ui.contact_preference,
                "contact_reason": ui.contact_reason,
                "contact_review_on": ui.contact_review_on,
                "note": ui.note,
            },
        )
        # Words for where they live are for households whose door the ledger does not have.
        ui.rows.setRowVisible(1, not has_door)
