"""Starts the window: Qt, the look, the ledger's folder, and what happens to faults of the program itself."""

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from community_desk.domain.errors import UserError
from community_desk.ledger import staff
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.locations import program_folder
from community_desk.shipped import resource_path
from community_desk.ui import icons
from community_desk.ui.bell import Bell
from community_desk.ui.desk import Desk
from community_desk.ui.faults import Faults
from community_desk.ui.lock import Lock
from community_desk.ui.main_window import MainWindow
from community_desk.ui.morning import Morning
from community_desk.ui.opening import Opening
from community_desk.ui.page_entries import PAGE_ENTRIES
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize, register_rare_characters

_PICTURE_SIZE = (1366, 768)
_FIRST_SIZE = (1280, 800)  # logical pixels; smaller screens are filled


def make_application(arguments: list[str]) -> QApplication:
    """Qt itself, speaking Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QApplication(arguments)
    app.setApplicationName("community-desk")
    app.setApplicationDisplayName("社区工作台")
    app.setWindowIcon(QIcon(str(resource_path("icons", "community-desk.png"))))
    speak_chinese(app)
    return app


def speak_chinese(app: QApplication) -> bool:
    """Have Qt's own dialogs in Chinese; whether their words were found."""
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(translator)


def make_theme(app: QApplication, preferences: Preferences) -> Theme:
    """The look that this PC's user chose."""
    look = Theme(app)
    look.apply(
        Scheme(_known(preferences.get("look/scheme", "system"), Scheme)),
        TypeSize(_known(preferences.get("look/type_size", "normal"), TypeSize)),
    )
    return look


def open_window(ledger: Ledger, *, operator: str, look: Theme, preferences: Preferences) -> MainWindow:
    """The window over an open ledger, with its first page."""
    desk = Desk(ledger, operator=operator, theme=look, preferences=preferences)
    window = MainWindow(desk, PAGE_ENTRIES)
    window.show_page(PAGE_ENTRIES[0].name)
    return window


def main(data: Path | None) -> int:
    """Open the window on the ledger in ``data`` (the one of the last time if None) and run until it is closed.

    Returns the exit code: 0, or 1 if the program could not begin.
    """
    app = make_application(sys.argv[:1])
    faults = Faults()
    faults.install()
    try:
        return _run(app, faults, data)
    except UserError as refusal:
        box = QMessageBox(QMessageBox.Icon.Warning, "社区工作台", refusal.sentence)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        box.exec()
    except Exception as fault:
        faults.show_at_once(fault)
    finally:
        faults.uninstall()
    return 1


def _run(app: QApplication, faults: Faults, data: Path | None) -> int:
    preferences = Preferences(program_folder() / "window.ini")
    look = make_theme(app, preferences)
    bells = program_folder() / "bells"
    opened = Opening(look, preferences, bells).run(data)
    if opened is None:
        return 0
    window = open_window(opened.ledger, operator=opened.operator, look=look, preferences=preferences)
    window.desk.jobs.broken.connect(faults.tell)
    Lock(window.desk, window)
    Bell(window, window.desk.folder, bells)
    _show(window)
    window.load_the_rest()
    QTimer.singleShot(0, window, partial(Morning(window.desk, window).begin, opened.start))
    try:
        return app.exec()
    finally:
        window.desk.close()


def picture(data: Path, file: Path) -> None:
    """Draw the window on the ledger in ``data`` into the PNG ``file``, without a screen.

    ``UserError`` if the ledger cannot be opened or the file not written.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = make_application(sys.argv[:1])
    preferences = Preferences(file.with_suffix(".ini"))  # read only: a picture looks like a fresh PC
    look = Theme(app)
    look.apply(Scheme.LIGHT, TypeSize.NORMAL)
    register_rare_characters()
    ledger = open_ledger(data, read_only=True)
    window = open_window(ledger, operator=_somebody(), look=look, preferences=preferences)
    icons.load()
    window.resize(*_PICTURE_SIZE)
    window.show()
    window.desk.jobs.wait()
    file.parent.mkdir(parents=True, exist_ok=True)
    saved = window.grab().save(str(file))
    window.hide()
    window.desk.close()
    window.deleteLater()
    if not saved:
        raise UserError(f"图片写不进“{file}”；请换一个位置。", field="out")


def _somebody() -> str:
    return next((row.name for row in staff.list_staff(active_only=True)), "")


def _show(window: MainWindow) -> None:
    """Where it stood last; the first time as large as is comfortable, or as the screen."""
    if window.desk.preferences.get("window/place", ""):
        window.show()
        return
    room = window.screen().availableSize()
    if room.width() <= _FIRST_SIZE[0] or room.height() <= _FIRST_SIZE[1]:
        window.showMaximized()
    else:
        window.resize(*_FIRST_SIZE)
        window.show()


def _known(value: str, kind: type[Scheme] | type[TypeSize]) -> str:
    return value if value in {each.value for each in kind} else next(iter(kind)).value
