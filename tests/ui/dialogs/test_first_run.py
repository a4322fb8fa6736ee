"""A first day by keyboard alone, from nothing to an open ledger, and what a broken-off one leaves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget

from community_desk.ledger import first_day, folder, keys, places, staff
from community_desk.ledger.database import create_ledger, open_ledger
from community_desk.ui.dialogs.first_run import FirstRunDialog, needs_recovery_page
from community_desk.ui.dialogs.first_run_steps import StartWith
from community_desk.ui.theme import Theme

PASSWORD = "yunxi2026"


@pytest.fixture
def dialog(theme: Theme, tmp_path: Path) -> Iterator[FirstRunDialog]:
    made = FirstRunDialog(tmp_path / "台账", theme=theme)
    _show(made)
    yield made
    if made.ledger is not None:
        made.ledger.close()


def _show(dialog: FirstRunDialog) -> None:
    dialog.show()
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    QApplication.processEvents()


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _type(words: str) -> None:
    """Type into whatever has the focus; Han characters come as an input method commits them."""
    field = _focus()
    assert isinstance(field, QLineEdit)
    if words.isascii():
        QTest.keyClicks(field, words)
    else:
        field.insert(words)


def _press(key: Qt.Key) -> None:
    QTest.keyClick(_focus(), key)
    QApplication.processEvents()


def _go_to(button: QWidget) -> None:
    for _ in range(40):
        if _focus() is button:
            return
        _press(Qt.Key.Key_Tab)
    pytest.fail(f"no way by Tab to {button.accessibleName()}")


def _next(dialog: FirstRunDialog) -> None:
    _go_to(dialog.next_button)
    _press(Qt.Key.Key_Space)
    dialog.wait()
    QApplication.processEvents()


def _up_to_password(dialog: FirstRunDialog) -> None:
    _type("芸溪社区")
    _next(dialog)
    _type("王经办")
    _next(dialog)


def test_a_first_day_by_keyboard_alone(dialog: FirstRunDialog, tmp_path: Path) -> None:
    _type("芸溪社区")
    _press(Qt.Key.Key_Return)  # Enter is the next field
    _type("祥平街道")
    _press(Qt.Key.Key_Return)
    _type("同安区")
    _press(Qt.Key.Key_Return)
    _type("0592-7057479")
    _press(Qt.Key.Key_Return)
    assert _focus() is dialog.next_button
    _press(Qt.Key.Key_Return)
    QApplication.processEvents()

    _type("王经办")
    _press(Qt.Key.Key_Return)
    _type("主任")
    _go_to(dialog.staff.add_button)
    _press(Qt.Key.Key_Space)
    _type("林一二")
    _next(dialog)

    _type(PASSWORD)
    _press(Qt.Key.Key_Return)
    _type(PASSWORD)
    _next(dialog)

    assert dialog.step == 3
    assert not dialog.next_button.isEnabled()
    code = dialog.recovery.code
    assert re.fullmatch("([A-Z2-9]{5}-){4}[A-Z2-9]{5}", code)
    dialog.recovery.save_to(tmp_path / "恢复页")
    dialog.wait()
    assert code.split("-")[0] in PdfReader(tmp_path / "恢复页.pdf").pages[0].extract_text()
    _next(dialog)

    _press(Qt.Key.Key_Down)
    _next(dialog)
    assert dialog.result() == FirstRunDialog.DialogCode.Accepted
    assert (dialog.operator, dialog.start) == ("王经办", StartWith.EMPTY)
    info = places.community()
    assert (info.name, info.street, info.district, info.office_phone) == (
        "芸溪社区",
        "祥平街道",
        "同安区",
        "0592-7057479",
    )
    assert {(row.name, row.role) for row in staff.list_staff()} == {("王经办", "主任"), ("林一二", "")}
    assert first_day.recovery_page_is_kept()

    assert dialog.ledger is not None
    dialog.ledger.close()
    for secret in ({"password": PASSWORD}, {"recovery_code": code}):
        with open_ledger(tmp_path / "台账", **secret) as opened:
            assert opened.keys.has_password


def test_nothing_goes_on_without_a_name_and_a_member(dialog: FirstRunDialog) -> None:
    _next(dialog)
    assert dialog.step == 0
    assert not dialog.community.message.isHidden()
    assert _focus() is dialog.community.form.name
    _type("芸溪社区")
    assert dialog.community.message.isHidden()
    assert not dialog.community.form.name.property("wrong")
    _next(dialog)
    assert dialog.step == 1
    _next(dialog)
    assert dialog.step == 1
    assert "第一位是您自己" in dialog.staff.message.text()
    dialog.staff.add_button.click()
    QApplication.processEvents()
    rows = dialog.staff.rows
    for row in rows:
        row["role"].setText("网格员")
    _next(dialog)
    assert [row["name"].property("wrong") for row in rows] == [True, True]
    rows[0]["name"].setText("王经办")
    assert dialog.staff.message.isHidden()
    assert [row["name"].property("wrong") for row in rows] == [False, True]
    rows[1]["phone"].setFocus()
    _press(Qt.Key.Key_Return)
    assert _focus() is dialog.next_button


def test_passwords_must_be_long_enough_and_alike(dialog: FirstRunDialog, tmp_path: Path) -> None:
    _up_to_password(dialog)
    _type("abc")
    _next(dialog)
    assert "至少 6 位" in dialog.password.message.text()
    assert _focus() is dialog.password.first.line
    _type(PASSWORD)
    _press(Qt.Key.Key_Return)
    assert dialog.password.message.isHidden()  # the second is not typed yet
    assert dialog.password.first.line.echoMode() is QLineEdit.EchoMode.Password
    _type(PASSWORD + "x")
    _press(Qt.Key.Key_Return)  # the last field: on
    dialog.wait()
    assert "不一样" in dialog.password.message.text()
    assert not (tmp_path / "台账").exists()


def test_no_password_is_warned_of_and_has_a_recovery_page_too(dialog: FirstRunDialog, tmp_path: Path) -> None:
    _up_to_password(dialog)
    dialog.password.without.setFocus()
    _press(Qt.Key.Key_Space)
    warning = dialog.password._warning
    assert warning.isVisible()
    assert "谁打开这台电脑" in warning.text()
    _next(dialog)
    assert dialog.step == 3
    assert dialog.ledger is not None
    assert not dialog.ledger.keys.has_password
    dialog.recovery.written.setFocus()
    _press(Qt.Key.Key_Space)
    assert dialog.next_button.isEnabled()


def test_two_members_of_one_name_are_told_apart_before_going_on(
    dialog: FirstRunDialog, tmp_path: Path
) -> None:
    _type("芸溪社区")
    _next(dialog)
    _type("林一二")
    dialog.staff.add_button.click()
    QApplication.processEvents()
    _type("林一二")
    _next(dialog)
    dialog.password.without.setChecked(True)
    _next(dialog)
    # The ledger is made, but the second row must be put right; it is not made a second time.
    assert dialog.step == 1
    assert "第 2 位：已经有一位林一二了" in dialog.staff.message.text()
    assert _focus() is dialog.staff.rows[1]["name"]
    _focus().selectAll()  # type: ignore[attr-defined]
    _type("林一三")
    _next(dialog)
    assert dialog.step == 3
    assert {row.name for row in staff.list_staff()} == {"林一二", "林一三"}
    assert not list((tmp_path / "台账").glob("unfinished-*"))


def test_a_row_can_be_taken_out_again(dialog: FirstRunDialog) -> None:
    _type("芸溪社区")
    _next(dialog)
    _type("林一二")
    for name in ("陈一", "陈二"):
        dialog.staff.add_button.click()
        dialog.staff.rows[-1]["name"].setText(name)
    dialog.staff._removers[1].click()
    assert [member["name"] for member in dialog.staff.values()] == ["林一二", "陈二"]
    assert [mark.text() for mark in dialog.staff._marks] == ["1", "2"]


def test_left_before_the_ledger_is_made_it_asks_and_leaves_nothing(
    dialog: FirstRunDialog, tmp_path: Path
) -> None:
    _up_to_password(dialog)
    answers = iter(["继续填写", "离开"])

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        wanted = next(answers)
        next(button for button in box.buttons() if button.text() == wanted).click()

    QTimer.singleShot(0, answer)
    dialog.reject()
    assert dialog.isVisible()
    QTimer.singleShot(0, answer)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not (tmp_path / "台账").exists()


def test_left_at_the_recovery_page_it_goes_on_there_with_a_code_that_opens(
    dialog: FirstRunDialog, theme: Theme, tmp_path: Path
) -> None:
    _up_to_password(dialog)
    _type(PASSWORD)
    _press(Qt.Key.Key_Return)
    _type(PASSWORD)
    _next(dialog)
    lost = dialog.recovery.code
    dialog.recovery.written.click()
    asked: list[str] = []

    def answer(word: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == word).click()

    QTimer.singleShot(0, lambda: answer("继续"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "换一个新的恢复码" in asked[0]
    assert "即使已经打印或抄下" in asked[0]
    QTimer.singleShot(0, lambda: answer("离开"))
    dialog.close()
    assert not dialog.isVisible()
    assert dialog.ledger is None

    ledger = open_ledger(tmp_path / "台账", password=PASSWORD)
    assert needs_recovery_page()
    rest = FirstRunDialog(tmp_path / "台账", theme=theme, ledger=ledger, operator="王经办")
    _show(rest)
    assert rest.step == 3
    fresh = rest.recovery.code
    assert fresh != lost
    rest.recovery.written.click()
    rest.go_on()
    rest.go_on()
    assert not needs_recovery_page()
    ledger.close()
    with pytest.raises(keys.WrongPasswordError):
        open_ledger(tmp_path / "台账", recovery_code=lost)
    open_ledger(tmp_path / "台账", recovery_code=fresh).close()


def test_a_folder_with_other_files_gets_a_folder_of_its_own(dialog: FirstRunDialog, tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"x")
    dialog.community.put_folder(tmp_path)
    assert dialog.community.folder == tmp_path / "社区台账"


def test_a_network_drive_is_refused_with_the_ledgers_sentence(
    dialog: FirstRunDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "共享"
    share.mkdir()
    mounts.write_text(f"//server/share {tmp_path.as_posix()}/共享 cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(folder, "MOUNT_TABLE", mounts)
    monkeypatch.setattr(folder.sys, "platform", "linux")
    dialog.community.put_folder(share)
    assert "不能放在网络盘" in dialog.community.folder_message.text()
    assert dialog.community.folder == tmp_path / "台账"  # as it was


def test_a_cloud_folder_is_warned_of(dialog: FirstRunDialog, tmp_path: Path) -> None:
    assert dialog.community._warning.isHidden()
    dialog.community.put_folder(tmp_path / "OneDrive" / "台账")
    assert "OneDrive" in dialog.community._warning.text()
    assert dialog.community._warning.isVisible()


def test_a_folder_that_holds_a_ledger_is_opened_instead(dialog: FirstRunDialog, tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "旧台账", password=None)
    made.close()
    dialog.community.put_folder(tmp_path / "旧台账")
    assert dialog.existing == tmp_path / "旧台账"
    assert not dialog.isVisible()
