"""Visit sheets out of the program: printed, saved, opened, printed again, and the paper come back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import access, printed_sheets, residents
from community_desk.ledger.models import Resident
from community_desk.printing.page import Page as PaperPage
from community_desk.tasks.print_sheets import keep_sheets
from community_desk.ui.desk import Desk
from community_desk.ui.pages import visits
from community_desk.ui.pages.visits import VisitsPage
from community_desk.ui.printing_out import PrintOrder, make_printer, set_paper
from tests.ui.pages.visits_hands import branch, heads, said, settle, shown_page, tick


@pytest.fixture
def page(village: Desk) -> Iterator[VisitsPage]:
    with shown_page(village) as shown:
        yield shown


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


def test_nothing_is_issued_while_the_preview_is_behind_the_choice(
    page: VisitsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tick(page, "第1网格")
    verbs = (page.print_verb, page.pdf_verb, page.viewer_verb)
    assert all(verb.isEnabled() for verb in verbs)
    branch(page, "第2网格").setCheckState(0, Qt.CheckState.Checked)
    assert not any(verb.isEnabled() for verb in verbs)
    titles = answer_save(monkeypatch, tmp_path / "旧.pdf")
    page.save_pdf()
    assert titles == []
    page.choice.tell()
    assert not any(verb.isEnabled() for verb in verbs)
    settle(page)
    assert all(verb.isEnabled() for verb in verbs)
    page.choice.text.setText(" ")  # comes to the same choice
    assert not page.pdf_verb.isEnabled()
    settle(page)
    assert page.pdf_verb.isEnabled()
    assert printed_sheets.list_printed_sheets() == []


def test_sheets_laid_out_anew_behind_a_dialog_are_not_issued_as_the_old_ones(
    page: VisitsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tick(page, "第1网格")
    heard = said(page)

    def answer_late(*_asked: object) -> tuple[str, str]:
        person = Resident.get(Resident.name == heads(page)[0])
        residents.edit_resident(person.uid, name="欧阳改名", operator="别人")
        settle(page)
        return str(tmp_path / "旧.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(answer_late))
    page.save_pdf()
    settle(page)
    assert ["重新排过了" in sentence for sentence in heard] == [True]
    assert not (tmp_path / "旧.pdf").exists()
    assert printed_sheets.list_printed_sheets() == []
