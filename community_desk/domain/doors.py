"""Doors as people write them: parsed into compound, building, unit and room, put together again, and ordered.

"芸溪里1号楼1单元101", "3-2-501", "３栋２单元５０１室", "侨安一组侨兴路1号", "秀里二里5号楼架空层" …
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from community_desk.domain.codes import BuildingKind
from community_desk.domain.natural_order import chinese_number, natural_key

__all__ = [
    "DOOR_RECIPE",
    "DoorParts",
    "WalkDoor",
    "door_key",
    "floor_of",
    "full_door",
    "natural_key",
    "normalise_building",
    "normalise_door_query",
    "normalise_room",
    "normalise_unit",
    "parse_door",
    "short_door",
    "walk_key",
    "walk_sorted",
]

T = TypeVar("T")

DOOR_RECIPE = 1
"""Version of `door_key`'s form; stored keys of another version are made anew."""

_FULL_WIDTH = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "–—―−‐‑－~～﹣_"), "-"),
    ord("﹟"): "#",
    ord("号"): "号",
    ord("號"): "号",
    ord("樓"): "楼",
    ord("棟"): "栋",
    ord("單"): "单",
}
_SPACES = re.compile(r"[\s\u200b\ufeff　]+")
_BLANKS = frozenset(("", "无", "-", "--", "/", "\\", "0", "无单元", "N/A"))

_NUMERAL = "一二三四五六七八九十"
_NUMBER = rf"(?:\d{{1,4}}|[{_NUMERAL}]{{1,3}})"
_BLOCK_WORD = r"(?:号楼|号栋|号幢|号座|#楼|#栋|#|栋楼|栋|幢|座)"
_LANE_WORD = r"(?:大道|胡同|路|巷|街|弄|道|坊)"
_COMPOUND_END = r"(?:自然村|小区|花园|公寓|新村|新城|[组村社里寨厝庄队区苑园居湾埔])"

# Building with a word of its own ("3号楼", "A栋"), then perhaps unit, floor and room in any usual writing.
_BLOCK = re.compile(
    rf"(?P<compound>.*?)(?P<building>(?:{_NUMBER}|[A-Z]\d{{0,2}}){_BLOCK_WORD}|\d{{1,3}}楼(?=\d{{1,2}}单元|[{_NUMERAL}]单元))"
    rf"-?(?:(?P<unit>{_NUMBER}|[A-Z甲乙丙丁东西中])(?:单元|门洞|梯|门)-?|(?P<bare_unit>\d{{1,2}}|[A-Z])-(?=\d))?"
    r"(?P<room>.*)"
)
_DASHED = re.compile(
    r"(?P<compound>.*?[^\dA-Z#-]-?)??(?P<building>\d{1,3}[A-Z]?|[A-Z]\d{0,2})-"
    r"(?:(?P<unit>\d{1,2}|[A-Z])(?:单元)?-)?(?P<room>-?\d{2,5}[A-Z]?)(?:室|户|房)?"
)
# "芸溪里12号301室": a building known by its street number.
_NUMBERED = re.compile(
    rf"(?P<compound>.*?)(?P<building>\d{{1,4}})号-?(?:(?P<unit>{_NUMBER})单元-?)?(?P<room>\d{{3,4}}[A-Z]?)(?:室|户|房)?"
)
_LANE = re.compile(
    rf"(?P<compound>.*{_COMPOUND_END})?(?P<building>[^\d]{{1,12}}?(?:[东西南北中]?\d{{0,2}}{_LANE_WORD})[东西南北]?)"
    r"(?P<room>\d{1,4}(?:-\d{1,3})?[A-Z]?(?:号(?![楼栋幢座]).*)?)"
)
_HAMLET = re.compile(
    rf"(?P<compound>.*{_COMPOUND_END})(?P<room>\d{{1,4}}(?:-\d{{1,3}})?号(?:之[{_NUMERAL}\d]+)?)"
)
_UNIT_ONLY = re.compile(rf"(?P<unit>{_NUMBER}|[A-Z])单元-?(?P<room>.+)")

_H = r"[\u4e00-\u9fff]"


@cache
def _administration() -> re.Pattern[str]:
    """Province, city, district, street office, community before the part that counts; only in that order.

    Compiled when the first address is read: that takes 13 ms, and a window starts without reading one.
    """
    return re.compile(
        rf"(?:(?:{_H}{{2,3}}省)?{_H}{{2,3}}(?<!城)市(?:{_H}{{1,3}}[区县])?|{_H}{{1,3}}[区县](?={_H}{{2,4}}(?:街道|镇|乡)))"
        rf"(?:{_H}{{1,4}}(?:街道(?:办事处)?|镇|乡))?(?:{_H}{{1,6}}?社区(?:居委会)?)?"
        rf"|{_H}{{1,4}}街道(?:办事处)?(?:{_H}{{1,6}}?社区(?:居委会)?)?"
        rf"|{_H}{{2}}(?<!小)区(?={_H}{{2,}}\d)"
        rf"|{_H}{{1,6}}?社区(?:居委会)?(?=\D*{_H}.*\d)(?!\d)"
    )


_PLAIN_BUILDING = re.compile(rf"(?P<number>{_NUMBER}){_BLOCK_WORD}?(?:楼)?|(?P<house>\d{{1,4}})号")
_LETTER_BUILDING = re.compile(rf"(?P<letter>[A-Z]\d{{0,2}}){_BLOCK_WORD}?楼?")
_UNIT_WORDS = re.compile(r"(?:第)?(?P<unit>.+?)(?:单元|门洞|梯|门)?")
_ROOM_WORDS = re.compile(r"(?P<room>-?[0-9A-Z]+(?:-[0-9A-Z]+)?)(?:室|户|房间|房|单位)")
_BLOCK_ROOM = re.compile(r"(?:\d{1,2}(?:层|楼)-?)?(?P<room>-?\d{1,5}[A-Z]?)(?:室|号|户|房间|房)?")
# "0502" is 502 with a floor of two figures; "012", "0012" and "0500" are no such room, "-101" and "B101" another.
_ZERO_FLOOR = re.compile(r"0(?P<room>[1-9](?:0[1-9]|[1-9]\d)[A-Z]?)")
_LANE_ROOM = re.compile(r"\d{1,4}(?:-\d{1,3})?[A-Z]?")
_FLOOR_WORD = re.compile(rf"(?P<below>负|地下|-|B)?(?P<floor>{_NUMBER})[层楼F]?")
_NUMBERED_ROOM = re.compile(r"(\d{1,2})\d{2}[A-Z]?")
_HOUSE_NUMBER = re.compile(r"[0-9]+")
_NO_HOUSE = 10**9
_TRAILING_ZERO = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True, slots=True)
class DoorParts:
    """A door in its parts as the ledger stores them: "3号楼", unit "2", room "501"; a lane: "侨兴路", "", "12号"."""

    compound: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    kind: BuildingKind = BuildingKind.BLOCK


def _clean(text: str) -> str:
    return _SPACES.sub("", text.translate(_FULL_WIDTH)).upper()


def _number(text: str) -> str:
    """ "03" and "三" as "3"; anything else as it is."""
    if text.isdecimal():
        return str(int(text))
    number = chinese_number(text)
    return text if number is None else str(number)


@lru_cache(maxsize=4096)
def normalise_building(text: str) -> str:
    """ "3", "3#", "3栋", "三幢", "3号楼" and "3.0" as "3号楼", "A座" as "A栋"; lanes and names of buildings stay."""
    text = _clean(text)
    if zero := _TRAILING_ZERO.fullmatch(text):
        text = zero[1]
    if text in _BLANKS:
        return ""
    if match := _PLAIN_BUILDING.fullmatch(text):
        return _number(match["number"] or match["house"]) + "号楼"
    if match := _LETTER_BUILDING.fullmatch(text):
        return match["letter"] + "栋"
    return text


@lru_cache(maxsize=1024)
def normalise_unit(text: str) -> str:
    """ "2单元", "二单元", "02" and "2.0" as "2"; blank where there is none."""
    text = _clean(text)
    if zero := _TRAILING_ZERO.fullmatch(text):
        text = zero[1]
    if text in _BLANKS:
        return ""
    match = _UNIT_WORDS.fullmatch(text)
    unit = _number(match["unit"]) if match else text
    return unit if unit == text else normalise_unit(unit)


@lru_cache(maxsize=8192)
def normalise_room(text: str, kind: BuildingKind | None = None) -> str:
    """ "501室", "501房" and "501.0" as "501".

    "12号" stays, for it may be a house of a lane; with ``kind`` BLOCK it becomes "12" and "0501" becomes "501", with
    LANE "12" becomes "12号".
    """
    text = _clean(text)
    if zero := _TRAILING_ZERO.fullmatch(text):
        text = zero[1]
    if text in _BLANKS:
        return ""
    if kind is BuildingKind.LANE:
        return text + "号" if _LANE_ROOM.fullmatch(text) else text
    if kind is BuildingKind.BLOCK and (match := _BLOCK_ROOM.fullmatch(text)):
        return _without_zero(match["room"])
    match = _ROOM_WORDS.fullmatch(text)
    return normalise_room(match["room"]) if match else text


def _without_zero(room: str) -> str:
    """ "0502" as "502": one door, whether its floor is written with one figure or two."""
    match = _ZERO_FLOOR.fullmatch(room)
    return match["room"] if match else room


def parse_door(text: str, *, compounds: Sequence[str] = ()) -> DoorParts | None:
    """The parts of a written door; None where no building, lane or unit can be made out.

    ``compounds``: the names the ledger knows; what stands before one of them is dropped (province, city, street
    office), and what stands behind it is never taken for a part of its name.
    """
    return _parse(text, tuple(compounds))


@lru_cache(maxsize=16384)
def _parse(text: str, compounds: tuple[str, ...]) -> DoorParts | None:
    text = _clean(text)
    compound = ""
    for name, known in _longest_first(compounds):
        _before, found, behind = text.partition(name)
        if found:
            compound, text = known, behind.lstrip("-,，、")
            break
    else:
        if administration := _administration().match(text):
            text = text[administration.end() :]
    parts = _parse_rest(text, compound)
    if parts is None or not compound:
        return parts
    return DoorParts(compound, parts.building, parts.unit, parts.room, parts.kind)


@lru_cache(maxsize=64)
def _longest_first(compounds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(name as doors are compared, name as given), so that 秀里二里 is found before 秀里."""
    cleaned = {_clean(name): name for name in compounds}
    return tuple((name, cleaned[name]) for name in sorted(cleaned, key=len, reverse=True) if name)


def _parse_rest(text: str, known: str) -> DoorParts | None:
    """Parse what is left behind a known compound, or the whole where none is known."""
    lane = _LANE.fullmatch(text)
    if lane:
        room = normalise_room(lane["room"], BuildingKind.LANE)
        return DoorParts(lane["compound"] or "", lane["building"], "", room, BuildingKind.LANE)
    for pattern in (_BLOCK, _DASHED, _NUMBERED):
        match = pattern.fullmatch(text)
        if match and (pattern is not _BLOCK or _is_building(match)):
            groups = match.groupdict()
            unit = groups["unit"] or groups.get("bare_unit") or ""
            return DoorParts(
                (groups["compound"] or "").rstrip("-,，、"),
                normalise_building(groups["building"]),
                normalise_unit(unit),
                normalise_room(
                    groups["room"].lstrip("-") if pattern is _BLOCK else groups["room"], BuildingKind.BLOCK
                ),
            )
    if known and (match := re.fullmatch(r"\d{1,4}(?:-\d{1,3})?号(?:之.+)?", text)):
        return DoorParts(known, "", "", match[0], BuildingKind.LANE)
    if match := _HAMLET.fullmatch(text):
        return DoorParts(match["compound"], "", "", match["room"], BuildingKind.LANE)
    if match := _UNIT_ONLY.fullmatch(text):
        return DoorParts(
            "", "", normalise_unit(match["unit"]), normalise_room(match["room"], BuildingKind.BLOCK)
        )
    return None


def _is_building(match: re.Match[str]) -> bool:
    """Not 三座屋12号: behind a numeral and 栋, 幢 or 座 alone no more of a name may follow."""
    building = match["building"]
    may_be_name = building[0] in _NUMERAL and "号" not in building and "#" not in building
    return not may_be_name or match["unit"] is not None or not match["room"][:1].isalpha()


def full_door(compound: str, building: str, unit: str, room: str) -> str:
    """The door as the ledger prints it in full: "芸溪里1号楼1单元101", "侨安一组侨兴路1号"."""
    return f"{compound}{building}{unit}单元{room}" if unit else f"{compound}{building}{room}"


def short_door(building: str, unit: str, room: str, kind: BuildingKind) -> str:
    """The door as it is said within a compound: "1-1-101", "3-501"; in full where words are in it: "侨兴路1号"."""
    number = building.removesuffix("号楼").removesuffix("栋")
    if kind is BuildingKind.LANE or not number.isascii() or not room.isascii() or not number or not room:
        return full_door("", building, unit, room)
    return f"{number}-{unit}-{room}" if unit else f"{number}-{room}"


_QUERY_DOOR = re.compile(
    rf"(?P<before>.*?)(?P<building>\d{{1,3}}|[A-Z]\d{{0,2}}|[{_NUMERAL}]{{1,3}}){_BLOCK_WORD}-?"
    rf"(?:(?P<unit>\d{{1,2}}|[A-Z]|[{_NUMERAL}]{{1,2}})(?:单元|门)-?)?(?P<room>\d{{1,5}}[A-Z]?)?(?:室|号|户|房)?"
)


_QUERY_DASHED = re.compile(r"(.*[^\dA-Z#-])(\d{1,3}[A-Z]?(?:-\d{1,2})?-\d{0,5}[A-Z]?)")


def normalise_door_query(text: str) -> str:
    """What is typed to find a door, in the spelling of `short_door`: "3号楼2单元501" becomes "3-2-501".

    "芸溪里3栋501室" becomes "芸溪里 3-501", "3号楼2单元" "3-2-", a building alone "3号楼"; of anything else only the
    width of characters changes.
    """
    plain = text.translate(_FULL_WIDTH)
    clean = _clean(text)
    match = _QUERY_DOOR.fullmatch(clean)
    if not match:
        dashed = _QUERY_DASHED.fullmatch(clean)
        return f"{dashed[1]} {dashed[2]}" if dashed else _SPACES.sub(" ", plain).strip()
    before, unit, room = match["before"], match["unit"], _without_zero(match["room"] or "")
    if unit is None and not room:
        door = normalise_building(match["building"])
    else:
        door = _number(match["building"]) + "-" + (f"{_number(unit)}-" if unit else "") + room
    return f"{before} {door}".strip()


@lru_cache(maxsize=8192)
def floor_of(room: str) -> int | None:
    """The floor a room's number says: "501" is on 5, "1203" on 12, "B102" on -1; None where it says none ("12号")."""
    below = room[:1] in ("B", "-")
    match = _NUMBERED_ROOM.fullmatch(room[1:] if below else room)
    if match:
        return -int(match[1]) if below else int(match[1])
    if room[-1:] in ("层", "楼", "F") and (match := _FLOOR_WORD.fullmatch(room)):
        floor = int(_number(match["floor"]))
        return -floor if match["below"] else floor
    return None


def door_key(compound: str, building: str, unit: str, floor: int | None, room: str) -> str:
    """The stored key of a door's natural order: compound, building, unit, floor, room.

    A floor not given is taken from the room, else the door sorts with the ground. A space parts the parts: it is less
    than every character in them.
    """
    if floor is None:
        floor = floor_of(room) or 0
    return f"{natural_key(compound)} {natural_key(building)} {natural_key(unit)} {500 + floor:03d} {natural_key(room)}"


@dataclass(frozen=True, slots=True)
class WalkDoor:
    """What the order depends on; ``None`` for what nobody knows or arranged.

    ``building_position`` orders buildings within a compound, ``walk_position`` doors within a building.
    """

    grid: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    floor: int | None = None
    room: str = ""
    kind: BuildingKind = BuildingKind.BLOCK
    has_lift: bool | None = None
    building_position: int | None = None
    walk_position: int | None = None
    lane_loop: bool = True


def walk_sorted(doors: Iterable[T], *, key: Callable[[T], WalkDoor]) -> list[T]:
    """The doors in walking order; the same whatever order they come in (doors that are equal keep theirs)."""
    return sorted(doors, key=lambda door: walk_key(key(door)))


def walk_key(door: WalkDoor) -> tuple[object, ...]:
    """The key under which doors sort into walking order; those with a position of their own come first."""
    own_building = door.building_position is None, door.building_position or 0
    own_door = door.walk_position is None, door.walk_position or 0
    place = (
        natural_key(door.grid),
        natural_key(door.compound),
        own_building,
        natural_key(door.building),
        own_door,
    )
    room = natural_key(door.room)
    if door.kind is BuildingKind.LANE:
        match = _HOUSE_NUMBER.search(door.room)
        number = int(match[0]) if match else _NO_HOUSE
        if not door.lane_loop:
            return *place, "", number, 0, room
        even = match is not None and number % 2 == 0
        return *place, "", match is None, (even, -number if even else number), room
    floor = door.floor if door.floor is not None else floor_of(door.room) or 0
    return *place, natural_key(door.unit), -floor if door.has_lift else floor, 0, room
