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
        # A copy begins with a salt of its own.
        fresh = replace(wrapped, file_salt=cipher.file_salt(database))
        set_aside = _set_aside(folder)
        try:
            database.replace(folder.database)
            keys.write_keys(path, fresh)
        except OSError as error:
            _bring_back(folder, set_aside)
            raise UserError(
                "恢复没有成功，原来的台账没有变；请关闭别的正在使用台账的程序，或腾出磁盘空间再试。"
            ) from error
    return Restored(about, set_aside)


def _refuse_unknown(database: Path, key: bytes) -> None:
    with cipher.connected(database, key) as connection:
        try:
            names = [name for (name,) in connection.execute("SELECT name FROM schema_migration")]
        except cipher.DatabaseError as error:
            raise UserError("备份里没有台账，没有恢复；请换一个备份文件。", field="file") from error
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
    try:
        for file in present:
            file.rename(aside / file.name)
    except OSError as error:
        _bring_back(folder, aside)
        raise UserError(
            "别的程序正在使用台账的文件，没有恢复，台账没有变；请关闭它再试。", field="data"
        ) from error
    return aside


def _bring_back(folder: LedgerFolder, aside: Path | None) -> None:
    """Put what was set aside back into its place."""
    if aside is not None:
        for file in aside.iterdir():
            file.replace(folder.path / file.name)
        aside.rmdir()
