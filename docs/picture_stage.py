"""Where pictures of the window are taken: the real window over a copy of a demo ledger, on a screen nobody sees.

A stage is one look (size, scale, colours, type size) of one process: Qt takes the scale of its screens at its start.
"""

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QPoint,
    QRect,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.staff import list_staff
from community_desk.ui import icons
from community_desk.ui.application import make_application
from community_desk.ui.desk import Desk
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page import Page
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize, register_rare_characters
from community_desk.ui.window import open_window

Kind = TypeVar("Kind", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Look:
    """A size in logical pixels, the scale of the screen, and what the user chose in 设置 → 外观."""

    name: str
    width: int
    height: int
    scale: int = 1
    scheme: Scheme = Scheme.LIGHT
    type_size: TypeSize = TypeSize.NORMAL


_BAR = 30  # logical pixels: a title bar
_LONGEST_DELAY = 400  # ms, of timers that gather what is typed; longer ones are no part of a picture

README_LOOK = "readme"
LOOKS = (
    Look("small-light", 1093, 614),
    Look("small-dark", 1093, 614, scheme=Scheme.DARK),
    Look("small-contrast", 1093, 614, scheme=Scheme.CONTRAST),
    Look("small-huge", 1093, 614, type_size=TypeSize.HUGE),
    Look("large-light", 1920, 1080, scale=2),
    Look("large-dark", 1920, 1080, scale=2, scheme=Scheme.DARK),
    Look(README_LOOK, 1366, 768),
)


def screen_environment(look: Look, folder: Path) -> dict[str, str]:
    """The environment for a process that sees one screen of this look; its description is written into ``folder``."""
    screen = {
        "name": look.name, "x": 0, "y": 0, "width": look.width, "height": look.height,
        "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": look.scale,
    }  # fmt: skip
    file = folder / f"{look.name}.json"
    file.write_text(json.dumps({"windowFrameMargins": False, "screens": [screen]}), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    return {**kept, "QT_QPA_PLATFORM": f"offscreen:configfile={file}"}


class Stage:
    """One picture after the other: ``clear`` between them."""

    def __init__(self, look: Look, ledgers: Path, scratch: Path, *, theme: Theme) -> None:
        self.look, self.theme = look, theme
        self._ledgers, self._scratch = ledgers, scratch
        self._turn = 0
        self._window: MainWindow | None = None
        self._others: list[Ledger] = []
        self._question: Callable[[], object] | None = None
        self.broken: Callable[[BaseException], None] = traceback.print_exception
        register_rare_characters()
        icons.load()

    # The ledger and the window

    def folder(self, name: str = "") -> Path:
        """A new folder with a copy of the demo ledger ``name``, or an empty one."""
        self._turn += 1
        folder = self._scratch / f"{self._turn}" / "社区台账"
        if name:
            shutil.copytree(self._ledgers / name, folder)
        else:
            folder.mkdir(parents=True)
        return folder

    def preferences(self) -> Preferences:
        """A PC on which nothing was chosen yet."""
        return Preferences(self._scratch / f"{self._turn}.ini")

    def take(self, ledger: Ledger) -> Ledger:
        """Have ``ledger`` closed after the picture."""
        self._others.append(ledger)
        return ledger

    def open_window(self, name: str = "qiaoan", *, folder: Path | None = None) -> MainWindow:
        """The window over a copy of a demo ledger, on its first page."""
        ledger = open_ledger(folder or self.folder(name))
        operator = next((row.name for row in list_staff(active_only=True)), "王经办")
        window = open_window(ledger, operator=operator, look=self.theme, preferences=self.preferences())
        window.desk.jobs.broken.connect(self.broken)
        window.move(0, 0)
        window.resize(self.look.width, self.look.height)
        window.show()
        window.activateWindow()
        self._window = window
        self.settle()
        return window

    @property
    def window(self) -> MainWindow:
        """The window of this picture."""
        return self._window or self.open_window()

    @property
    def desk(self) -> Desk:
        """Of the window."""
        return self.window.desk

    def page(self, name: str) -> Page:
        """Turn to a page."""
        page = self.window.show_page(name)
        self.settle()
        return page

    def settle(self) -> None:
        """Let everything arrive that is under way."""
        for _ in range(3):
            QApplication.processEvents()
            if self._window is not None:
                self._window.desk.jobs.wait()

    def pause(self) -> None:
        """Let the pages' own timers run out too, which gather keys and clicks into one question."""
        self.settle()
        while any(_is_soon(timer) for top in _tops() for timer in top.findChildren(QTimer)):
            QTest.qWait(20)
            self.settle()

    # Hands

    def dialog(self, kind: type[Kind]) -> Kind:
        """The open dialog of this kind."""
        self.settle()
        return next(top for top in _tops() if isinstance(top, kind))

    @staticmethod
    def enter(widget: QWidget, text: str) -> None:
        """Type ``text``, through an input method where keys cannot."""
        widget.setFocus()
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(widget, composed)

    @staticmethod
    def find(ground: QWidget, kind: type[Kind], fits: Callable[[Kind], bool]) -> Kind:
        """The visible widget of this kind that fits."""
        return next(each for each in ground.findChildren(kind) if each.isVisible() and fits(each))

    # The picture

    def during(self, question: Callable[[], object]) -> None:
        """Take the picture while ``question()`` waits for its answer, which is then Esc."""
        self._question = question

    def snap(self, file: Path) -> None:
        """Draw all that stands on the screen into ``file``."""
        self.pause()
        question, self._question = self._question, None
        if question is None:
            self._draw(file)
            return

        def answer() -> None:
            self._draw(file)
            asked = QApplication.activeModalWidget()
            assert isinstance(asked, QDialog)
            asked.reject()

        QTimer.singleShot(200, answer)
        question()

    def _draw(self, file: Path) -> None:
        screen = QApplication.primaryScreen()
        ratio = screen.devicePixelRatio()
        picture = QPixmap(screen.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.theme.colour("line"))
        painter = QPainter(picture)
        for top in sorted(filter(_is_shown, _tops()), key=_depth):
            place = top.mapToGlobal(QPoint())
            if isinstance(top, QDialog):
                place.setY(max(place.y(), _BAR))  # window systems keep a title bar on the screen
            if isinstance(top, QDialog):
                self._draw_frame(painter, QRect(place, top.size()), top.windowTitle())
            painter.drawPixmap(place, top.grab())
        painter.end()
        file.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(file)):
            raise OSError(f"cannot write {file}")

    def _draw_frame(self, painter: QPainter, inside: QRect, title: str) -> None:
        """What a window system would draw around a dialog."""
        whole = inside.adjusted(-1, -_BAR, 1, 1)
        painter.fillRect(whole.adjusted(3, 3, 3, 3), QColor(0, 0, 0, 60))
        painter.fillRect(whole, self.theme.colour("edge"))
        painter.setPen(self.theme.colour("card"))
        painter.drawText(
            whole.adjusted(10, 0, 0, _BAR - whole.height()), Qt.AlignmentFlag.AlignVCenter, title
        )

    def clear(self) -> None:
        """Take everything down again."""
        for top in QApplication.topLevelWidgets():
            top.hide()
            top.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self._window is not None:
            self._window.desk.jobs.wait()
            self._window.desk.close()
            self._window = None
        for ledger in self._others:
            ledger.close()
        self._others.clear()
        if (self.theme.scheme, self.theme.type_size) != (self.look.scheme, self.look.type_size):
            self.theme.apply(self.look.scheme, self.look.type_size)


def make_theme(look: Look) -> Theme:
    """Qt and the look, for a process that makes nothing but pictures."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = make_application(sys.argv[:1])
    qInstallMessageHandler(_say)
    theme = Theme(app)
    theme.apply(look.scheme, look.type_size)
    return theme


def _tops() -> list[QWidget]:
    return [top for top in QApplication.topLevelWidgets() if top.isVisible()]


def _is_soon(timer: QTimer) -> bool:
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= _LONGEST_DELAY


def _say(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, without what its screen that nobody sees has no need to do."""
    if not words.startswith("This plugin does not support"):
        print(words, file=sys.stderr)


def _is_shown(top: QWidget) -> bool:
    return top.width() > 1


def _depth(top: QWidget) -> int:
    """A window comes before what belongs to it, a popup last."""
    depth = 100 if top.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip} else 0
    parent = top.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.parentWidget()
    return depth
