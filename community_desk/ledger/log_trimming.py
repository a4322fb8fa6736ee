"""The old log that nobody needs any more goes: how long it is kept is a setting of the office.

Apart from ``erasing`` because every opening asks for it, and a window that starts need not load all that forgets.
"""

from datetime import date

from community_desk.domain.codes import AccessAction
from community_desk.domain.partial_dates import months_after
from community_desk.ledger import access, settings
from community_desk.ledger.inputs import local_today
from community_desk.ledger.models import BulkInsert, ChangeLog, LedgerTransaction
from community_desk.ledger.storage_faults import written_whole


def trim_log(*, today: date | None = None, operator: str) -> int:
    """Delete what was logged longer ago than the setting ``LOG_KEPT_MONTHS``; returns how many log rows went.

    What is older can no longer be read back or undone.
    """
    months = settings.get_number(settings.LOG_KEPT_MONTHS, settings.DEFAULT_LOG_KEPT_MONTHS)
    horizon = months_after(today or local_today(), -months).isoformat()
    is_old = LedgerTransaction.happened_at < horizon
    old = LedgerTransaction.select(LedgerTransaction.id).where(is_old)
    with written_whole():
        deleted = sum(
            int(log.delete().where(log.transaction.in_(old)).execute()) for log in (ChangeLog, BulkInsert)
        )
        newer = LedgerTransaction.alias()
        undone = newer.select(newer.undoes).where((newer.happened_at >= horizon) & ~newer.undoes.is_null())
        forgotten = LedgerTransaction.update(undoable=False, label="", undoes=None)
        forgotten.where(is_old & LedgerTransaction.id.in_(undone)).execute()
        LedgerTransaction.delete().where(is_old & LedgerTransaction.id.not_in(undone)).execute()
        if deleted:
            access.record_erasure(
                AccessAction.TRIM_LOG, purpose=f"早于 {horizon}", person_count=0, operator=operator
            )
    return deleted
