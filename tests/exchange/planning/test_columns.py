"""Columns by choice: for one sheet, for a heading, or as the last time, in this order."""

from collections.abc import Sequence

import pytest

from community_desk.domain.errors import UserError
from community_desk.domain.remembered_tables import RememberedTable
from community_desk.exchange.import_plan import FIELD_WORDS, Field, Grouping, ImportOptions, SheetOptions
from community_desk.exchange.planning.columns import chosen_columns
from community_desk.exchange.planning.vocabulary import shipped_vocabulary
from community_desk.exchange.tables import Cell
from tests.exchange.planning.small_tables import HEAD, PlanOf, only, row

HEADS: list[Cell] = ["姓名", "性别", "编码", "鞋码"]
CELLS: list[Cell] = ["陈一", "女", "13800001234", "38"]


def test_of_two_decisions_about_one_column_or_one_field_the_later_stands() -> None:
    headings: Sequence[Sequence[str]] = [["甲"], ["乙"], ["丙", "丁"], ["戊"]]
    chosen = chosen_columns(
        headings,
        by_hand={0: Field.NAME},
        by_heading={"甲": Field.NOTE, "乙": Field.NAME, "丙丁": Field.SEX},
        remembered={1: "phone", 2: "name", 3: "sex", 9: "note"},
    )
    assert chosen == {0: Field.NAME, 1: Field.PHONE, 2: Field.SEX}
    assert chosen_columns(headings, by_hand={}, by_heading={}, remembered={0: "shoe_size", 1: ""}) == {
        1: Field.NONE
    }


def test_every_field_that_can_be_chosen_is_understood_by_its_word() -> None:
    assert set(Field) - set(FIELD_WORDS) == {Field.EXCLUDED, Field.CARE_MARK}
    words = shipped_vocabulary().columns
    for field, word in FIELD_WORDS.items():
        assert words.match(word)[0] is field


def test_a_heading_chosen_for_the_whole_file(plan_of: PlanOf) -> None:
    plan = plan_of([HEADS, CELLS], options=ImportOptions(columns={"编码": Field.PHONE, "鞋 码": Field.NOTE}))
    plan.require_columns()
    assert (only(plan).phones, only(plan).note) == ((("", "13800001234"),), "38")


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"电码": Field.PHONE}, "没有叫“电码”的列；有：姓名、性别、民族、鞋码"),
        ({"民族": Field.NOTE}, "“民族”这一列按规定不导入"),
        ({"性别": Field.NAME, "姓名": Field.NAME}, "不止一列写成“姓名”，“性别”用不上"),
    ],
)
def test_a_heading_that_cannot_be_what_was_asked(
    plan_of: PlanOf, columns: dict[str, Field], sentence: str
) -> None:
    heads: list[Cell] = ["姓名", "性别", "民族", "鞋码"]
    plan = plan_of([heads, CELLS], options=ImportOptions(columns=columns))
    with pytest.raises(UserError, match=sentence):
        plan.require_columns()


def test_a_table_is_read_as_the_last_one_with_its_heading(plan_of: PlanOf) -> None:
    by_hand = SheetOptions(columns={2: Field.PHONE, 1: Field.NONE})
    first = plan_of([HEADS, CELLS], options=ImportOptions(sheets={"台账": by_hand}))
    (sheet,) = first.sheets
    assert not sheet.remembered
    kept = sheet.to_remember()
    assert kept == RememberedTable({0: "name", 1: "", 2: "phone"}, (1,), sheet.grouping.value)

    memory = {sheet.signature: kept}
    later = plan_of(
        [["第二季度"], [*HEADS, ""], [*CELLS, "旁边"]], name="别的", options=ImportOptions(remembered=memory)
    )
    assert (only(later).phones, only(later).sex.word) == ((("", "13800001234"),), "")
    assert later.sheets[0].remembered
    assert later.sheets[0].to_remember().columns == kept.columns

    other = SheetOptions(columns={3: Field.NOTE, 2: Field.NONE})
    again = plan_of([HEADS, CELLS], options=ImportOptions(sheets={"台账": other}, remembered=memory))
    assert (only(again).phones, only(again).note) == ((), "38")
    assert not again.sheets[0].remembered
    assert again.sheets[0].to_remember().columns == {0: "name", 1: "", 2: "", 3: "note"}

    other_table = plan_of([[*HEADS, "备注"], CELLS], options=ImportOptions(remembered=memory))
    assert only(other_table).phones == ()


def test_a_grouping_is_remembered_until_the_columns_change(plan_of: PlanOf) -> None:
    rows = [HEAD, row("101", "陈一", "户主"), row("101", "陈二", "子")]
    alone = ImportOptions(sheets={"台账": SheetOptions(grouping=Grouping.PERSON)})
    sheet = plan_of(rows, options=alone).sheets[0]
    memory = {sheet.signature: sheet.to_remember()}
    assert len(plan_of(rows, options=ImportOptions(remembered=memory)).households) == 2
    changed = ImportOptions(remembered=memory, columns={"备注": Field.NONE})
    assert len(plan_of(rows, options=changed).households) == 1


def test_header_rows_by_hand_are_found_again(plan_of: PlanOf) -> None:
    rows: list[list[Cell]] = [["谁", "哪里", "几号"], ["陈一", "芸溪里1号楼1单元101", "13800001234"]]
    assert plan_of(rows).people == 0
    by_hand = SheetOptions(columns={0: Field.NAME, 1: Field.ADDRESS, 2: Field.PHONE}, header_rows=(1,))
    plan = plan_of(rows, options=ImportOptions(sheets={"台账": by_hand}))
    assert (only(plan).name, plan.households[0].building) == ("陈一", "1号楼")
    memory = {plan.sheets[0].signature: plan.sheets[0].to_remember()}
    assert plan_of(rows, options=ImportOptions(remembered=memory)).households == plan.households
    assert plan_of([["谁", "哪里", "多少"], rows[1]], options=ImportOptions(remembered=memory)).people == 0
    for nowhere in ((7,), (0,), (2, 1), (1, 3)):
        lost = SheetOptions(header_rows=nowhere)
        assert plan_of(rows, options=ImportOptions(sheets={"台账": lost})).people == 0


def test_a_heading_may_be_chosen_as_a_category(plan_of: PlanOf) -> None:
    options = ImportOptions(columns={"鞋码": Field.CARE_MARK})
    plan = plan_of([HEADS, ["陈一", "女", "", "√"]], options=options)
    assert only(plan).care == (("", "鞋码", ""),)
    assert plan.sheets[0].to_remember().columns[3] == "care_mark"
    found = plan_of([["姓名", "性别", "独居"], ["陈一", "女", "√"]])
    assert 2 not in found.sheets[0].to_remember().columns
