"""The last step: what is about to happen, the import itself with progress and cancel, and the report."""

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.ledger.import_foresight import Fate
from community_desk.ledger.undo import Undone
from community_desk.tasks.import_ledger import ImportReport
from community_desk.tasks.import_with_defaults import save_doubtful_rows_of
from community_desk.tasks.progress import Progress
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.entries import KIND_WORDS
from community_desk.ui.importing.step import Step, wrapped_label
from community_desk.ui.page import verb_button


class FinishStep(Step):
    """Before, meanwhile, after."""

    residents_wanted = Signal()

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(draft, "导入")
        self._stack = QStackedWidget()
        self._before = self._make_before()
        self._meanwhile = self._make_meanwhile()
        self._after = self._make_after()
        for part in (self._before, self._meanwhile, self._after):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        draft.foreseen.connect(self._show_before)
        draft.writing.connect(self._show_progress)
        draft.written.connect(self._show_report)
        draft.not_written.connect(self._show_failure)
        draft.taken_back.connect(self._show_undone)

    # Before

    def _make_before(self) -> QWidget:
        part, column = self._card()
        self.heading = QLabel()
        self.heading.setProperty("look", "title")
        self.heading.setWordWrap(True)
        self.plan = wrapped_label()
        self._open = wrapped_label("", "warning")
        self._problem = wrapped_label("", "error")
        for label in (self.heading, self.plan, self._open, self._problem):
            column.addWidget(label)
        column.addWidget(
            wrapped_label(
                "导入是一次完成的：中途取消，台账一点不变；完成以后也可以整批撤销。空白的格子不会覆盖台账里已有的内容。",
                "second",
            )
        )
        column.addStretch(1)
        return part

    def _card(self) -> tuple[QWidget, QVBoxLayout]:
        space = self.desk.theme.space
        part = QFrame()
        part.setProperty("look", "card")
        column = QVBoxLayout(part)
        column.setContentsMargins(3 * space, 3 * space, 3 * space, 3 * space)
        column.setSpacing(space)
        return part, column

    def arrive(self) -> None:
        """Say once more what will happen."""
        self._show_before()

    def _show_before(self) -> None:
        plan, foresight = self.draft.plan, self.draft.foresight
        if plan is None or foresight is None or self.draft.report is not None:
            return
        self.heading.setText(f"把“{plan.file}”导入台账")
        new, updated, unchanged = (foresight.count(fate) for fate in (Fate.NEW, Fate.UPDATED, Fate.UNCHANGED))
        told = [f"新增 {new:,} 人"]
        if updated:
            told.append(f"给 {updated:,} 人补充内容")
        if unchanged:
            told.append(f"{unchanged:,} 人没有变化")
        sentence = f"共 {len(plan.households):,} 户 {plan.people:,} 人：{'，'.join(told)}。"
        if left := len(self.draft.options.left_out):
            sentence += f"按您的选择有 {left:,} 行不导入。"
        self.plan.setText(sentence)
        count = len(self.draft.doubts)
        self._open.setText(
            f"还有 {count:,} 处疑问没有处理：会照预览里说的登记，导入后可以把这些行存为 Excel，改好再导一次。"
        )
        self._open.setVisible(bool(count))
        self._problem.hide()
        self._stack.setCurrentWidget(self._before)

    def why_not(self) -> str:
        """The plan must be up to date."""
        if self.draft.is_busy or self.draft.foresight is None:
            return "正在与台账比对，请稍候。"
        return ""

    # Meanwhile

    def _make_meanwhile(self) -> QWidget:
        part, column = self._card()
        self.sentence = QLabel()
        self.sentence.setProperty("look", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("导入进度")
        self.cancel = QPushButton("取消导入")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancelled)
        column.addStretch(1)
        column.addWidget(self.sentence)
        column.addWidget(self._bar)
        column.addWidget(wrapped_label("取消的话，台账里什么也不会留下。", "second"))
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(2)
        return part

    def _show_progress(self, progress: Progress) -> None:
        self.sentence.setText(f"{progress.sentence}…")
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        if self._stack.currentWidget() is not self._meanwhile:
            self.cancel.setEnabled(self.draft.report is None)
            self.cancel.setVisible(self.draft.report is None)
            self._stack.setCurrentWidget(self._meanwhile)
            self.cancel.setFocus()
            self.changed.emit()

    def _cancelled(self) -> None:
        self.cancel.setEnabled(False)
        self.sentence.setText("正在取消…")
        self.draft.cancel_writing()

    def _show_failure(self, sentence: str) -> None:
        if self.draft.report is not None:
            self._told.setText(sentence)
            self._told.show()
            self._stack.setCurrentWidget(self._after)
        else:
            self._show_before()
            self._problem.setText(sentence or "已取消导入，台账没有改动。")
            self._problem.show()
        self.changed.emit()

    # After

    def _make_after(self) -> QWidget:
        part, column = self._card()
        self.done = QLabel()
        self.done.setProperty("look", "title")
        self.done.setWordWrap(True)
        column.addWidget(self.done)
        figures = QGridLayout()
        figures.setHorizontalSpacing(3 * self.desk.theme.space)
        self.figures: dict[str, QLabel] = {}
        for place, word in enumerate(("新增", "更新", "没有变化", "疑问")):
            number = QLabel()
            number.setProperty("look", "title")
            number.setAccessibleName(word)
            label = QLabel(word)
            label.setProperty("look", "second")
            figures.addWidget(number, 0, place)
            figures.addWidget(label, 1, place)
            self.figures[word] = number
        figures.setColumnStretch(4, 1)
        column.addLayout(figures)
        self._about = wrapped_label()
        column.addWidget(self._about)
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space)
        self.look = verb_button("查看导入的居民", "mdi6.account-outline", self.residents_wanted.emit)
        self.save = verb_button("把有疑问的行存为 Excel…", "mdi6.content-save", self._save)
        self.undo = verb_button("撤销这次导入", "mdi6.undo", self.draft.take_back)
        for button in (self.look, self.save, self.undo):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._told = wrapped_label("", "error")
        column.addWidget(self._told)
        column.addStretch(1)
        return part

    def _show_report(self) -> None:
        report = self.draft.report
        assert report is not None
        self.done.setText(f"已导入“{report.plan.file}”")
        for word, number in (
            ("新增", report.added),
            ("更新", report.updated),
            ("没有变化", report.unchanged),
            ("疑问", len(report.doubts)),
        ):
            self.figures[word].setText(f"{number:,}")
        self._about.setText(_about(report))
        self.save.setVisible(any(doubt.row for doubt in report.doubts))
        self._told.hide()
        self._stack.setCurrentWidget(self._after)
        self.look.setFocus()
        self.changed.emit()

    def _show_undone(self, undone: Undone) -> None:
        self.done.setText("已撤销这次导入")
        kept = f"；有 {len(undone.kept):,} 处后来又改过，保留着" if undone.kept else ""
        self._about.setText(f"导入的内容都撤回了{kept}。要再导入，重新打开导入就可以。")
        self.undo.hide()
        self.look.hide()
        self._told.hide()
        self._stack.setCurrentWidget(self._after)
        self.changed.emit()

    def _save(self) -> None:
        path = self.draft.path
        assert path is not None
        proposed = path.with_name(f"{path.stem}（有疑问的行）.xlsx")
        dialog = QFileDialog(self, "把有疑问的行存为 Excel", str(proposed), "Excel 工作簿 (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(str(proposed))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_doubtful(Path(name)))
        dialog.open()

    def save_doubtful(self, path: Path) -> None:
        """Write the doubtful rows beside the window and say how many."""
        report = self.draft.report
        assert report is not None
        if self.draft.path is not None and path.exists() and path.samefile(self.draft.path):
            self._tell("有疑问的行不能写进原来的文件，请换一个文件名。", look="error")
            return
        self.desk.jobs.run(
            "正在另存有疑问的行",
            lambda: save_doubtful_rows_of(report, path),
            done=lambda rows: self._tell(f"有疑问的 {rows:,} 行存在“{path.name}”里了，改好可以再导入。"),
            failed=lambda refusal: self._tell(refusal.sentence, look="error"),
            cancellable=False,
        )

    def _tell(self, sentence: str, *, look: str = "done") -> None:
        self._told.setProperty("look", look)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(sentence)
        self._told.show()

    @property
    def told(self) -> str:
        """What is said below the buttons of the report."""
        return "" if self._told.isHidden() else self._told.text()

    @property
    def problem(self) -> str:
        """Why nothing was imported."""
        return "" if self._problem.isHidden() else self._problem.text()


def _about(report: ImportReport) -> str:
    told = f"文件里有 {report.households:,} 户 {report.residents:,} 人。"
    count = len(report.doubts)
    if count:
        kinds = Counter(KIND_WORDS.get(doubt.kind, doubt.kind.value) for doubt in report.doubts)
        listed = "、".join(f"{word} {number:,}" for word, number in kinds.most_common())
        return f"{told}有 {count:,} 处疑问，已照预览里说的登记，工作台会提醒您看：{listed}。"
    return told + "没有疑问。"
