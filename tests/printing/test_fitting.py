"""Text in cells: nothing wider than the cell, nothing lost without a word, breaks where Chinese allows them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community_desk.printing.fitting import SIZES, clean, fit, wrap
from community_desk.printing.fonts import Fonts

MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from("苏红艳林玉珍帮忙问助听器补贴，。、；：！？（）“”·…1234567890-/.:abcXYZ  \n"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
        st.characters(),
    ),
    max_size=120,
)


@given(text=MIXED, width=st.floats(30, 300), height=st.floats(5, 120))
@example(text="、" * 60, width=30.0, height=40.0)
@example(text="W" * 90, width=30.0, height=40.0)
@example(text="\U0002ffff" * 3, width=30.0, height=9.0)
def test_nothing_leaves_the_cell_and_every_cut_is_told(
    fonts: Fonts, text: str, width: float, height: float
) -> None:
    fitted = fit(fonts.regular, text, width, height)
    assert fitted.size in SIZES
    assert all(fonts.regular.width(line, fitted.size) <= width + 1e-6 for line in fitted.lines)
    assert len(fitted.lines) <= max(1, height / (fitted.size * 1.25) + 1e-6)
    whole = clean(text).replace(" ", "").replace("\n", "")
    printed = fitted.printed.replace(" ", "")
    if fitted.cut:
        assert printed.endswith("…")
        assert whole.startswith(printed[:-1])
        assert fitted.size == SIZES[-1]
    else:
        assert printed == whole


@given(text=MIXED, width=st.floats(40, 200))
def test_wrapping_loses_nothing_but_spaces_at_line_ends(fonts: Fonts, text: str, width: float) -> None:
    lines = wrap(fonts.regular, text, width, 10)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "").replace("\n", "")
    assert all(line == line.rstrip(" ") and line for line in lines)


def test_numbers_dates_and_words_stay_whole(fonts: Fonts) -> None:
    lines = wrap(fonts.regular, "电话13800001234，2026-03-18入户，Nguyễn Văn An", 76, 10)
    assert lines == ("电话", "13800001234，", "2026-03-18入", "户，Nguyễn Văn", "An")


def test_no_line_starts_with_closing_or_ends_with_opening_marks(fonts: Fonts) -> None:
    lines = wrap(fonts.regular, "苏红艳、林玉珍、陈国栋（户主），王建华。", 30, 10)
    assert not [line for line in lines if line[0] in "、，。）；：！？" or line[-1] in "（“"]


def test_family_members_are_broken_between_people(fonts: Fonts) -> None:
    family = "林美玲、张伟强、欧阳思远、买买提·阿不都热合曼、王芳"
    assert wrap(fonts.regular, family, 85, 10, break_after="、") == (
        "林美玲、张伟强、",
        "欧阳思远、",
        "买买提·阿不都热",
        "合曼、王芳",
    )


def test_a_long_text_gets_smaller_before_it_is_cut(fonts: Fonts) -> None:
    assert fit(fonts.regular, "帮忙问补贴", 50, 13).size == 10
    smaller = fit(fonts.regular, "帮忙问补贴款", 50, 13)
    assert (smaller.lines, smaller.size, smaller.cut) == (("帮忙问补贴款",), 8, False)
    cut = fit(fonts.regular, "帮忙问助听器补贴的事情", 50, 10)
    assert cut == (("帮忙问助听器…",), 7, True)


def test_no_comma_is_left_before_the_ellipsis(fonts: Fonts) -> None:
    assert fit(fonts.regular, "帮忙问助听，补贴的事情", 43, 9).printed == "帮忙问助听…"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("苏红艳", "苏红艳"),
        ("\ufeff苏\u200b红\u00ad艳\x07", "苏红艳"),
        ("葛\U000e0100城\ufe00", "葛城"),
        ("林\t玲\u00a0a\u2003b", "林 玲 a b"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("e\u0301", "é"),
        ("苏\ud842艳\uffff", "苏艳"),
        ("<b>&", "<b>&"),
        ("𠮷\u3000田", "𠮷\u3000田"),
        ("\u202e倒写\u202c", "倒写"),
    ],
)
def test_what_cannot_be_printed_is_dropped_first(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")  # no lone surrogates
