import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.natural_order import chinese_number, natural_key

texts = st.text("0123456789AB号楼侨", max_size=12)


def pieces(text: str) -> list[tuple[int, int, str]]:
    """What natural order compares: numbers as numbers, before letters; everything else by character."""
    return [
        (0, int(digits), "") if digits else (1, 0, character)
        for digits, character in re.findall(r"([0-9]+)|(.)", text)
    ]


@given(texts, texts)
def test_keys_compare_as_natural_order_does(one: str, other: str) -> None:
    assert (natural_key(one) < natural_key(other)) == (pieces(one) < pieces(other))


@given(st.integers(0, 10**40), st.integers(0, 10**40))
def test_numbers_of_any_length_compare_as_numbers(one: int, other: int) -> None:
    assert (natural_key(f"{one}号") < natural_key(f"{other}号")) == (one < other)


@pytest.mark.parametrize(
    "row",
    [
        ["1号楼", "2号楼", "10号楼", "11号楼", "102号楼"],
        ["侨安一组", "侨安二组", "侨安三组", "侨安九组", "侨安十组", "侨安十二组", "侨安二十组"],
        ["第1网格", "第2网格", "第十网格", "第11网格"],
        ["秀里二里", "秀里十里"],
        ["101", "102", "201", "1001"],
    ],
)
def test_rows_that_people_know(row: list[str]) -> None:
    mixed = row[::-1]
    assert sorted(mixed, key=natural_key) == row


def test_width_case_and_spaces_do_not_count() -> None:
    assert natural_key("３号楼") == natural_key("3 号楼") == natural_key("03号楼")
    assert natural_key("b栋") == natural_key("B栋")


def test_numerals_inside_names_stay_names() -> None:
    assert natural_key("三江花园") == "三江花园"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零一", 101),
        ("一〇一", 101),
        ("两", 2),
        ("东", None),
        ("", None),
        ("十东", None),
    ],
)
def test_chinese_numerals(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
