from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import BirthCalendar
from community_desk.domain.partial_dates import (
    certain_age,
    compatible,
    display,
    display_near,
    is_partial_date,
    more_exact,
    read_partial_date,
    years_between,
)

TODAY = date(2026, 11, 23)

days = st.dates(date(1900, 1, 1), TODAY)
partial = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from((4, 7, 10)))
perhaps = st.one_of(st.just(""), partial)


@given(perhaps)
def test_what_is_stored_is_read_back_as_itself(text: str) -> None:
    assert is_partial_date(text)
    reading = read_partial_date(text, today=TODAY)
    assert (reading.value, reading.problem) == (text, "")


@given(days)
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    spellings: list[object] = [
        day,
        datetime.combine(day, time(8, 30)),
        f"{year}.{month}.{number}",
        f"{year}/{month:02d}/{number:02d}",
        f"{year}年{month}月{number}日",
        f"{year} {month} {number}",
        f" '{year}－{month}－{number} ",
        f"{year}、{month}、{number}",
        f"{year}{month:02d}{number:02d}",
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()}生",
        float(f"{year}{month:02d}{number:02d}"),
    ]
    assert {read_partial_date(spelling, today=TODAY).value for spelling in spellings} == {day.isoformat()}


@given(st.dates(date(1930, 1, 1), TODAY), st.floats(0, 0.99))
def test_a_spreadsheets_count_of_days_is_a_day(day: date, time_of_day: float) -> None:
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    assert read_partial_date(serial, today=TODAY).value == day.isoformat()
    assert read_partial_date(serial + time_of_day, today=TODAY).value == day.isoformat()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1955.03", "1955-03"),
        ("1955.3", "1955-03"),
        ("1955.10", "1955-10"),
        ("1955-1", "1955-01"),
        ("1989年07月", "1989-07"),
        ("１９８９年７月", "1989-07"),
        ("195503", "1955-03"),
        (195503.0, "1955-03"),
        (1955.03, "1955-03"),
        (1955.3, "1955-03"),
        (1955.01, "1955-01"),
        (1955.11, "1955-11"),
        (1955.12, "1955-12"),
        ("1955", "1955"),
        (1955.0, "1955"),
        (1955, "1955"),
        ("1955年", "1955"),
        ("1955年出生", "1955"),
        ("1955-00-00", "1955"),
        ("1955.03.00", "1955-03"),
        ("", ""),
        (None, ""),
        ("无", ""),
        (0, ""),
        ("不详", ""),
    ],
)
def test_months_and_years_alone(cell: object, value: str) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert (reading.value, reading.problem) == (value, "")


@pytest.mark.parametrize("cell", [1955.1, "1955.1", "１９５５．１"])
def test_a_lost_zero_may_be_january_or_october(cell: object) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert (reading.value, reading.problem) == ("1955", "january_or_october")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("55.3.8", "1955-03-08"),
        ("550308", "1955-03-08"),
        ("55年3月", "1955-03"),
        ("05.3", ""),
        ("26-1-2", ""),
    ],
)
def test_two_digit_years_are_taken_only_where_one_century_fits(cell: str, value: str) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert (reading.value, reading.problem) == (value, "two_digit_year")


@pytest.mark.parametrize("cell", ["2026-11-24", "2026-12", "2027", 20261124.0, date(2027, 1, 1)])
def test_what_lies_ahead_is_a_problem(cell: object) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert (reading.value, reading.problem) == ("", "future")


@pytest.mark.parametrize("cell", ["2026-11-23", "2026-11", "2026"])
def test_today_and_its_month_and_year_are_not_ahead(cell: str) -> None:
    assert read_partial_date(cell, today=TODAY).problem == ""


@pytest.mark.parametrize(
    "cell",
    [
        "上世纪",
        "1955.13",
        "1955-02-30",
        "1755",
        "19",
        "1955.2.3.4",
        True,
        -3.5,
        1955.125,
        float("nan"),
        [],
        "²",
    ],
)
def test_what_is_no_date_is_unreadable(cell: object) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert (reading.value, reading.problem) == ("", "unreadable")


def test_a_lunar_birthday_is_marked_as_one() -> None:
    reading = read_partial_date("农历1955年3月8日", today=TODAY)
    assert (reading.value, reading.calendar) == ("1955-03-08", BirthCalendar.LUNAR)
    assert read_partial_date("1955.3.8（阴历）", today=TODAY).calendar is BirthCalendar.LUNAR


@given(st.one_of(st.text(), st.text("0123456789.-/年月日 "), st.floats(), st.integers()))
def test_nothing_in_a_cell_breaks_the_reading(cell: object) -> None:
    reading = read_partial_date(cell, today=TODAY)
    assert is_partial_date(reading.value)


@pytest.mark.parametrize(
    "text", ["1955-3", "1955-13", "1955-02-30", "55", "1955-03-08 ", "1955-03-", "abcd", "19550308"]
)
def test_other_texts_are_no_partial_dates(text: str) -> None:
    assert not is_partial_date(text)


@given(perhaps, perhaps)
def test_agreement_is_symmetric(a: str, b: str) -> None:
    assert compatible(a, b) == compatible(b, a)
    assert compatible(a, a)


@given(partial, st.sampled_from((0, 4, 7, 10)))
def test_a_date_agrees_with_its_own_beginning_and_wins_over_it(text: str, length: int) -> None:
    assert compatible(text, text[:length])
    assert more_exact(text, text[:length]) == more_exact(text[:length], text) == text


@given(days, days)
def test_two_days_agree_only_if_they_are_one(a: date, b: date) -> None:
    assert compatible(a.isoformat(), b.isoformat()) == (a == b)
    assert compatible(a.isoformat(), b.isoformat()[:4]) == (a.year == b.year)


@given(partial, st.dates(TODAY, date(2040, 1, 1)))
def test_what_is_certain_is_never_more_than_what_people_count(text: str, on: date) -> None:
    counted, certain = years_between(text, on), certain_age(text, on)
    assert counted is not None
    assert certain is not None
    assert 0 <= counted - certain <= 1
    if len(text) == 10:
        assert counted == certain


@pytest.mark.parametrize(
    ("birth", "counted", "certain"),
    [
        ("1946-11-23", 80, 80),
        ("1946-11-24", 79, 79),
        ("1946-11", 80, 79),
        ("1946-10", 80, 80),
        ("1946-12", 79, 79),
        ("1946", 80, 79),
        ("2026", 0, 0),
        ("2027", None, None),
        ("", None, None),
    ],
)
def test_ages(birth: str, counted: int | None, certain: int | None) -> None:
    assert years_between(birth, TODAY) == counted
    assert certain_age(birth, TODAY) == certain


def test_dates_as_people_read_them() -> None:
    assert display("1955-03-08") == "1955年3月8日"
    assert display("1955-03-08", today=TODAY) == "1955年3月8日（71岁）"
    assert display("1955-03", today=TODAY) == "1955年3月（约71岁）"
    assert display("1955") == "1955年"
    assert display("") == ""


def test_a_date_of_this_year_is_said_without_it() -> None:
    assert display_near("2026-12-01", today=TODAY) == "12月1日"
    assert display_near("2027-12-01", today=TODAY) == "2027年12月1日"
    assert display_near("2026", today=TODAY) == "2026年"
    assert display_near("", today=TODAY) == ""
