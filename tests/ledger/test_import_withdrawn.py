"""Whom somebody withdrew on purpose, found again in a file: asked about, and back only where that is wanted."""

import pytest

from community_desk.domain.planned import DoubtKind, PlannedHousehold
from community_desk.ledger import imports, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Grid, Household, Phone, Residency, Resident
from community_desk.ledger.residents import withdraw_resident
from tests.ledger.test_imports import bring, home, kinds, live, person

_ID = "350212196612156692"
_OTHER_ID = "350212196907014704"


def _withdraw(name: str) -> None:
    (row,) = (row for row in live(Resident) if row.name == name)
    withdraw_resident(row.uid, reason="录错了", operator="甲")


def _son(**values: object) -> PlannedHousehold:
    return home(person("苏某某", id_number=_ID), person("苏小", relation="子", relation_code="20", **values))


@pytest.mark.parametrize("number", ["", _OTHER_ID])
def test_they_are_left_out_and_asked_about(ledger: Ledger, number: str) -> None:
    bring(_son(id_number=number))
    _withdraw("苏小")
    result = bring(_son(id_number=number), digest="y")
    assert (result.added, result.updated, result.unchanged) == (0, 0, 1)
    assert [row.name for row in live(Resident)] == ["苏某某"]
    (doubt,) = result.doubts
    assert (doubt.kind, doubt.sheet, doubt.row) == (DoubtKind.WITHDRAWN_BEFORE, "表", 7)
    how = "证件号" if number else "门牌和姓名"
    assert doubt.text.startswith(f"“苏小”曾有人从台账撤回（{how}相同）：没有导入，请核对；")
    assert ledger.faults() == []


def test_a_household_of_nobody_else_stays_away_too(ledger: Ledger) -> None:
    one = home(person("苏某某", id_number=_ID))
    bring(one)
    _withdraw("苏某某")
    households, grids = len(live(Household)), len(live(Grid))
    moved = home(person("苏某某", id_number=_ID), room="909", grid="第9网格")
    assert kinds(bring(moved, digest="y")) == [DoubtKind.WITHDRAWN_BEFORE]
    assert (len(live(Household)), len(live(Grid)), live(Resident)) == (households, grids, [])


def test_wanted_back_they_come_with_what_was_withdrawn_with_them(ledger: Ledger) -> None:
    with_phone = _son(phones=(("", "13900000001"),))
    bring(with_phone)
    _withdraw("苏小")
    assert live(Phone) == []
    result = bring(with_phone, digest="y", bring_back=True)
    assert (result.added, kinds(result)) == (1, [DoubtKind.WITHDRAWN_BEFORE])
    assert "现在按文件恢复" in result.doubts[0].text
    assert [(phone.number, phone.resident.name) for phone in live(Phone)] == [("13900000001", "苏小")]
    assert {row.resident.name for row in live(Residency)} == {"苏某某", "苏小"}
    assert ledger.faults() == []


def test_of_two_entries_the_one_that_was_kept_is_meant(ledger: Ledger) -> None:
    bring(home(person("苏某某", birth="1966-12-15")))
    bring(home(person("苏某某", id_number=_ID, birth="1990-01-01")), digest="y")
    first, second = live(Resident)
    assert first.household != second.household
    withdraw_resident(first.uid, reason="重复录入", operator="甲")
    result = bring(home(person("苏某某", birth="1990")), digest="z")
    assert (result.added, kinds(result)) == (0, [DoubtKind.MATCH_PROPOSED])
    # The same number under a name put right since is the living one's as well.
    again = bring(home(person("苏某", id_number=_ID)), digest="w")
    assert kinds(again) == [DoubtKind.SAME_ID_OTHER_NAME]


def test_somebody_else_of_that_name_behind_another_door_comes_in(ledger: Ledger) -> None:
    bring(_son(birth="1990-01-01"))
    _withdraw("苏小")
    result = bring(home(person("苏小", birth="1955-03-08")), home(person("苏小"), room="303"), digest="y")
    assert (result.added, result.doubts[0].kind) == (2, DoubtKind.DOOR_SHARED)


def test_what_an_import_brought_back_can_be_taken_away_on_purpose(ledger: Ledger) -> None:
    one = home(person("苏某某", id_number=_ID))
    imports.undo_import(bring(one).batch_uid, operator="甲")
    assert bring(one).added == 1
    _withdraw("苏某某")
    assert kinds(bring(one)) == [DoubtKind.WITHDRAWN_BEFORE]


def test_a_withdrawal_undone_and_done_again_is_on_purpose(ledger: Ledger) -> None:
    bring(_son())
    _withdraw("苏小")
    undo.undo_last(operator="甲")
    assert bring(_son()).unchanged == 2
    undo.undo_last(operator="甲")
    _withdraw("苏小")
    undo.undo_last(operator="甲")
    undo.redo_last(operator="甲")
    assert kinds(bring(_son())) == [DoubtKind.WITHDRAWN_BEFORE]
