"""What goes to the printer: which pages, on which paper, drawn as in the preview, and taken back when cancelled."""

import sys
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMarginsF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.printing.page import (
    A4_LANDSCAPE,
    A4_PORTRAIT,
    MM,
    Clip,
    Group,
    Image,
    Line,
    Page,
    Placed,
    Rectangle,
    Stamp,
    Text,
)
from community_desk.printing.page import Path as Outline
from community_desk.ui import printing_out
from community_desk.ui.printing_out import PrintOrder
from community_desk.ui.theme import Theme


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load_fonts()


@pytest.fixture
def pages(qapp: QApplication) -> list[Page]:
    return [Page(*A4_LANDSCAPE, (Text(60, 100, f"𠮷 {number}", 40, bold=True),)) for number in range(1, 6)]


def printer_into(path: Path, page: Page) -> QPrinter:
    printer = printing_out.make_printer(page, "走访单")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printing_out.set_paper(printer, page)
    return printer


def finish(printer: QPrinter, chosen: tuple[int, ...], pages: list[Page], fonts: Fonts) -> int:
    task = printing_out.print_pages(PrintOrder(printer, chosen), pages, fonts)
    while True:
        try:
            next(task)
        except StopIteration as end:
            count: int = end.value
            return count


def test_pages_come_out_on_their_own_paper_in_the_order_chosen(
    theme: Theme, pages: list[Page], fonts: Fonts, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    assert finish(printer_into(out, pages[0]), (3, 1), pages, fonts) == 2
    read = PdfReader(out).pages
    assert len(read) == 2
    for page in read:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4_LANDSCAPE, abs=1)
    assert [page.extract_text().strip()[-1] for page in read] == ["4", "2"]


def test_type_is_embedded_not_drawn_as_outlines(
    theme: Theme, pages: list[Page], fonts: Fonts, tmp_path: Path
) -> None:
    """Outlines make a page of half a megabyte that takes fifty times as long."""
    out = tmp_path / "out.pdf"
    text = Page(*A4_LANDSCAPE, tuple(Text(60, 20 + 12 * row, "社区居民走访单" * 6, 10) for row in range(40)))
    finish(printer_into(out, text), (0,), [text], fonts)
    assert out.stat().st_size < 40_000
    assert list(PdfReader(out).pages[0]["/Resources"]["/Font"])


def test_upright_and_wide_pages_can_be_mixed(fonts: Fonts, pages: list[Page], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    mixed = [pages[0], Page(*A4_PORTRAIT, pages[1].operations)]
    finish(printer_into(out, pages[0]), (0, 1), mixed, fonts)
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(out).pages]
    assert sizes == [pytest.approx(A4_LANDSCAPE, abs=1), pytest.approx(A4_PORTRAIT, abs=1)]


def test_a_printing_that_is_cancelled_is_taken_back(
    pages: list[Page], fonts: Fonts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back = []
    monkeypatch.setattr(QPrinter, "abort", lambda self: taken_back.append(self.docName()))
    printer = printer_into(tmp_path / "out.pdf", pages[0])
    task = printing_out.print_pages(PrintOrder(printer, (0, 1, 2)), pages, fonts)
    for _ in range(3):
        said = next(task)
    assert (said.done, said.total, said.sentence) == (2, 3, "正在打印第 2 页，共 3 页")
    task.close()
    assert taken_back == ["走访单"]
    finish(printer_into(tmp_path / "whole.pdf", pages[0]), (0,), pages, fonts)
    assert taken_back == ["走访单"]


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_is_said(pages: list[Page], fonts: Fonts, tmp_path: Path) -> None:
    printer = printer_into(tmp_path / "没有这个文件夹" / "out.pdf", pages[0])
    with pytest.raises(UserError, match="没有接受"):
        finish(printer, (0,), pages, fonts)


def test_the_range_of_the_dialog_is_followed(pages: list[Page]) -> None:
    printer = printing_out.make_printer(pages[0], "走访单")
    assert printing_out.chosen_pages(printer, 5) == (0, 1, 2, 3, 4)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 4)
    assert printing_out.chosen_pages(printer, 5) == (1, 2, 3)
    assert printing_out.chosen_pages(printer, 3) == (1, 2)
    assert printing_out.chosen_pages(printer, 1) == ()
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert printing_out.chosen_pages(printer, 5) == (3, 2, 1)
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert printing_out.chosen_pages(printer, 5, current=2) == (2,)


def test_it_prints_on_one_side_of_the_whole_paper(pages: list[Page]) -> None:
    printer = printing_out.make_printer(pages[0], "走访单 A7-K3M9-X")
    assert printer.duplex() is QPrinter.DuplexMode.DuplexNone
    assert printer.fullPage()
    assert printer.docName() == "走访单 A7-K3M9-X"
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
    assert printer.pageLayout().pageSize().name() == "A4"


def test_the_extent_of_a_page_holds_every_operation(fonts: Fonts) -> None:
    box = (Rectangle(0, 0, 10, 10, width=2),)
    for operation, expected in (
        (Text(10, 50, "社区", 10), (10, 41.2, 30, 51.2)),
        (Line(10, 20, 30, 20, width=4), (8, 18, 32, 22)),
        (Rectangle(10, 20, 30, 40, width=2), (9, 19, 41, 61)),
        (Outline((("m", 5.0, 6.0), ("c", 1.0, 2.0, 30.0, 40.0, 9.0, 9.0), ("h",))), (1, 2, 30, 40)),
        (Outline((("re", 5.0, 6.0, 10.0, 20.0),)), (5, 6, 15, 26)),
        (Image(1, 2, 3, 4, b""), (1, 2, 4, 6)),
        (Clip(1, 2, 3, 4, box), (1, 2, 4, 6)),
        (Group(100, 50, (Group(5, 5, box),)), (104, 54, 116, 66)),
        (Placed(7, 8, Stamp(10, 10, box)), (6, 7, 18, 19)),
    ):
        assert printing_out.extent(Page(200, 200, (operation,)), fonts) == pytest.approx(expected)
    assert printing_out.extent(Page(200, 200, ()), fonts) is None


def test_a_printer_that_cannot_reach_the_edge_is_told_by_side(pages: list[Page], fonts: Fonts) -> None:
    printer = printing_out.make_printer(pages[0], "走访单")
    width, height = A4_LANDSCAPE
    layout = printer.pageLayout()
    layout.setMinimumMargins(QMarginsF(5 * MM, 5 * MM, 5 * MM, 5 * MM))
    printer.setPageLayout(layout)
    inside = Page(width, height, (Rectangle(6 * MM, 6 * MM, width - 12 * MM, height - 12 * MM),))
    assert printing_out.beyond_the_printable_area(printer, [inside, Page(width, height, ())], fonts) == ""
    near = Page(width, height, (Rectangle(2 * MM, 6 * MM, width - 6.2 * MM, height - 12 * MM, width=0),))
    assert (
        printing_out.beyond_the_printable_area(printer, [inside, near], fonts)
        == "左边 3 毫米、右边不到 1 毫米"
    )


def test_texts_that_cannot_reach_the_edge_are_not_measured(fonts: Fonts) -> None:
    measured: list[str] = []

    class Counting:
        def weight(self, *, bold: bool) -> "Counting":
            assert not bold
            return self

        def width(self, text: str, size: float) -> float:
            measured.append(text)
            return fonts.weight(bold=False).width(text, size)

    page = Page(595, 842, (Text(20, 100, "苏某", 12), Text(540, 100, "陈某", 12)))
    near = printing_out.extent(page, cast(Fonts, Counting()), free=560)
    assert measured == ["陈某"]
    exact = printing_out.extent(page, fonts)
    assert near == exact


def test_without_a_printer_the_way_out_is_said(pages: list[Page], fonts: Fonts, qapp: QApplication) -> None:
    assert QPrinterInfo.availablePrinterNames() == []
    with pytest.raises(UserError, match="存为 PDF"):
        printing_out.ask_for_printer(QWidget(), pages, title="走访单", fonts=fonts)


@pytest.fixture
def a_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PC with a printer; its dialog is answered by the test."""
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["办公室"]))


@pytest.mark.usefixtures("a_printer")
def test_the_dialog_offers_ranges_but_no_file(
    pages: list[Page], fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def accept(dialog: QPrintDialog) -> int:
        options = QPrintDialog.PrintDialogOption
        seen.append((dialog.testOption(options.PrintToFile), dialog.testOption(options.PrintPageRange)))
        seen.append((dialog.minPage(), dialog.maxPage()))
        dialog.printer().setPrintRange(QPrinter.PrintRange.PageRange)
        dialog.printer().setFromTo(2, 3)
        dialog.printer().setPageOrientation(QPageLayout.Orientation.Portrait)  # the printer's own habit
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    order = printing_out.ask_for_printer(QWidget(), pages, title="走访单", fonts=fonts)
    assert order is not None
    assert order.pages == (1, 2)
    assert order.printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
    assert seen == [(False, True), (1, 5)]


@pytest.mark.usefixtures("a_printer")
def test_a_dialog_given_up_prints_nothing(
    pages: list[Page], fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrintDialog, "exec", lambda self: int(QPrintDialog.DialogCode.Rejected))
    assert printing_out.ask_for_printer(QWidget(), pages, title="走访单", fonts=fonts) is None


@pytest.mark.usefixtures("a_printer")
@pytest.mark.parametrize(("answer", "prints"), [("照样打印", True), ("先不打印", False)])
def test_who_is_told_of_a_cut_edge_decides(
    fonts: Fonts, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, answer: str, prints: bool
) -> None:
    page = Page(*A4_LANDSCAPE, (Rectangle(0, 20, 100, 100),))
    monkeypatch.setattr(QPrintDialog, "exec", lambda self: int(QPrintDialog.DialogCode.Accepted))
    monkeypatch.setattr(printing_out, "beyond_the_printable_area", lambda *_: "左边 4 毫米")

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "左边 4 毫米" in box.text()
        button = next(each for each in box.findChildren(QPushButton) if each.text() == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)
    parent = QWidget()
    order = printing_out.ask_for_printer(parent, [page], title="走访单", fonts=fonts)
    assert (order is not None) is prints


def test_a_file_is_opened_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url)
        return len(asked) == 1

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(open_url))
    file = tmp_path / "走访单 1.pdf"
    printing_out.open_in_viewer(file)
    assert asked == [QUrl.fromLocalFile(str(file))]
    with pytest.raises(UserError, match="没有能打开"):
        printing_out.open_in_viewer(file)
