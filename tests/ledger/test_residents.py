"""Entering and correcting people: what is kept, what is refused, what is warned of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import ContactPreference
from community_desk.domain.errors import UserError
from community_desk.ledger import changes, households, residents, settings
from community_desk.ledger.database import Ledger
from community_desk.ledger.inputs import local_today
from community_desk.ledger.models import Household, PersonLink, Phone, Residency, Resident, Visit
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.resident_input import months_after
from tests.ledger.estate import (
    WHO,
    build_estate,
    everything,
    household,
    live,
    logged_tables,
    resident,
    settle_family,
)

SOUND_ID = "11010519491231002X"  # the example of GB 11643


@pytest.fixture
def family(ledger: Ledger) -> dict[str, str]:
    return settle_family(build_estate().doors["501"])


def test_what_is_typed_is_brought_into_one_spelling(ledger: Ledger) -> None:
    done = residents.add_resident(
        name=" 林　玲 ",
        sex="女",
        birth="1955年3月8日",
        id_number="3502 1219-5503 08002x".replace("-", ""),
        registered_address="  厦门市\n同安区 ",
        residence="人户分离",
        note="第一行\r\n第二行",
        phones=[("", "138 0000 1234/女儿13900005678")],
        operator=WHO,
    )
    row = resident(done.uid)
    assert row.name == "林玲"
    assert (row.sex, row.birth, row.residence) == ("2", "1955-03-08", "registered_elsewhere")
    assert row.id_number == "35021219550308002X"
    assert (row.registered_address, row.note) == ("厦门市 同安区", "第一行\n第二行")
    assert residents.phones_of(row.uid) == [("", "13800001234"), ("女儿", "13900005678")]
    assert row.name_key
    assert live(Residency) == 0
    assert logged_tables() == {"resident", "phone"}


def test_a_sound_id_number_fills_what_is_blank(ledger: Ledger) -> None:
    row = resident(residents.add_resident(name="苏某某", id_number=SOUND_ID, operator=WHO).uid)
    assert (row.birth, row.sex, row.id_type) == ("1949-12-31", "2", "resident_id")


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"id_number": "110105194912310021"}, "id_number", "校验码"),
        ({"id_number": "1101051949123100"}, "id_number", "位数"),
        ({"id_number": SOUND_ID, "birth": "1949-12-30"}, "birth", "1949-12-31"),
        ({"id_number": SOUND_ID, "sex": "男"}, "sex", "女"),
        ({"phones": [("", "1380000123")]}, "phones", "位数"),
        ({"relation_word": "干爷爷"}, "relation_word", "干爷爷"),
        ({"name": "苏\ue123"}, "name", "自造字"),
    ],
)
def test_what_looks_odd_is_kept_and_warned_of(
    ledger: Ledger, fields: dict[str, str], field: str, word: str
) -> None:
    done = residents.add_resident(**{"name": "苏某某", **fields}, operator=WHO)
    (warning,) = done.warnings
    assert warning.field == field
    assert word in warning.sentence
    assert Resident.select().count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "苏\ufffd"}, "name"),
        ({"name": "苏" * 101}, "name"),
        ({"sex": "男女"}, "sex"),
        ({"birth": "2999-01-01"}, "birth"),
        ({"birth": "1955.1"}, "birth"),
        ({"birth": "55-03-08"}, "birth"),
        ({"birth": "大约"}, "birth"),
        ({"residence": "常常来"}, "residence"),
        ({"contact_preference": "暂不上门"}, "contact_reason"),
        ({"contact_preference": "随便"}, "contact_preference"),
        ({"phones": [("", "打不通")]}, "phones"),
        ({"reminder": "慢" * 61}, "reminder"),
    ],
)
def test_what_cannot_be_right_is_refused_and_changes_nothing(
    ledger: Ledger, fields: dict[str, str], field: str
) -> None:
    before = everything()
    with pytest.raises(UserError) as error:
        residents.add_resident(**{"name": "苏某某", **fields}, operator=WHO)
    assert error.value.field == field
    assert everything() == before


def test_a_birth_date_is_held_against_the_number_there_is(ledger: Ledger) -> None:
    uid = residents.add_resident(name="苏某某", id_number=SOUND_ID, operator=WHO).uid
    (warning,) = residents.edit_resident(uid, birth="1949-11", operator=WHO).warnings
    assert warning.field == "birth"
    assert residents.edit_resident(uid, birth="1949", operator=WHO).warnings == ()
    # A lunar birthday differs from the card's by its nature.
    assert (
        residents.edit_resident(uid, birth="1949-11-12", birth_calendar="农历", operator=WHO).warnings == ()
    )
    residents.edit_resident(uid, id_type="其他证件", operator=WHO)
    assert (resident(uid).birth_calendar, resident(uid).id_type) == ("lunar", "other")


def test_a_number_somebody_has_is_warned_of_with_name_and_door(family: dict[str, str]) -> None:
    residents.edit_resident(family["陈玉兰"], id_number=SOUND_ID, birth="", operator=WHO)
    done = residents.add_resident(name="陈玉", id_number=SOUND_ID, operator=WHO)
    assert [warning.sentence for warning in done.warnings] == [
        "陈玉兰（芸溪里3号楼2单元501）登记的也是这个证件号，请核对是不是同一个人。"
    ]
    assert residents.edit_resident(family["陈玉兰"], note="x", operator=WHO).warnings == ()
    # The same number as it was written before 1999, without century and check digit.
    old = residents.add_resident(name="陈玉", id_number="110105491231002", operator=WHO)
    assert len(old.warnings) == 2


def test_a_passport_is_not_measured_as_an_id_card(ledger: Ledger) -> None:
    done = residents.add_resident(name="Anna Lee", id_type="护照", id_number="ab-1234567", operator=WHO)
    assert done.warnings == ()
    assert (resident(done.uid).id_type, resident(done.uid).id_number) == ("passport", "AB1234567")


def test_a_blank_word_is_no_number(ledger: Ledger) -> None:
    for word in ("无", "0", "-", "暂无"):
        done = residents.add_resident(name="苏某某", id_number=word, operator=WHO)
        assert (done.warnings, resident(done.uid).id_number) == ((), "")


def test_only_the_fields_given_are_touched(family: dict[str, str]) -> None:
    residents.set_phones(family["陈玉兰"], [("", "13800001234")], operator=WHO)
    before = resident(family["陈玉兰"])
    residents.edit_resident(before.uid, note="听力弱", operator=WHO)
    after = resident(before.uid)
    changed = {name for name, value in after.__data__.items() if value != before.__data__[name]}
    assert changed == {"note", "version", "updated_at"}
    assert residents.phones_of(before.uid) == [("", "13800001234")]


def test_a_new_name_or_pinyin_renews_the_order(ledger: Ledger) -> None:
    uid = residents.add_resident(name="单某", operator=WHO).uid
    first = resident(uid).name_key
    residents.edit_resident(uid, pinyin="dan mou", operator=WHO)
    edited = resident(uid).name_key
    residents.edit_resident(uid, name="艾某", pinyin="", operator=WHO)
    assert len({first, edited, resident(uid).name_key}) == 3


def test_a_form_filled_from_an_older_row_is_refused(family: dict[str, str]) -> None:
    seen = resident(family["陈玉兰"]).version
    residents.edit_resident(family["陈玉兰"], note="甲写的", seen_version=seen, operator=WHO)
    with pytest.raises(UserError, match="刚在别处改过"):
        residents.edit_resident(family["陈玉兰"], note="乙写的", seen_version=seen, operator=WHO)
    assert resident(family["陈玉兰"]).note == "甲写的"


def test_phones_keep_their_rows_where_the_number_stays(ledger: Ledger) -> None:
    uid = residents.add_resident(name="苏某某", operator=WHO).uid
    residents.set_phones(uid, [("", "13800001234"), ("座机", "05927057479")], operator=WHO)
    kept = Phone.get(Phone.number == "13800001234").uid
    residents.set_phones(uid, [("女儿", "13900005678"), ("本人", "13800001234")], operator=WHO)
    assert residents.phones_of(uid) == [("女儿", "13900005678"), ("本人", "13800001234")]
    assert Phone.get((Phone.number == "13800001234") & Phone.deleted_at.is_null()).uid == kept
    residents.add_phone(uid, label="儿子", number="13700001111", operator=WHO)
    assert len(residents.phones_of(uid)) == 3
    with pytest.raises(UserError) as error:
        residents.add_phone(uid, number=" ", operator=WHO)
    assert error.value.field == "number"


def test_head_and_relation_cannot_contradict_each_other(family: dict[str, str]) -> None:
    for uid, word in ((family["陈玉兰"], "户主"), (family["苏建国"], "父亲")):
        with pytest.raises(UserError, match="换户主"):
            residents.edit_resident(uid, relation_word=word, operator=WHO)
    with pytest.raises(UserError, match="户主是苏建国"):
        residents.add_resident(household=family["household"], name="苏某", relation_word="本人", operator=WHO)
    residents.edit_resident(family["陈玉兰"], relation_word="妻子", operator=WHO)
    stay = Residency.get(Residency.resident == resident(family["陈玉兰"]))
    assert stay.relation_word == resident(family["陈玉兰"]).relation_word == "妻子"


def test_a_new_member_stands_behind_the_others(family: dict[str, str]) -> None:
    done = residents.add_resident(
        household=family["household"], name="苏小宝", relation_word="孙子", since="2024", operator=WHO
    )
    row = resident(done.uid)
    assert (row.position, row.household.uid) == (4, family["household"])
    stay = Residency.get(Residency.resident == row)
    assert (stay.starts_on, stay.ends_on, stay.relation_word) == ("2024", "", "孙子")


def test_a_preference_carries_its_reason_and_a_date_to_ask_again(family: dict[str, str]) -> None:
    settings.put_months(settings.CONTACT_REVIEW_MONTHS, 3, operator=WHO)
    residents.set_contact_preference(family["陈玉兰"], preference="暂不上门", reason="刚出院", operator=WHO)
    row = resident(family["陈玉兰"])
    assert row.contact_review_on == months_after(local_today(), 3).isoformat()
    residents.set_contact_preference(
        family["陈玉兰"], preference="仅电话", reason="上夜班", review_on="2999-01", operator=WHO
    )
    assert resident(family["陈玉兰"]).contact_review_on == "2999-01"
    residents.set_contact_preference(family["陈玉兰"], preference="可上门", operator=WHO)
    row = resident(family["陈玉兰"])
    assert (row.contact_preference, row.contact_reason, row.contact_review_on) == ("anytime", "", "")


@given(st.sampled_from(list(ContactPreference)), st.sampled_from(list(ContactPreference)))
def test_the_stricter_preference_wins(one: ContactPreference, other: ContactPreference) -> None:
    found = residents.effective_preference(one.value, other.value)
    assert found in (one, other)
    assert found is residents.effective_preference(other.value, one.value)
    assert (
        ContactPreference.NO_VISIT_FOR_NOW not in (one, other) or found is ContactPreference.NO_VISIT_FOR_NOW
    )


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 600))
def test_months_after_and_before_meet_again(day: date, months: int) -> None:
    day = day.replace(day=min(day.day, 28))
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert months_after(later, -months) == day


def test_links(family: dict[str, str]) -> None:
    link = residents.add_link(
        family["陈玉兰"], kind="子女", name="苏志红", phone="138-0000-1234", place="福州", operator=WHO
    ).uid
    row = PersonLink.get(PersonLink.uid == link)
    assert (row.kind, row.name, row.phone, row.place) == ("child", "苏志红", "13800001234", "福州")
    residents.edit_link(link, kind="紧急联系人", other=family["苏志强"], operator=WHO)
    row = PersonLink.get(PersonLink.uid == link)
    assert (row.kind, row.other.uid, row.name) == ("emergency_contact", family["苏志强"], "苏志红")
    for fields, field in (
        ({"other": family["陈玉兰"]}, "other"),
        ({"name": "", "other": ""}, "name"),
        ({"phone": "13800001234/13900005678"}, "phone"),
        ({"kind": "债主"}, "kind"),
    ):
        with pytest.raises(UserError) as error:
            residents.edit_link(link, operator=WHO, **fields)
        assert error.value.field == field
    residents.withdraw_link(link, operator=WHO)
    assert live(PersonLink) == 0


def test_withdrawing_who_was_entered_twice(family: dict[str, str]) -> None:
    uid = residents.add_resident(
        household=family["household"], name="苏强", phones=[("", "13800001234")], operator=WHO
    ).uid
    add_category(uid, category="独居", operator=WHO)
    residents.withdraw_resident(uid, reason="重复录入", operator=WHO)
    assert resident(uid).deleted_at is not None
    assert live(Phone) == 0
    assert live(Residency) == 4
    with pytest.raises(UserError, match="没有找到"):
        residents.edit_resident(uid, note="x", operator=WHO)


def test_nobody_is_withdrawn_whom_others_depend_on(family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="换户主"):
        residents.withdraw_resident(family["苏建国"], reason="x", operator=WHO)
    residents.add_link(family["苏建国"], kind="监护人", other=family["林晓梅"], operator=WHO)
    with pytest.raises(UserError, match="苏建国的联系人"):
        residents.withdraw_resident(family["林晓梅"], reason="x", operator=WHO)
    with changes.transaction("走访", operator=WHO):
        changes.add(Visit, resident=resident(family["苏志强"]), visited_on="2025-01-01")
    with pytest.raises(UserError, match="走访记录"):
        residents.withdraw_resident(family["苏志强"], reason="x", operator=WHO)
    with pytest.raises(UserError) as error:
        residents.withdraw_resident(family["陈玉兰"], reason=" ", operator=WHO)
    assert error.value.field == "reason"


def test_households_are_corrected_arranged_and_withdrawn(family: dict[str, str]) -> None:
    uid = family["household"]
    households.edit_household(uid, number="0123", note="旧户号", starts_on="2001-05", operator=WHO)
    row = household(uid)
    assert (row.number, row.note, row.starts_on) == ("0123", "旧户号", "2001-05")
    order = [family[name] for name in ("苏志强", "林晓梅", "苏建国", "陈玉兰")]
    households.arrange_members(uid, order, operator=WHO)
    assert [member.uid for member in households.members_of(household(uid))] == order
    with pytest.raises(UserError, match="成员和台账里的不一样"):
        households.arrange_members(uid, order[:2], operator=WHO)
    with pytest.raises(UserError, match="还有成员"):
        households.withdraw_household(uid, operator=WHO)
    for name in ("林晓梅", "苏志强", "陈玉兰", "苏建国"):
        residents.withdraw_resident(family[name], reason="录错了", operator=WHO)
    households.withdraw_household(uid, operator=WHO)
    assert live(Household) == 0


def test_a_household_has_one_head(ledger: Ledger) -> None:
    two = [{"name": "甲", "relation_word": "户主"}, {"name": "乙", "relation_word": "本人"}]
    with pytest.raises(UserError, match="甲、乙"):
        households.add_household(members=two, operator=WHO)
    with pytest.raises(UserError) as error:
        households.add_household(members=[], operator=WHO)
    assert error.value.field == "members"
    done = households.add_household(
        members=[{"name": "丙"}, {"name": "丁", "relation_word": "女"}], address="桥头旧屋", operator=WHO
    )
    row = household(done.uid)
    assert (row.head.name, row.head.relation_word, row.dwelling) == ("丙", "户主", None)
    assert households.title_of(row) == "桥头旧屋 丙"
