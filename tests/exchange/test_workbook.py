"""Excel files: texts stay texts, and a file that cannot be written leaves the older one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from community_desk.domain.errors import UserError
from community_desk.exchange.workbook import SheetColumn, write_workbook

COLUMNS = [SheetColumn("姓名", 12), SheetColumn("年龄", 6)]


def test_nothing_typed_becomes_a_formula_a_link_or_a_number(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    texts = ["=1+1", "@SUM(A1)", "http://example.org", "0001", "350212196612151237", "3-2-501", "𠮷某"]
    write_workbook(path, title="居民", columns=COLUMNS, rows=[[text, 7] for text in texts])
    sheet = load_workbook(path).active
    assert [sheet.cell(row, 1).value for row in range(2, 2 + len(texts))] == texts
    assert {sheet.cell(row, 1).data_type for row in range(2, 2 + len(texts))} == {"s"}
    assert not any(cell.hyperlink for (cell,) in sheet["A2:A8"])
    assert sheet.cell(2, 2).value == 7
    assert [cell.value for cell in sheet[1]] == ["姓名", "年龄"]


def test_a_title_that_excel_does_not_take_is_mended(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", title="[3/网格]: *居民*" + "很长" * 20, columns=COLUMNS, rows=[])
    assert len(load_workbook(tmp_path / "a.xlsx").active.title) <= 31


def test_what_fails_leaves_the_older_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"older")

    def rows() -> Iterator[list[str | int]]:
        yield ["苏某", 78]
        raise UserError("读不出来。")

    with pytest.raises(UserError, match="读不出来"):
        write_workbook(path, title="居民", columns=COLUMNS, rows=rows())
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="写不进去"):
        write_workbook(tmp_path / "没有" / "a.xlsx", title="居民", columns=COLUMNS, rows=[])
