"""What happens to people and households: born, moved in, moved inside, split, merged, new head, moved away.

Each verb has a ``preview_…`` with the same arguments that says what would be touched, and does exactly that in one
transaction. History stays: residencies and occupancies are closed and opened, life events added, nothing is deleted
(DOMAIN.md section 4). Persons, households and doors are given by uid, dates as people write them and never ahead of
today, ``relations`` as uid → word where somebody said what a person is to the head. ``UserError`` where something is
missing or cannot be. Deaths are in ``deaths``, time away in ``absences``.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict, Unpack

from community_desk.domain.codes import ContactPreference, LifeEventKind, ResidentStatus, Tenure
from community_desk.domain.errors import UserError
from community_desk.domain.relations import HEAD
from community_desk.ledger.finding import find, find_many
from community_desk.ledger.households import choose_head, title_of
from community_desk.ledger.inputs import chosen, event_date, typed_note, typed_text
from community_desk.ledger.models import Dwelling, Household, Resident
from community_desk.ledger.previews import Preview, preview_of
from community_desk.ledger.rearranged_rows import Happened, write_picture
from community_desk.ledger.rearranging import Family, Person, Rearrangement
from community_desk.ledger.resident_input import ResidentFields, clean_new_resident
from community_desk.ledger.residents import MEMBER_STATUSES

UNNAMED = "暂未取名"

_PREFERENCE = ("contact_preference", "contact_reason", "contact_review_on")


class MovedIn(TypedDict):
    """What ``moved_in`` and its preview want to know.

    People come from outside: ``people`` are new to the ledger, ``known`` (uids) lived here before or belong to no
    household. They join ``household``, or make a new one behind ``dwelling``; a household that has ended is given with
    the door it comes back to, and takes up its history. ``head`` (of ``known``) heads it, else the one who says 户主.
    ``tenure`` is what the door is from now on.
    """

    on: str
    dwelling: NotRequired[str]
    household: NotRequired[str]
    people: NotRequired[Sequence[ResidentFields]]
    known: NotRequired[Sequence[str]]
    head: NotRequired[str]
    relations: NotRequired[Mapping[str, str]]
    tenure: NotRequired[str]


class MovedInside(TypedDict):
    """What ``moved_inside`` and its preview want to know.

    A whole ``household``, or some ``members`` of one, go to another door of the community. To ``dwelling``: the whole
    household keeps its history, some members make a new household, headed by ``head``. To ``to_household``: they join
    those who live there. ``new_head`` heads who stays behind.
    """

    on: str
    household: NotRequired[str]
    members: NotRequired[Sequence[str]]
    dwelling: NotRequired[str]
    to_household: NotRequired[str]
    head: NotRequired[str]
    new_head: NotRequired[str]
    relations: NotRequired[Mapping[str, str]]


class Split(TypedDict):
    """What ``split`` and its preview want to know.

    Some ``members`` of a household become one of their own, behind the same door or behind ``dwelling``. ``head`` heads
    the new household, ``new_head`` who stays behind.
    """

    on: str
    members: Sequence[str]
    dwelling: NotRequired[str]
    head: NotRequired[str]
    new_head: NotRequired[str]
    relations: NotRequired[Mapping[str, str]]


class Merged(TypedDict):
    """What ``merged`` and its preview want to know: ``household`` goes up in ``into``; ``new_head`` heads them all."""

    on: str
    household: str
    into: str
    new_head: NotRequired[str]
    relations: NotRequired[Mapping[str, str]]


class NewHead(TypedDict):
    """What ``new_head`` and its preview want to know: ``head`` is to head ``household``."""

    on: str
    household: str
    head: str
    relations: NotRequired[Mapping[str, str]]


class MovedAway(TypedDict):
    """What ``moved_away`` and its preview want to know.

    A whole ``household`` or some ``members`` of one leave the community; ``new_head`` heads who stays behind.
    """

    on: str
    household: NotRequired[str]
    members: NotRequired[Sequence[str]]
    new_head: NotRequired[str]
    relations: NotRequired[Mapping[str, str]]


def preview_born(*, household: str, child: ResidentFields, on: str = "") -> Preview:
    """What ``born`` would do."""
    picture = _born(household, child, on)
    return preview_of(picture, f"出生：{picture.people[-1].name}")


def born(
    *, household: str, child: ResidentFields, on: str = "", source: str = "", note: str = "", operator: str
) -> Happened:
    """Enter a newborn in a household; without a name as 暂未取名. ``on`` defaults to the child's birth date."""
    picture = _born(household, child, on)
    label = f"出生 {picture.people[-1].name}"
    return _write(picture, label, source, note, operator)


def _born(household: str, child: ResidentFields, on: str) -> Rearrangement:
    row = _present_household(household)
    named: ResidentFields = {**child, "name": child.get("name", "").strip() or UNNAMED}
    clean = clean_new_resident(named)
    birth = clean.values.get("birth") or event_date(on)
    clean.values["birth"] = birth
    picture = Rearrangement(LifeEventKind.BORN, event_date(on or birth))
    family = picture.family_of(row)
    picture.newcomer(clean, family)
    picture.settle()
    return picture


def preview_moved_in(**what: Unpack[MovedIn]) -> Preview:
    """What ``moved_in`` would do."""
    picture = _moved_in(**what)
    return preview_of(picture, f"搬入：{_names(picture.people)}")


def moved_in(*, operator: str, source: str = "", note: str = "", **what: Unpack[MovedIn]) -> Happened:
    """People come to live in the community, from outside or back again; see ``MovedIn``."""
    picture = _moved_in(**what)
    return _write(picture, f"搬入 {_names(picture.people)}", source, note, operator)


def _moved_in(
    *,
    on: str,
    dwelling: str = "",
    household: str = "",
    people: Sequence[ResidentFields] = (),
    known: Sequence[str] = (),
    head: str = "",
    relations: Mapping[str, str] | None = None,
    tenure: str = "",
) -> Rearrangement:
    if not people and not known:
        raise UserError("请填写搬进来的人。", field="people")
    picture = Rearrangement(LifeEventKind.MOVED_IN, event_date(on))
    family = _family_to_join(picture, household, dwelling)
    newcomers = [clean_new_resident(fields) for fields in people]
    if family.is_new and not known:
        choose_head(newcomers)
    for clean in newcomers:
        person = picture.newcomer(clean, family)
        if person.code == HEAD and (family.is_new or family.was_ended) and not head:
            family.head = person
    for row in find_many(Resident, known, field="known"):
        if row.status == ResidentStatus.DECEASED.value:
            raise UserError(f"{row.name}登记为已故，请先撤回去世登记。", field="known")
        person = picture.person_of(row)
        if person.was_family is not None:
            raise UserError(f"{row.name}现在住在社区里，请用“社区内搬家”。", field="known")
        picture.move(person, family, ResidentStatus.LIVING)
        person.changes.update(away_until="", away_place="")
    family.chosen_head = head
    if tenure:
        family.tenure = chosen(Tenure.from_word, tenure, field="tenure", word="住房情况").value
    picture.settle(relations)
    return picture


def _family_to_join(picture: Rearrangement, household: str, dwelling: str) -> Family:
    door = find(Dwelling, dwelling, field="dwelling") if dwelling else None
    if not household:
        if door is None:
            raise UserError("请选搬进哪个门牌，或加入哪一户。", field="dwelling")
        return picture.new_family(door)
    row = find(Household, household, field="household")
    family = picture.family_of(row)
    if row.ends_on:
        if door is None:
            raise UserError("这一户已经结束，搬回来请选门牌。", field="dwelling")
        family.ended, family.dwelling = False, door
    elif door is not None and door != row.dwelling:
        raise UserError("选的户不住在选的门牌，请只选一样。", field="household")
    return family


def preview_moved_inside(**what: Unpack[MovedInside]) -> Preview:
    """What ``moved_inside`` would do."""
    return preview_of(_moved_inside(**what), "社区内搬家")


def moved_inside(*, operator: str, source: str = "", note: str = "", **what: Unpack[MovedInside]) -> Happened:
    """A household, or some of it, goes to another door of the community; see ``MovedInside``."""
    picture = _moved_inside(**what)
    return _write(picture, f"社区内搬家 {_names(_moving(picture))}", source, note, operator)


def _moved_inside(
    *,
    on: str,
    household: str = "",
    members: Sequence[str] = (),
    dwelling: str = "",
    to_household: str = "",
    head: str = "",
    new_head: str = "",
    relations: Mapping[str, str] | None = None,
) -> Rearrangement:
    if bool(dwelling) is bool(to_household):
        raise UserError("请选搬到哪个门牌，或并到哪一户（只选一样）。", field="dwelling")
    picture = Rearrangement(LifeEventKind.MOVED_INSIDE, event_date(on))
    origin, moving = _who_moves(picture, household, members)
    whole = len(moving) == len(picture.was_members(origin))
    if to_household:
        _join(picture, origin, moving, to_household, whole=whole)
    else:
        door = find(Dwelling, dwelling, field="dwelling")
        if whole:
            if door == origin.dwelling:
                raise UserError("这一户就住在这个门牌，请另选。", field="dwelling")
            origin.dwelling = door
            origin.chosen_head = head or new_head
        else:
            _new_household(picture, origin, moving, door, head)
    if not whole:
        origin.chosen_head = new_head
    picture.refuse_earlier_than_arrival(moving)
    picture.settle(relations)
    return picture


def preview_split(**what: Unpack[Split]) -> Preview:
    """What ``split`` would do."""
    picture = _split(**what)
    return preview_of(picture, f"分户：{_names(_moving(picture))}")


def split(*, operator: str, source: str = "", note: str = "", **what: Unpack[Split]) -> Happened:
    """Some members become a household of their own; see ``Split``. Why they part is not recorded."""
    picture = _split(**what)
    return _write(picture, f"分户 {_names(_moving(picture))}", source, note, operator)


def _split(
    *,
    on: str,
    members: Sequence[str],
    dwelling: str = "",
    head: str = "",
    new_head: str = "",
    relations: Mapping[str, str] | None = None,
) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.SPLIT, event_date(on))
    origin, moving = _who_moves(picture, "", members)
    if len(moving) == len(picture.was_members(origin)):
        raise UserError("分出去的不能是全家；全家搬走请用“社区内搬家”。", field="members")
    door = find(Dwelling, dwelling, field="dwelling") if dwelling else origin.dwelling
    _new_household(picture, origin, moving, door, head)
    origin.chosen_head = new_head
    picture.refuse_earlier_than_arrival(moving)
    picture.settle(relations)
    return picture


def preview_merged(**what: Unpack[Merged]) -> Preview:
    """What ``merged`` would do."""
    return preview_of(_merged(**what), "并户")


def merged(*, operator: str, source: str = "", note: str = "", **what: Unpack[Merged]) -> Happened:
    """All members of a household join another, and the first ends; see ``Merged``.

    The stricter of the two contact preferences holds for all.
    """
    picture = _merged(**what)
    return _write(picture, f"并户 {_names(_moving(picture))}", source, note, operator)


def _merged(
    *,
    on: str,
    household: str,
    into: str,
    new_head: str = "",
    relations: Mapping[str, str] | None = None,
) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.MERGED, event_date(on))
    origin, moving = _who_moves(picture, household, ())
    target = _join(picture, origin, moving, into, whole=True)
    target.chosen_head = new_head
    picture.refuse_earlier_than_arrival(moving)
    picture.settle(relations)
    return picture


def preview_new_head(**what: Unpack[NewHead]) -> Preview:
    """What ``new_head`` would do."""
    return preview_of(_new_head(**what), "换户主")


def new_head(*, operator: str, source: str = "", note: str = "", **what: Unpack[NewHead]) -> Happened:
    """Another member becomes head; relations that follow are changed, the others are asked."""
    picture = _new_head(**what)
    return _write(picture, f"换户主 {find(Resident, what['head']).name}", source, note, operator)


def _new_head(
    *, on: str, household: str, head: str, relations: Mapping[str, str] | None = None
) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.NEW_HEAD, event_date(on))
    family = picture.family_of(_present_household(household))
    if family.head is not None and family.head.uid == head:
        raise UserError(f"户主现在就是{family.head.name}。", field="head")
    family.chosen_head = head
    picture.settle(relations)
    return picture


def preview_moved_away(**what: Unpack[MovedAway]) -> Preview:
    """What ``moved_away`` would do."""
    picture = _moved_away(**what)
    return preview_of(picture, f"搬离：{_names(_moving(picture))}")


def moved_away(
    *, operator: str, place: str = "", source: str = "", note: str = "", **what: Unpack[MovedAway]
) -> Happened:
    """People leave the community, ``place`` says where to; see ``MovedAway``.

    Who comes back later is ``moved_in`` with ``known``.
    """
    picture = _moved_away(**what)
    place = typed_text(place)
    note = "\n".join(filter(None, (f"去向：{place}" if place else "", note)))
    return _write(picture, f"搬离 {_names(_moving(picture))}", source, note, operator)


def _moved_away(
    *,
    on: str,
    household: str = "",
    members: Sequence[str] = (),
    new_head: str = "",
    relations: Mapping[str, str] | None = None,
) -> Rearrangement:
    picture = Rearrangement(LifeEventKind.MOVED_AWAY, event_date(on))
    rows = find_many(Resident, members, field="members")
    if household or not rows or any(row.household is not None for row in rows):
        origin, moving = _who_moves(picture, household, members)
        origin.chosen_head = new_head
    else:
        moving = [_present(picture, row) for row in rows]
    picture.refuse_earlier_than_arrival(moving)
    for person in moving:
        picture.move(person, None, ResidentStatus.MOVED)
        person.changes.update(away_until="", away_place="")
    picture.settle(relations)
    return picture


def _present_household(uid: str) -> Household:
    row = find(Household, uid, field="household")
    if row.ends_on:
        raise UserError(f"{title_of(row)}这一户 {row.ends_on} 已经结束，请刷新后再选。", field="household")
    return row


def _present(picture: Rearrangement, row: Resident) -> Person:
    if row.status not in MEMBER_STATUSES:
        word = ResidentStatus(row.status).word
        raise UserError(f"{row.name}登记为{word}，请核对。", field="members")
    return picture.person_of(row)


def _who_moves(picture: Rearrangement, household: str, members: Sequence[str]) -> tuple[Family, list[Person]]:
    """The family that people leave, and who of it: the ``members`` given, or all of ``household``."""
    if members:
        moving = [_present(picture, row) for row in find_many(Resident, members, field="members")]
        homes = {id(person.was_family): person.was_family for person in moving}
        origin = moving[0].was_family
        if len(homes) != 1 or origin is None:
            raise UserError("请选同一户的人。", field="members")
        if household and origin.row != _present_household(household):
            raise UserError("选的人不在选的户里，请刷新后再选。", field="members")
        return origin, moving
    if not household:
        raise UserError("请选哪一户或哪几个人。", field="members")
    origin = picture.family_of(_present_household(household))
    moving = picture.was_members(origin)
    if not moving:
        raise UserError("这一户没有在住的人，请刷新后再选。", field="household")
    return origin, moving


def _new_household(
    picture: Rearrangement, origin: Family, moving: list[Person], door: Dwelling | None, head: str
) -> None:
    family = picture.new_family(door, origin=origin)
    family.chosen_head = head
    for person in moving:
        picture.move(person, family, person.status)


def _join(
    picture: Rearrangement, origin: Family, moving: list[Person], to_household: str, *, whole: bool
) -> Family:
    target = picture.family_of(_present_household(to_household))
    if target is origin:
        raise UserError("不能并到自己这一户，请另选一户。", field="to_household")
    for person in moving:
        picture.move(person, target, person.status)
    if whole and origin.row is not None and target.row is not None:
        wish = ContactPreference(origin.row.contact_preference)
        present = ContactPreference(target.row.contact_preference)
        if wish.stricter(present) is not present:
            target.changes.update({column: getattr(origin.row, column) for column in _PREFERENCE})
    return target


def _moving(picture: Rearrangement) -> list[Person]:
    moved = [person for person in picture.people if person.belongs_elsewhere]
    if moved:
        return moved
    return [person for person in picture.people if person.family is not None and person.family.moves]


def _names(people: Sequence[Person]) -> str:
    names = [person.name for person in people if person.belongs_elsewhere] or [
        person.name for person in people
    ]
    return "、".join(names[:3]) + (f" 等 {len(names)} 人" if len(names) > 3 else "")


def _write(picture: Rearrangement, label: str, source: str, note: str, operator: str) -> Happened:
    return write_picture(
        picture, label=label, operator=operator, source=typed_text(source), note=typed_note(note)
    )
