"""Pages of paper beneath one another, as large as wanted: the part of the preview that scrolls.

Only pages in sight are painted, and each once for a size; a document of 600 pages costs no more than one of six.
"""

import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from community_desk.printing.fonts import Fonts
from community_desk.printing.page import Page
from community_desk.ui.paper import PaperPainter

# Pixels of the window to a point at 100 %: the window's own inch has 96.
_ACTUAL = 96 / 72
_SMALLEST, _LARGEST = 0.1, 6.0
_STEP = 1.2
_MARGIN = 16
_SHADOW = 6
# Pictures kept: some twelve pages as wide as an office screen.
_BYTES_KEPT = 96 * 2**20
# A page with more pixels is painted straight to the screen: its picture would be larger than all others together.
_PIXELS_OF_A_PICTURE = 12 * 2**20
# After this time (s) the pages not painted yet stay white until the next frame, so that dragging does not stick.
_A_FRAME = 0.03


class Fit(Enum):
    """How the size follows the window."""

    FREE = auto()
    WIDTH = auto()
    PAGE = auto()


class PaperSheets(QAbstractScrollArea):
    """The scrolling pages. Page numbers count from 0; ``zoom`` 1 is the paper's real size."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, fonts: Fonts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper = PaperPainter(fonts)
        self._pages: tuple[Page, ...] = ()
        self._tops: list[float] = []  # of the pages, in points and without the margins between them
        self._widest = 0.0
        self._scale = _ACTUAL
        self._fit = Fit.WIDTH
        self._pictures: OrderedDict[int, QPixmap] = OrderedDict()
        self._current = 0
        self.empty_text = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("预览")
        self.verticalScrollBar().valueChanged.connect(self._moved)

    # What is shown -------------------------------------------------------------------------------------------------

    def set_pages(self, pages: Sequence[Page]) -> None:
        """Show these pages, near the place that was in sight before."""
        was_empty, there = not self._pages, self._place()
        self._pages = tuple(pages)
        self._tops = []
        top = 0.0
        for page in self._pages:
            self._tops.append(top)
            top += page.height
        self._tops.append(top)
        self._widest = max((page.width for page in self._pages), default=0.0)
        self._pictures.clear()
        # A bar that comes and goes with the length would change the width that the pages are fitted to.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if pages else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self._arrange(there)
        if was_empty:
            self.verticalScrollBar().setValue(0)
        self._moved()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def current_page(self) -> int:
        """The page that takes up the middle of the view."""
        return self._current

    def go_to(self, page: int) -> None:
        """Bring the top of a page into view."""
        if self._pages:
            page = min(max(page, 0), len(self._pages) - 1)
            self.verticalScrollBar().setValue(round(self._top(page)) - _MARGIN)
            self._set_current(page)  # the last pages may be too short to reach the middle

    # How large -----------------------------------------------------------------------------------------------------

    @property
    def fit(self) -> Fit:
        """How the size follows the window."""
        return self._fit

    @property
    def zoom(self) -> float:
        """The size as a part of the paper's real one."""
        return self._scale / _ACTUAL

    def set_fit(self, fit: Fit) -> None:
        """Let the size follow the window."""
        there = self._place()
        self._fit = fit
        self._arrange(there)

    def set_zoom(self, zoom: float, *, around: QPointF | None = None) -> None:
        """Show the paper at a size of its own; the place under ``around`` (of the viewport) stays where it is."""
        area = self.viewport().rect()
        still = around if around is not None else QPointF(area.center())
        at = self._place(still.y())
        bar = self.horizontalScrollBar()
        sideways = (bar.value() + still.x()) / max(1, bar.maximum() + area.width())
        self._fit = Fit.FREE
        self._set_scale(min(max(zoom, _SMALLEST), _LARGEST) * _ACTUAL)
        self._set_bars(at, still.y())
        bar.setValue(round(sideways * (bar.maximum() + area.width()) - still.x()))

    def zoom_in(self) -> None:
        """A step larger."""
        self.set_zoom(self.zoom * _STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self.set_zoom(self.zoom / _STEP)

    # Places --------------------------------------------------------------------------------------------------------

    def _top(self, page: int) -> float:
        """Where a page begins, in pixels of the whole length."""
        return self._tops[page] * self._scale + _MARGIN * (page + 1)

    def _page_at(self, y: float) -> int:
        """The page at (or next above) a place of the whole length."""
        # The margins make the function stepped but still rising, so the tops can be searched as they are.
        return max(0, bisect_right(range(len(self._pages)), y, key=self._top) - 1)

    def _place(self, y: float = 0) -> tuple[int, float]:
        """The page at this height of the viewport, and where in it, as a part of its height."""
        if not self._pages:
            return 0, 0.0
        down = self.verticalScrollBar().value() + y
        page = self._page_at(down)
        return page, (down - self._top(page)) / (self._pages[page].height * self._scale)

    def _rectangle(self, page: int) -> QRect:
        """Where a page lies in the viewport."""
        size = self._size(page)
        length = max(self.viewport().width(), round(self._widest * self._scale) + 2 * _MARGIN)
        x = (length - size.width()) // 2 - self.horizontalScrollBar().value()
        return QRect(QPoint(x, round(self._top(page)) - self.verticalScrollBar().value()), size)

    def _size(self, page: int) -> QSize:
        shown = self._pages[page]
        return QSize(round(shown.width * self._scale), round(shown.height * self._scale))

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return range(
            self._page_at(top), min(self._page_at(top + self.viewport().height()) + 1, len(self._pages))
        )

    def _arrange(self, place: tuple[int, float]) -> None:
        """Follow the window's size, with ``place`` at the top of the view."""
        if self._pages and self._fit is not Fit.FREE:
            area = self.viewport().size()
            scale = (area.width() - 2 * _MARGIN) / self._widest
            if self._fit is Fit.PAGE:
                tallest = max(page.height for page in self._pages)
                scale = min(scale, (area.height() - 2 * _MARGIN) / tallest)
            self._set_scale(min(max(scale, _SMALLEST * _ACTUAL), _LARGEST * _ACTUAL))
        self._set_bars(place, 0)

    def _set_scale(self, scale: float) -> None:
        if scale != self._scale:
            self._scale = scale
            self._pictures.clear()
            self.zoom_changed.emit(self.zoom)

    def _set_bars(self, place: tuple[int, float], y: float) -> None:
        area = self.viewport().size()
        length = self._tops[-1] * self._scale + _MARGIN * (len(self._pages) + 1) if self._pages else 0
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(area.height())
        down.setSingleStep(max(1, area.height() // 10))
        down.setRange(0, max(0, round(length) - area.height()))
        across.setPageStep(area.width())
        across.setSingleStep(max(1, area.width() // 10))
        width = round(self._widest * self._scale) + 2 * _MARGIN
        across.setRange(0, max(0, width - area.width()))
        if self._pages:
            page, part = min(place[0], len(self._pages) - 1), place[1]
            down.setValue(round(self._top(page) + part * self._pages[page].height * self._scale - y))
        self.viewport().update()

    def _moved(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        self._set_current(self._page_at(middle) if self._pages else 0)

    def _set_current(self, page: int) -> None:
        if page != self._current:
            self._current = page
            self.page_changed.emit(page)
        of = f"第 {page + 1} 页，共 {len(self._pages)} 页" if self._pages else self.empty_text
        self.setAccessibleDescription(of)

    # Events --------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the window anew."""
        super().resizeEvent(event)
        self._arrange(self._place())
        self._moved()

    def changeEvent(self, event: QEvent) -> None:
        """Another screen or other colours: paint anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size around the pointer."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turns = event.angleDelta().y() / 120
            self.set_zoom(self.zoom * _STEP**turns, around=event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End lead to the ends, Page up and down by a page where a whole one is in view."""
        whole = bool(self._pages) and self._size(self._current).height() <= self.viewport().height()
        match event.key():
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self.page_count - 1)
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case Qt.Key.Key_PageDown if whole:
                self.go_to(self._current + 1)
            case Qt.Key.Key_PageUp if whole:
                self.go_to(self._current - 1)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight; what would take longer than a frame waits for the next one."""
        painter = QPainter(self.viewport())
        palette = self.palette()
        painter.fillRect(event.rect(), palette.color(QPalette.ColorRole.Window))
        if not self._pages:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.empty_text
            )
            return
        until = time.perf_counter() + _A_FRAME
        for page in self._in_sight():
            where = self._rectangle(page)
            self._paint_edge(painter, where)
            painter.fillRect(where, Qt.GlobalColor.white)
            if page not in self._pictures and time.perf_counter() > until:
                QTimer.singleShot(0, self.viewport(), self.viewport().update)
            else:
                self._paint_page(painter, page, where)
        if self.hasFocus():
            painter.setPen(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_edge(self, painter: QPainter, where: QRect) -> None:
        """A soft shadow: white paper on a light ground needs an edge, on a dark one it does no harm."""
        painter.setPen(Qt.PenStyle.NoPen)
        for width in range(_SHADOW, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 5))
            painter.drawRoundedRect(where.adjusted(-width, 1 - width, width, width + 1), width, width)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_page(self, painter: QPainter, page: int, where: QRect) -> None:
        ratio = self.devicePixelRatioF()
        shown = self._pages[page]
        if where.width() * where.height() * ratio**2 > _PIXELS_OF_A_PICTURE:
            painter.save()
            painter.setClipRect(QRectF(where))
            painter.translate(where.topLeft())
            painter.scale(where.width() / shown.width, where.height() / shown.height)
            self._paper.paint(painter, shown)
            painter.restore()
            return
        picture = self._pictures.get(page)
        if picture is None or picture.devicePixelRatio() != ratio:
            picture = QPixmap.fromImage(self._paper.picture(shown, self._scale, ratio))
            self._pictures[page] = picture
            self._forget_old(picture)
        self._pictures.move_to_end(page)
        painter.drawPixmap(where.topLeft(), picture)

    def _forget_old(self, newest: QPixmap) -> None:
        one = newest.width() * newest.height() * 4
        while len(self._pictures) > max(2, _BYTES_KEPT // one):
            self._pictures.popitem(last=False)
