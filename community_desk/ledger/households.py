"""Households: people who live as one behind a door. What happens to them is in ``life_events``."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from community_desk.domain.errors import UserError
from community_desk.domain.relations import HEAD
from community_desk.ledger import changes
from community_desk.ledger.care_models import CareCase, FollowUp
from community_desk.ledger.dwellings import door_of, find_or_add_dwelling, recognise_door
from community_desk.ledger.finding import find
from community_desk.ledger.inputs import InputWarning, Written, past_date, typed_note, typed_text
from community_desk.ledger.models import (
    Dwelling,
    Household,
    LifeEvent,
    Occupancy,
    Resident,
    Visit,
    VisitSheetLine,
)
from community_desk.ledger.resident_input import (
    CleanResident,
    ResidentFields,
    clean_contact_preference,
    clean_new_resident,
)
from community_desk.ledger.residents import MEMBER_STATUSES, write_new_resident


class HouseholdFields(TypedDict, total=False):
    """What a form holds of a household beside its members; ``address`` is for one whose door the ledger lacks."""

    address: str
    number: str
    note: str
    starts_on: str
    contact_preference: str
    contact_reason: str
    contact_review_on: str


def add_household(
    *,
    dwelling: str = "",
    door: str = "",
    members: Sequence[ResidentFields],
    operator: str,
    **fields: Unpack[HouseholdFields],
) -> Written:
    """Enter a household of whom the ledger does not know yet, behind a door or behind none.

    The door is a uid, or ``door`` as people type it, made where its building lacks it. The member who is 户主 heads it,
    else the first. This is typing the ledger; for a family that arrives now use ``life_events.moved_in``. Returns the
    household's uid.
    """
    place = find(Dwelling, dwelling, field="dwelling") if dwelling else None
    where = door_of(place) if place else recognise_door(door).door if door else ""
    clean = [clean_new_resident(member) for member in members]
    head = choose_head(clean)
    values = _clean(fields)
    with changes.transaction(f"新增一户 {where} {clean[head].values['name']}", operator=operator):
        if place is None and door:
            place = find(Dwelling, find_or_add_dwelling(door, operator=operator).uid)
        row = changes.add(Household, dwelling=place, **values)
        changes.add(Occupancy, household=row, dwelling=place, starts_on=row.starts_on)
        written = [write_new_resident(member, row, since=row.starts_on) for member in clean]
        changes.edit(row, head=written[head])
    return Written(row.uid, warnings_of(clean))


def choose_head(members: Sequence[CleanResident]) -> int:
    """Which of new members heads their household: the one called 户主, else the first, who becomes it.

    ``UserError`` where nobody is given, or two are called 户主.
    """
    if not members:
        raise UserError("一户至少要有一个人，请先填写成员。", field="members")
    heads = [place for place, member in enumerate(members) if member.values.get("relation_code") == HEAD]
    if len(heads) > 1:
        names = "、".join(str(members[place].values["name"]) for place in heads)
        raise UserError(f"{names}都登记为户主，一户只能有一个户主。", field="members")
    if heads:
        return heads[0]
    members[0].values.update(relation_code=HEAD, relation_word="户主")
    return 0


def warnings_of(members: Sequence[CleanResident]) -> tuple[InputWarning, ...]:
    """What should be looked at again in all of them."""
    return tuple(warning for member in members for warning in member.warnings)


def edit_household(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[HouseholdFields]
) -> Written:
    """Correct a household's number, note, beginning or contact preference; only the fields given are touched.

    A new beginning goes to its first occupancy as well.
    """
    row = find(Household, uid, seen_version=seen_version)
    values = _clean(fields)
    with changes.transaction(f"修改户 {title_of(row)}", operator=operator):
        changes.edit(row, **values)
        if "starts_on" in values:
            is_first = (Occupancy.household == row) & Occupancy.deleted_at.is_null()
            first = Occupancy.select().where(is_first).order_by(Occupancy.id).first()
            if first is not None:
                changes.edit(first, starts_on=values["starts_on"])
    return Written(uid)


def set_contact_preference(
    uid: str, *, preference: str, reason: str = "", review_on: str = "", operator: str
) -> None:
    """How a household wants to be reached; other than 可上门 it needs a reason and gets a date to ask again."""
    edit_household(
        uid,
        operator=operator,
        contact_preference=preference,
        contact_reason=reason,
        contact_review_on=review_on,
    )


def arrange_members(uid: str, members: Sequence[str], *, operator: str) -> None:
    """Remember the order in which a household's members are listed (uids); the head stays first in lists."""
    row = find(Household, uid)
    present = {member.uid: member for member in members_of(row)}
    if set(members) != present.keys():
        raise UserError("成员和台账里的不一样，请刷新后再排。")
    with changes.transaction(f"排列成员 {title_of(row)}", operator=operator):
        for position, member in enumerate(members):
            changes.edit(present[member], position=position)


def members_of(row: Household) -> list[Resident]:
    """Those who live in a household now, in its order; the moved and the deceased are no members."""
    is_member = (
        (Resident.household == row) & Resident.status.in_(MEMBER_STATUSES) & Resident.deleted_at.is_null()
    )
    return list(Resident.select().where(is_member).order_by(Resident.position, Resident.id))


def title_of(row: Household) -> str:
    """A household as a sentence names it: its door and its head."""
    door = door_of(row.dwelling) if row.dwelling else row.address or "无门牌"
    return f"{door} {row.head.name}" if row.head else door


def withdraw_household(uid: str, *, operator: str) -> None:
    """Take a household away that should not be in the ledger.

    ``UserError`` while it has members, and where visits, printed sheets or life events depend on it.
    """
    row = find(Household, uid)
    if Resident.select().where((Resident.household == row) & Resident.deleted_at.is_null()).exists():
        raise UserError("这一户还有成员，不能撤回；搬走请用“搬离”。")
    holders = (
        (Visit, "走访"),
        (VisitSheetLine, "走访单"),
        (LifeEvent, "搬迁等"),
        (CareCase, "关爱"),
        (FollowUp, "跟进"),
    )
    for model, word in holders:
        if model.select().where((model.household == row) & model.deleted_at.is_null()).exists():
            raise UserError(f"这一户有{word}记录，不能撤回。")
    with changes.transaction(f"撤回户 {title_of(row)}", operator=operator):
        for occupancy in Occupancy.select().where(
            (Occupancy.household == row) & Occupancy.deleted_at.is_null()
        ):
            changes.withdraw(occupancy)
        changes.withdraw(row)


def _clean(fields: HouseholdFields) -> dict[str, str]:
    values: dict[str, str] = {}
    if "address" in fields:
        values["address"] = typed_text(fields["address"])
    if "number" in fields:
        values["number"] = typed_text(fields["number"])
    if "note" in fields:
        values["note"] = typed_note(fields["note"])
    if "starts_on" in fields:
        values["starts_on"] = past_date(fields["starts_on"], field="starts_on")
    if "contact_preference" in fields:
        values |= clean_contact_preference(
            fields["contact_preference"],
            fields.get("contact_reason", ""),
            fields.get("contact_review_on", ""),
        )
    return values
