"""Carrying out one command: what was typed in, an exit code out, and every failure in one plain line.

Exit codes: 0 done, 1 something the person at the keyboard can put right, 2 a fault of the program.
"""

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from community_desk.cli.arguments import HelpWanted, parse
from community_desk.domain.errors import UserError
from community_desk.ledger.locations import reports_folder

DONE, USER_ERROR, BUG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out ``arguments`` (the command line's own, if None) and return the exit code."""
    _write_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        carry_out, options = parse(words)
        code = carry_out(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except HelpWanted as wanted:
        print(wanted.text, end="")
        return DONE
    except UserError as error:
        _complain(error.sentence)
        return USER_ERROR
    except KeyboardInterrupt:
        _complain("已中断；没写完的改动没有保存。")
        return USER_ERROR
    except Exception as error:  # the outermost frame: whatever else is raised is a fault of ours
        if _nobody_reads(error):
            # What is still to come must go somewhere, or the interpreter complains at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        if "--debug" in words:
            traceback.print_exc()
        _complain(f"程序出错了（{type(error).__name__}），{_report(error)}")
        return BUG


def _nobody_reads(error: Exception) -> bool:
    """Whether whoever read our output (head, less) has seen enough; Windows reports it as a wrong argument."""
    on_windows = sys.platform == "win32" and isinstance(error, OSError) and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or on_windows


def _write_utf8() -> None:
    """JSON and Chinese come out as UTF-8, whatever the console's own encoding is (GBK knows neither 𠮷 nor ✓)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(sentence: str) -> None:
    if sys.stderr is not None:  # a program without a console has none on Windows
        print(" ".join(sentence.split()), file=sys.stderr)


def _report(error: Exception) -> str:
    """Keep where it happened, in a file; what it happened to (the message may name residents) is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    report = "\n".join([f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", type(error).__name__, *lines, ""])
    path = reports_folder() / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        return f"报告在 {_write(path, report)}（不含居民信息），请发给维护的人。"
    except OSError:
        return f"出错的位置是 {Path(frames[-1].filename).name}:{frames[-1].lineno}，请告诉维护的人。"


def _write(path: Path, report: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report, encoding="utf-8")
    return path
