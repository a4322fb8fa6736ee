"""What stands where a list has no row: what goes here, and the first step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from community_desk.ui.desk import Desk


class EmptyState(QWidget):
    """What stands where no row is: a sentence and the first step."""

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__(ground)
        self._slot: Callable[[], object] | None = None
        self._sentence = QLabel("这里还没有内容")
        self._sentence.setProperty("look", "second")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._step = QPushButton()
        self._step.setProperty("look", "main")
        self._step.clicked.connect(self._take_step)
        self._step.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[3 * desk.theme.space] * 4)
        layout.setSpacing(2 * desk.theme.space)
        layout.addStretch(1)
        layout.addWidget(self._sentence)
        layout.addWidget(self._step, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.hide()

    def say(self, sentence: str, button_text: str, slot: Callable[[], object] | None) -> None:
        """What to show; without ``button_text`` the sentence alone."""
        self._slot = slot
        self._sentence.setText(sentence)
        self._step.setText(button_text)
        self._step.setAccessibleName(button_text)
        self._step.setVisible(bool(button_text))

    def show_if(self, empty: bool) -> None:
        """Show it over the list, or not."""
        ground = self.parentWidget()
        if ground is not None:
            self.setGeometry(ground.rect())
        self.setVisible(empty)

    def _take_step(self) -> None:
        if self._slot is not None:
            self._slot()
