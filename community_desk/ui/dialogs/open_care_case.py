"""列为关爱户: a person decides that a household is looked after, with what it needs, how closely, and by whom."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from community_desk.domain.codes import CareLevel
from community_desk.domain.errors import UserError
from community_desk.ledger import cards, care, care_proposals
from community_desk.ledger.cards import HouseholdCard
from community_desk.ledger.care_cards import CareCaseLine, care_cases_of
from community_desk.ledger.inputs import Written
from community_desk.ui import form_choices
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rows_dialog import RowsDialog
from community_desk.ui.needs_edit import NeedsEdit
from community_desk.ui.resident_picker import HouseholdPicker, ResidentPicker

_Read = tuple[HouseholdCard, tuple[CareCaseLine, ...], list[care_proposals.ProposedCase]]


class OpenCareCaseDialog(RowsDialog):
    """Of the household ``household`` (uid, and its title for the heading), or of one that is chosen here.

    What is recorded of its members stands in the needs already, for a person to look at.
    """

    def __init__(
        self, desk: Desk, parent: QWidget, *, household: str = "", title: str = "", resident: str = ""
    ) -> None:
        super().__init__(
            desk, parent, title=f"{title}：列为关爱户" if title else "列为关爱户", verb="列为关爱户"
        )
        self._household, self._title, self._resident = household, title, resident
        self._proposed: list[dict[str, str]] = []
        self.hint = text_label("", "warning")
        self.hint.hide()
        self.above.addWidget(self.hint)
        self.home = HouseholdPicker(desk, placeholder="户主姓名或门牌")
        if not household:
            self.add("household", "哪一户", self.home)
            self.home.value_changed.connect(lambda: self._look_at(self.home.value()))
        else:
            self.home.hide()
            self.home.setParent(self)
        self.level = self.add("level", "走访频次", QComboBox())
        form_choices.offer_levels(self.level)
        self.needs = self.add("needs", "需求", NeedsEdit(desk.theme))
        self.responsible = self.add("responsible", "负责人", QComboBox())
        form_choices.offer_staff(self.responsible, unset="不指定（由网格员负责）")
        self.buddy = self.add("buddy", "结对人", ResidentPicker(desk, placeholder="本社区居民：姓名或门牌"))
        self.buddy_name = self.add_line("buddy_name", "结对人姓名", "不是本社区居民时写在这里")
        self.buddy_phone = self.add_line("buddy_phone", "结对人电话")
        self.review_on = self.add_line("review_on", "何时复评", "空着就是一年后")
        self.note = self.add_note("note", "为什么", "建档时的情形，写进动态")
        self.keep(
            name="new_care_case",
            row_uid=household,
            values={"level": CareLevel.GENERAL.value},
            first=self.level if household else self.home,
        )
        if household:
            self._look_at(household)

    def _look_at(self, household: str) -> None:
        """Read who lives there and what suggests taking them into care."""
        if not household:
            self.needs.set_members(())
            self._say("")
            return
        today = self.desk.today()

        def query() -> _Read:
            card = cards.household_card(household, today=today)
            found = care_proposals.propose_care_cases(households=[household])
            return card, care_cases_of(household), found

        self.desk.jobs.ask(self, "home", query, self._show)

    def _show(self, found: _Read) -> None:
        card, cases, proposals = found
        typed = self.needs.value()
        self.needs.set_members(card.members)
        if cases and cases[0].closed_on == "":
            self._say("这一户已经是关爱户，请在它的卡片里加需求。")
        elif cases:
            self._say("这一户以前建过档、已结案。在关爱户页筛选“含已结案”，可以重新开启。")
        else:
            self._say("")
        needs: list[dict[str, Any]] = [dict(need) for need in proposals[0].needs] if proposals else []
        if not needs and self._resident:
            needs = [{"resident": self._resident}]
        if typed and typed != self._proposed:
            self.needs.set_value(typed)  # names were not there yet when a draft was shown
        else:
            values: dict[str, Any] = {"needs": needs}
            if proposals:
                values["level"] = proposals[0].level.value
            self._fill(values)
            self._proposed = self.needs.value()
        if self.isVisible():
            self.fit(least=self.height())

    def _fill(self, values: dict[str, Any]) -> None:
        """Put in what is known; that alone is nothing to be lost."""
        keeper = self.keeper
        assert keeper is not None
        if not keeper.is_dirty:
            keeper.load(values)
            return
        self.needs.set_value(values["needs"])
        if "level" in values:
            self.level.setCurrentIndex(self.level.findData(values["level"]))

    def _say(self, sentence: str) -> None:
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))

    def save(self) -> None:
        """Write it."""
        self.write(self._open, f"{self._title or self.home.chosen_words} 已列为关爱户。")

    def _open(self, values: dict[str, Any]) -> Written:
        household = values.pop("household", "") or self._household
        if not household:
            raise UserError("请先选是哪一户。", field="household")
        return care.open_care_case(household=household, operator=self.desk.operator, **values)


def take_into_care(desk: Desk, parent: QWidget, *, household: str, title: str, resident: str = "") -> None:
    """Open the dialog for a household (uid, title), or the card of the case that it has."""
    present = next((case for case in care_cases_of(household) if not case.closed_on), None)
    if present is not None:
        desk.open("care_case", present.uid)
        desk.say(f"{title} 已经是关爱户。")
        return
    OpenCareCaseDialog(desk, parent, household=household, title=title, resident=resident).open()
