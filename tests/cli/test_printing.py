"""``print visit-sheet``: a PDF for whoever the filters leave, and what to know before walking."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from community_desk.ledger.access import papers_out
from community_desk.ledger.database import open_ledger
from community_desk.ledger.folder import LedgerFolder, Ownership

Run = Callable[..., Any]


def _text(path: Path) -> str:
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return found.stdout.decode("utf-8")


def test_all_households_get_a_line_or_a_reason(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "走访单.pdf"
    printed = run("--data", data, "print", "visit-sheet", "--out", out, "--json").json
    assert set(printed) == {"file", "sheets", "households", "pages", "missing", "cuts", "left_out"}
    households = run("--data", data, "households", "--json").json
    assert printed["households"] + len(printed["left_out"]) == len(households)
    assert printed["missing"] == []
    text = _text(out)
    assert text.count("第1/") == len(printed["sheets"])
    for number in printed["sheets"]:
        assert number in text
    with open_ledger(data):
        papers = papers_out()  # each walker brings back his own
        assert [paper.subject for paper in papers] == [f"走访单 {number}" for number in printed["sheets"]]
        assert all(paper.person_count > 0 for paper in papers)


def test_the_paper_shows_who_is_wanted_and_no_id_number(run: Run, data: Path, tmp_path: Path) -> None:
    people = run("--data", data, "residents", "--json", "--full-ids").json
    someone = next(person for person in people if person["relation"] == "户主" and person["id_number"])
    out = tmp_path / "一户.pdf"
    words = ["--data", data, "print", "visit-sheet", "--out", out, "--search", someone["id_number"]]
    answer = run(*words, "--operator", "王某某")
    assert answer.code == 0
    assert answer.out.startswith(f"走访单 1 份，1 户，1 页：{out}")
    text = _text(out)
    assert someone["name"] in text
    assert "王某某" in text
    assert someone["id_number"] not in text


def test_a_volunteers_edition_names_nobody(run: Run, data: Path, tmp_path: Path) -> None:
    people = run("--data", data, "residents", "--json").json
    out = tmp_path / "志愿者.pdf"
    assert run("--data", data, "print", "visit-sheet", "--out", out, "--volunteer").code == 0
    text = _text(out)
    assert not [person["name"] for person in people if len(person["name"]) > 2 and person["name"] in text]
    assert not [number for person in people for _, number in person["phones"] if number in text]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--search", "不会有的人"], "没有找到“不会有的人”"),
        (["--search", "1", "--building", "99"], "没有叫“99”的楼栋"),
        (["--category", "计生特殊家庭", "--building", "1"], "没有要打印的住户"),
    ],
)
def test_nobody_to_print_is_one_sentence(
    run: Run, data: Path, tmp_path: Path, options: list[str], sentence: str
) -> None:
    out = tmp_path / "走访单.pdf"
    answer = run("--data", data, "print", "visit-sheet", "--out", out, *options)
    assert (answer.code, answer.out) == (1, "")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert not out.exists()


def test_a_folder_that_is_not_there_uses_no_number_up(run: Run, data: Path, tmp_path: Path) -> None:
    def numbers(out: Path) -> Any:
        return run("--data", data, "print", "visit-sheet", "--out", out, "--json")

    first = numbers(tmp_path / "a.pdf").json["sheets"]
    failed = numbers(tmp_path / "没有" / "a.pdf")
    assert (failed.code, failed.out) == (1, "")
    second = numbers(tmp_path / "b.pdf").json["sheets"]
    assert not set(first) & set(second)
    with open_ledger(data):
        assert len(papers_out()) == len(first) + len(second)


def test_printing_waits_for_the_window(run: Run, data: Path, tmp_path: Path) -> None:
    with Ownership(LedgerFolder(data)):
        answer = run("--data", data, "print", "visit-sheet", "--out", tmp_path / "a.pdf")
    assert (answer.code, answer.out) == (1, "")
    assert "请先关闭它" in answer.err


def test_names_no_font_can_print_are_said_before_the_paper_is_out(
    run: Run, tmp_path: Path, sheet: Path
) -> None:
    folder, out = tmp_path / "d", tmp_path / "没有" / "走访单.pdf"
    made = sheet.read_text(encoding="gb18030").replace("苏测试", "苏\ue000试")
    sheet.write_text(made, encoding="utf-8")
    run("--data", folder, "import", sheet)
    # The paper cannot be written here, so whatever is said of names was said before.
    failed = run("--data", folder, "print", "visit-sheet", "--out", out)
    warning, name, error = failed.err.splitlines()
    assert (failed.code, failed.out) == (1, "")
    assert "没有字体可印" in warning
    assert "苏\ue000试" in name
    assert "没有字体" not in error

    out.parent.mkdir()
    told = run("--data", folder, "print", "visit-sheet", "--out", out)
    assert told.err.splitlines()[0] == warning
    assert "没有字体" not in told.out
    answer = run("--data", folder, "print", "visit-sheet", "--out", out, "--json")
    assert answer.err == ""
    assert [(each["line"], each["characters"]) for each in answer.json["missing"]] == [(1, "\ue000")]
