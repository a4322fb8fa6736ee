"""What the tests of the import wizard do with it: open it, press, wait, and look into the ledger."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from community_desk.domain.planned import Doubt
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.import_wizard import ImportWizard, open_import_wizard

SAMPLES = Path(__file__).parents[2] / "ledgers"
ID = "350212196612156692"


class WizardHands:
    """Works a wizard over a window of the smallest real size."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self._qtbot = qtbot
        self._window = QWidget()
        self._window.resize(1093, 614)
        self._window.show()
        qtbot.addWidget(self._window)

    def open(self, path: Path | None) -> ImportWizard:
        """The wizard, with a file read or none."""
        wizard = open_import_wizard(self.desk, self._window, path)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self._qtbot.waitExposed(wizard)
        self.settle(wizard)
        return wizard

    def settle(self, wizard: ImportWizard) -> None:
        """Wait until the wizard is up to date with what was decided."""
        jobs = self.desk.jobs
        jobs.wait()
        self._qtbot.waitUntil(lambda: not wizard.draft.is_busy and jobs.is_idle, timeout=20_000)

    def go(self, wizard: ImportWizard, step: int) -> None:
        """Press 下一步 until a step (1 to 5) is shown."""
        while wizard.place < step - 1:
            before = wizard.place
            click(wizard.next)
            self.settle(wizard)
            assert wizard.place == before + 1

    def finish(self, wizard: ImportWizard) -> None:
        """On to the last step, and import."""
        self.go(wizard, 5)
        click(wizard.next)
        self.settle(wizard)
        assert wizard.draft.report is not None


def click(button: QAbstractButton) -> None:
    """Click a button that can be seen and pressed."""
    QCoreApplication.processEvents()  # what was put in just now is shown by the event loop
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def live(model: Any) -> list[Any]:
    """The rows of a model that are not withdrawn."""
    return list(model.select().where(model.deleted_at.is_null()).order_by(model.id))


def ledger_file(path: Path, *rows: str) -> Path:
    """A .csv with the usual columns."""
    heading = "小区,楼栋,单元,房号,姓名,性别,身份证号,与户主关系,联系电话,出生日期"
    path.write_text("\n".join((heading, *rows)), encoding="utf-8-sig")
    return path


def look_at(wizard: ImportWizard, row: int) -> None:
    """Choose in the preview what begins in this row of the file."""
    entries = wizard.preview_step.model.entries
    wizard.preview_step.table.selectRow(next(n for n, entry in enumerate(entries) if entry.row == row))


def reported(wizard: ImportWizard) -> tuple[Doubt, ...]:
    """The doubts of the import that was done."""
    assert wizard.draft.report is not None
    return wizard.draft.report.doubts
