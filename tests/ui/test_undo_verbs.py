"""撤销 and 重做 with their labels, over a real ledger."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from community_desk.ledger import places
from community_desk.ui.desk import Desk
from community_desk.ui.undo_verbs import UndoVerbs


def test_undo_and_redo_by_key_say_what_they_did(desk: Desk) -> None:
    ground = QWidget()
    verbs = UndoVerbs(desk, ground)
    QVBoxLayout(ground).addWidget(verbs.button())
    ground.show()
    QTest.qWaitForWindowExposed(ground)
    ground.activateWindow()
    said: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    desk.jobs.wait()
    before = verbs.undo.isEnabled()
    places.add_grid(name="第9网格", operator="王经办")
    desk.jobs.wait()
    assert not before
    assert verbs.undo.isEnabled()
    assert "第9网格" in verbs.undo.toolTip()
    assert not verbs.redo.isEnabled()
    QTest.keyClick(ground, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.jobs.wait()
    assert places.list_grids() == []
    assert said[-1].startswith("已撤销：")
    assert verbs.redo.isEnabled()
    assert "第9网格" in verbs.redo.text()
    QTest.keyClick(ground, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    desk.jobs.wait()
    assert [grid.name for grid in places.list_grids()] == ["第9网格"]
    assert said[-1].startswith("已重做：")


def test_a_refused_undo_says_what_stands_against_it(desk: Desk) -> None:
    ground = QWidget()
    verbs = UndoVerbs(desk, ground)
    refused: list[str] = []
    desk.refused.connect(refused.append)
    verbs.undo_last()
    desk.jobs.wait()
    assert refused == ["没有可以撤销的操作。"]


def test_beside_bystanders_neither_labels_nor_what_was_done_are_told(desk: Desk) -> None:
    ground = QWidget()
    verbs = UndoVerbs(desk, ground)
    said: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    places.add_grid(name="第9网格", operator="王经办")
    places.add_grid(name="第8网格", operator="王经办")
    desk.jobs.wait()
    verbs.undo_last()
    desk.jobs.wait()
    for private, told in ((True, False), (False, True), (True, False)):
        desk.is_private = private
        for action, name in ((verbs.undo, "第9网格"), (verbs.redo, "第8网格")):
            assert (name in action.toolTip()) is told
            assert (name in action.text()) is told
            assert action.isEnabled()
    assert verbs.undo.text() == "撤销"
    assert verbs.undo.toolTip().startswith("撤销（")
    verbs.redo_last()
    desk.jobs.wait()
    verbs.undo_last()
    desk.jobs.wait()
    assert said[-2:] == ["已重做。", "已撤销。"]
