"""What rows of any table are called in a sentence, read table by table from their uids."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from community_desk.domain.codes import LifeEventKind
from community_desk.domain.doors import full_door
from community_desk.ledger.finding import ask, marks

_AT_ONCE = 1000

_DOOR = "c.name, b.name, d.unit, d.room"
_DOOR_JOINS = "LEFT JOIN building b ON b.id = d.building_id LEFT JOIN compound c ON c.id = b.compound_id"
_HOME = (
    f"{_DOOR}, h.address, r.name FROM {{}} LEFT JOIN dwelling d ON d.id = h.dwelling_id {_DOOR_JOINS}"
    " LEFT JOIN resident r ON r.id = h.head_id"
)


def _door(row: tuple[Any, ...]) -> str:
    return full_door(*row[:4]) if row[1] else ""


def _home(row: tuple[Any, ...]) -> str:
    return " ".join(filter(None, (_door(row) or row[4] or "无门牌", row[5])))


def _joined(row: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in row if part not in {None, ""})


def _event(row: tuple[Any, ...]) -> str:
    return _joined((row[1], LifeEventKind(row[0]).word, row[2]))


# SQL behind "SELECT t.uid, ", the row being t; and how its columns become a title.
_TITLES: Mapping[str, tuple[str, Callable[[tuple[Any, ...]], str]]] = {
    "community": ("t.name FROM community t", _joined),
    "staff": ("t.name FROM staff t", _joined),
    "grid": ("t.name FROM grid t", _joined),
    "compound": ("t.name FROM compound t", _joined),
    "building": ("c.name || t.name FROM building t JOIN compound c ON c.id = t.compound_id", _joined),
    "dwelling": (f"{_DOOR} FROM dwelling t JOIN dwelling d ON d.id = t.id {_DOOR_JOINS}", _door),
    "household": (_HOME.format("household t JOIN household h ON h.id = t.id"), _home),
    "resident": ("t.name FROM resident t", _joined),
    "phone": ("t.label, t.number FROM phone t", _joined),
    "person_link": (
        "CASE WHEN t.name <> '' THEN t.name ELSE o.name END FROM person_link t"
        " LEFT JOIN resident o ON o.id = t.other_id",
        _joined,
    ),
    "occupancy": (
        f"{_DOOR} FROM occupancy t LEFT JOIN dwelling d ON d.id = t.dwelling_id {_DOOR_JOINS}",
        _door,
    ),
    "residency": (_HOME.format("residency t JOIN household h ON h.id = t.household_id"), _home),
    "life_event": (
        "t.kind, r.name, t.happened_on FROM life_event t LEFT JOIN resident r ON r.id = t.resident_id",
        _event,
    ),
    "care_category": ("t.word FROM care_category t", _joined),
    "relation": ("t.word FROM relation t", _joined),
    "resident_category": (
        "k.word, t.word FROM resident_category t JOIN care_category k ON k.id = t.category_id",
        lambda row: row[0] if row[1] in {"", row[0]} else f"{row[0]}（{row[1]}）",
    ),
    "import_batch": ("t.file_name FROM import_batch t", _joined),
    "visit": ("r.name, t.visited_on FROM visit t LEFT JOIN resident r ON r.id = t.resident_id", _joined),
    "visit_sheet": ("t.number FROM visit_sheet t", _joined),
    "visit_sheet_line": (
        "s.number, t.line_no FROM visit_sheet_line t JOIN visit_sheet s ON s.id = t.sheet_id",
        lambda row: f"{row[0]} 第 {row[1]} 行",
    ),
    "visit_round": ("t.name FROM visit_round t", _joined),
    "visit_contact": (
        "r.name, v.visited_on FROM visit_contact t JOIN resident r ON r.id = t.resident_id"
        " JOIN visit v ON v.id = t.visit_id",
        _joined,
    ),
    "care_case": (_HOME.format("care_case t JOIN household h ON h.id = t.household_id"), _home),
    "care_need": (
        "r.name, k.word, t.need FROM care_need t LEFT JOIN resident r ON r.id = t.resident_id"
        " LEFT JOIN care_category k ON k.id = t.category_id",
        _joined,
    ),
    "care_note": ("t.noted_on, t.note FROM care_note t", _joined),
    "visit_rule": ("t.word FROM visit_rule t", _joined),
    "extra_round": ("t.name FROM extra_round t", _joined),
    "follow_up": ("t.what FROM follow_up t", _joined),
    "setting": ("t.key FROM setting t", _joined),
}


def titles_of(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """uid → title of rows given as (table, uid), withdrawn ones too; a row that is gone for good has none."""
    by_table: dict[str, dict[str, None]] = defaultdict(dict)
    for table, uid in rows:
        by_table[table][uid] = None
    found: dict[str, str] = {}
    for table, wanted in by_table.items():
        if table not in _TITLES:
            continue
        columns, title = _TITLES[table]
        uids = list(wanted)
        for start in range(0, len(uids), _AT_ONCE):
            batch = uids[start : start + _AT_ONCE]
            for uid, *row in ask(f"SELECT t.uid, {columns} WHERE t.uid IN ({marks(batch)})", *batch):
                found[uid] = title(tuple(row))
    return found
