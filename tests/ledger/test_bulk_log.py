"""One row that logs a whole bulk insert must stand for exactly the rows it made, for undo, search and erasing."""

from collections.abc import Sequence
from datetime import date

import pytest
from peewee import IntegrityError

from community_desk.ledger import bulk_log, changes, search, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.erasing import erase_resident
from community_desk.ledger.log_trimming import trim_log
from community_desk.ledger.models import BulkInsert, ChangeLog, LedgerTransaction, Phone, Resident, Session
from community_desk.ledger.rows import bound_database

WHO = "甲"
NAMES = ("陈一", "林二", "王三")


def _insert(names: Sequence[str]) -> LedgerTransaction:
    with changes.transaction("导入", operator=WHO) as running:
        people = changes.insert_rows(Resident, ["name"], [(name,) for name in names])
        changes.insert_rows(Phone, ["resident_id", "number"], [(id_, f"1380000{id_:04d}") for id_ in people])
    return running


def _live_names() -> list[str]:
    return [row.name for row in Resident.select().where(Resident.deleted_at.is_null()).order_by(Resident.id)]


def test_the_range_gives_the_rows_and_nothing_else_is_logged(ledger: Ledger) -> None:
    before = ChangeLog.select().count()
    told: list[changes.ChangeSet] = []
    stop = changes.subscribe(told.append)
    made = _insert(NAMES)
    stop()
    uids = [row.uid for row in Resident.select().order_by(Resident.id)]
    assert bulk_log.tables_of(made.id) == ["phone", "resident"]
    assert bulk_log.uids_of(made.id, "resident") == uids
    assert told[0].rows["resident"] == frozenset(uids)
    assert ChangeLog.select().count() == before


def test_what_was_inserted_alone_beside_a_bulk_is_logged_alone(ledger: Ledger) -> None:
    with changes.transaction("新增", operator=WHO) as running:
        changes.insert_rows(Resident, ["name"], [("陈一",)])
        alone = changes.add(Resident, name="林二")
    logged = ChangeLog.select().where(ChangeLog.transaction == running)
    assert [(row.action, row.row_uid) for row in logged] == [("insert", alone.uid)]
    assert Session.get().inserting == ""
    undo.undo_last(operator=WHO)
    assert _live_names() == []


def test_outside_a_transaction_nothing_is_inserted(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        changes.insert_rows(Resident, ["name"], [("陈一",)])
    bound_database.execute_sql("UPDATE _session SET inserting = 'phone'")
    with pytest.raises(IntegrityError):
        changes.add(Resident, name="陈一")
    assert Resident.select().count() == 0


def test_undo_takes_the_rows_back_and_redo_brings_them(ledger: Ledger) -> None:
    _insert(NAMES)
    undo.undo_last(operator=WHO)
    assert _live_names() == []
    assert Phone.select().where(Phone.deleted_at.is_null()).count() == 0
    assert search.search("林二").hits == ()
    undo.redo_last(operator=WHO)
    assert _live_names() == list(NAMES)
    assert [hit.title for hit in search.search("林二").hits] == ["林二"]
    assert search.faults() == []


def test_rows_edited_or_needed_since_are_kept(ledger: Ledger) -> None:
    made = _insert(NAMES)
    edited, needed, _ = Resident.select().order_by(Resident.id)
    with changes.transaction("改", operator=WHO):
        changes.edit(edited, note="新的")
        changes.insert_rows(Phone, ["resident_id", "number"], [(needed.id, "13900000000")])
    done = undo.undo_rows(made, label="撤销导入", operator=WHO)
    assert {(kept.title, kept.reason) for kept in done.kept} == {("陈一", "changed"), ("林二", "needed")}
    assert _live_names() == ["陈一", "林二"]


def test_a_row_that_got_an_erased_rows_id_is_not_taken_for_it(ledger: Ledger) -> None:
    made = _insert(NAMES)
    last = Resident.get(Resident.name == NAMES[-1])
    erased = Phone.get(Phone.resident == last)
    erase_resident(last.uid, reason="本人要求", operator=WHO)
    with changes.transaction("加电话", operator=WHO):
        phone = changes.add(Phone, resident=Resident.get(Resident.name == NAMES[0]), number="13900000000")
    assert phone.id == erased.id
    assert phone.uid not in bulk_log.uids_of(made.id, "phone")
    assert len(bulk_log.uids_of(made.id, "phone")) == 2
    assert bulk_log.transactions_that_inserted([phone]) == set()


def test_what_an_erased_person_came_by_is_no_longer_offered_for_undo(ledger: Ledger) -> None:
    made = _insert(NAMES)
    erase_resident(Resident.get(Resident.name == NAMES[0]).uid, reason="本人要求", operator=WHO)
    assert not LedgerTransaction.get_by_id(made.id).undoable


def test_the_old_log_takes_bulk_inserts_along(ledger: Ledger) -> None:
    _insert(NAMES)
    assert trim_log(today=date(2999, 1, 1), operator=WHO) >= 2
    assert BulkInsert.select().count() == 0
    assert _live_names() == list(NAMES)
