"""The page of visit sheets over a whole village: choose, order, read what is amiss, print, save, print again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEventLoop, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import access, households, printed_sheets, residents, undo, walking
from community_desk.ledger.models import Household, Resident
from community_desk.printing.page import Page as PaperPage
from community_desk.tasks.print_sheets import keep_sheets
from community_desk.ui.desk import Desk
from community_desk.ui.pages import visits
from community_desk.ui.pages.visits import VisitsPage
from community_desk.ui.printing_out import PrintOrder, make_printer, set_paper

_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(village: Desk) -> Iterator[VisitsPage]:
    shown = VisitsPage(village)
    shown.resize(1041, 560)
    shown.show()
    QTest.qWaitForWindowExposed(shown)
    shown.arrive()
    settle(shown)
    yield shown
    shown.hide()


def settle(page: VisitsPage) -> None:
    """Until no change waits to settle and no job is under way."""
    while True:
        page.desk.jobs.wait()
        waiting = [timer for timer in (page._timer, page.choice._timer) if timer.isActive()]
        if not waiting:
            return
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def branch(page: VisitsPage, words: str) -> QTreeWidgetItem:
    (found,) = page.choice.tree.findItems(
        words, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive, 0
    )
    return found


def tick(page: VisitsPage, words: str) -> None:
    """Tick a row of the tree with the space bar."""
    tree = page.choice.tree
    tree.setFocus()
    tree.setCurrentItem(branch(page, words))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    settle(page)


def heads(page: VisitsPage) -> list[str]:
    """The heads on the sheets, in walking order."""
    assert page._fresh is not None
    return [home.members[0].name for pile in page._fresh.prepared.piles for home in pile]


def doors(page: VisitsPage, block: int = 0) -> list[str]:
    """The doors of a building as the list shows them."""
    model = page.order.model
    parent = model.index(block, 0)
    return [model.data(model.index(row, 0, parent)).split("　")[0] for row in range(model.rowCount(parent))]


def said(page: VisitsPage) -> list[str]:
    """What the desk says and refuses from now on."""
    heard: list[str] = []
    page.desk.said.connect(lambda sentence, _undo: heard.append(sentence))
    page.desk.refused.connect(heard.append)
    return heard


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Path]:
    """Answers the printer's dialog with a printer that prints into a file; returns where."""

    def answer(*chosen: int, times: int = 0) -> Path:
        path = tmp_path / f"printed {times}.pdf"

        def ask(_parent: object, pages: list[PaperPage], **_more: object) -> PrintOrder:
            made = make_printer(pages[0], "走访单")
            made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            made.setOutputFileName(str(path))
            set_paper(made, pages[0])
            return PrintOrder(made, chosen or tuple(range(len(pages))))

        monkeypatch.setattr(visits, "ask_for_printer", ask)
        return path

    return answer


def answer_save(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> list[str]:
    """Answers the dialog for saving; returns what its title says."""
    titles: list[str] = []

    def ask(_parent: object, title: str, *_rest: str) -> tuple[str, str]:
        titles.append(title)
        return ("" if path is None else str(path), "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(ask))
    return titles


# --- choose ---------------------------------------------------------------------------------------------------------


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


# --- what must be known before ---------------------------------------------------------------------------------------


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
    assert (missing.text(), missing.isVisible()) == (
        "2 处有字印不出",
        True,
    ) or missing.text() == "1 处有字印不出"
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


# --- order ----------------------------------------------------------------------------------------------------------


def choose_door(page: VisitsPage, row: int, block: int = 0) -> QModelIndex:
    page.tabs.choose(1)
    index = page.order.model.index(row, 0, page.order.model.index(block, 0))
    page.order.view.setCurrentIndex(index)
    page.order.view.setFocus()
    return index


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


# --- print and save --------------------------------------------------------------------------------------------------


def test_printing_issues_each_sheet_once_and_writes_no_file(
    page: VisitsPage, printer: Callable[..., Path], tmp_path: Path
) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    numbers = [sheet.number for sheet in page._fresh.prepared.sheets]
    pages = page.paper.page_count
    out = printer()
    before = set(tmp_path.rglob("*.pdf"))
    heard = said(page)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(page)
    assert len(PdfReader(out).pages) == pages
    assert heard == [f"送到打印机了：{pages} 页。内部使用，用后请收回。"]
    assert set(tmp_path.rglob("*.pdf")) - before == {out}
    assert {sheet.number for sheet in printed_sheets.list_printed_sheets()} == set(numbers)
    again = printer(times=1)
    QTest.mouseClick(page.print_verb, Qt.MouseButton.LeftButton)
    settle(page)
    assert len(PdfReader(again).pages) == pages
    assert len(printed_sheets.list_printed_sheets()) == len(numbers)
    assert [sheet.number for sheet in page._fresh.prepared.sheets] == numbers


def test_only_sheets_with_a_page_that_is_printed_are_issued(
    page: VisitsPage, printer: Callable[..., Path]
) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    printer(0, 1)
    page.print()
    settle(page)
    (sheet,) = printed_sheets.list_printed_sheets()
    assert sheet.number == page._fresh.document.page_sheets[0]


def test_paper_and_file_bear_the_same_numbers_and_the_file_is_said_to_be_readable(
    page: VisitsPage, printer: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    numbers = {sheet.number for sheet in page._fresh.prepared.sheets}
    printer()
    page.print()
    settle(page)
    saved = tmp_path / "走访单"
    titles = answer_save(monkeypatch, saved)
    heard = said(page)
    QTest.mouseClick(page.pdf_verb, Qt.MouseButton.LeftButton)
    settle(page)
    assert "不加密" in titles[0]
    assert heard == ["已存为“走访单.pdf”。文件不加密，用完请删掉。"]
    text = "".join(each.extract_text() for each in PdfReader(saved.with_suffix(".pdf")).pages)
    assert all(number in text for number in numbers)
    assert {sheet.number for sheet in printed_sheets.list_printed_sheets()} == numbers
    assert access.list_accesses()[0].action is AccessAction.EXPORT


def test_a_dialog_given_up_issues_nothing(page: VisitsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    tick(page, "第1网格")
    answer_save(monkeypatch, None)
    page.save_pdf()
    monkeypatch.setattr(visits, "ask_for_printer", lambda *_, **__: None)
    page.print()
    settle(page)
    assert printed_sheets.list_printed_sheets() == []


def test_a_pc_without_a_printer_says_so_and_issues_nothing(
    page: VisitsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(page, "第1网格")
    heard = said(page)
    QTest.mouseClick(page.print_verb, Qt.MouseButton.LeftButton)
    settle(page)
    assert heard == ["这台电脑上没有装打印机。可以存为 PDF，拿到别的电脑上打印。"]
    assert printed_sheets.list_printed_sheets() == []


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_leaves_the_numbers_and_says_what_to_do(
    page: VisitsPage, printer: Callable[..., Path]
) -> None:
    tick(page, "第1网格")
    printer().mkdir()
    heard = said(page)
    page.print()
    settle(page)
    assert len(heard) == 1
    assert "没有接受" in heard[0]
    assert "可以在“打印过的”里重印" in heard[0]
    assert page.printed.list.count() > 0


def test_the_viewer_opens_the_saved_file_and_asks_where_only_once(
    page: VisitsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tick(page, "第1网格")
    titles = answer_save(monkeypatch, tmp_path / "单.pdf")
    opened: list[Path] = []
    monkeypatch.setattr(visits, "open_in_viewer", opened.append)
    for _ in range(2):
        QTest.mouseClick(page.viewer_verb, Qt.MouseButton.LeftButton)
        settle(page)
    assert opened == [tmp_path / "单.pdf"] * 2
    assert len(titles) == 1

    def refuse(_path: Path) -> None:
        raise UserError("没有能打开的程序。")

    monkeypatch.setattr(visits, "open_in_viewer", refuse)
    heard = said(page)
    QTest.mouseClick(page.viewer_verb, Qt.MouseButton.LeftButton)
    assert heard == ["没有能打开的程序。"]


def test_numbers_used_up_elsewhere_are_replaced_before_anything_is_printed(
    page: VisitsPage, printer: Callable[..., Path]
) -> None:
    tick(page, "第1网格")
    assert page._fresh is not None
    taken = page._fresh.prepared
    keep_sheets(taken, operator="命令行", now=taken.sheets[0].printed_at)
    out = printer()
    heard = said(page)
    page.print()
    settle(page)
    assert heard == ["刚才另有走访单打印，编号已经用掉；请再打印一次。"]
    assert not out.exists()
    new = {sheet.number for sheet in page._fresh.prepared.sheets}
    assert not new & {sheet.number for sheet in taken.sheets}
    page.print()
    settle(page)
    assert out.exists()
    assert new <= {sheet.number for sheet in printed_sheets.list_printed_sheets()}


def test_before_this_pc_has_a_code_a_writing_task_is_waited_for(
    village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "正在导入，完成后才能保存。"
    with monkeypatch.context() as writing:
        writing.setattr(Desk, "why_read_only", property(lambda _desk: reason))
        page = VisitsPage(village)
        page.show()
        page.arrive()
        settle(page)
        tick(page, "全社区")
        assert page.papers is None
        assert page.paper.sheets.empty_text == reason
    village.writing_changed.emit("")
    page.arrive()
    settle(page)
    assert page.papers is not None


# --- printed before --------------------------------------------------------------------------------------------------


def printed(page: VisitsPage, printer: Callable[..., Path]) -> list[str]:
    """Sheets printed now: their numbers as the list has them, newest first."""
    tick(page, "第1网格")
    printer()
    page.print()
    settle(page)
    QTest.mouseClick(page.tabs.buttons[2], Qt.MouseButton.LeftButton)
    settle(page)
    return [sheet.number for sheet in printed_sheets.list_printed_sheets()]


def choose_printed(page: VisitsPage, row: int) -> None:
    where = page.printed.list.visualItemRect(page.printed.list.item(row))
    QTest.mouseClick(page.printed.list.viewport(), Qt.MouseButton.LeftButton, pos=where.center())
    settle(page)


def test_a_sheet_printed_before_is_shown_as_it_was_and_prints_again(
    page: VisitsPage, printer: Callable[..., Path]
) -> None:
    numbers = printed(page, printer)
    assert page.papers is None
    assert not page.print_verb.isEnabled()
    person = Resident.get(Resident.name == heads(page)[-1])
    residents.edit_resident(person.uid, name="欧阳改名", operator="别人")
    settle(page)
    choose_printed(page, 0)
    assert page.print_verb.text() == f"重印 {numbers[0]}"
    assert page.paper.page_count == printed_sheets.list_printed_sheets()[0].pages
    assert page.papers is not None
    printed_text = str(page.papers.document.lines)
    assert person.name in printed_text
    assert "欧阳改名" not in printed_text
    out = printer(times=1)
    QTest.mouseClick(page.print_verb, Qt.MouseButton.LeftButton)
    settle(page)
    assert len(PdfReader(out).pages) == page.paper.page_count
    assert [paper.subject for paper in access.papers_out()][-1] == f"走访单 {numbers[0]} 重印"
    QTest.mouseClick(page.tabs.buttons[0], Qt.MouseButton.LeftButton)
    assert page.papers is page._fresh


def test_papers_that_came_back_leave_the_list_of_those_outside(
    page: VisitsPage, printer: Callable[..., Path]
) -> None:
    numbers = printed(page, printer)
    assert page.printed.only_out.text() == f"只看纸还没收回的（{len(numbers)} 份）"
    assert not page.printed.returned.isEnabled()
    page.printed.list.setFocus()
    QTest.keyClick(page.printed.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(page.printed.returned, Qt.MouseButton.LeftButton)
    settle(page)
    assert access.papers_out() == []
    assert all("纸已收回" in page.printed.list.item(row).text() for row in range(len(numbers)))
    QTest.mouseClick(page.printed.only_out, Qt.MouseButton.LeftButton)
    assert page.printed.list.isHidden()
    assert page.printed._empty.text() == "没有还在外面的纸。"
    QTest.mouseClick(page.printed.only_out, Qt.MouseButton.LeftButton)
    choose_printed(page, 0)
    QTest.mouseClick(page.printed.shredded, Qt.MouseButton.LeftButton)
    settle(page)
    states = [sheet.paper for sheet in printed_sheets.list_printed_sheets()]
    assert states == [PaperState.SHREDDED, *[PaperState.RETURNED] * (len(numbers) - 1)]


def test_a_printed_sheet_is_saved_as_it_was(
    page: VisitsPage, printer: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    numbers = printed(page, printer)
    choose_printed(page, 0)
    answer_save(monkeypatch, tmp_path / "again.pdf")
    page.save_pdf()
    settle(page)
    assert numbers[0] in PdfReader(tmp_path / "again.pdf").pages[0].extract_text()
    assert len(access.papers_out()) == len(numbers)


# --- with others in the room -----------------------------------------------------------------------------------------


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
