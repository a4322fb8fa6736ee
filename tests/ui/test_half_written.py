"""Every form that keeps drafts can be named on the 工作台."""

import ast
from collections.abc import Iterator
from pathlib import Path

from community_desk.ui.dialogs.life_event_kinds import KINDS
from community_desk.ui.half_written import half_written, is_known

UI = Path(__file__).resolve().parents[2] / "community_desk" / "ui"


def names_of_forms() -> Iterator[tuple[str, str]]:
    """(file, name) of every form handed to a keeper under a literal name."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            for keyword in node.keywords:
                wanted = "form_name" if called == "ResidentEditor" else "name"
                if (
                    called in {"set_form", "FormKeeper", "ResidentEditor", "keep"} and keyword.arg == wanted
                ) and isinstance(keyword.value, ast.Constant):
                    yield path.name, str(keyword.value.value)


def test_every_form_is_known() -> None:
    found = list(names_of_forms())
    assert len(found) > 15
    assert not [(file, name) for file, name in found if not is_known(name)]


def test_every_life_event_is_known() -> None:
    assert all(is_known(f"event_{name}") for name in KINDS)


def test_a_form_of_a_later_version_leads_nowhere() -> None:
    assert not is_known("of_a_later_version")
    assert half_written("of_a_later_version").page == ""
