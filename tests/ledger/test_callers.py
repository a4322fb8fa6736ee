"""Who may be calling, from the last digits of a number."""

from datetime import date

import pytest

from community_desk.ledger import (
    deaths,
    households,
    life_events,
    resident_categories,
    residents,
    staff,
    visits,
)
from community_desk.ledger.callers import Caller, callers
from community_desk.ledger.database import Ledger
from tests.ledger.estate import WHO, build_estate, settle_family

TODAY = date(2026, 11, 23)


@pytest.fixture
def family(ledger: Ledger) -> dict[str, str]:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    residents.set_phones(family["陈玉兰"], [("", "13800001234"), ("座机", "0592-7057479")], operator=WHO)
    residents.set_phones(family["苏志强"], [("", "13912345678")], operator=WHO)
    return family


def _names(number_part: str) -> list[str]:
    return [caller.name for caller in callers(number_part, today=TODAY)]


def _only(number_part: str) -> Caller:
    (caller,) = callers(number_part, today=TODAY)
    return caller


@pytest.mark.parametrize(
    "typed",
    [
        "234",
        "1234",
        "01234",
        "00001234",
        "13800001234",
        "138 0000 1234",
        "+86 138-0000-1234",
        "008613800001234",
    ],
)
def test_a_number_is_known_from_its_end_however_it_is_typed(family: dict[str, str], typed: str) -> None:
    first = callers(typed, today=TODAY)[0]
    assert (first.name, first.number, first.is_exact) == ("陈玉兰", "13800001234", True)


def test_a_landline_is_known_with_and_without_its_area(family: dict[str, str]) -> None:
    assert [_only(typed).name for typed in ("7057479", "05927057479", "0592-7057479", "479")] == [
        "陈玉兰"
    ] * 4
    assert _only("7057479").label == "座机"


def test_the_end_goes_before_the_middle(family: dict[str, str]) -> None:
    assert _names("1234") == ["陈玉兰", "苏志强"]
    assert [caller.is_exact for caller in callers("1234", today=TODAY)] == [True, False]
    assert _names("12345") == ["苏志强"]


def test_two_digits_or_none_find_nobody(family: dict[str, str]) -> None:
    assert _names("34") == _names("") == _names("陈玉兰") == []
    assert callers("1234", today=TODAY, limit=0) == []


def test_what_else_is_made_of_these_digits_is_no_caller(family: dict[str, str]) -> None:
    residents.edit_resident(
        family["林晓梅"], birth="1982-07-09", id_number="350212198207091234", operator=WHO
    )
    assert "林晓梅" not in _names("1234")
    assert _names("19820709") == []
    assert _names("501") == []


def test_the_card_of_a_caller(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    residents.edit_resident(uid, note="常来问老年餐", reminder="听力弱", operator=WHO)
    resident_categories.add_category(uid, category="独居", operator=WHO)
    residents.set_contact_preference(uid, preference="仅电话", reason="要静养", operator=WHO)
    visits.record_call(resident=uid, on="2026-10-01", note="问老年餐", operator=WHO)
    visits.record_call(resident=uid, on="2026-11-01", direction="out", spoke_with="nobody", operator=WHO)
    caller = _only("00001234")
    assert (caller.kind, caller.uid, caller.resident_uid, caller.household_uid) == (
        "resident",
        uid,
        uid,
        family["household"],
    )
    assert (caller.door, caller.short, caller.age) == ("芸溪里3号楼2单元501", "3-2-501", 74)
    assert caller.family == ("苏建国", "苏志强", "林晓梅")
    assert (caller.reminder, caller.note, caller.is_cared_for) == ("听力弱", "常来问老年餐", True)
    assert caller.wish is not None
    assert caller.wish.sentence.startswith("仅电话（要静养）")
    assert caller.last_visit is not None
    assert caller.last_visit.visited_on == "2026-10-01"


def test_a_contact_who_calls_is_told_with_whose_they_are(family: dict[str, str]) -> None:
    for of in ("苏建国", "陈玉兰"):
        residents.add_link(
            family[of], kind="emergency_contact", name="苏红", phone="13700005566", note="女儿", operator=WHO
        )
    for typed in ("566", "5566", "00005566", "13700005566"):
        caller = _only(typed)
        assert (caller.kind, caller.name, caller.about) == (
            "link",
            "苏红",
            "苏建国的紧急联系人、陈玉兰的紧急联系人",
        )
        assert caller.resident_uid == family["苏建国"]
        assert caller.family[0] == "苏建国"
        assert (caller.door, caller.label) == ("芸溪里3号楼2单元501", "女儿")


def test_a_resident_who_is_a_contact_is_found_as_who_they_are(family: dict[str, str]) -> None:
    residents.add_link(
        family["陈玉兰"], kind="other", other=family["苏志强"], phone="13912345678", operator=WHO
    )
    assert [(caller.kind, caller.name, caller.about) for caller in callers("5678", today=TODAY)] == [
        ("resident", "苏志强", ""),
        ("link", "苏志强", "陈玉兰的联系人"),
    ]


def test_colleagues_are_known_while_they_work_here(family: dict[str, str]) -> None:
    uid = staff.add_staff(name="陈某", role="网格员", phone="13600001234", operator=WHO).uid
    first = callers("1234", today=TODAY)[0]
    assert (first.kind, first.uid, first.about, first.resident_uid) == ("staff", uid, "网格员", "")
    staff.edit_staff(uid, is_active=False, operator=WHO)
    assert callers("1234", today=TODAY)[0].kind == "resident"


def test_who_moved_away_or_died_comes_last_and_says_so(family: dict[str, str]) -> None:
    life_events.moved_away(
        household=family["household"], members=[family["陈玉兰"]], on="2026-05", operator=WHO
    )
    home = households.add_household(
        members=[{"name": "周某某", "phones": [("", "13800001234")]}], operator=WHO
    ).uid
    assert [(caller.name, caller.state) for caller in callers("13800001234", today=TODAY)] == [
        ("周某某", ""),
        ("陈玉兰", "搬离"),
    ]
    assert callers("1234", today=TODAY)[0].household_uid == home
    deaths.report_death(resident=family["苏志强"], source="邻居", operator=WHO)
    assert _only("12345678").state == "听说去世（待核实）"


def test_a_number_that_was_taken_off_is_nobodys(family: dict[str, str]) -> None:
    residents.set_phones(family["陈玉兰"], [], operator=WHO)
    for typed in ("234", "00001234", "7057479"):
        assert "陈玉兰" not in _names(typed)
