"""One window a ledger: who opens a ledger that is open already rings, and the open window comes to the front.

A file in a folder of the program is the bell; the window that owns the ledger watches the folder. That spares the
program Qt's network library (its DLLs, and a pipe that other users of the PC could reach) for one knock at the door.
"""

import hashlib
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QFileSystemWatcher, QObject, Qt
from PySide6.QtWidgets import QWidget

_ANSWERED_WITHIN = 1.0  # seconds; a window that is busy longer is found by the user


class Bell(QObject):
    """Brings ``window`` to the front when somebody rings for the ledger in ``folder``."""

    def __init__(self, window: QWidget, folder: Path, bells: Path) -> None:
        super().__init__(window)
        self._window = window
        self._file = _bell(folder, bells)
        self._watcher: QFileSystemWatcher | None = None
        try:
            bells.mkdir(parents=True, exist_ok=True)
            self._file.unlink(missing_ok=True)
        except OSError:  # a folder that cannot be written: the second window says who has the ledger
            return
        self._watcher = QFileSystemWatcher([str(bells)], self)
        self._watcher.directoryChanged.connect(self._listen)

    def _listen(self) -> None:
        if not self._file.exists():
            return
        self._file.unlink(missing_ok=True)
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()


def ring(folder: Path, bells: Path) -> bool:
    """Ask the window that has the ledger in ``folder`` to come to the front; whether it answered."""
    file = _bell(folder, bells)
    if not bells.is_dir():
        return False
    try:
        _let_it_come_to_front(folder)
        file.write_text("", encoding="utf-8")
        until = time.monotonic() + _ANSWERED_WITHIN
        while file.exists() and time.monotonic() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 20)
            time.sleep(0.01)
        answered = not file.exists()
        file.unlink(missing_ok=True)
    except OSError:
        return False
    return answered


def _bell(folder: Path, bells: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return bells / name[:16]


def _let_it_come_to_front(folder: Path) -> None:
    """Windows lets a program come to the front only if the one in front allows it."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone

        owner = folder / "ledger.owner"
        pid = owner.read_text(encoding="utf-8").partition("\n")[0]
        if pid.isdecimal():
            ctypes.windll.user32.AllowSetForegroundWindow(int(pid))
