"""The triggers that write the change log, so that no code path can forget it.

They are made from what the file itself says of its columns (``PRAGMA table_info``), and store changed columns
only: 1.2 times the cost of a single edit, against 1.3 for whole rows as JSON. Foreign keys are logged as the
parent's uid, since integer keys mean nothing on another PC. Rows inserted in bulk are left to the one row of
``bulk_insert`` that stands for them (``bulk_log``). A write outside ``changes.transaction`` finds no
running transaction and fails on the log's NOT NULL; a DELETE fails unless ``_session.erasing`` is set.
"""

from collections.abc import Iterator

from peewee import Database

from community_desk.ledger.bulk_log import is_logged_alone
from community_desk.ledger.rows import BOOKKEEPING
from community_desk.ledger.tables import LEDGER_MODELS

_SESSION = "(SELECT transaction_id FROM _session WHERE id = 1)"


def _tables() -> list[str]:
    return [model._meta.table_name for model in LEDGER_MODELS]


def _value(row: str, column: str, parents: dict[str, str]) -> str:
    if column in parents:
        return f"(SELECT uid FROM {parents[column]} WHERE id = {row}.{column})"
    return f"{row}.{column}"


def _object(row: str, columns: list[str], parents: dict[str, str]) -> str:
    """SQL for a JSON object of the columns that changed, with the values of ``row`` (OLD or NEW)."""
    changed = " UNION ALL ".join(
        f"SELECT '{column}' AS k, {_value(row, column, parents)} AS v WHERE OLD.{column} IS NOT NEW.{column}"
        for column in columns
    )
    return f"(SELECT json_group_object(k, v) FROM ({changed}))"


def _triggers_of(database: Database, table: str) -> Iterator[tuple[str, str]]:
    info = database.execute_sql(f"PRAGMA table_info({table})").fetchall()
    columns = [name for _, name, *_ in info if name not in BOOKKEEPING]
    links = database.execute_sql(f"PRAGMA foreign_key_list({table})").fetchall()
    parents = {link[3]: link[2] for link in links}
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    log = "INSERT INTO change_log (transaction_id, table_name, row_uid, action, old_values, new_values,"
    log += " hybrid_clock, pc_code)"
    yield (
        f"log_{table}_insert",
        f"CREATE TRIGGER log_{table}_insert AFTER INSERT ON {table} WHEN {is_logged_alone(table)} BEGIN "
        f"{log} VALUES ({_SESSION}, '{table}', NEW.uid, 'insert', '{{}}', '{{}}', '', ''); END",
    )
    yield (
        f"log_{table}_update",
        f"CREATE TRIGGER log_{table}_update AFTER UPDATE ON {table} WHEN {differs} BEGIN "
        f"{log} VALUES ({_SESSION}, '{table}', NEW.uid, 'update', "
        f"{_object('OLD', columns, parents)}, {_object('NEW', columns, parents)}, '', ''); END",
    )
    yield (
        f"keep_{table}",
        f"CREATE TRIGGER keep_{table} BEFORE DELETE ON {table} "
        "WHEN (SELECT erasing FROM _session WHERE id = 1) IS NOT 1 "
        "BEGIN SELECT RAISE(ABORT, 'rows of the ledger are never deleted'); END",
    )


def expected_triggers(database: Database) -> dict[str, str]:
    """Name → SQL of every trigger this program wants on the open file."""
    return {name: sql for table in _tables() for name, sql in _triggers_of(database, table)}


def present_triggers(database: Database) -> dict[str, str]:
    """Name → SQL of the triggers the open file has."""
    rows = database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(rows.fetchall())


def drop_triggers(database: Database) -> None:
    """Take every trigger off, as a migration must before it touches a table."""
    for name in present_triggers(database):
        database.execute_sql(f"DROP TRIGGER {name}")


def install_triggers(database: Database) -> None:
    """Make the triggers anew from the columns the file has now."""
    drop_triggers(database)
    for sql in expected_triggers(database).values():
        database.execute_sql(sql)


def triggers_are_right(database: Database) -> bool:
    """Whether the file logs every table as this program would have it logged."""
    return present_triggers(database) == expected_triggers(database)
