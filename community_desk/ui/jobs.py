"""Long work beside the window: tasks that write or print, and questions to the ledger.

A task is a generator that yields ``Progress`` (tasks/); it runs on a thread of its own with its own connection.
Closing the generator takes everything back, so that is what cancelling does. One task writes at a time
(DESIGN.md ground rule 7); questions share one thread whose connection may not write.
"""

import queue
import sys
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, Signal
from shiboken6 import isValid

from community_desk.domain.errors import UserError
from community_desk.ledger.database import Ledger
from community_desk.tasks.progress import Progress

Result = TypeVar("Result")
Task = Generator[Progress, None, Result]

# Seconds. Qt lets go of the interpreter in almost every call, and beside a busy thread each call waits this long to
# get it back: sixty calls took 32 ms with Python's 5 ms, 8 ms with this; the busy thread is as quick as before.
SWITCH_INTERVAL = 0.001


class Job(QObject):
    """A task under way."""

    progressed = Signal(object)  # Progress

    def __init__(
        self, title: str, *, writes: bool, cancellable: bool, parent: QObject, is_for_show: bool = False
    ) -> None:
        super().__init__(parent)
        self.is_for_show = is_for_show
        self.title = title
        self.writes = writes
        self.cancellable = cancellable
        self.is_running = True
        self.progress = Progress(0, 0, title)
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Have it stop at its next step and take back what it did."""
        if self.cancellable:
            self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether ``cancel`` was asked for."""
        return self._cancelled.is_set()


class Jobs(QObject):
    """Runs tasks and questions. All callbacks come on the thread that made this object: the window's."""

    started = Signal(object)  # Job
    ended = Signal(object)  # Job
    refused = Signal(str)  # a sentence for the user that nobody else takes
    broken = Signal(object)  # an exception that is a fault of the program
    _arrived = Signal(object)

    def __init__(self, ledger: Ledger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._ledger = ledger
        self._running: list[Job] = []
        self._threads: list[threading.Thread] = []
        self._questions: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._newest: dict[tuple[int, str], int] = {}
        self._open_questions = 0
        self._reader: threading.Thread | None = None
        self._only_reads = False  # known to the reading thread alone
        # Queued even from the window's own thread: a callback never runs inside the call that asked for it.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Job, ...]:
        """The tasks under way, oldest first."""
        return tuple(self._running)

    @property
    def writing(self) -> Job | None:
        """The task that writes, if one does."""
        return next((job for job in self._running if job.writes), None)

    def run(
        self,
        title: str,
        task: Callable[[], Task[Result]],
        *,
        done: Callable[[Result], None],
        failed: Callable[[UserError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        writes: bool = False,
        cancellable: bool = True,
        is_for_show: bool = False,
    ) -> Job:
        """Run ``task()`` on a thread of its own; exactly one of ``done``, ``failed``, ``cancelled`` follows.

        ``UserError`` at once if a writing task is asked for while another one writes. A fault of the program is
        sent to ``broken``, and then ``cancelled`` is called. What comes ``is_for_show`` in the window alone: nothing
        is lost if the window is closed meanwhile.
        """
        if writes and self.writing is not None:
            raise UserError(f"{self.writing.title}还没有完成，请等它做完再做这一件。")
        job = Job(title, writes=writes, cancellable=cancellable, parent=self, is_for_show=is_for_show)
        self._running.append(job)
        self.started.emit(job)
        thread = threading.Thread(
            target=self._work, args=(job, task, done, failed, cancelled), name=title, daemon=True
        )
        self._threads.append(thread)
        thread.start()
        return job

    def ask(
        self, owner: QObject, name: str, query: Callable[[], Result], done: Callable[[Result], None]
    ) -> None:
        """Have ``query()`` answered by the reading thread and give the answer to ``done``.

        Of an owner's questions of one name only the newest is answered; none after the owner is gone.
        """
        key = (id(owner), name)
        number = self._newest[key] = self._newest.get(key, 0) + 1
        self._open_questions += 1
        if self._reader is None:
            self._reader = threading.Thread(target=self._read, name="reader", daemon=True)
            self._reader.start()
        self._questions.put(partial(self._answer, owner, key, number, query, done))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and no answer is on its way."""
        return not self._running and not self._open_questions

    def wait(self) -> None:
        """Run the event loop until all is done, and what that led to."""
        while True:
            while not self.is_idle:
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            QCoreApplication.processEvents()
            if self.is_idle:
                return

    def close(self) -> None:
        """End the reading thread; tasks must have ended."""
        self.wait()
        if self._reader is not None:
            self._questions.put(None)
            self._reader.join()
            self._reader = None

    def _deliver(self, call: Callable[[], None]) -> None:
        call()

    def _post(self, call: Callable[..., None], *arguments: Any) -> None:
        self._arrived.emit(partial(call, *arguments))

    def _work(
        self,
        job: Job,
        task: Callable[[], Task[Result]],
        done: Callable[[Result], None],
        failed: Callable[[UserError], None] | None,
        cancelled: Callable[[], None] | None,
    ) -> None:
        ending: Callable[[], None]
        try:
            result = self._steps(job, task)
            ending = partial(done, result)
        except _CancelledError:
            ending = cancelled or _nothing
        except UserError as refusal:
            ending = partial(failed or self._say_refusal, refusal)
        except BaseException as fault:  # shown to the user as what it is
            ending = partial(self._say_fault, fault, cancelled)
        finally:
            self._ledger.database.close()
        self._post(self._end, job, ending)

    def _steps(self, job: Job, task: Callable[[], Task[Result]]) -> Result:
        steps = task()
        try:
            while True:
                if job.is_cancelled:
                    raise _CancelledError
                try:
                    progress = next(steps)
                except StopIteration as end:
                    result: Result = end.value
                    return result
                self._post(self._show, job, progress)
        finally:
            steps.close()

    def _show(self, job: Job, progress: Progress) -> None:
        job.progress = progress
        job.progressed.emit(progress)

    def _end(self, job: Job, ending: Callable[[], None]) -> None:
        job.is_running = False
        self._running.remove(job)
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self.ended.emit(job)
        if not _is_of_a_deleted_object(ending):
            ending()
        job.deleteLater()

    def _read(self) -> None:
        self._only_reads = False
        try:
            while (question := self._questions.get()) is not None:
                question()
        finally:
            self._ledger.database.close()

    def _answer(
        self,
        owner: QObject,
        key: tuple[int, str],
        number: int,
        query: Callable[[], Result],
        done: Callable[[Result], None],
    ) -> None:
        ending: Callable[[], None] = _nothing
        if self._newest.get(key) == number:
            try:
                if not self._only_reads:  # here, so that whoever asks is told if the ledger cannot be opened
                    self._ledger.database.execute_sql("PRAGMA query_only = 1")
                    self._only_reads = True
                ending = partial(done, query())
            except UserError as refusal:
                ending = partial(self._say_refusal, refusal)
            except BaseException as fault:  # shown to the user as what it is
                ending = partial(self._say_fault, fault, None)
        self._post(self._reply, owner, key, number, ending)

    def _reply(self, owner: QObject, key: tuple[int, str], number: int, ending: Callable[[], None]) -> None:
        self._open_questions -= 1
        if self._newest.get(key) != number:
            return
        del self._newest[key]
        if isValid(owner):
            ending()

    def _say_refusal(self, refusal: UserError) -> None:
        self.refused.emit(refusal.sentence)

    def _say_fault(self, fault: BaseException, cancelled: Callable[[], None] | None) -> None:
        self.broken.emit(fault)
        if cancelled is not None:
            cancelled()


class _CancelledError(Exception):
    """The user asked a task to stop."""


def _nothing() -> None:
    """What follows an answer that nobody waits for."""


def _is_of_a_deleted_object(ending: Callable[[], None]) -> bool:
    """Whether a task's ending is a method of a page or dialog that is gone meanwhile."""
    call = ending.func if isinstance(ending, partial) else ending
    owner = getattr(call, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)
