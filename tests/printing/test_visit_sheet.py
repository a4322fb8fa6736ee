"""The visit sheet: everybody on it, nothing beside its cell, nothing a neighbour should not read."""

import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import MM, Document, Line, Placed, Rectangle, Text
from community_desk.printing.pdf import pdf_bytes
from community_desk.printing.visit_sheet import OUTCOMES, Edition, PersonToSee, SheetLine, lay_out, write
from community_desk.printing.visit_sheet_form import BODY_BOTTOM, BODY_TOP, LEFT, ROWS, UNIT, Form, make_form
from community_desk.printing.visit_sheet_lines import LaidLine, LineLayout
from tests.printing.reading import all_texts, line, pdf_texts, placed, sheet, texts

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("苏红艳林玉珍，。、（）·… 1234567890-ABCxyz<b>&\n"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
        st.characters(),
    ),
    max_size=90,
)
PEOPLE = st.builds(PersonToSee, name=ANY_TEXT, salutation=ANY_TEXT, paper_word=ANY_TEXT, reminder=ANY_TEXT)
LINES = st.builds(
    SheetLine,
    door=ANY_TEXT,
    building=ANY_TEXT,
    place=ANY_TEXT,
    entry_note=ANY_TEXT,
    head=ANY_TEXT,
    people=st.integers(0, 99),
    to_see=st.lists(PEOPLE, max_size=9).map(tuple),
    phones=st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=7).map(tuple),
    promised=ANY_TEXT,
)


def laid(
    fonts: Fonts, given_line: SheetLine, *, volunteer: bool = False
) -> tuple[Form, LineLayout, LaidLine]:
    form = make_form(fonts, OUTCOMES, volunteer=volunteer)
    layout = LineLayout(fonts, form, "A7-K3M9-X", ROWS)
    return form, layout, layout.line(given_line.for_volunteer() if volunteer else given_line, 7)


def cell_of(form: Form, x: float) -> tuple[float, float]:
    """Left and right edge of the column that this place is in."""
    (column,) = [column for column in form.columns if column.x <= x < column.x + column.w]
    return column.x, column.x + column.w


# --- nothing leaves its cell ------------------------------------------------------------------------------------------


@given(given_line=LINES, volunteer=st.booleans())
def test_no_text_leaves_its_cell(fonts: Fonts, given_line: SheetLine, volunteer: bool) -> None:
    form, _, row = laid(fonts, given_line, volunteer=volunteer)
    assert row.height <= ROWS * UNIT
    assert not [text for text in (*row.texts, *row.door) if isinstance(text, Text) and "\n" in text.text]
    for operation in (*row.texts, *row.door, *row.ticks.operations):
        if isinstance(operation, Text):
            x, y, text, size, bold, _ = operation
            left, right = cell_of(form, x)
            assert left < x
            assert x + fonts.weight(bold=bold).width(text, size) < right
            assert (
                y - 0.88 * size > 0
            )  # Han characters reach from 0.12 em below the baseline to 0.88 above it
            assert y + 0.12 * size < row.height
            assert size >= 7
        elif isinstance(operation, Rectangle):
            left, right = cell_of(form, operation.x)
            assert operation.x + operation.w < right
            assert operation.y > 0
            assert operation.y + operation.h < row.height
        else:
            assert isinstance(operation, Line)
            assert operation.y1 < row.height


@given(given_line=LINES)
def test_people_do_not_overlap(fonts: Fonts, given_line: SheetLine) -> None:
    form, _, row = laid(fonts, given_line)
    left, right = cell_of(form, form.by_name["看望谁"].x + 1)
    column = [text for text in row.texts if isinstance(text, Text) and left <= text.x < right]
    ordered = sorted({(round(text.y, 3), text.size) for text in column})
    for (above, _), (below, size) in pairwise(ordered):
        assert below - 0.88 * size >= above + 0.02 * size or below == above


@given(lines=st.lists(LINES, min_size=1, max_size=12), volunteer=st.booleans())
def test_every_household_is_on_one_page_in_order(
    fonts: Fonts, lines: list[SheetLine], volunteer: bool
) -> None:
    edition = Edition.VOLUNTEER if volunteer else Edition.STAFF
    document = lay_out([sheet(*lines, edition=edition)], fonts)
    assert [printed.line for printed in document.lines] == list(range(1, len(lines) + 1))
    pages = [printed.page for printed in document.lines]
    assert pages == sorted(pages)
    for number, page in enumerate(document.pages, start=1):
        bodies = [
            group.y + group.stamp.h
            for group in page.operations
            if isinstance(group, Placed) and abs(group.stamp.h / UNIT - round(group.stamp.h / UNIT)) < 1e-6
        ]
        assert len(bodies) == pages.count(number)
        assert all(BODY_TOP < bottom < BODY_BOTTOM + 0.1 for bottom in bodies)
        assert all(
            text.x > 0 and text.x + fonts.weight(bold=text.bold).width(text.text, text.size) < page.width
            for text in texts(page)
        )


# --- long texts -------------------------------------------------------------------------------------------------------


def test_a_long_promise_is_made_smaller_and_then_cut_and_the_cut_is_told(fonts: Fonts) -> None:
    fits = "上次说窗户关不严，已报物业，这次看是不是修好了；问问入学材料"
    _, layout, row = laid(fonts, line("1-101", "苏红艳", promised=fits))
    assert layout.cuts == []
    assert dict(row.cells)["上次答应的事"] == fits
    _, layout, row = laid(fonts, line("1-101", "苏红艳", promised=fits * 4))
    (cut,) = layout.cuts
    assert (cut.sheet, cut.line, cut.column, cut.full) == ("A7-K3M9-X", 7, "上次答应的事", fits * 4)
    assert cut.printed.endswith("…")
    assert dict(row.cells)["上次答应的事"] == cut.printed
    assert {
        text.size
        for text in row.texts
        if isinstance(text, Text) and text.text in cut.printed and len(text.text) > 9
    } == {7}


def test_a_phone_number_is_never_cut_but_its_label_may_be(fonts: Fonts) -> None:
    phones = tuple((f"对门邻居的小女儿{at}", f"1380000{at:04d}") for at in range(4))
    _, layout, row = laid(fonts, line("1-101", "苏红艳", phones=phones))
    printed = " ".join(text.text for text in row.texts if isinstance(text, Text))
    assert all(number in printed for _, number in phones)
    assert len([cut for cut in layout.cuts if cut.column == "电话"]) == 4


def test_more_phones_than_a_row_holds_are_told(fonts: Fonts) -> None:
    phones = tuple(("", f"1380000{at:04d}") for at in range(9))
    _, layout, row = laid(fonts, line("1-101", "苏红艳", phones=phones))
    (cut,) = layout.cuts
    assert cut.printed.endswith("…共 9 个号码")
    assert dict(row.cells)["电话"] == cut.printed


def test_two_labelled_phones_stand_in_one_row_at_full_size(fonts: Fonts) -> None:
    _, layout, row = laid(
        fonts, line("1-101", "苏红艳", phones=(("本人", "13800001234"), ("女儿", "13900005678")))
    )
    assert row.units == 1
    sizes = [text.size for text in row.texts if isinstance(text, Text) and text.text.startswith("13")]
    assert sizes == [10.5, 10.5]
    assert layout.cuts == []


# --- rows and doors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "units"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (13, 4)])
def test_a_household_with_many_to_see_takes_more_rows(fonts: Fonts, people: int, units: int) -> None:
    to_see = tuple(PersonToSee(f"陈国栋{at}", "", "关爱") for at in range(people))
    form, _, row = laid(fonts, line("1-101", "陈国栋", to_see=to_see))
    assert row.units == units
    left, right = cell_of(form, form.by_name["看望谁"].x + 1)
    boxes = [
        shape for shape in row.ticks.operations if isinstance(shape, Rectangle) and left < shape.x < right
    ]
    assert len(boxes) == people
    names = {
        text.size for text in row.texts if isinstance(text, Text) and text.text in {p.name for p in to_see}
    }
    assert names <= {11}


def test_more_people_than_a_page_holds_are_told(fonts: Fonts) -> None:
    to_see = tuple(PersonToSee(f"租客{at}") for at in range(40))
    _, layout, row = laid(fonts, line("1-101", "房东", to_see=to_see))
    assert row.units == ROWS
    (cut,) = layout.cuts
    assert cut.printed.endswith("…等共 40 人")


def test_handwriting_lines_are_eight_millimetres_apart(fonts: Fonts) -> None:
    form, _, row = laid(fonts, line("1-101", "苏红艳", to_see=tuple(PersonToSee("甲") for _ in range(6))))
    words = max(text.y for text in row.ticks.operations if isinstance(text, Text) and text.text == "平安")
    heights = sorted(shape.y1 for shape in row.ticks.operations if isinstance(shape, Line))
    assert len(heights) >= 3
    assert all(below - above >= 8 * MM for above, below in zip([words, *heights], heights, strict=False))
    assert form.columns[-1].w == pytest.approx(56 * MM)


def test_a_door_stands_once_with_its_households_beneath(fonts: Fonts) -> None:
    document = lay_out(
        [sheet(line("1-101", "苏红艳"), line("1-101", "欧阳思远"), line("1-102", "陈国栋"))], fonts
    )
    doors = [text.text for text in texts(document.pages[0]) if text.text.startswith("1-10")]
    assert doors == ["1-101", "1-102"]
    # no rule through the door's cell between the two households
    second = BODY_TOP + UNIT
    rules = [
        shape
        for shape in placed(document.pages[0].operations)
        if isinstance(shape, Line) and shape.y1 == shape.y2 == second
    ]
    assert not [rule for rule in rules if rule.x1 < LEFT + 20 * MM < rule.x2]
    assert [rule for rule in rules if rule.x1 < LEFT + 100 * MM < rule.x2]


def test_a_door_stands_again_where_a_page_begins(fonts: Fonts) -> None:
    document = lay_out([sheet(*(line("1-101", f"住户{at}") for at in range(12)))], fonts)
    assert [[text.text for text in texts(page)].count("1-101") for page in document.pages] == [1, 1]


def test_the_same_room_of_another_building_is_another_door(fonts: Fonts) -> None:
    document = lay_out(
        [sheet(line("1-101", "苏红艳"), line("1-101", "陈国栋", building="芸溪里5号楼"))], fonts
    )
    assert [text.text for text in texts(document.pages[0])].count("1-101") == 2


def test_how_to_get_in_stands_once_where_the_building_begins(fonts: Fonts) -> None:
    note = "从东门进，按 0602 请保安开门"
    lines = [line(f"1-{at}01", f"住户{at}", entry_note=note) for at in range(1, 13)]
    document = lay_out([sheet(*lines)], fonts)
    assert all_texts(document).count(note) == 1
    y = next(text.y for text in texts(document.pages[0]) if text.text == note)
    assert BODY_TOP < y < BODY_TOP + 6 * MM
    assert [printed.page for printed in document.lines].count(1) == 8


# --- pages ------------------------------------------------------------------------------------------------------------


def test_eight_rows_a_page_and_three_blank_lines_on_the_last(fonts: Fonts) -> None:
    document = lay_out([sheet(*(line(f"1-{at}01", f"住户{at}") for at in range(1, 15)))], fonts)
    assert [printed.page for printed in document.lines] == [1] * 8 + [2] * 6
    counts = [[text.text for text in texts(page) if text.text.startswith("新")] for page in document.pages]
    assert counts == [[], ["新1", "新2", "新3"]]
    assert "路上遇到／新住户" in all_texts(document)


@pytest.mark.parametrize("households", [1, 6, 7, 8, 9, 16, 40])
def test_no_page_holds_blank_lines_alone(fonts: Fonts, households: int) -> None:
    document = lay_out([sheet(*(line(f"{at}-101", f"住户{at}") for at in range(households)))], fonts)
    assert {printed.page for printed in document.lines} == set(range(1, len(document.pages) + 1))
    for page in document.pages:
        assert all(text.y < page.height - 8 * MM for text in texts(page))


def test_each_sheet_counts_its_own_pages_and_lines(fonts: Fonts) -> None:
    sheets = [
        sheet(*(line(f"1-{at}01", "住户", key=f"a{at}") for at in range(10)), number="A7-K3M9-X"),
        sheet(line("2-101", "住户", key="b0"), number="A7-K3MA-4"),
    ]
    document = lay_out(sheets, fonts)
    numbers = [text.text for page in document.pages for text in texts(page) if text.text.startswith("第 ")]
    assert numbers == ["第 1 / 2 页", "第 2 / 2 页", "第 1 / 1 页"]
    assert [(p.sheet, p.line, p.page, p.key) for p in document.lines[-2:]] == [
        ("A7-K3M9-X", 10, 2, "a9"),
        ("A7-K3MA-4", 1, 1, "b0"),
    ]


def test_lines_are_kept_as_printed(fonts: Fonts) -> None:
    whole = line("1-101", "苏红艳", people=3, promised="9月前答复", phones=(("女儿", "13800001234"),))
    (printed,) = lay_out([sheet(whole)], fonts).lines
    assert printed.cells == (
        ("行号", "1"),
        ("门牌", "芸溪里3号楼 1-101"),
        ("户主(人数)", "苏红艳 3人"),
        ("看望谁", "□苏红艳 关爱"),
        ("电话", "女儿 138 0000 1234"),
        ("上次答应的事", "9月前答复"),
    )


def test_nothing_to_print_is_said(fonts: Fonts) -> None:
    for sheets in ([], [sheet()]):
        with pytest.raises(UserError, match="没有要打印的住户"):
            lay_out(sheets, fonts)


def test_an_empty_sheet_among_others_is_left_out(fonts: Fonts) -> None:
    assert len(lay_out([sheet(), sheet(line("1-101", "苏红艳"))], fonts).pages) == 1


# --- names and privacy ------------------------------------------------------------------------------------------------


def test_names_that_no_font_has_are_listed_before_printing(fonts: Fonts) -> None:
    document = lay_out([sheet(line("1-101", "苏红艳"), line("1-102", "林\U0003134a"))], fonts)
    assert {(m.sheet, m.line, m.text, m.characters) for m in document.missing} == {
        ("A7-K3M9-X", 2, "林\U0003134a", "\U0003134a")
    }


def test_a_line_break_in_a_promise_is_no_missing_character(fonts: Fonts) -> None:
    document = lay_out([sheet(line("1-101", "苏红艳", promised="问补贴\n问窗户"))], fonts)
    assert document.missing == ()
    assert {"问补贴", "问窗户"} <= {text.text for text in texts(document.pages[0])}
    assert "\n" not in "".join(text.text for text in texts(document.pages[0]))


def test_markup_in_a_name_is_only_text(fonts: Fonts, tmp_path: Path) -> None:
    document = lay_out([sheet(line("1-101", "<b>&苏<br/>"))], fonts)
    write(document, tmp_path / "走访单.pdf", fonts)
    reader = PdfReader(tmp_path / "走访单.pdf")
    assert "<b>&苏<br/>" in reader.pages[0].extract_text().replace("\n", "")


@pytest.mark.parametrize(
    "number",
    [
        "350212196612151237",
        "35021219661215123X",
        "350212 19661215 1237",
        "350212-1966-1215-1237",
        "350212661215123",
        "３５０２１２１９６６１２１５１２３７",
        "35021219661215123742",
        "35021219661215123742B1",
    ],
)
@pytest.mark.parametrize("edition", list(Edition))
def test_no_id_number_reaches_the_paper(fonts: Fonts, number: str, edition: Edition) -> None:
    text = f"补办{number}的证"
    person = PersonToSee(text, text, text, text)
    given_line = SheetLine(
        door=text,
        building=text,
        place=text,
        entry_note=text,
        head=text,
        people=2,
        to_see=(person,),
        phones=((text, number),),
        promised=text,
    )
    document = lay_out([sheet(given_line, edition=edition)], fonts)
    everything = all_texts(document) + str(document.lines) + str(document.cuts) + str(document.missing)
    digits = "".join(character for character in everything if character.isdigit() or character.isspace())
    assert number[:6] not in everything
    assert not [run for run in digits.split() if len(run) >= 15]
    assert number.replace(" ", "")[6:14] not in everything


@given(given_line=LINES)
def test_a_volunteers_sheet_carries_nothing_but_door_salutation_and_reminder(
    fonts: Fonts, given_line: SheetLine
) -> None:
    bare = SheetLine(
        door=given_line.door,
        building=given_line.building,
        place=given_line.place,
        entry_note=given_line.entry_note,
        to_see=tuple(PersonToSee("", person.salutation, "", person.reminder) for person in given_line.to_see),
    )
    full, less = (lay_out([sheet(one, edition=Edition.VOLUNTEER)], fonts) for one in (given_line, bare))
    assert all_texts(full) == all_texts(less)
    assert full.lines == less.lines


def test_a_phone_number_in_a_reminder_stays_off_the_volunteers_sheet(fonts: Fonts) -> None:
    person = PersonToSee("苏红艳", "苏阿姨", "关爱", "先打 138 0000 1234 或 0592-7057479")
    document = lay_out([sheet(line("1-101", "苏红艳", to_see=(person,)), edition=Edition.VOLUNTEER)], fonts)
    words = all_texts(document)
    assert "苏阿姨" in words
    assert "（电话不印）" in words.replace("\n", "")
    for hidden in ("苏红艳", "关爱", "1234", "7057479"):
        assert hidden not in words


def test_the_same_sheet_is_the_same_file(fonts: Fonts) -> None:
    def made() -> Document:
        return lay_out([sheet(line("1-101", "苏红艳"), line("1-102", "𠮷田惠子"))], fonts)

    assert pdf_bytes(made(), fonts) == pdf_bytes(made(), fonts)


def test_other_words_to_tick_are_printed_and_never_more_than_nine(fonts: Fonts) -> None:
    words = tuple(f"结果{at}" for at in range(12))
    document = lay_out([sheet(line("1-101", "苏红艳"), outcomes=words)], fonts)
    assert [text.text for text in texts(document.pages[0]) if text.text in words] == list(words[:9])


def test_a_paper_of_many_pages_has_them_all(fonts: Fonts) -> None:
    document = lay_out([sheet(*(line(f"{at}-101", f"住户{at}") for at in range(200)))], fonts)
    data = pdf_bytes(document, fonts)
    assert len(PdfReader(io.BytesIO(data)).pages) == len(document.pages) == 26
    assert all(f"第 {at} / 26 页" in text for at, text in enumerate(pdf_texts(data), start=1))


def test_it_says_of_each_page_which_sheet_it_belongs_to(fonts: Fonts) -> None:
    long = sheet(*(line(f"2-{number}", "苏红艳") for number in range(17)), number="A7-AAAA-A")
    laid_out = lay_out([long, sheet(line("1-101", "陈大海"), number="A7-BBBB-B")], fonts)
    assert laid_out.page_sheets == ("A7-AAAA-A",) * 3 + ("A7-BBBB-B",)
    assert len(laid_out.page_sheets) == len(laid_out.pages)
