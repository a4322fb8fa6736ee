"""What the tests of the page of visit sheets do with it: show it, tick, wait, read."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEventLoop, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem

from community_desk.ui.desk import Desk
from community_desk.ui.pages.visits import VisitsPage


@contextmanager
def shown_page(desk: Desk) -> Iterator[VisitsPage]:
    """The page as large as in the smallest window."""
    page = VisitsPage(desk)
    page.resize(1041, 560)
    page.show()
    QTest.qWaitForWindowExposed(page)
    page.arrive()
    settle(page)
    yield page
    page.hide()


def settle(page: VisitsPage) -> None:
    """Until no change waits to settle and no job is under way."""
    while True:
        page.desk.jobs.wait()
        waiting = [timer for timer in (page._timer, page.choice._timer) if timer.isActive()]
        if not waiting:
            return
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def branch(page: VisitsPage, words: str) -> QTreeWidgetItem:
    (found,) = page.choice.tree.findItems(
        words, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive, 0
    )
    return found


def tick(page: VisitsPage, words: str) -> None:
    """Tick a row of the tree with the space bar."""
    tree = page.choice.tree
    tree.setFocus()
    tree.setCurrentItem(branch(page, words))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    settle(page)


def heads(page: VisitsPage) -> list[str]:
    """The heads on the sheets, in walking order."""
    assert page._fresh is not None
    return [home.members[0].name for pile in page._fresh.prepared.piles for home in pile]


def doors(page: VisitsPage, block: int = 0) -> list[str]:
    """The doors of a building as the list shows them."""
    model = page.order.model
    parent = model.index(block, 0)
    return [model.data(model.index(row, 0, parent)).split("　")[0] for row in range(model.rowCount(parent))]


def said(page: VisitsPage) -> list[str]:
    """What the desk says and refuses from now on."""
    heard: list[str] = []
    page.desk.said.connect(lambda sentence, _undo: heard.append(sentence))
    page.desk.refused.connect(heard.append)
    return heard


def choose_door(page: VisitsPage, row: int, block: int = 0) -> QModelIndex:
    page.tabs.choose(1)
    index = page.order.model.index(row, 0, page.order.model.index(block, 0))
    page.order.view.setCurrentIndex(index)
    page.order.view.setFocus()
    return index
