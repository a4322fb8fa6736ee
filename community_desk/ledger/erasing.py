"""Forgetting: a person erased for good on their wish (PIPL Art. 47), and the old log that nobody needs any more.

Of an erased person an empty, withdrawn row with its uid stays, so that other PCs learn of it. Everything else of them
goes: phones, links, categories, residencies, life events, the values in the log, the search, drafts, and their name in
labels, access log and stored sheet lines. What is told of a namesake stays but for access log and drafts, where nobody
can tell them apart. Backups made before still hold the person until they are thinned out.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from community_desk.domain.codes import AccessAction
from community_desk.domain.errors import UserError
from community_desk.ledger import access, bulk_log, changes, search
from community_desk.ledger.care_models import CareCase, CareNeed, CareNote, FollowUp
from community_desk.ledger.finding import fetch
from community_desk.ledger.households import members_of
from community_desk.ledger.inputs import local_today, needed_text
from community_desk.ledger.models import (
    AccessLog,
    ChangeLog,
    Draft,
    Household,
    LedgerTransaction,
    LifeEvent,
    Occupancy,
    PersonLink,
    Phone,
    Residency,
    Resident,
    ResidentCategory,
    Session,
    Visit,
    VisitContact,
    VisitSheetLine,
)
from community_desk.ledger.rows import LedgerModel, utc_now

ERASED = "〔已删除〕"

_TEXTS_OF_A_PERSON = ("name", "foreign_name", "id_number", "number", "phone", "certificate_number")
_KEPT_IN_THE_LOG = ("_id", "deleted_at")
# What is told of a household in words, in which a name may stand.
_TOLD: dict[type[LedgerModel], tuple[str, ...]] = {
    CareCase: ("buddy_name", "close_words"),
    CareNote: ("note", "done"),
    FollowUp: ("what", "done_words"),
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased; ``mentions`` are notes elsewhere that hold the name: (table, uid), for a person to read."""

    rows: int
    log_rows: int
    drafts: int
    mentions: tuple[tuple[str, str], ...]


def erase_resident(uid: str, *, reason: str, operator: str) -> Erased:
    """Erase a person for good; it cannot be undone, and neither can what was done to them before.

    ``UserError`` while the person heads a household with other members. The access log keeps who did it, when and why,
    not of whom.
    """
    person = Resident.get_or_none(Resident.uid == uid)
    if person is None or not person.name:
        raise UserError("没有找到这位居民，可能已经删除；请刷新后再选。")
    reason = needed_text(reason, field="reason", word="删除原因")
    home = person.household
    if home is not None and home.head == person and len(members_of(home)) > 1:
        raise UserError(f"{person.name}是户主，请先换户主再删除。")
    with changes.transaction("彻底删除一位居民", operator=operator, undoable=False) as running:
        belongings = _belongings(person)
        words = _words(person, belongings)
        mentions = _mentions(person)
        rewritten = _visits_and_lines(person)
        touched = _transactions_of([person, *belongings, *rewritten])
        if home is not None and home.head == person:
            _close_household(home)
        for row in belongings:
            changes.edit(row, deleted_at=utc_now())
        _empty(person, rewritten, words)
        # While the rows are there to be joined: who was linked to the person is found by other words now.
        search.refresh(running.id)
        search.forget("resident", person.id)
        log_rows = _delete(belongings) + _clear_log(person, rewritten, words)
        _clear_labels(touched, words)
        drafts = _clear_plain_tables(person.uid, words)
        access.record_erasure(AccessAction.ERASE, purpose=reason, person_count=1, operator=operator)
    return Erased(len(belongings) + 1, log_rows, drafts, mentions)


def _belongings(person: Resident) -> list[LedgerModel]:
    found: list[LedgerModel] = list(
        PersonLink.select().where((PersonLink.resident == person) | (PersonLink.other == person))
    )
    for model in (Phone, ResidentCategory, Residency, LifeEvent, VisitContact, CareNeed, FollowUp):
        # "+=" would ask the query first, which takes it for a UNION.
        found.extend(model.select().where(model.resident == person))
    return found


def _words(person: Resident, belongings: Iterable[LedgerModel]) -> list[str]:
    """The texts by which the person is known, now and in the log, longest first; no phone that others have too."""
    own = [person, *(row for row in belongings if getattr(row, "resident", None) == person)]
    texts = [getattr(row, name, "") for row in own for name in _TEXTS_OF_A_PERSON]
    logged = ChangeLog.select(ChangeLog.old_values, ChangeLog.new_values)
    for values in fetch(logged.where(ChangeLog.row_uid.in_([row.uid for row in own]))):
        for text in values:
            known = json.loads(text)
            texts += [known.get(name) for name in _TEXTS_OF_A_PERSON]
    words = {text for text in texts if isinstance(text, str) and len(text) > 1}
    shared = Phone.select(Phone.number).where(
        Phone.number.in_(sorted(words)) & (Phone.resident != person) & Phone.deleted_at.is_null()
    )
    words -= {number for (number,) in fetch(shared)}
    return sorted(words, key=lambda word: (-len(word), word))


def _visits_and_lines(person: Resident) -> list[LedgerModel]:
    """The rows of others that hold something of the person: visits to them, and what is told of their households."""
    homes = {row.household.id for row in Residency.select().where(Residency.resident == person)}
    if person.household is not None:
        homes.add(person.household.id)
    seen = VisitContact.select(VisitContact.visit).where(VisitContact.resident == person)
    found: list[LedgerModel] = list(Visit.select().where((Visit.resident == person) | Visit.id.in_(seen)))
    of_homes = sorted(homes)
    cases = CareCase.select().where(CareCase.household.in_(of_homes) | (CareCase.buddy == person))
    found.extend(VisitSheetLine.select().where(VisitSheetLine.household.in_(of_homes)))
    found.extend(cases)
    found.extend(CareNote.select().where(CareNote.case.in_([case.id for case in cases])))
    told = FollowUp.select().where(FollowUp.household.in_(of_homes))
    found.extend(told.where(FollowUp.resident.is_null() | (FollowUp.resident != person)))
    return found


def _transactions_of(rows: Sequence[LedgerModel]) -> list[int]:
    logged = ChangeLog.select(ChangeLog.transaction).where(ChangeLog.row_uid.in_([row.uid for row in rows]))
    return sorted({id_ for (id_,) in fetch(logged)} | bulk_log.transactions_that_inserted(rows))


def _mentions(person: Resident) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for model in (Resident, Household):
        rows = model.select(model.uid).where(model.note.contains(person.name) & (model.uid != person.uid))
        found += [(model._meta.table_name, uid) for (uid,) in fetch(rows)]
    return tuple(found)


def _close_household(home: Household) -> None:
    today = local_today().isoformat()
    is_open = (Occupancy.household == home) & (Occupancy.ends_on == "") & Occupancy.deleted_at.is_null()
    for occupancy in Occupancy.select().where(is_open):
        changes.edit(occupancy, ends_on=today)
    changes.edit(home, head=None, dwelling=None, ends_on=today)


def _delete(belongings: Sequence[LedgerModel]) -> int:
    """Delete rows and what the log says of them; returns how many log rows that were."""
    Session.update(erasing=True).execute()
    for row in belongings:
        row.delete_instance()
    Session.update(erasing=False).execute()
    uids = [row.uid for row in belongings]
    return int(ChangeLog.delete().where(ChangeLog.row_uid.in_(uids)).execute())


def _empty(person: Resident, rewritten: Iterable[LedgerModel], words: Sequence[str]) -> None:
    """Empty the person's row and what visits and stored lines say, by logged edits that the search follows."""
    for row in rewritten:
        if isinstance(row, VisitSheetLine):
            changes.edit(row, printed=_text_without(row.printed, words))
        elif isinstance(row, Visit):
            changes.edit(row, resident=None, note="")
        else:
            if isinstance(row, CareCase) and row.buddy == person:
                changes.edit(row, buddy=None)
            changes.edit(row, **{name: _without(getattr(row, name), words) for name in _TOLD[type(row)]})
    kept = {"id", "uid", "version", "created_at", "updated_at", "deleted_at", "name"}
    blank = {
        name: None if field.null else field.default
        for name, field in Resident._meta.fields.items()
        if name not in kept
    }
    changes.edit(person, **blank, name="", deleted_at=person.deleted_at or utc_now())


def _text_without(values: str, words: Sequence[str]) -> str:
    """JSON text without the words."""
    return json.dumps(_without(json.loads(values), words), ensure_ascii=False)


def _without(printed: Any, words: Sequence[str]) -> Any:
    if isinstance(printed, str):
        for word in words:
            printed = printed.replace(word, ERASED)
        return printed
    if isinstance(printed, list):
        return [_without(part, words) for part in printed]
    if isinstance(printed, dict):
        return {key: _without(part, words) for key, part in printed.items()}
    return printed


def _clear_log(person: Resident, rewritten: Iterable[LedgerModel], words: Sequence[str]) -> int:
    """Take the values out of the log of the person and of their visits, and the words out of that of stored lines.

    The log of namesakes is not touched. Columns stay: the search refresh before COMMIT asks which have changed.
    """
    lines = {row.uid for row in rewritten if not isinstance(row, Visit)}
    uids = [person.uid, *(row.uid for row in rewritten)]
    logged = ChangeLog.select(ChangeLog.id, ChangeLog.row_uid, ChangeLog.old_values, ChangeLog.new_values)
    rows = fetch(logged.where(ChangeLog.row_uid.in_(uids)))
    for id_, uid, old, new in rows:
        clear = _text_without if uid in lines else _keys_alone
        ChangeLog.update(old_values=clear(old, words), new_values=clear(new, words)).where(
            ChangeLog.id == id_
        ).execute()
    return len(rows)


def _keys_alone(values: str, _words: Sequence[str]) -> str:
    known: dict[str, Any] = json.loads(values)
    kept = {name: value if name.endswith(_KEPT_IN_THE_LOG) else None for name, value in known.items()}
    return json.dumps(kept)


def _clear_labels(transactions: Sequence[int], words: Sequence[str]) -> None:
    """Take the name out of the labels of what was done to the person, which can no longer be undone."""
    rows = LedgerTransaction.select().where(LedgerTransaction.id.in_(transactions))
    for row in rows:
        LedgerTransaction.update(label=_without(row.label, words)[:100], undoable=False).where(
            LedgerTransaction.id == row.id
        ).execute()


def _clear_plain_tables(uid: str, words: Sequence[str]) -> int:
    for row in AccessLog.select():
        subject, purpose = _without(row.subject, words), _without(row.purpose, words)
        if (subject, purpose) != (row.subject, row.purpose):
            AccessLog.update(subject=subject[:100], purpose=purpose[:100]).where(
                AccessLog.id == row.id
            ).execute()
    # A draft of a namesake may go with the person's: less harm than a draft that stays.
    about = Draft.row_uid == uid
    for word in words:
        about |= Draft.content.contains(word)
    return int(Draft.delete().where(about).execute())
