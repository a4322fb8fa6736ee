"""What the preview lists: households with what becomes of them, and rows and sheets that are doubtful by themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from community_desk.domain.planned import Doubt, DoubtKind, PlannedHousehold, PlannedMember, RowKey
from community_desk.exchange.import_plan import ImportPlan
from community_desk.ledger.import_foresight import Fate, Foreseen, Foresight
from community_desk.ui.desk import Desk
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.grouping_step import door_of

# What a chip says of each kind of doubt.
KIND_WORDS = {
    DoubtKind.ID_LOST_DIGITS: "身份证少了末尾",
    DoubtKind.ID_BAD_CHECK_DIGIT: "身份证校验位不对",
    DoubtKind.ID_BAD_LENGTH: "证件号位数不对",
    DoubtKind.ID_BAD_DATE: "身份证里的日期不对",
    DoubtKind.ID_UNKNOWN_PROVINCE: "身份证省份不对",
    DoubtKind.ID_UNREADABLE: "证件号看不懂",
    DoubtKind.ID_REPEATED: "证件号重复",
    DoubtKind.CERTIFICATE_UNREADABLE: "残疾证号看不懂",
    DoubtKind.CERTIFICATE_AGAINST_ID: "残疾证与身份证不同",
    DoubtKind.CERTIFICATE_DIFFERS: "残疾证与表格不同",
    DoubtKind.BIRTH_AGAINST_ID: "生日与身份证不同",
    DoubtKind.SEX_AGAINST_ID: "性别与身份证不同",
    DoubtKind.SEX_UNKNOWN: "性别看不懂",
    DoubtKind.RELATION_UNKNOWN: "关系不认识",
    DoubtKind.HEAD_MISSING: "没有户主",
    DoubtKind.NAMESAKE_AT_DOOR: "同一门牌同名",
    DoubtKind.JANUARY_OR_OCTOBER: "1月还是10月",
    DoubtKind.DATE_UNREADABLE: "日期看不懂",
    DoubtKind.RARE_CHARACTER: "生僻字",
    DoubtKind.PRIVATE_USE_CHARACTER: "自造字",
    DoubtKind.NAME_UNREADABLE: "姓名看不懂",
    DoubtKind.NAME_MISSING: "没有姓名",
    DoubtKind.NOT_A_PERSON: "不像人名",
    DoubtKind.PHONE_UNREADABLE: "电话看不懂",
    DoubtKind.CATEGORY_UNKNOWN: "类别不认识",
    DoubtKind.WORD_UNKNOWN: "写法看不懂",
    DoubtKind.COMPOUND_MISSING: "没有小区",
    DoubtKind.GRID_MISSING: "没有网格",
    DoubtKind.DOOR_MISSING: "没有门牌",
    DoubtKind.DOOR_UNREADABLE: "门牌看不懂",
    DoubtKind.SAME_ADDRESS_GROUPING: "同一门牌怎么分户",
    DoubtKind.REPEATED_ROW: "重复的行",
    DoubtKind.FORMULA_WITHOUT_VALUE: "公式没有结果",
    DoubtKind.FAULTY_CELL: "格子显示错误",
    DoubtKind.HEADER_NOT_FOUND: "没有表头",
    DoubtKind.SHEET_HIDDEN: "隐藏的表",
    DoubtKind.MATCH_PROPOSED: "可能是同一人",
    DoubtKind.POSSIBLE_MATCH: "同名同生日",
    DoubtKind.SAME_ID_OTHER_NAME: "证件号同、姓名不同",
    DoubtKind.DIFFERS_FROM_LEDGER: "与台账不同",
    DoubtKind.WITHDRAWN_BEFORE: "曾被撤回",
    DoubtKind.DOOR_DIFFERS: "住址与台账不同",
    DoubtKind.DOOR_SHARED: "门牌已有一户",
    DoubtKind.GRID_DIFFERS: "网格与台账不同",
    DoubtKind.TEXT_TOO_LONG: "文字太长",
}
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Entry:
    """A line of the preview: a household, or a row (or sheet) that nobody comes of.

    ``doubts`` are open, ``settled`` were and are no more; ``fates`` are those of the members, in their order.
    """

    household: PlannedHousehold | None
    sheet: str
    row: int
    doubts: list[Doubt]
    settled: list[Doubt]
    fates: tuple[Foreseen, ...] = ()
    is_left_out: bool = False

    @property
    def rows(self) -> set[RowKey]:
        """All rows of the file that belong to it."""
        if self.household is None:
            return {(self.sheet, self.row)}
        return {(member.sheet, row) for member in self.household.members for row in member.rows}

    @property
    def head(self) -> PlannedMember | None:
        """Who the household is called by."""
        if self.household is None:
            return None
        members = self.household.members
        return next((member for member in members if member.relation_code == "02"), members[0])

    @property
    def fate(self) -> str:
        """What becomes of it, in a few words."""
        if self.household is None:
            return "不导入" if self.row else "整张表"
        count = {fate: sum(1 for one in self.fates if one.fate is fate) for fate in Fate}
        told = [f"{fate.word} {number}" for fate, number in count.items() if number]
        if len(told) == 1:
            return next(fate.word for fate, number in count.items() if number)
        return " · ".join(told)


def entries_of(draft: ImportDraft, plan: ImportPlan, foresight: Foresight) -> list[Entry]:
    """All lines: sheets, then households and rows as they follow each other in the file."""
    entries: list[Entry] = []
    by_row: dict[RowKey, Entry] = {}
    for household in plan.households:
        if not household.members:
            continue
        first = household.members[0]
        fates = tuple(foresight.fate_of(member) for member in household.members)
        entry = Entry(household, first.sheet, first.rows[0], [], [], fates)
        entries.append(entry)
        for row in entry.rows:
            by_row.setdefault(row, entry)
    for key in sorted(draft.options.left_out):
        entry = Entry(None, *key, [], [], is_left_out=True)
        by_row[key] = entry
        entries.append(entry)
    for doubt, is_open in _all_doubts(draft):
        key = (doubt.sheet, doubt.row)
        if key not in by_row:
            if not is_open and not doubt.row:
                continue
            by_row[key] = Entry(None, *key, [], [])
            entries.append(by_row[key])
        (by_row[key].doubts if is_open else by_row[key].settled).append(doubt)
    order = {sheet.name: number for number, sheet in enumerate(draft.table.sheets)} if draft.table else {}
    entries.sort(key=lambda entry: (entry.row > 0, order.get(entry.sheet, 0), entry.row))
    return entries


def _all_doubts(draft: ImportDraft) -> Iterator[tuple[Doubt, bool]]:
    yield from ((doubt, True) for doubt in draft.doubts)
    yield from ((doubt, False) for doubt in draft.settled)


class EntryModel(QAbstractTableModel):
    """The lines of the preview that pass the filter."""

    _TITLES = ("门牌", "户主", "人数", "会怎样", "疑问")

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.entries: Sequence[Entry] = ()
        desk.theme.changed.connect(self._redraw)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def _redraw(self) -> None:
        if self.entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, 4))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One an entry."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Door, head, people, what happens, doubts."""
        return 0 if parent.isValid() else len(self._TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == 2:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, and the colours of doubts."""
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == 4:
                return "\n".join(doubt.text for doubt in entry.doubts) or None
            return self._text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == 4:
                return self._desk.theme.colour("soon" if entry.doubts else "done")
            if entry.household is None:
                return self._desk.theme.colour("second")
        return None

    @staticmethod
    def _text(entry: Entry, column: int) -> str:
        household, head = entry.household, entry.head
        match column:
            case 0 if household is not None:
                return door_of(household)
            case 0:
                return f"{entry.sheet} 第 {entry.row} 行" if entry.row else entry.sheet
            case 1:
                return head.name if head is not None else ""
            case 2:
                return str(len(household.members)) if household is not None else ""
            case 3:
                return entry.fate
            case _:
                if entry.doubts:
                    return f"⚠ {len(entry.doubts)}"
                return "✓ 已处理" if entry.settled or entry.is_left_out else ""
