"""One person of the plan, field by field: what the file says, what is registered, and what it replaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from community_desk.domain.masking import mask_id, mask_ids_in
from community_desk.domain.partial_dates import display
from community_desk.domain.planned import PlannedHousehold, PlannedMember
from community_desk.exchange.import_plan import FIELD_WORDS, ColumnChoice, Field, ImportPlan, SheetPlan
from community_desk.ledger.import_foresight import Fate, Foreseen
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.sheet_model import PRIVATE, shown_cell
from community_desk.ui.importing.step import GroundDelegate

# Always shown, so that what the file left empty can be filled in.
_BASIC = frozenset((Field.NAME, Field.SEX, Field.BIRTH, Field.ID_NUMBER, Field.RELATION, Field.PHONE))
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A column of the file for one row of it; ``choice`` is None where only the ledger's change is told.

    ``wrong``: a doubt names this column. ``edited``: somebody put the cell right.
    """

    choice: ColumnChoice | None
    word: str
    written: str
    registered: str
    wrong: bool = False
    edited: bool = False

    @property
    def is_private(self) -> bool:
        """Whether F9 hides it."""
        return self.word in _PRIVATE_WORDS or (self.choice is not None and self.choice.field in PRIVATE)


def table_of(plan: ImportPlan, sheet: str, row: int) -> SheetPlan | None:
    """The table that a row (Excel's number) of a sheet belongs to."""
    found = None
    for part in plan.sheets:
        if part.sheet == sheet and part.header_rows and part.header_rows[-1] < row:
            found = part
    return found


def field_rows(
    draft: ImportDraft,
    plan: ImportPlan,
    *,
    sheet: str,
    row: int,
    household: PlannedHousehold | None,
    member: PlannedMember | None,
    foreseen: Foreseen | None,
    wrong: Sequence[str],
) -> list[FieldRow]:
    """The fields of one row of the file; ``wrong`` are the titles of columns that doubts name.

    What is doubtful comes first, the door last.
    """
    table = table_of(plan, sheet, row)
    if table is None:
        return []
    cells = draft.sheet(sheet).rows[row - 1] if row <= len(draft.sheet(sheet).rows) else []
    words = {} if member is None else _registered(member)
    if household is not None:
        words |= _door_words(household)
    changes: dict[str, list[str]] = {}
    for change in foreseen.changes if foreseen is not None else ():
        after = mask_ids_in(" ".join(change.after.split()))
        before = mask_ids_in(" ".join(change.before.split())) or "空"
        told = f"加上 {after}" if change.is_added else f"{before} → {after}"
        changes.setdefault(change.word, []).append(told)
    rows, used = [], set()
    for choice in table.columns:
        if not choice.heading or choice.field in (Field.NONE, Field.EXCLUDED, Field.SEQUENCE):
            continue
        place = (sheet, row, choice.column)
        edited = place in draft.options.cells
        cell = cells[choice.column] if choice.column < len(cells) else ""
        written = draft.options.cells[place] if edited else shown_cell(cell)
        is_wrong = choice.title in wrong
        if not (written or edited or is_wrong or choice.field in _BASIC):
            continue
        word = FIELD_WORDS.get(choice.field, "关爱类别")
        registered = words.get(word, "") if word not in used else ""
        if foreseen is not None and foreseen.fate in (Fate.UPDATED, Fate.UNCHANGED):
            registered = "；".join(changes.pop(word, ())) or ("不变" if word in _COMPARED else registered)
        used.add(word)
        rows.append(FieldRow(choice, word, written, registered, is_wrong, edited))
    rows.extend(FieldRow(None, word, "", "；".join(lines)) for word, lines in changes.items())
    if foreseen is not None and foreseen.fate is Fate.NEW:
        rows.extend(
            FieldRow(None, word, "", words[word])
            for word in ("性别", "出生日期")
            if word not in used and words[word]
        )
    rows.sort(key=_order)
    return rows


def _order(row: FieldRow) -> int:
    if row.wrong:
        return 0
    return 2 if row.choice is not None and row.choice.field in _DOOR else 1


_DOOR = frozenset(
    (
        Field.GRID,
        Field.COMPOUND,
        Field.HAMLET,
        Field.BUILDING,
        Field.LANE,
        Field.UNIT,
        Field.FLOOR,
        Field.ROOM,
        Field.ADDRESS,
        Field.HOUSEHOLD_NUMBER,
        Field.HEAD_NAME,
        Field.TENURE,
    )
)
_PRIVATE_WORDS = frozenset(word for field, word in FIELD_WORDS.items() if field in PRIVATE) | {
    "走访记录",
    "紧急联系人",
}
_COMPARED = frozenset(
    (
        "性别",
        "出生日期",
        "身份证号",
        "与户主关系",
        "联系电话",
        "关爱类别",
        "备注",
        "户籍地址",
        "人户情况",
        "外文名",
    )
)


def _registered(member: PlannedMember) -> dict[str, str]:
    return {
        "姓名": member.name,
        "性别": member.sex.word,
        "出生日期": display(member.birth),
        "身份证号": mask_id(member.id_number),
        "外文名": member.foreign_name,
        "与户主关系": member.relation,
        "联系电话": "、".join(f"{label}{number}" for label, number in member.phones),
        "关爱类别": mask_ids_in("、".join(_care_words(member))),
        "户籍地址": member.registered_address,
        "人户情况": member.residence.word,
        "紧急联系人": "、".join(contact.name for contact in member.contacts),
        "上次走访": "、".join(visit.date for visit in member.visits),
        "备注": mask_ids_in(member.note),
    }


def _door_words(household: PlannedHousehold) -> dict[str, str]:
    return {
        "网格": household.grid,
        "小区": household.compound,
        "自然村": household.compound,
        "楼栋": household.building,
        "路名": household.building,
        "单元": household.unit,
        "房号": household.room,
        "地址": household.door or household.address,
        "户号": household.number,
        "房屋性质": household.tenure.word,
    }


def _care_words(member: PlannedMember) -> list[str]:
    return [f"{word}（{details}）" if details else word for _code, word, details in member.care]


class FieldModel(QAbstractTableModel):
    """The fields of the person that is looked at; the file's column can be put right in place."""

    edited = Signal(int, str)  # column of the file from 0, text

    _TITLES = ("项目", "文件里写的", "将登记为")

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[FieldRow] = []
        self._known = False
        desk.privacy_changed.connect(self._redraw)
        desk.theme.changed.connect(self._redraw)

    def show_rows(self, rows: list[FieldRow], *, is_known: bool) -> None:
        """Show these; of somebody known the third column tells what changes."""
        self.beginResetModel()
        self.rows = rows
        self._known = is_known
        self.endResetModel()

    def _redraw(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One a field."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """What, as the file has it, as the ledger will."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return "台账里 → 导入后" if section == 2 and self._known else self._TITLES[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The middle column may be edited where it is a cell of the file."""
        flags = super().flags(index)
        if index.column() == 1 and self.rows[index.row()].choice is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, long numbers masked until they are edited."""
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if column and row.is_private and self._desk.is_private:
                return HIDDEN
            if column == 0:
                mark = "⚠ " if row.wrong else ""
                if role == Qt.ItemDataRole.ToolTipRole and row.choice is not None:
                    return f"文件里的列：{row.choice.title}"
                return f"{mark}{row.word}"
            if column == 1:
                text = mask_ids_in(" ".join(row.written.split()))
                if row.edited:
                    text = f"✎ {text}"
                if role == Qt.ItemDataRole.ToolTipRole and row.choice is not None:
                    return f"{text}\n双击或按 F2 可以改" if text else "双击或按 F2 可以填上"
                return text
            return row.registered
        if role == Qt.ItemDataRole.EditRole and column == 1:
            return row.written
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == 0:
                return self._desk.theme.colour("soon" if row.wrong else "second")
            if column == 2 and row.registered == "不变":
                return self._desk.theme.colour("second")
        if role == Qt.ItemDataRole.BackgroundRole and column == 1 and row.wrong:
            return self._desk.theme.colour("soon_soft")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed."""
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or row.choice is None:
            return False
        text = str(value).strip()
        if text != row.written:
            self.edited.emit(row.choice.column, text)
        return True


class FieldDelegate(GroundDelegate):
    """Editors: a list to choose from where the words are known, else a line."""

    def __init__(self, draft: ImportDraft, model: FieldModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._model = model

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Relations, sexes and categories are chosen; a category may be typed too."""
        row = self._model.rows[index.row()]
        field = row.choice.field if row.choice is not None else Field.NONE
        lists = self._draft.lists
        words = {
            Field.RELATION: lists.relations,
            Field.SEX: ("男", "女"),
            Field.CARE: lists.categories,
        }.get(field)
        if words is None:
            line = QLineEdit(parent)
            line.setAccessibleName(f"{row.word}（文件里写的）")
            return line
        box = QComboBox(parent)
        box.setEditable(field is Field.CARE)
        box.setAccessibleName(f"{row.word}（文件里写的）")
        if row.written and row.written not in words:
            box.addItem(row.written)
        box.addItems(list(words))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the file says, in full."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            if not editor.isEditable():
                editor.setCurrentIndex(editor.findText(text))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            lost = text.find("?")
            if lost > 0:
                # The digits that are to be filled in; the view itself selects everything after this.
                QTimer.singleShot(0, editor, lambda: editor.setSelection(lost, len(text) - lost))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was chosen or typed."""
        if isinstance(editor, QComboBox):
            if editor.isEditable() or editor.currentIndex() >= 0:
                model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class MemberModel(QAbstractTableModel):
    """The people of the household that is looked at."""

    _TITLES = ("姓名", "关系", "性别", "出生", "会怎样", "疑问")

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._members: Sequence[PlannedMember] = ()
        self._fates: Sequence[Foreseen] = ()
        self._doubts: Sequence[int] = ()
        desk.theme.changed.connect(self._redraw)

    def show_members(
        self, members: Sequence[PlannedMember], fates: Sequence[Foreseen], doubts: Sequence[int]
    ) -> None:
        """Show these; ``doubts`` is how many are open for each."""
        self.beginResetModel()
        self._members, self._fates, self._doubts = members, fates, doubts
        self.endResetModel()

    def _redraw(self) -> None:
        if self._members:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._members) - 1, 5))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One a person."""
        return 0 if parent.isValid() else len(self._members)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Who, and what becomes of them."""
        return 0 if parent.isValid() else len(self._TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, and the colour of doubts."""
        member, doubts = self._members[index.row()], self._doubts[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 5:
            return self._desk.theme.colour("soon")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        match index.column():
            case 0:
                return member.name
            case 1:
                return member.relation
            case 2:
                return member.sex.word
            case 3:
                return member.birth
            case 4:
                return self._fates[index.row()].fate.word
            case _:
                return f"⚠ {doubts}" if doubts else ""
