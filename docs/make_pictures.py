"""Make the pictures of README.md anew, and pictures of every page and dialog to look at (``python run.py pictures``).

Real output of the program, on made-up people: it builds demo ledgers in a temporary folder, prints their papers with
the command line and turns the first pages into PNG files in docs/pictures/ with poppler's ``pdftoppm``, and draws the
window in every look of ``picture_stage`` into out/pictures/. ``python run.py pictures small-dark home`` makes some of
those only: looks and pictures by their names.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from community_desk.ledger.database import create_ledger
from docs.picture_stage import LOOKS, README_LOOK, screen_environment

PICTURES = Path(__file__).resolve().parent / "pictures"
WINDOWS = Path(__file__).resolve().parents[1] / "out" / "pictures"
DOTS_PER_INCH = 90  # an A4 page about 1050 pixels long: readable in a browser, some 100 KB

PAPERS = {
    "visit-sheet": ["print", "visit-sheet"],
    "visit-sheet-volunteer": ["print", "visit-sheet", "--volunteer"],
}
# Pictures of the window in README.md, and what they are called there.
BEST = {
    "residents-tab-2": "window-residents",
    "search-caller": "window-caller",
    "visits": "window-visits",
    "dwellings-board": "window-board",
}


def main(words: list[str]) -> int:
    """Everything, or the window in the looks and the pictures named. The exit code: 1 if a picture failed."""
    looks = [look for look in LOOKS if look.name in words or not words]
    names = [word for word in words if word not in {look.name for look in LOOKS}]
    with tempfile.TemporaryDirectory() as folder:
        ledgers = Path(folder)
        for scale in ("qiaoan", "yunxi"):
            _desk(ledgers / scale, "demo", "--scale", scale)
        create_ledger(ledgers / "empty", password=None)[0].close()
        if not words:
            _make_papers(ledgers)
        codes = [
            subprocess.run(
                [sys.executable, "-m", "docs.window_pictures", folder, str(WINDOWS), look.name, *names],
                env=screen_environment(look, ledgers),
                check=False,
            ).returncode
            for look in looks or LOOKS
        ]
    if not words:
        for name, best in BEST.items():
            shutil.copyfile(WINDOWS / README_LOOK / f"{name}.png", PICTURES / f"{best}.png")
    print(WINDOWS)
    return max(codes)


def _make_papers(ledgers: Path) -> None:
    """One picture a paper."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, words in PAPERS.items():
        paper = ledgers / f"{name}.pdf"
        _desk(ledgers / "qiaoan", *words, "--out", str(paper))
        page = ["pdftoppm", "-png", "-singlefile", "-f", "1", "-r", str(DOTS_PER_INCH), str(paper)]
        subprocess.run([*page, str(PICTURES / name)], check=True)
        print(PICTURES / f"{name}.png")


def _desk(ledger: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "community_desk", "--data", str(ledger), *words], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
