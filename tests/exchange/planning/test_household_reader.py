"""Households told apart in every way that ledgers are written."""

import pytest

from community_desk.domain.codes import BuildingKind
from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Grouping, ImportOptions, SheetOptions
from community_desk.exchange.tables import Cell
from tests.exchange.planning.small_tables import HEAD, PlanOf, homes, kinds, row


class TestHouseholds:
    def test_door_cells_merged_down(self, plan_of: PlanOf) -> None:
        rows = [
            HEAD,
            row("101", "陈一", "户主"),
            row("", "陈二", "子"),
            row("101", "林三", "户主"),
            row("", "林四", "妻"),
        ]
        merged = [(1, column, 2, column) for column in range(4)] + [
            (3, column, 4, column) for column in range(4)
        ]
        plan = plan_of(rows, merged=merged)
        door = "芸溪里1号楼1单元101"
        assert homes(plan) == [(door, ["陈一", "陈二"]), (door, ["林三", "林四"])]
        assert plan.sheets[0].grouping is Grouping.CELLS
        assert kinds(plan) == []

    def test_a_building_merged_over_many_households(self, plan_of: PlanOf) -> None:
        rows: list[list[Cell]] = [
            ["楼栋", "房号", "姓名", "性别", "与户主关系"],
            ["1号楼", "101", "陈一", "女", "户主"],
            ["", "", "陈二", "男", "子"],
            ["", "102", "林三", "女", "户主"],
            ["2号楼", "101", "王五", "女", "户主"],
            ["", "", "王六", "男", "子"],
        ]
        merged = [(1, 0, 3, 0), (4, 0, 5, 0), (1, 1, 2, 1), (4, 1, 5, 1)]
        expected = [("1号楼101", ["陈一", "陈二"]), ("1号楼102", ["林三"]), ("2号楼101", ["王五", "王六"])]
        assert homes(plan_of(rows, merged=merged)) == expected
        assert homes(plan_of(rows)) == expected

    def test_blank_below_the_head_and_a_second_head_inside(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主"),
                row("", "陈二", "子"),
                row("", "林三", "本人"),
                row("", "林四", "子"),
                row("102", "王五", "户主"),
                row("", "王六", "女"),
            ]
        )
        assert [names for _door, names in homes(plan)] == [
            ["陈一", "陈二"],
            ["林三", "林四"],
            ["王五", "王六"],
        ]
        assert {door for door, _names in homes(plan)[:2]} == {"芸溪里1号楼1单元101"}
        assert kinds(plan) == ["same_address_grouping"]

    def test_heads_start_households_where_there_are_no_doors(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["姓名", "与户主关系", "电话"],
                ["陈一", "户主", ""],
                ["陈二", "子", ""],
                ["林三", "户主", ""],
            ]
        )
        assert homes(plan) == [("", ["陈一", "陈二"]), ("", ["林三"])]
        assert DoubtKind.DOOR_MISSING in {doubt.kind for doubt in plan.doubts}

    def test_a_household_number_wins_over_the_door(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["户号", "地址", "姓名", "性别"],
                ["0001", "芸溪里1号楼1单元101", "陈一", "女"],
                ["", "", "陈二", "男"],
                ["0002", "芸溪里1号楼1单元101", "林三", "女"],
                ["0001", "芸溪里1号楼1单元101", "陈四", "女"],
            ]
        )
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二", "陈四"], ["林三"]]
        assert [one.number for one in plan.households] == ["0001", "0002"]

    def test_the_heads_name_in_every_row_tells_households_apart(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["地址", "户主姓名", "姓名", "性别"],
                ["芸溪里1号楼1单元101", "陈一", "陈一", "女"],
                ["芸溪里1号楼1单元101", "陈一", "陈二", "男"],
                ["芸溪里1号楼1单元101", "林三", "林三", "女"],
            ]
        )
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"]]
        assert [one.members[0].relation for one in plan.households] == ["户主", "户主"]

    def test_the_same_address_alone_asks(self, plan_of: PlanOf) -> None:
        rows: list[list[Cell]] = [
            ["地址", "姓名", "性别"],
            ["芸溪里1号楼1单元101", "陈一", "女"],
            ["芸溪里1号楼1单元101", "林二", "男"],
            ["芸溪里1号楼1单元102", "王三", "男"],
        ]
        plan = plan_of(rows)
        assert [names for _door, names in homes(plan)] == [["陈一", "林二"], ["王三"]]
        assert plan.sheets[0].grouping is Grouping.ADDRESS
        assert kinds(plan) == ["same_address_grouping"]
        alone = plan_of(rows, options=ImportOptions(sheets={"台账": SheetOptions(grouping=Grouping.PERSON)}))
        assert [names for _door, names in homes(alone)] == [["陈一"], ["林二"], ["王三"]]
        assert kinds(alone) == []

    def test_a_flat_table_out_of_order_finds_its_households(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主"),
                row("102", "林二", "户主"),
                row("101", "陈三", "子"),
                row("102", "林四", "女"),
            ]
        )
        assert [names for _door, names in homes(plan)] == [["陈一", "陈三"], ["林二", "林四"]]
        assert kinds(plan) == []

    def test_a_missing_door_in_a_flat_table_is_that_of_the_row_above_and_told(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主"),
                row("101", "陈二", "子"),
                row("", "林三", "女"),
                row("102", "王四", "户主"),
                row("102", "王五", "子"),
            ]
        )
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二", "林三"], ["王四", "王五"]]
        (told,) = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.DOOR_MISSING]
        assert (told.row, "芸溪里1号楼1单元101" in told.text) == (4, True)

    @pytest.mark.parametrize("relation", ["", "户主"])
    def test_a_row_without_door_that_is_no_plain_member_joins_nobody(
        self, plan_of: PlanOf, relation: str
    ) -> None:
        first = [row("101", "陈一", "户主"), row("101", "陈二", "子")]
        plan = plan_of([HEAD, *first, row("", "林三", relation), row("102", "王四", "户主")])
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"], ["王四"]]
        assert DoubtKind.DOOR_MISSING in {doubt.kind for doubt in plan.doubts}

    @pytest.mark.parametrize("between", [[], row("103", "空房")])
    def test_a_row_without_door_joins_only_the_row_right_above(
        self, plan_of: PlanOf, between: list[Cell]
    ) -> None:
        first = [row("101", "陈一", "户主"), row("101", "陈二", "子")]
        plan = plan_of([HEAD, *first, between, row("", "林三", "女"), row("102", "王四", "户主")])
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"], ["王四"]]

    def test_a_row_without_room_in_another_building_joins_nobody(self, plan_of: PlanOf) -> None:
        first = [row("101", "陈一", "户主"), row("101", "陈二", "子")]
        other: list[Cell] = ["芸溪里", "2号楼", "1", "", "林三", "", "", "女", "", ""]
        plan = plan_of([HEAD, *first, other, row("102", "王四", "户主")])
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"], ["王四"]]

    def test_an_excerpt_of_doubtful_rows_joins_nobody(self, plan_of: PlanOf) -> None:
        head: list[Cell] = ["原行号", "原因", *HEAD]
        rows = [
            row("101", "陈一", "户主"),
            row("101", "陈二", "子"),
            row("", "林三", "女"),
            row("102", "王四", "户主"),
        ]
        plan = plan_of([head, *([str(line), "x", *cells] for line, cells in enumerate(rows, start=9))])
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"], ["王四"]]

    @pytest.mark.parametrize("without", [(), ("户主姓名",), ("序号",), ("序号", "户主姓名")])
    @pytest.mark.parametrize("blank", [1, 2])
    def test_filled_rows_and_blanks_below_in_one_table(
        self, plan_of: PlanOf, without: tuple[str, ...], blank: int
    ) -> None:
        rows = [
            *[
                ["序号", "小区", "楼栋", "房号", "户主姓名", "成员姓名", "与户主关系"],
                ["1", "芸溪里", "3号楼", "101", "陈一", "陈一", "户主"],
                ["2", "芸溪里", "3号楼", "101", "陈一", "李二", "妻子"],
                ["3", "芸溪里", "3号楼", "102", "林三", "林三", "户主"],
            ],
            *[["", "", "", "", "", name, "儿媳"] for name in ("阿依", "阿兰")[:blank]],
        ]
        kept = [place for place, heading in enumerate(rows[0]) if heading not in without]
        plan = plan_of([[cells[place] for place in kept] for cells in rows])
        assert [names for _door, names in homes(plan)] == [
            ["陈一", "李二"],
            ["林三", "阿依", "阿兰"][: 1 + blank],
        ]
        assert DoubtKind.HEAD_MISSING not in {doubt.kind for doubt in plan.doubts}

    def test_merged_doors_with_every_person_numbered(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["序号", "小区", "楼栋", "房号", "户主姓名", "成员姓名", "与户主关系"],
                ["1", "芸溪里", "3号楼", "101", "陈一", "陈一", "本人"],
                ["2", "", "", "", "", "李二", "妻子"],
                ["3", "", "", "", "", "陈小", "长子"],
                ["", "", "", "102", "林三", "林三", "户主"],
                ["", "", "", "", "", "阿依", "儿媳"],
                ["4", "芸溪里", "4号楼", "301", "吴五", "吴五", "户主"],
                ["5", "芸溪里", "4号楼", "301", "吴五", "吴六", "孙子"],
            ],
            merged=[(1, 1, 5, 1), (1, 2, 5, 2), (1, 3, 3, 3), (1, 4, 3, 4), (4, 3, 5, 3)],
        )
        assert homes(plan) == [
            ("芸溪里3号楼101", ["陈一", "李二", "陈小"]),
            ("芸溪里3号楼102", ["林三", "阿依"]),
            ("芸溪里4号楼301", ["吴五", "吴六"]),
        ]
        assert kinds(plan) == []

    def test_a_running_number_of_households_still_parts_two_behind_one_door(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["序号", "楼栋", "房号", "户主姓名", "姓名", "与户主关系"],
                ["1", "3号楼", "101", "陈一", "陈一", "户主"],
                ["", "", "", "", "李二", "妻子"],
                ["", "", "", "", "陈小", "子"],
                ["2", "3号楼", "101", "林三", "林四", "妻子"],
                ["", "", "", "", "林五", "子"],
            ]
        )
        assert [names for _door, names in homes(plan)] == [["陈一", "李二", "陈小"], ["林四", "林五"]]

    def test_a_room_with_a_leading_zero_is_the_same_door(self, plan_of: PlanOf) -> None:
        rows = [row("0502", "陈一", "户主"), row("502", "陈二", "子"), row("B101", "林三", "户主")]
        plan = plan_of([HEAD, *rows, row("101", "王四", "户主")])
        assert homes(plan) == [
            ("芸溪里1号楼1单元502", ["陈一", "陈二"]),
            ("芸溪里1号楼1单元B101", ["林三"]),
            ("芸溪里1号楼1单元101", ["王四"]),
        ]
        assert kinds(plan) == []

    def test_a_zero_that_may_mean_another_room_is_a_doubt(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [HEAD, row("012", "陈一", "户主"), row("12", "林二", "户主"), row("013", "王三", "户主")]
        )
        assert len(plan.households) == 3
        (told,) = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.SAME_ADDRESS_GROUPING]
        assert told.row == 2

    def test_a_household_without_head_is_told(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [HEAD, row("101", "陈一", "户主"), row("102", "林二", "配偶"), row("102", "林三", "子")]
        )
        assert kinds(plan) == ["head_missing"]
        assert plan.doubts[-1].row == 3

    @pytest.mark.parametrize(
        ("written", "door", "kind"),
        [
            ("芸溪里1号楼1单元101", "芸溪里1号楼1单元101", BuildingKind.BLOCK),
            ("3-2-501", "芸溪里3号楼2单元501", BuildingKind.BLOCK),
            ("３栋２单元５０１室", "芸溪里3号楼2单元501", BuildingKind.BLOCK),
            ("侨安一组侨兴路12号", "侨安一组侨兴路12号", BuildingKind.LANE),
        ],
    )
    def test_a_door_in_one_cell(self, plan_of: PlanOf, written: str, door: str, kind: BuildingKind) -> None:
        plan = plan_of(
            [["地址", "姓名", "性别"], [written, "陈一", "女"]], options=ImportOptions(compound="芸溪里")
        )
        assert (plan.households[0].door, plan.households[0].building_kind) == (door, kind)

    def test_a_whole_door_in_the_room_column(self, plan_of: PlanOf) -> None:
        plan = plan_of([["小区", "门牌号", "姓名", "性别"], ["芸溪里", "3-2-501", "陈一", "女"]])
        assert plan.households[0].door == "芸溪里3号楼2单元501"

    def test_a_door_that_cannot_be_parted_is_kept_and_told(self, plan_of: PlanOf) -> None:
        plan = plan_of([["地址", "姓名", "性别"], ["水库边上那家", "陈一", "女"]])
        assert (plan.households[0].door, plan.households[0].address) == ("", "水库边上那家")
        assert kinds(plan) == ["door_unreadable"]

    @pytest.mark.parametrize(
        ("sheet", "door"),
        [("3号楼", "芸溪里3号楼501"), ("秀里二里3栋", "秀里二里3号楼501"), ("台账", "")],
    )
    def test_the_sheets_name_may_be_the_building(self, plan_of: PlanOf, sheet: str, door: str) -> None:
        plan = plan_of(
            [["房号", "姓名", "性别"], [501.0, "陈一", "女"]],
            name=sheet,
            options=ImportOptions(compound="芸溪里"),
        )
        assert plan.households[0].building == door.removesuffix("501").removeprefix("芸溪里").removeprefix(
            "秀里二里"
        )
        assert plan.households[0].room == "501"

    def test_captions_between_the_rows_are_buildings(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [["房号", "姓名", "性别"], ["1号楼"], ["101", "陈一", "女"], ["2号楼"], ["101", "林二", "女"]],
            options=ImportOptions(compound="芸溪里"),
        )
        assert homes(plan) == [("芸溪里1号楼101", ["陈一"]), ("芸溪里2号楼101", ["林二"])]

    def test_what_the_user_gives_is_for_what_the_file_lacks(self, plan_of: PlanOf) -> None:
        plan = plan_of(
            [
                ["网格", "小区", "楼栋", "房号", "姓名", "性别"],
                ["2", "秀里", "1", "101", "陈一", "女"],
                ["2", "秀里", "1", "102", "林二", "女"],
                ["2", "秀里", "1", "103", "王三", "女"],
                ["", "", "1", "104", "吴四", "女"],
            ],
            options=ImportOptions("芸溪里", "第9网格"),
        )
        assert [(one.grid, one.compound) for one in plan.households[2:]] == [
            ("第2网格", "秀里"),
            ("第9网格", "芸溪里"),
        ]
