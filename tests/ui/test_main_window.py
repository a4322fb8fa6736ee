"""The window around the pages, driven by keys and mouse; its pages here are small ones."""

import threading
from collections.abc import Generator
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton

from community_desk.ledger import places
from community_desk.tasks.progress import Progress
from community_desk.ui.desk import Desk
from community_desk.ui.main_window import MainWindow, PageEntry
from community_desk.ui.page import Page

Steps = Generator[Progress, None, None]


class Plain(Page):
    name: ClassVar[str] = "plain"
    title: ClassVar[str] = "居民"
    icon: ClassVar[str] = "mdi6.account"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.field = QLineEdit()
        self.body.addWidget(self.field)
        self.arrivals = 0
        self.opened: list[tuple[str, str]] = []
        self.may_be_left = True

    def arrive(self) -> None:
        self.arrivals += 1
        self.status_changed.emit(f"来过 {self.arrivals} 次")

    def open(self, kind: str, uid: str) -> None:
        self.opened.append((kind, uid))

    def may_leave(self) -> bool:
        return self.may_be_left


class Other(Plain):
    name: ClassVar[str] = "other"
    title: ClassVar[str] = "住房"


ENTRIES = (
    PageEntry("plain", "居民", "mdi6.account", Plain, ("resident",)),
    PageEntry("other", "住房", "mdi6.home", Other, ("dwelling", "building")),
)


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    made = MainWindow(desk, ENTRIES)
    made.resize(1366, 700)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_page("plain")
    return made


def page(window: MainWindow) -> Plain:
    shown = window.page
    assert isinstance(shown, Plain)
    return shown


def rail(window: MainWindow, title: str) -> QToolButton:
    return next(each for each in window.findChildren(QToolButton) if each.accessibleName() == title)


def test_pages_are_made_when_first_shown_and_told_when_they_are(window: MainWindow) -> None:
    first = page(window)
    assert first.arrivals == 1
    QTest.mouseClick(rail(window, "住房"), Qt.MouseButton.LeftButton)
    assert page(window).name == "other"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page(window) is first
    assert first.arrivals == 2
    assert any(label.text() == "来过 2 次" for label in window.findChildren(QLabel))
    assert rail(window, "居民").isChecked()
    assert not rail(window, "住房").isChecked()


def test_a_row_is_opened_on_the_page_that_knows_its_kind(window: MainWindow, desk: Desk) -> None:
    desk.open("building", "b1")
    assert page(window).name == "other"
    assert page(window).opened == [("building", "b1")]
    desk.open("plain", "")
    assert page(window).name == "plain"
    assert page(window).opened == []


def test_a_page_that_would_lose_something_is_not_left(window: MainWindow, desk: Desk) -> None:
    page(window).may_be_left = False
    QTest.mouseClick(rail(window, "住房"), Qt.MouseButton.LeftButton)
    assert page(window).name == "plain"
    assert rail(window, "居民").isChecked()
    assert not window.close()
    page(window).may_be_left = True
    assert window.close()


@pytest.mark.parametrize("writes", [True, False])
def test_a_task_keeps_the_window_open(window: MainWindow, desk: Desk, writes: bool) -> None:
    go_on = threading.Event()

    def task() -> Steps:
        yield Progress(1, 4, "正在导入第 1 户")
        go_on.wait()

    desk.jobs.run("正在导入", task, done=lambda _: None, writes=writes)
    assert not window.close()
    assert "正在导入" in window.toast.sentence
    go_on.set()
    desk.jobs.wait()
    desk.jobs.run("正在排走访单", task, done=lambda _: None, is_for_show=True)
    assert window.close()


def test_the_rail_shows_icons_alone_where_the_window_is_narrow(window: MainWindow) -> None:
    assert rail(window, "居民").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    window.resize(1093, 614)
    assert rail(window, "居民").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


def test_what_was_done_is_said_with_undo_beside_it(window: MainWindow, desk: Desk) -> None:
    places.add_grid(name="第9网格", operator=desk.operator)
    desk.say("已登记第9网格", undo=True)
    assert window.toast.sentence == "已登记第9网格"
    undo = next(each for each in window.toast.findChildren(QPushButton) if each.text() == "撤销")
    assert undo.isVisible()
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    desk.jobs.wait()
    assert places.list_grids() == []
    assert window.toast.sentence == "已撤销：新增网格 第9网格"
    assert not undo.isVisible()


def test_the_undo_of_a_sentence_takes_nothing_newer_back(window: MainWindow, desk: Desk) -> None:
    places.add_grid(name="第9网格", operator=desk.operator)
    desk.say("已登记第9网格", undo=True)
    places.add_grid(name="第8网格", operator=desk.operator)
    undo = next(each for each in window.toast.findChildren(QPushButton) if each.text() == "撤销")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    desk.jobs.wait()
    assert {grid.name for grid in places.list_grids()} == {"第8网格", "第9网格"}
    assert "没有撤销" in window.toast.sentence


def test_the_communitys_name_is_the_windows(window: MainWindow, desk: Desk) -> None:
    places.set_community(name="芸溪社区", operator=desk.operator)
    desk.jobs.wait()
    assert window.windowTitle().startswith("芸溪社区")


def test_f9_tells_every_page(window: MainWindow, desk: Desk) -> None:
    told: list[bool] = []
    desk.privacy_changed.connect(told.append)
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert told == [True, False]


def test_the_task_under_way_is_shown_and_can_be_cancelled(window: MainWindow, desk: Desk) -> None:
    go_on, ended = threading.Event(), []

    def task() -> Steps:
        yield Progress(1, 4, "正在备份第 1 页")
        go_on.wait()
        yield Progress(2, 4, "正在备份第 2 页")

    desk.jobs.run(
        "备份", task, done=lambda _: ended.append("done"), cancelled=lambda: ended.append("cancelled")
    )
    cancel = next(each for each in window.findChildren(QPushButton) if each.accessibleName() == "取消：备份")
    assert cancel.isVisible()
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    go_on.set()
    desk.jobs.wait()
    assert ended == ["cancelled"]
    assert not cancel.isVisible()


def test_what_the_search_opened_has_the_keyboard(window: MainWindow, desk: Desk) -> None:
    page(window).setFocusProxy(page(window).field)
    window.search_box.begin()
    assert window.search_box.hasFocus()
    window.search_box.opened.emit("resident", "r1")
    assert page(window).field.hasFocus()
