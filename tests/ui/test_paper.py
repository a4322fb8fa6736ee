"""What the window paints is what the PDF shows: every kind of operation, rare characters, bold ones among them."""

import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path as FilePath

import pytest
from PIL import Image as Picture
from PIL import ImageChops, ImageStat
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.printing.page import (
    Clip,
    Document,
    Group,
    Image,
    Line,
    Operation,
    Page,
    Path,
    Placed,
    Rectangle,
    Stamp,
    Text,
)
from community_desk.printing.pdf import pdf_bytes
from community_desk.printing.visit_sheet import PersonToSee, lay_out
from community_desk.ui.paper import PaperPainter
from tests.printing.reading import line, sheet

# poppler-utils, no part of a fresh Windows PC; the tests that need no PDF beside the picture run there too.
_PDF_READER = shutil.which("pdftoppm")
_DOTS = 200  # per inch, of the pictures that are compared
_PAPER, _INK = 255, 0


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load_fonts()


@pytest.fixture
def painter(qapp: QApplication, fonts: Fonts) -> PaperPainter:
    return PaperPainter(fonts)


def painted(painter: PaperPainter, *operations: Operation, scale: float = 2) -> Picture.Image:
    """A page of 100 × 100 points in grey."""
    return grey(painter.picture(Page(100, 100, operations), scale))


def grey(image: QImage) -> Picture.Image:
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (flat.width(), flat.height())
    return Picture.frombytes("RGB", size, bytes(flat.constBits()), "raw", "RGB", flat.bytesPerLine()).convert(
        "L"
    )


def inked(picture: Picture.Image) -> tuple[int, int, int, int]:
    """The box around everything that is not paper: left, top, right, bottom in pixels."""
    box = ImageChops.invert(picture).getbbox()
    assert box is not None, "nothing was painted"
    return box


def darkness(picture: Picture.Image, box: tuple[int, int, int, int] | None = None) -> float:
    """How much of the picture (or of a part: left, top, right, bottom in its pixels) is inked, from 0 to 1."""
    seen = picture.crop(box) if box else picture
    return 1 - ImageStat.Stat(seen).mean[0] / 255


def png(colour: str) -> bytes:
    stream = io.BytesIO()
    Picture.new("RGB", (2, 2), colour).save(stream, "PNG")
    return stream.getvalue()


# --- each operation -------------------------------------------------------------------------------------------------


def test_a_page_is_white_paper_of_its_size(painter: PaperPainter) -> None:
    image = painter.picture(Page(100, 60, ()), 1.5, 2.0)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (300, 180, 2.0)
    assert darkness(grey(image)) == 0


def test_text_stands_on_its_baseline_and_takes_the_width_that_was_measured(
    painter: PaperPainter, fonts: Fonts
) -> None:
    text = "AVATAR社区"  # kerning would pull the Latin letters together
    seen = painted(painter, Text(10, 50, text, 10))
    left, _, right, bottom = inked(seen)
    width = fonts.regular.width(text, 10)
    assert 20 <= left <= 24
    assert 2 * (10 + width) - 4 <= right <= 2 * (10 + width)
    assert 100 <= bottom <= 104  # Han characters reach a little below the baseline


def test_bold_is_darker_also_where_the_fallback_font_has_one_weight(painter: PaperPainter) -> None:
    for text in ("社区居民", "𠮷𠮷𠮷𠮷"):
        plain = darkness(painted(painter, Text(10, 50, text, 16)))
        assert darkness(painted(painter, Text(10, 50, text, 16, bold=True))) > 1.1 * plain > 0


@pytest.mark.parametrize("bold", [False, True])
def test_type_of_any_size_is_painted(painter: PaperPainter, bold: bool) -> None:
    """Qt leaves out glyphs of more than 64 pixels."""
    page = Page(100, 100, (Text(10, 50, "社区𠮷", 22, bold),))
    small = darkness(grey(painter.picture(page, 2)))
    for scale in (2.5, 2.7, 2.9, 3, 4, 8):
        assert darkness(grey(painter.picture(page, scale))) == pytest.approx(small, rel=0.03)


def test_a_character_that_no_font_has_is_a_box(painter: PaperPainter) -> None:
    seen = painted(painter, Text(10, 50, "\U0003fffd", 20))
    assert darkness(seen) > 0.004
    left, _, right, _ = inked(seen)
    assert right - left > 12
    assert painted(painter, Text(10, 50, "\U0003fffe", 20)) == seen


def test_ink_has_its_colour(painter: PaperPainter) -> None:
    for operation in (
        Text(10, 50, "█", 30, ink="#ff0000"),
        Rectangle(10, 20, 40, 40, width=0, fill="#ff0000"),
        Path((("re", 10.0, 20.0, 40.0, 40.0),), fill="#ff0000"),
        Line(10, 40, 60, 40, width=30, ink="#ff0000"),
    ):
        image = painter.picture(Page(100, 100, (operation,)), 2)
        assert image.pixelColor(40, 80).name() == "#ff0000", operation


def test_a_line_has_its_width_and_butt_ends(painter: PaperPainter) -> None:
    seen = painted(painter, Line(20, 50, 80, 50, width=10))
    assert inked(seen) == (40, 90, 160, 110)


def test_dashes_are_counted_in_points(painter: PaperPainter) -> None:
    seen = painted(painter, Line(0, 50, 100, 50, width=4, dash=(10, 30)))
    row = [seen.getpixel((x, 100)) for x in (10, 30, 70, 90, 110)]
    assert row == [_INK, _PAPER, _PAPER, _INK, _PAPER]
    even = painted(painter, Line(0, 50, 100, 50, width=4, dash=(10,)))
    assert [even.getpixel((x, 100)) for x in (10, 30, 50, 70)] == [_INK, _PAPER, _INK, _PAPER]


def test_a_rectangle_is_filled_or_outlined_or_both(painter: PaperPainter) -> None:
    outlined = painted(painter, Rectangle(20, 20, 60, 60, width=4))
    assert (outlined.getpixel((40, 100)), outlined.getpixel((100, 100))) == (_INK, _PAPER)
    filled = painted(painter, Rectangle(20, 20, 60, 60, width=0, fill="#808080"))
    assert inked(filled) == (40, 40, 160, 160)
    assert filled.getpixel((100, 100)) == 0x80
    nothing = painted(painter, Rectangle(20, 20, 60, 60, width=0))
    assert darkness(nothing) == 0


def test_a_path_goes_by_the_non_zero_rule_with_all_its_segments(painter: PaperPainter) -> None:
    ring = (("re", 10.0, 10.0, 80.0, 80.0), ("re", 30.0, 30.0, 40.0, 40.0))
    assert painted(painter, Path(ring)).getpixel((100, 100)) == _INK
    triangle = (("m", 10.0, 10.0), ("l", 90.0, 10.0), ("l", 10.0, 90.0), ("h",))
    assert darkness(painted(painter, Path(triangle))) == pytest.approx(0.32, abs=0.005)
    hill = (("m", 0.0, 100.0), ("c", 0.0, 0.0, 100.0, 0.0, 100.0, 100.0))
    assert darkness(painted(painter, Path(hill))) == pytest.approx(0.6, abs=0.01)
    open_outline = (("m", 10.0, 50.0), ("l", 50.0, 10.0), ("l", 90.0, 50.0))
    assert darkness(painted(painter, Path(open_outline, fill="", width=2))) == pytest.approx(
        0.0226, abs=0.002
    )


def test_a_picture_is_stretched_to_its_place(painter: PaperPainter) -> None:
    seen = painted(painter, Image(20, 30, 60, 20, png("black")))
    assert inked(seen) == (40, 60, 160, 100)


def test_clip_group_and_stamp_move_and_cut_what_is_in_them(painter: PaperPainter) -> None:
    box = (Rectangle(0, 0, 60, 60, width=0, fill="#000000"),)
    clipped = painted(painter, Clip(20, 20, 30, 10, box), Rectangle(80, 80, 10, 10, width=0, fill="#000000"))
    assert darkness(clipped) == pytest.approx((300 + 100) / 10_000)
    assert inked(painted(painter, Group(30, 10, box))) == (60, 20, 180, 140)
    stamped = painted(painter, Group(10, 5, (Placed(20, 5, Stamp(60, 60, box)),)))
    assert inked(stamped) == (60, 20, 180, 140)
    nested = painted(painter, Clip(0, 0, 50, 100, (Clip(25, 0, 100, 100, (Group(0, 0, box),)),)))
    assert inked(nested) == (50, 0, 100, 120)


def test_painting_leaves_the_painter_as_it_was(painter: PaperPainter) -> None:
    page = Page(
        100, 100, (Group(50, 50, (Clip(0, 0, 10, 10, ()),)), Rectangle(0, 0, 1, 1, width=0, fill="#000000"))
    )
    assert painted(painter, *page.operations) == painted(painter, *page.operations)
    assert inked(painted(painter, *page.operations)) == (0, 0, 2, 2)


# --- beside the PDF -------------------------------------------------------------------------------------------------


def pictures(
    painter: PaperPainter, fonts: Fonts, page: Page, folder: FilePath
) -> tuple[Picture.Image, Picture.Image]:
    """The page as the window paints it, and as a PDF reader shows it."""
    document = Document("走访单", "芸溪社区", datetime(2026, 3, 2, 9, 15), (page,))  # noqa: DTZ001 - as papers carry it
    path = folder / "paper.pdf"
    path.write_bytes(pdf_bytes(document, fonts))
    subprocess.run(
        [str(_PDF_READER), "-r", str(_DOTS), "-singlefile", str(path), str(folder / "paper")],
        check=True,
    )
    shown = Picture.open(folder / "paper.ppm").convert("L")
    own = grey(painter.picture(page, _DOTS / 72))
    # A reader rounds the paper's size up, the window to the nearest pixel.
    size = (min(own.width, shown.width), min(own.height, shown.height))
    return own.crop((0, 0, *size)), shown.crop((0, 0, *size))


def difference(one: Picture.Image, other: Picture.Image) -> float:
    """The mean difference of the pixels, from 0 to 1."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255


def moved(page: Page, by: float) -> Page:
    return Page(page.width, page.height, (Group(by, by, page.operations),))


def visit_sheet_page(fonts: Fonts) -> Page:
    names = ("苏红艳", "𠮷田", "赵𬭚", "王㛃", "李䶮", "陈𫍯", "林𡈼")
    lines = [
        line(f"2-{floor}01", name, to_see=(PersonToSee(name, "住户", "关爱", reminder="听力弱𠮷"),))
        for floor, name in enumerate(names, start=1)
    ]
    return lay_out([sheet(*lines)], fonts).pages[0]


def every_operation() -> Page:
    stamp = Stamp(40, 20, (Rectangle(0, 0, 40, 20, width=1), Text(2, 12, "印章𠮷", 10, bold=True)))
    hill = (("m", 20.0, 180.0), ("c", 40.0, 100.0, 80.0, 100.0, 100.0, 180.0), ("l", 60.0, 150.0), ("h",))
    return Page(
        200,
        200,
        (
            Text(10, 20, "AVATAR 苏红艳 𠮷", 14),
            Text(10, 40, "赵𬭚 bold", 14, bold=True, ink="#b42318"),
            Line(10, 50, 190, 50, width=2, dash=(8, 4)),
            Rectangle(10, 60, 80, 30, width=3, fill="#c0c0c0"),
            Path(hill, fill="#404040", width=2, ink="#000000"),
            Image(110, 60, 80, 30, png("#808080")),
            Clip(110, 100, 40, 40, (Rectangle(100, 90, 30, 30, width=0, fill="#000000"),)),
            Placed(120, 150, stamp),
            Group(150, 170, (Placed(0, 0, stamp), Line(0, 0, 30, 25))),
        ),
    )


if _PDF_READER:

    @pytest.mark.parametrize("which", ["visit sheet", "every operation"])
    def test_the_window_shows_what_the_pdf_shows(
        painter: PaperPainter, fonts: Fonts, tmp_path: FilePath, which: str
    ) -> None:
        page = visit_sheet_page(fonts) if which == "visit sheet" else every_operation()
        own, shown = pictures(painter, fonts, page, tmp_path)
        ink = darkness(shown)
        assert difference(own, shown) < 0.6 * ink
        # A point to the side and downwards is seen; a whole operation that is missing all the more.
        off, _ = pictures(painter, fonts, moved(page, 1), tmp_path)
        assert difference(off, shown) > 1.5 * difference(own, shown)

    def test_no_operation_is_left_out_beside_the_pdf(
        painter: PaperPainter, fonts: Fonts, tmp_path: FilePath
    ) -> None:
        """Each on a page of its own is as dark as in the PDF, within a tenth."""
        page = every_operation()
        for operation in page.operations:
            own, shown = pictures(painter, fonts, Page(200, 200, (operation,)), tmp_path)
            assert darkness(own) == pytest.approx(darkness(shown), rel=0.1), operation
            assert difference(own, shown) < 0.6 * darkness(shown), operation
