"""The chain of fonts: every character from the first file that has it, widths to match, what none has."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.printing.fonts import Fonts, HanFont, load_fonts
from community_desk.shipped import resource_path
from tests.printing.test_truetype import sfnt, small_font


def test_rare_characters_come_from_the_second_file(fonts: Fonts) -> None:
    places = {character: fonts.regular.glyph(character).file for character in "赵𬭚𠮷𪚥a１"}
    assert places == {"赵": 0, "𬭚": 0, "𠮷": 1, "𪚥": 1, "a": 0, "１": 0}


@pytest.mark.parametrize("bold", [False, True])
def test_what_no_font_has_is_told_and_still_has_a_width(fonts: Fonts, bold: bool) -> None:
    font = fonts.weight(bold=bold)
    assert font.missing("苏红艳 Nguyễn 𠮷") == ""
    assert font.missing("☑苏\U0003134a☑") == "☑\U0003134a"
    assert font.width("☑", 10) > 0


@given(text=st.text(alphabet=st.sampled_from("苏𠮷𬭚aW 1，☑"), max_size=20), size=st.floats(5, 30))
def test_widths_add_up(fonts: Fonts, text: str, size: float) -> None:
    font = fonts.regular
    assert font.width(text, size) == pytest.approx(sum(font.width(character, size) for character in text))
    assert font.widths([text]) == [pytest.approx(sum(font.advances(text)))]


def test_digits_have_one_width_so_that_columns_of_numbers_align(fonts: Fonts) -> None:
    assert len(set(fonts.regular.advances("0123456789"))) == 1
    assert len(set(fonts.bold.advances("0123456789"))) == 1


def test_an_offices_own_font_is_asked_after_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(sfnt(small_font(last=0xE835)))
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "readme.txt").write_text("not looked at", encoding="utf-8")
    own = load_fonts(tmp_path)
    assert [path.name for path in own.regular.paths()[-2:]] == ["broken.ttf", "own.ttf"]
    assert own.regular.glyph("苏").file == 0
    assert own.regular.glyph("甲").file == 0
    assert own.regular.glyph("\ue835")[:2] == (3, 1)
    assert own.bold.missing("\ue835") == ""
    assert own.regular.refused() == {tmp_path / "broken.ttf": "不是 TrueType 字体"}


def test_a_missing_fallback_file_costs_only_its_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"):
        shutil.copy(resource_path("fonts", name), tmp_path / name)
    monkeypatch.setattr("community_desk.printing.fonts.resource_path", lambda _, name: tmp_path / name)
    crippled = load_fonts.__wrapped__()
    assert crippled.regular.missing("苏𠮷") == "𠮷"
    assert list(crippled.regular.refused().values()) == ["打不开"]


def test_threads_that_share_a_font_get_the_same_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    characters = [chr(code) for code in range(0x4E00, 0x5200)] + [
        chr(code) for code in range(0x20000, 0x20200)
    ]
    expected = load_fonts().regular.advances("".join(characters))
    fresh: HanFont = load_fonts.__wrapped__().regular
    with ThreadPoolExecutor(8) as pool:
        measured = list(pool.map(lambda _: fresh.advances("".join(characters)), range(16)))
    assert all(widths == expected for widths in measured)
