"""One household a page; what concerns nobody there is crossed out; no ID number whatever comes in."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import MM, Line, Page, Text
from community_desk.printing.visit_record import CHECKS, Concern, VisitRecord, lay_out
from tests.printing.reading import placed, texts

RECORD = VisitRecord(
    "芸溪社区",
    "芸溪里3号楼2单元501",
    "苏建国",
    4,
    (("苏建国", "听力弱，多敲一会儿"), ("陈玉兰", "")),
    (("", "13800001234"), ("女儿", "13923232218")),
    "9月3日 修楼道灯",
    frozenset({Concern.ELDER}),
    "王某某",
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    "A7-K3M9-X",
    3,
)


def crossed_out(page: Page, fonts: Fonts) -> set[str]:
    """The questions that a heavy line goes through."""
    lines = [each for each in placed(page.operations) if isinstance(each, Line) and each.y1 == each.y2]
    questions = {question for _, group in CHECKS for question, _ in group}
    return {
        text.text
        for text in texts(page)
        if text.text in questions
        and any(
            line.width > 1
            and line.x1 < text.x
            and line.x2 > text.x + fonts.regular.width(text.text, text.size)
            and text.y - text.size * 0.7 < line.y1 < text.y - 0.5
            for line in lines
        )
    }


@pytest.mark.parametrize(
    ("concerns", "crossed"),
    [
        ({Concern.ELDER}, {"监护人陪伴、学习", "接送、防溺水"}),
        ({Concern.CHILD}, {"按时吃药、复查", "行动和辅具", "防跌倒、紧急呼叫"}),
        ({Concern.FRAIL, Concern.CHILD}, set()),
    ],
)
def test_what_concerns_nobody_is_crossed_out(fonts: Fonts, concerns: set[Concern], crossed: set[str]) -> None:
    (page,) = lay_out([replace(RECORD, concerns=frozenset(concerns))], fonts).pages
    assert crossed_out(page, fonts) == crossed


def test_there_are_five_checks_of_three_questions_and_as_always_comes_first(fonts: Fonts) -> None:
    assert [check for check, _ in CHECKS] == ["健康", "精神", "安全", "卫生", "环境"]
    assert {len(questions) for _, questions in CHECKS} == {3}
    (page,) = lay_out([RECORD], fonts).pages
    words = {text.text: text for text in texts(page)}
    assert words["一切如常"].y < words["健康"].y
    for answer in ("好", "一般", "需跟进"):
        assert sum(text.text == answer for text in texts(page)) == 15
    assert {"需求", "处理", "转介", "被访人签字（自愿）", "探访人"} <= set(words)


def test_everything_stays_on_the_paper_and_no_text_lies_on_another(fonts: Fonts) -> None:
    longest = replace(
        RECORD,
        community="很长" * 20,
        door="芸溪里" * 20,
        head="阿卜杜拉·" * 8,
        to_see=tuple(("阿卜杜拉·买买提", "听力弱，多敲一会儿") for _ in range(4)),
        phones=tuple(("女儿", f"1380000{place:04}") for place in range(9)),
        promised="修楼道灯" * 30,
    )
    document = lay_out([longest], fonts)
    (page,) = document.pages
    rows: dict[float, list[Text]] = {}
    for text in texts(page):
        right = text.x + fonts.weight(bold=text.bold).width(text.text, text.size)
        assert text.x >= 15 * MM
        assert right <= page.width - 12 * MM
        assert 8 * MM < text.y < page.height - 8 * MM
        rows.setdefault(round(text.y, 1), []).append(text)
    for row in rows.values():
        for one, other in pairwise(sorted(row, key=lambda text: text.x)):
            assert one.x + fonts.weight(bold=one.bold).width(one.text, one.size) <= other.x + 0.01
    assert {cut.column for cut in document.cuts} == {"社区", "门牌", "户主", "电话", "上次答应"}


def test_no_id_number_is_printed(fonts: Fonts) -> None:
    record = replace(RECORD, promised="补办 11010519491231002X 的证", head="苏建国11010519491231002X")
    (page,) = lay_out([record], fonts).pages
    assert "11010519491231002X" not in "".join(text.text for text in texts(page))


def test_without_a_sheet_there_is_no_number_and_without_a_household_no_page(fonts: Fonts) -> None:
    pages = lay_out([replace(RECORD, number="", line=0), RECORD], fonts).pages
    assert not any("行" in text.text and "第" in text.text for text in texts(pages[0]))
    assert any(text.text == "A7-K3M9-X 第 3 行" for text in texts(pages[1]))
    with pytest.raises(UserError, match="请先选一户"):
        lay_out([], fonts)


def test_characters_no_font_has_are_said(fonts: Fonts) -> None:
    (absent,) = lay_out([replace(RECORD, head="苏\ue000")], fonts).missing
    assert (absent.column, absent.characters) == ("户主", "\ue000")
