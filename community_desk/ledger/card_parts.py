"""What the detail cards of persons, households and doors have in common: members, links, households behind a door."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from community_desk.domain.codes import BuildingKind, DeathState, LinkKind, ResidentStatus, Sex
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.care_marks import cared_for
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.status_words import Whereabouts

Phones = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DoorName:
    """A door as a card names it. Without one every uid is "" and ``full`` is the household's address in words."""

    dwelling_uid: str = ""
    building_uid: str = ""
    full: str = ""
    short: str = ""
    grid: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a household. ``state`` is "" for who lives here; ``phones`` are (label, number)."""

    uid: str
    name: str
    sex: Sex
    birth: str
    age: int | None
    relation: str
    status: ResidentStatus
    state: str
    is_head: bool
    is_cared_for: bool
    reminder: str
    phones: Phones


@dataclass(frozen=True, slots=True)
class Link:
    """Who matters to somebody. Name, phone and place are those of the linked resident where the link has none.

    Of a link read from its other end ``name`` and the rest are those of the resident it belongs to.
    """

    uid: str
    kind: LinkKind
    other_uid: str
    name: str
    phone: str
    place: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A household in the card of its door or of its neighbours behind the same door; "" where it has no head."""

    uid: str
    head_uid: str
    head: str
    number: str
    people: int
    cared_for: int
    starts_on: str
    ends_on: str


DOOR = (
    "COALESCE(d.uid, ''), COALESCE(b.uid, ''), c.name, b.name, b.kind, d.unit, d.room, COALESCE(g.name, '')"
)
DOOR_JOINS = (
    " LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
    " LEFT JOIN compound c ON c.id = b.compound_id LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
)
STATE = "r.status, r.status_on, r.away_until, r.away_place, r.death_state, r.death_on, r.death_source"
_MEMBER = f"r.id, r.uid, r.name, r.sex, r.birth, r.relation_word, r.reminder, {STATE}"


def members_of_household(household: int, *, today: date) -> tuple[Member, ...]:
    """Everybody whose household it is or was last, the head first, in the household's order."""
    rows = ask(
        f"SELECT h.head_id, {_MEMBER} FROM resident r JOIN household h ON h.id = r.household_id"
        f" WHERE r.household_id = ? AND r.deleted_at IS NULL ORDER BY r.position, r.id",
        household,
    )
    rows.sort(key=lambda row: row[0] != row[1])
    births = {row[1]: row[5] for row in rows}
    cared = cared_for(births, today=today)
    phones = phones_of_residents(f"p.resident_id IN ({marks(births)})", *births)
    found = []
    for head, id_, uid, name, sex, birth, relation, reminder, *state in rows:
        where = whereabouts_of(tuple(state))
        found.append(
            Member(
                uid,
                name,
                Sex(sex),
                birth,
                years_between(birth, today),
                relation,
                where.status,
                where.word,
                id_ == head,
                id_ in cared,
                reminder,
                phones.get(id_, ()),
            )
        )
    return tuple(found)


def households_at(dwelling: int, *, today: date) -> tuple[HouseholdLine, ...]:
    """The households behind a door (its id) now, since when, with the people who live in them."""
    rows = ask(
        "SELECT h.id, h.uid, COALESCE(r.uid, ''), COALESCE(r.name, ''), h.number, COALESCE((SELECT MAX(o.starts_on)"
        " FROM occupancy o WHERE o.household_id = h.id AND o.dwelling_id = h.dwelling_id AND o.ends_on = ''"
        " AND o.deleted_at IS NULL), h.starts_on) FROM household h LEFT JOIN resident r ON r.id = h.head_id"
        " WHERE h.dwelling_id = ? AND h.ends_on = '' AND h.deleted_at IS NULL ORDER BY h.id",
        dwelling,
    )
    people = ask(
        "SELECT r.id, r.household_id, r.birth FROM resident r JOIN household h ON h.id = r.household_id"
        f" WHERE h.dwelling_id = ? AND r.status IN ({marks(MEMBER_STATUSES)}) AND r.deleted_at IS NULL",
        dwelling,
        *MEMBER_STATUSES,
    )
    cared = cared_for({id_: birth for id_, _, birth in people}, today=today)
    count: dict[int, int] = defaultdict(int)
    cared_count: dict[int, int] = defaultdict(int)
    for id_, household, _ in people:
        count[household] += 1
        cared_count[household] += id_ in cared
    return tuple(
        HouseholdLine(uid, head_uid, head, number, count[id_], cared_count[id_], starts_on, "")
        for id_, uid, head_uid, head, number, starts_on in rows
    )


def earlier_at(dwelling: int) -> tuple[HouseholdLine, ...]:
    """The households that lived behind a door before, with as many people as belonged to them at their last."""
    rows = ask(
        "SELECT h.uid, COALESCE(r.uid, ''), COALESCE(r.name, ''), h.number, (SELECT COUNT(*) FROM resident m"
        " WHERE m.household_id = h.id AND m.deleted_at IS NULL), o.starts_on, o.ends_on FROM occupancy o"
        " JOIN household h ON h.id = o.household_id LEFT JOIN resident r ON r.id = h.head_id"
        " WHERE o.dwelling_id = ? AND o.ends_on <> '' AND o.deleted_at IS NULL AND h.deleted_at IS NULL"
        " ORDER BY o.ends_on DESC, o.id DESC",
        dwelling,
    )
    return tuple(
        HouseholdLine(uid, head_uid, head, number, people, 0, starts_on, ends_on)
        for uid, head_uid, head, number, people, starts_on, ends_on in rows
    )


def links_of(condition: str, id_: int, *, shown: str) -> tuple[Link, ...]:
    """Links with what is known of the resident at their ``shown`` end."""
    rows = ask(
        "SELECT l.uid, l.kind, COALESCE(o.uid, ''), l.name, COALESCE(o.name, ''), l.phone, COALESCE((SELECT p.number"
        " FROM phone p WHERE p.resident_id = o.id AND p.deleted_at IS NULL ORDER BY p.position, p.id LIMIT 1), ''),"
        " l.place, c.name, b.name, d.unit, d.room, l.note, l.version FROM person_link l"
        f" LEFT JOIN resident o ON o.id = l.{shown}_id LEFT JOIN household h ON h.id = o.household_id{DOOR_JOINS}"
        f" WHERE {condition} AND l.deleted_at IS NULL ORDER BY l.id",
        id_,
    )
    found = []
    for uid, kind, other, typed_name, name, typed_phone, phone, typed_place, *door, note, version in rows:
        known = (name, phone, full_door(*door) if door[1] else "")
        if shown == "other":
            typed = (typed_name, typed_phone, typed_place)
            known = tuple(text or other_text for text, other_text in zip(typed, known, strict=True))
        found.append(Link(uid, LinkKind(kind), other, *known, note, version))
    return tuple(found)


def phones_of_residents(condition: str, *values: object) -> dict[int, Phones]:
    """The (label, number) pairs of the residents (by id) whose phones ``p`` meet a condition in SQL."""
    rows = ask(
        f"SELECT p.resident_id, p.label, p.number FROM phone p WHERE {condition} AND p.deleted_at IS NULL"
        " ORDER BY p.position, p.id",
        *values,
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for resident, label, number in rows:
        found[resident].append((label, number))
    return {resident: tuple(phones) for resident, phones in found.items()}


def whereabouts_of(state: tuple[Any, ...]) -> Whereabouts:
    """From the columns of ``STATE``."""
    status, status_on, away_until, away_place, death_state, death_on, death_source = state
    return Whereabouts(
        ResidentStatus(status),
        status_on,
        away_until,
        away_place,
        DeathState(death_state),
        death_on,
        death_source,
    )


def door_name(place: tuple[Any, ...], address: str) -> DoorName:
    """From the columns of ``DOOR``; where these are empty the address in words is all there is."""
    dwelling, building_uid, compound, building, kind, unit, room, grid = place
    if not dwelling:
        return DoorName(full=address)
    return DoorName(
        dwelling,
        building_uid,
        full_door(compound, building, unit, room),
        short_door(building, unit, room, BuildingKind(kind)),
        grid,
    )
