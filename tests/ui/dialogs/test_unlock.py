"""Every morning, over real ledgers: the password, the ways back in, and who sits here today."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import keys, staff
from community_desk.ledger.database import create_ledger, open_ledger
from community_desk.ledger.folder import LedgerFolder
from community_desk.ui.dialogs.restore_backup import RestoreDialog
from community_desk.ui.dialogs.unlock import UnlockDialog
from community_desk.ui.preferences import Preferences
from community_desk.ui.theme import Theme

PASSWORD = "yunxi2026"
Open = Callable[..., UnlockDialog]


@pytest.fixture
def opening(theme: Theme, preferences: Preferences) -> Iterator[Open]:
    """Make and show the dialog; its ledger is closed at the end."""
    made: list[UnlockDialog] = []

    def open_it(folder: Path, *, already_open: bool = False) -> UnlockDialog:
        dialog = UnlockDialog(
            folder, theme=theme, preferences=preferences, already_open=lambda _: already_open
        )
        made.append(dialog)
        dialog.show()
        dialog.activateWindow()
        QTest.qWaitForWindowActive(dialog)
        dialog.wait()
        QApplication.processEvents()
        return dialog

    yield open_it
    for dialog in made:
        dialog.wait()
        if dialog.ledger is not None:
            dialog.ledger.close()


def _make(folder: Path, password: str | None, *names: str) -> str:
    made, code = create_ledger(folder, password=password)
    with made:
        for name in names:
            staff.add_staff(name=name, role="网格员", operator="王经办")
    return code


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _enter(dialog: UnlockDialog, words: str) -> None:
    QTest.keyClicks(_focus(), words)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    dialog.wait()
    QApplication.processEvents()


def test_password_and_a_number_key_are_enough(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", PASSWORD, "陈一", "林二", "王三")
    dialog = opening(tmp_path / "台账")
    _enter(dialog, PASSWORD)
    assert dialog.choice is not None
    assert [row.name for row in dialog.choice.rows] == ["陈一", "林二", "王三"]
    QTest.keyClick(_focus(), Qt.Key.Key_2)
    assert dialog.result() == UnlockDialog.DialogCode.Accepted
    assert dialog.operator == "林二"
    assert dialog.ledger is not None
    assert not dialog.ledger.read_only


def test_who_worked_last_stands_ready_for_enter(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", None, "陈一", "林二", "王三")
    dialog = opening(tmp_path / "台账")
    QTest.keyClick(_focus(), Qt.Key.Key_3)
    assert dialog.ledger is not None
    dialog.ledger.close()
    again = opening(tmp_path / "台账")
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    assert again.operator == "王三"


def test_a_wrong_password_is_said_and_can_be_typed_over(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", PASSWORD, "陈一", "林二")
    dialog = opening(tmp_path / "台账")
    _enter(dialog, "")
    assert "请输入密码" in dialog._password_message.text()
    _enter(dialog, "wrong")
    assert "密码不对" in dialog._password_message.text()
    assert dialog._password_field.line.selectedText()
    assert dialog._password_field.line.echoMode() is QLineEdit.EchoMode.Password
    _enter(dialog, PASSWORD)
    assert dialog.stack.currentWidget() is dialog.choice


def test_locked_capitals_are_seen(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", PASSWORD, "陈一")
    dialog = opening(tmp_path / "台账")
    hint = dialog._password_field.capitals
    QTest.keyClick(_focus(), Qt.Key.Key_A)
    assert hint.isHidden()
    QTest.keyClicks(_focus(), "B")  # a capital without Shift
    assert hint.isVisible()
    QTest.keyClick(_focus(), Qt.Key.Key_A)
    assert hint.isHidden()


def test_the_password_can_be_looked_at(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", PASSWORD, "陈一")
    dialog = opening(tmp_path / "台账")
    field = dialog._password_field
    assert field.line.echoMode() is field.line.EchoMode.Password
    QTest.mouseClick(field.show_button, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() is field.line.EchoMode.Normal
    assert field.show_button.text() == "隐藏"


def test_one_member_without_password_and_pin_is_not_asked_anything(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", None, "陈一")
    dialog = opening(tmp_path / "台账")
    assert dialog.operator == "陈一"
    assert dialog.result() == UnlockDialog.DialogCode.Accepted


def test_a_pin_is_asked_for_and_checked(opening: Open, tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "台账", password=None)
    with made:
        for name in ("陈一", "林二"):
            staff.add_staff(name=name, operator="王经办")
        staff.set_pin(staff.list_staff()[1].uid, "4321", operator="王经办")
    dialog = opening(tmp_path / "台账")
    assert dialog.choice is not None
    QTest.keyClick(_focus(), Qt.Key.Key_2)
    QTest.keyClicks(_focus(), "1234")  # digits are the PIN now, no choice of a card
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    dialog.choice.wait()
    assert "口令不对" in dialog.choice._pin_message.text()
    assert dialog.operator == ""
    QTest.keyClicks(_focus(), "4321")
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    dialog.choice.wait()
    assert dialog.operator == "林二"


def test_esc_leaves_the_pin_and_not_the_dialog(opening: Open, tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "台账", password=None)
    with made:
        for name in ("陈一", "林二"):
            uid = staff.add_staff(name=name, operator="王经办").uid
            staff.set_pin(uid, "4321", operator="王经办")
    dialog = opening(tmp_path / "台账")
    assert dialog.choice is not None
    QTest.keyClick(_focus(), Qt.Key.Key_1)
    QTest.keyClick(_focus(), Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert _focus() in dialog.choice.cards


def test_who_is_not_on_the_list_adds_themselves(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", None, "陈一", "林二")
    dialog = opening(tmp_path / "台账")
    assert dialog.choice is not None
    dialog.choice._show_new()
    _focus().insert("林二")  # type: ignore[attr-defined]
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    assert "已经有一位林二了" in dialog.choice._new_message.text()
    dialog.choice.new_name.setText("林 玲")
    QTest.keyClick(dialog.choice.new_role, Qt.Key.Key_Return)
    assert dialog.operator == "林玲"


def test_a_ledger_without_staff_asks_for_the_first_member(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", None)
    dialog = opening(tmp_path / "台账")
    assert dialog.choice is not None
    _focus().insert("陈一")  # type: ignore[attr-defined]
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    assert dialog.operator == "陈一"
    assert [row.name for row in staff.list_staff()] == ["陈一"]


def test_the_recovery_code_opens_and_sets_a_new_password(opening: Open, tmp_path: Path) -> None:
    code = _make(tmp_path / "台账", PASSWORD, "陈一", "林二")
    dialog = opening(tmp_path / "台账")
    dialog._show_recovery()
    _enter(dialog, "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    new = dialog._new_password
    new.first.line.setText("newpassword")
    new.second.line.setText("newpassword")
    dialog._try_code()
    dialog.wait()
    assert "恢复码不对" in dialog._recovery_message.text()
    dialog._code.setText(code.lower().replace("-", " "))
    dialog._try_code()
    dialog.wait()
    assert dialog.ledger is not None
    dialog.ledger.close()
    with pytest.raises(keys.WrongPasswordError):
        open_ledger(tmp_path / "台账", password=PASSWORD)
    open_ledger(tmp_path / "台账", password="newpassword").close()


def test_the_recovery_code_typed_as_password_opens_too(opening: Open, tmp_path: Path) -> None:
    code = _make(tmp_path / "台账", PASSWORD, "陈一")
    dialog = opening(tmp_path / "台账")
    _enter(dialog, code)
    assert dialog.operator == "陈一"


def test_a_damaged_ledger_is_restored_from_its_backup(opening: Open, theme: Theme, tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    made, _ = create_ledger(folder, password=PASSWORD)
    with made:
        staff.add_staff(name="陈一", operator="王经办")
        staff.add_staff(name="林二", operator="王经办")
        made.back_up()
    _damage(folder)
    dialog = opening(folder)
    _enter(dialog, PASSWORD)
    assert "台账文件已损坏" in dialog._trouble.text()
    dialog._restore_button.click()
    question = QApplication.activeModalWidget()
    assert isinstance(question, RestoreDialog)
    QTest.mouseClick(question.cancel_button, Qt.MouseButton.LeftButton)
    assert "台账文件已损坏" in dialog._trouble.text()  # nothing happened yet
    dialog._restore_button.click()
    question = QApplication.activeModalWidget()
    assert isinstance(question, RestoreDialog)
    QTest.mouseClick(question.restore_button, Qt.MouseButton.LeftButton)
    question.aside.wait()
    QTest.qWaitForWindowActive(dialog)
    _enter(dialog, PASSWORD)
    assert dialog.choice is not None
    assert len(dialog.choice.rows) == 2
    assert list(folder.glob("before-restore-*"))


def test_a_backup_of_another_password_asks_for_it(theme: Theme, tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    made, _ = create_ledger(folder, password="oldpassword")
    with made:
        staff.add_staff(name="陈一", operator="王经办")
        backup = made.back_up()
        made.change_password(PASSWORD)
    assert backup is not None
    dialog = RestoreDialog(folder, backup, theme=theme, password=PASSWORD)
    dialog.show()
    dialog.restore()
    dialog.aside.wait()
    assert dialog.secret.isVisible()
    dialog.secret.line.setText("nonsense")
    QTest.keyClick(dialog.secret.line, Qt.Key.Key_Return)
    assert dialog.isVisible()  # 不恢复, which stands ready for Enter, is not pressed by it here
    dialog.aside.wait()
    assert "不对" in dialog.message.text()
    dialog.secret.line.setText("oldpassword")
    dialog.restore()
    dialog.aside.wait()
    assert dialog.restored is not None
    open_ledger(folder, password="oldpassword").close()


def test_a_folder_that_is_gone_is_no_place_for_a_new_ledger(opening: Open, tmp_path: Path) -> None:
    dialog = opening(tmp_path / "U盘" / "台账")
    assert "找不到这个文件夹" in dialog._trouble.text()
    assert not dialog._restore_button.isVisible()
    assert dialog._new_button.isVisible()
    _make(tmp_path / "U盘" / "台账", None, "陈一")
    QTest.mouseClick(dialog._again_button, Qt.MouseButton.LeftButton)  # it is plugged in now
    dialog.wait()
    assert dialog.operator == "陈一"


def test_another_folder_can_be_opened_instead(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "一", PASSWORD, "陈一")
    _make(tmp_path / "二", None, "林二")
    dialog = opening(tmp_path / "一")
    dialog.open_folder(tmp_path / "二")
    dialog.wait()
    assert dialog.operator == "林二"
    assert dialog.folder == tmp_path / "二"


@pytest.mark.parametrize(
    ("prepare", "part"),
    [
        (lambda folder: (folder / "ledger.db").write_bytes(b"SQLite format 3\0" + bytes(4096)), "没有加密"),
        (lambda folder: (folder / "照片.jpg").write_bytes(b"x"), "不是社区工作台的台账"),
        (lambda folder: (folder / "ledger.db").write_bytes(b"x" * 4096), "没有钥匙文件"),
    ],
)
def test_what_the_ledger_room_says_is_shown_as_it_is(
    opening: Open, tmp_path: Path, prepare: Callable[[Path], object], part: str
) -> None:
    folder = tmp_path / "别的"
    folder.mkdir()
    prepare(folder)
    with pytest.raises(UserError) as refused:
        open_ledger(folder)
    dialog = opening(folder)
    assert dialog._trouble.text() == refused.value.sentence
    assert part in dialog._trouble.text()


def test_a_ledger_open_elsewhere_is_shown_there_or_said_here(opening: Open, tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "台账", password=PASSWORD)
    with made:
        dialog = opening(tmp_path / "台账")
        assert dialog.stack.currentWidget() is dialog._trouble_page  # no password is asked for
        assert "正由另一个程序" in dialog._trouble.text()
        answered = opening(tmp_path / "台账", already_open=True)
        assert "已经在另一个窗口打开" in answered._trouble.text()
        assert answered.isVisible()
    QTest.mouseClick(dialog._again_button, Qt.MouseButton.LeftButton)
    assert dialog.stack.currentWidget() is dialog._password_page


def test_leaving_gives_the_ledger_back(opening: Open, tmp_path: Path) -> None:
    _make(tmp_path / "台账", None, "陈一", "林二")
    dialog = opening(tmp_path / "台账")
    assert dialog.ledger is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.ledger is None
    open_ledger(tmp_path / "台账").close()


def _damage(folder: Path) -> None:
    database = LedgerFolder(folder).database
    content = bytearray(database.read_bytes())
    content[4096:12288] = b"x" * 8192
    database.write_bytes(content)
