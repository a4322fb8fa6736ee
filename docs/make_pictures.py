"""Make the pictures of README.md anew (``python run.py pictures``): real output of the program, on made-up people.

Builds the demo ledger in a temporary folder, prints its papers with the command line, and turns their first pages into
PNG files in docs/pictures/ with poppler's ``pdftoppm``.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).resolve().parent / "pictures"
DOTS_PER_INCH = 90  # an A4 page about 1050 pixels long: readable in a browser, some 100 KB

PAPERS = {
    "visit-sheet": ["print", "visit-sheet"],
    "visit-sheet-volunteer": ["print", "visit-sheet", "--volunteer"],
}


def main() -> None:
    """Write one picture a paper."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "community_desk", "--data", str(Path(folder, "ledger"))]
        subprocess.run([*command, "demo", "--scale", "qiaoan"], check=True)
        for name, words in PAPERS.items():
            paper = Path(folder, f"{name}.pdf")
            subprocess.run([*command, *words, "--out", str(paper)], check=True)
            page = ["pdftoppm", "-png", "-singlefile", "-f", "1", "-r", str(DOTS_PER_INCH), str(paper)]
            subprocess.run([*page, str(PICTURES / name)], check=True)
            print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
