"""What the window's start must not load: each of these costs as much as a good part of the start itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from community_desk.ledger import first_day, staff
from community_desk.ledger.database import create_ledger

# To read and write Excel, to print, to draw icons, to migrate, to import, to erase.
_LATER = (
    "reportlab", "openpyxl", "xlsxwriter", "python_calamine", "qtawesome", "qtpy", "PIL", "tomllib",
    "playhouse.migrations", "playhouse.migrate", "community_desk.ledger.migration_runner",
    "community_desk.ledger.import_writing", "community_desk.ledger.import_matching", "community_desk.ledger.erasing",
    "community_desk.ledger.restoring", "community_desk.exchange", "community_desk.printing", "community_desk.cli",
)  # fmt: skip
_START = """
import json, sys
from PySide6.QtWidgets import QApplication

def watch():
    window = next(each for each in QApplication.topLevelWidgets() if each.accessibleName() == "社区工作台")
    while window.page.overview is None:
        QApplication.processEvents()
    print(json.dumps(sorted(sys.modules)))
    window.desk.jobs.wait()
    window.close()
    return 0

QApplication.exec = staticmethod(watch)
from pathlib import Path
from community_desk.ui.application import main
sys.exit(main(Path(sys.argv[1])))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger of an office with one member, as the evening left it."""
    made, _ = create_ledger(tmp_path / "台账", password=None)
    with made:
        staff.add_staff(name="王经办", operator="王经办")
        first_day.keep_recovery_page(operator="王经办")
        made.back_up()
    return tmp_path / "台账"


def test_a_start_loads_nothing_that_can_wait(folder: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(tmp_path),
        "LOCALAPPDATA": str(tmp_path),
        "PYTHONUTF8": "1",
    }
    answer = subprocess.run(
        [sys.executable, "-c", _START, str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    loaded = set(json.loads(answer.stdout.splitlines()[-1]))
    assert "community_desk.ui.pages.home" in loaded
    early = {name for name in loaded for later in _LATER if name == later or name.startswith(f"{later}.")}
    assert not early
