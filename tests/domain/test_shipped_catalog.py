"""The lists a ledger starts with hold what the standards and the import need."""

import re
import tomllib
from typing import Any

import pytest

from community_desk.domain.relations import Relations, read_relation
from community_desk.shipped import resource_path


def catalog(name: str) -> dict[str, Any]:
    return tomllib.loads(resource_path("catalog", f"{name}.toml").read_text(encoding="utf-8"))


def entries(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = catalog(name)["entry"]
    return found


def relations() -> Relations:
    return Relations.from_rows((row["code"], row["word"], row["synonyms"]) for row in entries("relations"))


@pytest.mark.parametrize("name", ["care_categories", "relations"])
def test_no_code_and_no_word_means_two_things(name: str) -> None:
    rows = entries(name)
    codes = [row["code"] for row in rows]
    words = [word for row in rows for word in (row["word"], *row["synonyms"])]
    assert len(set(codes)) == len(codes)
    assert len(set(words)) == len(words)
    assert catalog(name)["version"] >= 1


def test_the_whole_standard_of_relations_is_there() -> None:
    # GB/T 4761-2008 leaves 13–19 and 98 free.
    standard = {f"{code:02d}" for code in (1, 2, 10, 11, 12, *range(20, 98), 99)}
    codes = {row["code"] for row in entries("relations")}
    assert standard <= codes
    local = [row for row in entries("relations") if row["code"] not in standard]
    assert all(row["code"].startswith("L") and row["standard_code"] in standard for row in local)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("户主", "02"), ("本人", "02"), ("配偶", "10"), ("子", "20"), ("女", "30"), ("父亲", "51"), ("母亲", "52"),
        ("长子", "22"), ("次女", "33"), ("继子", "27"), ("孙媳", "45"), ("曾孙", "47"), ("嫂", "72"), ("女婿", "28"),
        ("儿媳", "38"), ("外孙", "43"), ("岳父", "55"), ("婆婆", "54"), ("哥哥", "71"), ("非亲属", "99"),
        ("老公", "11"),
    ],
)  # fmt: skip
def test_words_of_ledgers_have_their_codes(word: str, code: str) -> None:
    assert read_relation(word, relations())[0] == code


def test_those_who_are_no_relatives_have_local_codes_that_map_to_the_standard() -> None:
    rows = {row["code"]: row for row in entries("relations")}
    for word in ("住家保姆", "护工", "合租"):
        code, kept = read_relation(word, relations())
        assert kept == word
        assert rows[code]["standard_code"] == "99"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("独居", "living_alone"), ("独居老人", "living_alone"), ("空巢", "empty_nest"), ("高龄老人", "advanced_age"),
        ("低保户", "subsistence_allowance"), ("五保", "extreme_hardship"), ("特困", "extreme_hardship"),
        ("失能", "ability_level"), ("半失能", "ability_level"), ("残疾人", "disability"),
        ("侨属", "overseas_chinese_relative"),
        ("归侨", "returned_overseas_chinese"), ("失独", "special_family_planning_family"), ("退伍军人", "veteran"),
    ],
)  # fmt: skip
def test_care_words_have_their_category(word: str, code: str) -> None:
    words = {
        known: row["code"] for row in entries("care_categories") for known in (row["word"], *row["synonyms"])
    }
    assert words[word] == code


def test_care_categories_are_called_as_ledgers_call_them() -> None:
    words = {row["word"] for row in entries("care_categories")}
    assert words >= {"独居老人", "空巢老人", "高龄", "失能", "困境儿童", "优抚对象", "低保", "残疾", "重病"}
    assert len(words) == 19


def test_no_paper_says_why_somebody_is_cared_for() -> None:
    assert {row["paper_word"] for row in entries("care_categories")} == {"关爱"}


def test_only_age_makes_a_category_by_itself() -> None:
    assert {row["code"]: row["min_age"] for row in entries("care_categories") if "min_age" in row} == {
        "advanced_age": 80
    }


def test_what_is_not_to_be_known_is_kept_out_by_its_heading() -> None:
    excluded = catalog("import_columns")["excluded"]
    assert set(excluded) >= {"民族", "宗教", "政治面貌", "文化程度"}
    for row in entries("import_columns"):
        for heading in (*row["synonyms"], *row.get("weak", ())):
            assert not any(word in heading for word in excluded), heading


def test_every_heading_means_one_field_and_is_written_as_headings_are_compared() -> None:
    headings = [
        word for row in entries("import_columns") for word in (*row["synonyms"], *row.get("weak", ()))
    ]
    assert len(set(headings)) == len(headings)
    assert all(re.fullmatch(r"[0-9a-z\u4e00-\u9fff]+", heading) for heading in headings)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名", "name"), ("身份证号", "id_number"), ("公民身份号码", "id_number"), ("证件号码", "id_number"),
        ("与户主关系", "relation"), ("关系", "relation"), ("联系电话", "phone"), ("手机", "phone"), ("固话", "phone"),
        ("手机号码", "phone"), ("关爱类别", "care"), ("人员类别", "care"), ("类别", "care"), ("备注类", "care"),
        ("备注", "note"), ("情况说明", "note"), ("网格", "grid"), ("小区", "compound"), ("楼栋", "building"),
        ("单元", "unit"), ("房号", "room"), ("门牌号", "room"), ("地址", "address"), ("住址", "address"),
        ("自然村", "hamlet"), ("路名", "lane"), ("出生年月", "birth"), ("序号", "sequence"), ("上次走访", "last_visit"),
        ("户籍地址", "registered_address"), ("紧急联系电话", "contact_phone"), ("原侨居国", "former_country"),
        ("残疾等级", "disability_grade"), ("残疾证号", "certificate_number"), ("残疾人证编号", "certificate_number"),
        ("回国年份", "return_year"), ("归国时间", "return_year"), ("侨居国", "former_country"),
    ],
)  # fmt: skip
def test_headings_of_ledgers_are_known(heading: str, field: str) -> None:
    found = {
        word: row["field"]
        for row in entries("import_columns")
        for word in (*row["synonyms"], *row.get("weak", ()))
    }
    assert found[heading] == field
