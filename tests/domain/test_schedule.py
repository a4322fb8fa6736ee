"""What is due: the rules, the groups, the sentences, and the laws that no data may break."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import ContactPreference, IntervalUnit
from community_desk.domain.schedule import NO_END, Contact, Due, DueGroup, Home, Person, decide
from community_desk.domain.visit_rules import (
    EVERYBODY,
    ORDINARY,
    AppliesTo,
    ExtraRound,
    Rule,
    interval_words,
)

TODAY = date(2026, 10, 15)
NOW = TODAY.toordinal()
WAYS = frozenset(("door", "phone", "video", "office", "outside"))
SEEN = frozenset(("met",))
ELDERS = Rule(
    "elders",
    "特殊困难老人",
    AppliesTo(categories=frozenset(("living_alone", "disability:1"))),
    1,
    IntervalUnit.MONTH,
    WAYS,
    SEEN,
    called={"living_alone": "独居老人"},
)
HIGH = Rule(
    "high",
    "重点关注户",
    AppliesTo(levels=frozenset(("high",))),
    7,
    IntervalUnit.DAY,
    WAYS,
    SEEN | {"family_told"},
    1,
)
GENERAL = Rule(
    "general",
    "一般关爱户",
    AppliesTo(levels=frozenset(("general",))),
    3,
    IntervalUnit.MONTH,
    WAYS,
    SEEN | {"family_told"},
)
HOMES = Rule(
    "homes",
    "普通住户",
    AppliesTo(ORDINARY),
    6,
    IntervalUnit.MONTH,
    WAYS,
    SEEN,
    starts_on=date(2026, 1, 1).toordinal(),
)
RULES = (ELDERS, HIGH, GENERAL, HOMES)
GRANNY = Person(7, "陈某", frozenset(("living_alone",)))
OPENED = date(2025, 1, 1).toordinal()


def day(month: int, number: int, year: int = 2026) -> int:
    return date(year, month, number).toordinal()


def home(*contacts: Contact, person: Person = GRANNY, level: str = "general", **more: object) -> Home:
    plain = Home("a-home", level, OPENED, 0, persons=(person,), contacts=contacts)
    return replace(plain, **more)  # type: ignore[arg-type] # the fields of a test's own choosing


def met(month: int, number: int, method: str = "door", outcome: str = "met", person: int = 7) -> Contact:
    return Contact(day(month, number), person, method, outcome)


def test_it_says_why() -> None:
    due = decide(home(met(9, 3)), RULES, today=TODAY)
    assert (due.group, due.days_overdue, due.reason) == (DueGroup.OVERDUE, 12, "特殊困难老人")
    assert due.why == "独居老人，每月一次；上次见面 9月3日，超期 12 天"
    assert due.persons == (7,)


@pytest.mark.parametrize(
    ("last", "group", "ends_with"),
    [
        (met(9, 14), DueGroup.OVERDUE, "超期 1 天"),
        (met(9, 15), DueGroup.DUE, "今天到期"),
        (met(9, 16), DueGroup.NOT_DUE, "10月16日 到期"),
    ],
)
def test_the_day_itself_is_due_and_not_overdue(last: Contact, group: DueGroup, ends_with: str) -> None:
    due = decide(home(last), RULES, today=TODAY)
    assert due.group is group
    assert due.why.endswith(ends_with)
    assert decide(home(met(9, 20)), RULES, today=TODAY, within=7).group is DueGroup.DUE


def test_the_end_of_a_month_stays_in_the_next() -> None:
    due = decide(home(met(1, 31)), RULES, today=date(2026, 2, 28))
    assert due.group is DueGroup.DUE


def test_a_daughter_in_law_at_the_door_is_not_grandmother_seen() -> None:
    told = met(10, 10, outcome="family_told")
    assert decide(home(met(9, 3), told), RULES, today=TODAY).days_overdue == 12
    # The rule of the level takes the family's word, that of elders living alone does not.
    assert decide(home(told), (GENERAL,), today=TODAY).group is DueGroup.NOT_DUE
    assert decide(home(told, person=replace(GRANNY, tokens=frozenset())), RULES, today=TODAY).why == (
        "一般关爱户，每季一次；上次家人告知 10月10日，2027年1月10日 到期"
    )


def test_a_method_may_not_count() -> None:
    by_door = replace_rule(ELDERS, methods=frozenset(("door",)))
    assert decide(home(met(10, 10, "phone")), (by_door,), today=TODAY).group is DueGroup.NO_RECORD_YET
    assert decide(home(met(10, 10, "phone")), (ELDERS,), today=TODAY).group is DueGroup.NOT_DUE
    # What an old ledger says without saying how counts as made.
    assert decide(home(met(10, 10, "", "")), (by_door,), today=TODAY).group is DueGroup.NOT_DUE


def replace_rule(rule: Rule, **values: object) -> Rule:
    return replace(rule, **values)  # type: ignore[arg-type] # the fields of a test's own choosing


def test_who_was_seen_matters_and_a_visit_to_all_is_one_to_each() -> None:
    both = home(
        met(10, 1), persons=(GRANNY, Person(8, "苏某", frozenset(("disability:1",)))), changed_on=OPENED
    )
    due = decide(both, (ELDERS,), today=TODAY)
    assert due.group is DueGroup.NO_RECORD_YET
    assert due.persons == (8,)
    everybody = replace(both, contacts=(met(10, 1, person=0),))
    assert decide(everybody, (ELDERS,), today=TODAY).group is DueGroup.NOT_DUE


def test_the_most_urgent_rule_decides() -> None:
    urgent = decide(home(met(10, 1), level="high"), RULES, today=TODAY)
    assert (urgent.reason, urgent.days_overdue) == ("重点关注户", 7)


def test_after_a_turn_of_things_a_visit_is_wanted_within_a_day() -> None:
    turned = home(met(10, 12), level="high", changed_on=day(10, 13))
    assert decide(turned, (HIGH,), today=TODAY).days_overdue == 1
    seen = replace(turned, contacts=(met(10, 12), met(10, 14)))
    assert decide(seen, (HIGH,), today=TODAY).group is DueGroup.NOT_DUE
    assert decide(replace(turned, level="general"), (GENERAL,), today=TODAY).group is DueGroup.NOT_DUE


def test_without_a_record_nothing_is_overdue_and_first_visits_are_spread() -> None:
    homes = [Home(f"home {number}", "general", NOW, persons=(GRANNY,)) for number in range(600)]
    found = [decide(each, (GENERAL,), today=TODAY) for each in homes]
    assert {due.group for due in found} == {DueGroup.NO_RECORD_YET}
    assert {due.days_overdue for due in found} == {0}
    days = [due.due_on - NOW for due in found]
    assert 0 <= min(days) < max(days) < GENERAL.days
    busiest = max(days.count(each) for each in days)
    assert busiest < 25
    assert [decide(each, (GENERAL,), today=TODAY).due_on for each in homes] == [due.due_on for due in found]
    late = decide(homes[0], (GENERAL,), today=date(2028, 1, 1))
    assert (late.group, late.days_overdue) == (DueGroup.NO_RECORD_YET, 0)
    assert "尚无记录，首访排在" in late.why


def test_visits_from_before_the_case_do_not_make_it_overdue_on_its_first_day() -> None:
    fresh = Home("a", "general", NOW, persons=(GRANNY,), contacts=(met(2, 1),))
    assert decide(fresh, (GENERAL,), today=TODAY).days_overdue == 0


def test_who_wants_no_visits_is_to_be_phoned_and_does_not_vanish() -> None:
    shy = replace(GRANNY, preference=ContactPreference.NO_VISIT_FOR_NOW)
    overdue = decide(home(met(9, 3), person=shy), RULES, today=TODAY)
    assert (overdue.group, overdue.days_overdue) == (DueGroup.TO_PHONE, 12)
    assert decide(home(met(9, 25), person=shy), RULES, today=TODAY).group is DueGroup.NOT_DUE
    by_door = replace_rule(ELDERS, methods=frozenset(("door",)))
    for contact in (met(10, 1, "phone"), met(10, 1, "door", "neighbour_told")):
        assert decide(home(contact, person=shy), (by_door,), today=TODAY).group is DueGroup.NOT_DUE
        assert decide(home(contact), (by_door,), today=TODAY).group is DueGroup.NO_RECORD_YET
    strict = home(met(9, 3), preference=ContactPreference.PHONE_ONLY)
    assert decide(strict, RULES, today=TODAY).group is DueGroup.TO_PHONE


def test_who_can_be_called_on_brings_the_walker_to_the_door() -> None:
    shy = Person(8, "苏某", frozenset(("disability:1",)), ContactPreference.PHONE_ONLY)
    both = home(met(9, 10), met(9, 1, person=8), persons=(GRANNY, shy))
    due = decide(both, (ELDERS,), today=TODAY)
    assert (due.group, due.days_overdue, due.persons) == (DueGroup.OVERDUE, 14, (7, 8))


def test_away_waits_until_the_day_and_then_from_that_day() -> None:
    away = replace(GRANNY, away_until=day(10, 20))
    waiting = decide(home(met(8, 1), person=away), RULES, today=TODAY)
    assert (waiting.group, waiting.days_overdue) == (DueGroup.AWAY, 0)
    assert waiting.why == "陈某外出，预计 10月20日 回来，回来后看望"
    back = decide(home(met(8, 1), person=away), RULES, today=date(2026, 10, 22))
    assert (back.group, back.days_overdue) == (DueGroup.OVERDUE, 2)
    for_good = replace(GRANNY, away_until=NO_END)
    assert decide(home(met(8, 1), person=for_good), RULES, today=TODAY).why == (
        "陈某外出，回来日期没说，回来后看望"
    )


def test_who_moved_away_or_died_is_not_to_be_seen() -> None:
    gone = decide(home(met(1, 1), person=replace(GRANNY, is_gone=True)), RULES, today=TODAY)
    assert (gone.group, gone.days_overdue) == (DueGroup.NOT_DUE, 0)
    assert "结案" in gone.why


def test_ordinary_homes_are_due_under_their_rule_alone() -> None:
    plain = Home("b", contacts=(Contact(day(2, 1), 0, "door", "met"),))
    assert decide(plain, RULES, today=TODAY).reason == "普通住户"
    assert decide(plain, (ELDERS, HIGH, GENERAL), today=TODAY) == Due(DueGroup.NOT_DUE, 0, 0)


def test_an_extra_round_asks_once_between_two_days_and_then_for_nothing() -> None:
    typhoon = ExtraRound(
        "台风前看望",
        AppliesTo(EVERYBODY, categories=frozenset(("living_alone",))),
        NOW - 1,
        NOW + 3,
        WAYS,
        SEEN,
    )
    elder = replace(GRANNY, is_concerned=False)
    no_case = Home("c", persons=(elder,), contacts=(met(10, 1),))
    due = decide(no_case, (), (typhoon,), today=TODAY)
    assert (due.group, due.reason, due.days_overdue) == (DueGroup.DUE, "台风前看望", 0)
    assert due.why == "台风前看望，10月18日 前看望一次；上次见面 10月1日"
    seen = replace(no_case, contacts=(met(10, 14),))
    assert decide(seen, (), (typhoon,), today=TODAY).group is DueGroup.NOT_DUE
    assert decide(no_case, (), (typhoon,), today=date(2026, 10, 19)).group is DueGroup.NOT_DUE
    others = Home("d", persons=(Person(9, "林某"),))
    assert decide(others, (), (typhoon,), today=TODAY).group is DueGroup.NOT_DUE


@pytest.mark.parametrize(
    ("interval", "unit", "words"),
    [
        (7, "day", "每周一次"),
        (1, "month", "每月一次"),
        (3, "month", "每季一次"),
        (10, "day", "每 10 天一次"),
    ],
)
def test_intervals_are_said_as_people_say_them(interval: int, unit: str, words: str) -> None:
    assert interval_words(interval, IntervalUnit(unit)) == words


def test_rules_are_kept_as_text() -> None:
    for applies in (AppliesTo(), HIGH.applies_to, AppliesTo(EVERYBODY, categories=frozenset("ab"))):
        assert AppliesTo.from_json(applies.to_json()) == applies


# -- laws ----------------------------------------------------------------------------------------------------------

_DAYS = st.integers(NOW - 500, NOW)
_CONTACTS = st.builds(
    Contact,
    _DAYS,
    st.sampled_from((0, 7, 8)),
    st.sampled_from(("door", "phone", "video", "")),
    st.sampled_from(("met", "family_told", "neighbour_told", "")),
)
_ATTEMPTS = st.builds(
    Contact,
    _DAYS,
    st.sampled_from((0, 7, 8)),
    st.sampled_from(("door", "phone")),
    st.sampled_from(("not_home", "refused", "inaccessible", "language_barrier", "not_tried")),
)
_PERSONS = st.tuples(
    *(
        st.builds(
            Person,
            st.just(id_),
            st.just("某"),
            st.frozensets(st.sampled_from(("living_alone", "disability:1", "veteran"))),
            st.sampled_from(ContactPreference),
            st.one_of(st.just(0), st.integers(NOW - 60, NOW + 60), st.just(NO_END)),
            st.booleans(),
            st.booleans(),
        )
        for id_ in (7, 8)
    )
)
_HOMES = st.builds(
    Home,
    st.text("abcdef0123456789", min_size=4, max_size=8),
    st.sampled_from(("", "high", "general")),
    _DAYS,
    st.one_of(st.just(0), _DAYS),
    st.sampled_from(ContactPreference),
    st.frozensets(st.sampled_from(("living_alone",))),
    _PERSONS,
    st.lists(st.one_of(_CONTACTS, _ATTEMPTS), max_size=6).map(tuple),
)
_EXTRA = st.lists(
    st.builds(
        lambda start, length: ExtraRound(
            "加访", AppliesTo(EVERYBODY), start, start + length, WAYS, SEEN | {"family_told"}
        ),
        st.integers(NOW - 30, NOW + 30),
        st.integers(0, 20),
    ),
    max_size=2,
)


@given(_HOMES, _EXTRA, _CONTACTS)
def test_a_contact_never_makes_a_household_more_overdue(
    any_home: Home, extra: list[ExtraRound], contact: Contact
) -> None:
    """Of today always; of an earlier day where all have a record already (尚无记录 is not overdue)."""
    before = decide(any_home, RULES, extra, today=TODAY)
    today_met = replace(any_home, contacts=(*any_home.contacts, contact._replace(on=NOW)))
    assert decide(today_met, RULES, extra, today=TODAY).days_overdue <= before.days_overdue
    seen = replace(any_home, contacts=(*any_home.contacts, Contact(NOW - 501, 0, "door", "met")))
    later = replace(seen, contacts=(*seen.contacts, contact))
    assert (
        decide(later, RULES, extra, today=TODAY).days_overdue
        <= decide(seen, RULES, extra, today=TODAY).days_overdue
    )


@given(_HOMES, _EXTRA, st.integers(1, 400))
def test_time_passing_never_makes_a_household_less_overdue(
    any_home: Home, extra: list[ExtraRound], days: int
) -> None:
    later = decide(any_home, RULES, extra, today=date.fromordinal(NOW + days))
    assert later.days_overdue >= decide(any_home, RULES, extra, today=TODAY).days_overdue


@given(_HOMES, _EXTRA, _ATTEMPTS)
def test_an_attempt_changes_nothing_but_how_often_it_was_tried(
    any_home: Home, extra: list[ExtraRound], attempt: Contact
) -> None:
    before = decide(any_home, RULES, extra, today=TODAY)
    after = decide(replace(any_home, contacts=(*any_home.contacts, attempt)), RULES, extra, today=TODAY)
    assert replace(after, attempts=0, why="") == replace(before, attempts=0, why="")
    assert before.attempts <= after.attempts <= before.attempts + 1


@given(_HOMES, _EXTRA, st.randoms())
def test_the_order_in_which_visits_are_read_does_not_matter(
    any_home: Home, extra: list[ExtraRound], random: object
) -> None:
    shuffled = tuple(reversed(any_home.contacts))
    one = decide(any_home, RULES, extra, today=TODAY)
    other = decide(replace(any_home, contacts=shuffled), RULES, extra, today=TODAY)
    assert (one.group, one.due_on, one.days_overdue, one.persons) == (
        other.group,
        other.due_on,
        other.days_overdue,
        other.persons,
    )
