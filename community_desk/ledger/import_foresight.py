"""What an import would do to each person, told before anything is written.

The same rules as in writing (``import_comparing``, ``import_facts``), read only: what is new, what would be added to
whom, who stays as they are. A test holds it against what the writing then counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from community_desk.domain.care_details import read_care_details
from community_desk.domain.codes import Residence, Sex
from community_desk.domain.partial_dates import display
from community_desk.domain.planned import Doubt, DoubtKind, PlannedMember, RowKey
from community_desk.domain.relations import HEAD
from community_desk.ledger.bulk_rows import read_rows
from community_desk.ledger.import_comparing import compare
from community_desk.ledger.import_facts import DETAIL_WORDS, HELD_DETAILS
from community_desk.ledger.import_known import KnownPerson
from community_desk.ledger.import_matching import MatchedHousehold, MatchedMember, Matching

_WORDS = {
    "sex": "性别",
    "id_number": "身份证号",
    "foreign_name": "外文名",
    "registered_address": "户籍地址",
    "residence": "人户情况",
    "relation_word": "与户主关系",
    "birth": "出生日期",
    "note": "备注",
}


class Fate(StrEnum):
    """What becomes of a person of the file."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"  # somebody withdrew them from the ledger on purpose

    @property
    def word(self) -> str:
        """As the preview says it."""
        return {"new": "新增", "updated": "更新", "unchanged": "不变", "left_out": "不导入"}[self.value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that the ledger would know more: ``before`` is "" where it knew nothing.

    ``is_added``: it comes beside what is there (a second phone) and takes nothing's place.
    """

    word: str
    before: str
    after: str
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What becomes of one person; ``known_as`` is the resident they are, "" for somebody new."""

    fate: Fate
    changes: tuple[FieldChange, ...] = ()
    known_as: str = ""


@dataclass(slots=True)
class Foresight:
    """What an import would do: people by their first row in the file, and the doubts that came of the match."""

    people: dict[RowKey, Foreseen] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def count(self, fate: Fate) -> int:
        """How many people become of it what ``fate`` says."""
        return sum(1 for foreseen in self.people.values() if foreseen.fate is fate)

    def fate_of(self, planned: PlannedMember) -> Foreseen:
        """What becomes of a person of the plan. Whom the match left out is not in ``people``."""
        return self.people.get((planned.sheet, planned.rows[0]), _LEFT_OUT)


_NEW = Foreseen(Fate.NEW)
_LEFT_OUT = Foreseen(Fate.LEFT_OUT)


def foresee(matching: Matching) -> Foresight:
    """Tell what writing ``matching`` would do; reads only."""
    found = Foresight()
    doubts = list(matching.doubts)
    is_known = any(member.person is not None for home in matching.households for member in home.members)
    facts = _Facts(doubts) if is_known else None
    for home in matching.households:
        for member in home.members:
            row = (member.planned.sheet, member.planned.rows[0])
            if member.person is None or member.person.withdrawn or facts is None:
                found.people[row] = _NEW
                if member.person is None:
                    _doubt_second_head(home, member, doubts)
            else:
                found.people[row] = facts.foresee(member, member.person)
    found.doubts = tuple(doubts)
    return found


def _doubt_second_head(home: MatchedHousehold, member: MatchedMember, doubts: list[Doubt]) -> None:
    planned = member.planned
    if planned.relation_code == HEAD and home.household is not None and home.household.head_name:
        text = f"文件写户主是“{planned.name}”，台账里是“{home.household.head_name}”：没有改，请核对。"
        doubts.append(Doubt(planned.sheet, planned.rows[0], "", DoubtKind.DIFFERS_FROM_LEDGER, text))


class _Facts:
    """The facts that the ledger holds of everybody, read once."""

    def __init__(self, doubts: list[Doubt]) -> None:
        self._doubts = doubts
        self._phones = set(read_rows("SELECT resident_id, number FROM phone"))
        self._links = set(read_rows("SELECT resident_id, name || '|' || phone FROM person_link"))
        self._visits = set(read_rows("SELECT resident_id, visited_on FROM visit WHERE resident_id > 0"))
        self._codes = dict(read_rows("SELECT code, id FROM care_category WHERE deleted_at IS NULL"))
        held = {id_: values for id_, *values in read_rows(HELD_DETAILS)}
        rows = read_rows(
            "SELECT resident_id, category_id, id FROM resident_category ORDER BY deleted_at IS NULL"
        )
        self._categories: dict[tuple[int, int], list[Any] | None] = {
            (resident, category): held.get(id_) for resident, category, id_ in rows
        }

    def foresee(self, member: MatchedMember, person: KnownPerson) -> Foreseen:
        planned = member.planned
        compared = compare(planned, person, _cut)
        for text in compared.differing:
            self._differs(planned, text)
        changes = []
        for column, value in compared.values.items():
            if column in _WORDS:
                shown = _SHOWN.get(column, str)
                changes.append(FieldChange(_WORDS[column], shown(getattr(person, column)), shown(value)))
        for label, number in planned.phones:
            if (person.id, number) not in self._phones:
                changes.append(FieldChange("联系电话", "", f"{label}{number}", is_added=bool(person.phones)))
        for code, word, details in planned.care:
            changes.extend(self._category(planned, person, code, word, details))
        for contact in planned.contacts:
            phone = contact.phones[0][1] if contact.phones else ""
            if (person.id, f"{contact.name}|{phone}") not in self._links:
                changes.append(
                    FieldChange("紧急联系人", "", f"{contact.name} {phone}".strip(), is_added=True)
                )
        changes.extend(
            FieldChange("走访记录", "", visit.date, is_added=True)
            for visit in planned.visits
            if (person.id, visit.date) not in self._visits
        )
        fate = Fate.UPDATED if changes else Fate.UNCHANGED
        return Foreseen(fate, tuple(changes), person.name)

    def _category(
        self, planned: PlannedMember, person: KnownPerson, code: str, word: str, details: str
    ) -> Sequence[FieldChange]:
        category = self._codes.get(code)
        if category is None:
            return ()
        key = (person.id, category)
        if key not in self._categories:
            return (FieldChange("关爱类别", "", f"{word}（{details}）" if details else word, is_added=True),)
        held = self._categories[key]
        if held is None:
            return ()
        told, more = read_care_details(word, details), []
        for place, (column, detail) in enumerate(DETAIL_WORDS.items()):
            value = getattr(told, column)
            if value and not held[place]:
                more.append(FieldChange(detail, "", value))
            elif value and value != held[place]:
                self._differs(planned, f"“{planned.name}”的{detail}，文件与台账不同：没有改，请核对。")
        return more

    def _differs(self, planned: PlannedMember, text: str) -> None:
        doubt = Doubt(planned.sheet, planned.rows[0], "", DoubtKind.DIFFERS_FROM_LEDGER, text)
        self._doubts.append(doubt)


def _cut(_planned: PlannedMember, text: str, limit: int) -> str:
    return text[:limit]


# How a stored value reads.
_SHOWN: dict[str, Callable[[str], str]] = {
    "sex": lambda value: Sex(value).word,
    "residence": lambda value: Residence(value).word,
    "birth": lambda value: display(value) if value else "",
}
