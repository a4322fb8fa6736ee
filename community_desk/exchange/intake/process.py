"""The calling side of the child process that reads files: starts it, feeds it, waits, and names what failed.

Not `multiprocessing`: its spawned child imports the program's main module first (a window's worth of modules),
and needs `pickle`. This child starts in 10 ms and loads only the reader.
"""

import importlib.util
import marshal
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community_desk.exchange.collection import collection_paused
from community_desk.exchange.intake.child import REFUSED, ROWS_WITH_DATES, main, restore_dates
from community_desk.exchange.intake.formulas import Unreliable, unreliable_cells
from community_desk.exchange.intake.refusals import refusal
from community_desk.exchange.intake.sniff import MAX_FILE, Refused, sniff

SECONDS = 60.0
CHILD_ARGUMENT = "--read-table"

_CODE = (
    "import sys; sys.path[:0] = sys.argv[2:]; "
    "from community_desk.exchange.intake.child import main; main(sys.argv[1])"
)


@dataclass(slots=True)
class ReadSheet:
    """One sheet as it came back from the child; the fields are those of `tables.Sheet`."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]]
    without_value: list[tuple[int, int]]
    faulty: list[tuple[int, int]]
    hidden: bool


def serve_if_asked(arguments: list[str]) -> bool:
    """For a frozen program's entry point, before anything else: is this process the reading child?

    A frozen program has no interpreter beside it, so it starts itself again with `CHILD_ARGUMENT`. Gives True
    when the work is done and the process should end. Takes `sys.argv[1:]`.
    """
    if len(arguments) != 2 or arguments[0] != CHILD_ARGUMENT:
        return False
    main(arguments[1])
    return True


def child_command(kind: str) -> list[str]:
    """The command line of the child: this interpreter without site packages, or the frozen program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT, kind]
    # In a virtual environment on Windows sys.executable is a launcher that starts the real one.
    interpreter = getattr(sys, "_base_executable", None) or sys.executable
    folders = [str(Path(__file__).resolve().parents[3])]
    found = importlib.util.find_spec("python_calamine")
    if found is not None and found.origin is not None:
        folders.append(str(Path(found.origin).parents[1]))
    return [interpreter, "-I", "-S", "-X", "utf8", "-c", _CODE, kind, *folders]


def read_sheets(path: Path, *, seconds: float = SECONDS) -> tuple[str, list[ReadSheet]]:
    """Reads a file in a child process. Gives the kind found by content and the sheets.

    Raises UserError (see `refusals.SENTENCES`) for everything that cannot be read within `seconds`.
    """
    try:
        data = _bytes_of(path)
        kind = sniff(path, data)
        child = _start(kind)
        try:
            _feed(child, data)
            # Meanwhile on this side: cells whose value cannot be trusted, which the reader does not tell.
            unreliable = unreliable_cells(data) if kind == "xlsx" else {}
            answer, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Refused("too_slow") from None
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
        with collection_paused():
            sheets = _understand(answer, child.returncode)
    except Refused as refused:
        raise refusal(refused.reason, _called(path)) from None
    nothing = Unreliable([], [])
    result = []
    for number, (name, rows, merged, hidden) in enumerate(sheets):
        bad = unreliable.get(name, nothing)
        result.append(
            ReadSheet(
                # Text and web pages have no names for their tables.
                name or (path.stem if number == 0 else f"{path.stem}（{number + 1}）"),
                rows,
                [tuple(area) for area in merged],
                bad.without_value,
                bad.faulty,
                hidden,
            )
        )
    if not any(sheet.rows for sheet in result):
        raise refusal("no_cells", _called(path))
    return kind, result


def _called(path: Path) -> str:
    """The name that staff know a file by; "." and ".." have one too."""
    return Path(os.path.abspath(path)).name or str(path)  # noqa: PTH100 - resolve() would follow links


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("folder")
        if path.stat().st_size > MAX_FILE:
            raise Refused("large_file")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("missing") from None
    except OSError:
        raise Refused("locked") from None


def _start(kind: str) -> subprocess.Popen[bytes]:
    no_console = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        child_command(kind),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=no_console,
    )


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """Hands over the file. The child reads to the end before it answers, so this cannot lock up."""
    assert child.stdin is not None
    # A child that is dead already closes the pipe (Windows says so in other words); its answer will tell.
    with suppress(OSError):
        child.stdin.write(data)
    with suppress(OSError):
        child.stdin.close()
    child.stdin = None


def _understand(answer: bytes, code: int) -> list[tuple[str, list[list[Any]], list[Any], bool]]:
    if code == 1:
        # The reader's own code failed, which only a file that breaks its format's rules brings about.
        raise Refused("truncated")
    if code != 0 or not answer:
        # Running into a limit ends the child from outside: the reader aborts when it gets no memory.
        raise Refused("too_much")
    try:
        outcome, content = marshal.loads(answer)  # noqa: S302 - our own child's answer
    except (ValueError, EOFError, TypeError):
        raise Refused("truncated") from None
    if outcome == REFUSED:
        raise Refused(content)
    if outcome == ROWS_WITH_DATES:
        for _name, rows, _merged, _hidden in content:
            restore_dates(rows)
    return content  # type: ignore[no-any-return]
