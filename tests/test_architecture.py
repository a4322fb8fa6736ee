"""DESIGN's arrows: who may import whom, and the habits that keep the rooms apart."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "community_desk"

# What each room may import of ours; `shipped` (where the shipped files lie) is open to all.
ARROWS = {
    "domain": {"domain"},
    "ledger": {"ledger", "domain"},
    "printing": {"printing", "domain"},
    "exchange": {"exchange", "domain"},
    "tasks": {"tasks", "ledger", "printing", "exchange", "domain"},
    "cli": {"cli", "tasks", "ledger", "domain"},
    "ui": {"ui", "tasks", "ledger", "domain"},
    "__main__": {"cli", "ui", "exchange", "domain"},  # exchange: a frozen program is its own reading child
    "__init__": set(),
    "shipped": set(),
}
# Plain data of rooms further down, which the window shows as it is: a paper's drawing operations and fonts, the tables
# of a foreign file and what an import plans to do with them.
SHOWN_BY_UI = {"printing.page", "printing.fonts", "exchange.import_plan", "exchange.tables"}
# The window asks the ledger's verbs and readers; rows and queries stay behind them.
HIDDEN_FROM_UI = {"ledger.models", "ledger.rows"}
# Libraries that only one room may know.
KEPT_TO = {
    "peewee": "ledger",
    "playhouse": "ledger",
    "sqlcipher3": "ledger",
    "sqlite3": "ledger",
    "reportlab": "printing",
    "PySide6": "ui",
    "qtawesome": "ui",
    "python_calamine": "exchange",
    "xlsxwriter": "exchange",
    "openpyxl": "exchange",
}
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "mixed", "tools"}
LONGEST_MODULE = 500

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "ui/forms" not in path.as_posix())
OURS = [
    *MODULES,
    *sorted(
        path
        for name in ("tests", "benchmarks", "docs", "forms", "locks")
        for path in (ROOT / name).rglob("*.py")
    ),
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, inside functions too, by its full dotted name."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            source = ".".join(part for part in (base, node.module) if part)
            # `from community_desk import ledger` names the room only in its list of names.
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def _refusal(room: str, module: str) -> str:
    """Why ``room`` may not import ``module``; empty if it may."""
    top, _, rest = module.partition(".")
    if KEPT_TO.get(top, room) != room:
        return f"only {KEPT_TO[top]} may import {top}"
    if top != "community_desk":
        return ""
    if room == "ui" and _is_below(rest, HIDDEN_FROM_UI):
        return f"ui asks the ledger's verbs and readers, not {module}"
    if rest.partition(".")[0] in ARROWS[room] | {"shipped", "__version__"}:
        return ""
    if room == "ui" and _is_below(rest, SHOWN_BY_UI):
        return ""
    return f"{room} must not import {module}"


def _is_below(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def test_imports_follow_the_arrows() -> None:
    wrong = [
        f"{_name(path)}:{line} {refusal}"
        for path in MODULES
        for line, module in _imports(path)
        if (refusal := _refusal(_room(path), module))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("room", "module", "is_refused"),
    [
        ("ui", "community_desk.printing.page", False),  # from community_desk.printing import page
        ("ui", "community_desk.printing.page.Line", False),
        ("ui", "community_desk.printing.fonts.FontChain", False),
        ("ui", "community_desk.exchange.import_plan.ImportPlan", False),
        ("ui", "community_desk.exchange.tables.Table", False),
        ("ui", "community_desk.printing", True),
        ("ui", "community_desk.printing.pages", True),
        ("ui", "community_desk.printing.pdf.write_pdf", True),
        ("ui", "community_desk.printing.visit_sheet", True),
        ("ui", "community_desk.exchange.planning.planner", True),
        ("ui", "community_desk.exchange.intake", True),
        ("ui", "community_desk.ledger.residents.edit_resident", False),
        ("ui", "community_desk.ledger.models.Resident", True),
        ("ui", "community_desk.ledger.models", True),
        ("ui", "community_desk.ledger.rows.LedgerModel", True),
        ("ui", "community_desk.cli.main", True),
        ("ui", "peewee.fn", True),
        ("ui", "reportlab.pdfgen.canvas", True),
        ("ui", "PySide6.QtWidgets.QWidget", False),
        ("tasks", "community_desk.ledger.models.Resident", False),
        ("tasks", "community_desk.ui.desk", True),
        ("cli", "community_desk.printing.page", True),
        ("ledger", "PySide6.QtCore", True),
    ],
)
def test_which_imports_are_refused(room: str, module: str, *, is_refused: bool) -> None:
    assert bool(_refusal(room, module)) is is_refused


def test_the_window_does_not_even_name_the_database_library() -> None:
    assert not [
        _name(path) for path in MODULES if _room(path) == "ui" and "peewee" in path.read_text("utf-8")
    ]


def test_an_arrow_is_seen_however_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    module = tmp_path / "community_desk" / "domain" / "names.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from community_desk import ledger\nfrom ..ledger import models\nfrom .. import tasks\n"
        "def late() -> None:\n    import community_desk.ui.theme\n    from . import doors\n",
        encoding="utf-8",
    )
    assert {name for _, name in _imports(module)} == {
        "community_desk.ledger",
        "community_desk.ledger.models",
        "community_desk.tasks",
        "community_desk.ui.theme",
        "community_desk.domain.doors",
    }


def test_the_lower_rooms_and_the_command_line_load_without_qt() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if _room(path) not in {"ui", "__main__"}
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'shiboken6', 'qtpy')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (found.stdout.strip(), found.stderr.strip(), found.returncode) == ("", "", 0)


def test_text_files_are_opened_with_an_encoding() -> None:
    """On a Chinese Windows the default is GBK, which knows neither 𠮷 nor ✓."""
    wrong = [
        f"{_name(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in [*OURS, ROOT / "run.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _opens_text(node)
    ]
    assert not wrong


def _opens_text(call: ast.Call) -> bool:
    """Whether a call opens a text file in the system's own encoding."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in keywords or None in keywords:
        return False
    match call.func:
        case ast.Attribute(attr="read_text"):
            return not call.args
        case ast.Attribute(attr="write_text"):
            return len(call.args) < 2
        case ast.Attribute(
            attr="open", value=ast.Name(id="os" | "webbrowser" | "Image" | "wave" | "tarfile" | "zipfile")
        ):
            return False
        case ast.Attribute(attr="open", value=value) if _is_dialog(value):
            return False
        case ast.Name(id="open"):
            mode: ast.expr | None = call.args[1] if len(call.args) > 1 else keywords.get("mode")
        case ast.Attribute(attr="open", value=value):
            # path.open("rb") has the mode first; archive.open(name) and io.open(path, mode) are no method of a path
            if isinstance(value, ast.Name) and value.id in {"io", "codecs"}:
                mode = call.args[1] if len(call.args) > 1 else keywords.get("mode")
            else:
                mode = call.args[0] if call.args else keywords.get("mode")
                if not isinstance(mode, ast.Constant | None) or (
                    mode and not set(str(mode.value)) <= set("rwaxbt+")
                ):
                    return False
        case _:
            return False
    return not (isinstance(mode, ast.Constant) and "b" in str(mode.value))


def _is_dialog(value: ast.expr) -> bool:
    """Whether a thing that is opened is a window, by the name of its class or its own."""
    match value:
        case ast.Call(func=ast.Name(id=name)):
            return name == "super" or name.endswith("Dialog")
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower().endswith(("dialog", "box", "wizard"))
    return False


@pytest.mark.parametrize(
    ("code", "is_wrong"),
    [
        ("open(p)", True),
        ("open(p, 'w')", True),
        ("open(p, mode='a')", True),
        ("open(p, 'rb')", False),
        ("open(p, 'w', encoding='utf-8')", False),
        ("path.open()", True),
        ("path.open('w')", True),
        ("path.open('wb')", False),
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(text)", True),
        ("path.write_text(text, encoding='utf-8')", False),
        ("os.open(path, flags)", False),
        ("archive.open('content.xml')", False),
        ("CallDialog(desk, self).open()", False),
        ("self._dialog.open()", False),
        ("Path(name).open()", True),
    ],
)
def test_what_counts_as_opening_text(code: str, is_wrong: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert _opens_text(call) is is_wrong


def test_no_module_is_too_long_and_none_is_a_drawer() -> None:
    lengths = {
        _name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*OURS, ROOT / "run.py"]
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}
    assert not [name for name in lengths if DRAWERS & {part.removesuffix(".py") for part in name.split("/")}]


def test_run_py_needs_the_standard_library_alone() -> None:
    outside = {name.partition(".")[0] for _, name in _imports(ROOT / "run.py")} - set(sys.stdlib_module_names)
    assert not outside


def test_an_older_python_can_read_run_py_up_to_its_refusal() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))
