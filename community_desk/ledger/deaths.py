"""A death, in two steps: first heard of, then verified with date, source and a second look at age and door.

Hearing of it only stops birthday and gift prompts. Both steps can be taken back, and nothing is deleted (DOMAIN.md
section 4). ``preview_…`` and verb take the same arguments and agree, as in ``life_events``.
"""

from collections.abc import Mapping

from community_desk.domain.codes import DeathState, LifeEventKind, ResidentStatus
from community_desk.domain.errors import UserError
from community_desk.domain.partial_dates import years_between
from community_desk.ledger import changes
from community_desk.ledger.dwellings import door_of
from community_desk.ledger.finding import find
from community_desk.ledger.inputs import event_date, local_today, needed_text, past_date, typed_note
from community_desk.ledger.models import LifeEvent, Resident
from community_desk.ledger.previews import Preview, preview_of
from community_desk.ledger.rearranged_rows import Happened, write_picture
from community_desk.ledger.rearranging import Rearrangement


def preview_report_death(*, resident: str) -> Preview:
    """What ``report_death`` would do."""
    row = _to_report(resident)
    touches = (
        f"{row.name}记为“{DeathState.REPORTED.word}”，不再提示生日和慰问",
        "户主、成员、走访都不变，核实以后再登记",
    )
    return Preview(f"听说去世：{row.name}", touches)


def report_death(
    *, resident: str, source: str, died_on: str = "", on: str = "", note: str = "", operator: str
) -> Happened:
    """Note that somebody is said to have died, who says so, and when if it is known; ``on`` is when it was heard."""
    row = _to_report(resident)
    source = needed_text(source, field="source", word="消息来源")
    died_on = past_date(died_on, field="died_on")
    heard_on = event_date(on or local_today().isoformat())
    with changes.transaction(f"听说去世 {row.name}", operator=operator):
        changes.edit(row, death_state=DeathState.REPORTED.value, death_on=died_on, death_source=source)
        _add_event(row, LifeEventKind.DEATH_REPORTED, heard_on, source, note)
    return _happened(row)


def preview_confirm_death(
    *, resident: str, died_on: str, new_head: str = "", relations: Mapping[str, str] | None = None
) -> Preview:
    """What ``confirm_death`` would do; the first sentence is what to look at a second time."""
    row = _to_confirm(resident)
    picture = _confirmed(row, died_on, new_head, relations)
    found = preview_of(picture, f"核实去世：{row.name}")
    return Preview(
        found.title,
        (f"请再看一眼：{second_look(resident)}", *found.touches),
        found.questions,
        found.heads,
        found.relations,
        found.warnings,
    )


def confirm_death(
    *,
    resident: str,
    died_on: str,
    source: str,
    age_and_door_checked: bool,
    new_head: str = "",
    relations: Mapping[str, str] | None = None,
    note: str = "",
    operator: str,
) -> Happened:
    """Record a death that was reported before and is verified now.

    ``died_on`` may be partial, ``source`` says who verified it, ``age_and_door_checked`` that somebody looked at
    ``second_look`` again. ``new_head`` heads the family if it loses its head, else who is proposed.
    """
    row = _to_confirm(resident)
    if not age_and_door_checked:
        raise UserError(f"请再核对一遍：{second_look(resident)}，确认无误后再登记。", "age_and_door_checked")
    source = needed_text(source, field="source", word="核实来源")
    picture = _confirmed(row, died_on, new_head, relations)
    person = picture.person_of(row)
    person.changes["death_source"] = source
    return write_picture(
        picture, label=f"核实去世 {row.name}", operator=operator, source=source, note=typed_note(note)
    )


def second_look(resident: str) -> str:
    """Name, age and door, by which namesakes are told apart before a death is recorded."""
    row = find(Resident, resident)
    age = years_between(row.birth, local_today())
    door = row.household.dwelling if row.household is not None else None
    words = [row.name, f"{age} 岁" if age is not None else "年龄不详", door_of(door) if door else "无门牌"]
    return "，".join(words)


def preview_withdraw_death(*, resident: str, on: str = "") -> Preview:
    """What ``withdraw_death`` would do."""
    row = _to_withdraw(resident)
    if row.death_state == DeathState.REPORTED.value:
        touches = (f"{row.name}不再记为“{DeathState.REPORTED.word}”",)
        return Preview(f"撤回去世登记：{row.name}", touches)
    return preview_of(_withdrawn(row, on), f"撤回去世登记：{row.name}")


def withdraw_death(*, resident: str, reason: str, on: str = "", operator: str) -> Happened:
    """Take back a death that was reported or confirmed in error; what happened in between stays in the history.

    A confirmed one brings the person back to the household they belonged to, which begins again if it had ended. A head
    chosen meanwhile stays head.
    """
    row = _to_withdraw(resident)
    reason = needed_text(reason, field="reason", word="撤回原因")
    label = f"撤回去世登记 {row.name}"
    if row.death_state == DeathState.CONFIRMED.value:
        return write_picture(_withdrawn(row, on), label=label, operator=operator, note=reason)
    with changes.transaction(label, operator=operator):
        changes.edit(row, death_state="", death_on="", death_source="")
        _add_event(row, LifeEventKind.DEATH_WITHDRAWN, _day(on), "", reason)
    return _happened(row)


def _confirmed(
    row: Resident, died_on: str, new_head: str, relations: Mapping[str, str] | None
) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.DIED, event_date(died_on, field="died_on"))
    person = picture.person_of(row)
    if person.was_family is not None:
        person.was_family.chosen_head = new_head
    picture.move(person, None, ResidentStatus.DECEASED)
    person.changes.update(
        death_state=DeathState.CONFIRMED.value, death_on=picture.on, away_until="", away_place=""
    )
    picture.settle(relations)
    return picture


def _withdrawn(row: Resident, on: str) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.DEATH_WITHDRAWN, _day(on))
    person = picture.person_of(row)
    family = picture.family_of(row.household) if row.household is not None else None
    if family is not None and family.was_ended:
        picture.reopen(family)
        family.reopened = family.row is not None and family.row.ends_on == row.death_on
    picture.move(person, family, ResidentStatus.LIVING)
    person.reopened = True
    person.changes.update(death_state="", death_on="", death_source="")
    picture.settle()
    return picture


def _to_report(resident: str) -> Resident:
    row = find(Resident, resident)
    if row.death_state:
        raise UserError(f"{row.name}已经登记为“{DeathState(row.death_state).word}”，不用再登记。")
    return row


def _to_confirm(resident: str) -> Resident:
    row = find(Resident, resident)
    if row.death_state == DeathState.CONFIRMED.value:
        raise UserError(f"{row.name}已经登记为已故，不用再登记。")
    if row.death_state != DeathState.REPORTED.value:
        raise UserError(f"请先登记{row.name}“{DeathState.REPORTED.word}”，核实以后再登记已故。")
    return row


def _to_withdraw(resident: str) -> Resident:
    row = find(Resident, resident)
    if not row.death_state:
        raise UserError(f"{row.name}没有去世登记，不用撤回。")
    return row


def _day(on: str) -> str:
    return event_date(on or local_today().isoformat())


def _add_event(row: Resident, kind: LifeEventKind, on: str, source: str, note: str) -> None:
    changes.add(
        LifeEvent,
        kind=kind.value,
        happened_on=on,
        resident=row,
        household=row.household,
        source=source,
        note=typed_note(note),
    )


def _happened(row: Resident) -> Happened:
    return Happened((row.uid,), (row.household.uid,) if row.household is not None else ())
