"""Which ledger is opened, with which password, and who may write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from community_desk.ledger.folder import LedgerFolder, Ownership

Run = Callable[..., Any]


def test_a_password_is_read_from_standard_input(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    made = run("--data", folder, "--password-stdin", "log", stdin="秘 密\n")
    assert made.code == 0
    assert "恢复码" in made.err
    assert run("--data", folder, "log", "--password-stdin", stdin="秘 密\r\n").code == 0
    wrong = run("--data", folder, "--password-stdin", "log", stdin="别的\n")
    assert (wrong.code, wrong.out) == (1, "")
    assert "密码不对" in wrong.err
    assert "请输入密码" in run("--data", folder, "log").err
    assert "没有密码" in run("--data", folder, "--password-stdin", "log", stdin="").err
    code = next(word for word in made.err.replace("，", " ").split() if word.count("-") == 4)
    assert run("--data", folder, "--password-stdin", "log", stdin=f"{code.lower()}\n").code == 0


def test_a_password_for_a_ledger_without_one_is_said(run: Run, data: Path) -> None:
    answer = run("--data", data, "--password-stdin", "search", "陈", stdin="秘密\n")
    assert answer.code == 0
    assert "没有设密码" in answer.err


@pytest.mark.parametrize(
    "words", [["search", "陈"], ["check"], ["log"], ["undo"], ["backup"], ["households"]]
)
def test_a_mistyped_folder_is_said_and_not_made(run: Run, tmp_path: Path, words: list[str]) -> None:
    answer = run("--data", tmp_path / "台帐", *words)
    assert answer.code == 1
    assert "台帐”这个文件夹" in answer.err
    assert not (tmp_path / "台帐").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(run: Run, tmp_path: Path, sheet: Path) -> None:
    (tmp_path / "文件").touch()
    answer = run("--data", tmp_path / "文件" / "台账", "import", sheet)
    assert answer.code == 1
    assert "不能建立文件夹" in answer.err


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
