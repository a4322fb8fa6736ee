"""Undo and redo against the whole state of the ledger, read back row by row."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from community_desk.domain.errors import UserError
from community_desk.ledger import changes, undo
from community_desk.ledger.database import Ledger, create_ledger, open_ledger
from community_desk.ledger.models import Household, LedgerTransaction, Phone, Resident
from community_desk.ledger.rows import BOOKKEEPING, bound_database
from community_desk.ledger.tables import LEDGER_MODELS


def _state() -> dict[str, dict[str, Any]]:
    """Every live row by uid, without what an undo may not bring back (version, times)."""
    state = {}
    for model in LEDGER_MODELS:
        for row in model.select().where(model.deleted_at.is_null()).dicts():
            state[row["uid"]] = {name: value for name, value in row.items() if name not in BOOKKEEPING}
    return state


def test_undo_and_redo_of_an_edit(ledger: Ledger) -> None:
    with changes.transaction("新增居民", operator="甲"):
        row = changes.add(Resident, name="苏某某")
    before = _state()
    with changes.transaction("改姓名", operator="甲"):
        changes.edit(row, name="苏某", note="x")
    after = _state()
    assert undo.undo_last(operator="甲").label == "改姓名"
    assert _state() == before
    undo.redo_last(operator="甲")
    assert _state() == after


def test_undo_works_after_a_restart(ledger: Ledger) -> None:
    with changes.transaction("新增居民", operator="甲"):
        changes.add(Resident, name="苏某某")
    folder = ledger.folder.path
    ledger.close()
    with open_ledger(folder):
        target = undo.next_undo()
        assert target is not None
        assert target.label == "新增居民"
        undo.undo_last(operator="乙")
        assert Resident.select().where(Resident.deleted_at.is_null()).count() == 0


def test_the_lists_the_program_brought_are_not_undone(ledger: Ledger) -> None:
    assert undo.next_undo() is None
    with pytest.raises(UserError, match="没有可以撤销"):
        undo.undo_last(operator="甲")


def test_a_row_that_others_need_now_is_named(ledger: Ledger) -> None:
    with changes.transaction("新增户", operator="甲"):
        household = changes.add(Household, number="H-7")
    with changes.transaction("新增居民", operator="甲"):
        changes.add(Resident, name="苏某某", household=household)
    first = LedgerTransaction.get(LedgerTransaction.label == "新增户")
    undone = undo.undo_rows(first, label="撤销", operator="甲")
    assert undone.undone == 0
    assert [(conflict.reason, conflict.title) for conflict in undone.kept] == [("needed", "H-7")]


def test_partly_undoing_keeps_what_was_edited_since_and_what_it_stands_on(ledger: Ledger) -> None:
    with changes.transaction("导入", operator="甲") as batch:
        households = [changes.add(Household, number=f"H{index}") for index in range(3)]
        residents = [
            changes.add(Resident, name=f"甲{index}", household=households[index]) for index in range(3)
        ]
        for resident in residents:
            changes.add(Phone, resident=resident, number="13800000000")
    with changes.transaction("改备注", operator="乙"):
        changes.edit(residents[1], note="亲手改过")
    undone = undo.undo_rows(batch, label="撤销导入", operator="甲")
    assert undone.undone == 7
    kept = {(conflict.table, conflict.title, conflict.reason) for conflict in undone.kept}
    assert kept == {("resident", "甲1", "changed"), ("household", "H1", "needed")}
    live = Resident.select().where(Resident.deleted_at.is_null())
    assert [row.name for row in live] == ["甲1"]


def test_redo_is_gone_once_something_new_was_done(ledger: Ledger) -> None:
    with changes.transaction("一", operator="甲"):
        changes.add(Resident, name="甲")
    undo.undo_last(operator="甲")
    with changes.transaction("二", operator="甲"):
        changes.add(Resident, name="乙")
    assert undo.next_redo() is None


def test_a_failed_undo_changes_nothing(ledger: Ledger) -> None:
    with changes.transaction("一", operator="甲"):
        row = changes.add(Resident, name="甲")
    with changes.transaction("程序自己改", operator="", undoable=False):
        changes.edit(row, note="后来")
    before = _state()
    count = bound_database.execute_sql("SELECT COUNT(*) FROM change_log").fetchone()
    with pytest.raises(UserError, match="“甲”之后又改过"):
        undo.undo_last(operator="甲")
    assert _state() == before
    assert bound_database.execute_sql("SELECT COUNT(*) FROM change_log").fetchone() == count


class UndoMachine(RuleBasedStateMachine):
    """Whatever is done, undone and redone, the ledger is what the stack of states says."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger, _ = create_ledger(Path(self.folder.name) / "a", password=None)
        self.done = [_state()]
        self.undone: list[dict[str, dict[str, Any]]] = []

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.folder.cleanup()

    def _did(self) -> None:
        self.done.append(_state())
        self.undone = []

    @rule(name=st.sampled_from(["苏", "陈", "林"]))
    def add(self, name: str) -> None:
        with changes.transaction("新增", operator="甲"):
            household = changes.add(Household)
            changes.add(Resident, name=name, household=household)
        self._did()

    @rule(data=st.data(), note=st.text(max_size=5))
    def edit(self, data: st.DataObject, note: str) -> None:
        rows = list(Resident.select().where(Resident.deleted_at.is_null()))
        if rows:
            row = data.draw(st.sampled_from(rows))
            if row.note != note:
                with changes.transaction("改", operator="甲"):
                    changes.edit(row, note=note)
                self._did()

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        rows = list(Resident.select().where(Resident.deleted_at.is_null()))
        if rows:
            with changes.transaction("撤下", operator="甲"):
                changes.withdraw(data.draw(st.sampled_from(rows)))
            self._did()

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self) -> None:
        undo.undo_last(operator="甲")
        self.undone.append(self.done.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        undo.redo_last(operator="甲")
        self.done.append(self.undone.pop())

    @invariant()
    def the_ledger_is_as_it_was(self) -> None:
        if hasattr(self, "done"):
            assert _state() == self.done[-1]
            assert (undo.next_undo() is not None) == (len(self.done) > 1)
            assert (undo.next_redo() is not None) == bool(self.undone)


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
