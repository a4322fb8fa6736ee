import pytest

from community_desk.domain import codes
from community_desk.domain.codes import (
    AbilityLevel,
    ContactPreference,
    DisabilityGrade,
    DisabilityKind,
    IdType,
    Residence,
    Sex,
    Tenure,
)


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("男", Sex.MALE),
        (" 女 ", Sex.FEMALE),
        ("男性", Sex.MALE),
        ("F", Sex.FEMALE),
        ("m", Sex.MALE),
        ("1", Sex.MALE),
        ("2.0", Sex.FEMALE),
        ("", Sex.UNKNOWN),
        ("不详", Sex.UNKNOWN),
        ("9", Sex.NOT_STATED),
    ],
)
def test_sexes_as_ledgers_write_them(word: str, sex: Sex) -> None:
    assert Sex.from_word(word) is sex


def test_a_sex_that_is_not_known_shows_nothing() -> None:
    assert [sex.word for sex in Sex] == ["", "男", "女", ""]
    assert Sex("1") is Sex.MALE
    assert f"{Sex.MALE}" == "1"


def test_the_stricter_wish_wins_from_either_side() -> None:
    wishes = list(ContactPreference)
    for one in wishes:
        for other in wishes:
            assert one.stricter(other) is other.stricter(one)
            assert wishes.index(one.stricter(other)) == max(wishes.index(one), wishes.index(other))


@pytest.mark.parametrize(
    ("word", "residence"),
    [
        ("人户一致", Residence.TOGETHER),
        ("人在户不在", Residence.REGISTERED_ELSEWHERE),
        ("人户分离", Residence.REGISTERED_ELSEWHERE),
        ("户在人不在", Residence.LIVES_ELSEWHERE),
        ("户在、人不在", Residence.LIVES_ELSEWHERE),
        ("空挂户", Residence.LIVES_ELSEWHERE),
        ("", Residence.UNKNOWN),
    ],
)
def test_where_people_live_and_are_registered(word: str, residence: Residence) -> None:
    assert Residence.from_word(word) is residence


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("身份证", IdType.RESIDENT_ID),
        ("居民身份证", IdType.RESIDENT_ID),
        ("台湾居民居住证", IdType.HMT_RESIDENCE_PERMIT),
        ("外国人永久居留身份证", IdType.FOREIGN_PERMANENT_RESIDENT),
        ("港澳居民来往内地通行证", IdType.TRAVEL_PERMIT),
        ("护照", IdType.PASSPORT),
        ("军官证", IdType.OTHER),
        ("", IdType.NONE),
    ],
)
def test_documents_by_the_telling_part_of_their_name(word: str, kind: IdType) -> None:
    assert IdType.from_word(word) is kind


def test_tenures_as_ledgers_write_them() -> None:
    assert Tenure.from_word("租住") is Tenure.LET
    assert Tenure.from_word("自住") is Tenure.OWN
    assert Tenure.from_word("空房") is Tenure.EMPTY
    assert Tenure.from_word("其他") is Tenure.UNKNOWN


def test_an_old_word_names_no_level_of_ability() -> None:
    assert AbilityLevel.from_word("重度失能") is AbilityLevel.SEVERE
    assert AbilityLevel.from_word("完全失能老人") is AbilityLevel.COMPLETE
    assert AbilityLevel.from_word("轻度") is AbilityLevel.MILD
    assert AbilityLevel.from_word("能自理") is AbilityLevel.INTACT
    assert AbilityLevel.from_word("半失能") is None
    assert AbilityLevel.from_word("失能") is None


def test_disabilities_as_ledgers_write_them() -> None:
    assert DisabilityKind.from_word("肢体残疾") is DisabilityKind.LIMBS
    assert DisabilityKind.from_word("语言残疾人") is DisabilityKind.SPEECH
    assert DisabilityKind.from_word("6") is DisabilityKind.MIND
    assert DisabilityKind.from_word("残疾") is None
    assert DisabilityGrade.from_word("二级") is DisabilityGrade.SECOND
    assert DisabilityGrade.from_word("Ⅲ级") is DisabilityGrade.THIRD
    assert DisabilityGrade.from_word("4") is DisabilityGrade.FOURTH
    assert DisabilityGrade.from_word("五级") is None


def every_code() -> list[type[codes._Code]]:
    return codes._Code.__subclasses__()


@pytest.mark.parametrize("kind", every_code(), ids=lambda kind: kind.__name__)
def test_every_stored_value_and_every_word_leads_back_to_its_member(kind: type[codes._Code]) -> None:
    for member in kind:
        assert kind(member.value) is member
        assert kind.from_word(member.value) is member
        if member.word:
            assert kind.from_word(member.word) is member
