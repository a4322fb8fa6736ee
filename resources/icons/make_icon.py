"""Draw the program's icon: ``python resources/icons/make_icon.py`` writes community-desk.ico and .png beside itself.

A house over the lines of a visit sheet, in the accent colour. Drawn large and scaled down, once a size, with Pillow.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ACCENT, PAPER = "#0B6E69", "#FFFFFF"
LARGE = 1024
SIZES = (256, 128, 64, 48, 32, 24, 16)


def draw() -> Image.Image:
    """The icon, ``LARGE`` pixels wide and high."""
    picture = Image.new("RGBA", (LARGE, LARGE))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((32, 32, 992, 992), radius=200, fill=ACCENT)
    pen.polygon(((512, 160), (840, 440), (184, 440)), fill=PAPER)
    pen.rectangle((264, 420, 760, 820), fill=PAPER)
    for top in (500, 610, 720):
        pen.rectangle((340, top, 400, top + 52), fill=ACCENT)
        pen.rectangle((440, top, 684, top + 52), fill=ACCENT)
    return picture


def main() -> None:
    """Write both files."""
    folder, picture = Path(__file__).resolve().parent, draw()
    sizes = [picture.resize((size, size), Image.Resampling.LANCZOS) for size in SIZES]
    sizes[0].save(folder / "community-desk.png", optimize=True)
    sizes[0].save(
        folder / "community-desk.ico", append_images=sizes[1:], sizes=[picture.size for picture in sizes]
    )


if __name__ == "__main__":
    main()
