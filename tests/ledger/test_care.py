"""Care cases: opened by a person, one a household, closed with dignity, opened again; and what is promised."""

from datetime import date

import pytest

from community_desk.domain.codes import CareLevel, CaseState, CloseReason
from community_desk.domain.errors import UserError
from community_desk.ledger import (
    care,
    care_cards,
    care_proposals,
    erasing,
    follow_ups,
    households,
    life_events,
    resident_categories,
    residents,
    staff,
    undo,
)
from community_desk.ledger.care_models import CareCase, CareNeed, CareNote
from community_desk.ledger.database import Ledger
from community_desk.ledger.history import list_history, rows_of_transaction
from tests.ledger.estate import WHO, Estate, build_estate, everything, live, settle_family

TODAY = date(2026, 11, 23)
WORDS = "经济宽裕，主动把名额让给更需要的人"


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


@pytest.fixture
def case(family: dict[str, str]) -> str:
    return care.open_care_case(
        household=family["household"],
        level="每月",
        opened_on="2026-11-01",
        needs=[
            {"resident": family["苏建国"], "category": "重病", "need": "术后复查有人陪"},
            {"resident": family["陈玉兰"], "category": "disability"},
            {"need": "换一只灯泡"},
        ],
        note="邻居反映",
        operator=WHO,
    ).uid


def test_several_needs_of_several_members_are_one_case(case: str, family: dict[str, str]) -> None:
    card = care_cards.care_case_card(case, today=TODAY)
    assert (card.level, card.state, card.opened_on) == (CareLevel.KEY, CaseState.OPEN, "2026-11-01")
    assert card.title == "芸溪里3号楼2单元501 苏建国"
    assert [(need.resident, need.category, need.need) for need in card.needs] == [
        ("苏建国", "重病", "术后复查有人陪"),
        ("陈玉兰", "残疾", ""),
        ("", "", "换一只灯泡"),
    ]
    assert [note.note for note in card.notes] == ["邻居反映"]
    assert card.review_on
    with pytest.raises(UserError, match="已经建档"):
        care.open_care_case(household=family["household"], needs=[{"need": "再来一次"}], operator=WHO)
    assert [line.uid for line in care_cards.care_cases_of(family["household"])] == [case]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"needs": []}, "needs"),
        ({"needs": [{"need": " "}]}, "need"),
        ({"needs": [{"need": "一"}, {"need": "一"}]}, "need"),
        ({"needs": [{"category": "没有这一类"}]}, "category"),
        ({"needs": [{"need": "一"}], "level": "天天"}, "level"),
        ({"needs": [{"need": "一"}], "opened_on": "2026-10"}, "opened_on"),
        ({"needs": [{"need": "一"}], "responsible": "nobody"}, "responsible"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    family: dict[str, str], fields: dict[str, object], field: str
) -> None:
    before = everything()
    with pytest.raises(UserError) as refusal:
        care.open_care_case(household=family["household"], operator=WHO, **fields)  # type: ignore[arg-type] # wrong on purpose
    assert refusal.value.field == field
    assert everything() == before


def test_nobody_of_another_household_is_a_need_of_this_one(estate: Estate, family: dict[str, str]) -> None:
    other = households.add_household(
        dwelling=estate.doors["502"], members=[{"name": "林小满"}], operator=WHO
    ).uid
    with pytest.raises(UserError, match="不是这一户的人"):
        care.open_care_case(
            household=other, needs=[{"resident": family["陈玉兰"], "need": "陪诊"}], operator=WHO
        )


def test_a_closer_level_is_a_turn_of_things(case: str) -> None:
    who = staff.add_staff(name="何某某", operator=WHO).uid
    care.edit_care_case(case, level="high", responsible=who, buddy_name="郑老师", operator=WHO)
    card = care_cards.care_case_card(case, today=TODAY)
    assert (card.level, card.responsible, card.buddy) == (CareLevel.HIGH, "何某某", "郑老师")
    assert card.changed_on > "2026-11-01"
    care.edit_care_case(case, level="general", operator=WHO)
    care.note_turn(case, on="2026-11-20", note="摔了一跤", operator=WHO)
    assert care_cards.care_case_card(case, today=TODAY).notes[0].note == "摔了一跤"


def test_it_closes_with_words_that_do_credit_and_opens_again(case: str, family: dict[str, str]) -> None:
    with pytest.raises(UserError) as refusal:
        care.close_care_case(case, on="2026-11-20", reason="主动让出名额", words=" ", operator=WHO)
    assert refusal.value.field == "words"
    care.close_care_case(case, on="2026-11-20", reason="主动让出名额", words=WORDS, operator=WHO)
    card = care_cards.care_case_card(case, today=TODAY)
    assert (card.state, card.close_reason, card.close_words) == (
        CaseState.CLOSED,
        CloseReason.GAVE_UP_PLACE,
        WORDS,
    )
    assert card.due is None
    with pytest.raises(UserError, match="已经结案"):
        care.add_need(case, need="再帮一次", operator=WHO)
    care.reopen_care_case(case, on="2026-11-22", note="老伴住院", operator=WHO)
    card = care_cards.care_case_card(case, today=TODAY)
    assert card.state is CaseState.OPEN
    assert card.due is not None
    assert WORDS in card.notes[0].note
    assert card.notes[0].note.endswith("老伴住院")


def test_an_old_case_does_not_open_beside_a_new_one(case: str, family: dict[str, str]) -> None:
    care.close_care_case(case, on="2026-11-20", reason="情况好转", words="康复了", operator=WHO)
    newer = care.open_care_case(household=family["household"], needs=[{"need": "陪诊"}], operator=WHO).uid
    with pytest.raises(UserError, match="已经建档"):
        care.reopen_care_case(case, on="2026-11-22", operator=WHO)
    assert [line.uid for line in care_cards.care_cases_of(family["household"])] == [newer, case]


def test_needs_end_and_stay_in_the_history(case: str) -> None:
    first = care_cards.care_case_card(case, today=TODAY).needs[0]
    care.end_need(first.uid, on="2026-11-10", operator=WHO)
    card = care_cards.care_case_card(case, today=TODAY)
    assert [need.uid for need in card.ended_needs] == [first.uid]
    assert len(card.needs) == 2
    undo.undo_last(operator=WHO)
    assert len(care_cards.care_case_card(case, today=TODAY).needs) == 3


def test_a_case_opened_in_error_goes_with_all_that_belongs_to_it(case: str) -> None:
    care.withdraw_care_case(case, operator=WHO)
    assert [live(model) for model in (CareCase, CareNeed, CareNote)] == [0, 0, 0]
    undo.undo_last(operator=WHO)
    assert [live(model) for model in (CareCase, CareNeed, CareNote)] == [1, 3, 1]


def test_the_log_names_what_was_done(case: str) -> None:
    newest = list_history(limit=1)[0]
    assert newest.label == "建立关爱个案 芸溪里3号楼2单元501 苏建国"
    _, rows = rows_of_transaction(newest.uid)
    assert {row.table_word: row.title for row in rows}["关爱个案"] == "芸溪里3号楼2单元501 苏建国"
    assert all(row.title for row in rows)
    care.edit_care_case(case, level="每周", operator=WHO)
    _, (row,) = rows_of_transaction(list_history(limit=1)[0].uid)
    assert ("等级", "每月", "每周") in [(field.word, field.old, field.new) for field in row.fields]


def test_who_is_in_a_case_is_not_withdrawn_by_the_way(case: str, family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="关爱"):
        residents.withdraw_resident(family["陈玉兰"], reason="录重了", operator=WHO)


def test_of_somebody_erased_nothing_is_left_in_the_case(case: str, family: dict[str, str]) -> None:
    care.add_care_note(case, on="2026-11-05", note="陈玉兰说腿疼", done="联系陈玉兰的女儿", operator=WHO)
    follow_ups.add_follow_up(
        household=family["household"], resident=family["陈玉兰"], what="送拐杖", operator=WHO
    )
    follow_ups.add_follow_up(household=family["household"], what="给陈玉兰回电话", operator=WHO)
    erasing.erase_resident(family["陈玉兰"], reason="本人要求", operator=WHO)
    held = [
        table
        for table, rows in everything().items()
        for row in rows
        if any(isinstance(value, str) and ("陈玉兰" in value or "送拐杖" in value) for value in row)
    ]
    assert held == []
    card = care_cards.care_case_card(case, today=TODAY)
    assert [need.resident for need in card.needs] == ["苏建国", ""]


def test_facts_propose_and_a_person_opens_many_at_once(estate: Estate, family: dict[str, str]) -> None:
    resident_categories.add_category(
        family["陈玉兰"], category="残疾", disability_kind="4", disability_grade="1", operator=WHO
    )
    resident_categories.add_category(family["苏建国"], category="特困", operator=WHO)
    resident_categories.add_category(family["林晓梅"], category="侨眷", operator=WHO)
    other = households.add_household(
        dwelling=estate.doors["502"], members=[{"name": "林小满"}], operator=WHO
    ).uid
    (proposed,) = care_proposals.propose_care_cases()
    assert (proposed.household_uid, proposed.level) == (family["household"], CareLevel.HIGH)
    assert proposed.why == "苏建国：特困；陈玉兰：一级残疾"
    assert care_proposals.propose_care_cases(households=[other]) == []
    (case,) = care.open_care_cases([proposed.as_case()], operator=WHO)
    assert [need.category for need in care_cards.care_case_card(case, today=TODAY).needs] == ["特困", "残疾"]
    assert care_proposals.propose_care_cases() == []
    undo.undo_last(operator=WHO)
    assert live(CareCase) == 0
    with pytest.raises(UserError, match="选了两次"):
        care.open_care_cases([proposed.as_case(), proposed.as_case()], operator=WHO)


def test_a_closed_case_is_not_proposed_again(case: str, family: dict[str, str]) -> None:
    resident_categories.add_category(family["苏建国"], category="独居", operator=WHO)
    care.close_care_case(case, on="2026-11-20", reason="本人不需要", words="谢绝了", operator=WHO)
    assert care_proposals.propose_care_cases() == []


def test_a_promise_has_a_day_and_a_person(case: str, family: dict[str, str]) -> None:
    who = staff.add_staff(name="何某某", operator=WHO).uid
    home = family["household"]
    late = follow_ups.add_follow_up(
        household=home, what="联系电梯公司", responsible=who, due_on="2026-11-20", case=case, operator=WHO
    ).uid
    follow_ups.add_follow_up(household=home, what="送政策单页", kind="要办的事", operator=WHO)
    found = follow_ups.list_follow_ups(today=TODAY)
    assert [(row.what, row.days_overdue, row.responsible) for row in found] == [
        ("联系电梯公司", 3, "何某某"),
        ("送政策单页", 0, ""),
    ]
    assert [row.what for row in follow_ups.list_follow_ups(today=TODAY, responsible=who)] == ["联系电梯公司"]
    assert [row.what for row in follow_ups.list_follow_ups(today=TODAY, due_by="2026-11-30")] == [
        "联系电梯公司"
    ]
    follow_ups.finish_follow_up(late, on="2026-11-22", words="修好了", operator=WHO)
    assert [row.what for row in follow_ups.list_follow_ups(today=TODAY, household=home)] == ["送政策单页"]
    assert len(care_cards.care_case_card(case, today=TODAY).follow_ups) == 2
    with pytest.raises(UserError, match="已经办结"):
        follow_ups.finish_follow_up(late, on="2026-11-22", operator=WHO)
    with pytest.raises(UserError) as refusal:
        follow_ups.add_follow_up(household=home, what=" ", operator=WHO)
    assert refusal.value.field == "what"


def test_a_household_that_moved_away_is_no_longer_due(case: str, family: dict[str, str]) -> None:
    life_events.moved_away(household=family["household"], on="2026-11-10", operator=WHO)
    card = care_cards.care_case_card(case, today=TODAY)
    assert (card.due, card.household_ended_on) == (None, "2026-11-10")
    assert card.state is CaseState.OPEN
