"""What is typed of a person, from a form or a life event: cleaned, checked, with what to look at again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict, cast

from community_desk.domain.codes import BirthCalendar, ContactPreference, IdType, Residence, Sex
from community_desk.domain.doors import full_door
from community_desk.domain.errors import UserError
from community_desk.domain.identity import IdReading, match_key, normalise_id, read_id
from community_desk.domain.partial_dates import compatible, months_after
from community_desk.domain.phones import read_phones
from community_desk.domain.pinyin import name_key
from community_desk.domain.relations import Relations, read_relation
from community_desk.ledger import settings
from community_desk.ledger.finding import fetch
from community_desk.ledger.inputs import (
    InputWarning,
    chosen,
    coming_date,
    local_today,
    past_date,
    person_name,
    typed_note,
    typed_text,
)
from community_desk.ledger.models import Building, Compound, Dwelling, Household, Resident
from community_desk.ledger.word_lists import relations

_LONGEST_KEY = 200

_ID_SENTENCES = {
    "bad_check_digit": "证件号 {} 的校验码不对，请对照证件再看一眼。",
    "bad_length": "证件号 {} 的位数不对，请对照证件再看一眼。",
    "bad_date": "证件号 {} 里的出生日期不存在，请对照证件再看一眼。",
    "unknown_province": "证件号 {} 的前两位不是省份代码，请对照证件再看一眼。",
    "unreadable": "证件号 {} 不像常见的证件号码，请对照证件再看一眼。",
}


class ResidentFields(TypedDict, total=False):
    """What a form may hold of a person. Codes may be given as value or word, dates as people write them.

    ``phones`` are (label, number) pairs; a number field may hold several numbers.
    """

    name: str
    foreign_name: str
    pinyin: str
    sex: str
    birth: str
    birth_calendar: str
    id_type: str
    id_number: str
    relation_word: str
    registered_address: str
    residence: str
    contact_preference: str
    contact_reason: str
    contact_review_on: str
    reminder: str
    note: str
    phones: Sequence[tuple[str, str]]


@dataclass(slots=True)
class CleanResident:
    """Fields ready to be written: ``values`` by column, ``phones`` (None: not given), ``warnings`` to show."""

    values: dict[str, Any]
    phones: list[tuple[str, str]] | None = None
    warnings: list[InputWarning] = field(default_factory=list)


def clean_new_resident(fields: ResidentFields, *, today: date | None = None) -> CleanResident:
    """Fields of somebody new to the ledger. ``UserError`` where one cannot be right or the name is missing."""
    if "name" not in fields:
        raise UserError("请填写姓名。", field="name")
    return clean_resident(fields, None, today=today)


def clean_resident(
    fields: ResidentFields, row: Resident | None, *, today: date | None = None
) -> CleanResident:
    """The fields given, cleaned, for a new person or as changes to ``row``.

    A blank sex or birth date is filled from a sound ID number. ``UserError`` where a field cannot be right; a bad check
    digit, a number somebody else has and a birth date that differs from the number's are warnings.
    """
    clean = CleanResident({})
    _clean_name(fields, row, clean)
    _clean_texts(fields, clean)
    _clean_birth(fields, clean, today or local_today())
    _clean_id(fields, row, clean)
    if "relation_word" in fields:
        code, word = read_typed_relation(fields["relation_word"])
        clean.values.update(relation_code=code, relation_word=word)
        if word and not code:
            sentence = f"“{word}”不在关系列表里，已照写；以后换户主时请再核对。"
            clean.warnings.append(InputWarning(sentence, "relation_word"))
    if "residence" in fields:
        residence = chosen(Residence.from_word, fields["residence"], field="residence", word="居住情况")
        clean.values["residence"] = residence.value
    if "contact_preference" in fields:
        clean.values |= clean_contact_preference(
            fields["contact_preference"],
            fields.get("contact_reason", ""),
            fields.get("contact_review_on", ""),
            today=today,
        )
    if "phones" in fields:
        clean.phones = clean_phones(fields["phones"], clean.warnings)
    return clean


def clean_contact_preference(
    preference: str, reason: str, review_on: str, *, today: date | None = None
) -> dict[str, str]:
    """The three columns of a contact preference.

    A preference other than 可上门 needs a reason; without a date to ask again one is set from the setting
    ``CONTACT_REVIEW_MONTHS``.
    """
    code = chosen(ContactPreference.from_word, preference, field="contact_preference", word="联系方式")
    reason = typed_note(reason)
    review_on = coming_date(review_on, field="contact_review_on")
    if code is ContactPreference.ANYTIME:
        return {"contact_preference": code.value, "contact_reason": "", "contact_review_on": ""}
    if not reason:
        raise UserError(f"登记“{code.word}”要写明原因，方便到期再问。", field="contact_reason")
    if not review_on:
        months = settings.get_number(settings.CONTACT_REVIEW_MONTHS, settings.DEFAULT_CONTACT_REVIEW_MONTHS)
        review_on = months_after(today or local_today(), months).isoformat()
    return {"contact_preference": code.value, "contact_reason": reason, "contact_review_on": review_on}


def clean_phones(phones: Sequence[tuple[str, str]], warnings: list[InputWarning]) -> list[tuple[str, str]]:
    """(label, number) pairs in the stored form, each once; ``UserError`` for text that holds no number."""
    found: list[tuple[str, str]] = []
    for label, typed in phones:
        numbers, problem = read_phones(typed, label=typed_text(label))
        if problem == "unreadable":
            raise UserError(f"“{typed.strip()}”里没有电话号码，请改正或清空。", field="phones")
        if problem:
            warnings.append(InputWarning(f"电话 {typed.strip()} 的位数不对，请核对。", "phones"))
        found += numbers
    return list(dict.fromkeys(found))


def read_typed_relation(word: str, known: Relations | None = None) -> tuple[str, str]:
    """(code, word) of a typed relation to the head; a word nobody knows keeps code ""."""
    return read_relation(typed_text(word), known or relations())


def sort_key_of_name(name: str, pinyin: str) -> str:
    """The stored ``name_key``; names too long for the column sort by their beginning."""
    return name_key(name, pinyin)[:_LONGEST_KEY]


def same_number(number: str, *, but: Resident | None = None) -> list[tuple[str, str]]:
    """(name, door) of the people in the ledger who have this ID number, in its old or its new form."""
    if not number:
        return []
    # An old number of 15 digits is the new one without century and check digit.
    known = {number, match_key(number)}
    if len(number) == 18:
        known.add(number[:6] + number[8:17])
    query = (
        Resident.select(Resident.name, Compound.name, Building.name, Dwelling.unit, Dwelling.room)
        .left_outer_join(Household, on=(Resident.household == Household.id))
        .left_outer_join(Dwelling, on=(Household.dwelling == Dwelling.id))
        .left_outer_join(Building, on=(Dwelling.building == Building.id))
        .left_outer_join(Compound, on=(Building.compound == Compound.id))
        .where(Resident.id_number.in_(sorted(known)) & Resident.deleted_at.is_null())
        .limit(5)
    )
    if but is not None:
        query = query.where(Resident.id != but.id)
    return [(name, full_door(*door) if door[0] else "") for name, *door in fetch(query)]


def _clean_name(fields: ResidentFields, row: Resident | None, clean: CleanResident) -> None:
    if "name" in fields:
        clean.values["name"], warnings = person_name(fields["name"])
        clean.warnings += warnings
    if "pinyin" in fields:
        clean.values["pinyin"] = typed_text(fields["pinyin"]).lower()
    if "name" in clean.values or "pinyin" in clean.values:
        name = clean.values.get("name", row.name if row else "")
        pinyin = clean.values.get("pinyin", row.pinyin if row else "")
        clean.values["name_key"] = sort_key_of_name(name, pinyin)


def _clean_texts(fields: ResidentFields, clean: CleanResident) -> None:
    given = cast(Mapping[str, str], fields)
    for name in ("foreign_name", "registered_address", "reminder"):
        if name in given:
            clean.values[name] = typed_text(given[name])
    if "note" in fields:
        clean.values["note"] = typed_note(fields["note"])


def _clean_birth(fields: ResidentFields, clean: CleanResident, today: date) -> None:
    if "sex" in fields:
        sex = Sex.from_word(fields["sex"])
        if sex is Sex.UNKNOWN and fields["sex"].strip() not in {"", "0", "未知"}:
            raise UserError(f"性别没有“{fields['sex'].strip()}”这一项，请填男或女，或留空。", field="sex")
        clean.values["sex"] = sex.value
    if "birth" in fields:
        clean.values["birth"] = past_date(fields["birth"], field="birth", today=today)
    if "birth_calendar" in fields:
        calendar = chosen(
            BirthCalendar.from_word, fields["birth_calendar"], field="birth_calendar", word="历法"
        )
        clean.values["birth_calendar"] = calendar.value


def _clean_id(fields: ResidentFields, row: Resident | None, clean: CleanResident) -> None:
    if "id_number" not in fields:
        if "id_type" in fields:
            clean.values["id_type"] = _chosen_id_type(fields["id_type"], IdType.NONE).value
        if "birth" in clean.values and row is not None:
            _compare_with_id(read_id(row.id_number), row, clean)
        return
    reading = read_id(fields["id_number"])
    number = reading.value or (normalise_id(fields["id_number"]) if reading.problem else "")
    clean.values["id_number"] = number
    kind = _chosen_id_type(fields.get("id_type", ""), reading.id_type) if number else IdType.NONE
    clean.values["id_type"] = kind.value
    # A passport may look like anything: the sentences are about cards with a check digit.
    speaks_of_cards = reading.id_type is kind or kind in {IdType.NONE, IdType.RESIDENT_ID}
    if reading.problem and speaks_of_cards:
        clean.warnings.append(InputWarning(_ID_SENTENCES[reading.problem].format(number), "id_number"))
    for name, door in same_number(number, but=row):
        place = f"（{door}）" if door else ""
        clean.warnings.append(
            InputWarning(f"{name}{place}登记的也是这个证件号，请核对是不是同一个人。", "id_number")
        )
    if speaks_of_cards and not reading.problem:
        _fill_from_id(reading, row, clean)
        _compare_with_id(reading, row, clean)


def _chosen_id_type(typed: str, read: IdType) -> IdType:
    return IdType.from_word(typed) or read


def _fill_from_id(reading: IdReading, row: Resident | None, clean: CleanResident) -> None:
    known_birth = clean.values.get("birth", row.birth if row else "")
    if not known_birth and reading.birth:
        clean.values["birth"] = reading.birth
    known_sex = clean.values.get("sex", row.sex if row else Sex.UNKNOWN.value)
    if known_sex == Sex.UNKNOWN.value and reading.sex is not Sex.UNKNOWN:
        clean.values["sex"] = reading.sex.value


def _compare_with_id(reading: IdReading, row: Resident | None, clean: CleanResident) -> None:
    if reading.problem:
        return
    birth = clean.values.get("birth", row.birth if row else "")
    calendar = clean.values.get("birth_calendar", row.birth_calendar if row else BirthCalendar.SOLAR.value)
    if (
        birth
        and reading.birth
        and calendar == BirthCalendar.SOLAR.value
        and not compatible(birth, reading.birth)
    ):
        sentence = f"出生日期 {birth} 和证件号里的 {reading.birth} 不一样，请核对。"
        clean.warnings.append(InputWarning(sentence, "birth"))
    sex = clean.values.get("sex", row.sex if row else Sex.UNKNOWN.value)
    sure = {Sex.MALE.value, Sex.FEMALE.value}
    if sex in sure and reading.sex.value in sure and sex != reading.sex.value:
        sentence = f"性别和证件号不一致（证件号是{reading.sex.word}），请核对。"
        clean.warnings.append(InputWarning(sentence, "sex"))
