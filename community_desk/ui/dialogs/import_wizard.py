"""From an office's own file to the ledger, in five steps that can be gone back and forth until the last."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from community_desk.ui.desk import Desk
from community_desk.ui.importing.columns_step import ColumnsStep
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.file_step import FileStep
from community_desk.ui.importing.finish_step import FinishStep
from community_desk.ui.importing.grouping_step import GroupingStep
from community_desk.ui.importing.preview_step import PreviewStep
from community_desk.ui.importing.step import Step
from community_desk.ui.page import verb_button
from community_desk.ui.standing_keys import add_standing_keys

_WIDEST = 1240  # logical pixels at 中: wider, the eye loses the row
_WIDEST_VERB = "导入 10,000 户 20,000 人"
_GROUPING = 2


def open_import_wizard(desk: Desk, parent: QWidget, file: Path | None = None) -> "ImportWizard":
    """Open the wizard over ``parent``'s window; ``file`` is read at once."""
    wizard = ImportWizard(desk, parent)
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wizard.open()
    if file is not None:
        wizard.file_step.take(file)
    return wizard


class ImportWizard(QDialog):
    """The frame around the steps: where one is, 上一步 and 下一步, and the verb at the end."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.desk = desk
        self.setWindowTitle("导入台账")
        self.setModal(True)
        self.draft = ImportDraft(desk, self)
        self.file_step = FileStep(self.draft)
        self.columns_step = ColumnsStep(self.draft)
        self.grouping_step = GroupingStep(self.draft)
        self.preview_step = PreviewStep(self.draft)
        self.finish_step = FinishStep(self.draft)
        self.steps: tuple[Step, ...] = (
            self.file_step,
            self.columns_step,
            self.grouping_step,
            self.preview_step,
            self.finish_step,
        )
        space = desk.theme.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * space, space, 2 * space, space + space // 2)
        outer.setSpacing(space)
        outer.addLayout(self._make_top())
        line = QFrame()
        line.setProperty("look", "line")
        outer.addWidget(line)
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._refresh)
        outer.addWidget(self._stack, 1)
        outer.addLayout(self._make_foot())
        self._connect()
        self._fit(parent.window())
        desk.leaving.connect(self._leaving)
        self.go_to(0)

    def _make_top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space // 2)
        title = QLabel("导入台账")
        title.setProperty("look", "title")
        row.addWidget(title)
        row.addSpacing(2 * self.desk.theme.space)
        self._marks: list[QToolButton] = []
        for place, step in enumerate(self.steps):
            if place:
                arrow = QLabel("›")
                arrow.setProperty("look", "second")
                row.addWidget(arrow)
            mark = QToolButton()
            mark.setText(f"{place + 1} {step.title}")
            mark.setAccessibleName(f"第 {place + 1} 步：{step.title}")
            mark.setProperty("look", "tab")
            mark.setCheckable(True)
            mark.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            mark.clicked.connect(partial(self._mark_clicked, place))
            row.addWidget(mark)
            self._marks.append(mark)
        row.addStretch(1)
        self._file = QLabel()
        self._file.setProperty("look", "second")
        row.addWidget(self._file)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space)
        self.reason = QLabel()
        self.reason.setProperty("look", "second")
        self.reason.setAccessibleName("为什么还不能往下")
        self.leave = verb_button("取消", "", self.reject)
        self.back = verb_button("上一步", "", self.go_back, shortcut="Alt+Left")
        self.next = verb_button("下一步", "", self.go_on, main=True, shortcut="Alt+Right")
        row.addWidget(self.reason, 1)
        for button in (self.leave, self.back, self.next):
            button.setAutoDefault(False)
            button.installEventFilter(self)
            row.addWidget(button)
        # The buttons keep their places from step to step.
        places = self.back.sizePolicy()
        places.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(places)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.next.click)
        for held in (*self.findChildren(QShortcut), *self.next.findChildren(QShortcut)):
            held.setAutoRepeat(False)
        add_standing_keys(self, self.desk)
        return row

    def _connect(self) -> None:
        self.draft.read.connect(self._file_read)
        self.draft.planned.connect(self._refresh)
        self.draft.busy_changed.connect(lambda _busy: self._refresh())
        self.draft.written.connect(self._refresh)
        self.draft.taken_back.connect(lambda _undone: self._refresh())
        self.preview_step.detail.grouping_wanted.connect(partial(self.go_to, _GROUPING))
        self.finish_step.residents_wanted.connect(self._look_at_residents)

    def _fit(self, window: QWidget) -> None:
        theme = self.desk.theme
        width = min(theme.pixels(_WIDEST), window.width() - 4 * theme.space)
        height = min(theme.pixels(820), window.height() - theme.row_height - theme.space)
        self.resize(max(width, 760), max(height, 460))

    # Going from step to step

    @property
    def place(self) -> int:
        """The step that is shown, from 0."""
        return self._stack.currentIndex()

    def go_to(self, place: int) -> None:
        """Show a step."""
        self._stack.setCurrentIndex(place)
        self.steps[place].arrive()
        self._refresh()

    def go_on(self) -> None:
        """To the next step, if one may; in the last one import, and after that close."""
        step = self.steps[self.place]
        if self.draft.report is not None:
            self.accept()
            return
        if step is self.file_step and self.file_step.read_typed():
            return
        if step is self.grouping_step:
            self.grouping_step.settle()
        if step.why_not():
            self._refresh()
        elif step is self.finish_step:
            self.draft.write()
        else:
            self.go_to(self.place + 1)

    def go_back(self) -> None:
        """To the step before."""
        if self.place:
            self.go_to(self.place - 1)

    def _mark_clicked(self, place: int) -> None:
        if place < self.place:
            self.go_to(place)
        else:
            while self.place < place and not self.steps[self.place].why_not():
                self.go_to(self.place + 1)
        self._refresh()

    def _file_read(self) -> None:
        path = self.draft.path
        self._file.setText(path.name if path is not None else "")
        self.setWindowTitle(f"导入 {self._file.text()}")
        if self.place == 0:
            self.go_to(1)

    def _refresh(self) -> None:
        step, report = self.steps[self.place], self.draft.report
        is_writing = self.draft.is_writing
        reason = "" if report is not None else step.why_not()
        typed = (
            step is self.file_step and not self.file_step.is_reading and self.file_step.path.text().strip()
        )
        self.reason.setText("" if is_writing or typed else reason)
        may_move = not is_writing and report is None
        for place, mark in enumerate(self._marks):
            mark.setChecked(place == self.place)
            mark.setEnabled(may_move and (place <= self.place or self.draft.table is not None))
        self.back.setVisible(report is None and not is_writing and self.place > 0)
        self.leave.setVisible(report is None and not is_writing)
        self.next.setVisible(not is_writing)
        self.next.setEnabled(not reason or bool(typed))
        widest = self.next.fontMetrics().horizontalAdvance(_WIDEST_VERB) + 6 * self.desk.theme.space
        self.next.setMinimumWidth(widest)
        self.next.setText(self._verb(step))
        self.next.setAccessibleName(self.next.text())

    def _verb(self, step: Step) -> str:
        if self.draft.report is not None:
            return "完成"
        plan, foresight = self.draft.plan, self.draft.foresight
        if step is not self.finish_step or plan is None or foresight is None:
            return "下一步"
        people = len(foresight.people)
        homes = sum(
            1
            for household in plan.households
            if any((member.sheet, member.rows[0]) in foresight.people for member in household.members)
        )
        return f"导入 {homes:,} 户 {people:,} 人"

    # The end

    def _look_at_residents(self) -> None:
        self.accept()
        self.desk.open("residents", "")

    def accept(self) -> None:
        """It is done: what was imported is said in the window below, with 撤销 beside it."""
        super().accept()
        report = self.draft.report
        if report is not None and not self.draft.is_undone:
            added, updated = f"新增 {report.added:,} 人", f"更新 {report.updated:,} 人"
            self.desk.say(
                f"已导入 {report.plan.file}：{added}，{updated}", undo=bool(report.added + report.updated)
            )

    def reject(self) -> None:
        """Esc and 取消: not while it is written, and not without asking where something was put right."""
        if self.draft.is_writing:
            return
        if self.draft.report is not None:
            self.accept()
        elif self.draft.is_adjusted:
            self._ask()
        else:
            self._give_up()

    def _leaving(self, reasons: list[str]) -> None:
        if self.draft.is_adjusted:
            reasons.append("导入里已经处理的疑问还没有写进台账。")

    def _give_up(self) -> None:
        self.draft.stop_reading()
        super().reject()

    def _ask(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("导入台账")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText("列的对应和已经处理的疑问还没有导入，关掉就没有了。")
        stay = box.addButton("继续导入", QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton("放弃这次导入", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(lambda button: self._give_up() if button is leave else None)
        box.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click is one click: where 下一步 was, 导入 stands by the second."""
        return event.type() == QEvent.Type.MouseButtonDblClick or super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, once however long it is held, and goes nowhere by itself."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and not event.isAutoRepeat():
                focused.click()
            event.accept()
            return
        super().keyPressEvent(event)
