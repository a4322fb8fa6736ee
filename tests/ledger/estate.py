"""A small made-up estate to try verbs on: one compound, one block, a few doors, one family."""

from dataclasses import dataclass

from community_desk.ledger import buildings, dwellings, households, places
from community_desk.ledger.models import Household, Resident
from community_desk.ledger.rows import LedgerModel, bound_database

WHO = "王某某"


@dataclass(frozen=True)
class Estate:
    """uids of what was built."""

    compound: str
    block: str
    doors: dict[str, str]


def build_estate(rooms: tuple[str, ...] = ("501", "502", "601")) -> Estate:
    compound = places.add_compound(name="芸溪里", operator=WHO).uid
    block = buildings.add_building(compound=compound, name="3", operator=WHO).uid
    doors = {
        room: dwellings.add_dwelling(building=block, unit="2", room=room, operator=WHO).uid for room in rooms
    }
    return Estate(compound, block, doors)


def settle_family(door: str) -> dict[str, str]:
    """Four people behind a door: the uid of the household under "household", theirs under their names."""
    home = households.add_household(
        dwelling=door,
        members=[
            {"name": "苏建国", "sex": "男", "birth": "1950-01-02", "relation_word": "户主"},
            {"name": "陈玉兰", "sex": "女", "birth": "1952", "relation_word": "配偶"},
            {"name": "苏志强", "sex": "男", "birth": "1980-05", "relation_word": "长子"},
            {"name": "林晓梅", "sex": "女", "birth": "1982-07-09", "relation_word": "儿媳"},
        ],
        operator=WHO,
    ).uid
    return {"household": home, **{row.name: row.uid for row in Resident.select()}}


def resident(uid: str) -> Resident:
    return Resident.get(Resident.uid == uid)


def household(uid: str) -> Household:
    return Household.get(Household.uid == uid)


def live(model: type[LedgerModel]) -> int:
    return model.select().where(model.deleted_at.is_null()).count()


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every table of the open ledger, row by row: equal before and after what must write nothing."""
    tables = [
        name
        for (name,) in bound_database.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'"
        ).fetchall()
    ]
    return {name: bound_database.execute_sql(f"SELECT * FROM {name}").fetchall() for name in tables}


def logged_tables() -> set[str]:
    """The tables that the newest transaction wrote to, by the log."""
    rows = bound_database.execute_sql(
        "SELECT table_name FROM change_log WHERE transaction_id = (SELECT MAX(id) FROM ledger_transaction) UNION "
        "SELECT table_name FROM bulk_insert WHERE transaction_id = (SELECT MAX(id) FROM ledger_transaction)"
    ).fetchall()
    return {name for (name,) in rows}
