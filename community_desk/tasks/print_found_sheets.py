"""Visit sheets for whoever a search finds, with the shipped fonts: what a script asks for in one line."""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger.registers import RegisterFilter, households_of
from community_desk.ledger.search import MOST_COUNTED, search
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.print_sheets import PrintedSheets, print_sheets
from community_desk.tasks.progress import Progress


def print_found_sheets(
    path: Path, wanted: RegisterFilter, *, search_text: str, volunteer: bool, operator: str, now: datetime
) -> Generator[Progress, None, PrintedSheets]:
    """Print the visit sheets of the households in ``wanted``, of those that ``search_text`` finds if it is not empty.

    Raises and returns what ``print_sheets`` does; ``UserError`` too if nobody or too many are found.
    """
    only = _found_households(search_text) if search_text.strip() else None
    return (
        yield from print_sheets(
            path, wanted, fonts=load_fonts(), operator=operator, now=now, only=only, volunteer=volunteer
        )
    )


def _found_households(text: str) -> set[str]:
    found = search(text, limit=MOST_COUNTED, kinds={"resident", "household"})
    if not found.hits:
        raise UserError(f"没有找到“{text}”，请换个写法，或者用网格、楼栋、类别来选。", field="search")
    if found.more:
        raise UserError(f"“{text}”找到的超过 {MOST_COUNTED} 条，请写得更具体。", field="search")
    residents = [hit.uid for hit in found.hits if hit.kind == "resident"]
    return households_of(residents) | {hit.uid for hit in found.hits if hit.kind == "household"}
