"""Two thousand clicks and keys of a seed over every page: nothing breaks, Qt warns of nothing, no change is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.exceptions import capture_exceptions
from shiboken6 import isValid

from community_desk.ledger import changes, drafts, undo
from community_desk.ledger.finding import ask
from community_desk.ui import printing_out
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.importing.file_step import FileStep
from community_desk.ui.lock import Lock
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page_entries import PAGE_ENTRIES
from community_desk.ui.pages import visits as visits_page
from tests.ui.random_walker import RandomWalker

STEPS = 2_000
SHOWN = 30
# Ends the program; restores another ledger over this one, which the program does after it has closed the window.
UNWANTED = frozenset({"关闭程序", "恢复到这份备份", "恢复这份备份"})
NOT_WORTH_ASKING = {"export", "care_papers"}  # what a file gets


@pytest.fixture
def window(village: Desk) -> MainWindow:
    made = MainWindow(village, PAGE_ENTRIES)
    Lock(village, made)
    made.resize(1093, 614)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_page("home")
    village.jobs.wait()
    return made


@dataclass
class Watch:
    """What must not get lost: every commit, and what is typed into forms."""

    desk: Desk
    keepers: list[FormKeeper] = field(default_factory=list)
    commits: int = 0
    dirty: dict[int, tuple[FormKeeper, str, str, dict[str, Any]]] = field(default_factory=dict)
    _commits_before: int = 0

    def committed(self, _change: object) -> None:
        self.commits += 1

    def before(self) -> None:
        """Remember what is typed now."""
        self.keepers = [keeper for keeper in self.keepers if isValid(keeper)]
        self.dirty = {
            id(keeper): (keeper, keeper.name, keeper.row_uid, keeper.changes())
            for keeper in self.keepers
            if keeper.is_dirty and keeper.name not in NOT_WORTH_ASKING
        }
        self._commits_before = self.commits

    def lost(self, walker: RandomWalker) -> str:
        """What was typed before the step and is nowhere now; empty if nothing."""
        if walker.has_given_up or self.commits > self._commits_before:
            return ""
        for keeper, form, row_uid, content in self.dirty.values():
            if isValid(keeper) and (keeper.is_dirty or walker.has_typed):
                continue
            draft = drafts.offer_draft(form=form, row_uid=row_uid, operator=self.desk.operator)
            if draft is None:
                return f"{form} {row_uid}: {content}"
        return ""


@pytest.mark.parametrize("seed", [1])
def test_a_random_walk_breaks_nothing_and_loses_nothing(
    seed: int,
    window: MainWindow,
    village: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtlog: Any,
) -> None:
    _answer_what_leaves_the_window(monkeypatch, tmp_path)
    watch = Watch(village)
    _register_keepers(monkeypatch, watch)
    broken: list[BaseException] = []
    village.jobs.broken.connect(broken.append)
    stop = changes.subscribe(watch.committed)
    known: set[str] = {uid for (uid,) in ask("SELECT uid FROM ledger_transaction")}
    walker = RandomWalker(window, seed, unwanted=UNWANTED)

    def fail(why: object) -> None:
        last = "\n".join(walker.steps[-SHOWN:])
        pytest.fail(f"seed {seed}, step {len(walker.steps)}: {why}\nthe last steps:\n{last}")

    with capture_exceptions() as raised:
        for _ in range(STEPS):
            watch.before()
            walker.step(lambda: _may_undo(village))
            QApplication.processEvents()
            village.jobs.wait()
            if raised:
                kind, fault, _trace = raised[0]
                raise AssertionError(
                    "\n".join([f"seed {seed}: {kind.__name__}", *walker.steps[-SHOWN:]])
                ) from fault
            if broken:
                raise AssertionError("\n".join([f"seed {seed}: a job", *walker.steps[-SHOWN:]])) from broken[
                    0
                ]
            said = [each.message for each in qtlog.records if each.type in _WARNINGS and not each.ignored]
            if said:
                fail(f"Qt said {said}")
            lost = watch.lost(walker)
            if lost:
                fail(f"what was typed is lost: {lost}")
        village.jobs.wait()
    stop()
    now = {uid for (uid,) in ask("SELECT uid FROM ledger_transaction")}
    assert known <= now
    assert len(now) - len(known) == watch.commits
    assert village.ledger.faults() == []
    assert watch.commits >= 5, "the walk did too little to prove anything"


_WARNINGS = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}


def _may_undo(desk: Desk) -> bool:
    """The making of the village is not undone: little would be left to walk over."""
    past = undo.next_undo()
    return past is not None and "演示" not in past.label


def _register_keepers(monkeypatch: pytest.MonkeyPatch, watch: Watch) -> None:
    make: Callable[..., None] = FormKeeper.__init__

    def made(keeper: FormKeeper, *given: Any, **named: Any) -> None:
        make(keeper, *given, **named)
        watch.keepers.append(keeper)

    monkeypatch.setattr(FormKeeper, "__init__", made)


def _answer_what_leaves_the_window(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Dialogs for files, printers and other programs: answered as if the user had."""
    files = iter(range(10_000))

    def save_name(*_: object) -> tuple[str, str]:
        return str(folder / f"文件 {next(files)}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_name)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    for module in (printing_out, visits_page):
        monkeypatch.setattr(module, "ask_for_printer", lambda *_given, **_named: None)
        monkeypatch.setattr(module, "open_in_viewer", lambda _path: None)
    excel = _ledger_file(folder)
    monkeypatch.setattr(FileStep, "_choose", lambda step: step.take(excel))


def _ledger_file(folder: Path) -> Path:
    file = folder / "第2网格.csv"
    rows = ["小区,楼栋,单元,房号,姓名,与户主关系,出生日期"]
    rows += [
        f"测试里,{n % 3 + 1}号楼,1,{n:03},演示{'甲乙丙丁戊'[n % 5]}{n},户主,19{50 + n % 40}-1"
        for n in range(60)
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    return file
