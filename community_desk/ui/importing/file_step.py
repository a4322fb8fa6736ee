"""The first step: which file. Chosen, dropped, or its path typed; read beside the window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.tasks.progress import Progress
from community_desk.ui import icons
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.step import Step, wrapped_label
from community_desk.ui.page import verb_button

_KINDS = "台账文件 (*.xlsx *.xls *.ods *.csv *.et *.html *.htm);;所有文件 (*)"
_LAST_FOLDER = "import/folder"


class FileStep(Step):
    """A field for the file, and the ground to drop it on."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(draft, "文件")
        space = self.desk.theme.space
        self.setAcceptDrops(True)
        self._ground = QFrame()
        self._ground.setProperty("look", "card")
        inside = QVBoxLayout(self._ground)
        inside.setContentsMargins(3 * space, 3 * space, 3 * space, 3 * space)
        inside.setSpacing(space)
        picture = QLabel()
        icons.show_icon(picture, "mdi6.table-arrow-down", "accent")
        heading = QLabel("把台账文件拖到这里，或者选择文件")
        heading.setProperty("look", "heading")
        inside.addStretch(1)
        inside.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        kinds = wrapped_label("可以是 .xlsx、.xls、.ods、.csv，以及老系统导出的网页表格（.xls）。", "second")
        kinds.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(kinds)
        inside.addSpacing(space)
        inside.addWidget(self._make_field())
        inside.addWidget(self._make_progress())
        self._problem = wrapped_label("", "error")
        self._problem.setAccessibleName("文件的问题")
        self._problem.hide()
        inside.addWidget(self._problem)
        inside.addStretch(1)
        note = wrapped_label(
            "文件只在这台电脑上读取。下面几步先看清楚怎么导入，到最后一步才写进台账，写进去以后也可以整批撤销。",
            "second",
        )
        self.body.addWidget(self._ground, 1)
        self.body.addWidget(note)
        draft.reading.connect(self._show_progress)
        draft.read.connect(self._read)
        draft.refused.connect(self._refused)

    def _make_field(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.desk.theme.space)
        self.path = QLineEdit()
        self.path.setAccessibleName("台账文件")
        self.path.setPlaceholderText("文件的位置，例如 D:\\台账\\第2网格.xlsx")
        self.path.returnPressed.connect(self._typed)
        self.path.textEdited.connect(lambda _text: self._edited())
        self.choose = verb_button("选择文件…", "mdi6.folder-open", self._choose, main=True)
        self.choose.setAutoDefault(False)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)
        return holder

    def _make_progress(self) -> QWidget:
        self._progress = QWidget()
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.desk.theme.space)
        self._sentence = QLabel()
        self._sentence.setProperty("look", "second")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("读取进度")
        self.cancel = QPushButton("取消读取")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancelled)
        row.addWidget(self._sentence)
        row.addWidget(bar, 1)
        row.addWidget(self.cancel)
        self._progress.hide()
        return self._progress

    def arrive(self) -> None:
        """Ready to type or to choose."""
        self.choose.setFocus()

    def why_not(self) -> str:
        """A file must have been read."""
        if self.is_reading:
            return "正在读取文件，请稍候。"
        return "" if self.draft.table is not None else "请先选择要导入的文件。"

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read."""
        return not self._progress.isHidden()

    def take(self, path: Path) -> None:
        """Read this file."""
        self.path.setText(str(path))
        self._show_problem("")
        self.desk.preferences.put(_LAST_FOLDER, str(path.parent))
        self.draft.read_file(path)
        self._sentence.setText(f"正在读取 {path.name}…")
        self._progress.show()
        self.changed.emit()

    def read_typed(self) -> bool:
        """Read what stands in the field, if that is not the file that was read; True if it is being read now."""
        text = self.path.text().strip().strip('"')
        if not text or (self.draft.path is not None and text == str(self.draft.path)):
            return False
        self.take(Path(text))
        return True

    # What happens

    def _typed(self) -> None:
        self.read_typed()

    def _edited(self) -> None:
        self._show_problem("")
        self.changed.emit()

    def _choose(self) -> None:
        folder = self.desk.preferences.get(_LAST_FOLDER, "")
        dialog = QFileDialog(self, "选择台账文件", folder, _KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def _cancelled(self) -> None:
        self.draft.stop_reading()
        self._progress.hide()
        self._show_problem("已取消读取，台账没有改动。")
        self.changed.emit()

    def _show_progress(self, progress: Progress) -> None:
        self._sentence.setText(f"{progress.sentence}…")

    def _read(self) -> None:
        self._progress.hide()
        self._show_problem("")
        self.changed.emit()

    def _refused(self, refusal: UserError) -> None:
        self._progress.hide()
        self._show_problem(refusal.sentence)
        self.path.setFocus()
        self.path.selectAll()
        self.changed.emit()

    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.path.setProperty("wrong", bool(sentence))
        self.path.setAccessibleDescription(sentence)
        self.path.style().unpolish(self.path)
        self.path.style().polish(self.path)

    @property
    def problem(self) -> str:
        """What is said below the field."""
        return "" if self._problem.isHidden() else self._problem.text()

    # A file dropped from the desktop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if _dropped(event) is not None:
            self._ground.setProperty("look", "notice")
            self._restyle()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._ground.setProperty("look", "card")
        self._restyle()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read it."""
        self._ground.setProperty("look", "card")
        self._restyle()
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def _restyle(self) -> None:
        self._ground.style().unpolish(self._ground)
        self._ground.style().polish(self._ground)


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
