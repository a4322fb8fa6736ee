"""The model of a table over the made-up village: rows on demand, orders, what a change reads again."""

import pytest
from PySide6.QtCore import Qt

from community_desk.ledger import buildings, residents
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.tables import Column, LedgerTableModel
from tests.ui.villagers import Model, add_loner, make_columns, make_model


@pytest.fixture
def model(village: Desk) -> Model:
    return make_model(village)


def test_nothing_is_read_before_it_is_asked_for(village: Desk) -> None:
    model = LedgerTableModel(village, RESIDENTS, make_columns(village), ResidentFilter())
    village.jobs.wait()
    assert (model.rowCount(), model.is_loaded) == (0, False)


def test_rows_are_those_of_the_list_whatever_place_is_looked_at_first(village: Desk, model: Model) -> None:
    order = RESIDENTS.order(ResidentFilter(), sort="name", descending=False, today=village.today())
    expected = {
        row[1]: row[2] for start in range(0, 1000, 200) for row in RESIDENTS.rows(order[start : start + 200])
    }
    assert model.rowCount() == len(order) == len(expected)
    for place in (999, 0, 500, 15, 16, 17):
        uid = model.uid_at(place)
        assert model.text_at(place, 0) == expected[uid]
        assert model.row_of(uid) == place
    assert {model.text_at(place, 0) for place in range(model.count)} == set(expected.values())


def test_a_new_order_and_a_filter(village: Desk, model: Model) -> None:
    model.set_sort("birth", descending=True)
    village.jobs.wait()
    births = [model.text_at(row, 2) for row in range(model.count)]
    known = [birth for birth in births if birth]
    assert known == sorted(known, reverse=True)
    assert births[: len(known)] == known
    model.set_filter(ResidentFilter(sex="2"))
    village.jobs.wait()
    assert 0 < model.count < 1000
    assert {model.text_at(row, 1) for row in range(model.count)} == {"女"}
    with pytest.raises(ValueError, match="shoe_size"):
        model.set_sort("shoe_size")


def test_of_two_questions_the_newest_is_answered(village: Desk, model: Model) -> None:
    model.set_filter(ResidentFilter(sex="2"))
    model.set_filter(ResidentFilter(only_uids=(model.uid_at(7),)))
    village.jobs.wait()
    assert model.count == 1


def test_a_changed_row_is_read_again_and_the_others_are_not(village: Desk, model: Model) -> None:
    for place in (0, 500):
        model.row_at(place)
    other, resets = model.row_at(500), []
    model.modelReset.connect(lambda: resets.append(1))
    residents.add_phone(model.uid_at(0), number="15400000009", operator="王经办")
    village.jobs.wait()
    assert "15400000009" in model.text_at(0, 4)
    assert model.row_at(500) is other
    assert not resets


def test_a_renamed_person_moves_and_a_withdrawn_one_goes(village: Desk, model: Model) -> None:
    first, second = model.uid_at(0), model.uid_at(1)
    residents.edit_resident(first, name="祝祝某", operator="王经办")
    village.jobs.wait()
    assert model.uid_at(0) == second
    assert model.text_at(model.row_of(first), 0) == "祝祝某"
    gone = add_loner(village)
    village.jobs.wait()
    assert (model.count, model.uid_at(0)) == (1001, gone)
    residents.withdraw_resident(gone, reason="登错了", operator="王经办")
    village.jobs.wait()
    assert (model.count, model.row_of(gone)) == (1000, -1)


def test_out_of_sight_it_waits_and_catches_up_when_looked_at_again(village: Desk, model: Model) -> None:
    model.pause()
    add_loner(village)
    village.jobs.wait()
    assert model.count == 1000
    model.resume()
    village.jobs.wait()
    assert model.count == 1001


def test_private_columns_show_nothing_while_somebody_stands_by(village: Desk, model: Model) -> None:
    told: list[int] = []
    model.dataChanged.connect(lambda: told.append(1))
    number = next(row for row in range(1000) if model.text_at(row, 4))
    village.is_private = True
    assert told
    assert {model.text_at(row, 4) for row in range(50)} == {HIDDEN}
    assert model.text_at(number, 0) != HIDDEN
    roles = Qt.ItemDataRole
    assert model.data(model.index(number, 4), roles.EditRole) == HIDDEN
    assert model.data(model.index(number, 4), roles.AccessibleTextRole) == f"电话 {HIDDEN}"
    village.is_private = False
    assert model.text_at(number, 4) != HIDDEN
    assert model.data(model.index(number, 4), roles.EditRole) == model.text_at(number, 4)


def test_tool_tips_tell_nothing_while_somebody_stands_by(village: Desk) -> None:
    columns = [Column("name", "姓名", 6, lambda row: str(row.name), tool_tip=lambda row: f"{row.name}的备注")]
    model = LedgerTableModel(village, RESIDENTS, columns, ResidentFilter(), parent=village)
    model.load()
    village.jobs.wait()
    index, role = model.index(0, 0), Qt.ItemDataRole.ToolTipRole
    assert model.data(index, role) == f"{model.text_at(0, 0)}的备注"
    village.is_private = True
    assert model.data(index, role) is None


def test_numbers_stand_at_the_right(model: Model) -> None:
    def alignment(column: int) -> int:
        return int(model.data(model.index(0, column), Qt.ItemDataRole.TextAlignmentRole))

    assert alignment(2) & int(Qt.AlignmentFlag.AlignRight)
    assert alignment(0) & int(Qt.AlignmentFlag.AlignLeft)


def test_a_renamed_building_is_read_everywhere(village: Desk, model: Model) -> None:
    model.set_sort("door")
    village.jobs.wait()
    building = buildings.list_buildings()[0]
    buildings.edit_building(building.uid, name="新桥路", operator="王经办")
    village.jobs.wait()
    assert any("新桥路" in model.text_at(row, 3) for row in range(model.count))
