"""``search``, ``residents``, ``households``: both forms of output, filters, masked numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from community_desk.ledger.access import list_accesses
from community_desk.ledger.database import open_ledger
from community_desk.ledger.folder import LedgerFolder, Ownership

Run = Callable[..., Any]


def test_an_empty_folder_becomes_a_ledger_in_which_nobody_is(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "新 文件夹"
    folder.mkdir()
    assert run("--data", folder, "search", "陈").out.startswith("没有找到")
    assert LedgerFolder(folder).database.exists()
    assert run("--data", folder, "residents").out == "没有符合条件的居民。\n"
    assert run("--data", folder, "households").out == "没有符合条件的住户。\n"
    for command in ("residents", "households"):
        assert run("--data", folder, command, "--json").json == []
    assert run("--data", folder, "search", "陈", "--json").json == []
    undone = run("--data", folder, "undo")
    assert (undone.code, undone.err) == (1, "没有可以撤销的操作。\n")


def test_households_have_the_shape_scripts_rely_on(run: Run, data: Path) -> None:
    households = run("--data", data, "households", "--json").json
    assert sum(len(household["members"]) for household in households) == 120
    for household in households:
        assert list(household) == ["door", "grid", "compound", "building", "unit", "room", "members"]
        assert household["door"].startswith(household["compound"] + household["building"])
        for member in household["members"]:
            assert list(member) == [
                "name", "sex", "birth", "id_number", "relation", "phones", "care", "note",
            ]  # fmt: skip
            assert member["sex"] in {"男", "女"}
        assert household["members"][0]["relation"] == "户主"


def test_id_numbers_are_masked_until_somebody_asks_and_that_is_logged(run: Run, data: Path) -> None:
    masked = [person["id_number"] for person in run("--data", data, "residents", "--json").json]
    assert any(masked)
    assert all("****" in number for number in masked if number)

    answer = run("--data", data, "residents", "--json", "--full-ids", "--operator", "王某某")
    full = [person["id_number"] for person in answer.json]
    assert any(number.isdigit() and len(number) == 18 for number in full)
    with open_ledger(data):
        (look,) = list_accesses()
    assert (look.action, look.operator, look.person_count) == ("full_id", "王某某", 120)


def test_full_id_numbers_cannot_be_looked_at_unseen(run: Run, data: Path) -> None:
    """The look must be logged, which needs the ledger: refused while a window owns it."""
    with Ownership(LedgerFolder(data)):
        answer = run("--data", data, "households", "--full-ids")
        assert (answer.code, answer.out) == (1, "")
        assert "正由" in answer.err
        assert run("--data", data, "households").code == 0, "reading is always possible"


def test_filters_narrow_the_lists(run: Run, data: Path) -> None:
    everybody = run("--data", data, "residents", "--json").json
    building = everybody[0]["building"]
    inside = run("--data", data, "residents", "--json", "--building", building.removesuffix("号楼")).json
    assert inside == [person for person in everybody if person["building"] == building]
    assert 0 < len(inside) < len(everybody)
    assert run("--data", data, "residents", "--json", "--grid", "1").json == everybody

    carers = run("--data", data, "households", "--json", "--category", "残疾").json
    assert carers
    assert all(any("残疾" in member["care"] for member in home["members"]) for home in carers)
    cared = run("--data", data, "residents", "--json", "--category", "残疾").json
    assert {len(person["care"]) > 0 for person in cared} == {True}
    assert len(cared) <= sum(len(home["members"]) for home in carers)


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--grid", "第99网格", "没有叫“第99网格”的网格；台账里有：第1网格。"),
        ("--compound", "没有里", "没有叫“没有里”的小区"),
        ("--building", "77号楼", "没有叫“77号楼”的楼栋"),
        ("--category", "不存在", "没有叫“不存在”的关爱类别，请从列表里选：独居老人、"),
    ],
)
def test_a_name_the_ledger_lacks_is_said(
    run: Run, data: Path, option: str, value: str, sentence: str
) -> None:
    answer = run("--data", data, "residents", option, value)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(sentence)


def test_text_for_people_shows_door_members_and_care(run: Run, data: Path) -> None:
    lines = run("--data", data, "households").out.splitlines()
    first = run("--data", data, "households", "--json").json[0]
    assert lines[0] == f"{first['door']} {first['grid']}"
    assert first["members"][0]["name"] in lines[1]
    assert len(run("--data", data, "residents").out.splitlines()) == 120


def test_search_finds_a_person_and_says_why(run: Run, data: Path) -> None:
    someone = run("--data", data, "residents", "--json").json[0]
    hits = run("--data", data, "search", someone["name"], "--json").json
    assert list(hits[0]) == ["kind", "uid", "title", "door", "why"]
    found = next(hit for hit in hits if hit["uid"] == someone["uid"])
    assert (found["kind"], found["title"], found["door"]) == ("resident", someone["name"], someone["door"])
    assert someone["name"] in found["why"]
    assert len(run("--data", data, "search", "1", "--json", "--limit", "3").json) == 3
    told = run("--data", data, "search", "1", "--limit", "3").out.splitlines()
    assert len(told) == 4
    assert told[-1].endswith("这里是前 3 条。")
