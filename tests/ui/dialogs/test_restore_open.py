"""Restoring from the open window: it closes, the ledger is put back, and a window opens on what was restored."""

import subprocess
import sys
from pathlib import Path

from community_desk.ledger import places, settings, staff
from community_desk.ledger.database import create_ledger, open_ledger

ROOT = Path(__file__).resolve().parents[3]
DRIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from community_desk.ledger import places
from community_desk.ui import application
from community_desk.ui.main_window import MainWindow

make, done = application.make_application, []

def watched(words):
    app = make(words)
    timer = QTimer(app)
    timer.timeout.connect(look)
    timer.start(50)
    return app

def look():
    window = next((each for each in QApplication.topLevelWidgets()
                   if isinstance(each, MainWindow) and each.isVisible()), None)
    if window is None or not window.desk.jobs.is_idle:
        return
    if not done:
        window.open("settings", "backup")
        section = window.page.section
        if section.table.rows:
            done.append(window)
            section.table.go_to(section.table.key(section.table.rows[-1]))
            section.restore()
            section.dialog.restore()
    elif window is not done[0]:
        print(places.community().name, window.toast.sentence, sep="|")
        window.close()

application.make_application = watched
sys.exit(application.main(Path(sys.argv[1])))
"""


def test_the_window_opens_anew_on_what_was_restored(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    made, _ = create_ledger(folder, password=None)
    with made:
        staff.add_staff(name="陈一", operator="陈一")
        settings.put("lock_after_minutes", 0, operator="陈一")
        places.set_community(name="从前", operator="陈一")
        made.back_up()
        places.set_community(name="后来", operator="陈一")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "This plugin does not support" not in line]
    assert (done.returncode, said) == (0, [])
    name, _, sentence = done.stdout.strip().partition("|")
    assert name == "从前"
    assert "台账已恢复到" in sentence
    with open_ledger(folder):
        assert places.community().name == "从前"
    (aside,) = folder.glob("before-restore-*")
    assert (aside / "ledger.db").is_file()
