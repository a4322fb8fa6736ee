"""The card of a person over the real village: what it shows, hides, edits and says."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from community_desk.domain.masking import mask_id
from community_desk.domain.phones import grouped
from community_desk.ledger import access, drafts, resident_categories, residents
from community_desk.ledger.cards import resident_card
from community_desk.ledger.finding import ask
from community_desk.ledger.search import search
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.call_dialog import CallDialog
from community_desk.ui.dialogs.category_dialog import CategoryDialog
from community_desk.ui.dialogs.end_category_dialog import EndCategoryDialog
from community_desk.ui.dialogs.link_dialog import LinkDialog
from community_desk.ui.dialogs.withdraw_dialog import WithdrawDialog
from community_desk.ui.resident_card import ResidentCardView
from community_desk.ui.resident_editor import ResidentEditor
from community_desk.ui.resident_tabs import ResidentTabs
from tests.ui.hands import button, click, retype, settle, type_text, words


@pytest.fixture
def uid(village: Desk) -> str:
    """Somebody with a number, telephones and categories, who heads a household of several."""
    return str(
        ask(
            "SELECT r.uid FROM resident r JOIN household h ON h.head_id = r.id JOIN phone p ON p.resident_id = r.id"
            " JOIN resident_category c ON c.resident_id = r.id WHERE r.id_number <> '' AND r.status = 'living'"
            " AND (SELECT COUNT(*) FROM resident m WHERE m.household_id = h.id) > 1 ORDER BY r.id LIMIT 1"
        )[0][0]
    )


@pytest.fixture
def card(village: Desk, uid: str) -> Iterator[ResidentCardView]:
    made = ResidentCardView(village)
    made.resize(420, 700)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_row(uid)
    village.jobs.wait()
    yield made
    made.stop_editing()


def editor(card: ResidentCardView) -> ResidentEditor:
    return next(each for each in card.findChildren(ResidentEditor) if each.isVisible())


def dialog_of(kind: type[CallDialog]) -> CallDialog:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_it_says_who_where_and_how_to_reach_them(card: ResidentCardView, village: Desk, uid: str) -> None:
    known = resident_card(uid, today=village.today())
    shown = words(card)
    assert known.name in shown
    assert known.door.full in shown
    assert grouped(known.phones[0][1]) in shown
    assert mask_id(known.id_number) in shown
    assert known.id_number not in shown
    for member in known.members:
        assert member.name in shown


def test_links_lead_to_the_door_the_household_and_the_family(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    known = resident_card(uid, today=village.today())
    opened: list[tuple[str, str]] = []
    village.open_requested.connect(lambda kind, row: opened.append((kind, row)))
    click(button(card, known.door.full))
    click(button(card, "看这一户"))
    click(button(card, known.members[0].name))
    assert opened == [
        ("dwelling", known.door.dwelling_uid),
        ("household", known.household_uid),
        ("resident", known.members[0].uid),
    ]


def test_a_look_at_the_whole_number_is_logged_and_ends_with_the_card(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    number = resident_card(uid, today=village.today()).id_number
    click(button(card, "显示"))
    assert number in words(card)
    (look,) = access.list_accesses()
    assert (look.operator, look.person_count) == (village.operator, 1)
    card.show_row("")
    card.show_row(uid)
    village.jobs.wait()
    assert number not in words(card)


def test_with_somebody_near_nothing_private_is_left(card: ResidentCardView, village: Desk, uid: str) -> None:
    residents.edit_resident(uid, note="夜里要人陪", reminder="听力弱", operator="王经办")
    settle(village.jobs.wait)
    known = resident_card(uid, today=village.today())
    village.is_private = True
    private = [
        known.note,
        known.reminder,
        *(grouped(number) for _, number in known.phones),
        mask_id(known.id_number),
    ]
    private += [fact.category for fact in known.categories]
    for place in range(len(card.tab_row.buttons)):
        card.tab_row.choose(place)
        village.jobs.wait()
        shown = words(card)
        assert not [text for text in private if text in shown]
    village.is_private = False
    card.choose_tab("类别")
    assert known.categories[0].category in words(card)


def test_f2_turns_it_into_the_form_and_ctrl_s_saves_what_was_typed(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    said: list[tuple[str, bool]] = []
    village.said.connect(lambda sentence, undo: said.append((sentence, undo)))
    card.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F2)
    assert card.is_editing
    form = editor(card)
    retype(form.ui.reminder, "腿脚慢，请多等一会儿")
    QTest.keyClick(form.ui.reminder, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(village.jobs.wait)
    assert not card.is_editing
    assert "腿脚慢，请多等一会儿" in words(card)
    assert said[-1][1]  # 撤销 is offered
    assert resident_card(uid, today=village.today()).reminder == "腿脚慢，请多等一会儿"


def test_enter_goes_through_the_fields(card: ResidentCardView) -> None:
    card.edit()
    form = editor(card)
    seen = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Return)
    assert seen == [form.ui.name, form.ui.foreign_name, form.ui.pinyin, form.ui.sex]


def test_what_cannot_be_right_is_said_at_its_field_and_nothing_is_written(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    before = resident_card(uid, today=village.today())
    card.edit()
    retype(editor(card).ui.birth, "1955.1")
    click(button(card, "保存"))
    assert card.is_editing
    assert "一月还是十月" in card.keeper.messages()["birth"]
    assert resident_card(uid, today=village.today()) == before


def test_a_doubtful_number_is_saved_and_warned_of(card: ResidentCardView, village: Desk, uid: str) -> None:
    card.edit()
    click(editor(card).ui.id_number.button)
    retype(editor(card).ui.id_number, "110105194912310021")
    click(button(card, "保存"))
    settle(village.jobs.wait)
    assert not card.is_editing
    assert "还要看一眼" in words(card)
    assert resident_card(uid, today=village.today()).id_number == "110105194912310021"


def test_phones_are_rows_that_are_added_and_taken_away(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    card.edit()
    phones = editor(card).phones
    before = phones.value()
    click(button(phones, "＋再加一个号码"))
    type_text(QApplication.focusWidget(), "0592-7057479")
    assert [*before, ["", "0592-7057479"]] == phones.value()
    removes = (each for each in phones.findChildren(QPushButton) if each.accessibleName() == "去掉这个号码")
    click(next(each for each in removes if each.isVisible()))
    click(button(card, "保存"))
    settle(village.jobs.wait)
    kept = resident_card(uid, today=village.today()).phones
    assert list(kept) == [(label, number) for label, number in [*before[1:], ["", "0592-7057479"]]]


def test_a_change_made_elsewhere_meanwhile_is_noticed(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    card.edit()
    retype(editor(card).ui.reminder, "我写的")
    residents.edit_resident(uid, reminder="别人写的", operator="李经办")
    settle(village.jobs.wait)
    assert editor(card).ui.reminder.text() == "我写的"
    click(button(card, "保存"))
    assert "刚在别处改过" in card.keeper.messages()[""]
    assert resident_card(uid, today=village.today()).reminder == "别人写的"


def test_leaving_the_form_asks_only_if_something_would_be_lost(
    card: ResidentCardView, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def stay(box: QMessageBox) -> int:
        asked.append(box.text())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", stay)
    card.edit()
    QTest.keyClick(editor(card).ui.name, Qt.Key.Key_Escape)
    assert not card.is_editing
    assert asked == []
    card.edit()
    retype(editor(card).ui.note, "新的备注")
    QTest.keyClick(editor(card).ui.note, Qt.Key.Key_Escape)
    assert len(asked) == 1
    assert card.is_editing
    assert not card.show_row("")  # another row is not shown either


def test_what_was_typed_is_a_draft_and_is_offered_again(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    card.edit()
    retype(editor(card).ui.note, "没来得及保存")
    card.keeper.save_draft()
    card.stop_editing()  # as after a crash
    assert drafts.offer_draft(form="resident", row_uid=uid, operator=village.operator)
    card.edit()
    assert editor(card).ui.note.toPlainText() == "没来得及保存"
    assert "上次没有保存" in words(card)


def test_f9_covers_the_form_and_keeps_what_was_typed(card: ResidentCardView, village: Desk) -> None:
    card.edit()
    form = editor(card)
    retype(form.ui.note, "写到一半")
    village.is_private = True
    assert "有人在旁" in words(card)
    assert not form.isVisible()
    village.is_private = False
    assert editor(card).ui.note.toPlainText() == "写到一半"


def test_the_number_stands_masked_in_the_form_until_a_look_at_it_is_logged(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    known = resident_card(uid, today=village.today())
    card.edit()
    line = editor(card).ui.id_number
    assert (line.text(), line.isReadOnly()) == (mask_id(known.id_number), True)
    retype(editor(card).ui.reminder, "敲门要响")
    assert editor(card).keeper.changes() == {"reminder": "敲门要响"}
    assert access.list_accesses() == []
    click(line.button)
    assert (line.text(), line.isReadOnly()) == (known.id_number, False)
    (look,) = access.list_accesses()
    assert (look.operator, look.person_count) == (village.operator, 1)
    assert known.name in look.subject
    retype(line, "110105194912310021")
    assert editor(card).keeper.changes()["id_number"] == "110105194912310021"
    editor(card).keeper.discard()
    assert line.text() == mask_id(known.id_number)


def test_a_whole_number_is_masked_again_for_whoever_comes_next(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    number = resident_card(uid, today=village.today()).id_number

    def somebody_passes() -> None:
        village.is_private = True
        village.is_private = False

    def out_of_sight() -> None:  # as under the lock, and when another page is shown
        card.hide()
        card.show()

    def another_sits_down() -> None:
        village.operator = "林一二"

    for happens in (somebody_passes, out_of_sight, another_sits_down):
        click(button(card, "显示"))
        assert number in words(card)
        happens()
        assert number not in words(card)
        assert mask_id(number) in words(card)
        card.edit()
        line = editor(card).ui.id_number
        click(line.button)
        assert line.text() == number
        village.operator = "王经办"
        line.setFocus()
        happens()
        assert (line.text(), line.value()) == (mask_id(number), number)
        card.stop_editing()
        village.operator = "王经办"


def test_after_a_form_the_card_is_as_bystanders_may_see_it(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    known = resident_card(uid, today=village.today())
    card.edit()
    village.is_private = True
    card.stop_editing()  # another page was shown
    shown = words(card)
    assert known.name in shown
    assert grouped(known.phones[0][1]) not in shown
    assert mask_id(known.id_number) not in shown


def test_after_a_form_what_was_changed_elsewhere_meanwhile_is_shown(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    card.edit()
    residents.edit_resident(uid, reminder="有狗，先打电话", operator="李同事")
    settle(village.jobs.wait)
    card.stop_editing()
    settle(village.jobs.wait)
    assert "有狗，先打电话" in words(card)


def test_the_head_is_not_changed_in_the_form(card: ResidentCardView) -> None:
    card.edit()
    assert not editor(card).ui.relation_word.isEnabled()


def test_a_call_is_noted_and_stands_under_the_visits(card: ResidentCardView, village: Desk) -> None:
    click(button(card, "登记通话"))
    dialog = dialog_of(CallDialog)
    type_text(dialog.note, "下周二带药")
    click(button(dialog, "登记通话"))
    settle(village.jobs.wait)
    assert not dialog.isVisible()
    card.choose_tab("走访")
    assert "下周二带药" in words(card)


def test_categories_are_recorded_with_the_details_that_fit(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    for fact in resident_categories.categories_of(uid):
        resident_categories.withdraw_category(fact.uid, operator="王经办")
    settle(village.jobs.wait)
    card.choose_tab("类别")
    click(button(card, "＋登记类别"))
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, CategoryDialog))
    dialog.ui.category.setCurrentIndex(dialog.ui.category.findData("disability"))
    assert dialog.ui.disability_group.isVisible()
    assert not dialog.ui.overseas_group.isVisible()
    dialog.ui.disability_grade.setCurrentIndex(dialog.ui.disability_grade.findData("2"))
    click(button(dialog, "登记类别"))
    settle(village.jobs.wait)
    (fact,) = resident_categories.categories_of(uid)
    assert (fact.code, fact.disability_grade) == ("disability", "2")
    assert "残疾 · 二级" in words(card)
    more = next(each for each in card.findChildren(QPushButton) if each.isVisible() and each.text() == "…")
    choose(more, "结束")
    (end,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, EndCategoryDialog))
    click(button(end, "结束类别"))
    settle(village.jobs.wait)
    assert resident_categories.categories_of(uid)[0].ends_on == village.today().isoformat()
    more = next(each for each in card.findChildren(QPushButton) if each.isVisible() and each.text() == "…")
    choose(more, "撤回")
    settle(village.jobs.wait)
    assert not resident_categories.categories_of(uid)


def choose(more: QPushButton, word: str) -> None:
    """Open the menu of a button and click the verb that begins so."""
    menu = more.menu()
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(0, 0))
    action = next(each for each in menu.actions() if each.text().startswith(word))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_contact_elsewhere_is_added_and_taken_away(card: ResidentCardView, village: Desk, uid: str) -> None:
    before = {link.uid for link in resident_card(uid, today=village.today()).links}
    card.choose_tab("联系人")
    click(button(card, "＋添加联系人"))
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, LinkDialog))
    click(button(dialog, "添加联系人"))
    assert "请填写联系人姓名" in dialog.keeper.messages()["name"]
    type_text(dialog.ui.name, "周小海")
    type_text(dialog.ui.phone, "13800001234")
    type_text(dialog.ui.place, "菲律宾")
    click(button(dialog, "添加联系人"))
    settle(village.jobs.wait)
    assert "周小海" in words(card)
    assert "138 0000 1234 · 菲律宾" in words(card)
    (link,) = (each for each in resident_card(uid, today=village.today()).links if each.uid not in before)
    more = next(
        each
        for each in card.findChildren(QPushButton)
        if each.isVisible() and each.accessibleName() == "周小海：修改、去掉"
    )
    choose(more, "去掉")
    settle(village.jobs.wait)
    assert link.uid not in {each.uid for each in resident_card(uid, today=village.today()).links}


def test_a_contact_who_lives_here_is_found_by_pinyin_and_chosen_with_the_arrows(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    card.choose_tab("联系人")
    click(button(card, "＋添加联系人"))
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, LinkDialog))
    QTest.qWaitForWindowActive(dialog)  # the list of who was found goes when the keyboard does
    hits = search("chen", limit=8, kinds={"resident"}).hits
    type_text(dialog.picker.line, "chen")
    dialog.picker.look_up()
    village.jobs.wait()
    QTest.keyClick(dialog.picker.line, Qt.Key.Key_Down)
    QTest.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    assert dialog.picker.value() == hits[1].uid
    assert hits[1].title in dialog.picker.chosen_words
    click(button(dialog, "添加联系人"))
    settle(village.jobs.wait)
    assert hits[1].uid in {link.other_uid for link in resident_card(uid, today=village.today()).links}


def test_a_withdrawn_category_is_not_named_before_bystanders(
    card: ResidentCardView, village: Desk, uid: str
) -> None:
    said: list[str] = []
    village.said.connect(lambda sentence, _undo: said.append(sentence))
    known = resident_card(uid, today=village.today())
    village.is_private = True
    ResidentTabs(village, card, known).withdraw_category(known.categories[0])
    assert said == [f"已撤回{known.name}的一个类别。"]


def test_somebody_entered_in_error_is_withdrawn_with_a_reason(card: ResidentCardView, village: Desk) -> None:
    uid = residents.add_resident(name="录重了", operator="王经办").uid
    card.show_row(uid)
    village.jobs.wait()
    card.withdraw()
    (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, WithdrawDialog))
    click(button(dialog, "撤回录重了"))
    assert "请填写撤回原因" in dialog.keeper.messages()["reason"]
    type_text(dialog.reason, "录重了")
    click(button(dialog, "撤回录重了"))
    settle(village.jobs.wait)
    assert "不在台账里了" in words(card)


def test_the_tabs_stay_within_a_narrow_card(card: ResidentCardView) -> None:
    card.resize(340, 600)
    QApplication.processEvents()
    for tab in card.tab_row.buttons:
        assert tab.geometry().right() <= card.tab_row.width()
        assert tab.width() >= tab.sizeHint().width()
