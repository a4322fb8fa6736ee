"""What is typed wrongly, what goes wrong inside, and the program as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from community_desk.cli import keeping
from community_desk.ledger.locations import reports_folder

Run = Callable[..., Any]


def test_no_command_and_help_show_the_commands(run: Run) -> None:
    for words in ([], ["--help"], ["-h"]):
        answer = run(*words)
        assert answer.code == 0
        assert answer.out.startswith("用法：community-desk")
        for command in ("demo", "import", "search", "households", "print", "backup", "undo"):
            assert f"    {command}" in answer.out
        assert [line.strip() for line in answer.out.splitlines()].count("命令") == 0
        assert answer.out.count("命令:") == 1
    assert run("print", "--help").out.count("单据") == 2  # how it is written, and the list
    assert "--dry-run" in run("import", "--help").out
    assert "--volunteer" in run("print", "visit-sheet", "--help").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fly"], "没有 'fly' 这个命令；"),
        (["import"], "还缺 文件；"),
        (["search"], "还缺 文字；"),
        (["print"], "还缺 单据（visit-sheet、"),
        (["print", "poster"], "没有 'poster' 这个命令；"),
        (["print", "visit-sheet"], "还缺 --out；"),
        (["log", "--limit", "many"], "--limit 要写一个整数，不能是 'many'；"),
        (["residents", "--grid"], "--grid 后面要写内容；"),
        (["residents", "--gird", "1"], "不认识 --gird 1；"),
        (["demo", "--scale", "huge"], "没有“huge”这种规模；"),
        (["check", "--json=yes"], "--json 后面不用写 'yes'；"),
    ],
)
def test_what_is_typed_wrongly_is_one_plain_sentence(
    run: Run, tmp_path: Path, words: list[str], sentence: str
) -> None:
    answer = run("--data", tmp_path / "data", *words)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(sentence)
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_a_fault_of_the_program_leaves_a_report_without_residents(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*, limit: int) -> None:
        raise KeyError(f"苏测试 15400000001 {limit}")

    monkeypatch.setattr(keeping, "list_history", fail)
    answer = run("--data", data, "log")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("程序出错了（KeyError），报告在")
    assert answer.err.count("\n") == 1
    (report,) = reports_folder().iterdir()
    assert str(report) in answer.err
    text = report.read_text(encoding="utf-8")
    assert "keeping.py" in text
    assert "苏测试" not in text + answer.err
    assert "苏测试" in run("--data", data, "log", "--debug").err


def _start(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "community_desk", *map(str, words)],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_process_of_its_own_writes_utf8_whatever_the_console_says(data: Path) -> None:
    done = _start(
        "--data", data, "households", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "号楼" in done.stdout.decode("utf-8")
    # The locale says how the file's name itself is read.
    wrong = _start(
        "--data", data, "import", "没有.xlsx", PYTHONUTF8="0", PYTHONIOENCODING="gbk", LC_ALL="C.UTF-8"
    )
    assert wrong.returncode == 1
    assert "没有.xlsx" in wrong.stderr.decode("utf-8")


def test_a_search_does_not_wait_for_libraries_it_does_not_need(data: Path) -> None:
    code = (
        "import sys; from community_desk.cli import main; main(sys.argv[1:]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", str(data), "search", "不会有的字"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "peewee" in loaded
    assert not loaded & {
        "reportlab",
        "python_calamine",
        "xlsxwriter",
        "openpyxl",
        "PIL",
        "fontTools",
        "PySide6",
    }


def test_a_reader_who_has_seen_enough_is_no_fault(data: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "community_desk", "--data", str(data), "residents"],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
