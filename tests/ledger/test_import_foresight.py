"""What is told beforehand of an import is what the writing then does."""

from community_desk.domain.codes import Sex
from community_desk.domain.planned import (
    DoubtKind,
    PlannedContact,
    PlannedHousehold,
    PlannedMember,
    PlannedVisit,
)
from community_desk.ledger import imports
from community_desk.ledger.database import Ledger
from community_desk.ledger.import_foresight import Fate, FieldChange, Foresight, foresee
from community_desk.ledger.models import Resident
from community_desk.ledger.residents import withdraw_resident
from tests.ledger.test_imports import bring, home, live, person

_ID = "350212196612156692"


def ahead(*households: PlannedHousehold) -> Foresight:
    return foresee(imports.hold_against_ledger(households, digest="y"))


def member(name: str, row: int, **values: object) -> PlannedMember:
    made = person(name, relation_code="10", relation="配偶")
    made.rows = (row,)
    for field, value in values.items():
        setattr(made, field, value)
    return made


def test_each_person_is_told_and_the_figures_are_those_of_the_writing(ledger: Ledger) -> None:
    first = home(
        person("苏某", id_number=_ID, sex=Sex.MALE, note="旧话", care=(("living_alone", "独居", ""),)),
        member("林某", 8, birth="1960-02-03"),
    )
    assert ahead(first).count(Fate.NEW) == 2
    bring(first)
    unchanged = ahead(first)
    assert (unchanged.count(Fate.UNCHANGED), unchanged.doubts) == (2, ())
    second = home(
        person(
            "苏某", id_number=_ID, sex=Sex.FEMALE, birth="1966-12-15", note="新话",
            phones=(("", "13800001234"),), contacts=(PlannedContact("苏子", "子", (("", "139"),)),),
            visits=(PlannedVisit("2026-01", ""),),
            care=(("living_alone", "独居", ""), ("disability", "残疾", "肢体三级")),
        ),
        member("林某", 8, birth="1960-02-03"),
        member("新人", 9, birth="2000"),
    )  # fmt: skip
    found = ahead(second)
    told = found.people["表", 7]
    assert (told.fate, told.known_as) == (Fate.UPDATED, "苏某")
    assert FieldChange("出生日期", "", "1966年12月15日") in told.changes
    assert FieldChange("联系电话", "", "13800001234") in told.changes
    assert FieldChange("备注", "旧话", "旧话\n新话") in told.changes
    assert {change.word for change in told.changes} == {
        "出生日期", "联系电话", "备注", "紧急联系人", "走访记录", "关爱类别",
    }  # fmt: skip
    assert found.people["表", 8].fate is Fate.UNCHANGED
    assert found.people["表", 9].fate is Fate.NEW
    result = bring(second, digest="y")
    counted = tuple(found.count(fate) for fate in (Fate.NEW, Fate.UPDATED, Fate.UNCHANGED))
    assert counted == (result.added, result.updated, result.unchanged) == (1, 1, 1)
    assert sorted(found.doubts, key=str) == sorted(result.doubts, key=str)
    assert DoubtKind.DIFFERS_FROM_LEDGER in {doubt.kind for doubt in found.doubts}


def test_details_that_are_missing_or_other_are_told(ledger: Ledger) -> None:
    bring(home(person("苏某", id_number=_ID, care=(("disability", "残疾", "肢体"),))))
    found = ahead(home(person("苏某", id_number=_ID, care=(("disability", "残疾", "视力三级"),))))
    told = found.people["表", 7]
    assert [change.word for change in told.changes] == ["残疾等级"]
    assert [doubt.kind for doubt in found.doubts] == [DoubtKind.DIFFERS_FROM_LEDGER]


def test_who_was_withdrawn_stays_out_and_an_undone_import_comes_anew(ledger: Ledger) -> None:
    one = home(person("苏某", id_number=_ID))
    batch = bring(one)
    imports.undo_import(batch.batch_uid, operator="甲")
    assert ahead(one).people["表", 7].fate is Fate.NEW
    bring(one)
    withdraw_resident(live(Resident)[0].uid, reason="录错了", operator="甲")
    found = ahead(one)
    assert found.people == {}
    assert found.fate_of(one.members[0]).fate is Fate.LEFT_OUT
    assert [doubt.kind for doubt in found.doubts] == [DoubtKind.WITHDRAWN_BEFORE]


def test_a_second_head_is_told(ledger: Ledger) -> None:
    bring(home(person("苏某", id_number=_ID)))
    other = person("林某")
    other.rows = (8,)
    found = ahead(home(person("苏某", id_number=_ID), other))
    assert [doubt.kind for doubt in found.doubts] == [DoubtKind.DIFFERS_FROM_LEDGER]
    assert [doubt.row for doubt in found.doubts] == [8]
