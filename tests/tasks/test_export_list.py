"""What leaves the office in a file: the rows in their order, and of numbers only what was asked for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from community_desk.ledger import buildings, dwellings, households, places, resident_categories
from community_desk.ledger.cards import household_card
from community_desk.ledger.database import Ledger
from community_desk.ledger.lists import HouseholdFilter, ResidentFilter
from community_desk.tasks.export_list import Disclosure, export_households, export_residents

TODAY = date(2026, 9, 5)
WHO = "王经办"
NUMBER = "11010519491231002X"


@pytest.fixture
def family(ledger: Ledger) -> None:
    compound = places.add_compound(name="芸溪里", operator=WHO).uid
    block = buildings.add_building(compound=compound, name="3", operator=WHO).uid
    door = dwellings.add_dwelling(building=block, unit="2", room="501", operator=WHO).uid
    members: Any = [
        {"name": "苏某", "relation_word": "户主", "id_number": NUMBER, "phones": [("", "13800001234")]},
        {"name": "陈某", "relation_word": "配偶", "birth": "1955"},
    ]
    home = households.add_household(dwelling=door, members=members, operator=WHO).uid
    head = household_card(home, today=TODAY).head_uid
    resident_categories.add_category(head, category="disability", operator=WHO)


def written(path: Path) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]


def residents(path: Path, **disclosed: bool) -> list[list[Any]]:
    steps = list(
        export_residents(path, ResidentFilter(), sort="door", disclosed=Disclosure(**disclosed), today=TODAY)
    )
    assert steps[-1].done == steps[-1].total == 2
    return written(path)


@pytest.mark.usefixtures("family")
def test_numbers_are_masked_and_care_is_left_out_unless_asked(tmp_path: Path) -> None:
    heading, head, spouse = residents(tmp_path / "a.xlsx")
    assert head[0:2] + spouse[0:2] == [1, "苏某", 2, "陈某"]
    assert head[heading.index("电话")] == "138****1234"
    assert head[heading.index("年龄")] == 76
    assert head[heading.index("门牌")] == "芸溪里3号楼2单元501"
    assert "证件号码" not in heading
    assert "关爱类别" not in heading


@pytest.mark.usefixtures("family")
def test_what_was_asked_for_is_whole(tmp_path: Path) -> None:
    heading, head, _ = residents(tmp_path / "a.xlsx", phones=True, id_numbers=True, categories=True)
    assert head[heading.index("电话")] == "13800001234"
    assert head[heading.index("证件号码")] == NUMBER
    assert head[heading.index("关爱类别")] == "残疾"


@pytest.mark.usefixtures("family")
def test_households_are_a_line_each(tmp_path: Path) -> None:
    for _ in export_households(
        tmp_path / "b.xlsx", HouseholdFilter(), sort="door", disclosed=Disclosure(), today=TODAY
    ):
        pass
    heading, home = written(tmp_path / "b.xlsx")
    assert home[heading.index("成员")] == "苏某、陈某"
    assert home[heading.index("电话")] == "138****1234（苏某）"
