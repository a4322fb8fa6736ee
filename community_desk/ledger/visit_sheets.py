"""Visit sheets 走访单: what a walker needs to know of each household, and the sheets as they were printed.

Who does not want to be called on is left out by ``callable_households`` and told apart with the reason, so that
nobody vanishes: they are to be phoned, or looked in on by the 楼长 (DOMAIN.md section 2).
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import JOIN

from community_desk.domain.codes import BuildingKind, ContactPreference, ResidentStatus, Sex
from community_desk.domain.doors import WalkDoor, full_door, short_door
from community_desk.domain.partial_dates import years_between
from community_desk.domain.sheet_numbers import ALPHABET, make_sheet_number
from community_desk.ledger import access, changes, settings
from community_desk.ledger.care_models import FollowUp
from community_desk.ledger.finding import fetch
from community_desk.ledger.models import (
    Building,
    Compound,
    Dwelling,
    Grid,
    Household,
    Phone,
    Resident,
    ResidentCategory,
    VisitSheet,
    VisitSheetLine,
)
from community_desk.ledger.registers import RegisterFilter, household_keys
from community_desk.ledger.residents import MEMBER_STATUSES, effective_preference
from community_desk.ledger.rows import bound_database
from community_desk.ledger.word_lists import CategoryEntry, care_categories

PC_CODE = "pc_code"
SOURCE = "source"
"""The key beside the columns of a stored line under which lies what it was laid out from."""
TO_SEE = "to_see"
"""The key beside the columns of a stored line for the uids of the people to be seen, in the order of the paper."""
_TITLE = "走访单"
_AT_ONCE = 10_000


@dataclass(slots=True)
class SheetPerson:
    """A member of a household as a sheet needs them. ``paper_words``: what a neighbour may read of their care."""

    name: str
    sex: Sex
    paper_words: tuple[str, ...]
    reminder: str
    phones: list[tuple[str, str]]
    preference: ContactPreference
    preference_reason: str
    is_away: bool
    away_until: str
    uid: str = ""


@dataclass(slots=True)
class SheetHousehold:
    """A household as a sheet needs it: its door for reading and for walking, its people with the head first.

    ``entry_note`` is how to get into the building, ``door_note`` what holds for this door alone, ``promised`` what was
    promised there and is still open. The uids of door,
    building and compound are empty for a household without a door. ``due`` are the uids of members to be seen even if
    no category holds in them.
    """

    id: int
    uid: str
    dwelling_id: int | None
    door: str
    full_door: str
    building: str
    entry_note: str
    walk: WalkDoor
    preference: ContactPreference
    preference_reason: str
    door_note: str = ""
    promised: str = ""
    members: list[SheetPerson] = field(default_factory=list)
    dwelling_uid: str = ""
    building_uid: str = ""
    compound_uid: str = ""
    due: frozenset[str] = frozenset()

    @property
    def to_see(self) -> list[SheetPerson]:
        """Whom the walker should see: who is due or cared for, is in and wants it; without any, the head."""
        cared = [person for person in self.members if person.paper_words or person.uid in self.due]
        chosen = cared or self.members[:1]
        return [
            person
            for person in chosen
            if not person.is_away and self.preference.stricter(person.preference) is ContactPreference.ANYTIME
        ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A household that is not to be called on now: where, who, and why in words."""

    uid: str
    door: str
    head: str
    why: str


def households_for_sheets(
    wanted: RegisterFilter, *, today: date, only: Iterable[str] | None = None
) -> list[SheetHousehold]:
    """The households chosen by ``wanted`` and, where given, by their uids in ``only``, in the order of the register.

    Raises ``UserError`` for a name the ledger does not have.
    """
    keys = household_keys(wanted, today=today)
    homes = _homes(keys)
    if only is not None:
        uids = set(only)
        homes = {key: home for key, home in homes.items() if home.uid in uids}
    _add_members(homes, today)
    _add_promises(homes)
    return [homes[key] for key in keys if key in homes and homes[key].members]


def callable_households(homes: Sequence[SheetHousehold]) -> tuple[list[SheetHousehold], list[LeftOut]]:
    """Those a walker may call on now, and those to be reached in another way, with the reason."""
    callable_: list[SheetHousehold] = []
    left_out = []
    for home in homes:
        why = "" if home.to_see else _why_not(home)
        if why:
            left_out.append(LeftOut(home.uid, home.full_door, home.members[0].name, why))
        else:
            callable_.append(home)
    return callable_, left_out


def _why_not(home: SheetHousehold) -> str:
    if home.preference is not ContactPreference.ANYTIME:
        return (
            f"{home.preference.word}（{home.preference_reason}）"
            if home.preference_reason
            else home.preference.word
        )
    cared = [each for each in home.members if each.paper_words or each.uid in home.due]
    person = next(iter(cared or home.members))
    if person.preference is not ContactPreference.ANYTIME:
        reason = f"（{person.preference_reason}）" if person.preference_reason else ""
        return f"{person.name}{person.preference.word}{reason}"
    until = f"，预计 {person.away_until} 回来" if person.away_until else ""
    return f"{person.name}外出{until}"


def next_serial() -> int:
    """The serial number of the next sheet of this ledger, counted from 1."""
    (highest,) = bound_database.execute_sql("SELECT COALESCE(MAX(serial), 0) FROM visit_sheet").fetchone()
    return int(highest) + 1


def serials_used(serials: Iterable[int]) -> bool:
    """Whether a sheet was printed under one of these serial numbers."""
    used = {serial for (serial,) in fetch(VisitSheet.select(VisitSheet.serial))}
    return not used.isdisjoint(serials)


def pc_code() -> str:
    """The two characters that tell this PC's sheets from another's; chosen at random when first asked for."""
    code = settings.get_text(PC_CODE)
    if not code:
        code = "".join(secrets.choice(ALPHABET) for _ in range(2))
        with changes.transaction("给这台电脑编号", operator="", undoable=False):
            settings.put(PC_CODE, code, operator="")
    return code


def sheet_number(serial: int) -> str:
    """The short number printed on the sheet with this serial."""
    return make_sheet_number(pc_code(), serial)


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet about to be printed. ``lines`` are (household, text as printed by column) from line 1 on.

    Beside the columns a line may hold under ``SOURCE`` what it was laid out from, to print the same sheet again.
    ``round_id`` and ``walker`` say for whom its doors are reserved, where the sheet belongs to a round.
    """

    serial: int
    number: str
    title: str
    area: str
    edition: str
    page_count: int
    lines: Sequence[tuple[SheetHousehold, Mapping[str, object]]]
    round_id: int | None = None
    walker: str = ""


def record_sheets(sheets: Sequence[NewSheet], *, printed_at: str, purpose: str, operator: str) -> None:
    """Keep sheets with their text as printed, and note the print of each; joins a running transaction.

    ``printed_at`` is UTC ISO text. A sheet is no thing to undo: the paper is out. Each sheet is noted for itself
    because each walker brings back his own.
    """
    label = f"打印走访单 {len(sheets)} 份"
    with changes.transaction(label, operator=operator, undoable=False):
        ids = changes.insert_rows(
            VisitSheet,
            [
                "number", "serial", "title", "area", "edition", "printed_at", "printed_by", "page_count",
                "round_id", "walker",
            ],
            [
                (
                    s.number, s.serial, s.title, s.area[:100], s.edition, printed_at, operator[:50], s.page_count,
                    s.round_id, s.walker[:100],
                )
                for s in sheets
            ],
        )  # fmt: skip
        changes.insert_rows(
            VisitSheetLine,
            ["sheet_id", "line_no", "household_id", "dwelling_id", "printed"],
            [
                (id_, line_no, home.id, home.dwelling_id, json.dumps(dict(printed), ensure_ascii=False))
                for id_, sheet in zip(ids, sheets, strict=True)
                for line_no, (home, printed) in enumerate(sheet.lines, start=1)
            ],
        )
        for sheet in sheets:
            access.record_print(
                subject=print_subject(sheet.number),
                purpose=purpose,
                person_count=sum(len(home.members) for home, _ in sheet.lines),
                operator=operator,
            )


def print_subject(number: str) -> str:
    """What the access log calls the print of this sheet."""
    return f"{_TITLE} {number}"


def _homes(keys: Sequence[int]) -> dict[int, SheetHousehold]:
    homes: dict[int, SheetHousehold] = {}
    for batch in _batches(keys):
        for row in fetch(_HOMES.where(Household.id.in_(batch))):
            home = _home(row)
            homes[home.id] = home
    return homes


_OWN_GRID = Grid.alias()
_HOMES = (
    Household.select(
        Household.id, Household.uid, Household.dwelling, Household.address, Household.contact_preference,
        Household.contact_reason, Compound.name, Building.name, Building.kind, Building.has_lift,
        Building.walk_order, Building.lane_loop, Building.entry_note, Dwelling.unit, Dwelling.floor,
        Dwelling.room, Dwelling.walk_position, Dwelling.entry_note, Grid.name, _OWN_GRID.name, Dwelling.uid,
        Building.uid, Compound.uid,
    )
    .join(Dwelling, JOIN.LEFT_OUTER)
    .join(Building, JOIN.LEFT_OUTER)
    .join(Compound, JOIN.LEFT_OUTER)
    .join(Grid, JOIN.LEFT_OUTER, on=(Grid.id == Building.grid))
    .join(_OWN_GRID, JOIN.LEFT_OUTER, on=(_OWN_GRID.id == Dwelling.grid))
)  # fmt: skip


def _home(row: tuple[Any, ...]) -> SheetHousehold:
    (
        id_, uid, dwelling, address, preference, reason, compound, building, kind, has_lift, building_position,
        lane_loop, building_note, unit, floor, room, position, dwelling_note, building_grid, own_grid,
        *place_uids,
    ) = row  # fmt: skip
    if building is None:
        where = address or "无门牌"
        return SheetHousehold(
            id_, uid, None, where, where, "", "", WalkDoor(), ContactPreference(preference), reason
        )
    kind = BuildingKind(kind)
    walk = WalkDoor(
        own_grid or building_grid or "", compound, building, unit, floor, room, kind,
        None if has_lift is None else bool(has_lift), building_position, position, bool(lane_loop),
    )  # fmt: skip
    door = (
        short_door("", unit, room, kind)
        if kind is BuildingKind.BLOCK
        else short_door(building, unit, room, kind)
    )
    return SheetHousehold(
        id_, uid, dwelling, door, full_door(compound, building, unit, room), f"{compound}{building}", building_note,
        walk, ContactPreference(preference), reason, dwelling_note, "", [], *place_uids,
    )  # fmt: skip


def _add_members(homes: Mapping[int, SheetHousehold], today: date) -> None:
    entries = [entry for entry in care_categories() if entry.is_active]
    for batch in _batches(list(homes)):
        is_member = (
            Resident.household.in_(batch)
            & Resident.status.in_(MEMBER_STATUSES)
            & Resident.deleted_at.is_null()
        )
        rows = fetch(
            Resident.select(
                Resident.id, Resident.household, Resident.name, Resident.sex, Resident.birth, Resident.reminder,
                Resident.contact_preference, Resident.contact_reason, Resident.status, Resident.away_until,
                Resident.uid,
            )
            .join(Household, on=(Household.id == Resident.household))
            .where(is_member)
            .order_by(Resident.household, Household.head != Resident.id, Resident.position, Resident.id)
        )  # fmt: skip
        ids = [row[0] for row in rows]
        phones, held = _phones(ids), _held(ids)
        for id_, household, name, sex, birth, reminder, preference, reason, status, until, uid in rows:
            is_away = status == ResidentStatus.AWAY.value and (
                not until or until >= today.isoformat()[: len(until)]
            )
            words = _paper_words(entries, held.get(id_, frozenset()), birth, today)
            wish = effective_preference(preference, "")
            homes[household].members.append(
                SheetPerson(
                    name, Sex(sex), words, reminder, phones.get(id_, []), wish, reason, is_away, until, uid
                )
            )


def _add_promises(homes: Mapping[int, SheetHousehold]) -> None:
    """What is open of what was promised, the oldest first, so that the walker is not asked in vain."""
    open_ = (FollowUp.done_on == "") & FollowUp.deleted_at.is_null()
    for batch in _batches(list(homes)):
        rows = fetch(
            FollowUp.select(FollowUp.household, FollowUp.said_on, FollowUp.what)
            .where(FollowUp.household.in_(batch) & open_)
            .order_by(FollowUp.said_on == "", FollowUp.said_on, FollowUp.id)
        )
        for household, said_on, what in rows:
            day = f"{int(said_on[5:7])}月{int(said_on[8:10])}日 " if len(said_on) == 10 else ""
            known = homes[household].promised
            homes[household].promised = f"{known}；\n{day}{what}" if known else f"{day}{what}"


def _paper_words(
    entries: Sequence[CategoryEntry], held: frozenset[int], birth: str, today: date
) -> tuple[str, ...]:
    age = years_between(birth, today) if birth else None
    return tuple(
        dict.fromkeys(
            entry.paper_word
            for entry in entries
            if entry.id in held or (entry.min_age is not None and age is not None and age >= entry.min_age)
        )
    )


def _phones(residents: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for batch in _batches(residents):
        query = (
            Phone.select(Phone.resident, Phone.label, Phone.number)
            .where(Phone.resident.in_(batch) & Phone.deleted_at.is_null())
            .order_by(Phone.position, Phone.id)
        )
        for resident, label, number in fetch(query):
            found[resident].append((label, number))
    return found


def _held(residents: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for batch in _batches(residents):
        holds = (ResidentCategory.ends_on == "") & ResidentCategory.deleted_at.is_null()
        query = ResidentCategory.select(ResidentCategory.resident, ResidentCategory.category)
        for resident, category in fetch(query.where(ResidentCategory.resident.in_(batch) & holds)):
            found[resident].add(category)
    return {resident: frozenset(categories) for resident, categories in found.items()}


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
