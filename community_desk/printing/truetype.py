"""Reads what printing needs from a TrueType file, and cuts out the glyphs a PDF carries.

The file is mapped into memory and looked up in place: opening one takes about a millisecond whatever its size
(ReportLab's reader builds dictionaries of every glyph: 0.1 s and 25 to 57 MB a file).
Formats: the OpenType specification 1.9, tables cmap (formats 4 and 12), head, hhea, hmtx, loca, glyf, maxp, OS/2.
"""

import mmap
import struct
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

_MORE_COMPONENTS = 0x20
_WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x01, 0x08, 0x40, 0x80
_CHECKSUM_MAGIC = 0xB1B0AFBA
# What a CIDFontType2 font in a PDF needs (ISO 32000-1, 9.9); hinting tables are copied if there are any.
_COPIED = ("cvt ", "fpgm", "prep")


class FontFileError(ValueError):
    """This file cannot be used for printing; the message says why, in Chinese, without the path."""


class FontFile:
    """One TrueType font (``index`` chooses the member of a .ttc collection). Safe to share between threads."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Opens the file; ``FontFileError`` if it is no static, embeddable TrueType font, ``OSError`` if unreadable."""
        self.path = path
        with path.open("rb") as stream:
            try:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:  # an empty file cannot be mapped
                raise FontFileError("不是字体文件") from error
        try:
            self._read_tables(index)
        except (struct.error, IndexError, KeyError) as error:
            raise FontFileError("字体文件已损坏") from error

    def _read_tables(self, index: int) -> None:
        data = self._data
        start = 0
        if data[:4] == b"ttcf":
            start = struct.unpack_from(">I", data, 12 + 4 * index)[0]
        kind = data[start : start + 4]
        if kind == b"OTTO":
            raise FontFileError("不支持 OpenType CFF 轮廓，请换 TrueType（.ttf）字体")
        if kind not in (b"\0\1\0\0", b"true"):
            raise FontFileError("不是 TrueType 字体")
        count = struct.unpack_from(">H", data, start + 4)[0]
        self._tables: dict[str, tuple[int, int]] = {}
        for position in range(start + 12, start + 12 + 16 * count, 16):
            tag, _, offset, length = struct.unpack_from(">4sIII", data, position)
            self._tables[tag.decode("latin-1")] = (offset, length)
        if "fvar" in self._tables:
            raise FontFileError("是可变字体，打印出来会过细，请换静态字体")
        if "glyf" not in self._tables:
            raise FontFileError("没有 TrueType 轮廓")

        head = self._tables["head"][0]
        self.units_per_em: int = struct.unpack_from(">H", data, head + 18)[0]
        scale = 1000 / self.units_per_em
        box = struct.unpack_from(">4h", data, head + 36)
        self.bounding_box = tuple(round(value * scale) for value in box)
        self._long_loca = struct.unpack_from(">h", data, head + 50)[0] == 1
        hhea = self._tables["hhea"][0]
        self._metric_count: int = struct.unpack_from(">H", data, hhea + 34)[0]
        self.glyph_count: int = struct.unpack_from(">H", data, self._tables["maxp"][0] + 4)[0]
        self._read_os2(scale)
        self._read_cmap()

    def _read_os2(self, scale: float) -> None:
        offset = self._tables["OS/2"][0]
        version, weight, embedding = struct.unpack_from(">H2xH2xH", self._data, offset)
        if embedding & 0x000F == 0x0002 or embedding & 0x0300:
            raise FontFileError("字体许可不允许嵌入 PDF")
        self.weight: int = weight
        ascent, descent = struct.unpack_from(">hh", self._data, offset + 68)
        self.ascent, self.descent = round(ascent * scale), round(descent * scale)
        cap_height = struct.unpack_from(">h", self._data, offset + 88)[0] if version > 1 else ascent
        self.cap_height = round(cap_height * scale)

    def _read_cmap(self) -> None:
        """Keeps the segments of the best Unicode table: starts and ends sorted, and how to get the glyph."""
        data = self._data
        cmap = self._tables["cmap"][0]
        found: dict[tuple[int, int], int] = {}
        for position in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", data, cmap + 2)[0], 8):
            platform, encoding, offset = struct.unpack_from(">HHI", data, position)
            found.setdefault((platform, encoding), cmap + offset)
        # The full repertoire first: (3, 10) and (0, 4 or 6) hold characters beyond U+FFFF.
        for key in ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0)):
            table = found.get(key)
            if table is None:
                continue
            form = struct.unpack_from(">H", data, table)[0]
            if form == 12:
                count = struct.unpack_from(">I", data, table + 12)[0]
                values = struct.unpack_from(f">{3 * count}I", data, table + 16)
                self._starts, self._ends = values[0::3], values[1::3]
                self._glyphs: tuple[int, ...] = values[2::3]
                self._offsets: tuple[int, ...] = ()
                return
            if form == 4:
                count = struct.unpack_from(">H", data, table + 6)[0] // 2
                base = table + 14
                self._ends = struct.unpack_from(f">{count}H", data, base)
                self._starts = struct.unpack_from(f">{count}H", data, base + 2 * count + 2)
                self._glyphs = struct.unpack_from(f">{count}h", data, base + 4 * count + 2)
                self._offsets = struct.unpack_from(f">{count}H", data, base + 6 * count + 2)
                self._offsets_at = base + 6 * count + 2
                return
        raise FontFileError("没有 Unicode 编码表")

    def glyph(self, code: int) -> int:
        """The glyph of a code point; 0 when the font has none, or only an empty one for a visible character."""
        at = bisect_right(self._starts, code) - 1
        if at < 0 or code > self._ends[at]:
            return 0
        if not self._offsets:
            glyph = self._glyphs[at] + code - self._starts[at]
        elif self._offsets[at] == 0:
            glyph = (code + self._glyphs[at]) & 0xFFFF
        else:
            place = self._offsets_at + 2 * at + self._offsets[at] + 2 * (code - self._starts[at])
            glyph = struct.unpack_from(">H", self._data, place)[0]
            if glyph:
                glyph = (glyph + self._glyphs[at]) & 0xFFFF
        if glyph >= self.glyph_count:
            return 0
        start, end = self._glyph_range(glyph)
        return glyph if end > start or chr(code).isspace() else 0

    def advance(self, glyph: int) -> float:
        """The width of a glyph in thousandths of the type size."""
        at = self._tables["hmtx"][0] + 4 * min(glyph, self._metric_count - 1)
        advance: int = struct.unpack_from(">H", self._data, at)[0]
        return advance * 1000 / self.units_per_em

    def _glyph_range(self, glyph: int) -> tuple[int, int]:
        loca = self._tables["loca"][0]
        if self._long_loca:
            start, end = struct.unpack_from(">II", self._data, loca + 4 * glyph)
            return start, end
        start, end = struct.unpack_from(">HH", self._data, loca + 2 * glyph)
        return 2 * start, 2 * end

    def _left_bearing(self, glyph: int) -> int:
        hmtx = self._tables["hmtx"][0]
        if glyph < self._metric_count:
            at = hmtx + 4 * glyph + 2
        else:
            at = hmtx + 4 * self._metric_count + 2 * (glyph - self._metric_count)
        bearing: int = struct.unpack_from(">h", self._data, at)[0]
        return bearing

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def subset(self, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
        """A font file with these glyphs (and the parts they are put together from) and where each one is in it.

        Glyph 0, the box for a missing character, is always the first. The result is a pure function of the input.
        """
        numbers = {0: 0}
        for glyph in glyphs:
            numbers.setdefault(glyph, len(numbers))
        outlines: list[bytes] = []
        order = list(numbers)
        at = 0
        glyf = self._tables["glyf"][0]
        while at < len(order):
            start, end = self._glyph_range(order[at])
            outline = self._data[glyf + start : glyf + end]
            if (
                len(outline) > 10 and outline[0] & 0x80
            ):  # a negative number of contours: put together from parts
                outline = self._renumbered(outline, numbers, order)
            outlines.append(outline + bytes(-len(outline) % 4))
            at += 1
        return self._written(order, outlines), numbers

    def _renumbered(self, outline: bytes, numbers: dict[int, int], order: list[int]) -> bytes:
        """A composite outline whose parts carry their new numbers; parts not met before join ``order``."""
        changed = bytearray(outline)
        at = 10
        flags = _MORE_COMPONENTS
        while flags & _MORE_COMPONENTS:
            flags, part = struct.unpack_from(">HH", outline, at)
            if part not in numbers:
                numbers[part] = len(numbers)
                order.append(part)
            struct.pack_into(">H", changed, at + 2, numbers[part])
            at += 8 if flags & _WORDS else 6
            if flags & _SCALE:
                at += 2
            elif flags & _XY_SCALE:
                at += 4
            elif flags & _TWO_BY_TWO:
                at += 8
        return bytes(changed)

    def _written(self, order: list[int], outlines: list[bytes]) -> bytes:
        metrics = bytearray()
        locations = [0]
        hmtx = self._tables["hmtx"][0]
        for glyph, outline in zip(order, outlines, strict=True):
            # The advance stays in the font's own units: a rounded one would disagree with the PDF's /W.
            advance = struct.unpack_from(">H", self._data, hmtx + 4 * min(glyph, self._metric_count - 1))[0]
            metrics += struct.pack(">Hh", advance, self._left_bearing(glyph))
            locations.append(locations[-1] + len(outline))
        head = bytearray(self._table("head"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self._table("hhea"))
        struct.pack_into(">H", hhea, 34, len(order))
        maxp = bytearray(self._table("maxp"))
        struct.pack_into(">H", maxp, 4, len(order))
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": bytes(metrics),
            "loca": struct.pack(f">{len(locations)}I", *locations),
            "maxp": bytes(maxp),
        }
        tables |= {tag: self._table(tag) for tag in _COPIED if tag in self._tables}
        return _assembled(tables)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _assembled(tables: dict[str, bytes]) -> bytes:
    """An sfnt file of these tables, sorted, padded, with the checksums the specification asks for."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    offset = len(header) + 16 * count
    directory = b""
    body = b""
    places: dict[str, int] = {}
    for tag in sorted(tables):
        table = tables[tag]
        places[tag] = offset
        directory += struct.pack(">4sIII", tag.encode("latin-1"), _checksum(table), offset, len(table))
        body += table + bytes(-len(table) % 4)
        offset += len(table) + (-len(table) % 4)
    whole = bytearray(header + directory + body)
    struct.pack_into(
        ">I", whole, places["head"] + 8, (_CHECKSUM_MAGIC - _checksum(bytes(whole))) & 0xFFFFFFFF
    )
    return bytes(whole)
