"""``python -m community_desk``: when it hands on a command, opens the window, or does without one."""

import os
from pathlib import Path

import pytest

from community_desk import __main__ as program
from community_desk import cli
from community_desk.domain.errors import UserError
from community_desk.ui import application, screen


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


class Windows:
    """Stands for the window: keeps which ledgers it was opened on, and which it was drawn of."""

    def __init__(self) -> None:
        self.opened: list[Path | None] = []
        self.drawn: list[tuple[Path, Path]] = []

    def main(self, data: Path | None) -> int:
        self.opened.append(data)
        return 0

    def picture(self, data: Path, file: Path) -> None:
        assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
        self.drawn.append((data, file))


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(cli, "main", commands)
    monkeypatch.chdir(tmp_path)
    return commands


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    windows = Windows()
    monkeypatch.setattr(application, "main", windows.main)
    monkeypatch.setattr(application, "picture", windows.picture)
    return windows


@pytest.fixture
def _a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "screen_problem", lambda: "")


def test_a_command_is_handed_on_as_it_is(commands: Commands) -> None:
    commands.codes["search"] = 1
    assert program.main(["--data", "d", "search", "苏"]) == 1
    assert commands.asked == [["--data", "d", "search", "苏"]]


def test_without_a_screen_sheets_are_printed_and_the_window_is_drawn(
    commands: Commands, windows: Windows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    demo = out / "demo-ledger"
    sheets = ["--data", str(demo), "print", "visit-sheet", "--out", str(out / "走访单.pdf")]
    assert program.main([]) == 0
    assert commands.asked == [["--data", f"{demo}.half", "demo", "--scale", "qiaoan"], sheets]
    assert windows.drawn == [(demo, out / "工作台.png")]
    said = capsys.readouterr().out
    assert "不打开窗口" in said
    assert str(out / "走访单.pdf") in said
    assert str(out / "工作台.png") in said

    commands.asked.clear()
    assert program.main([]) == 0
    assert commands.asked == [sheets], "the demo ledger is made once"
    assert windows.opened == []


@pytest.mark.usefixtures("_a_screen")
def test_a_checkout_opens_its_window_on_made_up_people(
    commands: Commands, windows: Windows, tmp_path: Path
) -> None:
    demo = tmp_path / "out" / "demo-ledger"
    for _ in range(2):
        assert program.main([]) == 0
    assert commands.asked == [["--data", f"{demo}.half", "demo", "--scale", "qiaoan"]]
    assert windows.opened == [demo, demo]
    assert windows.drawn == []


@pytest.mark.usefixtures("_a_screen")
def test_an_installed_program_opens_its_window_on_the_ledger_of_this_pc(
    commands: Commands, windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "site-packages" / "community_desk" / "__main__.py"
    monkeypatch.setattr(program, "__file__", str(place))
    assert program.main([]) == 0
    assert windows.opened == [None]
    assert commands.asked == []
    assert list(tmp_path.iterdir()) == [], "no made-up people among the files of an office"


def test_a_system_without_qts_libraries_gets_its_sheets_and_is_told(
    commands: Commands,
    windows: Windows,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(screen, "qt_problem", lambda: "系统缺少 Qt 要用的组件（libEGL.so.1）")
    assert program.main([]) == 0
    assert len(commands.asked) == 2
    assert windows.drawn == []
    assert "libEGL.so.1" in capsys.readouterr().out


def test_a_demo_ledger_that_was_interrupted_is_never_taken_for_a_whole_one(
    commands: Commands, windows: Windows, tmp_path: Path
) -> None:
    commands.codes["demo"] = 2
    assert program.main([]) == 2
    assert len(commands.asked) == 1, "nothing is printed from it"
    assert windows.drawn == []
    commands.codes.clear()
    assert program.main([]) == 0
    assert (tmp_path / "out" / "demo-ledger").is_dir()
    assert not (tmp_path / "out" / "demo-ledger.half").exists()


@pytest.mark.usefixtures("_a_screen")
def test_no_window_is_opened_on_a_demo_ledger_that_could_not_be_made(
    commands: Commands, windows: Windows
) -> None:
    commands.codes["demo"] = 2
    assert program.main([]) == 2
    assert windows.opened == []


@pytest.mark.parametrize("words", [["--data", "数据 目录"], ["--data=数据 目录"]])
def test_a_ledger_of_ones_own_gets_no_made_up_people(
    commands: Commands, windows: Windows, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.main(words) == 0
    assert [asked[:4] for asked in commands.asked] == [["--data", "数据 目录", "print", "visit-sheet"]]
    assert windows.drawn == [(Path("数据 目录"), Path.cwd() / "out" / "工作台.png")]

    commands.asked.clear()
    monkeypatch.setattr(screen, "screen_problem", lambda: "")
    assert program.main(words) == 0
    assert windows.opened == [Path("数据 目录")]
    assert commands.asked == []


def test_a_window_is_not_drawn_of_a_ledger_that_was_refused(commands: Commands, windows: Windows) -> None:
    commands.codes["print"] = 1
    assert program.main(["--data", "数据"]) == 1
    assert windows.drawn == []


def test_a_picture_that_cannot_be_drawn_is_told_in_a_sentence(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(data: Path, file: Path) -> None:
        raise UserError("图片写不进去；请换一个位置。")

    monkeypatch.setattr(application, "picture", refuse)
    assert program.main([]) == 1
    assert "请换一个位置" in capsys.readouterr().out


def test_the_reading_child_of_a_frozen_program_is_no_command(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr("community_desk.exchange.intake.process.main", served.append)
    assert program.main(["--read-table", "csv"]) == 0
    assert (served, commands.asked) == (["csv"], [])
