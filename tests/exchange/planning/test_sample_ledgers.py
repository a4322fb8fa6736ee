"""The four sample ledgers come in exactly as their truth files say."""

import json
import pickle
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from community_desk.domain.planned import DoubtKind
from community_desk.exchange.import_plan import Grouping, ImportOptions, ImportPlan
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.tables import read_table

LEDGERS = Path(__file__).parents[2] / "ledgers"
SAMPLES = ("a_clean.xlsx", "b_merged_two_row_header.xlsx", "c_village_blocks.xls", "d_old_system_gb18030.csv")
TODAY = date(2026, 11, 23)


def truth_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LEDGERS / f"{name}.truth.json").read_text(encoding="utf-8"))
    return found


def plan_of(name: str, options: ImportOptions | None = None) -> ImportPlan:
    options = options or ImportOptions(**truth_of(name)["import_options"])
    return plan_import(read_table(LEDGERS / name), options, today=TODAY)


def as_truth(plan: ImportPlan) -> list[dict[str, Any]]:
    return [
        {
            "door": household.door,
            "grid": household.grid,
            "compound": household.compound,
            "building": household.building,
            "unit": household.unit,
            "room": household.room,
            "members": [
                {
                    "name": member.name,
                    "sex": member.sex.word,
                    "birth": member.birth,
                    "id_number": member.id_number,
                    "relation": member.relation,
                    "phones": [list(pair) for pair in member.phones],
                    "care": [word for _code, word, _details in member.care],
                    "note": member.note,
                }
                for member in household.members
            ],
        }
        for household in plan.households
    ]


def multiset(households: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in households)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_comes_in_exactly_as_its_truth_says(name: str) -> None:
    truth = truth_of(name)
    plan = plan_of(name)
    assert multiset(as_truth(plan)) == multiset(truth["households"])
    assert plan.people == truth["residents"]


@pytest.mark.parametrize(
    ("name", "grouping"),
    [
        ("a_clean.xlsx", Grouping.HEAD_ROW),
        ("b_merged_two_row_header.xlsx", Grouping.CELLS),
        ("c_village_blocks.xls", Grouping.CELLS),
        ("d_old_system_gb18030.csv", Grouping.HEAD_ROW),
    ],
)
def test_the_grouping_of_each_sample_is_found(name: str, grouping: Grouping) -> None:
    assert {sheet.grouping for sheet in plan_of(name).sheets} == {grouping}


@pytest.mark.parametrize(("name", "shared"), [("a_clean.xlsx", 16), ("d_old_system_gb18030.csv", 2)])
def test_two_households_behind_one_door_are_two_and_are_asked_about(name: str, shared: int) -> None:
    plan = plan_of(name)
    doors = Counter(household.door for household in plan.households)
    assert sum(1 for count in doors.values() if count == 2) == shared
    asked = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.SAME_ADDRESS_GROUPING]
    assert len(asked) == shared


def test_all_ids_that_lost_digits_are_told_and_nobody_else() -> None:
    truth = truth_of("c_village_blocks.xls")
    plan = plan_of("c_village_blocks.xls")
    told = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.ID_LOST_DIGITS]
    lost = {entry[:-18] for entry in truth["id_lost_precision"]}
    assert len(told) == len(truth["id_lost_precision"]) == 26
    assert {doubt.text.partition("：")[0] for doubt in told} == lost
    assert {doubt.column for doubt in told} == {"G 公民身份号码"}
    rows = {row for household in plan.households for member in household.members for row in member.rows}
    assert {doubt.row for doubt in told} <= rows


def test_a_compound_that_only_the_user_knows_is_asked_for() -> None:
    plan = plan_of("b_merged_two_row_header.xlsx", ImportOptions())
    asked = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.COMPOUND_MISSING]
    assert [(doubt.sheet, doubt.row) for doubt in asked] == [
        (sheet, 0) for sheet in ("1号楼", "2号楼", "3号楼", "5号楼", "11号楼")
    ]
    assert "秀里二里居民情况登记表" in asked[0].text


def test_a_plan_can_be_pickled() -> None:
    plan = plan_of("b_merged_two_row_header.xlsx")
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_planning_is_a_pure_function() -> None:
    table = read_table(LEDGERS / "c_village_blocks.xls")
    again = read_table(LEDGERS / "c_village_blocks.xls")
    assert plan_import(table, today=TODAY) == plan_import(table, today=TODAY)
    assert table == again
