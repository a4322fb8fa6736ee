"""How long the program takes to be of use, beside a PySide6 window with nothing in it.

    python benchmarks/startup.py             12,000 made-up residents, nine rounds (about a minute)
    python benchmarks/startup.py --check     exit code 1 if the target is missed
    python benchmarks/startup.py --rounds 3

Every start is a new process, and the kinds take turns, so that a busy machine slows all of them alike:

    bare    what a person would write first: ``QMainWindow`` with a ``QLabel``, shown and painted
    home    the program by ``python -m community_desk --data …``: 工作台 painted with the ledger's figures
    list    the same, going on to 居民 as soon as the window is there: the first rows painted, and what is typed into
            the search box answered and painted

The clock starts before the process does and stops when it says that its picture is there. The files are in the page
cache (a first round that is not counted brings them there), as they are when a clerk opens the program once more; the
platform is X11 where ``DISPLAY`` is set, else offscreen, the same for all. Processor time stands beside: it tells
what is our doing where the machine has other things to do.

Target: a list that can be used within twice the time of the bare window (medians).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from threading import Timer

ROOT = Path(__file__).resolve().parents[1]
TARGET = 2.0
TOO_LONG = 60  # seconds

BARE = """
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class Label(QLabel):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)


app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(Label("社区工作台"))
window.resize(1280, 800)
window.show()
app.exec()
import time

print("there", time.process_time(), flush=True)
"""

# Looks on instead of the event loop: it goes through the same events, and ends when the picture is there.
WATCHED = """
import sys

from PySide6.QtWidgets import QApplication


def watch():
    from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
    from PySide6.QtGui import QKeyEvent

    from community_desk.ui.main_window import MainWindow

    app = QApplication.instance()
    window = next(each for each in app.topLevelWidgets() if isinstance(each, MainWindow))

    class Painted(QObject):
        def __init__(self, widget):
            super().__init__()
            self.done = False
            self.widget = widget
            widget.installEventFilter(self)
            widget.update()

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, self.note)
            return False

        def note(self):
            self.done = True
            self.widget.removeEventFilter(self)

    def until(holds):
        while not holds():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def painted(widget):
        look = Painted(widget)
        until(lambda: look.done)

    if sys.argv[1] == "home":
        until(lambda: window.page.overview is not None)
        painted(window.page)
    else:
        page = window.show_page("residents")
        until(lambda: page.model.is_loaded)
        painted(page.table.viewport())
        window.activateWindow()
        until(window.isActiveWindow)
        window.search_box.setFocus()
        for key in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            app.postEvent(window.search_box, QKeyEvent(key, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier, "l"))
        until(lambda: window.search_box.sheet.isVisible())
        painted(window.search_box.sheet.list.viewport())
    import time

    print("there", time.process_time(), flush=True)
    window.desk.jobs.wait()
    window.close()
    return 0


QApplication.exec = staticmethod(watch)

from community_desk.__main__ import main

sys.exit(main(["--data", sys.argv[2]]))
"""


@dataclass
class Starts:
    """Seconds of the starts of one kind: on the clock, and of the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def make_ledger(folder: Path) -> None:
    """The ledger of a made-up community of 12,000, as an office leaves it in the evening."""
    sys.path.insert(0, str(ROOT))
    from community_desk.ledger import first_day, staff  # noqa: PLC0415 - the measuring process stays small
    from community_desk.ledger.database import create_ledger  # noqa: PLC0415
    from community_desk.tasks.build_demo import build_demo  # noqa: PLC0415
    from community_desk.tasks.demo_community import YUNXI  # noqa: PLC0415

    made, _ = create_ledger(folder, password=None)
    with made:
        for _ in build_demo(YUNXI, today=datetime.now().astimezone().date(), operator="王经办"):
            pass
        # One who works alone is asked neither for a name nor for a PIN: people's reading and typing is not measured.
        for row in staff.list_staff():
            staff.edit_staff(row.uid, operator="王经办", is_active=False)
        staff.add_staff(name="王经办", operator="王经办")
        first_day.keep_recovery_page(operator="王经办")
        made.back_up()


def start(kind: str, folder: Path) -> tuple[float, float]:
    """Start once; seconds until the picture was there, and how many of them the processor worked for it."""
    script = BARE if kind == "bare" else WATCHED
    environment = {
        "XDG_DATA_HOME": str(folder.parent),
        "LOCALAPPDATA": str(folder.parent),
        "QT_QPA_PLATFORM": "xcb" if os.environ.get("DISPLAY") else "offscreen",
        "PYTHONUTF8": "1",
        # Compiled once and kept, as an installed program's modules are, whatever this environment says of it.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
    }
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script, kind, str(folder)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        too_long = Timer(TOO_LONG, process.kill)  # it asks something that nobody answers
        too_long.start()
        said = process.stdout.readline()
        seconds = time.perf_counter() - begun
        process.stdout.read()
        too_long.cancel()
    mark, _, spent = said.partition(" ")
    if mark != "there" or process.returncode:
        raise RuntimeError(f"{kind} did not start")
    return seconds, float(spent)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", action="store_true", help="exit code 1 if the target is missed")
    parser.add_argument(
        "--ledger", type=Path, help="a ledger made before (by this program) instead of a new one"
    )
    arguments = parser.parse_args()
    measured = {kind: Starts() for kind in ("bare", "home", "list")}
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = arguments.ledger or Path(temporary) / "ledger"
        if not folder.exists():
            make_ledger(folder)
        for kind in measured:
            start(kind, folder)
        for _ in range(arguments.rounds):
            for kind, starts in measured.items():
                seconds, spent = start(kind, folder)
                starts.clock.append(seconds)
                starts.processor.append(spent)
    bare = measured["bare"]
    for kind, starts in measured.items():
        clock, processor = median(starts.clock), median(starts.processor)
        print(
            f"{kind:>5}: {clock:.3f} s ({min(starts.clock):.3f} to {max(starts.clock):.3f}), "
            f"{clock / median(bare.clock):.2f} times the bare window; "
            f"processor {processor:.3f} s, {processor / median(bare.processor):.2f} times"
        )
    ratio = median(measured["list"].clock) / median(bare.clock)
    reached = ratio <= TARGET
    print("target reached" if reached else f"MISSED: a list is there after {ratio:.2f} times the bare window")
    return 1 if arguments.check and not reached else 0


if __name__ == "__main__":
    raise SystemExit(main())
