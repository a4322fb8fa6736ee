"""Putting a backup in the place of a ledger, or into an empty folder on a new PC. What was there is set aside."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger import backups, cipher, keys, schema
from community_desk.ledger.folder import DATABASE_NAME, LedgerFolder, Ownership, refuse_network_drive


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and the folder the former files were moved to (``None`` if there were none)."""

    backup: backups.Backup
    set_aside: Path | None


def restore(
    path: Path, backup_file: Path, *, password: str | None = None, recovery_code: str | None = None
) -> Restored:
    """Make the ledger in the folder ``path`` what it was in ``backup_file``; nothing that was there is deleted.

    The ledger must be closed. ``password`` is the one the ledger had when the backup was made. ``UserError`` if
    the backup is none of ours, is damaged, comes from a newer program, or the folder is owned: nothing changed.
    """
    refuse_network_drive(path)
    folder = LedgerFolder(path)
    about = backups.read_about(backup_file)
    path.mkdir(parents=True, exist_ok=True)
    with (
        Ownership(folder),
        backups.unpacked(backup_file, path, password=password, recovery_code=recovery_code) as (
            database,
            key,
            wrapped,
        ),
    ):
        _refuse_unknown(database, key)
        set_aside = _set_aside(folder)
        database.replace(folder.database)
        # A copy begins with a salt of its own.
        keys.write_keys(path, replace(wrapped, file_salt=cipher.file_salt(folder.database)))
    return Restored(about, set_aside)


def _refuse_unknown(database: Path, key: bytes) -> None:
    with cipher.connected(database, key) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM schema_migration")]
    if schema.newest_of(names) > schema.known_version():
        raise UserError("这个备份由更新版本的程序保存，请先升级程序再恢复；现在的台账没有变。", field="file")


def _set_aside(folder: LedgerFolder) -> Path | None:
    """Move the files of the present ledger, sound or not, into a folder of their own."""
    present = [*folder.path.glob(f"{DATABASE_NAME}*"), *(folder.path / name for name in keys.KEY_FILES)]
    present = [file for file in present if file.exists()]
    if not present:
        return None
    aside = folder.path / f"before-restore-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S-%f}"
    aside.mkdir()
    for file in present:
        file.rename(aside / file.name)
    return aside
