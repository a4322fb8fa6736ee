"""What stands on the lines of a sheet being typed in; the words to type are tested in test_type_back_commands."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.domain.type_back import (
    FOR_ALL_OTHERS,
    UNKNOWN_DAY,
    Contact,
    Entry,
    Form,
    FormLine,
    Result,
    Step,
    check_walk,
    clear,
    content_of,
    questions,
    resume,
    steps_of,
    undo,
    write,
)

PRINTED = date(2026, 11, 1)
FORM = Form(
    (
        *(FormLine(number, ("苏测试",), f"3-2-50{number}") for number in range(1, 7)),
        FormLine(7, ("林老人", "陈老人"), "3-2-507"),
        FormLine(8, (), "3-2-508"),
    ),
    PRINTED,
)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "result": st.sampled_from([result.value for result in Result]),
    "with": st.sampled_from(["self", "family", "neighbour", "nobody"]),
    "until": st.sampled_from(["2026-12-01", UNKNOWN_DAY]),
    "place": st.sampled_from(["女儿家", "医院"]),
    "source": st.just("物业"),
    "state": st.sampled_from(["fine", "follow_up"]),
    "on": st.just("2026-11-20"),
    "note": st.sampled_from(["膝盖疼", "狗凶"]),
    "promise": st.just("送药"),
    "promise_on": st.just("2026-12-01"),
}
people = st.dictionaries(
    st.sampled_from(["person:1"]), st.sampled_from([contact.value for contact in Contact]), max_size=1
)
line_values = st.builds(
    lambda given, person: {**given, **person},
    st.fixed_dictionaries({}, optional=VALUES),
    people,
).filter(bool)
line_steps = st.builds(
    Step, st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(tuple), line_values
)
sheet_steps = st.builds(
    Step, st.just(()), st.fixed_dictionaries({"result": st.sampled_from(sorted(FOR_ALL_OTHERS))})
)
steps = st.lists(line_steps | sheet_steps, max_size=6)


def written(*steps: Step) -> Entry:
    return resume(FORM, steps)


def one(number: int, **values: str) -> Step:
    return Step((number,), {slot.replace("person", "person:"): value for slot, value in values.items()})


def outcome(steps: list[Step]) -> object:
    """What comes of typing these steps: the lines, or that it is refused."""
    try:
        return resume(FORM, steps).lines()
    except UserError:
        return "refused"


@given(st.data(), steps)
def test_the_order_of_typing_never_matters(data: st.DataObject, typed: list[Step]) -> None:
    assert outcome(typed) == outcome(data.draw(st.permutations(typed)))


@given(steps, line_steps | sheet_steps, st.booleans())
def test_taking_back_a_step_leaves_what_was_before(typed: list[Step], last: Step, replaces: bool) -> None:
    try:
        before = resume(FORM, typed)
        after = write(before, Step(last.lines, last.values, replaces=replaces))
    except UserError:
        return
    assert undo(after) == before


@given(steps, st.integers(1, 8))
def test_a_cleared_line_is_as_if_never_typed(typed: list[Step], number: int) -> None:
    if outcome(typed) == "refused":
        return
    others = [
        Step(tuple(each for each in step.lines if each != number), step.values)
        for step in typed
        if not step.lines or set(step.lines) != {number}
    ]
    assert clear(resume(FORM, typed), [number]).lines() == resume(FORM, others).lines()


@given(steps)
def test_a_half_typed_sheet_is_kept_whole(typed: list[Step]) -> None:
    if outcome(typed) != "refused":
        entry = resume(FORM, typed)
        assert resume(FORM, steps_of(content_of(entry))) == entry


@given(steps)
def test_a_line_without_a_result_is_not_tried_unless_others_say_so(typed: list[Step]) -> None:
    if outcome(typed) == "refused":
        return
    entry = resume(FORM, typed)
    touched = {number for step in typed for number in step.lines}
    for state in entry.lines():
        if state.number not in touched:
            assert state.result is (entry.others or Result.NOT_TRIED)
            assert not state.is_own


def test_a_blank_sheet_asks_nothing() -> None:
    assert questions(Entry(FORM)) == ()
    assert all(state.is_blank for state in Entry(FORM).lines())


def test_a_line_typed_twice_is_caught() -> None:
    entry = written(one(5, result="not_home"))
    with pytest.raises(UserError, match="第 5 行已经记了“无人”，又打了一遍") as caught:
        write(entry, one(5, result="not_home"))
    assert caught.value.field == "line:5"
    with pytest.raises(UserError, match="第 5 行已经记了“无人”，和“见家人”矛盾"):
        write(entry, one(5, result="family"))
    with pytest.raises(UserError, match="第 5 行打了两遍"):
        written(Step((5, 3, 5), {"result": "not_home"}))


def test_replacing_a_result_takes_its_details_along_and_keeps_the_rest() -> None:
    entry = written(one(5, result="away", until="2026-12-01", place="医院", note="狗凶", on="2026-11-20"))
    state = write(entry, Step((5,), {"result": "not_home"}, replaces=True)).line(5)
    assert (state.result, state.until, state.place) == (Result.NOT_HOME, "", "")
    assert (state.note, state.on) == ("狗凶", "2026-11-20")


@pytest.mark.parametrize(
    ("values", "other"),
    [
        ({"result": "not_home", "state": "fine"}, "平安"),
        ({"result": "not_home", "person1": "self"}, "本人"),
        ({"result": "inaccessible", "promise": "送药"}, "答应了“送药”"),
        ({"result": "moved", "person1": "family"}, "家人告知"),
        ({"result": "seen", "with": "family"}, "家人告知"),
        ({"result": "not_tried", "state": "fine"}, "平安"),
    ],
)
def test_contradictions_are_refused_in_either_order(values: dict[str, str], other: str) -> None:
    for order in (list(values.items()), list(values.items())[::-1]):
        first, second = ({slot: value} for slot, value in order)
        with pytest.raises(UserError, match=other):
            written(one(5, **first), one(5, **second))


@pytest.mark.parametrize(
    ("number", "values", "slots"),
    [
        (1, {"result": "away"}, ["until", "place"]),
        (1, {"result": "away", "until": UNKNOWN_DAY, "place": "儿子家"}, []),
        (1, {"result": "moved"}, ["source"]),
        (1, {"result": "moved", "source": "物业"}, []),
        (1, {"result": "new_occupants"}, []),
        (1, {"result": "phone"}, ["with"]),
        (1, {"result": "phone", "with": "nobody"}, []),
        (1, {"result": "seen"}, []),
        (7, {"result": "seen"}, ["person:1"]),
        (7, {"result": "seen", "person2": "self"}, []),
        (7, {"result": "phone", "with": "self"}, ["person:1"]),
        (7, {"result": "phone", "person2": "self"}, []),
        (7, {"result": "family"}, []),
        (8, {"result": "seen"}, []),
        (1, {"result": "family", "promise": "送药"}, ["promise_on"]),
        (1, {"result": "family", "need": "修灯", "need_on": "2026-12-01"}, []),
        (1, {"state": "follow_up"}, ["result"]),
        (1, {"result": "family", "until": "2026-12-01"}, ["result"]),
        (1, {"result": "family", "source": "物业"}, ["result"]),
        (1, {"note": "狗凶"}, []),
    ],
)
def test_what_needs_words_is_asked(number: int, values: dict[str, str], slots: list[str]) -> None:
    asked = questions(written(one(number, **values)))
    assert [question.slot for question in asked] == slots
    assert all(question.line == number and question.sentence for question in asked)


def test_who_was_not_ticked_was_not_seen() -> None:
    assert written(one(7, result="seen", person2="self")).line(7).contacts == (Contact.NOBODY, Contact.SELF)
    both = written(one(7, result="family", person1="self")).line(7)
    assert both.contacts == (Contact.SELF, Contact.FAMILY)
    assert written(one(7, result="neighbour")).line(7).contacts == (Contact.NEIGHBOUR,) * 2
    assert written(one(7, result="not_home")).line(7).contacts == (Contact.NOBODY,) * 2


def test_a_tick_before_a_name_is_a_result() -> None:
    state = written(one(7, person1="away", until="2026-12-01", place="医院"), one(7, person2="self")).line(7)
    assert (state.result, state.contacts) == (Result.SEEN, (Contact.AWAY, Contact.SELF))
    assert state.is_own


def test_all_others_leave_alone_what_has_a_result() -> None:
    entry = written(Step((), {"result": "not_home"}), one(2, result="seen"), one(3, note="狗凶"))
    assert [state.result for state in entry.lines()][:3] == [Result.NOT_HOME, Result.SEEN, Result.NOT_HOME]
    with pytest.raises(UserError, match="其余各行已经记了“无人”，和“进不去”矛盾"):
        write(entry, Step((), {"result": "inaccessible"}))
    with pytest.raises(UserError, match="一行一行地写"):
        write(Entry(FORM), Step((), {"result": "moved"}))


def test_all_others_cannot_make_a_contact_nobody_home_unasked() -> None:
    entry = written(
        Step((), {"result": "not_home"}),
        one(2, state="fine"),
        one(3, promise="送药", promise_on="2026-12-01"),
    )
    assert [(question.line, question.slot) for question in questions(entry)] == [(2, "result"), (3, "result")]


def test_a_line_that_is_in_the_ledger_takes_nothing_more() -> None:
    form = Form((FormLine(1, is_answered=True), FormLine(2)), PRINTED)
    entry = write(Entry(form), Step((), {"result": "not_home"}))
    assert [state.result for state in entry.lines()] == [Result.NOT_TRIED, Result.NOT_HOME]
    with pytest.raises(UserError, match="第 1 行已经录入过了"):
        write(entry, one(1, result="seen"))


@pytest.mark.parametrize("number", [0, 9, 12])
def test_a_line_that_the_sheet_does_not_have(number: int) -> None:
    with pytest.raises(UserError, match=f"没有第 {number} 行，只有 1–8 行"):
        Entry(FORM).line(number)


def test_a_person_that_the_line_does_not_have() -> None:
    with pytest.raises(UserError, match="只有 1 位，没有第 2 位"):
        written(one(1, person2="self"))
    with pytest.raises(UserError, match="没有写名字"):
        written(one(8, person1="self"))


@pytest.mark.parametrize(
    ("day", "walkers", "field"),
    [
        (None, ["王某某"], "walked_on"),
        (date(2026, 11, 24), ["王某某"], "walked_on"),
        (date(2026, 10, 31), ["王某某"], "walked_on"),
        (date(2026, 11, 20), ["  "], "walkers"),
        (date(2026, 11, 20), [], "walkers"),
    ],
)
def test_day_and_walkers_are_needed(day: date | None, walkers: list[str], field: str) -> None:
    with pytest.raises(UserError) as caught:
        check_walk(form=FORM, walked_on=day, walkers=walkers, today=date(2026, 11, 23))
    assert caught.value.field == field


def test_the_day_of_the_print_and_today_will_do() -> None:
    for day in (PRINTED, date(2026, 11, 23)):
        assert check_walk(form=FORM, walked_on=day, walkers=["王某某"], today=date(2026, 11, 23)) == day
