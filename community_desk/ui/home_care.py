"""What the 工作台 shows of looking after people; every number and line leads to the households behind it."""

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from community_desk.ledger.due_today import DueToday, GridOverdue, WorkerDue
from community_desk.ledger.follow_ups import FollowUpRow
from community_desk.ui.card_lines import HIDDEN, link_button, text_label
from community_desk.ui.care_tabs import follow_up_words
from community_desk.ui.desk import Desk

_MOST_WORKERS, _MOST_GRIDS, _MOST_PROMISES = 8, 8, 5


class HomeCare(QWidget):
    """Due by person beside overdue by grid, and below both the promises that are open."""

    def __init__(self, desk: Desk, found: DueToday) -> None:
        super().__init__()
        self._desk = desk
        space = desk.theme.space
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2 * space)
        if found.workers or found.grids:
            row = QHBoxLayout()
            row.setSpacing(space)
            row.addWidget(self._workers(found.workers), 3)
            row.addWidget(self._grids(found.grids), 2)
            whole.addLayout(row)
        if found.promises:
            whole.addWidget(self._promises(found.promises))

    @staticmethod
    def has_anything(found: DueToday) -> bool:
        """Whether there is anything to show."""
        return bool(found.workers or found.grids or found.promises)

    def _workers(self, workers: Sequence[WorkerDue]) -> QWidget:
        card, column = self._card("该走访的关爱户")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * self._desk.theme.space)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for place, row in enumerate(workers[:_MOST_WORKERS]):
            grid.addWidget(text_label(row.name or "没有负责人", "" if row.name else "warning"), place, 0)
            for across, (word, uids) in enumerate(
                (("超期", row.overdue), ("今天", row.today), ("七天内", row.week)), start=1
            ):
                grid.addWidget(self._count(row, word, uids), place, across, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        if len(workers) > _MOST_WORKERS:
            column.addWidget(_second(f"还有 {len(workers) - _MOST_WORKERS} 位负责人"))
        column.addStretch(1)
        return card

    def _count(self, row: WorkerDue, word: str, uids: Sequence[str]) -> QWidget:
        if not uids:
            return QWidget()
        return link_button(
            f"{word} {len(uids)} 户",
            partial(self._desk.open, "care", ",".join(uids)),
            name=f"{row.name or '没有负责人'}：{word} {len(uids)} 户",
        )

    def _grids(self, grids: Sequence[GridOverdue]) -> QWidget:
        card, column = self._card("各网格超期未访")
        if not grids:
            column.addWidget(_second("没有超期的。"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._desk.theme.space)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        most = max((row.count for row in grids), default=1)
        for place, row in enumerate(grids[:_MOST_GRIDS]):
            name = row.name or "没有网格"
            wanted = {"overdue": True, "grids": [row.uid]} if row.uid else {"overdue": True}
            words = f"{row.count} 户，最久 {row.longest} 天"
            link = link_button(
                name, partial(self._desk.open, "care", json.dumps(wanted)), name=f"{name}：超期 {words}"
            )
            bar = QProgressBar()
            bar.setRange(0, most)
            bar.setValue(row.count)
            bar.setTextVisible(False)
            bar.setAccessibleName(f"{name}超期 {row.count} 户")
            label = QLabel(words)
            label.setProperty("look", "second")
            grid.addWidget(link, place, 0)
            grid.addWidget(bar, place, 1)
            grid.addWidget(label, place, 2)
        column.addLayout(grid)
        column.addStretch(1)
        return card

    def _promises(self, promises: Sequence[FollowUpRow]) -> QWidget:
        late = sum(bool(row.days_overdue) for row in promises)
        card, column = self._card(
            f"答应了还没办的 {len(promises)} 件" + (f"，过了日子的 {late} 件" if late else "")
        )
        for row in promises[:_MOST_PROMISES]:
            hidden = self._desk.is_private
            where = " ".join(filter(None, (row.short, row.head)))
            kind, uid = ("care_case", row.case_uid) if row.case_uid else ("household", row.household_uid)
            line = QHBoxLayout()
            line.setSpacing(self._desk.theme.space)
            what = HIDDEN if hidden else row.what
            line.addWidget(link_button(where, partial(self._desk.open, kind, uid), name=f"{where}：{what}"))
            line.addWidget(text_label(what), 1)
            words = QLabel(" · ".join(filter(None, follow_up_words(row, self._desk)[1:4])))
            words.setProperty("look", "error" if row.days_overdue else "second")
            line.addWidget(words)
            column.addLayout(line)
        if len(promises) > _MOST_PROMISES:
            cases = list(dict.fromkeys(row.case_uid for row in promises if row.case_uid))
            if cases:
                more = link_button(
                    f"看全部有事要办的 {len(cases)} 户", partial(self._desk.open, "care", ",".join(cases))
                )
                column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _card(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame()
        card.setProperty("look", "card")
        column = QVBoxLayout(card)
        space = self._desk.theme.space
        column.setContentsMargins(2 * space, space + space // 2, 2 * space, space + space // 2)
        column.setSpacing(space)
        column.addWidget(text_label(title, "heading"))
        return card, column


def _second(text: str) -> QLabel:
    return text_label(text, "second")
