"""The import wizard with real keys and clicks over real files and a real ledger, from the file to the way back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from community_desk.domain.identity import check_digit
from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Field
from community_desk.ledger import imports
from community_desk.ledger.models import Household, Phone, Resident
from community_desk.ledger.registers import RegisterFilter, list_households
from community_desk.ledger.residents import withdraw_resident
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.import_wizard import ImportWizard, open_import_wizard
from tests.tasks.test_import_ledger import as_truth, sortable

_SAMPLES = Path(__file__).parents[2] / "ledgers"
_FILES = sorted(path.name.removesuffix(".truth.json") for path in _SAMPLES.glob("*.truth.json"))
_ID = "350212196612156692"

Open = Callable[[Path | None], ImportWizard]


def click(button: QAbstractButton) -> None:
    QCoreApplication.processEvents()  # what was put in just now is shown by the event loop
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def live(model: Any) -> list[Any]:
    return list(model.select().where(model.deleted_at.is_null()).order_by(model.id))


@pytest.fixture
def settled(qtbot: QtBot, desk: Desk) -> Callable[[ImportWizard], None]:
    """Waits until the wizard is up to date with what was decided."""

    def wait(wizard: ImportWizard) -> None:
        desk.jobs.wait()
        qtbot.waitUntil(lambda: not wizard.draft.is_busy and desk.jobs.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> QWidget:
    """A window of the smallest real size."""
    made = QWidget()
    made.resize(1093, 614)
    made.show()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def open_wizard(qtbot: QtBot, desk: Desk, window: QWidget, settled: Callable[[ImportWizard], None]) -> Open:
    """Opens the wizard over the window, on a file or none."""

    def open_file(path: Path | None) -> ImportWizard:
        wizard = open_import_wizard(desk, window, path)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.waitExposed(wizard)
        settled(wizard)
        return wizard

    return open_file


@pytest.fixture
def to_step(settled: Callable[[ImportWizard], None]) -> Callable[[ImportWizard, int], None]:
    """Presses 下一步 until a step (1 to 5) is shown."""

    def press(wizard: ImportWizard, step: int) -> None:
        while wizard.place < step - 1:
            before = wizard.place
            click(wizard.next)
            settled(wizard)
            assert wizard.place == before + 1

    return press


@pytest.fixture
def finish(
    to_step: Callable[[ImportWizard, int], None], settled: Callable[[ImportWizard], None]
) -> Callable[[ImportWizard], None]:
    """On to the last step, and imports."""

    def press(wizard: ImportWizard) -> None:
        to_step(wizard, 5)
        click(wizard.next)
        settled(wizard)
        assert wizard.draft.report is not None

    return press


def ledger_file(path: Path, *rows: str) -> Path:
    """A .csv with the usual columns."""
    heading = "小区,楼栋,单元,房号,姓名,性别,身份证号,与户主关系,联系电话,出生日期"
    path.write_text("\n".join((heading, *rows)), encoding="utf-8-sig")
    return path


def look_at(wizard: ImportWizard, row: int) -> None:
    """Choose what begins in this row of the file."""
    entries = wizard.preview_step.model.entries
    wizard.preview_step.table.selectRow(next(n for n, entry in enumerate(entries) if entry.row == row))


@pytest.mark.parametrize("name", _FILES)
def test_a_sample_ledger_comes_in_exactly_as_it_is(
    desk: Desk,
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    finish: Callable[[ImportWizard], None],
    name: str,
) -> None:
    truth = json.loads((_SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    wizard = open_wizard(_SAMPLES / name)
    assert wizard.place == 1
    to_step(wizard, 3)
    compound = truth["import_options"].get("compound", "")
    assert wizard.grouping_step.compound.isEnabled() is bool(compound)
    if compound:
        wizard.grouping_step.compound.setEditText(compound)
    to_step(wizard, 5)
    assert wizard.next.text() == f"导入 {len(truth['households']):,} 户 {truth['residents']:,} 人"
    finish(wizard)
    found = [as_truth(record) for record in list_households(RegisterFilter(), today=desk.today())]
    assert sorted(found, key=sortable) == sorted(truth["households"], key=sortable)
    assert wizard.finish_step.figures["新增"].text() == f"{truth['residents']:,}"
    lost = [doubt for doubt in imports_doubts(wizard) if doubt.kind is DoubtKind.ID_LOST_DIGITS]
    assert len(lost) == len(truth.get("id_lost_precision", []))
    assert desk.ledger.faults() == []


def imports_doubts(wizard: ImportWizard) -> tuple[Any, ...]:
    assert wizard.draft.report is not None
    return wizard.draft.report.doubts


def test_with_the_keyboard_alone(settled: Callable[[ImportWizard], None], open_wizard: Open) -> None:
    wizard = open_wizard(None)
    wizard.file_step.path.setFocus()
    QTest.keyClicks(wizard.file_step.path, str(_SAMPLES / "d_old_system_gb18030.csv"))
    QTest.keyClick(wizard.file_step.path, Qt.Key.Key_Return)
    settled(wizard)
    assert wizard.place == 1
    for step in (2, 3, 4):
        QTest.keyClick(wizard, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        settled(wizard)
        assert wizard.place == step
    QTest.keyClick(wizard, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert wizard.place == 3
    QTest.keyClick(wizard, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(wizard)
    assert len(live(Resident)) == 83
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_a_file_dropped_on_the_first_step_is_read(
    settled: Callable[[ImportWizard], None], open_wizard: Open
) -> None:
    wizard = open_wizard(None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(_SAMPLES / "a_clean.xlsx"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    wizard.file_step.dragEnterEvent(entering)
    assert entering.isAccepted()
    wizard.file_step.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    settled(wizard)
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
    open_wizard: Open, tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    wizard = open_wizard(path)
    assert wizard.place == 0
    assert part in wizard.file_step.problem
    assert wizard.file_step.path.property("wrong") is True
    missing = tmp_path / "没有.xlsx"
    wizard.file_step.path.setText(str(missing))
    click(wizard.next)
    wizard.desk.jobs.wait()
    assert "找不到文件" in wizard.file_step.problem


def test_cancelled_while_it_is_written_nothing_stays(
    desk: Desk,
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    finish: Callable[[ImportWizard], None],
) -> None:
    wizard = open_wizard(_SAMPLES / "a_clean.xlsx")
    to_step(wizard, 5)
    click(wizard.next)
    assert wizard.draft.is_writing
    assert not wizard.next.isVisible()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible()
    click(wizard.finish_step.cancel)
    desk.jobs.wait()
    assert (live(Resident), imports.list_imports()) == ([], [])
    assert wizard.finish_step.problem == "已取消导入，台账没有改动。"
    finish(wizard)
    assert len(live(Resident)) == 833


def test_a_column_chosen_by_hand_wins_and_is_remembered(
    desk: Desk,
    open_wizard: Open,
    settled: Callable[[ImportWizard], None],
    finish: Callable[[ImportWizard], None],
    tmp_path: Path,
) -> None:
    def write(name: str, people: str) -> Path:
        path = tmp_path / name
        path.write_text(f"小区,楼栋,房号,姓名,性别,找他打这个\n{people}", encoding="utf-8-sig")
        return path

    wizard = open_wizard(write("一.csv", "芸溪里,1,101,苏某,女,13800001234"))
    combo = wizard.columns_step.header.combo(5)
    assert combo.currentText() == "不导入"
    combo.setFocus()
    for _ in range(combo.count()):
        QTest.keyClick(combo, Qt.Key.Key_Down)
        if combo.currentData() == Field.PHONE.value:
            break
    settled(wizard)
    assert wizard.columns_step.header.combo(5).currentText() == "联系电话"
    assert not wizard.columns_step.remember_button.isVisible()
    finish(wizard)
    assert [phone.number for phone in live(Phone)] == ["13800001234"]
    wizard.accept()
    again = open_wizard(write("二.csv", "芸溪里,1,102,陈某,男,13900001234"))
    assert again.columns_step.header.combo(5).currentText() == "联系电话"
    assert again.columns_step.remember_button.isVisible()
    click(again.columns_step.remember_button)
    settled(again)
    assert again.columns_step.header.combo(5).currentText() == "不导入"


def test_what_is_not_to_be_stored_stays_out_with_its_reason(open_wizard: Open, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("小区,楼栋,房号,姓名,性别,民族\n芸溪里,1,101,苏某,女,汉", encoding="utf-8-sig")
    wizard = open_wizard(path)
    combo = wizard.columns_step.header.combo(5)
    assert (combo.currentText(), combo.isEnabled()) == ("不导入", False)
    assert "不导入" in wizard.columns_step.header.sureness(5)
    assert "民族" in combo.toolTip()


def test_a_sheet_left_out_and_a_heading_said_by_hand(
    open_wizard: Open, settled: Callable[[ImportWizard], None], tmp_path: Path
) -> None:
    wizard = open_wizard(_SAMPLES / "b_merged_two_row_header.xlsx")
    step = wizard.columns_step
    assert step.tabs.count() == 5
    step.tabs.setCurrentIndex(2)
    click(step.include)
    settled(wizard)
    assert step.tabs.tabText(2).endswith("（不导入）")
    assert wizard.draft.plan is not None
    assert {member.sheet for home in wizard.draft.plan.households for member in home.members} == {
        "1号楼", "2号楼", "5号楼", "11号楼",
    }  # fmt: skip
    path = tmp_path / "怪.csv"
    path.write_text("某某社区\n甲,乙,丙\n苏某,女,13800001234\n", encoding="utf-8-sig")
    other = open_wizard(path)
    assert "表头" in other.reason.text()
    assert not other.next.isEnabled()
    other.columns_step.first.setFocus()
    QTest.keyClick(other.columns_step.first, Qt.Key.Key_Up)
    QTest.keyClick(other.columns_step.first, Qt.Key.Key_Up)
    settled(other)
    assert other.columns_step.first.value() == 2
    combo = other.columns_step.header.combo(0)
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)  # the first field is 姓名
    settled(other)
    assert other.draft.plan is not None
    assert other.draft.plan.people == 1
    assert other.next.isEnabled()


def test_a_number_completed_in_place_arrives_in_the_ledger(
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    settled: Callable[[ImportWizard], None],
    finish: Callable[[ImportWizard], None],
) -> None:
    wizard = open_wizard(_SAMPLES / "c_village_blocks.xls")
    to_step(wizard, 4)
    preview = wizard.preview_step
    chip = preview.chip(DoubtKind.ID_LOST_DIGITS.value)
    assert chip.text() == "身份证少了末尾 26"
    click(chip)
    detail = preview.detail
    box = detail.boxes()[0]
    assert box.doubt.kind is DoubtKind.ID_LOST_DIGITS
    name = box.doubt.text.partition("：")[0]
    click(box.button("改这一格"))
    editor = detail.table.findChild(QLineEdit)
    assert editor is not None
    QCoreApplication.processEvents()
    assert editor.selectedText() == "???"
    first17 = editor.text()[:15] + "12"
    QTest.keyClicks(editor, "12" + check_digit(first17))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settled(wizard)
    assert preview.chip(DoubtKind.ID_LOST_DIGITS.value).text() == "身份证少了末尾 25"
    finish(wizard)
    number = first17 + check_digit(first17)
    assert [row.name for row in live(Resident) if row.id_number == number] == [name]
    lost = [doubt for doubt in imports_doubts(wizard) if doubt.kind is DoubtKind.ID_LOST_DIGITS]
    assert len(lost) == 25


def test_january_or_october_and_a_doubt_let_stand(
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    settled: Callable[[ImportWizard], None],
    finish: Callable[[ImportWizard], None],
    tmp_path: Path,
) -> None:
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,1955.1",
        "芸溪里,1,1,102,陈某,男,,户主,123,1960-02-03",
    )
    wizard = open_wizard(path)
    to_step(wizard, 4)
    preview = wizard.preview_step
    click(preview.chip(DoubtKind.JANUARY_OR_OCTOBER.value))
    click(preview.detail.boxes()[0].button("是 10 月"))
    settled(wizard)
    assert preview.chip(DoubtKind.JANUARY_OR_OCTOBER.value).text() == "✓ 1月还是10月"
    click(preview.chip(DoubtKind.PHONE_UNREADABLE.value))
    click(preview.detail.boxes()[0].button("就这样"))
    settled(wizard)
    assert preview.detail.boxes() == []
    finish(wizard)
    assert {row.name: row.birth for row in live(Resident)} == {"苏某": "1955-10", "陈某": "1960-02-03"}
    kinds = {doubt.kind for doubt in imports_doubts(wizard)}
    assert not kinds & {DoubtKind.JANUARY_OR_OCTOBER, DoubtKind.PHONE_UNREADABLE}
    (batch,) = imports.list_imports()
    assert batch.doubts == len(imports_doubts(wizard))


def test_a_person_left_out_and_taken_in_again(
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    settled: Callable[[ImportWizard], None],
    finish: Callable[[ImportWizard], None],
    tmp_path: Path,
) -> None:
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,1955-03-08",
        "芸溪里,1,1,101,陈某,男,,配偶,,1953-03-08",
        "芸溪里,1,1,102,林某,男,,户主,,1960-02-03",
    )
    wizard = open_wizard(path)
    to_step(wizard, 4)
    detail = wizard.preview_step.detail
    look_at(wizard, 2)
    detail.people.selectRow(1)
    click(detail.out_person)
    settled(wizard)
    look_at(wizard, 4)
    click(detail.out_person)
    settled(wizard)
    to_step(wizard, 5)
    assert wizard.next.text() == "导入 1 户 1 人"
    click(wizard.back)
    preview = wizard.preview_step
    click(preview.chip("doubtful"))
    look_at(wizard, 4)
    click(detail.back)
    settled(wizard)
    finish(wizard)
    assert [row.name for row in live(Resident)] == ["苏某", "林某"]


def test_who_is_who_is_answered_for_each_person(
    desk: Desk,
    open_wizard: Open,
    to_step: Callable[[ImportWizard, int], None],
    settled: Callable[[ImportWizard], None],
    finish: Callable[[ImportWizard], None],
    tmp_path: Path,
) -> None:
    first = ledger_file(
        tmp_path / "一.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,",
        f"芸溪里,1,1,102,陈某,女,{_ID},户主,,",
        "芸溪里,1,1,103,林某,男,,户主,,1960-02-03",
    )
    wizard = open_wizard(first)
    finish(wizard)
    wizard.accept()
    (withdrawn,) = (row for row in live(Resident) if row.name == "陈某")
    withdraw_resident(withdrawn.uid, reason="录错了", operator="甲")
    second = ledger_file(
        tmp_path / "二.csv",
        "芸溪里,1,1,101,苏某,女,,户主,13800001234,1955-03-08",
        f"芸溪里,1,1,102,陈某,女,{_ID},户主,,",
        "芸溪里,1,1,105,林某,男,,户主,,1960-02-03",
    )
    wizard = open_wizard(second)
    to_step(wizard, 4)
    preview = wizard.preview_step
    for kind, verb in (
        (DoubtKind.MATCH_PROPOSED, "不是同一个人"),
        (DoubtKind.WITHDRAWN_BEFORE, "带回"),
        (DoubtKind.POSSIBLE_MATCH, "是同一个人"),
    ):
        click(preview.chip(kind.value))
        click(preview.detail.boxes()[0].button(verb))
        settled(wizard)
        assert preview.chip(kind.value).text().startswith("✓")
    finish(wizard)
    names = sorted(row.name for row in live(Resident))
    assert names == ["林某", "苏某", "苏某", "陈某"]
    report = wizard.draft.report
    assert report is not None
    assert (report.added, report.updated, report.unchanged) == (2, 0, 1)
    assert desk.ledger.faults() == []


def test_an_import_is_taken_back_from_its_report(
    desk: Desk,
    open_wizard: Open,
    finish: Callable[[ImportWizard], None],
    settled: Callable[[ImportWizard], None],
) -> None:
    said: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    wizard = open_wizard(_SAMPLES / "d_old_system_gb18030.csv")
    finish(wizard)
    assert "新增 83 人" in said[-1]
    click(wizard.finish_step.undo)
    settled(wizard)
    assert (live(Resident), live(Household)) == ([], [])
    assert wizard.finish_step.done.text() == "已撤销这次导入"
    assert [batch.is_undone for batch in imports.list_imports()] == [True]
    click(wizard.next)
    assert not wizard.isVisible()


def test_doubtful_rows_are_kept_as_a_file_and_never_in_the_original(
    open_wizard: Open, finish: Callable[[ImportWizard], None], tmp_path: Path
) -> None:
    path = ledger_file(tmp_path / "表.csv", "芸溪里,1,1,101,苏某,女,,户主,123,1955-03-08")
    wizard = open_wizard(path)
    finish(wizard)
    step = wizard.finish_step
    before = path.read_bytes()
    step.save_doubtful(path)
    assert "换一个文件名" in step.told
    assert path.read_bytes() == before
    step.save_doubtful(tmp_path / "疑问.xlsx")
    wizard.desk.jobs.wait()
    assert "1 行" in step.told
    assert (tmp_path / "疑问.xlsx").stat().st_size > 1000


def test_leaving_asks_only_where_something_would_be_lost(
    open_wizard: Open, settled: Callable[[ImportWizard], None]
) -> None:
    wizard = open_wizard(_SAMPLES / "a_clean.xlsx")
    assert not wizard.draft.is_adjusted
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    wizard = open_wizard(_SAMPLES / "b_merged_two_row_header.xlsx")
    click(wizard.columns_step.include)
    settled(wizard)
    assert wizard.draft.is_adjusted


def test_beside_somebody_numbers_are_hidden(
    desk: Desk, open_wizard: Open, to_step: Callable[[ImportWizard, int], None], tmp_path: Path
) -> None:
    path = ledger_file(tmp_path / "表.csv", f"芸溪里,1,1,101,苏某,女,{_ID},户主,13800001234,")
    wizard = open_wizard(path)
    model = wizard.columns_step.model
    assert model.index(1, 6).data() == "350212********6692"
    desk.is_private = True
    assert (model.index(1, 4).data(), model.index(1, 6).data(), model.index(1, 8).data()) == (
        "苏某", "•••", "•••",
    )  # fmt: skip
    to_step(wizard, 4)
    look_at(wizard, 2)
    fields = wizard.preview_step.detail.fields
    shown = [fields.index(row, 1).data() for row in range(fields.rowCount())]
    assert "13800001234" not in shown
    assert shown.count("•••") == 2
