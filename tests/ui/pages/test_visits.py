"""The page of visit sheets over a whole village: choose, read what is amiss, with others in the room."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from community_desk.ledger import households, residents
from community_desk.ledger.models import Household
from community_desk.ui.desk import Desk
from community_desk.ui.pages.visits import VisitsPage
from tests.ui.pages.visits_hands import branch, heads, settle, shown_page, tick


@pytest.fixture
def page(village: Desk) -> Iterator[VisitsPage]:
    with shown_page(village) as shown:
        yield shown


def test_at_first_nobody_is_meant_and_it_says_what_to_do(page: VisitsPage) -> None:
    assert page.papers is None
    assert not page.print_verb.isEnabled()
    assert "在左边选" in page.paper.sheets.empty_text
    assert page.choice.tree.topLevelItem(0).text(0) == "全社区"


def test_a_building_ticked_with_the_space_bar_is_on_paper(page: VisitsPage) -> None:
    page.choice.tree.expandAll()
    leaf = page.choice._buildings()[0]
    tick(page, leaf.text(0))
    assert page.paper.page_count > 0
    assert page._fresh is not None
    found = {home.building for pile in page._fresh.prepared.piles for home in pile}
    assert found == {page.choice.choice().buildings[0]}
    assert page.print_verb.text() == f"打印 {page._fresh.households} 户"
    assert f"{page._fresh.households} 户 · " in page._count.text()


@pytest.mark.parametrize("place", [0.12, 0.5])  # on the box, on the words
def test_a_tick_with_the_mouse_takes_a_whole_grid_and_another_click_takes_it_back(
    page: VisitsPage, place: float
) -> None:
    tree = page.choice.tree
    item = branch(page, "第1网格")
    where = tree.visualItemRect(item)
    box = QPoint(where.left() + round(120 * place), where.center().y())
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=box)
    settle(page)
    assert item.checkState(0) is Qt.CheckState.Checked
    assert page._fresh is not None
    assert {home.walk.grid for pile in page._fresh.prepared.piles for home in pile} == {"第1网格"}
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=box)
    settle(page)
    assert page.papers is None


def test_the_whole_community_has_everybody_on_paper_or_among_those_left_out(page: VisitsPage) -> None:
    tick(page, "全社区")
    assert page._fresh is not None
    assert page.choice.choice().everywhere
    living = Household.select().where(Household.deleted_at.is_null() & (Household.ends_on == "")).count()
    assert page._fresh.households + len(page._fresh.prepared.left_out) == living


def test_categories_are_chips_and_narrow_the_choice(page: VisitsPage) -> None:
    tick(page, "全社区")
    everybody = len(heads(page))
    page.choice._menu.aboutToShow.emit()
    action = next(each for each in page.choice._menu.actions() if each.text() == "高龄")
    action.trigger()
    settle(page)
    assert 0 < len(heads(page)) < everybody
    page.choice.chips.removed.emit("高龄")
    settle(page)
    assert len(heads(page)) == everybody


def test_a_name_typed_finds_the_household(page: VisitsPage) -> None:
    tick(page, "全社区")
    name = max(heads(page), key=len)
    page.choice.text.setFocus()
    page.choice.text.insert(name)
    QTest.keyClick(page.choice.text, Qt.Key.Key_Return)
    settle(page)
    assert name in heads(page)
    assert len(heads(page)) < 10
    page.choice.text.setText("不会有的人")
    settle(page)
    assert page.papers is None
    assert "没有找到" in page.paper.sheets.empty_text


def test_households_from_another_list_are_taken_alone(page: VisitsPage) -> None:
    tick(page, "全社区")
    assert page._fresh is not None
    uids = [home.uid for home in page._fresh.prepared.piles[0][:3]]
    page.open("visit_sheet", ",".join(uids))
    settle(page)
    assert {home.uid for pile in page._fresh.prepared.piles for home in pile} == set(uids)
    assert page.choice._hand_words.text() == "只打印从别处选来的 3 户"
    assert not page.choice.choice().buildings
    QTest.mouseClick(page.choice.drop_hand, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.papers is None


def test_the_volunteers_edition_and_shorter_sheets(page: VisitsPage) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    before = len(page._fresh.prepared.sheets)
    page.choice.lines.setCurrentIndex(page.choice.lines.findData(8))
    QTest.mouseClick(page.choice.volunteer, Qt.MouseButton.LeftButton)
    settle(page)
    assert len(page._fresh.prepared.sheets) > before
    assert all(
        len(pile) <= 8 or len({home.door for home in pile}) == 1 for pile in page._fresh.prepared.piles
    )
    assert "电话" not in dict(page._fresh.document.lines[0].cells)


def test_only_the_newest_choice_counts(page: VisitsPage) -> None:
    branch(page, "第1网格").setCheckState(0, Qt.CheckState.Checked)
    page.choice.tell()
    page._prepare()
    branch(page, "第1网格").setCheckState(0, Qt.CheckState.Unchecked)
    branch(page, "第2网格").setCheckState(0, Qt.CheckState.Checked)
    page.choice.tell()
    assert page._job is not None or page._timer.isActive()
    settle(page)
    assert page._fresh is not None
    assert {home.walk.grid for pile in page._fresh.prepared.piles for home in pile} == {"第2网格"}


def test_what_changes_in_the_ledger_changes_on_the_paper(page: VisitsPage) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    home = page._fresh.prepared.piles[0][0]
    head = Household.get(Household.uid == home.uid).head
    residents.edit_resident(head.uid, name="欧阳改名", operator="别人")
    settle(page)
    assert heads(page)[0] == "欧阳改名"
    page.hide()
    residents.edit_resident(head.uid, name="欧阳又改", operator="别人")
    settle(page)
    assert heads(page)[0] == "欧阳改名"
    page.show()
    page.arrive()
    settle(page)
    assert heads(page)[0] == "欧阳又改"


def test_what_is_amiss_is_said_before_printing_and_leads_to_the_household(page: VisitsPage) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    one, other, third = page._fresh.prepared.piles[0][:3]
    head = {home.uid: Household.get(Household.uid == home.uid).head for home in (one, other, third)}
    residents.edit_resident(head[one.uid].uid, name="王\U0003fffd", operator="别人")
    residents.edit_resident(head[other.uid].uid, name="阿" * 50, operator="别人")
    households.set_contact_preference(third.uid, preference="暂不上门", reason="白天睡觉", operator="别人")
    settle(page)
    missing, cuts, left_out = page.notices.buttons
    assert (missing.text(), missing.isVisible()) == ("1 处有字印不出", True)
    assert cuts.isVisible()
    assert left_out.isVisible()
    assert page.notices.list.isHidden()
    QTest.mouseClick(missing, Qt.MouseButton.LeftButton)
    assert "\U0003fffd" in page.notices.list.item(0).text()
    opened: list[tuple[str, str]] = []
    page.desk.open_requested.connect(lambda kind, uid: opened.append((kind, uid)))
    page.notices.list.setCurrentRow(0)
    page.notices.list.setFocus()
    QTest.keyClick(page.notices.list, Qt.Key.Key_Return)
    assert opened == [("household", one.uid)]
    QTest.mouseClick(left_out, Qt.MouseButton.LeftButton)
    assert not missing.isChecked()
    texts = [page.notices.list.item(row).text() for row in range(page.notices.list.count())]
    assert any("白天睡觉" in text for text in texts)
    assert third.uid not in {home.uid for pile in page._fresh.prepared.piles for home in pile}
    QTest.mouseClick(cuts, Qt.MouseButton.LeftButton)
    assert any("阿" * 50 in page.notices.list.item(row).text() for row in range(page.notices.list.count()))


def test_where_nobody_is_left_the_list_says_who(page: VisitsPage) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    home = page._fresh.prepared.piles[0][0]
    households.set_contact_preference(home.uid, preference="仅电话", reason="怕打扰", operator="别人")
    page.open_for([home.uid])
    settle(page)
    assert page.papers is None
    assert "都不上门" in page.paper.sheets.empty_text
    assert page.notices.buttons[2].text() == "1 户暂不上门"


def test_with_somebody_by_no_name_is_shown(page: VisitsPage) -> None:
    tick(page, "全社区")
    page.notices.buttons[2].setChecked(True)
    page.desk.is_private = True
    assert page.paper.page_count == 0
    assert "有人在旁" in page.paper.sheets.empty_text
    model = page.order.model
    for block in range(len(model.blocks)):
        for row, door in enumerate(model.blocks[block].doors):
            assert model.data(model.index(row, 0, model.index(block, 0))) == door.words
    assert {page.notices.list.item(row).text() for row in range(page.notices.list.count())} == {"•••"}
    page.desk.is_private = False
    assert page.paper.page_count > 0


def test_everything_has_a_name_and_is_reached_by_key(page: VisitsPage) -> None:
    for control in (
        page.print_verb, page.pdf_verb, page.viewer_verb, page.choice.text, page.choice.tree, page.choice.lines,
        page.order.view, page.order.up, page.order.down, page.order.natural, page.printed.list,
        page.printed.returned, page.printed.shredded, page.notices.list,
    ):  # fmt: skip
        assert control.accessibleName(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
