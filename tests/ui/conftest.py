"""The window under test: a real Qt without a screen, a real ledger behind it, and nothing that goes by unseen.

pytest-qt fails a test in whose course Qt warns or an exception is raised in a slot; what Qt says while a test's
widgets and desk are taken down again is watched here.
"""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QListView

from community_desk.ledger.database import Ledger, create_ledger, open_ledger
from community_desk.tasks.build_demo import build_demo
from community_desk.tasks.demo_community import QIAOAN
from community_desk.ui.desk import Desk
from community_desk.ui.garbage import Garbage
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize

OPERATOR = "王经办"


@pytest.fixture(scope="session")
def _theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def theme(_theme: Theme) -> Theme:
    """The look, with the bundled type: light and of the normal size at the start of every test."""
    if (_theme.scheme, _theme.type_size) != (Scheme.LIGHT, TypeSize.NORMAL):
        _theme.apply(Scheme.LIGHT, TypeSize.NORMAL)
    return _theme


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """A PC on which nothing was chosen yet."""
    return Preferences(tmp_path / "desk.ini")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A fresh ledger without a password, with the shipped lists."""
    made, _ = create_ledger(tmp_path / "台账 一", password=None)
    with made:
        yield made


@pytest.fixture
def desk(ledger: Ledger, theme: Theme, preferences: Preferences) -> Iterator[Desk]:
    """What every page is given, over the empty ``ledger``."""
    with _desk_over(ledger, theme, preferences) as made:
        yield made


@pytest.fixture(scope="session")
def village_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of a made-up village community of 1,000 people; never written to."""
    folder = tmp_path_factory.mktemp("village") / "台账"
    made, _ = create_ledger(folder, password=None)
    with made:
        for _ in build_demo(QIAOAN, today=datetime.now().astimezone().date(), operator="演示"):
            pass
    return folder


@pytest.fixture
def village(village_folder: Path, tmp_path: Path, theme: Theme, preferences: Preferences) -> Iterator[Desk]:
    """A desk over this test's own copy of the village community."""
    folder = Path(shutil.copytree(village_folder, tmp_path / "村居 台账"))
    with open_ledger(folder) as opened, _desk_over(opened, theme, preferences) as made:
        yield made


@contextmanager
def _desk_over(ledger: Ledger, theme: Theme, preferences: Preferences) -> Iterator[Desk]:
    desk = Desk(ledger, operator=OPERATOR, theme=theme, preferences=preferences)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    garbage = Garbage(
        app, desk.jobs
    )  # as in the program: a collector on a task's thread destroys widgets there
    try:
        yield desk
    finally:
        garbage.stop()
        with _nothing_said_by_qt():
            _delete_windows()  # first: what they show they ask the desk for
            desk.jobs.wait()
            desk.close()


@pytest.fixture(autouse=True)
def _garbage_on_this_thread() -> Iterator[None]:
    """As ui.garbage has it: on a task's thread the collector would destroy Qt objects, and Qt aborts."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def _no_windows_left() -> Iterator[None]:
    yield
    if QApplication.instance() is not None:
        with _nothing_said_by_qt():
            _delete_windows()


def _delete_windows() -> None:
    """Delete every window at once. They are not closed: a form with unsaved words would ask, and wait for ever."""
    for window in QApplication.topLevelWidgets():
        window.hide()
        # The list of a completer is a window of its own, and deleted by its completer whatever became of it.
        if not isinstance(window, QListView):
            window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # What was copied would otherwise be destroyed by Qt at the very end, when there is no Python to be told.
    QApplication.clipboard().clear()


@contextmanager
def _nothing_said_by_qt() -> Iterator[None]:
    """Fail if Qt warns meanwhile: pytest-qt listens no longer when fixtures are taken down."""
    said: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}:
            said.append(words)

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    if said:
        pytest.fail("Qt said while the test's windows were taken down: " + "; ".join(said))
