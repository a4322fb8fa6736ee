"""QR code and Code 128: right shapes in the right place (that scanners read them: test_print_tools)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.printing.page import Path, Stamp
from community_desk.printing.symbols import code_128, qr_code

NUMBERS = st.text(alphabet="23456789ABCDEFGHJKLMNPQRSTUVWXYZ-", min_size=5, max_size=14)


def rectangles(stamp: Stamp) -> list[tuple[float, float, float, float]]:
    (path,) = stamp.operations
    assert isinstance(path, Path)
    assert {segment[0] for segment in path.segments} == {"re"}
    return [tuple(float(value) for value in segment[1:]) for segment in path.segments]  # type: ignore[misc]


@given(NUMBERS)
def test_a_qr_code_is_one_path_within_its_square(number: str) -> None:
    stamp = qr_code(number, 42)
    shapes = rectangles(stamp)
    assert all(x >= 0 and y >= 0 and x + w <= 42.0001 and y + h <= 42.0001 for x, y, w, h in shapes)
    module = shapes[0][3]
    assert round(42 / module) in (21, 25)
    # The three finder patterns: runs of seven modules at the upper corners, and at the lower left.
    long_runs = {(round(x / module), round(y / module)) for x, y, w, _ in shapes if round(w / module) == 7}
    count = round(42 / module)
    assert {(0, 0), (count - 7, 0), (0, count - 7)} <= long_runs


def test_the_same_number_is_the_same_stamp_and_another_one_is_not() -> None:
    assert qr_code("A7-K3M9-X", 42) is qr_code("A7-K3M9-X", 42)
    assert rectangles(qr_code("A7-K3M9-X", 42)) != rectangles(qr_code("A7-K3M9-Y", 42))


@given(NUMBERS)
def test_code_128_is_bars_from_end_to_end(number: str) -> None:
    bars = rectangles(code_128(number, 113.4, 25))
    assert bars[0][0] == 0
    last = bars[-1]
    assert last[0] + last[2] == pytest.approx(113.4)
    assert {(y, h) for _, y, _, h in bars} == {(0, 25)}
    # start, characters, check: three bars each; stop: four
    assert (len(bars) - 4) % 3 == 0


@pytest.mark.parametrize("text", ["", "走访单"])
def test_code_128_holds_ascii_only(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        code_128(text, 100, 20)
