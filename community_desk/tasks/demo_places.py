"""The places of a demo ledger: grids, compounds, blocks with units and floors, hamlets with lanes and house numbers.

Sizes follow two communities: 芸溪 (12,000 residents, 7 grids, 189 blocks) and 侨安 (1,000 residents in hamlets).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice, product
from random import Random

from community_desk.domain.codes import BuildingKind, CompoundKind

_RESIDENTS_PER_BLOCK = 12_000 / 189
_BLOCKS_PER_GRID = 27
_BLOCKS_PER_COMPOUND = 23.6
_RESIDENTS_PER_HAMLET = 250
_LANES_PER_HAMLET = 3
_MEAN_VILLAGE_HOUSEHOLD = 3.3

# (units, floors, doors on a floor, lift): how often each among a hundred blocks; 25 doors on average.
_WALK_UP = (((2, 6, 2, False), 50), ((3, 5, 2, False), 25), ((1, 6, 4, False), 15), ((2, 7, 2, False), 10))
_WITH_LIFT = (((1, 11, 2, True), 35), ((1, 18, 2, True), 25), ((1, 9, 3, True), 25), ((2, 11, 1, True), 15))
_OLD = (((1, 5, 2, False), 40), ((2, 4, 2, False), 40), ((1, 4, 4, False), 20))

_ESTATES = (
    ("芸溪里", _WALK_UP), ("芸溪新村", _WALK_UP), ("溪畔花园", _WITH_LIFT), ("凤岗里", _WALK_UP),
    ("榕荫雅苑", _WITH_LIFT), ("禾丰新村", _OLD), ("梧桐公寓", _WITH_LIFT), ("云埔里", _WALK_UP),
)  # fmt: skip
_MORE_FIRST = (
    "锦溪",
    "松柏",
    "银湖",
    "金沙",
    "荷塘",
    "莲花",
    "翠屏",
    "古榕",
    "南山",
    "东溪",
    "西湖",
    "北辰",
    "双溪",
)
_MORE_SECOND = (
    ("一里", _WALK_UP),
    ("二里", _WALK_UP),
    ("三里", _WALK_UP),
    ("花园", _WITH_LIFT),
    ("新村", _OLD),
)
_LANES = (
    "侨兴路", "侨建路", "归园巷", "溪头路", "榕树巷", "侨新路", "晒谷巷", "祠堂路", "水渠巷", "茶山路", "龙眼巷",
    "古井巷",
)  # fmt: skip
_DIGITS = "零一二三四五六七八九"

_ENTRY_NOTES_WITH_LIFT = (
    "门口保安登记", "单元门按房号呼叫", "刷卡电梯，先打电话请住户放行", "从地下车库也能进", "晚上九点后走西门",
)  # fmt: skip
_ENTRY_NOTES = (
    "单元门常开", "按一楼任一户请帮开门", "找楼长开门", "单元门坏了，从后门进", "一楼小卖部有钥匙",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoDoor:
    """A door inside a building."""

    unit: str
    floor: int | None
    room: str


@dataclass(slots=True)
class DemoBuilding:
    """A block or a lane; ``compound`` and ``grid`` are places in the plan's lists."""

    compound: int
    grid: int
    name: str
    kind: BuildingKind
    unit_count: int | None
    floor_count: int | None
    doors_on_floor: int
    house_count: int
    has_lift: bool | None
    entry_note: str

    @property
    def door_count(self) -> int:
        """How many doors `doors` gives."""
        if self.unit_count is None or self.floor_count is None:
            return self.house_count
        return self.unit_count * self.floor_count * self.doors_on_floor

    def doors(self) -> Iterator[DemoDoor]:
        """Unit by unit from the ground up, or the house numbers of a lane."""
        if self.unit_count is None or self.floor_count is None:
            yield from (DemoDoor("", None, f"{number}号") for number in range(1, self.house_count + 1))
            return
        for unit in range(1, self.unit_count + 1):
            for floor in range(1, self.floor_count + 1):
                yield from self._floor(unit, floor)

    def add_floor(self) -> list[DemoDoor]:
        """The doors of one more floor, or of two more houses: room for the last households of an exact size."""
        if self.unit_count is None or self.floor_count is None:
            self.house_count += 2
            return [
                DemoDoor("", None, f"{self.house_count - 1}号"),
                DemoDoor("", None, f"{self.house_count}号"),
            ]
        self.floor_count += 1
        return [
            door for unit in range(1, self.unit_count + 1) for door in self._floor(unit, self.floor_count)
        ]

    def _floor(self, unit: int, floor: int) -> list[DemoDoor]:
        return [
            DemoDoor(str(unit), floor, f"{floor}{place:02}") for place in range(1, self.doors_on_floor + 1)
        ]


@dataclass(slots=True)
class DemoPlaces:
    """The plan of a community: names of grids and compounds, and the buildings in walking order."""

    community: str
    compound_kind: CompoundKind
    grids: list[str]
    compounds: list[str]
    buildings: list[DemoBuilding]


def plan_estate(rng: Random, residents: int, community: str) -> DemoPlaces:
    """Compounds of blocks for so many residents; 12,000 give 7 grids and 189 blocks."""
    blocks = max(1, round(residents / _RESIDENTS_PER_BLOCK))
    grids = max(1, round(blocks / _BLOCKS_PER_GRID))
    estates = list(islice(_estates(), max(1, round(blocks / _BLOCKS_PER_COMPOUND))))
    buildings = []
    for place in range(blocks):
        compound = place * len(estates) // blocks
        first = -(-compound * blocks // len(estates))
        shapes = [shape for shape, _ in estates[compound][1]]
        weights = [weight for _, weight in estates[compound][1]]
        ((units, floors, doors, lift),) = rng.choices(shapes, weights)
        notes = _ENTRY_NOTES_WITH_LIFT if lift else _ENTRY_NOTES
        buildings.append(
            DemoBuilding(
                compound=compound,
                grid=place * grids // blocks,
                name=f"{place - first + 1}号楼",
                kind=BuildingKind.BLOCK,
                unit_count=units,
                floor_count=floors,
                doors_on_floor=doors,
                house_count=0,
                has_lift=lift,
                entry_note=rng.choice(notes) if rng.random() < 0.55 else "",
            )
        )
    names = [name for name, _ in estates]
    return DemoPlaces(community, CompoundKind.ESTATE, _grid_names(grids), names, buildings)


def plan_village(rng: Random, residents: int, community: str) -> DemoPlaces:
    """Hamlets of lanes with odd and even house numbers for so many residents."""
    hamlets = max(1, round(residents / _RESIDENTS_PER_HAMLET))
    grids = max(1, round(hamlets / 2))
    lanes = hamlets * _LANES_PER_HAMLET
    houses = residents / _MEAN_VILLAGE_HOUSEHOLD / lanes * 1.12
    buildings = []
    for place in range(lanes):
        hamlet, lane = divmod(place, _LANES_PER_HAMLET)
        name = _LANES[place % len(_LANES)]
        buildings.append(
            DemoBuilding(
                compound=hamlet,
                grid=hamlet * grids // hamlets,
                name=name,
                kind=BuildingKind.LANE,
                unit_count=None,
                floor_count=None,
                doors_on_floor=0,
                house_count=max(2, round(houses * rng.uniform(0.7, 1.3))),
                has_lift=None,
                entry_note="路窄，车停在村口" if lane == 2 else "",
            )
        )
    names = [f"侨安{_numeral(number)}组" for number in range(1, hamlets + 1)]
    return DemoPlaces(community, CompoundKind.HAMLET, _grid_names(grids), names, buildings)


def _estates() -> Iterator[tuple[str, tuple[tuple[tuple[int, int, int, bool], int], ...]]]:
    yield from _ESTATES
    for first, (second, shapes) in product(_MORE_FIRST, _MORE_SECOND):
        yield first + second, shapes
    for number in count(1):
        yield f"新溪{number}区", _WALK_UP


def _grid_names(grids: int) -> list[str]:
    return [f"第{number}网格" for number in range(1, grids + 1)]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (
        _DIGITS[ones] if ones else ""
    )
