"""What a file really is, judged by its bytes: names lie (HTML tables called .xls are common).

Also the look through a zip directory before anything is unpacked: the reader itself would unpack 1 MB into
3 GB. Both run in the calling process: they read a few kilobytes and never unpack.
"""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

MAX_FILE = 50 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_RATIO = 200
# A small part may be packed as tightly as it likes: an empty sheet of a few kilobytes is no bomb.
RATIO_COUNTS_FROM = 1024 * 1024
# 2,000 members of some 500 bytes each; a longer directory is not even parsed.
MAX_DIRECTORY = 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_DIRECTORY = b"PK\x05\x06"
_UNREADABLE_HEADS = {
    b"%PDF": "no_table",
    b"\x89PNG": "no_table",
    b"\xff\xd8\xff": "no_table",
    b"GIF8": "no_table",
    b"Rar!": "no_table",
    b"7z\xbc\xaf": "no_table",
    b"{\\rtf": "word",
    # Excel 2 to 5 without a container: the BOF record of each version.
    b"\x09\x00\x04\x00": "other_office",
    b"\x09\x02\x06\x00": "other_office",
    b"\x09\x04\x06\x00": "other_office",
    b"\x09\x08": "other_office",
}


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The file cannot be read; `reason` is a key of `refusals.SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sniff(path: Path, data: bytes) -> str:
    """The kind of a file's content: "xlsx", "xlsb", "ods", "xls", "html" or "text".

    Raises Refused for what is no table or goes beyond the limits. `path` gives the last hint only: an
    unknown office file called .et is named as such.
    """
    if not data:
        raise Refused("empty")
    if data.startswith((b"PK\x03\x04", _END_OF_DIRECTORY)):
        return _kind_of_zip(data)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    for head, reason in _UNREADABLE_HEADS.items():
        if data.startswith(head):
            raise Refused(reason)
    if path.suffix.lower() in (".et", ".ett", ".numbers"):
        raise Refused("other_office")
    return _kind_of_text(data)


def _kind_of_zip(data: bytes) -> str:
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        raise Refused("truncated")
    members, size = struct.unpack_from("<HL", data, end + 10)
    if members > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise Refused("unpacks_large")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise Refused("truncated") from None
    names = {info.filename for info in infos}
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Refused("unpacks_large")
    for info in infos:
        if info.file_size > RATIO_COUNTS_FROM and info.file_size >= MAX_RATIO * max(info.compress_size, 1):
            raise Refused("unpacks_large")
        if info.flag_bits & 1:
            raise Refused("password")
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        raise Refused("word")
    if any(name.startswith("ppt/") for name in names):
        raise Refused("slides")
    if "content.xml" in names:
        return _kind_of_open_document(data)
    raise Refused("no_table")


def _kind_of_open_document(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        try:
            kind = archive.open("mimetype").read(200) if "mimetype" in archive.namelist() else b""
            manifest = (
                archive.open("META-INF/manifest.xml").read(1024 * 1024)
                if "META-INF/manifest.xml" in archive.namelist()
                else b""
            )
        except (zipfile.BadZipFile, OSError, ValueError):
            raise Refused("truncated") from None
    if b"encryption-data" in manifest:
        raise Refused("password")
    if b"text" in kind.rsplit(b".", 1)[-1]:
        raise Refused("word")
    if kind and b"spreadsheet" not in kind:
        raise Refused("no_table")
    return "ods"


def _kind_of_ole(data: bytes) -> str:
    if len(data) < 1536:
        raise Refused("truncated")
    # Directory entries hold the stream names in UTF-16; their place varies, so the whole file is searched.
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("password")
    if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
        return "xls"
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused("word")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise Refused("slides")
    sectors = struct.unpack_from("<L", data, 44)[0]
    if len(data) < sectors * 512:
        raise Refused("truncated")
    # The directory often lies behind the data: a cut file has lost its stream names.
    directory = struct.unpack_from("<L", data, 48)[0]
    if (directory + 1) * 512 >= len(data):
        raise Refused("truncated")
    raise Refused("other_office")


def _kind_of_text(data: bytes) -> str:
    head = data[:8192].replace(b"\0", b"").lower()
    if b"schemas-microsoft-com:office:spreadsheet" in head and b"<workbook" in head:
        raise Refused("xml_spreadsheet")
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"mime-version:"):
        raise Refused("mhtml")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if start.startswith(b"<") and (b"<html" in head or b"<table" in head or b"<!doctype html" in head):
        return "html"
    if start.startswith(b"<"):
        raise Refused("no_table")
    if not start:
        raise Refused("no_cells")
    return "text"
