"""``python -m community_desk``: a command of community-desk or, without one, the window.

``--data DIR`` alone opens it on the ledger in that folder. Without a folder an installed program opens the ledger of
this PC; in a checkout it is a demo ledger of a village community in ``out/demo-ledger`` (made once), so that nobody
has to type people to see something.

Where there is no screen the main job is done without a window: the visit sheets in ``out/走访单.pdf``, and a picture
of what the window would have shown.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

DEMO_SCALE = "qiaoan"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out ``arguments`` (the command line's, if None); the exit code of community-desk: 0, 1 or 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and not _is_data_alone(words):
        from community_desk.exchange.intake.process import serve_if_asked

        if serve_if_asked(words):  # a frozen program reads foreign files in a second process of itself
            return 0
        from community_desk.cli import main as command

        return command(words)
    from community_desk.ui.screen import screen_problem

    out = _folder_for_results()
    data = Path(words[-1].removeprefix("--data=")) if words else None
    problem = screen_problem()
    if not problem:
        return _open_window(out, data)
    _say(f"{problem}，不打开窗口，直接完成同样的工作。")
    return do_the_main_job(out, data)


def _open_window(out: Path, data: Path | None) -> int:
    from community_desk.ui.application import main as window

    if data is None and _is_checkout():
        data = out / "demo-ledger"
        code = _make_demo_ledger(data)
        if code:
            return code
    return window(data)


def do_the_main_job(out: Path, data: Path | None) -> int:
    """Print the visit sheets of the ledger in ``data`` to ``out`` and draw the window there, without a screen.

    A demo ledger below ``out`` is taken if ``data`` is None. Gives the exit code of community-desk, which has said what
    went wrong.
    """
    from community_desk.cli import main as command
    from community_desk.ui.screen import qt_problem

    if data is None:
        data = out / "demo-ledger"
        code = _make_demo_ledger(data)
        if code:
            return code
    out.mkdir(parents=True, exist_ok=True)
    _say("打印走访单 …")
    sheet = out / "走访单.pdf"
    code = command(["--data", str(data), "print", "visit-sheet", "--out", str(sheet)])
    if code:
        return code
    _say(f"台账：{data}\n走访单：{sheet}")
    problem = qt_problem()
    if problem:
        _say(f"没有画出窗口的样子：{problem}。")
        return 0
    return _draw_window(data, out / "工作台.png")


def _make_demo_ledger(folder: Path) -> int:
    """Make the demo ledger if it is not there; the exit code of community-desk."""
    from community_desk.cli import main as command

    if folder.exists():
        _say(f"演示台账已经有了：{folder}")
        return 0
    # Under another name until it is complete: one that was interrupted is never taken for the real thing.
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.parent.mkdir(parents=True, exist_ok=True)
    _say("建立演示台账（人名和地址都是编的）…")
    code = command(["--data", str(half), "demo", "--scale", DEMO_SCALE])
    if code == 0:
        half.rename(folder)
    return code


def _draw_window(data: Path, file: Path) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # Qt's own drawing, without a screen
    from community_desk.domain.errors import UserError
    from community_desk.ui.application import picture

    try:
        picture(data, file)
    except UserError as refusal:
        _say(f"没有画出窗口的样子：{refusal.sentence}")
        return 1
    _say(f"窗口的样子：{file}")
    return 0


def _is_checkout() -> bool:
    """Whether this is the source as developers have it: only there does run.py lie beside the package."""
    return Path(__file__).resolve().parents[1].joinpath("run.py").is_file()


def _is_data_alone(words: list[str]) -> bool:
    return (len(words) == 2 and words[0] == "--data") or (len(words) == 1 and words[0].startswith("--data="))


def _folder_for_results() -> Path:
    """``out`` in the current folder; beside the program where that was started by a double click."""
    base = Path(sys.executable).parent if getattr(sys, "frozen", False) else Path.cwd()
    return base / "out"


def _say(text: str) -> None:
    if sys.stdout is not None:  # a program without console has none on Windows
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
