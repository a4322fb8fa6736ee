"""The recovery page holds the code so that it can be read from paper, and nothing falls off the paper."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from pypdf import PdfReader

from community_desk.printing.fonts import Fonts
from community_desk.printing.page import MM, Rectangle
from community_desk.printing.recovery_page import RecoveryPage, lay_out, write
from tests.printing.reading import placed, texts

CODE = "ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_code_stands_in_its_groups_each_in_a_box(fonts: Fonts) -> None:
    (page,) = lay_out(RecoveryPage(CODE, "芸溪社区", NOW), fonts).pages
    groups = [text for text in texts(page) if text.text in CODE.split("-")]
    assert [text.text for text in groups] == CODE.split("-")
    assert min(text.size for text in groups) == max(text.size for text in groups) >= 18
    boxes = [operation for operation in placed(page.operations) if isinstance(operation, Rectangle)]
    for text, box in zip(groups, boxes, strict=True):
        right = text.x + fonts.bold.width(text.text, text.size)
        assert box.x < text.x
        assert right < box.x + box.w
        assert box.y < text.y - text.size * 0.8
        assert text.y < box.y + box.h


def test_everything_stays_on_the_paper_and_no_line_lies_on_another(fonts: Fonts) -> None:
    (page,) = lay_out(RecoveryPage(CODE, "很长" * 40 + "社区", NOW), fonts).pages
    for text in texts(page):
        assert text.x >= 20 * MM
        assert text.x + fonts.weight(bold=text.bold).width(text.text, text.size) <= page.width - 15 * MM
        assert 15 * MM < text.y < page.height - 15 * MM
    baselines = sorted({round(text.y, 1): text.size for text in texts(page)}.items())
    for (upper, _), (lower, size) in pairwise(baselines):
        assert lower - upper >= size


def test_the_file_can_be_read_back_and_bears_the_community_only(fonts: Fonts, tmp_path: Path) -> None:
    file = tmp_path / "恢复页.pdf"
    write(lay_out(RecoveryPage(CODE, "芸溪社区", NOW), fonts), file, fonts)
    read = PdfReader(file)
    words = read.pages[0].extract_text()
    assert all(group in words for group in CODE.split("-"))
    assert "2026-11-23" in words
    assert read.metadata is not None
    assert read.metadata.author == "芸溪社区"
