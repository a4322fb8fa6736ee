"""The stored orders that SQL cannot know (pinyin, natural order), made anew when their recipe has changed.

A newer program may read a character or a door otherwise; keys of two recipes side by side would be no order at all.
Renewing them is done like a migration, past the log: keys follow from what is logged, and an import of long ago must
not count as edited since because of them.
"""

from peewee import Database, Query

from community_desk.domain.doors import DOOR_RECIPE
from community_desk.domain.natural_order import natural_key
from community_desk.domain.pinyin import PINYIN_RECIPE
from community_desk.ledger import changes, settings
from community_desk.ledger.door_keys import renew_door_keys
from community_desk.ledger.finding import fetch
from community_desk.ledger.models import Compound, Grid, Resident, Staff
from community_desk.ledger.resident_input import sort_key_of_name
from community_desk.ledger.rows import LedgerModel
from community_desk.ledger.triggers import drop_triggers, install_triggers

_APPLIED = "sort_key_recipes"


def bring_up_to_date(database: Database) -> int:
    """Renew every stored key if the recipes are not those applied last; returns how many keys changed."""
    recipes = f"{PINYIN_RECIPE}.{DOOR_RECIPE}"
    if settings.get_text(_APPLIED) == recipes:
        return 0
    with database.atomic():
        drop_triggers(database)
        changed = renew_door_keys() + _renew_names() + _renew_places()
        install_triggers(database)
        with changes.transaction("更新排序", operator="", undoable=False):
            settings.put(_APPLIED, recipes, operator="")
    return changed


def _renew_names() -> int:
    residents = fetch(Resident.select(Resident.id, Resident.name_key, Resident.name, Resident.pinyin))
    staff = fetch(Staff.select(Staff.id, Staff.name_key, Staff.name))
    return _write(
        Resident, "name_key", [(id_, key, sort_key_of_name(name, said)) for id_, key, name, said in residents]
    ) + _write(Staff, "name_key", [(id_, key, sort_key_of_name(name, "")) for id_, key, name in staff])


def _renew_places() -> int:
    grids = _natural_keys(Grid.select(Grid.id, Grid.grid_key, Grid.name))
    compounds = _natural_keys(Compound.select(Compound.id, Compound.compound_key, Compound.name))
    return _write(Grid, "grid_key", grids) + _write(Compound, "compound_key", compounds)


def _natural_keys(rows: Query) -> list[tuple[int, str, str]]:
    return [(id_, key, natural_key(name)) for id_, key, name in fetch(rows)]


def _write(model: type[LedgerModel], column: str, keys: list[tuple[int, str, str]]) -> int:
    """Write the keys of (id, present, wanted) that differ; of one too long for its column the beginning decides."""
    longest = model._meta.fields[column].max_length
    wanted = [(key[:longest], id_) for id_, present, key in keys if key[:longest] != present]
    changes.update_rows(model, [column], wanted)
    return len(wanted)
