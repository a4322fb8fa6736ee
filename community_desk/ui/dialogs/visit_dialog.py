"""登记走访: a visit typed without a sheet: whom one saw, of whom one heard, or that nobody was there."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from community_desk.domain.codes import Outcome, VisitMethod
from community_desk.domain.errors import UserError
from community_desk.ledger import cards, visits
from community_desk.ledger.card_parts import Member
from community_desk.ledger.inputs import Written
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rows_dialog import RowsDialog
from community_desk.ui.told_of_each import ToldOfEach

_REACHED = "reached"
_ATTEMPTS = (
    Outcome.NOT_HOME,
    Outcome.REFUSED,
    Outcome.INACCESSIBLE,
    Outcome.AWAY,
    Outcome.LANGUAGE_BARRIER,
)
# Of several people the strongest word stands for the whole visit.
_STRENGTH = (Outcome.MET, Outcome.FAMILY_TOLD, Outcome.NEIGHBOUR_TOLD)
_METHODS = tuple(method for method in VisitMethod if method is not VisitMethod.UNKNOWN)


class VisitDialog(RowsDialog):
    """To the household ``household`` (uid); ``concerned`` (uids) are those whom the visit is for."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        household: str,
        title: str,
        members: Sequence[Member],
        concerned: Collection[str] = (),
    ) -> None:
        super().__init__(desk, parent, title=f"{title}：登记走访", verb="登记走访")
        self._household, self._title = household, title
        self.on = self.add_line("on", "日期")
        self.method = self.add("method", "怎么走访的", QComboBox())
        form_choices.offer_codes(self.method, _METHODS)
        self.came_of_it = self.add("outcome", "结果", QComboBox())
        if members:
            self.came_of_it.addItem("见到人了，或听说了近况", _REACHED)
        for outcome in _ATTEMPTS:
            self.came_of_it.addItem(outcome.word, outcome.value)
        known = {member.uid for member in members}
        self.told = self.add(
            "contacts",
            "每个人",
            ToldOfEach(members, concerned=set(concerned) & known, space=desk.theme.space),
        )
        self.note = self.add_note("note", "情况", "如 精神好，药按时吃，想配副老花镜")
        self.walked_by = self.add_line("walked_by", "走访人", "就是经办人时空着")
        self.place = self.add_line("place", "地点", "不在家里时写，如 村口榕树下")
        self.keep(
            name="visit",
            row_uid=household,
            values={"on": desk.today().isoformat()},
            first=self.came_of_it,
        )
        self.came_of_it.currentIndexChanged.connect(lambda _: self._show_fitting())
        self._show_fitting()

    def _show_fitting(self) -> None:
        """Whom one saw is asked only where anybody was."""
        self.rows.setRowVisible(3, self.came_of_it.currentData() == _REACHED)
        if self.isVisible():
            self.fit(least=self.height())

    def save(self) -> None:
        """Write it."""
        self.write(self._record, f"已登记 {self._title} 的走访。")

    def _record(self, values: dict[str, Any]) -> Written:
        contacts: dict[str, str] = values.pop("contacts")
        outcome = values.pop("outcome")
        if outcome == _REACHED and not contacts:
            raise UserError(
                "见到了谁、听谁说的，请在人名后面选一下；谁都没见到，请改上面的结果。", field="contacts"
            )
        if outcome == _REACHED:
            told = set(contacts.values())
            outcome = next((each.value for each in _STRENGTH if each.value in told), Outcome.MET.value)
        else:
            contacts = {}
        return visits.record_visit(
            household=self._household,
            outcome=outcome,
            contacts=contacts,
            operator=self.desk.operator,
            **values,
        )


def open_visit_dialog(desk: Desk, parent: QWidget, *, household: str, resident: str = "") -> None:
    """For a visit to a household (uid): because of ``resident`` (uid), else of those cared for, else of the head."""
    card = cards.household_card(household, today=desk.today())
    cared = [member.uid for member in card.members if member.is_cared_for]
    heads = [member.uid for member in card.members if member.is_head]
    VisitDialog(
        desk,
        parent,
        household=household,
        title=card.title,
        members=card.members,
        concerned=[resident] if resident else cared or heads,
    ).open()
