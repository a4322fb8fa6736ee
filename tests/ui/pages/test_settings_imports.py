"""The list of imports: what each brought, and taking one back with what was edited since kept and named."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from community_desk.ledger import import_reviews, residents
from community_desk.ledger.models import Resident
from community_desk.tasks.import_ledger import import_ledger
from community_desk.ui.desk import Desk
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page_entries import PAGE_ENTRIES
from community_desk.ui.pages.settings_imports import ImportsPanel

_SAMPLES = Path(__file__).parents[2] / "ledgers"


def bring(desk: Desk, name: str) -> None:
    for _ in import_ledger(_SAMPLES / name, today=desk.today(), operator="甲"):
        pass


def panel_of(desk: Desk, qtbot: QtBot) -> ImportsPanel:
    panel = ImportsPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(800, 400)
    panel.show()
    desk.jobs.wait()
    return panel


def cells(panel: ImportsPanel, row: int) -> list[str]:
    return [panel.model.index(row, column).data() for column in range(panel.model.columnCount())]


def press(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_imports_it_says_what_goes_here(desk: Desk, qtbot: QtBot) -> None:
    panel = panel_of(desk, qtbot)
    assert panel.empty.isVisible()
    assert not panel.undo.isVisible()
    wanted: list[tuple[str, str]] = []
    desk.open_requested.connect(lambda kind, uid: wanted.append((kind, uid)))
    assert not panel.start.isVisible()
    press(panel.empty.findChild(QPushButton))
    assert wanted == [("import", "")]


def test_an_import_is_looked_at(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, "c_village_blocks.xls")
    panel = panel_of(desk, qtbot)
    shown = cells(panel, 0)
    assert (shown[0], shown[2], shown[3]) == ("c_village_blocks.xls", "甲", "177")
    assert shown[6] == "⚠ 疑问还没有看过"
    press(panel.looked_at)
    desk.jobs.wait()
    assert import_reviews.imports_to_look_at() == []
    assert cells(panel, 0)[6] == "✓ 疑问看过了"
    assert not panel.looked_at.isVisible()


def test_an_import_is_taken_back_and_what_was_edited_since_is_named(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, "a_clean.xlsx")
    bring(desk, "d_old_system_gb18030.csv")
    edited = Resident.select().where(Resident.deleted_at.is_null()).order_by(Resident.id).first()
    residents.edit_resident(edited.uid, operator="乙", note="电话问过")
    panel = panel_of(desk, qtbot)
    (first,) = (batch for batch in import_reviews.list_imports() if batch.file_name == "a_clean.xlsx")
    panel.open_batch(first.uid)
    desk.jobs.wait()
    assert panel.table.currentIndex().row() == 1
    press(panel.undo)
    box = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()
    )
    assert box.defaultButton().text() == "不撤销"
    press(next(button for button in box.buttons() if button.text() == "撤销这次导入"))  # type: ignore[arg-type]
    desk.jobs.wait()
    assert [batch.is_undone for batch in import_reviews.list_imports()] == [False, True]
    assert cells(panel, 1)[6] == "✗ 已撤销"
    assert not panel.undo.isEnabled()
    assert f"没有撤回的：居民“{edited.name}”；它们用着的另外" in panel.told.text()
    left = {row.name for row in Resident.select().where(Resident.deleted_at.is_null())}
    assert edited.name in left


def test_an_import_is_shown_from_elsewhere(desk: Desk, qtbot: QtBot) -> None:
    for name in ("a_clean.xlsx", "d_old_system_gb18030.csv"):
        bring(desk, name)
    window = MainWindow(desk, PAGE_ENTRIES)
    qtbot.addWidget(window)
    window.show()
    desk.open("import", import_reviews.list_imports()[1].uid)
    desk.jobs.wait()
    panel = window.findChild(ImportsPanel)
    assert panel is not None
    assert panel.isVisible()
    assert panel.table.currentIndex().data() == "a_clean.xlsx"
