"""What is due of all households, read in a few queries and decided by ``domain.schedule`` alone.

Page, home page, papers and command line all ask here, so that no two of them disagree.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from community_desk.domain.codes import (
    BuildingKind,
    CareLevel,
    ContactPreference,
    Outcome,
    ResidentStatus,
    VisitMethod,
)
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.partial_dates import months_after
from community_desk.domain.schedule import (
    NO_END,
    Contact,
    Due,
    DueGroup,
    Home,
    Person,
    decide,
)
from community_desk.domain.visit_rules import CASES, ORDINARY, ExtraRound
from community_desk.ledger.care_facts import aged, ages, facts_of
from community_desk.ledger.finding import ask
from community_desk.ledger.lists import Conditions, ListFilter, dwellings_sql, number_list
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.visit_rules import extra_rounds_for_schedule, rules_for_schedule, token_words

# Attempts older than these are of an earlier year's rounds.
_ATTEMPTS_DAYS = 400
_FEW = 400
SHOWN = tuple(group for group in DueGroup if group is not DueGroup.NOT_DUE)


@dataclass(frozen=True, slots=True)
class DuePerson:
    """Somebody to be seen. ``words`` are the categories, ``is_callable`` says that they want visits now."""

    uid: str
    name: str
    words: tuple[str, ...]
    is_callable: bool


@dataclass(frozen=True, slots=True)
class LastContact:
    """The last contact that counts: ISO day, how, by whose word."""

    on: str
    method: VisitMethod
    outcome: Outcome

    @property
    def words(self) -> str:
        """In a word."""
        return self.outcome.word_for(self.method) or self.method.word or "走访"


@dataclass(frozen=True, slots=True)
class DueHousehold:
    """A household and what is due of it. ``due_on`` is ISO text, "" where nothing is.

    ``level`` and ``case_uid`` are ``None`` and "" for a home without a case; ``words`` are categories of its needs;
    ``responsible`` is the case's, else the grid's worker. ``rule`` is the name of the rule or the extra round, and
    ``how_often`` "" for an extra round. ``persons`` is empty where anybody of the household will do. ``is_wanted``: it
    is to be done within the days that were asked for (尚无记录 may wait for later). ``door_key`` orders doors.
    """

    household_uid: str
    case_uid: str
    door: str
    short: str
    grid_uid: str
    grid: str
    door_key: str
    head: str
    level: CareLevel | None
    words: tuple[str, ...]
    persons: tuple[DuePerson, ...]
    responsible_uid: str
    responsible: str
    rule: str
    how_often: str
    due_on: str
    days_overdue: int
    last: LastContact | None
    attempts: int
    why: str
    group: DueGroup
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class DueFilter(ListFilter):
    """Which households: places as in every list; levels and categories of the case, who is responsible (uids).

    ``groups`` empty means all but 未到期.
    """

    groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


def due_list(wanted: DueFilter | None = None, *, today: date, within: int = 7) -> list[DueHousehold]:
    """The households of which something is due in so many days from ``today``, in the order of their doors."""
    wanted = wanted or DueFilter()
    return _read(wanted, today, within)


def due_of(household: str, *, today: date, within: int = 0) -> DueHousehold | None:
    """What is due of one household (uid), 未到期 as well; ``None`` if it has ended."""
    everything = DueFilter(only_uids=(household,), groups=tuple(group.value for group in DueGroup))
    return next(iter(_read(everything, today, within)), None)


def count_due(found: Sequence[DueHousehold]) -> dict[DueGroup, int]:
    """How many households stand under each heading."""
    counts = dict.fromkeys(DueGroup, 0)
    for home in found:
        counts[home.group] += 1
    return counts


def _read(wanted: DueFilter, today: date, within: int) -> list[DueHousehold]:
    rules, extra = rules_for_schedule(), _running(today, within)
    # Without a rule for ordinary homes only those with a case, or in whom an extra round is interested, are read.
    everybody = any(rule.applies_to.homes == ORDINARY for rule in rules) or any(
        round_.applies_to.homes != CASES for round_ in extra
    )
    rows = _homes(wanted, cases_only=not everybody and wanted.only_uids is None)
    if not rows:
        return []
    # Of a few households only what is theirs; of many everything is read, which is faster than naming them.
    some = number_list([row[0] for row in rows]) if len(rows) <= _FEW else None
    needs = _needs(some)
    people = _people(some, extra, needs, today)
    contacts = _contacts(some, people, today, cases_only=not everybody)
    members: dict[int, list[_Known]] = defaultdict(list)
    for known in people.values():
        members[known.home].append(known)
    words = token_words()
    groups = frozenset(map(DueGroup, wanted.groups)) or frozenset(SHOWN)
    found = []
    for row in rows:
        id_ = row[0]
        held = needs.get(id_, ())
        if wanted.categories and not any(code in wanted.categories for _, code in held):
            continue
        here = members.get(id_, ())
        home = _home(row, here, held, contacts.get(id_, ()))
        due = decide(home, rules, extra, today=today, within=within)
        if due.group in groups:
            found.append(_due_household(row, here, due, held, words, until=today.toordinal() + within))
    return found


def _running(today: date, within: int) -> tuple[ExtraRound, ...]:
    now = today.toordinal()
    return tuple(
        round_
        for round_ in extra_rounds_for_schedule()
        if round_.starts_on <= now + within and now <= round_.ends_on
    )


_Row = tuple[Any, ...]
_Needs = dict[int, list[tuple[int | None, str]]]


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody to be seen, with what the list shows of them."""

    home: int
    uid: str
    person: Person


def _homes(wanted: DueFilter, *, cases_only: bool) -> list[_Row]:
    conditions = Conditions("h.deleted_at IS NULL", "h.ends_on = ''")
    if cases_only and wanted.only_uids is None:
        conditions.add("k.id IS NOT NULL")
    conditions.add_only("h.id", "household", wanted.only_uids)
    place = dwellings_sql(wanted)
    if place is not None:
        conditions.add(place.sql, *place.values)
    conditions.add_choice("k.level", wanted.levels)
    conditions.add_choice("COALESCE(s.uid, w.uid)", wanted.responsible)
    return ask(
        "SELECT h.id, h.uid, h.contact_preference, k.uid, k.level, k.opened_on, k.changed_on, h.address, p.name,"
        " c.name, b.name, b.kind, d.unit, d.room, COALESCE(d.door_key, ''), g.uid, g.name,"
        " COALESCE(s.uid, w.uid), COALESCE(s.name, w.name) FROM household h"
        f" {'CROSS' if cases_only else 'LEFT'} JOIN care_case k ON k.household_id = h.id AND k.state = 'open'"
        " AND k.deleted_at IS NULL LEFT JOIN resident p ON p.id = h.head_id"
        " LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
        " LEFT JOIN compound c ON c.id = b.compound_id LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
        " LEFT JOIN staff s ON s.id = k.responsible_id LEFT JOIN staff w ON w.id = g.worker_id"
        f" WHERE {conditions.sql} ORDER BY CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.door_key, h.id",
        *conditions.values,
    )


_IN_CARE = "SELECT k.household_id FROM care_case k WHERE k.state = 'open' AND k.deleted_at IS NULL"
_CONCERNED = (
    "SELECT n.resident_id FROM care_need n JOIN care_case k ON k.id = n.case_id WHERE k.state = 'open'"
    " AND k.deleted_at IS NULL AND n.ended_on = '' AND n.deleted_at IS NULL AND n.resident_id IS NOT NULL"
)


def _needs(some: str | None) -> _Needs:
    rows = ask(
        "SELECT k.household_id, n.resident_id, COALESCE(c.code, '') FROM care_need n"
        " JOIN care_case k ON k.id = n.case_id LEFT JOIN care_category c ON c.id = n.category_id"
        " WHERE k.state = 'open' AND k.deleted_at IS NULL AND n.ended_on = '' AND n.deleted_at IS NULL"
        f" {'' if some is None else f'AND k.household_id IN ({some})'} ORDER BY n.id"
    )
    found: _Needs = defaultdict(list)
    for home, resident, code in rows:
        found[home].append((resident, code))
    return found


def _people(some: str | None, extra: Sequence[ExtraRound], needs: _Needs, today: date) -> dict[int, _Known]:
    """Whom the needs are about, and where an extra round looks beyond the cases, in whom a category holds."""
    which = f"r.id IN ({_CONCERNED}{'' if some is None else f' AND k.household_id IN ({some})'})"
    limits: tuple[tuple[int, str], ...] = ()
    if any(round_.applies_to.homes != CASES for round_ in extra):
        limits = ages()
        which = "r.household_id IS NOT NULL" if some is None else f"({which} OR r.household_id IN ({some}))"
    facts = facts_of(which)
    concerned: dict[int, set[str]] = defaultdict(set)
    homes: dict[int, int] = {}
    for home, listed in needs.items():
        for resident, code in listed:
            if resident is not None:
                concerned[resident].add(code)
                homes[resident] = home
    rows = ask(
        "SELECT r.id, r.uid, r.name, r.household_id, r.birth, r.contact_preference, r.status, r.away_until"
        f" FROM resident r WHERE {which} AND r.deleted_at IS NULL ORDER BY r.position, r.id"
    )
    found = {}
    for id_, uid, name, home, birth, preference, status, away_until in rows:
        held = facts.get(id_, _NONE) | (aged(birth, limits, today=today) if limits else _NONE)
        is_concerned = id_ in concerned
        if not is_concerned and not held:
            continue
        belongs = homes.get(id_, home)
        found[id_] = _Known(
            belongs,
            uid,
            Person(
                id_,
                name,
                held | concerned[id_] if is_concerned else held,
                _PREFERENCES[preference],
                _away(away_until) if status == ResidentStatus.AWAY.value else 0,
                status not in MEMBER_STATUSES or belongs != home,
                is_concerned,
            ),
        )
    return found


_NONE: frozenset[str] = frozenset()
_PREFERENCES = {preference.value: preference for preference in ContactPreference}


def _away(until: str) -> int:
    """The day somebody is back; of a month alone, the first day after it."""
    if not until:
        return NO_END
    if len(until) == 10:
        return date.fromisoformat(until).toordinal()
    first = date.fromisoformat(until + ("-01" if len(until) == 7 else "-12-01"))
    return months_after(first, 1).toordinal()


_OF_A_PERSON = (
    "SELECT v.household_id, {who}, v.method, {outcome}, {on} FROM visit v {joins}"
    " WHERE v.deleted_at IS NULL AND v.household_id IS NOT NULL {where}"
)
_ALONE = "AND NOT EXISTS (SELECT 1 FROM visit_contact c WHERE c.visit_id = v.id AND c.deleted_at IS NULL)"
_EACH = "JOIN visit_contact c ON c.visit_id = v.id AND c.deleted_at IS NULL"


def _contacts(
    some: str | None, people: Mapping[int, _Known], today: date, *, cases_only: bool
) -> dict[int, list[Contact]]:
    """Of each household the newest contact of every kind, and the attempts of the last year.

    What was about somebody who has joined another household since goes with them.
    """
    where = ""
    if some is not None:
        where = f"AND (v.household_id IN ({some}) OR {{who}} IN ({number_list(people)}))"
    elif cases_only:
        where = f"AND (v.household_id IN ({_IN_CARE}) OR {{who}} IN ({_CONCERNED}))"
    told = ", ".join(f"'{outcome}'" for outcome in _TELLING)
    newest = " UNION ALL ".join(
        _OF_A_PERSON.format(
            who=who,
            outcome=said,
            on="MAX(v.visited_on)",
            joins=joins,
            where=f"{only} {where.format(who=who)} AND {said} IN ({told}) GROUP BY 1, 2, 3, 4",
        )
        for who, said, joins, only in (
            ("v.resident_id", "v.outcome", "", _ALONE),
            ("c.resident_id", "c.outcome", _EACH, ""),
        )
    )
    attempts = _OF_A_PERSON.format(
        who="v.resident_id",
        outcome="v.outcome",
        on="v.visited_on",
        joins="",
        where=f"{where.format(who='v.resident_id')} AND v.visited_on >= ? AND v.outcome NOT IN ({told})",
    )
    since = (today - timedelta(days=_ATTEMPTS_DAYS)).isoformat()
    found: dict[int, list[Contact]] = defaultdict(list)
    for home, resident, method, outcome, on in [*ask(newest), *ask(attempts, since)]:
        known = people.get(resident) if resident else None
        found[known.home if known else home].append(Contact(_ordinal(on), resident or 0, method, outcome))
    return found


_TELLING = ("", Outcome.MET.value, Outcome.FAMILY_TOLD.value, Outcome.NEIGHBOUR_TOLD.value)


@lru_cache(maxsize=8192)
def _ordinal(day: str) -> int:
    """Of a partial date the first day it may have been: a visit is not taken for newer than it is known to be."""
    return date.fromisoformat((day + "-01-01")[:10]).toordinal()


def _home(
    row: _Row, members: Sequence[_Known], needs: Sequence[tuple[int | None, str]], contacts: Sequence[Contact]
) -> Home:
    _, uid, preference, case, level, opened_on, changed_on, *_ = row
    return Home(
        uid,
        level if case else "",
        _ordinal(opened_on) if case else 0,
        _ordinal(changed_on) if case and changed_on else 0,
        _PREFERENCES[preference],
        frozenset(code for resident, code in needs if resident is None and code),
        tuple(known.person for known in members),
        contacts,
    )


def _due_household(
    row: _Row,
    members: Sequence[_Known],
    due: Due,
    needs: Sequence[tuple[int | None, str]],
    words: Mapping[str, str],
    *,
    until: int,
) -> DueHousehold:
    (
        _, uid, preference, case, level, _, _, address, head, compound, building, kind, unit, room, door_key,
        grid_uid, grid, responsible_uid, responsible,
    ) = row  # fmt: skip
    door, short = address, address
    if building is not None:
        door = full_door(compound, building, unit, room)
        short = short_door(building, unit, room, BuildingKind(kind))
    own: dict[int | None, list[str]] = defaultdict(list)
    for resident, code in needs:
        if code:
            own[resident].append(words.get(code, code))
    known = {each.person.id: each for each in members}
    wish = _PREFERENCES[preference]
    return DueHousehold(
        household_uid=uid,
        case_uid=case or "",
        door=door,
        short=short,
        grid_uid=grid_uid or "",
        grid=grid or "",
        door_key=door_key,
        head=head or "",
        level=CareLevel(level) if case else None,
        words=tuple(dict.fromkeys(word for resident in own for word in own[resident])),
        persons=tuple(
            DuePerson(
                known[id_].uid,
                known[id_].person.name,
                tuple(own[id_]),
                wish.stricter(known[id_].person.preference) is ContactPreference.ANYTIME,
            )
            for id_ in due.persons
        ),
        responsible_uid=responsible_uid or "",
        responsible=responsible or "",
        rule=due.reason,
        how_often=due.interval,
        due_on=date.fromordinal(due.due_on).isoformat() if due.due_on else "",
        days_overdue=due.days_overdue,
        last=_last(due.last),
        attempts=due.attempts,
        why=due.why,
        group=due.group,
        is_wanted=0 < due.due_on <= until or due.group is DueGroup.DUE,
    )


def _last(contact: Contact | None) -> LastContact | None:
    if contact is None:
        return None
    return LastContact(
        date.fromordinal(contact.on).isoformat(), VisitMethod(contact.method), Outcome(contact.outcome)
    )
