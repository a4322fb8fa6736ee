"""Door cells as places: every way a ledger spells a door, put into the parts the ledger stores."""

import datetime
import re
from dataclasses import dataclass, field

from community_desk.domain.codes import BuildingKind, CompoundKind
from community_desk.domain.doors import (
    full_door,
    normalise_building,
    normalise_room,
    normalise_unit,
    parse_door,
)
from community_desk.domain.planned import PlannedMember
from community_desk.exchange.import_plan import Field
from community_desk.exchange.tables import Cell, cell_text

# From coarse to fine: a blank below a value means "as above" only while everything coarser stays.
PLACE_FIELDS = (
    Field.GRID,
    Field.COMPOUND,
    Field.HAMLET,
    Field.BUILDING,
    Field.LANE,
    Field.UNIT,
    Field.FLOOR,
    Field.ADDRESS,
    Field.ROOM,
)

_LANE_END = re.compile(r"[路街巷弄道]$")
_UNIT_AND_ROOM = re.compile(r"(\d{1,2})[-－—](\d{2,4})$")
_HAMLET_END = re.compile(r"(?:[一二三四五六七八九十\d]+[组队社]|自然村|[村寨厝庄])$")
_COMPOUND_END = re.compile(
    r"^.{1,12}(?:里|苑|花园|小区|新村|公寓|家园|新城|[一二三四五六七八九十\d]组|自然村)$"
)
_BLOCK_END = re.compile(
    r"^(?P<compound>.*?)(?P<building>(?:\d{1,3}|[A-Za-z]\d?)\s*(?:号楼|楼|栋|幢|座|#楼?))$"
)
_GRID = re.compile(r"^第?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*网格$|网格$")
_DIGITS = re.compile(r"\d{1,3}$")


@dataclass(slots=True, eq=False)
class Place:
    """One door as the plan knows it, shared by all households behind it.

    `problem` is "" or "unreadable" (an address that has no parts) or "date" (Excel made a date of 3-2).
    `names` and `households` are filled while the rows are read.
    """

    grid: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    door: str = ""
    address: str = ""
    compound_kind: CompoundKind = CompoundKind.ESTATE
    building_kind: BuildingKind = BuildingKind.BLOCK
    problem: str = ""
    names: dict[str, tuple[int, PlannedMember]] = field(default_factory=dict)
    households: list[int] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether it is a door at all: without one, rows say nothing of who lives together."""
        return bool(self.room or self.address or self.building)


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """What holds for a whole sheet: from its name ("1号楼"), or from what the user gave."""

    grid: str = ""
    compound: str = ""
    building: str = ""
    lane: str = ""


def place_of_sheet(name: str) -> SheetPlace:
    """What a sheet's name says of the doors in it: "1号楼", "秀里二里3栋", "第2网格", "侨兴路", "芸溪里"."""
    name = name.strip()
    block = _BLOCK_END.match(name)
    if block:
        return SheetPlace(compound=block["compound"].strip(" -_"), building=block["building"])
    if _GRID.search(name):
        return SheetPlace(grid=name)
    if len(name) <= 12 and _LANE_END.search(name):
        return SheetPlace(lane=name)
    if _COMPOUND_END.match(name):
        return SheetPlace(compound=name)
    return SheetPlace()


def grid_name(cell: Cell) -> str:
    """A grid as the ledger names it: a bare number is 第2网格."""
    text = cell_text(cell)
    return f"第{int(text)}网格" if _DIGITS.match(text) else text


class PlaceReader:
    """Turns the door cells of a sheet into places; equal cells give the same `Place` object."""

    def __init__(
        self,
        fields: tuple[Field, ...],
        sheet: SheetPlace,
        *,
        compound: str,
        grid: str,
        shared: dict[tuple[str, ...], Place],
    ) -> None:
        """`fields` names the cells that `read` will get; `compound` and `grid` stand in where the file is silent.

        `shared` holds the places of the whole file: one door on two sheets is one place.
        """
        self._fields = fields
        self._sheet = sheet
        self._compound = compound
        self._grid = grid
        self._by_cells: dict[tuple[Cell, ...], Place] = {}
        self._by_parts = shared
        self._compounds: tuple[str, ...] = tuple(filter(None, (compound, sheet.compound)))

    def read(self, cells: tuple[Cell, ...]) -> Place:
        """The place of a row whose door cells (in the order of `fields`) are these."""
        place = self._by_cells.get(cells)
        if place is None:
            place = self._read(dict(zip(self._fields, cells, strict=True)))
            # One door written in two ways is one place, whatever grid stands beside it.
            key = (place.compound, place.building, place.unit, place.room, place.address)
            place = self._by_parts.setdefault(key, place)
            self._by_cells[cells] = place
        return place

    def _read(self, cells: dict[Field, Cell]) -> Place:
        problem = "date" if _has_date(cells) else ""
        texts = {name: cell_text(cell) for name, cell in cells.items()}

        def text(name: Field) -> str:
            return texts.get(name, "")

        compound = text(Field.COMPOUND)
        hamlet = text(Field.HAMLET)
        kind = CompoundKind.HAMLET if hamlet and not compound else CompoundKind.ESTATE
        compound = compound or hamlet
        lane, building = text(Field.LANE), text(Field.BUILDING)
        unit, room, address = text(Field.UNIT), text(Field.ROOM), text(Field.ADDRESS)
        if not lane and building and _LANE_END.search(building):
            lane, building = building, ""
        if not (lane or building) and not address and room and parse_door(room) is not None:
            # A column 门牌 that holds whole doors.
            room, address = "", room
        written = address
        parts = parse_door(address, compounds=self._compounds_with(compound)) if address else None
        if address and parts is None and not (building or lane) and not room:
            problem = problem or "unreadable"
        if parts is not None:
            compound = compound or parts.compound
            unit, room = unit or parts.unit, room or parts.room
            if not building and not lane:
                if parts.kind is BuildingKind.LANE:
                    lane = parts.building
                else:
                    building = parts.building
            written = ""
        if not building and not lane:
            building, lane = self._sheet.building, self._sheet.lane
        building_kind = (
            BuildingKind.LANE if lane or (parts and parts.kind is BuildingKind.LANE) else BuildingKind.BLOCK
        )
        if building_kind is BuildingKind.BLOCK:
            building = normalise_building(building)
            if not unit and (split := _UNIT_AND_ROOM.match(room)):
                unit, room = split[1], split[2]
            elif not unit and "单元" in room and (inner := parse_door(room)) is not None:
                unit, room = inner.unit, inner.room
        compound = compound or self._sheet.compound or self._compound
        if (
            kind is CompoundKind.ESTATE
            and building_kind is BuildingKind.LANE
            and _HAMLET_END.search(compound)
        ):
            kind = CompoundKind.HAMLET
        building = building or lane
        unit = normalise_unit(unit)
        room = normalise_room(room, building_kind)
        # Without a room there is no door: "3号楼" is a building.
        door = full_door(compound, building, unit, room) if room else ""
        return Place(
            grid=grid_name(texts.get(Field.GRID, "")) or self._sheet.grid or self._grid,
            compound=compound,
            building=building,
            unit=unit,
            room=room,
            door=door,
            address=written if not door else "",
            compound_kind=kind,
            building_kind=building_kind,
            problem=problem,
        )

    def _compounds_with(self, compound: str) -> tuple[str, ...]:
        return (*self._compounds, compound) if compound else self._compounds


def _has_date(cells: dict[Field, Cell]) -> bool:
    return any(isinstance(cell, datetime.date) for cell in cells.values())
