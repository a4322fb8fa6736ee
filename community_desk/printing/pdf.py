"""Writes drawing operations to a PDF file that prints the same everywhere and whose text can be copied back.

ReportLab keeps the file's structure (objects, pages, cross references); page contents and fonts are written here,
because stock ReportLab 5.1 gives characters beyond U+FFFF a wrong text layer and has no fallback between fonts.
One Type 0 / Identity-H font a file, one CID a code point (一 and ⼀ share a glyph, not a CID), ToUnicode in
UTF-16BE: ISO 32000-1, 9.7 and 9.10.3.
"""

import contextlib
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path as FilePath
from typing import Any

from PIL import Image as Picture
from reportlab.pdfbase import pdfdoc

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts, HanFont
from community_desk.printing.page import (
    BLACK,
    Clip,
    Document,
    Group,
    Image,
    Line,
    Operation,
    Path,
    Placed,
    Rectangle,
    Stamp,
    Text,
)
from community_desk.printing.truetype import FontFile

_CREATOR = "社区工作台"
# A CMap block holds at most 100 entries (Adobe Technical Note 5014).
_CMAP_BLOCK = 100
# Outline of a character that a bold text takes from a regular font, as a part of the type size.
_EMBOLDENED = 0.025


def write_pdf(document: Document, path: FilePath, fonts: Fonts) -> None:
    """Writes the file, replacing an older one only when the new one is complete on the disk.

    The same document gives the same bytes. Raises ``UserError`` if the place cannot be written or the disk is
    full; an older file is then as it was, and no partial file is left.
    """
    data = pdf_bytes(document, fonts)
    try:
        _replace(path, data)
    except OSError as error:
        raise UserError(_reason(error, path)) from error


def pdf_bytes(document: Document, fonts: Fonts) -> bytes:
    """The PDF file as bytes, e.g. for a preview that needs no file."""
    return _Writer(document, fonts).finished()


def _replace(path: FilePath, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".pdf.part", dir=path.parent)
    partial = FilePath(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def _reason(error: OSError, path: FilePath) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"没有这个文件夹：{path.parent}，请换一个地方保存。"
        case IsADirectoryError():
            return f"“{path.name}”是一个文件夹，请换一个文件名。"
        case PermissionError():
            return f"“{path.name}”写不进去：它可能正在别的程序里打开，或这里不允许写入。请关掉它，或换一个地方保存。"
        case _ if (
            error.errno in (28, 122) or getattr(error, "winerror", 0) == 112
        ):  # ENOSPC, EDQUOT, ERROR_DISK_FULL
            return "磁盘已满，没有保存。请腾出空间，或换一个地方保存。"
    return f"“{path.name}”没有保存成：{error.strerror or error}。请换一个地方保存。"


class _EmbeddedFont:
    """One font file in one PDF: the code points used so far and the number each has in the text (its CID)."""

    def __init__(self, name: str, file: FontFile) -> None:
        self.name = name
        self._file = file
        self._cids: dict[int, str] = {}
        self._used: list[tuple[int, int, float]] = []  # code point, glyph, advance of CID 1, 2, 3 …

    def cid(self, code: int, glyph: int, advance: float) -> str:
        """The CID of a code point as four hexadecimal digits."""
        known = self._cids.get(code)
        if known is None:
            self._used.append((code, glyph, advance))
            known = self._cids[code] = f"{len(self._used):04x}"
        return known

    def add_to(self, doc: Any) -> Any:
        """Adds the font's objects and returns the reference to it."""
        program, numbers = self._file.subset(glyph for _, glyph, _ in self._used)
        digest = hashlib.sha256(program).digest()
        tag = "".join(chr(65 + byte % 26) for byte in digest[:6])
        name = pdfdoc.PDFName(f"{tag}+{self._file.path.stem}")
        file = self._file
        descriptor = pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,  # symbolic: the characters are not those of Adobe's Latin set
            "FontBBox": pdfdoc.PDFArrayCompact(file.bounding_box),
            "ItalicAngle": 0,
            "Ascent": file.ascent,
            "Descent": file.descent,
            "CapHeight": file.cap_height,
            "StemV": 50 + int((file.weight / 65) ** 2),  # a font file does not say; PDFlib's estimate
            "FontFile2": doc.Reference(_stream(program, b"/Length1 %d" % len(program))),
        })  # fmt: skip
        glyph_map = b"\0\0" + b"".join(numbers[glyph].to_bytes(2, "big") for _, glyph, _ in self._used)
        widths = " ".join(f"{advance:g}" for _, _, advance in self._used)
        descendant = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "FontDescriptor": doc.Reference(descriptor),
            "DW": 1000,
            "W": f"[ 1 [ {widths} ] ]",
            "CIDToGIDMap": doc.Reference(_stream(glyph_map)),
        })  # fmt: skip
        whole = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
            "ToUnicode": doc.Reference(_stream(self._to_unicode())),
        })  # fmt: skip
        return doc.Reference(whole)

    def _to_unicode(self) -> bytes:
        entries = [
            f"<{cid:04x}> <{chr(code).encode('utf-16-be').hex()}>"
            for cid, (code, _, _) in enumerate(self._used, start=1)
        ]
        blocks = [entries[at : at + _CMAP_BLOCK] for at in range(0, len(entries), _CMAP_BLOCK)]
        return "\n".join([
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n",
        ]).encode("ascii")  # fmt: skip


class _Encoder(dict[int, str]):
    """Code point to CID for ``str.translate``: what a chain's first file has; the rest is noted in ``elsewhere``."""

    def __init__(self, font: HanFont, embedded: Callable[[FontFile], _EmbeddedFont]) -> None:
        super().__init__()
        self._font = font
        self._embedded = embedded
        first = font.file(0)
        assert first is not None
        self.first = embedded(first)
        self.elsewhere: dict[str, tuple[_EmbeddedFont, str]] = {}

    def __missing__(self, code: int) -> str:
        character = chr(code)
        place, glyph, advance = self._font.glyph(character)
        if place == 0:
            code_text = self[code] = self.first.cid(code, glyph, advance)
            return code_text
        file = self._font.file(place)
        assert file is not None
        embedded = self._embedded(file)
        self.elsewhere[character] = (embedded, embedded.cid(code, glyph, advance))
        self[code] = ""
        return ""

    def runs(self, text: str) -> list[tuple[_EmbeddedFont, str]]:
        """A text that was translated before as (font, CIDs in hexadecimal) pieces, one for each change of font."""
        pieces: list[tuple[_EmbeddedFont, str]] = []
        for character in text:
            font, cid = self.elsewhere.get(character) or (self.first, self[ord(character)])
            if pieces and pieces[-1][0] is font:
                pieces[-1] = (font, pieces[-1][1] + cid)
            else:
                pieces.append((font, cid))
        return pieces


class _Content:
    """The content stream of one page or stamp; y is turned over, as PDF counts upwards."""

    def __init__(self, writer: "_Writer", top: float) -> None:
        self._writer = writer
        self._left = 0.0
        self._top = top
        self.code: list[str] = []
        self.forms: dict[str, None] = {}  # names of the forms and pictures used, in order
        self._state: dict[str, str] = {}
        self._in_text = False

    def draw(self, operations: tuple[Operation, ...]) -> None:
        for operation in operations:
            if type(operation) is Text:
                self._text(operation)
                continue
            if type(operation) is Group:
                self._group(operation)
                continue
            if self._in_text:
                self.code.append("ET")
                self._in_text = False
            match operation:
                case Line():
                    self._line(operation)
                case Rectangle():
                    self._rectangle(operation)
                case Path():
                    self._path(operation)
                case Placed(x, y, stamp):
                    self._use(
                        self._writer.form(stamp), f"1 0 0 1 {self._left + x:.2f} {self._top - y:.2f} cm"
                    )
                case Image(x, y, w, h, data):
                    place = f"{self._left + x:.2f} {self._top - y - h:.2f}"
                    self._use(self._writer.picture(data), f"{w:.2f} 0 0 {h:.2f} {place} cm")
                case Clip():
                    self._clip(operation)

    def ended(self) -> bytes:
        if self._in_text:
            self.code.append("ET")
            self._in_text = False
        return "\n".join(self.code).encode("ascii")

    def _set(self, key: str, value: str) -> None:
        """Writes a state operator unless the state is that already."""
        if self._state.get(key) != value:
            self._state[key] = value
            self.code.append(value)

    def _text(self, operation: Text) -> None:
        x, y, text, size, bold, ink = operation
        code = self.code
        if not self._in_text:
            code.append("BT")
            self._in_text = True
        if ink != self._state.get("fill ink", BLACK):
            self._fill(ink)
        encoder = self._writer.encoders[bold]
        place = f"1 0 0 1 {self._left + x:.2f} {self._top - y:.2f} Tm"
        cids = text.translate(encoder)
        if encoder.elsewhere.keys().isdisjoint(text):
            chosen = f"/{encoder.first.name} {size:g} Tf"
            if self._state.get("font") != chosen:
                self._state["font"] = chosen
                code.append(chosen)
            code.append(f"{place} <{cids}> Tj")
            return
        code.append(place)
        for font, cids in encoder.runs(text):
            chosen = f"/{font.name} {size:g} Tf"
            if self._state.get("font") != chosen:
                self._state["font"] = chosen
                code.append(chosen)
            if bold and font is not encoder.first:
                # The fallback files have one weight; an outline makes a rare character as black as its neighbours.
                self._stroke(round(size * _EMBOLDENED, 2), ink, ())
                code.append(f"2 Tr <{cids}> Tj 0 Tr")
            else:
                code.append(f"<{cids}> Tj")

    def _group(self, operation: Group) -> None:
        kept = self._left, self._top
        self._left += operation.x
        self._top -= operation.y
        self.draw(operation.operations)
        self._left, self._top = kept

    def _line(self, operation: Line) -> None:
        x1, y1, x2, y2, width, ink, dash = operation
        self._stroke(width, ink, dash)
        left, top = self._left, self._top
        self.code.append(f"{left + x1:.2f} {top - y1:.2f} m {left + x2:.2f} {top - y2:.2f} l S")

    def _rectangle(self, operation: Rectangle) -> None:
        x, y, w, h, width, ink, fill = operation
        if paint := self._paint(width, ink, fill):
            self.code.append(f"{self._left + x:.2f} {self._top - y - h:.2f} {w:.2f} {h:.2f} re {paint}")

    def _path(self, operation: Path) -> None:
        segments, fill, width, ink = operation
        if not (paint := self._paint(width, ink, fill)):
            return
        left, top = self._left, self._top
        for kind, *numbers in segments:
            values = [float(number) for number in numbers]
            if kind == "re":
                x, y, w, h = values
                self.code.append(f"{left + x:.3f} {top - y - h:.3f} {w:.3f} {h:.3f} re")
            else:
                values[0::2] = [left + x for x in values[0::2]]
                values[1::2] = [top - y for y in values[1::2]]
                self.code.append(" ".join([*(f"{value:.3f}" for value in values), str(kind)]))
        self.code.append(paint)

    def _clip(self, operation: Clip) -> None:
        x, y, w, h, operations = operation
        self.code.append(f"q {self._left + x:.2f} {self._top - y - h:.2f} {w:.2f} {h:.2f} re W n")
        kept = dict(self._state)
        self.draw(operations)
        if self._in_text:
            self.code.append("ET")
            self._in_text = False
        self.code.append("Q")
        self._state = kept

    def _use(self, name: str, matrix: str) -> None:
        self.forms[name] = None
        self.code.append(f"q {matrix} /{pdfdoc.xObjectName(name)} Do Q")

    def _paint(self, width: float, ink: str, fill: str) -> str:
        """Sets inks and line and returns the painting operator, or "" if there is nothing to paint."""
        if fill:
            self._fill(fill)
        if width:
            self._stroke(width, ink, ())
        return {(True, True): "B", (True, False): "f", (False, True): "S"}.get((bool(fill), bool(width)), "")

    def _fill(self, ink: str) -> None:
        if ink != self._state.get("fill ink", BLACK):
            self._state["fill ink"] = ink
            self.code.append(f"{_rgb(ink)} rg")

    def _stroke(self, width: float, ink: str, dash: tuple[float, ...]) -> None:
        if ink != self._state.get("stroke ink", BLACK):
            self._state["stroke ink"] = ink
            self.code.append(f"{_rgb(ink)} RG")
        self._set("width", f"{width:g} w")
        if dash or "dash" in self._state:
            self._set("dash", f"[{' '.join(f'{length:g}' for length in dash)}] 0 d")


class _Writer:
    """One PDF being written."""

    def __init__(self, document: Document, fonts: Fonts) -> None:
        self._document = document
        self._doc = _new_document(document)
        self._embedded: dict[
            int, _EmbeddedFont
        ] = {}  # by the identity of the file, which `fonts` keeps alive
        self._forms: dict[int, str] = {}  # by the identity of the stamp, which `document` keeps alive
        self._pictures: dict[bytes, str] = {}
        self.encoders = {
            False: _Encoder(fonts.regular, self._embed),
            True: _Encoder(fonts.bold, self._embed),
        }

    def finished(self) -> bytes:
        doc = self._doc
        pages = _written(doc.Pages, doc)
        for page in self._document.pages:
            content = _Content(self, page.height)
            content.draw(page.operations)
            contents = _written(self._packed(content), doc)
            box = f"[0 0 {page.width:.2f} {page.height:.2f}]".encode()
            resources = self._resources(content)
            doc.addPage(
                _Raw(
                    b"<< /Type /Page /Parent %s /MediaBox %s /Contents %s /Resources %s >>"
                    % (pages, box, contents, resources)
                )
            )
        used = {font.name: font.add_to(doc) for font in self._embedded.values()}
        doc.idToObject[pdfdoc.BasicFonts].dict.update(used)
        stream = io.BytesIO()
        doc.SaveToFile(stream, None)
        return stream.getvalue()

    def form(self, stamp: Stamp) -> str:
        """The name under which the file holds this stamp."""
        name = self._forms.get(id(stamp))
        if name is None:
            name = self._forms[id(stamp)] = f"S{len(self._forms) + 1}"
            content = _Content(self, 0)
            content.draw(stamp.operations)
            # Half a thick line may lie outside the stamp's own rectangle.
            entries = b"/Type /XObject /Subtype /Form /BBox [-4 %.2f %.2f 4] /Resources %s" % (
                -stamp.h - 4,
                stamp.w + 4,
                self._resources(content),
            )
            self._doc.Reference(self._packed(content, entries), pdfdoc.xObjectName(name))
        return name

    def picture(self, data: bytes) -> str:
        """The name under which the file holds this picture (on white where it is transparent)."""
        name = self._pictures.get(data)
        if name is None:
            name = self._pictures[data] = f"P{len(self._pictures) + 1}"
            with Picture.open(io.BytesIO(data)) as opened:
                seen = opened.convert("RGBA")
                paper = Picture.new("RGBA", seen.size, "white")
                pixels = Picture.alpha_composite(paper, seen).convert("RGB")
            width, height = pixels.size
            entries = (
                b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
                % (width, height)
            )
            self._doc.Reference(_stream(pixels.tobytes(), entries), pdfdoc.xObjectName(name))
        return name

    def _resources(self, content: _Content) -> bytes:
        """The fonts (one dictionary for the file) and the stamps and pictures in use."""
        doc = self._doc
        names = [pdfdoc.xObjectName(name) for name in content.forms]
        used = b" ".join(b"/%s %s" % (name.encode(), _written(doc.idToObject[name], doc)) for name in names)
        fonts = _written(doc.idToObject[pdfdoc.BasicFonts], doc)
        return b"<< /Font %s /XObject << %s >> >>" % (fonts, used)

    def _packed(self, content: _Content, entries: bytes = b"") -> "_Raw":
        data = content.ended()
        self._doc.updateSignature(data)  # the file's ID is a digest of what it shows
        return _stream(data, entries)

    def _embed(self, file: FontFile) -> _EmbeddedFont:
        font = self._embedded.get(id(file))
        if font is None:
            font = self._embedded[id(file)] = _EmbeddedFont(f"F{len(self._embedded) + 1}", file)
        return font


def _new_document(document: Document) -> Any:
    doc = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 7), lang="zh-CN")
    doc.setTitle(document.title)
    doc.setAuthor(document.author)
    doc.setSubject("")
    doc.setCreator(_CREATOR)
    doc.setDateFormatter(lambda *_: _pdf_date(document.made_at))
    # Millimetres on paper are as designed: handwriting lines, cut lines and codes count on them.
    preferences = pdfdoc.ViewerPreferencesPDFDictionary()
    preferences["PrintScaling"] = "None"
    preferences["DisplayDocTitle"] = "true"
    doc.Catalog.ViewerPreferences = preferences
    return doc


class _Raw(pdfdoc.PDFObject):  # type: ignore[misc] # ReportLab has no types
    """An object already in PDF's notation: writing pages and streams through ReportLab's dictionaries is slower."""

    __RefOnly__ = 1

    def __init__(self, code: bytes) -> None:
        self._code = code

    def format(self, document: object) -> bytes:  # noqa: ARG002 - ReportLab's signature
        return self._code


def _stream(data: bytes, entries: bytes = b"") -> _Raw:
    """A compressed stream."""
    packed = zlib.compress(data)
    return _Raw(
        b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\n" % (entries, len(packed), packed)
    )


def _written(thing: Any, doc: Any) -> bytes:
    """The reference to an object, as other objects hold it."""
    code: bytes = doc.Reference(thing).format(doc)
    return code


def _rgb(ink: str) -> str:
    return " ".join(f"{int(ink[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5))


def _pdf_date(moment: datetime) -> str:
    text = moment.strftime("D:%Y%m%d%H%M%S")
    zone = moment.strftime("%z")
    return f"{text}{zone[:3]}'{zone[3:5]}'" if zone else text
