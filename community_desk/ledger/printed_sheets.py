"""Visit sheets that were printed: which, by whom, where the paper is, and what stood on it, to print it again."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Query, fn

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import access
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.models import AccessLog, Household, Resident, VisitSheet, VisitSheetLine
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.visit_sheets import SOURCE, print_subject

_AGAIN = "重印"


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet that was printed; ``printed_at`` is UTC ISO text.

    ``paper`` says where its paper is: out as long as one of its prints is.
    """

    uid: str
    number: str
    area: str
    edition: str
    printed_at: str
    printed_by: str
    pages: int
    lines: int
    paper: PaperState


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as it was printed: ``household`` is the uid of who lived there (empty where it was taken away since).

    ``source`` is what the line was laid out from.
    """

    number: int
    household: str
    source: Mapping[str, Any]


def list_printed_sheets(*, limit: int = 500) -> list[PrintedSheet]:
    """The newest printed sheets, newest first."""
    return _printed(_SHEETS.order_by(VisitSheet.serial.desc()).limit(limit))


def find_printed_sheet(uid: str) -> PrintedSheet:
    """A printed sheet by its uid. ``UserError`` if there is none."""
    (found,) = _printed(_SHEETS.where(VisitSheet.id == find(VisitSheet, uid).id))
    return found


def stored_lines(uid: str) -> list[StoredLine]:
    """The lines of a printed sheet. ``UserError`` if nothing is kept that it could be printed from again."""
    sheet = find(VisitSheet, uid)
    query = (
        VisitSheetLine.select(VisitSheetLine.line_no, fn.COALESCE(Household.uid, ""), VisitSheetLine.printed)
        .left_outer_join(Household, on=(Household.id == VisitSheetLine.household))
        .where((VisitSheetLine.sheet == sheet) & VisitSheetLine.deleted_at.is_null())
        .order_by(VisitSheetLine.line_no)
    )
    lines = []
    for number, household, printed in fetch(query):
        source = json.loads(printed).get(SOURCE)
        if source is None:
            raise UserError(f"走访单 {sheet.number} 没有留下原样，不能重印；请按住户重新打印一份。")
        lines.append(StoredLine(number, household, source))
    return lines


def record_reprint(uid: str, *, purpose: str, into_file: bool = False, operator: str) -> None:
    """Note that a sheet is printed once more under its number: one more paper is out, or a file is."""
    sheet = find(VisitSheet, uid)
    people = (
        Resident.select()
        .join(VisitSheetLine, on=(VisitSheetLine.household == Resident.household))
        .where(
            (VisitSheetLine.sheet == sheet)
            & Resident.status.in_(MEMBER_STATUSES)
            & Resident.deleted_at.is_null()
        )
        .count()
    )
    record = access.record_export if into_file else access.record_print
    record(
        subject=f"{print_subject(sheet.number)} {'PDF' if into_file else _AGAIN}",
        purpose=purpose,
        person_count=people,
        operator=operator,
    )


def papers_came_back(uids: Iterable[str], *, shredded: bool = False) -> int:
    """Note that the papers of these sheets were handed in (or shredded); returns of how many prints.

    ``UserError`` where none of them was still out (or, to be shredded, not shredded yet).
    """
    numbers = [find(VisitSheet, uid).number for uid in uids]
    done = (
        {PaperState.SHREDDED, PaperState.NONE}
        if shredded
        else {PaperState.SHREDDED, PaperState.RETURNED, PaperState.NONE}
    )
    open_papers = [id_ for papers in _papers(numbers).values() for id_, state in papers if state not in done]
    if not open_papers:
        raise UserError("选中的走访单都已经销毁了。" if shredded else "选中的走访单都已经收回了。")
    for id_ in open_papers:
        access.paper_came_back(id_, shredded=shredded)
    return len(open_papers)


def numbers_out(numbers: Iterable[str]) -> set[str]:
    """Those of these sheets' numbers of which a paper is still out."""
    return {number for number, papers in _papers(numbers).items() if _state(papers) is PaperState.OUT}


def settle_papers(uid: str, *, lost: bool) -> int:
    """Note of a sheet's papers that are still out that they are handed in, or lost; returns how many these were."""
    number = find(VisitSheet, uid).number
    still_out = [
        id_ for papers in _papers([number]).values() for id_, state in papers if state is PaperState.OUT
    ]
    for id_ in still_out:
        (access.paper_lost if lost else access.paper_came_back)(id_)
    return len(still_out)


_SHEETS = (
    VisitSheet.select(
        VisitSheet.uid,
        VisitSheet.number,
        VisitSheet.area,
        VisitSheet.edition,
        VisitSheet.printed_at,
        VisitSheet.printed_by,
        VisitSheet.page_count,
        fn.COUNT(VisitSheetLine.id),
    )
    .left_outer_join(VisitSheetLine, on=(VisitSheetLine.sheet == VisitSheet.id))
    .where(VisitSheet.deleted_at.is_null())
    .group_by(VisitSheet.id)
)


def _printed(query: Query) -> list[PrintedSheet]:
    rows = fetch(query)
    papers = _papers([row[1] for row in rows])
    return [PrintedSheet(*(*row, _state(papers[row[1]]))) for row in rows]


def _papers(numbers: Iterable[str]) -> dict[str, list[tuple[int, PaperState]]]:
    """(row of the access log, where the paper is) of each print of these sheets, oldest first."""
    subjects = {}
    for number in numbers:
        subjects[print_subject(number)] = subjects[f"{print_subject(number)} {_AGAIN}"] = number
    found: dict[str, list[tuple[int, PaperState]]] = defaultdict(list)
    query = AccessLog.select(AccessLog.id, AccessLog.subject, AccessLog.paper_state).where(
        (AccessLog.action == AccessAction.PRINT.value) & AccessLog.subject.in_(list(subjects))
    )
    for id_, subject, state in fetch(query.order_by(AccessLog.id)):
        found[subjects[subject]].append((id_, PaperState(state)))
    return found


def _state(papers: list[tuple[int, PaperState]]) -> PaperState:
    states = [state for _, state in papers]
    for state in (PaperState.OUT, PaperState.LOST, PaperState.RETURNED, PaperState.SHREDDED):
        if state in states:
            return state
    return PaperState.NONE
