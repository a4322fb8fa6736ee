"""A visit that no sheet was printed for, noted from the card of a household or of somebody in it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from community_desk.domain.codes import Outcome
from community_desk.ledger import visits
from community_desk.ledger.cards import household_card
from community_desk.ledger.finding import ask
from community_desk.ui.card import DetailCard
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.visit_dialog import VisitDialog
from community_desk.ui.household_card import HouseholdCardView
from community_desk.ui.resident_card import ResidentCardView
from tests.ui.hands import button, click, settle

SOMEBODY = (
    "SELECT h.uid, r.uid FROM household h JOIN resident r ON r.household_id = h.id WHERE h.dwelling_id IS NOT NULL"
    " AND h.ends_on = '' AND r.status = 'living' AND (SELECT COUNT(*) FROM resident m WHERE m.household_id = h.id"
    " AND m.status = 'living') > 2 AND r.id <> h.head_id ORDER BY h.id, r.id LIMIT 1"
)


@pytest.mark.parametrize("of_household", [True, False])
def test_a_visit_is_noted_in_two_fields(village: Desk, of_household: bool) -> None:
    household, resident = ask(SOMEBODY)[0]
    made: Callable[[Desk], DetailCard[Any]] = HouseholdCardView if of_household else ResidentCardView
    card = made(village)
    card.resize(420, 700)
    card.show()
    QTest.qWaitForWindowExposed(card)
    card.activateWindow()
    card.show_row(household if of_household else resident)
    village.jobs.wait()
    card.choose_tab("走访")
    before = len(visits.visits_of_household(household))
    click(button(card, "＋登记走访"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, VisitDialog)
    first = next(iter(dialog.told._boxes))
    if not of_household:
        assert first == resident
    dialog.told._boxes[first].setCurrentIndex(1)
    dialog.note.insertPlainText("在院子里聊了一会儿")
    dialog.save()
    settle(village.jobs.wait)
    found = visits.visits_of_household(household)
    assert len(found) == before + 1
    assert found[0].note == "在院子里聊了一会儿"
    (visit, *_) = visits.visits_of_resident(first)
    assert visit.outcome is Outcome.MET
    assert household_card(household, today=village.today()).visits[0].note == "在院子里聊了一会儿"
