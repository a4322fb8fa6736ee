"""What a life event would touch, told in sentences before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from community_desk.domain.codes import ContactPreference, LinkKind, ResidentStatus, Tenure
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.dwellings import door_of
from community_desk.ledger.finding import fetch
from community_desk.ledger.inputs import InputWarning
from community_desk.ledger.models import (
    CareCategory,
    Dwelling,
    Household,
    PersonLink,
    Resident,
    ResidentCategory,
)
from community_desk.ledger.rearranging import Family, Person, Rearrangement
from community_desk.ledger.residents import MEMBER_STATUSES

_ADULT = 18
_LIVING_ALONE = "living_alone"


@dataclass(frozen=True, slots=True)
class HeadChoice:
    """A household that gets another head: the one proposed and who else could be; uid "" for a newcomer."""

    household_uid: str
    place: str
    proposed_uid: str
    proposed: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RelationGap:
    """Somebody whose relation to the head does not follow from what is known and should be asked."""

    resident_uid: str
    name: str
    head: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a life event would do: ``touches`` happens exactly so, ``questions`` are for people to think about."""

    title: str
    touches: tuple[str, ...]
    questions: tuple[str, ...] = ()
    heads: tuple[HeadChoice, ...] = ()
    relations: tuple[RelationGap, ...] = ()
    warnings: tuple[InputWarning, ...] = ()


def preview_of(picture: Rearrangement, title: str) -> Preview:
    """The preview of a settled picture."""
    return Preview(
        title,
        tuple(_touches(picture)),
        tuple(_questions(picture)),
        tuple(_heads(picture)),
        tuple(_gaps(picture)),
        tuple(warning for person in picture.people if person.clean for warning in person.clean.warnings),
    )


def place_of(family: Family) -> str:
    """A family as a sentence names it: door and head, as they are now."""
    door = family.was_dwelling if family.was_dwelling is not None else family.dwelling
    head = family.was_head or family.head
    address = family.row.address if family.row is not None else ""
    words = [door_of(door) if door is not None else address, head.name if head is not None else "", "一户"]
    return " ".join(filter(None, words))


def _touches(picture: Rearrangement) -> Iterator[str]:
    yield from _people_moving(picture)
    for family in picture.families:
        yield from _family_changes(family)
    for person in picture.people:
        is_head = person.family is not None and person.family.head is person
        if person.row is not None and person.is_member and not is_head and person.word != person.was_word:
            words = f"由“{person.was_word}”改为" if person.was_word else "改为"
            yield f"{person.name}与户主的关系{words}“{person.word or '待问'}”"
    yield from _doors(picture)


def _people_moving(picture: Rearrangement) -> Iterator[str]:
    groups: dict[tuple[int, int, ResidentStatus], list[Person]] = {}
    for person in picture.people:
        if person.row is None or person.belongs_elsewhere:
            key = (id(person.was_family), id(person.family), person.status)
            groups.setdefault(key, []).append(person)
    for group in groups.values():
        yield _move(group, picture.on)


def _move(group: list[Person], on: str) -> str:
    names = "、".join(person.name for person in group)
    first = group[0]
    if first.status is ResidentStatus.MOVED:
        return f"{names}记为搬离（{on}）"
    if first.status is ResidentStatus.DECEASED:
        return f"{names}记为已故（{on}）"
    target = "新的一户" if first.family is None or first.family.is_new else place_of(first.family)
    if first.row is None:
        return f"新登记{names}，归入{target}"
    if first.was_family is None:
        return f"{names}重新登记为在住，归入{target}"
    return f"{names}从{place_of(first.was_family)}转到{target}"


def _family_changes(family: Family) -> Iterator[str]:
    door = door_of(family.dwelling) if family.dwelling is not None else "（无门牌）"
    if family.is_new:
        if family.ended:
            return
        yield f"在{door}新立一户，户主{family.head.name if family.head else '待定'}"
        preference = ContactPreference(family.changes.get("contact_preference", "anytime"))
        if preference is not ContactPreference.ANYTIME:
            yield f"新的一户沿用原户的“{preference.word}”"
    elif family.ended:
        if not family.was_ended:
            yield f"{place_of(family)}不再有人，这一户结束，记录都保留"
    else:
        if family.was_ended:
            yield f"原来的一户在{door}重新登记，接上从前的记录"
        elif family.moves:
            yield f"{place_of(family)}搬到{door}"
        if family.head is not family.was_head and family.head is not None:
            before = f"由 {family.was_head.name} " if family.was_head else ""
            yield f"户主将{before}改为 {family.head.name}"
        if "contact_preference" in family.changes:
            word = ContactPreference(family.changes["contact_preference"]).word
            yield f"{place_of(family)}的联系意愿改为“{word}”"


def _doors(picture: Rearrangement) -> Iterator[str]:
    left = {
        family.was_dwelling.id: family.was_dwelling
        for family in picture.families
        if family.was_dwelling is not None and family.was_dwelling != family.dwelling
    }
    taken = [family for family in picture.families if family.dwelling is not None]
    for door in left.values():
        if not _others_at(picture, door) and not any(family.dwelling == door for family in taken):
            yield f"{door_of(door)} 将没有人住"
    for family in taken:
        door_now = family.dwelling
        if door_now is None or (door_now == family.was_dwelling and not family.was_ended):
            continue
        others = _others_at(picture, door_now)
        if others:
            yield f"{door_of(door_now)}已住着 {'、'.join(others)}，以后是一个门牌几户"
        if family.tenure and family.tenure != door_now.tenure:
            word = Tenure(family.tenure).word or "不清楚"
            yield f"{door_of(door_now)}的住房情况由“{Tenure(door_now.tenure).word or '不清楚'}”改为“{word}”"


def _others_at(picture: Rearrangement, door: Dwelling) -> list[str]:
    """The heads (or "一户") of the households behind a door that the event does not touch."""
    touched = [family.row.id for family in picture.families if family.row is not None]
    query = (
        Household.select(Resident.name)
        .left_outer_join(Resident, on=(Household.head == Resident.id))
        .where((Household.dwelling == door) & (Household.ends_on == "") & Household.deleted_at.is_null())
    )
    if touched:
        query = query.where(Household.id.not_in(touched))
    return [name or "一户" for (name,) in fetch(query)]


def _heads(picture: Rearrangement) -> Iterator[HeadChoice]:
    for family in picture.families:
        if family.head is None or (not family.is_new and family.head is family.was_head):
            continue
        candidates = tuple((person.uid, person.name) for person in picture.members(family))
        uid = family.row.uid if family.row is not None else ""
        yield HeadChoice(uid, place_of(family), family.head.uid, family.head.name, candidates)


def _gaps(picture: Rearrangement) -> Iterator[RelationGap]:
    for person in picture.gaps:
        if person.family is not None and person.family.head is not None:
            yield RelationGap(person.uid, person.name, person.family.head.name)


def _questions(picture: Rearrangement) -> Iterator[str]:
    for gap in _gaps(picture):
        yield f"{gap.name}与户主{gap.head}是什么关系？"
    alone = _living_alone(picture)
    for family in picture.families:
        members = picture.members(family)
        before = picture.was_members(family)
        if family.ended or {id(person) for person in members} == {id(person) for person in before}:
            continue
        if len(members) == 1 and members[0].uid not in alone:
            yield f"家中是否有人变为独居？{members[0].name}现在一人一户。"
        elif len(members) > 1:
            for person in members:
                if person.uid in alone:
                    yield f"{person.name}登记为独居，现在一户 {len(members)} 人，是否还算独居？"
        if all(_is_minor(person, picture) for person in members):
            yield f"{'、'.join(person.name for person in members)}未满 {_ADULT} 岁，家里没有大人，由谁照看？"
    yield from _links_left(picture)


def _is_minor(person: Person, picture: Rearrangement) -> bool:
    age = years_between(person.birth, picture.today)
    return age is not None and age < _ADULT


def _living_alone(picture: Rearrangement) -> set[str]:
    """The uids of people in the picture recorded as living alone."""
    ids = [person.row.id for person in picture.people if person.row is not None]
    query = (
        ResidentCategory.select(Resident.uid)
        .join(Resident, on=(ResidentCategory.resident == Resident.id))
        .join(CareCategory, on=(ResidentCategory.category == CareCategory.id))
        .where(
            Resident.id.in_(ids)
            & (CareCategory.code == _LIVING_ALONE)
            & (ResidentCategory.ends_on == "")
            & ResidentCategory.deleted_at.is_null()
        )
    )
    return {uid for (uid,) in fetch(query)} if ids else set()


def _links_left(picture: Rearrangement) -> Iterator[str]:
    for person in picture.people:
        if person.row is None or person.status.value in MEMBER_STATUSES:
            continue
        query = (
            PersonLink.select(Resident.name, PersonLink.kind)
            .join(Resident, on=(PersonLink.resident == Resident.id))
            .where(
                (PersonLink.other == person.row)
                & PersonLink.deleted_at.is_null()
                & Resident.deleted_at.is_null()
                & Resident.status.in_(MEMBER_STATUSES)
            )
        )
        for name, kind in fetch(query):
            word = LinkKind(kind).word
            yield f"{person.name}是{name}的{word}，是否要另找一位？"
