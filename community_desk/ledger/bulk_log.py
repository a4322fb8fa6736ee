"""What was inserted many rows at once: one row of ``bulk_insert`` logs them all.

A log row each, with its places in two indexes, took half the time and half the room of an import, and said nothing
that the range does not. Rows are told by their ids *and* by their uids: SQLite gives the highest id again once an
erased row has left it, and uids rise with time.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from community_desk.ledger.rows import LedgerModel, bound_database

_IN_RANGE = "t.id BETWEEN b.first_id AND b.last_id AND t.uid BETWEEN b.first_uid AND b.last_uid"


@contextmanager
def logged_as_one(table: str, ids: range, uids: Sequence[str]) -> Iterator[None]:
    """Log the rows inserted inside, which are of ``table`` and have these ids and these rising uids.

    Meanwhile the table's own trigger is silent. Outside a transaction it fails as the trigger would.
    """
    bound_database.execute_sql(
        "INSERT INTO bulk_insert (transaction_id, table_name, first_id, last_id, first_uid, last_uid, hybrid_clock,"
        " pc_code) VALUES ((SELECT transaction_id FROM _session WHERE id = 1), ?, ?, ?, ?, ?, '', '')",
        (table, ids[0], ids[-1], uids[0], uids[-1]),
    )
    silence = "UPDATE _session SET inserting = ?"
    bound_database.execute_sql(silence, (table,))
    try:
        yield
    finally:
        bound_database.execute_sql(silence, ("",))


def is_logged_alone(table: str) -> str:
    """SQL for the insert trigger of ``table``: whether a row gets a log row of its own.

    A look into the one row of ``_session`` costs 0.3 µs a row; one into ``bulk_insert`` for the range cost 0.7 µs.
    """
    return f"(SELECT inserting FROM _session WHERE id = 1) IS NOT '{table}'"


def inserted(table: str) -> str:
    """SQL to stand behind FROM: bulk inserts ``b`` into ``table``, each with its rows ``t`` (withdrawn ones too)."""
    # CROSS: SQLite keeps this order, and reads the few ranges first and the rows of each by id.
    return f"bulk_insert b CROSS JOIN {table} t ON {_IN_RANGE} AND b.table_name = '{table}'"


def tables_of(transaction_id: int) -> list[str]:
    """The tables a transaction inserted into in bulk, the one of its newest bulk insert first."""
    tables = bound_database.execute_sql(
        "SELECT table_name FROM bulk_insert WHERE transaction_id = ? GROUP BY table_name ORDER BY MAX(id) DESC",
        (transaction_id,),
    )
    return [table for (table,) in tables.fetchall()]


def uids_of(transaction_id: int, table: str) -> list[str]:
    """The rows of ``table`` that a transaction inserted in bulk and that are there, withdrawn ones too."""
    rows = bound_database.execute_sql(
        f"SELECT t.uid FROM {inserted(table)} WHERE b.transaction_id = ?", (transaction_id,)
    )
    return [uid for (uid,) in rows.fetchall()]


def transactions_that_inserted(rows: Iterable[LedgerModel]) -> set[int]:
    """The ids of the transactions whose bulk inserts made any of ``rows``."""
    found: set[int] = set()
    for row in rows:
        table = row._meta.table_name
        made = bound_database.execute_sql(
            f"SELECT b.transaction_id FROM {inserted(table)} WHERE t.id = ?", (row.id,)
        )
        found |= {transaction for (transaction,) in made.fetchall()}
    return found
