"""``backup``, ``restore``, ``check``, ``undo``, ``redo``, ``log``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_undo_redo_and_the_log_tell_the_same_story(run: Run, data: Path, sheet: Path) -> None:
    run("--data", data, "import", sheet, "--operator", "王某某")
    undone = run("--data", data, "undo", "--json", "--operator", "李某某").json
    assert undone["label"] == "导入 底册.csv"
    assert undone["rows"] > 2
    assert run("--data", data, "search", "苏测试", "--json").json == []
    log = run("--data", data, "log", "--json").json
    assert [(row["operator"], row["label"], row["is_undone"]) for row in log[:3]] == [
        ("李某某", "撤销：导入 底册.csv", False),
        ("王某某", "记住导入的列", False),
        ("王某某", "导入 底册.csv", True),
    ]
    assert run("--data", data, "redo").out.startswith("已恢复“导入 底册.csv”")
    assert len(run("--data", data, "search", "苏测试", "--json").json) >= 1
    told = run("--data", data, "log", "--limit", "3").out.splitlines()
    assert len(told) == 3
    assert "（已撤销）" in told[1]


def test_a_backup_brings_back_what_was(run: Run, data: Path, sheet: Path, tmp_path: Path) -> None:
    made = run("--data", data, "backup", "--to", tmp_path / "备份", "--json").json
    assert Path(made["file"]).parent == tmp_path / "备份"
    assert run("--data", data, "backup", "--to", tmp_path / "备份").out.startswith("上次备份以后没有改动")
    run("--data", data, "import", sheet)
    assert len(run("--data", data, "residents", "--json").json) == 122

    restored = run("--data", data, "restore", made["file"], "--json").json
    assert Path(restored["set_aside"]).is_dir()
    assert len(run("--data", data, "residents", "--json").json) == 120
    elsewhere = run("--data", tmp_path / "新电脑", "restore", made["file"])
    assert elsewhere.out.startswith("已恢复到")
    assert len(run("--data", tmp_path / "新电脑", "residents", "--json").json) == 120


def test_a_file_that_is_no_backup_is_refused(run: Run, data: Path, sheet: Path) -> None:
    answer = run("--data", data, "restore", sheet)
    assert (answer.code, answer.out) == (1, "")
    assert "不是社区工作台的备份" in answer.err


def test_check_finds_a_sound_ledger_sound_and_a_faulty_one_not(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--data", data, "check").out == "台账完好。\n"
    assert run("--data", data, "check", "--json").json == {"sound": True, "faults": []}
    monkeypatch.setattr("community_desk.ledger.search.faults", lambda: ["搜索索引缺了 3 条"])
    faulty = run("--data", data, "check", "--json")
    assert (faulty.code, faulty.json["faults"]) == (1, ["搜索索引缺了 3 条"])
    assert "搜索索引缺了 3 条" in run("--data", data, "check").out
