"""Opening a ledger: whose file is it, may it be opened, is it whole, and only then is anything written.

The order of STYLE.md rule 5: identify the file → read its version (a newer one is refused, naming both versions)
→ back up → migrate → check → write.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from peewee import DatabaseError
from playhouse.sqlcipher_ext import SqlCipherDatabase

from community_desk.domain.errors import UserError
from community_desk.ledger import (
    backups,
    catalogs,
    cipher,
    keys,
    log_trimming,
    schema,
    search,
    settings,
    sort_keys,
)
from community_desk.ledger.folder import (
    LedgerFolder,
    Ownership,
    refuse_network_drive,
    sync_folder_warning,
)
from community_desk.ledger.rows import bound_database
from community_desk.ledger.storage_faults import DAMAGE
from community_desk.ledger.tables import LEDGER_MODELS
from community_desk.ledger.triggers import install_triggers, triggers_are_right

_NOT_OURS = "不是社区工作台的台账，程序没有动它；请选择存放台账的文件夹。"


class DamagedLedgerError(UserError):
    """The ledger's own file is damaged. ``backup`` is the newest whole backup, if there is one."""

    def __init__(self, sentence: str, backup: backups.Backup | None) -> None:
        super().__init__(sentence)
        self.backup = backup


class Ledger:
    """An open ledger, and the owner of its folder unless it was opened for reading only.

    ``warnings`` are sentences to show once; ``keys`` what the key files hold. Close it, or use it with ``with``.
    """

    def __init__(
        self,
        folder: LedgerFolder,
        wrapped: keys.WrappedKeys,
        key: bytes,
        ownership: Ownership | None,
    ) -> None:
        self.folder = folder
        self.keys = wrapped
        self.read_only = ownership is None
        warning = sync_folder_warning(folder.path.resolve())
        self.warnings: tuple[str, ...] = (warning,) if warning else ()
        self._key = key
        self._ownership = ownership
        self.database = _peewee_database(folder.database, key, writing=ownership is not None)
        bound_database.initialize(self.database)

    def close(self) -> None:
        """Close this thread's connection and let others own the ledger."""
        self.database.close()
        if self._ownership is not None:
            self._ownership.release()

    def back_up(self, place: Path | None = None) -> backups.Backup | None:
        """Write a checked backup (``None`` if nothing changed) and thin out the older ones.

        How long the oldest are kept is the setting ``BACKUPS_KEPT_MONTHS``.
        """
        place = self.folder.backups if place is None else place
        made = backups.back_up(self.folder.database, self._key, self.keys, place)
        months = settings.get_number(settings.BACKUPS_KEPT_MONTHS, settings.DEFAULT_BACKUPS_KEPT_MONTHS)
        backups.thin_out(place, self.keys.ledger_uid, now=datetime.now(UTC), months=months)
        return made

    def change_password(self, password: str | None) -> None:
        """Set, change or (``None``) take off the password. Backups made before keep the old one."""
        self.keys = keys.change_password(self.keys, self._key, password)
        keys.write_keys(self.folder.path, self.keys)

    def renew_recovery_code(self) -> str:
        """A new recovery code to print; the old one no longer opens this ledger."""
        self.keys, code = keys.renew_recovery_code(self.keys, self._key)
        keys.write_keys(self.folder.path, self.keys)
        return code

    def faults(self) -> list[str]:
        """Everything the full check finds wrong, as sentences; empty for a sound ledger. Reads every page."""
        with cipher.connected(self.folder.database, self._key) as connection:
            if cipher.faults(connection):
                return [_damaged(self.folder, self._key).sentence]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        wrong = []
        if orphans:
            wrong.append(f"有 {len(orphans)} 条记录找不到它所属的记录")
        if not triggers_are_right(self.database):
            wrong.append("改动记录的触发器不对，重新打开台账会修好")
        return wrong + search.faults()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        # Peewee's own while a query is run, the driver's while its rows are fetched.
        found = isinstance(error, DatabaseError | cipher.DatabaseError)
        if found and any(word in str(error) for word in DAMAGE):
            raise _damaged(self.folder, self._key) from error


def create_ledger(path: Path, *, password: str | None) -> tuple[Ledger, str]:
    """Make a new ledger in an empty folder; returns it, open, and the recovery code to print.

    ``password`` ``None`` makes one that anybody with the folder can open.
    """
    refuse_network_drive(path)
    folder = LedgerFolder(path)
    _refuse_occupied(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能建立文件夹“{path}”；请换一个可以写的位置。", field="data") from error
    ownership = Ownership(folder)
    ownership.take()
    ledger: Ledger | None = None
    try:
        # Only its owner can say: another program may have made a ledger here meanwhile, or be half through with it.
        _refuse_occupied(folder)
        if _is_half_made(folder):
            # Cut off before its first row was written; set aside all the same rather than deleted.
            aside = path / f"unfinished-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            aside.mkdir()
            for leftover in path.glob("ledger.db*"):
                leftover.rename(aside / leftover.name)
        wrapped, key, code = keys.make_keys(password)
        keys.write_keys(path, wrapped)
        ledger = Ledger(folder, wrapped, key, ownership)
        schema.migrate(ledger.database)
        _renew_search()
        catalogs.bring_up_to_date()
        sort_keys.bring_up_to_date(ledger.database)
        ledger.keys = replace(wrapped, file_salt=cipher.file_salt(folder.database))
        keys.write_keys(path, ledger.keys)
    except BaseException:
        # On Windows a file that is still open could not be moved or restored over.
        if ledger is not None:
            ledger.close()
        ownership.release()
        raise
    return ledger, code


def open_ledger(
    path: Path, *, password: str | None = None, recovery_code: str | None = None, read_only: bool = False
) -> Ledger:
    """Open the ledger in the folder ``path``. Nothing is written before the file is known to be sound.

    Reading only neither takes the folder nor changes the file, and works while a window owns it.
    Raises ``UserError``: no ledger here, not ours, plain SQLite, wrong password, damaged, newer, owned, on a network.
    """
    refuse_network_drive(path)
    folder = LedgerFolder(path)
    wrapped = _identify(folder)
    key = keys.unwrap(wrapped, password=password, recovery_code=recovery_code)
    version = _sound_version(folder, wrapped, key)
    ledger: Ledger | None = None
    ownership = None
    if not read_only or version < schema.known_version():
        ownership = Ownership(folder)
        ownership.take()
    try:
        if version < schema.known_version():
            backups.back_up(folder.database, key, wrapped, folder.backups)
        ledger = Ledger(folder, wrapped, key, ownership)
        if ownership is not None:
            _prepare_for_writing(ledger)
            if keys.read_copies(path) != [wrapped, wrapped]:
                keys.write_keys(path, wrapped)
        else:
            ledger.database.pragma("query_only", 1, permanent=True)
    except BaseException:
        if ledger is not None:
            ledger.close()
        if ownership is not None:
            ownership.release()
        raise
    return ledger


def is_new_place(path: Path) -> bool:
    """Whether there is no ledger at ``path`` and a new one may be made there. ``UserError`` if it is a file."""
    if path.is_file():
        raise UserError(f"“{path}”是文件，请选存放台账的文件夹。", field="data")
    folder = LedgerFolder(path)
    return folder.is_empty() or _is_half_made(folder)


def _prepare_for_writing(ledger: Ledger) -> None:
    try:
        _migrate_and_check(ledger)
        sort_keys.bring_up_to_date(ledger.database)
        _renew_search()
        catalogs.bring_up_to_date()
        log_trimming.trim_log(operator="")
    except (DatabaseError, cipher.DatabaseError) as error:
        ledger.close()
        raise _damaged(ledger.folder, ledger._key) from error


def _migrate_and_check(ledger: Ledger) -> None:
    database = ledger.database
    schema.migrate(database)
    if not triggers_are_right(database):
        with database.atomic():
            install_triggers(database)
    for model in LEDGER_MODELS:
        # By table: without the search index, which can always be made again, this takes 10 ms at 12,000 residents.
        (verdict,) = bound_database.execute_sql(f"PRAGMA quick_check({model._meta.table_name})").fetchone()
        if verdict != "ok":
            raise DatabaseError(verdict)


def _renew_search() -> None:
    """Make the search index anew if another program's recipe made it, or making it was cut off (0.7 s at 12,000)."""
    if search.needs_rebuild():
        for _ in search.rebuild():
            pass


def _identify(folder: LedgerFolder) -> keys.WrappedKeys:
    """Whose file is it? Raises the sentence that fits; opens nothing with SQLite."""
    database = folder.database
    if not database.exists():
        if folder.is_empty():
            raise UserError("这个文件夹里还没有台账；请选择存放台账的文件夹，或新建一个。", field="data")
        if keys.read_keys(folder.path) is not None and not _is_half_made(folder):
            raise DamagedLedgerError("台账文件 ledger.db 不见了；请从备份恢复。", _any_backup(folder))
        raise UserError(f"“{folder.path.name}”{_NOT_OURS}", field="data")
    if cipher.is_plain_database(database):
        raise UserError(
            "这里的 ledger.db 是没有加密的普通 SQLite 数据库，不是社区工作台保存的台账，程序没有动它；"
            "请找回原来的台账文件，或从备份恢复。",
            field="data",
        )
    wrapped = keys.read_keys(folder.path)
    if wrapped is None:
        raise UserError(
            "这里的 ledger.db 旁边没有钥匙文件 keys.json，打不开，程序没有动它；"
            "台账要整个文件夹一起复制，或从备份恢复。如果这不是台账，请选择存放台账的文件夹。",
            field="data",
        )
    if database.stat().st_size and wrapped.file_salt and cipher.file_salt(database) != wrapped.file_salt:
        raise UserError(f"这里的 ledger.db {_NOT_OURS}", field="data")
    return wrapped


def _sound_version(folder: LedgerFolder, wrapped: keys.WrappedKeys, key: bytes) -> int:
    """The schema version of the file, which must open with ``key`` and not be newer than the program."""
    if folder.database.stat().st_size == 0 or not wrapped.file_salt:
        raise _damaged(folder, key)
    database = _peewee_database(folder.database, key, writing=False)
    try:
        database.pragma("query_only", 1)
        version = schema.file_version(database)
        schema.refuse_newer(database)
    except DatabaseError as error:
        raise _damaged(folder, key) from error
    finally:
        database.close()
    if version == 0:
        raise _damaged(folder, key)
    return version


def _damaged(folder: LedgerFolder, key: bytes) -> DamagedLedgerError:
    backup = backups.newest_good_backup(folder.backups, key) if folder.backups.is_dir() else None
    if backup is None:
        sentence = (
            "台账文件已损坏，程序没有动它，也没有找到完好的备份；请先把整个文件夹复制一份，再请技术人员看。"
        )
    else:
        when = backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        sentence = f"台账文件已损坏，程序没有动它；最近一份完好的备份是 {when} 的“{backup.path.name}”，可以从它恢复。"
    return DamagedLedgerError(sentence, backup)


def _any_backup(folder: LedgerFolder) -> backups.Backup | None:
    return next(iter(backups.list_backups(folder.backups)), None)


def _refuse_occupied(folder: LedgerFolder) -> None:
    """Raise ``UserError`` unless a new ledger may be made here: the folder is empty, or making one was cut off."""
    if not folder.is_empty() and not _is_half_made(folder):
        raise UserError("这个文件夹里已经有别的文件；请选一个空文件夹来放新台账。", field="data")


def _is_half_made(folder: LedgerFolder) -> bool:
    """Whether making a ledger here was cut off: the keys are there, but not yet the mark that the file is."""
    copies = keys.read_copies(folder.path)
    return bool(copies) and all(copy is not None and not copy.file_salt for copy in copies)


def _peewee_database(path: Path, key: bytes, *, writing: bool) -> SqlCipherDatabase:
    # Choosing a journal writes into the file; who only reads takes it as it is.
    pragmas = [(name, value) for name, value in cipher.PRAGMAS if writing or name != "journal_mode"]
    # IMMEDIATE: a deferred transaction that turns into a writer ignores the busy timeout and fails at once.
    return SqlCipherDatabase(
        str(path),
        passphrase=cipher.passphrase(key),
        pragmas=pragmas,
        lock_type="IMMEDIATE",
        timeout=5,
    )
