"""Doubts settled in the preview of the import wizard, with real keys and clicks, and what then stands in the ledger."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from community_desk.domain.identity import check_digit
from community_desk.domain.planned import DoubtKind
from community_desk.ledger import import_reviews
from community_desk.ledger.models import Resident
from community_desk.ledger.residents import withdraw_resident
from community_desk.ui.desk import Desk
from tests.ui.dialogs.wizard_hands import (
    ID,
    SAMPLES,
    WizardHands,
    click,
    ledger_file,
    live,
    look_at,
    reported,
)


def test_a_number_completed_in_place_arrives_in_the_ledger(hands: WizardHands) -> None:
    wizard = hands.open(SAMPLES / "c_village_blocks.xls")
    hands.go(wizard, 4)
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
    hands.settle(wizard)
    assert preview.chip(DoubtKind.ID_LOST_DIGITS.value).text() == "身份证少了末尾 25"
    hands.finish(wizard)
    number = first17 + check_digit(first17)
    assert [row.name for row in live(Resident) if row.id_number == number] == [name]
    lost = [doubt for doubt in reported(wizard) if doubt.kind is DoubtKind.ID_LOST_DIGITS]
    assert len(lost) == 25


def test_january_or_october_and_a_doubt_let_stand(hands: WizardHands, tmp_path: Path) -> None:
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,1955.1",
        "芸溪里,1,1,102,陈某,男,,户主,123,1960-02-03",
    )
    wizard = hands.open(path)
    hands.go(wizard, 4)
    preview = wizard.preview_step
    click(preview.chip(DoubtKind.JANUARY_OR_OCTOBER.value))
    click(preview.detail.boxes()[0].button("是 10 月"))
    hands.settle(wizard)
    assert preview.chip(DoubtKind.JANUARY_OR_OCTOBER.value).text() == "✓ 1月还是10月"
    click(preview.chip(DoubtKind.PHONE_UNREADABLE.value))
    click(preview.detail.boxes()[0].button("就这样"))
    hands.settle(wizard)
    assert preview.detail.boxes() == []
    hands.finish(wizard)
    assert {row.name: row.birth for row in live(Resident)} == {"苏某": "1955-10", "陈某": "1960-02-03"}
    kinds = {doubt.kind for doubt in reported(wizard)}
    assert not kinds & {DoubtKind.JANUARY_OR_OCTOBER, DoubtKind.PHONE_UNREADABLE}
    (batch,) = import_reviews.list_imports()
    assert batch.doubts == len(reported(wizard))


def test_a_person_left_out_and_taken_in_again(hands: WizardHands, tmp_path: Path) -> None:
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,1955-03-08",
        "芸溪里,1,1,101,陈某,男,,配偶,,1953-03-08",
        "芸溪里,1,1,102,林某,男,,户主,,1960-02-03",
    )
    wizard = hands.open(path)
    hands.go(wizard, 4)
    detail = wizard.preview_step.detail
    look_at(wizard, 2)
    detail.people.selectRow(1)
    click(detail.out_person)
    hands.settle(wizard)
    look_at(wizard, 4)
    click(detail.out_person)
    hands.settle(wizard)
    hands.go(wizard, 5)
    assert wizard.next.text() == "导入 1 户 1 人"
    click(wizard.back)
    preview = wizard.preview_step
    click(preview.chip("doubtful"))
    look_at(wizard, 4)
    click(detail.back)
    hands.settle(wizard)
    hands.finish(wizard)
    assert [row.name for row in live(Resident)] == ["苏某", "林某"]


def test_who_is_who_is_answered_for_each_person(desk: Desk, hands: WizardHands, tmp_path: Path) -> None:
    first = ledger_file(
        tmp_path / "一.csv",
        "芸溪里,1,1,101,苏某,女,,户主,,",
        f"芸溪里,1,1,102,陈某,女,{ID},户主,,",
        "芸溪里,1,1,103,林某,男,,户主,,1960-02-03",
    )
    wizard = hands.open(first)
    hands.finish(wizard)
    wizard.accept()
    (withdrawn,) = (row for row in live(Resident) if row.name == "陈某")
    withdraw_resident(withdrawn.uid, reason="录错了", operator="甲")
    second = ledger_file(
        tmp_path / "二.csv",
        "芸溪里,1,1,101,苏某,女,,户主,13800001234,1955-03-08",
        f"芸溪里,1,1,102,陈某,女,{ID},户主,,",
        "芸溪里,1,1,105,林某,男,,户主,,1960-02-03",
    )
    wizard = hands.open(second)
    hands.go(wizard, 4)
    preview = wizard.preview_step
    for kind, verb in (
        (DoubtKind.MATCH_PROPOSED, "不是同一个人"),
        (DoubtKind.WITHDRAWN_BEFORE, "带回"),
        (DoubtKind.POSSIBLE_MATCH, "是同一个人"),
    ):
        click(preview.chip(kind.value))
        click(preview.detail.boxes()[0].button(verb))
        hands.settle(wizard)
        assert preview.chip(kind.value).text().startswith("✓")
    hands.finish(wizard)
    names = sorted(row.name for row in live(Resident))
    assert names == ["林某", "苏某", "苏某", "陈某"]
    report = wizard.draft.report
    assert report is not None
    assert (report.added, report.updated, report.unchanged) == (2, 0, 1)
    assert desk.ledger.faults() == []


def test_beside_somebody_numbers_are_hidden(desk: Desk, hands: WizardHands, tmp_path: Path) -> None:
    path = ledger_file(tmp_path / "表.csv", f"芸溪里,1,1,101,苏某,女,{ID},户主,13800001234,")
    wizard = hands.open(path)
    model = wizard.columns_step.model
    assert model.index(1, 6).data() == "350212********6692"
    QTest.keyClick(wizard, Qt.Key.Key_F9)
    assert desk.is_private
    assert (model.index(1, 4).data(), model.index(1, 6).data(), model.index(1, 8).data()) == (
        "苏某", "•••", "•••",
    )  # fmt: skip
    hands.go(wizard, 4)
    look_at(wizard, 2)
    fields = wizard.preview_step.detail.fields
    shown = [fields.index(row, 1).data() for row in range(fields.rowCount())]
    assert "13800001234" not in shown
    assert shown.count("•••") == 2


def test_doubt_after_doubt_is_let_stand_with_enter_alone(hands: WizardHands, tmp_path: Path) -> None:
    path = ledger_file(
        tmp_path / "表.csv",
        "芸溪里,1,1,101,苏某,女,,户主,123,1955-03-08",
        "芸溪里,1,1,101,陈某,男,,配偶,124,1955-03-09",
        "芸溪里,1,1,102,林某,男,,户主,13800001234,1960-02-03",
        "芸溪里,1,1,103,欧某,男,,户主,125,1955.1",
    )
    wizard = hands.open(path)
    hands.go(wizard, 4)
    preview = wizard.preview_step
    look_at(wizard, 2)
    preview.detail.boxes()[0].button("就这样").setFocus()
    found = wizard.draft.doubts
    for _ in found:
        focused = wizard.focusWidget()
        assert focused is not None
        assert any(box.isAncestorOf(focused) for box in preview.detail.boxes())
        QTest.keyClick(focused, Qt.Key.Key_Return)
        hands.settle(wizard)
    assert wizard.draft.doubts == ()
    assert set(wizard.draft.settled) == set(found)
    assert wizard.focusWidget() is preview.table
    assert wizard.place == 3


def test_settling_under_a_kind_goes_down_the_list_and_not_back_to_its_top(
    hands: WizardHands, tmp_path: Path
) -> None:
    names = ("苏某", "陈某", "林某", "欧某", "王某")
    rows = [f"芸溪里,1,1,10{n},{name},女,,户主,12{n},1955-03-08" for n, name in enumerate(names, start=1)]
    wizard = hands.open(ledger_file(tmp_path / "表.csv", *rows))
    hands.go(wizard, 4)
    preview = wizard.preview_step
    click(preview.chip(DoubtKind.PHONE_UNREADABLE.value))
    look_at(wizard, 4)
    click(preview.detail.boxes()[0].button("就这样"))
    hands.settle(wizard)
    focused = wizard.focusWidget()
    assert focused is not None
    assert preview.detail.boxes()[0].isAncestorOf(focused)
    assert preview.detail.boxes()[0].doubt.row == 5


def test_a_file_without_compound_goes_on_only_when_that_is_answered(
    hands: WizardHands, tmp_path: Path
) -> None:
    path = ledger_file(tmp_path / "表.csv", ",1,1,101,苏某,女,,户主,,1955-03-08")
    wizard = hands.open(path)
    hands.go(wizard, 3)
    step = wizard.grouping_step
    assert not wizard.next.isEnabled()
    assert wizard.focusWidget() is step.compound
    assert "小区" in step.compound_note.text()
    assert step.compound_note.text() == wizard.reason.text()
    wizard._marks[4].click()
    assert wizard.place == 2
    QTest.keyClicks(step.compound, "yunxi")
    assert wizard.next.isEnabled()  # at once, not when the plan has been made anew
    step.compound.clearEditText()
    hands.settle(wizard)
    assert not wizard.next.isEnabled()
    click(step.no_compound)
    hands.finish(wizard)
    assert [row.name for row in live(Resident)] == ["苏某"]
