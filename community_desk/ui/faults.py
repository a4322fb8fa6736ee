"""Faults of the program itself: told in plain words, kept as a report without anybody's data, and work goes on.

A report holds versions, the kind of the error and the lines of code it came through. Error messages may quote what
somebody typed, so numbers, Han characters and quoted words are taken out of them; local variables never get in.
"""

import logging
import platform
import re
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from community_desk import __version__
from community_desk.ledger.locations import reports_folder
from community_desk.ledger.storage_faults import storage_sentence

MOST_REPORTS = 20
_LONGEST_MESSAGE = 300
_LOG = logging.getLogger(__name__)
_HAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")
_DIGITS = re.compile(r"\d{3,}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`")
# The interpreter's own words about names in the code; nobody's data gets into them.
_ABOUT_CODE = (AttributeError, NameError, ImportError, UnboundLocalError)
_NAME = re.compile(r"['\"`][A-Za-z_][\w.]*['\"`]")


class Faults(QObject):
    """Collects what nobody foresaw, from every thread, and shows the first of it."""

    told = Signal(str)  # a report
    _arrived = Signal(object)

    def __init__(self, folder: Path | None = None, *, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._folder = reports_folder() if folder is None else folder
        self._now = now
        self._said_by_qt: deque[str] = deque(maxlen=20)
        self.dialog: QDialog | None = None
        self._more = 0
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over what Python and Qt do with faults."""
        sys.excepthook = self._hook
        threading.excepthook = lambda given: self.tell(given.exc_value)
        qInstallMessageHandler(self._qt_says)

    @staticmethod
    def uninstall() -> None:
        """Give Python's and Qt's own ways back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def tell(self, fault: BaseException | None) -> None:
        """Take up a fault; from any thread. It is shown when the window next has time."""
        if fault is None or isinstance(fault, SystemExit | KeyboardInterrupt):
            return
        self._arrived.emit(fault)

    def show_at_once(self, fault: BaseException) -> None:
        """Show a fault that ends the program, and return when it was read."""
        self._show(fault)
        if self.dialog is not None:
            self.dialog.exec()

    def _hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(1)
            return
        self.tell(fault.with_traceback(trace))

    def _qt_says(self, kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        self._said_by_qt.append(without_data(words))
        if kind is QtMsgType.QtFatalMsg:  # Qt ends the program when this returns
            self._write(report_of(RuntimeError(words), self._now(), tuple(self._said_by_qt)))
        elif kind in {QtMsgType.QtCriticalMsg, QtMsgType.QtWarningMsg}:
            _LOG.warning("Qt: %s", words)

    # On the window's thread

    def _show(self, fault: BaseException) -> None:
        sentence = storage_sentence(fault)
        if sentence:
            self._say_plainly(sentence)
            return
        report = report_of(fault, self._now(), tuple(self._said_by_qt))
        self.told.emit(report)
        if self.dialog is not None:
            # One box is enough: a fault in painting comes back with every picture.
            self._more += 1
            if self._more <= MOST_REPORTS:
                self._write(report)
            return
        self._more = 0
        self._open(report, self._write(report))

    def _open(self, report: str, file: Path | None) -> None:
        from community_desk.ui.dialogs.fault import FaultDialog  # noqa: PLC0415 - only when it comes to that

        dialog = FaultDialog(report, file, parent=QApplication.activeWindow())
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _say_plainly(self, sentence: str) -> None:
        if self.dialog is not None:
            return
        box = QMessageBox(QApplication.activeWindow())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("社区工作台")
        box.setText(sentence)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        self.dialog = box
        box.finished.connect(self._closed)
        box.open()

    def _write(self, report: str) -> Path | None:
        """Keep the report, and the newest of those before; ``None`` where the disk does not take it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{self._now():%Y%m%d-%H%M%S-%f}.txt"
            file.write_text(report, encoding="utf-8")
            for old in sorted(self._folder.glob("*.txt"))[:-MOST_REPORTS]:
                old.unlink(missing_ok=True)
        except OSError:
            return None
        return file


def report_of(fault: BaseException, when: datetime, said_by_qt: tuple[str, ...] = ()) -> str:
    """What a developer needs of a fault, and nothing about residents."""
    lines = [
        "社区工作台 · 程序错误报告（不含居民资料）",
        f"版本 {__version__} · PySide6 {pyside_version} · Python {platform.python_version()}",
        f"系统 {platform.system()} {platform.release()} {platform.machine()} · {when:%Y-%m-%d %H:%M:%S}",
        "",
    ]
    for each in _causes(fault):
        lines += _frames(each)
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}: {_message(each)}")
        lines.append("")
    if said_by_qt:
        lines += ["Qt:", *said_by_qt]
    return "\n".join(lines).rstrip() + "\n"


def without_data(words: str) -> str:
    """An error's words with what may be somebody's taken out."""
    words = _QUOTED.sub("'…'", words)
    words = _HAN.sub("…", words)
    return _DIGITS.sub("#", words)[:_LONGEST_MESSAGE]


def _message(fault: BaseException) -> str:
    words = str(fault)
    if isinstance(fault, _ABOUT_CODE):
        named = set(_NAME.findall(words))
        words = _QUOTED.sub(lambda found: found[0] if found[0] in named else "'…'", words)
        return _DIGITS.sub("#", _HAN.sub("…", words))[:_LONGEST_MESSAGE]
    return without_data(words)


def _causes(fault: BaseException) -> list[BaseException]:
    """The fault and what it came from, the first cause first."""
    chain: list[BaseException] = []
    each: BaseException | None = fault
    while each is not None and each not in chain:
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return chain[::-1]


def _frames(fault: BaseException) -> list[str]:
    found = traceback.extract_tb(fault.__traceback__)
    return [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}: {frame.line or ''}" for frame in found]


def _place(file: str) -> str:
    """A file's name without the folders above the package: they hold the user's name."""
    parts = Path(file).parts
    for mark in ("community_desk", "site-packages"):
        if mark in parts:
            return "/".join(parts[parts.index(mark) :])
    return parts[-1] if parts else file
