"""What the internal list papers have in common on their way out: laid out, written or printed, and logged."""

from dataclasses import dataclass
from pathlib import Path

from community_desk.ledger import access, places
from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.printing.page import Document
from community_desk.printing.pdf import write_pdf


@dataclass(frozen=True, slots=True)
class PreparedPaper:
    """A paper laid out; ``subject`` and ``purpose`` are what the access log says, ``people`` how many are on it."""

    document: Document
    subject: str
    purpose: str
    people: int


def write_paper(path: Path, paper: PreparedPaper, *, fonts: Fonts | None = None, operator: str) -> None:
    """Write the paper into the PDF ``path`` and log it as an export. ``UserError`` if that place cannot be written.

    Without ``fonts`` with the shipped ones, which it was laid out with.
    """
    write_pdf(paper.document, path, fonts or load_fonts())
    access.record_export(
        subject=f"{paper.subject} PDF", purpose=paper.purpose, person_count=paper.people, operator=operator
    )


def note_printed(paper: PreparedPaper, *, operator: str) -> None:
    """Log that the paper goes to the printer: it is out until somebody says where it is."""
    access.record_print(
        subject=paper.subject, purpose=paper.purpose, person_count=paper.people, operator=operator
    )


def shipped_fonts() -> Fonts:
    """What papers are laid out with, for those who may not know of printing."""
    return load_fonts()


def community_name() -> str:
    """What stands at the head of a paper."""
    return places.community().name or "＿＿＿＿社区"
