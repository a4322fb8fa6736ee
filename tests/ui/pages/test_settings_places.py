"""设置 → 小区和楼栋: entering, refusing, ordering, and many buildings into one grid."""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from community_desk.domain.codes import BuildingKind, CompoundKind
from community_desk.ledger import buildings, places, undo
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import BuildingDialog, CompoundDialog
from community_desk.ui.pages.settings import SettingsPage
from community_desk.ui.pages.settings_places import PlacesSection
from tests.ui.hands import click, settle, type_text, words

WHO = "王经办"


def shown(desk: Desk) -> tuple[SettingsPage, PlacesSection]:
    page = SettingsPage(desk)
    page.resize(1000, 560)
    page.show()
    page.arrive()
    section = page.show_section("places")
    settle(desk.jobs.wait)
    return page, cast(PlacesSection, section)


def press(section: PlacesSection, name: str) -> None:
    section.desk.jobs.wait()
    click(
        next(
            each
            for each in section.findChildren(QPushButton)
            if each.isVisible() and each.accessibleName() == name
        )
    )
    settle(section.desk.jobs.wait)


def names(section: PlacesSection) -> list[str]:
    return [row.name for row in section.buildings.rows]


def test_a_first_compound_and_its_buildings(desk: Desk) -> None:
    page, section = shown(desk)
    assert "还没有小区" in words(section)
    click(next(each for each in section.compounds.findChildren(QPushButton) if each.isVisible()))
    compound = page.window().findChild(CompoundDialog)
    assert compound is not None
    type_text(compound.ui.name, "芸溪里")
    QTest.keyClick(compound.ui.name, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(desk.jobs.wait)
    assert "芸溪里还没有楼栋或巷路" in words(section)
    for name, units in (("10", 2), ("2#", 0)):
        press(section, "新增楼栋")
        dialog = next(each for each in page.window().findChildren(BuildingDialog) if each.isVisible())
        assert dialog.ui.kind.currentData() == BuildingKind.BLOCK.value
        type_text(dialog.ui.name, name)
        dialog.ui.unit_count.setValue(units)
        dialog.ui.has_lift.setCurrentIndex(1)
        click(dialog.verb)
        settle(desk.jobs.wait)
    assert names(section) == ["2号楼", "10号楼"]
    rows = {row.name: row for row in buildings.list_buildings()}
    assert (rows["10号楼"].unit_count, rows["2号楼"].unit_count) == (2, None)
    assert rows["10号楼"].has_lift is True


def test_a_hamlet_offers_lanes(desk: Desk) -> None:
    places.add_compound(name="侨安一组", kind=CompoundKind.HAMLET.value, operator=WHO)
    page, section = shown(desk)
    press(section, "新增楼栋")
    dialog = page.window().findChild(BuildingDialog)
    assert dialog is not None
    assert dialog.ui.kind.currentData() == BuildingKind.LANE.value
    assert dialog.ui.lane_loop.isVisible()
    assert not dialog.ui.unit_count.isVisible()
    dialog.ui.kind.setCurrentIndex(dialog.ui.kind.findData(BuildingKind.BLOCK.value))
    assert dialog.ui.unit_count.isVisible()


def test_what_still_holds_something_is_not_withdrawn(village: Desk) -> None:
    _, section = shown(village)
    refused: list[str] = []
    village.refused.connect(refused.append)
    section.compounds.go_to(places.list_compounds()[0].uid)
    press(section, "撤回小区")
    section.buildings.go_to(section.buildings.rows[0].uid)
    press(section, "撤回楼栋")
    assert "栋楼" in refused[0]
    assert "个门牌" in refused[1]


def test_the_order_of_buildings_is_remembered_and_forgotten(village: Desk) -> None:
    _, section = shown(village)
    compound = places.list_compounds()[0]
    section.compounds.go_to(compound.uid)
    natural = names(section)
    section.buildings.go_to(section.buildings.rows[0].uid)
    QTest.keyClick(section.buildings, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(village.jobs.wait)
    assert names(section) == [natural[1], natural[0], *natural[2:]]
    assert section.buildings.current is not None
    assert section.buildings.current.name == natural[0]
    press(section, "恢复自然顺序")
    assert names(section) == natural
    assert not section.order_button.isVisible()


def test_buildings_of_all_compounds_have_no_order_of_their_own(village: Desk) -> None:
    _, section = shown(village)
    refused: list[str] = []
    village.refused.connect(refused.append)
    assert section.compounds.current_key == "all"
    section.buildings.go_to(section.buildings.rows[0].uid)
    QTest.keyClick(section.buildings, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert "先在左边选一个小区" in refused[0]


def test_several_buildings_go_into_a_grid_at_once(village: Desk) -> None:
    page, section = shown(village)
    rows = buildings.list_buildings()
    uids = [rows[0].uid, rows[5].uid, rows[9].uid]
    page.open("settings", ",".join(uids))
    settle(village.jobs.wait)
    assert {row.uid for row in section.buildings.selected()} == set(uids)
    assert "3 栋划入网格" in words(section)
    section._grid_menu.aboutToShow.emit()
    words_in_menu = [action.text() for action in section._grid_menu.actions() if action.text()]
    assert words_in_menu == ["第1网格", "第2网格", "不分网格", "新增网格…"]
    section._grid_menu.actions()[1].trigger()
    settle(village.jobs.wait)
    after = {row.uid: row.grid for row in buildings.list_buildings()}
    assert {after[uid] for uid in uids} == {"第2网格"}
    undo.undo_last(operator=WHO)
    assert {row.grid for row in buildings.list_buildings() if row.uid in uids} == {"第1网格", "第2网格"}


def test_buildings_without_a_grid_are_gathered(village: Desk) -> None:
    _, section = shown(village)
    uid = section.buildings.rows[3].uid
    buildings.set_grid([uid], grid="", operator=WHO)
    settle(village.jobs.wait)
    assert section.compounds.go_to("no grid")
    assert [row.uid for row in section.buildings.rows] == [uid]
    section.buildings.go_to(uid)
    section.put_into_grid(places.list_grids()[0].uid)
    settle(village.jobs.wait)
    assert not section.compounds.go_to("no grid")
