"""Tables over lists of any length: the order is an array of ids, rows are read when they come into sight.

A million residents take 8 MB and the rows of a few screens; a list of their texts takes 100 times that.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from community_desk.domain.errors import UserError
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.lists import ListFilter, ListKind
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk

FilterT = TypeVar("FilterT", bound=ListFilter)
Index = QModelIndex | QPersistentModelIndex

# Few, since rows beside each other in the list lie far apart in the file: at a million residents by name a screen took
# 9 ms in pages of 64 and 6 in pages of 16.
_ROWS_A_PAGE = 16
_PAGES_KEPT = 128
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it shows of a row (a tuple of the list) and what may be done with it.

    ``width`` is in characters of the type in use. ``sort`` is a key of the list, empty if it cannot be sorted by.
    ``is_number`` aligns right, with digits of one width, and leaves the value a number when copied. ``save`` writes
    what was typed in place and returns a sentence if it cannot (or raises ``UserError``); ``edited`` is the text to
    begin with, where it is not the one shown. ``tone`` names a colour of the theme ("" for the usual).
    """

    key: str
    title: str
    width: int
    text: Callable[[Any], str]
    sort: str = ""
    is_number: bool = False
    is_private: bool = False
    is_hidden: bool = False
    save: Callable[[Any, str], str | None] | None = None
    edited: Callable[[Any], str] | None = None
    tool_tip: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None


class Why(IntEnum):
    """Why rows come in a new order: what the view then keeps in sight."""

    CHANGED = auto()
    SORTED = auto()
    FILTERED = auto()


class LedgerTableModel(QAbstractTableModel, Generic[FilterT]):
    """Rows of a list, read page by page on demand (1 ms); the order is asked for beside the window.

    A new order comes as a reset; the view keeps place and selection by the ids. ``loaded`` follows each order, also
    when it is the one that was there. Out of sight (``pause``) changes are noted and read at ``resume``.
    """

    loaded = Signal()

    def __init__(
        self,
        desk: Desk,
        kind: ListKind[FilterT],
        columns: Sequence[Column],
        wanted: FilterT,
        *,
        sort: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.kind = kind
        self.columns = tuple(columns)
        self.filter = wanted
        self.sort_key = sort or kind.sorts[0]
        self.descending = False
        self.is_loaded = False
        self.why = Why.FILTERED
        self.order = array("q")
        self._pages: OrderedDict[int, list[tuple[Any, ...] | None]] = OrderedDict()
        self._is_paused = False
        self._is_stale = True
        self._is_held = False
        self._asked: Why | None = None
        self._waiting: array[int] | None = None
        self._figures = QFont()
        self._theme_changed()
        desk.changed.connect(self._ledger_changed)
        desk.privacy_changed.connect(self._all_changed)
        desk.theme.changed.connect(self._theme_changed)

    # What is shown

    def set_filter(self, wanted: FilterT) -> None:
        """Show what ``wanted`` leaves."""
        if wanted != self.filter or not self.is_loaded:
            self.filter = wanted
            self._ask(Why.FILTERED)

    def set_sort(self, key: str, *, descending: bool = False) -> None:
        """Show the rows in the order of a key of the list."""
        if key not in self.kind.sorts:
            raise ValueError(key)
        if (key, descending) != (self.sort_key, self.descending):
            self.sort_key, self.descending = key, descending
            if self.is_loaded or self._asked is not None:
                self._ask(Why.SORTED)

    def load(self) -> None:
        """Ask for the order if it was never asked for or may have changed since."""
        if self._is_stale and self._asked is None:
            self._ask(Why.CHANGED if self.is_loaded else Why.FILTERED)

    def refresh(self) -> None:
        """Read everything again; place and selection stay."""
        self._pages.clear()
        self._all_changed()
        self._ask(Why.CHANGED)

    def pause(self) -> None:
        """Read nothing while nobody looks."""
        self._is_paused = True

    def resume(self) -> None:
        """Somebody looks again."""
        self._is_paused = False
        self.load()

    def hold(self) -> None:
        """Keep the rows where they are (somebody types in one of them); a new order waits for ``release``."""
        self._is_held = True

    def release(self) -> None:
        """Rows may move again."""
        self._is_held = False
        if self._waiting is not None:
            order, self._waiting = self._waiting, None
            self._take(order)

    # Rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.order)

    def row_at(self, number: int) -> tuple[Any, ...] | None:
        """The row in this place; ``None`` if it was withdrawn since the order was read."""
        page, place = divmod(number, _ROWS_A_PAGE)
        rows = self._pages.get(page)
        if rows is None:
            rows = self._read(page)
        elif len(self._pages) > 1:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def uid_at(self, number: int) -> str:
        """The uid of the row in this place, "" if there is none."""
        row = self.row_at(number) if 0 <= number < len(self.order) else None
        return str(row[1]) if row else ""

    def uids_at(self, numbers: Sequence[int]) -> list[str]:
        """The uids of the rows in these places, however many."""
        return self.kind.uids_of([self.order[number] for number in numbers])

    def row_of(self, uid: str) -> int:
        """The place of the row with this uid, -1 if the filter does not leave it."""
        return self.place_of(self.kind.id_of(uid))

    def place_of(self, id_: int) -> int:
        """The place of the row with this id, -1 if the filter does not leave it."""
        try:
            return self.order.index(id_)
        except ValueError:
            return -1

    def text_at(self, number: int, column: int) -> str:
        """What a cell shows, hidden if it is private and somebody stands by."""
        row = self.row_at(number)
        if row is None:
            return ""
        wanted = self.columns[column]
        return HIDDEN if wanted.is_private and self.desk.is_private else wanted.text(row)

    def save_text(self, index: Index, text: str, row: tuple[Any, ...] | None) -> str:
        """Write what was typed into a cell; returns the sentence why not, "" if it is written.

        ``row`` is the row as it was when the typing began.
        """
        save = self.columns[index.column()].save
        if self.row_at(index.row()) is None:
            row = None
        if save is None or row is None:
            return "这一条刚被撤回了，请按 Esc 放弃。"
        refusals: list[str] = []

        def refused(refusal: UserError) -> None:
            refusals.append(refusal.sentence)

        problem = self.desk.attempt(lambda: save(row, text), refused=refused)
        if not refusals and not problem:
            self._forget({row[0]})
        return refusals[0] if refusals else problem or ""

    # What Qt asks for

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Qt.ItemDataRole.FontRole:
            return self._figures if column.is_number else None
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None:
            row = self.row_at(index.row())
            tone = column.tone(row) if row and not (column.is_private and self.desk.is_private) else ""
            return self.desk.theme.colour(tone) if tone else None
        if role == Qt.ItemDataRole.ToolTipRole and column.tool_tip is not None:
            row = self.row_at(index.row())
            return None if row is None or self.desk.is_private else column.tool_tip(row)
        if role == Qt.ItemDataRole.EditRole:
            row = self.row_at(index.row())
            if row is not None and column.is_private and self.desk.is_private:
                return HIDDEN
            return "" if row is None else (column.edited or column.text)(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {self.text_at(index.row(), index.column())}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.columns[section].is_number else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self.can_edit(index) else flags

    def can_edit(self, index: Index) -> bool:
        """Whether what a cell shows may be typed over now."""
        column = self.columns[index.column()]
        return column.save is not None and not (column.is_private and self.desk.is_private)

    # Reading

    def _read(self, page: int) -> list[tuple[Any, ...] | None]:
        ids = self.order[page * _ROWS_A_PAGE : (page + 1) * _ROWS_A_PAGE]
        found = {row[0]: row for row in self.kind.rows(ids)}
        rows = self._pages[page] = [found.get(id_) for id_ in ids]
        if len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return rows

    def _ask(self, why: Why) -> None:
        # Of several reasons that are answered together the one that moves most counts.
        self._asked = why if self._asked is None else max(why, self._asked)
        kind, wanted, sort, descending = self.kind, self.filter, self.sort_key, self.descending
        today = self.desk.today()
        self._is_stale = False
        self.desk.jobs.ask(
            self,
            "order",
            lambda: kind.order(wanted, sort=sort, descending=descending, today=today),
            self._arrived,
        )

    def _arrived(self, order: "array[int]") -> None:
        if self._is_held:
            self._waiting = order
        else:
            self._take(order)

    def _take(self, order: "array[int]") -> None:
        self.why, self._asked = self._asked or Why.CHANGED, None
        if not self.is_loaded or order != self.order:
            self.beginResetModel()
            self.order = order
            self._pages.clear()
            self.is_loaded = True
            self.endResetModel()
        self.loaded.emit()

    def _ledger_changed(self, change_set: ChangeSet) -> None:
        moves = not self.kind.order_tables(self.filter, self.sort_key).isdisjoint(change_set.rows)
        if self._is_paused or not self.is_loaded:
            self._pages.clear()
            self._is_stale |= moves
            if self._asked is not None and moves:
                self._ask(Why.CHANGED)
            return
        self._forget(self.kind.touched(change_set.rows))
        if moves:
            self._ask(Why.CHANGED)

    def _forget(self, ids: set[int] | None) -> None:
        """Read these rows again when they are next shown, all of them if ``None``."""
        if ids is None:
            self._pages.clear()
            self._all_changed()
            return
        for page in list(self._pages):
            first = page * _ROWS_A_PAGE
            here = self.order[first : first + _ROWS_A_PAGE]
            if not ids.isdisjoint(here):
                del self._pages[page]
                last = first + len(here) - 1
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _all_changed(self) -> None:
        if self.order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.order) - 1, len(self.columns) - 1))

    def _theme_changed(self) -> None:
        self._figures = QFont()
        self._figures.setFeature(QFont.Tag("tnum"), 1)
        self._all_changed()


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
