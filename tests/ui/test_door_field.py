"""The door typed as people write it, over the real village."""

import pytest
from PySide6.QtTest import QTest

from community_desk.ledger.finding import ask
from community_desk.ui.desk import Desk
from community_desk.ui.door_field import DoorField
from tests.ui.hands import retype, type_text, wait_for


@pytest.fixture
def field(village: Desk) -> DoorField:
    made = DoorField(village)
    made.resize(400, 80)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    return made


def wait(field: DoorField) -> None:
    wait_for(field.recognised)


def test_it_says_which_door_is_meant_and_who_lives_there(field: DoorField) -> None:
    lane, room, head = ask(
        "SELECT b.name, d.room, r.name FROM household h JOIN resident r ON r.id = h.head_id"
        " JOIN dwelling d ON d.id = h.dwelling_id JOIN building b ON b.id = d.building_id WHERE h.ends_on = ''"
        " AND (SELECT COUNT(*) FROM building o WHERE o.name = b.name) = 1 ORDER BY h.id LIMIT 1"
    )[0]
    type_text(field.line, f"{lane}{room}")
    wait(field)
    assert field.found is not None
    assert head in field.meaning.text()
    retype(field.line, f"{lane}977号")
    assert field.found is None  # at once: what was recognised was another text
    wait(field)
    assert field.found.uid == ""
    assert "还没有这个门牌" in field.meaning.text()


def test_what_cannot_be_read_is_said_in_a_sentence(field: DoorField) -> None:
    type_text(field.line, "那边第二家")
    wait(field)
    assert field.found is None
    assert "看不出" in field.meaning.text()
    retype(field.line, "")
    wait(field)
    assert not field.meaning.isVisible()
