"""A building as it stands there: where tiles stand, what they say, and how keys and the mouse move among them."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from community_desk.domain.codes import BuildingKind, Tenure
from community_desk.ledger import buildings
from community_desk.ledger.building_cards import BuildingCard, DoorCell, FloorRow, UnitGrid, building_card
from community_desk.ui.building_board import (
    HALF_YEAR,
    LONG_AGO,
    NEVER,
    NOBODY,
    RECENT,
    BuildingBoard,
    ColourBy,
    neighbour,
    plan_of,
    tone_of,
)
from community_desk.ui.desk import Desk
from community_desk.ui.theme import Theme

TODAY = date(2026, 11, 23)


def cell(room: str, floor: int | None = None, column: int = 0, **fields: object) -> DoorCell:
    values: dict[str, object] = {
        "households": (("h" + room, "苏某某"),), "people": 2, "cared_for": 1, "last_contact": "",
        "tenure": Tenure.OWN, **fields,
    }  # fmt: skip
    return DoorCell(uid=room, room=room, short=f"3-{room}", floor=floor, column=column, **values)  # type: ignore[arg-type]


def building(kind: BuildingKind = BuildingKind.BLOCK, **parts: object) -> BuildingCard:
    return BuildingCard(
        uid="b", version=1, compound_uid="c", compound="芸溪里", name="3号楼", kind=kind, grid_uid="", grid="",
        unit_count=2, floor_count=2, has_lift=None, lane_loop=True, walk_order=None, entry_note="", doors=0,
        empty=0, households=0, people=0, cared_for=0, **parts,  # type: ignore[arg-type]
    )  # fmt: skip


def block(units: int = 2) -> BuildingCard:
    grids = []
    for unit in range(1, units + 1):
        floors = tuple(
            FloorRow(floor, tuple(cell(f"{unit}{floor}0{at + 1}", floor, at) for at in range(2)))
            for floor in (2, 1)
        )
        grids.append(UnitGrid(str(unit), ("01", "02"), floors))
    return building(units=tuple(grids))


def lane() -> BuildingCard:
    return building(
        BuildingKind.LANE,
        odd=tuple(cell(f"{number}号") for number in range(1, 14, 2)),
        even=tuple(cell(f"{number}号") for number in range(2, 9, 2)),
        unnumbered=(cell("祠堂"),),
    )


@pytest.mark.parametrize("width", [200, 620, 1900])
def test_no_tile_lies_over_another(theme: Theme, width: int) -> None:
    for card in (block(5), lane()):
        tiles = plan_of(card, theme, width).tiles
        for place, one in enumerate(tiles):
            assert not any(one.rect.intersects(other.rect) for other in tiles[place + 1 :])


def test_the_top_floor_is_above_and_units_stand_beside_each_other(theme: Theme) -> None:
    rects = {placed.cell.uid: placed.rect for placed in plan_of(block(), theme, 900).tiles}
    assert rects["1201"].top() == rects["2202"].top() < rects["1101"].top()
    assert rects["1201"].left() == rects["1101"].left() < rects["1202"].left() < rects["2201"].left()
    narrow = {placed.cell.uid: placed.rect for placed in plan_of(block(), theme, 300).tiles}
    assert narrow["2201"].top() > narrow["1101"].bottom()


def test_a_lane_has_its_odd_side_above_the_street_and_goes_on_below(theme: Theme) -> None:
    plan = plan_of(lane(), theme, 620)
    rects = {placed.cell.uid: placed.rect for placed in plan.tiles}
    streets = [caption.rect for caption in plan.captions if caption.is_street]
    assert rects["1号"].bottom() < streets[0].top() < streets[0].bottom() < rects["2号"].top()
    assert rects["13号"].top() > rects["2号"].bottom()
    assert rects["祠堂"].top() > rects["13号"].bottom()


def test_what_the_colour_says_stands_in_words_too() -> None:
    own, empty = cell("501"), cell("502", tenure=Tenure.EMPTY, households=())
    assert tone_of(own, ColourBy.TENURE, TODAY).word == "自住"
    assert tone_of(empty, ColourBy.TENURE, TODAY).word == "空置"
    assert tone_of(empty, ColourBy.CONTACT, TODAY) is NOBODY
    by_contact = {
        "": NEVER,
        "2026-09-01": RECENT,
        "2026-07": HALF_YEAR,
        "2026": LONG_AGO,
        "2025-12-31": LONG_AGO,
    }
    for day, tone in by_contact.items():
        assert tone_of(cell("501", last_contact=day), ColourBy.CONTACT, TODAY) is tone


def test_arrows_reach_every_tile(theme: Theme) -> None:
    for card in (block(3), lane()):
        tiles = plan_of(card, theme, 500).tiles
        seen = {tiles[0].cell.uid}
        waiting = [tiles[0]]
        while waiting:
            present = waiting.pop()
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                found = neighbour(tiles, present, right, down)
                if found is not None and found.cell.uid not in seen:
                    seen.add(found.cell.uid)
                    waiting.append(found)
        assert seen == {placed.cell.uid for placed in tiles}


def test_keys_and_the_mouse_choose_and_open_doors(village: Desk) -> None:
    uid = buildings.list_buildings()[0].uid
    board = BuildingBoard(village)
    board.resize(640, 400)
    board.show()
    board.show_building(building_card(uid, today=village.today()))
    chosen: list[str] = []
    opened: list[str] = []
    board.current_changed.connect(chosen.append)
    board.opened.connect(opened.append)
    board.setFocus()
    first = board.plan.tiles[0].cell
    QTest.keyClick(board, Qt.Key.Key_Right)
    assert chosen == [first.uid]
    assert first.short in board.accessibleDescription()
    QTest.keyClick(board, Qt.Key.Key_Right)
    QTest.keyClick(board, Qt.Key.Key_Return)
    assert opened == [chosen[-1]] != [first.uid]
    QTest.keyClick(board, Qt.Key.Key_End)
    last = board.plan.tiles[-1].cell.uid
    assert board.current == last
    assert board.viewport().rect().contains(board.rect_of(last))  # scrolled into sight
    QTest.keyClick(board, Qt.Key.Key_Home)
    QTest.mouseClick(board.viewport(), Qt.MouseButton.LeftButton, pos=board.rect_of(first.uid).center())
    assert board.current == first.uid
    QTest.mouseDClick(board.viewport(), Qt.MouseButton.LeftButton, pos=board.rect_of(first.uid).center())
    assert opened[-1] == first.uid
    assert board.cell_at(QPoint(0, 0)) is None


def test_it_paints_in_every_colouring_and_keeps_care_to_itself(village: Desk) -> None:
    rows = buildings.list_buildings()
    board = BuildingBoard(village)
    board.resize(640, 400)
    card = building_card(rows[0].uid, today=village.today())
    board.show_building(card)
    cared = next(cell for cell in (*card.odd, *card.even) if cell.cared_for)
    assert "关爱" in board.words_of(cared)
    pictures = set()
    for what in ColourBy:
        board.set_colour_by(what)
        for private in (False, True):
            village.is_private = private
            pictures.add(bytes(board.grab().toImage().constBits()))
    assert len(pictures) == 4
    assert "关爱" not in board.words_of(cared)
    assert "•••" in board.words_of(cared)
