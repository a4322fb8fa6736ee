"""What is typed for a returned sheet, and how many keys that takes."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.domain.type_back import (
    UNKNOWN_DAY,
    Contact,
    Entry,
    Form,
    FormLine,
    Result,
    Task,
    questions,
)
from community_desk.domain.type_back_commands import SHORTCUTS, type_in
from community_desk.printing.visit_sheet import OUTCOMES

TODAY = date(2026, 11, 23)
FORM = Form(
    (
        *(FormLine(number, ("苏测试",)) for number in range(1, 7)),
        FormLine(7, ("林老人", "陈老人")),
        *(FormLine(number, ("何测试",)) for number in range(8, 13)),
    ),
    date(2026, 11, 1),
)
EIGHT = Form(FORM.lines[:8], FORM.printed_on)


def typed(*commands: str, form: Form = FORM) -> Entry:
    entry = Entry(form)
    for command in commands:
        entry = type_in(entry, command, today=TODAY)
    return entry


def results(entry: Entry, result: Result) -> list[int]:
    return [state.number for state in entry.lines() if state.result is result]


@pytest.mark.parametrize(
    "command",
    [
        "3 5 7 9 无人",
        "3,5，7、9无人",
        "3 5 7 9 wr",
        "3+5+7+9*3",
        "３ ５ ７ ９　无人",
        "3 5 7 9：没人",
        "3 5 7 9 无",
    ],
)
def test_result_first_marks_several_lines(command: str) -> None:
    assert results(typed(command), Result.NOT_HOME) == [3, 5, 7, 9]


@pytest.mark.parametrize("command", ["3-9无人", "3–9*3", "3到9 无人", "3 - 6,7-9 wr"])
def test_a_range_of_lines(command: str) -> None:
    assert results(typed(command), Result.NOT_HOME) == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("command", ["其余 无人", "全部其余无人", "*3", "剩下wr", "＊3"])
def test_all_others(command: str) -> None:
    entry = typed("2 见面", command, "4 婉拒")
    assert results(entry, Result.NOT_HOME) == [1, 3, 5, 6, 7, 8, 9, 10, 11, 12]


def test_all_lines() -> None:
    assert len(results(typed("全部 进不去"), Result.INACCESSIBLE)) == 12
    with pytest.raises(UserError, match="第 2 行已经记了"):
        typed("2 见面", "全部 无人")


@given(st.sampled_from([(result, each) for result, all_ in SHORTCUTS.items() for each in all_]))
def test_every_result_has_its_digit_its_initials_and_its_words(pair: tuple[Result, str]) -> None:
    result, spelling = pair
    assert typed(f"3*{spelling}" if spelling.isdigit() else f"3 {spelling}").line(3).result is result


def test_every_result_can_be_typed_on_a_number_pad() -> None:
    assert set(SHORTCUTS) == set(Result)
    assert all(spellings[0].isdigit() for spellings in SHORTCUTS.values())
    spellings = [each for all_ in SHORTCUTS.values() for each in all_]
    assert len(set(spellings)) == len(spellings)


def test_the_digits_follow_the_boxes_on_the_paper() -> None:
    by_digit = {spellings[0]: result.word for result, spellings in SHORTCUTS.items()}
    assert [by_digit[str(place)] for place in range(1, 9)] == list(OUTCOMES)


@pytest.mark.parametrize(
    ("command", "until", "place"),
    [
        ("5 外出 12.1 女儿家", "2026-12-01", "女儿家"),
        ("5*5*1201", "2026-12-01", ""),
        ("5 wc 2027-01-15 三院 住院部", "2027-01-15", "三院 住院部"),
        ("5 外出 不详 不知道", UNKNOWN_DAY, "不知道"),
        ("5 外出 女儿家", "", "女儿家"),
        ("5 外出", "", ""),
    ],
)
def test_away_until_when_and_where(command: str, until: str, place: str) -> None:
    state = typed(command).line(5)
    assert (state.result, state.until, state.place) == (Result.AWAY, until, place)


def test_moved_says_who_told() -> None:
    state = typed("6 搬走 物业 前台").line(6)
    assert (state.result, state.source) == (Result.MOVED, "物业 前台")
    assert [question.slot for question in questions(typed("6*8"))] == ["source"]


@pytest.mark.parametrize("word", ["去世", "过世了", "已故", "qs"])
def test_a_death_is_no_result(word: str) -> None:
    with pytest.raises(UserError, match="去世不是走访的结果"):
        typed(f"2 {word}")


def test_a_phone_call_says_with_whom() -> None:
    assert typed("2 电话 家人").line(2).contacts == (Contact.FAMILY,)
    assert typed("2*2*9").line(2).contacts == (Contact.SELF,)
    assert typed("2*2*3").line(2).contacts == (Contact.NOBODY,)
    entry = typed("7.1 电话 本人", "7.2 电话 没接")
    assert entry.line(7).contacts == (Contact.SELF, Contact.NOBODY)
    assert entry.line(7).result is Result.PHONE
    assert questions(entry) == ()


@pytest.mark.parametrize(
    ("commands", "contacts"),
    [
        (["7.2 见面"], (Contact.NOBODY, Contact.SELF)),
        (["7.2*9"], (Contact.NOBODY, Contact.SELF)),
        (["7 见面 林老人"], (Contact.SELF, Contact.NOBODY)),
        (["7 见面 陈老人 林老人"], (Contact.SELF, Contact.SELF)),
        (["7.0 本人"], (Contact.SELF, Contact.SELF)),
        (["7 见家人", "7.1 本人"], (Contact.SELF, Contact.FAMILY)),
        (["7.1 楼长告知", "7.2 见面"], (Contact.NEIGHBOUR, Contact.SELF)),
        (["7.1 外出 12.1 医院", "7.2 见面"], (Contact.AWAY, Contact.SELF)),
    ],
)
def test_each_person_is_told_apart(commands: list[str], contacts: tuple[Contact, ...]) -> None:
    entry = typed(*commands)
    assert entry.line(7).contacts == contacts
    assert questions(entry) == ()
    assert typed(*commands[::-1]).lines() == entry.lines()


def test_further_words() -> None:
    state = typed("4 见面 平安 答应 12.1 送药 @李某某 需要 修灯 日期 11.20 情况 需要 2*3 的灯管").line(4)
    assert state.result is Result.SEEN
    assert state.state == "fine"
    assert state.promise == Task("送药", "2026-12-01", "李某某")
    assert state.need == Task("修灯")
    assert state.on == "2026-11-20"
    assert state.note == "需要 2*3 的灯管"
    assert typed("4 见面 精神好，在浇花 平安").line(4).note == "精神好，在浇花"
    assert typed("4 情况 狗凶", "4 婉拒").line(4).note == "狗凶"


def test_several_commands_at_once_are_all_written_or_none() -> None:
    entry = typed("2 见面; 5 外出 12.1 女儿家；其余 无人\n6 搬走 物业")
    assert results(entry, Result.NOT_HOME) == [1, 3, 4, 7, 8, 9, 10, 11, 12]
    begun = typed("1 见面")
    with pytest.raises(UserError):
        type_in(begun, "2 无人; 1 无人", today=TODAY)
    assert begun.line(2).is_blank


def test_correcting() -> None:
    entry = typed("3 5 无人", "改 5 见面")
    assert entry.line(5).result is Result.SEEN
    assert type_in(entry, "撤", today=TODAY) == typed("3 5 无人")
    assert typed("3 5 无人", "清 5").line(5).is_blank
    assert typed("3 5 wr", "/5*9", "u").lines() == typed("3 5 wr").lines()
    with pytest.raises(UserError, match="没有可撤的"):
        typed("u")


@pytest.mark.parametrize(
    ("command", "sentence", "field"),
    [
        ("无人", "前面要写行号", "command"),
        ("3 5", "还没有写结果", "command"),
        ("3 飞走", "没有“飞走”这种结果", "command"),
        ("3 w", "没有“w”这种结果", "command"),
        ("3*12", "没有“12”这种结果", "command"),
        ("13 无人", "没有第 13 行，只有 1–12 行", "line:13"),
        ("3-99999999 无人", "没有第 99999999 行", "command"),
        ("9-3 无人", "倒过来了", "command"),
        ("3 5 3 无人", "第 3 行打了两遍", "line:3"),
        ("2-4 3 无人", "第 3 行打了两遍", "line:3"),
        ("7.3 见面", "只有 2 位，没有第 3 位", "line:7"),
        ("7.1 8 见面", "一次只写一行", "command"),
        ("7.1 婉拒", "不能是“婉拒”", "command"),
        ("3 无人 平安", "矛盾", "line:3"),
        ("其余 无人 平安", "只能写一个结果", "command"),
        ("其余 搬走", "一行一行地写", "command"),
        ("3 见面 日期 11.24", "早于这张单打印的日期", "command"),
        ("3 见面 日期 2026-11-24", "还没有到", "command"),
        ("3 见面 日期", "后面请写是哪一天", "command"),
        ("3 答应 12.1", "后面请写是什么事", "command"),
        ("3 平安 平安", "写了两遍", "command"),
        ("清 3 无人", "只写行号", "command"),
        ("3..5 无人", "看不懂", "command"),
    ],
)
def test_what_is_wrong_is_one_sentence(command: str, sentence: str, field: str) -> None:
    with pytest.raises(UserError) as caught:
        typed(command)
    assert sentence in caught.value.sentence
    assert caught.value.field == field


@given(st.text(max_size=12), st.sampled_from(["", "3 ", "7.1 ", "其余 ", "改 ", "3 见面 "]))
def test_whatever_is_typed_is_written_or_refused(text: str, before: str) -> None:
    with suppress(UserError):
        questions(typed(before + text))


def keys(*commands: str) -> int:
    """Keys pressed: each of ASCII, and Enter after each command."""
    assert all(command.isascii() for command in commands)
    return sum(len(command) + 1 for command in commands)


def test_a_sheet_of_eight_lines_takes_under_forty_keys() -> None:
    # The sheet's number, the day and the save count too: "A7K3M9X", "1120", Ctrl+Enter.
    around = keys("A7K3M9X", "1120") + 2
    commands = ["2*9", "5*1", "*3"]
    entry = typed(*commands, form=EIGHT)
    assert results(entry, Result.NOT_HOME) == [1, 3, 4, 6, 7, 8]
    assert questions(entry) == ()
    assert around + keys(*commands) == 26


def test_even_with_a_second_person_and_an_absence_it_takes_under_forty_keys() -> None:
    commands = ["2*9", "7.2*9", "5*5*1201", "8*7", "*3"]
    entry = typed(*commands, form=EIGHT)
    assert [question.slot for question in questions(entry)] == ["place"]  # the only thing that needs a word
    assert keys("A7K3M9X", "1120") + 2 + keys(*commands) < 45
    assert keys(*commands) < 30
