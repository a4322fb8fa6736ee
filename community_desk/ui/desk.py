"""What every page is given: the open ledger, who works with it, the jobs, the look, and ways to tell the user.

It is handed from the application to the window to the pages; nothing reaches it in another way.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.database import Ledger
from community_desk.ui.jobs import Job, Jobs
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme

Result = TypeVar("Result")


class Desk(QObject):
    """The desk that a clerk sits at. Signals come on the window's thread."""

    changed = Signal(object)  # ledger.changes.ChangeSet: what a commit changed, whoever made it
    writing_changed = Signal(str)  # why pages are read-only now; "" when they are free again
    privacy_changed = Signal(bool)  # F9 有人在旁
    operator_changed = Signal(str)
    said = Signal(str, bool)  # a sentence about what was done, and whether 撤销 is offered with it
    refused = Signal(str)  # a sentence about what could not be done
    open_requested = Signal(str, str)  # kind, uid
    search_requested = Signal(str)  # what was typed where nothing else takes it
    lock_requested = Signal()
    leaving = Signal(object)  # a list: who would lose something if the program ended adds a sentence
    reopen_requested = Signal(object)  # dialogs.restore_open.RestoreOrder: close, restore, open anew
    _committed = Signal(object)

    def __init__(
        self,
        ledger: Ledger,
        *,
        operator: str,
        theme: Theme,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self.folder: Path = ledger.folder.path
        self.theme = theme
        self.preferences = preferences
        self.jobs = Jobs(ledger, self)
        self._operator = operator
        self._is_private = False
        self._committed.connect(self.changed.emit, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = changes.subscribe(self._committed.emit)
        self.jobs.started.connect(self._job_changed)
        self.jobs.ended.connect(self._job_changed)
        self.jobs.refused.connect(self.refused)

    @property
    def operator(self) -> str:
        """The name of the 当前经办人."""
        return self._operator

    @operator.setter
    def operator(self, name: str) -> None:
        if name != self._operator:
            self._operator = name
            self.operator_changed.emit(name)

    @property
    def is_private(self) -> bool:
        """Whether somebody stands by (F9): care data and numbers are hidden."""
        return self._is_private

    @is_private.setter
    def is_private(self, private: bool) -> None:
        if private != self._is_private:
            self._is_private = private
            self.privacy_changed.emit(private)

    def toggle_private(self) -> None:
        """F9: somebody comes to stand by, or has gone."""
        self.is_private = not self._is_private

    @property
    def why_read_only(self) -> str:
        """Why nothing can be saved now, as a sentence; empty if it can."""
        if self.ledger.read_only:
            return "台账是以只读方式打开的，不能保存。"
        job = self.jobs.writing
        return f"{job.title}，完成后才能保存；写下的内容还在。" if job else ""

    def today(self) -> date:
        """The date in the office."""
        return self.now().date()

    def now(self) -> datetime:
        """The present moment, in the office's time zone."""
        return datetime.now().astimezone()

    def say(self, sentence: str, *, undo: bool = False) -> None:
        """Tell what was done, at the bottom of the window, for a while; with ``undo`` 撤销 stands beside it."""
        self.said.emit(sentence, undo)

    def open(self, kind: str, uid: str) -> None:
        """Show the page of a row: ``kind`` is "resident", "household", "dwelling", "building" …"""
        self.open_requested.emit(kind, uid)

    def reasons_to_stay(self) -> list[str]:
        """What would be lost if the program ended now, a sentence each."""
        reasons: list[str] = []
        self.leaving.emit(reasons)
        return reasons

    def attempt(
        self, verb: Callable[[], Result], *, refused: Callable[[UserError], None] | None = None
    ) -> Result | None:
        """Carry out a quick verb of the ledger; ``None`` if it was refused.

        A refusal goes to ``refused``, else to the bottom of the window. Nothing is tried while a task writes.
        """
        tell = refused or self._tell_refusal
        reason = self.why_read_only
        if reason:
            tell(UserError(reason))
            return None
        try:
            return verb()
        except UserError as refusal:
            tell(refusal)
            return None

    def close(self) -> None:
        """Let go of the ledger; running tasks are waited for."""
        self.jobs.close()
        self._unsubscribe()
        self.ledger.close()

    def _tell_refusal(self, refusal: UserError) -> None:
        self.refused.emit(refusal.sentence)

    def _job_changed(self, job: Job) -> None:
        if job.writes:
            self.writing_changed.emit(self.why_read_only)
