"""Which household lives behind which door of a demo ledger, until it holds exactly so many residents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from community_desk.domain.codes import Tenure
from community_desk.domain.doors import full_door
from community_desk.domain.errors import UserError
from community_desk.tasks.demo_families import DemoHousehold
from community_desk.tasks.demo_people import HouseholdMaker
from community_desk.tasks.demo_places import DemoBuilding, DemoDoor, DemoPlaces, plan_estate, plan_village

_MOST_RESIDENTS = 2_000_000
# Doors with two households behind them: flats let by the room, brothers in one house.
_SHARED_DOORS = 0.015


class DemoStyle(StrEnum):
    """What kind of community: blocks of a town, or lanes of a village."""

    ESTATE = "estate"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class DemoScale:
    """How many residents, where, and what the community is called; its name says that it is a demo."""

    residents: int
    style: DemoStyle
    community: str


YUNXI = DemoScale(12_000, DemoStyle.ESTATE, "芸溪社区（演示）")
QIAOAN = DemoScale(1_000, DemoStyle.VILLAGE, "侨安社区（演示）")
_NAMED = {"yunxi": YUNXI, "qiaoan": QIAOAN}


def scale_of(text: str) -> DemoScale:
    """The scale a person names: ``yunxi``, ``qiaoan`` or a number of residents. ``UserError`` otherwise."""
    text = text.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    if text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_RESIDENTS:
        return DemoScale(int(text), DemoStyle.ESTATE, "演示社区")
    raise UserError(
        f"没有“{text}”这种规模；请写 yunxi、qiaoan，或者居民人数（1 到 {_MOST_RESIDENTS}）。", field="scale"
    )


@dataclass(slots=True)
class DemoHome:
    """A door and who lives behind it: nobody, a household, or several. ``building`` is a place in the plan's list."""

    building: int
    door: DemoDoor
    tenure: Tenure
    households: list[DemoHousehold]


class DemoCommunity:
    """The places of a scale, and its homes; the same seed and day give the same."""

    def __init__(self, scale: DemoScale, *, seed: int, today: date) -> None:
        self.scale = scale
        village = scale.style is DemoStyle.VILLAGE
        # Not for secrets: the same seed has to give the same community.
        self._rng = Random(f"places {seed}")  # noqa: S311
        plan = plan_village if village else plan_estate
        self.places: DemoPlaces = plan(self._rng, scale.residents, scale.community)
        self._maker = HouseholdMaker(seed, today, village=village)

    def homes(self) -> Iterator[DemoHome]:
        """Door after door in the order of the buildings. The last building grows if not all found room."""
        buildings = self.places.buildings
        left = self.scale.residents
        doors_left = sum(building.door_count for building in buildings)
        housed = households = 0
        for place, building in enumerate(buildings):
            for door in building.doors():
                # As many empty doors as it takes to fill the last building no less than the first.
                mean = housed / households if households > 50 else 2.8
                home = self._home(place, building, door, left, lived_in=left / mean / doors_left)
                doors_left -= 1
                households += len(home.households)
                arrived = sum(len(household.members) for household in home.households)
                housed += arrived
                left -= arrived
                yield home
        while left:
            for door in building.add_floor():
                home = self._home(place, building, door, left, lived_in=1.0)
                left -= sum(len(household.members) for household in home.households)
                yield home

    def _home(
        self, place: int, building: DemoBuilding, door: DemoDoor, most: int, *, lived_in: float
    ) -> DemoHome:
        rng = self._rng
        if not most or rng.random() >= lived_in:
            return DemoHome(place, door, Tenure.EMPTY if rng.random() < 0.8 else Tenure.UNKNOWN, [])
        address = full_door(self.places.compounds[building.compound], building.name, door.unit, door.room)
        households = [self._maker.household(most, address)]
        most -= len(households[0].members)
        if most and rng.random() < _SHARED_DOORS:
            households.append(self._maker.household(most, address))
        return DemoHome(place, door, households[0].tenure, households)
