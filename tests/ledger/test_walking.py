"""The order to walk in: what is moved goes beside the other, the rest keeps its order, and it is remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, places, undo, walking
from community_desk.ledger.database import Ledger
from community_desk.ledger.dwellings import add_dwelling
from community_desk.ledger.walking import _moved
from tests.ledger.estate import WHO, Estate, build_estate


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate(("101", "102", "201", "1001"))


def test_doors_are_walked_from_the_ground_up_or_with_a_lift_from_the_top_down(estate: Estate) -> None:
    doors = estate.doors
    assert walking.doors_in_order(estate.block) == [doors[room] for room in ("101", "102", "201", "1001")]
    buildings.edit_building(estate.block, has_lift=True, operator=WHO)
    assert walking.doors_in_order(estate.block) == [doors[room] for room in ("1001", "201", "101", "102")]


def test_a_door_moved_beside_another_stays_there_until_it_is_undone(estate: Estate) -> None:
    doors = estate.doors
    walking.move_door(doors["1001"], beside=doors["102"], after=False, operator=WHO)
    assert walking.doors_in_order(estate.block) == [doors[room] for room in ("101", "1001", "102", "201")]
    walking.move_door(doors["101"], beside=doors["201"], after=True, operator=WHO)
    assert walking.doors_in_order(estate.block) == [doors[room] for room in ("1001", "102", "201", "101")]
    undo.undo_last(operator=WHO)
    assert walking.doors_in_order(estate.block) == [doors[room] for room in ("101", "1001", "102", "201")]


def test_a_door_stays_in_its_building_and_a_building_in_its_compound(estate: Estate) -> None:
    other = buildings.add_building(compound=estate.compound, name="4", operator=WHO).uid
    door = add_dwelling(building=other, unit="1", room="101", operator=WHO).uid
    with pytest.raises(UserError, match="自己的楼栋"):
        walking.move_door(door, beside=estate.doors["101"], after=True, operator=WHO)
    elsewhere = places.add_compound(name="秀里", operator=WHO).uid
    far = buildings.add_building(compound=elsewhere, name="1", operator=WHO).uid
    with pytest.raises(UserError, match="自己的小区"):
        walking.move_building(far, beside=other, after=True, operator=WHO)


def test_buildings_move_beside_each_other_and_go_back_to_natural_order(estate: Estate) -> None:
    tenth = buildings.add_building(compound=estate.compound, name="10", operator=WHO).uid
    second = buildings.add_building(compound=estate.compound, name="2", operator=WHO).uid
    assert walking.buildings_in_order(estate.compound) == [second, estate.block, tenth]
    walking.move_building(tenth, beside=second, after=False, operator=WHO)
    assert walking.buildings_in_order(estate.compound) == [tenth, second, estate.block]
    buildings.set_building_order(estate.compound, [], operator=WHO)
    assert walking.buildings_in_order(estate.compound) == [second, estate.block, tenth]


@given(
    order=st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=2), min_size=1, max_size=8, unique=True),
    after=st.booleans(),
    data=st.data(),
)
def test_moving_changes_nothing_else(order: list[str], after: bool, data: st.DataObject) -> None:
    uid, beside = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(order))
    moved = _moved(order, uid, beside, after=after)
    assert [each for each in moved if each != uid] == [each for each in order if each != uid]
    if uid == beside:
        assert moved == order
    else:
        assert moved.index(uid) - moved.index(beside) == (1 if after else -1)
