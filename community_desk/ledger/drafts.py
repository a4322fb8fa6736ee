"""What was typed into a form and not saved yet, kept in the encrypted ledger and offered again after a crash.

A draft belongs to a form, the row it edits ("" for a new one) and the person who typed. Drafts are not logged and
not backed up for long: saving the form or giving it up drops them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community_desk.ledger.models import Draft
from community_desk.ledger.rows import utc_now
from community_desk.ledger.storage_faults import written_whole


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """A draft to offer: ``content`` is what ``save_draft`` was given, ``updated_at`` UTC ISO text."""

    form: str
    row_uid: str
    operator: str
    content: Mapping[str, Any]
    updated_at: str


def save_draft(*, form: str, row_uid: str = "", content: Mapping[str, Any], operator: str) -> None:
    """Keep what is in the form now instead of what was kept before; ``content`` must be able to become JSON."""
    text = json.dumps(content, ensure_ascii=False)
    with written_whole():
        updated = (
            Draft.update(content=text, updated_at=utc_now()).where(_is(form, row_uid, operator)).execute()
        )
        if not updated:
            Draft.create(form=form, row_uid=row_uid, operator=operator, content=text)


def offer_draft(*, form: str, row_uid: str = "", operator: str) -> DraftOffer | None:
    """The draft of this form, row and person, or ``None``."""
    row = Draft.get_or_none(_is(form, row_uid, operator))
    return None if row is None else _offer(row)


def list_drafts(*, operator: str) -> list[DraftOffer]:
    """Everything this person typed and did not save, newest first."""
    rows = Draft.select().where(Draft.operator == operator).order_by(Draft.updated_at.desc(), Draft.id.desc())
    return [_offer(row) for row in rows]


def drop_draft(*, form: str, row_uid: str = "", operator: str) -> None:
    """Forget a draft, because the form was saved or given up."""
    with written_whole():
        Draft.delete().where(_is(form, row_uid, operator)).execute()


def _is(form: str, row_uid: str, operator: str) -> Any:
    return (Draft.form == form) & (Draft.row_uid == row_uid) & (Draft.operator == operator)


def _offer(row: Draft) -> DraftOffer:
    return DraftOffer(row.form, row.row_uid, row.operator, json.loads(row.content), row.updated_at)
