"""What the page shows as paper: sheets about to be issued, or one that was; both go to the printer or into a file."""

from collections.abc import Collection, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from community_desk.ledger.printed_sheets import PrintedSheet
from community_desk.ledger.round_planning import RoundCriteria, plan_round
from community_desk.ledger.visit_sheets import LeftOut
from community_desk.printing.fonts import load_fonts
from community_desk.printing.page import Document
from community_desk.tasks.print_found_sheets import (
    found_households,
    issue_found_sheets,
    prepare_found_sheets,
)
from community_desk.tasks.print_round import prepare_round
from community_desk.tasks.print_sheets import PreparedSheets, keep_sheets, print_again, write_again
from community_desk.tasks.progress import Progress
from community_desk.ui.dialogs.new_round import RoundOrder
from community_desk.ui.pages.visits_choice import Choice

Steps = Generator[Progress, None, None]


def prepare_for_preview(
    choice: Choice, *, operator: str, now: datetime
) -> Generator[Progress, None, PreparedSheets]:
    """Lay out the sheets of a choice; see ``prepare_found_sheets``, and ``prepare_round`` for those of a round."""
    if choice.round is not None:
        return _prepare_round(choice, choice.round, operator=operator, now=now)
    return prepare_found_sheets(
        choice.wanted,
        search_text=choice.text,
        volunteer=choice.volunteer,
        operator=operator,
        now=now,
        only=choice.by_hand or None,
        lines_a_sheet=choice.lines_a_sheet,
    )


def _prepare_round(
    choice: Choice, order: RoundOrder, *, operator: str, now: datetime
) -> Generator[Progress, None, PreparedSheets]:
    yield Progress(0, 3, "正在选出该走访的住户")
    households = set(choice.by_hand) if choice.by_hand else None
    if choice.text:
        found = found_households(choice.text)
        households = found if households is None else households & found
    criteria = RoundCriteria(
        due=order.due_only,
        place=choice.wanted,
        households=None if households is None else tuple(sorted(households)),
        missed=order.missed,
        urgent=order.urgent,
    )
    plan = plan_round(criteria, walkers=order.walkers, doors_a_walker=order.doors_a_walker, today=now.date())
    waiting = (
        LeftOut(each.home.uid, each.home.full_door, each.home.members[0].name, "这次排不下，留到下一轮")
        for each in plan.waiting
    )
    return (
        yield from prepare_round(
            replace(plan, left_out=(*plan.left_out, *waiting)),
            replace(order.new, criteria=criteria.as_json()),
            fonts=load_fonts(),
            operator=operator,
            now=now,
            volunteer=choice.volunteer,
            lines_a_sheet=choice.lines_a_sheet,
        )
    )


class Papers(Protocol):
    """Pages that can be printed and saved. The steps are tasks that write to the ledger."""

    saved: Path | None

    @property
    def document(self) -> Document:
        """The pages."""

    @property
    def verb(self) -> str:
        """What the button for printing says."""

    def keep(self, numbers: Collection[str], operator: str) -> Steps:
        """Note in the ledger that the sheets with these numbers go to the printer now."""

    def write(self, path: Path, operator: str) -> Steps:
        """Write all pages into a PDF, and note that."""


@dataclass
class FreshSheets:
    """Sheets laid out for now: each is issued once, with the first of printing and saving."""

    prepared: PreparedSheets
    kept: set[str] = field(default_factory=set)
    saved: Path | None = None

    @property
    def document(self) -> Document:
        """The pages."""
        return self.prepared.document

    @property
    def households(self) -> int:
        """How many are on the sheets."""
        return sum(map(len, self.prepared.piles))

    @property
    def verb(self) -> str:
        """打印 24 户."""
        return f"打印 {self.households} 户"

    @property
    def _printed_at(self) -> datetime:
        return self.prepared.sheets[0].printed_at

    def keep(self, numbers: Collection[str], operator: str) -> Steps:
        """Issue those of these sheets that were not yet."""
        new = set(numbers) - self.kept
        if new:
            yield Progress(0, 1, "正在登记走访单")
            keep_sheets(self.prepared, operator=operator, now=self._printed_at, only=new)
            self.kept |= new

    def write(self, path: Path, operator: str) -> Steps:
        """Issue what was not yet, and write all."""
        yield Progress(0, 1, f"正在写出 {len(self.document.pages)} 页")
        issue_found_sheets(path, self.prepared, operator=operator, now=self._printed_at, kept=self.kept)
        self.kept |= {sheet.number for sheet in self.prepared.sheets}
        self.saved = path


@dataclass
class PrintedBefore:
    """A sheet that was issued before, as it was."""

    sheet: PrintedSheet
    document: Document
    saved: Path | None = None

    @property
    def verb(self) -> str:
        """重印 A7-K3M9-X."""
        return f"重印 {self.sheet.number}"

    def keep(self, numbers: Collection[str], operator: str) -> Steps:  # noqa: ARG002 - it is one sheet
        """Note that one more paper is out."""
        yield Progress(0, 1, "正在登记重印")
        print_again(self.sheet.uid, operator=operator)

    def write(self, path: Path, operator: str) -> Steps:
        """Write the sheet as it was."""
        yield Progress(0, 1, f"正在写出 {len(self.document.pages)} 页")
        write_again(path, self.sheet.uid, fonts=load_fonts(), operator=operator)
        self.saved = path
