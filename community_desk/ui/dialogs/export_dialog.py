"""Exporting a list as an Excel file: which rows, what for, and what of the numbers goes out."""

from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QLineEdit, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import access
from community_desk.ledger.lists import HouseholdFilter, ResidentFilter
from community_desk.tasks.progress import Progress
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.table_view import RegisterTable

_ALL, _SELECTED = "all", "selected"


class ExportDialog(FormDialog):
    """Of the list that ``table`` shows; ``title`` names it ("居民"), ``unit`` counts it ("人")."""

    def __init__(self, desk: Desk, parent: QWidget, table: RegisterTable, *, title: str, unit: str) -> None:
        super().__init__(desk, parent, title=f"导出{title}", verb="导出")
        self._table, self._title, self._unit = table, title, unit
        self._is_of_households = isinstance(table.table.filter, HouseholdFilter)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.which = QComboBox()
        selected = table.selected_count()
        if selected > 1:
            self.which.addItem(f"选中的 {selected:,} {unit}", _SELECTED)
        self.which.addItem(f"列表里的全部 {table.table.count:,} {unit}", _ALL)
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText("会记进查看记录，如：报街道老年人名册")
        self.purpose.setMaxLength(100)
        self.phones = QCheckBox("写全电话号码（不选就写成 138****1234）")
        self.categories = QCheckBox("带上关爱类别")
        self.id_numbers = QCheckBox("带上完整证件号码", self)
        self.id_numbers.setVisible(not self._is_of_households)
        for word, field in (("导出", self.which), ("用途", self.purpose)):
            rows.addRow(word, field)
            field.setAccessibleName(word)
        fields: dict[str, QWidget] = {"which": self.which, "purpose": self.purpose}
        for name, box in (
            ("phones", self.phones),
            ("categories", self.categories),
            ("id_numbers", self.id_numbers),
        ):
            if name != "id_numbers" or not self._is_of_households:
                rows.addRow("", box)
                fields[name] = box
        self.set_form(form, name="export", fields=fields)
        self.above.addWidget(
            text_label("Excel 文件离开这台电脑后就管不到了：只带用得着的，用完删掉。", "second")
        )
        self.which.currentIndexChanged.connect(lambda _: self._name_verb())
        self._name_verb()
        self.purpose.setFocus()

    def reject(self) -> None:
        """Nothing here is worth asking about."""
        if self.keeper is not None:
            self.keeper.discard()
        super().reject()

    def _count(self) -> int:
        return (
            self._table.selected_count() if self.which.currentData() == _SELECTED else self._table.table.count
        )

    def _name_verb(self) -> None:
        self.verb.setText(f"导出 {self._count():,} {self._unit}")
        self.verb.setAccessibleName(self.verb.text())
        self.verb.setEnabled(self._count() > 0)

    def save(self) -> None:
        """Ask where the file goes, and write it beside the window."""
        assert self.keeper is not None
        self.keeper.clear_messages()
        if not self.purpose.text().strip():
            self.keeper.show_message("purpose", "请写明用途，导出会记下来。")
            return
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._title}{self.desk.today():%Y%m%d}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, f"导出{self._title}", str(Path(place) / name), "Excel 文件 (*.xlsx)"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Log the export and write it into ``path``."""
        assert self.keeper is not None
        desk, count = self.desk, self._count()
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        also = [
            box.text().split("（")[0]
            for box in (self.phones, self.categories, self.id_numbers)
            if box.isChecked()
        ]
        subject = f"{self._title}列表" + (f"（{'、'.join(also)}）" if also else "")

        def log(_changed: object) -> bool:
            access.record_export(
                subject=subject, purpose=self.purpose.text(), person_count=count, operator=desk.operator
            )
            return True

        task = self._task(path)
        if self.keeper.save(log) is None:
            return
        try:
            desk.jobs.run(
                f"正在导出{self._title}",
                task,
                done=lambda number: desk.say(f"已导出 {number:,} {self._unit}：{path}"),
            )
        except UserError as refusal:
            desk.refused.emit(refusal.sentence)
            return
        self.done_with(str(path))

    def _task(self, path: Path) -> Callable[[], Generator[Progress, None, int]]:
        from community_desk.tasks.export_list import (  # noqa: PLC0415 - when it is wanted
            Disclosure,
            export_households,
            export_residents,
        )

        model = self._table.table
        wanted: Any = model.filter
        if self.which.currentData() == _SELECTED:
            wanted = replace(wanted, only_uids=tuple(self._table.selected_uids()))
        disclosed = Disclosure(
            phones=self.phones.isChecked(),
            id_numbers=self.id_numbers.isChecked(),
            categories=self.categories.isChecked(),
        )
        export: Callable[..., Generator[Progress, None, int]] = (
            export_residents if isinstance(wanted, ResidentFilter) else export_households
        )
        return partial(
            export,
            path,
            wanted,
            sort=model.sort_key,
            descending=model.descending,
            disclosed=disclosed,
            today=self.desk.today(),
        )
