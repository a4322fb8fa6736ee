import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.phones import grouped, read_phones

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
labels = st.sampled_from(("女儿", "儿子", "大儿子", "邻居", "陈先生", "女儿小玲"))


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("13800001234", [("", "13800001234")]),
        (13800001234.0, [("", "13800001234")]),
        (13800001234, [("", "13800001234")]),
        ("１３８００００１２３４", [("", "13800001234")]),
        ("138 0000 1234", [("", "13800001234")]),
        ("138-0000-1234", [("", "13800001234")]),
        ("+86 13800001234", [("", "13800001234")]),
        ("13800001234/13900001234", [("", "13800001234"), ("", "13900001234")]),
        ("13800001234 13900001234", [("", "13800001234"), ("", "13900001234")]),
        ("13800001234\n13900001234", [("", "13800001234"), ("", "13900001234")]),
        ("1380000123413900001234", [("", "13800001234"), ("", "13900001234")]),
        ("13800001234/女儿13900001234", [("", "13800001234"), ("女儿", "13900001234")]),
        ("13900001234(女儿)", [("女儿", "13900001234")]),
        ("13900001234（女儿）、13900001235（儿子）", [("女儿", "13900001234"), ("儿子", "13900001235")]),
        ("女儿：13900001234；儿子 13900001235", [("女儿", "13900001234"), ("儿子", "13900001235")]),
        ("13900001234女儿", [("女儿", "13900001234")]),
        ("本人13800001234", [("", "13800001234")]),
        ("手机：13800001234", [("", "13800001234")]),
        ("0592-7057479", [("", "0592-7057479")]),
        ("05927057479", [("", "0592-7057479")]),
        ("(0592)7057479", [("", "0592-7057479")]),
        ("0592 7057479", [("", "0592-7057479")]),
        (5927057479.0, [("", "0592-7057479")]),
        ("010-12345678", [("", "010-12345678")]),
        ("0592-7057479转801", [("", "0592-7057479-801")]),
        ("7057479", [("", "7057479")]),
        ("661234", [("", "661234")]),
        ("12345", [("", "12345")]),
        ("13800001234，13800001234", [("", "13800001234")]),
        ("", []),
        (None, []),
        (0, []),
        ("无", []),
        ("没有电话", []),
        ("-", []),
    ],
)
def test_numbers_as_ledgers_write_them(cell: object, phones: list[tuple[str, str]]) -> None:
    assert read_phones(cell) == (phones, "")


@pytest.mark.parametrize(
    ("cell", "phones", "problem"),
    [
        ("1380000123", [("", "1380000123")], "bad_length"),
        ("138000012345", [("", "138000012345")], "bad_length"),
        ("13800001234/139", [("", "13800001234"), ("", "139")], "bad_length"),
        ("13811", [("", "13811")], "bad_length"),
        (13811.0, [("", "13811")], "bad_length"),
        ("705747", [("", "705747")], "bad_length"),
        ("见备注", [], "unreadable"),
        ("13800001234/找女儿", [("", "13800001234")], "unreadable"),
        (True, [], "unreadable"),
    ],
)
def test_what_is_odd_is_kept_and_said(cell: object, phones: list[tuple[str, str]], problem: str) -> None:
    assert read_phones(cell) == (phones, problem)


def test_a_columns_label_is_for_numbers_without_their_own() -> None:
    phones, _problem = read_phones("7057479/女儿13900001234", label="座机")
    assert phones == [("座机", "7057479"), ("女儿", "13900001234")]
    assert read_phones("13800001234", label="手机") == ([("手机", "13800001234")], "")


@given(st.lists(st.tuples(labels, mobiles), max_size=4), st.sampled_from("/、，；;\n"))
def test_labels_stay_with_their_numbers(pairs: list[tuple[str, str]], separator: str) -> None:
    before = separator.join(label + number for label, number in pairs)
    behind = separator.join(f"{number}({label})" for label, number in pairs)
    expected = list(dict.fromkeys(pairs))
    assert read_phones(before) == (expected, "")
    assert read_phones(behind) == (expected, "")


@given(st.one_of(st.text(), st.text("0123456789-/ （）女儿转+"), st.floats(), st.integers()))
def test_nothing_in_a_cell_breaks_the_reading(cell: object) -> None:
    phones, _problem = read_phones(cell)
    for _label, number in phones:
        assert set(number) <= set("0123456789-")


def test_a_mobile_number_is_written_in_the_groups_people_say() -> None:
    assert grouped("13800001234") == "138 0000 1234"
    assert grouped("0592-7057479") == "0592-7057479"
    assert grouped("12345") == "12345"
