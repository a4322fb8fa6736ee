"""Eight alike to a page, inside their cut lines, and nothing on them that is nobody's business."""

from datetime import UTC, datetime

import pytest

from community_desk.printing.calling_card import ACROSS, DOWN, CallingCards, lay_out
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import MM, Line
from tests.printing.reading import placed, texts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("phone", ["0592-7057479", "", "0592-7057479 转 8001 或 13800001234（王某某）"])
@pytest.mark.parametrize("community", ["芸溪社区", "很长" * 30 + "社区"])
def test_eight_cards_each_inside_its_cut_lines(fonts: Fonts, community: str, phone: str) -> None:
    document = lay_out(CallingCards(community, phone, NOW, sheets=3), fonts)
    page = document.pages[0]
    assert len(document.pages) == 3
    assert sum(text.text == "您好！社区" for text in texts(page)) == ACROSS * DOWN == 8
    width, height = page.width / ACROSS, page.height / DOWN
    for text in texts(page):
        right = text.x + fonts.weight(bold=text.bold).width(text.text, text.size)
        left, top = text.x // width * width, (text.y - 1) // height * height
        assert left + 5 * MM < text.x
        assert right < left + width - 5 * MM
        assert top + 5 * MM < text.y < top + height - 5 * MM


def test_the_cut_lines_go_from_edge_to_edge(fonts: Fonts) -> None:
    page = lay_out(CallingCards("芸溪社区", "", NOW), fonts).pages[0]
    dashed = [each for each in placed(page.operations) if isinstance(each, Line) and each.dash]
    assert {(line.x1, line.y1, line.x2, line.y2) for line in dashed} == {
        (page.width / 2, 0, page.width / 2, page.height),
        *((0, page.height * row / 4, page.width, page.height * row / 4) for row in (1, 2, 3)),
    }


def test_a_card_says_how_to_answer_and_nothing_of_why(fonts: Fonts) -> None:
    words = "".join(
        text.text for text in texts(lay_out(CallingCards("芸溪社区", "7057479", NOW), fonts).pages[0])
    )
    assert "7057479" in words
    assert "不要贴在门上" in words
    assert not [word for word in ("关爱", "独居", "老人", "岁") if word in words]


def test_a_long_name_is_cut_and_said(fonts: Fonts) -> None:
    (cut,) = lay_out(CallingCards("很长" * 30 + "社区", "", NOW), fonts).cuts
    assert cut.printed.endswith("…")
