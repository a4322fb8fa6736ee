"""What was changed in a row and what belongs to it, when and by whom: the tab 改动记录 of the cards."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from PySide6.QtWidgets import QVBoxLayout, QWidget

from community_desk.domain.partial_dates import display_near
from community_desk.ledger.history import RowAction, RowChange, row_history
from community_desk.ui.card_lines import HIDDEN, column, entry, text_label
from community_desk.ui.desk import Desk

_MOST = 60


class HistoryTab(QWidget):
    """Of the row ``uid``; read when the tab is looked at. ``own_table`` is the row's, which is not named again."""

    def __init__(self, desk: Desk, own_table: str, uid: str) -> None:
        super().__init__()
        self._desk, self._own_table = desk, own_table
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        desk.jobs.ask(self, "history", lambda: row_history(uid, limit=_MOST), self._show)

    def _show(self, changes: Sequence[RowChange]) -> None:
        desk = self._desk
        holder, rows = column(0)
        for _, some in groupby(changes, key=lambda change: change.transaction_uid):
            group = list(some)
            first = group[0]
            when = local_moment(first.happened_at, desk.today())
            title = "  ".join(filter(None, (when, first.operator)))
            said = [first.label, *(line for change in group for line in self._lines(change))]
            if desk.is_private:
                said = [HIDDEN]  # what was done names categories
            rows.addWidget(entry(title, "\n".join(said), space=desk.theme.space))
        if not changes:
            rows.addWidget(text_label("还没有改动。", "second"))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(holder)

    def _lines(self, change: RowChange) -> list[str]:
        own = change.table == self._own_table
        what = "" if own else f"{change.table_word}"
        if change.action is not RowAction.CHANGED:
            return [] if own else [f"{change.action.word}{what}"]
        lines = []
        for field in change.fields:
            lines.append(f"{what}{field.word}：{field.old or '（空）'} → {field.new or '（空）'}")
        return lines


def local_moment(happened_at: str, today: date) -> str:
    """A moment in UTC as the office's clock showed it: "11月23日 14:05"."""
    moment = datetime.fromisoformat(happened_at.replace("Z", "+00:00")).astimezone()
    return f"{display_near(moment.date().isoformat(), today=today)} {moment:%H:%M}"
