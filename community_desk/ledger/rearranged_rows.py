"""A settled picture of families written down: rows closed and opened, life events added, nothing deleted."""

from collections.abc import Iterator
from dataclasses import dataclass

from community_desk.domain.codes import LifeEventKind
from community_desk.ledger import changes
from community_desk.ledger.inputs import InputWarning
from community_desk.ledger.models import Household, LifeEvent, Occupancy, Residency
from community_desk.ledger.rearranging import Family, Person, Rearrangement
from community_desk.ledger.residents import (
    next_position,
    open_residencies,
    write_new_resident,
)


@dataclass(frozen=True, slots=True)
class Happened:
    """What a life event wrote: the people it touched, the households (those made or joined first), the warnings."""

    residents: tuple[str, ...]
    households: tuple[str, ...]
    warnings: tuple[InputWarning, ...] = ()


def write_picture(
    picture: Rearrangement, *, label: str, operator: str, source: str = "", note: str = ""
) -> Happened:
    """Write everything that the preview of this picture says, in one transaction."""
    touched = [person for person in picture.people if _is_touched(person)]
    with changes.transaction(label, operator=operator):
        for family in picture.families:
            if family.is_new and not family.ended:
                _make_household(family, picture.on)
        for person in picture.people:
            _write_person(person, picture.on)
        for family in picture.families:
            _write_family(family, picture.on)
        for event in _events(picture, touched):
            changes.add(LifeEvent, happened_on=picture.on, source=source, note=note, **event)
    now = [person.family for person in touched if person.is_member]
    families = dict.fromkeys([family for family in now if family is not None] + picture.families)
    return Happened(
        tuple(person.uid for person in touched),
        tuple(family.row.uid for family in families if family.row is not None),
        tuple(warning for person in picture.people if person.clean for warning in person.clean.warnings),
    )


def _is_touched(person: Person) -> bool:
    """Whether the event is part of the person's history: they come, leave, change family or door."""
    moves_along = person.family is not None and person.family.moves
    return person.row is None or person.belongs_elsewhere or moves_along


def _make_household(family: Family, on: str) -> None:
    family.row = changes.add(Household, dwelling=family.dwelling, starts_on=on, **family.changes)
    changes.add(Occupancy, household=family.row, dwelling=family.dwelling, starts_on=on)


def _write_person(person: Person, on: str) -> None:
    household = person.family.row if person.family is not None else None
    if person.row is None:
        if person.clean is not None:
            person.clean.values.update(relation_code=person.code, relation_word=person.word)
            person.row = write_new_resident(person.clean, household, since=on)
        return
    values = dict(person.changes)
    if person.status is not person.was_status:
        values |= {"status": person.status.value, "status_on": on}
    if person.is_member:
        values |= {"relation_code": person.code, "relation_word": person.word}
    if person.belongs_elsewhere:
        _write_residency(person, household, on)
        if person.is_member and person.row.household != household:
            values |= {"household": household, "position": next_position(household)}
    elif person.word != person.was_word:
        for residency in open_residencies(person.row):
            changes.edit(residency, relation_word=person.word)
    changes.edit(person.row, **values)


def _write_residency(person: Person, household: Household | None, on: str) -> None:
    row = person.row
    if row is None:
        return
    for residency in open_residencies(row):
        changes.edit(residency, ends_on=on)
    if not person.is_member or household is None:
        return
    if person.reopened:
        last = _last_residency(person, household)
        if last is not None and last.ends_on == row.death_on:
            changes.edit(last, ends_on="", relation_word=person.word)
            return
    changes.add(Residency, resident=row, household=household, relation_word=person.word, starts_on=on)


def _last_residency(person: Person, household: Household) -> Residency | None:
    found: Residency | None = (
        Residency.select()
        .where(
            (Residency.resident == person.row)
            & (Residency.household == household)
            & Residency.deleted_at.is_null()
        )
        .order_by(Residency.id.desc())
        .first()
    )
    return found


def _write_family(family: Family, on: str) -> None:
    row = family.row
    if row is None:
        return
    head = family.head.row if family.head is not None else None
    if family.is_new:
        changes.edit(row, head=head)
    else:
        if family.ended is not family.was_ended or family.moves:
            _write_occupancy(family, row, on)
        ends_on = row.ends_on if family.ended is family.was_ended else on if family.ended else ""
        changes.edit(row, head=head, dwelling=family.dwelling, ends_on=ends_on, **family.changes)
    if family.tenure and family.dwelling is not None:
        changes.edit(family.dwelling, tenure=family.tenure)


def _write_occupancy(family: Family, row: Household, on: str) -> None:
    of_household = (Occupancy.household == row) & Occupancy.deleted_at.is_null()
    for occupancy in Occupancy.select().where(of_household & (Occupancy.ends_on == "")):
        changes.edit(occupancy, ends_on=on)
    if family.ended:
        return
    last = Occupancy.select().where(of_household).order_by(Occupancy.id.desc()).first()
    if family.reopened and last is not None and last.dwelling == family.dwelling:
        changes.edit(last, ends_on="")
        return
    changes.add(Occupancy, household=row, dwelling=family.dwelling, starts_on=on)


def _events(picture: Rearrangement, touched: list[Person]) -> Iterator[dict[str, object]]:
    """One event for each person touched, one without a person for each household made, moved, ended or reopened,
    and one for each head that changed."""
    for person in touched:
        family, former = person.family, person.was_family
        yield {
            "kind": picture.kind.value,
            "resident": person.row,
            "household": family.row if family is not None else former.row if former is not None else None,
            "from_household": former.row if former is not None and former is not family else None,
            "from_dwelling": former.was_dwelling if former is not None else None,
            "to_dwelling": family.dwelling if family is not None and person.is_member else None,
        }
    for family in picture.families:
        if family.row is None:
            continue
        if family.is_new or family.moves or family.ended is not family.was_ended:
            yield {
                "kind": picture.kind.value,
                "household": family.row,
                "from_household": family.origin.row if family.origin is not None else None,
                "from_dwelling": family.was_dwelling,
                "to_dwelling": family.dwelling,
            }
        if family.head is not None and family.was_head is not None and family.head is not family.was_head:
            yield {
                "kind": LifeEventKind.NEW_HEAD.value,
                "resident": family.head.row,
                "household": family.row,
            }
