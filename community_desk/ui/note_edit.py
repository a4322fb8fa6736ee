"""A field for several lines, as tall as what is written in it, within bounds: three lines when empty, ten at most."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

_FEWEST, _MOST = 3, 10


class NoteEdit(QPlainTextEdit):
    """Stands in forms where Qt Designer shows a plain text field; a plain one is a third of a small screen tall."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def sizeHint(self) -> QSize:
        """As tall as the text."""
        return self._size_for(min(max(self._lines(), _FEWEST), _MOST))

    def minimumSizeHint(self) -> QSize:
        """Never less than the fewest lines."""
        return self._size_for(_FEWEST)

    def _lines(self) -> int:
        """How many there are, as they are wrapped now: a plain text document is measured in lines."""
        return round(self.document().size().height())

    def _size_for(self, lines: int) -> QSize:
        line = (
            self.fontMetrics().lineSpacing() + 1
        )  # laid out, a line is up to a pixel taller than the font says
        around = self.contentsMargins()  # the style sheet's frame and padding
        height = lines * line + 2 * self.document().documentMargin() + around.top() + around.bottom() + 1
        return QSize(super().minimumSizeHint().width(), ceil(height))

    def _grow(self) -> None:
        # A bar that comes while the field grows makes it narrower: the text wraps anew, and the bar stays.
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if self._lines() > _MOST else bar.ScrollBarAlwaysOff
        )
        self.updateGeometry()
