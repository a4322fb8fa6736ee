"""A planned round to paper: a sheet (or more) for each walker, whose doors are reserved for him once it is kept.

What comes back is what ``print_sheets`` makes, so that preview, printer and PDF are the same for both.
"""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger.round_planning import RoundPlan
from community_desk.ledger.rounds import NewRound
from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.tasks.print_sheets import (
    DEFAULT_LINES_A_SHEET,
    NobodyToCallOnError,
    PreparedSheets,
    PrintedSheets,
    issue_sheets,
    lay_out_piles,
    part_into_piles,
)
from community_desk.tasks.progress import Progress


def prepare_round(
    plan: RoundPlan,
    new: NewRound,
    *,
    fonts: Fonts | None = None,
    operator: str,
    now: datetime,
    volunteer: bool = False,
    lines_a_sheet: int = DEFAULT_LINES_A_SHEET,
) -> Generator[Progress, None, PreparedSheets]:
    """Lay out the sheets of a plan; nothing is written. ``new`` is the round they are to belong to.

    Without ``fonts`` the shipped ones are taken. ``UserError`` if nobody is on the plan.
    """
    if not plan.households:
        if plan.left_out:
            raise NobodyToCallOnError(plan.left_out)
        raise UserError("这一轮没有要走的住户，请换一个范围再试。")
    yield Progress(0, 2, f"正在给 {plan.households} 户分单")
    piles, walkers = [], []
    for pile in plan.piles:
        homes = [each.home for each in pile.homes]
        for part in part_into_piles(homes, most=lines_a_sheet):
            piles.append(part)
            walkers.append(pile.walker)
    yield Progress(1, 2, f"正在排版 {len(piles)} 份走访单")
    return lay_out_piles(
        piles,
        fonts=fonts or load_fonts(),
        operator=operator,
        now=now,
        volunteer=volunteer,
        left_out=plan.left_out,
        round_=new,
        walkers=walkers,
    )


def print_round(
    path: Path,
    plan: RoundPlan,
    new: NewRound,
    *,
    fonts: Fonts | None = None,
    operator: str,
    now: datetime,
    volunteer: bool = False,
) -> Generator[Progress, None, PrintedSheets]:
    """Open the round and write its sheets into the PDF ``path``: both or neither. Errors as ``print_sheets``."""
    prepared = yield from prepare_round(
        plan, new, fonts=fonts, operator=operator, now=now, volunteer=volunteer
    )
    yield Progress(2, 2, f"正在写出 {len(prepared.document.pages)} 页")
    return issue_sheets(path, prepared, fonts=fonts or load_fonts(), operator=operator, now=now)
