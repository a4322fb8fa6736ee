"""The field of a number that is shown in full only when somebody asks for it, who is then put into the access log."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from community_desk.domain.masking import mask_id
from community_desk.ledger import access
from community_desk.ui.desk import Desk


class GuardedLine(QLineEdit):
    """A line for an ID or certificate number.

    Where it is for a new number it is a line as any other. After ``guard`` a number that is put in stands there masked
    and cannot be typed over until 显示修改 is pressed; it is masked again when it goes out of sight (the lock, F9,
    another page) and when another operator takes the seat. ``value`` is the whole number all the time.
    """

    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log_look: Callable[[], bool] | None = None
        self._masked: str | None = None  # the whole number while it is masked
        self.button = QPushButton("显示修改", self)
        self.button.setProperty("look", "link")
        self.button.setAutoDefault(False)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setToolTip("显示完整号码，可以修改；会记下是谁看的")
        self.button.clicked.connect(self._show_clicked)
        self.button.hide()
        self.textChanged.connect(self._text_changed)

    def guard(self, desk: Desk, *, subject: str) -> None:
        """Mask numbers that are put in from now on; ``subject`` is what the access log says was looked at."""
        self.button.setAccessibleName(f"显示并修改完整{self.accessibleName()}（会记下是谁看的）")

        def log_look() -> bool:
            record = access.record_full_id_look
            return desk.attempt(lambda: record(subject=subject, operator=desk.operator)) is not None

        self._log_look = log_look
        desk.operator_changed.connect(self.keep_back)

    @property
    def is_masked(self) -> bool:
        """Whether the number is hidden now."""
        return self._masked is not None

    def value(self) -> str:
        """The whole number, also while it is masked."""
        return self.text() if self._masked is None else self._masked

    def set_value(self, value: object) -> None:
        """Put a number in."""
        self._unmask(str(value or ""))
        self.keep_back()

    def keep_back(self) -> None:
        """Hide the number until it is asked for again."""
        if self._log_look is None or self._masked is not None or not self.text():
            return
        self._masked = self.text()
        self.setReadOnly(True)
        self.setText(mask_id(self._masked))  # what can be undone in the line goes with it
        self.setCursorPosition(0)
        self.button.show()
        self._place_button()

    def _unmask(self, number: str) -> None:
        self.setReadOnly(False)
        self.button.hide()
        self.setTextMargins(0, 0, 0, 0)
        self.setText(number)
        self._masked = None
        self.setCursorPosition(0)

    def _show_clicked(self) -> None:
        if self._masked is not None and self._log_look is not None and self._log_look():
            self._unmask(self._masked)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.selectAll()

    def _text_changed(self) -> None:
        if self._masked is None:
            self.value_changed.emit()

    def _place_button(self) -> None:
        wanted: QSize = self.button.sizeHint()
        height = min(wanted.height(), self.height() - 2)
        edge = self.fontMetrics().averageCharWidth()
        left = self.width() - wanted.width() - edge
        self.button.setGeometry(left, (self.height() - height) // 2, wanted.width(), height)
        self.setTextMargins(0, 0, wanted.width() + edge, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button keeps to the right end."""
        super().resizeEvent(event)
        if not self.button.isHidden():
            self._place_button()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back to it may be somebody else."""
        self.keep_back()
        super().hideEvent(event)
