"""The imports there were, and which somebody has looked at afterwards: their doubts wait on the 工作台 until then.

Apart from ``imports`` because every morning asks for it, and a window that starts need not load all of importing.
"""

from dataclasses import dataclass

from community_desk.ledger import changes, settings
from community_desk.ledger.models import ImportBatch

_LOOKED_AT = "imports_looked_at"


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """An import as the list of imports shows it; ``happened_at`` in UTC."""

    uid: str
    file_name: str
    happened_at: str
    operator: str
    added: int
    updated: int
    unchanged: int
    doubts: int
    is_undone: bool


def list_imports() -> list[BatchInfo]:
    """Every import, the newest first, those that were undone too."""
    rows = ImportBatch.select().order_by(ImportBatch.id.desc())
    return [
        BatchInfo(
            row.uid, row.file_name, row.created_at, row.operator, row.added, row.updated, row.unchanged,
            row.doubts, row.deleted_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def imports_to_look_at() -> list[BatchInfo]:
    """The imports with doubts that nobody has looked at and that are not undone, the newest first."""
    seen = set(settings.get_list(_LOOKED_AT))
    return [
        batch for batch in list_imports() if batch.doubts and not batch.is_undone and batch.uid not in seen
    ]


def looked_at_import(uid: str, *, operator: str) -> None:
    """Note that the doubts of an import (uid) were looked at; nothing is written where they were before."""
    seen = settings.get_list(_LOOKED_AT)
    if uid not in seen:
        with changes.transaction("看过导入的疑问", operator=operator, undoable=False):
            settings.put(_LOOKED_AT, [*seen, uid], operator=operator)
