"""A round of visits in figures, on one page: what was planned, who was met, by walker and by grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community_desk.printing.fonts import Fonts
from community_desk.printing.list_paper import Column, Facts, Heading, ListPaper, Part, Sentence, Table
from community_desk.printing.list_paper import lay_out as lay_out_paper
from community_desk.printing.page import Document

_FIGURES = (
    "户数",
    "见到本人",
    "他人告知",
    "无人",
    "外出搬走",
    "婉拒",
    "其他",
    "未走到",
    "未收单",
    "见面率",
)
_WIDTHS = (13, 15, 17, 13, 15, 12, 12, 14, 14, 16)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Somebody's or some place's figures, in the order of the columns; ``rate`` is met in person, of all, 0 to 1."""

    name: str
    figures: tuple[int, int, int, int, int, int, int, int, int]
    rate: float

    @property
    def cells(self) -> tuple[str, ...]:
        """As they stand on the paper: nothing where nobody was."""
        return (self.name, *(str(each) if each else "" for each in self.figures), f"{self.rate:.0%}")


@dataclass(frozen=True, slots=True)
class RoundReport:
    """The paper. ``facts`` are (label, value) pairs, ``remarks`` sentences (lost sheets …); local times."""

    community: str
    name: str
    facts: tuple[tuple[str, str], ...]
    total: ReportLine
    walkers: Sequence[ReportLine]
    grids: Sequence[ReportLine]
    remarks: Sequence[str]
    printed_by: str
    printed_at: datetime


def lay_out(report: RoundReport, fonts: Fonts) -> Document:
    """The page (of a round with very many walkers, the pages)."""
    blocks: list[Facts | Heading | Table | Sentence] = [
        Facts(report.facts, 2),
        Heading("合计"),
        _table("", [report.total]),
        Heading("按走访人"),
        _table("走访人", report.walkers),
        Heading("按网格"),
        _table("网格", report.grids),
    ]
    if report.remarks:
        blocks.append(Heading("说明"))
        blocks += [Sentence(remark) for remark in report.remarks]
    return lay_out_paper(
        ListPaper(
            "走访小结",
            report.community,
            report.printed_by,
            report.printed_at,
            (Part("走访小结", report.name, tuple(blocks)),),
            landscape=False,
        ),
        fonts,
    )


def _table(title: str, lines: Sequence[ReportLine]) -> Table:
    numbers = (Column(name, width, centred=True) for name, width in zip(_FIGURES, _WIDTHS, strict=True))
    columns = (Column(title, 36, bold=True), *numbers)
    return Table(columns, [line.cells for line in lines], "还没有。")
