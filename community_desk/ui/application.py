"""Starts the window: Qt, the look, the ledger's folder, and what happens to faults of the program itself."""

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.locations import program_folder
from community_desk.shipped import resource_path
from community_desk.ui.desk import Desk
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page_entries import PAGE_ENTRIES
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize


def make_application(arguments: list[str]) -> QApplication:
    """Qt itself, speaking Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QApplication(arguments)
    app.setApplicationName("community-desk")
    app.setApplicationDisplayName("社区工作台")
    app.setWindowIcon(QIcon(str(resource_path("icons", "community-desk.png"))))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


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
    """Open the window on the ledger in ``data`` (the standard folder if None) and run until it is closed."""
    app = make_application(sys.argv[:1])
    preferences = Preferences(program_folder() / "window.ini")
    look = make_theme(app, preferences)
    if data is None:
        raise NotImplementedError
    window = open_window(open_ledger(data), operator="王经办", look=look, preferences=preferences)
    window.show()
    window.load_the_rest()
    return app.exec()


def _known(value: str, kind: type[Scheme] | type[TypeSize]) -> str:
    return value if value in {each.value for each in kind} else next(iter(kind)).value
