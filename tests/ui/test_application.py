"""The program from outside: Qt in Chinese, the picture without a screen, and a window run from start to end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox, QPushButton

from community_desk.domain.errors import UserError
from community_desk.ledger import settings, staff
from community_desk.ledger.database import Ledger, create_ledger, open_ledger
from community_desk.tasks.daily_backup import is_backup_due
from community_desk.ui import application
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.first_run_steps import StartWith
from community_desk.ui.main_window import MainWindow
from community_desk.ui.morning import Morning
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    before = set(qapp.findChildren(QTranslator))
    assert application.speak_chinese(qapp)
    yield qapp
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)


def test_qts_own_dialogs_speak_chinese(chinese: QApplication, theme: Theme) -> None:
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Yes
        | QDialogButtonBox.StandardButton.No
        | QDialogButtonBox.StandardButton.Cancel
        | QDialogButtonBox.StandardButton.Save
    )
    words = {button.text() for button in box.findChildren(QPushButton)}
    assert words == {"是(&Y)", "否(&N)", "取消", "保存"}
    asked = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Ok)
    assert asked.button(QMessageBox.StandardButton.Ok).text() in {"确定", "确定(&O)"}
    files = QFileDialog()
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    files.setFileMode(QFileDialog.FileMode.Directory)
    texts = {button.text().replace("&", "") for button in files.findChildren(QPushButton)}
    assert not {word for word in texts if word.isascii() and word}


def test_words_that_qts_chinese_lacks_are_made_up_for(chinese: QApplication) -> None:
    for context, source in (
        ("QFileDialog", "&Look in:"),
        ("QFileDialog", "Files of &type:"),
        ("QPrintSettingsOutput", "Page &Set:"),
        ("QPrintDialog", "Print"),
        ("QLineEdit", "&Paste"),
    ):
        assert not QCoreApplication.translate(context, source).replace("&", "")[:1].isascii()
    assert QCoreApplication.translate("QFileDialog", "of our own") == "of our own"


def test_the_look_of_this_pc_is_taken_and_nonsense_is_the_default(
    qapp: QApplication, preferences: Preferences, theme: Theme
) -> None:
    preferences.put("look/scheme", "dark")
    preferences.put("look/type_size", "large")
    look = application.make_theme(qapp, preferences)
    assert (look.scheme, look.type_size) == (Scheme.DARK, TypeSize.LARGE)
    preferences.put("look/scheme", "pink")
    preferences.put("look/type_size", "7")
    look = application.make_theme(qapp, preferences)
    assert (look.scheme, look.type_size) == (Scheme.SYSTEM, TypeSize.NORMAL)
    theme.apply(Scheme.LIGHT, TypeSize.NORMAL)


def test_the_picture_shows_the_window(village_folder: Path, tmp_path: Path, theme: Theme) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in village_folder.glob("ledger.db"))
    application.picture(village_folder, tmp_path / "图" / "窗口.png")
    image = QImage(str(tmp_path / "图" / "窗口.png"))
    assert (image.width(), image.height()) == (1366, 768)
    colours = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(colours) > 20  # not a blank sheet
    assert before == sorted((path.name, path.stat().st_mtime_ns) for path in village_folder.glob("ledger.db"))


def test_a_picture_that_cannot_be_made_is_said(tmp_path: Path, theme: Theme) -> None:
    with pytest.raises(UserError, match="还没有台账"):
        application.picture(tmp_path / "nowhere", tmp_path / "x.png")


def test_a_window_from_start_to_end_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Started as a user starts it, over a ledger of one member; it ends without a word when its window is closed."""
    made, _ = create_ledger(tmp_path / "台账", password=None)
    with made:
        staff.add_staff(name="陈一", operator="陈一")
        settings.put("lock_after_minutes", 0, operator="陈一")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from PySide6.QtCore import QTimer\nfrom PySide6.QtWidgets import QApplication\n"
        "from community_desk.ui import application\n"
        "make = application.make_application\n"
        "def watched(words):\n"
        "    app = make(words)\n"
        "    timer = QTimer(app)\n"
        "    def look():\n"
        "        window = QApplication.activeWindow()\n"
        "        if type(window).__name__ == 'MainWindow' and window.desk.jobs.is_idle:\n"
        "            window.close()\n"
        "    timer.timeout.connect(look)\n"
        "    timer.start(100)\n"
        "    return app\n"
        "application.make_application = watched\n"
        f"sys.exit(application.main(Path({str(tmp_path / '台账')!r})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    said = [line for line in done.stderr.splitlines() if "This plugin does not support" not in line]
    assert (done.returncode, said) == (0, [])
    with open_ledger(tmp_path / "台账") as again:
        assert again.folder.path.is_dir()  # it was given back


def test_the_first_window_backs_up_once_a_day(ledger: Ledger, desk: Desk, theme: Theme) -> None:
    staff.add_staff(name="陈一", operator="陈一")
    window = MainWindow(desk, ())
    morning = Morning(desk, window)
    assert is_backup_due(ledger, now=desk.now())
    morning.begin(StartWith.EMPTY)
    desk.jobs.wait()
    assert len(list(ledger.folder.backups.glob("*.deskbackup"))) == 1
    assert not is_backup_due(ledger, now=desk.now())
    staff.add_staff(name="林二", operator="陈一")
    morning.back_up_if_due()
    desk.jobs.wait()
    assert len(list(ledger.folder.backups.glob("*.deskbackup"))) == 1


def test_a_first_day_with_demo_data_fills_the_ledger_and_can_take_it_back(desk: Desk) -> None:
    window = MainWindow(desk, ())
    said: list[tuple[str, bool]] = []
    desk.said.connect(lambda sentence, undo: said.append((sentence, undo)))
    Morning(desk, window).begin(StartWith.DEMO)
    assert desk.why_read_only
    desk.jobs.wait()
    assert len(said) == 1
    assert said[0][1]
    assert "已写入演示数据：1,000 人" in said[0][0]
    assert len(list(desk.ledger.folder.backups.glob("*.deskbackup"))) == 1
