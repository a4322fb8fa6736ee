"""Starts the window: Qt, the look, the ledger's folder, and what happens to faults of the program itself."""

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from community_desk.domain.errors import UserError
from community_desk.ledger import staff
from community_desk.ledger.database import open_ledger
from community_desk.ledger.locations import program_folder
from community_desk.shipped import resource_path
from community_desk.ui import icons
from community_desk.ui.faults import Faults
from community_desk.ui.opening import Opening
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Scheme, Theme, TypeSize, register_rare_characters

if TYPE_CHECKING:
    from community_desk.ui.dialogs.restore_open import RestoreOrder

_PICTURE_SIZE = (1366, 768)


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
    """Have Qt's own dialogs in Chinese; whether Qt's words were found."""
    app.installTranslator(_Lacking(app))
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(translator)


class _Lacking(QTranslator):
    """The words that Qt's Chinese lacks (6.8 to 6.11); asked only for those."""

    _WORDS: ClassVar = {
        "&Look in:": "位置(&L)：",
        "Files of &type:": "文件类型(&T)：",
        "Page &Set:": "页面范围(&S)：",
        "Folder": "文件夹",
        "Drive": "驱动器",
    }

    def isEmpty(self) -> bool:
        """It has words, although it read no file."""
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _count: int = -1
    ) -> str | None:
        """A word of Qt's in Chinese; ``None`` leaves it as it is."""
        return self._WORDS.get(source)


def make_theme(app: QApplication, preferences: Preferences) -> Theme:
    """The look that this PC's user chose; what is not known counts as not chosen."""
    look = Theme(app)
    scheme = preferences.get("look/scheme", "")
    size = preferences.get("look/type_size", "")
    look.apply(
        Scheme(scheme) if scheme in set(Scheme) else Scheme.SYSTEM,
        TypeSize(size) if size in set(TypeSize) else TypeSize.NORMAL,
    )
    return look


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
        _tell(refusal)
    except Exception as fault:
        faults.show_at_once(fault)
    finally:
        faults.uninstall()
    return 1


def _run(app: QApplication, faults: Faults, data: Path | None) -> int:
    preferences = Preferences(program_folder() / "window.ini")
    look = make_theme(app, preferences)
    bells = program_folder() / "bells"
    opened, said = Opening(look, preferences, bells, meanwhile=_load_window).run(data), ""
    while opened is not None:
        from community_desk.ui.window import begin_work, open_window  # noqa: PLC0415 - see there

        window = open_window(opened.ledger, operator=opened.operator, look=look, preferences=preferences)
        desk = window.desk
        orders: list[RestoreOrder] = []
        desk.jobs.broken.connect(faults.tell)
        desk.reopen_requested.connect(partial(_end_for, app, orders))
        garbage = begin_work(app, window, opened, bells)
        if said:
            desk.say(said)
        try:
            code = app.exec()
        finally:
            garbage.stop()
            desk.close()
        if not orders:
            return code
        window.hide()
        window.deleteLater()
        said = _restore(desk.folder, orders[-1])
        opened = Opening(look, preferences, bells).run(desk.folder)
    return 0


def _load_window() -> None:
    import_module("community_desk.ui.window")


def _end_for(app: QApplication, orders: "list[RestoreOrder]", order: "RestoreOrder") -> None:
    orders.append(order)
    app.exit(0)


def _restore(folder: Path, order: "RestoreOrder") -> str:
    """Restore the closed ledger; what to say when its window is open again. A refusal is shown at once."""
    from community_desk.ledger import restoring  # noqa: PLC0415 - rarely needed

    try:
        restored = restoring.restore(
            folder, order.file, password=order.password, recovery_code=order.recovery_code
        )
    except UserError as refusal:
        _tell(refusal)
        return ""
    when = restored.backup.made_at.astimezone()
    aside = f"原来的台账在 {restored.set_aside}。" if restored.set_aside else ""
    return f"台账已恢复到 {when.year}年{when.month}月{when.day}日 {when:%H:%M} 的样子。{aside}"


def _tell(refusal: UserError) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, "社区工作台", refusal.sentence)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def picture(data: Path, file: Path) -> None:
    """Draw the window on the ledger in ``data`` into the PNG ``file``, without a screen.

    ``UserError`` if the ledger cannot be opened or the file not written.
    """
    from community_desk.ui.window import open_window  # noqa: PLC0415 - see there

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
