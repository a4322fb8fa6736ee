"""From a folder to somebody at work in an open ledger, by the dialogs a user sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from community_desk.ledger import locations, staff
from community_desk.ledger.database import create_ledger
from community_desk.ui import opening as opening_module
from community_desk.ui.dialogs.first_run import FirstRunDialog
from community_desk.ui.dialogs.first_run_steps import StartWith
from community_desk.ui.dialogs.unlock import UnlockDialog
from community_desk.ui.opening import LAST_FOLDER, Opening
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme


@pytest.fixture
def opening(theme: Theme, preferences: Preferences, tmp_path: Path) -> Opening:
    return Opening(theme, preferences, tmp_path / "bells")


Act = tuple[type[QDialog], Callable[[], None]]


def _when_shown(*acts: Act) -> None:
    """Have each of ``acts`` done once a further dialog of its kind is there."""
    waiting = list(acts)
    seen: list[object] = []

    def look() -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, waiting[0][0]) and top not in seen and top.isVisible():
            seen.append(top)
            try:
                waiting.pop(0)[1]()
            except BaseException:
                top.done(0)  # or the test waits for ever
                raise
        if waiting:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


def _first_run() -> FirstRunDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FirstRunDialog)
    return dialog


def _unlock() -> UnlockDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, UnlockDialog)
    return dialog


def _go_through_first_day() -> None:
    dialog = _first_run()
    dialog.community.form.name.setText("芸溪社区")
    dialog.go_on()
    dialog.staff.rows[0]["name"].setText("陈一")
    dialog.go_on()
    dialog.password.without.setChecked(True)
    dialog.go_on()
    dialog.wait()
    dialog.recovery.written.setChecked(True)
    dialog.go_on()
    dialog.choice.choices[StartWith.DEMO].setChecked(True)
    dialog.go_on()


def test_a_new_folder_has_a_first_day_and_the_next_start_a_morning(
    opening: Opening, preferences: Preferences, tmp_path: Path
) -> None:
    _when_shown((FirstRunDialog, _go_through_first_day))
    opened = opening.run(tmp_path / "台账")
    assert opened is not None
    assert (opened.operator, opened.start) == ("陈一", StartWith.DEMO)
    opened.ledger.close()
    again = opening.run(tmp_path / "台账")  # one member, no password: nothing to ask
    assert again is not None
    assert (again.operator, again.start) == ("陈一", StartWith.EMPTY)
    again.ledger.close()
    assert preferences.get(LAST_FOLDER, "") == ""  # a folder named by the caller is not the PC's own


def test_without_a_folder_it_is_the_standard_one_and_then_the_last_one(
    opening: Opening, preferences: Preferences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_module, "standard_folder", lambda: tmp_path / "standard")
    assert locations.standard_folder() != tmp_path / "standard"
    _when_shown((FirstRunDialog, _go_through_first_day))
    opened = opening.run(None)
    assert opened is not None
    assert opened.ledger.folder.path == tmp_path / "standard"
    opened.ledger.close()
    (tmp_path / "standard").rename(tmp_path / "moved")
    texts: list[str] = []

    def look() -> None:
        dialog = _unlock()
        texts.append(dialog._trouble.text())
        dialog.open_folder(tmp_path / "moved")
        dialog.wait()

    _when_shown((UnlockDialog, look))
    found = opening.run(None)  # a stick that is not plugged in is no reason for a second, empty ledger
    assert "找不到这个文件夹" in texts[0]
    assert found is not None
    found.ledger.close()
    assert Path(preferences.get(LAST_FOLDER, "")) == tmp_path / "moved"


def _leave() -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if button.text() == "离开").click()


def test_giving_up_opens_nothing(opening: Opening, tmp_path: Path) -> None:
    _when_shown((FirstRunDialog, lambda: _first_run().reject()))
    assert opening.run(tmp_path / "台账") is None
    assert not (tmp_path / "台账").exists()


def test_a_first_day_can_turn_to_a_ledger_that_is_there(opening: Opening, tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "旧", password=None)
    with made:
        staff.add_staff(name="林二", operator="林二")
    _when_shown((FirstRunDialog, lambda: _first_run().community.put_folder(tmp_path / "旧")))
    opened = opening.run(tmp_path / "新")
    assert opened is not None
    assert opened.operator == "林二"
    opened.ledger.close()


def test_a_new_ledger_can_be_made_where_none_was_found(
    opening: Opening, preferences: Preferences, tmp_path: Path
) -> None:
    preferences.put(LAST_FOLDER, str(tmp_path / "U盘" / "台账"))

    def make_a_new_one() -> None:
        _unlock()._new_button.click()

    _when_shown((UnlockDialog, make_a_new_one), (FirstRunDialog, _go_through_first_day))
    opened = opening.run(None)
    assert opened is not None
    assert opened.ledger.folder.path == tmp_path / "U盘" / "台账"
    opened.ledger.close()


def test_a_first_day_that_was_broken_off_goes_on_after_the_password(opening: Opening, tmp_path: Path) -> None:
    def break_off() -> None:
        dialog = _first_run()
        dialog.community.form.name.setText("芸溪社区")
        dialog.go_on()
        dialog.staff.rows[0]["name"].setText("陈一")
        dialog.go_on()
        dialog.password.without.setChecked(True)
        dialog.go_on()
        dialog.wait()
        QTimer.singleShot(0, dialog, _leave)
        dialog.reject()

    _when_shown((FirstRunDialog, break_off))
    assert opening.run(tmp_path / "台账") is None

    def finish() -> None:
        dialog = _first_run()
        assert dialog.step == 3
        dialog.recovery.written.setChecked(True)
        dialog.go_on()
        dialog.choice.choices[StartWith.EMPTY].setChecked(True)
        dialog.go_on()

    _when_shown((FirstRunDialog, finish))
    opened = opening.run(tmp_path / "台账")
    assert opened is not None
    assert opened.operator == "陈一"
    opened.ledger.close()
