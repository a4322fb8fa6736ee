"""The detail cards of a person, a household and a door: all that is known of one, read in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from community_desk.domain.codes import (
    BirthCalendar,
    DeathState,
    IdType,
    Residence,
    ResidentStatus,
    Sex,
    Tenure,
)
from community_desk.domain.errors import UserError
from community_desk.domain.partial_dates import display, years_between
from community_desk.domain.pinyin import display_pinyin
from community_desk.ledger.card_parts import (
    DOOR,
    DOOR_JOINS,
    STATE,
    DoorName,
    HouseholdLine,
    Link,
    Member,
    Phones,
    door_name,
    earlier_at,
    households_at,
    links_of,
    members_of_household,
    phones_of_residents,
    whereabouts_of,
)
from community_desk.ledger.care_marks import aged_words
from community_desk.ledger.finding import ask
from community_desk.ledger.life_history import (
    LifeEventRow,
    Stay,
    events_of_household,
    events_of_resident,
    occupancies_of,
    residencies_of,
)
from community_desk.ledger.resident_categories import CategoryFact, categories_of
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.status_words import Whereabouts, Wish, wish_of
from community_desk.ledger.visits import VisitRow, visits_at, visits_of_household, visits_of_resident


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentCard:
    """A person. ``id_number`` is the whole number: show it masked and log a look at it (``access``).

    ``relation`` is the stored word, ``birth_words`` the date as people read it with the age, ``pinyin_typed`` what
    staff entered of ``pinyin``. ``by_age`` are categories that follow from the age, ``named_by`` the links of others
    to this person.
    """

    uid: str
    version: int
    name: str
    foreign_name: str
    pinyin: str
    pinyin_typed: str
    sex: Sex
    birth: str
    birth_words: str
    birth_calendar: BirthCalendar
    age: int | None
    id_type: IdType
    id_number: str
    relation: str
    relation_code: str
    is_head: bool
    registered_address: str
    residence: Residence
    reminder: str
    note: str
    whereabouts: Whereabouts
    status_sentences: tuple[str, ...]
    wish: Wish
    contact_reason: str
    contact_review_on: str
    household_uid: str
    household_number: str
    door: DoorName
    phones: Phones
    members: tuple[Member, ...]
    categories: tuple[CategoryFact, ...]
    by_age: tuple[str, ...]
    links: tuple[Link, ...]
    named_by: tuple[Link, ...]
    visits: tuple[VisitRow, ...]
    events: tuple[LifeEventRow, ...]
    residencies: tuple[Stay, ...]
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCard:
    """A household. ``members`` has its head first; ``gone`` are those who moved away or died and belonged here last.

    ``neighbours`` are the other households behind the same door. An event of several people stands once, their names
    joined.
    """

    uid: str
    version: int
    number: str
    title: str
    door: DoorName
    address: str
    tenure: Tenure
    door_note: str
    entry_note: str
    head_uid: str
    starts_on: str
    ends_on: str
    note: str
    wish: Wish
    contact_reason: str
    contact_review_on: str
    status_sentences: tuple[str, ...]
    members: tuple[Member, ...]
    gone: tuple[Member, ...]
    neighbours: tuple[HouseholdLine, ...]
    visits: tuple[VisitRow, ...]
    events: tuple[LifeEventRow, ...]
    occupancies: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingCard:
    """A door. ``own_grid_uid`` is set only where it differs from the building's; ``earlier`` has the newest first.

    The dates of ``households`` and ``earlier`` are those of their time behind this door.
    """

    uid: str
    version: int
    door: DoorName
    unit: str
    floor: int | None
    room: str
    tenure: Tenure
    entry_note: str
    building_entry_note: str
    own_grid_uid: str
    households: tuple[HouseholdLine, ...]
    earlier: tuple[HouseholdLine, ...]
    visits: tuple[VisitRow, ...]


def resident_card(uid: str, *, today: date) -> ResidentCard:
    """All that is known of a resident (uid), who may have moved away or died. ``UserError`` for one withdrawn."""
    found = ask(
        f"SELECT {STATE}, {DOOR}, r.id, r.version, r.name, r.foreign_name, r.pinyin, r.sex, r.birth,"
        " r.birth_calendar, r.id_type, r.id_number, r.relation_word, r.relation_code, r.registered_address,"
        " r.residence, r.reminder, r.note, r.contact_preference, r.contact_reason, r.contact_review_on,"
        " r.created_at, r.updated_at, h.id, h.uid, h.number, h.address, h.head_id, h.contact_preference,"
        " h.contact_reason, h.contact_review_on FROM resident r"
        f" LEFT JOIN household h ON h.id = r.household_id{DOOR_JOINS} WHERE r.uid = ? AND r.deleted_at IS NULL",
        uid,
    )
    if not found:
        raise UserError("没有找到这位居民，可能已被撤回；请刷新后再选。")
    state, place, row = found[0][:7], found[0][7:15], found[0][15:]
    (
        id_, version, name, foreign_name, pinyin, sex, birth, calendar, id_type, id_number, relation, code,
        registered, residence, reminder, note, *own, created_at, updated_at, home_id, home, number, address,
        head_id,
    ) = row[:-3]  # fmt: skip
    whereabouts = whereabouts_of(state)
    age = years_between(birth, today)
    home_wish = row[-3:] if home_id is not None else None
    members = members_of_household(home_id, today=today) if home_id is not None else ()
    return ResidentCard(
        uid=uid,
        version=version,
        name=name,
        foreign_name=foreign_name,
        pinyin=display_pinyin(name, pinyin),
        pinyin_typed=pinyin,
        sex=Sex(sex),
        birth=birth,
        birth_words=display(birth, today=None if whereabouts.status is ResidentStatus.DECEASED else today),
        birth_calendar=BirthCalendar(calendar),
        age=age,
        id_type=IdType(id_type),
        id_number=id_number,
        relation=relation,
        relation_code=code,
        is_head=head_id == id_,
        registered_address=registered,
        residence=Residence(residence),
        reminder=reminder,
        note=note,
        whereabouts=whereabouts,
        status_sentences=whereabouts.sentences(today),
        wish=wish_of((own[0], own[1], own[2]), home_wish, today),
        contact_reason=own[1],
        contact_review_on=own[2],
        household_uid=home or "",
        household_number=number or "",
        door=door_name(place, address or ""),
        phones=phones_of_residents("p.resident_id = ?", id_).get(id_, ()),
        members=tuple(
            member for member in members if member.uid != uid and member.status.value in MEMBER_STATUSES
        ),
        categories=tuple(categories_of(uid)),
        by_age=tuple(word for least, word in aged_words() if age is not None and age >= least),
        links=links_of("l.resident_id = ?", id_, shown="other"),
        named_by=links_of("l.other_id = ?", id_, shown="resident"),
        visits=tuple(visits_of_resident(uid)),
        events=tuple(events_of_resident(uid)),
        residencies=tuple(residencies_of(uid)),
        created_at=created_at,
        updated_at=updated_at,
    )


def household_card(uid: str, *, today: date) -> HouseholdCard:
    """All that is known of a household (uid), which may have ended. ``UserError`` for one withdrawn."""
    found = ask(
        f"SELECT {DOOR}, h.id, h.version, h.number, h.address, d.id, d.tenure, d.entry_note, b.entry_note, r.uid,"
        " r.name, h.starts_on, h.ends_on, h.note, h.contact_preference, h.contact_reason, h.contact_review_on"
        f" FROM household h{DOOR_JOINS} LEFT JOIN resident r ON r.id = h.head_id"
        " WHERE h.uid = ? AND h.deleted_at IS NULL",
        uid,
    )
    if not found:
        raise UserError("没有找到这户，可能已被撤回；请刷新后再选。")
    place, row = found[0][:8], found[0][8:]
    id_, version, number, address, dwelling, tenure, door_note, entry_note, head_uid, head, *rest = row
    starts_on, ends_on, note, preference, reason, review_on = rest
    door = door_name(place, address)
    people = members_of_household(id_, today=today)
    members = tuple(person for person in people if person.status.value in MEMBER_STATUSES)
    neighbours = households_at(dwelling, today=today) if dwelling is not None else ()
    return HouseholdCard(
        uid=uid,
        version=version,
        number=number,
        title=" ".join(filter(None, (door.full or "无门牌", head))),
        door=door,
        address=address,
        tenure=Tenure(tenure or Tenure.UNKNOWN.value),
        door_note=door_note or "",
        entry_note=entry_note or "",
        head_uid=head_uid or "",
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        wish=wish_of((preference, reason, review_on), None, today),
        contact_reason=reason,
        contact_review_on=review_on,
        status_sentences=_household_sentences(members, ends_on),
        members=members,
        gone=tuple(person for person in people if person.status.value not in MEMBER_STATUSES),
        neighbours=tuple(line for line in neighbours if line.uid != uid),
        visits=tuple(visits_of_household(uid)),
        events=_told_once(events_of_household(uid)),
        occupancies=tuple(occupancies_of(uid)),
    )


def dwelling_card(uid: str, *, today: date) -> DwellingCard:
    """All that is known of a door (uid). ``UserError`` for one withdrawn."""
    found = ask(
        f"SELECT {DOOR}, d.id, d.version, d.unit, d.floor, d.room, d.tenure, d.entry_note, b.entry_note,"
        " COALESCE(o.uid, '') FROM dwelling d JOIN building b ON b.id = d.building_id"
        " JOIN compound c ON c.id = b.compound_id LEFT JOIN grid o ON o.id = d.grid_id"
        " LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id) WHERE d.uid = ? AND d.deleted_at IS NULL",
        uid,
    )
    if not found:
        raise UserError("没有找到这个门牌，可能已被撤回；请刷新后再选。")
    id_, version, unit, floor, room, tenure, note, entry_note, own_grid = found[0][8:]
    return DwellingCard(
        uid=uid,
        version=version,
        door=door_name(found[0][:8], ""),
        unit=unit,
        floor=floor,
        room=room,
        tenure=Tenure(tenure),
        entry_note=note,
        building_entry_note=entry_note,
        own_grid_uid=own_grid,
        households=households_at(id_, today=today),
        earlier=earlier_at(id_),
        visits=tuple(visits_at(uid)),
    )


def _household_sentences(members: tuple[Member, ...], ends_on: str) -> tuple[str, ...]:
    if ends_on:
        return (f"这一户已结束（{display(ends_on)}）",)
    away = [member.name for member in members if member.status is ResidentStatus.AWAY]
    reported = [member.name for member in members if member.state == DeathState.REPORTED.word]
    found = [f"{len(members)} 人" + (f"，其中 {len(away)} 人外出（{'、'.join(away)}）" if away else "")]
    found += [f"{name}：{DeathState.REPORTED.word}" for name in reported]
    return tuple(found)


def _told_once(events: Iterable[LifeEventRow]) -> tuple[LifeEventRow, ...]:
    """A move of the whole family, logged for it and for each of its members, as one event of them all."""
    names: dict[tuple[str, ...], list[str]] = {}
    first: dict[tuple[str, ...], LifeEventRow] = {}
    for event in events:
        key = (event.kind, event.happened_on, event.from_door, event.to_door, event.source, event.note)
        first.setdefault(key, event)
        names.setdefault(key, []).insert(0, event.name)
    return tuple(replace(event, name="、".join(filter(None, names[key]))) for key, event in first.items())
