"""The plan while it grows: all households and people of a file met so far, and who is met again.

One workbook often lists a person twice (a sheet of all residents and one of elders); the second row then adds to
the first. Only the ID number with the name, or door, name and birth date together, make two rows one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from community_desk.domain.codes import IdType, Residence, Sex
from community_desk.domain.partial_dates import compatible, more_exact
from community_desk.domain.planned import (
    Answer,
    Doubt,
    DoubtKind,
    PlannedHousehold,
    PlannedMember,
    RowKey,
)
from community_desk.exchange.import_plan import ColumnChoice
from community_desk.exchange.planning.care import union
from community_desk.exchange.planning.places import Place


@dataclass(slots=True)
class FileSoFar:
    """Shared by all tables of a file. `answers` says of rows whether they are the person they look like."""

    households: list[PlannedHousehold] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    answers: Mapping[RowKey, Answer] = field(default_factory=dict)
    _by_id: dict[str, tuple[int, PlannedMember]] = field(default_factory=dict)

    def doubt(self, sheet: str, row: int, choice: ColumnChoice | None, kind: DoubtKind, text: str) -> None:
        """Notes a doubt; `row` is Excel's, 0 for the whole sheet."""
        self.doubts.append(Doubt(sheet, row, choice.title if choice is not None else "", kind, text))

    def add(self, household: int, member: PlannedMember, place: Place) -> None:
        """Puts a person into a household of the plan and remembers them."""
        if place.is_known:
            place.names.setdefault(member.name, (household, member))
        if member.id_number:
            self._by_id.setdefault(member.id_number, (household, member))
        self.households[household].members.append(member)

    def met_again(
        self, member: PlannedMember, place: Place, name: ColumnChoice | None, number: ColumnChoice | None
    ) -> int | None:
        """Merges a row into the person it repeats and gives their household; None for somebody new.

        Namesakes and numbers used twice are noted as doubts.
        """
        row = member.rows[0]
        answer = self.answers.get((member.sheet, row))
        if answer is Answer.OTHER:
            return None
        is_same = answer is Answer.SAME
        if member.id_number and (known := self._by_id.get(member.id_number)):
            household, other = known
            if other.name == member.name or is_same:
                door = self.households[household].door
                moved = (
                    f"，门牌按{_where(other, member)}的“{door}”"
                    if place.door and door and place.door != door
                    else ""
                )
                text = f"{member.name}：与{_where(other, member)}是同一人（姓名、证件号相同），已合并{moved}"
                self._tell_repeat(member, name, text, is_said=is_same)
                _merge(other, member)
                return household
            text = f"{member.name}：证件号与{_where(other, member)}的{other.name}相同，按两人登记，请核对"
            self.doubt(member.sheet, row, number, DoubtKind.ID_REPEATED, text)
        if place.is_known and (known := place.names.get(member.name)):
            household, other = known
            if is_same or (
                len(member.birth) == 10
                and other.birth == member.birth
                and not (member.id_number and other.id_number)
                and (member.sex is other.sex or Sex.UNKNOWN in (member.sex, other.sex))
            ):
                text = f"{member.name}：与{_where(other, member)}是同一人（门牌、姓名、出生日期相同），已合并"
                self._tell_repeat(member, name, text, is_said=is_same)
                _merge(other, member)
                if other.id_number:
                    self._by_id.setdefault(other.id_number, known)
                return household
            text = (
                f"{member.name}：同一门牌{_where(other, member)}也有同名的人，先按两人登记，"
                "如是同一人请删去一行"
            )
            self.doubt(member.sheet, row, name, DoubtKind.NAMESAKE_AT_DOOR, text)
        return None

    def _tell_repeat(
        self, member: PlannedMember, name: ColumnChoice | None, text: str, *, is_said: bool
    ) -> None:
        if not is_said:
            self.doubt(member.sheet, member.rows[0], name, DoubtKind.REPEATED_ROW, text)


def _where(other: PlannedMember, member: PlannedMember) -> str:
    row = f"第{other.rows[0]}行"
    return row if other.sheet == member.sheet else f"工作表“{other.sheet}”{row}"


def _merge(kept: PlannedMember, again: PlannedMember) -> None:
    """Adds what the second row knows more; nothing that the first row said is overwritten."""
    kept.phones = kept.phones + tuple(pair for pair in again.phones if pair not in kept.phones)
    kept.care = union(kept.care, again.care)
    kept.visits = kept.visits + tuple(visit for visit in again.visits if visit not in kept.visits)
    kept.contacts = kept.contacts + tuple(c for c in again.contacts if c not in kept.contacts)
    if again.note and again.note not in kept.note.split("；"):
        kept.note = f"{kept.note}；{again.note}" if kept.note else again.note
    if compatible(kept.birth, again.birth):
        kept.birth = more_exact(kept.birth, again.birth)
    if kept.sex is Sex.UNKNOWN:
        kept.sex = again.sex
    if not kept.id_number:
        kept.id_number, kept.id_type = again.id_number, again.id_type or IdType.NONE
    if not kept.relation:
        kept.relation_code, kept.relation = again.relation_code, again.relation
    if kept.residence is Residence.UNKNOWN:
        kept.residence = again.residence
    kept.foreign_name = kept.foreign_name or again.foreign_name
    kept.registered_address = kept.registered_address or again.registered_address
    if again.sheet == kept.sheet:
        kept.rows = (*kept.rows, *again.rows)
