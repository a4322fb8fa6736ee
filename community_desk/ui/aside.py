"""One call beside the window, before there is a desk with its jobs: opening a ledger, checking a password.

Deriving a key takes a tenth of a second and a ledger may have to be brought up to date; the window lives meanwhile.
"""

import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, Signal

from community_desk.domain.errors import UserError

Result = TypeVar("Result")


class Aside(QObject):
    """Carries out one call at a time on a thread; answers come on the window's thread."""

    busy_changed = Signal(bool)
    _arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a call is under way."""
        return self._busy

    def run(
        self,
        call: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[UserError], None],
    ) -> None:
        """Have ``call()`` carried out; its result goes to ``done``, a refusal to ``failed``.

        Nothing happens while another call is under way. A fault of the program is raised on the window's thread.
        """
        if self._busy:
            return
        self._busy = True
        self.busy_changed.emit(True)
        threading.Thread(target=self._work, args=(call, done, failed), name="aside", daemon=True).start()

    def wait(self) -> None:
        """Run the event loop until the call is answered."""
        while self._busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def _work(
        self,
        call: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[UserError], None],
    ) -> None:
        ending: Callable[[], None]
        try:
            ending = partial(done, call())
        except UserError as refusal:
            ending = partial(failed, refusal)
        except BaseException as fault:  # told where all faults of the program are told
            ending = partial(_tell, fault)
        self._arrived.emit(ending)

    def _deliver(self, ending: Callable[[], None]) -> None:
        self._busy = False
        self.busy_changed.emit(False)
        ending()


def _tell(fault: BaseException) -> None:
    sys.excepthook(type(fault), fault, fault.__traceback__)
