"""Faults of the program are told once, in plain words, and their reports hold nobody's data."""

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from community_desk.domain.errors import UserError
from community_desk.ledger import staff
from community_desk.ledger.database import Ledger
from community_desk.ledger.rows import bound_database
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.fault import FaultDialog
from community_desk.ui.faults import MOST_REPORTS, Faults, report_of, without_data
from community_desk.ui.theme import Theme

NOW = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - the PC's own clock


class _Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def faults(theme: Theme, tmp_path: Path) -> Iterator[Faults]:
    made = Faults(tmp_path / "reports", now=_Clock())
    yield made
    made.deleteLater()


def _broken() -> None:
    raise KeyError("苏某某 350212196612151237")


def _fault(call: Callable[[], object] = _broken) -> BaseException:
    try:
        call()
    except Exception as fault:
        return fault
    raise AssertionError


def _dialog(faults: Faults) -> FaultDialog:
    QApplication.processEvents()
    assert isinstance(faults.dialog, FaultDialog)
    return faults.dialog


def test_a_fault_is_shown_copied_and_kept(faults: Faults, tmp_path: Path) -> None:
    faults.tell(_fault())
    dialog = _dialog(faults)
    assert dialog.windowTitle() == "程序出错了"
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    report = QApplication.clipboard().text()
    assert "KeyError" in report
    assert "test_faults.py" in report
    (file,) = (tmp_path / "reports").glob("*.txt")
    assert file.read_text(encoding="utf-8") == report
    QTest.mouseClick(dialog.go_on_button, Qt.MouseButton.LeftButton)
    assert faults.dialog is None


def test_a_second_fault_opens_no_second_box_but_is_kept(faults: Faults, tmp_path: Path) -> None:
    faults.tell(_fault())
    first = _dialog(faults)
    faults.tell(_fault(lambda: 1 // 0))
    assert _dialog(faults) is first
    assert len([top for top in QApplication.topLevelWidgets() if isinstance(top, FaultDialog)]) == 1
    assert len(list((tmp_path / "reports").glob("*.txt"))) == 2
    first.accept()
    faults.tell(_fault())
    assert _dialog(faults) is not first


def test_only_the_newest_reports_stay(faults: Faults, tmp_path: Path) -> None:
    for _ in range(MOST_REPORTS + 5):
        faults.tell(_fault())
        _dialog(faults).accept()
    kept = sorted((tmp_path / "reports").glob("*.txt"))
    assert len(kept) == MOST_REPORTS
    assert kept[-1].name > f"{NOW:%Y%m%d-%H%M%S}"


def test_a_report_holds_no_data() -> None:
    # Put together here, so that the lines of code in the report do not hold them.
    private = ["苏" + "某某", "350212" + "196612151237", "Smi" + "th", "1380" + "0001234", "芸溪" + "里"]

    def look(words: list[str]) -> object:
        raise ValueError("{} {} '{}' \"{}\" {}3号楼".format(*words))

    report = report_of(_fault(lambda: look(private)), NOW)
    assert not [word for word in private if word in report]
    assert "ValueError" in report


def test_a_report_shows_causes_and_names_of_the_code_and_no_folders_of_the_user() -> None:
    def fail() -> None:
        try:
            _broken()
        except KeyError as error:
            raise RuntimeError("search 120 failed") from error

    report = report_of(_fault(fail), NOW)
    assert report.index("KeyError") < report.index("RuntimeError")
    assert str(Path(__file__).parent) not in report
    missing = report_of(_fault(lambda: object().nowhere), NOW)  # type: ignore[attr-defined]
    assert "'nowhere'" in missing


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("row 12 of 34", "row 12 of 34"),
        ("phone 13800001234", "phone #"),
        ("苏某某 is not known", "… is not known"),
        ("no 'Mary Smith' here", "no '…' here"),
        ("值“陈一”太长", "…'…'…"),
    ],
)
def test_what_may_be_somebodys_is_taken_out(words: str, left: str) -> None:
    assert without_data(words) == left


def test_a_thread_s_fault_reaches_the_window(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda given: faults.tell(given.exc_value))
    thread = threading.Thread(target=_broken)
    thread.start()
    thread.join()
    assert "KeyError" in _dialog(faults).shown.toPlainText()


def test_a_task_s_fault_reaches_the_window(faults: Faults, desk: Desk) -> None:
    desk.jobs.broken.connect(faults.tell)
    desk.jobs.ask(desk, "broken", _broken, lambda _: None)
    desk.jobs.wait()
    assert "KeyError" in _dialog(faults).shown.toPlainText()


def test_slots_and_paint_come_through_the_hook(faults: Faults, theme: Theme) -> None:
    """What a slot raises Qt hands to sys.excepthook; pytest-qt watches that, so the hook is called by hand here."""
    hooks = (sys.excepthook, threading.excepthook)
    faults.install()
    try:
        fault = _fault()
        sys.excepthook(type(fault), fault, fault.__traceback__)
        assert "KeyError" in _dialog(faults).shown.toPlainText()
    finally:
        faults.uninstall()
        sys.excepthook, threading.excepthook = hooks


def test_the_end_of_the_program_is_no_fault(faults: Faults) -> None:
    faults.tell(SystemExit(0))
    faults.tell(KeyboardInterrupt())
    QApplication.processEvents()
    assert faults.dialog is None


def test_a_page_that_cannot_be_read_is_a_sentence_and_no_bug(faults: Faults, ledger: Ledger) -> None:
    bound_database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(UserError):
        staff.add_staff(name="陈一", operator="王经办")
    reading = _fault(lambda: bound_database.execute_sql("DELETE FROM staff"))
    faults.tell(reading)
    QApplication.processEvents()
    box = faults.dialog
    assert isinstance(box, QMessageBox)
    assert "不能写" in box.text()
    assert [button.text() for button in box.findChildren(QPushButton)] == ["知道了"]
    box.accept()


def test_a_fault_that_ends_the_program_is_waited_for(faults: Faults) -> None:
    QTimer.singleShot(0, lambda: _dialog(faults).accept())
    faults.show_at_once(_fault())
    assert faults.dialog is None


def test_a_disk_that_takes_no_report_is_no_second_fault(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder belongs", encoding="utf-8")
    faults = Faults(tmp_path / "reports")
    faults.tell(_fault())
    assert _dialog(faults).state.text() == ""
    _dialog(faults).accept()
