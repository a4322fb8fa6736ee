"""What was done in this ledger, as the 操作记录 shows it, and what became of one row, in words."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from community_desk.domain.errors import UserError
from community_desk.ledger import bulk_log
from community_desk.ledger.change_words import TABLE_WORDS, field_word, value_words
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.row_titles import titles_of
from community_desk.ledger.tables import LEDGER_MODELS

_PARENTS: Mapping[str, Mapping[str, str]] = {
    model._meta.table_name: {
        field.column_name: field.rel_model._meta.table_name for field in model._meta.refs
    }
    for model in LEDGER_MODELS
}
# What belongs to a row and is told with it: table → the column by which it does.
_PARTS: Mapping[str, Mapping[str, str]] = {
    "resident": {
        "phone": "resident_id",
        "person_link": "resident_id",
        "resident_category": "resident_id",
        "residency": "resident_id",
    },
    "household": {"occupancy": "household_id", "residency": "household_id"},
}
_LIKE = re.compile("[!%_]")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A thing done. ``happened_at`` is UTC ISO text; ``is_undone`` where an undo took it back and still stands."""

    uid: str
    happened_at: str
    operator: str
    label: str
    is_undone: bool
    is_undo: bool


class RowAction(StrEnum):
    """What was done with a row."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"

    @property
    def word(self) -> str:
        """What a person reads."""
        return {"added": "新增", "changed": "修改", "withdrawn": "撤回", "restored": "恢复"}[self.value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column that changed, in words; "" where there was or is nothing. ID numbers are masked."""

    column: str
    word: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one thing done did to one row; ``title`` is what the row is called now, "" where it is gone for good."""

    transaction_uid: str
    happened_at: str
    operator: str
    label: str
    table: str
    table_word: str
    row_uid: str
    title: str
    action: RowAction
    fields: tuple[FieldChange, ...]


def list_history(
    *, limit: int = 1000, before: str = "", operator: str = "", text: str = ""
) -> list[HistoryRow]:
    """The newest things done, newest first, undos and redos among them; ``before``: those older than this uid.

    ``operator`` leaves those of one person, ``text`` those whose label contains it.
    """
    conditions, values = ["1 = 1"], list[Any]()
    if before:
        conditions.append("id < COALESCE((SELECT id FROM ledger_transaction WHERE uid = ?), 0)")
        values.append(before)
    if operator:
        conditions.append("operator = ?")
        values.append(operator)
    if text:
        conditions.append("label LIKE ? ESCAPE '!'")
        values.append("%" + _LIKE.sub(r"!\g<0>", text) + "%")
    rows = ask(
        "SELECT id, uid, happened_at, operator, label, undoes_id FROM ledger_transaction"
        f" WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT ?",
        *values,
        limit,
    )
    # An undo is newer than what it takes back: going back in time, whether it stands is known when it is met.
    undone: set[int] = set()
    oldest = rows[-1][0] if rows else 0
    newer = "SELECT id, undoes_id FROM ledger_transaction WHERE undoes_id IS NOT NULL AND id >= ? ORDER BY id DESC"
    for number, target in ask(newer, oldest):
        if number not in undone:
            undone.add(target)
    return [
        HistoryRow(uid, happened_at, done_by, label, number in undone, target is not None)
        for number, uid, happened_at, done_by, label, target in rows
    ]


def operators_in_history() -> list[str]:
    """Everybody who did something in this ledger, who has left among them."""
    return [
        name
        for (name,) in ask("SELECT DISTINCT operator FROM ledger_transaction WHERE operator != '' ORDER BY 1")
    ]


def row_history(uid: str, *, tables: Collection[str] | None = None, limit: int = 200) -> list[RowChange]:
    """What happened to a row (uid) of any table and to what belongs to it, newest first.

    With a resident come phones, contacts, categories and residencies, with a household occupancies and residencies;
    ``tables`` names others that refer to the row (``visit`` …) or fewer. ``UserError`` where there is no such row.
    """
    table, id_ = _row(uid)
    rows = [(table, id_, uid)]
    wanted = _PARTS.get(table, {}) if tables is None else _columns_to(table, tables)
    for part, column in wanted.items():
        found = ask(f"SELECT id, uid FROM {part} WHERE {column} = ?", id_)
        rows += [(part, part_id, part_uid) for part_id, part_uid in found]
    uids = [row_uid for _, _, row_uid in rows]
    logged = ask(
        f"SELECT transaction_id, id, table_name, row_uid, action, old_values, new_values FROM change_log"
        f" WHERE row_uid IN ({marks(uids)}) ORDER BY id DESC LIMIT ?",
        *uids,
        limit,
    )
    for each in {row_table for row_table, _, _ in rows}:
        ids = [row_id for row_table, row_id, _ in rows if row_table == each]
        made = ask(
            f"SELECT b.transaction_id, t.uid FROM {bulk_log.inserted(each)} WHERE t.id IN ({marks(ids)})",
            *ids,
        )
        logged += [(transaction, 0, each, row_uid, "insert", "{}", "{}") for transaction, row_uid in made]
    return _in_words(logged)[:limit]


def rows_of_transaction(uid: str, *, limit: int = 200) -> tuple[int, list[RowChange]]:
    """How many rows a thing done (the uid of a ``HistoryRow``) wrote, and the first of them in words."""
    found = ask("SELECT id FROM ledger_transaction WHERE uid = ?", uid)
    if not found:
        return 0, []
    (id_,) = found[0]
    ((alone,),) = ask("SELECT COUNT(DISTINCT row_uid) FROM change_log WHERE transaction_id = ?", id_)
    ((in_bulk,),) = ask(
        "SELECT COALESCE(SUM(last_id - first_id + 1), 0) FROM bulk_insert WHERE transaction_id = ?", id_
    )
    logged = ask(
        "SELECT transaction_id, id, table_name, row_uid, action, old_values, new_values FROM change_log"
        " WHERE transaction_id = ? ORDER BY id LIMIT ?",
        id_,
        limit,
    )
    for table in bulk_log.tables_of(id_):
        made = ask(
            f"SELECT t.uid FROM {bulk_log.inserted(table)} WHERE b.transaction_id = ? LIMIT ?", id_, limit
        )
        logged += [(id_, 0, table, row_uid, "insert", "{}", "{}") for (row_uid,) in made]
    return alone + in_bulk, _in_words(logged)[:limit]


def _row(uid: str) -> tuple[str, int]:
    for table in TABLE_WORDS:
        found = ask(f"SELECT id FROM {table} WHERE uid = ?", uid)
        if found:
            return table, found[0][0]
    raise UserError("没有找到这条记录，可能已被彻底删除；请刷新后再选。")


def _columns_to(table: str, parts: Iterable[str]) -> dict[str, str]:
    """Of tables that refer to ``table`` the first column that does; others are passed over."""
    found = {}
    for part in parts:
        columns = [column for column, parent in _PARENTS.get(part, {}).items() if parent == table]
        if columns:
            own = f"{table}_id"
            found[part] = own if own in columns else columns[0]
    return found


def _in_words(logged: Collection[tuple[Any, ...]]) -> list[RowChange]:
    """Log rows as changes, newest first; what one transaction did to one row is one change."""
    merged: dict[tuple[int, str], tuple[str, list[str], dict[str, Any], dict[str, Any]]] = {}
    for transaction, _, table, uid, action, old, new in sorted(logged, key=lambda row: (row[0], row[1])):
        known = merged.setdefault((transaction, uid), (table, [], {}, {}))
        known[1].append(action)
        for column, value in json.loads(old).items():
            known[2].setdefault(column, value)
        known[3].update(json.loads(new))
    parents = [
        (_PARENTS[table][column], value)
        for table, _, old, new in merged.values()
        for values in (old, new)
        for column, value in values.items()
        if column in _PARENTS[table] and value
    ]
    titles = titles_of([*((table, uid) for (_, uid), (table, *_) in merged.items()), *parents])
    done = _transactions({transaction for transaction, _ in merged})
    changes = []
    for (transaction, uid), (table, actions, old, new) in merged.items():
        transaction_uid, happened_at, operator, label = done[transaction]
        action = _action(actions, old, new)
        fields = () if action is RowAction.ADDED else tuple(_fields(table, old, new, titles))
        if action is RowAction.CHANGED and not fields:
            continue
        changes.append(
            RowChange(
                transaction_uid,
                happened_at,
                operator,
                label,
                table,
                TABLE_WORDS[table],
                uid,
                titles.get(uid, ""),
                action,
                fields,
            )
        )
    return changes[::-1]


def _action(actions: Collection[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> RowAction:
    if "insert" in actions:
        return RowAction.ADDED
    if "deleted_at" in new and bool(old.get("deleted_at")) is not bool(new["deleted_at"]):
        return RowAction.WITHDRAWN if new["deleted_at"] else RowAction.RESTORED
    return RowAction.CHANGED


def _fields(
    table: str, old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, str]
) -> Iterable[FieldChange]:
    for column, value in new.items():
        word = field_word(table, column)
        if word and old.get(column) != value:
            before, after = (_words(table, column, each, titles) for each in (old.get(column), value))
            yield FieldChange(column, word, before, after)


def _words(table: str, column: str, value: Any, titles: Mapping[str, str]) -> str:
    if column in _PARENTS[table]:
        return titles.get(value, "") if value else ""
    return value_words(table, column, value)


def _transactions(ids: Collection[int]) -> dict[int, tuple[str, str, str, str]]:
    rows = ask(
        f"SELECT id, uid, happened_at, operator, label FROM ledger_transaction WHERE id IN ({marks(ids)})",
        *ids,
    )
    return {id_: (uid, happened_at, operator, label) for id_, uid, happened_at, operator, label in rows}
