"""``python -m community_desk``: when it hands on a command, and the main job that it does without one."""

from pathlib import Path

import pytest

from community_desk import __main__ as program
from community_desk import cli


class Commands:
    """Stands for the command line: keeps what it was asked, does as much as the main job relies on."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.codes: dict[str, int] = {}

    def __call__(self, words: list[str]) -> int:
        self.asked.append(words)
        if "demo" in words:
            Path(words[1]).mkdir()
        return next((code for word, code in self.codes.items() if word in words), 0)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(cli, "main", commands)
    monkeypatch.chdir(tmp_path)
    return commands


def test_a_command_is_handed_on_as_it_is(commands: Commands) -> None:
    commands.codes["search"] = 1
    assert program.main(["--data", "d", "search", "苏"]) == 1
    assert commands.asked == [["--data", "d", "search", "苏"]]


def test_the_demo_ledger_is_made_once(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    sheets = ["--data", str(out / "demo-ledger"), "print", "visit-sheet", "--out", str(out / "走访单.pdf")]
    assert program.main([]) == 0
    assert commands.asked == [["--data", str(out / "demo-ledger.half"), "demo", "--scale", "qiaoan"], sheets]
    assert str(out / "走访单.pdf") in capsys.readouterr().out

    commands.asked.clear()
    assert program.main([]) == 0
    assert commands.asked == [sheets]


def test_a_demo_ledger_that_was_interrupted_is_never_taken_for_a_whole_one(
    commands: Commands, tmp_path: Path
) -> None:
    commands.codes["demo"] = 2
    assert program.main([]) == 2
    assert len(commands.asked) == 1, "nothing is printed from it"
    commands.codes.clear()
    assert program.main([]) == 0
    assert (tmp_path / "out" / "demo-ledger").is_dir()
    assert not (tmp_path / "out" / "demo-ledger.half").exists()


@pytest.mark.parametrize("words", [["--data", "数据 目录"], ["--data=数据 目录"]])
def test_a_ledger_of_ones_own_gets_its_sheets_and_no_made_up_people(
    commands: Commands, words: list[str]
) -> None:
    assert program.main(words) == 0
    assert [asked[:4] for asked in commands.asked] == [["--data", "数据 目录", "print", "visit-sheet"]]


def test_the_reading_child_of_a_frozen_program_is_no_command(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr("community_desk.exchange.intake.process.main", served.append)
    assert program.main(["--read-table", "csv"]) == 0
    assert (served, commands.asked) == (["csv"], [])


def test_without_a_screen_it_says_so(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not program.has_screen({"DISPLAY": ""}, "linux")
    assert program.has_screen({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert program.has_screen({}, "win32")
    program.main([])
    assert ("没有可用的屏幕" in capsys.readouterr().out) is (not program.has_screen({}))
