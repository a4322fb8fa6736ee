"""The sentence at the bottom of the window that says what happened, with 撤销 beside it, for eight seconds."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from community_desk.ui import icons
from community_desk.ui.theme import Theme

SHOWN_FOR = 8_000  # ms, UI.md
REFUSAL_SHOWN_FOR = 12_000  # ms: what could not be done is longer and must be read


class Toast(QFrame):
    """Lies over the bottom of ``parent`` and takes no room there. It waits while the mouse or the focus is on it."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._ground = parent
        self._theme = theme
        self.setProperty("look", "toast")
        self.setAccessibleName("提示")
        self._icon = QLabel()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = QPushButton("撤销")
        self._undo.setAccessibleName("撤销刚才做的")
        self._undo.clicked.connect(self._undo_clicked)
        self._close = QPushButton("知道了")
        self._close.setAccessibleName("收起提示")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        space = theme.space
        row.setContentsMargins(2 * space, space, space, space)
        row.setSpacing(space)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._undo)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        parent.installEventFilter(self)
        theme.changed.connect(self._place_again)
        self.hide()

    def say(self, sentence: str, *, undo: bool = False) -> None:
        """Show ``sentence``; with ``undo`` the button 撤销 too."""
        self._show(sentence, undo=undo, shown_for=SHOWN_FOR)

    def refuse(self, sentence: str) -> None:
        """Show what could not be done and what to do."""
        self._show(sentence, undo=False, shown_for=REFUSAL_SHOWN_FOR)

    @property
    def sentence(self) -> str:
        """What it says now; empty when it is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def _show(self, sentence: str, *, undo: bool, shown_for: int) -> None:
        self._sentence.setText(sentence)
        self.setAccessibleDescription(sentence)
        self._undo.setVisible(undo)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(shown_for)

    def _place(self) -> None:
        parent, space = self._ground, self._theme.space
        most = parent.width() - 4 * space
        text = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text())
        width = min(most, text + self._theme.pixels(220))
        self.setFixedWidth(max(width, min(most, self._theme.pixels(320))))
        height = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), max(height, self.sizeHint().height()))
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 5 * space)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the bottom of the window when that is resized."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place_again(self) -> None:
        if not self.isHidden():
            self._place()

    def _time_is_up(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.window().focusWidget() or self.window()):
            self._timer.start(2_000)
        else:
            self.hide()

    def _undo_clicked(self) -> None:
        self.hide()
        self.undo_wanted.emit()


def notice(sentence: str, theme: Theme, *, problem: bool = False) -> QFrame:
    """A framed sentence that stays where it is put: something to know before going on."""
    frame = QFrame()
    frame.setProperty("look", "problem" if problem else "notice")
    row = QHBoxLayout(frame)
    row.setContentsMargins(theme.space, theme.space // 2, theme.space, theme.space // 2)
    picture = QLabel()
    icons.show_icon(
        picture, "mdi6.alert" if problem else "mdi6.information", "overdue" if problem else "text"
    )
    text = QLabel(sentence)
    text.setWordWrap(True)
    text.setTextFormat(Qt.TextFormat.PlainText)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return frame
