"""Icons: the one way to them. QtAwesome is imported after the first picture, since it costs as much as Qt itself.

    icons.show_icon(button, "mdi6.account")

A target is remembered weakly: it gets its icon when the icons are loaded and a new one whenever the colours change.
Where QtAwesome fails (Windows' blocking of untrusted fonts), a picture of the style or none takes its place.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from weakref import WeakKeyDictionary

from PySide6.QtCore import QSize
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


def load_in_steps() -> list[Callable[[], object]]:
    """What ``load`` does in steps of at most some hundredths of a second: QtAwesome imports a good part of Qt."""
    parts = ("qtpy", "qtpy.QtCore", "qtpy.QtGui", "qtpy.QtWidgets", "qtawesome")
    return [*(partial(_import, part) for part in parts), load]


def _import(name: str) -> None:
    with suppress(Exception):  # ``load`` says what is wrong
        import_module(name)


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
