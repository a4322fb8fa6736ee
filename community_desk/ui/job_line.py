"""The running task at the bottom right: what it does, how far it is, and 取消."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from community_desk.tasks.progress import Progress
from community_desk.ui.desk import Desk
from community_desk.ui.jobs import Job


class JobLine(QWidget):
    """Shows the newest running task; takes no room when there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self._sentence = QLabel()
        self._sentence.setProperty("look", "second")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._bar.setMinimumWidth(desk.theme.pixels(120))
        self._bar.setMaximumWidth(desk.theme.pixels(160))
        self._cancel = QPushButton("取消")
        self._cancel.setProperty("look", "quiet")
        self._cancel.clicked.connect(self._cancel_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(desk.theme.space)
        row.addWidget(self._sentence)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        desk.jobs.started.connect(self._show_newest)
        desk.jobs.ended.connect(self._show_newest)
        self._show_newest()

    def _show_newest(self) -> None:
        running = self._desk.jobs.running
        self._job = running[-1] if running else None
        self.setVisible(self._job is not None)
        if self._job is not None:
            self._cancel.setVisible(self._job.cancellable)
            self._cancel.setEnabled(True)
            self._cancel.setAccessibleName(f"取消：{self._job.title}")
            self._job.progressed.connect(self._progressed)
            self._progressed(self._job.progress)

    def _progressed(self, progress: Progress) -> None:
        self._sentence.setText(f"{progress.sentence}…")
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)

    def _cancel_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._sentence.setText("正在取消…")
