"""From the ledger to a walker's PDF: who is on it, who is not and why, in which order and pile, and what is kept."""

import json
import subprocess
from collections.abc import Generator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.codes import AccessAction, ContactPreference, PaperState
from community_desk.domain.doors import WalkDoor
from community_desk.domain.errors import UserError
from community_desk.domain.sheet_numbers import check
from community_desk.ledger import (
    buildings,
    changes,
    dwellings,
    follow_ups,
    households,
    places,
    printed_sheets,
    residents,
    undo,
)
from community_desk.ledger.absences import away_until
from community_desk.ledger.access import list_accesses, papers_out
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Resident, VisitSheet, VisitSheetLine
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.visit_sheets import SheetHousehold
from community_desk.printing.fonts import load_fonts
from community_desk.tasks import print_sheets
from community_desk.tasks.print_sheets import (
    NobodyToCallOnError,
    PreparedSheets,
    PrintedSheets,
    keep_sheets,
    lay_out_again,
    part_into_piles,
)
from community_desk.tasks.progress import Progress

_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_WHO = "王某某"

Result = TypeVar("Result")


def finish(task: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            next(task)
        except StopIteration as end:
            result: Result = end.value
            return result


def print_all(path: Path, **more: Any) -> PrintedSheets:
    wanted = more.pop("wanted", RegisterFilter())
    return finish(
        print_sheets.print_sheets(path, wanted, fonts=load_fonts(), operator=_WHO, now=_NOW, **more)
    )


def prepare(**more: Any) -> PreparedSheets:
    wanted = more.pop("wanted", RegisterFilter())
    return finish(print_sheets.prepare_sheets(wanted, fonts=load_fonts(), operator=_WHO, now=_NOW, **more))


def text_of(path: Path) -> str:
    ran = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return ran.stdout.decode("utf-8")


def family(door: str, *names: str, **head: Any) -> dict[str, str]:
    """A household behind a door; uids of its people by name."""
    members: list[Any] = [
        {"name": name, "relation_word": "户主" if not at else "子"} for at, name in enumerate(names)
    ]
    members[0] |= head
    households.add_household(dwelling=door, members=members, operator=_WHO)
    return {row.name: row.uid for row in Resident.select().where(Resident.name.in_(names))}


@pytest.fixture
def doors(ledger: Ledger) -> dict[str, str]:
    """A block with a lift: uids of its doors by room."""
    compound = places.add_compound(name="芸溪里", operator=_WHO).uid
    block = buildings.add_building(
        compound=compound, name="3", has_lift=True, entry_note="门禁 1234#", operator=_WHO
    ).uid
    return {
        room: dwellings.add_dwelling(building=block, unit="2", room=room, operator=_WHO).uid
        for room in ("101", "201", "1001")
    }


def test_the_sheet_says_what_a_walker_needs_and_nothing_more(doors: dict[str, str], tmp_path: Path) -> None:
    people = family(
        doors["101"], "苏红艳", "苏小明", phones=[("", "13800001234")], id_number="350212196612156692",
        birth="1966-12-15",
    )  # fmt: skip
    add_category(people["苏小明"], category="低保", operator=_WHO)
    residents.set_reminder(people["苏小明"], "听力弱，多敲一会儿", operator=_WHO)
    printed = print_all(tmp_path / "单.pdf")
    text = text_of(printed.path)
    for word in ("苏红艳", "苏小明", "关爱", "听力弱，多敲一会儿", "138 0000 1234", "门禁 1234#", "内部使用 用后收回",
                 "2单元101", "芸溪里3号楼", printed.numbers[0]):  # fmt: skip
        assert word in text, word
    for word in ("低保", "350212", "1966"):
        assert word not in text, word
    assert check(printed.numbers[0])


def test_what_was_promised_is_on_the_sheet_until_it_is_done(doors: dict[str, str], tmp_path: Path) -> None:
    person = family(doors["101"], "苏红艳")["苏红艳"]
    home = Resident.get(Resident.uid == person).household.uid
    kept = follow_ups.add_follow_up(household=home, what="修楼道灯", said_on="2026-09-03", operator=_WHO).uid
    follow_ups.add_follow_up(household=home, what="带政策单页", operator=_WHO)
    text = text_of(print_all(tmp_path / "单.pdf").path)
    assert "9月3日" in text
    assert "修楼道灯" in text
    assert "带政策单页" in text
    assert "修楼道灯" not in text_of(print_all(tmp_path / "志愿者.pdf", volunteer=True).path)
    follow_ups.finish_follow_up(kept, on="2026-11-20", operator=_WHO)
    assert "修楼道灯" not in text_of(print_all(tmp_path / "后来.pdf").path)


def test_a_volunteers_sheet_names_nobody(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳", sex="女", phones=[("", "13800001234")], reminder="听力弱")
    text = text_of(print_all(tmp_path / "单.pdf", volunteer=True).path)
    assert "苏女士" in text
    assert "听力弱" in text
    for word in ("红艳", "1380", "关爱"):
        assert word not in text


def test_with_a_lift_the_walk_goes_from_the_top_down(doors: dict[str, str], tmp_path: Path) -> None:
    for room, name in (("101", "甲一"), ("201", "乙二"), ("1001", "丙十")):
        family(doors[room], name)
    text = text_of(print_all(tmp_path / "单.pdf").path)
    assert text.index("丙十") < text.index("乙二") < text.index("甲一")


def test_who_wants_no_call_is_left_out_and_told(doors: dict[str, str], tmp_path: Path) -> None:
    head = family(doors["101"], "苏红艳")
    family(doors["201"], "陈大海")
    away = family(doors["1001"], "林外出")
    residents.set_contact_preference(
        head["苏红艳"], preference="暂不上门", reason="刚做完手术", review_on="2027-01-01", operator=_WHO
    )
    away_until(resident=away["林外出"], on="2026-11-01", until="2027-02-01", place="医院", operator=_WHO)
    printed = print_all(tmp_path / "单.pdf")
    text = text_of(printed.path)
    assert "陈大海" in text
    assert "苏红艳" not in text
    left = {left.head: left.why for left in printed.left_out}
    assert "暂不上门" in left["苏红艳"]
    assert "刚做完手术" in left["苏红艳"]
    assert "2027-02-01" in left["林外出"]


def test_the_stricter_wish_wins(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    family(doors["201"], "陈大海")
    home = next(row.household.uid for row in Resident.select().where(Resident.name == "苏红艳"))
    households.set_contact_preference(home, preference="仅电话", reason="怕打扰", operator=_WHO)
    printed = print_all(tmp_path / "单.pdf")
    assert [(left.head, left.why) for left in printed.left_out] == [("苏红艳", "仅电话（怕打扰）")]
    assert printed.households == 1


def test_nobody_to_call_on_is_said_and_prints_nothing(doors: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有要打印的住户"):
        print_all(tmp_path / "单.pdf")
    assert not (tmp_path / "单.pdf").exists()


def test_sheet_and_lines_are_kept_as_printed(doors: dict[str, str], tmp_path: Path) -> None:
    people = family(doors["101"], "苏红艳", phones=[("", "13800001234")])
    printed = print_all(tmp_path / "单.pdf")
    (sheet,) = VisitSheet.select()
    assert (sheet.number, sheet.printed_by, sheet.page_count, sheet.edition) == (
        printed.numbers[0], _WHO, 1, "staff",
    )  # fmt: skip
    residents.edit_resident(people["苏红艳"], name="苏改名", operator=_WHO)
    (line,) = VisitSheetLine.select()
    cells = json.loads(line.printed)
    assert line.line_no == 1
    assert line.household.head.name == "苏改名"
    assert cells["户主(人数)"].startswith("苏红艳")
    assert "2单元101" in cells["门牌"]
    (paper,) = papers_out()
    assert (paper.operator, paper.person_count) == (_WHO, 1)


def test_a_print_is_no_thing_to_undo(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    before = undo.next_undo()
    print_all(tmp_path / "单.pdf")
    after = undo.next_undo()
    assert before is not None
    assert after is not None
    assert before.id == after.id


def test_a_file_that_cannot_be_written_uses_up_no_number(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    (tmp_path / "单.pdf").mkdir()
    with pytest.raises(UserError):
        print_all(tmp_path / "单.pdf")
    assert VisitSheet.select().count() == 0
    assert papers_out() == []
    assert print_all(tmp_path / "别处.pdf").numbers


def test_numbers_are_never_given_twice(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    first = print_all(tmp_path / "a.pdf").numbers
    with changes.transaction("撤下", operator=_WHO):
        changes.withdraw(VisitSheet.get())
    assert not set(first) & set(print_all(tmp_path / "b.pdf").numbers)


# --- for the printer, without a file ------------------------------------------------------------------------------


def test_sheets_for_the_printer_are_kept_without_a_file(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    prepared = prepare()
    before = set(tmp_path.rglob("*.pdf"))
    keep_sheets(prepared, operator=_WHO, now=_NOW)
    assert set(tmp_path.rglob("*.pdf")) == before
    (sheet,) = printed_sheets.list_printed_sheets()
    assert (sheet.number, sheet.pages, sheet.lines, sheet.printed_by) == (
        prepared.sheets[0].number,
        1,
        1,
        _WHO,
    )
    assert (sheet.edition, sheet.paper) == ("staff", PaperState.OUT)
    with pytest.raises(UserError, match="编号已经用掉"):
        keep_sheets(prepared, operator=_WHO, now=_NOW)


def test_a_part_of_the_sheets_can_be_kept_now_and_the_rest_later(
    doors: dict[str, str], tmp_path: Path
) -> None:
    for room, name in (("101", "甲一"), ("201", "乙二"), ("1001", "丙十")):
        family(doors[room], name)
    prepared = prepare(lines_a_sheet=1)
    numbers = [sheet.number for sheet in prepared.sheets]
    keep_sheets(prepared, operator=_WHO, now=_NOW, only=numbers[1:2])
    assert [sheet.number for sheet in printed_sheets.list_printed_sheets()] == numbers[1:2]
    out = tmp_path / "单.pdf"
    print_sheets.issue_sheets(out, prepared, fonts=load_fonts(), operator=_WHO, now=_NOW, kept=numbers[1:2])
    assert {sheet.number for sheet in printed_sheets.list_printed_sheets()} == set(numbers)
    assert all(number in text_of(out) for number in numbers)


def test_a_file_of_sheets_already_printed_is_an_export(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳", "苏小明")
    prepared = prepare()
    number = prepared.sheets[0].number
    keep_sheets(prepared, operator=_WHO, now=_NOW)
    print_sheets.issue_sheets(
        tmp_path / "单.pdf", prepared, fonts=load_fonts(), operator=_WHO, now=_NOW, kept={number}
    )
    export, print_ = list_accesses()
    assert (export.action, export.person_count) == (AccessAction.EXPORT, 2)
    assert (print_.action, print_.subject) == (AccessAction.PRINT, f"走访单 {number}")
    assert len(printed_sheets.list_printed_sheets()) == 1


def test_a_sheet_prints_again_as_it_was(doors: dict[str, str], tmp_path: Path) -> None:
    for room, name in (("101", "苏红艳"), ("201", "𠮷田"), ("1001", "丙十")):
        people = family(
            doors[room], name, f"{name}之子", phones=[("", "13800001234"), ("女儿", "13900001234")]
        )
    add_category(people["丙十"], category="低保", operator=_WHO)
    residents.set_reminder(people["丙十"], "听力弱", operator=_WHO)
    for volunteer in (False, True):
        prepared = prepare(volunteer=volunteer)
        keep_sheets(prepared, operator=_WHO, now=_NOW)
        residents.edit_resident(people["丙十"], name="改过名", operator=_WHO)
        sheet = printed_sheets.list_printed_sheets()[0]
        again = lay_out_again(sheet.uid, fonts=load_fonts())
        assert again.lines == prepared.document.lines
        assert [_drawn(page.operations) for page in again.pages] == [
            _drawn(page.operations) for page in prepared.document.pages
        ]
        residents.edit_resident(people["丙十"], name="丙十", operator=_WHO)


def _drawn(operations: tuple[Any, ...]) -> list[Any]:
    """Operations with the stamps opened, which are equal only to themselves."""
    return [
        (each.x, each.y, _drawn(each.stamp.operations)) if hasattr(each, "stamp")
        else (each.x, each.y, _drawn(each.operations)) if hasattr(each, "operations") else each
        for each in operations
    ]  # fmt: skip


def test_what_is_kept_of_a_volunteers_sheet_is_no_more_than_stands_on_it(doors: dict[str, str]) -> None:
    family(doors["101"], "苏红艳", sex="女", phones=[("", "13800001234")])
    keep_sheets(prepare(volunteer=True), operator=_WHO, now=_NOW)
    (line,) = VisitSheetLine.select()
    for word in ("苏红艳", "13800001234"):
        assert word not in line.printed


def test_a_reprint_is_one_more_paper_out_and_all_come_back(doors: dict[str, str]) -> None:
    family(doors["101"], "苏红艳", "苏小明")
    keep_sheets(prepare(), operator=_WHO, now=_NOW)
    (sheet,) = printed_sheets.list_printed_sheets()
    printed_sheets.record_reprint(sheet.uid, purpose="入户走访", operator=_WHO)
    assert [paper.person_count for paper in papers_out()] == [2, 2]
    assert printed_sheets.papers_came_back([sheet.uid]) == 2
    assert papers_out() == []
    assert printed_sheets.find_printed_sheet(sheet.uid).paper is PaperState.RETURNED
    with pytest.raises(UserError, match="已经收回"):
        printed_sheets.papers_came_back([sheet.uid])
    assert printed_sheets.papers_came_back([sheet.uid], shredded=True) == 2
    assert printed_sheets.find_printed_sheet(sheet.uid).paper is PaperState.SHREDDED
    with pytest.raises(UserError, match="已经销毁"):
        printed_sheets.papers_came_back([sheet.uid], shredded=True)


def test_a_printed_sheet_can_be_written_into_a_file_later(doors: dict[str, str], tmp_path: Path) -> None:
    family(doors["101"], "苏红艳")
    keep_sheets(prepare(), operator=_WHO, now=_NOW)
    (sheet,) = printed_sheets.list_printed_sheets()
    with pytest.raises(UserError):
        print_sheets.write_again(tmp_path / "没有" / "单.pdf", sheet.uid, fonts=load_fonts(), operator=_WHO)
    assert len(list_accesses()) == 1
    print_sheets.write_again(tmp_path / "单.pdf", sheet.uid, fonts=load_fonts(), operator=_WHO)
    assert sheet.number in text_of(tmp_path / "单.pdf")
    export = list_accesses()[0]
    assert (export.action, export.subject) == (AccessAction.EXPORT, f"走访单 {sheet.number} PDF")
    assert len(papers_out()) == 1
    print_sheets.print_again(sheet.uid, operator=_WHO)
    assert len(papers_out()) == 2


def test_a_sheet_without_what_it_was_made_from_does_not_print_again(doors: dict[str, str]) -> None:
    family(doors["101"], "苏红艳")
    keep_sheets(prepare(), operator=_WHO, now=_NOW)
    with changes.transaction("旧", operator=_WHO):
        changes.edit(VisitSheetLine.get(), printed="{}")
    (sheet,) = printed_sheets.list_printed_sheets()
    with pytest.raises(UserError, match="不能重印"):
        lay_out_again(sheet.uid, fonts=load_fonts())


def test_where_nobody_is_to_be_called_on_it_is_said_who(doors: dict[str, str]) -> None:
    head = family(doors["101"], "苏红艳")
    residents.set_contact_preference(head["苏红艳"], preference="仅电话", reason="怕打扰", operator=_WHO)
    with pytest.raises(NobodyToCallOnError) as refusal:
        prepare()
    assert [left.head for left in refusal.value.left_out] == ["苏红艳"]


def _home(grid: str, building: str, door: int) -> SheetHousehold:
    return SheetHousehold(
        door, str(door), door, str(door), f"{building}{door}", building, "", WalkDoor(grid=grid),
        ContactPreference.ANYTIME, "",
    )  # fmt: skip


_BLOCKS = st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(1, 30)), min_size=1, max_size=8)


@given(blocks=_BLOCKS, most=st.integers(1, 20), shared=st.sampled_from([1, 2]))
def test_piles_hold_everybody_once_in_order_within_one_grid(
    blocks: list[tuple[str, int]], most: int, shared: int
) -> None:
    ordered = [
        _home(grid, f"{at}号楼", count // shared)
        for at, (grid, doors) in enumerate(blocks)
        for count in range(doors)
    ]
    piles = part_into_piles(ordered, most=most)
    assert [home for pile in piles for home in pile] == ordered
    for pile in piles:
        assert len({home.walk.grid for home in pile}) == 1
        assert len(pile) <= max(most, shared)
    for before, after in pairwise(piles):
        same = before[-1].building == after[0].building and before[-1].walk.grid == after[0].walk.grid
        assert not (same and before[-1].full_door == after[0].full_door), "a door was parted"
        if same:
            block = [home for home in ordered if home.building == after[0].building]
            assert len(block) > most, "a building that fits was parted"
