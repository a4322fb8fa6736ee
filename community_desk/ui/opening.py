"""From a folder to an open ledger and somebody who works in it: first day or morning, as the folder has it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog

from community_desk.domain.errors import UserError
from community_desk.ledger.database import Ledger, is_new_place
from community_desk.ledger.locations import standard_folder
from community_desk.ui import bell, icons
from community_desk.ui.dialogs.first_run import FirstRunDialog, needs_recovery_page
from community_desk.ui.dialogs.first_run_steps import StartWith
from community_desk.ui.dialogs.unlock import UnlockDialog, operator_key
from community_desk.ui.later import Later
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme

LAST_FOLDER = "ledger/folder"
_MOMENT = 300  # ms


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger, who works in it, and what a first day begins with."""

    ledger: Ledger
    operator: str
    start: StartWith = StartWith.EMPTY


class Opening:
    """Asks what has to be asked. ``bells`` is the folder in which windows call each other.

    ``meanwhile`` is done while a ledger opens on its thread.
    """

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        bells: Path,
        *,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        self._meanwhile = meanwhile
        self._theme = theme
        self._preferences = preferences
        self._bells = bells
        self._shown = False

    def run(self, data: Path | None) -> Opened | None:
        """Open the ledger in ``data``, or the one of the last time on this PC; ``None`` if that was given up."""
        remembered = self._preferences.get(LAST_FOLDER, "")
        folder = data or (Path(remembered) if remembered else standard_folder())
        # A remembered folder that is gone is a stick that is not plugged in, no place for a new ledger.
        opened = self._open(folder, may_be_new=not (data is None and remembered) or folder.exists())
        if opened is not None and data is None:
            self._preferences.put(LAST_FOLDER, str(opened.ledger.folder.path))
        return opened

    def _open(self, folder: Path, *, may_be_new: bool) -> Opened | None:
        wanted: Path | None = folder
        while wanted is not None:
            folder = wanted
            if may_be_new and _is_new(folder):
                opened, wanted = self._first_day(FirstRunDialog(folder, theme=self._theme))
            else:
                opened, wanted, may_be_new = self._morning(folder)
            if opened is not None:
                return opened
        return None

    def _first_day(self, dialog: FirstRunDialog) -> tuple[Opened | None, Path | None]:
        """What was opened, or else the folder to go on with."""
        accepted = self._exec(dialog)
        ledger, operator = dialog.ledger, dialog.operator
        if not accepted or ledger is None:
            return None, dialog.existing
        self._preferences.put(operator_key(ledger), operator)
        return Opened(ledger, operator, dialog.start), None

    def _morning(self, folder: Path) -> tuple[Opened | None, Path | None, bool]:
        dialog = UnlockDialog(
            folder, theme=self._theme, preferences=self._preferences, already_open=self._is_open_already
        )
        self._wait_a_moment(dialog)
        accepted = self._exec(dialog)
        if dialog.is_wanted_new:
            return None, dialog.folder, True
        ledger = dialog.ledger
        if not accepted or ledger is None:
            return None, None, False
        if needs_recovery_page():
            rest = FirstRunDialog(dialog.folder, theme=self._theme, ledger=ledger, operator=dialog.operator)
            opened, _ = self._first_day(rest)
            return opened, None, False
        return Opened(ledger, dialog.operator), None, False

    def _wait_a_moment(self, dialog: UnlockDialog) -> None:
        """A ledger that opens at once needs no dialog on the screen for it."""
        self._meanwhile()
        if dialog.aside.is_busy:
            loop = QEventLoop()
            dialog.aside.busy_changed.connect(loop.quit)
            QTimer.singleShot(_MOMENT, loop, loop.quit)
            loop.exec()

    def _is_open_already(self, folder: Path) -> bool:
        return bell.ring(folder, self._bells)

    def _exec(self, dialog: QDialog) -> bool:
        if not self._shown:
            # While the user reads and types: the window has them then already. Nobody is asked in the first moments.
            self._shown = True
            Later(dialog, lambda: True, icons.load_in_steps(), rest=500)
        accepted = dialog.result() == QDialog.DialogCode.Accepted or bool(dialog.exec())
        dialog.deleteLater()
        return accepted


def _is_new(folder: Path) -> bool:
    try:
        return is_new_place(folder)
    except (UserError, OSError):
        return False  # the unlock dialog says what is wrong with it
