"""The categories that hold for residents as the schedule and proposals read them: codes, with details behind a colon.

Recorded facts and those that follow from the age; categories that are switched off do not count.
"""

from collections.abc import Iterable
from datetime import date

from community_desk.domain.partial_dates import years_between
from community_desk.ledger.finding import ask

_DISABILITY = "disability"
_ABILITY = "ability_level"


def tokens(code: str, grade: str = "", level: str = "") -> tuple[str, ...]:
    """A category with its details: ``disability`` and ``disability:1``."""
    detail = grade if code == _DISABILITY else level if code == _ABILITY else ""
    return (code, f"{code}:{detail}") if detail else (code,)


def facts_of(condition: str, *values: object) -> dict[int, frozenset[str]]:
    """id → tokens of the residents ``r`` that meet a condition in SQL and in whom a category is recorded."""
    rows = ask(
        "SELECT e.resident_id, k.code, e.disability_grade, e.ability_level FROM resident_category e"
        " JOIN care_category k ON k.id = e.category_id JOIN resident r ON r.id = e.resident_id"
        " WHERE e.ends_on = '' AND e.deleted_at IS NULL AND k.is_active AND k.deleted_at IS NULL"
        f" AND {condition}",
        *values,
    )
    found: dict[int, set[str]] = {}
    for resident, code, grade, level in rows:
        found.setdefault(resident, set()).update(tokens(code, grade, level))
    return {resident: frozenset(codes) for resident, codes in found.items()}


def ages() -> tuple[tuple[int, str], ...]:
    """(age, code) of the categories that follow from the age alone."""
    rows = ask(
        "SELECT min_age, code FROM care_category WHERE min_age IS NOT NULL AND is_active AND deleted_at IS NULL"
    )
    return tuple((age, code) for age, code in rows)


def aged(birth: str, limits: Iterable[tuple[int, str]], *, today: date) -> frozenset[str]:
    """The codes that hold by age for somebody born then."""
    if not birth:
        return frozenset()
    age = years_between(birth, today)
    return frozenset(code for least, code in limits if age is not None and age >= least)
