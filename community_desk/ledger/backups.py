"""Backups: one file with the encrypted database and its wrapped keys, checked before it is kept.

A backup is opened by the password or the recovery code the ledger had when it was made. They are made only when
something changed, and thinned: all of the last two days, then one a day for two weeks, one a week for two months,
one a month for ever.
"""

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger import cipher, keys
from community_desk.ledger.folder import DATABASE_NAME

SUFFIX = ".deskbackup"
_KEYS_NAME = "keys.json"
_ABOUT_NAME = "about.json"
_STAMP = "%Y%m%d-%H%M%S"
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file: where it is, when it was made (UTC), the last transaction it holds, and of which ledger."""

    path: Path
    made_at: datetime
    last_transaction: int
    ledger_uid: str = ""


def back_up(database: Path, key: bytes, wrapped: keys.WrappedKeys, place: Path) -> Backup | None:
    """Write a checked backup of a database (open or not) into the folder ``place``.

    Returns ``None`` if the newest backup there already holds everything. ``UserError`` if the place cannot be
    written or the copy is not whole; what was there before stays.
    """
    last = _last_transaction(database, key)
    newest = next(iter(backups_of(wrapped.ledger_uid, place)), None)
    if newest is not None and newest.last_transaction == last and _holds_same_keys(newest.path, wrapped):
        return None
    made_at = datetime.now(UTC).replace(microsecond=0)
    target = _free_name(place, made_at)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=place) as folder:
            copy = Path(folder) / DATABASE_NAME
            cipher.copy_database(database, copy, key)
            with cipher.connected(copy, key) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
                wrong = cipher.faults(connection)
            if wrong:
                raise UserError(
                    "台账里有读不出来的地方，这次没有备份；请用“检查”看看，必要时从以前的备份恢复。"
                )
            package = Path(folder) / "package"
            _pack(package, copy, wrapped, made_at, last)
            package.replace(target)
    except (OSError, cipher.DatabaseError) as error:
        raise UserError(
            f"备份写不进“{place}”：{_reason(error)}。请换一个位置或腾出空间。", field="to"
        ) from error
    return Backup(target, made_at, last, wrapped.ledger_uid)


def backups_of(ledger_uid: str, place: Path) -> list[Backup]:
    """This ledger's backups in a folder that other ledgers may use too, newest first."""
    return [backup for backup in list_backups(place) if backup.ledger_uid == ledger_uid]


def list_backups(place: Path) -> list[Backup]:
    """The backups in a folder, newest first; files that are none are left out."""
    found = []
    for path in place.glob(f"*{SUFFIX}") if place.is_dir() else ():
        try:
            found.append(read_about(path))
        except UserError:
            continue
    return sorted(
        found, key=lambda backup: (backup.made_at, backup.last_transaction, backup.path.name), reverse=True
    )


def read_about(path: Path) -> Backup:
    """What a backup file says of itself. ``UserError`` if it is none."""
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹，请选里面的备份文件（*{SUFFIX}）。", "file")
    if not path.exists():
        raise UserError(f"找不到备份文件“{path}”；请核对文件名和位置。", "file")
    try:
        with zipfile.ZipFile(path) as package:
            about = json.loads(package.read(_ABOUT_NAME))
            made_at = datetime.fromisoformat(about["made_at"])
            return Backup(path, made_at, int(about["last_transaction"]), str(about["ledger"]))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise UserError(
            f"“{path.name}”不是社区工作台的备份，或者没有复制完整；请换一个备份文件。", "file"
        ) from error


@contextmanager
def unpacked(
    path: Path, near: Path, *, password: str | None = None, recovery_code: str | None = None
) -> Iterator[tuple[Path, bytes, keys.WrappedKeys]]:
    """Unpack a backup into a temporary folder inside ``near`` and check it: (database, key, wrapped keys).

    The database stays encrypted. ``UserError`` if the file is none of ours, the secret is wrong, or it is damaged.
    """
    read_about(path)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=near) as folder:
        try:
            with zipfile.ZipFile(path) as package:
                wrapped = keys.from_text(package.read(_KEYS_NAME).decode("utf-8"))
                with package.open(DATABASE_NAME) as packed, (Path(folder) / DATABASE_NAME).open("wb") as file:
                    shutil.copyfileobj(packed, file)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise UserError(f"备份“{path.name}”已损坏，没有恢复；请换一个备份文件。", field="file") from error
        key = keys.unwrap(wrapped, password=password, recovery_code=recovery_code)
        database = Path(folder) / DATABASE_NAME
        with cipher.connected(database, key) as connection:
            if cipher.faults(connection):
                raise UserError(f"备份“{path.name}”已损坏，没有恢复；请换一个备份文件。", field="file")
        yield database, key, wrapped


def newest_good_backup(place: Path, key: bytes) -> Backup | None:
    """The newest backup in ``place`` that this key opens and that is whole: what to offer for a damaged ledger."""
    for backup in list_backups(place):
        with tempfile.TemporaryDirectory(prefix=".look-", dir=place) as folder:
            database = Path(folder) / DATABASE_NAME
            try:
                with zipfile.ZipFile(backup.path) as package:
                    database.write_bytes(package.read(DATABASE_NAME))
            except (OSError, KeyError, zipfile.BadZipFile):
                continue
            with cipher.connected(database, key) as connection:
                if not cipher.faults(connection):
                    return backup
    return None


def thin_out(place: Path, ledger_uid: str, *, now: datetime, months: int) -> list[Path]:
    """Remove this ledger's backups that the schedule no longer keeps, or that are older than ``months``.

    Returns their paths. Those of other ledgers on the same USB stick are left alone.
    """
    present = backups_of(ledger_uid, place)
    kept = {backup.path for backup in worth_keeping(present, now=now, months=months)}
    removed = [backup.path for backup in present if backup.path not in kept]
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def worth_keeping(present: Sequence[Backup], *, now: datetime, months: int) -> list[Backup]:
    """Those of ``present`` (newest first) that the schedule keeps and no older than ``months``; always the newest."""
    kept: dict[str, Backup] = {}
    for backup in present:
        if not kept or now - backup.made_at <= timedelta(days=months * _LONGEST_MONTH):
            kept.setdefault(_slot(backup, now), backup)
    return list(kept.values())


def _slot(backup: Backup, now: datetime) -> str:
    """Of the backups of one slot the newest is kept."""
    made_at = backup.made_at
    age = now - made_at
    if age <= timedelta(days=2):
        return backup.path.name
    if age <= timedelta(days=14):
        return f"day {made_at:%Y-%m-%d}"
    if age <= timedelta(days=62):
        return f"week {made_at:%G-%V}"
    return f"month {made_at:%Y-%m}"


def _pack(package: Path, database: Path, wrapped: keys.WrappedKeys, made_at: datetime, last: int) -> None:
    about = {"made_at": made_at.isoformat(), "last_transaction": last, "ledger": wrapped.ledger_uid}
    with package.open("wb") as file:
        # Stored: encrypted pages do not shrink.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
            bundle.writestr(_ABOUT_NAME, json.dumps(about))
            bundle.writestr(_KEYS_NAME, keys.to_text(wrapped))
            bundle.write(database, DATABASE_NAME)
        file.flush()
        os.fsync(file.fileno())


def _free_name(place: Path, made_at: datetime) -> Path:
    name = made_at.astimezone().strftime(_STAMP)
    candidates: Sequence[str] = (name, *(f"{name}-{count}" for count in range(2, 100)))
    return next(path for text in candidates if not (path := place / f"{text}{SUFFIX}").exists())


def _holds_same_keys(path: Path, wrapped: keys.WrappedKeys) -> bool:
    with zipfile.ZipFile(path) as package:
        return keys.from_text(package.read(_KEYS_NAME).decode("utf-8")) == wrapped


def _last_transaction(database: Path, key: bytes) -> int:
    with cipher.connected(database, key) as connection:
        row = connection.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_transaction").fetchone()
        return int(row[0])


def _reason(error: Exception) -> str:
    known = {28: "磁盘已满", 13: "没有写入权限", 30: "这个位置只能读", 2: "找不到这个位置"}
    if isinstance(error, cipher.DatabaseError):
        return "磁盘已满或写入出错"
    return known.get(getattr(error, "errno", 0) or 0, "写入出错")
