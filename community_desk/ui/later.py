"""What can wait until the window rests: done in small steps, so that nobody who begins to work waits for all of it.

On the window's thread alone: Qt's classes are made when they are first named, and two threads that do so at once end
the program.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

_LOOKS = 5  # in a row at which nothing is under way, before the first step


class Later(QObject):
    """Takes one step after another while ``is_idle()``, the first after ``rest`` milliseconds of idleness."""

    done = Signal()

    def __init__(
        self,
        parent: QObject,
        is_idle: Callable[[], bool],
        steps: Iterable[Callable[[], object]],
        *,
        rest: int = 300,
    ) -> None:
        super().__init__(parent)
        self._is_idle = is_idle
        self._steps = iter(steps)
        self._idle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(rest // _LOOKS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._idle = self._idle + 1 if self._is_idle() else 0
        if self._idle < _LOOKS:
            return
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
            self.done.emit()
        else:
            step()
