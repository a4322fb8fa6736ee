"""The papers around a round take from the ledger what they may show, and no more."""

from datetime import UTC, date, datetime

import pytest

from community_desk.domain.errors import UserError
from community_desk.domain.type_back import Entry
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import buildings, dwellings, households, places, rounds
from community_desk.ledger.database import Ledger
from community_desk.ledger.home_concerns import concerns_of
from community_desk.ledger.models import Resident
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.round_planning import RoundCriteria, plan_round
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ledger.typed_sheets import SheetToType, sheet_to_type
from community_desk.printing.page import Page, Text
from community_desk.tasks.print_round import prepare_round
from community_desk.tasks.print_sheets import keep_sheets
from community_desk.tasks.print_visit_papers import (
    prepare_calling_cards,
    prepare_household_record,
    prepare_round_report,
    prepare_sheet_records,
)
from tests.printing.reading import texts

_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_TODAY = date(2026, 11, 23)
_WHO = "王某某"


@pytest.fixture
def homes(ledger: Ledger) -> list[str]:
    """An old woman, a family with a child, a man with a severe illness."""
    compound = places.add_compound(name="芸溪里", operator=_WHO).uid
    block = buildings.add_building(compound=compound, name="3", operator=_WHO).uid
    people = [
        [{"name": "苏老人", "birth": "1940", "phones": [("女儿", "13800001234")]}],
        [
            {"name": "林某某", "birth": "1990-01-02"},
            {"name": "林小朋友", "birth": "2018", "relation_word": "子"},
        ],
        [{"name": "何某某", "birth": "1980"}],
    ]
    found = []
    for place, members in enumerate(people, start=1):
        door = dwellings.add_dwelling(building=block, unit="2", room=f"{place}01", operator=_WHO).uid
        found.append(households.add_household(dwelling=door, members=members, operator=_WHO).uid)
    add_category(Resident.get(Resident.name == "何某某").uid, category="serious_illness", operator=_WHO)
    return found


@pytest.fixture
def sheet(homes: list[str]) -> SheetToType:
    plan = plan_round(RoundCriteria(due=False), walkers=["王某某"], today=_TODAY)
    task = prepare_round(plan, NewRound("试走", {}, "2026-11-23", "2026-11-30"), operator=_WHO, now=_NOW)
    while True:
        try:
            next(task)
        except StopIteration as end:
            keep_sheets(end.value, operator=_WHO, now=_NOW)
            return sheet_to_type(end.value.sheets[0].number)


def words(page: Page) -> set[str]:
    return {text.text for text in texts(page)}


def test_who_lives_there_decides_what_is_asked(homes: list[str]) -> None:
    found = concerns_of(homes, today=_TODAY)
    assert [found[home] for home in homes] == [{"elder"}, {"child"}, {"frail"}]


def test_a_record_for_each_line_of_a_sheet(sheet: SheetToType) -> None:
    paper = prepare_sheet_records(sheet, operator=_WHO, now=_NOW)
    assert (len(paper.document.pages), paper.people) == (3, 4)
    first = words(paper.document.pages[0])
    assert {f"{sheet.number} 第 1 行", "芸溪里3号楼2单元101", "苏老人", "一切如常"} <= first
    last = words(paper.document.pages[2])
    assert not [word for word in last if "重病" in word or "大病" in word]
    one = prepare_sheet_records(sheet, lines=[2], operator=_WHO, now=_NOW)
    assert len(one.document.pages) == 1
    with pytest.raises(UserError, match="请先选一户"):
        prepare_sheet_records(sheet, lines=[9], operator=_WHO, now=_NOW)


def test_a_record_of_one_household_outside_a_round(homes: list[str]) -> None:
    paper = prepare_household_record(homes[1], operator=_WHO, now=_NOW)
    assert paper.subject == "单户探访记录 芸溪里3号楼2单元201"
    assert paper.people == 2
    assert not any("第" in word and "行" in word for word in words(paper.document.pages[0]))


def test_calling_cards_bear_the_offices_number(ledger: Ledger) -> None:
    places.set_community(name="芸溪社区", office_phone="0592-7057479", operator=_WHO)
    paper = prepare_calling_cards(sheets=2, now=_NOW)
    assert (paper.subject, paper.people, len(paper.document.pages)) == ("留言条 16 张", 0, 2)
    assert {"芸溪社区", "0592-7057479"} <= words(paper.document.pages[0])


def test_a_rounds_figures_as_a_paper(sheet: SheetToType) -> None:
    entry = type_in(Entry(sheet.form), "1 见面; 2 无人", today=_TODAY)
    enter_sheet(sheet, entry, walked_on=_TODAY, walkers=["王某某"], operator=_WHO, today=_TODAY)
    rounds.release_sheet(sheet.uid, lost=True, note="雨天掉了", operator=_WHO)
    (page,) = prepare_round_report("试走", operator=_WHO, now=_NOW).document.pages
    said = "".join(each.text for each in texts(page) if isinstance(each, Text))
    assert "11月23日 至 11月30日" in said
    assert "33%" in said
    assert f"纸单遗失 1 份：{sheet.number}（雨天掉了）。" in said
    assert "苏老人" not in said
