"""The lists a ledger starts with, and their updates: ``resources/catalog`` seeds, the office decides.

A row nobody edited follows the shipped list; an edited one stays as the office wants it; a row that is no longer
shipped stays (somebody may hold it). The order is the office's: updates leave it alone.
"""

import hashlib
import json
from typing import Any

from community_desk.ledger import changes
from community_desk.ledger.care_models import VisitRule
from community_desk.ledger.models import CareCategory, ListEntry, Relation, Setting
from community_desk.shipped import resource_path

_LISTS: dict[str, type[ListEntry]] = {
    "care_categories": CareCategory,
    "relations": Relation,
    "visit_rules": VisitRule,
}
# Columns that hold JSON text.
_STRUCTURED = ("applies_to", "methods", "whose_word")
_APPLIED = "catalogs_applied"


def bring_up_to_date() -> bool:
    """Apply the shipped lists if they differ from those applied last; returns whether they did."""
    content = {name: resource_path("catalog", f"{name}.toml").read_bytes() for name in _LISTS}
    fingerprint = hashlib.sha256(b"".join(content.values())).hexdigest()
    applied = Setting.get_or_none((Setting.key == _APPLIED) & Setting.deleted_at.is_null())
    value = json.dumps(fingerprint)
    if applied is not None and applied.value == value:
        return False
    import tomllib  # noqa: PLC0415 - 5 ms at every start for what a new version needs once

    with changes.transaction("更新内置名录", operator="", undoable=False):
        for name, model in _LISTS.items():
            shipped = tomllib.loads(content[name].decode("utf-8"))
            _apply(model, shipped["version"], shipped["entry"])
        if applied is None:
            changes.add(Setting, key=_APPLIED, value=value)
        else:
            changes.edit(applied, value=value)
    return True


def shipped_values(row: ListEntry) -> dict[str, Any] | None:
    """What the program ships for an entry of a list, as the columns have it; ``None`` for one it does not ship."""
    import tomllib  # noqa: PLC0415 - see above

    name = next(name for name, model in _LISTS.items() if isinstance(row, model))
    shipped = tomllib.loads(resource_path("catalog", f"{name}.toml").read_text(encoding="utf-8"))
    for entry in shipped["entry"]:
        if entry["code"] == row.code:
            return _values(type(row), shipped["version"], entry)
    return None


def _apply(model: type[ListEntry], version: int, entries: list[dict[str, Any]]) -> None:
    present = {row.code: row for row in model.select().where(model.deleted_at.is_null())}
    for position, entry in enumerate(entries, start=1):
        values = _values(model, version, entry)
        row = present.get(entry["code"])
        if row is None:
            changes.add(model, position=position, **values)
        elif not row.is_edited:
            changes.edit(row, **values)


def _values(model: type[ListEntry], version: int, entry: dict[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields
    defaults = {"standard_code": "", "min_age": None, "is_active": True, "days_after_change": None}
    values = {name: value for name, value in defaults.items() if name in fields}
    values |= {name: value for name, value in entry.items() if name in fields and name != "position"}
    values["synonyms"] = json.dumps(entry.get("synonyms", []), ensure_ascii=False)
    values |= {name: json.dumps(values[name], ensure_ascii=False) for name in _STRUCTURED if name in values}
    return {**values, "shipped_version": version}
