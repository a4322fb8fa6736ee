"""Life events at a door as people type it."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import life_events, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Dwelling
from community_desk.ledger.typed_doors import happen_at, preview_at
from tests.ledger.estate import WHO, build_estate, everything, household, live, settle_family


def test_a_door_that_is_missing_is_made_with_the_event_and_undone_with_it(ledger: Ledger) -> None:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    doors = live(Dwelling)
    happen_at(
        "芸溪里3号楼2单元701",
        lambda dwelling: life_events.moved_inside(
            on="2026-01-02", household=family["household"], dwelling=dwelling, operator=WHO
        ),
        label="社区内搬家",
        operator=WHO,
    )
    assert live(Dwelling) == doors + 1
    assert household(family["household"]).dwelling.room == "701"
    undo.undo_last(operator=WHO)
    assert live(Dwelling) == doors
    assert household(family["household"]).dwelling.room == "501"


def test_looking_at_it_writes_nothing(ledger: Ledger) -> None:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    before = everything()
    seen = preview_at(
        "芸溪里3号楼2单元701",
        lambda dwelling: life_events.preview_moved_inside(
            on="2026-01-02", household=family["household"], dwelling=dwelling
        ),
        operator=WHO,
    )
    assert any("701" in sentence for sentence in seen.touches)
    assert everything() == before


def test_a_refused_event_leaves_no_door(ledger: Ledger) -> None:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    before = everything()
    with pytest.raises(UserError):
        happen_at(
            "芸溪里3号楼2单元701",
            lambda dwelling: life_events.moved_inside(
                on="不是日期", household=family["household"], dwelling=dwelling, operator=WHO
            ),
            label="社区内搬家",
            operator=WHO,
        )
    assert everything() == before
