"""What a file says of somebody beside what the ledger says: what it adds, and where the two differ.

A blank says nothing, what the ledger lacks is added, and what differs stays as the ledger has it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from community_desk.domain.partial_dates import compatible, more_exact
from community_desk.domain.planned import PlannedMember
from community_desk.domain.relations import HEAD
from community_desk.ledger.import_known import KnownPerson

_GONE = {"moved": "已搬离", "deceased": "已故"}
_COMPARED = {"sex": "性别", "id_number": "证件号", "registered_address": "户籍地", "residence": "居住情况"}

# A text as far as a column of so many characters goes.
Fit = Callable[[PlannedMember, str, int], str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns of the resident to write with their values, and a sentence for everything that differs."""

    values: dict[str, str]
    differing: tuple[str, ...]


def compare(planned: PlannedMember, person: KnownPerson, fit: Fit) -> Comparison:
    """What of ``planned`` the ledger lacks of ``person``, and what it has otherwise."""
    values: dict[str, str] = {}
    differing = []
    told = {
        "sex": planned.sex.value if planned.sex.word else "",
        "id_number": fit(planned, planned.id_number, 40),
        "foreign_name": fit(planned, planned.foreign_name, 100),
        "registered_address": fit(planned, planned.registered_address, 200),
        "residence": planned.residence.value,
        "relation_word": "" if planned.relation_code == HEAD else fit(planned, planned.relation, 20),
    }
    for column, value in told.items():
        present = getattr(person, column)
        if value and (not present or (column == "sex" and present in "09")):
            values[column] = value
        elif value and value != present and column in _COMPARED:
            differing.append(f"“{planned.name}”的{_COMPARED[column]}，文件与台账不同：没有改，请核对。")
    if "id_number" in values:
        values["id_type"] = planned.id_type.value
    if "relation_word" in values:
        values["relation_code"] = planned.relation_code
    if planned.birth and planned.birth != person.birth:
        birth = more_exact(planned.birth, person.birth)
        if not person.birth or birth == planned.birth:
            values |= {"birth": planned.birth, "birth_calendar": planned.birth_calendar.value}
        elif not compatible(planned.birth, person.birth):
            differing.append(f"“{planned.name}”的出生日期，文件与台账不同：没有改，请核对。")
    if person.status in _GONE and not person.withdrawn:
        differing.append(f"“{planned.name}”在台账里登记为{_GONE[person.status]}：没有改，请核对。")
    if planned.note and planned.note not in person.note:
        values["note"] = f"{person.note}\n{planned.note}".strip()
    return Comparison(values, tuple(differing))
