"""One call beside the window: its answer comes on the window's thread, and two never run at once."""

import sys
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from community_desk.domain.errors import UserError
from community_desk.ui.aside import Aside


@pytest.fixture
def aside(qapp: QApplication) -> Aside:
    owner = QObject(qapp)
    return Aside(owner)


def test_the_call_runs_beside_and_its_answer_comes_home(aside: Aside) -> None:
    threads: list[int] = []
    answers: list[tuple[int, int]] = []

    def call() -> int:
        threads.append(threading.get_ident())
        return 7

    aside.run(call, lambda answer: answers.append((answer, threading.get_ident())), _unwanted)
    aside.wait()
    assert answers == [(7, threading.get_ident())]
    assert threads != [threading.get_ident()]


def test_a_refusal_goes_to_who_asked(aside: Aside) -> None:
    said: list[str] = []

    def call() -> int:
        raise UserError("密码不对")

    aside.run(call, _unwanted, lambda refusal: said.append(refusal.sentence))
    aside.wait()
    assert said == ["密码不对"]


def test_a_fault_is_told_where_all_faults_are(aside: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, fault, trace: told.append(fault))
    aside.run(lambda: 1 // 0, _unwanted, _unwanted)
    aside.wait()
    assert [type(fault) for fault in told] == [ZeroDivisionError]


def test_a_second_call_waits_for_nobody_and_is_not_made(aside: Aside) -> None:
    may_end = threading.Event()
    answers: list[str] = []
    aside.run(lambda: (may_end.wait(30) and "first") or "late", answers.append, _unwanted)
    aside.run(lambda: "second", answers.append, _unwanted)
    may_end.set()
    aside.wait()
    assert answers == ["first"]


def _unwanted(answer: object) -> None:
    pytest.fail(f"nobody asked for {answer!r}")
