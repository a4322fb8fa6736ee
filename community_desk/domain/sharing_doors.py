"""Sharing the doors of a round out among its walkers: at most so many each, in walking order, nobody's door parted."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

Home = TypeVar("Home")


@dataclass(frozen=True, slots=True)
class Shares(Generic[Home]):
    """(walker, homes in walking order) for each walker who got any, and the homes that must wait for a next time."""

    piles: tuple[tuple[str, tuple[Home, ...]], ...]
    waiting: tuple[Home, ...]


def share_out(
    homes: Sequence[Home],
    *,
    walkers: Sequence[str],
    most: int | None,
    door: Callable[[Home], Hashable],
    urgency: Callable[[Home], tuple[int, ...]],
    own: Callable[[Home], str] = lambda _: "",
) -> Shares[Home]:
    """Share ``homes``, given in walking order, among ``walkers``; each gets at most ``most`` doors (None: any number).

    Households behind one ``door`` stay together and count once. Where there are more doors than can be walked, those
    with the lowest ``urgency`` go and the others wait. ``own`` names the walker whose place a home is in (his grid):
    he gets it while he has room; the rest is cut into stretches of about equal length. ValueError without walkers.
    """
    if not walkers:
        raise ValueError("nobody to share the doors among")
    doors = [list(group) for _, group in groupby(homes, key=door)]
    waiting: list[Home] = []
    if most is not None and len(doors) > most * len(walkers):
        by_urgency = sorted(range(len(doors)), key=lambda place: min(map(urgency, doors[place])))
        going = set(by_urgency[: most * len(walkers)])
        waiting = [home for place, group in enumerate(doors) if place not in going for home in group]
        doors = [group for place, group in enumerate(doors) if place in going]
    given: dict[str, list[int]] = {walker: [] for walker in walkers}
    rest: list[int] = []
    for place, group in enumerate(doors):
        walker = own(group[0])
        (given[walker] if _has_room(given, walker, most) else rest).append(place)
    _share_rest(given, rest, most, len(doors))
    return Shares(
        tuple(
            (walker, tuple(home for place in sorted(places) for home in doors[place]))
            for walker, places in given.items()
            if places
        ),
        tuple(waiting),
    )


def _has_room(given: Mapping[str, list[int]], walker: str, most: int | None) -> bool:
    return walker in given and (most is None or len(given[walker]) < most)


def _share_rest(given: dict[str, list[int]], rest: list[int], most: int | None, doors: int) -> None:
    """Stretches in walking order: first up to an equal share for each, then up to the limit."""
    equal = -(-doors // len(given))
    left = list(rest)
    for limit in (equal if most is None else min(equal, most), doors if most is None else most):
        for places in given.values():
            room = max(limit - len(places), 0)
            places.extend(left[:room])
            left = left[room:]
