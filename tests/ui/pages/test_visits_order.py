"""The order to walk in: moved by key, button and mouse, remembered, taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest

from community_desk.ledger import undo, walking
from community_desk.ui.desk import Desk
from community_desk.ui.pages.visits import VisitsPage
from tests.ui.pages.visits_hands import choose_door, doors, said, settle, shown_page, tick

_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(village: Desk) -> Iterator[VisitsPage]:
    with shown_page(village) as shown:
        yield shown


def test_alt_and_the_arrows_move_a_door_and_it_is_remembered(page: VisitsPage) -> None:
    tick(page, "第1网格")
    before = doors(page)
    choose_door(page, 2)
    QTest.keyClick(page.order.view, Qt.Key.Key_Up, _ALT)
    wanted = [before[0], before[2], before[1], *before[3:]]
    assert doors(page) == wanted
    settle(page)
    assert doors(page) == wanted
    assert page.order.model.door_at(page.order.view.currentIndex()).words == before[2]
    QTest.keyClick(page.order.view, Qt.Key.Key_Down, _ALT)
    settle(page)
    assert doors(page) == before
    undo.undo_last(operator="王经办")
    settle(page)
    assert doors(page) == wanted


def test_what_cannot_move_further_does_not(page: VisitsPage) -> None:
    tick(page, "第1网格")
    heard = said(page)
    choose_door(page, 0)
    assert not page.order.up.isEnabled()
    assert page.order.down.isEnabled()
    QTest.keyClick(page.order.view, Qt.Key.Key_Up, _ALT)
    assert heard == []
    page.order.view.setCurrentIndex(page.order.model.index(0, 0))
    QTest.keyClick(page.order.view, Qt.Key.Key_Up, _ALT)
    assert heard == []


def test_a_building_moves_within_its_compound(page: VisitsPage) -> None:
    tick(page, "第1网格")
    model = page.order.model
    blocks = [block.words for block in model.blocks]
    page.tabs.choose(1)
    page.order.view.setCurrentIndex(model.index(1, 0))
    QTest.mouseClick(page.order.up, Qt.MouseButton.LeftButton)
    settle(page)
    assert [block.words for block in model.blocks] == [blocks[1], blocks[0], *blocks[2:]]
    compound = model.blocks[0].compound
    assert walking.buildings_in_order(compound)[:2] == [model.blocks[0].uid, model.blocks[1].uid]
    QTest.mouseClick(page.order.natural, Qt.MouseButton.LeftButton)
    settle(page)
    assert [block.words for block in model.blocks] == blocks


def drop(page: VisitsPage, dragged: QModelIndex, row: int, parent: QModelIndex) -> QMimeData:
    """What the view does when a row is dropped between two others."""
    model = page.order.model
    data = model.mimeData([dragged])
    if model.canDropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent):
        model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)
    settle(page)
    return data


def test_a_door_dragged_lands_between_the_others(page: VisitsPage) -> None:
    tick(page, "第1网格")
    before = doors(page)
    dragged = choose_door(page, 3)
    drop(page, dragged, 1, dragged.parent())
    assert doors(page) == [before[0], before[3], before[1], before[2], *before[4:]]
    drop(page, choose_door(page, 0), -1, page.order.model.index(0, 0))  # on the building: to its end
    assert doors(page)[-1] == before[0]
    page.order.view.setCurrentIndex(choose_door(page, 0))
    QTest.mouseClick(page.order.natural, Qt.MouseButton.LeftButton)
    settle(page)
    assert doors(page) == before


def drag_with_the_mouse(page: VisitsPage, dragged: QModelIndex, above: QModelIndex) -> None:
    """The events of a drag that ends at the upper edge of a row."""
    view, model = page.order.view, page.order.model
    data = model.mimeData([dragged])
    edge = view.visualRect(above).topLeft() + QPoint(40, 1)
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    area = view.viewport()
    for event in (
        QDragEnterEvent(edge, move, data, left, none),
        QDragMoveEvent(edge, move, data, left, none),
        QDropEvent(QPointF(edge), move, data, left, none),
    ):
        QCoreApplication.sendEvent(area, event)
    settle(page)


def test_the_mouse_drops_a_door_above_the_row_it_is_let_go_on(page: VisitsPage) -> None:
    tick(page, "第1网格")
    before = doors(page)
    dragged = choose_door(page, 3)
    drag_with_the_mouse(page, dragged, page.order.model.index(1, 0, dragged.parent()))
    assert doors(page) == [before[0], before[3], before[1], before[2], *before[4:]]
    home = page.order.model.blocks[0]
    assert walking.doors_in_order(home.uid)[:2] == [home.doors[0].uid, home.doors[1].uid]
    elsewhere = page.order.model.index(0, 0, page.order.model.index(1, 0))
    page.order.view.scrollTo(elsewhere)
    drag_with_the_mouse(page, choose_door(page, 0), elsewhere)
    assert doors(page)[0] == before[0]


def test_a_door_is_not_dropped_into_another_building_nor_a_building_into_another_compound(
    page: VisitsPage,
) -> None:
    tick(page, "全社区")
    model = page.order.model
    before = [doors(page, block) for block in range(len(model.blocks))]
    door = choose_door(page, 0)
    drop(page, door, 0, model.index(1, 0))
    drop(page, door, 1, QModelIndex())
    far = next(at for at, block in enumerate(model.blocks) if block.compound != model.blocks[0].compound)
    drop(page, model.index(0, 0), far + 1, QModelIndex())
    assert [doors(page, block) for block in range(len(model.blocks))] == before
    assert not model.flags(door) & Qt.ItemFlag.ItemIsDropEnabled


def test_the_preview_turns_to_the_door_that_is_chosen(page: VisitsPage) -> None:
    tick(page, "第1网格")
    assert page.paper.page_count > 4
    choose_door(page, 1, block=len(page.order.model.blocks) - 1)
    assert page.paper.sheets.current_page >= page.paper.page_count - 5
    choose_door(page, 1)
    assert page.paper.sheets.current_page == 0


def test_while_a_task_writes_the_order_is_not_changed(
    page: VisitsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(page, "第1网格")
    before = doors(page)
    choose_door(page, 1)
    monkeypatch.setattr(Desk, "why_read_only", property(lambda _desk: "正在导入，完成后才能保存。"))
    heard = said(page)
    page.order.shift(1)
    assert heard == ["正在导入，完成后才能保存。"]
    assert doors(page) == before
    page.desk.writing_changed.emit("正在导入")
    assert not page.order.down.isEnabled()
    assert not page.print_verb.isEnabled()
