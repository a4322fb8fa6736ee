"""The people in care as the 关爱台账 lists them: a line a person, read in a few queries for all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from community_desk.domain.codes import LinkKind, Outcome, Sex, VisitMethod
from community_desk.ledger.finding import ask
from community_desk.ledger.list_details import door_texts, grouped
from community_desk.ledger.lists import number_list
from community_desk.ledger.lists_care import CareFilter, care_order


@dataclass(frozen=True, slots=True)
class MonthVisit:
    """A visit or an attempt of this month: the day of the month, how, what came of it."""

    day: int
    method: VisitMethod
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CarePerson:
    """Somebody in care. A case that names nobody stands with the head of its household.

    ``emergency`` is (name, phone) of whom to ring, an emergency contact before children; ``lately`` the newest note of
    the case with its day, without what was noted at the opening.
    """

    case_uid: str
    household_uid: str
    resident_uid: str
    name: str
    sex: Sex
    birth: str
    door: str
    grid: str
    categories: tuple[str, ...]
    needs: tuple[str, ...]
    emergency: tuple[str, str]
    buddy: str
    buddy_phone: str
    visits: tuple[MonthVisit, ...]
    lately_on: str
    lately: str


def care_register(wanted: CareFilter | None = None, *, today: date) -> list[CarePerson]:
    """The people of the open cases the filter leaves, in the order of their doors."""
    ids = care_order(wanted or CareFilter(), today=today)
    cases = number_list(ids)
    rows = ask(
        "SELECT k.id, k.uid, h.id, h.uid, h.head_id, h.address, COALESCE(y.name, k.buddy_name), k.buddy_phone, g.name,"
        " c.name, b.name, b.kind, d.unit, d.room FROM care_case k JOIN household h ON h.id = k.household_id"
        " LEFT JOIN resident y ON y.id = k.buddy_id LEFT JOIN dwelling d ON d.id = h.dwelling_id"
        " LEFT JOIN building b ON b.id = d.building_id LEFT JOIN compound c ON c.id = b.compound_id"
        " LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
        f" WHERE k.id IN ({cases}) AND k.state = 'open'"
    )
    by_case = {row[0]: row for row in rows}
    needs = grouped(
        ask(
            "SELECT n.case_id, n.resident_id, COALESCE(c.word, ''), n.need FROM care_need n"
            " LEFT JOIN care_category c ON c.id = n.category_id"
            f" WHERE n.case_id IN ({cases}) AND n.ended_on = '' AND n.deleted_at IS NULL ORDER BY n.id"
        ),
        lambda row: (row[1], row[2], row[3]),
    )
    people: dict[int, list[int]] = {
        id_: list(dict.fromkeys(who for who, _, _ in needs.get(id_, ()) if who)) or [row[4]]
        for id_, row in by_case.items()
    }
    named = number_list({who for each in people.values() for who in each if who})
    known = {
        id_: (uid, name, Sex(sex), birth)
        for id_, uid, name, sex, birth in ask(
            f"SELECT id, uid, name, sex, birth FROM resident WHERE id IN ({named}) AND deleted_at IS NULL"
        )
    }
    emergency = _emergency(named)
    visits = _visits([row[2] for row in rows], today)
    notes = _notes(cases)
    found = []
    for id_ in ids:
        if id_ not in by_case:
            continue
        _, uid, home_id, home, _, address, buddy, buddy_phone, grid, *place = by_case[id_]
        door = door_texts(*place)[0] or address
        own = needs.get(id_, ())
        for who in people[id_]:
            if who not in known:
                continue
            mine = [each for each in own if each[0] == who or each[0] is None]
            resident, name, sex, birth = known[who]
            on, note = notes.get(id_, ("", ""))
            found.append(
                CarePerson(
                    case_uid=uid,
                    household_uid=home,
                    resident_uid=resident,
                    name=name,
                    sex=sex,
                    birth=birth,
                    door=door,
                    grid=grid or "",
                    categories=tuple(dict.fromkeys(word for _, word, _ in mine if word)),
                    needs=tuple(dict.fromkeys(need for _, _, need in mine if need)),
                    emergency=emergency.get(who, ("", "")),
                    buddy=buddy,
                    buddy_phone=buddy_phone,
                    visits=visits.get(home_id, ()),
                    lately_on=on,
                    lately=note,
                )
            )
    return found


def _emergency(residents: str) -> dict[int, tuple[str, str]]:
    rows = ask(
        "SELECT l.resident_id, CASE WHEN l.name <> '' THEN l.name ELSE COALESCE(o.name, '') END,"
        " CASE WHEN l.phone <> '' THEN l.phone ELSE COALESCE((SELECT p.number FROM phone p"
        " WHERE p.resident_id = o.id AND p.deleted_at IS NULL ORDER BY p.position, p.id LIMIT 1), '') END"
        " FROM person_link l LEFT JOIN resident o ON o.id = l.other_id"
        f" WHERE l.resident_id IN ({residents}) AND l.deleted_at IS NULL AND l.kind IN (?, ?, ?)"
        " ORDER BY CASE l.kind WHEN ? THEN 0 WHEN ? THEN 1 ELSE 2 END, l.id",
        LinkKind.EMERGENCY_CONTACT.value,
        LinkKind.GUARDIAN.value,
        LinkKind.CHILD.value,
        LinkKind.EMERGENCY_CONTACT.value,
        LinkKind.GUARDIAN.value,
    )
    found: dict[int, tuple[str, str]] = {}
    for resident, name, phone in rows:
        if resident not in found or not found[resident][1]:
            found[resident] = (name, phone)
    return found


def _visits(households: Sequence[int], today: date) -> dict[int, tuple[MonthVisit, ...]]:
    rows = ask(
        "SELECT v.household_id, v.visited_on, v.method, v.outcome FROM visit v"
        f" WHERE v.household_id IN ({number_list(households)}) AND v.deleted_at IS NULL AND v.visited_on >= ?"
        " AND v.visited_on <= ? ORDER BY v.visited_on, v.id",
        today.replace(day=1).isoformat(),
        today.isoformat(),
    )
    found: dict[int, list[MonthVisit]] = defaultdict(list)
    for home, on, method, outcome in rows:
        found[home].append(MonthVisit(int(on[8:10]), VisitMethod(method), Outcome(outcome)))
    return {home: tuple(visits) for home, visits in found.items()}


def _notes(cases: str) -> dict[int, tuple[str, str]]:
    rows = ask(
        "SELECT n.case_id, n.noted_on, n.note, n.done FROM care_note n JOIN care_case k ON k.id = n.case_id"
        f" WHERE n.case_id IN ({cases}) AND n.deleted_at IS NULL AND n.noted_on > k.opened_on"
        " ORDER BY n.noted_on, n.id"
    )
    return {case: (on, "；".join(filter(None, (note, done)))) for case, on, note, done in rows}
