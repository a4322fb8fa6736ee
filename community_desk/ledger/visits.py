"""Visits and calls: who was met or tried, how, and what came of it. Attempts are kept beside contacts.

A visit belongs to the household, the person meant and the door as they were that day (DESIGN.md ground rule 1).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from community_desk.domain.codes import (
    BuildingKind,
    CallDirection,
    DeathState,
    Outcome,
    SpokeWith,
    VisitMethod,
)
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.finding import ask, find, marks
from community_desk.ledger.households import title_of
from community_desk.ledger.inputs import Written, chosen, event_date, is_before, typed_note, typed_text
from community_desk.ledger.models import (
    Dwelling,
    Household,
    Occupancy,
    Residency,
    Resident,
    Visit,
    VisitContact,
)
from community_desk.ledger.rows import utc_now

_LONGEST_WALKER = 100
_LONGEST_TYPIST = 50


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit, a call or an attempt. ``visited_on`` may be partial; ``who`` is who walked, or the file it came from.

    ``resident`` is whom it was meant for ("" for the household as a whole), ``household_uid`` and ``door`` are those
    of that day.
    """

    uid: str
    visited_on: str
    method: VisitMethod
    outcome: Outcome
    note: str
    who: str
    resident_uid: str
    resident: str
    household_uid: str
    door: str
    short: str
    version: int

    @property
    def method_word(self) -> str:
        """How, in a word; "" where it is not known."""
        return self.method.word

    @property
    def outcome_word(self) -> str:
        """What came of it, in a word; "" where it is not known."""
        return self.outcome.word_for(self.method)


def record_call(
    *,
    resident: str,
    on: str,
    direction: str = CallDirection.IN.value,
    spoke_with: str = SpokeWith.SELF.value,
    note: str = "",
    operator: str,
) -> Written:
    """Note a telephone call with or about a resident (uid). ``direction`` and ``spoke_with`` as value or word.

    Only who spoke with the person counts as having met them. Returns the visit's uid. ``UserError`` where somebody
    rang and nobody spoke, and where the person is known to be dead and is said to have spoken.
    """
    row = find(Resident, resident, field="resident")
    way = chosen(CallDirection.from_word, direction, field="direction", word="来电还是去电")
    whom = chosen(SpokeWith.from_word, spoke_with, field="spoke_with", word="和谁通话")
    if whom is SpokeWith.NOBODY and way is CallDirection.IN:
        raise UserError("对方打来的电话总有人说话，请选是和谁通的话。", field="spoke_with")
    _refuse_the_dead(row, whom.outcome, field="spoke_with")
    values = _values(row, on=on, method=VisitMethod.PHONE, outcome=whom.outcome, note=note, operator=operator)
    values["note"] = f"{way.word}：{values['note']}" if values["note"] else way.word
    with changes.transaction(f"登记与 {row.name} 的通话", operator=operator):
        visit = changes.add(Visit, **values)
    return Written(visit.uid)


def record_visit(
    *,
    household: str,
    resident: str = "",
    on: str,
    method: str = VisitMethod.DOOR.value,
    outcome: str,
    note: str = "",
    place: str = "",
    walked_by: str = "",
    contacts: Mapping[str, str] | None = None,
    operator: str,
) -> Written:
    """Note a visit to a household (uid) or to one resident of it, or an attempt. Codes as value or word.

    Where several people were to be seen, ``contacts`` says of each (uid) what is known: 本人, 家人告知 or 邻居楼长告知
    as an outcome; ``resident`` is then empty. ``walked_by`` is the operator if not said, ``place`` where it was if not
    at the door. Returns the visit's uid. ``UserError`` where method or outcome is missing, where somebody is said to
    have been met without saying who, or a resident belongs to another household.
    """
    home = find(Household, household, field="household")
    row = find(Resident, resident, field="resident") if resident else None
    if row is not None and row.household != home and home not in _households_of(row):
        raise UserError(f"{row.name}不是这一户的人，请重新选。", field="resident")
    how = chosen(VisitMethod.from_word, method, field="method", word="走访方式")
    came_of_it = chosen(Outcome.from_word, outcome, field="outcome", word="结果")
    if how is VisitMethod.UNKNOWN or came_of_it is Outcome.UNKNOWN:
        missing, word = ("method", "走访方式") if how is VisitMethod.UNKNOWN else ("outcome", "结果")
        raise UserError(f"请选{word}。", field=missing)
    told = _told_of_each(home, contacts or {})
    if told and row is not None:
        raise UserError("看望了几个人时，请逐个写，不要另选一个人。", field="resident")
    if came_of_it is Outcome.MET and row is None and not told:
        raise UserError("请选见到的是谁；没见到本人、只听家人说的，请选“家人告知”。", field="resident")
    if row is not None:
        _refuse_the_dead(row, came_of_it, field="outcome")
    values = _values(row, home, on=on, method=how, outcome=came_of_it, note=note, operator=operator)
    values["place"] = typed_text(place)
    values["walked_by"] = typed_text(walked_by)[:_LONGEST_WALKER] or values["walked_by"]
    with changes.transaction(f"登记走访 {row.name if row else title_of(home)}", operator=operator):
        visit = changes.add(Visit, **values)
        for person, word in told:
            changes.add(VisitContact, visit=visit, resident=person, outcome=word.value)
    return Written(visit.uid)


def edit_visit(
    uid: str,
    *,
    operator: str,
    seen_version: int | None = None,
    on: str | None = None,
    outcome: str | None = None,
    note: str | None = None,
) -> Written:
    """Correct the date, the outcome or the note of a visit; only what is given is touched."""
    row = find(Visit, uid, seen_version=seen_version)
    values: dict[str, object] = {}
    if on is not None:
        values["visited_on"] = event_date(on)
    if outcome is not None:
        found = chosen(Outcome.from_word, outcome, field="outcome", word="结果")
        if row.resident is not None:
            _refuse_the_dead(row.resident, found, field="outcome")
        elif found is Outcome.MET:
            raise UserError("这次走访没有写见到的是谁，不能改成“已见面”；请撤回后重新登记。", field="outcome")
        values["outcome"] = found.value
    if note is not None:
        values["note"] = typed_note(note)
    with changes.transaction(f"修改走访记录 {_title(row)}", operator=operator):
        changes.edit(row, **values)
    return Written(uid)


def withdraw_visit(uid: str, *, operator: str) -> None:
    """Take away a visit that was noted in error."""
    row = find(Visit, uid)
    with changes.transaction(f"撤回走访记录 {_title(row)}", operator=operator):
        for contact in VisitContact.select().where(
            (VisitContact.visit == row) & VisitContact.deleted_at.is_null()
        ):
            changes.withdraw(contact)
        changes.withdraw(row)


def visits_of_resident(uid: str, *, limit: int = 200) -> list[VisitRow]:
    """The visits and calls meant for a resident (uid), the newest first."""
    return _visits_to([uid], limit=limit)


def visits_of_household(uid: str, *, limit: int = 200) -> list[VisitRow]:
    """The visits to a household (uid) and to its members while they were, the newest first."""
    return _visits("v.household_id = (SELECT id FROM household WHERE uid = ?)", uid, limit=limit)


def visits_at(dwelling: str, *, limit: int = 200) -> list[VisitRow]:
    """The visits behind a door (uid), whoever lived there then, the newest first."""
    return _visits("v.dwelling_id = (SELECT id FROM dwelling WHERE uid = ?)", dwelling, limit=limit)


def last_visit(resident: str) -> VisitRow | None:
    """The newest visit or call that reached a resident (uid) or the household about them; attempts do not count."""
    return last_visits([resident]).get(resident)


def last_visits(residents: Collection[str]) -> dict[str, VisitRow]:
    """The newest contact with each of these residents (uids), without those who had none."""
    found: dict[str, VisitRow] = {}
    for visit in _visits_to(residents, limit=50 * max(len(residents), 1)):
        if visit.outcome.is_contact:
            found.setdefault(visit.resident_uid, visit)
    return found


_VISITS = (
    "SELECT v.uid, v.visited_on, v.method, COALESCE(x.outcome, v.outcome), v.note,"
    " CASE WHEN v.walked_by <> '' THEN v.walked_by ELSE v.source END, COALESCE(r.uid, ''), COALESCE(r.name, ''),"
    " COALESCE(h.uid, ''), c.name, b.name, b.kind, d.unit, d.room, v.version"
    " FROM visit v LEFT JOIN visit_contact x ON {}"
    " LEFT JOIN resident r ON r.id = COALESCE(v.resident_id, x.resident_id)"
    " LEFT JOIN household h ON h.id = v.household_id"
    " LEFT JOIN dwelling d ON d.id = v.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
    " LEFT JOIN compound c ON c.id = b.compound_id WHERE {} AND v.deleted_at IS NULL"
    " ORDER BY v.visited_on DESC, v.id DESC LIMIT ?"
)
_METHODS = {method.value: method for method in VisitMethod}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _visits(condition: str, *values: object, limit: int) -> list[VisitRow]:
    """Visits as one row each; of those to several people the names are joined."""
    found = [_visit_row(row) for row in ask(_VISITS.format("1 = 0", condition), *values, limit)]
    several = _names_of_several([visit.uid for visit in found if not visit.resident])
    return [replace(visit, resident=several.get(visit.uid, visit.resident)) for visit in found]


def _names_of_several(visits: Collection[str]) -> dict[str, str]:
    rows = ask(
        "SELECT v.uid, r.name FROM visit_contact x JOIN visit v ON v.id = x.visit_id"
        f" JOIN resident r ON r.id = x.resident_id WHERE v.uid IN ({marks(visits)}) AND x.deleted_at IS NULL"
        " ORDER BY x.id",
        *visits,
    )
    names: dict[str, list[str]] = defaultdict(list)
    for uid, name in rows:
        names[uid].append(name)
    return {uid: "、".join(each) for uid, each in names.items()}


def _visits_to(residents: Collection[str], *, limit: int) -> list[VisitRow]:
    """Visits as far as they were about these people, each with what it brought to know of them."""
    them = f"(SELECT id FROM resident WHERE uid IN ({marks(residents)}))"
    contact = f"x.visit_id = v.id AND x.deleted_at IS NULL AND x.resident_id IN {them}"
    about = (
        f"(v.resident_id IN {them} OR v.id IN (SELECT visit_id FROM visit_contact WHERE resident_id IN {them}"
        " AND deleted_at IS NULL))"
    )
    sql = _VISITS.format(contact, about)
    return [_visit_row(row) for row in ask(sql, *residents, *residents, *residents, limit)]


def _visit_row(row: tuple[Any, ...]) -> VisitRow:
    uid, on, method, outcome, note, source, resident_uid, resident, home, *door, version = row
    compound, building, kind, unit, room = door
    full = full_door(compound, building, unit, room) if building else ""
    short = short_door(building, unit, room, BuildingKind(kind)) if building else ""
    return VisitRow(
        uid,
        on,
        _METHODS.get(method, VisitMethod.UNKNOWN),
        _OUTCOMES.get(outcome, Outcome.UNKNOWN),
        note,
        source,
        resident_uid,
        resident,
        home,
        full,
        short,
        version,
    )


def _values(
    row: Resident | None,
    home: Household | None = None,
    *,
    on: str,
    method: VisitMethod,
    outcome: Outcome,
    note: str,
    operator: str,
) -> dict[str, Any]:
    visited_on = event_date(on)
    if row is not None and home is None:
        home = _household_on(row, visited_on)
    return {
        "household": home,
        "resident": row,
        "dwelling": _dwelling_on(home, visited_on) if home is not None else None,
        "visited_on": visited_on,
        "method": method.value,
        "outcome": outcome.value,
        "note": typed_note(note),
        "walked_by": operator[:_LONGEST_WALKER],
        "typed_by": operator[:_LONGEST_TYPIST],
        "typed_at": utc_now(),
    }


def _household_on(row: Resident, on: str) -> Household | None:
    """Where a person belonged on a day: what is noted late belongs to the family of then."""
    stays = Residency.select().where((Residency.resident == row) & Residency.deleted_at.is_null())
    for stay in stays.order_by(Residency.id.desc()):
        if _lasted_on(stay, on):
            home: Household = stay.household
            return home
    return row.household


def _dwelling_on(home: Household, on: str) -> Dwelling | None:
    stays = Occupancy.select().where((Occupancy.household == home) & Occupancy.deleted_at.is_null())
    for stay in stays.order_by(Occupancy.id.desc()):
        if _lasted_on(stay, on):
            door: Dwelling | None = stay.dwelling
            return door
    return home.dwelling


def _lasted_on(stay: Residency | Occupancy, on: str) -> bool:
    return not is_before(on, stay.starts_on) and not (stay.ends_on and is_before(stay.ends_on, on))


def _households_of(row: Resident) -> list[Household]:
    stays = Residency.select().where((Residency.resident == row) & Residency.deleted_at.is_null())
    return [stay.household for stay in stays]


def _told_of_each(home: Household, contacts: Mapping[str, str]) -> list[tuple[Resident, Outcome]]:
    """What a visit brought to know of each of several people."""
    found = []
    for uid, word in contacts.items():
        person = find(Resident, uid, field="contacts")
        if person.household != home and home not in _households_of(person):
            raise UserError(f"{person.name}不是这一户的人，请重新选。", field="contacts")
        outcome = chosen(Outcome.from_word, word, field="contacts", word="消息来源")
        if outcome not in _TELLING:
            raise UserError(f"{person.name}：请选本人、家人告知或邻居楼长告知。", field="contacts")
        _refuse_the_dead(person, outcome, field="contacts")
        found.append((person, outcome))
    return found


_TELLING = (Outcome.MET, Outcome.FAMILY_TOLD, Outcome.NEIGHBOUR_TOLD)


def _refuse_the_dead(row: Resident, outcome: Outcome, *, field: str) -> None:
    if row.death_state == DeathState.CONFIRMED.value and outcome is Outcome.MET:
        raise UserError(f"{row.name}已登记为已故，请核对是不是同名的另一位。", field=field)


def _title(row: Visit) -> str:
    name = row.resident.name if row.resident else title_of(row.household) if row.household else ""
    return f"{name} {row.visited_on}"
