"""Entering and correcting grids, compounds and buildings."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from community_desk.domain.codes import BuildingKind, CompoundKind
from community_desk.ledger import buildings, places, staff
from community_desk.ledger.buildings import BuildingRow
from community_desk.ledger.inputs import Written
from community_desk.ledger.places import CompoundRow, GridRow
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.forms.ui_building import Ui_BuildingForm
from community_desk.ui.forms.ui_compound import Ui_CompoundForm
from community_desk.ui.forms.ui_grid import Ui_GridForm

_LIFTS = {"": None, "yes": True, "no": False}


class GridDialog(FormDialog):
    """Of ``row``, or of a new grid."""

    def __init__(self, desk: Desk, parent: QWidget, row: GridRow | None) -> None:
        super().__init__(
            desk, parent, title=row.name if row else "新增网格", verb="保存" if row else "新增网格"
        )
        self._row = row
        form = QWidget()
        ui = self.ui = Ui_GridForm()
        ui.setupUi(form)
        ui.worker.addItem("还没有", "")
        for member in staff.list_staff(active_only=True):
            ui.worker.addItem(" ".join(filter(None, (member.name, member.role))), member.uid)
        if row and row.worker_uid and ui.worker.findData(row.worker_uid) < 0:
            ui.worker.addItem(f"{row.worker}（已离开）", row.worker_uid)
        fields: dict[str, QWidget] = {"name": ui.name, "worker": ui.worker, "note": ui.note}
        keeper = self.set_form(form, name="grid", row_uid=row.uid if row else "", fields=fields)
        if row:
            keeper.load({"name": row.name, "worker": row.worker_uid, "note": row.note})
        keeper.offer()
        ui.name.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, row, values = self.desk, self._row, self.keeper.values()
        written = self.keeper.save(
            lambda changed: (
                places.edit_grid(row.uid, operator=desk.operator, seen_version=row.version, **changed)
                if row
                else places.add_grid(operator=desk.operator, **values)
            )
        )
        if written is not None:
            desk.say(f"已{'保存' if row else '新增'}{self.ui.name.text().strip()}。", undo=True)
            self.done_with(written.uid)


class CompoundDialog(FormDialog):
    """Of ``row``, or of a new compound or hamlet."""

    def __init__(self, desk: Desk, parent: QWidget, row: CompoundRow | None) -> None:
        super().__init__(
            desk,
            parent,
            title=row.name if row else "新增小区或自然村",
            verb="保存" if row else "新增",
        )
        self._row = row
        form = QWidget()
        ui = self.ui = Ui_CompoundForm()
        ui.setupUi(form)
        form_choices.offer_codes(ui.kind, CompoundKind)
        fields: dict[str, QWidget] = {"name": ui.name, "kind": ui.kind}
        keeper = self.set_form(form, name="compound", row_uid=row.uid if row else "", fields=fields)
        if row:
            keeper.load({"name": row.name, "kind": row.kind.value})
        keeper.offer()
        ui.name.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, row, values = self.desk, self._row, self.keeper.values()
        written = self.keeper.save(
            lambda changed: (
                places.edit_compound(row.uid, operator=desk.operator, seen_version=row.version, **changed)
                if row
                else places.add_compound(operator=desk.operator, **values)
            )
        )
        if written is not None:
            desk.say(f"已{'保存' if row else '新增'}{self.ui.name.text().strip()}。", undo=True)
            self.done_with(written.uid)


class BuildingDialog(FormDialog):
    """Of ``row``, or of a new building of ``compound``."""

    def __init__(
        self, desk: Desk, parent: QWidget, row: BuildingRow | None, *, compound: CompoundRow | None = None
    ) -> None:
        where = f"{row.compound}{row.name}" if row else f"在{compound.name if compound else ''}新增楼栋或巷路"
        super().__init__(desk, parent, title=where, verb="保存" if row else "新增")
        self._row, self._compound = row, compound
        form = QWidget()
        ui = self.ui = Ui_BuildingForm()
        ui.setupUi(form)
        form_choices.offer_codes(ui.kind, BuildingKind)
        offer_grids(ui.grid, unset="不分网格")
        for word, value in (("不详", ""), ("有", "yes"), ("没有", "no")):
            ui.has_lift.addItem(word, value)
        fields: dict[str, QWidget] = {
            name: getattr(ui, name)
            for name in (
                "name", "kind", "grid", "unit_count", "floor_count", "has_lift", "lane_loop", "entry_note",
            )
        }  # fmt: skip
        keeper = self.set_form(form, name="building", row_uid=row.uid if row else "", fields=fields)
        if row:
            lift = next(key for key, value in _LIFTS.items() if value is row.has_lift)
            values = {field: getattr(row, field) for field in fields if field not in {"grid", "has_lift"}}
            keeper.load({**values, "kind": row.kind.value, "grid": row.grid_uid, "has_lift": lift})
        else:
            lane = compound is not None and compound.kind is CompoundKind.HAMLET
            kind = BuildingKind.LANE if lane else BuildingKind.BLOCK
            keeper.load({"kind": kind.value, "grid": "", "has_lift": "", "lane_loop": True})
        ui.kind.currentIndexChanged.connect(lambda _: self._show_fitting())
        self._show_fitting()
        keeper.offer()
        ui.name.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, row, compound = self.desk, self._row, self._compound
        values = _typed(self.keeper.values())

        def write(changed: dict[str, Any]) -> Written:
            if row:
                return buildings.edit_building(
                    row.uid, operator=desk.operator, seen_version=row.version, **_typed(changed)
                )
            assert compound is not None
            return buildings.add_building(compound=compound.uid, operator=desk.operator, **values)

        written = self.keeper.save(write)
        if written is not None:
            desk.say(f"已{'保存' if row else '新增'}{self.ui.name.text().strip()}。", undo=True)
            self.done_with(written.uid)

    def _show_fitting(self) -> None:
        """A lane has no units, floors and lift; a block has no two sides."""
        is_lane = self.ui.kind.currentData() == BuildingKind.LANE.value
        for place in (3, 4, 5):
            self.ui.rows.setRowVisible(place, not is_lane)
        self.ui.rows.setRowVisible(6, is_lane)
        if self.isVisible():
            self.fit()


def offer_grids(box: QComboBox, *, unset: str) -> None:
    """Have ``box`` offer the grids, and none of them as ``unset``."""
    box.clear()
    box.addItem(unset, "")
    for grid in places.list_grids():
        box.addItem(grid.name, grid.uid)


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """As the verbs want them: a lift is there, is not, or nobody knows."""
    return {**fields, "has_lift": _LIFTS[fields["has_lift"]]} if "has_lift" in fields else fields
