"""Reads papers back: texts of a layout with their places on the page, texts of a PDF file, sample sheets."""

import io
from collections.abc import Iterator
from datetime import datetime

from pypdf import PdfReader

from community_desk.printing.page import Clip, Document, Group, Operation, Page, Placed, Text
from community_desk.printing.visit_sheet import OUTCOMES, Edition, PersonToSee, SheetLine, VisitSheet


def texts(page: Page) -> list[Text]:
    """Every text of a page at its place on the page."""
    return [operation for operation in placed(page.operations) if isinstance(operation, Text)]


def placed(operations: tuple[Operation, ...], x: float = 0, y: float = 0) -> Iterator[Operation]:
    """Operations one by one, those with an x and y moved to their place on the page."""
    for operation in operations:
        match operation:
            case Placed(left, top, stamp):
                yield from placed(stamp.operations, x + left, y + top)
            case Group(left, top, inner):
                yield from placed(inner, x + left, y + top)
            case Clip(operations=inner):
                yield from placed(inner, x, y)
            case Text():
                yield operation._replace(x=operation.x + x, y=operation.y + y)
            case _:
                yield operation


def pdf_texts(data: bytes) -> list[str]:
    """The text of each page of a PDF file."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def line(door: str, head: str, **given: object) -> SheetLine:
    """A household whose head is to be seen, unless told otherwise."""
    values: dict[str, object] = {
        "door": door,
        "head": head,
        "building": "芸溪里3号楼",
        "people": 2,
        "to_see": (PersonToSee(head, "住户", "关爱"),),
        "phones": (("", "13800001234"),),
    }
    return SheetLine(**(values | given))  # type: ignore[arg-type]


def sheet(
    *lines: SheetLine,
    number: str = "A7-K3M9-X",
    edition: Edition = Edition.STAFF,
    outcomes: tuple[str, ...] = OUTCOMES,
) -> VisitSheet:
    """A sheet with these lines."""
    return VisitSheet(
        number=number,
        community="芸溪社区",
        area="第3网格 · 芸溪里3号楼",
        printed_by="经办人",
        printed_at=datetime(2026, 3, 2, 9, 15),  # noqa: DTZ001 - papers carry local time
        lines=lines,
        edition=edition,
        outcomes=outcomes,
    )


def all_texts(document: Document) -> str:
    """Everything that stands on the paper, one run a line."""
    return "\n".join(text.text for page in document.pages for text in texts(page))
