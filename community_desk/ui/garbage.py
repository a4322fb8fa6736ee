"""Python's garbage collector, kept to the window's thread and to moments when nobody waits.

Left to itself it runs on whichever thread makes one object too many; on a task's thread it would destroy Qt objects
there, and Qt aborts. It also walks over everything that was ever made: after the preparing of six hundred pages or of
an import that is 0.15 s in which every thread stands still. What a task leaves behind holds no cycles, so it is
taken out of the collector's sight and goes when the last reference does.
"""

import gc
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from community_desk.ui.jobs import Jobs

LOOK_EVERY = 1_000  # ms
WHOLE_AFTER = 180_000  # ms without a key or a click: with an import's plan held, all of it takes 0.4 s

_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
}


class Garbage(QObject):
    """Collects for as long as it lives; ``stop`` gives the collector back to Python."""

    def __init__(self, app: QApplication, jobs: Jobs) -> None:
        super().__init__(jobs)
        self._app, self._jobs = app, jobs
        self._was_on = gc.isenabled()
        self._quiet = 0  # ms since the last key or click
        gc.disable()
        gc.freeze()  # modules and pages live as long as the program
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        jobs.ended.connect(self._keep_from_sight)
        self._watched: list[QWindow] = []
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def look(self) -> None:
        """Collect what is worth it: young objects now and then, all of them when nobody works."""
        self._quiet += LOOK_EVERY
        if self._jobs.running:
            return
        young, middle, _ = gc.get_count()
        most_young, most_middle, _ = gc.get_threshold()
        if self._quiet >= WHOLE_AFTER:
            self._quiet = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        elif middle > most_middle:
            gc.collect(1)
        elif young > most_young:
            gc.collect(0)

    def stop(self) -> None:
        """Let Python collect as it does without a window."""
        self._timer.stop()
        self._app.focusWindowChanged.disconnect(self._watch)
        for window in self._watched:
            window.removeEventFilter(self)
        self._watched.clear()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody works."""
        if event.type() in _INPUT:
            self._quiet = 0
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        # Windows see what people do, once each. Asked on the application, Python would be asked for every event of
        # every widget, and each time the window's thread would wait for a task to let go of the interpreter.
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._forget(window))

    def _forget(self, window: QWindow) -> None:
        self._watched = [each for each in self._watched if each is not window]

    def _keep_from_sight(self, _job: Any) -> None:
        gc.freeze()
