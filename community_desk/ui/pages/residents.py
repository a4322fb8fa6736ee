"""居民: everybody the ledger knows, and the card of one of them."""

from typing import ClassVar

from community_desk.ledger.inputs import Written
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import FACETS, RESIDENTS, resident_facets
from community_desk.ledger.registers import households_of
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.add_resident import AddResidentDialog
from community_desk.ui.dialogs.export_dialog import ExportDialog
from community_desk.ui.list_columns import resident_columns
from community_desk.ui.list_filters import resident_parts
from community_desk.ui.register_page import RegisterPage
from community_desk.ui.resident_card import ResidentCardView


class ResidentsPage(RegisterPage[ResidentFilter]):
    """The list of residents."""

    name: ClassVar[str] = "residents"
    title: ClassVar[str] = "居民"
    icon: ClassVar[str] = "mdi6.account-outline"
    unit: ClassVar[str] = "人"
    missing: ClassVar[str] = "这位居民不在平时的列表里（已搬离或已故），资料在右边。"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            kind=RESIDENTS,
            columns=resident_columns(desk),
            parts=resident_parts(),
            empty=ResidentFilter(),
            card=ResidentCardView(desk),
            facets=lambda wanted, field: (
                resident_facets(wanted, field, today=desk.today()) if field in FACETS else {}
            ),
        )
        self.add_verb("导入", "mdi6.file-import-outline", self.import_ledger)
        self.add_verb("导出", "mdi6.file-export-outline", self.export)
        self.add_verb("打印走访单", "mdi6.printer-outline", self.print_sheets)
        self.add_verb("新增居民", "mdi6.plus", self.add, main=True)
        self.add_row_verb("打印所选居民的走访单", self.print_sheets)
        self.add_row_verb("导出所选居民…", self.export)
        self.set_first_step()

    def set_first_step(self) -> None:
        """An empty ledger is filled from the community's own Excel file."""
        self.table.set_empty(
            "还没有居民。可以从现有的 Excel 台账导入，也可以一位一位新增。", "导入", self.import_ledger
        )

    def import_ledger(self) -> None:
        """Open the import."""
        from community_desk.ui.dialogs.import_wizard import open_import_wizard  # noqa: PLC0415 - when it is wanted

        open_import_wizard(self.desk, self)

    def export(self) -> None:
        """Export the selected residents if several are, else all that are shown."""
        ExportDialog(self.desk, self, self.table, title=self.title, unit=self.unit).open()

    def print_sheets(self) -> None:
        """Visit sheets for the households of the selected residents."""
        chosen = self.table.selected_uids()
        if not chosen:
            self.desk.refused.emit(
                "请先在列表里选居民（按住 Ctrl 或 Shift 可以选多位），再打印他们那几户的走访单。"
            )
            return
        homes = sorted(households_of(chosen))
        if not homes:
            self.desk.refused.emit("所选的居民都没有登记在哪一户，没有走访单可打。")
            return
        self.desk.open("visit_sheet", ",".join(homes))

    def add(self) -> None:
        """Enter somebody."""
        dialog = AddResidentDialog(self.desk, self)
        dialog.added.connect(self._added)
        dialog.open()

    def _added(self, kind: str, written: Written) -> None:
        if kind == "resident":
            self.open(kind, written.uid)
            self.card.warn([warning.sentence for warning in written.warnings])
        else:
            self.desk.open(kind, written.uid)
