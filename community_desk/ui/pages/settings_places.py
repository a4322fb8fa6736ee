"""小区和楼栋: the compounds and hamlets, and their buildings and lanes in the order in which they are walked."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from community_desk.domain.codes import BuildingKind
from community_desk.ledger import buildings, places
from community_desk.ledger.buildings import BuildingRow
from community_desk.ledger.places import CompoundRow, GridRow
from community_desk.ui.card_lines import text_label
from community_desk.ui.chips import menu_button
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import BuildingDialog, CompoundDialog, GridDialog
from community_desk.ui.page import verb_button
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column

_ALL, _NO_GRID = "all", "no grid"
_OF_BLOCKS = (2, 3)  # columns that lanes have nothing for


class _Choice(NamedTuple):
    """A line of the left list: a compound, or buildings of all of them."""

    key: str
    name: str
    size: int
    compound: CompoundRow | None = None


class _Read(NamedTuple):
    compounds: list[CompoundRow]
    buildings: list[BuildingRow]
    grids: list[GridRow]


class PlacesSection(Section):
    """Compounds at the left, the buildings of the chosen one at the right."""

    name: ClassVar[str] = "places"
    title: ClassVar[str] = "小区和楼栋"
    tables: ClassVar[frozenset[str]] = frozenset({"compound", "building", "grid", "dwelling"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._read = _Read([], [], [])
        self._wanted: list[str] = []
        self._wanted_compound = ""
        self.compounds: PlainTable[_Choice] = PlainTable(
            desk,
            (
                Column("name", "小区、自然村", 6, lambda row: row.name),
                Column("count", "栋", 2, lambda row: f"{row.size:,}", is_number=True),
            ),
            title="小区和自然村",
            key=lambda row: row.key,
        )
        self.compounds.horizontalHeader().setStretchLastSection(False)
        self.compounds.horizontalHeader().setSectionResizeMode(
            0, self.compounds.horizontalHeader().ResizeMode.Stretch
        )
        self.compounds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.compounds.set_empty("还没有小区。", "新增小区", self.add_compound)
        self.compounds.current_changed.connect(lambda _: self._show_buildings())
        self.compounds.opened.connect(lambda _: self.edit_compound())
        self.buildings: PlainTable[BuildingRow] = PlainTable(
            desk, self._columns(), title="楼栋和巷路", key=lambda row: row.uid, is_movable=True, many=True
        )
        self.buildings.opened.connect(lambda _: self.edit_building())
        self.buildings.arranged.connect(self.arrange)
        self.buildings.selectionModel().selectionChanged.connect(lambda *_: self._show_verbs())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._left())
        splitter.addWidget(self._right())
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([desk.theme.pixels(210), desk.theme.pixels(620)])
        self.rows.addWidget(splitter, 1)
        self._show_verbs()

    # What stands there

    def _left(self) -> QWidget:
        self.add_verb("新增小区", "mdi6.plus", self.add_compound)
        self.edit_compound_button = _quiet("编辑", self.edit_compound, "编辑小区")
        self.withdraw_compound_button = _quiet("撤回", self.withdraw_compound, "撤回小区")
        self.compounds.add_verb("编辑小区…", self.edit_compound)
        self.compounds.add_verb("撤回小区", self.withdraw_compound)
        return self._half(self.compounds, [self.edit_compound_button, self.withdraw_compound_button])

    def _right(self) -> QWidget:
        self.add_button = self.add_verb("新增楼栋", "mdi6.plus", self.add_building, main=True)
        self._grid_menu = QMenu(self)
        self._grid_menu.aboutToShow.connect(self._fill_grid_menu)
        self.grid_button = menu_button("划入网格", "", self._grid_menu)
        self.edit_button = _quiet("编辑", self.edit_building, "编辑楼栋")
        self.withdraw_button = _quiet("撤回", self.withdraw_building, "撤回楼栋")
        self.order_button = _quiet("恢复自然顺序", self.forget_order)
        self.buildings.add_verb("编辑楼栋…", self.edit_building)
        self._grid_action = self.buildings.add_verb("划入网格", lambda: None)
        self._grid_action.setMenu(self._grid_menu)
        self.buildings.add_verb("往上排\tAlt+↑", lambda: self.buildings.move(-1))
        self.buildings.add_verb("往下排\tAlt+↓", lambda: self.buildings.move(1))
        self.buildings.add_verb("撤回楼栋", self.withdraw_building)
        self._hint = text_label("拖动或按 Alt+↑、Alt+↓ 排走访顺序", "second", selectable=False)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        buttons = [self.edit_button, self.grid_button, self.withdraw_button, self.order_button]
        return self._half(self.buildings, buttons, self._hint)

    def _half(
        self,
        table: PlainTable[_Choice] | PlainTable[BuildingRow],
        buttons: list[QPushButton],
        hint: QLabel | None = None,
    ) -> QWidget:
        space = self.desk.theme.space
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space // 2)
        column.addWidget(table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space // 2)
        for button in buttons:
            foot.addWidget(button)
        foot.addStretch(1)
        if hint is not None:
            foot.addWidget(hint, 4)
        column.addLayout(foot)
        return holder

    def _columns(self) -> tuple[Column, ...]:
        def name(row: BuildingRow) -> str:
            return row.name if self._compound is not None else f"{row.compound}{row.name}"

        def lift(row: BuildingRow) -> str:
            if row.kind is BuildingKind.LANE:
                return "来回走" if row.lane_loop else "顺着走"
            return {True: "有电梯", False: "没有电梯", None: ""}[row.has_lift]

        return (
            Column("name", "楼栋、巷路", 8, name),
            Column(
                "grid",
                "网格",
                6,
                lambda row: row.grid or "没划入",
                tone=lambda row: "" if row.grid else "soon",
            ),
            Column("units", "单元", 3, lambda row: _count(row.unit_count), is_number=True),
            Column("floors", "楼层", 3, lambda row: _count(row.floor_count), is_number=True),
            Column("lift", "电梯、走法", 6, lift),
            Column("doors", "门牌", 3, lambda row: f"{row.dwellings:,}", is_number=True),
            Column("note", "怎么进楼", 8, lambda row: row.entry_note.replace("\n", " "), is_private=True),
        )

    # Reading

    def refresh(self) -> None:
        """Read compounds, buildings and grids."""
        self.desk.jobs.ask(self, "places", _read, self._show)

    def show_rows(self, uids: list[str]) -> None:
        """Choose these buildings, or the compound."""
        self._wanted = uids
        self.refresh()

    @property
    def _compound(self) -> CompoundRow | None:
        choice = self.compounds.current
        return choice.compound if choice is not None else None

    def _show(self, found: _Read) -> None:
        self._read = found
        lacking = sum(not row.grid_uid for row in found.buildings)
        choices = [_Choice(row.uid, row.name, row.buildings, row) for row in found.compounds]
        if len(choices) > 1:
            choices.insert(0, _Choice(_ALL, "全部", len(found.buildings)))
        if lacking and found.grids:
            choices.append(_Choice(_NO_GRID, "没划入网格的", lacking))
        wanted = self._wanted_choice(choices)
        self.compounds.show_rows(choices)
        if wanted:
            self.compounds.go_to(wanted)
        elif self.compounds.current is None and choices:
            self.compounds.go_to(choices[0].key)
        self._show_buildings()
        if self._wanted:
            self.buildings.go_to(*self._wanted)
            self._wanted = []

    def _wanted_choice(self, choices: list[_Choice]) -> str:
        wanted = set(self._wanted)
        keys = {choice.key for choice in choices}
        if not wanted:
            return ""
        if wanted <= keys:
            return next(iter(wanted))
        homes = {row.compound_uid for row in self._read.buildings if row.uid in wanted}
        present = self.compounds.current_key
        if present in {*homes, _ALL} and len(homes) == 1:
            return present
        return next(iter(homes)) if len(homes) == 1 else _ALL

    def _show_buildings(self) -> None:
        choice = self.compounds.current
        rows = self._read.buildings
        if choice is None:
            rows = []
        elif choice.key == _NO_GRID:
            rows = [row for row in rows if not row.grid_uid]
        elif choice.compound is not None:
            rows = [row for row in rows if row.compound_uid == choice.key]
            # Stable: those without a place of their own follow in natural order, as lists to walk have them.
            rows.sort(key=lambda row: (row.walk_order is None, row.walk_order or 0))
        self.buildings.show_rows(rows)
        if choice is None:
            self.buildings.set_empty("先新增小区或自然村，再在里面登记楼栋、巷路。")
        elif choice.compound is not None:
            self.buildings.set_empty(f"{choice.name}还没有楼栋或巷路。", "新增楼栋", self.add_building)
        else:
            self.buildings.set_empty("没有。")
        self._show_verbs()

    def _show_verbs(self) -> None:
        compound = self._compound
        chosen = len(self.buildings.selected())
        self.edit_compound_button.setEnabled(compound is not None)
        self.withdraw_compound_button.setEnabled(compound is not None)
        self.add_button.setEnabled(compound is not None)
        self.edit_button.setEnabled(chosen == 1)
        self.withdraw_button.setEnabled(chosen == 1)
        self.grid_button.setEnabled(chosen > 0)
        self.grid_button.setText(f"{chosen} 栋划入网格" if chosen > 1 else "划入网格")
        is_arranged = compound is not None and any(row.walk_order is not None for row in self.buildings.rows)
        self.order_button.setVisible(is_arranged)
        self._hint.setVisible(compound is not None and len(self.buildings.rows) > 1)
        has_blocks = any(row.kind is BuildingKind.BLOCK for row in self.buildings.rows)
        for place in _OF_BLOCKS:
            self.buildings.setColumnHidden(place, not has_blocks)

    # Verbs

    def add_compound(self) -> None:
        """Enter a compound or hamlet."""
        self._open_compound(None)

    def edit_compound(self) -> None:
        """Correct the chosen one."""
        if self._compound is not None:
            self._open_compound(self._compound)

    def withdraw_compound(self) -> None:
        """Take the chosen one away."""
        row = self._compound
        if row is not None:
            self.done(
                lambda: places.withdraw_compound(row.uid, operator=self.desk.operator), f"已撤回{row.name}。"
            )

    def add_building(self) -> None:
        """Enter a building of the chosen compound."""
        if self._compound is not None:
            self._open_building(None)

    def edit_building(self) -> None:
        """Correct the current building."""
        if self.buildings.current is not None:
            self._open_building(self.buildings.current)

    def withdraw_building(self) -> None:
        """Take the current building away."""
        row = self.buildings.current
        if row is not None:
            self.done(
                lambda: buildings.withdraw_building(row.uid, operator=self.desk.operator),
                f"已撤回{row.compound}{row.name}。",
            )

    def put_into_grid(self, grid: str) -> None:
        """Put the chosen buildings into a grid (its uid), or "" into none."""
        uids = [row.uid for row in self.buildings.selected()]
        name = next((row.name for row in self._read.grids if row.uid == grid), "不分网格")
        if uids:
            self.done(
                lambda: buildings.set_grid(uids, grid=grid, operator=self.desk.operator),
                f"{len(uids)} 栋已划入{name}。" if grid else f"{len(uids)} 栋已不分网格。",
            )

    def arrange(self, uids: list[str]) -> None:
        """Walk the buildings of the compound in this order from now on."""
        compound = self._compound
        if compound is None:
            self.desk.refused.emit("先在左边选一个小区，再排它的楼栋。")
            return
        self.done(
            lambda: buildings.set_building_order(compound.uid, uids, operator=self.desk.operator),
            f"已记住{compound.name}的走访顺序。",
        )

    def forget_order(self) -> None:
        """Walk in natural order again."""
        compound = self._compound
        if compound is not None:
            self.done(
                lambda: buildings.set_building_order(compound.uid, [], operator=self.desk.operator),
                f"{compound.name}恢复自然顺序。",
            )

    def _open_compound(self, row: CompoundRow | None) -> None:
        dialog = CompoundDialog(self.desk, self, row)
        dialog.accepted.connect(lambda: self.show_rows([dialog.uid]))
        dialog.open()

    def _open_building(self, row: BuildingRow | None) -> None:
        dialog = BuildingDialog(self.desk, self, row, compound=self._compound)
        dialog.accepted.connect(lambda: self.show_rows([dialog.uid]))
        dialog.open()

    def _fill_grid_menu(self) -> None:
        self._grid_menu.clear()
        for grid in self._read.grids:
            self._grid_menu.addAction(grid.name.replace("&", "&&"), _call(self.put_into_grid, grid.uid))
        if self._read.grids:
            self._grid_menu.addAction("不分网格", _call(self.put_into_grid, ""))
            self._grid_menu.addSeparator()
        self._grid_menu.addAction("新增网格…", self._add_grid)

    def _add_grid(self) -> None:
        dialog = GridDialog(self.desk, self, None)
        dialog.accepted.connect(lambda: self.put_into_grid(dialog.uid))
        dialog.open()


def _read() -> _Read:
    return _Read(places.list_compounds(), buildings.list_buildings(), places.list_grids())


def _call(slot: Callable[[str], None], uid: str) -> Callable[[], None]:
    return lambda: slot(uid)


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _quiet(text: str, slot: Callable[[], object], name: str = "") -> QPushButton:
    button = verb_button(text, "", slot)
    button.setProperty("look", "quiet")
    button.setAccessibleName(name or text)
    return button
