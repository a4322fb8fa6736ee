"""The backup of every day: made beside the work when the last one is older than a day."""

from collections.abc import Generator
from datetime import datetime, timedelta

from community_desk.ledger.backups import Backup, backups_of
from community_desk.ledger.database import Ledger
from community_desk.tasks.progress import Progress

EVERY = timedelta(days=1)


def is_backup_due(ledger: Ledger, *, now: datetime) -> bool:
    """Whether the newest backup in the ledger's own folder is older than a day, or there is none."""
    newest = next(iter(backups_of(ledger.keys.ledger_uid, ledger.folder.backups)), None)
    return newest is None or now - newest.made_at >= EVERY


def back_up_daily(ledger: Ledger) -> Generator[Progress, None, Backup | None]:
    """Back the ledger up; returns ``None`` where nothing changed since the last one. Errors as ``Ledger.back_up``."""
    yield Progress(0, 0, "正在备份")
    return ledger.back_up()
