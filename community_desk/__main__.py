"""``python -m community_desk``: a command of community-desk or, without one, the main job from end to end.

The main job on made-up people: a demo ledger of a village community in ``out/demo-ledger`` (made once), its visit
sheets in ``out/走访单.pdf``. ``--data DIR`` alone prints those of a ledger of one's own.
"""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

DEMO_SCALE = "qiaoan"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out ``arguments`` (the command line's, if None); the exit code of community-desk: 0, 1 or 2."""
    from community_desk.exchange.intake.process import serve_if_asked

    words = list(sys.argv[1:] if arguments is None else arguments)
    if serve_if_asked(words):  # a frozen program reads foreign files in a second process of itself
        return 0
    if words and not _is_data_alone(words):
        from community_desk.cli import main as command

        return command(words)
    return do_the_main_job(_folder_for_results(), Path(words[-1].removeprefix("--data=")) if words else None)


def do_the_main_job(out: Path, data: Path | None) -> int:
    """Print the visit sheets of the ledger in ``data`` to ``out``; of a demo ledger below ``out`` if it is None.

    Gives the exit code of community-desk, which has said what went wrong.
    """
    from community_desk.cli import main as command

    if not has_screen(os.environ):
        _say("没有可用的屏幕（DISPLAY 和 WAYLAND_DISPLAY 都没有设置），不打开窗口，直接完成同样的工作。")
    out.mkdir(parents=True, exist_ok=True)
    if data is None:
        data = out / "demo-ledger"
        if data.exists():
            _say(f"演示台账已经有了：{data}")
        else:
            # Under another name until it is complete: one that was interrupted is never taken for the real thing.
            half = out / "demo-ledger.half"
            shutil.rmtree(half, ignore_errors=True)
            _say("建立演示台账（人名和地址都是编的）…")
            code = command(["--data", str(half), "demo", "--scale", DEMO_SCALE])
            if code:
                return code
            half.rename(data)
    _say("打印走访单 …")
    sheet = out / "走访单.pdf"
    code = command(["--data", str(data), "print", "visit-sheet", "--out", str(sheet)])
    if code == 0:
        _say(f"台账：{data}\n走访单：{sheet}")
        _show(sheet)
    return code


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window could be opened: always but on a Unix where neither X11 nor Wayland is announced."""
    if platform in {"win32", "darwin"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _is_data_alone(words: list[str]) -> bool:
    return (len(words) == 2 and words[0] == "--data") or (len(words) == 1 and words[0].startswith("--data="))


def _folder_for_results() -> Path:
    """``out`` in the current folder; beside the program where that was started by a double click."""
    base = Path(sys.executable).parent if getattr(sys, "frozen", False) else Path.cwd()
    return base / "out"


def _say(text: str) -> None:
    if sys.stdout is not None:  # a program without console has none on Windows
        print(text, flush=True)


def _show(file: Path) -> None:
    """Open the paper where the words above had no console to appear on."""
    if sys.stdout is None and sys.platform == "win32":
        os.startfile(file)  # noqa: S606 - our own PDF


if __name__ == "__main__":
    sys.exit(main())
