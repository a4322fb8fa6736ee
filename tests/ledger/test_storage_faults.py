"""A disk that is full or cannot be written is said in one sentence, and what was not saved is not there."""

import sqlite3
from collections.abc import Callable

import peewee
import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import access, changes, drafts, staff
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import LedgerTransaction, Staff
from community_desk.ledger.rows import bound_database
from community_desk.ledger.storage_faults import storage_sentence, told_plainly


def _fill_the_disk() -> None:
    (pages,) = bound_database.execute_sql("PRAGMA page_count").fetchone()
    bound_database.execute_sql(f"PRAGMA max_page_count = {pages}")


def _make_room() -> None:
    bound_database.execute_sql("PRAGMA max_page_count = 1000000")


def _add_many() -> None:
    with changes.transaction("新增很多人", operator="王经办"):
        rows = [(f"林一{number}", "x" * 80) for number in range(5000)]
        changes.insert_rows(Staff, ("name", "name_key"), rows)


def _add_one_by_one() -> None:
    with changes.transaction("新增很多人", operator="王经办"):
        for number in range(3000):
            changes.add(Staff, name=f"林一{number}", name_key="x" * 80)


@pytest.mark.parametrize("write", [_add_many, _add_one_by_one])
def test_a_full_disk_is_said_and_nothing_is_half_saved(ledger: Ledger, write: Callable[[], None]) -> None:
    staff.add_staff(name="陈在前", operator="王经办")
    _fill_the_disk()
    with pytest.raises(UserError, match="磁盘满了，刚才的改动没有保存"):
        write()
    assert [row.name for row in staff.list_staff()] == ["陈在前"]
    assert LedgerTransaction.select().where(LedgerTransaction.label == "新增很多人").count() == 0
    # The same connection goes on once there is room: no transaction is left open.
    _make_room()
    staff.add_staff(name="陈在后", operator="王经办")
    assert len(staff.list_staff()) == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda: drafts.save_draft(form="resident", content={"note": "x" * 500_000}, operator="王经办"),
        lambda: [
            access.record_print(subject="走访单" * 30, purpose="", person_count=1, operator="王经办")
            for _ in range(3000)
        ],
    ],
)
def test_drafts_and_the_access_log_say_it_too(ledger: Ledger, write: Callable[[], object]) -> None:
    _fill_the_disk()
    with pytest.raises(UserError, match="磁盘满了"):
        write()


def test_a_ledger_that_another_program_holds_is_said(ledger: Ledger) -> None:
    bound_database.execute_sql("PRAGMA busy_timeout = 1")
    holder = ledger.database.__class__(ledger.database.database, **{**ledger.database.connect_params})
    holder.execute_sql("BEGIN IMMEDIATE")
    try:
        with pytest.raises(UserError, match="别的程序正占着"):
            staff.add_staff(name="陈一", operator="王经办")
    finally:
        holder.rollback()
        holder.close()


def test_a_file_that_may_not_be_written_is_said(ledger: Ledger) -> None:
    bound_database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(UserError, match="不能写"):
        staff.add_staff(name="陈一", operator="王经办")


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (peewee.OperationalError("disk I/O error"), "硬盘读写出错"),
        (peewee.OperationalError("unable to open database file"), "打不开了"),
        (peewee.DatabaseError("database disk image is malformed"), "从备份恢复"),
        (peewee.OperationalError("no such column: nme"), ""),
        (peewee.IntegrityError("UNIQUE constraint failed: staff.uid"), ""),
        (ValueError("database is locked"), ""),
        (sqlite3.OperationalError("database is locked"), ""),  # not our library: not our ledger
    ],
)
def test_only_what_the_disk_did_becomes_a_sentence(error: Exception, part: str) -> None:
    sentence = storage_sentence(error)
    assert bool(sentence) is bool(part)
    assert part in sentence


def test_other_errors_pass_through_unchanged() -> None:
    with pytest.raises(peewee.OperationalError, match="no such table"), told_plainly():
        raise peewee.OperationalError("no such table: staf")
