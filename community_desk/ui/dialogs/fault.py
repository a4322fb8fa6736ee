"""程序出错了: what that means for the user, and the report to hand on."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from community_desk.ui import icons
from community_desk.ui.page import verb_button


class FaultDialog(QDialog):
    """Shows that a fault was met; the report can be read, copied, and lies in ``file`` (``None``: nowhere)."""

    def __init__(self, report: str, file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle("程序出错了")
        line = self.fontMetrics().height()
        space = max(8, line // 2)
        self.setMinimumWidth(30 * line)
        picture = QLabel()
        icons.show_icon(picture, "mdi6.alert", "overdue")
        title = QLabel("程序出错了")
        title.setProperty("look", "title")
        words = QLabel(
            "刚才这一步可能没有做完；之前保存过的内容都还在。可以继续用，先看一眼刚才的内容存上没有。\n\n"
            "如果再出现，请点“复制报告”，发给帮你们维护程序的人。报告里没有居民的资料。"
        )
        words.setWordWrap(True)
        self.shown = QPlainTextEdit(report)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName("错误报告")
        self.shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.shown.setFrameShape(QFrame.Shape.NoFrame)
        self.shown.setMinimumHeight(8 * line)
        self.shown.hide()
        self.state = QLabel("" if file is None else f"报告也存在 {file}")
        self.state.setProperty("look", "second")
        self.state.setWordWrap(True)
        self.more_button = verb_button("看报告", "", self._toggle)
        self.more_button.setProperty("look", "quiet")
        self.copy_button = verb_button("复制报告", "mdi6.content-copy", self._copy)
        self.go_on_button = verb_button("继续", "", self.accept, main=True)
        self.go_on_button.setDefault(True)
        head = QHBoxLayout()
        head.setSpacing(space)
        head.addWidget(picture)
        head.addWidget(title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.go_on_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * space,) * 4)
        column.setSpacing(space)
        column.addLayout(head)
        column.addWidget(words)
        column.addWidget(self.shown, 1)
        column.addWidget(self.state)
        column.addLayout(foot)
        self.go_on_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_button.setText("已复制")

    def _toggle(self) -> None:
        self.shown.setVisible(self.shown.isHidden())
        self.more_button.setText("看报告" if self.shown.isHidden() else "收起报告")
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))
