"""Many rows at once, for imports: read as tuples, found by what they are called, brought back, or made."""

from collections.abc import Sequence
from typing import Any

from community_desk.ledger import changes
from community_desk.ledger.rows import LedgerModel, bound_database


def revive(model: type[LedgerModel], ids: Sequence[int]) -> None:
    """Bring withdrawn rows back."""
    changes.update_rows(model, ["deleted_at"], [(None, id_) for id_ in ids])


def revive_of(model: type[LedgerModel], parent: str, keys: Sequence[int]) -> None:
    """Bring back the withdrawn rows of these parents."""
    table = model._meta.table_name
    withdrawn = read_rows(f"SELECT {parent}, id FROM {table} WHERE deleted_at IS NOT NULL")
    wanted = set(keys)
    revive(model, [id_ for key, id_ in withdrawn if key in wanted])


def read_rows(sql: str) -> list[tuple[Any, ...]]:
    """All rows of a statement without parameters."""
    rows: list[tuple[Any, ...]] = bound_database.execute_sql(sql).fetchall()
    return rows


def undone_uids() -> set[str]:
    """The rows that an undo withdrew, as against those that somebody took away on purpose (or by a redo of that).

    The last withdrawal of a row counts: what an undo took and an import brought back may be taken away since.
    """
    undoes = dict(read_rows("SELECT id, undoes_id FROM ledger_transaction WHERE undoes_id IS NOT NULL"))
    if not undoes:
        return set()
    backward: set[int] = set()
    for number in sorted(undoes):
        # A redo is the undo of an undo.
        if undoes[number] not in backward:
            backward.add(number)
    last = dict(
        read_rows(
            "SELECT row_uid, transaction_id FROM change_log"
            " WHERE json_type(new_values, '$.deleted_at') = 'text' ORDER BY id"
        )
    )
    return {uid for uid, transaction in last.items() if transaction in backward}


class NamedRows:
    """A table whose rows are known by what they are called."""

    def __init__(self, model: type[LedgerModel], keys: Sequence[str]) -> None:
        self._model = model
        self._keys = list(keys)

    def bring(
        self, wanted: dict[tuple[Any, ...], tuple[Any, ...]], fields: Sequence[str]
    ) -> dict[tuple[Any, ...], int]:
        """Ids by key of all ``wanted``: those present, those revived, and those made now with ``fields``."""
        table = self._model._meta.table_name
        names = ", ".join(self._keys)
        rows = read_rows(f"SELECT {names}, id, deleted_at FROM {table} ORDER BY deleted_at IS NULL")
        present = {tuple(row[:-2]): row[-2:] for row in rows}
        ids = {key: present[key][0] for key in wanted if key in present}
        revive(self._model, [present[key][0] for key in ids if present[key][1] is not None])
        new = [key for key in wanted if key not in present]
        made = changes.insert_rows(self._model, [*self._keys, *fields], [(*key, *wanted[key]) for key in new])
        return ids | dict(zip(new, made, strict=True))
