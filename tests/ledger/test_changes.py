import json

import pytest
from peewee import IntegrityError

from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import (
    BulkInsert,
    ChangeLog,
    Dwelling,
    Household,
    LedgerTransaction,
    Phone,
    Resident,
)
from community_desk.ledger.rows import bound_database, new_uids


def _log() -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
    last = LedgerTransaction.select().order_by(LedgerTransaction.id.desc()).get()
    rows = ChangeLog.select().where(ChangeLog.transaction == last).order_by(ChangeLog.id)
    return [
        (row.table_name, row.action, json.loads(row.old_values), json.loads(row.new_values)) for row in rows
    ]


def test_the_log_holds_changed_columns_only_and_parents_by_uid(ledger: Ledger) -> None:
    with changes.transaction("新增", operator="甲"):
        first, second = changes.add(Household), changes.add(Household)
        row = changes.add(Resident, name="苏某某", household=first)
        phone = changes.add(Phone, resident=row, number="13213812349")
    with changes.transaction("改", operator="甲"):
        changes.edit(row, household=second, note="搬了")
        changes.edit(phone, number="13213812340")
    assert _log() == [
        (
            "resident",
            "update",
            {"household_id": first.uid, "note": ""},
            {"household_id": second.uid, "note": "搬了"},
        ),
        # A number stays text: a JSON number would lose leading zeros and long IDs.
        ("phone", "update", {"number": "13213812349"}, {"number": "13213812340"}),
    ]


def test_an_edit_that_changes_nothing_leaves_no_trace(ledger: Ledger) -> None:
    with changes.transaction("新增", operator="甲"):
        row = changes.add(Resident, name="苏某某")
    count = LedgerTransaction.select().count()
    with changes.transaction("改", operator="甲"):
        assert not changes.edit(row, name="苏某某")
    assert LedgerTransaction.select().count() == count


def test_writing_outside_a_transaction_is_impossible(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        Resident.create(name="苏某某")
    assert Resident.select().count() == 0


def test_nothing_is_deleted(ledger: Ledger) -> None:
    with changes.transaction("新增", operator="甲"):
        changes.add(Resident, name="苏某某")
    with pytest.raises(IntegrityError, match="never deleted"), changes.transaction("删", operator="甲"):
        Resident.delete().execute()
    assert Resident.select().count() == 1


def test_an_error_takes_everything_back(ledger: Ledger) -> None:
    heard: list[changes.ChangeSet] = []
    stop = changes.subscribe(heard.append)

    def add_and_fail() -> None:
        with changes.transaction("新增", operator="甲"):
            changes.add(Resident, name="苏某某")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    stop()
    assert heard == []
    assert Resident.select().count() == 0
    with changes.transaction("再来", operator="甲"):
        changes.add(Resident, name="苏某某")


def test_what_changed_is_told_after_the_commit(ledger: Ledger) -> None:
    heard: list[tuple[changes.ChangeSet, int]] = []
    stop = changes.subscribe(lambda changed: heard.append((changed, bound_database.transaction_depth())))
    with changes.transaction("外", operator="甲"):
        row = changes.add(Resident, name="苏某某")
        with changes.transaction("里", operator="乙"):
            phone = changes.add(Phone, resident=row, number="1")
    stop()
    ((changed, depth),) = heard
    assert (changed.label, changed.operator, depth) == ("外", "甲", 0)
    assert changed.rows == {"resident": {row.uid}, "phone": {phone.uid}}


def test_somebody_elses_change_is_not_overwritten(ledger: Ledger) -> None:
    with changes.transaction("新增", operator="甲"):
        changes.add(Resident, name="苏某某")
    mine, theirs = Resident.get(), Resident.get()
    with changes.transaction("他改", operator="乙"):
        changes.edit(theirs, note="他的")
    with pytest.raises(UserError, match="刚在别处改过"), changes.transaction("我改", operator="甲"):
        changes.edit(mine, note="我的")
    assert Resident.get().note == "他的"


def test_a_text_too_long_is_refused_at_its_field(ledger: Ledger) -> None:
    with pytest.raises(UserError) as refused, changes.transaction("新增", operator="甲"):
        changes.add(Resident, name="长" * 101)
    assert refused.value.field == "name"
    with pytest.raises(ValueError, match="name"), changes.transaction("新增", operator="甲"):
        changes.insert_rows(Resident, ["name"], [("长" * 101,)])


def test_bulk_rows_are_logged_and_get_the_models_defaults(ledger: Ledger) -> None:
    with changes.transaction("导入", operator="甲"):
        ids = changes.insert_rows(Resident, ["name"], [("甲",), ("乙",)])
        changes.update_rows(Resident, ["note"], [("改", ids[1])])
    assert [entry[:2] for entry in _log()] == [("resident", "update")]
    (made,) = BulkInsert.select()
    assert (made.table_name, made.first_id, made.last_id) == ("resident", ids[0], ids[1])
    row = Resident.get_by_id(ids[1])
    assert (row.note, row.status, row.version, len(row.uid)) == ("改", "living", 2, 36)


def test_a_door_can_be_registered_once_while_it_is_live(ledger: Ledger) -> None:
    from community_desk.ledger.models import Building, Compound

    with changes.transaction("新增", operator="甲"):
        building = changes.add(Building, compound=changes.add(Compound, name="芸溪里"), name="1号楼")
        door = changes.add(Dwelling, building=building, unit="1", room="101")
    with pytest.raises(IntegrityError), changes.transaction("又一次", operator="甲"):
        changes.add(Dwelling, building=building, unit="1", room="101")
    with changes.transaction("换", operator="甲"):
        changes.withdraw(door)
        changes.add(Dwelling, building=building, unit="1", room="101")


def test_uids_rise_and_never_repeat() -> None:
    uids = new_uids(5000) + new_uids(5000)
    assert uids == sorted(uids)
    assert len(set(uids)) == 10_000
    assert all(uid[14] == "7" and uid[19] in "89ab" and len(uid) == 36 for uid in uids)
