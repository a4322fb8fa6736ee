"""The sample ledgers of four kinds of office, from their files into a real ledger and back, against their truth."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from community_desk.domain.errors import UserError
from community_desk.exchange.import_plan import Field, Grouping, ImportOptions, SheetOptions
from community_desk.exchange.tables import read_table
from community_desk.ledger import import_reviews, imports, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Household, Resident
from community_desk.ledger.registers import HouseholdRecord, RegisterFilter, list_households
from community_desk.tasks.import_ledger import ImportReport, import_ledger, plan_as_remembered, write_plan
from community_desk.tasks.progress import Progress

_SAMPLES = Path(__file__).parents[1] / "ledgers"
_TODAY = date(2026, 11, 23)
_FILES = sorted(path.name.removesuffix(".truth.json") for path in _SAMPLES.glob("*.truth.json"))

Result = TypeVar("Result")


def finish(task: Generator[Progress, None, Result]) -> Result:
    """Run a task to its end and give what it returns."""
    while True:
        try:
            next(task)
        except StopIteration as end:
            result: Result = end.value
            return result


def run(name: str, **more: Any) -> ImportReport:
    truth = json.loads((_SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    options = ImportOptions(**truth["import_options"])
    return finish(import_ledger(_SAMPLES / name, options=options, today=_TODAY, operator="甲", **more))


def as_truth(record: HouseholdRecord) -> dict[str, Any]:
    place = record.place
    return {
        "door": place.door, "grid": place.grid, "compound": place.compound, "building": place.building,
        "unit": place.unit, "room": place.room,
        "members": [
            {
                "name": person.name, "sex": person.sex.word, "birth": person.birth, "id_number": person.id_number,
                "relation": person.relation, "phones": [list(phone) for phone in person.phones],
                "care": person.care, "note": person.note,
            }
            for person in record.members
        ],
    }  # fmt: skip


def sortable(household: dict[str, Any]) -> str:
    return json.dumps(household, ensure_ascii=False, sort_keys=True)


@pytest.mark.parametrize("name", _FILES)
def test_a_sample_ledger_comes_in_exactly_as_it_is(ledger: Ledger, name: str) -> None:
    truth = json.loads((_SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    report = run(name)
    found = [as_truth(record) for record in list_households(RegisterFilter(), today=_TODAY)]
    assert sorted(found, key=sortable) == sorted(truth["households"], key=sortable)
    assert (report.households, report.residents) == (len(truth["households"]), truth["residents"])
    assert (report.added, report.updated, report.unchanged) == (truth["residents"], 0, 0)
    lost = [doubt for doubt in report.doubts if doubt.kind == "id_lost_digits"]
    assert len(lost) == len(truth.get("id_lost_precision", []))
    again = run(name)
    assert (again.added, again.updated, again.unchanged) == (0, 0, truth["residents"])
    assert ledger.faults() == []


def test_all_four_in_one_ledger_and_each_taken_back(ledger: Ledger) -> None:
    reports = [run(name) for name in _FILES]
    assert Resident.select().count() == sum(report.residents for report in reports)
    # The newest first: the files share grids.
    for report in reversed(reports):
        assert imports.undo_import(report.batch_uid, operator="甲").kept == ()
    assert Resident.select().where(Resident.deleted_at.is_null()).count() == 0
    assert Household.select().where(Household.deleted_at.is_null()).count() == 0


def test_a_dry_run_tells_the_same_and_writes_nothing(ledger: Ledger) -> None:
    tried = run("a_clean.xlsx", dry_run=True)
    assert Resident.select().count() == 0
    assert undo.next_undo() is None
    real = run("a_clean.xlsx")
    assert (tried.added, tried.doubts, tried.batch_uid) == (real.added, real.doubts, "")


def test_an_import_left_at_any_step_leaves_nothing(ledger: Ledger) -> None:
    sample, steps = _SAMPLES / "d_old_system_gb18030.csv", 0
    while True:
        task = import_ledger(sample, today=_TODAY, operator="甲")
        for _ in range(steps + 1):
            progress = next(task)
        if progress.done == progress.total:
            break
        task.close()
        assert Resident.select().count() == 0
        assert import_reviews.list_imports() == []
        steps += 1
    assert steps >= 6


def test_a_file_that_cannot_be_read_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    with pytest.raises(UserError):
        finish(import_ledger(path, today=_TODAY, operator="甲"))
    assert import_reviews.list_imports() == []


_HEADS = "姓名,性别,小区,楼栋,单元,房号,编码,鞋码"


def _file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((_HEADS, *lines)), encoding="utf-8")
    return path


def _bring(path: Path, *, columns: dict[int, Field] | None = None, **more: Any) -> ImportReport:
    """Import a file as the window does: plan, look at it, change the plan's options, plan again."""
    table = read_table(path)
    plan = plan_as_remembered(table, today=_TODAY)
    if columns is not None:
        options = ImportOptions(sheets={plan.sheets[0].key: SheetOptions(columns=columns)})
        plan = plan_as_remembered(table, options, today=_TODAY)
    digest = imports.file_hash(path.read_bytes())
    return finish(write_plan(plan, table, digest=digest, operator="甲", **more))


def test_columns_chosen_once_are_those_of_the_next_file(ledger: Ledger, tmp_path: Path) -> None:
    first = _file(tmp_path / "一月.csv", "陈一,女,芸溪里,1,1,101,13800000001,38")
    tried = _bring(first, columns={6: Field.PHONE}, dry_run=True)
    assert imports.remembered_tables() == {}
    _bring(first, columns={6: Field.PHONE})
    assert list(imports.remembered_tables()) == [tried.plan.sheets[0].signature]

    second = _file(tmp_path / "二月.csv", "林二,男,芸溪里,1,1,102,13800000002,40")
    report = finish(import_ledger(second, today=_TODAY, operator="甲"))
    assert report.plan.households[0].members[0].phones == (("", "13800000002"),)
    # Chosen anew, it is the new choice that lasts.
    _bring(second, columns={6: Field.NONE, 7: Field.NOTE})
    third = _file(tmp_path / "三月.csv", "王三,男,芸溪里,1,1,103,13800000003,41")
    (home,) = finish(import_ledger(third, today=_TODAY, operator="甲")).plan.households
    assert (home.members[0].phones, home.members[0].note) == ((), "41")
    # The import is what is taken back, not what was learned of its columns.
    assert "三月" in undo.undo_last(operator="甲").label
    assert len(imports.remembered_tables()) == 1


def test_sheets_of_one_heading_grouped_in_two_ways_have_no_grouping(ledger: Ledger) -> None:
    report = run("a_clean.xlsx")
    (memory,) = imports.remembered_tables().values()
    assert memory.grouping == report.plan.sheets[0].grouping.value
    plan = report.plan
    twice = replace(plan.sheets[0], grouping=Grouping.PERSON, header_rows=(9,))
    imports_of_both = replace(plan, sheets=[*plan.sheets, twice])
    table, digest = report.table, "other"
    finish(write_plan(imports_of_both, table, digest=digest, operator="甲"))
    (memory,) = imports.remembered_tables().values()
    assert (memory.grouping, memory.header_rows) == ("", plan.sheets[0].header_rows)
