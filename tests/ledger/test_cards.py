"""The cards of a person, a household and a door: what stands on them after what may happen to people."""

from datetime import date

import pytest

from community_desk.domain.codes import ContactPreference, LinkKind, ResidentStatus, Tenure
from community_desk.domain.errors import UserError
from community_desk.ledger import (
    absences,
    deaths,
    dwellings,
    households,
    life_events,
    resident_categories,
    residents,
    visits,
)
from community_desk.ledger.cards import dwelling_card, household_card, resident_card
from community_desk.ledger.database import Ledger
from tests.ledger.estate import WHO, Estate, build_estate, settle_family

TODAY = date(2026, 11, 23)


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


def test_a_person_with_all_that_is_known_of_them(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    residents.edit_resident(
        uid, id_number="35021219520308122X", phones=[("座机", "0592-7057479")], operator=WHO
    )
    residents.set_reminder(uid, "听力弱，多敲一会儿", operator=WHO)
    resident_categories.add_category(uid, category="独居", since="2024", operator=WHO)
    residents.set_phones(family["林晓梅"], [("", "13900000001")], operator=WHO)
    link = residents.add_link(uid, kind="紧急联系人", other=family["林晓梅"], operator=WHO).uid
    visits.record_call(resident=uid, on="2026-11-01", note="降温提醒", operator=WHO)
    card = resident_card(uid, today=TODAY)
    assert (card.name, card.pinyin, card.age, card.birth_words) == (
        "陈玉兰",
        "chen yu lan",
        74,
        "1952年（约74岁）",
    )
    assert (card.id_number, card.phones) == ("35021219520308122X", (("座机", "0592-7057479"),))
    assert (card.door.full, card.door.short, card.relation, card.is_head) == (
        "芸溪里3号楼2单元501",
        "3-2-501",
        "配偶",
        False,
    )
    assert card.household_uid == family["household"]
    assert [(member.name, member.relation, member.is_head) for member in card.members] == [
        ("苏建国", "户主", True),
        ("苏志强", "长子", False),
        ("林晓梅", "儿媳", False),
    ]
    assert [(fact.category, fact.since) for fact in card.categories] == [("独居老人", "2024")]
    (contact,) = card.links
    assert (contact.uid, contact.kind, contact.name, contact.phone, contact.place) == (
        link,
        LinkKind.EMERGENCY_CONTACT,
        "林晓梅",
        "13900000001",
        "芸溪里3号楼2单元501",
    )
    assert [visit.note for visit in card.visits] == ["来电：降温提醒"]
    assert (card.status_sentences, card.whereabouts.word, card.reminder) == ((), "", "听力弱，多敲一会儿")
    # The other end of the link says whose emergency contact somebody is.
    named_by = resident_card(family["林晓梅"], today=TODAY).named_by
    assert [(other.other_uid, other.name) for other in named_by] == [(uid, "陈玉兰")]


def test_what_a_link_says_itself_goes_before_what_is_known_of_the_resident(family: dict[str, str]) -> None:
    residents.add_link(
        family["陈玉兰"], kind="child", other=family["苏志强"], phone="13900000002", operator=WHO
    )
    (link,) = resident_card(family["陈玉兰"], today=TODAY).links
    assert (link.name, link.phone) == ("苏志强", "13900000002")


def test_a_category_that_follows_from_the_age_needs_no_fact(family: dict[str, str]) -> None:
    residents.edit_resident(family["苏建国"], birth="1946-11-23", operator=WHO)
    assert resident_card(family["苏建国"], today=TODAY).by_age == ("高龄",)
    assert resident_card(family["苏建国"], today=date(2026, 11, 22)).by_age == ()
    (head, *others) = household_card(family["household"], today=TODAY).members
    assert head.is_cared_for
    assert not any(member.is_cared_for for member in others)


def test_the_stricter_wish_is_shown_with_its_own_reason(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    assert resident_card(uid, today=TODAY).wish.sentence == ""
    households.set_contact_preference(
        family["household"], preference="暂不上门", reason="家有病人", review_on="2026-12-01", operator=WHO
    )
    residents.set_contact_preference(uid, preference="仅电话", reason="上夜班", operator=WHO)
    wish = resident_card(uid, today=TODAY).wish
    assert (wish.preference, wish.reason, wish.of_resident) == (
        ContactPreference.NO_VISIT_FOR_NOW,
        "家有病人",
        ContactPreference.PHONE_ONLY,
    )
    assert wish.sentence == "暂不上门（家有病人），12月1日再问"
    late = resident_card(uid, today=date(2026, 12, 1)).wish
    assert (late.is_due, late.sentence) == (True, "暂不上门（家有病人），该再问一次了（12月1日）")
    assert household_card(family["household"], today=TODAY).wish.sentence == wish.sentence


@pytest.mark.parametrize(
    ("until", "place", "sentence", "is_back_due"),
    [
        ("2026-12-01", "福州", "外出（福州）至 12月1日", False),
        ("2027-02", "", "外出至 2027年2月", False),
        ("", "福利院", "外出（福利院）", False),
        ("2026-11-23", "福州", "外出（福州）至 11月23日", False),
        ("2026-11-22", "福州", "外出（福州），应于 11月22日回来", True),
        ("2026-11", "", "外出至 11月", False),
        ("2026-10", "", "外出，应于 10月回来", True),
    ],
)
def test_who_is_away(
    family: dict[str, str], until: str, place: str, sentence: str, is_back_due: bool
) -> None:
    absences.away_until(resident=family["苏志强"], on="2026-09-01", until=until, place=place, operator=WHO)
    card = resident_card(family["苏志强"], today=TODAY)
    assert card.status_sentences == (sentence,)
    assert card.whereabouts.is_back_due(TODAY) is is_back_due
    home = household_card(family["household"], today=TODAY)
    assert home.status_sentences == ("4 人，其中 1 人外出（苏志强）",)


def test_a_reported_death_is_said_and_changes_nothing_else(family: dict[str, str]) -> None:
    deaths.report_death(resident=family["陈玉兰"], source="楼长", on="2026-11-20", operator=WHO)
    card = resident_card(family["陈玉兰"], today=TODAY)
    assert card.status_sentences == ("听说去世（待核实），消息来自楼长",)
    home = household_card(family["household"], today=TODAY)
    assert home.status_sentences == ("4 人", "陈玉兰：听说去世（待核实）")
    deaths.confirm_death(
        resident=family["陈玉兰"],
        died_on="2026-11-19",
        source="家属",
        age_and_door_checked=True,
        operator=WHO,
    )
    gone = resident_card(family["陈玉兰"], today=TODAY)
    assert (gone.status_sentences, gone.birth_words) == (("已故（11月19日）",), "1952年")
    after = household_card(family["household"], today=TODAY)
    assert [member.name for member in after.members] == ["苏建国", "苏志强", "林晓梅"]
    assert [member.name for member in after.gone] == ["陈玉兰"]
    # The bereaved see each other; the dead is no member of theirs any more.
    assert "陈玉兰" not in [member.name for member in resident_card(family["苏建国"], today=TODAY).members]


def test_a_family_that_moved_leaves_its_door_to_the_next(estate: Estate, family: dict[str, str]) -> None:
    visits.record_visit(household=family["household"], on="2026-02-01", outcome="not_home", operator=WHO)
    life_events.moved_inside(
        household=family["household"], dwelling=estate.doors["601"], on="2026-03-01", operator=WHO
    )
    life_events.moved_in(
        dwelling=estate.doors["501"], people=[{"name": "郑某某"}], on="2026-04-01", operator=WHO
    )
    door = dwelling_card(estate.doors["501"], today=TODAY)
    assert (door.door.full, door.floor, door.unit, door.tenure) == (
        "芸溪里3号楼2单元501",
        5,
        "2",
        Tenure.UNKNOWN,
    )
    (now,), (before,) = door.households, door.earlier
    assert (now.head, now.people, now.starts_on, now.ends_on) == ("郑某某", 1, "2026-04-01", "")
    assert (before.uid, before.head, before.ends_on) == (family["household"], "苏建国", "2026-03-01")
    assert [visit.outcome_word for visit in door.visits] == ["无人在家"]
    home = household_card(family["household"], today=TODAY)
    assert (home.title, home.door.short) == ("芸溪里3号楼2单元601 苏建国", "3-2-601")
    assert [(stay.door, stay.ends_on) for stay in home.occupancies] == [
        ("芸溪里3号楼2单元501", "2026-03-01"),
        ("芸溪里3号楼2单元601", ""),
    ]
    assert [(event.kind.word, event.name) for event in home.events] == [
        ("社区内搬家", "苏建国、陈玉兰、苏志强、林晓梅")
    ]
    assert [visit.short for visit in home.visits] == ["3-2-501"]


def test_two_households_behind_one_door_know_of_each_other(estate: Estate, family: dict[str, str]) -> None:
    other = households.add_household(
        dwelling=estate.doors["501"], members=[{"name": "郑某某"}, {"name": "周某某"}], operator=WHO
    ).uid
    (neighbour,) = household_card(family["household"], today=TODAY).neighbours
    assert (neighbour.uid, neighbour.head, neighbour.people) == (other, "郑某某", 2)
    lines = dwelling_card(estate.doors["501"], today=TODAY).households
    assert [(line.head, line.people) for line in lines] == [("苏建国", 4), ("郑某某", 2)]


def test_who_moved_away_keeps_a_card_and_an_ended_household_too(family: dict[str, str]) -> None:
    life_events.moved_away(household=family["household"], on="2026-05", operator=WHO)
    card = resident_card(family["苏志强"], today=TODAY)
    assert (card.status_sentences, card.whereabouts.status) == (("搬离（5月）",), ResidentStatus.MOVED)
    home = household_card(family["household"], today=TODAY)
    assert (home.status_sentences, home.members) == (("这一户已结束（2026年5月）",), ())
    assert [event.kind.word for event in card.events] == ["搬离"]


def test_somebody_without_a_household_and_one_without_a_door(ledger: Ledger) -> None:
    alone = residents.add_resident(name="郑某某", operator=WHO).uid
    card = resident_card(alone, today=TODAY)
    assert (card.household_uid, card.door.full, card.members, card.residencies) == ("", "", (), ())
    home = households.add_household(members=[{"name": "周某某"}], address="集美老家", operator=WHO).uid
    assert household_card(home, today=TODAY).door.full == "集美老家"
    assert household_card(home, today=TODAY).neighbours == ()


def test_what_was_withdrawn_has_no_card(estate: Estate) -> None:
    uid = residents.add_resident(name="郑某某", operator=WHO).uid
    residents.withdraw_resident(uid, reason="重复", operator=WHO)
    dwellings.withdraw_dwelling(estate.doors["601"], operator=WHO)
    for read, gone in (
        (resident_card, uid),
        (dwelling_card, estate.doors["601"]),
        (household_card, "nobody"),
    ):
        with pytest.raises(UserError, match="没有找到这"):
            read(gone, today=TODAY)
