"""Make community_desk/ui/forms/ui_<name>.py from every <name>.ui of this folder: ``python forms/make.py``.

A form is drawn in Qt Designer (``pyside6-designer forms/resident.ui``) and read by people as XML; the program takes the
Python made from it, since reading .ui files at run time needs Qt's tools there. What pyside6-uic writes is put in one
shape: without the version of Qt's tools, importing only what is used, with the types of its arguments, so that the same
.ui file gives the same module on every machine and mypy knows the fields.
"""

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

FORMS = Path(__file__).resolve().parent
MODULES = FORMS.parent / "community_desk" / "ui" / "forms"
PACKAGE_LINE = '"""Made from forms/*.ui by forms/make.py: generated, do not edit."""\n'


def main() -> None:
    """Write the modules of all forms, and take away those whose form is gone."""
    MODULES.mkdir(exist_ok=True)
    modules = {"__init__.py": PACKAGE_LINE}
    modules |= {module_name(form): source_of(form) for form in sorted(FORMS.glob("*.ui"))}
    for name, source in modules.items():
        (MODULES / name).write_text(source, encoding="utf-8", newline="\n")
    for old in MODULES.glob("*.py"):
        if old.name not in modules:
            old.unlink()
    print(f"{len(modules) - 1} forms in {MODULES.relative_to(FORMS.parent)}")


def module_name(form: Path) -> str:
    """The file name of the module of a form."""
    return f"ui_{form.stem}.py"


def source_of(form: Path) -> str:
    """The text of the module of a form. Raises ``CalledProcessError`` if uic cannot read it."""
    root = ET.parse(form).getroot().find("widget")
    assert root is not None, f"{form.name} has no widget"
    generated = subprocess.run(
        [_uic(), "--no-autoconnection", "--generator", "python", str(form)],
        check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip
    tree = ast.parse(generated)
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef():
                node.bases = []  # "object", which is said by nobody any more
                node.body.insert(0, ast.Expr(ast.Constant(f"The fields of forms/{form.name}.")))
            case ast.FunctionDef():
                node.args.args[1].annotation = ast.Name(root.attrib["class"])
                node.returns = ast.Constant(value=None)
            case ast.Constant(value=str()):
                node.kind = None  # u"…"
    body = [_only_used(node, tree) if isinstance(node, ast.ImportFrom) else node for node in tree.body]
    tree.body = [node for node in body if not (isinstance(node, ast.ImportFrom) and not node.names)]
    return f"# Made from forms/{form.name} by forms/make.py: generated, do not edit.\n{ast.unparse(tree)}\n"


def _only_used(node: ast.ImportFrom, tree: ast.Module) -> ast.ImportFrom:
    used = {name.id for name in ast.walk(tree) if isinstance(name, ast.Name)}
    names = sorted({alias.name for alias in node.names} & used)
    return ast.ImportFrom(node.module, [ast.alias(name) for name in names], node.level)


def _uic() -> str:
    """The tool itself, beside PySide6's scripts: started by this Python, whatever the PATH says."""
    beside = Path(sys.executable).parent
    return str(beside / ("pyside6-uic.exe" if sys.platform == "win32" else "pyside6-uic"))


if __name__ == "__main__":
    main()
