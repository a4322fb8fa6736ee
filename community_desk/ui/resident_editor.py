"""The form of a person, as the card turns into it and as dialogs hold it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.forms.ui_resident import Ui_ResidentForm
from community_desk.ui.phones_edit import PhonesEdit

FORM_NAME = "resident"


class ResidentEditor(QWidget):
    """Every field that ``ledger.residents.edit_resident`` takes, kept by ``keeper``."""

    def __init__(
        self,
        desk: Desk,
        *,
        row_uid: str = "",
        form_name: str = FORM_NAME,
        above: Mapping[str, tuple[str, QWidget]] | None = None,
    ) -> None:
        """``above``: more fields before the first, by name: their word and the field."""
        super().__init__()
        self.ui = Ui_ResidentForm()
        self.ui.setupUi(self)
        ui = self.ui
        self.phones = PhonesEdit(desk.theme)
        ui.phones_place.addWidget(self.phones)
        ui.phones.setFocusProxy(self.phones)
        form_choices.offer_sex(ui.sex)
        form_choices.offer_calendars(ui.birth_calendar)
        form_choices.offer_id_types(ui.id_type)
        form_choices.offer_residences(ui.residence)
        form_choices.offer_preferences(ui.contact_preference)
        form_choices.offer_relations(ui.relation_word)
        more = above or {}
        for place, (word, field) in enumerate(more.values()):
            ui.person_group_rows.insertRow(place, word, field)
            field.setAccessibleName(word)
        self.keeper = FormKeeper(
            self,
            desk,
            name=form_name,
            row_uid=row_uid,
            fields={
                **{name: field for name, (_, field) in more.items()},
                "name": ui.name,
                "foreign_name": ui.foreign_name,
                "pinyin": ui.pinyin,
                "sex": ui.sex,
                "birth": ui.birth,
                "birth_calendar": ui.birth_calendar,
                "id_type": ui.id_type,
                "id_number": ui.id_number,
                "relation_word": ui.relation_word,
                "residence": ui.residence,
                "registered_address": ui.registered_address,
                "phones": self.phones,
                "contact_preference": ui.contact_preference,
                "contact_reason": ui.contact_reason,
                "contact_review_on": ui.contact_review_on,
                "reminder": ui.reminder,
                "note": ui.note,
            },
        )


def verb_fields(changes: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The changed fields as the ledger's verbs take them.

    Phones become pairs; a preference goes with its reason and date, since the ledger judges the three together, and
    the kind of paper with its number.
    """
    fields = dict(changes)
    if "phones" in fields:
        fields["phones"] = [(label, number) for label, number in fields["phones"]]
    preference = ("contact_preference", "contact_reason", "contact_review_on")
    if fields.keys() & set(preference):
        fields |= {name: values[name] for name in preference}
    if "id_number" in fields and "id_type" in values:
        fields.setdefault("id_type", values["id_type"])
    return fields
