"""Follow-ups (跟进): what was promised to a household or seen to be needed, by when, and who sees to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from community_desk.domain.codes import BuildingKind, FollowUpKind
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.care_models import CareCase, FollowUp
from community_desk.ledger.finding import ask, find
from community_desk.ledger.households import title_of
from community_desk.ledger.inputs import (
    Written,
    chosen,
    coming_date,
    event_date,
    needed_text,
    past_date,
    typed_note,
)
from community_desk.ledger.models import Household, Resident, Staff, Visit


class FollowUpFields(TypedDict, total=False):
    """What a form holds of a follow-up. ``due_on`` may be "" where no day was given."""

    what: str
    kind: str
    resident: str
    responsible: str
    said_on: str
    due_on: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up. ``days_overdue`` is 0 for what is not due, has no day or is done; ``done_on`` is "" while open."""

    uid: str
    version: int
    kind: FollowUpKind
    what: str
    household_uid: str
    door: str
    short: str
    head: str
    resident_uid: str
    resident: str
    case_uid: str
    responsible_uid: str
    responsible: str
    said_on: str
    due_on: str
    days_overdue: int
    done_on: str
    done_words: str


def add_follow_up(
    *, household: str, case: str = "", visit: str = "", operator: str, **fields: Unpack[FollowUpFields]
) -> Written:
    """Note a promise or a need of a household (uid), with the visit or the case it came up in; returns its uid."""
    home = find(Household, household, field="household")
    values = _clean({"what": "", "kind": FollowUpKind.PROMISE.value, **fields}, home)
    values["case"] = find(CareCase, case) if case else None
    values["visit"] = find(Visit, visit) if visit else None
    with changes.transaction(f"登记跟进 {title_of(home)}", operator=operator):
        row = changes.add(FollowUp, household=home, **values)
    return Written(row.uid)


def edit_follow_up(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[FollowUpFields]
) -> Written:
    """Correct a follow-up, give it another day or another person; only the fields given are touched."""
    row = find(FollowUp, uid, seen_version=seen_version)
    values = _clean(fields, row.household)
    with changes.transaction(f"修改跟进 {row.what}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def finish_follow_up(uid: str, *, on: str, words: str = "", operator: str) -> None:
    """It is done (or was found not to be needed: say so in ``words``)."""
    row = find(FollowUp, uid)
    if row.done_on:
        raise UserError("这件事已经办结了。")
    day = event_date(on)
    with changes.transaction(f"办结跟进 {row.what}", operator=operator):
        changes.edit(row, done_on=day, done_words=typed_note(words))


def reopen_follow_up(uid: str, *, operator: str) -> None:
    """It was not done after all."""
    row = find(FollowUp, uid)
    with changes.transaction(f"重新跟进 {row.what}", operator=operator):
        changes.edit(row, done_on="", done_words="")


def withdraw_follow_up(uid: str, *, operator: str) -> None:
    """Take away a follow-up that was entered in error."""
    row = find(FollowUp, uid)
    with changes.transaction(f"撤回跟进 {row.what}", operator=operator):
        changes.withdraw(row)


def list_follow_ups(
    *,
    today: date,
    household: str = "",
    responsible: str = "",
    due_by: str = "",
    with_done: bool = False,
    limit: int = 1000,
) -> list[FollowUpRow]:
    """Follow-ups by their day, those without one behind; of a household, a member of staff (uids), due by a day."""
    conditions, values = ["f.deleted_at IS NULL"], []
    if not with_done:
        conditions.append("f.done_on = ''")
    if household:
        conditions.append("h.uid = ?")
        values.append(household)
    if responsible:
        conditions.append("s.uid = ?")
        values.append(responsible)
    if due_by:
        conditions.append("f.due_on <> '' AND f.due_on <= ?")
        values.append(due_by)
    rows = ask(f"{_SELECT} WHERE {' AND '.join(conditions)} {_ORDER} LIMIT ?", *values, limit)
    return [_row(row, today) for row in rows]


_SELECT = (
    "SELECT f.uid, f.version, f.kind, f.what, h.uid, h.address, p.name, COALESCE(r.uid, ''), COALESCE(r.name, ''),"
    " COALESCE(k.uid, ''), COALESCE(s.uid, ''), COALESCE(s.name, ''), f.said_on, f.due_on, f.done_on, f.done_words,"
    " c.name, b.name, b.kind, d.unit, d.room FROM follow_up f JOIN household h ON h.id = f.household_id"
    " LEFT JOIN resident p ON p.id = h.head_id LEFT JOIN resident r ON r.id = f.resident_id"
    " LEFT JOIN care_case k ON k.id = f.case_id LEFT JOIN staff s ON s.id = f.responsible_id"
    " LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
    " LEFT JOIN compound c ON c.id = b.compound_id"
)
_ORDER = "ORDER BY CASE WHEN f.due_on = '' THEN 1 ELSE 0 END, f.due_on, f.id"


def _row(row: tuple[Any, ...], today: date) -> FollowUpRow:
    (
        uid, version, kind, what, home, address, head, resident_uid, resident, case, responsible_uid, responsible,
        said_on, due_on, done_on, done_words, *door,
    ) = row  # fmt: skip
    compound, building, building_kind, unit, room = door
    late = 0
    if due_on and not done_on and len(due_on) == 10:
        late = max(0, (today - date.fromisoformat(due_on)).days)
    return FollowUpRow(
        uid=uid,
        version=version,
        kind=FollowUpKind(kind),
        what=what,
        household_uid=home,
        door=full_door(compound, building, unit, room) if building else address,
        short=short_door(building, unit, room, BuildingKind(building_kind)) if building else address,
        head=head or "",
        resident_uid=resident_uid,
        resident=resident,
        case_uid=case,
        responsible_uid=responsible_uid,
        responsible=responsible,
        said_on=said_on,
        due_on=due_on,
        days_overdue=late,
        done_on=done_on,
        done_words=done_words,
    )


def _clean(fields: FollowUpFields, home: Household) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "what" in fields:
        values["what"] = needed_text(fields["what"], field="what", word="要办的事")
    if "kind" in fields:
        values["kind"] = chosen(FollowUpKind.from_word, fields["kind"], field="kind", word="种类").value
    if "resident" in fields:
        person = find(Resident, fields["resident"], field="resident") if fields["resident"] else None
        if person is not None and person.household != home:
            raise UserError(f"{person.name}不是这一户的人，请重新选。", field="resident")
        values["resident"] = person
    if "responsible" in fields:
        who = fields["responsible"]
        values["responsible"] = find(Staff, who, field="responsible") if who else None
    if "said_on" in fields:
        values["said_on"] = past_date(fields["said_on"], field="said_on")
    if "due_on" in fields:
        values["due_on"] = coming_date(fields["due_on"], field="due_on")
    return values
