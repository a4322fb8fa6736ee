"""Paints a paper's drawing operations: the preview, the printer and the PDF are the same picture.

Characters come from the same files, glyph by glyph, and stand at the same places as in the PDF (``printing/pdf.py``);
Qt's own text layout, its kerning and its choice of fallback fonts are not asked.
"""

import math
from functools import cache
from pathlib import Path as FilePath

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGlyphRun,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QRawFont,
)

from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
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

# Outline of a character that a bold text takes from a regular font, as a part of the type size: as in the PDF.
_EMBOLDENED = 0.025
# Texts whose glyphs are remembered. A sheet of four pages has some 400 different ones, half a kilobyte each.
_TEXTS_KEPT = 20_000
# Qt 6.11 paints no glyph run at all above 64 pixels on a picture or a screen: larger ones are painted as shapes.
_LARGEST_GLYPHS = 60
# Raw fonts are opened once at this size; those of other sizes share the file and what was read of it.
_OPENED_AT = 10.0


class _Run:
    """The part of a text that one font file prints. ``stroke`` is the width of the line that emboldens it, or 0."""

    __slots__ = ("_outline", "glyphs", "stroke")

    def __init__(self, font: QRawFont, glyphs: list[int], places: list[QPointF], stroke: float) -> None:
        self.stroke = stroke
        self.glyphs = QGlyphRun()
        self.glyphs.setRawFont(font)
        self.glyphs.setGlyphIndexes(glyphs)
        self.glyphs.setPositions(places)
        self._outline: QPainterPath | None = None

    @property
    def outline(self) -> QPainterPath:
        """The shape of all its characters."""
        if self._outline is None:
            self._outline = QPainterPath()
            self._outline.setFillRule(Qt.FillRule.WindingFill)
            font = self.glyphs.rawFont()
            for glyph, place in zip(self.glyphs.glyphIndexes(), self.glyphs.positions(), strict=True):
                self._outline.addPath(font.pathForGlyph(glyph).translated(place))
        return self._outline


class PaperPainter:
    """Paints pages with one set of fonts.

    Keeps what was looked up, so one object should paint a whole document. Only for the thread that made it
    (a ``QRawFont`` belongs to its thread).
    """

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._files: dict[FilePath, QRawFont] = {}
        self._sized: dict[tuple[FilePath, float], QRawFont] = {}
        self._runs: dict[tuple[str, float, bool], tuple[_Run, ...]] = {}
        self._pictures: dict[bytes, QImage] = {}
        self._largest = 0.0  # type size that is painted as glyphs, in points

    def paint(self, painter: QPainter, page: Page) -> None:
        """Draw the page at the painter's origin, one unit of the painter being a point (1/72 inch)."""
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scale = math.sqrt(abs(painter.deviceTransform().determinant()))
        on_screen = painter.paintEngine().type() is QPaintEngine.Type.Raster
        self._largest = _LARGEST_GLYPHS / scale if on_screen and scale else math.inf
        self._draw(painter, page.operations)
        painter.restore()

    def picture(self, page: Page, scale: float, device_pixel_ratio: float = 1.0) -> QImage:
        """The page on white paper, ``scale`` pixels of the window to a point."""
        width = max(1, round(page.width * scale * device_pixel_ratio))
        height = max(1, round(page.height * scale * device_pixel_ratio))
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(width / page.width, height / page.height)
        self.paint(painter, page)
        painter.end()
        image.setDevicePixelRatio(device_pixel_ratio)
        return image

    def _draw(self, painter: QPainter, operations: tuple[Operation, ...]) -> None:
        for operation in operations:
            match operation:
                case Text():
                    self._text(painter, operation)
                case Line(x1, y1, x2, y2, width, ink, dash):
                    painter.setPen(_pen(ink, width, dash))
                    painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
                case Rectangle(x, y, w, h, width, ink, fill):
                    painter.setPen(_pen(ink, width, ()) if width else Qt.PenStyle.NoPen)
                    painter.setBrush(_brush(fill) if fill else Qt.BrushStyle.NoBrush)
                    painter.drawRect(QRectF(x, y, w, h))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                case Path(segments, fill, width, ink):
                    painter.setPen(_pen(ink, width, ()) if width else Qt.PenStyle.NoPen)
                    painter.setBrush(_brush(fill) if fill else Qt.BrushStyle.NoBrush)
                    painter.drawPath(_outline(segments))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                case Group(x, y, inner):
                    painter.translate(x, y)
                    self._draw(painter, inner)
                    painter.translate(-x, -y)
                case Placed(x, y, stamp):
                    painter.translate(x, y)
                    self._draw(painter, stamp.operations)
                    painter.translate(-x, -y)
                case Image(x, y, w, h, data):
                    painter.drawImage(QRectF(x, y, w, h), self._picture(data))
                case Clip(x, y, w, h, inner):
                    painter.save()
                    painter.setClipRect(QRectF(x, y, w, h), Qt.ClipOperation.IntersectClip)
                    self._draw(painter, inner)
                    painter.restore()

    def _text(self, painter: QPainter, operation: Text) -> None:
        x, y, text, size, bold, ink = operation
        runs = self._runs.get((text, size, bold))
        if runs is None:
            runs = self._looked_up(text, size, bold=bold)
        at = QPointF(x, y)
        for run in runs:
            if run.stroke:
                painter.setPen(_pen(ink, run.stroke, ()))
                painter.setBrush(_brush(ink))
                painter.drawPath(run.outline.translated(at))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            elif size > self._largest:
                painter.fillPath(run.outline.translated(at), _brush(ink))
            else:
                painter.setPen(_pen(ink, 0.5, ()))
                painter.drawGlyphRun(at, run.glyphs)

    def _looked_up(self, text: str, size: float, *, bold: bool) -> tuple[_Run, ...]:
        """The runs of a text, one for each change of font file, as the PDF has them."""
        chain = self._fonts.weight(bold=bold)
        paths = chain.paths()
        pieces: list[tuple[int, list[int], list[QPointF]]] = []
        x = 0.0
        for character in text:
            file, glyph, advance = chain.glyph(character)
            if not pieces or pieces[-1][0] != file:
                pieces.append((file, [], []))
            pieces[-1][1].append(glyph)
            pieces[-1][2].append(QPointF(x, 0))
            x += advance * size / 1000
        runs = tuple(
            _Run(
                self._raw_font(paths[file], size), glyphs, places, size * _EMBOLDENED if bold and file else 0
            )
            for file, glyphs, places in pieces
        )
        if len(self._runs) >= _TEXTS_KEPT:
            self._runs.clear()
        self._runs[text, size, bold] = runs
        return runs

    def _raw_font(self, path: FilePath, size: float) -> QRawFont:
        sized = self._sized.get((path, size))
        if sized is None:
            opened = self._files.get(path)
            if opened is None:
                # Hinting would move stems to whole pixels: another picture on every screen.
                opened = QRawFont(str(path), _OPENED_AT, QFont.HintingPreference.PreferNoHinting)
                opened = self._files[path] = _registered(opened) or opened
            sized = QRawFont(opened)
            sized.setPixelSize(size)
            self._sized[path, size] = sized
        return sized

    def _picture(self, data: bytes) -> QImage:
        picture = self._pictures.get(data)
        if picture is None:
            picture = self._pictures[data] = QImage.fromData(data)
        return picture


def _registered(opened: QRawFont) -> QRawFont | None:
    """The same font as the window's own fonts have it, where this very file was registered with Qt.

    From such a font Qt's printing embeds the glyphs it needs; of one that it knows as a file alone it draws every
    character's outline, which takes fifty times as long and makes a page of half a megabyte.
    """
    font = QFont(opened.familyName())
    font.setPixelSize(round(_OPENED_AT))
    font.setWeight(QFont.Weight(opened.weight()))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    found = QRawFont.fromFont(font)
    # The checksum of the whole file is in this table: a namesake that is installed on this PC has another one.
    return found if found.fontTable("head") == opened.fontTable("head") else None


@cache
def _pen(ink: str, width: float, dash: tuple[float, ...]) -> QPen:
    """A pen as a PDF has it: butt ends, pointed corners, dashes in points (Qt counts them in pen widths)."""
    pen = QPen(
        QColor(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.SvgMiterJoin
    )
    pen.setMiterLimit(10)
    if dash:
        in_widths = [length / (width or 1) for length in dash]
        # One length stands for stroke and gap alike (ISO 32000-1, 8.4.3.6); Qt wants pairs.
        pen.setDashPattern(in_widths * 2 if len(in_widths) % 2 else in_widths)
    return pen


@cache
def _brush(ink: str) -> QBrush:
    return QBrush(QColor(ink))


def _outline(segments: tuple[tuple[str | float, ...], ...]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for kind, *numbers in segments:
        values = [float(number) for number in numbers]
        match kind:
            case "m":
                path.moveTo(values[0], values[1])
            case "l":
                path.lineTo(values[0], values[1])
            case "c":
                path.cubicTo(*values)
            case "h":
                path.closeSubpath()
            case "re":
                path.addRect(*values)
    return path
