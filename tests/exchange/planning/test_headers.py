"""Headings of real ledgers: titles, two rows, repeated, unknown columns, and those that stay out."""

from collections.abc import Sequence

import pytest

from community_desk.domain.planned import PlannedContact
from community_desk.exchange.import_plan import Field, ImportOptions, SheetOptions
from community_desk.exchange.tables import Cell
from tests.exchange.planning.small_tables import HEAD, IdOf, PlanOf, homes, kinds, only, row


class TestHeadings:
    def test_titles_above_and_remarks_below(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["芸溪社区居民花名册"],
                ["填表单位：芸溪社区", "", "", "", "2026年10月"],
                [],
                HEAD,
                row("101", "陈一", "户主"),
                ["合  计", "", "", "", "1人"],
                ["本页小计：1户 1人"],
                ["填表人：张三", "", "审核人：李四"],
                ["注：以上信息仅供内部使用"],
            ]
        )
        assert homes(plan) == [("芸溪里1号楼1单元101", ["陈一"])]
        assert kinds(plan) == []
        sheet = plan.sheets[0]
        assert sheet.header_rows == (4,)
        assert sheet.skipped == {
            1: "title",
            2: "title",
            4: "header",
            6: "total",
            7: "total",
            8: "note",
            9: "note",
        }

    def test_a_heading_repeated_for_each_printed_page(self, plan_of: PlanOf) -> None:
        title: list[Cell] = ["花名册"]
        page: list[list[Cell]] = [title, HEAD]
        again: list[Cell] = [f" {cell}" for cell in HEAD]
        plan = plan_of([*page, row("101", "陈一", "户主"), *page, row("101", "陈二", "子"), again])
        assert homes(plan) == [("芸溪里1号楼1单元101", ["陈一", "陈二"])]
        assert plan.sheets[0].skipped == {1: "title", 2: "header", 4: "title", 5: "header", 7: "header"}

    @pytest.mark.parametrize(
        "merged", [[(0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 5), (0, 6, 0, 8)], []]
    )
    def test_a_heading_of_two_rows_is_unfolded(
        self, plan_of: PlanOf, merged: Sequence[tuple[int, int, int, int]]
    ) -> None:
        plan = plan_of(
            [
                ["住址", "", "姓名", "性别", "联系方式", "", "紧急联系人", "", ""],
                ["楼栋", "房号", "", "", "手机", "固话", "姓名", "电话", "关系"],
                ["3", "501", "陈一", "女", "13800001234", "7057479", "陈二", "13900001234", "女儿"],
            ],
            merged=merged,
            options=ImportOptions(compound="芸溪里"),
        )
        member = only(plan)
        assert plan.households[0].door == "芸溪里3号楼501"
        assert plan.sheets[0].header_rows == (1, 2)
        assert plan.sheets[0].columns[4].heading == "联系方式 手机"
        assert member.phones == (("", "13800001234"), ("", "7057479"))
        assert member.contacts == (PlannedContact("陈二", "女儿", (("", "13900001234"),)),)

    def test_column_numbers_below_the_heading_are_no_people(self, plan_of: PlanOf) -> None:
        numbers: list[Cell] = [float(number) for number in range(1, len(HEAD) + 1)]
        plan = plan_of([HEAD, numbers, row("101", "陈一", "户主")])
        assert plan.people == 1
        assert plan.sheets[0].skipped[2] == "header"

    def test_a_second_table_below_is_read_by_its_own_heading(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主"),
                ["姓名", "电话", "地址"],
                ["林二", "13800001234", "芸溪里2号楼1单元102"],
            ]
        )
        assert homes(plan) == [("芸溪里1号楼1单元101", ["陈一"]), ("芸溪里2号楼1单元102", ["林二"])]
        assert [sheet.key for sheet in plan.sheets] == ["台账", "台账（第3行起）"]

    def test_what_must_not_be_stored_is_not_imported(self, plan_of: PlanOf) -> None:
        heads: list[Cell] = ["地址", "姓名", "民族", "宗教信仰", "政治面貌", "文化程度", "备注", "性别"]
        cells: list[Cell] = [
            "芸溪里1号楼1单元101",
            "陈一",
            "回族",
            "伊斯兰教",
            "党员",
            "大专",
            "爱晨练",
            "女",
        ]
        stubborn = SheetOptions(columns={2: Field.NOTE, 3: Field.NOTE, 4: Field.CARE})
        for options in (ImportOptions(), ImportOptions(sheets={"台账": stubborn})):
            plan = plan_of([heads, cells], options=options)
            assert only(plan).note == "爱晨练"
            assert only(plan).care == ()
            assert [choice.heading for choice in plan.sheets[0].not_imported] == heads[2:6]

    def test_columns_nobody_knows_are_listed_and_left_out(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [["姓名", "性别", "电话", "鞋码", ""], ["陈一", "女", "13800001234", "38", "无标题的话"]]
        )
        assert [choice.heading for choice in plan.sheets[0].not_imported] == ["鞋码", "（无标题）"]
        assert only(plan).note == ""

    def test_a_choice_of_columns_wins_over_the_synonyms(self, plan_of: PlanOf) -> None:
        options = ImportOptions(sheets={"台账": SheetOptions(columns={3: Field.NOTE, 2: Field.NONE})})
        plan = plan_of(
            [["姓名", "性别", "电话", "鞋码"], ["陈一", "女", "13800001234", "38"]], options=options
        )
        assert (only(plan).note, only(plan).phones) == ("38", ())

    def test_somebody_elses_number_is_not_the_persons(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = plan_of([["姓名", "性别", "配偶身份证号"], ["陈一", "女", id_of("1966-12-15")]])
        assert only(plan).id_number == ""

    def test_a_sheet_without_heading_is_told(self, plan_of: PlanOf) -> None:
        plan = plan_of([["今天", "天气"], ["很", "好"]])
        assert kinds(plan) == ["header_not_found"]
        assert plan.people == 0
