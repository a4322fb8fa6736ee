"""The rules of visiting and extra rounds as the office edits them, and as ``domain.schedule`` reads them.

What somebody edited is marked so, and updates of the shipped rules leave it alone until it is set back.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from community_desk.domain import visit_rules as plain
from community_desk.domain.codes import (
    AbilityLevel,
    CareLevel,
    DisabilityGrade,
    IntervalUnit,
    Outcome,
    VisitMethod,
)
from community_desk.domain.errors import UserError
from community_desk.domain.visit_rules import CASES, EVERYBODY, ORDINARY, AppliesTo
from community_desk.ledger import catalogs, changes
from community_desk.ledger.care_models import ExtraRound, VisitRule
from community_desk.ledger.finding import ask, fetch, find, find_many
from community_desk.ledger.inputs import (
    Written,
    coming_date,
    local_today,
    needed_text,
    typed_note,
    typed_text,
)
from community_desk.ledger.rows import new_uid

WORDS_THAT_CAN_COUNT = (Outcome.MET, Outcome.FAMILY_TOLD, Outcome.NEIGHBOUR_TOLD)
METHODS_THAT_CAN_COUNT = tuple(method for method in VisitMethod if method is not VisitMethod.UNKNOWN)
_LONGEST_INTERVAL = {IntervalUnit.DAY: 366, IntervalUnit.MONTH: 60}
_DETAILS = {"disability": DisabilityGrade, "ability_level": AbilityLevel}


@dataclass(frozen=True, slots=True)
class VisitRuleEntry:
    """A rule of the list. ``whom`` and ``how_often`` are in words; ``is_own``: the office added it."""

    uid: str
    code: str
    word: str
    applies_to: AppliesTo
    whom: str
    interval: int
    unit: IntervalUnit
    how_often: str
    days_after_change: int | None
    methods: tuple[VisitMethod, ...]
    whose_word: tuple[Outcome, ...]
    basis: str
    starts_on: str
    is_active: bool
    is_own: bool
    is_edited: bool
    version: int


@dataclass(frozen=True, slots=True)
class ExtraRoundEntry:
    """An extra round of the list; ``whom`` in words."""

    uid: str
    name: str
    applies_to: AppliesTo
    whom: str
    starts_on: str
    ends_on: str
    methods: tuple[VisitMethod, ...]
    whose_word: tuple[Outcome, ...]
    note: str
    is_active: bool
    version: int


class RuleFields(TypedDict, total=False):
    """What a form holds of a rule; ``methods`` and ``whose_word`` as values."""

    word: str
    applies_to: AppliesTo
    interval: int
    unit: str
    days_after_change: int | None
    methods: Sequence[str]
    whose_word: Sequence[str]
    basis: str
    is_active: bool


class ExtraRoundFields(TypedDict, total=False):
    """What a form holds of an extra round."""

    name: str
    applies_to: AppliesTo
    starts_on: str
    ends_on: str
    methods: Sequence[str]
    whose_word: Sequence[str]
    note: str
    is_active: bool


def list_visit_rules() -> list[VisitRuleEntry]:
    """The rules in the office's order, those switched off among them."""
    called = token_words()
    rows = VisitRule.select().where(VisitRule.deleted_at.is_null()).order_by(VisitRule.position, VisitRule.id)
    return [_entry(row, called) for row in rows]


def add_visit_rule(*, operator: str, **fields: Unpack[RuleFields]) -> Written:
    """A rule of the office's own. ``UserError`` where the name is missing or taken, or nothing would ever count."""
    whole: RuleFields = {
        "word": "",
        "applies_to": AppliesTo(),
        "interval": 1,
        "unit": IntervalUnit.MONTH.value,
        "methods": [method.value for method in METHODS_THAT_CAN_COUNT],
        "whose_word": [Outcome.MET.value],
        **fields,
    }
    values = _clean_rule(whole, None)
    position = max((row.position for row in VisitRule.select(VisitRule.position)), default=0) + 1
    with changes.transaction(f"新增走访规则 {values['word']}", operator=operator):
        row = changes.add(
            VisitRule,
            code=f"own_{new_uid()[-12:]}",
            position=position,
            **{"starts_on": local_today().isoformat(), **values},
        )
    return Written(row.uid)


def edit_visit_rule(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[RuleFields]
) -> Written:
    """Change a rule; only the fields given are touched. One that is switched on holds from today."""
    row = find(VisitRule, uid, seen_version=seen_version)
    values = _clean_rule(fields, row)
    if values.get("is_active") and not row.is_active:
        values["starts_on"] = local_today().isoformat()
    if all(getattr(row, name) == value for name, value in values.items()):
        return Written(uid)
    with changes.transaction(f"修改走访规则 {row.word}", operator=operator):
        changes.edit(row, is_edited=row.is_edited or row.shipped_version > 0, **values)
    return Written(uid)


def restore_visit_rule(uid: str, *, operator: str) -> None:
    """Set an edited rule back to what the program ships (恢复出厂)."""
    row = find(VisitRule, uid)
    shipped = catalogs.shipped_values(row)
    if shipped is None:
        raise UserError(f"“{row.word}”是本社区自己加的，没有出厂内容可恢复。")
    with changes.transaction(f"恢复走访规则 {shipped['word']}", operator=operator):
        changes.edit(row, is_edited=False, **shipped)


def withdraw_visit_rule(uid: str, *, operator: str) -> None:
    """Take a rule of the office's own away. ``UserError`` for a shipped one: switch it off instead."""
    row = find(VisitRule, uid)
    if row.shipped_version:
        raise UserError(f"“{row.word}”是软件自带的，不能撤回；不想再用可以停用。")
    with changes.transaction(f"撤回走访规则 {row.word}", operator=operator):
        changes.withdraw(row)


def arrange_visit_rules(uids: Sequence[str], *, operator: str) -> None:
    """Remember the order of the rules; those not named follow in the order they have."""
    named = find_many(VisitRule, uids)
    rest = VisitRule.select().where(VisitRule.deleted_at.is_null()).order_by(VisitRule.position, VisitRule.id)
    with changes.transaction("排列走访规则", operator=operator):
        for position, row in enumerate([*named, *(row for row in rest if row not in named)], start=1):
            changes.edit(row, position=position)


def list_extra_rounds(*, active_only: bool = False) -> list[ExtraRoundEntry]:
    """The extra rounds, the newest first."""
    called = token_words()
    rows = ExtraRound.select().where(ExtraRound.deleted_at.is_null())
    return [
        _extra_entry(row, called)
        for row in rows.order_by(ExtraRound.starts_on.desc(), ExtraRound.id.desc())
        if row.is_active or not active_only
    ]


def add_extra_round(*, operator: str, **fields: Unpack[ExtraRoundFields]) -> Written:
    """Ask that everybody meant is visited once between two dates (a festival, a typhoon)."""
    whole: ExtraRoundFields = {
        "name": "",
        "applies_to": AppliesTo(EVERYBODY),
        "starts_on": "",
        "ends_on": "",
        "methods": [method.value for method in METHODS_THAT_CAN_COUNT],
        "whose_word": [Outcome.MET.value, Outcome.FAMILY_TOLD.value],
        **fields,
    }
    values = _clean_extra(whole, None)
    with changes.transaction(f"新增加访 {values['name']}", operator=operator):
        row = changes.add(ExtraRound, **values)
    return Written(row.uid)


def edit_extra_round(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[ExtraRoundFields]
) -> Written:
    """Change an extra round, or stop asking for it (``is_active=False``)."""
    row = find(ExtraRound, uid, seen_version=seen_version)
    values = _clean_extra(fields, row)
    with changes.transaction(f"修改加访 {row.name}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def withdraw_extra_round(uid: str, *, operator: str) -> None:
    """Take away an extra round that was entered in error."""
    row = find(ExtraRound, uid)
    with changes.transaction(f"撤回加访 {row.name}", operator=operator):
        changes.withdraw(row)


def rules_for_schedule() -> tuple[plain.Rule, ...]:
    """The rules that are switched on, as ``domain.schedule.decide`` wants them."""
    called = token_words()
    return tuple(
        plain.Rule(
            entry.code,
            entry.word,
            entry.applies_to,
            entry.interval,
            entry.unit,
            frozenset(method.value for method in entry.methods),
            frozenset(outcome.value for outcome in entry.whose_word),
            entry.days_after_change,
            date.fromisoformat(entry.starts_on).toordinal() if entry.starts_on else 0,
            called,
        )
        for entry in list_visit_rules()
        if entry.is_active
    )


def extra_rounds_for_schedule() -> tuple[plain.ExtraRound, ...]:
    """The extra rounds that are asked for, as ``domain.schedule.decide`` wants them."""
    return tuple(
        plain.ExtraRound(
            entry.name,
            entry.applies_to,
            date.fromisoformat(entry.starts_on).toordinal(),
            date.fromisoformat(entry.ends_on).toordinal(),
            frozenset(method.value for method in entry.methods),
            frozenset(outcome.value for outcome in entry.whose_word),
        )
        for entry in list_extra_rounds(active_only=True)
    )


def token_words() -> dict[str, str]:
    """What the categories are called by code, and those with a detail (``disability:1`` → 一级残疾)."""
    # In plain SQL: a list of cases asks for every few rows that come into sight.
    words = dict(ask("SELECT code, word FROM care_category WHERE deleted_at IS NULL ORDER BY position, id"))
    found = dict(words)
    for code, details in _DETAILS.items():
        if code in words:
            found |= {
                f"{code}:{each.value}": each.word
                if each.word.endswith(words[code])
                else f"{each.word}{words[code]}"
                for each in details
            }
    return found


def whom_in_words(applies_to: AppliesTo, called: dict[str, str] | None = None) -> str:
    """Whom a rule means, in words."""
    words = called if called is not None else token_words()
    homes = {CASES: "关爱户", ORDINARY: "没有建档的住户", EVERYBODY: "所有住户"}[applies_to.homes]
    parts = [homes]
    if applies_to.levels:
        parts.append("、".join(level.word for level in CareLevel if level.value in applies_to.levels))
    if applies_to.categories:
        order = {token: place for place, token in enumerate(words)}
        tokens = sorted(applies_to.categories, key=lambda token: (order.get(token, len(order)), token))
        parts.append("、".join(words.get(token, token) for token in tokens))
    return "：".join(parts)


def _entry(row: VisitRule, called: dict[str, str]) -> VisitRuleEntry:
    applies_to, unit = AppliesTo.from_json(row.applies_to), IntervalUnit(row.interval_unit)
    return VisitRuleEntry(
        uid=row.uid,
        code=row.code,
        word=row.word,
        applies_to=applies_to,
        whom=whom_in_words(applies_to, called),
        interval=row.interval,
        unit=unit,
        how_often=plain.interval_words(row.interval, unit),
        days_after_change=row.days_after_change,
        methods=tuple(map(VisitMethod, json.loads(row.methods))),
        whose_word=tuple(map(Outcome, json.loads(row.whose_word))),
        basis=row.basis,
        starts_on=row.starts_on,
        is_active=bool(row.is_active),
        is_own=not row.shipped_version,
        is_edited=bool(row.is_edited),
        version=row.version,
    )


def _extra_entry(row: ExtraRound, called: dict[str, str]) -> ExtraRoundEntry:
    applies_to = AppliesTo.from_json(row.applies_to)
    return ExtraRoundEntry(
        uid=row.uid,
        name=row.name,
        applies_to=applies_to,
        whom=whom_in_words(applies_to, called),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        methods=tuple(map(VisitMethod, json.loads(row.methods))),
        whose_word=tuple(map(Outcome, json.loads(row.whose_word))),
        note=row.note,
        is_active=bool(row.is_active),
        version=row.version,
    )


def _clean_rule(fields: RuleFields, row: VisitRule | None) -> dict[str, Any]:
    values = _clean_common(fields)
    if "word" in fields:
        word = needed_text(fields["word"], field="word", word="名称")
        live = VisitRule.select(VisitRule.uid, VisitRule.word).where(VisitRule.deleted_at.is_null())
        if any(word == other and (row is None or uid != row.uid) for uid, other in fetch(live)):
            raise UserError(f"已经有一条叫“{word}”的规则，请换一个名称。", field="word")
        values["word"] = word
    if "interval" in fields or "unit" in fields:
        unit = IntervalUnit(fields.get("unit", row.interval_unit if row else IntervalUnit.MONTH.value))
        interval = fields.get("interval", row.interval if row else 1)
        if not 1 <= interval <= _LONGEST_INTERVAL[unit]:
            raise UserError(f"间隔要在 1 到 {_LONGEST_INTERVAL[unit]} {unit.word}之间。", field="interval")
        values |= {"interval": interval, "interval_unit": unit.value}
    if "days_after_change" in fields:
        days = fields["days_after_change"]
        if days is not None and not 0 <= days <= _LONGEST_INTERVAL[IntervalUnit.DAY]:
            raise UserError("天数要在 0 到 366 之间；不要求就留空。", field="days_after_change")
        values["days_after_change"] = days
    if "basis" in fields:
        values["basis"] = typed_text(fields["basis"])
    return values


def _clean_extra(fields: ExtraRoundFields, row: ExtraRound | None) -> dict[str, Any]:
    values = _clean_common(fields)
    if "name" in fields:
        values["name"] = needed_text(fields["name"], field="name", word="名称")
    if "starts_on" in fields:
        values["starts_on"] = _whole_day(fields["starts_on"], field="starts_on", word="开始日期")
    if "ends_on" in fields:
        values["ends_on"] = _whole_day(fields["ends_on"], field="ends_on", word="结束日期")
    starts_on = values.get("starts_on", row.starts_on if row else "")
    if values.get("ends_on", row.ends_on if row else "") < starts_on:
        raise UserError("结束日期早于开始日期，请核对。", field="ends_on")
    if "note" in fields:
        values["note"] = typed_note(fields["note"])
    return values


def _whole_day(text: str, *, field: str, word: str) -> str:
    day = coming_date(text, field=field)
    if len(day) < 10:
        raise UserError(f"请填写{word}，写到哪一天。", field=field)
    return day


def _clean_common(fields: RuleFields | ExtraRoundFields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "applies_to" in fields:
        values["applies_to"] = fields["applies_to"].to_json()
    if "methods" in fields:
        chosen = [method.value for method in METHODS_THAT_CAN_COUNT if method.value in fields["methods"]]
        if not chosen:
            raise UserError("至少要有一种方式算数，否则永远到期。", field="methods")
        values["methods"] = json.dumps(chosen)
    if "whose_word" in fields:
        words = [outcome.value for outcome in WORDS_THAT_CAN_COUNT if outcome.value in fields["whose_word"]]
        if not words:
            raise UserError("至少要有一种消息来源算数，否则永远到期。", field="whose_word")
        values["whose_word"] = json.dumps(words)
    if "is_active" in fields:
        values["is_active"] = fields["is_active"]
    return values
