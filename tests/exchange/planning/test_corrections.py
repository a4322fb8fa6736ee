"""What a person puts right row by row is read by the same rules as the file, and nothing else of the file changes."""

from collections.abc import Callable
from datetime import date

import pytest

from community_desk.domain.codes import Sex
from community_desk.domain.planned import Answer, DoubtKind
from community_desk.exchange.import_plan import Grouping, ImportOptions, ImportPlan, SheetOptions
from community_desk.exchange.planning.corrections import corrected
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.tables import Cell, Sheet, Table

HEAD: list[Cell] = ["小区", "楼栋", "单元", "房号", "姓名", "性别", "身份证号", "与户主关系", "出生日期"]
ID = "350212196612156692"
Plan = Callable[..., ImportPlan]


def row(name: str, room: str = "101", **more: Cell) -> list[Cell]:
    """A row behind a door of 芸溪里1号楼1单元."""
    values = {"sex": "男", "id": "", "relation": "户主", "birth": ""} | more
    return ["芸溪里", "1", "1", room, name, values["sex"], values["id"], values["relation"], values["birth"]]


def kinds(plan: ImportPlan) -> list[DoubtKind]:
    return [doubt.kind for doubt in plan.doubts if doubt.row]


def names(plan: ImportPlan) -> list[list[str]]:
    return [[member.name for member in home.members] for home in plan.households]


def test_a_corrected_cell_is_read_as_if_the_file_said_so(plan_of: Plan) -> None:
    rows = [HEAD, row("苏某", id=3.50212196612156e17, relation="干爹", birth="看不清")]
    assert set(kinds(plan_of(rows))) == {
        DoubtKind.ID_LOST_DIGITS,
        DoubtKind.DATE_UNREADABLE,
        DoubtKind.RELATION_UNKNOWN,
    }
    cells = {("台账", 2, 6): ID, ("台账", 2, 7): "户主", ("台账", 2, 8): ""}
    plan = plan_of(rows, options=ImportOptions(cells=cells))
    (member,) = plan.households[0].members
    assert (member.id_number, member.birth, member.sex) == (ID, "1966-12-15", Sex.MALE)
    assert member.relation_code == "02"
    assert kinds(plan) == []


def test_a_cell_beyond_a_short_row_can_be_filled_in(plan_of: Plan) -> None:
    rows = [HEAD, row("苏某", birth="1955-03")[:6]]
    plan = plan_of(rows, options=ImportOptions(cells={("台账", 2, 8): "1955-03-08", ("台账", 9, 8): "1960"}))
    assert plan.households[0].members[0].birth == "1955-03-08"


def test_the_file_itself_stays_as_it_is() -> None:
    sheet = Sheet("台账", [["甲", "乙"], ["丙"]], without_value=[(1, 0), (0, 1)], faulty=[(1, 1)])
    changed = corrected(sheet, {("台账", 2, 1): "丁", ("别的", 1, 0): "戊"})
    assert changed.rows == [["甲", "乙"], ["丙", "丁"]]
    assert (changed.without_value, changed.faulty) == ([(1, 0), (0, 1)], [])
    assert sheet.rows == [["甲", "乙"], ["丙"]]
    assert changed.rows[0] is sheet.rows[0]
    assert corrected(sheet, {}) is sheet


@pytest.mark.parametrize("grouping", [Grouping.CELLS, Grouping.HEAD_ROW, Grouping.ADDRESS])
def test_who_is_left_out_leaves_the_door_to_the_others(plan_of: Plan, grouping: Grouping) -> None:
    blank = ["", "", "", ""]
    rows = [
        HEAD,
        row("苏某"),
        [*blank, *row("苏妻", relation="配偶")[4:]],
        [*blank, *row("苏子", relation="子")[4:]],
        row("林某", "102"),
        [*blank, *row("林妻", relation="配偶")[4:]],
    ]
    options = ImportOptions(
        left_out=frozenset((("台账", 2),)), sheets={"台账": SheetOptions(grouping=grouping)}
    )
    plan = plan_of(rows, options=options)
    assert names(plan) == [["苏妻", "苏子"], ["林某", "林妻"]]
    assert plan.households[0].door == "芸溪里1号楼1单元101"
    assert plan.sheets[0].skipped[2] == "left_out"
    assert plan.sheets[0].people == 4


def test_one_person_or_two_is_as_somebody_says(plan_of: Plan) -> None:
    rows = [
        HEAD,
        row("苏某", birth="1955-03-08"),
        row("苏某", birth="1955-03-08", relation="其他"),
        row("林某", "102", birth="1960-01-02"),
        row("林某", "102", birth="1961-01-02", relation="其他"),
    ]
    found = plan_of(rows)
    assert names(found) == [["苏某"], ["林某", "林某"]]
    assert {DoubtKind.REPEATED_ROW, DoubtKind.NAMESAKE_AT_DOOR} <= set(kinds(found))
    told = plan_of(rows, options=ImportOptions(repeats={("台账", 3): Answer.OTHER, ("台账", 5): Answer.SAME}))
    assert names(told) == [["苏某", "苏某"], ["林某"]]
    assert not {DoubtKind.REPEATED_ROW, DoubtKind.NAMESAKE_AT_DOOR} & set(kinds(told))
    assert told.households[1].members[0].birth == "1960-01-02"


def test_a_number_used_twice_may_be_one_person(plan_of: Plan) -> None:
    rows = [HEAD, row("苏某", id=ID), row("苏芒", "102", id=ID)]
    assert DoubtKind.ID_REPEATED in kinds(plan_of(rows))
    same = plan_of(rows, options=ImportOptions(repeats={("台账", 3): Answer.SAME}))
    assert (names(same), DoubtKind.ID_REPEATED in kinds(same)) == ([["苏某"]], False)
    other = plan_of(rows, options=ImportOptions(repeats={("台账", 3): Answer.OTHER}))
    assert (names(other), DoubtKind.ID_REPEATED in kinds(other)) == ([["苏某"], ["苏芒"]], False)


def test_a_settled_doubt_is_told_no_more(plan_of: Plan) -> None:
    rows = [HEAD, row("苏某", relation="干爹"), row("林某", "102", relation="干爹")]
    first = plan_of(rows)
    doubt = next(doubt for doubt in first.doubts if doubt.kind is DoubtKind.RELATION_UNKNOWN)
    again = plan_of(rows, options=ImportOptions(settled=frozenset((doubt,))))
    assert [each for each in first.doubts if each != doubt] == again.doubts


def test_corrections_of_one_sheet_leave_another_alone() -> None:
    sheets = [
        Sheet(name, [list(HEAD), row("苏某", str(place))]) for place, name in enumerate(("甲", "乙"), 1)
    ]
    options = ImportOptions(cells={("乙", 2, 4): "林某"})
    plan = plan_import(Table("台账.xlsx", "xlsx", sheets), options, today=date(2026, 11, 23))
    assert names(plan) == [["苏某"], ["林某"]]
