"""``demo``: what it says, and that it keeps out of real ledgers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_demo_says_what_it_made(run: Run, tmp_path: Path) -> None:
    answer = run("--data", tmp_path / "a", "demo", "--scale", "30")
    assert (answer.code, answer.err) == (0, "")
    assert "30 位居民" in answer.out
    assert "虚构" in answer.out

    made = run("demo", "--data", tmp_path / "b", "--json", "--scale", "30").json
    assert made["residents"] == 30
    assert set(made) == {"residents", "households", "dwellings", "buildings", "grids"}


def test_a_demo_stays_out_of_a_ledger_with_people(run: Run, data: Path) -> None:
    answer = run("--data", data, "demo")
    assert (answer.code, answer.out) == (1, "")
    assert "空台账" in answer.err
    assert answer.err.count("\n") == 1


def test_the_seed_decides_who_lives_there(run: Run, tmp_path: Path) -> None:
    def people(name: str, *options: object) -> Any:
        assert run("--data", tmp_path / name, "demo", "--scale", "12", *options).code == 0
        return run("--data", tmp_path / name, "households", "--json").json

    assert people("a") == people("b")
    assert people("c", "--seed", 7) != people("d")
