"""Who lives in a household, as far as the questions of a long visit ask: elders, children, the frail."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from community_desk.domain.codes import AbilityLevel
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.care_facts import facts_of
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.residents import MEMBER_STATUSES

ELDER, CHILD, FRAIL = "elder", "child", "frail"
# 老年人权益保障法 Art. 2 and 未成年人保护法 Art. 2.
_ELDER_FROM, _CHILD_BELOW = 60, 18
_FRAIL = frozenset(("disability", "serious_illness"))
_ABLE = f"ability_level:{AbilityLevel.INTACT.value}"


def concerns_of(households: Collection[str], *, today: date) -> dict[str, frozenset[str]]:
    """Of each household (uid): ``ELDER``, ``CHILD``, ``FRAIL``, whichever live there."""
    which = (
        f"r.household_id IN (SELECT id FROM household WHERE uid IN ({marks(households)}))"
        f" AND r.status IN ({marks(MEMBER_STATUSES)}) AND r.deleted_at IS NULL"
    )
    values = (*households, *MEMBER_STATUSES)
    facts = facts_of(which, *values)
    rows = ask(
        "SELECT r.id, r.birth, h.uid FROM resident r JOIN household h ON h.id = r.household_id"
        f" WHERE {which}",
        *values,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for id_, birth, household in rows:
        age = years_between(birth, today) if birth else None
        if age is not None and age >= _ELDER_FROM:
            found[household].add(ELDER)
        if age is not None and age < _CHILD_BELOW:
            found[household].add(CHILD)
        if _is_frail(facts.get(id_, frozenset())):
            found[household].add(FRAIL)
    return {household: frozenset(found[household]) for household in households}


def _is_frail(held: frozenset[str]) -> bool:
    if not held.isdisjoint(_FRAIL):
        return True
    return any(code.startswith("ability_level") for code in held) and _ABLE not in held
