"""Care cases (关爱户): the decision to look after a household, with its needs, its history and a dignified end.

Categories are facts; a case is opened by a person (DESIGN.md ground rule 2), one a household while it is open: the
needs of several members are one case. Households, residents, staff, cases are given by uid, codes as value or word.
``UserError`` where something is missing or cannot be.
"""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from community_desk.domain.codes import CareLevel, CaseState, CloseReason
from community_desk.domain.errors import UserError
from community_desk.domain.partial_dates import months_after
from community_desk.ledger import changes
from community_desk.ledger.care_models import CareCase, CareNeed, CareNote
from community_desk.ledger.finding import find
from community_desk.ledger.households import title_of
from community_desk.ledger.inputs import (
    Written,
    chosen,
    coming_date,
    event_date,
    is_before,
    local_today,
    needed_text,
    past_date,
    person_name,
    typed_note,
)
from community_desk.ledger.models import Household, Resident, Staff
from community_desk.ledger.resident_input import clean_phones
from community_desk.ledger.word_lists import category_for

_LEVELS = list(CareLevel)  # the closest first
_REVIEW_AFTER_MONTHS = 12


class NeedFields(TypedDict, total=False):
    """What a form holds of a need: of a ``resident`` or of the household, with a ``category`` or in words alone."""

    resident: str
    category: str
    need: str
    since: str


class CaseFields(TypedDict, total=False):
    """What a form holds of a case. ``buddy`` is a resident, else ``buddy_name`` and ``buddy_phone``."""

    level: str
    responsible: str
    buddy: str
    buddy_name: str
    buddy_phone: str
    review_on: str


class NewCase(CaseFields, total=False):
    """A case to be opened: a household, since when (today, if not said), its needs and a first note."""

    household: str
    opened_on: str
    needs: Sequence[NeedFields]
    note: str


def open_care_case(*, operator: str, **case: Unpack[NewCase]) -> Written:
    """Take a household into care; returns the case's uid.

    ``UserError`` where one is open already, or nobody says what is needed. Without a review date it is looked at again
    after a year.
    """
    home, values, needs = _clean_new(case)
    with changes.transaction(f"建立关爱个案 {title_of(home)}", operator=operator):
        row = _open(home, values, needs, case.get("note", ""), operator)
    return Written(row.uid)


def open_care_cases(cases: Sequence[NewCase], *, operator: str) -> tuple[str, ...]:
    """Take many households into care as one thing done; returns the cases' uids in their order."""
    clean = [(_clean_new(case), case.get("note", "")) for case in cases]
    if len({home.id for (home, _, _), _ in clean}) < len(clean):
        raise UserError("同一户选了两次，请核对。", field="household")
    if not clean:
        raise UserError("请先选要建档的住户。", field="household")
    with changes.transaction(f"建立关爱个案 {len(clean)} 户", operator=operator):
        rows = [_open(home, values, needs, note, operator) for (home, values, needs), note in clean]
    return tuple(row.uid for row in rows)


def edit_care_case(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[CaseFields]
) -> Written:
    """Correct a case; only the fields given are touched. A closer level is a turn of things as of today."""
    row = find(CareCase, uid, seen_version=seen_version)
    values = _clean(fields)
    level = values.get("level", row.level)
    if _LEVELS.index(CareLevel(level)) < _LEVELS.index(CareLevel(row.level)):
        values["changed_on"] = local_today().isoformat()
    with changes.transaction(f"修改关爱个案 {title_of(row.household)}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def note_turn(uid: str, *, on: str, note: str, operator: str) -> None:
    """Things took a turn (a fall, out of hospital): noted, and some rules want a visit soon after."""
    row = _open_case(uid)
    day = event_date(on)
    with changes.transaction(f"登记情况变化 {title_of(row.household)}", operator=operator):
        changes.edit(row, changed_on=max(row.changed_on, day))
        _add_note(row, day, note, "", operator)


def add_need(case: str, *, operator: str, **fields: Unpack[NeedFields]) -> Written:
    """One more need in an open case. ``UserError`` where the same is there already."""
    row = _open_case(case)
    values = _clean_need(fields, row.household)
    _refuse_twice(values, _needs_of(row))
    with changes.transaction(f"增加需求 {title_of(row.household)}", operator=operator):
        need = changes.add(CareNeed, case=row, **values)
    return Written(need.uid)


def edit_need(
    uid: str,
    *,
    operator: str,
    seen_version: int | None = None,
    need: str | None = None,
    since: str | None = None,
) -> Written:
    """Correct what is needed, or since when."""
    row = find(CareNeed, uid, seen_version=seen_version)
    values: dict[str, Any] = {}
    if need is not None:
        values["need"] = typed_note(need)
        if not values["need"] and row.category is None:
            raise UserError("请写清楚需要什么。", field="need")
    if since is not None:
        values["since"] = past_date(since, field="since")
    with changes.transaction(f"修改需求 {title_of(row.case.household)}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def end_need(uid: str, *, on: str, operator: str) -> None:
    """A need no longer holds since a day; that it did stays."""
    row = find(CareNeed, uid)
    day = event_date(on)
    with changes.transaction(f"结束需求 {title_of(row.case.household)}", operator=operator):
        changes.edit(row, ended_on=day)


def withdraw_need(uid: str, *, operator: str) -> None:
    """Take away a need that was entered in error."""
    row = find(CareNeed, uid)
    with changes.transaction(f"撤回需求 {title_of(row.case.household)}", operator=operator):
        changes.withdraw(row)


def add_care_note(case: str, *, on: str, note: str, done: str = "", operator: str) -> Written:
    """Note what was seen or heard on a day, and what was done about it."""
    row = find(CareCase, case)
    with changes.transaction(f"登记关爱记录 {title_of(row.household)}", operator=operator):
        made = _add_note(row, event_date(on), note, done, operator)
    return Written(made.uid)


def edit_care_note(
    uid: str,
    *,
    operator: str,
    seen_version: int | None = None,
    on: str | None = None,
    note: str | None = None,
    done: str | None = None,
) -> Written:
    """Correct a note; only what is given is touched."""
    row = find(CareNote, uid, seen_version=seen_version)
    values: dict[str, Any] = {}
    if on is not None:
        values["noted_on"] = event_date(on)
    if note is not None:
        values["note"] = typed_note(note)
    if done is not None:
        values["done"] = typed_note(done)
    with changes.transaction(f"修改关爱记录 {title_of(row.case.household)}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def withdraw_care_note(uid: str, *, operator: str) -> None:
    """Take away a note that was entered in error."""
    row = find(CareNote, uid)
    with changes.transaction(f"撤回关爱记录 {title_of(row.case.household)}", operator=operator):
        changes.withdraw(row)


def close_care_case(uid: str, *, on: str, reason: str, words: str, operator: str) -> None:
    """Close a case with a reason and words that do credit ("经济宽裕，主动把名额让给更需要的人"). Its history stays."""
    row = _open_case(uid)
    day = event_date(on)
    if is_before(day, row.opened_on):
        raise UserError(f"结案日期 {day} 早于建档日期 {row.opened_on}，请核对。", field="on")
    why = chosen(CloseReason.from_word, reason, field="reason", word="结案原因")
    said = needed_text(words, field="words", word="结案说明")
    with changes.transaction(f"结案 {title_of(row.household)}", operator=operator):
        changes.edit(
            row, state=CaseState.CLOSED.value, closed_on=day, close_reason=why.value, close_words=said
        )


def reopen_care_case(uid: str, *, on: str, note: str = "", operator: str) -> None:
    """Take a household into care again under its old case; how it was closed becomes a note of its history."""
    row = find(CareCase, uid)
    if row.state == CaseState.OPEN.value:
        raise UserError("这个个案没有结案，不用重新打开。")
    _refuse_second(row.household)
    day = event_date(on)
    closed = f"{row.closed_on} 结案（{CloseReason(row.close_reason).word}）：{row.close_words}"
    with changes.transaction(f"重新建档 {title_of(row.household)}", operator=operator):
        changes.edit(
            row, state=CaseState.OPEN.value, closed_on="", close_reason="", close_words="", changed_on=day
        )
        _add_note(row, day, "\n".join(filter(None, (f"重新打开。{closed}", typed_note(note)))), "", operator)


def withdraw_care_case(uid: str, *, operator: str) -> None:
    """Take away a case that was opened in error, with its needs and notes; one that was right is closed instead."""
    row = find(CareCase, uid)
    with changes.transaction(f"撤回关爱个案 {title_of(row.household)}", operator=operator):
        for model in (CareNeed, CareNote):
            for part in model.select().where((model.case == row) & model.deleted_at.is_null()):
                changes.withdraw(part)
        changes.withdraw(row)


def _open(
    home: Household, values: dict[str, Any], needs: Sequence[dict[str, Any]], note: str, operator: str
) -> CareCase:
    row = changes.add(CareCase, household=home, **values)
    for need in needs:
        changes.add(CareNeed, case=row, **need)
    if note.strip():
        _add_note(row, row.opened_on, note, "", operator)
    return row


def _clean_new(case: NewCase) -> tuple[Household, dict[str, Any], list[dict[str, Any]]]:
    home = find(Household, case.get("household", ""), field="household")
    _refuse_second(home)
    if home.ends_on:
        raise UserError(f"{title_of(home)}已经搬走或并户，不能建档。", field="household")
    values = _clean({"level": CareLevel.GENERAL.value, **_without(case)})
    today = local_today()
    opened_on = past_date(case.get("opened_on", ""), field="opened_on") or today.isoformat()
    if len(opened_on) < 10:
        raise UserError("建档日期请写到哪一天，走访从那天排起。", field="opened_on")
    values |= {"opened_on": opened_on, "changed_on": opened_on}
    values["review_on"] = values.get("review_on") or months_after(today, _REVIEW_AFTER_MONTHS).isoformat()
    needs: list[dict[str, Any]] = []
    for fields in case.get("needs", ()):
        need = _clean_need(fields, home)
        _refuse_twice(need, needs)
        needs.append(need)
    if not needs:
        raise UserError("请写清楚这一户需要什么：选类别，或用一句话写。", field="needs")
    return home, values, needs


def _without(case: NewCase) -> CaseFields:
    fields: CaseFields = {}
    for name in CaseFields.__annotations__:
        if name in case:
            fields[name] = case[name]  # type: ignore[literal-required] # the names are those of the class
    return fields


def _clean(fields: CaseFields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "level" in fields:
        level = chosen(CareLevel.from_word, fields["level"], field="level", word="等级")
        values["level"] = level.value
    if "responsible" in fields:
        who = fields["responsible"]
        values["responsible"] = find(Staff, who, field="responsible") if who else None
    if "buddy" in fields:
        buddy = fields["buddy"]
        values["buddy"] = find(Resident, buddy, field="buddy") if buddy else None
    if "buddy_name" in fields:
        name = fields["buddy_name"]
        values["buddy_name"] = person_name(name, field="buddy_name")[0] if name.strip() else ""
    if "buddy_phone" in fields:
        numbers = clean_phones([("", fields["buddy_phone"])], []) if fields["buddy_phone"].strip() else []
        values["buddy_phone"] = numbers[0][1] if numbers else ""
    if "review_on" in fields:
        values["review_on"] = coming_date(fields["review_on"], field="review_on")
    return values


def _clean_need(fields: NeedFields, home: Household) -> dict[str, Any]:
    uid, category = fields.get("resident", ""), fields.get("category", "")
    person = find(Resident, uid, field="resident") if uid else None
    if person is not None and person.household != home:
        raise UserError(f"{person.name}不是这一户的人，请重新选。", field="resident")
    need = typed_note(fields.get("need", ""))
    if not category and not need:
        raise UserError("请选类别，或写清楚需要什么。", field="need")
    return {
        "resident": person,
        "category": category_for(category).id if category else None,
        "need": need,
        "since": past_date(fields.get("since", ""), field="since"),
    }


def _refuse_twice(need: dict[str, Any], present: Sequence[dict[str, Any]]) -> None:
    for other in present:
        if all(need[name] == other[name] for name in ("resident", "category", "need")):
            raise UserError("这条需求已经有了。", field="need")


def _needs_of(row: CareCase) -> list[dict[str, Any]]:
    open_ = (CareNeed.case == row) & (CareNeed.ended_on == "") & CareNeed.deleted_at.is_null()
    return [
        {
            "resident": need.resident,
            "category": need.category.id if need.category else None,
            "need": need.need,
        }
        for need in CareNeed.select().where(open_)
    ]


def _refuse_second(home: Household) -> None:
    is_open = (
        (CareCase.household == home)
        & (CareCase.state == CaseState.OPEN.value)
        & CareCase.deleted_at.is_null()
    )
    if CareCase.select().where(is_open).exists():
        raise UserError(f"{title_of(home)}已经建档，请在那个个案里增加需求。", field="household")


def _open_case(uid: str) -> CareCase:
    row = find(CareCase, uid)
    if row.state != CaseState.OPEN.value:
        raise UserError("这个个案已经结案；要继续，请先重新打开。")
    return row


def _add_note(row: CareCase, on: str, note: str, done: str, operator: str) -> CareNote:
    said, acted = typed_note(note), typed_note(done)
    if not said and not acted:
        raise UserError("请写清楚看到了什么，或办了什么。", field="note")
    return changes.add(CareNote, case=row, noted_on=on, note=said, done=acted, noted_by=operator[:50])
