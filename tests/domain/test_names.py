import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import Sex
from community_desk.domain.names import name_problem, normalise_name, salutation, split_name

awkward = st.text(
    st.sampled_from("林玲艾力·•・．. \u3000\t\u200b\ufe0f⼈⻰\ue81eＡｂ\u0301'-𠮷") | st.characters()
)


@given(awkward)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF), min_size=1))
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert normalise_name(name) == name
    assert name_problem(name) == ""


@pytest.mark.parametrize("dot", "•‧・･．.·∙⋅●")
def test_every_middle_dot_becomes_the_standard_one(dot: str) -> None:
    for spelling in (f"买买提{dot}艾力", f"买买提 {dot} 艾力"):
        assert normalise_name(spelling) == "买买提\u00b7艾力"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("林　玲", "林玲"),
        (" 林 玲 ", "林玲"),
        ("林\n玲", "林玲"),
        ("'林玲", "林玲"),
        ("⽊⼈", "木人"),
        ("⻰⻢", "龙马"),
        ("林\u200b\ufeff玲\ufe00", "林玲"),
        ("葛\U000e0100玲", "葛玲"),
        ("Ａｎｎａ　Ｌｅｅ", "Anna Lee"),
        ("Anna   Maria  Lee", "Anna Maria Lee"),
        ("J. F. Lee", "J. F. Lee"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("林\ue81e", "林龴"),
        ("林\ue864", "林龻"),
        ("𠮷野", "𠮷野"),
        ("", ""),
    ],
)
def test_one_spelling_for_one_name(written: str, name: str) -> None:
    assert normalise_name(written) == name


@pytest.mark.parametrize("row", range(0xFE50, 0xFEA1))
def test_the_characters_that_python_reads_as_private_use_are_repaired(row: int) -> None:
    if row & 0xFF == 0x7F:
        return
    read = row.to_bytes(2, "big").decode("gb18030")
    repaired = normalise_name("林" + read)
    assert name_problem(repaired) in ("", "rare")
    if not "\ue000" <= read <= "\uf8ff":
        # The old place of the same character in private use must lead to it as well.
        place = 0xE815 + (row - 0xFE50) - (row > 0xFE7F)
        assert normalise_name("林" + chr(place)) == repaired


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("柯䶮", ""),
        ("林㼆", ""),
        ("买买提·艾力", ""),
        ("Anna Lee", ""),
        ("王𡧛", "rare"),
        ("王\u9ffd", "rare"),
        ("王\ue000", "private_use"),
        ("王\ue000𡧛", "private_use"),
        ("王?", "unreadable"),
        ("王□", "unreadable"),
        ("王\ufffd", "unreadable"),
        ("ÁÖÁá", "unreadable"),
        ("", ""),
    ],
)
def test_what_will_not_print_everywhere_is_said(name: str, problem: str) -> None:
    assert name_problem(name) == problem


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("陈阿依古", ("陈", "阿依古")),
        ("苏红艳", ("苏", "红艳")),
        ("林玲", ("林", "玲")),
        ("欧阳红", ("欧阳", "红")),
        ("欧阳红艳", ("欧阳", "红艳")),
        ("陈林嘉敏", ("陈林", "嘉敏")),
        ("阿依古丽", ("阿依古丽", "")),
        ("买买提·艾力", ("买买提·艾力", "")),
        ("Anna Lee", ("Anna Lee", "")),
        ("林", ("林", "")),
        ("", ("", "")),
    ],
)
def test_surname_and_given_name(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@given(awkward)
def test_a_split_name_is_the_name(text: str) -> None:
    name = normalise_name(text)
    assert "".join(split_name(name)) == name


def test_how_people_are_called_on_a_volunteers_paper() -> None:
    assert salutation("苏红艳", Sex.FEMALE) == "苏女士"
    assert salutation("欧阳刚", Sex.MALE) == "欧阳先生"
    assert salutation("陈明", Sex.UNKNOWN) == "陈某"
    assert salutation("买买提·艾力", Sex.MALE) == "买买提·艾力先生"
    assert salutation("", Sex.MALE) == ""
