"""住房 over a real village: the list, the picture of a building, the card of a door, entering and withdrawing one."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from community_desk.domain.codes import Tenure
from community_desk.ledger import buildings, dwellings, places, undo
from community_desk.ledger.cards import dwelling_card
from community_desk.ledger.lists import DwellingFilter
from community_desk.ui.building_board import ColourBy
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_dwelling import AddDwellingDialog
from community_desk.ui.pages.dwellings import DwellingsPage
from tests.ui.hands import button, click, retype, settle, type_text, words


def shown(desk: Desk) -> DwellingsPage:
    page = DwellingsPage(desk)
    page.resize(1000, 560)
    page.show()
    page.arrive()
    settle(desk.jobs.wait)
    return page


def doors(desk: Desk, place: int = 0) -> tuple[str, list[dwellings.DwellingRow]]:
    uid = buildings.list_buildings()[place].uid
    settle(desk.jobs.wait)
    return uid, dwellings.list_dwellings(building=uid)


def test_an_empty_ledger_says_what_belongs_here(desk: Desk) -> None:
    page = shown(desk)
    assert "还没有门牌" in words(page)
    asked: list[tuple[str, str]] = []
    desk.open_requested.connect(lambda kind, uid: asked.append((kind, uid)))
    page.add()  # without a building there is nothing to put a door into
    assert asked == [("settings", "places")]
    click(button(page, "楼栋图"))
    settle(desk.jobs.wait)
    assert "还没有楼栋或巷路" in words(page)


def test_the_list_shows_the_card_of_the_current_door(village: Desk) -> None:
    page = shown(village)
    assert page.model.count == 356
    _, rows = doors(village)
    page.open("dwelling", rows[3].uid)
    settle(village.jobs.wait)
    assert page.table.current_uid == rows[3].uid
    assert rows[3].door in words(page.card)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    settle(village.jobs.wait)
    assert page.card.uid == page.table.current_uid != rows[3].uid


def test_filters_leave_what_is_asked_for(village: Desk) -> None:
    page = shown(village)
    uid, rows = doors(village)
    page.filters.set(DwellingFilter(buildings=(uid,)))
    settle(village.jobs.wait)
    assert page.model.count == len(rows)
    page.filters.set(DwellingFilter(households_from=0, households_to=0))
    settle(village.jobs.wait)
    assert 0 < page.model.count < 356


def test_the_picture_and_the_list_show_the_same_door(village: Desk) -> None:
    page = shown(village)
    _, rows = doors(village, 2)
    page.open("dwelling", rows[1].uid)
    settle(village.jobs.wait)
    click(button(page, "楼栋图"))
    settle(village.jobs.wait)
    assert page.is_board
    assert page.panel.board.current == rows[1].uid
    page.panel.board.setFocus()
    QTest.keyClick(page.panel.board, Qt.Key.Key_Home)
    settle(village.jobs.wait)
    chosen = page.panel.board.current
    assert page.card.uid == chosen
    click(button(page, "列表"))
    assert page.table.current_uid == chosen
    assert village.preferences.get("dwellings/view", "") == "list"


def test_buildings_are_gone_through_by_keys_and_by_name(village: Desk) -> None:
    page = shown(village)
    page.show_view(board=True)
    settle(village.jobs.wait)
    first = page.panel.card
    assert first is not None
    page.panel.board.setFocus()
    QTest.keyClick(page.panel.board, Qt.Key.Key_Home)
    settle(village.jobs.wait)
    assert page.card.uid
    QTest.keyClick(page.panel.board, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(village.jobs.wait)
    assert page.panel.card is not None
    assert page.panel.card.uid != first.uid
    assert page.card.uid == ""  # a door of the building before
    click(page.panel.before)
    settle(village.jobs.wait)
    assert page.panel.card.uid == first.uid
    line = page.panel.choice.lineEdit()
    assert line is not None
    retype(line, "茶山")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(village.jobs.wait)
    assert page.panel.card.name == "茶山路"
    retype(line, "没有这一栋")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.panel.choice.currentText().endswith("茶山路")
    assert page.panel.card.name == "茶山路"


def test_the_legend_says_what_colours_mean(village: Desk) -> None:
    page = shown(village)
    page.show_view(board=True)
    settle(village.jobs.wait)
    assert "空置" in words(page.panel)
    page.panel.colours.setFocus()
    QTest.keyClick(page.panel.colours, Qt.Key.Key_Down)
    assert page.panel.board.colour_by is ColourBy.CONTACT
    assert "六个月以上" in words(page.panel)
    assert "空置" not in words(page.panel)


def test_a_door_is_edited_in_place(village: Desk) -> None:
    page = shown(village)
    _, rows = doors(village)
    page.open("dwelling", rows[0].uid)
    settle(village.jobs.wait)
    page.card.setFocus()
    QTest.keyClick(page.card, Qt.Key.Key_F2)
    keeper = page.card.keeper
    assert keeper is not None
    tenure, note = keeper.fields["tenure"], keeper.fields["entry_note"]
    tenure.setCurrentIndex(tenure.findData(Tenure.LET.value))  # type: ignore[attr-defined] # a combo box
    type_text(note, "按右边的铃")
    QTest.keyClick(note, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(village.jobs.wait)
    card = dwelling_card(rows[0].uid, today=village.today())
    assert (card.tenure, card.entry_note) == (Tenure.LET, "按右边的铃")
    assert "按右边的铃" in words(page.card)
    village.is_private = True
    assert "按右边的铃" not in words(page.card)


def test_doors_are_entered_one_after_another(village: Desk) -> None:
    page = shown(village)
    uid, rows = doors(village)
    page.show_view(board=True)
    page.open("building", uid)
    settle(village.jobs.wait)
    click(button(page, "新增门牌"))
    dialog = page.window().findChild(AddDwellingDialog)
    assert dialog is not None
    assert dialog.building.currentData() == uid
    type_text(dialog.ui.room, rows[0].room)
    click(dialog.verb)
    assert dialog.isVisible()
    assert "请直接用那一个" in words(dialog)
    retype(dialog.ui.room, "996号")
    QTest.keyClick(dialog.another, Qt.Key.Key_Space)
    click(dialog.verb)
    assert dialog.isVisible()
    assert dialog.ui.room.text() == ""
    type_text(dialog.ui.room, "998号")
    QTest.keyClick(dialog.another, Qt.Key.Key_Space)
    click(dialog.verb)
    settle(village.jobs.wait)
    assert not dialog.isVisible()
    after = {row.room: row for row in dwellings.list_dwellings(building=uid)}
    assert {"996号", "998号"} <= set(after)
    assert after["998号"].tenure is Tenure.UNKNOWN
    assert page.card.uid == after["998号"].uid
    assert page.panel.board.current == after["998号"].uid


def test_only_a_door_nobody_lived_behind_is_withdrawn(village: Desk) -> None:
    page = shown(village)
    uid, rows = doors(village)
    refused: list[str] = []
    village.refused.connect(refused.append)
    lived = next(row for row in rows if row.households)
    page.open("dwelling", lived.uid)
    settle(village.jobs.wait)
    page.card.withdraw()
    assert refused == [f"{lived.door}还住着人，不能撤回。"]
    fresh = dwellings.add_dwelling(building=uid, room="996号", operator="王经办").uid
    settle(village.jobs.wait)
    page.open("dwelling", fresh)
    settle(village.jobs.wait)
    page.card.withdraw()
    settle(village.jobs.wait)
    assert "已撤回" in words(page.card)
    undo.undo_last(operator="王经办")
    settle(village.jobs.wait)
    page.open("dwelling", fresh)
    settle(village.jobs.wait)
    assert page.table.current_uid == fresh
    assert "996号" in words(page.card)


def test_a_building_without_doors_says_so(desk: Desk) -> None:
    compound = places.add_compound(name="芸溪里", operator="王经办").uid
    uid = buildings.add_building(compound=compound, name="3", operator="王经办").uid
    page = shown(desk)
    page.open("building", f"{uid},other")
    settle(desk.jobs.wait)
    assert page.is_board
    assert "还没有门牌" in words(page)
