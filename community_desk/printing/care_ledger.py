"""The care ledger 关爱台账: every household in care, a line a person (DOMAIN.md section 6). For inside the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community_desk.printing.fonts import Fonts
from community_desk.printing.list_paper import Column, ListPaper, Part, Table
from community_desk.printing.list_paper import lay_out as lay_out_paper
from community_desk.printing.page import Document

_COLUMNS = (
    Column("序号", 11, centred=True),
    Column("姓名", 22, bold=True),
    Column("性别", 11, centred=True),
    Column("出生年月", 22),
    Column("住址", 40),
    Column("类别", 30),
    Column("紧急联系人及电话", 42),
    Column("结对人", 22),
    Column("本月走访", 26),
    Column("近期动态", 46),
)


@dataclass(frozen=True, slots=True)
class CareLine:
    """A person in care, in the words that stand on the paper."""

    name: str
    sex: str
    born: str
    door: str
    care: str
    emergency: str
    buddy: str
    visits: str
    lately: str


@dataclass(frozen=True, slots=True)
class CareLedger:
    """The paper. ``about`` says which range; ``printed_at`` is local time."""

    community: str
    about: str
    printed_by: str
    printed_at: datetime
    lines: Sequence[CareLine]


def lay_out(paper: CareLedger, fonts: Fonts) -> Document:
    """The pages. ``UserError`` where there is nothing to print."""
    rows = [
        (
            str(number), line.name, line.sex, line.born, line.door, line.care, line.emergency, line.buddy, line.visits,
            line.lately,
        )
        for number, line in enumerate(paper.lines, start=1)
    ]  # fmt: skip
    parts = (Part("关爱台账", paper.about, (Table(_COLUMNS, rows),)),) if rows else ()
    return lay_out_paper(
        ListPaper("关爱台账", paper.community, paper.printed_by, paper.printed_at, parts), fonts
    )
