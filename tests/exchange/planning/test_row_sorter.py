"""Rows that are no plain person: nothing vanishes unseen."""

from community_desk.domain.planned import DoubtKind
from community_desk.exchange.tables import Cell
from tests.exchange.planning.small_tables import HEAD, IdOf, PlanOf, homes, kinds, only, row


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
