"""Writing: one transaction and one log for each thing a person does.

    with changes.transaction("新增居民 苏某某", operator="王某某"):
        resident = changes.add(Resident, name="苏某某")

Everything a verb writes goes through ``add``, ``edit``, ``withdraw`` and the two bulk forms, inside one
``transaction``. Triggers log it. Just before COMMIT the transaction's own log rows drive the search index;
after COMMIT they are told to whoever called ``subscribe``.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import CharField, Field

from community_desk.domain.errors import UserError
from community_desk.ledger import bulk_log, search
from community_desk.ledger.models import LedgerTransaction, Session
from community_desk.ledger.rows import LedgerModel, bound_database, new_uid, new_uids, utc_now
from community_desk.ledger.storage_faults import written_whole

Row = TypeVar("Row", bound=LedgerModel)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a committed transaction changed: table name → uids of the rows."""

    transaction_uid: str
    label: str
    operator: str
    rows: Mapping[str, frozenset[str]]


class _Running(threading.local):
    """The transaction this thread is writing: verbs that call verbs join it."""

    transaction: LedgerTransaction | None = None


_running = _Running()
_listeners: list[Callable[[ChangeSet], None]] = []


def subscribe(listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
    """Have ``listener`` called after each commit, on the thread that wrote; returns how to stop that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


@contextmanager
def transaction(
    label: str, *, operator: str, undoable: bool = True, undoes: LedgerTransaction | None = None
) -> Iterator[LedgerTransaction]:
    """Write everything inside as one thing done by ``operator``, or nothing at all.

    ``label`` is what the 撤销 menu says; not ``undoable`` is what happened outside the ledger (a sheet was
    printed) or what the program itself does. Inside a running transaction it joins that one.
    """
    if _running.transaction is not None:
        yield _running.transaction
        return
    with written_whole():
        running = LedgerTransaction.create(
            uid=new_uid(), label=label[:100], operator=operator[:50], undoes=undoes, undoable=undoable
        )
        Session.update(transaction=running).execute()
        _running.transaction = running
        try:
            yield running
            search.refresh(running.id)
            rows = _changed_rows(running)
        finally:
            _running.transaction = None
        Session.update(transaction=None).execute()
        if not rows:
            LedgerTransaction.delete().where(LedgerTransaction.id == running.id).execute()
    if rows:
        change_set = ChangeSet(running.uid, running.label, running.operator, rows)
        for listener in tuple(_listeners):
            listener(change_set)


def _changed_rows(running: LedgerTransaction) -> dict[str, frozenset[str]]:
    log = bound_database.execute_sql(
        "SELECT table_name, row_uid FROM change_log WHERE transaction_id = ?", (running.id,)
    )
    rows: dict[str, set[str]] = {}
    for table, uid in log.fetchall():
        rows.setdefault(table, set()).add(uid)
    for table in bulk_log.tables_of(running.id):
        rows.setdefault(table, set()).update(bulk_log.uids_of(running.id, table))
    return {table: frozenset(uids) for table, uids in rows.items()}


def add(model: type[Row], **values: Any) -> Row:
    """Insert a row and return it. ``UserError`` at the field if a text is too long."""
    _check_lengths(model, values)
    return model.create(**values)


def edit(row: LedgerModel, **values: Any) -> bool:
    """Write the values that differ; returns whether any did.

    ``UserError`` if the row was changed since ``row`` was read, so that nobody's work is overwritten unseen.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return False
    model = type(row)
    _check_lengths(model, changed)
    updated = (
        model.update(**changed, version=row.version + 1, updated_at=utc_now())
        .where((model.id == row.id) & (model.version == row.version))
        .execute()
    )
    if not updated:
        raise UserError("这一条刚在别处改过，请看一眼新的内容再改。")
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    return True


def withdraw(row: LedgerModel) -> None:
    """Take a row out of every list without deleting it."""
    edit(row, deleted_at=utc_now())


def _check_lengths(model: type[LedgerModel], values: Mapping[str, Any]) -> None:
    # SQLite takes any length; PostgreSQL, which the same models will run on, does not.
    for name, value in values.items():
        field = model._meta.fields[name]
        if isinstance(field, CharField) and isinstance(value, str) and len(value) > field.max_length:
            raise UserError(
                f"“{value[:12]}…”太长了，这一栏最多 {field.max_length} 个字，请缩短。", field=name
            )


def reserve_ids(model: type[LedgerModel], count: int) -> range:
    """Integer keys for ``count`` rows about to be inserted. The transaction holds the write lock, so they stay free."""
    table = model._meta.table_name
    (highest,) = bound_database.execute_sql(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()
    return range(highest + 1, highest + 1 + count)


def insert_rows(
    model: type[LedgerModel], fields: Sequence[str], rows: Sequence[Sequence[Any]], ids: range | None = None
) -> range:
    """Insert many rows at once; returns their ids in the order of ``rows``.

    ``fields`` names the columns given (foreign keys by their column, ``household_id``); the others get the
    model's defaults. ``executemany`` is 25 times faster than Peewee's bulk forms (12,000 rows × 27 columns).
    Texts must already fit; a too long one raises ``ValueError``.
    """
    ids = reserve_ids(model, len(rows)) if ids is None else ids
    if not rows:
        return ids
    columns = {field.column_name: field for field in model._meta.sorted_fields}
    given = [columns[name] for name in fields]
    _check_bulk_lengths(given, rows)
    stamp = utc_now()
    constants: dict[str, str | int | None] = {
        "version": 1,
        "created_at": stamp,
        "updated_at": stamp,
        "deleted_at": None,
    }
    rest = [name for name in columns if name not in {"id", "uid", *fields}]
    # What is the same in every row stands in the statement: handing it over row by row took a fifth of the time.
    fixed = [_literal(constants[name] if name in constants else _default(columns[name])) for name in rest]
    names = ", ".join(["id", "uid", *fields, *rest])
    values = ", ".join([*["?"] * (2 + len(fields)), *fixed])
    uids = new_uids(len(rows))
    table = model._meta.table_name
    with bulk_log.logged_as_one(table, ids, uids):
        bound_database.cursor().executemany(
            f"INSERT INTO {table} ({names}) VALUES ({values})",
            [(id_, uid, *row) for id_, uid, row in zip(ids, uids, rows, strict=True)],
        )
    return ids


def update_rows(model: type[LedgerModel], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``fields`` of many rows; each of ``rows`` is the new values followed by the row's id."""
    rows = list(rows)
    columns = {field.column_name: field for field in model._meta.sorted_fields}
    _check_bulk_lengths([columns[name] for name in fields], rows)
    sets = ", ".join(f"{name} = ?" for name in fields)
    stamp = utc_now()
    bound_database.cursor().executemany(
        f"UPDATE {model._meta.table_name} SET {sets}, version = version + 1, updated_at = ? WHERE id = ?",
        ((*row[:-1], stamp, row[-1]) for row in rows),
    )


def _default(field: Field) -> Any:
    return field.default() if callable(field.default) else field.default


def _literal(value: str | int | None) -> str:
    """A model's default as SQL."""
    if value is None:
        return "NULL"
    return "'{}'".format(value.replace("'", "''")) if isinstance(value, str) else str(int(value))


def _check_bulk_lengths(fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> None:
    for field, column in zip(fields, zip(*rows, strict=True), strict=False):
        if isinstance(field, CharField):
            longest = max(map(len, filter(None, column)), default=0)
            if longest > field.max_length:
                raise ValueError(f"{field.column_name}: {longest} characters, at most {field.max_length}")
