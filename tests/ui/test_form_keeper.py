"""A form kept: keys, messages at the field, drafts, and nothing lost without asking."""

import threading
from collections.abc import Generator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import drafts
from community_desk.tasks.progress import Progress
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper


class Form(QWidget):
    def __init__(self) -> None:
        super().__init__()
        rows = QFormLayout(self)
        self.name_field, self.sex, self.note = QLineEdit(), QComboBox(), QPlainTextEdit()
        self.floors, self.lift = QSpinBox(), QCheckBox("电梯")
        self.sex.addItem("", "0")
        self.sex.addItem("男", "1")
        self.sex.addItem("女", "2")
        self.floors.setSpecialValueText("不清楚")
        self.floors.setRange(0, 99)
        for word, field in (
            ("姓名", self.name_field), ("性别", self.sex), ("楼层", self.floors), ("", self.lift), ("备注", self.note),
        ):  # fmt: skip
            rows.addRow(word, field)

    @property
    def fields(self) -> dict[str, QWidget]:
        return {
            "name": self.name_field, "sex": self.sex, "note": self.note, "floors": self.floors, "lift": self.lift,
        }  # fmt: skip


@pytest.fixture
def form(qapp: QApplication) -> Form:
    made = Form()
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


@pytest.fixture
def keeper(form: Form, desk: Desk) -> FormKeeper:
    made = FormKeeper(form, desk, name="resident", fields=form.fields, row_uid="r1")
    made.load({"name": "苏某", "sex": "2", "floors": None, "lift": False, "note": "旧"})
    form.activateWindow()
    form.name_field.setFocus()
    return made


def test_only_what_was_changed_is_saved(keeper: FormKeeper, form: Form) -> None:
    assert not keeper.is_dirty
    form.name_field.selectAll()
    QTest.keyClicks(form.name_field, "Lin")
    form.floors.setValue(6)
    saved: list[dict[str, Any]] = []

    def save(changed: dict[str, Any]) -> bool:
        saved.append(changed)
        return True

    keeper.save(save)
    assert saved == [{"name": "Lin", "floors": 6}]
    assert not keeper.is_dirty


def test_enter_moves_on_but_not_in_notes(keeper: FormKeeper, form: Form) -> None:
    QTest.keyClick(form.name_field, Qt.Key.Key_Return)
    assert form.focusWidget() is form.sex
    QTest.keyClick(form.sex, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert form.focusWidget() in (form.floors, *form.floors.findChildren(QWidget))
    form.note.setFocus()
    QTest.keyClick(form.note, Qt.Key.Key_Return)
    assert form.focusWidget() is form.note
    assert "\n" in form.note.toPlainText()


def test_enter_never_cuts_a_composition(keeper: FormKeeper, form: Form) -> None:
    QApplication.sendEvent(form.name_field, QInputMethodEvent("su", []))
    QTest.keyClick(form.name_field, Qt.Key.Key_Return)
    assert form.focusWidget() is form.name_field
    done = QInputMethodEvent("", [])
    done.setCommitString("苏")
    QApplication.sendEvent(form.name_field, done)
    QTest.keyClick(form.name_field, Qt.Key.Key_Return)
    assert form.focusWidget() is form.sex


def test_ctrl_s_and_esc_ask(keeper: FormKeeper, form: Form) -> None:
    told: list[str] = []
    keeper.save_requested.connect(lambda: told.append("save"))
    keeper.leave_requested.connect(lambda: told.append("leave"))
    QTest.keyClick(form.name_field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(form.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(form.name_field, Qt.Key.Key_Escape)
    assert told == ["save", "save", "leave"]


def test_a_refusal_stands_under_its_field_and_changes_nothing(keeper: FormKeeper, form: Form) -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise UserError("姓名不能空着，请填写。", field="name")

    form.name_field.clear()
    assert keeper.save(refuse) is None
    assert keeper.messages() == {"name": "姓名不能空着，请填写。"}
    assert form.name_field.property("wrong")
    assert form.name_field.accessibleDescription() == "姓名不能空着，请填写。"
    assert form.focusWidget() is form.name_field
    assert keeper.is_dirty
    keeper.show_message("floors", "楼层要在 1 到 99 之间。")
    form.name_field.setFocus()
    QTest.keyClicks(form.name_field, "S")
    assert keeper.messages() == {"floors": "楼层要在 1 到 99 之间。"}  # the name is being put right
    assert not form.name_field.property("wrong")
    assert form.name_field.accessibleDescription() == ""
    keeper.save(lambda _: True)
    assert keeper.messages() == {}
    assert not form.name_field.property("wrong")


def test_a_refusal_without_a_field_stands_at_the_foot(keeper: FormKeeper, form: Form) -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise UserError("这一条刚在别处改过，请看一眼新的内容再改。")

    form.name_field.setText("别的")
    keeper.save(refuse)
    assert keeper.messages() == {"": "这一条刚在别处改过，请看一眼新的内容再改。"}


def test_what_is_typed_becomes_a_draft_and_is_offered_again(
    keeper: FormKeeper, form: Form, desk: Desk
) -> None:
    form.note.setPlainText("写到一半")
    assert any(timer.isActive() for timer in keeper.findChildren(QTimer))
    keeper.save_draft()
    other = Form()
    again = FormKeeper(other, desk, name="resident", fields=other.fields, row_uid="r1")
    again.load({"name": "苏某", "sex": "2", "note": "旧"})
    assert again.offer()
    assert other.note.toPlainText() == "写到一半"
    assert again.is_dirty
    button = next(each for each in other.findChildren(QPushButton) if each.text() == "不要了")
    button.click()
    assert other.note.toPlainText() == "旧"
    assert drafts.offer_draft(form="resident", row_uid="r1", operator=desk.operator) is None


def test_saving_drops_the_draft(keeper: FormKeeper, form: Form, desk: Desk) -> None:
    form.note.setPlainText("写完了")
    keeper.save_draft()
    keeper.save(lambda _: True)
    assert drafts.list_drafts(operator=desk.operator) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_leaving_asks_only_if_something_would_be_lost(keeper: FormKeeper, form: Form, leaves: bool) -> None:
    assert keeper.ask_to_leave()
    form.note.setPlainText("新")

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        words = "不保存，离开" if leaves else "继续填写"
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(0, answer)
    assert keeper.ask_to_leave() is leaves
    assert form.note.toPlainText() == ("旧" if leaves else "新")


def test_unknown_values_of_a_list_are_kept(keeper: FormKeeper, form: Form) -> None:
    keeper.load({"sex": "9"})
    assert keeper.values()["sex"] == "9"
    assert not keeper.is_dirty


def test_a_draft_is_dropped_under_the_name_of_who_typed(keeper: FormKeeper, form: Form, desk: Desk) -> None:
    form.note.setPlainText("王写的")
    keeper.save_draft()
    desk.operator = "李接班"
    keeper.save(lambda _: True)
    assert drafts.list_drafts(operator="王经办") == []


def test_a_draft_never_covers_what_was_changed_since(keeper: FormKeeper, form: Form, desk: Desk) -> None:
    form.note.setPlainText("写到一半")
    form.name_field.setText("苏某某")
    keeper.save_draft()
    other = Form()
    again = FormKeeper(other, desk, name="resident", fields=other.fields, row_uid="r1")
    again.load({"name": "苏某", "sex": "2", "note": "别人改过的"})
    assert again.offer()
    assert other.note.toPlainText() == "别人改过的"
    assert "写到一半" in again.messages()["note"]
    assert other.name_field.text() == "苏某某"
    assert again.changes() == {"name": "苏某某"}


def test_something_new_is_kept_whole(form: Form, desk: Desk) -> None:
    keeper = FormKeeper(form, desk, name="call", fields=form.fields, row_uid="r1", is_new=True)
    keeper.load({"name": "11月23日"})
    form.note.setPlainText("说了什么")
    keeper.save_draft()
    other = Form()
    again = FormKeeper(other, desk, name="call", fields=other.fields, row_uid="r1", is_new=True)
    again.load({"name": "11月26日"})
    assert again.offer()
    assert other.name_field.text() == "11月23日"


def test_what_is_given_up_while_a_task_writes_does_not_come_back(
    keeper: FormKeeper, form: Form, desk: Desk
) -> None:
    form.note.setPlainText("不要的")
    keeper.save_draft()
    go_on = threading.Event()

    def task() -> Generator[Progress, None, None]:
        yield Progress(0, 0, "")
        go_on.wait()

    desk.jobs.run("正在导入", task, done=lambda _: None, writes=True)
    keeper.discard()
    assert len(drafts.list_drafts(operator=desk.operator)) == 1
    go_on.set()
    desk.jobs.wait()
    assert drafts.list_drafts(operator=desk.operator) == []


def test_what_is_typed_while_a_task_writes_is_kept_when_it_ends(
    keeper: FormKeeper, form: Form, desk: Desk
) -> None:
    go_on = threading.Event()

    def task() -> Generator[Progress, None, None]:
        yield Progress(0, 0, "")
        go_on.wait()

    desk.jobs.run("正在导入", task, done=lambda _: None, writes=True)
    form.note.setPlainText("要的")
    keeper.save_draft()
    assert not keeper.is_kept
    go_on.set()
    desk.jobs.wait()
    assert keeper.is_kept
    assert len(drafts.list_drafts(operator=desk.operator)) == 1
