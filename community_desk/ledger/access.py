"""Who printed, exported or looked at a full ID number: when, what for, of how many people, and where the paper is.

DOMAIN.md section 2. The access log is no part of the change log: nothing of it can be edited or undone, only the
state of a paper is added later.
"""

from dataclasses import dataclass

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger.inputs import typed_text
from community_desk.ledger.models import AccessLog
from community_desk.ledger.storage_faults import written_whole


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the access log; ``happened_at`` is UTC ISO text."""

    id: int
    happened_at: str
    operator: str
    action: AccessAction
    subject: str
    purpose: str
    person_count: int
    paper_state: PaperState


def record_print(*, subject: str, purpose: str, person_count: int, operator: str) -> int:
    """Log a print before the paper leaves; ``subject`` is what was printed. Returns the row's id, for its return."""
    return _record(
        AccessAction.PRINT, subject, purpose, person_count, operator=operator, paper_state=PaperState.OUT
    )


def record_export(*, subject: str, purpose: str, person_count: int, operator: str) -> int:
    """Log an export; ``subject`` names the list, not its path."""
    return _record(AccessAction.EXPORT, subject, purpose, person_count, operator=operator)


def record_full_id_look(*, subject: str, purpose: str = "", person_count: int = 1, operator: str) -> int:
    """Log that full ID numbers were shown."""
    return _record(AccessAction.FULL_ID, subject, purpose, person_count, operator=operator)


def record_erasure(action: AccessAction, *, purpose: str, person_count: int, operator: str) -> int:
    """Log that data was erased for good, without saying whose."""
    return _record(action, "", purpose, person_count, operator=operator)


def paper_came_back(access_id: int, *, shredded: bool = False) -> None:
    """Note that a printed paper was handed in (or shredded). ``UserError`` if no print has this id."""
    _set_paper_state(access_id, PaperState.SHREDDED if shredded else PaperState.RETURNED)


def paper_lost(access_id: int) -> None:
    """Note that a printed paper was lost: an incident, of which the log keeps who, when and how many people."""
    _set_paper_state(access_id, PaperState.LOST)


def _set_paper_state(access_id: int, state: PaperState) -> None:
    with written_whole():
        updated = (
            AccessLog.update(paper_state=state.value)
            .where((AccessLog.id == access_id) & (AccessLog.action == AccessAction.PRINT.value))
            .execute()
        )
    if not updated:
        raise UserError("没有找到这次打印的记录，请刷新后再选。")


def list_accesses(
    *, limit: int = 1000, before: int | None = None, operator: str = "", text: str = ""
) -> list[Access]:
    """The newest accesses, newest first; ``before``: those older than this id.

    ``operator`` leaves those of one person, ``text`` those whose subject or purpose contains it.
    """
    query = AccessLog.select().order_by(AccessLog.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AccessLog.id < before)
    if operator:
        query = query.where(AccessLog.operator == operator)
    if text:
        query = query.where(AccessLog.subject.contains(text) | AccessLog.purpose.contains(text))
    return [_access(row) for row in query]


def papers_out() -> list[Access]:
    """The prints whose paper has not come back, oldest first."""
    is_out = AccessLog.paper_state == PaperState.OUT.value
    return [_access(row) for row in AccessLog.select().where(is_out).order_by(AccessLog.id)]


def _record(
    action: AccessAction,
    subject: str,
    purpose: str,
    person_count: int,
    *,
    operator: str,
    paper_state: PaperState = PaperState.NONE,
) -> int:
    # A log that refuses is worse than one that cuts a long title.
    with written_whole():
        row = AccessLog.create(
            operator=operator[:50],
            action=action.value,
            subject=typed_text(subject)[:100],
            purpose=typed_text(purpose)[:100],
            person_count=person_count,
            paper_state=paper_state.value,
        )
    return row.id


def _access(row: AccessLog) -> Access:
    return Access(
        row.id,
        row.happened_at,
        row.operator,
        AccessAction(row.action),
        row.subject,
        row.purpose,
        row.person_count,
        PaperState(row.paper_state),
    )
