"""Restoring the ledger that is open: the backup is tried first, then the window closes and opens anew."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from community_desk.ledger import backups, keys
from community_desk.ledger.backups import Backup
from community_desk.ledger.restoring import Restored
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.restore_backup import RestoreDialog


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """What is to be done once the ledger is closed, with the secret that opens the backup."""

    file: Path
    password: str | None = None
    recovery_code: str | None = None


class RestoreOpenDialog(RestoreDialog):
    """Finds out whether the backup can be restored; accepted, ``order`` says how."""

    def __init__(self, desk: Desk, parent: QWidget, backup: Backup) -> None:
        super().__init__(desk.folder, backup, theme=desk.theme, parent=parent.window())
        self.order: RestoreOrder | None = None
        self.setModal(True)

    def carry_out(self, file: Path, typed: str | None) -> Restored | None:
        """Open and check the backup beside the work; nothing is changed yet."""
        try:
            with backups.unpacked(file, self.folder, password=typed):
                self.order = RestoreOrder(file, password=typed)
        except keys.WrongPasswordError:
            if not typed:
                raise
            with backups.unpacked(file, self.folder, recovery_code=typed):
                self.order = RestoreOrder(file, recovery_code=typed)
        return None


def ask_to_restore(desk: Desk, parent: QWidget, backup: Backup) -> RestoreOpenDialog:
    """Open the question; on yes the desk is asked to reopen."""
    dialog = RestoreOpenDialog(desk, parent, backup)
    dialog.accepted.connect(partial(_reopen, desk, dialog))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _reopen(desk: Desk, dialog: RestoreOpenDialog) -> None:
    desk.reopen_requested.emit(dialog.order)
