"""The household file 一户一档: a household on its own pages (DOMAIN.md section 6), upright. For inside the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community_desk.printing.fonts import Fonts
from community_desk.printing.list_paper import (
    Block,
    Column,
    Facts,
    Heading,
    ListPaper,
    Part,
    Table,
)
from community_desk.printing.list_paper import (
    lay_out as lay_out_paper,
)
from community_desk.printing.page import Document

_MEMBERS = (
    Column("姓名", 24, bold=True),
    Column("关系", 18),
    Column("性别", 11, centred=True),
    Column("出生年月", 24),
    Column("电话", 34),
    Column("备注", 66),
)
_NEEDS = (Column("谁", 24), Column("类别", 34), Column("需要什么", 80), Column("自", 24))
_NOTES = (Column("日期", 24), Column("看到和听到的", 78), Column("办了什么", 54), Column("记录人", 20))
_VISITS = (
    Column("日期", 24),
    Column("方式", 18),
    Column("见到谁", 36),
    Column("结果", 26),
    Column("情况", 52),
    Column("走访人", 22),
)
_FOLLOW_UPS = (Column("事项", 74), Column("期限", 24), Column("责任人", 24), Column("办结", 54))


@dataclass(frozen=True, slots=True)
class HouseholdPart:
    """A household in words. Each table is rows of texts under the headings of this paper; an empty one is left out.

    members (姓名 关系 性别 出生年月 电话 备注), needs (谁 类别 需要什么 自), notes (日期 看到和听到的 办了什么 记录人),
    visits (日期 方式 见到谁 结果 情况 走访人), follow_ups (事项 期限 责任人 办结).
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    members: Sequence[tuple[str, ...]]
    case_facts: tuple[tuple[str, str], ...] = ()
    needs: Sequence[tuple[str, ...]] = ()
    notes: Sequence[tuple[str, ...]] = ()
    visits: Sequence[tuple[str, ...]] = ()
    follow_ups: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """The paper: one household or many, each from a new page. ``printed_at`` is local time."""

    community: str
    printed_by: str
    printed_at: datetime
    households: Sequence[HouseholdPart]


def lay_out(paper: HouseholdFile, fonts: Fonts) -> Document:
    """The pages. ``UserError`` where there is nothing to print."""
    parts = tuple(Part("一户一档", home.title, _blocks(home)) for home in paper.households)
    return lay_out_paper(
        ListPaper("一户一档", paper.community, paper.printed_by, paper.printed_at, parts, landscape=False),
        fonts,
    )


def _blocks(home: HouseholdPart) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Facts(home.facts),
        Heading("家庭成员"),
        Table(_MEMBERS, home.members, "没有登记成员"),
    ]
    if home.case_facts:
        blocks += [Heading("关爱"), Facts(home.case_facts)]
    for heading, columns, rows in (
        ("需求", _NEEDS, home.needs),
        ("关爱记录", _NOTES, home.notes),
        ("走访", _VISITS, home.visits),
        ("答应和要办的事", _FOLLOW_UPS, home.follow_ups),
    ):
        if rows:
            blocks += [Heading(heading), Table(columns, rows)]
    return tuple(blocks)
