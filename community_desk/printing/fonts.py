"""Chinese type that always prints: a chain of font files; each character comes from the first file that has it.

No ReportLab here: layout and the window's preview measure with it too. How glyphs get into a PDF is ``pdf.py``'s.
"""

import os
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from community_desk.printing.truetype import FontFile, FontFileError
from community_desk.shipped import resource_path

_SHIPPED_FALLBACK = "HanaMinB.ttf"
# Windows' own files, only for what the shipped ones lack (SimSun-ExtB follows newer Unicode versions).
_WINDOWS_FILES = ("simsunb.ttf", "SimsunExtG.ttf", "simsun.ttc")
# One for all chains, because they share their fallback files. Taken only for a character not met before.
_LOCK = threading.Lock()


class Glyph(NamedTuple):
    """Where a character comes from: the file's place in the chain, its glyph there, its width in 1/1000 of the size.

    Glyph 0 means that no file has the character; a box is printed.
    """

    file: int
    glyph: int
    advance: float


class _LazyFile:
    """A font file of the chain that is opened when a character first needs it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.opened: FontFile | None = None
        self.refused = ""


class _Advances(dict[str, float]):
    """Character to width; a dictionary's ``__missing__`` keeps measuring in C for what was seen before."""

    def __init__(self, font: "HanFont") -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> float:
        return self._font.glyph(character).advance


class HanFont:
    """One weight of the program's type. Sharing one between threads is safe."""

    def __init__(self, name: str, files: Sequence["_LazyFile"]) -> None:
        self.name = name
        self._files = tuple(files)
        self._glyphs: dict[str, Glyph] = {}
        self._absent: set[str] = set()
        self._seen: set[str] = set()
        self._advances = _Advances(self)

    def file(self, place: int) -> FontFile | None:
        """The opened font file at this place of the chain, or None where it is missing or unusable."""
        lazy = self._files[place]
        if lazy.opened is None and not lazy.refused:
            try:
                lazy.opened = FontFile(lazy.path)
            except (FontFileError, OSError) as error:
                if place == 0:
                    raise  # the shipped text font: nothing prints without it
                lazy.refused = str(error) if isinstance(error, FontFileError) else "打不开"
        return lazy.opened

    def glyph(self, character: str) -> Glyph:
        """Where this character comes from."""
        known = self._glyphs.get(character)
        if known is not None:
            return known
        with _LOCK:
            found = self._look_up(character)
            self._glyphs[character] = found
            self._advances[character] = found.advance
            if found.glyph == 0:
                self._absent.add(character)
            self._seen.add(character)  # last: `missing` reads both sets without the lock
        return found

    def _look_up(self, character: str) -> Glyph:
        code = ord(character)
        for place in range(len(self._files)):
            font_file = self.file(place)
            if font_file is not None and (glyph := font_file.glyph(code)):
                return Glyph(place, glyph, font_file.advance(glyph))
        first = self.file(0)
        assert first is not None
        return Glyph(0, 0, first.advance(0))

    def width(self, text: str, size: float) -> float:
        """The width of a line of text in pt at this type size, without kerning (no back-end applies any)."""
        return sum(map(self._advances.__getitem__, text)) * size / 1000

    def widths(self, pieces: Iterable[str]) -> list[float]:
        """The width of each piece of text in thousandths of the type size."""
        advance = self._advances
        return [
            advance[piece] if len(piece) == 1 else sum(map(advance.__getitem__, piece)) for piece in pieces
        ]

    def advances(self, text: str) -> list[float]:
        """The width of each character in thousandths of the type size."""
        return list(map(self._advances.__getitem__, text))

    def missing(self, text: str) -> str:
        """The characters of ``text`` that no font of the chain has, each once, in their order."""
        if not self._seen.issuperset(text):
            for character in text:
                self.glyph(character)
        if self._absent.isdisjoint(text):
            return ""
        return "".join(dict.fromkeys(character for character in text if character in self._absent))

    def paths(self) -> tuple[Path, ...]:
        """The files of the chain in order, for a window that sets up the same type on screen."""
        return tuple(lazy.path for lazy in self._files)

    def refused(self) -> dict[Path, str]:
        """Files that could not be used (as far as one was needed), each with the reason in Chinese."""
        return {lazy.path: lazy.refused for lazy in self._files if lazy.refused}


@dataclass(frozen=True, slots=True)
class Fonts:
    """The two weights that papers use; both fall back to the same further files."""

    regular: HanFont
    bold: HanFont

    def weight(self, *, bold: bool) -> HanFont:
        """The bold or the regular chain."""
        return self.bold if bold else self.regular


@lru_cache(maxsize=4)
def load_fonts(extra_folder: Path | None = None) -> Fonts:
    """The shipped fonts, then the office's own (*.ttf, *.ttc in ``extra_folder``), then Windows' own.

    The shipped files come first, so that line breaks and page counts are the same on every machine.
    """
    further = [_LazyFile(resource_path("fonts", _SHIPPED_FALLBACK))]
    if extra_folder is not None and extra_folder.is_dir():
        found = [path for path in extra_folder.iterdir() if path.suffix.lower() in (".ttf", ".ttc")]
        further += [_LazyFile(path) for path in sorted(found)]
    further += [_LazyFile(path) for path in _windows_fonts()]
    return Fonts(
        regular=HanFont(
            "regular", [_LazyFile(resource_path("fonts", "NotoSansSC_400Regular.ttf")), *further]
        ),
        bold=HanFont("bold", [_LazyFile(resource_path("fonts", "NotoSansSC_700Bold.ttf")), *further]),
    )


def _windows_fonts() -> list[Path]:
    """Windows' files with rare characters, system-wide or installed for one user; none elsewhere."""
    if sys.platform != "win32":
        return []
    folders = [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")]
    if local := os.environ.get("LOCALAPPDATA"):
        folders.append(Path(local, "Microsoft", "Windows", "Fonts"))
    return [folder / name for folder in folders for name in _WINDOWS_FILES if (folder / name).is_file()]
