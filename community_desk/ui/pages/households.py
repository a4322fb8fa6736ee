"""户: every household of the community, and the card of one of them."""

from typing import ClassVar

from community_desk.ledger.inputs import Written
from community_desk.ledger.lists import HouseholdFilter
from community_desk.ledger.lists_households import HOUSEHOLDS
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_household import AddHouseholdDialog
from community_desk.ui.dialogs.export_dialog import ExportDialog
from community_desk.ui.household_card import HouseholdCardView
from community_desk.ui.list_columns import household_columns
from community_desk.ui.list_filters import household_parts
from community_desk.ui.register_page import RegisterPage


class HouseholdsPage(RegisterPage[HouseholdFilter]):
    """The list of households."""

    name: ClassVar[str] = "households"
    title: ClassVar[str] = "户"
    icon: ClassVar[str] = "mdi6.account-group-outline"
    unit: ClassVar[str] = "户"
    missing: ClassVar[str] = "这一户不在平时的列表里（已结束），资料在右边。"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            kind=HOUSEHOLDS,
            columns=household_columns(desk),
            parts=household_parts(),
            empty=HouseholdFilter(),
            card=HouseholdCardView(desk),
        )
        self.add_verb("导入", "mdi6.file-import-outline", self.import_ledger)
        self.add_verb("导出", "mdi6.file-export-outline", self.export)
        self.add_verb("打印走访单", "mdi6.printer-outline", self.print_sheets)
        self.add_verb("新增户", "mdi6.plus", self.add, main=True)
        self.add_row_verb("打印所选户的走访单", self.print_sheets)
        self.add_row_verb("导出所选户…", self.export)
        self.set_first_step()

    def set_first_step(self) -> None:
        """An empty ledger is filled from the community's own Excel file."""
        self.table.set_empty(
            "还没有户。可以从现有的 Excel 台账导入，也可以一户一户新增。", "导入", self.import_ledger
        )

    def import_ledger(self) -> None:
        """Open the import."""
        from community_desk.ui.dialogs.import_wizard import open_import_wizard  # noqa: PLC0415 - when it is wanted

        open_import_wizard(self.desk, self)

    def export(self) -> None:
        """Export the selected households if several are, else all that are shown."""
        ExportDialog(self.desk, self, self.table, title=self.title, unit=self.unit).open()

    def print_sheets(self) -> None:
        """Visit sheets for the selected households."""
        chosen = self.table.selected_uids()
        if not chosen:
            self.desk.refused.emit("请先在列表里选户（按住 Ctrl 或 Shift 可以选多户），再打印走访单。")
            return
        self.desk.open("visit_sheet", ",".join(chosen))

    def add(self) -> None:
        """Enter a household."""
        dialog = AddHouseholdDialog(self.desk, self)
        dialog.added.connect(self._added)
        dialog.open()

    def _added(self, written: Written) -> None:
        self.open("household", written.uid)
        self.card.warn([warning.sentence for warning in written.warnings])
