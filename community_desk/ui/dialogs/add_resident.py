"""Entering a person of whom the ledger does not know yet, into a household, a new one, or none."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from community_desk.ledger import households, residents
from community_desk.ledger.inputs import Written
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.door_field import DoorField
from community_desk.ui.resident_editor import ResidentEditor, verb_fields

_NEW_HOME = "新的一户"


class AddResidentDialog(FormDialog):
    """Into ``household`` (uid, and its title), else into one behind a door that is typed.

    ``added`` tells the uid of the resident, or of the household that was made with them, and what to look at again.
    """

    added = Signal(str, object)  # "resident" or "household", Written

    def __init__(
        self, desk: Desk, parent: QWidget, *, household: str = "", household_title: str = ""
    ) -> None:
        title = f"给 {household_title} 添加成员" if household else "新增居民"
        super().__init__(desk, parent, title=title, verb="添加成员" if household else "新增居民")
        self._household = household
        self.above.addWidget(text_label("补录早就住在这里的人。刚搬来或刚出生的请用“变动”登记。", "second"))
        self.door = DoorField(desk)
        self.home = QComboBox()
        self.home.addItem(_NEW_HOME, "")
        above: dict[str, tuple[str, QWidget]] = {}
        if not household:
            above = {"door": ("门牌", self.door), "household": ("哪一户", self.home)}
        self.editor = ResidentEditor(desk, row_uid=household, form_name="add_resident", above=above)
        self.show_widget(self.editor)
        self.keeper = self.editor.keeper
        self.keeper.save_requested.connect(self.save)
        self.keeper.leave_requested.connect(self.reject)
        self.keeper.load({"contact_preference": "anytime"})
        if not household:
            self._show_home()
            self.door.recognised.connect(self._offer_homes)
        self.keeper.offer()
        (self.editor.ui.name if household else self.door).setFocus()

    def _show_home(self) -> None:
        """Which household is asked only where somebody lives behind the door."""
        self.editor.ui.person_group_rows.setRowVisible(1, self.home.count() > 1)

    def _offer_homes(self) -> None:
        found = self.door.found
        chosen = self.home.currentData()
        self.home.clear()
        for uid, head in found.homes if found is not None else ():
            self.home.addItem(f"{head or '没有户主'}这一户", uid)
        self.home.addItem(_NEW_HOME, "")
        self.home.setCurrentIndex(max(self.home.findData(chosen) if chosen else 0, 0))
        self._show_home()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk = self.desk
        values = self.keeper.values()
        typed = str(values.pop("door", "")).strip()
        household = self._household or str(values.pop("household", "") or "")
        fields: dict[str, Any] = verb_fields(values, values)
        makes_home = bool(typed) and not household

        def write(_changed: object) -> Written:
            if makes_home:
                return households.add_household(door=typed, members=[fields], operator=desk.operator)  # type: ignore[list-item] # from its form
            return residents.add_resident(household=household, operator=desk.operator, **fields)

        written = self.keeper.save(write)
        if written is not None:
            desk.say(f"已新增{str(values['name']).strip()}。", undo=True)
            self.added.emit("household" if makes_home else "resident", written)
            self.done_with(written.uid)
