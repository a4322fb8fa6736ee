"""F9 and Ctrl+L in every dialog: a key of the main window does not reach over to a modal window before it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from community_desk.ui.desk import Desk

_HAS_KEYS = "has_standing_keys"


def add_standing_keys(dialog: QDialog, desk: Desk) -> None:
    """Have F9 (有人在旁) and Ctrl+L (锁定) work while ``dialog`` is in front; once is enough."""
    if not dialog.property(_HAS_KEYS):
        dialog.setProperty(_HAS_KEYS, True)
        QShortcut(QKeySequence("F9"), dialog, desk.toggle_private)
        QShortcut(QKeySequence("Ctrl+L"), dialog, desk.lock_requested.emit)


class StandingKeys(QObject):
    """Gives the keys to every dialog that comes before ``window``, Qt's own questions too; not while it is locked."""

    def __init__(self, desk: Desk, window: QMainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        top = None if now is None else now.window()
        if isinstance(top, QDialog) and self._is_open():
            add_standing_keys(top, self._desk)

    def _is_open(self) -> bool:
        # The lock hides what stands in the window, and its own dialog has no use for the keys.
        inside = self._window.centralWidget()
        return inside is not None and not inside.isHidden()
