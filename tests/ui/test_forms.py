"""The forms drawn in Qt Designer: the committed modules are made from them, and every field says what it is."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from community_desk.ledger.buildings import BuildingFields
from community_desk.ledger.dwellings import DwellingFields
from community_desk.ledger.households import HouseholdFields
from community_desk.ledger.places import CommunityFields, CompoundFields, GridFields
from community_desk.ledger.resident_categories import CategoryDetails
from community_desk.ledger.resident_input import ResidentFields
from community_desk.ledger.residents import LinkFields
from community_desk.ledger.staff import StaffFields
from community_desk.ui.theme import Theme
from forms.make import FORMS, MODULES, module_name, source_of

NAMES = sorted(form.stem for form in FORMS.glob("*.ui"))
INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, QAbstractSpinBox)
# What a verb of the ledger takes, by the form that asks for it; a category is chosen once and named beside its details.
FIELDS: dict[str, set[str]] = {
    "building": set(BuildingFields.__annotations__),
    "category": {"category", *CategoryDetails.__annotations__},
    "community": set(CommunityFields.__annotations__),
    "compound": set(CompoundFields.__annotations__),
    "dwelling": set(DwellingFields.__annotations__),
    "grid": set(GridFields.__annotations__),
    "household": set(HouseholdFields.__annotations__),
    "link": set(LinkFields.__annotations__),
    "resident": set(ResidentFields.__annotations__),
    "staff": set(StaffFields.__annotations__),
}
# Editors of their own are put into these.
PLACES = {"phones", "other"}
# The card beside a list, less its margins, on the smallest screen.
CARD_WIDTH = 328


def _form(name: str) -> tuple[QWidget, Any]:
    module = import_module(f"community_desk.ui.forms.ui_{name}")
    (fields,) = (kind() for word, kind in vars(module).items() if word.startswith("Ui_"))
    widget = QWidget()
    fields.setupUi(widget)
    return widget, fields


def _inputs(form: QWidget) -> list[QWidget]:
    """The fields in the order of their rows; not the line that is part of a number's field."""
    found: list[QWidget] = [
        child
        for child in form.findChildren(QWidget)
        if child.objectName() in PLACES
        or (isinstance(child, INPUTS) and not child.objectName().startswith("qt_"))
    ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_module_is_what_the_form_makes(name: str) -> None:
    form = FORMS / f"{name}.ui"
    committed = (MODULES / module_name(form)).read_text(encoding="utf-8")
    assert committed == source_of(form), "python forms/make.py makes it anew"
    assert "version" not in committed


def test_no_module_is_left_of_a_form_that_is_gone() -> None:
    made = {module_name(form) for form in FORMS.glob("*.ui")} | {"__init__.py"}
    assert {path.name for path in MODULES.glob("*.py")} == made


def test_uic_is_not_asked_for_a_form_that_it_cannot_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ui"
    broken.write_text("<ui version='4.0'><widget class='QWidget'", encoding="utf-8")
    with pytest.raises(ET.ParseError):
        source_of(broken)


@pytest.mark.parametrize("name", NAMES)
def test_fields_are_named_as_the_ledger_names_them(qapp: QApplication, name: str) -> None:
    form, ui = _form(name)
    named = {field.objectName() for field in _inputs(form)}
    assert named == FIELDS[name]
    assert all(isinstance(getattr(ui, field), QWidget) for field in named)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_says_what_it_is(qapp: QApplication, name: str) -> None:
    form, _ = _form(name)
    names = [node.get("name", "") for node in ET.parse(FORMS / f"{name}.ui").iter("widget")]
    assert all(names)
    assert len(names) == len(set(names))
    fields = _inputs(form)
    assert all(field.accessibleName() for field in fields)
    labels = {label.buddy(): label.text() for label in form.findChildren(QLabel)}
    assert None not in labels, "a label belongs to a field"
    assert all(labels.values())
    unlabelled = {field for field in fields if not isinstance(field, QCheckBox)} - labels.keys()
    assert not unlabelled
    assert all(box.text() for box in form.findChildren(QCheckBox))
    assert all(group.title() for group in form.findChildren(QGroupBox))


@pytest.mark.parametrize("name", NAMES)
def test_no_size_is_fixed(name: str) -> None:
    properties = {node.attrib["name"] for node in ET.parse(FORMS / f"{name}.ui").iter("property")}
    assert not properties & {
        "geometry",
        "minimumSize",
        "maximumSize",
        "baseSize",
        "font",
        "styleSheet",
        "palette",
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_card_beside_a_list(theme: Theme, name: str) -> None:
    form, _ = _form(name)
    form.show()
    assert form.minimumSizeHint().width() <= CARD_WIDTH


@pytest.mark.parametrize("name", NAMES)
def test_the_tab_key_goes_down_the_rows(qapp: QApplication, name: str) -> None:
    form, _ = _form(name)
    rows = [field for layout in form.findChildren(QFormLayout) for field in _fields_of(layout)]
    chain = [field for field in _focus_chain(form) if field in rows]
    assert chain == [field for field in rows if field.objectName() not in PLACES]


def _fields_of(layout: QFormLayout) -> Iterator[QWidget]:
    for row in range(layout.rowCount()):
        item = layout.itemAt(row, QFormLayout.ItemRole.FieldRole)
        field = item.widget() if item is not None else None
        if field is not None:
            yield field


def _focus_chain(form: QWidget) -> Iterator[QWidget]:
    here = form.nextInFocusChain()
    while here is not None and here is not form:
        if here.objectName() not in PLACES:
            yield here
        here = here.nextInFocusChain()
