"""The form of a visit sheet: columns, header, headings, result boxes, foot and the last page's blank lines.

Millimetres and columns are DOMAIN.md's (section 6). Nothing here knows a household.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from community_desk.printing.fitting import fit
from community_desk.printing.fonts import Fonts, HanFont
from community_desk.printing.page import A4_LANDSCAPE, MM, Line, Operation, Placed, Rectangle, Stamp, Text
from community_desk.printing.symbols import code_128, qr_code

WIDTH, HEIGHT = A4_LANDSCAPE
UNIT = 17 * MM
ROWS = 8
LEFT = 17.5 * MM  # leaves room for a binder's holes
HEAD_TOP, HEAD_HEIGHT = 33 * MM, 6.5 * MM
BODY_TOP = HEAD_TOP + HEAD_HEIGHT
BODY_BOTTOM = 183.5 * MM  # eight rows and one line on how to get in
ENTRY_HEIGHT = 5.5 * MM
BLANK_TITLE, BLANK_ROW, BLANK_ROWS = 6.5 * MM, 10 * MM, 3
PAD = 1.2 * MM
WRITING_LINE = 8.5 * MM  # DOMAIN.md asks for 8 mm or more
BASELINE = 5.2 * MM  # of the first text in every cell of a line: the eye runs along it
BOX, BOX_GAP = 3 * MM, 1 * MM
# Laser printers break up lines thinner than 0.4 pt.
THIN, MEDIUM, THICK = 0.5, 0.9, 1.4

SITUATION_WORDS = ("平安", "要跟进")


class Column(NamedTuple):
    """Left edge (from the table's) and width in points, and the heading."""

    title: str
    x: float
    w: float


_STAFF = (
    ("行号", 8),
    ("门牌", 26),
    ("户主(人数)", 22),
    ("看望谁", 36),
    ("电话", 27),
    ("上次答应的事", 42),
    ("结果", 45),
    ("情况", 56),
)
_VOLUNTEER = (("行号", 10), ("门牌", 40), ("称呼", 42), ("提醒", 66), ("结果", 45), ("情况", 59))


def _columns(widths: Sequence[tuple[str, float]]) -> tuple[Column, ...]:
    columns: list[Column] = []
    x = 0.0
    for title, width in widths:
        columns.append(Column(title, x * MM, width * MM))
        x += width
    return tuple(columns)


@dataclass(slots=True)
class Form:
    """What all pages of one edition share. Belongs to one job: not for several threads."""

    title: str
    columns: tuple[Column, ...]
    by_name: dict[str, Column]
    people_column: str
    headings: Stamp
    answers: tuple[Operation, ...]  # the words to tick, from the table's left edge
    foot: Stamp
    left: float = LEFT
    _ticks: dict[tuple[int, tuple[float, ...]], Stamp] = field(default_factory=dict)

    def ticks(self, units: int, people: tuple[float, ...]) -> Stamp:
        """All boxes and writing lines of a row of so many units, with a box on each of these baselines for a person.

        Rows of one kind share one stamp: a thousand pages hold some twenty kinds.
        """
        known = self._ticks.get((units, people))
        if known is None:
            situation = self.columns[-1]
            left, right = situation.x + PAD, situation.x + situation.w - PAD
            bottom = units * UNIT - 1.8 * MM
            count = max(1, int((bottom - BASELINE - 1.2 * MM) / WRITING_LINE))
            lines = [bottom - at * WRITING_LINE for at in range(count)]
            operations: list[Operation] = [Line(left, y, right, y, THIN) for y in lines]
            x = self.by_name[self.people_column].x + PAD
            operations += [box(x, baseline) for baseline in people]
            stamp = Stamp(self.width, units * UNIT, (*operations, *self.answers))
            known = self._ticks[units, people] = stamp
        return known

    @property
    def width(self) -> float:
        """Of the whole table."""
        return self.columns[-1].x + self.columns[-1].w


def make_form(fonts: Fonts, outcomes: Sequence[str], *, volunteer: bool) -> Form:
    """The form of the staff's or the volunteers' edition with these words to tick in the result column."""
    columns = _columns(_VOLUNTEER if volunteer else _STAFF)
    by_name = {column.title: column for column in columns}
    width = columns[-1].x + columns[-1].w
    return Form(
        title="走访单（志愿者）" if volunteer else "走访单",
        columns=columns,
        by_name=by_name,
        people_column="称呼" if volunteer else "看望谁",
        headings=_headings(fonts, columns, width),
        answers=_answers(fonts, by_name, outcomes),
        foot=_foot(fonts, width),
    )


def box(x: float, baseline: float, side: float = BOX) -> Rectangle:
    """A box to tick beside a 10 pt word (☑ and its like are in no font)."""
    return Rectangle(x, baseline - 1.35 * MM - side / 2, side, side, 0.7)


def _headings(fonts: Fonts, columns: tuple[Column, ...], width: float) -> Stamp:
    operations: list[Operation] = [
        Line(0, 0, width, 0, THICK),
        Line(0, HEAD_HEIGHT, width, HEAD_HEIGHT, THICK),
    ]
    for column in columns:
        size = 10.5 if fonts.bold.width(column.title, 10.5) <= column.w - 2 else 9.5
        x = column.x + (column.w - fonts.bold.width(column.title, size)) / 2
        operations.append(Text(x, 4.6 * MM, column.title, size, bold=True))
    return Stamp(width, HEAD_HEIGHT, tuple(operations))


def _answers(fonts: Fonts, by_name: dict[str, Column], outcomes: Sequence[str]) -> tuple[Operation, ...]:
    """The words of the result column with their boxes, three to a row, and the two of the situation column."""
    operations: list[Operation] = []
    rows = -(-len(outcomes) // 3)
    step = min(5.1 * MM, (UNIT - BASELINE - 1.2 * MM) / max(1, rows - 1))
    # The first column takes the words of three characters.
    start = by_name["结果"].x
    lefts = (start + PAD, start + 18.2 * MM, start + 31.8 * MM)
    rights = (*(left - 0.6 * MM for left in lefts[1:]), start + by_name["结果"].w - 0.4 * MM)
    for place, word in enumerate(outcomes):
        baseline = BASELINE + place // 3 * step
        x = lefts[place % 3]
        operations += _choice(fonts.regular, x, baseline, rights[place % 3] - x, word)
    x = by_name["情况"].x + PAD
    for word in SITUATION_WORDS:
        operations += _choice(fonts.regular, x, BASELINE, 25 * MM, word)
        x += 18 * MM
    return tuple(operations)


def _choice(font: HanFont, x: float, baseline: float, width: float, word: str) -> list[Operation]:
    fitted = fit(font, word, width - BOX - BOX_GAP, 10, (10, 9.5, 9, 8.5, 8, 7.5, 7))
    return [box(x, baseline), Text(x + BOX + BOX_GAP, baseline, fitted.printed, fitted.size)]


def _foot(fonts: Fonts, width: float) -> Stamp:
    """走访人 ×2, date, from–to, number of households seen: lines to write on."""
    operations: list[Operation] = []
    baseline = 10 * MM

    def word(x: float, text: str) -> float:
        operations.append(Text(x, baseline, text, 11))
        return x + fonts.regular.width(text, 11)

    def rule(x: float, length: float) -> float:
        operations.append(Line(x, baseline + 1.2 * MM, x + length, baseline + 1.2 * MM, THIN))
        return x + length

    x = rule(word(0, "走访人") + 2 * MM, 38 * MM)
    x = rule(x + 4 * MM, 38 * MM)
    x = rule(word(x + 7 * MM, "日期") + 2 * MM, 34 * MM)
    x = rule(word(x + 7 * MM, "起止时间") + 2 * MM, 22 * MM)
    x = rule(word(x + 1.5 * MM, "—") + 1.5 * MM, 22 * MM)
    x = rule(word(x + 7 * MM, "看望") + 1.5 * MM, 16 * MM)
    word(x + 1.5 * MM, "户")
    return Stamp(width, 12 * MM, tuple(operations))


class HeaderTexts(NamedTuple):
    """What stands above the table, cleaned."""

    number: str
    community: str
    area: str
    households: int
    printed: str  # by whom and when


def header(fonts: Fonts, form: Form, texts: HeaderTexts) -> tuple[Stamp, bool]:
    """The part of the header that all pages of a sheet share, and whether the area had to be cut.

    Origin is the page's upper left corner. Title and sheet number are large: they are read at arm's length.
    """
    left, right = form.left, form.left + form.width
    operations: list[Operation] = []
    qr_side, bar_width, bar_height = 16 * MM, 40 * MM, 9 * MM
    top = 11.5 * MM
    qr_x = right - qr_side
    operations.append(Placed(qr_x, top, qr_code(texts.number, qr_side)))
    bar_x = qr_x - 5 * MM - bar_width
    operations.append(
        Placed(bar_x, top + qr_side - bar_height, code_128(texts.number, bar_width, bar_height))
    )
    number = fit(fonts.bold, texts.number, bar_width, 20, (20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10))
    operations.append(Text(bar_x, top + 4.9 * MM, number.printed, number.size, bold=True))

    community = fit(fonts.bold, texts.community, 110 * MM, 12, (12, 11, 10, 9, 8, 7))
    operations.append(Text(left, 14.2 * MM, community.printed, community.size, bold=True))
    after = left + fonts.bold.width(community.printed, community.size) + 4 * MM
    operations += _notice(fonts, after, 14.2 * MM)
    operations.append(Text(left, 24.3 * MM, form.title, 24, bold=True))
    area_x = left + fonts.bold.width(form.title, 24) + 5 * MM
    # The page number stands between area and barcode.
    area = fit(fonts.bold, texts.area, bar_x - 34 * MM - area_x, 10.5 * MM, (15, 14, 13, 12, 11, 10, 9, 8, 7))
    step = area.size * 1.2
    for place, line in enumerate(area.lines):
        y = 24.3 * MM - step * (len(area.lines) - 1 - place)
        operations.append(Text(area_x, y, line, area.size, bold=True))
    said = f"共 {texts.households} 户　打印：{texts.printed}"
    printed = fit(fonts.regular, said, bar_x - left - 4 * MM, 10, (10, 9.5, 9, 8.5, 8, 7.5, 7))
    operations.append(Text(left, 30 * MM, printed.printed, printed.size))
    return Stamp(WIDTH, HEAD_TOP, tuple(operations)), area.cut


def _notice(fonts: Fonts, x: float, baseline: float) -> list[Operation]:
    words = "内部使用 用后收回"
    width = fonts.bold.width(words, 10) + 4 * MM
    return [
        Rectangle(x, baseline - 4.2 * MM, width, 5.6 * MM, MEDIUM),
        Text(x + 2 * MM, baseline - 0.1 * MM, words, 10, bold=True),
    ]


def page_number(fonts: Fonts, form: Form, page: int, pages: int) -> Text:
    """第 2 / 5 页, beside the barcode."""
    words = f"第 {page} / {pages} 页"
    right = form.left + form.width - (16 + 5 + 40 + 5) * MM
    return Text(right - fonts.bold.width(words, 14), 16.4 * MM, words, 14, bold=True)


def blank_lines(fonts: Fonts, form: Form, y: float) -> list[Operation]:
    """Three lines for people met on the way and new tenants, under the same columns, numbered 新1 to 新3."""
    left, right = form.left, form.left + form.width
    title = "路上遇到／新住户"
    operations: list[Operation] = [
        Text(left + PAD, y + 4.6 * MM, title, 11, bold=True),
        Text(
            left + PAD + fonts.bold.width(title, 11) + 3 * MM,
            y + 4.6 * MM,
            "单子上没有的人家记在这里：门牌、姓名、电话、说了什么",
            10,
        ),
    ]
    top = y + BLANK_TITLE
    bottom = top + BLANK_ROWS * BLANK_ROW
    last = form.by_name["结果"].x  # result and situation are one field here
    for row in range(BLANK_ROWS + 1):
        at = top + row * BLANK_ROW
        operations.append(Line(left, at, right, at, MEDIUM if row in (0, BLANK_ROWS) else THIN))
    inner = [left + column.x for column in form.columns[1:] if column.x <= last]
    operations += [Line(x, top, x, bottom, THIN) for x in inner]
    operations += [Line(x, top, x, bottom, MEDIUM) for x in (left, right)]
    for row in range(BLANK_ROWS):
        name = f"新{row + 1}"
        x = left + (form.columns[0].w - fonts.regular.width(name, 10)) / 2
        operations.append(Text(x, top + row * BLANK_ROW + 6.2 * MM, name, 10))
    return operations
