"""Who may be calling: from the last digits of a number to the person, the family, the door and the last visit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from community_desk.domain.codes import BuildingKind, DeathState, LinkKind, ResidentStatus, Sex
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.care_marks import cared_for
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.search import residents_with_number
from community_desk.ledger.status_words import Whereabouts, Wish, wish_of
from community_desk.ledger.visits import VisitRow, last_visits

FEWEST_DIGITS = 3
_INDEXED_DIGITS = 4  # the search index holds every four digits of a number
_MOST_LOOKED_AT = 400
_NOT_DIGITS = re.compile(r"\D+")
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who may be calling. ``kind`` is "resident", "link" (a contact of residents) or "staff".

    ``uid`` is the resident's, the link's or the member of staff's; ``resident_uid`` whose card to open ("" for staff):
    of a link the first of those it is a contact of. ``about`` says who a contact is or what a member of staff does.
    ``family`` names the other members of the household. ``is_exact``: the number ends in what was typed.
    """

    kind: str
    uid: str
    name: str
    number: str
    label: str
    about: str
    is_exact: bool
    resident_uid: str = ""
    sex: Sex = Sex.UNKNOWN
    age: int | None = None
    state: str = ""
    door: str = ""
    short: str = ""
    household_uid: str = ""
    family: tuple[str, ...] = ()
    is_cared_for: bool = False
    wish: Wish | None = None
    last_visit: VisitRow | None = None
    reminder: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A number that matches. ``id`` is of the resident, for a link of the resident it belongs to."""

    kind: str
    uid: str
    id: int
    name: str
    number: str
    label: str
    about: str


def callers(number_part: str, *, today: date, limit: int = 20) -> list[Caller]:
    """Who has a number that ends in ``number_part``, then who has one with it inside; the best first.

    Anything but digits is passed over, a country code as well. Fewer than three digits find nobody.
    """
    digits = _COUNTRY.sub("", _NOT_DIGITS.sub("", number_part))
    if len(digits) < FEWEST_DIGITS or limit < 1:
        return []
    found = [*_staff(digits), *_residents(digits, limit), *_links(digits, limit)]
    found.sort(key=lambda each: _rank(each, digits))
    people = _people({each.id for each in found if each.id})
    # Numbers of those who moved away or died come last: a new owner may have them.
    found.sort(key=lambda each: bool(each.id) and people[each.id].is_gone)
    return _told(_one_each(found)[:limit], people, digits, today)


def _rank(found: _Found, digits: str) -> tuple[bool, bool, int, str]:
    own = _digits(found.number)
    return (
        own != digits,
        not own.endswith(digits),
        ("staff", "resident", "link").index(found.kind),
        found.name,
    )


def _one_each(found: Iterable[_Found]) -> list[list[_Found]]:
    """Each number of a person once: a daughter who is a contact of both her parents rings once."""
    by_caller: dict[tuple[str, object, str], list[_Found]] = defaultdict(list)
    for each in found:
        who: object = each.name if each.kind == "link" else each.uid
        by_caller[each.kind, who, each.number].append(each)
    return list(by_caller.values())


def _residents(digits: str, limit: int) -> list[_Found]:
    columns = (
        "SELECT r.uid, r.id, r.name, p.number, p.label FROM phone p JOIN resident r ON r.id = p.resident_id"
    )
    live = "p.deleted_at IS NULL AND r.deleted_at IS NULL"
    if len(digits) < _INDEXED_DIGITS:
        # One number in a thousand ends so: the first few are met soon, however large the ledger.
        rows = ask(f"{columns} WHERE p.number LIKE ? AND {live} LIMIT ?", f"%{digits}", limit)
    else:
        ids = residents_with_number(digits, at_the_end=True, most=_MOST_LOOKED_AT)
        if len(ids) < limit:
            others = residents_with_number(digits, at_the_end=False, most=_MOST_LOOKED_AT)
            ids = list(dict.fromkeys(ids + others))
        rows = ask(f"{columns} WHERE p.resident_id IN ({marks(ids)}) AND {live}", *ids)
    return [
        _Found("resident", uid, id_, name, number, label, "")
        for uid, id_, name, number, label in rows
        if digits in _digits(number)
    ]


def _links(digits: str, limit: int) -> list[_Found]:
    columns = (
        "SELECT l.uid, r.id, COALESCE(NULLIF(l.name, ''), o.name, ''), l.phone, l.kind, l.note, r.name"
        " FROM person_link l JOIN resident r ON r.id = l.resident_id LEFT JOIN resident o ON o.id = l.other_id"
    )
    live = "l.deleted_at IS NULL AND r.deleted_at IS NULL"
    if len(digits) <= _INDEXED_DIGITS:
        # The index has contacts' numbers in pieces only, and four digits are a year of birth or a room as well.
        rows = ask(f"{columns} WHERE l.phone LIKE ? AND {live} LIMIT ?", f"%{digits}", limit)
    else:
        ids = residents_with_number(digits, at_the_end=False, most=_MOST_LOOKED_AT)
        rows = ask(f"{columns} WHERE l.resident_id IN ({marks(ids)}) AND {live}", *ids)
    return [
        _Found(
            "link",
            uid,
            id_,
            name,
            number,
            note if len(note) <= 8 else "",
            f"{of}的{LinkKind(kind).word}" if kind != LinkKind.OTHER else f"{of}的联系人",
        )
        for uid, id_, name, number, kind, note, of in rows
        if digits in _digits(number)
    ]


def _staff(digits: str) -> list[_Found]:
    rows = ask(
        "SELECT uid, name, phone, role FROM staff WHERE is_active AND deleted_at IS NULL AND phone <> ''"
    )
    return [
        _Found("staff", uid, 0, name, phone, "", role or "工作人员")
        for uid, name, phone, role in rows
        if digits in _digits(phone)
    ]


@dataclass(frozen=True, slots=True)
class _Person:
    uid: str
    name: str
    sex: Sex
    birth: str
    whereabouts: Whereabouts
    reminder: str
    note: str
    own_wish: tuple[str, str, str]
    home: int | None
    home_uid: str
    home_wish: tuple[str, str, str] | None
    door: str
    short: str

    @property
    def is_gone(self) -> bool:
        return self.whereabouts.status.value not in MEMBER_STATUSES


def _people(ids: set[int]) -> dict[int, _Person]:
    rows = ask(
        "SELECT r.id, r.uid, r.name, r.sex, r.birth, r.status, r.status_on, r.away_until, r.away_place,"
        " r.death_state, r.reminder, r.note, r.contact_preference, r.contact_reason, r.contact_review_on, h.id,"
        " h.uid, h.contact_preference, h.contact_reason, h.contact_review_on, h.address, c.name, b.name, b.kind,"
        " d.unit, d.room FROM resident r LEFT JOIN household h ON h.id = r.household_id"
        " LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
        f" LEFT JOIN compound c ON c.id = b.compound_id WHERE r.id IN ({marks(ids)})",
        *ids,
    )
    people = {}
    for id_, uid, name, sex, birth, *rest in rows:
        status, status_on, until, place, death, reminder, note = rest[:7]
        preference, reason, review, home, home_uid, *home_wish = rest[7:15]
        address, compound, building, kind, unit, room = rest[15:]
        people[id_] = _Person(
            uid,
            name,
            Sex(sex),
            birth,
            Whereabouts(ResidentStatus(status), status_on, until, place, DeathState(death)),
            reminder,
            note,
            (preference, reason, review),
            home,
            home_uid or "",
            (home_wish[0], home_wish[1], home_wish[2]) if home is not None else None,
            full_door(compound, building, unit, room) if building else address or "",
            short_door(building, unit, room, BuildingKind(kind)) if building else "",
        )
    return people


def _told(
    found: Sequence[Sequence[_Found]], people: dict[int, _Person], digits: str, today: date
) -> list[Caller]:
    shown = {group[0].id: people[group[0].id] for group in found if group[0].id}
    families = _families({person.home for person in shown.values() if person.home is not None})
    visits = last_visits([person.uid for person in shown.values()])
    cared = cared_for({id_: person.birth for id_, person in shown.items()}, today=today)
    told = []
    for group in found:
        first = group[0]
        about = "、".join(dict.fromkeys(each.about for each in group if each.about))
        is_exact = _digits(first.number).endswith(digits)
        if not first.id:
            told.append(
                Caller(
                    kind=first.kind,
                    uid=first.uid,
                    name=first.name,
                    number=first.number,
                    label="",
                    about=about,
                    is_exact=is_exact,
                )
            )
            continue
        person = shown[first.id]
        is_own = first.kind == "resident"
        told.append(
            Caller(
                kind=first.kind,
                uid=first.uid,
                name=first.name,
                number=first.number,
                label=first.label,
                about=about,
                is_exact=is_exact,
                resident_uid=person.uid,
                sex=person.sex if is_own else Sex.UNKNOWN,
                age=years_between(person.birth, today) if is_own else None,
                state=person.whereabouts.word,
                door=person.door,
                short=person.short,
                household_uid=person.home_uid,
                family=tuple(
                    name for uid, name in families.get(person.home, ()) if not is_own or uid != person.uid
                ),
                is_cared_for=first.id in cared,
                wish=wish_of(person.own_wish, person.home_wish, today),
                last_visit=visits.get(person.uid),
                reminder=person.reminder,
                note=person.note,
            )
        )
    return told


def _families(homes: set[int]) -> dict[int | None, list[tuple[str, str]]]:
    rows = ask(
        "SELECT r.household_id, r.uid, r.name FROM resident r JOIN household h ON h.id = r.household_id"
        f" WHERE r.household_id IN ({marks(homes)}) AND r.status IN ({marks(MEMBER_STATUSES)})"
        " AND r.deleted_at IS NULL ORDER BY CASE WHEN h.head_id = r.id THEN 0 ELSE 1 END, r.position, r.id",
        *homes,
        *MEMBER_STATUSES,
    )
    found: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for home, uid, name in rows:
        found[home].append((uid, name))
    return found


def _digits(number: str) -> str:
    return _NOT_DIGITS.sub("", number)
