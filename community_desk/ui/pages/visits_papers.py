"""What the page shows as paper: sheets about to be issued, or one that was; both go to the printer or into a file."""

from collections.abc import Collection, Generator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from community_desk.ledger.printed_sheets import PrintedSheet
from community_desk.printing.fonts import load_fonts
from community_desk.printing.page import Document
from community_desk.tasks.print_found_sheets import issue_found_sheets, prepare_found_sheets
from community_desk.tasks.print_sheets import PreparedSheets, keep_sheets, print_again, write_again
from community_desk.tasks.progress import Progress
from community_desk.ui.pages.visits_choice import Choice

Steps = Generator[Progress, None, None]


def prepare_for_preview(
    choice: Choice, *, operator: str, now: datetime
) -> Generator[Progress, None, PreparedSheets]:
    """Lay out the sheets of a choice; see ``prepare_found_sheets``."""
    return prepare_found_sheets(
        choice.wanted,
        search_text=choice.text,
        volunteer=choice.volunteer,
        operator=operator,
        now=now,
        only=choice.by_hand or None,
        lines_a_sheet=choice.lines_a_sheet,
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
