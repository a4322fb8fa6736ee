"""The file of doubtful rows: what stands in it, and that it comes in again once it was put right."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from community_desk.domain.planned import Doubt, DoubtKind
from community_desk.exchange.doubtful_rows import write_doubtful_rows
from community_desk.exchange.import_plan import (
    OLD_ROW,
    REASON,
    Field,
    ImportOptions,
    ImportPlan,
    SheetOptions,
)
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.tables import Cell, Sheet, Table, read_table

LEDGERS = Path(__file__).parents[1] / "ledgers"
TODAY = date(2026, 11, 23)


def planned(table: Table, options: ImportOptions | None = None) -> ImportPlan:
    return plan_import(table, options, today=TODAY)


def put_right(path: Path, heading: str, values: dict[str, str]) -> None:
    """Types into the file as staff would: `values` by name."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        headings = [cell.value for cell in page[1]]
        name, wanted = headings.index("姓名"), headings.index(heading)
        for row in page.iter_rows(min_row=2):
            if str(row[name].value) in values:
                row[wanted].value = values[str(row[name].value)]
    book.save(path)


def cells_of(path: Path) -> list[tuple[Any, ...]]:
    (page,) = openpyxl.load_workbook(path).worksheets
    return list(page.iter_rows(values_only=True))


def test_ids_completed_in_the_file_come_in_again(tmp_path: Path) -> None:
    table = read_table(LEDGERS / "c_village_blocks.xls")
    plan = planned(table)
    path = tmp_path / "待核对.xlsx"
    rows = {doubt.row for doubt in plan.doubts if doubt.row}
    assert write_doubtful_rows(path, table, plan) == len(rows)
    before = {(member.name, home.door) for home in plan.households for member in home.members}
    numbers = {"郑然洋": "350212195212082845", "洪雅强": "350212199010060902", "洪杰敏": "350212199304194850"}
    put_right(path, "公民身份号码", numbers)

    again = planned(read_table(path))
    found = {member.name: (home.door, member) for home in again.households for member in home.members}
    assert {name: found[name][1].id_number for name in numbers} == numbers
    assert found["洪雅强"][1].birth == "1990-10-06"
    assert again.people == len(rows)
    # Those who stood below a head carry their door now; all else is as it was.
    assert {(name, door) for name, (door, _member) in found.items()} <= before
    # Those that nobody put right are in doubt as before; that their heads are not in the file is no doubt.
    assert Counter(doubt.kind for doubt in again.doubts if doubt.row) == Counter(
        doubt.kind for doubt in plan.doubts if doubt.row and doubt.text.partition("：")[0] not in numbers
    )
    assert found["解嘉"][1].birth == "1963"


def test_headings_of_two_rows_and_the_sheets_name_are_written_out(tmp_path: Path) -> None:
    options = ImportOptions(compound="秀里二里")
    table = read_table(LEDGERS / "b_merged_two_row_header.xlsx")
    plan = planned(table, options)
    path = tmp_path / "待核对.xlsx"
    written = write_doubtful_rows(path, table, plan)
    again = planned(read_table(path))
    assert written == again.people == len({(doubt.sheet, doubt.row) for doubt in plan.doubts})
    first = {
        member.id_number: (home.door, home.grid, member)
        for home in plan.households
        for member in home.members
    }
    for home in again.households:
        for member in home.members:
            door, grid, same = first[member.id_number]
            assert (home.door, home.grid) == (door, grid)
            assert (member.name, member.phones, member.care) == (same.name, same.phones, same.care)


def test_every_cell_is_text_and_the_reason_stands_beside_it(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["小区", "楼栋", "房号", "姓名", "民族", "身份证号", "电话", "备注"],
        ["芸溪里", 1.0, 101.0, "陈一", "汉族", "=1+1", 13800001234.0, "=SUM(A1)"],
        ["芸溪里", 1.0, 102.0, "林二", "汉族", "", 13800001234.0, ""],
    ]
    table = Table("表.xlsx", "xlsx", [Sheet("台账", rows)])
    path = tmp_path / "待核对.xlsx"
    assert write_doubtful_rows(path, table, planned(table)) == 1
    heading, only = cells_of(path)
    assert heading == (OLD_ROW, "小区", "楼栋", "房号", "姓名", "身份证号", "电话", "备注", REASON)
    assert only[:8] == ("2", "芸溪里", "1", "101", "陈一", "=1+1", "13800001234", "=SUM(A1)")
    assert "证件号看不懂" in str(only[8])
    (page,) = openpyxl.load_workbook(path).worksheets
    assert {cell.data_type for row in page.iter_rows(min_row=2) for cell in row} == {"s"}
    assert {cell.number_format for row in page.iter_rows(min_row=2) for cell in row} == {"@"}


def test_of_a_certificate_that_lost_digits_what_is_left_is_no_number(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["姓名", "性别", "残疾证号", "地址"],
        ["陈一", "女", 1.1010519491231e19, "芸溪里1号楼101"],
    ]
    table = Table("表.xlsx", "xlsx", [Sheet("台账", rows)])
    path = tmp_path / "待核对.xlsx"
    assert write_doubtful_rows(path, table, planned(table)) == 1
    _, only = cells_of(path)
    assert only[3] == "110105194912310???"
    assert "残疾证号" in str(only[-1])
    again = planned(read_table(path))
    assert "certificate_unreadable" in {doubt.kind for doubt in again.doubts}


def test_choices_made_by_hand_survive(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["姓名", "号", "备注", "性别", "电话"], ["陈一", "号??", "问邻居", "女", ""]]
    options = ImportOptions(sheets={"台账": SheetOptions(columns={1: Field.ID_NUMBER, 2: Field.NONE})})
    table = Table("表.xlsx", "xlsx", [Sheet("台账", rows)])
    path = tmp_path / "待核对.xlsx"
    write_doubtful_rows(path, table, planned(table, options))
    again = planned(read_table(path))
    fields = {choice.heading: choice.field for choice in again.sheets[0].columns}
    assert fields["身份证号"] is Field.ID_NUMBER
    assert fields["不导入：备注"] is Field.NONE


def test_doubts_found_elsewhere_can_be_written_too(tmp_path: Path) -> None:
    table = Table("表.xlsx", "xlsx", [Sheet("台账", [["姓名", "性别", "电话"], ["陈一", "女", ""]])])
    found = [Doubt("台账", 2, "", DoubtKind.POSSIBLE_MATCH, "陈一：台账里有同名的人")]
    path = tmp_path / "待核对.xlsx"
    assert write_doubtful_rows(path, table, planned(table), found) == 1
    assert cells_of(path)[1][-1] == "陈一：台账里有同名的人"


def test_without_doubtful_rows_there_is_no_file(tmp_path: Path) -> None:
    table = Table("表.xlsx", "xlsx", [Sheet("台账", [["姓名", "性别", "电话"], ["陈一", "女", ""]])])
    assert write_doubtful_rows(tmp_path / "待核对.xlsx", table, planned(table)) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    table = Table("表.xlsx", "xlsx", [Sheet("台账", [["姓名", "性别", "电话"], ["陈一?", "女", ""]])])
    target = tmp_path / "待核对.xlsx"
    target.mkdir()
    with pytest.raises(OSError, match="待核对"):
        write_doubtful_rows(target, table, planned(table))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["甲/乙:丙*[丁]", "很" * 40, "'引号'"])
def test_sheet_names_that_excel_refuses_are_made_acceptable(
    tmp_path: Path, name: str, plan_of: Callable[..., ImportPlan]
) -> None:
    rows: list[list[Cell]] = [
        ["姓名", "性别", "电话"],
        ["陈一?", "女", ""],
        ["姓名", "电话", "地址"],
        ["林?", "", "3-2-501"],
    ]
    table = Table("表.xlsx", "xlsx", [Sheet(name, rows)])
    path = tmp_path / "待核对.xlsx"
    assert write_doubtful_rows(path, table, planned(table)) == 2
    assert len(read_table(path).sheets) == 2


def test_what_was_put_right_in_the_window_is_not_asked_for_again(tmp_path: Path) -> None:
    heading: list[Cell] = ["小区", "楼栋", "房号", "姓名", "性别", "电话", "与户主关系"]
    rows: list[list[Cell]] = [heading, ["芸溪里", "1", "101", "苏某", "女", "12", "干爹"]]
    table = Table("台账.xlsx", "xlsx", [Sheet("台账", rows)])
    plan = planned(table, ImportOptions(cells={("台账", 2, 5): "13800001234"}))
    path = tmp_path / "待核对.xlsx"
    assert write_doubtful_rows(path, table, plan) == 1
    _, row = cells_of(path)
    assert row[6:8] == ("13800001234", "干爹")
    assert "电话" not in str(row[-1])
