"""Whom to visit: the tree of grids, compounds and buildings, care categories, words to look for, or a list by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.natural_order import natural_key
from community_desk.ledger.buildings import BuildingRow, list_buildings
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.word_lists import care_categories
from community_desk.tasks.print_sheets import DEFAULT_LINES_A_SHEET
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.chips import Chip, Chips
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.new_round import NewRoundDialog, RoundOrder
from community_desk.ui.dialogs.rounds_dialog import RoundsDialog
from community_desk.ui.page import verb_button

_NO_GRID = "没分网格"
_FULL_NAME = Qt.ItemDataRole.UserRole
# After the last tick or key, ms: a whole grid ticked is one change, a word typed too.
_SETTLED = 250
# Eight ordinary lines fill a page.
_LINES_A_SHEET = (8, 16, 24, 32, 40, 60, 80, 120)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which households are to be on the sheets, and how these are made.

    ``everywhere`` is the whole community, with those who have no door; else ``buildings`` by their full names. By
    hand are uids of households. A ``round`` is of whoever is due in all this; nothing chosen is everybody then.
    """

    everywhere: bool = False
    buildings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    text: str = ""
    by_hand: tuple[str, ...] = ()
    volunteer: bool = False
    lines_a_sheet: int = DEFAULT_LINES_A_SHEET
    round: RoundOrder | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen yet: nobody is meant then, not everybody."""
        return self.round is None and self._says_nothing

    @property
    def _says_nothing(self) -> bool:
        return not (self.everywhere or self.buildings or self.categories or self.text or self.by_hand)

    @property
    def words(self) -> str:
        """Where and whom, in a few words."""
        if self.everywhere or self._says_nothing:
            return "全社区"
        buildings = self.buildings[0] if len(self.buildings) == 1 else f"{len(self.buildings)} 栋楼"
        parts = [buildings if self.buildings else "", "、".join(self.categories)]
        parts += [
            f"“{self.text}”" if self.text else "",
            f"选来的 {len(self.by_hand)} 户" if self.by_hand else "",
        ]
        return "，".join(filter(None, parts))

    @property
    def wanted(self) -> RegisterFilter:
        """Places and categories as the register knows them."""
        return RegisterFilter(buildings=() if self.everywhere else self.buildings, categories=self.categories)


class ChoicePanel(QWidget):
    """The left side of the page, first tab. ``changed`` comes once a change has settled."""

    changed = Signal()
    settling_changed = Signal()  # see ``is_settling``

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._by_hand: tuple[str, ...] = ()
        self._categories: tuple[str, ...] = ()
        self._told = Choice()
        self._pressed: QTreeWidgetItem | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self.tell)
        space = desk.theme.space

        self.text = QLineEdit()
        self.text.setPlaceholderText("姓名、门牌、电话（可以不填）")
        self.text.setAccessibleName("按姓名、门牌、电话选")
        self.text.setClearButtonEnabled(True)
        self._hand = QFrame()
        self._hand.setProperty("look", "notice")
        self._hand_words = QLabel()
        self._hand_words.setWordWrap(True)
        self.drop_hand = QPushButton("不要了")
        self.drop_hand.setProperty("look", "quiet")
        self.drop_hand.setAccessibleName("不再只打印从别处选来的户")
        hand = QHBoxLayout(self._hand)
        hand.setContentsMargins(space, 0, 0, 0)
        hand.addWidget(self._hand_words, 1)
        hand.addWidget(self.drop_hand)
        self.new_round = verb_button("新一轮走访", "mdi6.plus", self.plan_round)
        self.new_round.setToolTip("从该走访的里排：几个人走、每人几户门；门牌留给拿单的人")
        self.rounds = verb_button("各轮情况", "", self.show_rounds)
        self._round: RoundOrder | None = None
        self._round_frame = QFrame()
        self._round_frame.setProperty("look", "notice")
        self._round_words = QLabel()
        self._round_words.setWordWrap(True)
        self.drop_round = QPushButton("不要了")
        self.drop_round.setProperty("look", "quiet")
        self.drop_round.setAccessibleName("不排这一轮，改回直接打印")
        round_row = QHBoxLayout(self._round_frame)
        round_row.setContentsMargins(space, 0, 0, 0)
        round_row.addWidget(self._round_words, 1)
        round_row.addWidget(self.drop_round)
        self._menu = QMenu(self)
        self.chips = Chips(desk.theme, self._menu)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("网格、小区、楼栋")
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(False)  # two quick ticks are no wish to unfold
        self.staff = QRadioButton("正式版")
        self.staff.setToolTip("户主、看望谁、电话、上次答应的事")
        self.volunteer = QRadioButton("志愿者版")
        self.volunteer.setToolTip("只有门牌、称呼和提醒")
        self.staff.setChecked(True)
        edition = QButtonGroup(self)
        edition.addButton(self.staff)
        edition.addButton(self.volunteer)
        self.lines = QComboBox()
        for number in _LINES_A_SHEET:
            self.lines.addItem(f"{number} 户", number)
        self.lines.setCurrentIndex(_LINES_A_SHEET.index(DEFAULT_LINES_A_SHEET))
        self.lines.setAccessibleName("每份走访单最多几户")
        words = QLabel("每份最多")
        words.setBuddy(self.lines)

        how = QHBoxLayout()
        how.setSpacing(space)
        for widget in (self.staff, self.volunteer):
            how.addWidget(widget)
        how.addStretch(1)
        how.addWidget(words)
        how.addWidget(self.lines)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, space, 0, 0)
        body.setSpacing(space)
        verbs = QHBoxLayout()
        verbs.setSpacing(space)
        verbs.addWidget(self.new_round, 1)
        verbs.addWidget(self.rounds)
        body.addLayout(verbs)
        body.addWidget(self._round_frame)
        body.addWidget(self.text)
        body.addWidget(self._hand)
        body.addWidget(self.chips)
        body.addWidget(self.tree, 1)
        body.addLayout(how)
        self._hand.hide()
        self._round_frame.hide()

        self.text.textChanged.connect(self._touched)
        self.text.returnPressed.connect(self.tell)
        self.drop_round.clicked.connect(lambda: self.set_round(None))
        self.drop_hand.clicked.connect(lambda: self.choose_by_hand(()))
        self._menu.aboutToShow.connect(self._fill_menu)
        self.chips.removed.connect(self.drop_category)
        desk.privacy_changed.connect(self._show_chips)
        self.chips.cleared.connect(lambda: self._set_categories(()))
        self.tree.itemChanged.connect(self._touched)
        self.tree.itemPressed.connect(self._press)
        self.tree.itemClicked.connect(self._tick_by_words)
        self.staff.toggled.connect(self._touched)
        self.lines.currentIndexChanged.connect(self._touched)

    def choice(self) -> Choice:
        """What is chosen now."""
        root = self.tree.topLevelItem(0)
        return Choice(
            everywhere=root is not None and root.checkState(0) is Qt.CheckState.Checked,
            buildings=tuple(item.data(0, _FULL_NAME) for item in self._buildings() if _is_ticked(item)),
            categories=self._categories,
            text=self.text.text().strip(),
            by_hand=self._by_hand,
            volunteer=self.volunteer.isChecked(),
            lines_a_sheet=self.lines.currentData(),
            round=self._round,
        )

    def plan_round(self) -> None:
        """Ask who walks and whom the round is for; the sheets are planned from what is chosen here."""
        dialog = NewRoundDialog(self._desk, self, chosen=self.choice().words, order=self._round)
        dialog.accepted.connect(lambda: self.set_round(dialog.order))
        dialog.open()

    def show_rounds(self) -> None:
        """What came of the rounds so far."""
        RoundsDialog(self._desk, self).open()

    def set_round(self, order: RoundOrder | None) -> None:
        """Plan sheets of this round from what is chosen; ``None``: print what is chosen as it is."""
        self._round = order
        self._round_words.setText(order.words if order is not None else "")
        self._round_frame.setVisible(order is not None)
        self.new_round.setText("新一轮走访" if order is None else "改这一轮")
        self.tell()

    @property
    def is_settling(self) -> bool:
        """Whether something was just touched here and not told of yet."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Read grids, compounds and buildings anew; what is ticked stays so."""
        self._desk.jobs.ask(self, "buildings", list_buildings, self._show_buildings)

    def choose_by_hand(self, uids: Sequence[str]) -> None:
        """Only these households (their uids), chosen in another list, whatever was chosen here; none: no longer."""
        self._by_hand = tuple(uids)
        if uids:
            self.text.clear()
            self._set_categories(())
            for item in self._buildings():
                item.setCheckState(0, Qt.CheckState.Unchecked)
        self._hand.setVisible(bool(uids))
        self._hand_words.setText(f"只打印从别处选来的 {len(uids)} 户")
        self.tell()

    def add_category(self, word: str) -> None:
        """Only where somebody has this category (or one of those chosen before)."""
        self._set_categories(dict.fromkeys((*self._categories, word)))

    def drop_category(self, word: str) -> None:
        """No longer this category."""
        self._set_categories(each for each in self._categories if each != word)

    def tell(self) -> None:
        """Say at once that the choice is another one, if it is."""
        self._timer.stop()
        choice = self.choice()
        if choice != self._told:
            self._told = choice
            self.changed.emit()
        self.settling_changed.emit()

    def _touched(self) -> None:
        settled = not self.is_settling
        self._timer.start()
        if settled:
            self.settling_changed.emit()

    def _press(self, item: QTreeWidgetItem) -> None:
        self._pressed = item  # not told of a press on the box

    def _tick_by_words(self, item: QTreeWidgetItem) -> None:
        """A click on the words ticks as well as one on the small box, which Qt sees to."""
        if item is self._pressed:
            ticked = item.checkState(0) is Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
        self._pressed = None

    def _set_categories(self, words: Iterable[str]) -> None:
        self._categories = tuple(words)
        self._show_chips()
        self.tell()

    def _show_chips(self) -> None:
        private = self._desk.is_private
        self.chips.show_chips([Chip(word, HIDDEN if private else word) for word in self._categories])

    def _fill_menu(self) -> None:
        self._menu.clear()
        for entry in care_categories():
            if entry.is_active and entry.word not in self._categories:
                self._menu.addAction(entry.word, partial(self.add_category, entry.word))

    def _show_buildings(self, rows: list[BuildingRow]) -> None:
        choice = self.choice()
        folded = (
            {key for key, item in self._keyed() if not item.isExpanded()}
            if self.tree.topLevelItem(0)
            else None
        )
        self.tree.blockSignals(True)
        self.tree.clear()
        root = _branch("全社区", "")
        self.tree.addTopLevelItem(root)
        grids = sorted({row.grid for row in rows}, key=lambda name: (not name, natural_key(name)))
        for grid in grids:
            here = [row for row in rows if row.grid == grid]
            parent = root
            if len(grids) > 1 or grid:
                parent = _branch(grid or _NO_GRID, grid or _NO_GRID)
                root.addChild(parent)
            for compound, block in groupby(here, key=lambda row: row.compound):
                branch = _branch(compound, f"{grid}/{compound}")
                parent.addChild(branch)
                for row in block:
                    branch.addChild(_leaf(row))
        _tick(self._buildings(), choice)
        if choice.everywhere:
            root.setCheckState(0, Qt.CheckState.Checked)
        for key, item in self._keyed():
            # At first as far as the compounds: their buildings would be a long list.
            item.setExpanded(key not in folded if folded is not None else "/" not in key)
        self.tree.blockSignals(False)
        self.tell()

    def _keyed(self) -> list[tuple[str, QTreeWidgetItem]]:
        """The branches with what each is known by."""
        return [
            (item.data(0, _FULL_NAME), item)
            for item in _items(self.tree.topLevelItem(0))
            if item.childCount()
        ]

    def _buildings(self) -> list[QTreeWidgetItem]:
        return [item for item in _items(self.tree.topLevelItem(0)) if not item.childCount() and item.parent()]


def _branch(words: str, key: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([words])
    item.setData(0, _FULL_NAME, key)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    return item


def _leaf(row: BuildingRow) -> QTreeWidgetItem:
    item = QTreeWidgetItem([f"{row.name}　{row.dwellings} 个门牌"])
    item.setData(0, _FULL_NAME, f"{row.compound}{row.name}")
    item.setFlags(
        (item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemNeverHasChildren)
        & ~Qt.ItemFlag.ItemIsAutoTristate
    )
    item.setCheckState(0, Qt.CheckState.Unchecked)
    return item


def _items(top: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    """An item and all below it."""
    if top is None:
        return []
    found = [top]
    for item in found:
        found += [child for at in range(item.childCount()) if (child := item.child(at)) is not None]
    return found


def _is_ticked(item: QTreeWidgetItem) -> bool:
    return item.checkState(0) is Qt.CheckState.Checked


def _tick(items: Iterable[QTreeWidgetItem], choice: Choice) -> None:
    for item in items:
        if item.data(0, _FULL_NAME) in choice.buildings:
            item.setCheckState(0, Qt.CheckState.Checked)
