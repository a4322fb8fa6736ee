"""有人在旁 (F9) over every page and dialog of docs/window_pictures.py: nothing private is left to be read anywhere.

A new page that is a line of ``PICTURES`` is looked at here too. What counts as private: every telephone and ID number
of the ledger, masked ones too, the words of categories that people have, and every note, reminder and reason.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from community_desk.domain.masking import mask_id, mask_phone
from community_desk.ledger import buildings, dwellings, households, residents, visits
from community_desk.ledger.database import create_ledger
from community_desk.ledger.finding import ask
from community_desk.tasks.build_demo import build_demo
from community_desk.tasks.demo_community import QIAOAN, DemoScale, DemoStyle
from community_desk.ui.theme import Scheme, Theme
from docs.picture_stage import Look, Stage
from docs.window_pictures import PICTURES, Picture

NOTE = "不给旁人看"
SMALLEST = (1093, 614)
MOST_ROWS = 100  # of a list; more than a screen shows
OPERATOR = "王经办"
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
# A question in the middle of a call, menus, and the lock, under which F9 does nothing.
LEFT_OUT = {"leave", "residents-filter-menu", "undo-menu", "lock"}
BEFORE_THE_LEDGER = ("first-run", "unlock")
# What the office's own lists say of categories concerns nobody.
LISTS_OF_CATEGORIES = ("settings-words", "settings-rule")


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village in which there is a note on everything, blocks of flats, and a ledger in which nothing is yet."""
    folder = tmp_path_factory.mktemp("ledgers")
    blocks = DemoScale(600, DemoStyle.ESTATE, "芸溪社区（演示）")
    for name, scale in (("qiaoan", QIAOAN), ("yunxi", blocks), ("empty", None)):
        made, _ = create_ledger(folder / name, password=None)
        with made:
            if scale is not None:
                for _ in build_demo(scale, today=datetime.now().astimezone().date(), operator="演示"):
                    pass
                _note_everything()
    return folder


def _note_everything() -> None:
    today = datetime.now().astimezone().date().isoformat()
    for (uid,) in ask(
        "SELECT r.uid FROM resident r WHERE r.status = 'living' AND r.id_number <> '' AND EXISTS"
        " (SELECT 1 FROM resident_category c WHERE c.resident_id = r.id AND c.ends_on = '')"
    ):
        residents.edit_resident(
            str(uid), note=f"{NOTE}甲", reminder=f"{NOTE}乙", contact_preference="phone_only",
            contact_reason=f"{NOTE}丙", operator=OPERATOR,
        )  # fmt: skip
        residents.add_link(str(uid), name="吴一二", phone="15400001234", note=f"{NOTE}丁", operator=OPERATOR)
        visits.record_call(resident=str(uid), on=today, note=f"{NOTE}戊", operator=OPERATOR)
    for (uid,) in ask("SELECT uid FROM household ORDER BY id LIMIT 100"):
        households.edit_household(str(uid), note=f"{NOTE}己", operator=OPERATOR)
    for (uid,) in ask("SELECT uid FROM dwelling ORDER BY id LIMIT 100"):
        dwellings.edit_dwelling(str(uid), entry_note=f"{NOTE}庚", operator=OPERATOR)
    for (uid,) in ask("SELECT uid FROM building ORDER BY id LIMIT 100"):
        buildings.edit_building(str(uid), entry_note=f"{NOTE}辛", operator=OPERATOR)


@pytest.fixture
def stage(ledgers: Path, tmp_path: Path, theme: Theme) -> Iterator[Stage]:
    made = Stage(Look("test", *SMALLEST, scheme=Scheme.LIGHT), ledgers, tmp_path, theme=theme)
    broken: list[BaseException] = []
    made.broken = broken.append
    yield made
    made.clear()
    if broken:
        raise broken[0]


SHOWN = [
    each
    for each in PICTURES
    if each.name not in LEFT_OUT and not each.name.startswith(BEFORE_THE_LEDGER) and "empty" not in each.name
]


@pytest.mark.parametrize("picture", SHOWN, ids=lambda each: each.name)
def test_nothing_private_is_left_to_be_read(picture: Picture, stage: Stage) -> None:
    picture.show(stage)
    stage.pause()
    if not any(isinstance(top, QMainWindow) and top.isVisible() for top in QApplication.topLevelWidgets()):
        return  # the ledger is not open yet, or the program begins
    desk = stage.desk
    if not desk.is_private:
        front = QApplication.activeModalWidget() or stage.window
        front.activateWindow()
        QTest.qWaitForWindowActive(front)
        QTest.keyClick(front.focusWidget() or front, Qt.Key.Key_F9)
    assert desk.is_private
    stage.pause()
    private = _Private(with_categories=not picture.name.startswith(LISTS_OF_CATEGORIES))
    told = [f"{where}: {text}" for where, text in set(_readable()) if private.is_told_in(text)]
    assert not told, "\n".join(told)


def test_what_is_looked_for_is_there_without_f9(stage: Stage) -> None:
    """Or the test above would look for nothing."""
    next(each for each in PICTURES if each.name == "residents").show(stage)
    stage.pause()
    private = _Private(with_categories=True)
    assert len(private.numbers) > 1000
    shown = {text for _, text in _readable() if private.is_told_in(text)}
    assert sum(any(digit in text for digit in "0123456789") for text in shown) > 20
    for word in (NOTE, *private.words):
        assert private.is_told_in(f"“{word}”")
    assert any(NOTE in text for text in shown)
    assert any(word in text for text in shown for word in private.words - {NOTE})


class _Private:
    """What nobody else may read of the open ledger."""

    def __init__(self, *, with_categories: bool) -> None:
        phones = _column("SELECT number FROM phone") | _column("SELECT phone FROM person_link")
        ids = _column("SELECT id_number FROM resident")
        ids |= _column("SELECT certificate_number FROM resident_category")
        self.numbers = phones | ids | set(map(mask_phone, phones)) | set(map(mask_id, ids))
        self.words = {NOTE}
        if with_categories:
            self.words |= _column(
                "SELECT k.word FROM resident_category c JOIN care_category k ON k.id = c.category_id"
            )

    def is_told_in(self, text: str) -> bool:
        """Whether one of them stands in ``text``, however its digits are grouped."""
        if any(word in text for word in self.words):
            return True
        runs = _LIKE_NUMBERS.findall(text.replace(" ", ""))
        return any(number in run for run in runs for number in self.numbers)


_LIKE_NUMBERS = re.compile(r"[0-9*Xx-]{7,}")


def _column(sql: str) -> set[str]:
    return {str(value) for (value,) in ask(sql) if value}


def _readable() -> Iterator[tuple[str, str]]:
    """Everything on the screen that can be read, seen or spoken, and where."""
    for top in QApplication.topLevelWidgets():
        if not top.isVisible():
            continue
        yield "title", top.windowTitle()
        for widget in (top, *top.findChildren(QWidget)):
            if widget.isVisible():
                where = f"{type(widget).__name__} {widget.objectName()}"
                for text in _texts(widget):
                    yield where, text
        for action in top.findChildren(QAction):
            if action.isVisible():
                yield "action", f"{action.text()} {action.toolTip()} {action.iconText()}"


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.statusTip())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.displayText(), widget.placeholderText())
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield widget.currentText()  # what it offers beside, the office's own words, concerns nobody
    elif isinstance(widget, QAbstractItemView):
        model = widget.model()
        if model is not None:
            yield from _items(model, QModelIndex())


def _items(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    # Lists have one column and keep their count to themselves.
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent))
    for column in columns:
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(min(model.rowCount(parent), MOST_ROWS)):
        for column in columns:
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in ROLES)
        if model.rowCount(model.index(row, 0, parent)):
            yield from _items(model, model.index(row, 0, parent))
