from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import IdType, Sex
from community_desk.domain.identity import check_digit, is_blank_id, match_key, normalise_id, read_id, to_18

# The example of the standard; no person.
STANDARD = "11010519491231002X"

first17 = st.builds(
    lambda area, born, serial: f"{area}{born:%Y%m%d}{serial:03d}",
    st.sampled_from(("350212", "110105", "710000", "810000", "830000", "659012")),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)


@given(first17)
def test_a_number_with_its_check_digit_is_read_without_a_problem(body: str) -> None:
    number = body + check_digit(body)
    reading = read_id(number)
    assert reading.problem == ""
    assert reading.value == number
    assert reading.birth == f"{body[6:10]}-{body[10:12]}-{body[12:14]}"
    assert reading.sex is (Sex.MALE if int(body[16]) % 2 else Sex.FEMALE)


@given(first17)
def test_check_digits_follow_iso_7064(body: str) -> None:
    """MOD 11-2: with X for 10, the characters weighted by powers of two from the right leave 1."""
    values = [10 if character == "X" else int(character) for character in body + check_digit(body)]
    assert sum(value * 2**power for power, value in enumerate(reversed(values))) % 11 == 1


@given(first17, st.integers(0, 16), st.integers(1, 9))
def test_any_single_changed_digit_is_caught(body: str, place: int, shift: int) -> None:
    number = body + check_digit(body)
    changed = str((int(number[place]) + shift) % 10)
    assert read_id(number[:place] + changed + number[place + 1 :]).problem


@given(first17, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_caught(body: str, place: int) -> None:
    number = body + check_digit(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (read_id(swapped).problem != "") == (swapped != number)


@pytest.mark.parametrize(
    "cell",
    [
        STANDARD,
        STANDARD.lower(),
        f"  {STANDARD}\t",
        f"'{STANDARD}",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002X",
        f"身份证：{STANDARD}（长期）",
        STANDARD[:10] + "\u200b" + STANDARD[10:],
    ],
)
def test_spellings_of_one_number_are_one(cell: str) -> None:
    reading = read_id(cell)
    assert (reading.value, reading.problem, reading.id_type) == (STANDARD, "", IdType.RESIDENT_ID)
    assert reading.birth == "1949-12-31"
    assert reading.sex is Sex.FEMALE


@given(first17)
def test_a_numeric_cell_has_lost_digits_even_where_its_check_digit_agrees(body: str) -> None:
    number = float(int(body + check_digit(body).replace("X", "0")))
    for cell in (number, int(number), f"{number:.5E}"):
        reading = read_id(cell)
        assert (reading.value, reading.problem) == ("", "lost_digits")


@pytest.mark.parametrize("cell", [1234567890123456.0, 12345678901234567.0, 10**15])
def test_sixteen_digits_are_too_many_for_a_numeric_cell(cell: float) -> None:
    assert read_id(cell).problem == "lost_digits"


def test_an_old_number_in_a_numeric_cell_is_exact() -> None:
    assert read_id(110105491231002.0).value == "110105491231002"
    assert read_id(110105491231002.0).birth == "1949-12-31"


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "  ",
        0,
        0.0,
        "0",
        "00",
        "无",
        "-",
        "——",
        "/",
        "不详",
        "暂无",
        "N/A",
        "无身份证",
        "0" * 18,
        "XXX",
        "？",
    ],
)
def test_blanks_are_no_number_and_no_problem(cell: object) -> None:
    assert is_blank_id(cell) or cell == "0" * 18
    reading = read_id(cell)
    assert (reading.value, reading.id_type, reading.problem) == ("", IdType.NONE, "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("110105194912310021", "bad_check_digit"),
        ("1101051949123100", "bad_length"),
        ("1101051949123100215", "bad_length"),
        ("11010519491231002", "bad_length"),
        ("1101051949123102X", "bad_length"),
        ("110105491331002", "bad_date"),
        ("990105491231002", "unknown_province"),
    ],
)
def test_a_doubtful_number_is_kept_as_written(cell: str, problem: str) -> None:
    reading = read_id(cell)
    assert (reading.value, reading.problem) == (cell, problem)


def test_a_date_that_never_was_is_a_problem_of_the_date() -> None:
    body = "35021219550230101"
    reading = read_id(body + check_digit(body))
    assert (reading.problem, reading.birth) == ("bad_date", "")


def test_a_birth_after_today_is_a_problem_only_where_today_is_given() -> None:
    body = "35021220300105101"
    number = body + check_digit(body)
    assert read_id(number).problem == ""
    assert read_id(number, today=date(2026, 11, 23)).problem == "bad_date"


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("81000019900101123", IdType.HMT_RESIDENCE_PERMIT),
        ("91115619810803024", IdType.FOREIGN_PERMANENT_RESIDENT),
    ],
)
def test_permits_of_the_same_build_are_told_apart(cell: str, kind: IdType) -> None:
    reading = read_id(cell + check_digit(cell))
    assert (reading.id_type, reading.problem) == (kind, "")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("E12345678", IdType.PASSPORT),
        ("eb1234567", IdType.PASSPORT),
        ("H1234567801", IdType.TRAVEL_PERMIT),
        ("M12345678", IdType.TRAVEL_PERMIT),
        ("12345678", IdType.TRAVEL_PERMIT),
        ("ABC123456789012", IdType.FOREIGN_PERMANENT_RESIDENT),
    ],
)
def test_other_documents_are_recognised_loosely(cell: str, kind: IdType) -> None:
    reading = read_id(cell)
    assert (reading.value, reading.id_type, reading.problem) == (cell.upper(), kind, "")


@pytest.mark.parametrize("cell", ["某某某", "见户口本", True, -5.0, float("nan"), [], "no"])
def test_what_is_no_number_is_said_to_be_unreadable(cell: object) -> None:
    assert read_id(cell).problem == "unreadable"
    assert read_id(cell).value == ""


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_nothing_in_a_cell_breaks_the_reading(cell: object) -> None:
    reading = read_id(cell)
    assert reading.value == normalise_id(reading.value)


def test_old_numbers_and_their_new_form_are_one_person() -> None:
    assert to_18("110105491231002") == STANDARD
    assert match_key("110105491231002") == match_key(STANDARD) == STANDARD
    assert match_key("E12345678") == "E12345678"


def test_serials_of_the_very_old_mean_another_century() -> None:
    assert to_18("110105951231996").startswith("11010518951231")
    assert read_id("110105951231996").birth == "1895-12-31"


@pytest.mark.parametrize("digits", ["", "1234", "1" * 18, "1101051949123100X", "１" * 17])
def test_a_check_digit_of_other_than_17_digits_is_a_bug(digits: str) -> None:
    with pytest.raises(ValueError, match="17"):
        check_digit(digits)


def test_the_new_form_of_other_than_15_digits_is_a_bug() -> None:
    with pytest.raises(ValueError, match="15"):
        to_18("123")
