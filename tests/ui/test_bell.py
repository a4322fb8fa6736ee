"""A second window of one ledger calls the first to the front; nobody else answers."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from community_desk.ui import bell
from community_desk.ui.bell import Bell, ring


def test_the_window_that_has_the_ledger_comes_to_the_front(qapp: QApplication, tmp_path: Path) -> None:
    window = QWidget()
    Bell(window, tmp_path / "台账", tmp_path / "bells")
    window.showMinimized()
    answers: list[bool] = []
    # Another process in truth; from a thread the file system says the same.
    other = threading.Thread(target=lambda: answers.append(ring(tmp_path / "台账", tmp_path / "bells")))
    other.start()
    while other.is_alive():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    assert answers == [True]
    assert window.isVisible()
    assert not window.isMinimized()


def test_the_window_of_another_ledger_does_not_answer(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    Bell(window, tmp_path / "一", tmp_path / "bells")
    monkeypatch.setattr(bell, "_ANSWERED_WITHIN", 0.1)
    assert not ring(tmp_path / "二", tmp_path / "bells")
    assert not list((tmp_path / "bells").iterdir())
    assert not window.isVisible()


def test_nobody_answers_where_no_window_ever_was(tmp_path: Path) -> None:
    assert not ring(tmp_path / "台账", tmp_path / "bells")


def test_a_folder_that_cannot_be_written_leaves_the_window_as_it_is(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "bells").write_text("a file", encoding="utf-8")
    Bell(QWidget(), tmp_path / "台账", tmp_path / "bells")
    assert not ring(tmp_path / "台账", tmp_path / "bells")
