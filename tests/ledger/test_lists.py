"""What the window's lists have in common: filters that can be kept, conditions, what a change touches."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.ledger.lists import DwellingFilter, HouseholdFilter, ListFilter, ResidentFilter

_WORDS = st.lists(st.text(string.ascii_letters + "网格", max_size=8), max_size=3).map(tuple)
_NUMBERS = st.none() | st.integers(0, 120)


@given(
    st.one_of(
        st.builds(
            ResidentFilter,
            grids=_WORDS,
            compounds=_WORDS,
            buildings=_WORDS,
            only_uids=st.none() | _WORDS,
            statuses=_WORDS,
            sex=st.sampled_from(["", "1", "2"]),
            age_from=_NUMBERS,
            age_to=_NUMBERS,
            categories=_WORDS,
            no_phone=st.booleans(),
        ),
        st.builds(HouseholdFilter, size_from=_NUMBERS, cared_for=st.booleans(), with_ended=st.booleans()),
        st.builds(DwellingFilter, tenures=_WORDS, households_to=_NUMBERS),
    )
)
def test_a_filter_comes_back_from_its_text(wanted: ListFilter) -> None:
    assert type(wanted).from_json(wanted.to_json()) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"unknown": 1}',
        '{"sex": 1}',
        '{"age_from": "80"}',
        '{"grids": "a"}',
        '{"grids": [1]}',
    ],
)
def test_what_cannot_be_read_of_a_kept_filter_is_left_out(text: str) -> None:
    assert ResidentFilter.from_json(text) == ResidentFilter()


def test_the_rest_of_a_kept_filter_is_still_read() -> None:
    text = '{"sex": "2", "age_from": true, "no_phone": 1, "categories": ["advanced_age"], "later": [2]}'
    assert ResidentFilter.from_json(text) == ResidentFilter(sex="2", categories=("advanced_age",))


def test_no_filter_is_an_empty_text_and_knows_that_it_is_empty() -> None:
    assert ResidentFilter().to_json() == "{}"
    assert ResidentFilter().is_empty
    assert not ResidentFilter(only_uids=()).is_empty
