"""Every page and dialog of docs/window_pictures.py, looked at as somebody without a mouse or with weak eyes would.

Each control has a name, is reached with Tab and shows when it has the focus; no words are cut off, at type size 中 and
at 特大 in the smallest window. A new page that is a line of ``PICTURES`` is looked at here too.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from community_desk.ledger.database import create_ledger
from community_desk.tasks.build_demo import build_demo
from community_desk.tasks.demo_community import QIAOAN, DemoScale, DemoStyle
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.search_box import SearchSheet
from community_desk.ui.theme import Scheme, Theme, TypeSize
from docs.picture_stage import Look, Stage
from docs.window_pictures import PICTURES, Picture

SMALLEST = (1093, 614)
MOST_TABS = 250  # more controls than any window has
CONTROLS = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView, QTabBar,
)  # fmt: skip
# Popups of menus and questions in the middle of a call are no windows that one walks through with Tab.
LEFT_OUT = {"leave"}
LARGE = DemoScale(600, DemoStyle.ESTATE, "芸溪社区（演示）")


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village, blocks of flats, and a ledger in which nothing is yet, as the pictures want them."""
    folder = tmp_path_factory.mktemp("ledgers")
    for name, scale in (("qiaoan", QIAOAN), ("yunxi", LARGE), ("empty", None)):
        made, _ = create_ledger(folder / name, password=None)
        with made:
            if scale is not None:
                for _ in build_demo(scale, today=datetime.now().astimezone().date(), operator="演示"):
                    pass
    return folder


@pytest.fixture
def stage(ledgers: Path, tmp_path: Path, theme: Theme) -> Iterator[Stage]:
    made = Stage(Look("test", *SMALLEST, scheme=Scheme.LIGHT), ledgers, tmp_path, theme=theme)
    broken: list[BaseException] = []
    made.broken = broken.append
    yield made
    made.clear()
    if broken:
        raise broken[0]


SHOWN = [each for each in PICTURES if each.name not in LEFT_OUT]


@pytest.mark.parametrize("picture", SHOWN, ids=lambda each: each.name)
def test_every_control_is_named_reached_and_seen(picture: Picture, stage: Stage) -> None:
    picture.show(stage)
    stage.pause()
    top = _front()
    problems = [*_unnamed(top), *_cut(top), *_walk(top)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("picture", SHOWN, ids=lambda each: each.name)
def test_no_words_are_cut_off_in_the_largest_type(picture: Picture, stage: Stage) -> None:
    stage.theme.apply(Scheme.LIGHT, TypeSize.HUGE)
    picture.show(stage)
    stage.pause()
    problems = list(_cut(_front()))
    assert not problems, "\n".join(problems)


def _front() -> QWidget:
    """The window that has the keys."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    return QApplication.activeModalWidget() or next(
        top for kind in (QDialog, QMainWindow) for top in tops if isinstance(top, kind)
    )


def _controls(top: QWidget) -> list[QWidget]:
    found = [each for each in top.findChildren(QWidget) if isinstance(each, CONTROLS)]
    return [each for each in found if each.isVisible() and each.isEnabled() and not _is_inside(each)]


def _is_inside(widget: QWidget) -> bool:
    """Whether it is a part of another control, which speaks for it."""
    if isinstance(widget, QHeaderView):
        return True
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, CONTROLS):
            return True
        parent = parent.parentWidget()
    return False


def _words(widget: QWidget) -> str:
    name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")
    return f"{type(widget).__name__} “{name or widget.objectName()}”"


# Names


def _unnamed(top: QWidget) -> Iterator[str]:
    for control in _controls(top):
        told = QAccessible.queryAccessibleInterface(control)
        if not told.text(QAccessible.Text.Name).strip():
            parents = [type(control).__name__]
            parent = control.parentWidget()
            while parent is not None:
                parents.append(type(parent).__name__)
                parent = parent.parentWidget()
            yield f"without a name: {' < '.join(parents)}"


# Tab and focus


def _walk(top: QWidget) -> Iterator[str]:
    """Press Tab until it comes round; what was not reached, and what looked the same with the focus as without."""
    controls = _controls(top)
    top.activateWindow()
    QApplication.processEvents()
    if top.focusWidget() is None:
        QTest.keyClick(top, Qt.Key.Key_Tab)
    first = top.focusWidget()
    reached: list[QWidget] = []
    for _ in range(MOST_TABS):
        focus = top.focusWidget()
        if focus is None or focus in reached:
            break
        reached.append(focus)
        before = _look(top, focus)
        place = _place(top, focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if top.focusWidget() is focus:
            yield f"Tab stays in {_words(focus)}"
            return
        if isinstance(focus, CONTROLS) and _place(top, focus) == place and before == _look(top, focus):
            yield f"looks the same with the focus: {_words(focus)}"
    if first is not None and top.focusWidget() is not first and reached and top.focusWidget() not in reached:
        yield f"Tab does not come round: {_words(first)}"
    for control in controls:
        if isValid(control) and control.isEnabled() and not _is_reached(control, reached):
            yield f"not reached with Tab: {_words(control)}"


def _is_reached(control: QWidget, reached: list[QWidget]) -> bool:
    if any(each is control or control.isAncestorOf(each) or each.isAncestorOf(control) for each in reached):
        return True
    if isinstance(control, QAbstractButton) and control.isCheckable():
        # One of several: the arrow keys go among them.
        others = control.group().buttons() if control.group() else control.parentWidget().children()
        if control.group() or control.autoExclusive():
            return any(each in reached for each in others)
    return _has_its_own_way(control)


def _has_its_own_way(control: QWidget) -> bool:
    """What keys reach without Tab: ↑↓ from the search box go through what was found."""
    return isinstance(control.parentWidget(), SearchSheet)


def _place(top: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint()), widget.size())


def _look(top: QWidget, widget: QWidget) -> QImage:
    return top.grab(_place(top, widget).adjusted(-2, -2, 2, 2)).toImage()


# Words that are cut off


def _cut(top: QWidget) -> Iterator[str]:
    for label in top.findChildren(QLabel):
        if label.isVisible() and label.text() and _is_cut(label):
            room = f"{label.width()}×{label.height()}, needs {_needed(label)}"
            yield f"cut: “{label.text()[:40]}” ({room})"
    for button in top.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and isinstance(button, QPushButton | QToolButton):
            only_icon = isinstance(button, QToolButton) and (
                button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
                and not button.icon().isNull()
            )
            if not only_icon and button.width() < _text_width(button):
                yield f"narrower than its words: {_words(button)} ({button.width()} < {_text_width(button)})"
    if isinstance(top, FormDialog) and top.height() < SMALLEST[1] - 2 * top.desk.theme.row_height:
        for area in top.findChildren(QScrollArea):
            if area.isVisible() and area.verticalScrollBar().maximum() > 0:
                yield f"scrolls where there is room: {_words(top)}"
    for widget in (*top.findChildren(QLabel), *top.findChildren(QPushButton)):
        if widget.isVisible() and not _fits_its_ground(widget, top):
            yield f"hangs over the edge: {_words(widget)}"


def _needed(label: QLabel) -> str:
    height = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
    return f"{label.sizeHint().width()}×{height}"


def _is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    return label.sizeHint().width() > label.width() + 1 or label.fontMetrics().height() > label.height() + 1


def _text_width(button: QAbstractButton) -> int:
    metrics = button.fontMetrics()
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    return max(metrics.horizontalAdvance(line) for line in text.split("\n")) + icon


def _fits_its_ground(widget: QWidget, top: QWidget) -> bool:
    """Whether it lies within everything around it, up to the ground of something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and parent is not top.parentWidget():
        above = parent.parentWidget()
        rect = QRect(widget.mapTo(parent, QPoint()), widget.size())
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            return False
        if (above is not None and isinstance(above.parentWidget(), QAbstractScrollArea)) or parent.isWindow():
            return True
        parent = above
    return True
