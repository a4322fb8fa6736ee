"""The third step: how the rows become households, with the first of them as a picture; and what no row says."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel

from community_desk.domain.planned import Doubt, DoubtKind, PlannedHousehold, PlannedMember
from community_desk.exchange.import_plan import Grouping, ImportPlan, SheetPlan
from community_desk.ui.desk import Desk
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.step import SheetTabs, Step, plain_table, wrapped_label

_WAYS = {
    Grouping.HOUSEHOLD_NUMBER: ("按户号", "同一个户号的人是一户。"),
    Grouping.CELLS: (
        "按门牌格",
        "门牌只写在每户的第一行（合并的格子，或下面几行空着），到下一个门牌为止是一户。",
    ),
    Grouping.HEAD_ROW: ("按户主行", "关系写着“户主”“本人”的一行开始一户，下面的人跟着这一户。"),
    Grouping.ADDRESS: ("按门牌", "看不出谁是户主，同一门牌的人当作一户；几户同住一处的，请在预览里核对。"),
    Grouping.PERSON: ("不分户", "没有门牌也没有户主，每个人单独一户，只按证件号和已有居民对上。"),
}
_PICTURED = 200  # rows: the first screens are enough to see whether it is right
_AFTER = 400  # ms after the last key in 小区 or 网格
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class HouseholdPicture(QAbstractTableModel):
    """The first households of a table, person by person, held together by brackets and bands."""

    _TITLES = ("户", "门牌", "姓名", "与户主关系", "文件里的行")

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[tuple[int, int, PlannedHousehold, PlannedMember]] = []

    def show_households(self, households: list[PlannedHousehold]) -> None:
        """The households of one table, in their order."""
        self.beginResetModel()
        self._rows = []
        for number, household in enumerate(households):
            if len(self._rows) >= _PICTURED:
                break
            for place, member in enumerate(household.members):
                self._rows.append((number, place, household, member))
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One a person."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Household, door, name, relation, where it stands."""
        return 0 if parent.isValid() else len(self._TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text; every other household on another ground."""
        number, place, household, member = self._rows[index.row()]
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._desk.theme.colour("accent_soft") if number % 2 else None
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 4:
            return self._desk.theme.colour("second")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        last = len(household.members) - 1
        match index.column():
            case 0:
                bracket = "─" if last == 0 else "┌" if place == 0 else "└" if place == last else "│"
                return f"{bracket} 第 {number + 1} 户" if place == 0 else bracket
            case 1:
                return door_of(household) if place == 0 else ""
            case 2:
                return member.name
            case 3:
                return member.relation
            case _:
                rows = "、".join(str(row) for row in member.rows)
                return f"第 {rows} 行"


def door_of(household: PlannedHousehold) -> str:
    """The door as the ledger will have it, as the file wrote it where it could not be read, or that there is none."""
    return household.door or household.address or f"{household.compound}{household.building}" or "没有门牌"


class GroupingStep(Step):
    """The way of grouping of each table, and the compound and grid that hold where the file names none."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(draft, "分户")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._places_typed)
        self.body.addWidget(self._make_places())
        self.tabs = SheetTabs()
        self.tabs.chosen.connect(lambda _key: self._show_sheet())
        self.body.addWidget(self.tabs)
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space)
        word = QLabel("怎么分户")
        self.way = QComboBox()
        self.way.setAccessibleName("怎么分户")
        self.way.setMinimumContentsLength(8)
        word.setBuddy(self.way)
        for grouping, (title, _sentence) in _WAYS.items():
            self.way.addItem(title, grouping.value)
        self.way.activated.connect(self._way_chosen)
        self._why = wrapped_label("", "second")
        row.addWidget(word)
        row.addWidget(self.way)
        row.addWidget(self._why, 1)
        self.body.addLayout(row)
        self.count = QLabel()
        self.count.setProperty("look", "heading")
        self.body.addWidget(self.count)
        self.picture = HouseholdPicture(self.desk, self)
        self.table = plain_table("头几户", self.desk.theme.pixels(28))
        self.table.setModel(self.picture)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(self.table.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setStretchLastSection(True)
        for column, width in enumerate((110, 260, 150, 130)):
            self.table.setColumnWidth(column, self.desk.theme.pixels(width))
        self.body.addWidget(self.table, 1)
        draft.planned.connect(self._show)

    def _make_places(self) -> QFrame:
        theme = self.desk.theme
        frame = QFrame()
        frame.setProperty("look", "card")
        grid = QGridLayout(frame)
        space = theme.space
        grid.setContentsMargins(2 * space, space, 2 * space, space)
        grid.setHorizontalSpacing(space)
        grid.setVerticalSpacing(space // 2)
        self.compound, self.compound_note = self._place_field("小区（或自然村）")
        self.grid, self.grid_note = self._place_field("网格")
        for column, (title, box, note) in enumerate(
            (
                ("没写小区的，当作", self.compound, self.compound_note),
                ("没写网格的，当作", self.grid, self.grid_note),
            )
        ):
            label = QLabel(title)
            label.setBuddy(box)
            line = QHBoxLayout()
            line.setSpacing(space)
            line.addWidget(label)
            line.addWidget(box, 1)
            grid.addLayout(line, 0, column)
            grid.addWidget(note, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.no_compound = QCheckBox("没有小区，就这样导入")
        self.no_compound.toggled.connect(self._show)
        grid.addWidget(self.no_compound, 2, 0, Qt.AlignmentFlag.AlignLeft)
        self.draft.read.connect(lambda: self.no_compound.setChecked(False))
        return frame

    def _place_field(self, word: str) -> tuple[QComboBox, QLabel]:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setAccessibleName(f"没写{word}的，当作")
        line = box.lineEdit()
        assert line is not None
        line.setPlaceholderText(f"选已有的，或写新的{word}")
        line.setMaxLength(60 if word != "网格" else 40)
        box.editTextChanged.connect(self._typed)
        return box, wrapped_label("", "second")

    def arrive(self) -> None:
        """Offer what the ledger has."""
        for box, names, present in (
            (self.compound, self.draft.lists.compounds, self.draft.options.compound),
            (self.grid, self.draft.lists.grids, self.draft.options.grid),
        ):
            if not box.count() and names:
                box.blockSignals(True)
                box.addItems(list(names))
                box.setCurrentIndex(-1)
                box.setEditText(present)
                box.blockSignals(False)
        self._show()
        missing = [box for box in (self.compound, self.grid) if box.isEnabled() and not box.currentText()]
        (missing[0] if missing else self.way).setFocus()

    def why_not(self) -> str:
        """A plan must be there, and a compound for a table that names none, or the word that there is none."""
        plan = self.draft.plan
        if plan is None or not plan.people:
            return "正在分户，请稍候。"
        if self._lacks_compound(plan) and not self.no_compound.isChecked():
            return "请先写这些门牌在哪个小区；真的没有，就勾“没有小区”。"
        return ""

    def _lacks_compound(self, plan: ImportPlan) -> bool:
        """Whether a whole table names no compound and none is given; single rows are doubts in the preview."""
        return not self.compound.currentText().strip() and any(
            doubt.kind is DoubtKind.COMPOUND_MISSING and not doubt.row for doubt in plan.doubts
        )

    def settle(self) -> None:
        """Take what was typed without waiting for the next key."""
        if self._timer.isActive():
            self._timer.stop()
            self._places_typed()

    # What is shown

    def _show(self) -> None:
        if not self.isVisible() or self.draft.plan is None:
            return
        self.tabs.show_sheets(self.draft.sheets)
        self._show_places(self.draft.plan)
        self._show_sheet()
        self.changed.emit()

    def _show_places(self, plan: ImportPlan) -> None:
        for box, note, kind, word, given in (
            (self.compound, self.compound_note, DoubtKind.COMPOUND_MISSING, "小区", plan.options.compound),
            (self.grid, self.grid_note, DoubtKind.GRID_MISSING, "网格", plan.options.grid),
        ):
            sentence, is_missing = _what_lacks(plan, kind, word)
            if given and not is_missing:
                sentence = f"文件没写{word}的地方都当作“{given}”。"
            note.setText(sentence)
            note.setProperty("look", "warning" if is_missing else "second")
            note.style().unpolish(note)
            note.style().polish(note)
            box.setEnabled(is_missing or bool(given) or bool(box.currentText()))
        lacks = self._lacks_compound(plan)
        self.no_compound.setVisible(lacks)
        if lacks:
            self.compound_note.setText(self.why_not() or "门牌都不带小区导入。")

    def _show_sheet(self) -> None:
        plan = self.draft.plan
        sheet = next((sheet for sheet in self.draft.sheets if sheet.key == self.tabs.key), None)
        if plan is None or sheet is None:
            return
        self.way.setCurrentIndex(self.way.findData(sheet.grouping.value))
        self._why.setText(_WAYS[sheet.grouping][1])
        households = _households_of(plan, sheet)
        self.picture.show_households(households)
        several = sum(1 for household in households if len(household.members) > 1)
        more = "，先看头几户对不对" if len(households) > 8 else ""
        self.count.setText(
            f"{sheet.people:,} 人分成 {sheet.households:,} 户，其中 {several:,} 户不止一人{more}："
        )

    # What is chosen

    def _way_chosen(self, _place: int) -> None:
        self.draft.set_grouping(self.tabs.key, Grouping(self.way.currentData()))

    def _typed(self, _text: str) -> None:
        self._timer.start()
        if self.draft.plan is not None:
            self._show_places(self.draft.plan)
        self.changed.emit()

    def _places_typed(self) -> None:
        self.draft.set_places(
            compound=self.compound.currentText().strip(), grid=self.grid.currentText().strip()
        )


def _households_of(plan: ImportPlan, sheet: SheetPlan) -> list[PlannedHousehold]:
    later = [
        other.header_rows[0]
        for other in plan.sheets
        if other.sheet == sheet.sheet and other.header_rows and other.header_rows > sheet.header_rows
    ]
    first, end = sheet.header_rows[-1], min(later, default=1 << 30)
    return [
        household
        for household in plan.households
        if household.members
        and household.members[0].sheet == sheet.sheet
        and first < household.members[0].rows[0] < end
    ]


def _what_lacks(plan: ImportPlan, kind: DoubtKind, word: str) -> tuple[str, bool]:
    """What to say of a part of the door that the file may lack, and whether it does."""
    doubts: list[Doubt] = [doubt for doubt in plan.doubts if doubt.kind is kind]
    if not doubts:
        return f"文件里都写了{word}。", False
    whole = [doubt for doubt in doubts if not doubt.row]
    hint = whole[0].text.partition("；")[2] if whole else ""
    if whole:
        sheets = "文件里" if len(plan.sheets) == 1 else f"有 {len(whole)} 张表"
        return f"{sheets}没有写{word}，请选一个或写一个{f'（{hint}）' if hint else ''}。", True
    return f"有 {len(doubts)} 处没有写{word}，请选一个或写一个。", True
