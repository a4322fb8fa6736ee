"""Which ledger is opened, with which password, and who may write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from community_desk.ledger.folder import LedgerFolder, Ownership

Run = Callable[..., Any]


def test_a_password_is_read_from_standard_input(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = run("--data", folder, "--password-stdin", "log", stdin="秘 密\n")
    assert made.code == 0
    assert "恢复码" in made.err
    assert run("--data", folder, "log", "--password-stdin", stdin="秘 密\r\n").code == 0
    wrong = run("--data", folder, "--password-stdin", "log", stdin="别的\n")
    assert (wrong.code, wrong.out) == (1, "")
    assert "密码不对" in wrong.err
    assert "请输入密码" in run("--data", folder, "log").err
    assert "没有密码" in run("--data", folder, "--password-stdin", "log", stdin="").err


def test_a_folder_of_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("不是台账", encoding="utf-8")
    answer = run("--data", tmp_path, "search", "陈")
    assert answer.code == 1
    assert "不是社区工作台的台账" in answer.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["信.txt"]


def test_writing_waits_for_the_window_and_reading_does_not(run: Run, data: Path, sheet: Path) -> None:
    with Ownership(LedgerFolder(data)):
        for words in (["import", sheet], ["undo"], ["demo"]):
            answer = run("--data", data, *words)
            assert answer.code == 1
            assert "请先关闭它" in answer.err
        for words in (["search", "陈"], ["log"], ["check"], ["residents"]):
            assert run("--data", data, *words).code == 0
