"""Returned sheets typed back in with the keyboard alone, over sheets printed of a whole village."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from community_desk.domain.codes import LineState
from community_desk.domain.type_back import Contact, Result
from community_desk.ledger import staff, undo
from community_desk.ledger.models import Visit, VisitSheetLine
from community_desk.ledger.typed_sheets import SheetToType, half_typed, sheet_to_type
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.lost_sheet import LostSheetDialog
from community_desk.ui.main_window import MainWindow
from community_desk.ui.page_entries import PAGE_ENTRIES
from community_desk.ui.pages.type_back import TypeBackPage
from tests.ui.pages.type_back_hands import Keys, alone, print_all, several, sheet_of_eight, shown_page


@pytest.fixture
def sheet(village: Desk, tmp_path: Path) -> SheetToType:
    return sheet_of_eight(print_all(village, tmp_path))


@pytest.fixture
def page(village: Desk, sheet: SheetToType) -> Iterator[TypeBackPage]:
    with shown_page(village) as shown:
        yield shown


@pytest.fixture
def keys() -> Keys:
    return Keys()


def as_typed(number: str) -> str:
    return number.replace("-", "").lower()


def begin(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    """The number, the day, who walked: the cursor is on the command line then."""
    keys.enter(as_typed(sheet.number))
    keys.enter(page.desk.today().strftime("%m%d"))
    keys.enter("陈网格")
    assert page.sheet.command.hasFocus()


def said(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.said.connect(lambda sentence, _undo: heard.append(sentence))
    desk.refused.connect(heard.append)
    return heard


def result(page: TypeBackPage, number: int) -> Result:
    assert page.typed is not None
    return page.typed.entry.line(number).result


def visits_of(sheet: SheetToType) -> list[Visit]:
    lines = VisitSheetLine.select().where(VisitSheetLine.uid.in_([line.uid for line in sheet.lines]))
    return list(Visit.select().where(Visit.sheet_line.in_(lines) & Visit.deleted_at.is_null()))


def test_eight_lines_most_not_home_take_under_forty_keys_and_no_mouse(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    heard = said(page.desk)
    seen, family, away = alone(sheet)[:3]
    keys.enter(as_typed(sheet.number))
    keys.enter(page.desk.today().strftime("%m%d"), pad=True)
    keys.enter("陈网格")  # six keys: three characters of an input method
    keys.enter(f"{seen}*9", pad=True)
    keys.enter(f"{family}*1", pad=True)
    keys.enter(f"{away}*7", pad=True)
    keys.enter("*3", pad=True)
    keys.enter(pad=True)
    keys.enter(pad=True)
    assert keys.count < 40, keys.count
    assert heard == [f"已录入 {sheet.number}：见到 2 户，无人 5 户，进不去 1 户"]
    assert len(visits_of(sheet)) == 8
    assert page.start.number.hasFocus()  # for the next sheet


def test_one_step_takes_the_whole_sheet_back(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    begin(page, keys, sheet)
    keys.enter("*3")
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(visits_of(sheet)) == 8
    undo.undo_last(operator=page.desk.operator)
    assert not visits_of(sheet)
    assert {line.state for line in sheet_to_type(sheet.number).lines} == {LineState.OUT}


def test_a_wrong_character_of_the_number_is_said_at_once(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    wrong = "2" if sheet.number[-1] != "2" else "3"
    keys.enter(as_typed(sheet.number[:-1] + wrong))
    assert page.typed is None
    assert "打错了一个字" in page.start.message.text()
    keys.type(as_typed(sheet.number))  # over what was wrong, which is selected
    assert not page.start.message.text()
    keys.press(Qt.Key.Key_Return)
    assert page.typed is not None
    assert page.typed.sheet.number == sheet.number
    assert page.sheet.walked_on.hasFocus()


def test_every_line_echoes_number_door_and_names(page: TypeBackPage, sheet: SheetToType) -> None:
    page.open("type_back", sheet.number)
    grid = page.sheet.grid
    for place, line in enumerate(sheet.lines):
        shown = [grid.plain.text_at(place, column) for column in range(4)]
        assert shown[0] == str(line.number)
        assert line.door.endswith(shown[1])
        assert shown[2] == line.head
        assert all(person.name in shown[3] for person in line.people)


def test_the_sheets_day_has_no_default_and_cannot_be_to_come(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    keys.enter(as_typed(sheet.number))
    assert page.sheet.walked_on.text() == ""
    keys.enter("20991231")
    assert "还没有到" in page.sheet.message.text()
    assert page.sheet.walked_on.hasFocus()
    keys.enter("今天")
    assert page.sheet.walkers.hasFocus()
    keys.press(Qt.Key.Key_Escape)
    keys.enter("*3")
    keys.enter()
    assert "谁去走的" in page.sheet.message.text()
    assert page.sheet.walkers.hasFocus()


def test_a_line_typed_twice_is_said_at_the_line(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    begin(page, keys, sheet)
    keys.enter("3 5 无人")
    keys.enter("4 5 见家人")
    assert "第 5 行已经记了“无人”" in page.sheet.message.text()
    assert page.sheet.grid.number == 5
    assert page.sheet.grid.rows[4].message.startswith("已经记了")
    assert result(page, 4) is Result.NOT_TRIED
    keys.enter("改5 见家人")  # over the refused one, which is selected
    assert result(page, 5) is Result.FAMILY
    assert not page.sheet.grid.rows[4].message


def test_enter_leads_through_what_needs_words(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    away, moved = alone(sheet)[:2]
    begin(page, keys, sheet)
    keys.enter(f"{away}*5")
    keys.enter(f"{moved}*8")
    keys.enter()
    line = page.sheet.line
    assert line.fields["until"].hasFocus()
    keys.enter("0")
    assert line.fields["place"].hasFocus()
    keys.enter("女儿家")
    while page.sheet.grid.number == away and not page.sheet.command.hasFocus():
        keys.enter()  # over the fields that nothing is written in
    assert line.fields["source"].hasFocus()
    keys.enter("物业")
    assert page.typed is not None
    assert page.typed.questions == ()
    states = page.typed.entry
    assert (states.line(away).until, states.line(away).place) == ("unknown", "女儿家")
    assert states.line(moved).source == "物业"


def test_of_several_people_who_was_seen_is_asked(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    number = several(sheet)
    begin(page, keys, sheet)
    keys.enter(f"{number}*9")
    keys.enter()
    assert page.sheet.line.fields["person:1"].hasFocus()
    keys.enter("1")
    keys.enter("9")
    assert page.typed is not None
    contacts = page.typed.entry.line(number).contacts
    assert contacts[:2] == (Contact.FAMILY, Contact.SELF)
    assert "☑" in page.sheet.grid.plain.text_at(number - 1, 3)


def test_promises_have_a_day_and_somebody_to_keep_them(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    number = alone(sheet)[0]
    begin(page, keys, sheet)
    keys.enter(f"{number}*9")
    page.sheet.grid.go_to_line(number)
    keys.press(Qt.Key.Key_F2)
    line = page.sheet.line
    for slot, text in (("result", ""), ("state", "1"), ("note", "膝盖疼"), ("promise", "送药")):
        assert line.fields[slot].hasFocus()
        keys.enter(text)
    assert line.fields["promise_on"].hasFocus()
    keys.enter("3天后")
    keys.enter("没有的人")
    assert "没有叫“没有的人”的工作人员" in page.sheet.message.text()
    worker = staff.list_staff(active_only=True)[0].name
    keys.enter(worker)
    assert page.typed is not None
    state = page.typed.entry.line(number)
    assert (state.state, state.note) == ("fine", "膝盖疼")
    assert state.promise is not None
    assert (state.promise.text, state.promise.who) == ("送药", worker)
    assert state.promise.on > page.desk.today().isoformat()


def test_the_number_pad_in_the_grid_takes_one_key_a_line(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    begin(page, keys, sheet)
    page.sheet.grid.setFocus()
    page.sheet.grid.go_to_line(1)
    keys.type("3*+7*", pad=True)
    found = [result(page, number) for number in range(1, 6)]
    assert found == [
        Result.NOT_HOME, Result.NOT_HOME, Result.NOT_TRIED, Result.INACCESSIBLE, Result.INACCESSIBLE,
    ]  # fmt: skip
    keys.type("w")
    assert page.sheet.command.hasFocus()
    keys.enter("r")
    assert result(page, 6) is Result.NOT_HOME


def test_the_star_repeats_a_field_and_plus_goes_to_the_next_line(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    first = alone(sheet)[0]
    begin(page, keys, sheet)
    page.sheet.grid.go_to_line(first)
    page.sheet.line.begin("note")
    keys.type("狗凶")
    keys.type("+", pad=True)
    assert page.sheet.grid.number == first + 1
    assert page.sheet.line.fields["result"].hasFocus()
    page.sheet.line.begin("note")
    keys.type("*", pad=True)
    assert page.typed is not None
    assert page.typed.entry.line(first).note == page.typed.entry.line(first + 1).note == "狗凶"


def test_a_half_typed_sheet_waits_and_is_offered_again(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    begin(page, keys, sheet)
    keys.enter("3 5 无人")
    keys.press(Qt.Key.Key_Escape)
    page.desk.jobs.wait()
    assert page.typed is None
    assert half_typed(sheet.uid) is not None
    assert page.start.table.rows[0].sheet.number == sheet.number
    assert "录了一半" in page.start.table.plain.text_at(0, 5)
    keys.enter(as_typed(sheet.number))
    assert [result(page, number) for number in (3, 4, 5)] == [
        Result.NOT_HOME, Result.NOT_TRIED, Result.NOT_HOME,
    ]  # fmt: skip
    assert page.sheet.command.hasFocus()
    assert page.sheet.walkers.text() == "陈网格"
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert half_typed(sheet.uid) is None


def test_a_blank_line_is_not_tried_and_never_not_home(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    heard = said(page.desk)
    begin(page, keys, sheet)
    keys.enter("3 5 7 无人")
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert heard == [f"已录入 {sheet.number}：无人 3 户，未走到 5 户"]
    assert {visit.sheet_line.line_no for visit in visits_of(sheet)} == {3, 5, 7}
    states = {line.number: line.state for line in sheet_to_type(sheet.number).lines}
    assert [number for number, state in states.items() if state is LineState.ANSWERED] == [3, 5, 7]


def test_answered_lines_are_not_typed_again(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    begin(page, keys, sheet)
    keys.enter("3 无人")
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    keys.enter(as_typed(sheet.number))
    assert page.sheet.grid.plain.text_at(2, 4) == "已录入"
    assert page.sheet.command.hasFocus() or page.sheet.walked_on.hasFocus()
    page.sheet.command.setFocus()
    keys.enter("3 无人")
    assert "已经录入过了" in page.sheet.message.text()


def test_nothing_typed_is_nothing_to_save(page: TypeBackPage, keys: Keys, sheet: SheetToType) -> None:
    begin(page, keys, sheet)
    keys.enter()
    keys.enter()
    assert page.typed is not None
    assert not visits_of(sheet)
    assert "还没有录入" in page.sheet.message.text()


def test_a_returned_sheet_gives_its_doors_back(page: TypeBackPage, sheet: SheetToType) -> None:
    heard = said(page.desk)
    page.start.table.go_to(sheet.number)
    QTest.mouseClick(page.start.release_verb, Qt.MouseButton.LeftButton)
    page.desk.jobs.wait()
    assert heard == [f"{sheet.number} 已收单，8 户放回，可以再排。"]
    assert sheet.number not in [out.sheet.number for out in page.start.table.rows]
    assert {line.state for line in sheet_to_type(sheet.number).lines} == {LineState.RETURNED}


def test_a_lost_sheet_is_noted_with_how_it_was_lost(page: TypeBackPage, sheet: SheetToType) -> None:
    heard = said(page.desk)
    page.start.table.go_to(sheet.number)
    page.start.note_loss()
    (dialog,) = page.findChildren(LostSheetDialog) or page.window().findChildren(LostSheetDialog)
    QTest.qWaitForWindowActive(dialog)
    dialog.save()
    assert dialog.isVisible()  # nothing was said of how
    assert dialog.keeper is not None
    assert "怎么丢的" in dialog.keeper.messages()["note"]
    dialog.note.insertPlainText("落在公交车上")
    assert dialog.keeper.values() == {"note": "落在公交车上"}
    dialog.save()
    assert not dialog.keeper.messages()
    page.desk.jobs.wait()
    assert heard == [f"已登记 {sheet.number} 纸单遗失，8 户放回。"]
    assert sheet_to_type(sheet.number).is_lost


def test_sheets_out_for_long_are_asked_about(page: TypeBackPage) -> None:
    assert page.start.late.isHidden()
    out = page.start.table.rows
    late = [replace(out[0], sheet=replace(out[0].sheet, days=20)), *out[1:]]
    page.start._show(late)
    assert "有 1 份走访单出去 14 天以上" in page.start.late.text()
    assert page.start.late.isVisible()


def test_a_number_scanned_on_the_command_line_opens_that_sheet(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    page.open("type_back", page.start.table.rows[-1].sheet.number)
    page.sheet.command.setFocus()
    keys.enter(sheet.number)
    assert page.typed is not None
    assert page.typed.sheet.number == sheet.number


def test_a_number_in_the_search_box_opens_the_sheet(village: Desk, sheet: SheetToType, keys: Keys) -> None:
    window = MainWindow(village, PAGE_ENTRIES)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.show_page("home")
    window.search_box.begin()
    keys.enter(as_typed(sheet.number))
    village.jobs.wait()
    page = window.page
    assert isinstance(page, TypeBackPage)
    assert page.typed is not None
    assert page.typed.sheet.number == sheet.number
    assert page.sheet.walked_on.hasFocus()


def test_with_others_in_the_room_names_and_words_are_hidden(
    page: TypeBackPage, keys: Keys, sheet: SheetToType
) -> None:
    begin(page, keys, sheet)
    keys.enter(f"{alone(sheet)[0]}*9 情况 膝盖疼")
    page.desk.is_private = True
    QApplication.processEvents()
    row = alone(sheet)[0] - 1
    grid = page.sheet.grid.plain
    assert grid.text_at(row, 3) == grid.text_at(row, 5) == "•••"
    assert grid.text_at(row, 1)
    QTest.keyClick(page.sheet.command, Qt.Key.Key_F2)
    assert page.sheet.line.fields["note"].text() in {"", "•••"}
