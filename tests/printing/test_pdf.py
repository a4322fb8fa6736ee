"""PDF files: the text comes back, the fonts are inside, the old file survives what goes wrong."""

import errno
import io
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path as FilePath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from community_desk.domain.errors import UserError
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    A4_LANDSCAPE,
    A4_PORTRAIT,
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
from community_desk.printing.pdf import pdf_bytes, write_pdf
from tests.printing.reading import pdf_texts

RARE = (
    "𠮷田",
    "赵𬭚",
    "王㛃",
    "李䶮",
    "陈𫍯",
    "林𡈼",
    "黄𪚥",
    "周𫠜",
    "吴𬬭",
    "郑𮯠",
    "一⼀",
    "人⼈户⼾",
    "\U0003134a",
)


MADE_AT = datetime(2026, 3, 2, 9, 15)  # noqa: DTZ001 - papers carry local time


def document(*operations: Operation, title: str = "走访单") -> Document:
    return Document(title, "芸溪社区", MADE_AT, (Page(*A4_LANDSCAPE, operations),))


def content(data: bytes) -> str:
    return PdfReader(io.BytesIO(data)).pages[0].get_contents().get_data().decode("ascii")


@pytest.mark.parametrize("bold", [False, True])
def test_rare_names_come_back_exactly(fonts: Fonts, bold: bool) -> None:
    lines = [Text(50, 30 + 20 * row, name, 12, bold) for row, name in enumerate(RARE)]
    (text,) = pdf_texts(pdf_bytes(document(*lines), fonts))
    assert text.split("\n") == list(RARE)


@given(
    st.lists(
        st.text(
            alphabet=st.one_of(
                st.characters(min_codepoint=0x21, max_codepoint=0x7E),
                st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF),
                st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6),
                st.characters(min_codepoint=0x2CEB0, max_codepoint=0x2EBE0),
            ),
            min_size=1,
            max_size=12,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_comes_back(fonts: Fonts, names: list[str]) -> None:
    lines = [Text(50, 30 + 20 * row, name, 12) for row, name in enumerate(names)]
    (text,) = pdf_texts(pdf_bytes(document(*lines), fonts))
    assert text.split("\n") == names


def test_all_fonts_are_embedded_subsets_and_none_is_helvetica(fonts: Fonts) -> None:
    data = pdf_bytes(document(Text(9, 20, "苏𠮷", 9), Text(9, 40, "苏", 9, bold=True)), fonts)
    page = PdfReader(io.BytesIO(data)).pages[0]
    found = {}
    for font in page["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        found[font.get_object()["/BaseFont"][8:]] = "/FontFile2" in inner["/FontDescriptor"]
    assert found == {"NotoSansSC_400Regular": True, "NotoSansSC_700Bold": True, "HanaMinB": True}
    assert b"Helvetica" not in data
    assert len(data) < 30_000


def test_the_file_says_what_it_is_and_names_no_person(fonts: Fonts) -> None:
    reader = PdfReader(io.BytesIO(pdf_bytes(document(Text(9, 20, "苏红艳", 9)), fonts)))
    assert (reader.metadata.title, reader.metadata.author) == ("走访单", "芸溪社区")
    assert reader.metadata.creator == "社区工作台"
    assert reader.metadata.creation_date_raw == "D:20260302091500"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_the_same_document_is_the_same_file_and_another_one_has_another_id(fonts: Fonts) -> None:
    first = document(Text(9, 20, "苏红艳", 9))
    assert pdf_bytes(first, fonts) == pdf_bytes(document(Text(9, 20, "苏红艳", 9)), fonts)
    others = pdf_bytes(document(Text(9, 20, "苏红艳", 9.5)), fonts)
    ids = [PdfReader(io.BytesIO(data)).trailer["/ID"][0] for data in (pdf_bytes(first, fonts), others)]
    assert ids[0] != ids[1]


def test_pages_keep_their_size_and_a_stamp_is_held_once(fonts: Fonts) -> None:
    stamp = Stamp(100, 20, (Text(0, 15, "只写一次的表头", 10),))
    pages = tuple(
        Page(*size, (Placed(10, 10, stamp), Placed(10, 50, stamp))) for size in (A4_PORTRAIT, A4_LANDSCAPE)
    )
    data = pdf_bytes(Document("试", "", MADE_AT, pages), fonts)
    reader = PdfReader(io.BytesIO(data))
    assert [round(float(page.mediabox.width)) for page in reader.pages] == [595, 842]
    assert [text.count("只写一次的表头") for text in pdf_texts(data)] == [2, 2]
    forms = {page["/Resources"]["/XObject"].raw_get("/FormXob.S1").idnum for page in reader.pages}
    assert len(forms) == 1


def test_shapes_are_turned_over_to_count_from_below(fonts: Fonts) -> None:
    height = A4_LANDSCAPE[1]
    code = content(
        pdf_bytes(
            document(
                Line(10, 20, 30, 40, 0.6, dash=(2, 1)),
                Line(10, 20, 30, 20, 0.6),
                Rectangle(5, 6, 7, 8, 0, fill="#ff0000"),
                Rectangle(5, 6, 7, 8, 0),
                Group(
                    100,
                    50,
                    (Path((("m", 1, 2), ("l", 3, 4), ("c", 1, 1, 2, 2, 3, 3), ("h",)), fill="", width=0.6),),
                ),
                Clip(1, 2, 3, 4, (Text(0, 10, "裁", 5), Line(0, 0, 9, 9, 2))),
                Line(0, 0, 1, 1, 0.6),
            ),
            fonts,
        )
    ).split("\n")
    assert code[:4] == [
        "0.6 w",
        "[2 1] 0 d",
        f"10.00 {height - 20:.2f} m 30.00 {height - 40:.2f} l S",
        "[] 0 d",
    ]
    assert "1 0 0 rg" in code
    assert f"5.00 {height - 14:.2f} 7.00 8.00 re f" in code
    assert sum(" re" in line for line in code) == 2  # nothing to paint: not drawn
    start = code.index(f"101.000 {height - 52:.3f} m")
    assert code[start + 2 : start + 5] == [
        f"101.000 {height - 51:.3f} 102.000 {height - 52:.3f} 103.000 {height - 53:.3f} c",
        "h",
        "S",
    ]
    clipped = code.index(f"q 1.00 {height - 6:.2f} 3.00 4.00 re W n")
    ended = code.index("Q", clipped)
    assert "2 w" in code[clipped:ended]
    # what was set inside the clip is not taken to hold after it
    assert code[ended + 1] == f"0.00 {height:.2f} m 1.00 {height - 1:.2f} l S"


def test_pictures_are_held_once_and_white_where_transparent(fonts: Fonts) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 2, 1, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" + bytes([255, 0, 0, 255]) + bytes([0, 0, 0, 0]))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    data = pdf_bytes(document(Image(10, 20, 30, 40, png), Image(50, 20, 30, 40, png)), fonts)
    assert f"q 30.00 0 0 40.00 10.00 {A4_LANDSCAPE[1] - 60:.2f} cm /FormXob.P1 Do Q" in content(data)
    objects = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/XObject"]
    assert list(objects) == ["/FormXob.P1"]
    assert objects["/FormXob.P1"].get_data() == bytes([255, 0, 0, 255, 255, 255])


def test_a_rare_character_in_bold_text_is_outlined(fonts: Fonts) -> None:
    code = content(pdf_bytes(document(Text(9, 20, "苏𠮷艳", 10, bold=True)), fonts)).split("\n")
    assert [line.startswith("2 Tr") for line in code if line.endswith(("Tj", "Tj 0 Tr"))] == [
        False,
        True,
        False,
    ]


def test_threads_write_the_same_files_as_one(fonts: Fonts) -> None:
    documents = [document(*(Text(9, 20, name + str(at), 9) for name in RARE)) for at in range(8)]
    alone = [pdf_bytes(one, fonts) for one in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: pdf_bytes(one, fonts), documents)) == alone


def test_a_finished_file_replaces_the_old_one(fonts: Fonts, tmp_path: FilePath) -> None:
    path = tmp_path / "走访单 第3网格.pdf"
    path.write_bytes(b"old")
    write_pdf(document(Text(9, 20, "苏", 9)), path, fonts)
    assert path.read_bytes().startswith(b"%PDF-1.7")
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_no_part_of_the_new(
    fonts: Fonts, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "走访单.pdf"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError) as caught:
        write_pdf(document(Text(9, 20, "苏", 9)), path, fonts)
    assert caught.value.sentence == "磁盘已满，没有保存。请腾出空间，或换一个地方保存。"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_open_elsewhere_says_so(
    fonts: Fonts, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: FilePath, target: FilePath) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(FilePath, "replace", refused)
    with pytest.raises(UserError, match="可能正在别的程序里打开"):
        write_pdf(document(Text(9, 20, "苏", 9)), tmp_path / "走访单.pdf", fonts)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_or_a_folder_as_file(fonts: Fonts, tmp_path: FilePath) -> None:
    with pytest.raises(UserError, match="没有这个文件夹"):
        write_pdf(document(), tmp_path / "没有" / "走访单.pdf", fonts)
    (tmp_path / "走访单.pdf").mkdir()
    with pytest.raises(UserError, match="换一个"):
        write_pdf(document(), tmp_path / "走访单.pdf", fonts)
    assert [path.name for path in tmp_path.iterdir()] == ["走访单.pdf"]
