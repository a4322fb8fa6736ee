"""Families as they are and as a life event will leave them: one picture, from which the preview is told and the rows
are written, so that the two cannot differ.

A verb loads the families it touches, moves people about in the picture and calls ``settle``, which finds the heads,
the relations that follow, and the households that nobody is left in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from community_desk.domain.codes import LifeEventKind, ResidentStatus, Sex, Tenure
from community_desk.domain.errors import UserError
from community_desk.domain.kinship import Relative, propose_head, relation_to_new_head
from community_desk.domain.relations import HEAD, read_relation
from community_desk.ledger.households import members_of
from community_desk.ledger.inputs import is_before, local_today
from community_desk.ledger.models import Dwelling, Household, Occupancy, Resident
from community_desk.ledger.resident_input import CleanResident
from community_desk.ledger.residents import MEMBER_STATUSES, open_residencies
from community_desk.ledger.word_lists import relations as known_relations

_HEAD_WORD = "户主"


@dataclass(eq=False, slots=True)
class Family:
    """A household in the picture; ``was_…`` is what the ledger holds now, ``row`` None until a new one is written."""

    row: Household | None
    dwelling: Dwelling | None
    is_new: bool = False
    head: "Person | None" = None
    ended: bool = False
    origin: "Family | None" = None
    chosen_head: str = ""
    tenure: str = ""
    reopened: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    was_dwelling: Dwelling | None = None
    was_head: "Person | None" = None
    was_ended: bool = False

    @property
    def moves(self) -> bool:
        """Whether it stays a household and goes to another door."""
        return not (self.is_new or self.ended or self.was_ended or self.dwelling == self.was_dwelling)


@dataclass(eq=False, slots=True)
class Person:
    """A resident in the picture; ``row`` is None for somebody about to be entered from ``clean``.

    ``family`` is None for who is a member nowhere; ``changes`` are further columns that the event sets.
    """

    row: Resident | None
    clean: CleanResident | None
    family: Family | None
    status: ResidentStatus
    code: str
    word: str
    was_family: Family | None = None
    was_status: ResidentStatus | None = None
    was_code: str = ""
    was_word: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    reopened: bool = False

    @property
    def uid(self) -> str:
        """The resident's uid, "" for somebody about to be entered."""
        return self.row.uid if self.row is not None else ""

    @property
    def name(self) -> str:
        """The name for sentences."""
        return self.row.name if self.row is not None else str(self._given("name"))

    @property
    def sex(self) -> Sex:
        """As the ledger has it, or as it was typed."""
        return Sex(self.row.sex if self.row is not None else self._given("sex") or Sex.UNKNOWN.value)

    @property
    def birth(self) -> str:
        """A partial date."""
        return self.row.birth if self.row is not None else str(self._given("birth"))

    @property
    def is_member(self) -> bool:
        """Whether the person lives in a family and is counted."""
        return self.family is not None and self.status.value in MEMBER_STATUSES

    @property
    def belongs_elsewhere(self) -> bool:
        """Whether the person comes, leaves, or changes family."""
        return self.family is not self.was_family or self.status.value not in MEMBER_STATUSES

    def _given(self, column: str) -> Any:
        return self.clean.values.get(column, "") if self.clean is not None else ""


class Rearrangement:
    """The picture of one life event of ``kind`` on the date ``on`` (partial)."""

    def __init__(self, kind: LifeEventKind, on: str, *, today: date | None = None) -> None:
        self.kind = kind
        self.on = on
        self.today = today or local_today()
        self.families: list[Family] = []
        self.people: list[Person] = []
        self.gaps: list[Person] = []

    def family_of(self, household: Household) -> Family:
        """The household with its members, loaded once."""
        for family in self.families:
            if family.row == household:
                return family
        ended = bool(household.ends_on)
        family = Family(household, household.dwelling, ended=ended)
        family.was_dwelling, family.was_ended = household.dwelling, ended
        self.families.append(family)
        for row in members_of(household):
            person = self._known(row, family)
            if household.head == row:
                family.head = family.was_head = person
        return family

    def person_of(self, row: Resident) -> Person:
        """The resident within their family, or alone if they are a member of none."""
        for person in self.people:
            if person.row == row:
                return person
        if row.status in MEMBER_STATUSES and row.household is not None:
            self.family_of(row.household)
            return self.person_of(row)
        return self._known(row, None)

    def new_family(self, dwelling: Dwelling | None, *, origin: Family | None = None) -> Family:
        """A household about to be made; it inherits how ``origin`` wants to be reached."""
        family = Family(None, dwelling, is_new=True, origin=origin)
        if origin is not None and origin.row is not None:
            for column in ("contact_preference", "contact_reason", "contact_review_on"):
                family.changes[column] = getattr(origin.row, column)
            family.changes["address"] = "" if dwelling is not None else origin.row.address
        self.families.append(family)
        return family

    def newcomer(self, clean: CleanResident, family: Family) -> Person:
        """Somebody about to be entered as a member of ``family``."""
        code, word = clean.values.get("relation_code", ""), clean.values.get("relation_word", "")
        person = Person(None, clean, family, ResidentStatus.LIVING, code, word)
        self.people.append(person)
        return person

    def move(self, person: Person, family: Family | None, status: ResidentStatus) -> None:
        """Put a person into another family, or into none."""
        person.family, person.status = family, status

    def reopen(self, family: Family) -> None:
        """Bring a household that has ended back to its last door."""
        family.ended = False
        if family.row is not None and family.dwelling is None:
            last = (
                Occupancy.select()
                .where((Occupancy.household == family.row) & Occupancy.deleted_at.is_null())
                .order_by(Occupancy.id.desc())
                .first()
            )
            family.dwelling = last.dwelling if last is not None else None

    def members(self, family: Family) -> list[Person]:
        """Who will be a member."""
        return [person for person in self.people if person.family is family and person.is_member]

    def was_members(self, family: Family) -> list[Person]:
        """Who is a member now."""
        return [person for person in self.people if person.was_family is family]

    def refuse_earlier_than_arrival(self, people: list[Person]) -> None:
        """``UserError`` where somebody would leave before they came."""
        for person in people:
            for residency in open_residencies(person.row) if person.row is not None else ():
                if is_before(self.on, residency.starts_on):
                    sentence = f"{person.name} {residency.starts_on} 才住进来，日期 {self.on} 太早，请核对。"
                    raise UserError(sentence, field="on")

    def settle(self, relations: Mapping[str, str] | None = None) -> None:
        """Find heads, relations and households that end. ``relations``: uid → word, where somebody said.

        ``UserError`` where a chosen head is no member or a word makes somebody a second head.
        """
        for family in self.families:
            members = self.members(family)
            if members:
                self._settle_head(family, members)
            else:
                family.ended, family.head, family.dwelling = True, None, None
        self._settle_relations(dict(relations or {}))
        for family in self.families:
            door = family.dwelling
            arrives = door is not None and (door != family.was_dwelling or family.was_ended)
            if arrives and family.row is not None and family.row.address:
                family.changes["address"] = ""
            if door is not None and arrives and not family.tenure and door.tenure == Tenure.EMPTY.value:
                family.tenure = Tenure.UNKNOWN.value

    def _known(self, row: Resident, family: Family | None) -> Person:
        status = ResidentStatus(row.status)
        person = Person(row, None, family, status, row.relation_code, row.relation_word)
        person.was_family, person.was_status = family, status
        person.was_code, person.was_word = row.relation_code, row.relation_word
        self.people.append(person)
        return person

    def _settle_head(self, family: Family, members: list[Person]) -> None:
        if family.chosen_head:
            chosen = [person for person in members if person.uid == family.chosen_head]
            if not chosen:
                raise UserError("选的户主不是这一户的成员，请另选一位。", field="new_head")
            family.head = chosen[0]
        elif family.head not in members:
            family.head = self.proposed_head(family)

    def proposed_head(self, family: Family) -> Person | None:
        """Who is likely to head a family that has lost its head, or is new."""
        relatives = [
            Relative(person, person.was_code or person.code, person.sex, person.birth)
            for person in self.members(family)
        ]
        return propose_head(relatives, on=self.today)

    def _settle_relations(self, said: dict[str, str]) -> None:
        known = known_relations()
        strangers = said.keys() - {person.uid for person in self.people}
        if strangers:
            raise UserError("有的关系不属于这次涉及的人，请刷新后再填。", field="relations")
        for person in self.people:
            head = person.family.head if person.family is not None else None
            if not person.is_member or head is None:
                continue
            if person is head:
                if person.code != HEAD:
                    person.code, person.word = HEAD, known.words.get(HEAD, _HEAD_WORD)
            elif said.get(person.uid):
                person.code, person.word = read_relation(said[person.uid], known)
            else:
                code = self._relation(person, head)
                if code != person.code:
                    person.code, person.word = code, known.words.get(code, "")
            if person is not head and person.code == HEAD:
                raise UserError(f"户主是{head.name}，{person.name}不能也登记为户主。", field="relations")
            if not person.word and (person.was_word or person.was_family is not person.family):
                self.gaps.append(person)

    @staticmethod
    def _relation(person: Person, head: Person) -> str:
        """What a member will be to their head: the code they have, one that follows, or "" where it must be asked."""
        former = person.was_family
        if former is None:
            if person.row is None:
                return person.code
            return "" if person.code == HEAD or _was_of_another_family(person, head) else person.code
        if head.was_family is former:
            old_head = former.was_head
            if old_head is head:
                return person.code
            if old_head is not None:
                return relation_to_new_head(
                    Relative(head, head.was_code, head.sex, head.birth),
                    Relative(person, person.was_code, person.sex, person.birth),
                    old_head.sex,
                )
        return ""


def _was_of_another_family(person: Person, head: Person) -> bool:
    """Whether what the ledger says of somebody who comes back was said of another family than this head's."""
    if person.row is None or head.row is None or head.was_code != HEAD:
        return True
    return bool(person.row.household != head.row.household)
