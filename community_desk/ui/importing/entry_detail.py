"""The right side of the preview: one household with its people, their doubts, and their fields to be put right."""

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.planned import Doubt, PlannedMember, RowKey
from community_desk.ledger.import_foresight import Fate, Foreseen
from community_desk.ui.importing.doubt_box import DoubtBox, SettledBox
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.entries import Entry
from community_desk.ui.importing.grouping_step import door_of
from community_desk.ui.importing.member_rows import FieldDelegate, FieldModel, MemberModel, field_rows
from community_desk.ui.importing.step import plain_table, wrapped_label

_MOST_MEMBERS = 4  # rows shown before the table scrolls
_YEAR = re.compile(r"\d{4}")


class EntryDetail(QWidget):
    """Shows an entry; keeps the person that is looked at when the entry comes anew."""

    grouping_wanted = Signal()

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__()
        self._draft = draft
        self._entry: Entry | None = None
        self._wanted = ""
        self._row: RowKey = ("", 0)  # the row of the file that the fields are of
        theme = draft.desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space // 2)
        self.heading = QLabel()
        self.heading.setProperty("look", "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.heading)
        self.members = MemberModel(draft.desk, self)
        self.people = plain_table("这一户的人", theme.pixels(28))
        self.people.setModel(self.members)
        self.people.verticalHeader().hide()
        self.people.setShowGrid(False)
        self.people.setSelectionBehavior(self.people.SelectionBehavior.SelectRows)
        self.people.setSelectionMode(self.people.SelectionMode.SingleSelection)
        header = self.people.horizontalHeader()
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        for place, width in enumerate((80, 48, 100, 64, 60), start=1):
            self.people.setColumnWidth(place, theme.pixels(width))
        self.people.selectionModel().currentRowChanged.connect(lambda new, _old: self._chosen(new.row()))
        column.addWidget(self.people)
        self._doubts = QWidget()
        self._doubt_rows = QVBoxLayout(self._doubts)
        self._doubt_rows.setContentsMargins(0, 0, 0, 0)
        self._doubt_rows.setSpacing(theme.space // 2)
        self._scroll = _AsTallAsNeeded(self._doubts)
        column.addWidget(self._scroll)
        self.fields = FieldModel(draft.desk, self)
        self.table = plain_table("逐项内容", theme.pixels(28))
        self.table.setModel(self.fields)
        self.table.setItemDelegate(FieldDelegate(draft, self.fields, self.table))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(
            self.table.EditTrigger.DoubleClicked
            | self.table.EditTrigger.EditKeyPressed
            | self.table.EditTrigger.AnyKeyPressed
        )
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        for place, width in enumerate((112, 176)):
            self.table.setColumnWidth(place, theme.pixels(width))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.fields.edited.connect(self._edited)
        self.table.setMinimumHeight(theme.pixels(96))
        column.addWidget(self.table, 1)
        column.addLayout(self._make_verbs())
        self._empty = wrapped_label("选左边的一户，看看每个人会怎样登记。", "second")
        column.addWidget(self._empty)
        self.show_entry(None)
        draft.desk.privacy_changed.connect(self._show_again)

    def _make_verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._draft.desk.theme.space)
        self.out_person = self._verb("不导入这个人", self._leave_out_person)
        self.out_household = self._verb("不导入这一户", self._leave_out_household)
        self.back = self._verb("还是导入这一行", self._bring_in)
        self.hint = QLabel("双击或按 F2 改“文件里写的”")
        self.hint.setProperty("look", "second")
        row.addWidget(self.out_person)
        row.addWidget(self.out_household)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.hint)
        return row

    def _verb(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setProperty("look", "quiet")
        button.clicked.connect(lambda _checked: act())
        return button

    def _show_again(self) -> None:
        self.show_entry(self._entry, wanted=self._wanted)

    @property
    def is_settling(self) -> bool:
        """Whether the focus is on a verb of a doubt."""
        return any(button.hasFocus() for box in self.boxes() for button in box.findChildren(QPushButton))

    def focus_doubt(self) -> bool:
        """Put the focus on the first doubt's last verb, which lets it stand; whether there is a doubt."""
        boxes = self.boxes()
        if not boxes:
            return False
        boxes[0].show()  # Qt would only later, and what is hidden cannot have the focus
        boxes[0].findChildren(QPushButton)[-1].setFocus()
        self._scroll.ensureWidgetVisible(boxes[0])
        return True

    def show_entry(self, entry: Entry | None, *, wanted: str = "", anew: bool = False) -> None:
        """Show an entry; of its people the one looked at before (unless ``anew``), else the first ``wanted``.

        That is the value of a ``DoubtKind`` or of a ``Fate``; of others the first with a doubt is shown.
        """
        is_same = (
            not anew and entry is not None and self._entry is not None and bool(entry.rows & self._entry.rows)
        )
        self._entry, self._wanted = entry, wanted
        household = entry.household if entry is not None else None
        of_entry: tuple[QWidget, ...] = (self.heading, self._scroll, self.table, self.hint)
        for widget in of_entry:
            widget.setVisible(entry is not None)
        number = len(household.members) if household is not None else 0
        self.people.setVisible(number > 1)
        self.out_household.setVisible(number > 1)
        self.out_person.setVisible(number > 0)
        self._empty.setVisible(entry is None)
        self.back.setVisible(entry is not None and entry.is_left_out)
        if entry is None:
            return
        if household is None:
            self.heading.setText(
                f"{entry.sheet} 第 {entry.row} 行" if entry.row else f"工作表“{entry.sheet}”"
            )
            self._row = (entry.sheet, entry.row)
            self._show_person(None, None)
            return
        head = entry.head
        name = head.name if head is not None else ""
        people = f"{name}家 {number} 人" if number > 1 else f"{name}（{entry.fate}）"
        self.heading.setText(f"{door_of(household)}　{people}")
        counts = [sum(1 for doubt in entry.doubts if _is_of(doubt, member)) for member in household.members]
        self.people.selectionModel().blockSignals(True)
        self.members.show_members(household.members, entry.fates, counts)
        self.people.selectionModel().blockSignals(False)
        header, row = self.people.horizontalHeader().sizeHint().height(), self.people.verticalHeader()
        self.people.setFixedHeight(header + row.defaultSectionSize() * min(number, _MOST_MEMBERS) + 4)
        place = self._place_to_show(entry, is_same=is_same)
        self.people.selectRow(place)
        self._chosen(place)

    def _place_to_show(self, entry: Entry, *, is_same: bool) -> int:
        members = entry.household.members if entry.household is not None else []
        if is_same:
            for place, member in enumerate(members):
                if self._row[0] == member.sheet and self._row[1] in member.rows:
                    return place
        for place, fate in enumerate(entry.fates):
            if fate.fate.value == self._wanted:
                return place
        for doubt in [doubt for doubt in entry.doubts if doubt.kind.value == self._wanted] or entry.doubts:
            for place, member in enumerate(members):
                if _is_of(doubt, member):
                    return place
        return 0

    def _chosen(self, place: int) -> None:
        entry = self._entry
        if entry is None or entry.household is None or not 0 <= place < len(entry.household.members):
            return
        member = entry.household.members[place]
        # Another row of the same person stays in sight only while something in it is open.
        is_open = any((doubt.sheet, doubt.row) == self._row for doubt in entry.doubts)
        if self._row[0] != member.sheet or self._row[1] not in member.rows or not is_open:
            self._row = (member.sheet, member.rows[0])
        self._show_person(member, entry.fates[place])

    def _show_person(self, member: PlannedMember | None, foreseen: Foreseen | None) -> None:
        entry, plan = self._entry, self._draft.plan
        if entry is None or plan is None:
            return
        mine = [doubt for doubt in entry.doubts if member is None or _is_of(doubt, member)]
        mine.sort(key=lambda doubt: doubt.kind.value != self._wanted)
        settled = [doubt for doubt in entry.settled if member is None or _is_of(doubt, member)]
        self._show_doubts(mine, settled)
        sheet, row = self._row
        rows = (
            field_rows(
                self._draft,
                plan,
                sheet=sheet,
                row=row,
                household=entry.household,
                member=member,
                foreseen=foreseen,
                wrong=[doubt.column for doubt in mine if doubt.column and doubt.row == row],
            )
            if row
            else []
        )
        is_known = foreseen is not None and foreseen.fate in (Fate.UPDATED, Fate.UNCHANGED)
        self.fields.show_rows(rows, is_known=is_known)
        self.table.setVisible(bool(rows))
        self.hint.setVisible(bool(rows))
        name = member.name if member is not None else ""
        self.out_person.setAccessibleName(f"不导入 {name}")

    def _show_doubts(self, doubts: list[Doubt], settled: list[Doubt]) -> None:
        while (item := self._doubt_rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for doubt in doubts:
            column = self._column_of(doubt)
            self._doubt_rows.addWidget(
                DoubtBox(
                    self._draft,
                    doubt,
                    edit_cell=None if column is None else partial(self._edit, doubt.row, column),
                    set_month=None if column is None else partial(self._set_month, doubt, column),
                    to_grouping=self.grouping_wanted.emit,
                )
            )
        for doubt in settled:
            self._doubt_rows.addWidget(SettledBox(self._draft, doubt))
        self._doubt_rows.addStretch(1)
        self._scroll.updateGeometry()
        self._scroll.setVisible(bool(doubts or settled))

    def _column_of(self, doubt: Doubt) -> int | None:
        """The file's column that a doubt names."""
        plan = self._draft.plan
        if plan is None or not doubt.row or not doubt.column:
            return None
        return next(
            (
                choice.column
                for part in plan.sheets
                if part.sheet == doubt.sheet
                for choice in part.columns
                if choice.title == doubt.column
            ),
            None,
        )

    # What is done

    def _edit(self, row: int, column: int) -> None:
        """Begin to put a cell right; it may stand in another row of the same person."""
        entry = self._entry
        if entry is None:
            return
        if row != self._row[1]:
            self._row = (self._row[0], row)
            place = self.people.currentIndex().row()
            if entry.household is not None and place >= 0:
                self._show_person(entry.household.members[place], entry.fates[place])
        for place, field in enumerate(self.fields.rows):
            if field.choice is not None and field.choice.column == column:
                index = self.fields.index(place, 1)
                self.table.setCurrentIndex(index)
                self.table.scrollTo(index)
                self.table.setFocus()
                self.table.edit(index)
                return

    def _set_month(self, doubt: Doubt, column: int, month: int) -> None:
        cells = self._draft.sheet(doubt.sheet).rows[doubt.row - 1]
        year = _YEAR.search(str(cells[column]))
        if year is not None:
            self._draft.set_cell(doubt.sheet, doubt.row, column, f"{year[0]}-{month:02d}")

    def _edited(self, column: int, text: str) -> None:
        self._draft.set_cell(*self._row, column, text)

    def _leave_out_person(self) -> None:
        entry, place = self._entry, self.people.currentIndex().row()
        if entry is not None and entry.household is not None and place >= 0:
            member = entry.household.members[place]
            self._draft.leave_out(frozenset((member.sheet, row) for row in member.rows), out=True)

    def _leave_out_household(self) -> None:
        if self._entry is not None:
            self._draft.leave_out(frozenset(self._entry.rows), out=True)

    def _bring_in(self) -> None:
        if self._entry is not None:
            self._draft.leave_out(frozenset(self._entry.rows), out=False)

    def boxes(self) -> list[DoubtBox]:
        """The doubts that are shown with their verbs."""
        found = (self._doubt_rows.itemAt(place) for place in range(self._doubt_rows.count()))
        widgets = [item.widget() for item in found if item is not None]
        return [widget for widget in widgets if isinstance(widget, DoubtBox)]


class _AsTallAsNeeded(QScrollArea):
    """Scrolls only where there is no room for what is in it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(content)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """The height of its content at this width."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        height = layout.heightForWidth(self.width()) if layout is not None else 0
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """One doubt, at least a part of it."""
        return QSize(0, min(self.sizeHint().height(), self.fontMetrics().height() * 3))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its content wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _is_of(doubt: Doubt, member: PlannedMember) -> bool:
    return doubt.sheet == member.sheet and doubt.row in member.rows
