"""What a test does at the window as a person does: types (through an input method where keys cannot), looks, clicks."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer, SignalInstance
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget


def type_text(widget: QWidget, text: str) -> None:
    """Type into ``widget``, over what is selected in it."""
    widget.setFocus()
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(widget, composed)


def retype(widget: QWidget, text: str) -> None:
    """Type over everything that stands in ``widget``."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(widget, Qt.Key.Key_Delete)
    if text:
        type_text(widget, text)


def click(widget: QWidget) -> None:
    """The left button of the mouse, in the middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def button(ground: QWidget, text: str) -> QAbstractButton:
    """The visible button with this text."""
    QApplication.processEvents()
    found = [
        each for each in ground.findChildren(QAbstractButton) if each.isVisible() and each.text() == text
    ]
    assert len(found) == 1, (text, [each.text() for each in ground.findChildren(QAbstractButton)])
    return found[0]


def words(ground: QWidget) -> str:
    """All that can be read there now, line by line."""
    QApplication.processEvents()  # what was just put into a layout is shown by an event
    shown = [each for each in ground.findChildren(QWidget) if each.isVisible()]
    return "\n".join(each.text() for each in shown if isinstance(each, QLabel | QAbstractButton))


def wait_for(signal: SignalInstance) -> None:
    """Run the event loop until the signal comes; it must within five seconds."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    too_late = QTimer(loop)
    too_late.timeout.connect(lambda: loop.exit(1))
    too_late.start(5_000)
    assert loop.exec() == 0


def settle(wait: Callable[[], None]) -> None:
    """Let signals of a commit arrive, then wait for the questions that they lead to."""
    QApplication.processEvents()
    wait()
