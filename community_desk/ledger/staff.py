"""The members of the office: who may be the 当前经办人, who looks after a grid."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TypedDict, Unpack

from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.inputs import Written, person_name, typed_text
from community_desk.ledger.models import Grid, Staff
from community_desk.ledger.resident_input import clean_phones, sort_key_of_name

_SHORTEST_PIN = 4
_LONGEST_STAFF_KEY = 120
# The PIN only tells colleagues apart inside a ledger that is open: 16 MiB and some 50 ms a try are enough.
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff for a list."""

    uid: str
    name: str
    role: str
    phone: str
    is_active: bool
    has_pin: bool
    version: int


class StaffFields(TypedDict, total=False):
    """What a form holds of a member of staff."""

    name: str
    role: str
    phone: str
    is_active: bool


def add_staff(*, operator: str, **fields: Unpack[StaffFields]) -> Written:
    """A new member of staff. ``UserError`` where the name is missing or another active member bears it."""
    values = _clean({"name": "", **fields}, None)
    with changes.transaction(f"新增工作人员 {values['name']}", operator=operator):
        row = changes.add(Staff, **values)
    return Written(row.uid)


def edit_staff(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[StaffFields]
) -> Written:
    """Correct a member of staff; only the fields given are touched. Who has left is set not active."""
    row = find(Staff, uid, seen_version=seen_version)
    values = _clean(fields, row)
    with changes.transaction(f"修改工作人员 {row.name}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def withdraw_staff(uid: str, *, operator: str) -> None:
    """Take somebody out of the list. ``UserError`` while they look after a grid."""
    row = find(Staff, uid)
    grid = Grid.get_or_none((Grid.worker == row) & Grid.deleted_at.is_null())
    if grid is not None:
        raise UserError(f"{row.name}还是{grid.name}的网格员，请先换人。")
    with changes.transaction(f"撤回工作人员 {row.name}", operator=operator):
        changes.withdraw(row)


def list_staff(*, active_only: bool = False) -> list[StaffRow]:
    """The members of staff by the pinyin of their names."""
    query = (
        Staff.select(
            Staff.uid, Staff.name, Staff.role, Staff.phone, Staff.is_active, Staff.pin_hash, Staff.version
        )
        .where(Staff.deleted_at.is_null())
        .order_by(Staff.name_key, Staff.id)
    )
    rows = [
        StaffRow(uid, name, role, phone, bool(active), bool(pin), version)
        for uid, name, role, phone, active, pin, version in fetch(query)
    ]
    return [row for row in rows if row.is_active or not active_only]


def set_pin(uid: str, pin: str, *, operator: str) -> None:
    """Set the PIN with which somebody becomes 当前经办人; "" takes it off. ``UserError`` under four characters."""
    row = find(Staff, uid)
    if pin and len(pin) < _SHORTEST_PIN:
        raise UserError(f"口令至少 {_SHORTEST_PIN} 位，请重新输入。", field="pin")
    with changes.transaction(f"设置口令 {row.name}", operator=operator):
        changes.edit(row, pin_hash=_hash(pin, secrets.token_hex(16)) if pin else "")


def pin_is_right(uid: str, pin: str) -> bool:
    """Whether this is somebody's PIN; who has none needs none."""
    row = find(Staff, uid)
    if not row.pin_hash:
        return True
    salt, _, _ = row.pin_hash.partition("$")
    return hmac.compare_digest(_hash(pin, salt), row.pin_hash)


def _hash(pin: str, salt: str) -> str:
    key = hashlib.scrypt(pin.encode(), salt=salt.encode(), dklen=32, **_SCRYPT)
    return f"{salt}${key.hex()}"


def _clean(fields: StaffFields, row: Staff | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if "name" in fields:
        name, _ = person_name(fields["name"])
        # Log, prints and sheets name who did it: two of one name could not be told apart.
        other = Staff.get_or_none((Staff.name == name) & Staff.is_active & Staff.deleted_at.is_null())
        if other is not None and other != row:
            raise UserError(f"已经有一位{name}了，请加以区分，例如 {name}（二）。", field="name")
        values |= {"name": name, "name_key": sort_key_of_name(name, "")[:_LONGEST_STAFF_KEY]}
    if "role" in fields:
        values["role"] = typed_text(fields["role"])
    if "phone" in fields:
        try:
            numbers = clean_phones([("", fields["phone"])], [])
        except UserError as refusal:
            raise UserError(refusal.sentence, field="phone") from refusal
        values["phone"] = numbers[0][1] if numbers else ""
    if "is_active" in fields:
        values["is_active"] = fields["is_active"]
    return values
