"""The recovery page from the code to a paper: laid out for preview and printer, or written as a PDF."""

from datetime import datetime
from pathlib import Path

from community_desk.printing.fonts import load_fonts
from community_desk.printing.page import Document
from community_desk.printing.recovery_page import RecoveryPage, lay_out, write


def prepare_recovery_page(code: str, *, community: str, now: datetime) -> Document:
    """The page as drawing operations; ``now`` is local time."""
    return lay_out(RecoveryPage(code, community, now), load_fonts())


def write_recovery_page(path: Path, document: Document) -> None:
    """Write the prepared page into the PDF ``path``. ``UserError`` if that place cannot be written."""
    write(document, path, load_fonts())
