"""Each habit of real ledgers, one small table at a time: what comes in, and what is doubted."""

from collections.abc import Callable, Sequence

import pytest

from community_desk.domain.codes import BirthCalendar, BuildingKind, IdType, Residence, Sex, Tenure
from community_desk.domain.planned import DoubtKind, PlannedContact, PlannedMember, PlannedVisit
from community_desk.exchange.import_plan import Field, Grouping, ImportOptions, ImportPlan, SheetOptions
from community_desk.exchange.tables import Cell

PlanOf = Callable[..., ImportPlan]
IdOf = Callable[..., str]

HEAD: list[Cell] = ["小区", "楼栋", "单元", "房号", "姓名", "性别", "身份证号", "与户主关系", "电话", "备注"]


def row(room: str, name: str, relation: str = "", number: Cell = "", **more: Cell) -> list[Cell]:
    door: list[Cell] = ["芸溪里", "1号楼", "1", room] if room else ["", "", "", ""]
    return [*door, name, more.get("sex", ""), number, relation, more.get("phone", ""), more.get("note", "")]


def homes(plan: ImportPlan) -> list[tuple[str, list[str]]]:
    return [(one.door, [member.name for member in one.members]) for one in plan.households]


def kinds(plan: ImportPlan) -> list[str]:
    """Kinds of doubts, but for those about what small tables lack."""
    lacking = {DoubtKind.GRID_MISSING, DoubtKind.COMPOUND_MISSING, DoubtKind.DOOR_MISSING}
    return [doubt.kind.value for doubt in plan.doubts if doubt.kind not in lacking]


def only(plan: ImportPlan) -> PlannedMember:
    (household,) = plan.households
    (member,) = household.members
    return member


def one_person(plan_of: PlanOf, heading: str, cell: Cell, **columns: Cell) -> ImportPlan:
    """A table of one person with one column in question."""
    heads: list[Cell] = ["地址", "姓名", *columns, heading]
    return plan_of([heads, ["芸溪里1号楼1单元101", "陈一", *columns.values(), cell]])


class TestIdNumbers:
    @pytest.mark.parametrize(
        "written",
        [
            "350212196612156692",
            " 350212196612156692\t",
            "'350212196612156692",
            "３５０２１２１９６６１２１５６６９２",
            "350212 1966 1215 6692",
            "\u200b350212196612156692",
        ],
    )
    def test_spellings_of_one_number(self, plan_of: PlanOf, written: str) -> None:
        plan = one_person(plan_of, "身份证号", written)
        member = only(plan)
        assert (member.id_number, member.id_type) == ("350212196612156692", IdType.RESIDENT_ID)
        assert (member.birth, member.sex) == ("1966-12-15", Sex.MALE)
        assert kinds(plan) == []

    def test_a_small_x_is_made_large(self, plan_of: PlanOf) -> None:
        assert only(one_person(plan_of, "身份证号", "35021220090309753x")).id_number == "35021220090309753X"

    @pytest.mark.parametrize("number", [3.502121952120828e17, "3.50212195212083E+17", 1100000000000000.0])
    def test_a_number_cell_of_16_digits_or_more_brings_the_person_without_it(
        self, plan_of: PlanOf, number: Cell
    ) -> None:
        plan = one_person(plan_of, "身份证号", number, 出生年月="1952.12")
        member = only(plan)
        assert (member.id_number, member.birth, member.sex) == ("", "1952", Sex.UNKNOWN)
        assert kinds(plan) == ["id_lost_digits"]

    def test_a_whole_date_beside_lost_digits_is_kept(self, plan_of: PlanOf) -> None:
        assert only(one_person(plan_of, "身份证号", 3.5e17, 出生日期="1952-12-08")).birth == "1952-12-08"

    @pytest.mark.parametrize(
        ("number", "kind", "kept"),
        [
            ("350212196612156693", "id_bad_check_digit", "350212196612156693"),
            ("35021219661215669", "id_bad_length", "35021219661215669"),
            ("待补充号码??", "id_unreadable", ""),
        ],
    )
    def test_wrong_numbers_are_doubted_and_never_block(
        self, plan_of: PlanOf, number: str, kind: str, kept: str
    ) -> None:
        plan = one_person(plan_of, "身份证号", number)
        assert only(plan).id_number == kept
        assert kinds(plan) == [kind]
        assert (plan.doubts[-1].row, plan.doubts[-1].column) == (2, "C 身份证号")

    @pytest.mark.parametrize("nothing", ["无", "0", 0.0, "-", "不详", "暂无", " "])
    def test_words_for_no_number_are_no_number(self, plan_of: PlanOf, nothing: Cell) -> None:
        plan = one_person(plan_of, "身份证号", nothing)
        assert only(plan).id_number == ""
        assert kinds(plan) == []

    def test_another_kind_of_document_is_taken_as_such(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "证件号码", "E12345678", 证件类型="护照")
        assert (only(plan).id_number, only(plan).id_type) == ("E12345678", IdType.PASSPORT)
        assert kinds(plan) == []

    def test_no_sentence_holds_a_whole_number(self, plan_of: PlanOf, id_of: IdOf) -> None:
        number = id_of("1966-12-15")
        plan = plan_of(
            [HEAD, row("101", "陈一", "户主", number, sex="女"), row("102", "林二", "户主", number)]
        )
        assert {"sex_against_id", "id_repeated"} <= set(kinds(plan))
        assert not any(number in doubt.text for doubt in plan.doubts)


class TestBirthAndSex:
    @pytest.mark.parametrize(
        ("written", "birth", "doubt"),
        [
            ("1955.03", "1955-03", []),
            (1955.03, "1955-03", []),
            ("1989年07月", "1989-07", []),
            (19850312.0, "1985-03-12", []),
            (20000.0, "1954-10-03", []),
            (1955.1, "1955", ["january_or_october"]),
            ("属猴", "", ["date_unreadable"]),
            ("2030-01-01", "", ["date_unreadable"]),
        ],
    )
    def test_spellings_of_a_birth_date(
        self, plan_of: PlanOf, written: Cell, birth: str, doubt: list[str]
    ) -> None:
        plan = one_person(plan_of, "出生年月", written)
        assert only(plan).birth == birth
        assert kinds(plan) == doubt

    def test_the_id_number_decides_between_january_and_october(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = one_person(plan_of, "出生年月", 1955.1, 身份证号=id_of("1955-10-08"))
        assert only(plan).birth == "1955-10-08"
        assert kinds(plan) == []
        against = one_person(plan_of, "出生年月", 1955.1, 身份证号=id_of("1955-03-08"))
        assert kinds(against) == ["birth_against_id"]

    def test_a_birth_date_against_the_id_number_is_doubted(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = one_person(plan_of, "出生日期", "1966-11-03", 身份证号=id_of("1966-12-15"))
        assert only(plan).birth == "1966-12-15"
        assert kinds(plan) == ["birth_against_id"]
        assert "1966年11月3日" in plan.doubts[-1].text

    def test_with_a_wrong_number_the_column_is_believed(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "出生日期", "1966-11-03", 身份证号="350212196612156693")
        assert only(plan).birth == "1966-11-03"
        assert set(kinds(plan)) == {"id_bad_check_digit", "birth_against_id"}

    def test_a_lunar_birthday_is_no_contradiction(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = one_person(plan_of, "出生日期（农历）", "1966-11-03", 身份证号=id_of("1966-12-15"))
        assert (only(plan).birth, only(plan).birth_calendar) == ("1966-12-15", BirthCalendar.SOLAR)
        assert kinds(plan) == []
        alone = only(one_person(plan_of, "出生日期（农历）", "1966-11-03"))
        assert (alone.birth, alone.birth_calendar) == ("1966-11-03", BirthCalendar.LUNAR)

    @pytest.mark.parametrize(
        ("word", "sex"), [("男性", Sex.MALE), (2.0, Sex.FEMALE), ("F", Sex.FEMALE), ("", Sex.MALE)]
    )
    def test_words_for_the_sex(self, plan_of: PlanOf, id_of: IdOf, word: Cell, sex: Sex) -> None:
        plan = one_person(plan_of, "性别", word, 身份证号=id_of("1966-12-15", 1 if sex is Sex.MALE else 2))
        assert only(plan).sex is sex
        assert kinds(plan) == []

    def test_a_sex_against_the_id_number_is_doubted(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = one_person(plan_of, "性别", "女", 身份证号=id_of("1966-12-15", 1))
        assert only(plan).sex is Sex.MALE
        assert kinds(plan) == ["sex_against_id"]


class TestCells:
    @pytest.mark.parametrize(
        ("written", "phones"),
        [
            ("13800001234/18600001234", [("", "13800001234"), ("", "18600001234")]),
            ("女儿13900001234", [("女儿", "13900001234")]),
            (13800001234.0, [("", "13800001234")]),
            ("0592-7057479", [("", "0592-7057479")]),
        ],
    )
    def test_phones(self, plan_of: PlanOf, written: Cell, phones: list[tuple[str, str]]) -> None:
        assert list(only(one_person(plan_of, "联系电话", written)).phones) == phones

    def test_an_unreadable_phone_is_doubted(self, plan_of: PlanOf) -> None:
        assert kinds(one_person(plan_of, "联系电话", "问邻居")) == ["phone_unreadable"]

    @pytest.mark.parametrize(
        ("written", "care"),
        [
            ("独居老人；高龄", [("living_alone", "独居老人", ""), ("advanced_age", "高龄", "")]),
            ("独居老人 高龄", [("living_alone", "独居老人", ""), ("advanced_age", "高龄", "")]),
            ("1.独居、2.低保", [("living_alone", "独居", ""), ("subsistence_allowance", "低保", "")]),
            ("残疾(肢体三级)", [("disability", "残疾", "肢体三级")]),
            ("肢体残疾三级", [("disability", "残疾", "肢体三级")]),
            (
                "归侨，原侨居国：越南",
                [("returned_overseas_chinese", "归侨", "原侨居国：越南")],
            ),
            ("无", []),
        ],
    )
    def test_care_words(self, plan_of: PlanOf, written: str, care: list[tuple[str, str, str]]) -> None:
        plan = one_person(plan_of, "关爱类别", written)
        assert list(only(plan).care) == care
        assert kinds(plan) == []

    def test_an_unknown_category_is_kept_as_a_word_and_doubted(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "关爱类别", "爱心人士")
        assert only(plan).care == (("", "爱心人士", ""),)
        assert kinds(plan) == ["category_unknown"]

    def test_the_old_word_for_an_ability_level_is_kept_and_asked_about(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "关爱类别", "半失能")
        assert only(plan).care == (("ability_level", "半失能", ""),)
        assert kinds(plan) == ["category_unknown"]

    @pytest.mark.parametrize(
        ("mark", "given"), [("√", True), ("是", True), (1.0, True), ("否", False), ("", False), ("×", False)]
    )
    def test_a_column_for_one_category_is_ticked(self, plan_of: PlanOf, mark: Cell, given: bool) -> None:
        expected = (("subsistence_allowance", "低保", ""),) if given else ()
        assert only(one_person(plan_of, "是否低保", mark, 电话="")).care == expected

    def test_kind_and_grade_of_a_disability_become_one_fact(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "残疾等级", "3", 残疾类别="4")
        assert only(plan).care == (("disability", "残疾", "肢体三级"),)

    def test_a_private_use_character_and_a_rare_one_are_doubted(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "陈\ue863\ue000", "户主"), row("102", "陈𬱖", "户主")])
        assert kinds(plan) == ["private_use_character", "rare_character"]

    def test_layout_in_names_is_no_part_of_them(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "林　玲", "户主"), row("102", "买买提•艾力", "户主")])
        assert [one.members[0].name for one in plan.households] == ["林玲", "买买提·艾力"]

    def test_an_unknown_relation_keeps_its_word(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "陈一", "户主"), row("101", "陈二", "干亲家")])
        assert plan.households[0].members[1].relation == "干亲家"
        assert kinds(plan) == ["relation_unknown"]

    def test_the_ledgers_word_for_a_relation_is_kept(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "陈一", "本人"), row("101", "陈二", "长子")])
        assert [(m.relation_code, m.relation) for m in plan.households[0].members] == [
            ("02", "户主"),
            ("22", "长子"),
        ]

    def test_a_newborn_without_name_and_number_needs_no_warning(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "陈一", "户主"), row("101", "暂未取名", "子")])
        assert [member.name for member in plan.households[0].members] == ["陈一", "暂未取名"]
        assert kinds(plan) == []

    def test_visits_contacts_residence_and_tenure(self, plan_of: PlanOf) -> None:
        heads: list[Cell] = [
            "地址",
            "姓名",
            "性别",
            "上次走访",
            "走访情况",
            "紧急联系人",
            "紧急联系人电话",
            "人户情况",
            "房屋性质",
            "户籍地址",
        ]
        cells: list[Cell] = [
            "芸溪里1号楼1单元101",
            "陈一",
            "女",
            "2026.10.8",
            "在家",
            "陈二",
            "13900001234",
            "人在户不在",
            "出租",
            "安溪县",
        ]
        plan = plan_of([heads, cells])
        member = only(plan)
        assert member.visits == (PlannedVisit("2026-10-08", "在家"),)
        assert member.contacts == (PlannedContact("陈二", "", (("", "13900001234"),)),)
        assert (member.residence, member.registered_address) == (Residence.REGISTERED_ELSEWHERE, "安溪县")
        assert plan.households[0].tenure is Tenure.LET


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

    def test_a_missing_door_in_a_flat_table_joins_nobody(self, plan_of: PlanOf) -> None:
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
        assert [names for _door, names in homes(plan)] == [["陈一", "陈二"], ["林三"], ["王四", "王五"]]
        assert DoubtKind.DOOR_MISSING in {doubt.kind for doubt in plan.doubts}

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


class TestNothingVanishes:
    def test_an_empty_flat_is_told(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "空房"), row("102", ""), row("103", "陈一", "户主")])
        assert kinds(plan) == ["not_a_person", "name_missing"]
        assert homes(plan) == [("芸溪里1号楼1单元103", ["陈一"])]

    def test_a_row_without_name_is_told_and_does_not_shift_the_next(
        self, plan_of: PlanOf, id_of: IdOf
    ) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主"),
                row("", "陈二", "子"),
                row("102", "", "户主", id_of("1966-12-15")),
                row("", "林三", "子"),
                row("", "林四", "女"),
            ]
        )
        assert homes(plan) == [
            ("芸溪里1号楼1单元101", ["陈一", "陈二"]),
            ("芸溪里1号楼1单元102", ["林三", "林四"]),
        ]
        assert kinds(plan) == ["name_missing", "head_missing"]

    def test_a_name_with_figures_and_an_id_number_comes_in_doubted(
        self, plan_of: PlanOf, id_of: IdOf
    ) -> None:
        plan = plan_of([HEAD, row("101", "陈一2", "户主", id_of("1966-12-15"))])
        assert only(plan).name == "陈一2"
        assert kinds(plan) == ["name_unreadable"]

    def test_a_person_over_two_merged_rows_is_one(self, plan_of: PlanOf) -> None:
        more: list[Cell] = [*[""] * 8, "13900001234", "女儿的电话"]
        plan = plan_of([HEAD, row("101", "陈一", "户主", phone="13800001234"), more], merged=[(1, 4, 2, 4)])
        member = only(plan)
        assert member.phones == (("", "13800001234"), ("", "13900001234"))
        assert (member.note, member.rows) == ("女儿的电话", (2, 3))

    def test_the_same_row_twice_is_one_person(self, plan_of: PlanOf, id_of: IdOf) -> None:
        number = id_of("1966-12-15")
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主", number),
                row("102", "陈一", "户主", number, phone="13800001234"),
            ]
        )
        assert only(plan).phones == (("", "13800001234"),)
        assert kinds(plan) == ["repeated_row"]
        assert "第2行" in plan.doubts[-1].text

    def test_namesakes_at_one_door_are_two_and_told(self, plan_of: PlanOf, id_of: IdOf) -> None:
        plan = plan_of(
            [
                HEAD,
                row("101", "陈一", "户主", id_of("1966-12-15")),
                row("101", "陈一", "女", id_of("2001-02-03", 2)),
            ]
        )
        assert plan.people == 2
        assert kinds(plan) == ["namesake_at_door"]

    def test_one_number_on_two_names_makes_nobody_one(self, plan_of: PlanOf, id_of: IdOf) -> None:
        number = id_of("1966-12-15")
        plan = plan_of([HEAD, row("101", "陈一", "户主", number), row("102", "林二", "户主", number)])
        assert plan.people == 2
        assert kinds(plan) == ["id_repeated"]

    def test_a_formula_without_value_is_a_doubt(self, plan_of: PlanOf) -> None:
        plan = plan_of([HEAD, row("101", "陈一", "户主")], without_value=[(1, 8)])
        assert [
            (doubt.row, doubt.column)
            for doubt in plan.doubts
            if doubt.kind is DoubtKind.FORMULA_WITHOUT_VALUE
        ] == [(2, "I 电话")]

    def test_a_whole_column_of_such_formulas_is_told_once(self, plan_of: PlanOf) -> None:
        rows = [row(str(number), f"陈{'一' * (number % 3 + 1)}", "户主") for number in range(101, 201)]
        plan = plan_of([HEAD, *rows], without_value=[(line, 8) for line in range(1, 101)])
        told = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.FORMULA_WITHOUT_VALUE]
        assert len(told) == 1
        assert "100格" in told[0].text
