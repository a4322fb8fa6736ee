"""Papers out of the printer, drawn line by line as the preview shows them, and files opened in the system's viewer.

Printing is a task like others (``ui.jobs``): painting on a printer is sound off the window's thread, as long as one
thread does it all (Qt's "Threads and QObjects"), and a printer that is slow to answer then does not hold up the window.
A PDF file is never written by Qt, which puts the wrong characters into its text; ``tasks/print_sheets`` writes it.
"""

import math
import os
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from PySide6.QtCore import QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QMessageBox, QWidget

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    MM,
    Clip,
    Group,
    Image,
    Line,
    Operation,
    Page,
    Path,
    Placed,
    Rectangle,
    Text,
)
from community_desk.tasks.progress import Progress
from community_desk.ui.paper import PaperPainter

# Less than this (points) beyond the printable area is a hair line's half or a rounding.
_TOLERANCE = 1.0
# Han characters reach from 0.12 em below the baseline to 0.88 above it.
_ABOVE, _BELOW = 0.88, 0.12
_WIDEST = 1.2  # em; a Han character is 1 wide, few Latin letters a little more


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """A printer, ready and set up by the user, and the pages it is to print, in that order, counted from 0."""

    printer: QPrinter
    pages: tuple[int, ...]


def ask_for_printer(
    parent: QWidget, pages: Sequence[Page], *, title: str, fonts: Fonts, current: int = 0
) -> PrintOrder | None:
    """Let the user choose printer, copies and pages; ``None`` if that was given up.

    ``current`` is the page in view. ``UserError`` if this PC has no printer. Where the printer cannot print as near
    to the edge as the pages go, the user is told and asked.
    """
    if not QPrinterInfo.availablePrinterNames():
        raise UserError("这台电脑上没有装打印机。可以存为 PDF，拿到别的电脑上打印。")
    printer = make_printer(pages[0], title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setMinMax(1, len(pages))
    dialog.setFromTo(1, len(pages))
    options = QAbstractPrintDialog.PrintDialogOption
    dialog.setOption(options.PrintToFile, on=False)
    dialog.setOption(options.PrintSelection, on=False)
    dialog.setOption(options.PrintPageRange, on=True)
    dialog.setOption(options.PrintCurrentPage, on=True)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    set_paper(printer, pages[0])  # a dialog may have put the printer's own paper in its place
    chosen = chosen_pages(printer, len(pages), current)
    if not chosen:
        raise UserError(f"没有选到要打印的页，请写 1 到 {len(pages)} 之间的页码。")
    too_narrow = beyond_the_printable_area(printer, [pages[at] for at in chosen], fonts)
    if too_narrow and not _print_anyway(parent, too_narrow):
        return None
    return PrintOrder(printer, chosen)


def make_printer(page: Page, title: str) -> QPrinter:
    """A printer set to the paper of ``page``, one-sided; ``title`` is what the queue of the printer shows."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("社区工作台")
    # A sheet is written on at the door: its back shows through and is looked for in vain.
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    set_paper(printer, page)
    return printer


def set_paper(printer: QPrinter, page: Page) -> None:
    """Paper of the page's size and orientation, measured from its edge: millimetres on paper are as designed."""
    printer.setFullPage(True)
    printer.setPageLayout(_layout(page))
    printer.setFullPage(True)


def _layout(page: Page) -> QPageLayout:
    is_wide = page.width > page.height
    upright = QSizeF(min(page.width, page.height), max(page.width, page.height))
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch)
    turned = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turned, QMarginsF())


def chosen_pages(printer: QPrinter, count: int, current: int = 0) -> tuple[int, ...]:
    """The pages that the user chose in the dialog, counted from 0, in the order in which they are to come out."""
    ranges = QPrinter.PrintRange
    match printer.printRange():
        case ranges.PageRange:
            first, last = printer.fromPage() or 1, printer.toPage() or count
            pages = range(max(first, 1) - 1, min(last, count))
        case ranges.CurrentPage:
            pages = range(current, min(current + 1, count))
        case _:
            pages = range(count)
    ordered = tuple(pages)
    return ordered[::-1] if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst else ordered


def beyond_the_printable_area(printer: QPrinter, pages: Sequence[Page], fonts: Fonts) -> str:
    """Where the printer cannot print as near to the edge as the pages go, in words ("左边 3 毫米"); else empty."""
    layout = printer.pageLayout()
    least = layout.minimumMargins()
    unit = {QPageLayout.Unit.Millimeter: MM, QPageLayout.Unit.Inch: 72.0}.get(layout.units(), 1.0)
    lacking = {"左边": 0.0, "上边": 0.0, "右边": 0.0, "下边": 0.0}
    for page in pages:
        drawn = extent(page, fonts, free=page.width - least.right() * unit)
        if drawn is None:
            continue
        left, top, right, bottom = drawn
        for side, room, needed in (
            ("左边", left, least.left()),
            ("上边", top, least.top()),
            ("右边", page.width - right, least.right()),
            ("下边", page.height - bottom, least.bottom()),
        ):
            lacking[side] = max(lacking[side], needed * unit - room)
    return "、".join(
        f"{side} {short / MM:.0f} 毫米" if short >= MM else f"{side}不到 1 毫米"
        for side, short in lacking.items()
        if short > _TOLERANCE
    )


def extent(page: Page, fonts: Fonts, *, free: float = -math.inf) -> tuple[float, float, float, float] | None:
    """The box around all that is drawn on a page: left, top, right, bottom in points; ``None`` if it is blank.

    Texts that end left of ``free`` however wide their letters are count as that wide: measuring the texts of 596
    pages takes over a second.
    """
    boxes = list(_boxes(page.operations, fonts, 0, 0, free))
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _boxes(
    operations: tuple[Operation, ...], fonts: Fonts, x: float, y: float, free: float
) -> Generator[tuple[float, float, float, float], None, None]:
    for operation in operations:
        match operation:
            case Text(left, base, text, size, bold):
                width = len(text) * size * _WIDEST
                if x + left + width > free:
                    width = fonts.weight(bold=bold).width(text, size)
                yield x + left, y + base - _ABOVE * size, x + left + width, y + base + _BELOW * size
            case Line(x1, y1, x2, y2, width):
                half = width / 2
                yield (
                    x + min(x1, x2) - half,
                    y + min(y1, y2) - half,
                    x + max(x1, x2) + half,
                    y + max(y1, y2) + half,
                )
            case Rectangle(left, top, w, h, width):
                half = width / 2
                yield x + left - half, y + top - half, x + left + w + half, y + top + h + half
            case Image(left, top, w, h) | Clip(left, top, w, h):
                yield x + left, y + top, x + left + w, y + top + h
            case Path(segments):
                for kind, *numbers in segments:
                    values = [float(number) for number in numbers]
                    if kind == "re":
                        left, top, w, h = values
                        values = [left, top, left + w, top + h]
                    for px, py in zip(values[::2], values[1::2], strict=True):
                        yield x + px, y + py, x + px, y + py
            case Placed(left, top, stamp):
                yield from _boxes(stamp.operations, fonts, x + left, y + top, free)
            case Group(left, top, inner):
                yield from _boxes(inner, fonts, x + left, y + top, free)


def _print_anyway(parent: QWidget, too_narrow: str) -> bool:
    question = QMessageBox(parent)
    question.setIcon(QMessageBox.Icon.Warning)
    question.setWindowTitle("纸边可能印不全")
    question.setText(f"这台打印机印不到纸边：{too_narrow}会缺一点。")
    question.setInformativeText("可以换一台打印机，或者照样打印。")
    anyway = question.addButton("照样打印", QMessageBox.ButtonRole.AcceptRole)
    question.addButton("先不打印", QMessageBox.ButtonRole.RejectRole)
    question.exec()
    return question.clickedButton() is anyway


def print_pages(order: PrintOrder, pages: Sequence[Page], fonts: Fonts) -> Generator[Progress, None, int]:
    """Print the ordered pages; returns how many sheets of paper that were.

    Closing the generator before the end takes the job back where the printer's driver can; elsewhere the pages drawn
    so far come out. ``UserError`` if the printer refuses.
    """
    printer = order.printer
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    run = [pages[at] for at in order.pages]
    # Collated: the whole once more for each copy; else each page as often as wanted.
    ordered = run * copies if printer.collateCopies() else [page for page in run for _ in range(copies)]
    yield Progress(0, len(ordered), "正在准备打印")
    paper = PaperPainter(fonts)
    painter = QPainter()
    set_paper(printer, ordered[0])
    if not painter.begin(printer):
        raise UserError("打印机没有接受这次打印，请看看它是否开着、连着、有纸。")
    finished = False
    try:
        for number, page in enumerate(ordered):
            if number:
                if (page.width, page.height) != (ordered[number - 1].width, ordered[number - 1].height):
                    set_paper(printer, page)
                if not printer.newPage():
                    raise UserError("打印机中途停下了，请看看它是否有纸、是否卡纸，再重印没印出来的页。")
            dots = printer.resolution() / 72
            painter.save()
            painter.scale(dots, dots)
            paper.paint(painter, page)
            painter.restore()
            yield Progress(number + 1, len(ordered), f"正在打印第 {number + 1} 页，共 {len(ordered)} 页")
        finished = True
    finally:
        if not finished:
            printer.abort()
        painter.end()
    return len(ordered)


def open_in_viewer(path: FilePath) -> None:
    """Open a file with the program that the system has for it. ``UserError`` if there is none."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606 - the file that the user asked to see
        except OSError as error:
            raise UserError(f"没有能打开“{path.name}”的程序，请装一个看 PDF 的程序。") from error
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise UserError(f"没有能打开“{path.name}”的程序，请装一个看 PDF 的程序。")
