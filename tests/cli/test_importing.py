"""``import``: a file comes in, doubts are told, nothing is written by a dry run."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from community_desk.ledger.database import open_ledger
from community_desk.ledger.registers import RegisterFilter, list_residents
from community_desk.ledger.residents import withdraw_resident

Run = Callable[..., Any]


def test_a_file_comes_in_and_the_same_file_adds_nobody(run: Run, tmp_path: Path, sheet: Path) -> None:
    folder = tmp_path / "data"
    first = run("--data", folder, "import", sheet, "--json", "--grid", "第3网格").json
    assert {name: first[name] for name in ("households", "residents", "added", "updated", "unchanged")} == {
        "households": 1, "residents": 2, "added": 2, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    again = run("--data", folder, "import", sheet, "--json", "--grid", "第3网格").json
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)

    (home,) = run("--data", folder, "households", "--json", "--full-ids").json
    assert (home["door"], home["grid"]) == ("示例里1号楼2单元301", "第3网格")
    assert home["members"][0] == {
        "name": "苏测试", "sex": "女", "birth": "1949-12-31", "id_number": "11010519491231002X",
        "relation": "户主", "phones": [["", "15400000001"]], "care": [], "note": "喜欢种花",
    }  # fmt: skip
    assert [number for _, number in home["members"][1]["phones"]] == ["15400000002", "15400000003"]


def test_doubts_are_told_and_saved(run: Run, tmp_path: Path, sheet: Path) -> None:
    doubtful = sheet.read_text(encoding="gb18030").replace("11010519491231002X", "110105194912310021")
    sheet.write_text(doubtful, encoding="utf-8")
    saved = tmp_path / "有疑问.xlsx"
    answer = run("--data", tmp_path / "d", "import", sheet, "--json", "--grid", "1", "--doubts", saved)
    (doubt,) = answer.json["doubts"]
    assert list(doubt) == ["sheet", "row", "column", "kind", "text"]
    assert (doubt["row"], doubt["column"], doubt["kind"]) == (2, "D 身份证号", "id_bad_check_digit")
    assert saved.exists()

    told = run("--data", tmp_path / "e", "import", sheet, "--doubts", saved)
    assert "新增 2 人" in told.out
    assert "第 2 行 D 身份证号" in told.out
    assert str(saved) in told.out


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path, sheet: Path) -> None:
    folder = tmp_path / "data"
    answer = run("--data", folder, "import", sheet, "--dry-run")
    assert answer.code == 0
    assert answer.out.startswith("试算")
    assert "新增 2 人" in answer.out
    assert run("--data", folder, "residents", "--json").json == []


@pytest.mark.parametrize("place", ["没有的文件夹/疑问.xlsx", "疑问.csv"])
def test_where_doubts_cannot_go_is_said_before_anything_is_imported(
    run: Run, tmp_path: Path, sheet: Path, place: str
) -> None:
    answer = run("--data", tmp_path / "data", "import", sheet, "--doubts", tmp_path / place)
    assert (answer.code, answer.out) == (1, "")
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_none_is_one_sentence(run: Run, tmp_path: Path) -> None:
    missing = run("--data", tmp_path / "data", "import", tmp_path / "没有.xlsx")
    (tmp_path / "空.xlsx").touch()
    empty = run("--data", tmp_path / "data", "import", tmp_path / "空.xlsx")
    for answer in (missing, empty):
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.count("\n") == 1
    assert "没有.xlsx" in missing.err


def test_doubts_that_cannot_be_written_do_not_undo_the_import(run: Run, tmp_path: Path, sheet: Path) -> None:
    """Excel still has the file open, the disk is full: here a folder bears the name."""
    (tmp_path / "疑问.xlsx").mkdir()
    doubtful = sheet.read_text(encoding="gb18030").replace("11010519491231002X", "110105194912310021")
    sheet.write_text(doubtful, encoding="utf-8")
    folder = tmp_path / "data"
    answer = run("--data", folder, "import", sheet, "--doubts", tmp_path / "疑问.xlsx")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("导入已经完成，但有疑问的行写不进")
    assert len(run("--data", folder, "residents", "--json").json) == 2


def test_a_column_that_is_told_is_remembered(run: Run, tmp_path: Path, sheet: Path) -> None:
    folder = tmp_path / "d"
    odd = sheet.read_text(encoding="gb18030").replace("联系电话", "长号").replace("备注", "印象")
    sheet.write_text(odd, encoding="utf-8")
    told = run("--data", folder, "import", sheet, "--column", "长号=电话", "--column", "印象=note")
    assert told.code == 0
    people = run("--data", folder, "residents", "--json").json
    assert (people[0]["phones"], people[0]["note"]) == ([["", "15400000001"]], "喜欢种花")
    sheet.write_text(odd.replace("15400000001", "15400000009"), encoding="utf-8")
    assert run("--data", folder, "import", sheet, "--json").json["updated"] == 1
    people = run("--data", folder, "residents", "--json").json
    assert people[0]["phones"] == [["", "15400000001"], ["", "15400000009"]]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("备注=鞋码", "没有“鞋码”这个字段；可以写：姓名、性别、出生日期、身份证号、"),
        ("备注=excluded", "没有“excluded”这个字段"),
        ("备注", "请写成 列名=字段"),
        ("=备注", "请写成 列名=字段"),
        ("鞋码=备注", "没有叫“鞋码”的列；有：姓名、性别、与户主关系、"),
    ],
)
def test_a_column_that_cannot_be(run: Run, tmp_path: Path, sheet: Path, column: str, sentence: str) -> None:
    answer = run("--data", tmp_path / "d", "import", sheet, "--column", column)
    assert (answer.code, answer.out) == (1, "")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1


def test_who_was_withdrawn_comes_back_only_when_asked(run: Run, tmp_path: Path, sheet: Path) -> None:
    folder = tmp_path / "d"
    run("--data", folder, "import", sheet)
    with open_ledger(folder):
        _, son = list_residents(RegisterFilter(), today=date(2026, 11, 23))
        withdraw_resident(son[0].uid, reason="录错了", operator="甲")
    again = run("--data", folder, "import", sheet, "--json").json
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert "withdrawn_before" in {doubt["kind"] for doubt in again["doubts"]}
    back = run("--data", folder, "import", sheet, "--json", "--bring-back").json
    assert (back["added"], back["unchanged"]) == (1, 1)
    assert len(run("--data", folder, "residents", "--json").json) == 2
