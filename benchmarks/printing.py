"""Visit sheets for 12,000 residents on 1,000 pages: this program beside two ways to do the same with ReportLab alone.

    python benchmarks/printing.py [--quick] [--check]

In one process, fonts loaded before the clock starts, rounds interleaved, medians:

- ours: lay_out (wrapping, fitting, collecting cuts) and the PDF's bytes
- paragraphs: one LongTable of Paragraphs with the same columns and texts for the whole job, as one would write it
- paragraphs, a table a sheet: the same with a LongTable for each sheet of 38 households (long ones are slower)
- bare text: canvas.drawString of the same texts at the same places, already wrapped and measured; no lines, no boxes

All draw the sheet's QR code on every page. The others use ReportLab's own TTFont of the same files: the rare characters
of the data come out as boxes there, and their text layer is wrong.
--check exits with 1 if ours is not at least 6 times as fast as the LongTable, or takes more than 1.3 times bare text.
"""

import argparse
import gc
import io
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, NextPageTemplate, PageBreak, Paragraph
from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.frames import Frame

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.printing.page import A4_LANDSCAPE, MM, Document, Group, Operation, Placed, Text
from community_desk.printing.page import Path as Outline
from community_desk.printing.pdf import pdf_bytes
from community_desk.printing.symbols import qr_code
from community_desk.printing.visit_sheet import OUTCOMES, PersonToSee, SheetLine, VisitSheet, lay_out
from community_desk.shipped import resource_path

FASTER_THAN_PARAGRAPHS = 6.0
OF_BARE_TEXT = 1.3
PAGES_A_SHEET, LINES_A_SHEET = 5, 38  # four pages of eight, six and the blank lines on the last
QR_SIDE = 16 * MM

_SURNAMES = "陈林黄张李王吴郑周苏赵叶洪许杨蔡曾谢郭欧"
_GIVEN = "美玲志强淑芬建伟桂兰海燕文彬丽娟国栋红艳思远惠明秀英玉珍晓东雅雯"
_RARE = ("𠮷", "𬭚", "䶮", "㛃", "𫍯", "𡈼")
_REMINDERS = ("听力弱，多敲一会儿", "一人住，晚上八点前来", "腿脚不便，请稍等", "先打电话再上门")
_PROMISES = (
    "帮忙问助听器补贴，9月前答复",
    "看看楼道灯修好没有",
    "租客想办居住证，要带租房合同；孩子入学材料一并问",
    "答应带新农合的表，并说明怎么填",
)


def sheets(pages: int, residents: int) -> list[VisitSheet]:
    """Synthetic sheets: so many pages, so many people to see in all."""
    rng = random.Random(20260302)
    count = pages // PAGES_A_SHEET
    households = count * LINES_A_SHEET
    sizes = [1] * households
    for _ in range(residents - households):
        at = rng.randrange(households)
        while sizes[at] > 2:
            at = rng.randrange(households)
        sizes[at] += 1
    people = iter(sizes)
    return [_sheet(rng, number, people) for number in range(count)]


def _sheet(rng: random.Random, number: int, sizes: Iterator[int]) -> VisitSheet:
    building = f"芸溪里{number + 1}号楼"
    lines = []
    for at in range(LINES_A_SHEET):
        size = next(sizes)
        names = [_name(rng) for _ in range(size)]
        to_see = tuple(
            PersonToSee(
                name,
                paper_word="关爱" if rng.random() < 0.3 else "",
                reminder=rng.choice(_REMINDERS) if size == 1 and rng.random() < 0.3 else "",
            )
            for name in names
        )
        phones = [("", f"138{rng.randrange(10**8):08d}")]
        if rng.random() < 0.2:
            phones.append(("女儿", f"139{rng.randrange(10**8):08d}"))
        lines.append(
            SheetLine(
                door=f"{at // 20 + 1}-{at // 4 % 5 + 1}0{at % 4 + 1}",
                building=building,
                entry_note="从东门进，按 0602 请保安开门",
                head=names[0],
                people=size,
                to_see=to_see,
                phones=tuple(phones),
                promised=rng.choice(_PROMISES) if rng.random() < 0.4 else "",
            )
        )
    return VisitSheet(
        number=f"A7-{number:04d}-X",
        community="芸溪社区",
        area=f"第{number % 7 + 1}网格 · {building}",
        printed_by="经办人",
        printed_at=datetime(2026, 3, 2, 9, 15),  # noqa: DTZ001 - papers carry local time
        lines=tuple(lines),
    )


def _name(rng: random.Random) -> str:
    given = "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2))))
    return rng.choice(_SURNAMES) + (rng.choice(_RARE) if rng.random() < 0.02 else "") + given


def ours(job: list[VisitSheet], fonts: Fonts) -> bytes:
    """What the program does."""
    return pdf_bytes(lay_out(job, fonts), fonts)


# --- bare canvas text ------------------------------------------------------------------------------------------------


def bare_runs(document: Document) -> list[list[tuple[float, float, str, float, bool]]]:
    """Of every page the texts with their places from the lower left corner."""
    pages = []
    for page in document.pages:
        runs: list[tuple[float, float, str, float, bool]] = []
        _flatten(page.operations, 0, 0, page.height, runs)
        pages.append(runs)
    return pages


def _flatten(
    operations: tuple[Operation, ...],
    dx: float,
    dy: float,
    height: float,
    runs: list[tuple[float, float, str, float, bool]],
) -> None:
    for operation in operations:
        if isinstance(operation, Text):
            runs.append(
                (operation.x + dx, height - operation.y - dy, operation.text, operation.size, operation.bold)
            )
        elif isinstance(operation, Placed):
            _flatten(operation.stamp.operations, operation.x + dx, operation.y + dy, height, runs)
        elif isinstance(operation, Group):
            _flatten(operation.operations, operation.x + dx, operation.y + dy, height, runs)


def bare_text(pages: list[list[tuple[float, float, str, float, bool]]], numbers: list[str]) -> bytes:
    """canvas.drawString for every text, nothing else but the QR code."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4_LANDSCAPE, pageCompression=1, initialFontName="Sans")
    for page, number in zip(pages, numbers, strict=True):
        font = ("", 0.0)
        for x, y, text, size, bold in page:
            wanted = ("SansBold" if bold else "Sans", size)
            if wanted != font:
                canvas.setFont(*wanted)
                font = wanted
            canvas.drawString(x, y, text)
        _draw_qr(canvas, number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_qr(canvas: Any, number: str) -> None:
    path = canvas.beginPath()
    (modules,) = qr_code(number, QR_SIDE).operations
    assert isinstance(modules, Outline)
    rectangles: Any = modules.segments
    for _, x, y, w, h in rectangles:
        path.rect(263 * MM + x, 198 * MM - y - h, w, h)
    canvas.drawPath(path, stroke=0, fill=1)


# --- LongTable + Paragraph -------------------------------------------------------------------------------------------

_WIDTHS = [width * MM for width in (8, 26, 22, 36, 27, 42, 45, 56)]
_TITLES = ("行号", "门牌", "户主(人数)", "看望谁", "电话", "上次答应的事", "结果", "情况")


def paragraphs(job: list[VisitSheet], *, a_table_a_sheet: bool) -> bytes:
    """The same columns as Paragraphs in LongTables, with header, QR code and heading rows on every page."""
    body = ParagraphStyle("body", fontName="Sans", fontSize=10, leading=12, wordWrap="CJK")
    bold = ParagraphStyle("bold", parent=body, fontName="SansBold")
    heading = [Paragraph(title, bold) for title in _TITLES]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "#000000"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    tick = [Paragraph(" ".join("□" + word for word in OUTCOMES), body), Paragraph("□平安 □要跟进", body)]
    stream = io.BytesIO()
    frame = Frame(17.5 * MM, 20 * MM, 262 * MM, 157 * MM, 0, 0, 0, 0)
    document = BaseDocTemplate(stream, pagesize=A4_LANDSCAPE, pageCompression=1, initialFontName="Sans")

    def template(sheet: VisitSheet) -> PageTemplate:
        def draw(canvas: Any, doc: Any) -> None:
            canvas.setFont("SansBold", 14)
            canvas.drawString(17.5 * MM, 190 * MM, f"{sheet.community} 走访单 {sheet.area} 第 {doc.page} 页")
            canvas.setFont("Sans", 10)
            canvas.drawString(17.5 * MM, 183 * MM, f"{sheet.number} 内部使用 用后收回 {sheet.printed_by}")
            canvas.drawString(17.5 * MM, 10 * MM, "走访人 日期 起止时间 看望 户")
            _draw_qr(canvas, sheet.number)

        return PageTemplate(sheet.number, [frame], onPage=draw)

    chosen = job if a_table_a_sheet else job[:1]
    document.addPageTemplates([template(sheet) for sheet in chosen])
    story: list[Any] = []
    rows: list[list[Any]] = [heading]
    for sheet in job:
        if a_table_a_sheet and story:
            story += [NextPageTemplate(sheet.number), PageBreak()]
        rows += [[*_row(number, line, body, bold), *tick] for number, line in enumerate(sheet.lines, 1)]
        if a_table_a_sheet:
            story.append(_table(rows, style))
            rows = [heading]
    if not a_table_a_sheet:
        story.append(_table(rows, style))
    document.build(story)
    return stream.getvalue()


def _table(rows: list[list[Any]], style: list[Any]) -> LongTable:
    heights = [6.5 * MM] + [17 * MM] * (len(rows) - 1)
    return LongTable(rows, _WIDTHS, heights, repeatRows=1, style=style)


def _row(number: int, line: SheetLine, body: ParagraphStyle, bold: ParagraphStyle) -> list[Any]:
    people = "<br/>".join(
        escape(f"□{person.name} {person.paper_word} {person.reminder}") for person in line.to_see
    )
    return [
        Paragraph(str(number), bold),
        Paragraph(escape(f"{line.door} {line.building}"), bold),
        Paragraph(escape(f"{line.head} {line.people}人"), bold),
        Paragraph(people, body),
        Paragraph("<br/>".join(escape(f"{label} {phone}") for label, phone in line.phones), body),
        Paragraph(escape(line.promised), body),
    ]


# --- measuring -------------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Visit sheets beside LongTable + Paragraph and bare canvas text."
    )
    parser.add_argument("--quick", action="store_true", help="100 pages instead of 1,000")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    pages, residents = (100, 1_200) if arguments.quick else (1_000, 12_000)

    fonts = load_fonts()
    for name, file in (("Sans", "NotoSansSC_400Regular.ttf"), ("SansBold", "NotoSansSC_700Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(resource_path("fonts", file))))
    rl_config.useA85 = 0  # the faster setting; ReportLab's default makes files 15 % larger
    job = sheets(pages, residents)
    document = lay_out(job, fonts)
    assert len(document.pages) == pages, len(document.pages)
    assert not document.cuts
    assert not document.missing
    runs = bare_runs(document)
    numbers = [sheet.number for sheet in job for _ in range(PAGES_A_SHEET)]
    ways: dict[str, Callable[[], bytes]] = {
        "ours": lambda: ours(job, fonts),
        "paragraphs": lambda: paragraphs(job, a_table_a_sheet=False),
        "paragraphs, a table a sheet": lambda: paragraphs(job, a_table_a_sheet=True),
        "bare text": lambda: bare_text(runs, numbers),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    size: dict[str, int] = {}
    for _ in range(max(3, arguments.rounds)):
        for way, make in ways.items():
            gc.collect()
            start = time.perf_counter()
            size[way] = len(make())
            seconds[way].append(time.perf_counter() - start)

    medians = {way: statistics.median(times) for way, times in seconds.items()}
    print(
        f"{pages} pages, {residents} residents, {sum(len(s.lines) for s in job)} households, {len(job)} sheets"
    )
    for way, median in medians.items():
        times = seconds[way]
        print(
            f"{way:28} {median:7.2f} s ({min(times):.2f} to {max(times):.2f}) {pages / median:7.0f} pages/s"
            f" {size[way] / 1e6:6.2f} MB {median / medians['ours']:6.2f} × ours"
        )
    faster = medians["paragraphs"] / medians["ours"]
    share = medians["ours"] / medians["bare text"]
    met = faster >= FASTER_THAN_PARAGRAPHS and share <= OF_BARE_TEXT
    print(
        f"{faster:.1f} times as fast as LongTable + Paragraph (target ≥ {FASTER_THAN_PARAGRAPHS:g}), "
        f"{share:.2f} of bare text (target ≤ {OF_BARE_TEXT:g}): {'met' if met else 'MISSED'}"
    )
    return 0 if met or not arguments.check else 1


if __name__ == "__main__":
    sys.exit(main())
