"""A building as a grid of floors and rooms, a lane as its two sides."""

from datetime import date

import pytest

from community_desk.domain.codes import BuildingKind
from community_desk.domain.errors import UserError
from community_desk.ledger import (
    absences,
    buildings,
    dwellings,
    households,
    life_events,
    places,
    resident_categories,
    visits,
)
from community_desk.ledger.building_cards import building_card
from community_desk.ledger.database import Ledger
from tests.ledger.estate import WHO, build_estate, settle_family

TODAY = date(2026, 11, 23)


def test_floors_go_from_the_top_down_and_rooms_stand_above_each_other(ledger: Ledger) -> None:
    estate = build_estate(("1201", "1203", "201", "202", "架空层"))
    dwellings.add_dwelling(building=estate.block, unit="10", room="101", operator=WHO)
    card = building_card(estate.block, today=TODAY)
    assert [unit.unit for unit in card.units] == ["2", "10"]
    unit = card.units[0]
    assert unit.columns == ("01", "02", "03", "架空层")
    assert [(row.floor, [cell.room for cell in row.doors]) for row in unit.floors] == [
        (12, ["1201", "1203"]),
        (2, ["201", "202"]),
        (None, ["架空层"]),
    ]
    assert [[unit.columns[cell.column] for cell in row.doors] for row in unit.floors] == [
        ["01", "03"],
        ["01", "02"],
        ["架空层"],
    ]
    assert (card.kind, card.doors, card.empty, card.people) == (BuildingKind.BLOCK, 6, 6, 0)


def test_a_door_tells_who_lives_there_and_when_somebody_was_reached(ledger: Ledger) -> None:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    households.add_household(dwelling=estate.doors["501"], members=[{"name": "郑某某"}], operator=WHO)
    resident_categories.add_category(family["陈玉兰"], category="独居", operator=WHO)
    absences.away_until(resident=family["苏志强"], on="2026-09-01", operator=WHO)
    life_events.moved_away(
        household=family["household"], members=[family["林晓梅"]], on="2026-05", operator=WHO
    )
    home = family["household"]
    visits.record_visit(
        household=home, resident=family["陈玉兰"], on="2026-04-01", outcome="met", operator=WHO
    )
    visits.record_visit(household=home, on="2026-06-01", outcome="not_home", operator=WHO)
    card = building_card(estate.block, today=TODAY)
    cell = next(cell for row in card.units[0].floors for cell in row.doors if cell.room == "501")
    assert [head for _, head in cell.households] == ["苏建国", "郑某某"]
    assert (cell.people, cell.cared_for, cell.last_contact) == (4, 1, "2026-04-01")
    assert (card.households, card.people, card.cared_for, card.empty) == (2, 4, 1, 2)
    resident_categories.end_category(
        resident_categories.categories_of(family["陈玉兰"])[0].uid, on="2026-10", operator=WHO
    )
    assert building_card(estate.block, today=TODAY).cared_for == 0


def test_a_lane_has_an_odd_and_an_even_side(ledger: Ledger) -> None:
    hamlet = places.add_compound(name="侨安一组", kind="自然村", operator=WHO).uid
    lane = buildings.add_building(compound=hamlet, name="侨兴路", operator=WHO).uid
    for room in ("10号", "1号", "2号", "11号", "3号之一", "祠堂"):
        dwellings.add_dwelling(building=lane, room=room, operator=WHO)
    card = building_card(lane, today=TODAY)
    assert [cell.room for cell in card.odd] == ["1号", "3号之一", "11号"]
    assert [cell.room for cell in card.even] == ["2号", "10号"]
    assert [cell.room for cell in card.unnumbered] == ["祠堂"]
    assert (card.units, card.kind, card.has_lift, card.lane_loop) == ((), BuildingKind.LANE, None, True)


def test_a_withdrawn_building_has_no_card(ledger: Ledger) -> None:
    estate = build_estate(())
    buildings.withdraw_building(estate.block, operator=WHO)
    with pytest.raises(UserError, match="没有找到这栋楼"):
        building_card(estate.block, today=TODAY)
