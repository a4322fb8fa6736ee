"""楼栋图: which building, what its colours say, and the building itself."""

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import buildings
from community_desk.ledger.building_cards import BuildingCard, building_card
from community_desk.ledger.buildings import BuildingRow
from community_desk.ledger.changes import ChangeSet
from community_desk.ui.building_board import LEGENDS, BuildingBoard, ColourBy, Tone
from community_desk.ui.card_lines import HIDDEN, text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import BuildingDialog
from community_desk.ui.empty_state import EmptyState
from community_desk.ui.flow import Flow
from community_desk.ui.page import verb_button

_LAST = "dwellings/building"
_COLOUR = "dwellings/colour"


class BuildingPanel(QWidget):
    """Shows one building at a time; Alt+← and Alt+→ go to the one before and the next."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "building", "compound", "grid", "dwelling", "household", "resident", "residency", "occupancy",
            "visit", "resident_category", "care_category",
        }
    )  # fmt: skip
    counted = Signal(str)  # for the line at the bottom of the window
    shown = Signal(str)  # uid of the building that is there now

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._rows: list[BuildingRow] = []
        self._wanted = desk.preferences.get(_LAST, "")
        self._wanted_door = ""
        self._is_stale = True
        space = desk.theme.space
        self.board = BuildingBoard(desk)
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.choice.setMaxVisibleItems(16)
        self.choice.setAccessibleName("楼栋、巷路")
        self.choice.setMinimumContentsLength(8)
        self.choice.setMaximumWidth(desk.theme.pixels(260))
        completer = self.choice.completer()
        assert completer is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.choice.activated.connect(self._chosen)
        line = self.choice.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._typed)
        self.before = verb_button("‹", "", lambda: self.step(-1))
        self.before.setAccessibleName("前一栋")
        self.before.setToolTip("前一栋（Alt+←）")
        self.next = verb_button("›", "", lambda: self.step(1))
        self.next.setAccessibleName("后一栋")
        self.next.setToolTip("后一栋（Alt+→）")
        for keys, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.step(step))
        self.colours = QComboBox()
        self.colours.setAccessibleName("颜色表示什么")
        for what in ColourBy:
            self.colours.addItem(f"颜色：{what.word}", what.value)
        self.colours.setCurrentIndex(
            max(self.colours.findData(desk.preferences.get(_COLOUR, ColourBy.TENURE.value)), 0)
        )
        self.colours.currentIndexChanged.connect(lambda _: self._colour_chosen())
        self.edit_button = verb_button("编辑楼栋", "", self.edit)
        top = Flow(space=space // 2)
        for widget in (self.before, self.choice, self.next, self.colours, self.edit_button):
            top.add(widget)
        for box in (self.choice, self.colours):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.about = text_label("", "second", selectable=False)
        self.entry_note = text_label("")
        self._legend = Flow(space=2 * space)
        self._keys: list[_Key] = []
        self._stack = QStackedWidget()
        self._nothing = QWidget()
        self._empty = EmptyState(desk, self._nothing)
        QVBoxLayout(self._nothing).addWidget(self._empty)
        self._stack.addWidget(self.board)
        self._stack.addWidget(self._nothing)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(space)
        rows.addWidget(top)
        rows.addWidget(self.about)
        rows.addWidget(self.entry_note)
        rows.addWidget(self._legend)
        rows.addWidget(self._stack, 1)
        desk.changed.connect(self._changed)
        desk.privacy_changed.connect(self._privacy_changed)
        desk.theme.changed.connect(self._show_legend)
        self._colour_chosen()

    @property
    def card(self) -> BuildingCard | None:
        """The building that is shown."""
        return self.board.card

    @property
    def compounds_are_several(self) -> bool:
        """Whether buildings are told apart by their compounds."""
        return len({row.compound for row in self._rows}) > 1

    def arrive(self) -> None:
        """It is looked at."""
        if self._is_stale:
            self.refresh()
        else:
            self._say()

    def show_building(self, uid: str, door: str = "") -> None:
        """Show this building and choose a door in it."""
        self._wanted_door = door
        if self.card is not None and self.card.uid == uid and not self._is_stale:
            self.board.go_to(door)
            return
        self._wanted = uid
        self.refresh()

    def step(self, way: int) -> None:
        """Go to the building before (-1) or the next one (1)."""
        place = self.choice.currentIndex() + way
        if 0 <= place < self.choice.count():
            self.choice.setCurrentIndex(place)
            self._chosen(place)

    def edit(self) -> None:
        """Correct what is known of the building."""
        uid = self.card.uid if self.card is not None else ""
        row = next((row for row in self._rows if row.uid == uid), None)
        if row is not None:
            BuildingDialog(self.desk, self, row).open()

    def refresh(self) -> None:
        """Read the buildings, and the one that is shown."""
        self._is_stale = False
        wanted, today = self._wanted, self.desk.today()

        def read() -> tuple[list[BuildingRow], BuildingCard | None]:
            rows = _in_order(buildings.list_buildings())
            uid = wanted if any(row.uid == wanted for row in rows) else (rows[0].uid if rows else "")
            try:
                return rows, building_card(uid, today=today) if uid else None
            except UserError:  # withdrawn meanwhile
                return rows, None

        self.desk.jobs.ask(self, "building", read, lambda found: self._show(*found))

    def _show(self, rows: list[BuildingRow], card: BuildingCard | None) -> None:
        self._rows = rows
        with QSignalBlocker(self.choice):
            self.choice.clear()
            several = self.compounds_are_several
            for row in rows:
                self.choice.addItem(f"{row.compound} {row.name}" if several else row.name, row.uid)
            self.choice.setCurrentIndex(self.choice.findData(card.uid) if card is not None else -1)
            line = self.choice.lineEdit()
            assert line is not None
            line.setCursorPosition(0)
        self.board.show_building(card)
        if card is not None:
            self._wanted = card.uid
            self.desk.preferences.put(_LAST, card.uid)
            self.shown.emit(card.uid)
        if self._wanted_door:
            self.board.go_to(self._wanted_door)
            self._wanted_door = ""
        self._say()

    def _say(self) -> None:
        card = self.card
        place = self.choice.currentIndex()
        self.before.setEnabled(place > 0)
        self.next.setEnabled(0 <= place < self.choice.count() - 1)
        self.edit_button.setEnabled(card is not None)
        for widget in (self.choice, self.colours, self._legend):
            widget.setEnabled(card is not None)
        if card is None:
            self._empty.say(
                "还没有楼栋或巷路。先在“设置 → 小区和楼栋”里登记。",
                "登记小区和楼栋",
                lambda: self.desk.open("settings", "places"),
            )
        elif not card.doors:
            self._empty.say(f"{card.compound}{card.name}还没有门牌，点右上角“新增门牌”登记。", "", None)
        is_empty = card is None or not card.doors
        self._stack.setCurrentWidget(self._nothing if is_empty else self.board)
        self._empty.setVisible(is_empty)
        self.about.setText("" if card is None else _about(card, hidden=self.desk.is_private))
        note = "" if card is None else card.entry_note.replace("\n", "；")
        self.entry_note.setText(f"怎么进楼：{HIDDEN if self.desk.is_private else note}")
        self.entry_note.setVisible(bool(note))
        self.counted.emit("" if card is None else f"{card.compound}{card.name} · {card.doors:,} 个门牌")

    def _chosen(self, place: int) -> None:
        uid = self.choice.itemData(place)
        if uid:
            self._wanted = str(uid)
            self._wanted_door = ""
            self.refresh()

    def _typed(self) -> None:
        """Only buildings that are there can be chosen: what fits none is put back."""
        text = self.choice.currentText().strip()
        place = self.choice.findText(text, Qt.MatchFlag.MatchContains) if text else -1
        card = self.card
        if place < 0 and card is not None:
            place = self.choice.findData(card.uid)
        if place >= 0:
            is_other = card is None or self.choice.itemData(place) != card.uid
            self.choice.setCurrentIndex(place)
            if is_other:
                self._chosen(place)

    def _colour_chosen(self) -> None:
        what = ColourBy(self.colours.currentData())
        self.desk.preferences.put(_COLOUR, what.value)
        self.board.set_colour_by(what)
        self._show_legend()

    def _show_legend(self) -> None:
        for key in self._keys:
            self._legend.remove(key)
        self._keys = [_Key(self.desk, tone) for tone in LEGENDS[self.board.colour_by]]
        for key in self._keys:
            self._legend.add(key)

    def _privacy_changed(self, _on: bool) -> None:
        self._say()

    def _changed(self, change_set: ChangeSet) -> None:
        if not self.tables.isdisjoint(change_set.rows):
            if self.isVisible():
                self.refresh()
            else:
                self._is_stale = True


class _Key(QWidget):
    """A line of the legend: a small tile and its word."""

    def __init__(self, desk: Desk, tone: Tone) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(desk.theme.space // 2)
        word = QLabel(tone.word)
        word.setProperty("look", "second")
        row.addWidget(_Swatch(desk, tone))
        row.addWidget(word)


class _Swatch(QWidget):
    def __init__(self, desk: Desk, tone: Tone) -> None:
        super().__init__()
        self._desk, self._tone = desk, tone
        self.setFixedSize(QSize(desk.theme.pixels(24), desk.theme.pixels(16)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, tone = self._desk.theme, self._tone
        painter = QPainter(self)
        style = Qt.PenStyle.DashLine if tone.is_dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.colour("edge"), 1, style))
        painter.setBrush(theme.colour(tone.fill))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if tone.bar:
            painter.fillRect(2, 2, theme.pixels(4), self.height() - 4, theme.colour(tone.bar))
        painter.end()


def _in_order(rows: list[BuildingRow]) -> list[BuildingRow]:
    """By compound, and in it as the buildings are walked."""
    places = {name: place for place, name in enumerate(dict.fromkeys(row.compound for row in rows))}
    return sorted(rows, key=lambda row: (places[row.compound], row.walk_order is None, row.walk_order or 0))


def _about(card: BuildingCard, *, hidden: bool) -> str:
    lift = {True: "有电梯", False: "没有电梯", None: ""}[card.has_lift]
    parts = [
        card.grid or "没划入网格",
        f"{card.doors:,} 个门牌",
        f"{card.households:,} 户 {card.people:,} 人",
        f"{card.empty:,} 个没有人住" if card.empty else "",
        f"关爱 {card.cared_for:,} 人" if card.cared_for and not hidden else "",
        lift,
    ]
    return " · ".join(filter(None, parts))
