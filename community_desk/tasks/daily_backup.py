"""Backing up beside the work: into the ledger's own folder, and from there to a second place such as a USB stick."""

import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger.backups import Backup, backups_of
from community_desk.ledger.database import Ledger
from community_desk.tasks.progress import Progress

EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written: ``None`` where nothing had changed (or there is no second place).

    ``problem`` is why the second place has nothing new, as a sentence.
    """

    made: Backup | None
    second: Backup | None = None
    problem: str = ""


def is_backup_due(ledger: Ledger, *, now: datetime) -> bool:
    """Whether the newest backup in the ledger's own folder is older than a day, or there is none.

    One from the future was made while the clock was wrong, and is no reason to make none until then.
    """
    past = (b for b in backups_of(ledger.keys.ledger_uid, ledger.folder.backups) if b.made_at <= now)
    newest = next(past, None)
    return newest is None or now - newest.made_at >= EVERY


def back_up(ledger: Ledger, *, second_place: Path | None = None) -> Generator[Progress, None, BackedUp]:
    """Back the ledger up, and once more into the folder ``second_place``.

    ``UserError`` as ``Ledger.back_up`` for the ledger's own folder; a second place that is missing or full is told
    in the result, since the first backup is there.
    """
    yield Progress(0, 0, "正在备份")
    made = ledger.back_up()
    if second_place is None:
        return BackedUp(made)
    yield Progress(0, 0, "正在备份到第二个位置")
    # Never made here: a folder that is gone is a stick that is not plugged in.
    if not second_place.is_dir():
        return BackedUp(made, problem=f"第二个备份位置“{second_place}”现在不在，请插上 U 盘或换一个位置。")
    try:
        return BackedUp(made, ledger.back_up(second_place))
    except UserError as refusal:
        return BackedUp(made, problem=refusal.sentence)


def check_place(place: Path, *, ledger: Ledger) -> str:
    """Whether backups can be written into a folder; returns a warning where it is no safer than the ledger's own.

    ``UserError`` if it cannot be written, or lies inside the ledger's folder.
    """
    own = ledger.folder.path.resolve()
    if place.resolve() == own or own in place.resolve().parents:
        raise UserError("这个位置在台账自己的文件夹里，请选别的硬盘或 U 盘上的文件夹。", field="place")
    try:
        with tempfile.NamedTemporaryFile(prefix=".desk-", dir=place) as trial:
            trial.write(b"community desk")
            trial.flush()
        same_disk = place.stat().st_dev == own.stat().st_dev
    except OSError as error:
        raise UserError(f"“{place}”不能写，请换一个位置，或看看 U 盘是否写保护。", field="place") from error
    return "它和台账在同一块硬盘上，硬盘坏了两份都会没有；最好用 U 盘或另一块硬盘。" if same_disk else ""
