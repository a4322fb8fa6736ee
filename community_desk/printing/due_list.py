"""The due list 应访清单: whom to visit, by when, why, and who sees to it (DOMAIN.md section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community_desk.printing.fonts import Fonts
from community_desk.printing.list_paper import Column, Heading, ListPaper, Part, Table
from community_desk.printing.list_paper import lay_out as lay_out_paper
from community_desk.printing.page import Document

_COLUMNS = (
    Column("序号", 11, centred=True),
    Column("网格", 22),
    Column("地址", 50),
    Column("姓名", 34, bold=True),
    Column("类别", 34),
    Column("频次", 20),
    Column("上次见面", 36),
    Column("逾期天数", 18, centred=True),
    Column("责任人", 22),
)


@dataclass(frozen=True, slots=True)
class DueLine:
    """A household in words; ``names`` are those to be seen, ``overdue`` "" where nothing is late."""

    grid: str
    door: str
    names: str
    care: str
    how_often: str
    last: str
    overdue: str
    responsible: str


@dataclass(frozen=True, slots=True)
class DueSection:
    """Households under one heading (超期未访, 应访 …)."""

    heading: str
    lines: Sequence[DueLine]


@dataclass(frozen=True, slots=True)
class DueList:
    """The paper. ``about`` says which range, by when; ``printed_at`` is local time."""

    community: str
    about: str
    printed_by: str
    printed_at: datetime
    sections: Sequence[DueSection]


def lay_out(paper: DueList, fonts: Fonts) -> Document:
    """The pages. ``UserError`` where there is nothing to print."""
    blocks: list[Heading | Table] = []
    number = 0
    for section in paper.sections:
        if not section.lines:
            continue
        rows = []
        for line in section.lines:
            number += 1
            rows.append(
                (
                    str(number), line.grid, line.door, line.names, line.care, line.how_often, line.last, line.overdue,
                    line.responsible,
                )
            )  # fmt: skip
        blocks += [Heading(f"{section.heading}（{len(rows)} 户）"), Table(_COLUMNS, rows)]
    parts = (Part("应访清单", paper.about, tuple(blocks)),) if blocks else ()
    return lay_out_paper(
        ListPaper("应访清单", paper.community, paper.printed_by, paper.printed_at, parts), fonts
    )
