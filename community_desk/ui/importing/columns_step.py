"""The second step: which sheets, where their heading is, and what every column means, over the file as it is."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Field, SheetPlan
from community_desk.ui.importing.column_header import ColumnHeader
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.sheet_model import SheetModel
from community_desk.ui.importing.step import SheetTabs, Step, plain_table, wrapped_label
from community_desk.ui.page import verb_button

_WIDTHS = {Field.ADDRESS: 200, Field.ID_NUMBER: 170, Field.REGISTERED_ADDRESS: 190, Field.NOTE: 170}
_WIDTH = 126
_SHEET_KINDS = (DoubtKind.HEADER_NOT_FOUND, DoubtKind.SHEET_HIDDEN, DoubtKind.NAME_MISSING)


class ColumnsStep(Step):
    """The sheets as tabs, below them the sheet itself."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(draft, "工作表和列")
        self._shown = ""
        self.tabs = SheetTabs()
        self.tabs.chosen.connect(lambda _key: self._show(scroll=True))
        self.body.addWidget(self.tabs)
        self.body.addLayout(self._make_choices())
        self._note = wrapped_label("", "second")
        self._problem = wrapped_label("", "error")
        self.body.addWidget(self._note)
        self.body.addWidget(self._problem)
        self.table = plain_table("文件的内容", self.desk.theme.pixels(26))
        self.model = SheetModel(self.desk, self)
        self.header = ColumnHeader(self.desk.theme, self.table)
        self.table.setHorizontalHeader(self.header)
        self.table.setModel(self.model)
        self.table.setSelectionMode(self.table.SelectionMode.NoSelection)
        self.header.field_chosen.connect(self._field_chosen)
        self.table.verticalHeader().sectionDoubleClicked.connect(lambda row: self.first.setValue(row + 1))
        self.body.addWidget(self.table, 1)
        draft.planned.connect(self._show)

    def _make_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space)
        self.include = QCheckBox("导入这张表")
        self.include.clicked.connect(lambda on: self.draft.set_included(self.tabs.key, included=on))
        self.first = self._spin("表头在第", "行", most=9999)
        self.first.setSpecialValueText("没有找到表头")
        self.lines = self._spin("共", "行", most=3)
        self.lines.setMinimum(1)
        self.lines.setAccessibleName("表头共几行")
        self._again = verb_button("重新辨认", "mdi6.refresh", self.draft.forget_remembered)
        self._again.setProperty("look", "quiet")
        self._again.setToolTip("不按上次的对应，从头辨认列和分户")
        self._again.setAutoDefault(False)
        self.marks: QWidget = QLabel("表头：底色加“表头”二字；灰色的行、列不导入")
        self.marks.setProperty("look", "second")
        row.addWidget(self.include)
        row.addSpacing(self.desk.theme.space)
        row.addWidget(self.first)
        row.addWidget(self.lines)
        row.addWidget(self._again)
        row.addStretch(1)
        row.addWidget(self.marks)
        return row

    def _spin(self, before: str, after: str, *, most: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, most)
        box.setPrefix(f"{before} ")
        box.setSuffix(f" {after}")
        box.setAccessibleName("表头在第几行")
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(self.desk.theme.pixels(6), 0, 0, 0)
        box.setFixedWidth(self.desk.theme.pixels(128 if most > 3 else 84))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.valueChanged.connect(lambda _value: self._header_moved())
        return box

    def arrive(self) -> None:
        """Show the plan as it is."""
        self._show(scroll=True)
        self.table.setFocus()

    def why_not(self) -> str:
        """Somebody must be in it."""
        plan = self.draft.plan
        if plan is None:
            return "正在辨认表头和列，请稍候。"
        if plan.people:
            return ""
        if not any(sheet.header_rows for sheet in plan.sheets):
            return "没有找到表头：请指出表头在第几行。"
        if not any(choice.field is Field.NAME for sheet in plan.sheets for choice in sheet.columns):
            return "请在姓名那一列的上面选“姓名”。"
        return "还没有可以导入的人：请勾选要导入的表，核对姓名是哪一列。"

    # What is shown

    def _sheet(self) -> SheetPlan | None:
        plan = self.draft.plan
        return None if plan is None else next((s for s in plan.sheets if s.key == self.tabs.key), None)

    def _show(self, *, scroll: bool = False) -> None:
        plan = self.draft.plan
        if plan is None:
            return
        self.tabs.show_sheets(plan.sheets)
        sheet = self._sheet()
        self.changed.emit()
        if sheet is None:
            return
        skipped: dict[int, str] = {}
        for other in plan.sheets:
            if other.sheet == sheet.sheet:
                skipped |= other.skipped
                skipped |= dict.fromkeys(other.header_rows, "header")
        self.model.show_sheet(self.draft.sheet(sheet.sheet), sheet, skipped)
        self.header.show_choices(sheet.columns, is_included=self._is_wanted(sheet))
        self._show_choices(sheet)
        self._show_notes(sheet)
        if scroll or self._shown != sheet.key:
            self._shown = sheet.key
            self._set_widths(sheet)
            top = max((sheet.header_rows[0] if sheet.header_rows else 1) - 2, 0)
            QTimer.singleShot(0, self, lambda: self._scroll_to(top))

    def _is_wanted(self, sheet: SheetPlan) -> bool:
        """Whether it is to come in, also where it cannot yet: its columns must be there to be chosen."""
        options = self.draft.options.sheets.get(sheet.key)
        if options is not None and options.include is not None:
            return options.include
        return sheet.included or not any(choice.field is Field.NAME for choice in sheet.columns)

    def _scroll_to(self, row: int) -> None:
        if row < self.model.rowCount():
            self.table.scrollTo(self.model.index(row, 0), self.table.ScrollHint.PositionAtTop)

    def _set_widths(self, sheet: SheetPlan) -> None:
        pixels = self.desk.theme.pixels
        for column in range(self.model.columnCount()):
            field = sheet.columns[column].field if column < len(sheet.columns) else Field.NONE
            self.table.setColumnWidth(column, pixels(_WIDTHS.get(field, _WIDTH)))

    def _show_choices(self, sheet: SheetPlan) -> None:
        has_header = bool(sheet.header_rows)
        self.include.setChecked(self._is_wanted(sheet))
        self.include.setEnabled(has_header)
        is_first = sheet.key == sheet.sheet
        for box in (self.first, self.lines):
            box.blockSignals(True)
            box.setEnabled(is_first)  # a later table of a sheet begins where the one before ends
        self.first.setMaximum(max(self.model.rowCount(), 1))
        self.first.setValue(sheet.header_rows[0] if has_header else 0)
        self.lines.setValue(len(sheet.header_rows) or 1)
        for box in (self.first, self.lines):
            box.blockSignals(False)
        self._again.setVisible(sheet.remembered)

    def _show_notes(self, sheet: SheetPlan) -> None:
        notes = []
        if sheet.remembered:
            notes.append("上次这样的表头是这样对应的，这次照着用了。")
        unread = [choice.heading for choice in sheet.not_imported if choice.field is Field.NONE]
        if unread and sheet.included:
            more = f"等 {len(unread)} 列" if len(unread) > 5 else ""
            notes.append(f"没有认出、不导入的列：{'、'.join(unread[:5])}{more}。")
        self._note.setText("".join(notes))
        self._note.setVisible(bool(notes))
        plan = self.draft.plan
        problems = [
            doubt.text
            for doubt in (plan.doubts if plan is not None else ())
            if doubt.sheet == sheet.sheet and not doubt.row and doubt.kind in _SHEET_KINDS
        ]
        if not sheet.header_rows and problems:
            problems.append("请在上面写表头在第几行，或双击那一行的行号")
        self._problem.setText("；".join(problems))
        self._problem.setVisible(bool(problems))

    # What is chosen

    def _field_chosen(self, column: int, value: str) -> None:
        self.draft.set_column(self.tabs.key, column, Field(value))

    def _header_moved(self) -> None:
        first, depth = self.first.value(), self.lines.value()
        if first:
            last = min(first + depth, self.model.rowCount() + 1)
            self.draft.set_header_rows(self.tabs.key, tuple(range(first, last)))

    @property
    def remember_button(self) -> QPushButton:
        """Offers to find everything out anew; shown where the last file's choices were used."""
        return self._again
