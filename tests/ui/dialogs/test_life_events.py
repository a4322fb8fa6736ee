"""Life events in the window: what the form says it will do is what happens."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from community_desk.domain.codes import DeathState, ResidentStatus
from community_desk.ledger import cards, deaths, registers, undo
from community_desk.ledger.registers import HouseholdRecord
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.life_events import LifeEventDialog, open_life_event
from community_desk.ui.door_field import DoorField
from community_desk.ui.members_edit import MembersEdit
from community_desk.ui.resident_picker import HouseholdPicker


@pytest.fixture
def ground(village: Desk) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(1093, 614)
    window.show()
    QTest.qWaitForWindowExposed(window)
    yield window
    window.hide()


def family(desk: Desk, people: int, *, other_than: str = "") -> HouseholdRecord:
    homes = registers.list_households(registers.RegisterFilter(), today=desk.today())
    return next(
        home for home in homes
        if len(home.members) == people and home.uid != other_than and home.place.door
        and all(member.status is ResidentStatus.LIVING for member in home.members)
    )  # fmt: skip


def opened(
    desk: Desk, ground: QWidget, kind: str, *, resident: str = "", household: str = ""
) -> LifeEventDialog:
    dialog = open_life_event(desk, ground, kind, resident=resident, household=household)
    assert dialog is not None
    QTest.qWaitForWindowExposed(dialog)
    desk.jobs.wait()
    return dialog


def press_verb(dialog: LifeEventDialog, desk: Desk) -> None:
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    desk.jobs.wait()


def test_one_of_a_family_moves_away_and_the_rest_get_the_head_that_was_chosen(
    village: Desk, ground: QWidget
) -> None:
    home = family(village, 4)
    head = home.members[0]
    dialog = opened(village, ground, "moved_away", resident=head.uid)
    assert dialog.preview is not None
    assert any(head.name in sentence for sentence in dialog.preview.touches)
    box = dialog._asked.findChild(QComboBox)
    assert box is not None  # the head goes: who is head now?
    choice = (box.currentIndex() + 1) % box.count()
    box.setCurrentIndex(choice)
    new_head = box.currentData()
    dialog.look()
    press_verb(dialog, village)
    assert not dialog.isVisible()
    assert cards.resident_card(head.uid, today=village.today()).whereabouts.status is ResidentStatus.MOVED
    assert cards.household_card(home.uid, today=village.today()).head_uid == new_head
    undo.undo_last(operator=village.operator)
    assert cards.household_card(home.uid, today=village.today()).head_uid == head.uid


def test_a_family_moves_to_a_door_that_is_made_for_it(village: Desk, ground: QWidget) -> None:
    home = family(village, 2)
    dialog = opened(village, ground, "moved_inside", household=home.uid)
    assert dialog.preview is None
    door = dialog.findChild(DoorField)
    assert door is not None
    typed = f"{home.place.compound}{home.place.building}998号"
    door.line.setText(typed)
    village.jobs.wait()
    dialog.look()
    assert dialog.preview is not None
    press_verb(dialog, village)
    assert "998" in cards.household_card(home.uid, today=village.today()).door.full


def test_a_family_joins_another(village: Desk, ground: QWidget) -> None:
    home = family(village, 1)
    other = family(village, 3, other_than=home.uid)
    dialog = opened(village, ground, "merged", household=home.uid)
    press_verb(dialog, village)
    assert dialog.isVisible()
    assert dialog.keeper is not None
    assert "请选并到哪一户" in dialog.keeper.messages()["into"]
    picker = dialog.findChild(HouseholdPicker)
    assert picker is not None
    picker.show_choice(other.uid, "那一户")
    press_verb(dialog, village)
    card = cards.household_card(other.uid, today=village.today())
    assert home.members[0].uid in {member.uid for member in card.members}


def test_newcomers_move_in_with_a_family(village: Desk, ground: QWidget) -> None:
    home = family(village, 2)
    dialog = opened(village, ground, "moved_in", household=home.uid)
    rows = dialog.findChild(MembersEdit)
    assert rows is not None
    rows.set_value([{"name": "新来的", "sex": "2", "relation_word": "孙女", "phone": "13900001111"}])
    dialog.look()
    assert dialog.preview is not None
    press_verb(dialog, village)
    names = {member.name for member in cards.household_card(home.uid, today=village.today()).members}
    assert "新来的" in names


def test_a_birth_without_a_name_is_entered_as_such(village: Desk, ground: QWidget) -> None:
    home = family(village, 3)
    dialog = opened(village, ground, "born", household=home.uid)
    press_verb(dialog, village)
    members = cards.household_card(home.uid, today=village.today()).members
    assert "暂未取名" in {member.name for member in members}


def test_a_death_is_asked_twice(village: Desk, ground: QWidget) -> None:
    home = family(village, 3)
    person = home.members[1]
    dialog = opened(village, ground, "died", resident=person.uid)
    press_verb(dialog, village)
    assert dialog.keeper is not None
    assert "source" in dialog.keeper.messages()
    source = dialog._fields["source"]
    assert isinstance(source, QLineEdit)
    source.setText("邻居")
    press_verb(dialog, village)
    state = cards.resident_card(person.uid, today=village.today()).whereabouts
    assert (state.death_state, state.status) == (DeathState.REPORTED, ResidentStatus.LIVING)
    again = opened(village, ground, "died", resident=person.uid)
    died_on, checked = again._fields["died_on"], again._fields["age_and_door_checked"]
    assert isinstance(died_on, QLineEdit)
    assert isinstance(checked, QCheckBox)
    died_on.setText("2026-01-05")
    second_source = again._fields["source"]
    assert isinstance(second_source, QLineEdit)
    second_source.setText("家属")
    press_verb(again, village)
    assert again.isVisible()  # the second look was not ticked
    assert deaths.second_look(person.uid) in checked.text()
    checked.setChecked(True)
    press_verb(again, village)
    state = cards.resident_card(person.uid, today=village.today()).whereabouts
    assert (state.death_state, state.status) == (DeathState.CONFIRMED, ResidentStatus.DECEASED)
    back = opened(village, ground, "died", resident=person.uid)
    reason = back._fields["reason"]
    assert isinstance(reason, QLineEdit)
    reason.setText("同名的人")
    press_verb(back, village)
    assert cards.resident_card(person.uid, today=village.today()).whereabouts.status is ResidentStatus.LIVING


def test_away_and_back(village: Desk, ground: QWidget) -> None:
    person = family(village, 2).members[0]
    dialog = opened(village, ground, "away", resident=person.uid)
    place = dialog._fields["place"]
    assert isinstance(place, QLineEdit)
    place.setText("福州")
    press_verb(dialog, village)
    assert cards.resident_card(person.uid, today=village.today()).whereabouts.away_place == "福州"
    press_verb(opened(village, ground, "returned", resident=person.uid), village)
    assert cards.resident_card(person.uid, today=village.today()).whereabouts.status is ResidentStatus.LIVING


def test_who_moved_away_comes_back_to_a_typed_door(village: Desk, ground: QWidget) -> None:
    home = family(village, 1)
    person = home.members[0]
    press_verb(opened(village, ground, "moved_away", resident=person.uid), village)
    dialog = opened(village, ground, "moved_in", resident=person.uid)
    door = dialog.findChild(DoorField)
    assert door is not None
    door.line.setText(home.place.door)
    village.jobs.wait()
    dialog.look()
    press_verb(dialog, village)
    card = cards.resident_card(person.uid, today=village.today())
    assert card.whereabouts.status is ResidentStatus.LIVING
    assert card.door.full == home.place.door


def test_a_wrong_date_is_said_at_the_date(village: Desk, ground: QWidget) -> None:
    home = family(village, 2)
    dialog = opened(village, ground, "moved_away", household=home.uid)
    on = dialog._fields["on"]
    assert isinstance(on, QLineEdit)
    on.setText("明天吧")
    dialog.look()
    assert dialog.preview is None
    press_verb(dialog, village)
    assert dialog.keeper is not None
    assert "on" in dialog.keeper.messages()
    dialog.keeper.discard()
