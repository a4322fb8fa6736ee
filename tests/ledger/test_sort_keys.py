"""Stored orders of an older recipe are renewed once, when the ledger is opened."""

import pytest

from community_desk.ledger import places, residents, sort_keys, staff, undo
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.models import Compound, Dwelling, Grid, Resident, Staff
from community_desk.ledger.rows import bound_database
from community_desk.ledger.triggers import drop_triggers, install_triggers, triggers_are_right
from tests.ledger.estate import WHO, build_estate, everything, settle_family

COLUMNS = (
    (Resident, "name_key"),
    (Staff, "name_key"),
    (Grid, "grid_key"),
    (Compound, "compound_key"),
    (Dwelling, "door_key"),
)


def _keys() -> list[list[str]]:
    return [[getattr(row, column) for row in model.select().order_by(model.id)] for model, column in COLUMNS]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    settle_family(build_estate().doors["501"])
    residents.add_resident(name="单某", pinyin="dan mou", operator=WHO)
    staff.add_staff(name="周某", operator=WHO)
    places.add_grid(name="第10网格", operator=WHO)
    return ledger


def test_keys_of_another_recipe_are_renewed_at_the_next_opening(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = _keys()
    with bound_database.atomic():
        drop_triggers(filled.database)
        for model, column in COLUMNS:
            bound_database.execute_sql(f"UPDATE {model._meta.table_name} SET {column} = 'old'")
        install_triggers(filled.database)
    monkeypatch.setattr(sort_keys, "PINYIN_RECIPE", sort_keys.PINYIN_RECIPE + 1)
    path = filled.folder.path
    filled.close()
    with open_ledger(path) as opened:
        assert _keys() == right
        assert triggers_are_right(opened.database)
        # Nobody did this: what a person did last is still what is undone.
        assert undo.undo_last(operator=WHO).label == "新增网格 第10网格"


def test_keys_of_this_recipe_are_left_alone(filled: Ledger) -> None:
    before = everything()
    assert sort_keys.bring_up_to_date(filled.database) == 0
    assert everything() == before
