"""导入记录: what was imported, what of it is still doubtful, and taking an import back."""

from typing import ClassVar

from community_desk.ui.desk import Desk
from community_desk.ui.pages.settings_imports import ImportsPanel
from community_desk.ui.pages.settings_section import Section


class ImportListSection(Section):
    """The panel of imports in its place among the settings."""

    name: ClassVar[str] = "imports"
    title: ClassVar[str] = "导入记录"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.panel = ImportsPanel(desk)
        self.rows.addWidget(self.panel, 1)

    def show_rows(self, uids: list[str]) -> None:
        """Choose an import."""
        self.panel.open_batch(uids[0])
