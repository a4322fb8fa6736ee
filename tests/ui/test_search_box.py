"""The search box over the real village: typing, arrows, Enter, Esc, callers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from community_desk.ledger import residents
from community_desk.ledger.search import search
from community_desk.ui.desk import Desk
from community_desk.ui.search_box import SearchBox

Opened = list[tuple[str, str]]


class Ground(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.box = SearchBox(desk, self)
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(self.field)
        column.addStretch(1)
        self.resize(1000, 600)


@pytest.fixture
def ground(village: Desk) -> Iterator[Ground]:
    made = Ground(village)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.field.setFocus()
    yield made
    made.hide()


def type_and_wait(ground: Ground, desk: Desk, text: str) -> None:
    ground.box.begin()
    if text.isascii():
        QTest.keyClicks(ground.box, text)
    else:  # as an input method sends it
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(ground.box, composed)
    desk.jobs.wait()


def test_results_come_while_typing_and_enter_opens_the_best(ground: Ground, village: Desk) -> None:
    opened: Opened = []
    ground.box.opened.connect(lambda kind, uid: opened.append((kind, uid)))
    type_and_wait(ground, village, "chen")
    assert ground.box.sheet.isVisible()
    best = search("chen").hits[0]
    QTest.keyClick(ground.box, Qt.Key.Key_Return)
    assert opened == [(best.kind, best.uid)]
    assert not ground.box.sheet.isVisible()
    assert ground.box.text() == ""


def test_arrows_choose_and_the_typing_stays_in_the_box(ground: Ground, village: Desk) -> None:
    opened: Opened = []
    ground.box.opened.connect(lambda kind, uid: opened.append((kind, uid)))
    type_and_wait(ground, village, "chen")
    QTest.keyClick(ground.box, Qt.Key.Key_Down)
    QTest.keyClick(ground.box, Qt.Key.Key_Down)
    QTest.keyClick(ground.box, Qt.Key.Key_Up)
    assert ground.box.text() == "chen"
    QTest.keyClick(ground.box, Qt.Key.Key_Return)
    assert opened[0][1] == search("chen").hits[1].uid


def test_enter_before_the_answer_opens_the_first_when_it_comes(ground: Ground, village: Desk) -> None:
    opened: Opened = []
    ground.box.opened.connect(lambda kind, uid: opened.append((kind, uid)))
    ground.box.begin()
    QTest.keyClicks(ground.box, "chen")
    QTest.keyClick(ground.box, Qt.Key.Key_Return)
    assert opened == []
    village.jobs.wait()
    assert opened[0][1] == search("chen").hits[0].uid


def test_esc_goes_back_to_where_one_was(ground: Ground, village: Desk) -> None:
    type_and_wait(ground, village, "chen")
    QTest.keyClick(ground.box, Qt.Key.Key_Escape)
    assert not ground.box.sheet.isVisible()
    assert ground.box.text() == ""
    assert ground.focusWidget() is ground.field


def test_nothing_found_says_what_to_try(ground: Ground, village: Desk) -> None:
    type_and_wait(ground, village, "zzzzzz")
    assert ground.box.sheet.isVisible()
    assert "没有找到“zzzzzz”" in ground.box.sheet._nothing.text()
    QTest.keyClick(ground.box, Qt.Key.Key_Return)  # opens nothing and breaks nothing
    village.jobs.wait()


def test_part_of_a_number_shows_who_is_calling(ground: Ground, village: Desk) -> None:
    hit = next(hit for hit in search("su", limit=40).hits if hit.kind == "resident" and hit.door)
    residents.set_phones(hit.uid, [("手机", "13900007788"), ("女儿", "13900007799")], operator="王经办")
    type_and_wait(ground, village, "00007788")
    caller = ground.box.sheet.caller
    assert caller.isVisible()
    assert caller.caller is not None
    assert (caller.caller.name, caller.caller.number) == (hit.title, "13900007788")
    assert hit.door in caller._text.text()
    sheet, role = ground.box.sheet.model, Qt.ItemDataRole.AccessibleTextRole
    rows = [sheet.index(row) for row in range(sheet.rowCount())]
    assert any("7788" in str(sheet.data(row, role)) for row in rows)
    told: list[int] = []
    sheet.dataChanged.connect(lambda *_: told.append(1))
    village.is_private = True
    assert told
    assert "7788" not in caller._text.text()
    for row in rows:
        assert "7788" not in str(sheet.data(row, role))
        assert "7788" not in str(sheet.data(row))
    village.is_private = False
    ground.box.setText("苏")
    village.jobs.wait()
    assert not caller.isVisible()


def test_beside_bystanders_a_caller_has_neither_wish_nor_reminder(ground: Ground, village: Desk) -> None:
    hit = next(hit for hit in search("su", limit=40).hits if hit.kind == "resident" and hit.door)
    residents.set_phones(hit.uid, [("手机", "13900007788")], operator="王经办")
    residents.edit_resident(
        hit.uid,
        reminder="屋里有狗",
        contact_preference="no_visit_for_now",
        contact_reason="家里有纠纷",
        contact_review_on="2030-01-01",
        operator="王经办",
    )
    type_and_wait(ground, village, "00007788")
    shown = ground.box.sheet.caller._text
    assert "家里有纠纷" in shown.text()
    assert "屋里有狗" in shown.text()
    village.is_private = True
    assert "家里有纠纷" not in shown.text()
    assert "屋里有狗" not in shown.text()


def test_what_is_found_changes_with_the_ledger(ground: Ground, village: Desk) -> None:
    hit = next(hit for hit in search("chen", limit=40).hits if hit.kind == "resident")
    type_and_wait(ground, village, "欧阳娜娜")
    assert ground.box.sheet.model.rowCount() == 0
    residents.edit_resident(hit.uid, name="欧阳娜娜", operator="王经办")
    village.jobs.wait()
    assert ground.box.sheet.model.rowCount() > 0


def test_keys_from_a_list_begin_a_search(ground: Ground, village: Desk) -> None:
    village.search_requested.emit("林")
    village.jobs.wait()
    assert ground.box.text() == "林"
    assert ground.box.hasFocus()
    assert ground.box.sheet.isVisible()
