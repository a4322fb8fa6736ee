import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.names import DOUBLE_SURNAMES
from community_desk.domain.pinyin import (
    _DOUBLE_SURNAMES,
    _SURNAMES,
    MOST_READINGS,
    _table,
    display_pinyin,
    name_key,
    readings,
    syllable_spellings,
)

han = st.text(st.sampled_from("苏红艳曾单乐翟盖覃吕绿重长林一𬱖㼆䶮欧阳"), min_size=1, max_size=5)


SURNAMES = (
    "单shan 仇qiu 解xie 曾zeng 查zha 区ou 翟zhai 盖ge 覃qin 朴piao 缪miao 牟mu 阚kan 薄bo 卜bu 殷yin 任ren 华hua "
    "宁ning 纪ji 那na 尉wei 乐yue 冼xian 召shao 宿su 员yun 葛ge 郝hao 吕lv 沈shen 石shi"
)


@pytest.mark.parametrize(("surname", "reading"), [(entry[0], entry[1:]) for entry in SURNAMES.split()])
def test_surnames_are_read_as_surnames(surname: str, reading: str) -> None:
    assert readings(surname + "艳")[0] == (reading, "yan")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("曾艳", (("zeng", "yan"), ("ceng", "yan"))),
        ("苏红艳", (("su", "hong", "yan"),)),
        ("翟红", (("zhai", "hong"), ("di", "hong"))),
        ("覃红", (("qin", "hong"), ("tan", "hong"))),
        ("艳曾", (("yan", "ceng"), ("yan", "zeng"))),
        ("尉迟红", (("yu", "chi", "hong"),)),
        ("单于红", (("chan", "yu", "hong"),)),
        ("单于", (("shan", "yu"), ("dan", "yu"), ("chan", "yu"))),
        ("柯䶮", (("ke", "yan"),)),
        ("艾力·红", (("ai", "li", "hong"), ("yi", "li", "hong"))),
        ("Anna Lee", (("anna", "lee"),)),
        ("", ()),
    ],
)
def test_all_readings_the_likely_one_first(name: str, found: tuple[tuple[str, ...], ...]) -> None:
    assert readings(name) == found


def test_both_readings_of_a_surname_survive_a_given_name_with_several() -> None:
    found = readings("曾乐乐")
    assert found[0] == ("zeng", "le", "le")
    assert ("ceng", "le", "le") in found
    assert len(found) == MOST_READINGS


@given(han)
def test_readings_have_a_syllable_for_every_character_and_none_twice(name: str) -> None:
    found = readings(name)
    assert 1 <= len(found) <= MOST_READINGS
    assert len(set(found)) == len(found)
    assert {len(reading) for reading in found} == {len(name)}


@pytest.mark.parametrize("typed", ["Céng Yàn", "ceng yan", "cengyan", "CENG-YAN"])
def test_what_staff_put_in_comes_first_and_the_others_stay(typed: str) -> None:
    assert readings("曾艳", typed) == (("ceng", "yan"), ("zeng", "yan"))
    assert display_pinyin("曾艳", typed) == "ceng yan"
    assert name_key("曾艳", typed) == "ceng 曾 yan 艳"


def test_pinyin_of_another_length_still_sorts_by_itself() -> None:
    assert name_key("曾艳", "zeng yan li") == "zeng yan li 曾艳"


def test_pinyin_typed_in_one_word_is_cut_to_fit_the_name() -> None:
    assert readings("西安", "xian")[0] == ("xi", "an")
    assert readings("林", "lín")[0] == ("lin",)
    assert readings("吕红", "lǚhóng")[0] == ("lv", "hong")
    assert readings("曾艳", "qqq")[0] == ("qqq",)


def test_the_umlaut_is_shown_and_typed_in_every_way() -> None:
    assert display_pinyin("吕红") == "lü hong"
    assert syllable_spellings("lv") == ("lv", "lyu", "lu")
    assert syllable_spellings("nve") == ("nve", "nyue", "nue")
    assert syllable_spellings("lu") == ("lu",)


def test_names_sort_by_pinyin_and_then_by_character() -> None:
    row = ["陈红", "苏红", "苏红艳", "孙红", "曾红", "张红"]
    mixed = row[::-1]
    assert sorted(mixed, key=name_key) == row
    together = "".join(name[0] for name in sorted(["苏一", "宿一", "苏二", "宿二"], key=name_key))
    assert together in ("苏苏宿宿", "宿宿苏苏")
    assert name_key("Anna Lee") < name_key("陈红")


@given(han, han)
def test_two_names_with_one_key_are_one_name(one: str, other: str) -> None:
    assert (name_key(one) == name_key(other)) == (one == other)


def test_the_table_holds_the_standard_characters_with_plain_syllables() -> None:
    table = _table()
    assert len(table) > 40_000
    assert all(
        syllable.isascii() and syllable.isalpha() and syllable.islower()
        for r in table.values()
        for syllable in r
    )
    assert table["红"] == ("hong",)
    assert table["信"] == ("xin",)


def test_every_surname_entry_says_something_the_table_does_not() -> None:
    for surname, reading in _SURNAMES.items():
        assert _table()[surname][0] != reading[0] or len(reading) > 1, surname
    for surname, syllables in _DOUBLE_SURNAMES.items():
        assert len(surname) == len(syllables) == 2
        assert surname in DOUBLE_SURNAMES
