"""The lines of the preview: nobody and no doubt is missing, and what was settled stays in sight."""

from datetime import date
from pathlib import Path

import pytest

from community_desk.domain.codes import Sex
from community_desk.domain.planned import Doubt, DoubtKind, PlannedHousehold, PlannedMember
from community_desk.exchange.import_plan import Grouping, ImportOptions, ImportPlan, SheetPlan
from community_desk.exchange.tables import read_table
from community_desk.ledger import imports
from community_desk.ledger.database import Ledger
from community_desk.ledger.import_foresight import Fate, Foreseen, Foresight
from community_desk.tasks.import_ledger import look_ahead, plan_as_remembered
from community_desk.ui.importing.entries import DOUBTFUL, KIND_WORDS, ahead_of

TODAY = date(2026, 11, 23)
_LEDGERS = Path(__file__).parents[2] / "ledgers"
_SAMPLES = sorted(path for path in _LEDGERS.iterdir() if path.suffix != ".json")


def test_every_kind_of_doubt_has_its_words() -> None:
    assert set(KIND_WORDS) == set(DoubtKind)
    assert len(set(KIND_WORDS.values())) == len(KIND_WORDS)


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.name)
def test_every_household_and_every_doubt_is_in_one_line(ledger: Ledger, path: Path) -> None:
    table = read_table(path)
    plan = plan_as_remembered(table, today=TODAY)
    foresight = look_ahead(plan, digest=imports.file_hash(path.read_bytes()))
    ahead = ahead_of(plan, foresight, seen={}, sheets=[sheet.name for sheet in table.sheets])
    households = [entry.household for entry in ahead.entries if entry.household is not None]
    assert sorted(map(id, households)) == sorted(map(id, plan.households))
    told = [doubt for entry in ahead.entries for doubt in entry.doubts]
    assert sorted(told, key=str) == sorted((*plan.doubts, *foresight.doubts), key=str)
    for entry in ahead.entries:
        assert all((doubt.sheet, doubt.row) in entry.rows for doubt in entry.doubts)
    assert sum(ahead.fates.values()) == plan.people
    places = [(entry.row > 0, entry.row) for entry in ahead.entries if entry.sheet == table.sheets[0].name]
    assert places == sorted(places)


def small_plan(*doubts: Doubt, options: ImportOptions | None = None) -> ImportPlan:
    """Two households of one person each, in rows 2 and 4."""
    households = [
        PlannedHousehold(members=[PlannedMember(name, Sex.MALE, sheet="表", rows=(row,))])
        for name, row in (("苏某", 2), ("林某", 4))
    ]
    sheet = SheetPlan("表", "表", (1,), [], Grouping.PERSON)
    return ImportPlan("表.xlsx", options or ImportOptions(), [sheet], households, list(doubts))


def doubt_at(row: int, kind: DoubtKind = DoubtKind.SEX_UNKNOWN) -> Doubt:
    return Doubt("表", row, "", kind, "说明")


def test_a_doubt_that_is_no_more_stays_in_sight_as_settled() -> None:
    foresight = Foresight({("表", 2): Foreseen(Fate.NEW), ("表", 4): Foreseen(Fate.UPDATED)})
    first = ahead_of(small_plan(doubt_at(2), doubt_at(7)), foresight, seen={}, sheets=["表"])
    assert [(entry.row, len(entry.doubts)) for entry in first.entries] == [(2, 1), (4, 0), (7, 1)]
    then = ahead_of(small_plan(), foresight, seen=first.seen, sheets=["表"])
    assert then.doubts == ()
    assert set(then.settled) == {doubt_at(2), doubt_at(7)}
    assert [(entry.row, len(entry.settled)) for entry in then.entries] == [(2, 1), (4, 0), (7, 1)]
    assert then.entries[0].filters == {"new", DoubtKind.SEX_UNKNOWN.value, DOUBTFUL}
    assert then.entries[1].filters == {"updated"}
    again = ahead_of(small_plan(doubt_at(2)), foresight, seen=then.seen, sheets=["表"])
    assert again.settled == (doubt_at(7),)


def test_a_sheet_comes_first_and_a_row_left_out_keeps_its_line() -> None:
    options = ImportOptions(left_out=frozenset((("表", 3),)))
    plan = small_plan(doubt_at(0, DoubtKind.GRID_MISSING), options=options)
    ahead = ahead_of(plan, Foresight(), seen={}, sheets=["表"])
    assert [(entry.row, entry.is_left_out, entry.fate) for entry in ahead.entries] == [
        (0, False, "整张表"),
        (2, False, "不导入"),
        (3, True, "不导入"),
        (4, False, "不导入"),
    ]
