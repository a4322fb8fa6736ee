"""The window over an open ledger, with all that belongs to it while somebody works.

Apart from ``application`` because it takes as long to load as a small ledger to open: the two go on side by side.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from community_desk.ledger.database import Ledger
from community_desk.ui.bell import Bell
from community_desk.ui.desk import Desk
from community_desk.ui.garbage import Garbage
from community_desk.ui.lock import Lock
from community_desk.ui.main_window import MainWindow
from community_desk.ui.morning import Morning
from community_desk.ui.opening import Opened
from community_desk.ui.page_entries import PAGE_ENTRIES, load_in_steps
from community_desk.ui.pages import home as first_page  # noqa: F401 - loaded here, not while its window waits
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme

_FIRST_SIZE = (1280, 800)  # logical pixels; smaller screens are filled


def open_window(ledger: Ledger, *, operator: str, look: Theme, preferences: Preferences) -> MainWindow:
    """The window over an open ledger, with its first page."""
    desk = Desk(ledger, operator=operator, theme=look, preferences=preferences)
    window = MainWindow(desk, PAGE_ENTRIES)
    window.show_page(PAGE_ENTRIES[0].name)
    return window


def begin_work(app: QApplication, window: MainWindow, opened: Opened, bells: Path) -> Garbage:
    """Show the window and begin what goes on beside it; the collector is to be stopped when the work ends."""
    desk = window.desk
    Lock(desk, window)
    Bell(window, desk.folder, bells)
    _show(window)
    window.load_the_rest(load_in_steps())
    QTimer.singleShot(0, window, partial(Morning(desk, window).begin, opened.start))
    return Garbage(app, desk.jobs)


def _show(window: MainWindow) -> None:
    """Where it stood last; the first time as large as is comfortable, or as the screen."""
    if window.desk.preferences.get("window/place", ""):
        window.show()
        return
    room = window.screen().availableSize()
    if room.width() <= _FIRST_SIZE[0] or room.height() <= _FIRST_SIZE[1]:
        window.resize(room)  # for screens without a window manager, which alone can maximize
        window.showMaximized()
    else:
        window.resize(*_FIRST_SIZE)
        window.show()
