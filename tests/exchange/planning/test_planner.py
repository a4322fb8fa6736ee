"""Laws of planning: whatever stands in a file, nothing raises and nothing vanishes unseen."""

import datetime
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Field, Grouping, ImportOptions, ImportPlan, SheetOptions
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.tables import Cell, Sheet, Table

TODAY = datetime.date(2026, 11, 23)
HEAD: list[Cell] = [
    "小区",
    "楼栋",
    "单元",
    "房号",
    "姓名",
    "性别",
    "身份证号",
    "与户主关系",
    "电话",
    "类别",
    "出生日期",
    "备注",
]

_words = st.sampled_from(
    [
        *(
            "陈一",
            "林二",
            "户主",
            "配偶",
            "本人",
            "男",
            "女",
            "芸溪里",
            "1号楼",
            "3-2-501",
            "501",
            "合计",
            "小计",
        ),
        *(
            "姓名",
            "空房",
            "填表人：",
            "350212196612156692",
            "13800001234",
            "独居老人；高龄",
            "1955.03",
            "无",
            "√",
        ),
        *("第2网格", "侨兴路", " ", "\n"),
    ]
)
_cells = st.one_of(
    st.just(""),
    _words,
    st.text(max_size=12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
_rows = st.lists(st.lists(_cells, max_size=14), max_size=14)
_areas = st.lists(st.tuples(*[st.integers(0, 14)] * 4), max_size=6)


def plan_of(sheets: Sequence[Sheet], options: ImportOptions | None = None) -> ImportPlan:
    return plan_import(Table("表.xlsx", "xlsx", list(sheets)), options, today=TODAY)


def accounted(plan: ImportPlan) -> set[tuple[str, int]]:
    """Sheet and row of all that the plan speaks of."""
    found = {
        (member.sheet, row)
        for household in plan.households
        for member in household.members
        for row in member.rows
    }
    found |= {(sheet.sheet, row) for sheet in plan.sheets for row in sheet.skipped}
    return found | {(doubt.sheet, doubt.row) for doubt in plan.doubts}


class TestLaws:
    @given(_rows, _areas)
    def test_no_rows_make_planning_raise(
        self, rows: list[list[Cell]], areas: list[tuple[int, int, int, int]]
    ) -> None:
        plan = plan_of([Sheet("表", rows, areas), Sheet("1号楼", rows, areas, [(1, 1)], [(2, 2)])])
        assert all(member.name for household in plan.households for member in household.members)

    @given(_rows, _areas, st.sampled_from([None, *Grouping]))
    def test_every_row_below_a_heading_is_a_person_a_known_row_or_a_doubt(
        self, rows: list[list[Cell]], areas: list[tuple[int, int, int, int]], grouping: Grouping | None
    ) -> None:
        options = ImportOptions(sheets={"表": SheetOptions(grouping=grouping)})
        plan = plan_of([Sheet("表", [["花名册"], HEAD, *rows], areas)], options)
        filled = {row for row, cells in enumerate(rows, start=3) if any(str(cell).strip() for cell in cells)}
        assert {("表", row) for row in {1, 2} | filled} <= accounted(plan)

    @given(_rows, st.dictionaries(st.integers(0, 13), st.sampled_from(list(Field))))
    def test_no_choice_of_columns_makes_planning_raise(
        self, rows: list[list[Cell]], columns: dict[int, Field]
    ) -> None:
        options = ImportOptions(sheets={"表": SheetOptions(columns=columns)})
        plan = plan_of([Sheet("表", [HEAD, *rows])], options)
        assert plan == plan_of([Sheet("表", [HEAD, *rows])], options)

    @given(_rows)
    def test_no_household_is_empty_and_nobody_comes_twice(self, rows: list[list[Cell]]) -> None:
        plan = plan_of([Sheet("表", [HEAD, *rows])])
        assert all(household.members for household in plan.households)
        places = [row for household in plan.households for member in household.members for row in member.rows]
        assert len(places) == len(set(places))


class TestSheets:
    def test_a_person_on_two_sheets_is_one_and_keeps_the_facts_of_both(
        self, id_of: Callable[..., str]
    ) -> None:
        number = id_of("1940-12-15")
        residents = Sheet("底册", [["地址", "姓名", "身份证号"], ["芸溪里1号楼1单元101", "陈一", number]])
        elders = Sheet(
            "老人", [["姓名", "身份证号", "类别", "电话"], ["陈一", number, "独居老人", "13800001234"]]
        )
        plan = plan_of([residents, elders])
        (household,) = plan.households
        (member,) = household.members
        assert household.door == "芸溪里1号楼1单元101"
        assert member.care == (("living_alone", "独居老人", ""),)
        assert member.phones == (("", "13800001234"),)
        told = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.REPEATED_ROW]
        assert [(doubt.sheet, doubt.row) for doubt in told] == [("老人", 2)]

    def test_a_hidden_sheet_is_told_and_taken_when_asked_for(self) -> None:
        hidden = Sheet("旧", [["姓名", "性别", "电话"], ["陈一", "女", ""]], hidden=True)
        plan = plan_of([hidden])
        assert plan.people == 0
        assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.SHEET_HIDDEN]
        asked = plan_of([hidden], ImportOptions(sheets={"旧": SheetOptions(include=True)}))
        assert asked.people == 1

    def test_a_sheet_left_out_says_nothing(self) -> None:
        sheet = Sheet("甲", [["姓名", "性别", "电话"], ["陈一", "女", "问邻居"]])
        plan = plan_of([sheet], ImportOptions(sheets={"甲": SheetOptions(include=False)}))
        assert (plan.people, plan.doubts, plan.sheets[0].included) == (0, [], False)

    def test_doubts_come_in_the_order_of_the_file(self) -> None:
        rows: list[list[Cell]] = [HEAD]
        rows += [["", "", "", "", f"陈{number}?", "女", "号??"] for number in "一二三"]
        plan = plan_of([Sheet("乙", rows), Sheet("甲", rows)])
        assert [doubt.sheet for doubt in plan.doubts] == ["乙"] * (len(plan.doubts) // 2) + ["甲"] * (
            len(plan.doubts) // 2
        )
        assert all(
            a.row <= b.row for a, b in zip(plan.doubts, plan.doubts[1:], strict=False) if a.sheet == b.sheet
        )


class TestFarAway:
    def test_a_value_far_to_the_right_is_told_and_costs_no_columns(self) -> None:
        row: list[Cell] = ["陈一", "女", "", *[""] * 16_000, "远"]
        plan = plan_of([Sheet("甲", [["姓名", "性别", "电话"], row, ["林二", "女", "", "近"]])])
        assert plan.people == 2
        assert [choice.heading for choice in plan.sheets[0].columns] == ["姓名", "性别", "电话", "（无标题）"]
        told = [doubt.text for doubt in plan.doubts if doubt.kind is DoubtKind.HEADER_NOT_FOUND]
        assert told == ["表格右边WQN列起还有内容，没有列名，没有导入"]

    def test_a_value_far_below_is_only_that_row(self) -> None:
        rows: list[list[Cell]] = [
            ["姓名", "性别", "电话"],
            ["陈一", "女", ""],
            *[[] for _ in range(100_000)],
            ["x"],
        ]
        plan = plan_of([Sheet("甲", rows)])
        assert plan.people == 2
        assert plan.sheets[0].skipped == {1: "header"}


class TestRefusal:
    def test_a_file_without_heading_is_refused_in_one_sentence(self) -> None:
        plan = plan_of([Sheet("甲", [["今天", "天气"], ["很", "好"]])])
        with pytest.raises(UserError, match="没有找到表头"):
            plan.require_people()

    def test_a_file_without_people_is_refused_in_one_sentence(self) -> None:
        plan = plan_of([Sheet("甲", [HEAD])])
        with pytest.raises(UserError, match="没有可以导入的人员"):
            plan.require_people()

    def test_a_file_with_people_is_not(self) -> None:
        plan_of([Sheet("甲", [["姓名", "性别", "电话"], ["陈一", "女", ""]])]).require_people()
