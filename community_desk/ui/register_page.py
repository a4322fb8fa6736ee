"""What the pages 居民 and 户 have in common: chips above a list, and the card of the current row beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter

from community_desk.ledger import access
from community_desk.ledger.lists import ListFilter, ListKind
from community_desk.ui.card import DetailCard
from community_desk.ui.desk import Desk
from community_desk.ui.filter_bar import Facets, FilterBar
from community_desk.ui.filter_parts import Part
from community_desk.ui.half_written import NEW
from community_desk.ui.page import Page
from community_desk.ui.saved_filters_button import SavedFiltersButton
from community_desk.ui.table_view import RegisterTable
from community_desk.ui.tables import Column, LedgerTableModel, Why

FilterT = TypeVar("FilterT", bound=ListFilter)
CARD_WIDTH = 340  # logical pixels at 中, at least
CARD_SHARE = 0.4  # of the page at most, and
USUAL_CARD_WIDTH = 480  # unless the user draws it wider


class RegisterPage(Page, Generic[FilterT]):
    """A list and its cards. Subclasses give both, and add their verbs."""

    unit: ClassVar[str]  # what is counted: "人"
    missing: ClassVar[str]  # said where ``open`` is asked for a row that the list never shows

    def __init__(
        self,
        desk: Desk,
        *,
        kind: ListKind[FilterT],
        columns: Sequence[Column],
        parts: Sequence[Part],
        empty: FilterT,
        card: DetailCard[Any],
        facets: Facets | None = None,
    ) -> None:
        super().__init__(desk)
        self.model = LedgerTableModel(desk, kind, columns, empty, parent=self)
        self.table = RegisterTable(desk, self.model, name=self.name, title=f"{self.title}列表")
        self.card = card
        self.filters = FilterBar(desk, parts, empty, facets=facets)
        self.filters.setParent(self)
        self.saved = SavedFiltersButton(desk, self.name, self.filters)
        self.filters.bar.add_button(self.saved)
        self._wanted_uid = ""
        self._is_order_asked = False
        self._is_retried = False
        self._is_going_back = False
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(card)
        self.splitter.setCollapsible(0, False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(lambda *_: self._remember_share())
        self.body.addWidget(self.filters.bar)
        self.body.addWidget(self.splitter, 1)
        self.model.loaded.connect(self._loaded)
        self.filters.changed.connect(self._filter_changed)
        # The chip that had the keyboard is gone.
        self.filters.bar.removed.connect(lambda _: self.table.setFocus())
        self.filters.bar.cleared.connect(self.table.setFocus)
        self.table.current_changed.connect(self._current_changed)
        self.table.selection_changed.connect(lambda _: self._tell())
        self.table.opened.connect(self._opened)
        self.table.copied.connect(self._log_copy)
        card.installEventFilter(self)
        self.first_focus = self.table
        desk.theme.changed.connect(self._scale)
        self._scale()

    def add_row_verb(self, text: str, slot: Callable[[], object]) -> QAction:
        """A verb for the selected rows, in the menu of the right mouse button."""
        action = QAction(text, self.table)
        action.triggered.connect(lambda _=False: slot())
        self.table.addAction(action)
        return action

    # Showing

    def arrive(self) -> None:
        """Read the list when it is first looked at, and again what became stale."""
        self.model.load()
        self.filters.show_chips()
        self._tell()

    def open(self, kind: str, uid: str) -> None:
        """Make the row current and show its card; a filter that hides it is cleared, saying so.

        Asked for by the page's own name, ``uid`` may be several, with commas: the list shows these alone; or
        ``NEW`` for the form of a new row.
        """
        if kind == self.name:
            if uid == NEW:
                self.add()
            elif self.card.may_leave():
                self.filters.set(replace(self.filters.empty, only_uids=tuple(uid.split(","))))
            return
        if not self.card.show_row(uid):
            return
        self._show_card()
        self._wanted_uid = uid
        self._is_retried = False
        if not self.model.is_loaded:
            self.model.load()
        elif not self._is_order_asked:
            self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        uid = self._wanted_uid
        if not uid or self.table.go_to(uid):
            self._wanted_uid = ""
        elif not self.filters.wanted.is_empty:
            self.filters.clear()
            self.desk.say("为了显示这一条，已去掉筛选条件。")
        elif not self._is_retried:
            # Written a moment ago, perhaps: the order that is there may be older.
            self._is_retried = self._is_order_asked = True
            self.model.refresh()
        else:
            self._wanted_uid = ""
            self.table.clearSelection()
            self.desk.say(self.missing)

    def _loaded(self) -> None:
        self._is_order_asked = False
        if self._wanted_uid:
            self._go_to_wanted()
        elif not self.card.uid and self.model.count:
            self.table.go_to(self.model.uid_at(0))  # rather than a third of the page that says nothing
        self._tell()

    def _filter_changed(self) -> None:
        self._is_order_asked = True
        self.model.set_filter(self.filters.wanted)
        self.show_empty_state()

    def show_empty_state(self) -> None:
        """Say in an empty list what belongs here, or that nothing fits the filter."""
        if self.filters.wanted.is_empty:
            self.set_first_step()
        else:
            self.table.set_empty("没有符合这些条件的。", "清除全部条件", self.filters.clear)

    def add(self) -> None:
        """Open the form for a new row."""
        raise NotImplementedError

    def set_first_step(self) -> None:
        """Say what belongs into the list while the ledger is empty."""
        raise NotImplementedError

    def _current_changed(self, uid: str) -> None:
        if self._is_going_back:
            return
        if not uid and (self.model.why is Why.CHANGED or self._wanted_uid or self.card.is_editing):
            return  # who has just moved away stays in sight
        if uid and uid == self.card.uid:
            return
        if uid and not self.table.selected_count():
            self.table.go_to(uid)  # the list that gets the focus has a current row, but none selected
        if not self.card.show_row(uid):
            # Back to the row that is being edited, once the table has finished its own step.
            QTimer.singleShot(0, self, self._go_back)

    def _go_back(self) -> None:
        self._is_going_back = True
        self.table.go_to(self.card.uid)
        self._is_going_back = False

    def _opened(self, uid: str) -> None:
        if uid == self.card.uid or self.card.show_row(uid):
            self._show_card()
            self.card.setFocus()

    def _log_copy(self, rows: int) -> None:
        """One person's phone number is looked up and copied all day; a list that is carried away is an export."""
        if rows > 1:
            self.desk.attempt(
                lambda: access.record_export(
                    subject=f"{self.title}列表",
                    purpose="复制到剪贴板",
                    person_count=rows,
                    operator=self.desk.operator,
                )
            )

    def _tell(self) -> None:
        count = f"{self.model.count:,} {self.unit}"
        self.set_count(count if self.model.is_loaded else "")
        selected = self.table.selected_count()
        self.status_changed.emit(f"{count} · 已选 {selected:,}" if selected > 1 else count)

    def may_leave(self) -> bool:
        """Not while the card keeps something typed that the user does not give up, or a cell something wrong."""
        if self.table.finish_editing() and self.card.may_leave():
            self.card.stop_editing()
            return True
        return False

    # The room beside the list

    def _show_card(self) -> None:
        if self.splitter.sizes()[1] == 0:
            self._share_out()

    def _scale(self) -> None:
        self.card.setMinimumWidth(self.desk.theme.pixels(CARD_WIDTH))
        self._share_out()

    def _share_out(self) -> None:
        chosen = self.desk.preferences.get(f"list/{self.name}/card", 0) / 1000
        width = self.splitter.width() or 1000
        pixels = self.desk.theme.pixels
        usual = min(width * CARD_SHARE, pixels(USUAL_CARD_WIDTH))
        card = max(round(width * chosen if chosen else usual), pixels(CARD_WIDTH))
        self.splitter.setSizes([max(width - card, 1), card])

    def _remember_share(self) -> None:
        table, card = self.splitter.sizes()
        self.desk.preferences.put(f"list/{self.name}/card", round(1000 * card / max(table + card, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card keeps its share of the width; put away, it stays so."""
        is_away = self.splitter.sizes()[1] == 0 and self.isVisible()
        super().resizeEvent(event)
        if not is_away:
            self._share_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc goes from the card back to the list."""
        is_card = watched is self.card and event.type() == QEvent.Type.KeyPress
        if is_card and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.table.setFocus()
            return True
        return super().eventFilter(watched, event)
