"""From the schema a file has to the schema this program knows: numbered steps, each whole or not at all."""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from peewee import Database
from playhouse.migrations import Migration, Runner

from community_desk.domain.errors import UserError
from community_desk.ledger import migrations
from community_desk.ledger.triggers import drop_triggers, install_triggers


class _Step(Migration):  # type: ignore[misc] # peewee ships no types for playhouse
    """A migration that is a module of this package: a frozen program has no loose files to glob."""

    def load(self) -> ModuleType:
        return import_module(f"{migrations.__name__}.{self.name}")


class PackagedRunner(Runner):  # type: ignore[misc]
    """Peewee's runner over the modules of ``ledger.migrations`` (``m0001_…``, ``m0002_…``)."""

    def migrations(self) -> list[Migration]:
        names = sorted(module.name for module in iter_modules(migrations.__path__))
        return [_Step(_number(name), name, name, None) for name in names]

    def _run(self, name: str, module: ModuleType, direction: str, fake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - peewee's signature
        with self.migrator.migration_context(atomic=True):
            drop_triggers(self.database)
            getattr(module, direction)(self.migrator, self.database)
            install_triggers(self.database)
            broken = self.database.execute_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"{name} left {len(broken)} rows without their parent")
            self.database.execute_sql(
                "UPDATE _session SET undo_horizon = (SELECT COALESCE(MAX(id), 0) FROM ledger_transaction)"
            )
            self.History.create(name=name)


def newest_of(names: Iterable[str]) -> int:
    """The highest number among names of steps; 0 if there are none."""
    return max((_number(name) for name in names), default=0)


def _number(name: str) -> int:
    found = re.match(r"m(\d+)", name)
    return int(found.group(1)) if found else -1


def known_version() -> int:
    """The number of the newest schema this program knows."""
    return newest_of(module.name for module in iter_modules(migrations.__path__))


def file_version(database: Database) -> int:
    """The number of the schema the open file has; 0 for a file without tables. Reads only."""
    if not database.table_exists("schema_migration"):
        return 0
    names: Sequence[tuple[Any, ...]] = database.execute_sql("SELECT name FROM schema_migration").fetchall()
    return newest_of(name for (name,) in names)


def refuse_newer(database: Database) -> None:
    """Raise ``UserError`` if a newer program made this file, naming both versions; nothing is written."""
    if file_version(database) > known_version():
        raise UserError(
            f"这个台账由更新版本的程序保存（台账格式 {file_version(database)}，"
            f"本程序只认到 {known_version()}），请先升级程序再打开。"
        )


def migrate(database: Database) -> list[str]:
    """Bring the open file to the newest schema; returns the names of the steps taken.

    A step that fails leaves columns, rows, triggers and history as before it.
    """
    taken: list[str] = PackagedRunner(database).up()
    return taken
