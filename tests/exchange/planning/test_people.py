"""Cells of real ledgers read as people: what comes in, and what is doubted."""

import pytest

from community_desk.domain.codes import BirthCalendar, IdType, Residence, Sex, Tenure
from community_desk.domain.planned import DoubtKind, PlannedContact, PlannedVisit
from community_desk.exchange.tables import Cell
from tests.exchange.planning.small_tables import HEAD, IdOf, PlanOf, kinds, one_person, only, row


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

    def test_a_phone_that_lost_digits_is_kept_and_doubted(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "联系电话", "13811")
        assert only(plan).phones == (("", "13811"),)
        assert [one.text for one in plan.doubts if one.kind is DoubtKind.PHONE_UNREADABLE] == [
            "陈一：电话“13811”位数不对，请核对"
        ]

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


ID = "11010519491231002X"


class TestCertificates:
    @pytest.mark.parametrize(
        ("cell", "details", "doubts"),
        [
            (f"{ID}43", f"残疾证号：{ID}43", []),
            (f"{ID}43b1", f"残疾证号：{ID}43B1", []),
            ("有", "", []),
            (f"{ID}93", f"残疾证号：{ID}93", ["certificate_unreadable"]),
            (ID, f"残疾证号：{ID}", ["certificate_unreadable"]),
            (1.1010519491231e19, "", ["certificate_unreadable"]),
        ],
    )
    def test_a_certificate_alone_gives_the_category(
        self, plan_of: PlanOf, cell: Cell, details: str, doubts: list[str]
    ) -> None:
        plan = one_person(plan_of, "残疾证号", cell)
        assert only(plan).care == (("disability", "残疾", details),)
        assert kinds(plan) == doubts
        assert not any(ID in doubt.text for doubt in plan.doubts)

    @pytest.mark.parametrize("cell", ["无", "", 0.0, "/"])
    def test_no_certificate_gives_nothing(self, plan_of: PlanOf, cell: Cell) -> None:
        plan = one_person(plan_of, "残疾证号", cell, 电话="")
        assert (only(plan).care, kinds(plan)) == ((), [])

    def test_it_joins_what_other_columns_say_and_contradictions_are_doubted(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "残疾证号", f"{ID}43", 关爱类别="残疾（肢体三级）")
        assert only(plan).care == (("disability", "残疾", f"肢体三级，残疾证号：{ID}43"),)
        assert kinds(plan) == []
        plan = one_person(plan_of, "残疾证号", f"{ID}43", 残疾类别="听力", 残疾等级="三级")
        assert only(plan).care == (("disability", "残疾", f"听力三级，残疾证号：{ID}43"),)
        (doubt,) = [one for one in plan.doubts if one.kind is DoubtKind.CERTIFICATE_DIFFERS]
        assert doubt.text == "陈一：残疾类别写“听力”，残疾证号却是“肢体”，先按表格登记，请照证件核对"
        assert doubt.column == "E 残疾证号"

    def test_somebody_elses_certificate_is_doubted(self, plan_of: PlanOf, id_of: IdOf) -> None:
        own = id_of("1966-12-15")
        assert kinds(one_person(plan_of, "残疾证号", f"{own}43", 身份证号=own)) == []
        assert kinds(one_person(plan_of, "残疾证号", f"{ID}43", 身份证号=own)) == ["certificate_against_id"]

    def test_a_number_alone_in_a_care_cell_is_a_certificate(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "关爱类别", f"独居、{ID}43")
        assert only(plan).care[1:] == (("disability", "残疾", f"残疾证号：{ID}43"),)
        unknown = one_person(plan_of, "关爱类别", f"{ID}99")
        assert kinds(unknown) == ["category_unknown"]
        assert ID not in unknown.doubts[-1].text


class TestOverseas:
    def test_country_and_year_join_the_category(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "回国年份", 1960.0, 类别="独居、归侨", 原侨居国="越南")
        assert only(plan).care == (
            ("living_alone", "独居", ""),
            ("returned_overseas_chinese", "归侨", "原侨居国：越南，回国年份：1960"),
        )
        assert kinds(plan) == []

    def test_what_the_category_says_already_is_not_said_twice(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "归国时间", "1960年5月", 类别="归侨（原侨居国：越南，回国年份：1961）")
        assert only(plan).care[0][2] == "原侨居国：越南，回国年份：1961"

    def test_alone_they_are_a_note(self, plan_of: PlanOf) -> None:
        plan = one_person(plan_of, "归国时间", "1960-05", 侨居国="越南")
        assert (only(plan).care, only(plan).note) == ((), "原侨居国：越南；回国年份：1960")
        assert only(one_person(plan_of, "归国时间", "无", 侨居国="无")).note == ""

    @pytest.mark.parametrize("cell", ["六十年代", "2031年"])
    def test_a_year_that_cannot_be_is_doubted(self, plan_of: PlanOf, cell: str) -> None:
        plan = one_person(plan_of, "归国时间", cell, 类别="归侨")
        assert only(plan).care == (("returned_overseas_chinese", "归侨", ""),)
        assert kinds(plan) == ["date_unreadable"]

    def test_two_sheets_of_one_person_complete_each_other(self, plan_of: PlanOf) -> None:
        heads: list[Cell] = ["姓名", "身份证号", "类别", "侨居国", "残疾证号"]
        plan = plan_of(
            [
                heads,
                ["陈一", ID, "归侨，残疾（肢体三级）", "越南", ""],
                ["陈一", ID, "归侨，残疾", "", f"{ID}43"],
            ]
        )
        assert only(plan).care == (
            ("returned_overseas_chinese", "归侨", "原侨居国：越南"),
            ("disability", "残疾", f"肢体三级，残疾证号：{ID}43"),
        )
