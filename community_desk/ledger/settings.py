"""Settings of this ledger: small values under a key, kept as JSON in rows that are logged and exchanged like all else.

A reader names the type it wants and what holds where nothing was set. What was stored as another type is a bug of
the writer and raises ``TypeError``, rather than being taken for something else.
"""

import json
from typing import TypeVar

from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.models import Setting

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Value = TypeVar("Value")

# How long what was done can be read and undone, and how long backups are kept (PIPL Art. 19: no longer than needed).
LOG_KEPT_MONTHS = "log_kept_months"
BACKUPS_KEPT_MONTHS = "backups_kept_months"
DEFAULT_LOG_KEPT_MONTHS = 36
DEFAULT_BACKUPS_KEPT_MONTHS = 12

# After how many months a wish like 暂不上门 is to be asked about again, where no date was given.
CONTACT_REVIEW_MONTHS = "contact_review_months"
DEFAULT_CONTACT_REVIEW_MONTHS = 6

_LONGEST_MONTHS = 600


def get_text(key: str, default: str = "") -> str:
    """The text stored under ``key``, or ``default``."""
    return _get(key, default, str)


def get_number(key: str, default: int = 0) -> int:
    """The whole number stored under ``key``, or ``default``."""
    return _get(key, default, int)


def get_flag(key: str, *, default: bool = False) -> bool:
    """Whether ``key`` is switched on; ``default`` where nothing was set."""
    return _get(key, default, bool)


def get_list(key: str) -> list[Json]:
    """The list stored under ``key``, or an empty one."""
    return _get(key, [], list)


def get_mapping(key: str) -> dict[str, Json]:
    """The mapping stored under ``key``, or an empty one."""
    return _get(key, {}, dict)


def put(key: str, value: Json, *, operator: str) -> None:
    """Store ``value`` under ``key``; nothing is written where it is there already."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    row = _row(key)
    if row is not None and row.value == text:
        return
    with changes.transaction("修改设置", operator=operator):
        if row is None:
            changes.add(Setting, key=key, value=text)
        else:
            changes.edit(row, value=text)


def put_months(key: str, months: int, *, operator: str) -> None:
    """Store a time in months (``LOG_KEPT_MONTHS`` …). ``UserError`` if it is not between 1 and 600."""
    if not 1 <= months <= _LONGEST_MONTHS:
        raise UserError(f"月数要在 1 到 {_LONGEST_MONTHS} 之间，请改一下。", field=key)
    put(key, months, operator=operator)


def _row(key: str) -> Setting | None:
    return Setting.get_or_none((Setting.key == key) & Setting.deleted_at.is_null())


def _get(key: str, default: Value, kind: type[Value]) -> Value:
    row = _row(key)
    if row is None:
        return default
    value = json.loads(row.value)
    if type(value) is not kind:
        raise TypeError(f"setting {key} holds {type(value).__name__}, not {kind.__name__}")
    return value
