"""Internal list papers: nothing is parted, lost or off the paper, whatever stands in the cells."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.printing.care_ledger import CareLedger, CareLine
from community_desk.printing.care_ledger import lay_out as lay_out_care_ledger
from community_desk.printing.due_list import DueLine, DueList, DueSection
from community_desk.printing.due_list import lay_out as lay_out_due_list
from community_desk.printing.fonts import Fonts
from community_desk.printing.household_file import HouseholdFile, HouseholdPart
from community_desk.printing.household_file import lay_out as lay_out_household_file
from community_desk.printing.list_paper import Column, Facts, Heading, ListPaper, Part, Table, lay_out
from community_desk.printing.page import MM, Document
from tests.printing.reading import all_texts, texts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COLUMNS = (Column("序号", 10, centred=True), Column("姓名", 30, bold=True), Column("情况", 120))


def paper(*rows: tuple[str, ...], landscape: bool = True) -> ListPaper:
    part = Part("名单", "全部", (Heading("一类"), Table(COLUMNS, rows)))
    return ListPaper("名单", "芸溪社区", "何某某", NOW, (part,), landscape)


def inside(document: Document, fonts: Fonts) -> None:
    for page in document.pages:
        for text in texts(page):
            right = text.x + fonts.weight(bold=text.bold).width(text.text, text.size)
            assert text.x >= 15 * MM, text
            assert right <= page.width - 14 * MM, text
            assert 8 * MM < text.y < page.height - 10 * MM, text


@settings(max_examples=25)
@given(
    st.lists(
        st.text(
            st.characters(codec="gb18030", exclude_categories=("Cs", "Co", "Cc", "Cf", "Cn")), max_size=60
        ),
        min_size=1,
        max_size=60,
    ),
    st.booleans(),
)
def test_nothing_falls_off_the_paper(fonts: Fonts, notes: list[str], landscape: bool) -> None:
    rows = [(str(number), f"苏{number}", note) for number, note in enumerate(notes, start=1)]
    document = lay_out(paper(*rows, landscape=landscape), fonts)
    inside(document, fonts)
    said = all_texts(document).split("\n")
    assert all(f"苏{number}" in said for number, _, _ in rows)
    assert said.count("情况") == len(document.pages)
    assert f"第 {len(document.pages)} / {len(document.pages)} 页" in said


def test_a_row_stays_on_one_page(fonts: Fonts) -> None:
    rows = [(str(number), f"苏{number}", "很长的情况" * 40) for number in range(1, 40)]
    document = lay_out(paper(*rows), fonts)
    assert len(document.pages) > 3
    for page in document.pages:
        here = [text.text for text in texts(page)]
        names = [text for text in here if text.startswith("苏")]
        assert sum(text.startswith("很长的") for text in here) >= len(names)
        assert len([text for text in here if "长的情况" in text]) >= 2 * len(names)


def test_what_is_too_long_is_cut_and_said(fonts: Fonts) -> None:
    document = lay_out(paper(("1", "苏某", "情" * 3000)), fonts)
    (cut,) = document.cuts
    assert (cut.sheet, cut.line, cut.column) == ("名单", 1, "情况")
    assert cut.printed.endswith("…")


def test_no_id_number_is_printed_whatever_comes_in(fonts: Fonts) -> None:
    document = lay_out(paper(("1", "苏某", "证号11010519491231002X，要换证")), fonts)
    said = all_texts(document)
    assert "19491231" not in said
    assert "要换证" in said.replace("\n", "")


def test_characters_without_a_font_are_said(fonts: Fonts) -> None:
    document = lay_out(paper(("1", "苏\U0001f600", "")), fonts)
    assert [each.characters for each in document.missing] == ["\U0001f600"]


def test_nothing_to_print_is_refused(fonts: Fonts) -> None:
    with pytest.raises(UserError, match="应访清单"):
        lay_out_due_list(DueList("芸溪社区", "", "何某某", NOW, [DueSection("应访", [])]), fonts)
    with pytest.raises(UserError, match="关爱台账"):
        lay_out_care_ledger(CareLedger("芸溪社区", "", "何某某", NOW, []), fonts)


def test_facts_stand_side_by_side_and_empty_ones_are_left_out(fonts: Fonts) -> None:
    part = Part("档案", "", (Facts((("户号", "12"), ("备注", ""), ("住址", "芸溪里3号楼2单元501"))),))
    document = lay_out(ListPaper("档案", "芸溪社区", "何某某", NOW, (part,), landscape=False), fonts)
    said = {text.text: text for text in texts(document.pages[0])}
    assert "备注：" not in said
    assert said["12"].y == said["芸溪里3号楼2单元501"].y


def test_the_due_list_has_its_columns_and_headings(fonts: Fonts) -> None:
    line = DueLine(
        "第3网格", "芸溪里3号楼2单元501", "陈玉兰", "独居老人", "每月一次", "9月3日 已见面", "12", "何某某"
    )
    document = lay_out_due_list(
        DueList(
            "芸溪社区",
            "第3网格",
            "何某某",
            NOW,
            [DueSection("超期未访", [line] * 2), DueSection("应访", []), DueSection("外出", [line])],
        ),
        fonts,
    )
    said = all_texts(document).split("\n")
    for word in (
        "序号",
        "网格",
        "地址",
        "姓名",
        "类别",
        "频次",
        "上次见面",
        "逾期天数",
        "责任人",
        "内部使用 用后收回",
    ):
        assert word in said
    assert "超期未访（2 户）" in said
    assert "应访（0 户）" not in said
    assert said[said.index("外出（1 户）") :].count("3") == 1  # numbered on
    inside(document, fonts)


def test_each_household_file_begins_on_a_page_of_its_own(fonts: Fonts) -> None:
    member = ("陈玉兰", "户主", "女", "1952-03", "13800001234", "听力弱")
    visit = ("2026-11-01", "上门", "陈玉兰", "已见面", "精神不错", "何某某")
    homes = [
        HouseholdPart("芸溪里3号楼2单元501 陈玉兰", (("户号", "12"),), [member], visits=[visit] * 60),
        HouseholdPart("芸溪里3号楼2单元502 林某某", (("户号", "13"),), []),
    ]
    document = lay_out_household_file(HouseholdFile("芸溪社区", "何某某", NOW, homes), fonts)
    numbers = [text.text for page in document.pages for text in texts(page) if text.text.startswith("第 ")]
    assert numbers[-1] == "第 1 / 1 页"
    assert numbers[0] == f"第 1 / {len(document.pages) - 1} 页"
    assert "没有登记成员" in all_texts(document)
    inside(document, fonts)


def test_the_care_ledger_is_a_line_a_person(fonts: Fonts) -> None:
    line = CareLine(
        "陈玉兰",
        "女",
        "1952-03",
        "芸溪里3号楼2单元501",
        "独居老人",
        "苏红 13900001234",
        "郑某",
        "3日已见面",
        "",
    )
    document = lay_out_care_ledger(CareLedger("芸溪社区", "11月", "何某某", NOW, [line] * 40), fonts)
    assert all_texts(document).split("\n").count("陈玉兰") == 40
    inside(document, fonts)
