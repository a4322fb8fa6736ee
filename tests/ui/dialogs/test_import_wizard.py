"""The import wizard with real keys and clicks over real files and a real ledger, from the file to the way back."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Field
from community_desk.ledger import import_reviews, places
from community_desk.ledger.models import Household, Phone, Resident
from community_desk.ledger.registers import RegisterFilter, list_households
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.import_wizard import ImportWizard
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page_entries import PAGE_ENTRIES
from tests.tasks.test_import_ledger import as_truth, sortable
from tests.ui.dialogs.wizard_hands import (
    SAMPLES,
    WizardHands,
    click,
    ledger_file,
    live,
    reported,
)

_FILES = sorted(path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json"))


@pytest.mark.parametrize("name", _FILES)
def test_a_sample_ledger_comes_in_exactly_as_it_is(desk: Desk, hands: WizardHands, name: str) -> None:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    wizard = hands.open(SAMPLES / name)
    assert wizard.place == 1
    hands.go(wizard, 3)
    compound = truth["import_options"].get("compound", "")
    assert wizard.grouping_step.compound.isEnabled() is bool(compound)
    if compound:
        wizard.grouping_step.compound.setEditText(compound)
    hands.go(wizard, 5)
    assert wizard.next.text() == f"导入 {len(truth['households']):,} 户 {truth['residents']:,} 人"
    hands.finish(wizard)
    found = [as_truth(record) for record in list_households(RegisterFilter(), today=desk.today())]
    assert sorted(found, key=sortable) == sorted(truth["households"], key=sortable)
    assert wizard.finish_step.figures["新增"].text() == f"{truth['residents']:,}"
    lost = [doubt for doubt in reported(wizard) if doubt.kind is DoubtKind.ID_LOST_DIGITS]
    assert len(lost) == len(truth.get("id_lost_precision", []))
    assert desk.ledger.faults() == []


def test_with_the_keyboard_alone(hands: WizardHands) -> None:
    wizard = hands.open(None)
    wizard.file_step.path.setFocus()
    QTest.keyClicks(wizard.file_step.path, str(SAMPLES / "d_old_system_gb18030.csv"))
    QTest.keyClick(wizard.file_step.path, Qt.Key.Key_Return)
    hands.settle(wizard)
    assert wizard.place == 1
    for step in (2, 3, 4):
        QTest.keyClick(wizard, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        hands.settle(wizard)
        assert wizard.place == step
    QTest.keyClick(wizard, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert wizard.place == 3
    QTest.keyClick(wizard, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.settle(wizard)
    assert len(live(Resident)) == 83
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_a_file_dropped_on_the_first_step_is_read(hands: WizardHands) -> None:
    wizard = hands.open(None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLES / "a_clean.xlsx"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    wizard.file_step.dragEnterEvent(entering)
    assert entering.isAccepted()
    wizard.file_step.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    hands.settle(wizard)
    assert wizard.place == 1
    assert wizard.draft.plan is not None
    assert wizard.draft.plan.people == 833


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("空.xlsx", b"", "是空文件"),
        ("名单.xlsx", b"PK\x03\x04 cut short", "不完整或已损坏"),
        ("说明.pdf", b"%PDF-1.7 nothing", "不是表格文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_the_field(
    hands: WizardHands, tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    wizard = hands.open(path)
    assert wizard.place == 0
    assert part in wizard.file_step.problem
    assert wizard.file_step.path.property("wrong") is True
    missing = tmp_path / "没有.xlsx"
    wizard.file_step.path.setText(str(missing))
    click(wizard.next)
    wizard.desk.jobs.wait()
    assert "找不到文件" in wizard.file_step.problem


def test_reading_is_given_up_at_once(hands: WizardHands) -> None:
    wizard = hands.open(None)
    wizard.file_step.take(SAMPLES / "a_clean.xlsx")
    assert (wizard.reason.text(), wizard.next.isEnabled()) == ("正在读取文件，请稍候。", False)
    click(wizard.file_step.cancel)
    hands.settle(wizard)
    assert wizard.file_step.problem == "已取消读取，台账没有改动。"
    assert (wizard.place, wizard.draft.table) == (0, None)


def test_cancelled_while_it_is_written_nothing_stays(desk: Desk, hands: WizardHands) -> None:
    wizard = hands.open(SAMPLES / "a_clean.xlsx")
    hands.go(wizard, 5)
    click(wizard.next)
    assert wizard.draft.is_writing
    assert not wizard.next.isVisible()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible()
    click(wizard.finish_step.cancel)
    desk.jobs.wait()
    assert (live(Resident), import_reviews.list_imports()) == ([], [])
    assert wizard.finish_step.problem == "已取消导入，台账没有改动。"
    hands.finish(wizard)
    assert len(live(Resident)) == 833


def test_a_column_chosen_by_hand_wins_and_is_remembered(
    desk: Desk, hands: WizardHands, tmp_path: Path
) -> None:
    def write(name: str, people: str) -> Path:
        path = tmp_path / name
        path.write_text(f"小区,楼栋,房号,姓名,性别,找他打这个\n{people}", encoding="utf-8-sig")
        return path

    wizard = hands.open(write("一.csv", "芸溪里,1,101,苏某,女,13800001234"))
    combo = wizard.columns_step.header.combo(5)
    assert combo.currentText() == "不导入"
    combo.setFocus()
    for _ in range(combo.count()):
        QTest.keyClick(combo, Qt.Key.Key_Down)
        if combo.currentData() == Field.PHONE.value:
            break
    hands.settle(wizard)
    assert wizard.columns_step.header.combo(5).currentText() == "联系电话"
    assert not wizard.columns_step.remember_button.isVisible()
    hands.finish(wizard)
    assert [phone.number for phone in live(Phone)] == ["13800001234"]
    wizard.accept()
    again = hands.open(write("二.csv", "芸溪里,1,102,陈某,男,13900001234"))
    assert again.columns_step.header.combo(5).currentText() == "联系电话"
    assert again.columns_step.remember_button.isVisible()
    click(again.columns_step.remember_button)
    hands.settle(again)
    assert again.columns_step.header.combo(5).currentText() == "不导入"


def test_what_is_not_to_be_stored_stays_out_with_its_reason(hands: WizardHands, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("小区,楼栋,房号,姓名,性别,民族\n芸溪里,1,101,苏某,女,汉", encoding="utf-8-sig")
    wizard = hands.open(path)
    combo = wizard.columns_step.header.combo(5)
    assert (combo.currentText(), combo.isEnabled()) == ("不导入", False)
    assert "不导入" in wizard.columns_step.header.sureness(5)
    assert "民族" in combo.toolTip()


def test_a_sheet_left_out_and_a_heading_said_by_hand(hands: WizardHands, tmp_path: Path) -> None:
    wizard = hands.open(SAMPLES / "b_merged_two_row_header.xlsx")
    step = wizard.columns_step
    assert step.tabs.count() == 5
    step.tabs.setCurrentIndex(2)
    click(step.include)
    hands.settle(wizard)
    assert step.tabs.tabText(2).endswith("（不导入）")
    assert wizard.draft.plan is not None
    assert {member.sheet for home in wizard.draft.plan.households for member in home.members} == {
        "1号楼", "2号楼", "5号楼", "11号楼",
    }  # fmt: skip
    path = tmp_path / "怪.csv"
    path.write_text("某某社区\n甲,乙,丙\n苏某,女,13800001234\n", encoding="utf-8-sig")
    other = hands.open(path)
    assert "表头" in other.reason.text()
    assert not other.next.isEnabled()
    other.columns_step.first.setFocus()
    QTest.keyClick(other.columns_step.first, Qt.Key.Key_Up)
    QTest.keyClick(other.columns_step.first, Qt.Key.Key_Up)
    hands.settle(other)
    assert other.columns_step.first.value() == 2
    combo = other.columns_step.header.combo(0)
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)  # the first field is 姓名
    hands.settle(other)
    assert other.draft.plan is not None
    assert other.draft.plan.people == 1
    assert other.next.isEnabled()


def test_another_grouping_and_a_grid_that_is_there(hands: WizardHands, tmp_path: Path) -> None:
    places.add_grid(operator="甲", name="第7网格")
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,1955-03-08",
        "芸溪里,1,1,101,陈某,男,,配偶,,1953-03-08",
        "芸溪里,1,1,101,林某,男,,户主,,1960-02-03",
    )
    wizard = hands.open(path)
    hands.go(wizard, 3)
    step = wizard.grouping_step
    assert step.way.currentText() == "按户主行"
    assert step.count.text().startswith("3 人分成 2 户")
    assert [step.picture.index(row, 0).data() for row in range(3)] == ["┌ 第 1 户", "└", "─ 第 2 户"]
    step.way.setFocus()
    QTest.keyClick(step.way, Qt.Key.Key_Down)
    hands.settle(wizard)
    assert step.way.currentText() == "按门牌"
    assert step.count.text().startswith("3 人分成 1 户")
    assert "网格" in step.grid_note.text()
    step.grid.setFocus()
    QTest.keyClick(step.grid, Qt.Key.Key_Down)
    hands.finish(wizard)
    (home,) = list_households(RegisterFilter(), today=hands.desk.today())
    assert (home.place.grid, len(home.members)) == ("第7网格", 3)


def test_an_import_is_taken_back_from_its_report(desk: Desk, hands: WizardHands) -> None:
    said: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    wizard = hands.open(SAMPLES / "d_old_system_gb18030.csv")
    hands.finish(wizard)
    click(wizard.finish_step.undo)
    hands.settle(wizard)
    assert (live(Resident), live(Household)) == ([], [])
    assert wizard.finish_step.done.text() == "已撤销这次导入"
    assert [batch.is_undone for batch in import_reviews.list_imports()] == [True]
    click(wizard.next)
    assert not wizard.isVisible()
    assert said == []


def test_what_was_imported_is_said_below_with_a_way_back(qtbot: QtBot, desk: Desk) -> None:
    window = MainWindow(desk, PAGE_ENTRIES)
    qtbot.addWidget(window)
    window.resize(1093, 614)
    window.show()
    desk.open("import", "")
    (wizard,) = window.findChildren(ImportWizard)
    wizard.file_step.take(SAMPLES / "d_old_system_gb18030.csv")
    hands = WizardHands(desk, qtbot)
    hands.settle(wizard)
    hands.finish(wizard)
    click(wizard.next)
    desk.jobs.wait()
    assert window.toast.sentence == "已导入 d_old_system_gb18030.csv：新增 83 人，更新 0 人"
    click(next(button for button in window.toast.findChildren(QPushButton) if button.text() == "撤销"))
    desk.jobs.wait()
    assert live(Resident) == []
    assert [batch.is_undone for batch in import_reviews.list_imports()] == [True]


def test_doubtful_rows_are_kept_as_a_file_and_never_in_the_original(
    hands: WizardHands, tmp_path: Path
) -> None:
    path = ledger_file(tmp_path / "表.csv", "芸溪里,1,1,101,苏某,女,,户主,123,1955-03-08")
    wizard = hands.open(path)
    hands.finish(wizard)
    step = wizard.finish_step
    before = path.read_bytes()
    step.save_doubtful(path)
    assert "换一个文件名" in step.told
    assert path.read_bytes() == before
    step.save_doubtful(tmp_path / "疑问.xlsx")
    wizard.desk.jobs.wait()
    assert "1 行" in step.told
    assert (tmp_path / "疑问.xlsx").stat().st_size > 1000


def test_leaving_asks_only_where_something_would_be_lost(hands: WizardHands) -> None:
    wizard = hands.open(SAMPLES / "a_clean.xlsx")
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    wizard = hands.open(SAMPLES / "b_merged_two_row_header.xlsx")
    click(wizard.columns_step.include)
    hands.settle(wizard)
    for verb, stays in (("继续导入", True), ("放弃这次导入", False)):
        wizard.close()
        assert wizard.isVisible()
        (box,) = (each for each in wizard.findChildren(QMessageBox) if each.isVisible())
        click(next(button for button in box.buttons() if button.text() == verb))
        assert wizard.isVisible() is stays
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_double_click_goes_one_step_and_never_writes(hands: WizardHands) -> None:
    wizard = hands.open(SAMPLES / "a_clean.xlsx")
    hands.go(wizard, 4)
    QCoreApplication.processEvents()
    places = [button.geometry() for button in (wizard.leave, wizard.back, wizard.next)]
    QTest.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(wizard.next, Qt.MouseButton.LeftButton)  # what Qt sends for the second press
    hands.settle(wizard)
    assert wizard.place == 4
    assert wizard.draft.report is None
    assert live(Resident) == []
    QCoreApplication.processEvents()
    assert [button.geometry() for button in (wizard.leave, wizard.back, wizard.next)] == places
    click(wizard.next)
    hands.settle(wizard)
    assert len(live(Resident)) == 833
