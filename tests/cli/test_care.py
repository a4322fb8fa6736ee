"""``due``, ``care list`` and their papers on the command line."""

from datetime import date
from pathlib import Path

from pypdf import PdfReader

from tests.cli.conftest import Run


def test_due_says_why_and_for_programs_everything(run: Run, data: Path) -> None:
    answer = run("--data", data, "due", "--json", "--within", "400")
    assert answer.code == 0
    homes = answer.json
    assert homes
    for home in homes:
        assert home["group"] in {"overdue", "due", "no_record_yet", "to_phone", "away"}
        assert home["why"]
        assert home["days_overdue"] >= 0
        if home["group"] == "overdue":
            assert date.fromisoformat(home["due_on"]) < date.today()  # noqa: DTZ011 - the office's own day
    told = run("--data", data, "due", "--within", "400")
    assert homes[0]["why"] in told.out
    nobody = run("--data", data, "due", "--level", "每周", "--category", "退役军人")
    assert nobody.out == "没有到期要走访的住户。\n"


def test_filters_by_place_and_person(run: Run, data: Path) -> None:
    everything = run("--data", data, "care", "list", "--json").json
    grid = everything[0]["grid"]
    here = run("--data", data, "care", "list", "--grid", grid, "--json").json
    assert here == [case for case in everything if case["grid"] == grid]
    who = everything[0]["responsible"]
    assert run("--data", data, "care", "list", "--responsible", who, "--json").json == [
        case for case in everything if case["responsible"] == who
    ]
    assert len(run("--data", data, "care", "list", "--closed", "--json").json) >= len(everything)
    assert everything[0]["door"] in run("--data", data, "care", "list").out


def test_wrong_words_are_one_sentence(run: Run, data: Path) -> None:
    for words, part in (
        (("due", "--level", "天天"), "等级"),
        (("due", "--responsible", "没有这个人"), "工作人员"),
        (("due", "--category", "没有这类"), "关爱类别"),
        (("due", "--within", "x"), "整数"),
        (("care", "list", "--grid", "第99网格"), "网格"),
    ):
        answer = run("--data", data, *words)
        assert answer.code == 1
        assert part in answer.err
        assert answer.err.count("\n") == 1


def test_papers(run: Run, data: Path, tmp_path: Path) -> None:
    for paper, title in (
        ("due-list", "应访清单"),
        ("care-ledger", "关爱台账"),
        ("household-file", "一户一档"),
    ):
        out = tmp_path / f"{paper}.pdf"
        more = ("--within", "400") if paper == "due-list" else ()
        answer = run("--data", data, "print", paper, *more, "--out", out, "--json")
        assert answer.code == 0, answer.err
        assert answer.json["pages"] == len(PdfReader(out).pages)
        assert answer.json["people"] > 0
        assert title in PdfReader(out).pages[0].extract_text()
        told = run("--data", data, "print", paper, *more, "--out", out)
        assert "内部使用" in told.out
