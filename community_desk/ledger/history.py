"""What was done in this ledger, as the 操作记录 shows it: one line for each transaction."""

from dataclasses import dataclass

from community_desk.ledger.rows import bound_database


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A thing done. ``happened_at`` is UTC ISO text; ``is_undone`` where an undo took it back and still stands."""

    uid: str
    happened_at: str
    operator: str
    label: str
    is_undone: bool
    is_undo: bool


def list_history(*, limit: int = 1000) -> list[HistoryRow]:
    """The newest things done, newest first, undos and redos among them."""
    rows = bound_database.execute_sql(
        "SELECT id, uid, happened_at, operator, label, undoes_id FROM ledger_transaction"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    # An undo is newer than what it takes back: going back in time, whether it stands is known when it is met.
    undone: set[int] = set()
    history = []
    for number, uid, happened_at, operator, label, target in rows:
        if target is not None and number not in undone:
            undone.add(target)
        history.append(HistoryRow(uid, happened_at, operator, label, number in undone, target is not None))
    return history
