"""That these tests fail for what Qt and its slots would otherwise only print, whenever it comes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Each of these must fail (or end in an error), though nothing in it is asserted.
FAULTS = {
    "a_warning": "def test(qapp): qWarning('said')",
    "a_slot": """
        def test(qapp):
            button = QPushButton()
            button.clicked.connect(lambda: 1 / 0)
            button.click()""",
    "a_late_slot": """
        def test(qapp):
            QTimer.singleShot(0, lambda: 1 / 0)""",
    "a_virtual_method": """
        class Broken(QWidget):
            def paintEvent(self, event): raise ValueError
        def test(qapp):
            Broken().grab()""",
    "a_thread": """
        def test(qapp):
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()""",
    "a_warning_when_windows_are_deleted": """
        def test(qapp):
            window = QWidget()
            window.destroyed.connect(lambda: qWarning('said'))
            window.show()
            kept.append(window)""",
}
# And these must not, or the suite would fail for what every window does.
HARMLESS = {
    "a_window_left_open": """
        def test(qapp):
            window = QMainWindow()
            window.show()
            kept.append(window)
        def test_after(qapp):
            assert not QApplication.topLevelWidgets()""",
    "a_window_raised": """
        def test(qapp):
            window = QWidget()
            window.show()
            window.raise_()
            window.resize(10, 10)""",
}
HEAD = """
import threading
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
kept = []
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of all these, with this project's settings and this folder's fixtures."""
    folder = tmp_path_factory.mktemp("watched")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    for name, source in {**FAULTS, **HARMLESS}.items():
        lines = [line.removeprefix("        ") for line in source.splitlines()]
        (folder / f"test_{name}.py").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--tb=no", "-rA", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert "passed" in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", FAULTS)
def test_it_fails(outcomes: str, name: str) -> None:
    assert f"FAILED test_{name}.py" in outcomes or f"ERROR test_{name}.py" in outcomes


@pytest.mark.parametrize("name", HARMLESS)
def test_it_does_not_fail(outcomes: str, name: str) -> None:
    assert f"PASSED test_{name}.py::test" in outcomes
    assert f"FAILED test_{name}.py" not in outcomes
    assert f"ERROR test_{name}.py" not in outcomes
