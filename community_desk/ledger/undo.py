"""撤销 and 重做: the old values written back through the same path, across restarts.

An undo is a transaction of its own that names the one it undoes; redo is the undo of the undo. A row that was
changed since, or that live rows now depend on, makes it refuse and say which. The horizon is the last migration:
the log of an older schema may name columns that are gone.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import IntegrityError

from community_desk.domain.errors import UserError
from community_desk.ledger import bulk_log, changes
from community_desk.ledger.change_words import TABLE_WORDS
from community_desk.ledger.models import LedgerTransaction
from community_desk.ledger.rows import LedgerModel, bound_database, utc_now
from community_desk.ledger.tables import LEDGER_MODELS

_MODELS = {model._meta.table_name: model for model in LEDGER_MODELS}


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the change log, its JSON read; or a row of a bulk insert as if it had been logged alone."""

    table: str
    uid: str
    action: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why one row cannot be put back: ``changed`` since, ``needed`` by a live row, or its parent is ``gone``."""

    table: str
    uid: str
    reason: str
    title: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the label of the thing undone, and the rows that were put back, and not."""

    label: str
    undone: int
    kept: tuple[Conflict, ...] = ()


def next_undo() -> LedgerTransaction | None:
    """What 撤销 would take back: the newest thing done that is not undone. ``None`` if there is nothing."""
    return _newest(forward=True)


def next_redo() -> LedgerTransaction | None:
    """What 重做 would bring back: the newest undo, unless something new was done after it."""
    undo = _newest(forward=False)
    if undo is None:
        return None
    since = (LedgerTransaction.id > undo.id) & LedgerTransaction.undoes.is_null() & LedgerTransaction.undoable
    return None if LedgerTransaction.select().where(since).exists() else undo


def undo_last(*, operator: str) -> Undone:
    """Take back the newest thing done. ``UserError`` if there is nothing, or a row stands against it."""
    target = next_undo()
    if target is None:
        raise UserError("没有可以撤销的操作。")
    return _take_back(target, f"撤销：{target.label}", operator)


def redo_last(*, operator: str) -> Undone:
    """Bring back what was undone last. ``UserError`` if there is nothing, or a row stands against it."""
    target = next_redo()
    if target is None:
        raise UserError("没有可以重做的操作。")
    return _take_back(target, f"重做：{target.label.removeprefix('撤销：')}", operator)


def is_in_force(target: LedgerTransaction) -> bool:
    """Whether what a transaction did stands: it was not undone, or was done again."""
    return target.id in _in_force_after(target.id - 1)


def undo_rows(target: LedgerTransaction, *, label: str, operator: str) -> Undone:
    """Take back what can be taken back of a transaction and keep the rest (an import of long ago).

    A row that cannot go keeps what it stands on: the household of a resident who was edited since stays too.
    """
    logged = _log_of(target)
    with changes.transaction(label, operator=operator, undoes=target):
        kept: dict[tuple[str, str], Conflict] = {}
        while True:
            found = _conflicts(target, [row for row in logged if (row.table, row.uid) not in kept])
            if not found:
                break
            kept |= {(conflict.table, conflict.uid): conflict for conflict in found}
        undone = [row for row in logged if (row.table, row.uid) not in kept]
        _put_back(undone)
    return Undone(target.label, len({(row.table, row.uid) for row in undone}), tuple(kept.values()))


def _take_back(target: LedgerTransaction, label: str, operator: str) -> Undone:
    logged = _log_of(target)
    with changes.transaction(label, operator=operator, undoes=target):
        conflicts = _conflicts(target, logged)
        if conflicts:
            raise UserError(_refusal(target, conflicts))
        _put_back(logged)
    return Undone(target.label, len({(row.table, row.uid) for row in logged}))


def _refusal(target: LedgerTransaction, conflicts: Sequence[Conflict]) -> str:
    first = conflicts[0]
    what = f"{TABLE_WORDS[first.table]}“{first.title}”" if first.title else TABLE_WORDS[first.table]
    more = f"等 {len(conflicts)} 处" if len(conflicts) > 1 else ""
    why = {
        "changed": "之后又改过",
        "needed": "现在还有别的记录用着它",
        "gone": "原来所属的记录已经撤下",
    }[first.reason]
    return f"“{target.label}”不能撤销：{what}{more}{why}；请先撤销后来的改动。"


def _newest(*, forward: bool) -> LedgerTransaction | None:
    """The newest transaction in force that does something (``forward``) or undoes something."""
    (horizon,) = bound_database.execute_sql("SELECT undo_horizon FROM _session").fetchone()
    history = _history_after(horizon)
    gone = {target for _, target, _ in history if target is not None}
    undoes = {number: target for number, target, _ in history}
    for number, _, undoable in history:
        if undoable and number not in gone and _is_forward(number, undoes) == forward:
            return LedgerTransaction.get_by_id(number)
    return None


def _is_forward(number: int, undoes: Mapping[int, int | None]) -> bool:
    """Whether a transaction does something: itself, or as the undo of an undo."""
    target = undoes.get(number)
    return target is None or not _is_forward(target, undoes)


def _history_after(number: int) -> list[tuple[int, int | None, bool]]:
    """(id, id of what it undoes, undoable) of the transactions after ``number``, newest first."""
    return list(
        bound_database.execute_sql(
            "SELECT id, undoes_id, undoable FROM ledger_transaction WHERE id > ? ORDER BY id DESC", (number,)
        ).fetchall()
    )


def _in_force_after(number: int) -> set[int]:
    """The transactions after ``number`` whose effect stands: neither undone nor the undo of something."""
    neutral: set[int] = set()
    history = _history_after(number)
    for each, target, _ in history:
        if target is not None and each not in neutral:
            neutral |= {each, target}
    return {each for each, _, _ in history} - neutral


def _log_of(target: LedgerTransaction) -> list[Logged]:
    """The log rows of a transaction, newest first; what it changed of rows it made itself is left out."""
    rows = bound_database.execute_sql(
        "SELECT table_name, row_uid, action, old_values, new_values FROM change_log"
        " WHERE transaction_id = ? ORDER BY id DESC",
        (target.id,),
    ).fetchall()
    in_bulk = [
        (table, uid)
        for table in bulk_log.tables_of(target.id)
        for uid in reversed(bulk_log.uids_of(target.id, table))
    ]
    made = {(table, uid) for table, uid, action, _, _ in rows if action == "insert"} | set(in_bulk)
    return [
        Logged(table, uid, action, json.loads(old), json.loads(new))
        for table, uid, action, old, new in rows
        if action == "insert" or (table, uid) not in made
    ] + [Logged(table, uid, "insert", {}, {}) for table, uid in in_bulk]


def _conflicts(target: LedgerTransaction, logged: Sequence[Logged]) -> list[Conflict]:
    """The rows that cannot be put back, each with the first reason found."""
    found: dict[tuple[str, str], Conflict] = {}
    made = {(row.table, row.uid) for row in logged if row.action == "insert"}
    for table, uid in _changed_since(target) & made:
        found[table, uid] = Conflict(table, uid, "changed", _title(table, uid))
    let_go = {(row.table, row.uid, column) for row in logged if row.action == "update" for column in row.new}
    # What the transaction brought back to life goes again with its undo, like what it made.
    leaving = made | {(row.table, row.uid) for row in logged if row.old.get("deleted_at")}
    for table, uid in _needed(target, leaving, let_go) - found.keys():
        found[table, uid] = Conflict(table, uid, "needed", _title(table, uid))
    coming_back = {row.uid for row in logged if row.new.get("deleted_at")}
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for row in logged:
        if row.action != "update" or (row.table, row.uid) in found:
            continue
        current = seen.setdefault((row.table, row.uid), _current(row.table, row.uid))
        if any(current.get(column) != value for column, value in row.new.items()):
            found[row.table, row.uid] = Conflict(row.table, row.uid, "changed", _title(row.table, row.uid))
        elif _parent_is_gone(row, coming_back):
            found[row.table, row.uid] = Conflict(row.table, row.uid, "gone", _title(row.table, row.uid))
        current.update(row.old)
    return list(found.values())


def _changed_since(target: LedgerTransaction) -> set[tuple[str, str]]:
    in_force = _in_force_after(target.id)
    rows = bound_database.execute_sql(
        "SELECT later.transaction_id, later.table_name, later.row_uid FROM change_log made"
        " JOIN change_log later ON later.row_uid = made.row_uid AND later.transaction_id > made.transaction_id"
        " WHERE made.transaction_id = ? AND made.action = 'insert'",
        (target.id,),
    ).fetchall()
    for table in bulk_log.tables_of(target.id):
        rows += bound_database.execute_sql(
            f"SELECT later.transaction_id, later.table_name, later.row_uid FROM {bulk_log.inserted(table)}"
            " JOIN change_log later ON later.row_uid = t.uid AND later.transaction_id > b.transaction_id"
            " WHERE b.transaction_id = ?",
            (target.id,),
        ).fetchall()
    return {(table, uid) for number, table, uid in rows if number in in_force}


def _needed(
    target: LedgerTransaction, made: set[tuple[str, str]], let_go: set[tuple[str, str, str]]
) -> set[tuple[str, str]]:
    """The rows of ``made`` that a live row outside ``made`` refers to, and will still refer to afterwards.

    ``let_go`` are the (table, uid, column) that this undo writes back: who moved into a new household moves out again.
    """
    needed = set()
    tables = {table for table, _ in made}
    for child, model in _MODELS.items():
        for field in model._meta.refs:
            parent = field.rel_model._meta.table_name
            if parent not in tables:
                continue
            rows = bound_database.execute_sql(
                f"SELECT p.uid, c.uid FROM change_log l JOIN {parent} p ON p.uid = l.row_uid"
                f" JOIN {child} c ON c.{field.column_name} = p.id"
                " WHERE l.transaction_id = ? AND l.table_name = ? AND c.deleted_at IS NULL"
                " AND (l.action = 'insert' OR json_type(l.old_values, '$.deleted_at') = 'text') UNION ALL"
                f" SELECT t.uid, c.uid FROM {bulk_log.inserted(parent)}"
                f" JOIN {child} c ON c.{field.column_name} = t.id"
                " WHERE b.transaction_id = ? AND c.deleted_at IS NULL",
                (target.id, parent, target.id),
            ).fetchall()
            column = field.column_name
            needed |= {
                (parent, uid)
                for uid, child_uid in rows
                if (child, child_uid) not in made and (child, child_uid, column) not in let_go
            }
    return needed & made


def _current(table: str, uid: str) -> dict[str, Any]:
    """The present values of a row by column, parents by their uid, as the log writes them."""
    model = _MODELS[table]
    row: dict[str, Any] = model.select().where(model.uid == uid).dicts().get()  # type: ignore[assignment]
    values: dict[str, Any] = {field.column_name: row[name] for name, field in model._meta.fields.items()}
    for field in model._meta.refs:
        key = values[field.column_name]
        values[field.column_name] = None if key is None else field.rel_model.get_by_id(key).uid
    return values


def _parent_is_gone(row: Logged, coming_back: Collection[str]) -> bool:
    """Whether an old value names a row that was withdrawn, and is not itself coming back with this undo."""
    for field in _MODELS[row.table]._meta.refs:
        uid = row.old.get(field.column_name)
        if uid is not None and uid not in coming_back:
            parent = field.rel_model.get_or_none(field.rel_model.uid == uid)
            if parent is None or parent.deleted_at is not None:
                return True
    return False


def _title(table: str, uid: str) -> str:
    row = _MODELS[table].get(_MODELS[table].uid == uid)
    return next(
        (str(text) for name in ("name", "word", "number", "room") if (text := getattr(row, name, ""))), ""
    )


def _put_back(logged: Iterable[Logged]) -> None:
    made: dict[str, list[str]] = {}
    try:
        for row in logged:
            if row.action == "insert":
                made.setdefault(row.table, []).append(row.uid)
            else:
                _write_old(row)
        for table, uids in made.items():
            _withdraw_all(_MODELS[table], uids)
    except IntegrityError as error:
        raise UserError("同样的记录已经另外登记过，不能恢复原来的那一条；请先处理重复的记录。") from error


def _write_old(row: Logged) -> None:
    model = _MODELS[row.table]
    parents = {field.column_name: field.rel_model for field in model._meta.refs}
    values: dict[str, Any] = {}
    for column, value in row.old.items():
        parent = parents.get(column)
        values[column] = value if parent is None or value is None else parent.get(parent.uid == value).id
    sets = ", ".join(f"{column} = ?" for column in values)
    bound_database.execute_sql(
        f"UPDATE {row.table} SET {sets}, version = version + 1, updated_at = ? WHERE uid = ?",
        (*values.values(), utc_now(), row.uid),
    )


def _withdraw_all(model: type[LedgerModel], uids: Sequence[str]) -> None:
    stamp = utc_now()
    bound_database.cursor().executemany(
        f"UPDATE {model._meta.table_name} SET deleted_at = ?, version = version + 1, updated_at = ?"
        " WHERE uid = ? AND deleted_at IS NULL",
        ((stamp, stamp, uid) for uid in uids),
    )
