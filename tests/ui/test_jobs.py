"""Tasks and questions beside the window: what arrives, on which thread, in which order, and what does not."""

import threading
from collections.abc import Generator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject

from community_desk.domain.errors import UserError
from community_desk.ledger import places
from community_desk.ledger.database import Ledger
from community_desk.tasks.progress import Progress
from community_desk.ui.desk import Desk
from community_desk.ui.jobs import Job

Steps = Generator[Progress, None, str]


def test_a_task_shows_its_steps_and_gives_its_result_on_the_windows_thread(desk: Desk) -> None:
    steps: list[tuple[int, bool]] = []
    got: list[tuple[str, bool]] = []
    window = threading.current_thread()

    def task() -> Steps:
        assert threading.current_thread() is not window
        yield Progress(1, 2, "一")
        yield Progress(2, 2, "二")
        return "好了"

    job = desk.jobs.run(
        "做事", task, done=lambda result: got.append((result, threading.current_thread() is window))
    )
    job.progressed.connect(lambda step: steps.append((step.done, threading.current_thread() is window)))
    assert desk.jobs.running == (job,)
    desk.jobs.wait()
    assert steps == [(1, True), (2, True)]
    assert got == [("好了", True)]
    assert desk.jobs.is_idle


def test_a_task_that_writes_is_the_only_one_and_says_so(desk: Desk) -> None:
    go_on = threading.Event()
    reasons: list[str] = []
    desk.writing_changed.connect(reasons.append)

    def task() -> Steps:
        yield Progress(0, 1, "正在写")
        go_on.wait()
        places.set_community(name="慢社区", operator="王经办")
        return ""

    desk.jobs.run("正在导入", task, done=lambda _: None, writes=True)
    with pytest.raises(UserError, match="正在导入"):
        desk.jobs.run("正在备份", task, done=lambda _: None, writes=True)
    refused: list[str] = []
    desk.refused.connect(refused.append)
    assert desk.attempt(lambda: places.set_community(name="快社区", operator="王经办")) is None
    assert "正在导入" in refused[0]
    go_on.set()
    desk.jobs.wait()
    assert places.community().name == "慢社区"
    assert [bool(reason) for reason in reasons] == [True, False]


def test_cancelling_closes_the_generator_and_leaves_nothing(desk: Desk) -> None:
    at_work, ended = threading.Event(), []
    go_on = threading.Event()

    def task() -> Steps:
        try:
            yield Progress(0, 2, "一")
            at_work.set()
            go_on.wait()
            yield Progress(1, 2, "二")
            ended.append("went on")
            return ""
        finally:
            ended.append("closed")

    job = desk.jobs.run(
        "做事", task, done=lambda _: ended.append("done"), cancelled=lambda: ended.append("cancelled")
    )
    at_work.wait()
    job.cancel()
    go_on.set()
    desk.jobs.wait()
    assert ended == ["closed", "cancelled"]


def test_a_refusal_and_a_fault_end_a_task_each_in_its_way(desk: Desk) -> None:
    def refusing() -> Steps:
        yield Progress(0, 0, "")
        raise UserError("文件读不出来，请换一个。", field="path")

    def broken() -> Steps:
        yield Progress(0, 0, "")
        raise ZeroDivisionError

    told: list[object] = []
    desk.jobs.broken.connect(told.append)
    desk.jobs.run("一", refusing, done=told.append, failed=lambda refusal: told.append(refusal.field))
    desk.jobs.wait()
    desk.jobs.run("二", broken, done=told.append, cancelled=lambda: told.append("given up"))
    desk.jobs.wait()
    assert told[0] == "path"
    assert isinstance(told[1], ZeroDivisionError)
    assert told[2] == "given up"


def test_of_questions_of_one_name_only_the_newest_is_answered(desk: Desk) -> None:
    answers: list[int] = []
    owner = QObject()
    for number in range(50):
        desk.jobs.ask(owner, "search", partial(int, number), answers.append)
    desk.jobs.ask(owner, "other", partial(int, -1), answers.append)
    desk.jobs.wait()
    assert sorted(answers) == [-1, 49]


def test_no_answer_comes_to_who_is_gone(desk: Desk) -> None:
    answers: list[int] = []
    owner = QObject()
    desk.jobs.ask(owner, "search", lambda: 1, answers.append)
    shiboken6.delete(owner)
    desk.jobs.wait()
    assert answers == []


def test_questions_cannot_write(desk: Desk) -> None:
    refused: list[str] = []
    desk.jobs.refused.connect(refused.append)
    desk.jobs.ask(
        desk, "write", lambda: places.set_community(name="不该有", operator="王经办"), lambda _: None
    )
    desk.jobs.wait()
    assert len(refused) == 1
    assert places.community().name == ""


def test_a_commit_on_a_tasks_thread_is_told_on_the_windows(desk: Desk, ledger: Ledger) -> None:
    told: list[bool] = []
    window = threading.current_thread()
    desk.changed.connect(lambda changes: told.append("community" in changes.rows))
    desk.changed.connect(lambda _: told.append(threading.current_thread() is window))

    def task() -> Steps:
        yield Progress(0, 0, "")
        places.set_community(name="侨安社区", operator="王经办")
        return ""

    desk.jobs.run("写", task, done=lambda _: None, writes=True)
    desk.jobs.wait()
    assert told == [True, True]


def test_jobs_tell_when_they_start_and_end(desk: Desk) -> None:
    told: list[tuple[str, bool]] = []
    desk.jobs.started.connect(lambda job: told.append((job.title, job.is_running)))
    desk.jobs.ended.connect(lambda job: told.append((job.title, job.is_running)))

    def task() -> Steps:
        yield Progress(0, 0, "")
        return ""

    def start_another(_: str) -> None:
        if len(told) < 3:
            desk.jobs.run("二", task, done=lambda _: None)

    first: Job = desk.jobs.run("一", task, done=start_another)
    assert first.writes is False
    desk.jobs.wait()
    assert told == [("一", True), ("一", False), ("二", True), ("二", False)]


def test_the_end_of_a_task_is_not_told_to_a_page_that_is_gone(desk: Desk) -> None:
    class Page(QObject):
        def arrived(self, result: str) -> None:
            told.append((self.objectName(), result))

    told: list[tuple[str, str]] = []
    go_on = threading.Event()

    def task() -> Steps:
        yield Progress(0, 0, "")
        go_on.wait()
        return "好了"

    page = Page()
    desk.jobs.run("排版", task, done=page.arrived)
    shiboken6.delete(page)
    go_on.set()
    desk.jobs.wait()
    assert told == []


def test_a_ledger_that_cannot_be_read_is_told_to_each_who_asks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[BaseException] = []
    got: list[int] = []
    desk.jobs.broken.connect(broken.append)

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as gone:
        gone.setattr(desk.ledger.database, "execute_sql", fail)
        for name in ("one", "two"):
            desk.jobs.ask(desk, name, lambda: 1, got.append)
        desk.jobs.wait()
    assert [str(fault) for fault in broken] == ["the disk is gone"] * 2
    desk.jobs.ask(desk, "three", lambda: 3, got.append)
    desk.jobs.wait()
    assert got == [3]
