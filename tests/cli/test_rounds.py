"""``round``: planned, printed, typed back in and released from the command line."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def printed(run: Run, data: Path, tmp_path: Path) -> list[str]:
    """The numbers of a round's sheets, of two walkers with six doors each."""
    out = tmp_path / "走访单.pdf"
    words = ["--data", data, "round", "print", "试走", "--all", "--walker", "王某某", "--walker", "李志愿"]
    answer = run(*words, "--most", 6, "--out", out, "--json")
    assert answer.err == ""
    assert out.exists()
    numbers: list[str] = answer.json["sheets"]
    return numbers


def test_a_plan_writes_nothing_and_says_who_goes_where(run: Run, data: Path) -> None:
    before = run("--data", data, "round", "list", "--json").json
    words = [
        "--data",
        data,
        "round",
        "plan",
        "--all",
        "--walker",
        "王某某",
        "--walker",
        "李志愿",
        "--most",
        6,
    ]
    plan = run(*words, "--json").json
    assert [(pile["walker"], pile["doors"]) for pile in plan["walkers"]] == [("王某某", 6), ("李志愿", 6)]
    assert {"door", "head", "to_see", "why", "missed", "attempts", "advice"} == set(
        plan["walkers"][0]["homes"][0]
    )
    households = run("--data", data, "households", "--json").json
    on_it = sum(len(pile["homes"]) for pile in plan["walkers"])
    assert on_it + len(plan["waiting"]) + len(plan["left_out"]) == len(households)
    told = run(*words).out
    assert "王某某：6 户门" in told
    assert "户这一轮排不下：" in told
    assert run("--data", data, "round", "list", "--json").json == before


def test_a_round_from_the_plan_to_the_figures(
    run: Run, data: Path, printed: list[str], tmp_path: Path
) -> None:
    first, *_ = printed
    lines = run("--data", data, "round", "enter", first, "--json").json
    assert {line["state"] for line in lines} == {"out"}
    single = next(line["line"] for line in lines if len(line["to_see"]) == 1)
    answer = run(
        "--data", data, "round", "enter", first.lower(), f"{single}*9", "*3", "--date", "今天", "--json"
    ).json  # fmt: skip
    assert answer["visits"] == len(lines)
    assert (answer["left"], answer["released"]) == (0, True)
    listed = run("--data", data, "round", "list", "--sheets", "--json").json
    assert first not in [sheet["number"] for sheet in listed]
    other = next(sheet["number"] for sheet in listed if sheet["number"] in printed)
    given = run("--data", data, "round", "release", other, "--lost", "--note", "落在公交车上", "--json").json
    assert given["sheets"] == 1
    figures = run("--data", data, "round", "figures", "试走", "--json").json
    assert figures["total"]["met"] == 1
    assert figures["total"]["not_home"] == len(lines) - 1
    assert figures["by_walker"]["王某某"]["lines"] >= len(lines)
    assert other in figures["lost"]
    for row in ("王某某", "李志愿", "见面率"):
        assert row in run("--data", data, "round", "figures", "试走").out
    report = tmp_path / "小结.pdf"
    assert run("--data", data, "print", "round-report", "--round", "试走", "--out", report).code == 0
    text = subprocess.run(
        ["pdftotext", "-layout", report, "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "落在公交车上" in text


def test_releasing_the_whole_round(run: Run, data: Path, printed: list[str]) -> None:
    told = run("--data", data, "round", "release", "试走")
    assert (told.code, told.err) == (0, "")
    assert f"收单 {len(printed)} 份" in told.out
    (row,) = [row for row in run("--data", data, "round", "list", "--json").json if row["name"] == "试走"]
    assert (row["state"], row["lines_out"]) == ("released", 0)


def test_a_reserved_door_is_on_no_other_plan_unless_it_is_urgent(
    run: Run, data: Path, printed: list[str]
) -> None:
    words = ["--data", data, "round", "plan", "--all", "--json"]
    left = [each["why"] for each in run(*words).json["left_out"]]
    assert sum("（试走）" in why for why in left) >= 12
    assert not any("（试走）" in each["why"] for each in run(*words, "--urgent").json["left_out"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["round", "enter", "A7-K3M9-2"], "打错了一个字"),
        (["round", "enter", "{0}", "99 无人", "--date", "今天"], "没有第 99 行"),
        (["round", "enter", "{0}", "1 无人"], "请填写走访日期"),
        (["round", "enter", "{0}", "1 无人", "--date", "从前"], "不像日期"),
        (["round", "enter", "{0}", "1 去世", "--date", "今天"], "去世不是走访的结果"),
        (["round", "release", "没有的"], "没有叫“没有的”的走访任务"),
        (["round", "release", "试走", "--lost"], "遗失的是哪一张"),
        (["round", "release", "{0}", "--lost"], "怎么丢的"),
        (["round", "plan", "--most", "0"], "至少 1 户"),
        (["round", "plan", "--most", "很多"], "要写一个整数"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    run: Run, data: Path, printed: list[str], words: list[str], sentence: str
) -> None:
    answer = run("--data", data, *(word.format(*printed) for word in words))
    assert (answer.code, answer.out) == (1, "")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1


def test_the_papers_around_a_round(run: Run, data: Path, printed: list[str], tmp_path: Path) -> None:
    records, cards = tmp_path / "记录.pdf", tmp_path / "留言条.pdf"
    answer = run(
        "--data",
        data,
        "print",
        "visit-record",
        "--sheet",
        printed[0],
        "--line",
        2,
        "--out",
        records,
        "--json",
    )
    assert answer.json == {"file": str(records), "pages": 1}
    text = subprocess.run(
        ["pdftotext", "-layout", records, "-"], capture_output=True, check=True
    ).stdout.decode()
    assert f"{printed[0]} 第 2 行" in text
    assert "一切如常" in text
    assert run("--data", data, "print", "calling-card", "--pages", 2, "--out", cards).code == 0
    assert cards.exists()
