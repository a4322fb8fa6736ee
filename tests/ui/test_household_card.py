"""The card of a household over the real village."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from community_desk.ledger import households
from community_desk.ledger.cards import household_card
from community_desk.ledger.finding import ask
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_resident import AddResidentDialog
from community_desk.ui.household_card import HouseholdCardView
from community_desk.ui.household_editor import HouseholdEditor
from tests.ui.hands import button, click, retype, settle, type_text, words


@pytest.fixture
def uid(village: Desk) -> str:
    """A household of three or more behind a door."""
    return str(
        ask(
            "SELECT h.uid FROM household h WHERE h.dwelling_id IS NOT NULL AND h.ends_on = '' AND (SELECT COUNT(*)"
            " FROM resident m WHERE m.household_id = h.id AND m.status = 'living') > 2 ORDER BY h.id LIMIT 1"
        )[0][0]
    )


@pytest.fixture
def card(village: Desk, uid: str) -> Iterator[HouseholdCardView]:
    made = HouseholdCardView(village)
    made.resize(420, 700)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_row(uid)
    village.jobs.wait()
    yield made
    made.stop_editing()


def test_it_names_the_door_the_head_and_the_members_in_their_order(
    card: HouseholdCardView, village: Desk, uid: str
) -> None:
    known = household_card(uid, today=village.today())
    shown = words(card)
    assert known.title in shown
    places = [shown.index(f"\n{member.name}\n") for member in known.members]
    assert places == sorted(places)
    assert known.members[0].is_head


def test_members_are_moved_up_and_down_and_the_head_stays_first(
    card: HouseholdCardView, village: Desk, uid: str
) -> None:
    before = [member.uid for member in household_card(uid, today=village.today()).members]
    last = household_card(uid, today=village.today()).members[-1]
    more = next(
        each
        for each in card.findChildren(QPushButton)
        if each.accessibleName() == f"{last.name}：设为户主、排位置"
    )
    next(action for action in more.menu().actions() if action.text() == "往上排").trigger()
    settle(village.jobs.wait)
    after = [member.uid for member in household_card(uid, today=village.today()).members]
    assert after == [*before[:-2], before[-1], before[-2]]
    assert after[0] == before[0]


def test_a_wish_not_to_be_visited_needs_its_reason(card: HouseholdCardView, village: Desk, uid: str) -> None:
    card.edit()
    editor = card.findChild(HouseholdEditor)
    editor.ui.contact_preference.setCurrentIndex(editor.ui.contact_preference.findData("no_visit_for_now"))
    click(button(card, "保存"))
    assert "写明原因" in card.keeper.messages()["contact_reason"]
    retype(editor.ui.contact_reason, "家里有新生儿")
    click(button(card, "保存"))
    settle(village.jobs.wait)
    assert not card.is_editing
    assert "暂不上门（家里有新生儿）" in words(card)
    village.is_private = True
    assert "新生儿" not in words(card)


def test_where_there_is_a_door_no_address_is_asked(card: HouseholdCardView) -> None:
    card.edit()
    assert not card.findChild(HouseholdEditor).ui.address.isVisible()


def test_a_member_is_added_to_this_household(card: HouseholdCardView, village: Desk, uid: str) -> None:
    before = len(household_card(uid, today=village.today()).members)
    click(button(card, "＋添加成员"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddResidentDialog)
    assert not dialog.door.isVisible()
    type_text(dialog.editor.ui.name, "司马小云")
    click(button(dialog, "添加成员"))
    settle(village.jobs.wait)
    members = household_card(uid, today=village.today()).members
    assert (len(members), members[-1].name) == (before + 1, "司马小云")
    assert "司马小云" in words(card)


def test_a_household_with_members_is_not_withdrawn(card: HouseholdCardView, village: Desk, uid: str) -> None:
    refused: list[str] = []
    village.refused.connect(refused.append)
    card.withdraw()
    assert "还有成员" in refused[0]
    assert household_card(uid, today=village.today()).members


def test_who_changes_the_note_stands_in_the_history(card: HouseholdCardView, village: Desk, uid: str) -> None:
    households.edit_household(uid, note="院子里有狗", operator="李经办")
    settle(village.jobs.wait)
    card.choose_tab("改动记录")
    village.jobs.wait()
    shown = words(card)
    assert "李经办" in shown
    assert "院子里有狗" in shown
    village.is_private = True
    village.jobs.wait()
    assert "院子里有狗" not in words(card)
