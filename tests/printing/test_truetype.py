"""Font files: looked up in place, refused for a reason, cut down to what a PDF needs."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.printing.truetype import FontFile, FontFileError
from community_desk.shipped import resource_path

SHIPPED = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf", "HanaMinB.ttf")
LEVEL_3 = [
    *range(0x4E00, 0x9FEF + 1),
    *range(0x3400, 0x4DB5 + 1),
    *range(0x20000, 0x2A6D6 + 1),
    *range(0x2A700, 0x2B734 + 1),
    *range(0x2B740, 0x2B81D + 1),
    *range(0x2B820, 0x2CEA1 + 1),
    *range(0x2CEB0, 0x2EBE0 + 1),
    # the twelve unified ideographs that stand among the compatibility ones
    *(0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
]


def sfnt(tables: dict[str, bytes], start: int = 0, kind: bytes = b"\0\1\0\0") -> bytes:
    """A font file of these tables, its offsets counted from ``start`` bytes before it."""
    offset = start + 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag.encode(), 0, offset + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return kind + struct.pack(">HHHH", len(tables), 0, 0, 0) + directory + body


def small_font(embedding: int = 0, last: int = 0x7535) -> dict[str, bytes]:
    """Four glyphs: the box, 甲 (an outline), an empty one, and one put together from 甲. Units 2048, cmap format 4."""
    outline = struct.pack(">hhhhhHH", 1, 0, 0, 10, 10, 0, 0) + b"\x01\0\0\0"
    composite = struct.pack(">hhhhhHHbb", -1, 0, 0, 10, 10, 0x0002, 1, 0, 0)
    glyphs = [outline, outline, b"", composite]
    locations = [0]
    for glyph in glyphs:
        locations.append(locations[-1] + len(glyph))
    # 乙 (empty), 甲 and 甴 by difference; 电 (or ``last``) and the one after it through the glyph array
    ends, starts = (0x4E59, 0x7532, 0x7534, last + 1, 0xFFFF), (0x4E59, 0x7532, 0x7534, last, 0xFFFF)
    deltas, offsets = (2 - 0x4E59, 1 - 0x7532, 3 - 0x7534, 0, 1), (0, 0, 0, 4, 0)
    count = len(ends)
    segments = struct.pack(f">{count}HH{count}H", *ends, 0, *starts)
    segments += struct.pack(f">{count}H", *(delta & 0xFFFF for delta in deltas))
    segments += struct.pack(f">{count}H2H", *offsets, 1, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12)
    cmap += struct.pack(">7H", 4, 14 + len(segments), 0, 2 * count, 0, 0, 0) + segments
    head = bytearray(54)
    struct.pack_into(">H", head, 18, 2048)
    struct.pack_into(">4h", head, 36, 0, -200, 2048, 1800)
    struct.pack_into(">h", head, 50, 1)
    hhea = bytearray(36)
    struct.pack_into(">H", hhea, 34, 2)
    os2 = bytearray(96)
    struct.pack_into(">HHHHH", os2, 0, 2, 0, 400, 0, embedding)
    struct.pack_into(">hh", os2, 68, 1024, -512)
    return {
        "head": bytes(head),
        "hhea": bytes(hhea),
        "maxp": struct.pack(">IH", 0x00010000, len(glyphs)),
        "OS/2": bytes(os2),
        "hmtx": struct.pack(">HhHhhh", 1024, 5, 2048, 6, 7, 8),
        "cmap": cmap,
        "loca": struct.pack(">5I", *locations),
        "glyf": b"".join(glyphs),
    }


def opened(tmp_path: Path, data: bytes, index: int = 0) -> FontFile:
    path = tmp_path / "font.ttf"
    path.write_bytes(data)
    return FontFile(path, index)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_fonts_are_static_truetype_with_their_licence(name: str) -> None:
    data = resource_path("fonts", name).read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tags = {data[at : at + 4] for at in range(12, 12 + 16 * count, 16)}
    assert b"glyf" in tags
    assert b"fvar" not in tags
    assert b"CFF " not in tags
    licences = [
        resource_path("fonts", file).read_text("utf-8")
        for file in ("NotoSansSC-OFL.txt", "HanaMin-LICENSE.txt")
    ]
    assert all("SIL OPEN FONT LICENSE" in text.upper() for text in licences)


def test_shipped_fonts_hold_every_standard_character_in_both_weights() -> None:
    listed = Path(__file__).with_name("standard_characters.txt").read_text("utf-8").splitlines()[1:]
    characters = "".join(listed)
    assert len(characters) == 8105
    for name in SHIPPED[:2]:
        font = FontFile(resource_path("fonts", name))
        assert [character for character in characters if not font.glyph(ord(character))] == []


def test_shipped_fonts_together_hold_gb_18030_level_3() -> None:
    assert len(LEVEL_3) == 87_887
    text, rare = (FontFile(resource_path("fonts", name)) for name in (SHIPPED[0], SHIPPED[2]))
    assert [hex(code) for code in LEVEL_3 if not text.glyph(code) and not rare.glyph(code)] == []


def test_lookup_by_segments(tmp_path: Path) -> None:
    font = opened(tmp_path, sfnt(small_font()))
    found = {character: font.glyph(ord(character)) for character in "甲乙甴电甶丙"}
    assert found == {"甲": 1, "乙": 0, "甴": 3, "电": 1, "甶": 0, "丙": 0}
    assert font.glyph(0x20BB7) == 0


def test_widths_are_thousandths_and_the_last_one_holds_for_the_rest(tmp_path: Path) -> None:
    font = opened(tmp_path, sfnt(small_font()))
    assert [font.advance(glyph) for glyph in range(4)] == [500, 1000, 1000, 1000]
    assert (font.ascent, font.descent) == (500, -250)


def test_a_collection_opens_by_index(tmp_path: Path) -> None:
    header = struct.pack(">4sIII", b"ttcf", 0x00010000, 1, 16)
    font = opened(tmp_path, header + sfnt(small_font(), start=16))
    assert font.glyph(ord("甲")) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是字体文件"),
        (b"not a font at all", "不是 TrueType 字体"),
        (b"OTTO" + bytes(20), "CFF"),
        (sfnt({**small_font(), "fvar": b""}), "可变字体"),
        (sfnt({tag: table for tag, table in small_font().items() if tag != "glyf"}), "没有 TrueType 轮廓"),
        (sfnt({tag: table for tag, table in small_font().items() if tag != "hhea"}), "损坏"),
        (sfnt(small_font())[:60], "损坏"),
        (sfnt(small_font(embedding=0x0002)), "许可"),
        (sfnt(small_font(embedding=0x0200)), "许可"),
    ],
)
def test_unusable_files_are_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(FontFileError, match=reason):
        opened(tmp_path, data)


def test_a_subset_brings_the_parts_of_composite_glyphs(tmp_path: Path) -> None:
    font = opened(tmp_path, sfnt(small_font()))
    program, numbers = font.subset([3])
    assert numbers == {0: 0, 3: 1, 1: 2}
    tables = {
        program[at : at + 4]: struct.unpack_from(">II", program, at + 8)
        for at in range(12, 12 + 16 * struct.unpack_from(">H", program, 4)[0], 16)
    }
    glyf, _ = tables[b"glyf"]
    loca, _ = tables[b"loca"]
    composite = glyf + struct.unpack_from(">I", program, loca + 4)[0]
    assert struct.unpack_from(">h", program, composite)[0] == -1
    assert struct.unpack_from(">H", program, composite + 12)[0] == 2  # 甲 by its new number
    assert struct.unpack_from(">H", program, tables[b"maxp"][0] + 4)[0] == 3
    hmtx, length = tables[b"hmtx"]
    assert struct.unpack_from(">HhHhHh", program, hmtx) == (1024, 5, 2048, 8, 2048, 6)
    assert length == 12


@given(st.lists(st.integers(1, 60_000), max_size=40))
def test_a_subset_holds_the_same_outlines_under_a_right_checksum(glyphs: list[int]) -> None:
    font = FontFile(resource_path("fonts", "HanaMinB.ttf"))
    program, numbers = font.subset(glyphs)
    assert list(numbers.values()) == list(range(len(numbers)))
    assert {0, *glyphs} <= numbers.keys()
    words = struct.unpack(f">{len(program) // 4}I", program)
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA
    assert font.subset(glyphs) == (program, numbers)
