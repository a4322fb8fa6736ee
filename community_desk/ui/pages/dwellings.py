"""住房: every door of the community as a list, and each building as it stands there; the card of a door beside both."""

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from community_desk.ledger import buildings
from community_desk.ledger.lists import DwellingFilter
from community_desk.ledger.lists_dwellings import DWELLINGS
from community_desk.ui.building_panel import BuildingPanel
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_dwelling import AddDwellingDialog
from community_desk.ui.dwelling_card import DwellingCardView
from community_desk.ui.list_columns import dwelling_columns
from community_desk.ui.list_filters import dwelling_parts
from community_desk.ui.register_page import RegisterPage
from community_desk.ui.tab_row import TabRow

_VIEW = "dwellings/view"
_LIST, _BOARD = 0, 1


class DwellingsPage(RegisterPage[DwellingFilter]):
    """The list of doors and the picture of a building take turns at the left."""

    name: ClassVar[str] = "dwellings"
    title: ClassVar[str] = "住房"
    icon: ClassVar[str] = "mdi6.office-building-outline"
    unit: ClassVar[str] = "套"
    missing: ClassVar[str] = "这个门牌不在列表里，资料在右边。"

    def __init__(self, desk: Desk) -> None:
        self._is_board = False
        super().__init__(
            desk,
            kind=DWELLINGS,
            columns=dwelling_columns(desk),
            parts=dwelling_parts(),
            empty=DwellingFilter(),
            card=DwellingCardView(desk),
        )
        self.panel = BuildingPanel(desk)
        self.views = QStackedWidget()
        self.splitter.replaceWidget(0, self.views)
        self.views.addWidget(self.table)
        self.views.addWidget(self.panel)
        self.table.show()
        self.splitter.setCollapsible(0, False)
        self.splitter.setStretchFactor(0, 1)
        self.view_row = TabRow(["列表", "楼栋图"], name="住房怎么显示")
        self.heading.insertWidget(2, self.view_row)
        self.add_verb("新增门牌", "mdi6.plus", self.add, main=True)
        self.add_row_verb("看所在的楼栋", lambda: self.show_view(board=True))
        self.set_first_step()
        board = self.panel.board
        board.current_changed.connect(self._door_chosen)
        board.opened.connect(self._opened)
        self.panel.counted.connect(self._count_building)
        self.panel.shown.connect(self._building_shown)
        self.card.shown.connect(self._card_shown)
        self.view_row.chosen.connect(lambda place: self._turn(board=place == _BOARD))
        self.view_row.choose(_BOARD if desk.preferences.get(_VIEW, "list") == "board" else _LIST)

    @property
    def is_board(self) -> bool:
        """Whether the picture of a building is shown."""
        return self._is_board

    def show_view(self, *, board: bool) -> None:
        """Show the building or the list."""
        self.view_row.choose(_BOARD if board else _LIST)

    def arrive(self) -> None:
        """Refresh what is shown."""
        super().arrive()
        if self._is_board:
            self.panel.arrive()

    def open(self, kind: str, uid: str) -> None:
        """Show a door, or the picture of a building."""
        if kind == "building":
            self.show_view(board=True)
            self.panel.show_building(uid.partition(",")[0])
        elif self._is_board:
            if self.card.show_row(uid):
                self._show_card()
        else:
            super().open(kind, uid)

    def set_first_step(self) -> None:
        """Doors come with an import, or one by one."""
        self.table.set_empty("还没有门牌。导入台账时会一起建好，也可以一个一个新增。", "新增门牌", self.add)

    def add(self) -> None:
        """Enter a door, of the building that is shown."""
        card = self.panel.card if self._is_board else None
        if card is None and not buildings.list_buildings():
            self.desk.refused.emit("还没有楼栋或巷路，请先在“设置 → 小区和楼栋”里登记。")
            self.desk.open("settings", "places")
            return
        present = self.card.card
        building = card.uid if card else present.door.building_uid if present else ""
        dialog = AddDwellingDialog(self.desk, self, building=building)
        dialog.added.connect(lambda uid: self.open("dwelling", uid))
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc goes from the card back to the picture, as it does to the list."""
        is_key = watched is self.card and event.type() == QEvent.Type.KeyPress
        if self._is_board and is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.panel.board.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _turn(self, *, board: bool) -> None:
        self._is_board = board
        self.desk.preferences.put(_VIEW, "board" if board else "list")
        self.filters.bar.setVisible(not board)
        self.views.setCurrentWidget(self.panel if board else self.table)
        self.first_focus = self.panel.board if board else self.table
        if not board:
            if self.card.uid:
                self.table.go_to(self.card.uid)
            self._tell()
            return
        card = self.card.card
        if card is not None:
            self.panel.show_building(card.door.building_uid, card.uid)
        elif self.isVisible():
            self.panel.arrive()

    def _door_chosen(self, uid: str) -> None:
        if uid and uid != self.card.uid and not self.card.show_row(uid):
            self.panel.board.go_to(self.card.uid)

    def _card_shown(self, uid: str) -> None:
        card = self.card.card
        if self._is_board and uid and card is not None and self.panel.board.current != uid:
            self.panel.show_building(card.door.building_uid, uid)

    def _building_shown(self, uid: str) -> None:
        """The card of a door in another building goes away, unless it is being edited."""
        card = self.card.card
        if self._is_board and card is not None and not self.card.is_editing and card.door.building_uid != uid:
            self.card.show_row("")

    def _count_building(self, text: str) -> None:
        if self._is_board:
            self.status_changed.emit(text)
