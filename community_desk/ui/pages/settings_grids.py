"""网格: which there are, and who works in them."""

from typing import ClassVar

from community_desk.ledger import places
from community_desk.ledger.places import GridRow
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import GridDialog
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column

COLUMNS = (
    Column("name", "网格", 9, lambda row: row.name),
    Column(
        "worker",
        "网格员",
        8,
        lambda row: row.worker or "还没有",
        tone=lambda row: "" if row.worker else "soon",
    ),
    Column("buildings", "楼栋、巷", 6, lambda row: f"{row.buildings:,}", is_number=True),
    Column("note", "备注", 12, lambda row: row.note.replace("\n", " ")),
)


class GridsSection(Section):
    """Buildings are put into a grid in the section of places."""

    name: ClassVar[str] = "grids"
    title: ClassVar[str] = "网格"
    about: ClassVar[str] = "楼栋划入哪个网格，在“小区和楼栋”里选。"
    tables: ClassVar[frozenset[str]] = frozenset({"grid", "building", "staff"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.edit_button = self.add_verb("编辑", "", self.edit)
        self.withdraw_button = self.add_verb("撤回", "", self.withdraw)
        self.add_verb("新增网格", "mdi6.plus", self.add, main=True)
        self.table: PlainTable[GridRow] = PlainTable(desk, COLUMNS, title="网格列表", key=lambda row: row.uid)
        self.table.set_empty("还没有网格。分了网格，走访单和名单就能按网格挑。", "新增网格", self.add)
        self.table.opened.connect(lambda _: self.edit())
        self.table.current_changed.connect(self._show_verbs)
        self.table.add_verb("编辑…", self.edit)
        self.table.add_verb("撤回", self.withdraw)
        self.rows.addWidget(self.table, 1)
        self._wanted: list[str] = []
        self._show_verbs("")

    def refresh(self) -> None:
        """Read the grids."""
        self.desk.jobs.ask(self, "grids", places.list_grids, self._show)

    def show_rows(self, uids: list[str]) -> None:
        """Choose the first of these grids."""
        self._wanted = uids
        self.refresh()

    def add(self) -> None:
        """Enter a grid."""
        self._open(None)

    def edit(self) -> None:
        """Correct the current one."""
        if self.table.current is not None:
            self._open(self.table.current)

    def withdraw(self) -> None:
        """Take the current one away."""
        row = self.table.current
        if row is not None:
            self.done(
                lambda: places.withdraw_grid(row.uid, operator=self.desk.operator), f"已撤回{row.name}。"
            )

    def _open(self, row: GridRow | None) -> None:
        dialog = GridDialog(self.desk, self, row)
        dialog.accepted.connect(lambda: self.show_rows([dialog.uid]))
        dialog.open()

    def _show(self, rows: list[GridRow]) -> None:
        self.table.show_rows(rows)
        if self._wanted:
            self.table.go_to(self._wanted[0])
            self._wanted = []

    def _show_verbs(self, uid: str) -> None:
        self.edit_button.setEnabled(bool(uid))
        self.withdraw_button.setEnabled(bool(uid))
