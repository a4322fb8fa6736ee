"""设置: what the office decides once: its name and places, staff, lists, look, safety, backups; and what was done."""

from collections.abc import Callable
from importlib import import_module
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget

from community_desk.ledger import buildings, places, staff
from community_desk.ui.desk import Desk
from community_desk.ui.page import Page
from community_desk.ui.pages.settings_section import Section

LIST_WIDTH = 148  # logical pixels at 中


class _Entry(NamedTuple):
    name: str
    title: str
    module: str
    made_by: str


SECTIONS = (
    _Entry("community", "社区", "settings_community", "CommunitySection"),
    _Entry("grids", "网格", "settings_grids", "GridsSection"),
    _Entry("places", "小区和楼栋", "settings_places", "PlacesSection"),
    _Entry("staff", "工作人员", "settings_staff", "StaffSection"),
    _Entry("words", "类别和词语", "settings_words", "WordsSection"),
    _Entry("rules", "走访规则", "settings_rules", "RulesSection"),
    _Entry("look", "外观", "settings_look", "LookSection"),
    _Entry("security", "安全", "settings_security", "SecuritySection"),
    _Entry("backup", "备份和恢复", "settings_backup", "BackupSection"),
    _Entry("imports", "导入记录", "settings_import_list", "ImportListSection"),
    _Entry("log", "日志", "settings_log", "LogSection"),
    _Entry("about", "关于", "settings_about", "AboutSection"),
)
_SECTION_OF = {
    "staff": "staff",
    "grid": "grids",
    "compound": "places",
    "building": "places",
    "words": "words",
    "import": "imports",
}


class SettingsPage(Page):
    """Sections at the left, the chosen one at the right; each is made when it is first looked at."""

    name: ClassVar[str] = "settings"
    title: ClassVar[str] = "设置"
    icon: ClassVar[str] = "mdi6.cog-outline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._made: dict[str, Section] = {}
        self.sections = QListWidget()
        self.sections.setAccessibleName("设置的各部分")
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for entry in SECTIONS:
            item = QListWidgetItem(entry.title)
            item.setData(Qt.ItemDataRole.UserRole, entry.name)
            self.sections.addItem(item)
        self._stack = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(2 * desk.theme.space)
        row.addWidget(self.sections)
        row.addWidget(self._stack, 1)
        self.body.addLayout(row, 1)
        self.first_focus = self.sections
        self.sections.currentRowChanged.connect(self._chosen)
        desk.theme.changed.connect(self._scale)
        self._scale()

    @property
    def section(self) -> Section | None:
        """The one that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Section) else None

    def arrive(self) -> None:
        """Show the section of the last time, the first one at first."""
        if self.section is None:
            self.sections.setCurrentRow(0)
        else:
            self.section.arrive()

    def show_section(self, name: str) -> Section:
        """Turn to a section, unless the one that is shown keeps something that would be lost."""
        place = next(place for place, entry in enumerate(SECTIONS) if entry.name == name)
        self.sections.setCurrentRow(place)
        shown = self.section
        assert shown is not None
        return shown

    def open(self, kind: str, uid: str) -> None:
        """Show a member of staff, a grid, a compound or buildings (uids joined by commas), or a section by its name."""
        if kind == "settings" and uid in {entry.name for entry in SECTIONS}:
            self.show_section(uid)
            return
        uids = uid.split(",")
        section = _SECTION_OF.get(kind) or _section_of_row(uids[0])
        if section and self.show_section(section).name == section:
            assert self.section is not None
            self.section.show_rows(uids)

    def may_leave(self) -> bool:
        """Not while the section keeps something typed that the user does not give up."""
        return self.section is None or self.section.may_leave()

    def _chosen(self, place: int) -> None:
        entry = SECTIONS[place]
        present = self.section
        if present is not None:
            if present.name == entry.name:
                return
            if not present.may_leave():
                self._go_back(present.name)
                return
        section = self._made.get(entry.name)
        if section is None:
            maker: Callable[[Desk], Section] = getattr(
                import_module(f"community_desk.ui.pages.{entry.module}"), entry.made_by
            )
            section = self._made[entry.name] = maker(self.desk)
            self._stack.addWidget(section)
        self._stack.setCurrentWidget(section)
        section.arrive()

    def _go_back(self, name: str) -> None:
        place = next(place for place, entry in enumerate(SECTIONS) if entry.name == name)
        self.sections.blockSignals(True)
        self.sections.setCurrentRow(place)
        self.sections.blockSignals(False)

    def _scale(self) -> None:
        self.sections.setFixedWidth(self.desk.theme.pixels(LIST_WIDTH))
        for place in range(self.sections.count()):
            self.sections.item(place).setSizeHint(QSize(0, self.desk.theme.row_height))


def _section_of_row(uid: str) -> str:
    """Where a row is that is known by its uid alone."""
    if any(row.uid == uid for row in buildings.list_buildings()):
        return "places"
    if any(row.uid == uid for row in places.list_grids()):
        return "grids"
    return "staff" if any(row.uid == uid for row in staff.list_staff()) else ""
