"""The facts an import brings of people: phones, categories, contacts and past visits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from community_desk.domain.care_details import CareDetails, read_care_details
from community_desk.domain.codes import LinkKind
from community_desk.domain.planned import Doubt, DoubtKind, PlannedMember
from community_desk.ledger import changes
from community_desk.ledger.bulk_rows import read_rows, revive, undone_uids
from community_desk.ledger.import_matching import MatchedHousehold, MatchedMember, Matching
from community_desk.ledger.models import PersonLink, Phone, ResidentCategory, Visit

_LINK_KINDS = {"监护人": LinkKind.GUARDIAN, "子": LinkKind.CHILD, "女": LinkKind.CHILD, "儿": LinkKind.CHILD}
DETAIL_WORDS = {
    "disability_kind": "残疾类别",
    "disability_grade": "残疾等级",
    "certificate_number": "残疾证号",
    "ability_level": "能力等级",
    "former_country": "原侨居国",
    "return_year": "回国年份",
}
HELD_DETAILS = (
    f"SELECT id, {', '.join(DETAIL_WORDS)} FROM resident_category WHERE deleted_at IS NULL AND ends_on = ''"
)

Members = Sequence[tuple[MatchedHousehold, MatchedMember, int]]


class FactWriter:
    """Writes the facts of a matching whose people are written already.

    ``residents`` gives a member's id; ``households`` and ``dwellings`` hold ids by ``id(home)``; ``fit`` cuts a text
    to a column's length and says so; ``source`` is what facts say of where they come from.
    """

    def __init__(
        self,
        matching: Matching,
        *,
        source: str,
        residents: Callable[[MatchedMember], int],
        households: Mapping[int, int],
        dwellings: Mapping[int, int],
        fit: Callable[[PlannedMember, str, int], str],
    ) -> None:
        self._matching = matching
        self._source = source
        self._residents = residents
        self._household_ids = households
        self._dwelling_ids = dwellings
        self._fit = fit
        self._changed: set[int] = set()

    def write(self) -> set[int]:
        """Write all facts; returns the ids of known residents of whom the file knew something new."""
        members = [
            (home, member, self._residents(member))
            for home in self._matching.households
            for member in home.members
        ]
        self._write_phones(members)
        self._write_categories(members)
        self._write_contacts(members)
        self._write_visits(members)
        return self._changed

    def _write_phones(self, members: Members) -> None:
        present = self._present("SELECT id, resident_id, number, deleted_at, uid FROM phone")
        rows, back = [], []
        for _, member, resident in members:
            for position, (label, number) in enumerate(member.planned.phones):
                known = present.get((resident, number))
                if known is None:
                    present[resident, number] = (0, None)
                    limited = self._fit(member.planned, label, 20), self._fit(member.planned, number, 30)
                    rows.append((resident, *limited, position))
                    self._note_change(member)
                elif known[1] is not None:
                    back.append(known[0])
        changes.insert_rows(Phone, ["resident_id", "label", "number", "position"], rows)
        revive(Phone, back)

    def _write_categories(self, members: Members) -> None:
        categories = dict(read_rows("SELECT code, id FROM care_category WHERE deleted_at IS NULL"))
        present = self._present("SELECT id, resident_id, category_id, deleted_at, uid FROM resident_category")
        held = {id_: values for id_, *values in read_rows(HELD_DETAILS)} if present else {}
        rows, back = [], []
        for _, member, resident in members:
            for code, word, details in member.planned.care:
                category = categories.get(code)
                if category is None:
                    continue
                known = present.get((resident, category))
                if known is not None and known[0] in held:
                    self._complete(member, known[0], held[known[0]], read_care_details(word, details))
                elif known is None:
                    present[resident, category] = (0, None)
                    read = read_care_details(word, details)
                    rows.append(
                        (
                            resident, category, self._fit(member.planned, word, 40), self._source,
                            read.disability_kind, read.disability_grade, read.certificate_number,
                            read.ability_level, read.former_country, read.return_year, read.rest,
                        )
                    )  # fmt: skip
                    self._note_change(member)
                elif known[1] is not None:
                    back.append(known[0])
        fields = [
            "resident_id", "category_id", "word", "source", "disability_kind", "disability_grade",
            "certificate_number", "ability_level", "former_country", "return_year", "note",
        ]  # fmt: skip
        changes.insert_rows(ResidentCategory, fields, rows)
        revive(ResidentCategory, back)

    def _complete(self, member: MatchedMember, fact: int, held: list[str], told: CareDetails) -> None:
        """Fill in the details that a fact of the ledger lacks; say where they differ."""
        planned, missing = member.planned, {}
        for place, (column, word) in enumerate(DETAIL_WORDS.items()):
            value = getattr(told, column)
            if value and not held[place]:
                missing[column] = held[place] = value
            elif value and value != held[place]:
                text = f"“{planned.name}”的{word}，文件与台账不同：没有改，请核对。"
                row = planned.rows[0] if planned.rows else 0
                self._matching.doubts.append(
                    Doubt(planned.sheet, row, "", DoubtKind.DIFFERS_FROM_LEDGER, text)
                )
        if missing:
            changes.update_rows(ResidentCategory, list(missing), [(*missing.values(), fact)])
            self._note_change(member)

    def _write_contacts(self, members: Members) -> None:
        present = self._present(
            "SELECT id, resident_id, name || '|' || phone, deleted_at, uid FROM person_link"
        )
        rows, back = [], []
        for _, member, resident in members:
            for contact in member.planned.contacts:
                phone = contact.phones[0][1] if contact.phones else ""
                known = present.get((resident, f"{contact.name}|{phone}"))
                if known is None:
                    present[resident, f"{contact.name}|{phone}"] = (0, None)
                    kind = _LINK_KINDS.get(contact.relation, _LINK_KINDS.get(contact.relation[:1]))
                    rows.append(
                        (
                            resident,
                            (kind or LinkKind.EMERGENCY_CONTACT).value,
                            self._fit(member.planned, contact.name, 100),
                            self._fit(member.planned, phone, 30),
                            _contact_note(contact.relation, contact.phones),
                        )
                    )
                    self._note_change(member)
                elif known[1] is not None:
                    back.append(known[0])
        changes.insert_rows(PersonLink, ["resident_id", "kind", "name", "phone", "note"], rows)
        revive(PersonLink, back)

    def _write_visits(self, members: Members) -> None:
        present = self._present(
            "SELECT id, resident_id, visited_on, deleted_at, uid FROM visit WHERE resident_id > 0"
        )
        rows, back = [], []
        for home, member, resident in members:
            for visit in member.planned.visits:
                known = present.get((resident, visit.date))
                if known is None:
                    present[resident, visit.date] = (0, None)
                    household = self._household_ids.get(id(home))
                    rows.append(
                        (
                            household,
                            resident,
                            self._dwelling_ids.get(id(home)),
                            visit.date,
                            visit.note,
                            self._source,
                        )
                    )
                    self._note_change(member)
                elif known[1] is not None:
                    back.append(known[0])
        fields = ["household_id", "resident_id", "dwelling_id", "visited_on", "note", "source"]
        changes.insert_rows(Visit, fields, rows)
        revive(Visit, back)

    def _present(self, sql: str) -> dict[tuple[int, Any], tuple[int, str | None]]:
        """(resident, what tells the rows of one resident apart) → (id, when an undo withdrew it); live rows win."""
        if not any(
            member.person is not None for home in self._matching.households for member in home.members
        ):
            return {}
        undone = undone_uids()
        # Somebody who was withdrawn and is wanted back comes with all that the file says of them.
        wanted_back = {
            member.person.id
            for home in self._matching.households
            for member in home.members
            if member.person is not None and member.person.removed
        }
        rows = sorted(read_rows(sql), key=lambda row: row[3] is None)
        # What somebody took away on purpose counts as there: it is neither made again nor brought back.
        return {
            (resident, mark): (id_, deleted_at if uid in undone or resident in wanted_back else None)
            for id_, resident, mark, deleted_at, uid in rows
        }

    def _note_change(self, member: MatchedMember) -> None:
        if member.person is not None and not member.person.withdrawn:
            self._changed.add(member.person.id)


def _contact_note(relation: str, phones: Sequence[tuple[str, str]]) -> str:
    more = [f"{label}{number}" for label, number in phones[1:]]
    return "，".join(part for part in (relation, *more) if part)
