"""A building as it stands there: units, floors and rooms as tiles, or a lane's two sides along the street.

Every tile says in words what its colour says; arrows move between tiles, Enter opens one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from community_desk.domain.codes import BuildingKind, Tenure
from community_desk.domain.partial_dates import display_near
from community_desk.ledger.building_cards import BuildingCard, DoorCell, UnitGrid
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.theme import Theme

# Logical pixels at 中.
NARROWEST_TILE, WIDEST_TILE, TILE_HEIGHT = 108, 150, 66
LABEL_WIDTH, CAPTION_HEIGHT = 44, 24
RECENT_DAYS, HALF_YEAR_DAYS = 92, 183


class ColourBy(StrEnum):
    """What the colours of the tiles say."""

    TENURE = "tenure"
    CONTACT = "contact"

    @property
    def word(self) -> str:
        """As it is chosen."""
        return {"tenure": "住房情况", "contact": "上次见面"}[self.value]


@dataclass(frozen=True, slots=True)
class Tone:
    """How a tile looks: colours by role, and the word that says the same."""

    word: str
    fill: str
    bar: str = ""
    is_dashed: bool = False


TENURE_TONES = {
    Tenure.OWN: Tone("自住", "card"),
    Tenure.LET: Tone("出租", "accent_soft", "accent"),
    Tenure.EMPTY: Tone("空置", "window", is_dashed=True),
    Tenure.UNKNOWN: Tone("住房情况不详", "card", "edge"),
}
RECENT = Tone("三个月内", "card", "done")
HALF_YEAR = Tone("三到六个月", "soon_soft", "soon")
LONG_AGO = Tone("六个月以上", "overdue_soft", "overdue")
NEVER = Tone("还没有记录", "card", "edge")
NOBODY = Tone("没有人住", "window", is_dashed=True)
LEGENDS = {
    ColourBy.TENURE: tuple(TENURE_TONES.values()),
    ColourBy.CONTACT: (RECENT, HALF_YEAR, LONG_AGO, NEVER, NOBODY),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile and where it stands."""

    cell: DoorCell
    rect: QRect


@dataclass(frozen=True, slots=True)
class Caption:
    """A word beside the tiles: a unit, a floor, a side of the lane."""

    text: str
    rect: QRect
    is_street: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands, and how large that is."""

    tiles: tuple[Placed, ...] = ()
    captions: tuple[Caption, ...] = ()
    width: int = 0
    height: int = 0


class BuildingBoard(QAbstractScrollArea):
    """One building; ``current`` is the door chosen."""

    current_changed = Signal(str)  # uid of the door, "" for none
    opened = Signal(str)  # Enter or a double click

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.card: BuildingCard | None = None
        self.colour_by = ColourBy.TENURE
        self.plan = Plan()
        self._current = ""
        self.setAccessibleName("楼栋图")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(False)
        desk.privacy_changed.connect(self._privacy_changed)
        desk.theme.changed.connect(self._arrange)

    def show_building(self, card: BuildingCard | None) -> None:
        """Show this one; the chosen door stays if it is there."""
        is_other = card is None or self.card is None or card.uid != self.card.uid
        self.card = card
        self._arrange()
        if self._place(self._current) is None:
            self._current = ""
        if is_other:
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
        self._describe()

    def set_colour_by(self, what: ColourBy) -> None:
        """Have the colours say this."""
        self.colour_by = what
        self.viewport().update()
        self._describe()

    @property
    def current(self) -> str:
        """The uid of the chosen door, "" for none."""
        return self._current

    def go_to(self, uid: str) -> bool:
        """Choose this door; False if it is not in this building."""
        placed = self._place(uid)
        if placed is None:
            return False
        if uid != self._current:
            self._current = uid
            self._describe()
            self.current_changed.emit(uid)
        self._bring_into_sight(placed.rect)
        self.viewport().update()
        return True

    def words_of(self, cell: DoorCell) -> str:
        """A door in words, as a screen reader says it and the tool tip shows it."""
        hidden = self.desk.is_private
        parts = [cell.short, TENURE_TONES[cell.tenure].word, _heads(cell)]
        if cell.households:
            parts.append(f"{cell.people} 人")
            if cell.cared_for and not hidden:
                parts.append(f"关爱 {cell.cared_for} 人")
            contact = HIDDEN if hidden else _contact_words(cell, self.desk.today())
            parts.append(f"上次见面：{contact}")
        return "，".join(parts)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shift = self._shift()
        painter.translate(-shift)
        seen = event.rect().translated(shift)
        theme = self.desk.theme
        for caption in self.plan.captions:
            if not caption.rect.intersects(seen):
                continue
            if caption.is_street:
                painter.fillRect(caption.rect, theme.colour("hover"))
            painter.setPen(theme.colour("second"))
            painter.drawText(caption.rect, Qt.AlignmentFlag.AlignCenter, caption.text)
        for placed in self.plan.tiles:
            if placed.rect.intersects(seen):
                self._paint_tile(painter, placed)
        painter.end()

    def _paint_tile(self, painter: QPainter, placed: Placed) -> None:
        theme, cell, rect = self.desk.theme, placed.cell, placed.rect
        tone = tone_of(cell, self.colour_by, self.desk.today())
        hidden = self.desk.is_private and self.colour_by is ColourBy.CONTACT
        if hidden:
            tone = Tone("", "card")
        is_current = cell.uid == self._current
        radius = theme.pixels(4)
        if is_current:
            pen = QPen(theme.colour("focus" if self.hasFocus() else "accent"), theme.pixels(2))
        else:
            style = Qt.PenStyle.DashLine if tone.is_dashed else Qt.PenStyle.SolidLine
            pen = QPen(theme.colour("edge" if tone.is_dashed else "line"), 1, style)
        painter.setPen(pen)
        painter.setBrush(theme.colour("selection" if is_current else tone.fill))
        painter.drawRoundedRect(rect, radius, radius)
        if tone.bar:
            inset = theme.pixels(5)
            bar = QRect(rect.left() + 2, rect.top() + inset, theme.pixels(4), rect.height() - 2 * inset)
            painter.fillRect(bar, theme.colour(tone.bar))
        self._paint_words(painter, rect, cell, hidden=hidden)

    def _paint_words(self, painter: QPainter, rect: QRect, cell: DoorCell, *, hidden: bool) -> None:
        theme = self.desk.theme
        space = theme.space
        inner = rect.adjusted(space + space // 2, space // 2, -space // 2 - 2, -space // 2)
        height = inner.height() // 3
        lines = [QRect(inner.left(), inner.top() + at * height, inner.width(), height) for at in range(3)]
        right = self._right_word(cell, hidden=hidden)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        taken = painter.fontMetrics().horizontalAdvance(right) + space // 2 if right else 0
        self._draw(painter, lines[0].adjusted(0, 0, -taken, 0), cell.room)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.colour("second"))
        self._draw(painter, lines[0], right, Qt.AlignmentFlag.AlignRight)
        painter.setPen(theme.colour("text" if cell.households else "second"))
        self._draw(painter, lines[1], _heads(cell))
        painter.setPen(theme.colour("second"))
        people = f"{cell.people} 人" if cell.households else ""
        cared = f" · 关爱 {cell.cared_for}" if cell.cared_for and not self.desk.is_private else ""
        self._draw(painter, lines[2], people + cared)

    def _right_word(self, cell: DoorCell, *, hidden: bool) -> str:
        """What the colour says, as short as a tile has room for."""
        if self.colour_by is ColourBy.TENURE:
            return "" if cell.tenure is Tenure.UNKNOWN else cell.tenure.word
        if not cell.households:
            return ""
        if hidden:
            return HIDDEN
        if not cell.last_contact:
            return "无记录"
        return display_near(cell.last_contact, today=self.desk.today())

    def _draw(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, cut)

    # Keys and the mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        tiles = self.plan.tiles
        text = event.text()
        if held == Qt.KeyboardModifier.NoModifier and key in ways and tiles:
            present = self._place(self._current)
            found = tiles[0] if present is None else neighbour(tiles, present, *ways[Qt.Key(key)])
            if found is not None:
                self.go_to(found.cell.uid)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and tiles:
            self.go_to(tiles[0 if key == Qt.Key.Key_Home else -1].cell.uid)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current:
            self.opened.emit(self._current)
        elif text and text.isprintable() and not text.isspace() and not held:
            self.desk.search_requested.emit(text)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self.go_to(cell.uid)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self.opened.emit(cell.uid)

    def cell_at(self, point: QPoint) -> DoorCell | None:
        """The door under a point of the viewport."""
        inside = point + self._shift()
        return next((placed.cell for placed in self.plan.tiles if placed.rect.contains(inside)), None)

    def rect_of(self, uid: str) -> QRect:
        """Where a door stands in the viewport; empty for one that is not here."""
        placed = self._place(uid)
        return QRect() if placed is None else placed.rect.translated(-self._shift())

    def viewportEvent(self, event: QEvent) -> bool:
        """The tool tip of the tile under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words_of(cell) if cell else "", self.viewport())
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Where things stand

    def _arrange(self) -> None:
        wide = self.viewport().width()
        self.plan = plan_of(self.card, self.desk.theme, wide) if self.card is not None else Plan()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), self.plan.width, wide),
            (self.verticalScrollBar(), self.plan.height, self.viewport().height()),
        ):
            bar.setRange(0, max(whole - seen, 0))
            bar.setPageStep(seen)
            bar.setSingleStep(self.desk.theme.pixels(TILE_HEIGHT) // 2)
        self.viewport().update()

    def _shift(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _bring_into_sight(self, rect: QRect) -> None:
        space = self.desk.theme.space
        for bar, first, last, seen in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), self.viewport().width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), self.viewport().height()),
        ):
            if first - space < bar.value():
                bar.setValue(first - space)
            elif last + space > bar.value() + seen:
                bar.setValue(last + space - seen)

    def _place(self, uid: str) -> Placed | None:
        return next((placed for placed in self.plan.tiles if placed.cell.uid == uid), None)

    def _privacy_changed(self, _on: bool) -> None:
        self._describe()

    def _describe(self) -> None:
        placed = self._place(self._current)
        self.setAccessibleDescription("" if placed is None else self.words_of(placed.cell))
        self.viewport().update()


def tone_of(cell: DoorCell, colour_by: ColourBy, today: date) -> Tone:
    """How the tile of a door looks."""
    if colour_by is ColourBy.TENURE:
        return TENURE_TONES[cell.tenure]
    if not cell.households:
        return NOBODY
    if not cell.last_contact:
        return NEVER
    # Of a partial date the first day that it can mean: rather visited once too often.
    year, month, day = (*cell.last_contact.split("-"), "1", "1")[:3]
    days = (today - date(int(year), int(month), int(day))).days
    if days <= RECENT_DAYS:
        return RECENT
    return HALF_YEAR if days <= HALF_YEAR_DAYS else LONG_AGO


def neighbour(tiles: Sequence[Placed], present: Placed, right: int, down: int) -> Placed | None:
    """The next tile in a direction: the nearest, of those ahead, that is least aside."""
    here = present.rect.center()
    best: tuple[int, Placed] | None = None
    for placed in tiles:
        there = placed.rect.center()
        across, along = there.x() - here.x(), there.y() - here.y()
        ahead, aside = (across * right, abs(along)) if right else (along * down, abs(across))
        if ahead <= 0:
            continue
        far = ahead + 3 * aside
        if best is None or far < best[0]:
            best = (far, placed)
    return None if best is None else best[1]


def plan_of(card: BuildingCard, theme: Theme, width: int) -> Plan:
    """Where the tiles of a building stand in so many pixels."""
    return _lane(card, theme, width) if card.kind is BuildingKind.LANE else _block(card, theme, width)


def _block(card: BuildingCard, theme: Theme, width: int) -> Plan:
    """Units beside each other, below each other where the width is taken; the top floor above."""
    space = theme.space
    label, caption = theme.pixels(LABEL_WIDTH), theme.pixels(CAPTION_HEIGHT)
    bands = _bands(card.units, width, label=label, column=theme.pixels(NARROWEST_TILE) + space, space=space)
    spare = min((_room(band, width, label, space) for band in bands), default=0)
    wide = min(max(spare - space, theme.pixels(NARROWEST_TILE)), theme.pixels(WIDEST_TILE))
    tile = QSize(wide, theme.pixels(TILE_HEIGHT))
    tiles: list[Placed] = []
    captions: list[Caption] = []
    y, right = space, 0
    for band in bands:
        x, bottom = space // 2, y
        for unit in band:
            run = len(unit.columns) * (tile.width() + space)
            title = f"{unit.unit}单元" if unit.unit else card.name
            captions.append(Caption(title, QRect(x + label, y, run - space, caption)))
            top = y + caption + space // 2
            for row in unit.floors:
                captions.append(Caption(_floor(row.floor), QRect(x, top, label, tile.height())))
                for cell in row.doors:
                    left = x + label + cell.column * (tile.width() + space)
                    tiles.append(Placed(cell, QRect(QPoint(left, top), tile)))
                top += tile.height() + space
            bottom, right = max(bottom, top), max(right, x + label + run)
            x += label + run + space
        y = bottom + space
    return Plan(tuple(tiles), tuple(captions), right, y)


def _bands(
    units: Sequence[UnitGrid], width: int, *, label: int, column: int, space: int
) -> list[list[UnitGrid]]:
    """Units that have room beside each other; ``column`` is the least that one of their columns takes."""
    bands: list[list[UnitGrid]] = []
    taken = width
    for unit in units:
        needed = label + len(unit.columns) * column + space
        if not bands or taken + needed > width:
            bands.append([])
            taken = 0
        bands[-1].append(unit)
        taken += needed
    return bands


def _room(band: Sequence[UnitGrid], width: int, label: int, space: int) -> int:
    """How wide a column of the band may be."""
    columns = sum(len(unit.columns) for unit in band)
    return (width - space - len(band) * (label + space)) // max(columns, 1)


def _floor(floor: int | None) -> str:
    if floor is None:
        return ""
    return f"{floor}楼" if floor > 0 else f"地下{-floor}"


def _lane(card: BuildingCard, theme: Theme, width: int) -> Plan:
    """The odd side above the street and the even one below, in as many stretches as the width asks for."""
    space = theme.space
    label, street = theme.pixels(LABEL_WIDTH), theme.pixels(CAPTION_HEIGHT)
    room = width - label - space
    a_row = max(room // (theme.pixels(NARROWEST_TILE) + space), 1)
    wide = min(max(room // a_row - space, theme.pixels(NARROWEST_TILE)), theme.pixels(WIDEST_TILE))
    tile = QSize(wide, theme.pixels(TILE_HEIGHT))
    step = tile.width() + space
    tiles: list[Placed] = []
    captions: list[Caption] = []
    y = space

    def put(word: str, cells: Sequence[DoorCell]) -> None:
        nonlocal y
        captions.append(Caption(word, QRect(space // 2, y, label, tile.height())))
        for place, cell in enumerate(cells):
            tiles.append(Placed(cell, QRect(QPoint(space // 2 + label + place * step, y), tile)))
        y += tile.height() + space

    for first in range(0, max(len(card.odd), len(card.even)), a_row):
        odd, even = card.odd[first : first + a_row], card.even[first : first + a_row]
        put("单号" if odd else "", odd)
        y -= space // 2
        run = QRect(space // 2 + label, y, a_row * step - space, street)
        captions.append(Caption(card.name, run, is_street=True))
        y += street + space // 2
        put("双号" if even else "", even)
        y += space
    for first in range(0, len(card.unnumbered), a_row):
        put("无号" if first == 0 else "", card.unnumbered[first : first + a_row])
    return Plan(tuple(tiles), tuple(captions), min(width, label + a_row * step + space), y)


def _heads(cell: DoorCell) -> str:
    if not cell.households:
        return "没有人住"
    head = next((head for _, head in cell.households if head), "没有户主")
    return head if len(cell.households) == 1 else f"{head}等 {len(cell.households)} 户"


def _contact_words(cell: DoorCell, today: date) -> str:
    return display_near(cell.last_contact, today=today) if cell.last_contact else "还没有记录"
