"""The next head, and what follows for the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import Sex
from community_desk.domain.kinship import Relative, propose_head, relation_to_new_head

TODAY = date(2026, 3, 1)
CODES = st.sampled_from(
    ("02", "10", "12", "22", "28", "30", "38", "41", "45", "51", "54", "60", "71", "74", "99")
)


def _relative(key: str, code: str, sex: Sex = Sex.UNKNOWN, birth: str = "1980") -> Relative[str]:
    return Relative(key, code, sex, birth)


def test_the_spouse_comes_before_children_and_parents() -> None:
    family = [
        _relative("son", "20", birth="1970"),
        _relative("wife", "12", birth="1950"),
        _relative("mother", "52", birth="1920"),
    ]
    assert propose_head(family, on=TODAY) == "wife"
    assert propose_head([family[0], family[2]], on=TODAY) == "son"


def test_the_eldest_child_and_no_minor() -> None:
    family = [
        _relative("young", "22", birth="2015-01-01"),
        _relative("second", "30", birth="1985"),
        _relative("first", "20", birth="1975-06"),
        _relative("son_in_law", "28", birth="1960"),
    ]
    assert propose_head(family, on=TODAY) == "first"
    assert propose_head(family[:1], on=TODAY) == "young"
    assert propose_head([family[0], _relative("uncle", "97")], on=TODAY) == "uncle"
    assert propose_head([], on=TODAY) is None


def test_who_was_head_stays_head() -> None:
    assert propose_head([_relative("wife", "12"), _relative("head", "02")], on=TODAY) == "head"


@pytest.mark.parametrize(
    ("new_head", "member", "expected"),
    [
        (("12", Sex.FEMALE), ("02", Sex.MALE), "10"),
        (("12", Sex.FEMALE), ("22", Sex.MALE), "22"),
        (("12", Sex.FEMALE), ("38", Sex.FEMALE), "38"),
        (("12", Sex.FEMALE), ("41", Sex.MALE), "41"),
        (("12", Sex.FEMALE), ("51", Sex.MALE), "53"),
        (("12", Sex.FEMALE), ("52", Sex.FEMALE), "54"),
        (("11", Sex.MALE), ("51", Sex.MALE), "55"),
        (("11", Sex.MALE), ("54", Sex.FEMALE), "52"),
        (("10", Sex.UNKNOWN), ("51", Sex.MALE), ""),
        (("20", Sex.MALE), ("02", Sex.MALE), "51"),
        (("20", Sex.MALE), ("12", Sex.FEMALE), "52"),
        (("20", Sex.MALE), ("30", Sex.FEMALE), "70"),
        (("20", Sex.MALE), ("38", Sex.FEMALE), ""),
        (("20", Sex.MALE), ("41", Sex.MALE), ""),
        (("20", Sex.MALE), ("02", Sex.UNKNOWN), ""),
        (("51", Sex.MALE), ("02", Sex.FEMALE), "30"),
        (("51", Sex.MALE), ("52", Sex.FEMALE), "10"),
        (("51", Sex.MALE), ("11", Sex.MALE), "28"),
        (("51", Sex.MALE), ("20", Sex.MALE), "43"),
        (("51", Sex.MALE), ("71", Sex.MALE), "20"),
        (("51", Sex.MALE), ("72", Sex.FEMALE), ""),
        (("97", Sex.MALE), ("02", Sex.MALE), ""),
        (("28", Sex.MALE), ("30", Sex.FEMALE), ""),
    ],
)
def test_what_follows_and_what_must_be_asked(
    new_head: tuple[str, Sex], member: tuple[str, Sex], expected: str
) -> None:
    head, other = _relative("head", *new_head), _relative("member", *member)
    assert relation_to_new_head(head, other, Sex.FEMALE) == expected


@given(CODES, st.sampled_from(list(Sex)), CODES, st.sampled_from(list(Sex)), st.sampled_from(list(Sex)))
def test_nobody_becomes_a_second_head(code: str, sex: Sex, other: str, its: Sex, old: Sex) -> None:
    found = relation_to_new_head(_relative("head", code, sex), _relative("member", other, its), old)
    assert found not in {"01", "02"}
