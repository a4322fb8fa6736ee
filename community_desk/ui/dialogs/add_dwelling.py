"""Entering a door of a building: by its building, or another one goes on from there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from community_desk.domain.codes import Tenure
from community_desk.ledger import buildings, dwellings
from community_desk.ledger.inputs import Written
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.dialogs.place_dialogs import offer_grids
from community_desk.ui.forms.ui_dwelling import Ui_DwellingForm

_FIELDS = ("unit", "room", "floor", "tenure", "grid", "entry_note")


class AddDwellingDialog(FormDialog):
    """``added`` tells the uid of each door that was written."""

    added = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, *, building: str = "") -> None:
        super().__init__(desk, parent, title="新增门牌", verb="新增门牌")
        form = QWidget()
        ui = self.ui = Ui_DwellingForm()
        ui.setupUi(form)
        self.building = QComboBox()
        self.building.setAccessibleName("楼栋、巷路")
        self.building.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for row in buildings.list_buildings():
            self.building.addItem(f"{row.compound} {row.name}", row.uid)
        form_choices.offer_codes(ui.tenure, Tenure, unset="不详")
        offer_grids(ui.grid, unset="和楼栋一样")
        ui.floor.setSpecialValueText("按房号")
        ui.rows.insertRow(0, "楼栋、巷路", self.building)
        self.another = QCheckBox("新增后接着录下一个")
        ui.rows.addRow("", self.another)
        fields: dict[str, QWidget] = {"building": self.building}
        fields |= {name: getattr(ui, name) for name in _FIELDS}
        keeper = self.set_form(form, name="add_dwelling", fields=fields)
        keeper.load({"tenure": Tenure.UNKNOWN.value, **({"building": building} if building else {})})
        keeper.offer()
        (ui.unit if building else self.building).setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, values = self.desk, self.keeper.values()
        building = str(values.pop("building") or "")
        if values["floor"] is None:
            del values["floor"]

        def write(_changed: object) -> Written:
            return dwellings.add_dwelling(building=building, operator=desk.operator, **values)

        written = self.keeper.save(write)
        if written is None:
            return
        where = f"{self.building.currentText()} {self.ui.room.text().strip()}"
        desk.say(f"已新增门牌 {where}。", undo=True)
        self.added.emit(written.uid)
        if self.another.isChecked():
            # Building and unit stay: doors are entered floor by floor.
            self.keeper.load({"room": "", "floor": None, "entry_note": ""})
            self.ui.room.setFocus()
        else:
            self.done_with(written.uid)
