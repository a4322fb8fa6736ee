"""Measures how long the window's thread did not come back to its event loop, and who held it."""

import linecache
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

BEAT = 5  # ms
_WORTH_A_LOOK = 0.05  # seconds after which it is noted where the thread is
# An idle loop of its own in a process of its own: what it suffers, the machine did.
_CONTROL = f"""
import sys, time, threading

longest = 0.0
ended = False

def listen():
    global longest, ended
    for _ in sys.stdin:
        print(longest, flush=True)
        longest = 0.0
    ended = True

threading.Thread(target=listen, daemon=True).start()
last = time.perf_counter()
while not ended:
    time.sleep({BEAT / 1000})
    now = time.perf_counter()
    longest = max(longest, now - last - {BEAT / 1000})
    last = now
"""


@dataclass(frozen=True)
class Wait:
    """The longest time of a stretch in milliseconds, and where the window's thread was in it.

    ``idle`` is what an idle program suffered meanwhile; ``queued`` how long the program's threads stood in the
    machine's queue for a processor, which others had.
    """

    what: str
    window: float
    idle: float
    queued: float
    stack: str

    @property
    def own(self) -> float:
        """What is not the machine's doing."""
        return self.window - max(self.idle, self.queued)

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.window:.0f} ms, of them {self.queued:.0f} ms without a processor "
            f"(an idle program waited {self.idle:.0f} ms)\n{self.stack}"
        )


class Watchdog(QObject):
    """A timer on the watched loop, a thread that looks where the loop's thread is when it beats late, and a control."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._beat)
        self._last = time.perf_counter()
        self._longest = 0.0
        self._queued_then: dict[str, int] = {}
        self._queued = 0.0  # seconds, in the longest wait
        self._stack = ""
        self._seen = ""
        self._ended = threading.Event()
        self._looker = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self.waits: list[Wait] = []

    def __enter__(self) -> Self:
        self._control = subprocess.Popen(
            [sys.executable, "-S", "-c", _CONTROL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
        )
        self._ask_control()
        self._timer.start()
        self._looker.start()
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        self._ended.set()
        self._looker.join()
        self._control.communicate()

    def begin(self) -> None:
        """Begin a stretch."""
        self._ask_control()
        self._longest, self._queued, self._stack, self._seen = 0.0, 0.0, "", ""
        self._queued_then = _queued_by_thread()
        self._last = time.perf_counter()

    def end(self, what: str) -> None:
        """End the stretch that ``what`` was done in; an event loop must have run at its end."""
        idle = self._ask_control()
        self.waits.append(Wait(what, 1000 * self._longest, 1000 * idle, 1000 * self._queued, self._stack))

    def _ask_control(self) -> float:
        pipe_in, pipe_out = self._control.stdin, self._control.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        pipe_in.write("?\n")
        pipe_in.flush()
        return float(pipe_out.readline())

    def _beat(self) -> None:
        now = time.perf_counter()
        late = now - self._last - BEAT / 1000
        queued = _queued_by_thread()
        if late > self._longest:
            self._longest, self._stack = late, self._seen
            self._queued = _queued_between(self._queued_then, queued)
        self._queued_then, self._seen = queued, ""
        self._last = time.perf_counter()

    def _look(self) -> None:
        """Note the first stack of every late beat, and the last one if the beat stays away."""
        while not self._ended.wait(0.01):
            if time.perf_counter() - self._last < _WORTH_A_LOOK:
                continue
            stacks = _stacks({self._thread, *(thread.ident or 0 for thread in threading.enumerate())})
            stacks.pop(threading.get_ident(), None)
            names = {thread.ident: thread.name for thread in threading.enumerate()}
            held = stacks.pop(self._thread)
            ours = [each for each in held if "community_desk" in each[0]] or held[:1]
            seen = "\n".join(["  " + _place(*each) for each in reversed(ours[:6])])
            for thread, stack in stacks.items():
                seen += f"\n  meanwhile {names.get(thread)}: {_place(*stack[0])}"
            if seen not in self._seen:
                self._seen += seen + "\n  --\n"


def _queued_by_thread() -> dict[str, int]:
    """Nanoseconds that each thread of this process stood in the queue for a processor (Linux alone tells)."""
    found = {}
    for file in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):  # it ended meanwhile
            found[file.parent.name] = int(file.read_text(encoding="ascii").split()[1])
    return found


def _queued_between(before: dict[str, int], after: dict[str, int]) -> float:
    """Seconds: the window's own, and those of one other, which may have had the interpreter meanwhile."""
    waits = {thread: (waited - before.get(thread, waited)) / 1e9 for thread, waited in after.items()}
    return waits.pop(str(os.getpid()), 0.0) + max(waits.values(), default=0.0)


def _stacks(threads: set[int]) -> dict[int, list[tuple[str, int, str]]]:
    """(file, line, function) of what each thread is in, the innermost first.

    No thread may go on meanwhile: a frame that is held keeps its variables, and a painter among them that outlives its
    function ends the program.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(10)
    found: dict[int, list[tuple[str, int, str]]] = {}
    try:
        frames = sys._current_frames()
        for thread in threads & frames.keys():
            frame: FrameType | None = frames[thread]
            found[thread] = []
            while frame is not None:
                code = frame.f_code
                found[thread].append((code.co_filename, frame.f_lineno or 0, code.co_name))
                frame = frame.f_back
        frames.clear()
    finally:
        sys.setswitchinterval(interval)
    return found


def _place(file: str, line: int, function: str) -> str:
    return f"{Path(file).name}:{line} {function}: {linecache.getline(file, line).strip()}"
