"""Garbage is collected on the window's thread and nowhere else."""

import gc
import threading
import weakref
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from community_desk.tasks.progress import Progress
from community_desk.ui.desk import Desk
from community_desk.ui.garbage import LOOK_EVERY, WHOLE_AFTER, Garbage


class Knot:
    """Refers to itself, so that only the collector finds it; notes on which thread it went."""

    def __init__(self, went: list[str]) -> None:
        self.me, self.went = self, went

    def __del__(self) -> None:
        self.went.append(threading.current_thread().name)


@pytest.fixture
def garbage(qapp: QApplication, desk: Desk) -> Iterator[Garbage]:
    gc.enable()
    made = Garbage(qapp, desk.jobs)
    assert not gc.isenabled()
    yield made
    made.stop()
    assert gc.isenabled()


def test_a_task_that_makes_many_objects_collects_nothing(garbage: Garbage, desk: Desk) -> None:
    went: list[str] = []
    Knot(went)

    def task() -> Generator[Progress, None, list[list[int]]]:
        yield Progress(0, 0, "")
        return [[number] for number in range(200_000)]

    kept: list[object] = []
    desk.jobs.run("做事", task, done=kept.append)
    desk.jobs.wait()
    assert went == []
    assert len(kept) == 1


def test_young_garbage_goes_within_a_second_on_the_windows_thread(garbage: Garbage) -> None:
    went: list[str] = []
    knots = [weakref.ref(Knot(went)) for _ in range(2_000)]
    assert any(knot() is not None for knot in knots)
    garbage.look()
    assert len(went) == 2_000
    assert set(went) == {threading.current_thread().name}


def test_all_of_it_goes_when_nobody_works(garbage: Garbage, qapp: QApplication) -> None:
    went: list[str] = []
    Knot(went)
    gc.collect(0)
    gc.freeze()
    del went[:]
    Knot(went)
    gc.freeze()  # as at the end of a task
    window = QWidget()
    window.show()
    window.activateWindow()
    qapp.processEvents()
    for _ in range(WHOLE_AFTER // LOOK_EVERY - 1):
        garbage.look()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)  # somebody works after all
    garbage.look()
    assert went == []
    for _ in range(WHOLE_AFTER // LOOK_EVERY):
        garbage.look()
    assert went == [threading.current_thread().name]
