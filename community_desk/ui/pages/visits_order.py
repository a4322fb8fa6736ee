"""The order to walk in: buildings with their doors, moved by dragging or with Alt and the arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QTreeView, QVBoxLayout, QWidget

from community_desk.ledger import buildings, dwellings, walking
from community_desk.ledger.visit_sheets import SheetHousehold
from community_desk.ui.desk import Desk
from community_desk.ui.page import verb_button

_MIME = "application/x-community-desk-walk"
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(slots=True)
class Door:
    """A door to walk to, with who lives behind it; ``uid`` is empty for a household without a door."""

    uid: str
    words: str
    people: str
    household: str


@dataclass(slots=True)
class Block:
    """A building with its doors; those of another grid or compound cannot change places with it."""

    uid: str
    words: str
    compound: str
    compound_words: str
    grid: str
    doors: list[Door] = field(default_factory=list)


def blocks_of(homes: Sequence[SheetHousehold]) -> list[Block]:
    """Households in walking order as buildings with their doors; who shares a door stands in one line."""
    found = []
    for _, in_building in groupby(homes, key=lambda home: (home.building_uid, home.walk.grid)):
        block_homes = list(in_building)
        first = block_homes[0]
        block = Block(
            first.building_uid,
            first.building or "没有门牌",
            first.compound_uid,
            first.walk.compound,
            first.walk.grid,
        )
        for _, behind in groupby(block_homes, key=lambda home: home.dwelling_uid or home.uid):
            door_homes = list(behind)
            home = door_homes[0]
            people = "、".join(each.members[0].name for each in door_homes)
            block.doors.append(Door(home.dwelling_uid, home.door, people, home.uid))
        found.append(block)
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """A wish: the ``row`` under ``parent`` (None: among the buildings) is to go where ``to`` stands now."""

    parent: int | None
    row: int
    to: int


class OrderModel(QAbstractItemModel):
    """Buildings, and below each its doors. It moves nothing by itself: ``move_wanted`` asks for it."""

    move_wanted = Signal(object)  # Move

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocks: list[Block] = []
        self.hides_names = False

    def show_blocks(self, blocks: list[Block]) -> None:
        """Show these in place of what was there."""
        self.beginResetModel()
        self.blocks = blocks
        self.endResetModel()

    def hide_names(self, *, hidden: bool) -> None:
        """Show the doors alone, since somebody stands by."""
        self.hides_names = hidden
        self.show_blocks(self.blocks)

    def carry_out(self, move: Move) -> None:
        """Show a move that was carried out in the ledger."""
        parent = _NOWHERE if move.parent is None else self.index(move.parent, 0)
        things: list[Any] = self.blocks if move.parent is None else self.blocks[move.parent].doors
        after = move.to + (move.to > move.row)
        self.beginMoveRows(parent, move.row, move.row, parent, after)
        things.insert(move.to, things.pop(move.row))
        self.endMoveRows()

    def block_at(self, index: Index) -> int | None:
        """The place of the building that a row is, or belongs to."""
        if not index.isValid():
            return None
        return index.row() if index.internalId() == 0 else index.internalId() - 1

    def door_at(self, index: Index) -> Door | None:
        """The door that a row is; None for a building."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self.blocks[index.internalId() - 1].doors[index.row()]

    # Qt's model. A door's internal id is the place of its building, counted from 1; a building's is 0.

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The index of a building, or of a door below it."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override] # the other form is QObject's
        """The building of a door."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Buildings, or a building's doors."""
        if not parent.isValid():
            return len(self.blocks)
        return len(self.blocks[parent.row()].doors) if parent.internalId() == 0 else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        """One column."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The door with who lives behind it; the building with how many doors."""
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        door = self.door_at(index)
        if door is not None:
            return door.words if self.hides_names else f"{door.words}　{door.people}"
        block = self.blocks[index.row()]
        grid = f"（{block.grid}）" if block.grid else ""
        return f"{block.words}　{len(block.doors)} 个门{grid}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be dragged that has a place of its own."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        door = self.door_at(index)
        uid = self.blocks[index.row()].uid if door is None else door.uid
        if uid:
            usual |= Qt.ItemFlag.ItemIsDragEnabled
        if door is None:
            usual |= Qt.ItemFlag.ItemIsDropEnabled
        return usual

    def supportedDropActions(self) -> Qt.DropAction:
        """Rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Rows of this list alone."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The row that is dragged: the place of its building (empty for a building) and its own."""
        index = indexes[0]
        parent = "" if index.internalId() == 0 else str(index.internalId() - 1)
        data = QMimeData()
        data.setData(_MIME, QByteArray(f"{parent} {index.row()}".encode("ascii")))
        return data

    def canDropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002 - Qt's signature
        row: int,
        column: int,  # noqa: ARG002
        parent: Index,
    ) -> bool:
        """A door within its building, a building beside one of the same compound and grid."""
        return self._move(data, row, parent) is not None

    def dropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002 - Qt's signature
        row: int,
        column: int,  # noqa: ARG002
        parent: Index,
    ) -> bool:
        """Ask for the move. It is never done here: the view would take the row away afterwards."""
        move = self._move(data, row, parent)
        if move is not None:
            self.move_wanted.emit(move)
        return False

    def _move(self, data: QMimeData, row: int, parent: Index) -> Move | None:
        if not data.hasFormat(_MIME):
            return None
        block, _, at = bytes(data.data(_MIME).data()).decode("ascii").partition(" ")
        if not block:
            if parent.isValid() or row < 0:
                return None
            return self.checked(Move(None, int(at), row - (row > int(at))))
        if not parent.isValid() or parent.internalId() != 0 or parent.row() != int(block):
            return None
        to = len(self.blocks[int(block)].doors) if row < 0 else row
        return self.checked(Move(int(block), int(at), to - (to > int(at))))

    def checked(self, move: Move) -> Move | None:
        """The move if it leads anywhere and both rows have places that can be changed."""
        things: Sequence[Block | Door] = (
            self.blocks if move.parent is None else self.blocks[move.parent].doors
        )
        if move.row == move.to or not 0 <= move.to < len(things):
            return None
        one, other = things[move.row], things[move.to]
        if not (one.uid and other.uid):
            return None
        if isinstance(one, Block) and isinstance(other, Block):
            return move if (one.compound, one.grid) == (other.compound, other.grid) else None
        return move


class OrderPanel(QWidget):
    """The left side of the page, second tab. What is moved is remembered in the ledger at once.

    ``door_chosen`` gives the household (its uid) first met behind the door that was chosen.
    """

    door_chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        space = desk.theme.space
        self.model = OrderModel(self)
        self.view = QTreeView()
        self.view.setModel(self.model)
        self.view.setHeaderHidden(True)
        self.view.setUniformRowHeights(True)
        self.view.setAccessibleName("走访顺序")
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.view.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.view.setExpandsOnDoubleClick(False)
        hint = QLabel("拖动或按 Alt+↑↓ 改顺序，会一直记住。")
        hint.setProperty("look", "second")
        hint.setWordWrap(True)
        self.up = verb_button("上移", "mdi6.arrow-up", lambda: self.shift(-1))
        self.down = verb_button("下移", "mdi6.arrow-down", lambda: self.shift(1))
        self.natural = verb_button("恢复自然顺序", "", self.restore)
        row = QHBoxLayout()
        row.setSpacing(space)
        row.addWidget(self.up)
        row.addWidget(self.down)
        row.addStretch(1)
        row.addWidget(self.natural)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, space, 0, 0)
        body.setSpacing(space)
        body.addWidget(hint)
        body.addWidget(self.view, 1)
        body.addLayout(row)
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(
                QKeySequence(key),
                self,
                lambda step=step: self.shift(step),
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )
        self.model.move_wanted.connect(self._move)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.doubleClicked.connect(self._open)
        desk.privacy_changed.connect(
            lambda hidden: self._keeping_place(lambda: self.model.hide_names(hidden=hidden))
        )
        desk.writing_changed.connect(self._place_changed)
        self.model.hides_names = desk.is_private
        self._place_changed()

    def show_homes(self, homes: Sequence[SheetHousehold]) -> None:
        """Show households in their walking order; the chosen row stays chosen."""
        blocks = blocks_of(homes)
        if blocks != self.model.blocks:  # what was just moved stands there already
            self._keeping_place(lambda: self.model.show_blocks(blocks))

    def shift(self, step: int) -> None:
        """Move the chosen row one place up (-1) or down (1)."""
        index = self.view.currentIndex()
        if index.isValid():
            parent = None if index.internalId() == 0 else index.internalId() - 1
            move = self.model.checked(Move(parent, index.row(), index.row() + step))
            if move is not None:
                self._move(move)

    def restore(self) -> None:
        """Forget the own order: of the doors of the chosen door's building, or of the buildings of a compound."""
        index = self.view.currentIndex()
        place = self.model.block_at(index)
        if place is None:
            return
        block, operator = self.model.blocks[place], self._desk.operator
        is_door = self.model.door_at(index) is not None

        def forget() -> None:
            if is_door:
                dwellings.set_door_order(block.uid, [], operator=operator)
            else:
                buildings.set_building_order(block.compound, [], operator=operator)
            words = block.words if is_door else f"{block.compound_words}各楼栋"
            self._desk.say(f"{words}已恢复自然顺序。", undo=True)

        self._desk.attempt(forget)

    def _move(self, move: Move) -> None:
        things: Sequence[Block | Door] = (
            self.model.blocks if move.parent is None else self.model.blocks[move.parent].doors
        )
        one, other = things[move.row], things[move.to]
        verb = walking.move_building if move.parent is None else walking.move_door
        after, operator = move.to > move.row, self._desk.operator

        def carry_out() -> None:
            verb(one.uid, beside=other.uid, after=after, operator=operator)
            self.model.carry_out(move)
            place = "后" if after else "前"
            self._desk.say(f"记住了：{one.words} 排在 {other.words} {place}面。", undo=True)

        self._desk.attempt(carry_out)
        self._place_changed()

    def _choose(self, index: QModelIndex) -> None:
        self._place_changed()
        door = self.model.door_at(index)
        place = self.model.block_at(index)
        if door is None and place is not None:
            door = self.model.blocks[place].doors[0]
        if door is not None and self.isVisible():
            self.door_chosen.emit(door.household)

    def _open(self, index: QModelIndex) -> None:
        door = self.model.door_at(index)
        if door is not None:
            self._desk.open("household", door.household)

    def _place_changed(self) -> None:
        index = self.view.currentIndex()
        free = not self._desk.why_read_only
        parent = None if not index.isValid() or index.internalId() == 0 else index.internalId() - 1
        for button, step in ((self.up, -1), (self.down, 1)):
            move = (
                self.model.checked(Move(parent, index.row(), index.row() + step)) if index.isValid() else None
            )
            button.setEnabled(free and move is not None)
        place = self.model.block_at(index)
        self.natural.setEnabled(free and place is not None and bool(self.model.blocks[place].uid))
        what = "这栋楼的门牌" if self.model.door_at(index) is not None else "这个小区的楼栋"
        self.natural.setToolTip(f"{what}恢复自然顺序")

    def _keeping_place(self, change: Any) -> None:
        """Change the rows with the current one and the folded buildings as they are."""
        index = self.view.currentIndex()
        place, door = self.model.block_at(index), self.model.door_at(index)
        current = (
            ("", "") if place is None else (self.model.blocks[place].uid, door.household if door else "")
        )
        folded = {
            block.uid
            for at, block in enumerate(self.model.blocks)
            if not self.view.isExpanded(self.model.index(at, 0))
        }
        scrolled = self.view.verticalScrollBar().value()
        change()
        chosen = QModelIndex()
        for at, block in enumerate(self.model.blocks):
            parent = self.model.index(at, 0)
            self.view.setExpanded(parent, block.uid not in folded)
            if current[0] and block.uid == current[0]:
                rows = [row for row, each in enumerate(block.doors) if each.household == current[1]]
                chosen = self.model.index(rows[0], 0, parent) if rows else parent
        if chosen.isValid():  # last: it has the view lay out all rows
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(chosen, flag)
        self.view.verticalScrollBar().setValue(scrolled)
        self._place_changed()
