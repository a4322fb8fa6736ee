"""What the tests of typing sheets back do with the page: print sheets, show it, press keys and count them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.typed_sheets import SheetToType, sheet_to_type
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.print_sheets import print_sheets
from community_desk.ui.desk import Desk
from community_desk.ui.pages.type_back import TypeBackPage


class Keys:
    """Presses keys where the focus is, as a keyboard would, and counts them.

    A character from an input method counts as two keys. ``pad``: digits, + and * come from the number pad.
    """

    def __init__(self) -> None:
        self.count = 0

    def type(self, text: str, *, pad: bool = False) -> None:
        held = Qt.KeyboardModifier.KeypadModifier if pad else Qt.KeyboardModifier.NoModifier
        for character in text:
            if character.isascii():
                QTest.keyClicks(_focused(), character, held)
                self.count += 1
            else:
                event = QInputMethodEvent()
                event.setCommitString(character)
                QApplication.sendEvent(_focused(), event)
                self.count += 2

    def enter(self, text: str = "", *, pad: bool = False) -> None:
        """Type ``text`` and press Enter."""
        self.type(text, pad=pad)
        self.press(Qt.Key.Key_Enter if pad else Qt.Key.Key_Return)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(_focused(), key, held)
        self.count += 1


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the focus: the mouse would be needed"
    return focused


def print_all(desk: Desk, folder: Path, *, lines: int = 8) -> list[SheetToType]:
    """Sheets for the whole village, each of its own number."""
    task = print_sheets(
        folder / "走访单.pdf",
        RegisterFilter(),
        fonts=load_fonts(),
        operator=desk.operator,
        now=desk.now(),
        lines_a_sheet=lines,
    )
    while True:
        try:
            next(task)
        except StopIteration as end:
            return [sheet_to_type(number) for number in end.value.numbers]


def sheet_of_eight(sheets: list[SheetToType]) -> SheetToType:
    """One with eight lines, somebody to see on each, two on one at least; their places are not asked."""
    return next(
        sheet
        for sheet in sheets
        if len(sheet.lines) == 8
        and all(line.people for line in sheet.lines)
        and any(len(line.people) > 1 for line in sheet.lines)
    )


def alone(sheet: SheetToType) -> list[int]:
    """The numbers of the lines with one person to see."""
    return [line.number for line in sheet.lines if len(line.people) == 1]


def several(sheet: SheetToType) -> int:
    """The number of the first line with several people to see."""
    return next(line.number for line in sheet.lines if len(line.people) > 1)


@contextmanager
def shown_page(desk: Desk) -> Iterator[TypeBackPage]:
    """The page as large as in the smallest window, the cursor at the number."""
    page = TypeBackPage(desk)
    page.resize(1041, 560)
    page.show()
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    page.arrive()
    assert page.first_focus is not None
    page.first_focus.setFocus()
    desk.jobs.wait()
    yield page
    desk.jobs.wait()
    page.hide()
