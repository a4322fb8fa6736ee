"""The rows of the search popup: groups with headings, what matched in bold, and who is meant."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from community_desk.ledger.search import Hit
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

GROUP_WORDS = {"resident": "居民", "household": "户", "staff": "工作人员"}
MOST_A_GROUP = 8
# What a match by number or note would show to who stands at the counter.
_OPEN_REASONS = ("姓名", "拼音", "门牌", "外文名", "户主")


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a group: its word, and how many of it there are among the hits."""

    word: str
    count: int


SearchRow = Heading | Hit


def grouped(hits: Sequence[Hit]) -> list[SearchRow]:
    """Hits by kind, the kind of the best hit first; at most ``MOST_A_GROUP`` each unless it is the only kind."""
    kinds: dict[str, list[Hit]] = {}
    for hit in hits:
        kinds.setdefault(hit.kind, []).append(hit)
    most = MOST_A_GROUP if len(kinds) > 1 else len(hits)
    rows: list[SearchRow] = []
    for kind, found in kinds.items():
        rows.append(Heading(GROUP_WORDS.get(kind, kind), len(found)))
        rows += found[:most]
    return rows


def pieces(text: str, bold: Collection[str]) -> Iterator[tuple[str, bool]]:
    """``text`` cut into parts that are bold or not; each of ``bold`` is made bold where it first stands."""
    marks = [False] * len(text)
    for part in bold:
        at = text.casefold().find(part.casefold()) if part else -1
        if at >= 0:
            marks[at : at + len(part)] = [True] * len(part)
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] != marks[start]:
            yield text[start:place], marks[start]
            start = place


class SearchModel(QAbstractListModel):
    """Headings and hits; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SearchRow] = []
        self.is_private = False

    def show_rows(self, rows: list[SearchRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def hit(self, place: int) -> Hit | None:
        """The hit in a row, None for a heading."""
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        return row if isinstance(row, Hit) else None

    def set_private(self, private: bool) -> None:
        """Hide numbers and notes while somebody stands by."""
        self.is_private = private
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def why(self, hit: Hit) -> str:
        """Why it was found, as it may be shown now."""
        if self.is_private and hit.why and not hit.why.startswith(_OPEN_REASONS):
            return f"{hit.why.partition(' ')[0]} {HIDDEN}"
        return hit.why

    def next_hit(self, place: int, step: int) -> int:
        """The next row with a hit from ``place`` on in steps of 1 or −1; ``place`` itself if there is none."""
        at = place + step
        while 0 <= at < len(self.rows):
            if self.hit(at) is not None:
                return at
            at += step
        return place

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row as text, for screen readers too."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        row = self.rows[index.row()]
        if isinstance(row, Heading):
            return row.word
        return "，".join(part for part in (row.title, row.door, _year(row), self.why(row)) if part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only hits can be chosen."""
        if self.hit(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class SearchDelegate(QStyledItemDelegate):
    """Paints a row: title and door on the first line, why it was found on the second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are one line high, hits two."""
        line = QFontMetrics(option.font).height()
        is_heading = isinstance(_row(index), Heading)
        height = line + self._theme.space if is_heading else 2 * line + self._theme.space
        return QSize(self._theme.pixels(200), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row in the colours of the theme."""
        row = _row(index)
        painter.save()
        space = self._theme.space
        box = option.rect.adjusted(2 * space, space // 2, -2 * space, -(space // 2))
        if isinstance(row, Heading):
            painter.setPen(self._theme.colour("second"))
            painter.setFont(option.font)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.word)
        else:
            self._paint_hit(painter, option, box, row, _model(index).why(row))
        painter.restore()

    def _paint_hit(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, hit: Hit, why: str
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._theme.colour("selection"))
            edge = QRect(option.rect.left(), option.rect.top(), self._theme.space // 2, option.rect.height())
            painter.fillRect(edge, self._theme.colour("accent"))
        line = QFontMetrics(option.font).height()
        upper = QRect(box.left(), box.top(), box.width(), line)
        gone = "（已不在此居住）" if hit.is_gone else ""
        text, second = self._theme.colour("text"), self._theme.colour("second")
        painter.setPen(second if hit.is_gone else text)
        at = _draw(painter, option.font, upper, pieces(hit.title, hit.matched))
        painter.setPen(second)
        rest = "   ".join(part for part in (hit.door, _year(hit), gone) if part)
        upper.setLeft(at + 2 * self._theme.space)
        _draw(painter, option.font, upper, [(rest, False)])
        lower = QRect(box.left(), box.top() + line, box.width(), line)
        _draw(painter, option.font, lower, pieces(why, hit.matched))


def _draw(painter: QPainter, font: QFont, box: QRect, parts: Iterable[tuple[str, bool]]) -> int:
    """Draw parts of text one after another, cut with … at the right; returns where they end."""
    at = box.left()
    for text, bold in parts:
        shown = QFont(font)
        shown.setBold(bold)
        metrics = QFontMetrics(shown)
        room = box.right() - at
        if room <= 0:
            break
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(shown)
        painter.drawText(QRect(at, box.top(), room, box.height()), Qt.AlignmentFlag.AlignVCenter, fitting)
        at += metrics.horizontalAdvance(fitting)
    return at


def _model(index: Index) -> SearchModel:
    model = index.model()
    if not isinstance(model, SearchModel):
        raise TypeError(model)
    return model


def _row(index: Index) -> SearchRow:
    return _model(index).rows[index.row()]


def _year(hit: Hit) -> str:
    return f"{hit.birth_year} 年生" if hit.birth_year else ""
