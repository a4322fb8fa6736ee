"""How answers are shown: lines for a person, JSON for a program. Both go to standard output.

Progress and warnings do not: they go to standard error.
"""

import json
import sys
import unicodedata
from collections.abc import Generator, Iterable, Sequence
from typing import Any, TypeVar

from community_desk.tasks.progress import Progress

Result = TypeVar("Result")


def print_object(value: object) -> None:
    """One JSON object, on one line."""
    print(_json(value))


def print_array(items: Iterable[object]) -> None:
    """A JSON array, one element a line."""
    lines = ",\n".join(map(_json, items))
    print(f"[\n{lines}\n]" if lines else "[]")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def print_table(rows: Iterable[Sequence[object]]) -> None:
    """Rows in columns two spaces apart; a Chinese character is two columns wide."""
    for line in _aligned(rows):
        print(line)


def warn(sentence: str, rows: Iterable[Sequence[object]] = ()) -> None:
    """A sentence, and a table below it, on standard error; a program without a console has none on Windows."""
    if sys.stderr is not None:
        print(sentence, *_aligned(rows), sep="\n", file=sys.stderr, flush=True)


def _aligned(rows: Iterable[Sequence[object]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(padded).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def finish(task: Generator[Progress, Any, Result]) -> Result:
    """Run a task to its end and return its result; on a terminal its progress is one line that is rewritten."""
    line = _ProgressLine()
    while True:
        try:
            progress = next(task)
        except StopIteration as end:
            line.show("")
            result: Result = end.value
            return result
        except BaseException:
            line.show("")
            raise
        counted = f" {progress.done}/{progress.total}" if progress.total else ""
        line.show(f"{progress.sentence}{counted}")


class _ProgressLine:
    def __init__(self) -> None:
        self._width = 0

    def show(self, text: str) -> None:
        """Put ``text`` where the text before was; blanks wipe it out, which every console understands."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        width = _width(text)
        sys.stderr.write("\r" + text + " " * max(self._width - width, 0) + ("" if text else "\r"))
        sys.stderr.flush()
        self._width = width
