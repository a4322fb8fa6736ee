import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.sheet_numbers import ALPHABET, check, make_sheet_number, normalise_sheet_number

codes = st.text(ALPHABET, min_size=2, max_size=2)
serials = st.integers(0, 40_000_000)
numbers = st.builds(make_sheet_number, codes, serials)


@given(numbers)
def test_a_number_is_valid_and_has_nothing_that_looks_alike(number: str) -> None:
    assert check(number)
    assert not set(number) & set("OI01")
    assert normalise_sheet_number(number) == number


@given(numbers, st.data())
def test_any_single_wrong_character_is_caught(number: str, data: st.DataObject) -> None:
    plain = number.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(plain[place], "")))
    assert not check(plain[:place] + wrong + plain[place + 1 :])


@given(numbers, st.data())
def test_any_two_characters_that_changed_places_are_caught(number: str, data: st.DataObject) -> None:
    plain = number.replace("-", "")
    one = data.draw(st.integers(0, len(plain) - 1))
    two = data.draw(
        st.integers(0, len(plain) - 1).filter(lambda place: plain[place] != plain[one])
        if len(set(plain)) > 1
        else st.nothing()
    )
    swapped = list(plain)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert not check("".join(swapped))


@given(codes, st.lists(serials, min_size=2, max_size=2, unique=True))
def test_different_serials_have_different_numbers(code: str, pair: list[int]) -> None:
    assert make_sheet_number(code, pair[0]) != make_sheet_number(code, pair[1])


@given(numbers)
def test_a_number_is_known_however_it_is_typed(number: str) -> None:
    plain = number.replace("-", "")
    for typed in (
        plain,
        plain.lower(),
        f" {plain[:3]} {plain[3:]} ",
        number.replace("-", "－"),
        number.replace("-", "."),
    ):
        assert normalise_sheet_number(typed) == number
        assert check(typed)


@pytest.mark.parametrize("text", ["", "A7", "hello", "A7-K3M9", "2222222", "A0-K3M9-X", "侨兴路12号"])
def test_other_texts_are_no_sheet_numbers(text: str) -> None:
    assert not check(text)


def test_the_serial_grows_beyond_a_million() -> None:
    assert len(make_sheet_number("A7", 32**4 - 1)) == len("A7-K3M9-X")
    longer = make_sheet_number("A7", 32**4)
    assert len(longer) == len("A7-K3M9Z-X")
    assert check(longer)


@pytest.mark.parametrize(("code", "serial"), [("A", 1), ("A77", 1), ("AO", 1), ("a7", 1), ("A7", -1)])
def test_other_codes_and_serials_are_a_bug(code: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"PC code|serials"):
        make_sheet_number(code, serial)
