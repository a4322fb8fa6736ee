"""That a care category holds for a resident: a fact with source, date and details, recorded, corrected, ended.

A fact is not a decision: care cases are opened by people (DESIGN.md ground rule 2).
"""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from community_desk.domain.codes import AbilityLevel, DisabilityGrade, DisabilityKind
from community_desk.domain.errors import UserError
from community_desk.domain.identity import normalise_id
from community_desk.ledger import changes
from community_desk.ledger.finding import fetch, find
from community_desk.ledger.inputs import (
    InputWarning,
    Written,
    chosen,
    event_date,
    past_date,
    typed_note,
    typed_text,
)
from community_desk.ledger.models import CareCategory, Resident, ResidentCategory
from community_desk.ledger.word_lists import category_for

# The ID number (18), kind and grade; reissued ones carry B and a digit behind (残疾人证编号).
_CERTIFICATE_LENGTHS = (20, 22)


class CategoryDetails(TypedDict, total=False):
    """What a form may hold beside the category itself; codes as value or word, dates as people write them."""

    word: str
    source: str
    since: str
    disability_kind: str
    disability_grade: str
    certificate_number: str
    ability_level: str
    assessed_on: str
    former_country: str
    return_year: str
    note: str


@dataclass(frozen=True, slots=True)
class CategoryFact:
    """A category recorded of a resident; ``ends_on`` is "" while it holds. The certificate number is a full one."""

    uid: str
    code: str
    category: str
    word: str
    paper_word: str
    is_sensitive: bool
    source: str
    since: str
    ends_on: str
    disability_kind: str
    disability_grade: str
    certificate_number: str
    ability_level: str
    assessed_on: str
    former_country: str
    return_year: str
    note: str
    version: int


def add_category(
    resident: str, *, category: str, operator: str, **details: Unpack[CategoryDetails]
) -> Written:
    """Record that a category (uid, code, word or synonym) holds for a resident (uid).

    The word is kept as it was given. ``UserError`` where the category is recorded already, or a detail cannot be right.
    """
    person = find(Resident, resident)
    entry = category_for(category)
    held = ResidentCategory.select().where(
        (ResidentCategory.resident == person)
        & (ResidentCategory.category == entry.id)
        & (ResidentCategory.ends_on == "")
        & ResidentCategory.deleted_at.is_null()
    )
    if held.exists():
        raise UserError(f"{person.name}已经登记了“{entry.word}”，请改那一条。", field="category")
    given = typed_text(category)
    word = entry.word if given in {entry.uid, entry.code} else given
    values, warnings = _clean({"word": word, **details})
    with changes.transaction(f"登记{entry.word} {person.name}", operator=operator):
        row = changes.add(ResidentCategory, resident=person, category=entry.id, **values)
    return Written(row.uid, warnings)


def edit_category(
    uid: str, *, operator: str, seen_version: int | None = None, **details: Unpack[CategoryDetails]
) -> Written:
    """Correct the details of a recorded category; only those given are touched."""
    row = find(ResidentCategory, uid, seen_version=seen_version)
    values, warnings = _clean(details)
    with changes.transaction(f"修改{row.category.word} {row.resident.name}", operator=operator):
        changes.edit(row, **values)
    return Written(uid, warnings)


def end_category(uid: str, *, on: str, operator: str) -> None:
    """The category no longer holds since a date; that it did stays."""
    row = find(ResidentCategory, uid)
    ends_on = event_date(on)
    with changes.transaction(f"结束{row.category.word} {row.resident.name}", operator=operator):
        changes.edit(row, ends_on=ends_on)


def withdraw_category(uid: str, *, operator: str) -> None:
    """Take away a category that was recorded in error."""
    row = find(ResidentCategory, uid)
    with changes.transaction(f"撤回{row.category.word} {row.resident.name}", operator=operator):
        changes.withdraw(row)


def categories_of(resident: str) -> list[CategoryFact]:
    """What is recorded of a resident (uid), what has ended at the end."""
    query = (
        ResidentCategory.select(
            ResidentCategory.uid,
            CareCategory.code,
            CareCategory.word,
            ResidentCategory.word,
            CareCategory.paper_word,
            CareCategory.is_sensitive,
            ResidentCategory.source,
            ResidentCategory.since,
            ResidentCategory.ends_on,
            ResidentCategory.disability_kind,
            ResidentCategory.disability_grade,
            ResidentCategory.certificate_number,
            ResidentCategory.ability_level,
            ResidentCategory.assessed_on,
            ResidentCategory.former_country,
            ResidentCategory.return_year,
            ResidentCategory.note,
            ResidentCategory.version,
        )
        .join(CareCategory, on=(ResidentCategory.category == CareCategory.id))
        .switch(ResidentCategory)
        .join(Resident, on=(ResidentCategory.resident == Resident.id))
        .where((Resident.uid == resident) & ResidentCategory.deleted_at.is_null())
        .order_by(ResidentCategory.ends_on, CareCategory.position, ResidentCategory.id)
    )
    return [
        CategoryFact(uid, code, category, word, paper_word, bool(sensitive), *rest)
        for uid, code, category, word, paper_word, sensitive, *rest in fetch(query)
    ]


def _clean(details: CategoryDetails) -> tuple[dict[str, str], tuple[InputWarning, ...]]:
    values: dict[str, str] = {}
    warnings: list[InputWarning] = []
    if "word" in details:
        values["word"] = typed_text(details["word"])
    if "source" in details:
        values["source"] = typed_text(details["source"])
    if "former_country" in details:
        values["former_country"] = typed_text(details["former_country"])
    if "since" in details:
        values["since"] = past_date(details["since"], field="since")
    if "assessed_on" in details:
        values["assessed_on"] = past_date(details["assessed_on"], field="assessed_on")
    if "note" in details:
        values["note"] = typed_note(details["note"])
    if "return_year" in details:
        values["return_year"] = past_date(details["return_year"], field="return_year")[:4]
    if kind := details.get("disability_kind"):
        code = chosen(DisabilityKind.from_word, kind, field="disability_kind", word="残疾类别")
        values["disability_kind"] = code.value
    if grade := details.get("disability_grade"):
        found = chosen(DisabilityGrade.from_word, grade, field="disability_grade", word="残疾等级")
        values["disability_grade"] = found.value
    if level := details.get("ability_level"):
        ability = chosen(AbilityLevel.from_word, level, field="ability_level", word="能力等级")
        values["ability_level"] = ability.value
    for name in ("disability_kind", "disability_grade", "ability_level"):
        if details.get(name) == "":
            values[name] = ""
    if "certificate_number" in details:
        number = normalise_id(details["certificate_number"])
        values["certificate_number"] = number
        if number and len(number) not in _CERTIFICATE_LENGTHS:
            warnings.append(InputWarning("残疾证号应是 20 位，请对照证件核对。", "certificate_number"))
    return values, tuple(warnings)
