"""Papers as other programs see them: poppler reads and paints them, zbar scans them, qpdf checks them."""

import re
import subprocess
from pathlib import Path

import pytest

from community_desk.printing.fonts import Fonts
from community_desk.printing.visit_sheet import Edition, lay_out, write
from tests.printing.reading import line, sheet

NAMES = [
    "𠮷田惠子",
    "赵𬭚",
    "王㛃",
    "李䶮",
    "陈𫍯",
    "黄𪚥",
    "𫠜国栋",
    "𬬭思远",
    "阿依古丽·买买提",
    "<b>&",
    "林玉珍",
]
NUMBERS = ["A7-K3M9-X", "B2-99ZZ9-4"]


def run(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.fixture(scope="module")
def paper(fonts: Fonts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [line(f"1-{at + 1}01", name) for at, name in enumerate(NAMES)]
    path = tmp_path_factory.mktemp("paper") / "走访单.pdf"
    write(
        lay_out(
            [sheet(*lines, number=NUMBERS[0]), sheet(*lines, number=NUMBERS[1], edition=Edition.VOLUNTEER)],
            fonts,
        ),
        path,
        fonts,
    )
    return path


def test_pdftotext_gives_rare_names_back(paper: Path) -> None:
    words = run("pdftotext", "-layout", paper, "-").split()
    assert [name for name in NAMES if name not in words] == []


def test_header_and_page_numbers_stand_on_every_page(paper: Path) -> None:
    pages = run("pdftotext", "-layout", paper, "-").split("\f")[:-1]
    assert len(pages) == 4
    for at, page in enumerate(pages):
        packed = page.replace(" ", "")
        assert f"第{at % 2 + 1}/2页" in packed
        for words in (
            "芸溪社区",
            "走访单",
            "第3网格",
            NUMBERS[at // 2],
            "内部使用用后收回",
            "2026-03-0209:15",
            "起止时间",
        ):
            assert words in packed


def test_pdffonts_finds_all_fonts_embedded(paper: Path) -> None:
    rows = run("pdffonts", paper).splitlines()[2:]
    assert len(rows) == 3
    assert all(re.search(r"Identity-H\s+yes yes yes", row) for row in rows)


def test_qpdf_finds_no_fault(paper: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", paper)


def test_scanners_read_both_codes_of_every_page(paper: Path, tmp_path: Path) -> None:
    run("pdftoppm", "-r", "200", "-gray", "-png", paper, tmp_path / "page")
    pictures = sorted(tmp_path.glob("page-*.png"))
    assert len(pictures) == 4
    for at, picture in enumerate(pictures):
        number = NUMBERS[at // 2]
        assert set(run("zbarimg", "-q", picture).split()) == {f"QR-Code:{number}", f"CODE-128:{number}"}
