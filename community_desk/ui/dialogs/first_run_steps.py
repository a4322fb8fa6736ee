"""The steps of a first day: community and folder, staff, recovery page, and what to begin with.

Each is a widget with ``first_field`` (where the focus goes) and ``show_message``; the dialog owns their order.
"""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger.database import is_new_place
from community_desk.ledger.folder import LedgerFolder, refuse_network_drive, sync_folder_warning
from community_desk.ledger.places import CommunityFields
from community_desk.ledger.staff import StaffFields
from community_desk.ui.forms.ui_community import Ui_CommunityForm
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import message_label
from community_desk.ui.theme import Theme

_NEW_FOLDER = "社区台账"
_MEMBER_FIELDS = ("name", "role", "phone")


class StartWith(StrEnum):
    """What stands in a new ledger at first."""

    EMPTY = "empty"
    EXCEL = "excel"
    DEMO = "demo"


class CommunityStep(QWidget):
    """Whose ledger it is, and the folder it lies in."""

    existing_chosen = Signal(object)  # Path of a folder that holds a ledger already

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        form = QWidget()
        self.form = Ui_CommunityForm()
        self.form.setupUi(form)
        self.form.rows.setSpacing(theme.space)
        self.first_field = self.form.name
        self.message = message_label()
        self.form.rows.insertRow(1, "", self.message)
        self.form.name.textChanged.connect(self._name_typed)
        self.folder_message = message_label()
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self.change_button = verb_button("更改…", "", self._choose)
        self.change_button.setAccessibleName("更改台账的位置")
        self.change_button.setAutoDefault(False)
        self.open_button = verb_button("已经有台账：打开它的文件夹…", "", self._choose_existing)
        self.open_button.setProperty("look", "quiet")
        self.open_button.setAutoDefault(False)
        self._warning = QLabel()
        self._warning.setProperty("look", "warning")
        self._warning.setWordWrap(True)
        title = QLabel("台账放在这台电脑的")
        row = QHBoxLayout()
        row.setSpacing(theme.space)
        row.addWidget(self._place, 1)
        row.addWidget(self.change_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        column.addWidget(form)
        column.addSpacing(theme.space)
        column.addWidget(title)
        column.addLayout(row)
        column.addWidget(self._warning)
        column.addWidget(self.folder_message)
        column.addStretch(1)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.put_folder(folder)

    def values(self) -> CommunityFields:
        """What was typed."""
        form = self.form
        return {
            "name": form.name.text().strip(),
            "street": form.street.text().strip(),
            "district": form.district.text().strip(),
            "office_phone": form.office_phone.text().strip(),
        }

    def check(self) -> None:
        """``UserError`` if the community has no name or the folder cannot take a ledger."""
        if not self.values()["name"]:
            raise UserError("请填写社区名称，会印在走访单上。", field="name")
        refuse_network_drive(self.folder)
        if not is_new_place(self.folder):
            raise UserError("这个文件夹里已经有别的文件；请选一个空文件夹来放新台账。", field="data")

    def show_message(self, refusal: UserError) -> None:
        """Say what is wrong, where it is."""
        label = self.folder_message if refusal.field == "data" else self.message
        label.setText(refusal.sentence)
        label.show()
        if refusal.field != "data":
            _mark(self.form.name, wrong=True)
            self.form.name.setFocus()
        else:
            self.change_button.setFocus()

    def clear_message(self) -> None:
        """Take the messages away."""
        self._name_typed()
        self.folder_message.hide()

    def put_folder(self, folder: Path) -> None:
        """Let the ledger lie in ``folder``, or in a folder of its own inside if other files are there."""
        self.clear_message()
        try:
            refuse_network_drive(folder)
            if LedgerFolder(folder).database.is_file() and not is_new_place(folder):
                self.existing_chosen.emit(folder)
                return
            self.folder = folder if is_new_place(folder) else folder / _NEW_FOLDER
        except (UserError, OSError) as refusal:
            sentence = refusal.sentence if isinstance(refusal, UserError) else "这个文件夹打不开，请换一个。"
            self.show_message(UserError(sentence, field="data"))
            return
        self._place.setText(str(self.folder))
        warning = sync_folder_warning(self.folder)
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def _name_typed(self) -> None:
        self.message.hide()
        _mark(self.form.name, wrong=False)

    def freeze_folder(self) -> None:
        """The ledger is made: it stays where it is."""
        self.change_button.setEnabled(False)
        self.open_button.hide()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "台账放在哪个文件夹", str(self.folder.parent))
        if chosen:
            self.put_folder(Path(chosen))

    def _choose_existing(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择存放台账的文件夹", str(Path.home()))
        if not chosen:
            return
        if LedgerFolder(Path(chosen)).database.is_file():
            self.existing_chosen.emit(Path(chosen))
        else:
            self.show_message(
                UserError("这个文件夹里没有台账（没有 ledger.db）；请选里面有它的文件夹。", field="data")
            )


class StaffStep(QWidget):
    """Who works here: a row each, the first is whoever sits here now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[dict[str, QLineEdit]] = []
        self._marks: list[QLabel] = []
        self._removers: list[QToolButton] = []
        holder = QWidget()
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.space)
        self._grid.setColumnMinimumWidth(4, theme.pixels(32))
        for place, (word, stretch) in enumerate((("姓名", 3), ("岗位", 3), ("电话", 3)), start=1):
            label = QLabel(word)
            label.setProperty("look", "second")
            self._grid.addWidget(label, 0, place)
            self._grid.setColumnStretch(place, stretch)
        area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        self.message = message_label()
        self.add_button = verb_button("＋再加一位", "", self.add_row)
        self.add_button.setProperty("look", "quiet")
        self.add_button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(theme.space)
        inner.addLayout(self._grid)
        inner.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.message)
        inner.addStretch(1)
        column.addWidget(area, 1)
        self.add_row()
        self.first_field = self.rows[0]["name"]

    def add_row(self) -> None:
        """One more row, with the focus in it."""
        number = len(self.rows) + 1
        fields = {name: QLineEdit() for name in _MEMBER_FIELDS}
        words = {"name": "姓名", "role": "岗位", "phone": "电话"}
        for name, field in fields.items():
            field.setAccessibleName(f"第 {number} 位的{words[name]}")
            field.textChanged.connect(lambda _text, field=field: self._typed(field))
        fields["role"].setPlaceholderText("如 网格员")
        fields["name"].setPlaceholderText("您自己" if number == 1 else "")
        fields["phone"].setPlaceholderText("可以不填")
        mark = QLabel(str(number))
        mark.setProperty("look", "second")
        remove = QToolButton()
        remove.setText("×")
        remove.setProperty("look", "quiet")
        remove.setAccessibleName(f"去掉第 {number} 位")
        remove.setToolTip("去掉这一行")
        remove.clicked.connect(lambda: self._remove(fields))
        line = self._grid.rowCount()
        self._grid.addWidget(mark, line, 0)
        for place, name in enumerate(_MEMBER_FIELDS, start=1):
            self._grid.addWidget(fields[name], line, place)
        self._grid.addWidget(remove, line, 4)
        remove.setVisible(number > 1)  # only now: without a parent it would be a window
        self.rows.append(fields)
        self._marks.append(mark)
        self._removers.append(remove)
        if number > 1:
            QTimer.singleShot(0, fields["name"], lambda: self._go_to(fields["name"]))  # once it is shown

    def _go_to(self, field: QLineEdit) -> None:
        field.setFocus()
        self._area.ensureWidgetVisible(field)

    def values(self) -> list[StaffFields]:
        """The rows that hold anything."""
        typed = [{name: field.text().strip() for name, field in row.items()} for row in self.rows]
        return [
            {"name": row["name"], "role": row["role"], "phone": row["phone"]}
            for row in typed
            if any(row.values())
        ]

    def check(self) -> None:
        """``UserError`` if nobody is named."""
        members = self.values()
        if not members:
            raise UserError("请至少写一位，第一位是您自己。", field="name 1")
        for number, member in enumerate(members, start=1):
            if not member.get("name"):
                raise UserError("请填写姓名。", field=f"name {number}")

    def show_message(self, refusal: UserError) -> None:
        """Say what is wrong, with the focus in its row; the other rows without a name are marked too."""
        field, _, number = refusal.field.partition(" ")
        filled = [row for row in self.rows if any(each.text().strip() for each in row.values())] or self.rows
        place = int(number) - 1 if number.isdecimal() else 0
        sentence = refusal.sentence
        if len(filled) > 1:
            sentence = f"第 {self.rows.index(filled[place]) + 1} 位：{sentence}"
        self.message.setText(sentence)
        self.message.show()
        wrong = filled[min(place, len(filled) - 1)].get(field, self.first_field)
        nameless = [row["name"] for row in filled if not row["name"].text().strip()]
        for each in {wrong, *nameless}:
            _mark(each, wrong=True)
        wrong.setFocus()

    def clear_message(self) -> None:
        """Take the message away."""
        self.message.hide()
        for row in self.rows:
            for field in row.values():
                _mark(field, wrong=False)

    def _typed(self, field: QLineEdit) -> None:
        if field.property("wrong"):
            self.message.hide()
            _mark(field, wrong=False)

    def _remove(self, fields: dict[str, QLineEdit]) -> None:
        place = self.rows.index(fields)
        for widget in (self._marks[place], *fields.values(), self._removers[place]):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for parallel in (self.rows, self._marks, self._removers):
            del parallel[place]
        for number, mark in enumerate(self._marks, start=1):
            mark.setText(str(number))
        self.rows[max(place - 1, 0)]["name"].setFocus()


class StartStep(QWidget):
    """Empty, from Excel, or with made-up people."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.choices: dict[StartWith, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        for start, words, explained in (
            (
                StartWith.EXCEL,
                "从 Excel 台账开始",
                "接着打开导入向导：选文件、对列名、看一遍再写入；导错了可以整个撤回。",
            ),
            (StartWith.EMPTY, "从空台账开始", "先在“设置”里建小区和楼栋，再一户一户登记。"),
            (
                StartWith.DEMO,
                "先用演示数据试试",
                "写入一个编出来的村居社区（约 1,000 人），用来熟悉程序；一次“撤销”就能全部拿掉。",
            ),
        ):
            choice = QRadioButton(words)
            choice.setAccessibleDescription(explained)
            self.choices[start] = choice
            column.addWidget(choice)
            column.addWidget(_explained(explained, theme))
            column.addSpacing(theme.space)
        column.addStretch(1)
        self.choices[StartWith.EXCEL].setChecked(True)
        self.first_field = self.choices[StartWith.EXCEL]

    def chosen(self) -> StartWith:
        """What is checked."""
        return next(start for start, choice in self.choices.items() if choice.isChecked())


class StepList(QFrame):
    """The names of the steps at the left, with the present one marked."""

    def __init__(self, theme: Theme, names: tuple[str, ...]) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setFixedWidth(theme.pixels(168))
        self._lines: list[tuple[QLabel, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(*(2 * theme.space,) * 4)
        column.setSpacing(theme.space + theme.space // 2)
        picture = QLabel()
        picture.setPixmap(QApplication.windowIcon().pixmap(theme.pixels(48)))
        column.addWidget(picture)
        program = QLabel("社区工作台")
        program.setProperty("look", "title")
        column.addWidget(program)
        column.addSpacing(theme.space)
        for number, name in enumerate(names, start=1):
            row = QHBoxLayout()
            row.setSpacing(theme.space)
            mark, words = QLabel(str(number)), QLabel(name)
            mark.setFixedWidth(theme.pixels(16))
            row.addWidget(mark)
            row.addWidget(words, 1)
            column.addLayout(row)
            self._lines.append((mark, words))
        column.addStretch(1)

    def show_step(self, present: int) -> None:
        """Mark the step at this place, and those before it as done."""
        for place, (mark, words) in enumerate(self._lines):
            look = "heading" if place == present else "second"
            for label in (mark, words):
                label.setProperty("look", look)
                label.style().polish(label)
            mark.setText("✓" if place < present else str(place + 1))


def _mark(field: QLineEdit, *, wrong: bool) -> None:
    if bool(field.property("wrong")) is not wrong:
        field.setProperty("wrong", wrong)
        field.style().polish(field)


def _explained(words: str, theme: Theme) -> QWidget:
    label = QLabel(words)
    label.setProperty("look", "second")
    label.setWordWrap(True)
    label.setContentsMargins(3 * theme.space, 0, 0, 0)
    return label
