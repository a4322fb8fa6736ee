"""Forgetting: after it, no byte of the person is left in any table, and the rest of the ledger still works."""

import json
from datetime import date

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import (
    access,
    changes,
    deaths,
    drafts,
    life_events,
    residents,
    search,
    settings,
    undo,
)
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.erasing import ERASED, erase_resident
from community_desk.ledger.log_trimming import trim_log
from community_desk.ledger.models import (
    ChangeLog,
    LedgerTransaction,
    LifeEvent,
    Resident,
    Visit,
    VisitSheet,
    VisitSheetLine,
)
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.rows import bound_database
from tests.ledger.estate import WHO, build_estate, everything, household, resident, settle_family

NAME, OLD_NAME, PHONE, ID = "陈玉兰", "陈御兰", "13800001234", "11010519491231002X"


@pytest.fixture
def family(ledger: Ledger) -> dict[str, str]:
    return settle_family(build_estate().doors["501"])


@pytest.fixture
def person(family: dict[str, str]) -> str:
    """Somebody of whom there is something in every table that can hold something."""
    uid = family[NAME]
    residents.edit_resident(uid, name=OLD_NAME, id_number=ID, birth="", operator=WHO)
    residents.edit_resident(uid, name=NAME, note="爱听戏", foreign_name="Yulan", operator=WHO)
    residents.set_phones(uid, [("", PHONE)], operator=WHO)
    residents.add_link(uid, kind="子女", name="陈远", phone="13900005678", operator=WHO)
    residents.add_link(family["苏志强"], kind="紧急联系人", other=uid, name=NAME, operator=WHO)
    add_category(uid, category="残疾", certificate_number=ID + "62", operator=WHO)
    life_events.moved_away(on="2024-01", members=[uid], note="回娘家", operator=WHO)
    life_events.moved_in(
        on="2024-03",
        household=family["household"],
        known=[uid],
        relations={uid: "配偶"},
        operator=WHO,
    )
    deaths.report_death(resident=uid, source="邻居", operator=WHO)
    deaths.withdraw_death(resident=uid, reason="听错了", operator=WHO)
    access.record_full_id_look(subject=f"{NAME} 的证件号", operator=WHO)
    drafts.save_draft(form="resident", row_uid=uid, content={"note": "x"}, operator=WHO)
    drafts.save_draft(form="visit", content={"met": NAME}, operator=WHO)
    drafts.save_draft(form="visit", row_uid="v", content={"met": "别人"}, operator=WHO)
    with changes.transaction(f"走访 {NAME}", operator=WHO):
        home = household(family["household"])
        changes.add(Visit, resident=resident(uid), household=home, visited_on="2024-05-01", note="腿疼")
        sheet = changes.add(VisitSheet, number="A7-K3M9-X", serial=1)
        printed = {"people": [{"name": NAME, "phones": [PHONE]}, {"name": "苏志强"}]}
        changes.add(
            VisitSheetLine,
            sheet=sheet,
            line_no=1,
            household=home,
            printed=json.dumps(printed, ensure_ascii=False),
        )
    return uid


def _tables_that_hold(word: str) -> set[str]:
    return {
        table
        for table, rows in everything().items()
        for row in rows
        if any(isinstance(value, str) and word in value for value in row)
    }


def test_nothing_of_the_person_is_left(person: str, family: dict[str, str]) -> None:
    words = (NAME, OLD_NAME, PHONE, ID, "Yulan", "爱听戏", "陈远", "13900005678", "腿疼", "回娘家")
    assert all(_tables_that_hold(word) for word in words)
    assert search.search(NAME).hits
    done = erase_resident(person, reason="本人要求", operator=WHO)
    assert {word: _tables_that_hold(word) for word in words} == {word: set() for word in words}
    for query in (NAME, PHONE, ID, "chenyulan", "cyl"):
        assert not any(hit.uid == person for hit in search.search(query).hits)
    assert search.faults() == []
    assert done.drafts == 2
    assert [draft.row_uid for draft in drafts.list_drafts(operator=WHO)] == ["v"]
    row = resident(person)
    assert row.deleted_at is not None
    assert (row.name, row.id_number, row.household, row.status) == ("", "", None, "living")


def test_the_others_keep_theirs(person: str, family: dict[str, str]) -> None:
    erase_resident(person, reason="本人要求", operator=WHO)
    assert resident(family["苏志强"]).name == "苏志强"
    line = VisitSheetLine.get()
    assert json.loads(line.printed)["people"] == [
        {"name": ERASED, "phones": [ERASED]},
        {"name": "苏志强"},
    ]
    visit = Visit.get()
    assert (visit.resident, visit.note, visit.visited_on) == (None, "", "2024-05-01")
    assert LifeEvent.select().count() == 0
    newest = access.list_accesses()[0]
    assert (newest.action.value, newest.purpose, newest.subject) == ("erase", "本人要求", "")
    assert bound_database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_done_to_the_person_is_not_undone(person: str, family: dict[str, str]) -> None:
    residents.edit_resident(family["苏志强"], note="别人的", operator=WHO)
    erase_resident(person, reason="本人要求", operator=WHO)
    assert undo.undo_last(operator=WHO).label == "修改居民 苏志强"
    target = undo.next_undo()
    assert target is None or all(
        row.row_uid != person for row in ChangeLog.select().where(ChangeLog.transaction == target)
    )


def test_notes_that_mention_the_person_are_told(family: dict[str, str]) -> None:
    residents.edit_resident(family["苏志强"], note=f"和{NAME}一起住", operator=WHO)
    done = erase_resident(family[NAME], reason="本人要求", operator=WHO)
    assert done.mentions == (("resident", family["苏志强"]),)


def test_a_head_is_followed_first_but_the_last_one_may_go(family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="换户主"):
        erase_resident(family["苏建国"], reason="本人要求", operator=WHO)
    for name in (NAME, "苏志强", "林晓梅", "苏建国"):
        erase_resident(family[name], reason="本人要求", operator=WHO)
    home = household(family["household"])
    assert (home.head, home.dwelling) == (None, None)
    assert home.ends_on


def test_a_namesake_keeps_name_log_and_undo(person: str, family: dict[str, str]) -> None:
    other = residents.add_resident(name=NAME, phones=[("", PHONE)], operator=WHO).uid
    residents.edit_resident(other, name="陈玉", operator=WHO)
    erase_resident(person, reason="本人要求", operator=WHO)
    assert residents.phones_of(other) == [("", PHONE)]
    assert undo.undo_last(operator=WHO).label == "修改居民 陈玉"
    assert resident(other).name == NAME
    assert search.search(NAME).hits[0].uid == other


def test_nobody_is_erased_twice_or_without_a_reason(person: str) -> None:
    with pytest.raises(UserError) as error:
        erase_resident(person, reason=" ", operator=WHO)
    assert error.value.field == "reason"
    erase_resident(person, reason="本人要求", operator=WHO)
    with pytest.raises(UserError, match="可能已经删除"):
        erase_resident(person, reason="本人要求", operator=WHO)


def test_the_old_log_goes_and_the_rows_stay(family: dict[str, str]) -> None:
    residents.edit_resident(family[NAME], note="一", operator=WHO)
    undo.undo_last(operator=WHO)
    residents.edit_resident(family[NAME], note="二", operator=WHO)
    people = Resident.select().count()
    rows = ChangeLog.select().count()
    assert trim_log(today=date(2020, 1, 1), operator=WHO) == 0
    assert ChangeLog.select().count() == rows
    settings.put_months(settings.LOG_KEPT_MONTHS, 1, operator=WHO)
    rows = ChangeLog.select().count()
    assert trim_log(today=date(2999, 1, 1), operator=WHO) == rows
    assert (ChangeLog.select().count(), LedgerTransaction.select().count()) == (0, 0)
    assert Resident.select().count() == people
    assert undo.next_undo() is None
    assert access.list_accesses()[0].action.value == "trim_log"
    residents.edit_resident(family[NAME], note="三", operator=WHO)
    assert undo.undo_last(operator=WHO).label == f"修改居民 {NAME}"


def test_the_undo_of_something_old_stands_without_it(family: dict[str, str]) -> None:
    residents.edit_resident(family[NAME], note="一", operator=WHO)
    (newest,) = LedgerTransaction.select().order_by(LedgerTransaction.id.desc()).limit(1)
    LedgerTransaction.update(happened_at="2001-01-01T00:00:00.000Z").where(
        LedgerTransaction.id == newest.id
    ).execute()
    undo.undo_last(operator=WHO)
    assert trim_log(operator=WHO) == 1
    kept = LedgerTransaction.get_by_id(newest.id)
    assert (kept.label, kept.undoable) == ("", False)
    assert bound_database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    undo.redo_last(operator=WHO)
    assert resident(family[NAME]).note == "一"


def test_the_old_log_goes_at_the_next_opening(ledger: Ledger) -> None:
    residents.add_resident(name=NAME, operator=WHO)
    with bound_database.atomic():
        LedgerTransaction.update(happened_at="2001-01-01T00:00:00.000Z").execute()
    path = ledger.folder.path
    ledger.close()
    with open_ledger(path):
        assert ChangeLog.select().count() == 0
        assert Resident.select().count() == 1
