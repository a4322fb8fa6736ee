"""Recording that a care category holds for a person, or correcting what was recorded."""

from typing import Any

from PySide6.QtWidgets import QWidget

from community_desk.domain.codes import AbilityLevel, DisabilityGrade, DisabilityKind
from community_desk.ledger import resident_categories
from community_desk.ledger.resident_categories import CategoryFact
from community_desk.ledger.word_lists import care_categories
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.forms.ui_category import Ui_CategoryForm

# Which details belong to which categories (codes of resources/catalog/care_categories.toml).
_DISABILITY = {"disability", "severe_disability", "elder_and_disabled"}
_ABILITY = {"ability_level"}
_OVERSEAS = {"returned_overseas_chinese", "overseas_chinese_relative"}


class CategoryDialog(FormDialog):
    """Of the resident ``resident`` (uid, and their name for the heading); ``fact`` is what to correct."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, resident: str, name: str, fact: CategoryFact | None = None
    ) -> None:
        title = f"{name}的类别：{fact.category}" if fact else f"给{name}登记类别"
        super().__init__(desk, parent, title=title, verb="保存类别" if fact else "登记类别")
        self._resident, self._fact = resident, fact
        form = QWidget()
        ui = self.ui = Ui_CategoryForm()
        ui.setupUi(form)
        for entry in care_categories():
            if entry.is_active or (fact is not None and fact.code == entry.code):
                ui.category.addItem(entry.word, entry.code)
        for box, codes in (
            (ui.disability_kind, DisabilityKind),
            (ui.disability_grade, DisabilityGrade),
            (ui.ability_level, AbilityLevel),
        ):
            box.clear()
            box.addItem("不清楚", "")
            for code in codes:
                box.addItem(code.word, code.value)
        fields: dict[str, QWidget] = {
            "category": ui.category,
            "word": ui.word,
            "source": ui.source,
            "since": ui.since,
            "note": ui.note,
            "disability_kind": ui.disability_kind,
            "disability_grade": ui.disability_grade,
            "certificate_number": ui.certificate_number,
            "ability_level": ui.ability_level,
            "assessed_on": ui.assessed_on,
            "former_country": ui.former_country,
            "return_year": ui.return_year,
        }
        keeper = self.set_form(form, name="category", row_uid=fact.uid if fact else resident, fields=fields)
        if fact is not None:
            ui.certificate_number.guard(desk, subject=f"{name}的残疾证")
            values = {field: getattr(fact, field) for field in fields if field != "category"}
            keeper.load({**values, "category": fact.code})
            ui.category.setEnabled(False)
        else:
            keeper.load({"source": "上门了解"})
        ui.category.currentIndexChanged.connect(lambda _: self._show_fitting())
        self._show_fitting()
        keeper.offer()
        (ui.word if fact else ui.category).setFocus()

    def _show_fitting(self) -> None:
        """Only the details that the chosen category has, and those that were filled in."""
        assert self.keeper is not None
        code = self.ui.category.currentData()
        values = self.keeper.values()
        for group, codes, fields in (
            (
                self.ui.disability_group,
                _DISABILITY,
                ("disability_kind", "disability_grade", "certificate_number"),
            ),
            (self.ui.ability_group, _ABILITY, ("ability_level", "assessed_on")),
            (self.ui.overseas_group, _OVERSEAS, ("former_country", "return_year")),
        ):
            group.setVisible(code in codes or any(values[field] for field in fields))
        # The word of the source is kept by imports; whoever types chooses from the list.
        self.ui.fact_group_rows.setRowVisible(1, self._fact is not None)
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, fact = self.desk, self._fact
        if fact is not None:
            written = self.keeper.save(
                lambda changed: resident_categories.edit_category(
                    fact.uid, operator=desk.operator, seen_version=fact.version, **changed
                )
            )
        else:
            values = self.keeper.values()
            category = str(values.pop("category") or "")
            details: Any = {field: value for field, value in values.items() if value and field != "word"}
            written = self.keeper.save(
                lambda _: resident_categories.add_category(
                    self._resident, category=category, operator=desk.operator, **details
                )
            )
        if written is not None:
            warnings = " ".join(warning.sentence for warning in written.warnings)
            desk.say(f"类别已{'改好' if fact else '登记'}。{warnings}", undo=True)
            self.done_with(written.uid)
