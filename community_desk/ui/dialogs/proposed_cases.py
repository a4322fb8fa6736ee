"""待列入: households whose members' categories suggest taking them into care; a person ticks which."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from community_desk.ledger import care
from community_desk.ledger.care_proposals import ProposedCase, propose_care_cases
from community_desk.ui import form_choices
from community_desk.ui.card_lines import quiet_button, text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import WIDE, FormDialog
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column

_HEIGHT = 300  # logical pixels at 中


class ProposedCasesDialog(FormDialog):
    """All that are proposed, none of them ticked: nobody is taken into care by a program. One undo takes all back."""

    opened = Signal(object)  # the new cases' uids

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, title="待列入的住户", verb="列为关爱户", width=WIDE)
        self._ticked: set[str] = set()
        self.above.addWidget(
            text_label(
                "按已登记的类别，这些住户可能需要关爱。勾选要列入的（空格键），频次和需求列入后还能改。",
                "second",
            )
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.theme.space)
        self.table: PlainTable[ProposedCase] = PlainTable(
            desk,
            (
                Column("tick", "列入", 3, lambda row: "☑" if row.household_uid in self._ticked else "☐"),
                Column("door", "门牌", 10, lambda row: row.door or "没有门牌"),
                Column("head", "户主", 5, lambda row: row.head),
                Column("level", "频次", 4, lambda row: form_choices.level_words(row.level)),
                Column("why", "为什么", 22, lambda row: row.why, is_private=True),
            ),
            title="待列入的住户",
            key=lambda row: row.household_uid,
            many=True,
        )
        self.table.setMinimumHeight(desk.theme.pixels(_HEIGHT))
        self.table.set_empty("正在找……")
        self.table.opened.connect(lambda _: self._turn_selected())
        self.table.clicked.connect(lambda index: self._turn_selected() if index.column() == 0 else None)
        self.table.installEventFilter(self)
        row = QHBoxLayout()
        self.all_button = quiet_button("全选", "", lambda: self._tick_all(on=True))
        self.none_button = quiet_button("全不选", "", lambda: self._tick_all(on=False))
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.show_widget(inside)
        self._name_verb()
        self.table.setFocus()
        desk.jobs.ask(self, "proposals", propose_care_cases, self._show)

    @property
    def ticked(self) -> Sequence[ProposedCase]:
        """Those that are to be taken into care, in the order of the list."""
        return [row for row in self.table.rows if row.household_uid in self._ticked]

    def _show(self, found: Sequence[ProposedCase]) -> None:
        self.table.set_empty("没有待列入的：登记了相关类别的住户都已建过档。")
        self.table.show_rows(found)
        self._name_verb()

    def _turn_selected(self) -> None:
        """Tick the chosen rows, or none of them if all are ticked already."""
        rows = {row.household_uid for row in self.table.selected()}
        self._ticked = self._ticked - rows if rows <= self._ticked else self._ticked | rows
        self._ticks_changed()

    def _tick_all(self, *, on: bool) -> None:
        self._ticked = {row.household_uid for row in self.table.rows} if on else set()
        self._ticks_changed()

    def _ticks_changed(self) -> None:
        self.table.viewport().update()
        self._name_verb()

    def _name_verb(self) -> None:
        count = len(self.ticked)
        self.verb.setText(f"把 {count:,} 户列为关爱户" if count else "列为关爱户")
        self.verb.setAccessibleName(self.verb.text())
        self.verb.setEnabled(bool(count))
        self.all_button.setEnabled(bool(self.table.rows))
        self.none_button.setEnabled(bool(count))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The space bar ticks."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            self._turn_selected()
            return True
        return super().eventFilter(watched, event)

    def save(self) -> None:
        """Open the cases, all at once."""
        chosen = self.ticked
        if not chosen:
            return
        uids = self.desk.attempt(
            lambda: care.open_care_cases([row.as_case() for row in chosen], operator=self.desk.operator)
        )
        if uids is not None:
            self.desk.say(f"已把 {len(uids):,} 户列为关爱户。", undo=True)
            self.opened.emit(uids)
            self.done_with(uids[0])
