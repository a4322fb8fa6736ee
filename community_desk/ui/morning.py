"""What follows once the window is there: the day's backup, what a first day begins with, and what must be known."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from community_desk.tasks.daily_backup import BackedUp, back_up, is_backup_due
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.first_run_steps import StartWith
from community_desk.ui.second_place import second_place

if TYPE_CHECKING:
    from community_desk.tasks.build_demo import DemoResult

_LOOK_EVERY = 3_600_000  # ms: the window of an office stays open for days


class Morning(QObject):
    """Belongs to one window; ``begin`` once, when it is shown."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self.back_up_if_due)

    def begin(self, start: StartWith) -> None:
        """Do what is due now."""
        for warning in self._desk.ledger.warnings:
            self._desk.refused.emit(warning)
        if start is StartWith.DEMO:
            self._fill_with_demo()
        elif start is StartWith.EXCEL:
            self._open_import()
        else:
            self.back_up_if_due()
        self._timer.start()

    def back_up_if_due(self) -> None:
        """Back up beside the work if the last backup is older than a day and nobody is writing."""
        desk = self._desk
        if desk.ledger.read_only or desk.jobs.writing is not None:
            return
        desk.jobs.ask(self, "backup due", partial(is_backup_due, desk.ledger, now=desk.now()), self._back_up)

    def _back_up(self, due: bool) -> None:
        if due:
            place = second_place(self._desk.preferences)
            self._desk.jobs.run(
                "正在备份",
                partial(back_up, self._desk.ledger, second_place=place),
                done=self._backed_up,
            )

    def _backed_up(self, made: BackedUp) -> None:
        """Nothing is said of what happens every day, only of what did not."""
        if made.problem:
            self._desk.refused.emit(made.problem)

    def _open_import(self) -> None:
        from community_desk.ui.dialogs.import_wizard import open_import_wizard  # noqa: PLC0415 - large

        open_import_wizard(self._desk, self._window)

    def _fill_with_demo(self) -> None:
        from community_desk.tasks.build_demo import build_demo  # noqa: PLC0415 - on a first day alone
        from community_desk.tasks.demo_community import QIAOAN  # noqa: PLC0415

        desk = self._desk
        desk.jobs.run(
            "正在写入演示数据",
            partial(build_demo, QIAOAN, today=desk.today(), operator=desk.operator),
            done=self._filled,
            writes=True,
        )

    def _filled(self, made: "DemoResult") -> None:
        self._desk.say(f"已写入演示数据：{made.residents:,} 人、{made.households:,} 户", undo=True)
        self.back_up_if_due()
