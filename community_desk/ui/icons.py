"""Icons: the one way to them. QtAwesome is imported after the first picture, since it costs as much as Qt itself.

    icons.show_icon(button, "mdi6.account")

A target is remembered weakly: it gets its icon when the icons are loaded and a new one whenever the colours change.
Where QtAwesome fails (Windows' blocking of untrusted fonts), a picture of the style or none takes its place.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyle
from shiboken6 import isValid

Target = QAbstractButton | QAction | QLabel

_ROLES = {
    "text": QPalette.ColorRole.WindowText,
    "second": QPalette.ColorRole.PlaceholderText,
    "accent": QPalette.ColorRole.Highlight,
    "on_accent": QPalette.ColorRole.HighlightedText,
    "overdue": QPalette.ColorRole.BrightText,
}
# What a style has itself; the words beside the others are enough.
_STANDARD = {
    "mdi6.content-save": "SP_DialogSaveButton",
    "mdi6.undo": "SP_ArrowBack",
    "mdi6.redo": "SP_ArrowForward",
    "mdi6.close": "SP_DialogCloseButton",
    "mdi6.home": "SP_DirHomeIcon",
    "mdi6.printer": "SP_FileDialogDetailedView",
    "mdi6.alert": "SP_MessageBoxWarning",
    "mdi6.information": "SP_MessageBoxInformation",
    "mdi6.refresh": "SP_BrowserReload",
    "mdi6.folder-open": "SP_DirOpenIcon",
}

Draw = Callable[[str, str], QIcon]


class _Shown:
    """What is shown where, and how icons are drawn once they are loaded."""

    def __init__(self) -> None:
        self.targets: WeakKeyDictionary[Target, tuple[str, str]] = WeakKeyDictionary()
        self.draw: Draw | None = None


_shown = _Shown()


def show_icon(target: Target, name: str, role: str = "text") -> None:
    """Show the icon ``name`` ("mdi6.account") on a button, an action or a label, in the colour of ``role``."""
    if role not in _ROLES:
        raise ValueError(role)
    _shown.targets[target] = (name, role)
    if _shown.draw is not None:
        _put(target, name, role, _shown.draw)


def load() -> None:
    """Load the icons and draw those that are asked for; called once the window is there."""
    if _shown.draw is None:
        _shown.draw = _drawing()
        redraw_all()


_LOOKS = 5  # in a row at which nothing is under way


class Loading(QObject):
    """Loads the icons once nothing else is under way for a while: they are no reason to wait for a list.

    ``rest`` is how long in milliseconds. QtAwesome is imported on a thread, since that takes a tenth of a second;
    what is left for the window is a hundredth.
    """

    _imported = Signal()

    def __init__(self, parent: QObject, is_idle: Callable[[], bool], *, rest: int = 300) -> None:
        super().__init__(parent)
        self._is_idle = is_idle
        self._idle = 0
        self._imported.connect(load, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(rest // _LOOKS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._idle = self._idle + 1 if self._is_idle() else 0
        if self._idle == _LOOKS:
            self._timer.stop()
            threading.Thread(target=self._import, name="icons", daemon=True).start()

    def _import(self) -> None:
        with suppress(Exception):  # ``load`` says what is wrong, on the window's thread
            import_module("qtawesome")
        with suppress(RuntimeError):  # the window was closed meanwhile
            self._imported.emit()


def redraw_all() -> None:
    """Draw all icons anew, in the present colours."""
    if _shown.draw is None:
        return
    for target, (name, role) in list(_shown.targets.items()):
        if isValid(target):
            _put(target, name, role, _shown.draw)


def _put(target: Target, name: str, role: str, draw: Draw) -> None:
    picture = draw(name, QApplication.palette().color(_ROLES[role]).name())
    if isinstance(target, QLabel):
        side = round(target.fontMetrics().height() * 1.15)
        target.setPixmap(picture.pixmap(side, side))
        return
    target.setIcon(picture)
    if isinstance(target, QAbstractButton) and target.property("look") != "rail":
        side = round(target.fontMetrics().height() * 0.8)  # 16 px at 中
        target.setIconSize(QSize(side, side))


def _drawing() -> Draw:
    try:
        import qtawesome  # noqa: PLC0415 - as long to import as all of Qt

        # Its first icon would read and register all twelve of its fonts.
        qtawesome._BUNDLED_FONTS = tuple(font for font in qtawesome._BUNDLED_FONTS if font[0] == "mdi6")
        qtawesome.icon("mdi6.account")
    except Exception:
        # Whatever it was, the program is as useful without pictures.
        logging.getLogger(__name__).exception("no icons")
        return _standard

    def draw(name: str, colour: str) -> QIcon:
        off = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText).name()
        icon: QIcon = qtawesome.icon(name, color=colour, color_disabled=off)
        return icon

    return draw


def _standard(name: str, _colour: str) -> QIcon:
    found = _STANDARD.get(name)
    if found is None:
        return QIcon()
    return QApplication.style().standardIcon(QStyle.StandardPixmap[found])
