"""Undo and redo as tasks: what an import wrote may be a hundred thousand rows."""

from collections.abc import Generator

from community_desk.ledger import imports, undo
from community_desk.tasks.progress import Progress


def undo_last(*, operator: str) -> Generator[Progress, None, undo.Undone]:
    """Take back what was done last; see ``ledger.undo.undo_last``."""
    yield Progress(0, 0, "正在撤销")
    return undo.undo_last(operator=operator)


def redo_last(*, operator: str) -> Generator[Progress, None, undo.Undone]:
    """Do again what was taken back last; see ``ledger.undo.redo_last``."""
    yield Progress(0, 0, "正在重做")
    return undo.redo_last(operator=operator)


def undo_import(uid: str, *, operator: str) -> Generator[Progress, None, undo.Undone]:
    """Take a whole import back (its uid); see ``ledger.imports.undo_import``."""
    yield Progress(0, 0, "正在撤销导入")
    return imports.undo_import(uid, operator=operator)
