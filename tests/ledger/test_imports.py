"""Import plans held against the ledger: who is known, what is filled in, what is kept, and the way back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community_desk.domain.codes import Residence, Sex
from community_desk.domain.errors import UserError
from community_desk.domain.planned import (
    DoubtKind,
    PlannedContact,
    PlannedHousehold,
    PlannedMember,
    PlannedVisit,
)
from community_desk.domain.remembered_tables import RememberedTable
from community_desk.ledger import changes, import_reviews, imports, undo
from community_desk.ledger.database import Ledger, create_ledger
from community_desk.ledger.models import (
    Building,
    Compound,
    Dwelling,
    Grid,
    Household,
    LedgerTransaction,
    PersonLink,
    Phone,
    Residency,
    Resident,
    ResidentCategory,
    Visit,
)
from community_desk.ledger.rows import BOOKKEEPING
from community_desk.ledger.tables import LEDGER_MODELS

_ID = "350212196612156692"
_OTHER_ID = "350212196907014704"


def person(name: str, **values: Any) -> PlannedMember:
    """A member of the plan; the first of a household is its head unless told otherwise."""
    values.setdefault("relation_code", "02")
    values.setdefault("relation", "户主")
    return PlannedMember(name, sheet="表", rows=(7,), **values)


def home(*members: PlannedMember, room: str = "101", **values: Any) -> PlannedHousehold:
    """A household behind a door of 芸溪里1号楼1单元."""
    place = {"compound": "芸溪里", "building": "1号楼", "unit": "1", "room": room, "grid": "第1网格"}
    place["door"] = f"芸溪里1号楼1单元{room}"
    return PlannedHousehold(members=list(members), **(place | values))


def bring(
    *households: PlannedHousehold, digest: str = "x", file_name: str = "底册.xlsx", bring_back: bool = False
) -> imports.Imported:
    matching = imports.hold_against_ledger(households, digest=digest, bring_back=bring_back)
    results = list(
        imports.write_import(matching, file_name=file_name, digest=digest, doubts=0, operator="甲")
    )
    result = results[-1][1]
    assert result is not None
    return result


def live(model: Any) -> list[Any]:
    return list(model.select().where(model.deleted_at.is_null()).order_by(model.id))


def kinds(result: imports.Imported) -> list[DoubtKind]:
    return [doubt.kind for doubt in result.doubts]


def test_a_new_household_comes_in_with_everything(ledger: Ledger) -> None:
    head = person(
        "苏某某",
        sex=Sex.FEMALE,
        birth="1966-12-15",
        id_number=_ID,
        phones=(("", "13800000001"), ("女儿", "13900000002")),
        care=(("disability", "残疾", "肢体三级"), ("returned_overseas_chinese", "归侨", "原侨居国：越南")),
        note="说话慢",
        residence=Residence.TOGETHER,
        visits=(PlannedVisit("2025-09-03", "身体好"),),
        contacts=(PlannedContact("陈某", "儿子", (("", "13700000003"),)),),
    )
    result = bring(home(head, person("陈小某", relation="子", relation_code="20")))
    assert (result.added, result.updated, result.unchanged) == (2, 0, 0)
    assert result.doubts == ()
    (household,) = live(Household)
    assert household.head.name == "苏某某"
    assert [(p.label, p.number) for p in live(Phone)] == [("", "13800000001"), ("女儿", "13900000002")]
    facts = {fact.category.code: fact for fact in live(ResidentCategory)}
    assert (facts["disability"].disability_kind, facts["disability"].disability_grade) == ("4", "3")
    assert facts["returned_overseas_chinese"].former_country == "越南"
    assert {fact.source for fact in facts.values()} == {"导入 底册.xlsx"}
    (visit,) = live(Visit)
    assert (visit.visited_on, visit.note, visit.resident.name) == ("2025-09-03", "身体好", "苏某某")
    (link,) = live(PersonLink)
    assert (link.kind, link.name, link.phone) == ("child", "陈某", "13700000003")
    assert [row.ends_on for row in live(Residency)] == ["", ""]
    (door,) = live(Dwelling)
    assert (door.building.name, door.floor, door.building.grid.name) == ("1号楼", 1, "第1网格")


def test_details_the_ledger_lacks_are_filled_in_and_others_are_kept(ledger: Ledger) -> None:
    certificate = f"残疾证号：{_ID}43"
    bring(home(person("苏某某", id_number=_ID, care=(("disability", "残疾", "肢体二级"),))))
    told = home(person("苏某某", id_number=_ID, care=(("disability", "残疾", certificate),)))
    result = bring(told, digest="y")
    assert (result.added, result.updated, result.unchanged) == (0, 1, 0)
    (fact,) = live(ResidentCategory)
    assert (fact.disability_kind, fact.disability_grade) == ("4", "2")
    assert fact.certificate_number == f"{_ID}43"
    (doubt,) = result.doubts
    assert (doubt.kind, doubt.row) == (DoubtKind.DIFFERS_FROM_LEDGER, 7)
    assert "残疾等级" in doubt.text
    again = bring(told, digest="y")
    assert (again.updated, again.unchanged) == (0, 1)

    undo.undo_last(operator="甲")
    undo.undo_last(operator="甲")
    assert live(ResidentCategory)[0].certificate_number == ""


def test_the_same_file_twice_adds_nobody(ledger: Ledger) -> None:
    households = (
        home(
            person("苏某某", id_number=_ID), person("苏小", relation="子", relation_code="20", birth="1990")
        ),
        home(person("陈某某"), person("陈某某", relation="子", relation_code="20"), room="102"),
        PlannedHousehold(members=[person("无门牌"), person("无门牌", birth="1950")], door=""),
        PlannedHousehold(members=[person("有地址")], address="田边老屋"),
    )
    first = bring(*households)
    before = {model: len(live(model)) for model in LEDGER_MODELS}
    second = bring(*households)
    assert (first.added, second.added, second.updated, second.unchanged) == (7, 0, 0, 7)
    after = {model: len(live(model)) for model in LEDGER_MODELS}
    assert {m for m in LEDGER_MODELS if before[m] != after[m]} == {imports.ImportBatch}


def test_a_blank_cell_never_overwrites_and_what_is_missing_is_filled_in(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID, note="原来的话", registered_address="厦门", birth="1966")))
    result = bring(
        home(person("苏某某", id_number=_ID, sex=Sex.FEMALE, birth="1966-12-15", phones=(("", "1390000"),)))
    )
    assert (result.updated, result.unchanged) == (1, 0)
    (row,) = live(Resident)
    assert (row.note, row.registered_address) == ("原来的话", "厦门")
    assert (row.sex, row.birth) == ("2", "1966-12-15")
    assert [phone.number for phone in live(Phone)] == ["1390000"]


def test_what_differs_is_kept_as_it_is_and_said(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID, sex=Sex.FEMALE, registered_address="厦门")))
    result = bring(home(person("苏某", id_number=_ID, sex=Sex.MALE, registered_address="泉州")))
    (row,) = live(Resident)
    assert (row.name, row.sex, row.registered_address) == ("苏某某", "2", "厦门")
    assert sorted(kinds(result)) == [
        DoubtKind.DIFFERS_FROM_LEDGER, DoubtKind.DIFFERS_FROM_LEDGER, DoubtKind.SAME_ID_OTHER_NAME,
    ]  # fmt: skip
    assert all((doubt.sheet, doubt.row) == ("表", 7) for doubt in result.doubts)


def test_an_old_number_and_its_new_form_are_one_person(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number="350212661215669")))
    assert bring(home(person("苏某某", id_number=_ID), room="102")).added == 0


def test_door_name_and_birth_date_tell_a_person(ledger: Ledger) -> None:
    bring(home(person("苏某某", birth="1966-12-15")))
    result = bring(home(person("苏某某", birth="1966-12-15", id_number=_ID)))
    assert (result.added, result.updated) == (0, 1)
    assert live(Resident)[0].id_number == _ID


def test_door_and_name_alone_are_a_proposal_that_is_said(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(home(person("苏某某", phones=(("", "139"),))))
    assert result.added == 0
    assert kinds(result) == [DoubtKind.MATCH_PROPOSED]


def test_two_of_one_name_behind_a_door_are_no_proposal(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID), person("苏某某", id_number=_OTHER_ID)))
    result = bring(home(person("苏某某", phones=(("", "139"),))))
    assert result.added == 1
    assert DoubtKind.NAMESAKE_AT_DOOR in kinds(result)


@pytest.mark.parametrize(
    ("present", "told"),
    [
        ({"id_number": _ID}, {"id_number": _OTHER_ID}),
        ({"birth": "1966-12-15"}, {"birth": "1967"}),
    ],
)
def test_what_speaks_against_it_makes_two_persons(
    ledger: Ledger, present: dict[str, str], told: dict[str, str]
) -> None:
    bring(home(person("苏某某", **present)))
    result = bring(home(person("苏某某", **told)))
    assert result.added == 1
    assert DoubtKind.NAMESAKE_AT_DOOR in kinds(result)


def test_a_name_alone_never_matches(ledger: Ledger) -> None:
    bring(home(person("苏某某")))
    assert bring(home(person("苏某某"), room="102")).added == 1
    assert bring(PlannedHousehold(members=[person("苏某某")]), digest="other").added == 1
    # And not among those without a door, unless it is the very same file.
    assert bring(PlannedHousehold(members=[person("苏某某")]), digest="third").added == 1


def test_a_person_without_a_door_in_the_file_stays_where_they_live(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(PlannedHousehold(members=[person("苏某某", id_number=_ID, note="残疾名册")]), digest="b")
    assert (result.added, result.updated, result.doubts) == (0, 1, ())
    assert len(live(Household)) == 1
    assert live(Resident)[0].household.dwelling.room == "101"


def test_another_door_in_the_file_moves_nobody(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(home(person("苏某某", id_number=_ID), room="102"))
    assert kinds(result) == [DoubtKind.DOOR_DIFFERS]
    assert live(Resident)[0].household.dwelling.room == "101"
    assert len(live(Household)) == 1


def test_a_newcomer_joins_the_household_their_family_is_in(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(home(person("苏某某", id_number=_ID), person("苏小", relation="子", relation_code="20")))
    assert result.added == 1
    assert len(live(Household)) == 1
    assert [row.position for row in live(Resident)] == [0, 1]


def test_a_household_keeps_its_one_head(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(home(person("苏某某", id_number=_ID, relation_code="", relation=""), person("苏大")))
    assert kinds(result) == [DoubtKind.DIFFERS_FROM_LEDGER]
    assert [(row.name, row.relation_code) for row in live(Resident)] == [("苏某某", "02"), ("苏大", "")]


def test_a_relation_that_was_missing_is_filled_in_where_people_belong_too(ledger: Ledger) -> None:
    bring(home(person("苏某某"), person("苏小", id_number=_ID, relation_code="", relation="")))
    bring(home(person("苏某某"), person("苏小", id_number=_ID, relation_code="20", relation="长子")))
    assert [(row.relation_code, row.relation_word) for row in live(Resident)] == [
        ("02", "户主"),
        ("20", "长子"),
    ]
    assert [row.relation_word for row in live(Residency)] == ["户主", "长子"]


def test_what_staff_took_away_on_purpose_stays_away(ledger: Ledger) -> None:
    household = home(person("苏某某", id_number=_ID, phones=(("", "139"),)))
    bring(household)
    with changes.transaction("删号码", operator="甲"):
        changes.withdraw(Phone.get())
    again = bring(household)
    assert (again.unchanged, live(Phone)) == (1, [])


def test_coming_back_alone_or_elsewhere_leaves_no_loose_ends(ledger: Ledger) -> None:
    both = home(
        person("苏某某", id_number=_ID), person("苏小", relation="子", relation_code="20", birth="1990-01-01")
    )
    imports.undo_import(bring(both).batch_uid, operator="甲")
    bring(home(person("苏小", relation="子", relation_code="20", birth="1990-01-01")))
    (household,) = live(Household)
    assert household.head.name == "苏小"
    bring(home(person("苏某某", id_number=_ID), room="602"))
    belongings = {row.resident.name: row.household_id for row in live(Residency)}
    assert belongings == {row.name: row.household_id for row in live(Resident)}
    assert all(row.household.deleted_at is None for row in live(Residency))


def test_undoing_what_came_back_keeps_who_was_added_since(ledger: Ledger) -> None:
    household = home(person("苏某某", id_number=_ID))
    imports.undo_import(bring(household).batch_uid, operator="甲")
    second = bring(household)
    with changes.transaction("新增居民", operator="乙"):
        changes.add(Resident, name="后来的人", household=live(Household)[0])
    undone = imports.undo_import(second.batch_uid, operator="甲")
    assert ("household", "needed") in {(conflict.table, conflict.reason) for conflict in undone.kept}
    assert len(live(Household)) == 1


def test_an_import_done_again_can_be_undone_again(ledger: Ledger) -> None:
    batch = bring(home(person("苏某某", id_number=_ID))).batch_uid
    undo.undo_last(operator="甲")
    undo.redo_last(operator="甲")
    assert imports.undo_import(batch, operator="甲").kept == ()
    assert live(Resident) == []


def test_a_place_name_too_long_is_refused_before_anything_is_written(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="小区“"):
        bring(home(person("苏某某"), compound="长" * 61))
    assert live(Resident) == []


def test_strangers_behind_a_door_are_a_household_of_their_own(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    result = bring(home(person("陈某某", id_number=_OTHER_ID)))
    assert kinds(result) == [DoubtKind.DOOR_SHARED]
    assert len(live(Household)) == 2
    assert len(live(Dwelling)) == 1


def test_two_households_of_one_file_behind_one_door_stay_two(ledger: Ledger) -> None:
    result = bring(home(person("苏某某")), home(person("陈某某")))
    assert result.doubts == ()
    assert [household.head.name for household in live(Household)] == ["苏某某", "陈某某"]
    assert bring(home(person("苏某某")), home(person("陈某某"))).added == 0


def test_naming_the_compound_in_a_second_try_moves_nobody(ledger: Ledger) -> None:
    def without(**more: Any) -> list[PlannedHousehold]:
        return [
            home(person("苏某某", id_number=_ID), compound="", door="1号楼1单元101", **more),
            home(person("陈某某"), room="102", compound="", door="1号楼1单元102", **more),
        ]

    bring(*without())
    result = bring(home(person("苏某某", id_number=_ID)), home(person("陈某某"), room="102"))
    assert (result.added, result.unchanged, result.doubts) == (0, 2, ())
    assert [compound.name for compound in live(Compound)] == ["芸溪里"]
    assert len(live(Dwelling)) == 2
    assert ledger.faults() == []
    imports.undo_import(result.batch_uid, operator="甲")
    assert [compound.name for compound in live(Compound)] == [""]


def test_a_file_that_moves_nobody_makes_no_empty_doors(ledger: Ledger) -> None:
    bring(home(person("苏某某", id_number=_ID)))
    bring(home(person("苏某某", id_number=_ID, visits=(PlannedVisit("2025-01-01", ""),)), room="909"))
    assert [door.room for door in live(Dwelling)] == ["101"]
    assert [visit.dwelling for visit in live(Visit)] == [None]


def test_a_door_of_another_grid_than_its_building_keeps_its_own(ledger: Ledger) -> None:
    bring(home(person("甲")), home(person("乙"), room="102"), home(person("丙"), room="103", grid="第2网格"))
    assert [door.grid and door.grid.name for door in live(Dwelling)] == [None, None, "第2网格"]
    assert [grid.name for grid in live(Grid)] == ["第1网格", "第2网格"] or len(live(Grid)) == 2
    result = bring(home(person("甲"), grid="第2网格"))
    assert DoubtKind.GRID_DIFFERS in kinds(result)


def test_undoing_an_import_and_importing_again_revives_the_same_rows(ledger: Ledger) -> None:
    household = home(
        person("苏某某", id_number=_ID, phones=(("", "139"),), care=(("living_alone", "独居老人", ""),)),
        person("苏小", relation="子", relation_code="20"),
    )
    first = bring(household)
    uids = {
        row.uid for model in (Resident, Household, Dwelling, Phone, ResidentCategory) for row in live(model)
    }
    undone = imports.undo_import(first.batch_uid, operator="甲")
    assert undone.kept == ()
    for model in (
        Resident,
        Household,
        Dwelling,
        Building,
        Compound,
        Grid,
        Phone,
        ResidentCategory,
        Residency,
    ):
        assert live(model) == []
    assert import_reviews.list_imports()[0].is_undone
    again = bring(household)
    assert (again.added, again.updated, again.unchanged) == (2, 0, 0)
    back = {
        row.uid for model in (Resident, Household, Dwelling, Phone, ResidentCategory) for row in live(model)
    }
    assert back == uids
    assert [row.ends_on for row in live(Residency)] == ["", ""]
    assert ledger.faults() == []


def test_undoing_an_import_keeps_what_was_edited_since(ledger: Ledger) -> None:
    first = bring(home(person("苏某某", id_number=_ID)), home(person("陈某某"), room="102"))
    row = Resident.get(Resident.name == "苏某某")
    with changes.transaction("改备注", operator="乙"):
        changes.edit(row, note="亲手写的")
    undone = imports.undo_import(first.batch_uid, operator="甲")
    assert [resident.name for resident in live(Resident)] == ["苏某某"]
    assert ("resident", "changed") in {(conflict.table, conflict.reason) for conflict in undone.kept}
    assert {"household", "dwelling", "building", "compound"} <= {c.table for c in undone.kept}
    assert ledger.faults() == []
    with pytest.raises(UserError, match="已经撤销过"):
        imports.undo_import(first.batch_uid, operator="甲")


def test_leaving_an_import_at_any_moment_leaves_nothing(ledger: Ledger) -> None:
    def state() -> list[Any]:
        return [
            [{k: v for k, v in row.items() if k not in BOOKKEEPING} for row in model.select().dicts()]
            for model in LEDGER_MODELS
        ]

    before = state()
    for steps in range(1, 5):
        matching = imports.hold_against_ledger([home(person("苏某某", id_number=_ID))], digest="x")
        writing = imports.write_import(matching, file_name="a", digest="x", doubts=0, operator="甲")
        for _ in range(steps):
            next(writing)
        writing.close()
        assert state() == before
    assert undo.next_undo() is None


def test_a_text_longer_than_its_column_is_cut_and_said(ledger: Ledger) -> None:
    result = bring(home(person("苏某某", registered_address="很长" * 150)))
    assert kinds(result) == [DoubtKind.TEXT_TOO_LONG]
    assert len(live(Resident)[0].registered_address) == 200


def test_how_a_table_was_read_is_remembered(ledger: Ledger) -> None:
    one = RememberedTable({0: "name", 1: "id_number", 2: ""}, (2, 3), "cells")
    assert imports.remembered_tables() == {}
    imports.remember_tables({"a": one, "b": RememberedTable({0: "name"})}, operator="甲")
    assert imports.remembered_tables() == {"a": one, "b": RememberedTable({0: "name"})}
    changed = RememberedTable({0: "name", 1: "note"}, (2,), "")
    imports.remember_tables({"a": changed}, operator="甲")
    assert imports.remembered_tables() == {"a": changed, "b": RememberedTable({0: "name"})}
    # What an import was read by is no step of anybody's work.
    assert undo.next_undo() is None
    count = LedgerTransaction.select().count()
    imports.remember_tables({"a": changed}, operator="甲")
    assert LedgerTransaction.select().count() == count


_MEMBERS = st.builds(
    person,
    st.sampled_from(["苏某", "陈某", "林某"]),
    birth=st.sampled_from(["", "1966", "1966-12-15", "1970-01-01"]),
    id_number=st.sampled_from(["", "", _ID, _OTHER_ID]),
    phones=st.sampled_from([(), (("", "139"),), (("", "138"),)]),
    relation_code=st.sampled_from(["02", "20"]),
)


def _each_once(households: list[PlannedHousehold]) -> bool:
    """As plans are: who is met again in a file, by number and name or by door, name and birth date, is one."""
    people = [(member, household.room) for household in households for member in household.members]
    numbers = [(member.name, member.id_number) for member, _ in people if member.id_number]
    births = [(member.name, member.birth, room) for member, room in people if len(member.birth) == 10]
    return len(set(numbers)) == len(numbers) and len(set(births)) == len(births)


_HOMES = st.lists(
    st.builds(
        lambda members, room: home(*members, room=room),
        st.lists(_MEMBERS, min_size=1, max_size=3),
        st.sampled_from(["101", "102"]),
    ),
    min_size=1,
    max_size=3,
).filter(_each_once)


@settings(max_examples=40)
@given(first=_HOMES, second=_HOMES)
def test_whatever_comes_in_nobody_is_added_twice_and_undo_takes_it_back(
    tmp_path_factory: pytest.TempPathFactory, first: list[PlannedHousehold], second: list[PlannedHousehold]
) -> None:
    made, _ = create_ledger(tmp_path_factory.mktemp("ledger") / "a", password=None)
    with made as ledger:
        bring(*first)
        names = sorted(row.name for row in live(Resident))
        batch = bring(*second, digest="y")
        again = bring(*second, digest="y")
        assert again.added == 0
        assert len(live(Resident)) == len(names) + batch.added
        for household in live(Household):
            members = [row for row in live(Resident) if row.household_id == household.id]
            assert household.head_id in {row.id for row in members}
        assert ledger.faults() == []
        imports.undo_import(again.batch_uid, operator="甲")
        undone = imports.undo_import(batch.batch_uid, operator="甲")
        if not undone.kept:
            assert sorted(row.name for row in live(Resident)) == names
        assert ledger.faults() == []
