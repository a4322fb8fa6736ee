"""Residents: who they are, how to reach them, who matters to them. What happens to them is in ``life_events``."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from community_desk.domain.codes import ContactPreference, LinkKind, ResidentStatus
from community_desk.domain.errors import UserError
from community_desk.domain.relations import HEAD
from community_desk.ledger import changes
from community_desk.ledger.care_models import CareNeed, FollowUp
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.inputs import Written, chosen, needed_text, typed_note, typed_text
from community_desk.ledger.models import (
    Household,
    LifeEvent,
    PersonLink,
    Phone,
    Residency,
    Resident,
    ResidentCategory,
    Visit,
    VisitContact,
)
from community_desk.ledger.resident_input import (
    CleanResident,
    ResidentFields,
    clean_contact_preference,
    clean_new_resident,
    clean_phones,
    clean_resident,
)

# Who lives here and is counted as a member: somebody away comes back, the moved and the deceased do not.
MEMBER_STATUSES = (ResidentStatus.LIVING.value, ResidentStatus.AWAY.value)


class LinkFields(TypedDict, total=False):
    """What a form may hold of a link; ``other`` is the uid of a resident, "" for somebody who is none."""

    kind: str
    other: str
    name: str
    phone: str
    place: str
    note: str


def add_resident(
    *, household: str = "", operator: str, since: str = "", **fields: Unpack[ResidentFields]
) -> Written:
    """Enter a person of whom the ledger does not know yet, as a member of a household (its uid) or of none.

    This is typing the ledger, not a life event: for somebody born or moved in now use ``life_events``.
    """
    home = find(Household, household, field="household") if household else None
    if home is not None and home.ends_on:
        raise UserError("这一户已经结束，不能再加人；搬回来请用“搬入”。", field="household")
    clean = clean_new_resident(fields)
    takes_the_head = home is not None and clean.values.get("relation_code") == HEAD
    if home is not None and takes_the_head and home.head is not None:
        raise UserError(f"这一户的户主是{home.head.name}；要换户主请用“换户主”。", field="relation_word")
    with changes.transaction(f"新增居民 {clean.values['name']}", operator=operator):
        row = write_new_resident(clean, home, since=since)
        if home is not None and takes_the_head:
            changes.edit(home, head=row)
    return Written(row.uid, tuple(clean.warnings))


def write_new_resident(clean: CleanResident, household: Household | None, *, since: str) -> Resident:
    """Write a person, their phones and their belonging to ``household``; inside a running transaction."""
    row = changes.add(Resident, household=household, position=next_position(household), **clean.values)
    _write_phones(row, clean.phones or [])
    if household is not None:
        changes.add(
            Residency, resident=row, household=household, relation_word=row.relation_word, starts_on=since
        )
    return row


def next_position(household: Household | None) -> int:
    """The place behind the last member of a household."""
    if household is None:
        return 0
    positions = Resident.select(Resident.position).where(
        (Resident.household == household) & Resident.deleted_at.is_null()
    )
    return max((position for (position,) in fetch(positions)), default=-1) + 1


def edit_resident(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[ResidentFields]
) -> Written:
    """Correct what the ledger says of a person; only the fields given are touched.

    Household, head and status change by life events alone. ``seen_version``: as in ``finding.find``.
    """
    row = find(Resident, uid, seen_version=seen_version)
    clean = clean_resident(fields, row)
    _refuse_new_head(row, clean)
    name = clean.values.get("name", row.name)
    with changes.transaction(f"修改居民 {name}", operator=operator):
        changes.edit(row, **clean.values)
        if clean.phones is not None:
            _write_phones(row, clean.phones)
        if "relation_word" in clean.values:
            for residency in open_residencies(row):
                changes.edit(residency, relation_word=clean.values["relation_word"])
    return Written(row.uid, tuple(clean.warnings))


def _refuse_new_head(row: Resident, clean: CleanResident) -> None:
    if "relation_code" not in clean.values or row.status not in MEMBER_STATUSES or row.household is None:
        return
    says_head = clean.values["relation_code"] == HEAD
    is_head = row.household.head == row
    if says_head != is_head:
        raise UserError("户主不能在这里改，请用“换户主”。", field="relation_word")


def open_residencies(row: Resident) -> list[Residency]:
    """The rows that say where a person belongs now: one, or none for somebody without a household."""
    is_open = (Residency.ends_on == "") & Residency.deleted_at.is_null()
    return list(Residency.select().where((Residency.resident == row) & is_open).order_by(Residency.id))


def set_phones(uid: str, phones: Sequence[tuple[str, str]], *, operator: str) -> Written:
    """Replace a person's (label, number) pairs, in this order."""
    return edit_resident(uid, operator=operator, phones=phones)


def add_phone(uid: str, *, label: str = "", number: str, operator: str) -> Written:
    """One more number of a person, behind those there are; one that is there already is left alone."""
    row = find(Resident, uid)
    clean = CleanResident({})
    numbers = clean_phones([(label, number)], clean.warnings)
    if not numbers:
        raise UserError("请填写电话号码。", field="number")
    with changes.transaction(f"新增电话 {row.name}", operator=operator):
        _write_phones(row, [*_present_phones(row), *numbers])
    return Written(row.uid, tuple(clean.warnings))


def phones_of(uid: str) -> list[tuple[str, str]]:
    """A person's (label, number) pairs."""
    return list(_present_phones(find(Resident, uid)))


def _phone_rows(row: Resident) -> list[Phone]:
    is_live = Phone.deleted_at.is_null()
    return list(Phone.select().where((Phone.resident == row) & is_live).order_by(Phone.position, Phone.id))


def _present_phones(row: Resident) -> list[tuple[str, str]]:
    return [(phone.label, phone.number) for phone in _phone_rows(row)]


def _write_phones(row: Resident, phones: Sequence[tuple[str, str]]) -> None:
    """Keep the rows whose number stays (its label may change), add the new ones, withdraw the others."""
    present: dict[str, list[Phone]] = {}
    for phone in _phone_rows(row):
        present.setdefault(phone.number, []).append(phone)
    for position, (label, number) in enumerate(phones):
        kept = present.get(number)
        if kept:
            changes.edit(kept.pop(0), label=label, position=position)
        else:
            changes.add(Phone, resident=row, label=label, number=number, position=position)
    for left_over in present.values():
        for phone in left_over:
            changes.withdraw(phone)


def set_contact_preference(
    uid: str, *, preference: str, reason: str = "", review_on: str = "", operator: str
) -> None:
    """How a person wants to be reached; other than 可上门 it needs a reason and gets a date to ask again."""
    row = find(Resident, uid)
    values = clean_contact_preference(preference, reason, review_on)
    with changes.transaction(f"联系意愿 {row.name}", operator=operator):
        changes.edit(row, **values)


def effective_preference(resident: str, household: str) -> ContactPreference:
    """The preference to honour, from the stored values of a resident and their household: the stricter."""
    return ContactPreference(resident).stricter(
        ContactPreference(household or ContactPreference.ANYTIME.value)
    )


def set_reminder(uid: str, reminder: str, *, operator: str) -> None:
    """The plain words for whoever stands at the door, e.g. 听力弱，多敲一会儿; "" for none."""
    edit_resident(uid, operator=operator, reminder=reminder)


def add_link(uid: str, *, operator: str, **fields: Unpack[LinkFields]) -> Written:
    """Enter who matters to a person: a guardian, a child elsewhere, an emergency contact."""
    row = find(Resident, uid)
    values = _clean_link(row, {"kind": LinkKind.OTHER.value, **fields})
    if values.get("other") is None and not values.get("name"):
        raise UserError("请填写联系人姓名，或选一位居民。", field="name")
    with changes.transaction(f"新增联系人 {row.name}", operator=operator):
        link = changes.add(PersonLink, resident=row, **values)
    return Written(link.uid)


def edit_link(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[LinkFields]
) -> Written:
    """Correct a link; only the fields given are touched."""
    link = find(PersonLink, uid, seen_version=seen_version)
    values = _clean_link(link.resident, fields)
    if not values.get("name", link.name) and values.get("other", link.other) is None:
        raise UserError("请填写联系人姓名，或选一位居民。", field="name")
    with changes.transaction(f"修改联系人 {link.resident.name}", operator=operator):
        changes.edit(link, **values)
    return Written(uid)


def withdraw_link(uid: str, *, operator: str) -> None:
    """Take a link away."""
    link = find(PersonLink, uid)
    with changes.transaction(f"去掉联系人 {link.resident.name}", operator=operator):
        changes.withdraw(link)


def _clean_link(row: Resident, fields: LinkFields) -> dict[str, object]:
    values: dict[str, object] = {}
    if "kind" in fields:
        values["kind"] = chosen(LinkKind.from_word, fields["kind"], field="kind", word="联系人类别").value
    if "other" in fields:
        other = find(Resident, fields["other"], field="other") if fields["other"] else None
        if other == row:
            raise UserError("联系人不能是本人，请另选一位。", field="other")
        values["other"] = other
    if "name" in fields:
        values["name"] = typed_text(fields["name"])
    if "phone" in fields:
        numbers = clean_phones([("", fields["phone"])], [])
        if len(numbers) > 1:
            raise UserError("联系人只填一个电话；有几个号码请分成几条。", field="phone")
        values["phone"] = numbers[0][1] if numbers else ""
    if "place" in fields:
        values["place"] = typed_text(fields["place"])
    if "note" in fields:
        values["note"] = typed_note(fields["note"])
    return values


def withdraw_resident(uid: str, *, reason: str, operator: str) -> None:
    """Take a person out of the ledger who should never have been in it (entered twice, a slip of the keyboard).

    Whoever moved away or died is not withdrawn. ``UserError`` where visits, life events, links of others or a household
    that they head depend on them.
    """
    row = find(Resident, uid)
    needed_text(reason, field="reason", word="撤回原因")
    _refuse_dependants(row)
    label = f"撤回居民 {row.name}：{typed_text(reason)}"
    with changes.transaction(label, operator=operator):
        _withdraw_belongings(row)
        home = row.household
        if home is not None and home.head == row:
            changes.edit(home, head=None)
        changes.withdraw(row)


def _refuse_dependants(row: Resident) -> None:
    if Visit.select().where((Visit.resident == row) & Visit.deleted_at.is_null()).exists():
        raise UserError(f"{row.name}有走访记录，不能撤回；搬走或去世请用相应的登记。")
    for model in (VisitContact, CareNeed, FollowUp):
        if model.select().where((model.resident == row) & model.deleted_at.is_null()).exists():
            raise UserError(f"{row.name}有走访、关爱或跟进记录，不能撤回；搬走或去世请用相应的登记。")
    if LifeEvent.select().where((LifeEvent.resident == row) & LifeEvent.deleted_at.is_null()).exists():
        raise UserError(f"{row.name}有出生、搬家等记录，不能撤回；请先撤销那次登记。")
    others = PersonLink.select().where((PersonLink.other == row) & PersonLink.deleted_at.is_null())
    for link in others:
        raise UserError(f"{row.name}是{link.resident.name}的联系人，请先改那一条。")
    home = row.household
    if home is not None and home.head == row:
        rest = Resident.select().where(
            (Resident.household == home)
            & (Resident.id != row.id)
            & Resident.status.in_(MEMBER_STATUSES)
            & Resident.deleted_at.is_null()
        )
        if rest.exists():
            raise UserError(f"{row.name}是户主，请先换户主再撤回。")


def _withdraw_belongings(row: Resident) -> None:
    for model in (Phone, PersonLink, Residency, ResidentCategory):
        for belonging in model.select().where((model.resident == row) & model.deleted_at.is_null()):
            changes.withdraw(belonging)
