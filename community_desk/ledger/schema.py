"""From the schema a file has to the schema this program knows: numbered steps, each whole or not at all."""

import re
from collections.abc import Iterable
from pkgutil import iter_modules

from peewee import Database

from community_desk.domain.errors import UserError
from community_desk.ledger import migrations


def newest_of(names: Iterable[str]) -> int:
    """The highest number among names of steps; 0 if there are none."""
    return max((number_of(name) for name in names), default=0)


def number_of(name: str) -> int:
    """The number of a step ("m0002_…"); -1 for another name."""
    found = re.match(r"m(\d+)", name)
    return int(found.group(1)) if found else -1


def known_version() -> int:
    """The number of the newest schema this program knows."""
    return newest_of(_steps())


def file_version(database: Database) -> int:
    """The number of the schema the open file has; 0 for a file without tables. Reads only."""
    return newest_of(_taken(database))


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
    if _taken(database) == set(_steps()):
        return []
    from community_desk.ledger.migration_runner import PackagedRunner  # noqa: PLC0415 - see there

    taken: list[str] = PackagedRunner(database).up()
    return taken


def _steps() -> Iterable[str]:
    return (module.name for module in iter_modules(migrations.__path__))


def _taken(database: Database) -> set[str]:
    if not database.table_exists("schema_migration"):
        return set()
    return {name for (name,) in database.execute_sql("SELECT name FROM schema_migration").fetchall()}
