"""设置 → 备份和恢复, 安全, 日志, 关于: over a real ledger and real files."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QPushButton

from community_desk.domain.codes import PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import access, first_day, keys, places, settings
from community_desk.ledger.backups import backups_of
from community_desk.ledger.database import Ledger
from community_desk.tasks.daily_backup import check_place
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.password_dialogs import ChangePasswordDialog, NewRecoveryCodeDialog
from community_desk.ui.dialogs.restore_open import RestoreOrder
from community_desk.ui.pages.settings import SettingsPage
from community_desk.ui.pages.settings_about import AboutSection
from community_desk.ui.pages.settings_backup import BackupSection
from community_desk.ui.pages.settings_log import LogSection
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.pages.settings_security import SecuritySection
from community_desk.ui.second_place import second_place
from tests.ui.hands import button, click, retype, settle, words

WHO = "王经办"


Shown = Callable[[Desk, str], Section]


@pytest.fixture
def shown() -> Iterator[Shown]:
    """Shows the page and turns to a section of it."""
    pages: list[SettingsPage] = []

    def show(desk: Desk, name: str) -> Section:
        page = SettingsPage(desk)
        pages.append(page)
        page.resize(1000, 560)
        page.show()
        page.arrive()
        section = page.show_section(name)
        settle(desk.jobs.wait)
        return section

    yield show
    for page in pages:
        page.hide()


def heard(desk: Desk) -> tuple[list[str], list[str]]:
    said: list[str] = []
    refused: list[str] = []
    desk.said.connect(lambda sentence, _undo: said.append(sentence))
    desk.refused.connect(refused.append)
    return said, refused


# Backups


def test_a_backup_is_made_and_shown(desk: Desk, shown: Shown) -> None:
    section = cast(BackupSection, shown(desk, "backup"))
    said, _ = heard(desk)
    assert "还没有备份过" in words(section)
    click(section.back_up_button)
    settle(desk.jobs.wait)
    assert len(section.table.rows) == 1
    assert "上次备份" in section.state.text()
    click(section.back_up_button)
    settle(desk.jobs.wait)
    assert said[-1] == "上次备份以后没有改动，不用再备份。"


def test_every_backup_goes_to_the_second_place_too(desk: Desk, tmp_path: Path, shown: Shown) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    section = cast(BackupSection, shown(desk, "backup"))
    _, refused = heard(desk)
    section.take_place(stick)
    settle(desk.jobs.wait)
    assert second_place(desk.preferences) == stick
    assert "同一块硬盘" in refused[0]
    assert len(backups_of(desk.ledger.keys.ledger_uid, stick)) == 1
    assert {line.place for line in section.table.rows} == {"台账文件夹", "第二个位置"}
    shutil.rmtree(stick)  # taken out
    places.set_community(name="芸溪社区", operator=WHO)
    section.back_up()
    settle(desk.jobs.wait)
    assert "现在不在" in refused[-1]
    assert "现在不在" in section.second.text()
    assert not stick.exists()
    assert len(backups_of(desk.ledger.keys.ledger_uid, desk.ledger.folder.backups)) == 2
    section.forget_place()
    settle(desk.jobs.wait)
    assert second_place(desk.preferences) is None


def test_a_place_inside_the_ledger_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    for place in (ledger.folder.path, ledger.folder.path / "内"):
        with pytest.raises(UserError, match="自己的文件夹"):
            check_place(place, ledger=ledger)
    with pytest.raises(UserError, match="不能写"):
        check_place(tmp_path / "没有", ledger=ledger)


def test_restoring_tries_the_backup_first_and_then_asks_to_reopen(desk: Desk, shown: Shown) -> None:
    desk.ledger.change_password("old password")
    desk.ledger.back_up()
    section = cast(BackupSection, shown(desk, "backup"))
    asked: list[RestoreOrder] = []
    desk.reopen_requested.connect(asked.append)
    section.table.go_to(section.table.key(section.table.rows[0]))
    click(section.restore_button)
    dialog = section.dialog
    assert dialog is not None
    click(dialog.restore_button)
    dialog.aside.wait()
    assert "请输入这份备份当时的密码" in words(dialog)
    QTest.keyClicks(dialog.secret.line, "wrong one")
    QTest.keyClick(dialog.secret.line, Qt.Key.Key_Return)
    dialog.aside.wait()
    assert "不对" in words(dialog)
    assert not asked
    retype(dialog.secret.line, "old password")
    QTest.keyClick(dialog.secret.line, Qt.Key.Key_Return)
    dialog.aside.wait()
    (order,) = asked
    assert order.password == "old password"
    assert order.file == section.table.rows[0].backup.path
    assert places.community().name == ""  # the ledger is open still


def test_what_is_no_backup_is_refused(desk: Desk, tmp_path: Path, shown: Shown) -> None:
    section = cast(BackupSection, shown(desk, "backup"))
    _, refused = heard(desk)
    file = tmp_path / "名单.deskbackup"
    file.write_bytes(b"PK")
    section.restore_file(file)
    assert "不是社区工作台的备份" in refused[0]


# The password and the recovery code


def open_password(section: Section) -> ChangePasswordDialog:
    cast(SecuritySection, section).change_password()
    return next(each for each in section.window().findChildren(ChangePasswordDialog) if each.isVisible())


def test_a_password_is_set_changed_and_taken_off(desk: Desk, shown: Shown) -> None:
    section = shown(desk, "security")
    assert "没有设密码" in words(section)
    dialog = open_password(section)
    QTest.keyClicks(dialog.new.first.line, "first one")
    QTest.keyClicks(dialog.new.second.line, "first two")
    click(dialog.verb)
    assert "不一样" in words(dialog)
    retype(dialog.new.second.line, "first one")
    click(dialog.verb)
    dialog.aside.wait()
    assert desk.ledger.keys.has_password
    keys.unwrap(desk.ledger.keys, password="first one")
    dialog = open_password(section)
    QTest.keyClicks(dialog.present.field.line, "not it")
    QTest.keyClicks(dialog.new.first.line, "second one")
    QTest.keyClicks(dialog.new.second.line, "second one")
    click(dialog.verb)
    dialog.aside.wait()
    assert "现在的密码不对" in words(dialog)
    keys.unwrap(desk.ledger.keys, password="first one")
    retype(dialog.present.field.line, "first one")
    dialog.new.without.setFocus()
    QTest.keyClick(dialog.new.without, Qt.Key.Key_Space)
    click(button(dialog, "去掉密码"))
    dialog.aside.wait()
    assert not desk.ledger.keys.has_password
    assert "没有设密码" in words(section)


def test_a_new_recovery_code_is_asked_for_until_it_is_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    section = cast(SecuritySection, shown(desk, "security"))
    section.renew_code()
    dialog = section.window().findChild(NewRecoveryCodeDialog)
    assert dialog is not None
    click(dialog.verb)
    dialog.aside.wait()
    keys.unwrap(desk.ledger.keys, recovery_code=dialog.recovery.code)
    assert not first_day.recovery_page_is_kept()
    assert not dialog.verb.isEnabled()
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: None)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.recovery.save_to(tmp_path / "恢复页.pdf")
    dialog.recovery.aside.wait()
    click(dialog.verb)
    assert not dialog.isVisible()
    assert first_day.recovery_page_is_kept()


def test_the_minutes_until_the_lock_are_kept(desk: Desk, shown: Shown) -> None:
    section = cast(SecuritySection, shown(desk, "security"))
    number = section.minutes.number
    number.selectAll()
    QTest.keyClicks(number, "0")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert settings.get_number("lock_after_minutes", 10) == 0


# The log


def test_the_log_is_narrowed_by_who_and_by_words(village: Desk, shown: Shown) -> None:
    places.set_community(street="祥平街道", operator="李二")
    places.set_community(street="大同街道", operator="陈三")
    section = cast(LogSection, shown(village, "log"))
    assert section.done_list.rows[0].operator == "陈三"
    section.operator.setCurrentIndex(section.operator.findData("李二"))
    settle(village.jobs.wait)
    assert {row.operator for row in section.done_list.rows} == {"李二"}
    section.done_list.go_to(section.done_list.rows[0].uid)
    settle(village.jobs.wait)
    row, column = section.changes.plain, 1
    assert "祥平街道" in row.text_at(0, column)
    section.operator.setCurrentIndex(0)
    section.text.setText("没有这样的事")
    section._timer.stop()
    section.refresh()
    settle(village.jobs.wait)
    assert "没有符合的记录" in words(section)


def test_papers_come_back_or_are_shredded(desk: Desk, shown: Shown) -> None:
    out = [
        access.record_print(subject=f"走访单 {number}", purpose="走访", person_count=8, operator=WHO)
        for number in range(2)
    ]
    access.record_export(subject="居民", purpose="报街道", person_count=3, operator=WHO)
    section = cast(LogSection, shown(desk, "log"))
    click(button(section, "打印、导出和查看"))
    settle(desk.jobs.wait)
    assert not section.returned_button.isEnabled()
    section.accesses.go_to(*(str(number) for number in out))
    click(section.returned_button)
    settle(desk.jobs.wait)
    assert access.papers_out() == []
    section.accesses.go_to(str(out[0]))
    click(section.shredded_button)
    settle(desk.jobs.wait)
    states = {row.id: row.paper_state for row in access.list_accesses()}
    assert (states[out[0]], states[out[1]]) == (PaperState.SHREDDED, PaperState.RETURNED)


def test_older_accesses_are_read_when_they_are_asked_for(desk: Desk, shown: Shown) -> None:
    for number in range(205):
        access.record_export(subject=f"名单 {number}", purpose="", person_count=1, operator=WHO)
    section = cast(LogSection, shown(desk, "log"))
    click(button(section, "打印、导出和查看"))
    settle(desk.jobs.wait)
    assert len(section.accesses.rows) == 200
    click(section.more_accesses)
    settle(desk.jobs.wait)
    assert [row.subject for row in section.accesses.rows[-2:]] == ["名单 1", "名单 0"]
    assert not section.more_accesses.isVisible()


# About


def test_the_ledger_is_checked(desk: Desk, shown: Shown) -> None:
    section = cast(AboutSection, shown(desk, "about"))
    click(section.check_button)
    settle(desk.jobs.wait)
    assert "台账完好" in section.result.text()
    assert str(desk.folder) in words(section)


def test_licences_can_be_read(desk: Desk, shown: Shown) -> None:
    section = shown(desk, "about")
    names = [each.text() for each in section.findChildren(QPushButton) if "许可全文" in each.text()]
    assert len(names) == 3
    click(next(each for each in section.findChildren(QPushButton) if each.text() == names[0]))
    dialog = next(each for each in section.window().findChildren(QDialog) if each.isVisible())
    text = dialog.findChild(QPlainTextEdit)
    assert text is not None
    assert "SIL OPEN FONT LICENSE" in text.toPlainText()
