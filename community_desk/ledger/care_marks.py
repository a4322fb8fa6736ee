"""Who is cared for: somebody in whom a category of the list holds, recorded or by their age."""

from collections.abc import Mapping
from datetime import date

from community_desk.domain.partial_dates import years_between
from community_desk.ledger.finding import ask, marks

_AT_ONCE = 10_000


def cared_for(people: Mapping[int, str], *, today: date) -> set[int]:
    """Of residents (id → birth) those who are cared for; categories that are switched off do not count."""
    found: set[int] = set()
    ids = list(people)
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        held = ask(
            "SELECT e.resident_id FROM resident_category e JOIN care_category k ON k.id = e.category_id"
            f" WHERE e.resident_id IN ({marks(batch)}) AND e.ends_on = '' AND e.deleted_at IS NULL"
            " AND k.is_active AND k.deleted_at IS NULL",
            *batch,
        )
        found.update(id_ for (id_,) in held)
    aged = aged_words()
    if aged:
        youngest = min(age for age, _ in aged)
        found |= {id_ for id_, birth in people.items() if (years_between(birth, today) or 0) >= youngest}
    return found


def aged_words() -> list[tuple[int, str]]:
    """(age, word) of the categories that follow from the age alone, such as 高龄, in the list's order."""
    rows = ask(
        "SELECT min_age, word FROM care_category WHERE min_age IS NOT NULL AND is_active AND deleted_at IS NULL"
        " ORDER BY position, id"
    )
    return [(age, word) for age, word in rows]
