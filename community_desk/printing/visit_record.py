"""单户探访记录: one household on one A4 page, for a long visit: five checks of three questions, needs, what was done.

"一切如常" comes first, so that a visit without news is one tick. Questions that concern nobody of the household are
crossed out in print. No ID number and no category stands on it (DOMAIN.md section 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community_desk.domain.errors import UserError
from community_desk.domain.masking import mask_ids_in
from community_desk.domain.phones import grouped
from community_desk.printing.fitting import clean, fit
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    A4_PORTRAIT,
    MM,
    Cut,
    Document,
    Line,
    Missing,
    Operation,
    Page,
    Placed,
    Rectangle,
    Text,
)
from community_desk.printing.symbols import qr_code


class Concern(StrEnum):
    """Whom a question is about: an elder, a child, somebody disabled or ill; "" everybody."""

    EVERYBODY = ""
    ELDER = "elder"
    CHILD = "child"
    FRAIL = "frail"


CHECKS: tuple[tuple[str, tuple[tuple[str, tuple[Concern, ...]], ...]], ...] = (
    (
        "健康",
        (
            ("身体和饮食", ()),
            ("按时吃药、复查", (Concern.ELDER, Concern.FRAIL)),
            ("行动和辅具", (Concern.ELDER, Concern.FRAIL)),
        ),
    ),
    ("精神", (("情绪和睡眠", ()), ("与人来往", ()), ("监护人陪伴、学习", (Concern.CHILD,)))),
    (
        "安全",
        (
            ("用电、用气、用火", ()),
            ("防跌倒、紧急呼叫", (Concern.ELDER, Concern.FRAIL)),
            ("接送、防溺水", (Concern.CHILD,)),
        ),
    ),
    ("卫生", (("个人卫生", ()), ("居室整洁", ()), ("食物和饮水", ()))),
    ("环境", (("采光、通风、漏水", ()), ("楼道和出入", ()), ("邻里关系", ()))),
)
"""The five checks; the second of a question is whom it concerns, () for everybody."""
ANSWERS = ("好", "一般", "需跟进")

_WIDTH, _HEIGHT = A4_PORTRAIT
_LEFT, _RIGHT = 20 * MM, _WIDTH - 15 * MM
_BODY = 10.5
_PAD = 1.5 * MM
_ROW = 8.2 * MM
_BOX = 3.2 * MM
_CHECK_WIDTH, _QUESTION_WIDTH = 16 * MM, 48 * MM
_WRITING_LINE = 8.5 * MM  # DOMAIN.md asks for 8 mm or more
_PEOPLE_ROW = 7 * MM
_QR = 16 * MM
_THIN, _MEDIUM, _THICK = 0.5, 0.9, 1.4


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What is printed of a household. ``number`` and ``line`` are those of its visit sheet ("" and 0 without one).

    ``to_see`` are names, each with a reminder or ""; ``concerns`` says who lives there, as far as questions ask.
    """

    community: str
    door: str
    head: str
    people: int
    to_see: tuple[tuple[str, str], ...]
    phones: tuple[tuple[str, str], ...]
    promised: str
    concerns: frozenset[Concern]
    printed_by: str
    printed_at: datetime
    number: str = ""
    line: int = 0


def lay_out(records: Sequence[VisitRecord], fonts: Fonts) -> Document:
    """A page for each household. ``UserError`` where there is none."""
    if not records:
        raise UserError("没有要打印的住户，请先选一户。")
    laid = [_Record(record, fonts) for record in records]
    first = records[0]
    return Document(
        title="单户探访记录",
        author=first.community,
        made_at=first.printed_at,
        pages=tuple(each.page for each in laid),
        cuts=tuple(cut for each in laid for cut in each.cuts),
        missing=tuple(absent for each in laid for absent in each.missing),
        page_sheets=tuple(record.number for record in records),
    )


class _Record:
    """One page being laid out from the top down."""

    def __init__(self, record: VisitRecord, fonts: Fonts) -> None:
        self._record = record
        self._fonts = fonts
        self._operations: list[Operation] = []
        self.cuts: list[Cut] = []
        self.missing: list[Missing] = []
        y = self._header()
        y = self._household(y + 4 * MM)
        y = self._as_always(y + 5.5 * MM)
        y = self._checks(y + 3 * MM)
        for label, lines in (("需求", 2), ("处理", 4 - self._people_rows), ("转介", 2)):
            y = self._writing(y + 1.5 * MM, label, lines)
        self._foot(_HEIGHT - 25 * MM)
        self.page = Page(_WIDTH, _HEIGHT, tuple(self._operations))

    def _text(self, x: float, y: float, text: str, size: float = _BODY, *, bold: bool = False) -> float:
        self._operations.append(Text(x, y, text, size, bold))
        return x + self._fonts.weight(bold=bold).width(text, size)

    def _fitted(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        column: str,
        *,
        sizes: tuple[float, ...],
        bold: bool = False,
    ) -> float:
        """A text of the ledger on one line; no ID number is printed whatever comes in."""
        text = mask_ids_in(clean(text)).replace("\n", " ").strip()
        font = self._fonts.weight(bold=bold)
        fitted = fit(font, text, width, sizes[0] * 1.3, sizes)
        if fitted.cut:
            self.cuts.append(Cut(self._record.number, self._record.line, column, text, fitted.printed))
        if absent := self._fonts.regular.missing(text):
            self.missing.append(Missing(self._record.number, self._record.line, column, text, absent))
        return self._text(x, y, fitted.printed, fitted.size, bold=bold)

    def _header(self) -> float:
        record = self._record
        right = _RIGHT
        if record.number:
            right -= _QR + 4 * MM
            self._operations.append(Placed(_RIGHT - _QR, 12 * MM, qr_code(record.number, _QR)))
            said = f"{record.number} 第 {record.line} 行"
            width = self._fonts.bold.width(said, 12)
            self._text(right - width, 16 * MM, said, 12, bold=True)
        notice = "内部使用 用后收回"
        x = self._fitted(
            _LEFT, 16 * MM, 70 * MM, record.community, "社区", sizes=(12, 11, 10, 9, 8), bold=True
        )
        width = self._fonts.bold.width(notice, 9)
        self._operations.append(Rectangle(x + 3 * MM, 12.4 * MM, width + 3 * MM, 5 * MM, _MEDIUM))
        self._text(x + 4.5 * MM, 16 * MM, notice, 9, bold=True)
        self._text(_LEFT, 26 * MM, "单户探访记录", 20, bold=True)
        printed = f"打印：{clean(record.printed_by)} {record.printed_at:%Y-%m-%d %H:%M}"
        self._text(right - self._fonts.regular.width(printed, 9), 26 * MM, printed, 9)
        self._operations.append(Line(_LEFT, 30 * MM, _RIGHT, 30 * MM, _THICK))
        return 30 * MM

    def _household(self, y: float) -> float:
        record = self._record
        width = _RIGHT - _LEFT
        y += 4 * MM
        x = self._fitted(
            _LEFT, y, 105 * MM, record.door, "门牌", sizes=(16, 15, 14, 13, 12, 11, 10), bold=True
        )
        head = f"户主 {record.head}" + (f"（{record.people} 人）" if record.people else "")
        self._fitted(x + 6 * MM, y, _RIGHT - x - 6 * MM, head, "户主", sizes=(12, 11, 10, 9, 8))
        phones = "　".join(f"{label} {grouped(number)}".strip() for label, number in record.phones)
        y += 7.5 * MM
        self._text(_LEFT, y, "看望", _BODY, bold=True)
        self._people(_LEFT + 20 * MM, y)
        y += _PEOPLE_ROW * (self._people_rows - 1)
        sizes = (11, 10.5, 10, 9.5, 9, 8, 7)
        for label, text in (("电话", phones), ("上次答应", record.promised)):
            y += 7.5 * MM
            self._text(_LEFT, y, label, _BODY, bold=True)
            self._fitted(_LEFT + 20 * MM, y, width - 20 * MM, text, label, sizes=sizes)
        y += 3 * MM
        self._operations.append(Line(_LEFT, y, _RIGHT, y, _MEDIUM))
        return y

    @property
    def _people_rows(self) -> int:
        """Two people stand side by side; more than four are squeezed into two rows."""
        return 2 if len(self._record.to_see) > 2 else 1

    def _people(self, x: float, y: float) -> None:
        """A box before each name: seen in person."""
        across = -(-len(self._record.to_see) // self._people_rows)
        for place, (name, note) in enumerate(self._record.to_see):
            row, column = divmod(place, across)
            each = (_RIGHT - x) / across
            left, base = x + column * each, y + row * _PEOPLE_ROW
            self._box(left, base)
            said = f"{name}（{note}）" if note else name
            width = each - _BOX - 3 * MM
            self._fitted(left + _BOX + 1 * MM, base, width, said, "看望谁", sizes=(12, 11, 10, 9, 8, 7))

    def _as_always(self, y: float) -> float:
        y += 2 * MM
        self._box(_LEFT, y, 4.2 * MM)
        x = self._text(_LEFT + 6 * MM, y, "一切如常", 14, bold=True)
        self._text(x + 4 * MM, y, "（打了这个勾，下面只写有变化的；划去的不用问）", 10)
        return y

    def _checks(self, top: float) -> float:
        y = top
        answers = _LEFT + _CHECK_WIDTH + _QUESTION_WIDTH
        step = (_RIGHT - answers - 42 * MM) / len(ANSWERS)
        notes = answers + step * len(ANSWERS)
        self._operations.append(Line(_LEFT, y, _RIGHT, y, _THICK))
        for check, questions in CHECKS:
            height = _ROW * len(questions)
            middle = y + height / 2 + 1.9 * MM
            self._text(_LEFT + _PAD, middle, check, 13, bold=True)
            for place, (question, about) in enumerate(questions):
                base = y + _ROW * place + 5.4 * MM
                end = self._text(_LEFT + _CHECK_WIDTH + _PAD, base, question)
                x = answers
                for answer in ANSWERS:
                    self._box(x + _PAD, base)
                    end = self._text(x + _PAD + _BOX + 1 * MM, base, answer)
                    x += step
                if about and not self._record.concerns & set(about):
                    middle_line = base - 1.4 * MM
                    self._operations.append(
                        Line(_LEFT + _CHECK_WIDTH + 0.8 * MM, middle_line, end + 1 * MM, middle_line, _THICK)
                    )
                bottom = y + _ROW * (place + 1)
                last = place == len(questions) - 1
                start = _LEFT if last else _LEFT + _CHECK_WIDTH
                self._operations.append(Line(start, bottom, _RIGHT, bottom, _MEDIUM if last else _THIN))
            y += height
        for x in (_LEFT + _CHECK_WIDTH, answers, notes):
            self._operations.append(Line(x, top, x, y, _THIN))
        for x in (_LEFT, _RIGHT):
            self._operations.append(Line(x, top, x, y, _MEDIUM))
        return y

    def _writing(self, y: float, label: str, lines: int) -> float:
        for place in range(lines):
            y += _WRITING_LINE
            if not place:
                self._text(_LEFT, y - 1.5 * MM, label, 12, bold=True)
            self._operations.append(Line(_LEFT + 16 * MM, y, _RIGHT, y, _THIN))
        return y

    def _foot(self, y: float) -> None:
        self._line_to_fill(y, (("被访人签字（自愿）", 42 * MM), ("探访人", 62 * MM)))
        self._line_to_fill(y + 10 * MM, (("日期", 42 * MM), ("起止时间", 38 * MM)))

    def _line_to_fill(self, y: float, fields: tuple[tuple[str, float], ...]) -> None:
        x = _LEFT
        for label, length in fields:
            x = self._text(x, y, label, 11) + 2 * MM
            self._operations.append(Line(x, y + 1 * MM, x + length, y + 1 * MM, 0.6))
            x += length + 6 * MM

    def _box(self, x: float, baseline: float, side: float = _BOX) -> None:
        self._operations.append(Rectangle(x, baseline - 1.4 * MM - side / 2, side, side, 0.7))
