from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.near_days import read_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "behind", "ahead"),
    [
        ("11.20", date(2026, 11, 20), date(2027, 11, 20)),
        ("12-1", date(2025, 12, 1), date(2026, 12, 1)),
        ("1201", date(2025, 12, 1), date(2026, 12, 1)),
        ("905", date(2026, 9, 5), date(2027, 9, 5)),
        ("11月23日", TODAY, TODAY),
        ("20号", date(2026, 11, 20), date(2026, 12, 20)),
        ("31", date(2026, 10, 31), date(2026, 12, 31)),
        ("２９", date(2026, 10, 29), date(2026, 11, 29)),
        ("2.29", date(2024, 2, 29), date(2028, 2, 29)),
        ("2026-12-01", date(2026, 12, 1), date(2026, 12, 1)),
        ("20261201", date(2026, 12, 1), date(2026, 12, 1)),
        ("昨天", date(2026, 11, 22), date(2026, 11, 22)),
        ("10天后", date(2026, 12, 3), date(2026, 12, 3)),
        ("2周后", date(2026, 12, 7), date(2026, 12, 7)),
        ("3个月后", date(2027, 2, 23), date(2027, 2, 23)),
    ],
)
def test_a_day_without_its_year_is_the_nearest(text: str, behind: date, ahead: date) -> None:
    assert read_day(text, today=TODAY, ahead=False) == behind
    assert read_day(text, today=TODAY, ahead=True) == ahead


@pytest.mark.parametrize(
    "text", ["", "2.30", "13.1", "1340", "0", "女儿家", "2026-02-30", "3-2-501", "123456"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, today=TODAY, ahead=True) is None


@given(st.dates(date(1999, 1, 1), date(2099, 1, 1)), st.integers(-300, 300))
def test_a_day_comes_back_as_it_was_written(today: date, away: int) -> None:
    day = today + timedelta(away)
    for text in (f"{day.month}.{day.day}", f"{day:%m%d}", f"{day.month}月{day.day}日"):
        assert read_day(text, today=today, ahead=away > 0) == day
