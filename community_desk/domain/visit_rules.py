"""Whom a visit rule means and what it takes for a contact, as data: rows of the ledger, read into plain objects.

No rule is a constant in code: what a ledger starts with is ``resources/catalog/visit_rules.toml``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from community_desk.domain.codes import IntervalUnit

CASES = "cases"
ORDINARY = "ordinary"
EVERYBODY = "everybody"

# The shortest: what is spread over a month is spread before the next visit would be due.
_DAYS_A_MONTH = 28


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Whom a rule means. Of several levels or categories any; where both are given, both must hold.

    ``homes``: those with an open care case, the others that live here, or (extra rounds only) all. ``categories`` are
    codes of the list, or a code with a detail behind a colon (``disability:1``, ``ability_level:severe``).
    """

    homes: str = CASES
    levels: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def to_json(self) -> str:
        """As the ledger stores it."""
        return json.dumps(
            {"homes": self.homes, "levels": sorted(self.levels), "categories": sorted(self.categories)},
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "AppliesTo":
        """What ``to_json`` wrote."""
        stored = json.loads(text)
        return cls(
            stored.get("homes", CASES),
            frozenset(stored.get("levels", ())),
            frozenset(stored.get("categories", ())),
        )


@dataclass(frozen=True)
class Rule:
    """How often to visit. ``methods`` and ``whose_word`` hold values of ``VisitMethod`` and ``Outcome``.

    ``starts_on`` is the day (ordinal) since when it holds, 0 where it always did. ``days_after_change`` is the time
    within which to visit after things took a turn. ``called`` gives the word of a category, for the sentence
    that says why.
    """

    code: str
    word: str
    applies_to: AppliesTo
    interval: int
    unit: IntervalUnit
    methods: frozenset[str]
    whose_word: frozenset[str]
    days_after_change: int | None = None
    starts_on: int = 0
    called: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def days(self) -> int:
        """The interval in days, for spreading first visits over it."""
        return self.interval * (1 if self.unit is IntervalUnit.DAY else _DAYS_A_MONTH)

    @cached_property
    def words(self) -> str:
        """How often, as people say it: 每周一次, 每月一次, 每 10 天一次."""
        return interval_words(self.interval, self.unit)


@dataclass(frozen=True, slots=True)
class ExtraRound:
    """Everybody meant once between two days (ordinals, both included): a festival, a typhoon."""

    name: str
    applies_to: AppliesTo
    starts_on: int
    ends_on: int
    methods: frozenset[str]
    whose_word: frozenset[str]


_COMMON_INTERVALS = {
    (1, IntervalUnit.DAY): "每天一次",
    (7, IntervalUnit.DAY): "每周一次",
    (14, IntervalUnit.DAY): "每两周一次",
    (1, IntervalUnit.MONTH): "每月一次",
    (3, IntervalUnit.MONTH): "每季一次",
    (6, IntervalUnit.MONTH): "每半年一次",
    (12, IntervalUnit.MONTH): "每年一次",
}


def interval_words(interval: int, unit: IntervalUnit) -> str:
    """An interval as people say it."""
    common = _COMMON_INTERVALS.get((interval, unit))
    return common or f"每 {interval} {unit.word}一次"
