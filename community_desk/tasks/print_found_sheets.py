"""Visit sheets for whoever a search finds, with the shipped fonts: what a script or a page asks for in one line."""

from collections.abc import Collection, Generator
from datetime import datetime
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger.registers import RegisterFilter, households_of
from community_desk.ledger.search import MOST_COUNTED, search
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.print_sheets import (
    DEFAULT_LINES_A_SHEET,
    PreparedSheets,
    PrintedSheets,
    issue_sheets,
    prepare_sheets,
)
from community_desk.tasks.progress import Progress


def prepare_found_sheets(
    wanted: RegisterFilter,
    *,
    search_text: str,
    volunteer: bool,
    operator: str,
    now: datetime,
    only: Collection[str] | None = None,
    lines_a_sheet: int = DEFAULT_LINES_A_SHEET,
) -> Generator[Progress, None, PreparedSheets]:
    """Lay out the visit sheets of the households in ``wanted``, of those ``search_text`` finds if it is not empty.

    ``only`` limits the choice further, to these household uids. The generator returns what ``issue_found_sheets``
    takes; its ``missing`` names can be said before any paper is out. Raises what ``prepare_sheets`` does;
    ``UserError`` too if nobody or too many are found.
    """
    chosen = None if only is None else set(only)
    if search_text.strip():
        found = found_households(search_text)
        chosen = found if chosen is None else chosen & found
    return (
        yield from prepare_sheets(
            wanted,
            fonts=load_fonts(),
            operator=operator,
            now=now,
            only=chosen,
            volunteer=volunteer,
            lines_a_sheet=lines_a_sheet,
        )
    )


def issue_found_sheets(
    path: Path, prepared: PreparedSheets, *, operator: str, now: datetime, kept: Collection[str] = ()
) -> PrintedSheets:
    """Keep the prepared sheets in the ledger and write them into the PDF ``path``; see ``issue_sheets``."""
    return issue_sheets(path, prepared, fonts=load_fonts(), operator=operator, now=now, kept=kept)


def found_households(text: str) -> set[str]:
    """The households (uids) that a search finds, or in which it finds somebody. ``UserError`` for none or too many."""
    found = search(text, limit=MOST_COUNTED, kinds={"resident", "household"})
    if not found.hits:
        raise UserError(f"没有找到“{text}”，请换个写法，或者用网格、楼栋、类别来选。", field="search")
    if found.more:
        raise UserError(f"“{text}”找到的超过 {MOST_COUNTED} 条，请写得更具体。", field="search")
    residents = [hit.uid for hit in found.hits if hit.kind == "resident"]
    return households_of(residents) | {hit.uid for hit in found.hits if hit.kind == "household"}
