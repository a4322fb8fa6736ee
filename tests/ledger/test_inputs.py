"""What people type, before it reaches a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import Residence, Tenure
from community_desk.domain.errors import UserError
from community_desk.ledger.inputs import (
    chosen,
    coming_date,
    event_date,
    is_before,
    local_today,
    past_date,
    typed_note,
    typed_text,
)


@given(st.text())
def test_a_line_is_one_line_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    line = typed_text(text)
    assert "\n" not in line
    assert typed_text(line) == line == line.strip()


@given(st.text())
def test_a_note_keeps_its_lines(text: str) -> None:
    note = typed_note(text)
    assert "\r" not in note
    assert typed_note(note) == note


def test_controls_and_invisible_characters_go() -> None:
    assert typed_text("\ufeff苏\u200b某\x00 \t 某\n") == "苏某 某"
    assert typed_note(" 一\r\n二\r三\x07 ") == "一\n二\n三"


def test_dates_that_lie_ahead() -> None:
    assert coming_date("2999-01", field="until") == "2999-01"
    with pytest.raises(UserError, match="今天之后"):
        past_date("2999-01", field="since")
    assert event_date(local_today().isoformat()) == local_today().isoformat()


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2024", "2025-01-01", True),
        ("2025", "2025-06", False),
        ("2025-05", "2025-06-01", True),
        ("2025-06-02", "2025-06", False),
        ("2025", "", False),
        ("", "2025", False),
    ],
)
def test_what_is_before_for_certain(one: str, other: str, before: bool) -> None:
    assert is_before(one, other) is before


def test_a_code_by_value_or_word_and_nothing_else() -> None:
    assert chosen(Residence.from_word, "人户一致", field="residence", word="居住情况") is Residence.TOGETHER
    assert chosen(Residence.from_word, "", field="residence", word="居住情况") is Residence.UNKNOWN
    assert chosen(Tenure.from_word, "unknown", field="tenure", word="住房情况") is Tenure.UNKNOWN
    with pytest.raises(UserError) as error:
        chosen(Tenure.from_word, "占用", field="tenure", word="住房情况")
    assert error.value.field == "tenure"
