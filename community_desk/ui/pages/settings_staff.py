"""工作人员: who may be the 当前经办人, with or without a PIN."""

from typing import ClassVar

from community_desk.domain.phones import grouped
from community_desk.ledger import staff
from community_desk.ledger.staff import StaffRow
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.staff_dialogs import PinDialog, StaffDialog
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column

COLUMNS = (
    Column("name", "姓名", 8, lambda row: row.name, tone=lambda row: "" if row.is_active else "second"),
    Column("role", "岗位", 8, lambda row: row.role),
    Column("phone", "电话", 9, lambda row: grouped(row.phone), is_private=True),
    Column(
        "state",
        "状态",
        5,
        lambda row: "在岗" if row.is_active else "已离开",
        tone=lambda row: "" if row.is_active else "second",
    ),
    Column("pin", "口令", 5, lambda row: "已设" if row.has_pin else "没有"),
)


class StaffSection(Section):
    """Who has left is set so and stays in the log; only who was entered in error is withdrawn."""

    name: ClassVar[str] = "staff"
    title: ClassVar[str] = "工作人员"
    about: ClassVar[str] = "登记、打印、导出都记在当前经办人名下。设了口令的人，选自己的名字时要输口令。"
    tables: ClassVar[frozenset[str]] = frozenset({"staff", "grid"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.edit_button = self.add_verb("编辑", "", self.edit)
        self.leave_button = self.add_verb("设为离开", "", self.turn)
        self.pin_button = self.add_verb("口令", "", self.set_pin)
        self.withdraw_button = self.add_verb("撤回", "", self.withdraw)
        self.add_verb("新增工作人员", "mdi6.plus", self.add, main=True)
        self.table: PlainTable[StaffRow] = PlainTable(
            desk, COLUMNS, title="工作人员列表", key=lambda row: row.uid
        )
        self.table.set_empty("还没有工作人员。", "新增工作人员", self.add)
        self.table.opened.connect(lambda _: self.edit())
        self.table.current_changed.connect(lambda _: self._show_verbs())
        self.table.add_verb("编辑…", self.edit)
        self._turn_action = self.table.add_verb("设为离开", self.turn)
        self.table.add_verb("设口令…", self.set_pin)
        self.table.add_verb("撤回（录错了）", self.withdraw)
        self.rows.addWidget(self.table, 1)
        self._wanted: list[str] = []
        self._show_verbs()

    def refresh(self) -> None:
        """Read the staff."""
        self.desk.jobs.ask(self, "staff", staff.list_staff, self._show)

    def show_rows(self, uids: list[str]) -> None:
        """Choose the first of these."""
        self._wanted = uids
        self.refresh()

    def add(self) -> None:
        """Enter somebody."""
        self._open(None)

    def edit(self) -> None:
        """Correct the current one."""
        if self.table.current is not None:
            self._open(self.table.current)

    def turn(self) -> None:
        """Set the current one to have left, or to be there again."""
        row = self.table.current
        if row is None:
            return
        if row.is_active and row.name == self.desk.operator:
            self.desk.refused.emit("您正以这个名字办事，请先换一位经办人，再设为离开。")
            return
        self.done(
            lambda: staff.edit_staff(row.uid, is_active=not row.is_active, operator=self.desk.operator),
            f"{row.name}{'已设为离开' if row.is_active else '又在岗了'}。",
        )

    def set_pin(self) -> None:
        """Set or take off the PIN of the current one."""
        if self.table.current is not None:
            PinDialog(self.desk, self, self.table.current).open()

    def withdraw(self) -> None:
        """Take somebody out who should never have been here."""
        row = self.table.current
        if row is None:
            return
        if row.name == self.desk.operator:
            self.desk.refused.emit("您正以这个名字办事，请先换一位经办人，再撤回。")
            return
        self.done(lambda: staff.withdraw_staff(row.uid, operator=self.desk.operator), f"已撤回{row.name}。")

    def _open(self, row: StaffRow | None) -> None:
        dialog = StaffDialog(self.desk, self, row)
        dialog.accepted.connect(lambda: self.show_rows([dialog.uid]))
        dialog.open()

    def _show(self, rows: list[StaffRow]) -> None:
        self.table.show_rows(rows)
        if self._wanted:
            self.table.go_to(self._wanted[0])
            self._wanted = []
        self._show_verbs()

    def _show_verbs(self) -> None:
        row = self.table.current
        for button in (self.edit_button, self.leave_button, self.pin_button, self.withdraw_button):
            button.setEnabled(row is not None)
        word = "设为离开" if row is None or row.is_active else "设为在岗"
        self.leave_button.setText(word)
        self.leave_button.setAccessibleName(word)
        self._turn_action.setText(word)
