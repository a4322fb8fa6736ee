"""What a list may be narrowed to, as a menu offers it and chips show it: parts of a filter, each with its words.

A filter is one of ``ledger.lists``; it is never changed, every step makes a new one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from community_desk.ledger.lists import ListFilter
from community_desk.ui.chips import Chip

FilterT = TypeVar("FilterT", bound=ListFilter)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen; ``group`` names the submenu it stands in, where there are many."""

    value: Any
    word: str
    group: str = ""


class Part(Protocol):
    """One thing a list may be narrowed by."""

    @property
    def word(self) -> str:
        """What the menu calls it."""

    def options(self) -> Sequence[Option]:
        """What may be chosen now."""

    def is_on(self, wanted: Any, option: Option) -> bool:
        """Whether the filter has this."""

    def toggled(self, wanted: FilterT, option: Option) -> FilterT:
        """The filter with this, or without it."""

    def chips(self, wanted: Any) -> Sequence[tuple[Chip, Option]]:
        """What the filter has of it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Any of several values; ``field`` of the filter holds a tuple of them, or one text where not ``is_many``."""

    field: str
    word: str
    load: Callable[[], Sequence[Option]]
    is_many: bool = True

    def options(self) -> Sequence[Option]:
        """What may be chosen now."""
        return self.load()

    def is_on(self, wanted: Any, option: Option) -> bool:
        """Whether it is chosen."""
        chosen = getattr(wanted, self.field)
        return option.value in chosen if self.is_many else option.value == chosen

    def toggled(self, wanted: FilterT, option: Option) -> FilterT:
        """The filter with this, or without it."""
        chosen = getattr(wanted, self.field)
        if not self.is_many:
            return _with(wanted, self.field, "" if chosen == option.value else option.value)
        if option.value in chosen:
            return _with(wanted, self.field, tuple(value for value in chosen if value != option.value))
        return _with(wanted, self.field, (*chosen, option.value))

    def chips(self, wanted: Any) -> Sequence[tuple[Chip, Option]]:
        """One chip a value; of a value that the ledger no longer has, that it has gone."""
        chosen = getattr(wanted, self.field)
        values = chosen if self.is_many else (chosen,) if chosen else ()
        if not values:
            return ()
        words = {option.value: option.word for option in self.load()}
        found = [Option(value, words.get(value, f"{self.word}（已撤回）")) for value in values]
        return [(Chip(f"{self.field}:{option.value}", option.word), option) for option in found]


@dataclass(frozen=True, slots=True)
class Flag:
    """That something is so."""

    field: str
    word: str

    def options(self) -> Sequence[Option]:
        """Itself."""
        return (Option(True, self.word),)

    def is_on(self, wanted: Any, option: Option) -> bool:
        """Whether it is asked for."""
        return bool(getattr(wanted, self.field)) is bool(option.value)

    def toggled(self, wanted: FilterT, option: Option) -> FilterT:
        """With it, or without."""
        return _with(wanted, self.field, bool(option.value) is not getattr(wanted, self.field))

    def chips(self, wanted: Any) -> Sequence[tuple[Chip, Option]]:
        """Itself, if it is on."""
        option = Option(True, self.word)
        return [(Chip(self.field, self.word), option)] if getattr(wanted, self.field) else ()


@dataclass(frozen=True, slots=True)
class Bands:
    """A number between two ends: the usual ones by name; ``unit`` stands behind others ("岁")."""

    low: str
    high: str
    word: str
    unit: str
    bands: Sequence[tuple[int | None, int | None, str]]

    def options(self) -> Sequence[Option]:
        """The usual ones."""
        return [Option((low, high), word) for low, high, word in self.bands]

    def is_on(self, wanted: Any, option: Option) -> bool:
        """Whether exactly these ends are asked for."""
        return bool((getattr(wanted, self.low), getattr(wanted, self.high)) == option.value)

    def toggled(self, wanted: FilterT, option: Option) -> FilterT:
        """With these ends, or with none."""
        low, high = (None, None) if self.is_on(wanted, option) else option.value
        return _with(_with(wanted, self.low, low), self.high, high)

    def chips(self, wanted: Any) -> Sequence[tuple[Chip, Option]]:
        """Between which ends."""
        low, high = getattr(wanted, self.low), getattr(wanted, self.high)
        if low is None and high is None:
            return ()
        words = next((word for a, b, word in self.bands if (a, b) == (low, high)), "")
        if not words:
            words = f"{low if low is not None else ''}–{high if high is not None else ''} {self.unit}"
        return [(Chip(self.low, words), Option((low, high), words))]


def _with(wanted: FilterT, field: str, value: object) -> FilterT:
    changed: dict[str, Any] = {field: value}
    return replace(wanted, **changed)
