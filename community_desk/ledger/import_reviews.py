"""Which imports somebody has looked at afterwards: their doubts wait on the 工作台 until then."""

from community_desk.ledger import changes, settings
from community_desk.ledger.imports import BatchInfo, list_imports

_LOOKED_AT = "imports_looked_at"


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
