"""The wheel: built from this checkout, installed elsewhere, and run from there."""

import email
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files, below a path with a blank and Chinese characters."""
    folder = tmp_path_factory.mktemp("elsewhere") / "社区 工作台"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _run(installed: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run this Python where it finds the wheel's files and not the checkout's."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=installed.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_its_command_runs_from_another_place(installed: Path) -> None:
    code = (
        "import sys\n"
        "from importlib.metadata import entry_points\n"
        "(command,) = entry_points(group='console_scripts', name='community-desk')\n"
        "start = command.load()\n"
        "print(sys.modules['community_desk'].__file__)\n"
        "sys.exit(start())"
    )
    shown = _run(installed, code, "--help")
    assert shown.returncode == 0, shown.stderr
    place, _, help_text = shown.stdout.partition("\n")
    assert Path(place).is_relative_to(installed)
    assert "visit-sheet" in help_text or "print" in help_text


def test_it_carries_what_the_program_reads(installed: Path) -> None:
    code = "from community_desk.shipped import resource_path; print(resource_path())"
    resources = Path(_run(installed, code).stdout.strip())
    assert resources.is_relative_to(installed)
    shipped = {
        path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    carried = {path.relative_to(resources) for path in resources.rglob("*") if path.is_file()}
    assert {path for path in shipped if "__pycache__" not in path.parts} == carried


def test_it_carries_the_modules_of_the_forms(installed: Path) -> None:
    """They are generated, and the .ui files that they are made from stay behind."""
    forms = installed / "community_desk" / "ui" / "forms"
    carried = {path.stem.removeprefix("ui_") for path in forms.glob("ui_*.py")}
    assert carried == {path.stem for path in (ROOT / "forms").glob("*.ui")}
    assert not list(installed.rglob("*.ui"))


def test_its_window_knows_that_it_is_no_checkout(installed: Path) -> None:
    code = (
        "from importlib.metadata import entry_points\n"
        "(window,) = entry_points(group='gui_scripts', name='community-desk-window')\n"
        "window.load()\n"
        "from community_desk import __main__\n"
        "print(__main__.__file__, __main__._is_checkout())"
    )
    shown = _run(installed, code)
    assert shown.returncode == 0, shown.stderr
    place, _, is_checkout = shown.stdout.strip().rpartition(" ")
    assert Path(place).is_relative_to(installed)
    assert is_checkout == "False"


def test_its_metadata_name_the_licences_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith("/METADATA")).removesuffix("METADATA")
        metadata = email.message_from_bytes(archive.read(info + "METADATA"))
        entry_points = archive.read(info + "entry_points.txt").decode()
    assert metadata["License-Expression"] == "MIT"
    licences = set(metadata.get_all("License-File", []))
    assert {
        "LICENSE",
        "resources/fonts/NotoSansSC-OFL.txt",
        "resources/fonts/HanaMin-LICENSE.txt",
    } <= licences
    assert "community-desk = community_desk.cli:main" in entry_points
    assert "community-desk-window = community_desk.__main__:main" in entry_points
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]
