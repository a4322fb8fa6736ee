"""设置: its sections, those one has in hand when one leaves, and the lists of grids, staff and words."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from community_desk.ledger import drafts, places, settings, staff, undo, word_lists
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import GridDialog
from community_desk.ui.dialogs.staff_dialogs import PinDialog, StaffDialog
from community_desk.ui.dialogs.word_dialogs import CategoryEntryDialog, RelationEntryDialog
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.pages.settings import SECTIONS, SettingsPage
from community_desk.ui.pages.settings_community import CommunitySection
from community_desk.ui.pages.settings_grids import GridsSection
from community_desk.ui.pages.settings_look import LookSection
from community_desk.ui.pages.settings_staff import StaffSection
from community_desk.ui.pages.settings_words import WordsSection
from community_desk.ui.theme import Scheme, TypeSize
from tests.ui.hands import button, click, retype, settle, type_text, words

WHO = "王经办"


def shown(desk: Desk, section: str = "") -> SettingsPage:
    page = SettingsPage(desk)
    page.resize(1000, 560)
    page.show()
    page.arrive()
    if section:
        page.show_section(section)
    settle(desk.jobs.wait)
    return page


def press(page: SettingsPage, name: str) -> None:
    page.desk.jobs.wait()
    found = [
        each for each in page.findChildren(QPushButton) if each.isVisible() and each.accessibleName() == name
    ]
    click(found[0])
    settle(page.desk.jobs.wait)


def test_every_section_can_be_reached_with_the_keyboard(village: Desk) -> None:
    page = shown(village)
    page.sections.setFocus()
    seen = []
    for _ in SECTIONS:
        section = page.section
        assert section is not None
        assert section.title in words(section)
        seen.append(section.name)
        QTest.keyClick(page.sections, Qt.Key.Key_Down)
        settle(village.jobs.wait)
    assert seen == [entry.name for entry in SECTIONS]


def test_the_community_is_saved_in_place(village: Desk) -> None:
    page = shown(village)
    section = cast(CommunitySection, page.section)
    retype(section.ui.street, "祥平街道")
    QTest.keyClick(section.ui.street, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert places.community().street == "祥平街道"
    assert not section.keeper.is_dirty
    undo.undo_last(operator=WHO)
    settle(village.jobs.wait)
    assert section.ui.street.text() == ""


def test_what_is_typed_is_not_lost_by_turning_to_another_section(
    village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(village)
    section = cast(CommunitySection, page.section)
    retype(section.ui.office_phone, "0592-7057479")
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)  # neither button: as Esc does
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: None)
    page.sections.setFocus()
    QTest.keyClick(page.sections, Qt.Key.Key_Down)
    assert page.section is section
    assert page.sections.currentRow() == 0
    assert section.ui.office_phone.text() == "0592-7057479"
    assert not page.may_leave()
    section.keeper.save_draft()
    assert [offer.form for offer in drafts.list_drafts(operator=WHO)] == ["community"]
    press(page, "放弃修改")
    assert page.may_leave()
    assert drafts.list_drafts(operator=WHO) == []


def test_a_draft_of_the_community_is_offered_again(village: Desk) -> None:
    drafts.save_draft(
        form="community",
        content={"values": {"street": "祥平街道"}, "before": {"street": ""}},
        operator=WHO,
    )
    page = shown(village)
    section = cast(CommunitySection, page.section)
    assert section.ui.street.text() == "祥平街道"
    assert "上次没有保存" in words(section)


def test_a_number_is_kept_when_its_field_is_left(village: Desk) -> None:
    page = shown(village)
    section = cast(CommunitySection, page.section)
    number = section.review.number
    number.selectAll()
    QTest.keyClicks(number, "9")
    assert settings.get_number(settings.CONTACT_REVIEW_MONTHS, 6) == 6
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert settings.get_number(settings.CONTACT_REVIEW_MONTHS, 6) == 9


def test_grids_are_entered_edited_and_withdrawn(village: Desk) -> None:
    page = shown(village, "grids")
    section = cast(GridsSection, page.section)
    said: list[str] = []
    village.refused.connect(said.append)
    press(page, "新增网格")
    dialog = page.window().findChild(GridDialog)
    assert dialog is not None
    click(dialog.verb)
    assert "网格名称" in words(dialog)  # what is missing, at its field
    type_text(dialog.ui.name, "第9网格")
    dialog.ui.worker.setCurrentIndex(1)
    click(dialog.verb)
    settle(village.jobs.wait)
    row = next(row for row in places.list_grids() if row.name == "第9网格")
    assert row.worker
    assert section.table.current_key == row.uid
    press(page, "撤回")
    assert "第9网格" not in {row.name for row in places.list_grids()}
    section.table.go_to(places.list_grids()[0].uid)
    press(page, "撤回")
    assert "栋楼" in said[-1]
    assert len(places.list_grids()) == 2


def test_rows_are_opened_by_their_uid(village: Desk) -> None:
    page = shown(village)
    grid = places.list_grids()[1]
    page.open("grid", grid.uid)
    settle(village.jobs.wait)
    assert cast(GridsSection, page.section).table.current_key == grid.uid
    somebody = staff.list_staff()[3]
    page.open("settings", somebody.uid)
    settle(village.jobs.wait)
    assert cast(StaffSection, page.section).table.current_key == somebody.uid
    page.open("settings", "backup")
    assert page.section is not None
    assert page.section.name == "backup"


def test_staff_leave_and_keep_their_name_in_the_log(village: Desk) -> None:
    page = shown(village, "staff")
    section = cast(StaffSection, page.section)
    refused: list[str] = []
    village.refused.connect(refused.append)
    row = staff.list_staff()[2]
    section.table.go_to(row.uid)
    press(page, "设为离开")
    assert not next(each for each in staff.list_staff() if each.uid == row.uid).is_active
    press(page, "设为在岗")
    assert next(each for each in staff.list_staff() if each.uid == row.uid).is_active
    village.operator = row.name
    press(page, "设为离开")
    press(page, "撤回")
    assert len(refused) == 2
    assert "先换一位经办人" in refused[0]


def test_who_renames_oneself_goes_on_under_the_new_name(village: Desk) -> None:
    page = shown(village, "staff")
    row = staff.list_staff()[0]
    village.operator = row.name
    cast(StaffSection, page.section).table.go_to(row.uid)
    press(page, "编辑")
    dialog = page.window().findChild(StaffDialog)
    assert dialog is not None
    retype(dialog.ui.name, "新名字")
    click(dialog.verb)
    settle(village.jobs.wait)
    assert village.operator == "新名字"


def test_a_pin_is_set_and_taken_off(village: Desk) -> None:
    page = shown(village, "staff")
    row = staff.list_staff()[0]
    section = cast(StaffSection, page.section)
    section.table.go_to(row.uid)
    press(page, "口令")
    dialog = page.window().findChild(PinDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.first.line, "123")
    QTest.keyClick(dialog.first.line, Qt.Key.Key_Return)
    QTest.keyClicks(dialog.second.line, "1234")
    click(dialog.verb)
    assert "不一样" in words(dialog)
    retype(dialog.first.line, "1234")
    click(dialog.verb)
    settle(village.jobs.wait)
    assert staff.list_staff()[0].has_pin
    assert staff.pin_is_right(row.uid, "1234")
    assert not dialog.findChildren(FormKeeper)  # a PIN is no draft
    press(page, "口令")
    again = next(each for each in page.window().findChildren(PinDialog) if each.isVisible())
    click(button(again, "去掉口令"))
    settle(village.jobs.wait)
    assert not staff.list_staff()[0].has_pin


def test_a_category_is_edited_switched_off_and_set_back(village: Desk) -> None:
    page = shown(village, "words")
    section = cast(WordsSection, page.section)
    first, second = word_lists.care_categories()[:2]
    section.categories.go_to(first.uid)
    QTest.keyClick(section.categories, Qt.Key.Key_Return)
    dialog = page.window().findChild(CategoryEntryDialog)
    assert dialog is not None
    retype(dialog.word, second.word)
    click(dialog.verb)
    assert "请换一个名称" in words(dialog)
    retype(dialog.word, "独居长辈")
    retype(dialog.paper_word, "多看看")
    click(dialog.verb)
    settle(village.jobs.wait)
    edited = word_lists.care_categories()[0]
    assert (edited.word, edited.paper_word, edited.is_edited) == ("独居长辈", "多看看", True)
    press(page, "停用")
    assert not word_lists.care_categories()[0].is_active
    press(page, "恢复出厂")
    back = word_lists.care_categories()[0]
    assert (back.word, back.is_active, back.is_edited) == (first.word, True, False)


def test_words_keep_the_order_they_are_given(village: Desk) -> None:
    page = shown(village, "words")
    section = cast(WordsSection, page.section)
    before = [entry.uid for entry in word_lists.care_categories()]
    section.categories.go_to(before[0])
    QTest.keyClick(section.categories, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(village.jobs.wait)
    assert [entry.uid for entry in word_lists.care_categories()][:2] == [before[1], before[0]]
    assert section.categories.current_key == before[0]


def test_a_relation_of_the_office_s_own_can_be_withdrawn_again(village: Desk) -> None:
    page = shown(village, "words")
    click(button(page, "与户主关系"))
    press(page, "新增关系")
    dialog = page.window().findChild(RelationEntryDialog)
    assert dialog is not None
    type_text(dialog.word, "干女儿")
    type_text(dialog.synonyms, "契女、谊女")
    click(dialog.verb)
    settle(village.jobs.wait)
    own = word_lists.relation_entries()[-1]
    assert (own.word, own.synonyms, own.standard_code) == ("干女儿", ("契女", "谊女"), "99")
    press(page, "撤回")
    assert word_lists.relation_entries()[-1].word != "干女儿"


def test_the_look_changes_at_once_and_is_remembered(village: Desk) -> None:
    page = shown(village, "look")
    section = cast(LookSection, page.section)
    section.sizes[TypeSize.HUGE].setFocus()
    QTest.keyClick(section.sizes[TypeSize.HUGE], Qt.Key.Key_Space)
    QTest.keyClick(section.schemes[Scheme.DARK], Qt.Key.Key_Space)
    assert (village.theme.type_size, village.theme.scheme) == (TypeSize.HUGE, Scheme.DARK)
    assert village.preferences.get("look/type_size", "") == "huge"
    assert village.preferences.get("look/scheme", "") == "dark"
