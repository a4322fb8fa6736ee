"""Entering or correcting who matters to a person: a child in another city, a guardian, whom to ring."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from community_desk.domain.codes import LinkKind
from community_desk.ledger import residents
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.forms.ui_link import Ui_LinkForm
from community_desk.ui.resident_picker import ResidentPicker


@dataclass(frozen=True, slots=True)
class LinkValues:
    """A link as the dialog shows it; ``other_words`` says who ``other`` (uid) is."""

    uid: str
    version: int
    kind: str
    other: str
    other_words: str
    name: str
    phone: str
    place: str
    note: str


class LinkDialog(FormDialog):
    """Of the resident ``resident`` (uid, and their name for the heading)."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, resident: str, name: str, link: LinkValues | None = None
    ) -> None:
        verb = "保存联系人" if link else "添加联系人"
        super().__init__(desk, parent, title=f"{name}的联系人", verb=verb)
        self._resident, self._link = resident, link
        form = QWidget()
        ui = Ui_LinkForm()
        ui.setupUi(form)
        form_choices.offer_codes(ui.kind, LinkKind)
        self.picker = ResidentPicker(desk)
        ui.other_place.addWidget(self.picker)
        self.ui = ui
        keeper = self.set_form(
            form,
            name="link",
            row_uid=link.uid if link else resident,
            fields={
                "kind": ui.kind,
                "other": self.picker,
                "name": ui.name,
                "phone": ui.phone,
                "place": ui.place,
                "note": ui.note,
            },
        )
        if link is not None:
            keeper.load(
                {
                    "kind": link.kind,
                    "other": link.other,
                    "name": link.name,
                    "phone": link.phone,
                    "place": link.place,
                    "note": link.note,
                }
            )
            self.picker.show_choice(link.other, link.other_words)
        else:
            keeper.load({"kind": LinkKind.EMERGENCY_CONTACT.value})
        keeper.offer()
        ui.kind.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, link = self.desk, self._link
        if link is not None:
            written = self.keeper.save(
                lambda changed: residents.edit_link(
                    link.uid, operator=desk.operator, seen_version=link.version, **changed
                )
            )
        else:
            values = self.keeper.values()
            written = self.keeper.save(
                lambda _: residents.add_link(self._resident, operator=desk.operator, **values)
            )
        if written is not None:
            desk.say("联系人已改好。" if link else "联系人已添加。", undo=True)
            self.done_with(written.uid)
