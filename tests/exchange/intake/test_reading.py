"""Files of every kind, told apart by content, read in the child process; hostile ones refused in one sentence."""

import datetime
import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.exchange.intake import child, process
from community_desk.exchange.intake.refusals import SENTENCES
from community_desk.exchange.intake.sniff import Refused, sniff
from community_desk.exchange.tables import Cell, Table, column_letter, read_table

LEDGERS = Path(__file__).parents[2] / "ledgers"
ROWS: list[list[Cell]] = [["姓名", "年龄"], ["陈·阿依古丽", 71.0], ["", ""], ["𡧛华", "三"]]
READ = [["姓名", "年龄"], ["陈·阿依古丽", 71.0], [], ["𡧛华", "三"]]
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def reason_of(path: Path) -> str:
    """The key of the sentence that reading a file ends with."""
    with pytest.raises(UserError) as error:
        read_table(path)
    sentence = error.value.sentence
    assert path.name in sentence
    return next(key for key, text in SENTENCES.items() if text.format(name=path.name) == sentence)


def new_book(name: str = "台账") -> tuple[openpyxl.Workbook, Any]:
    """An empty workbook and its only sheet."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    return book, book.create_sheet(name)


def write_xls(path: Path, rows: list[list[Cell]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            page.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, *, kind: str = SPREADSHEET, manifest: str = "") -> Path:
    cells = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in ROWS
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        archive.writestr(
            "content.xml",
            '<?xml version="1.0"?><office:document-content'
            ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="台账">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, float):
        kind = f'office:value-type="float" office:value="{cell}"'
    elif cell:
        kind = 'office:value-type="string"'
    else:
        return "<table:table-cell/>"
    return f"<table:table-cell {kind}><text:p>{cell}</text:p></table:table-cell>"


class TestKinds:
    @pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv", "表"])
    def test_an_xlsx_is_read_whatever_its_name(self, make_xlsx: Callable[..., Path], name: str) -> None:
        path = make_xlsx(ROWS)
        table = read_table(path.rename(path.parent / name))
        assert (table.kind, table.name) == ("xlsx", name)
        assert [(sheet.name, sheet.rows) for sheet in table.sheets] == [("台账", READ)]

    def test_an_xls_is_read_whatever_its_name(self, tmp_path: Path) -> None:
        table = read_table(write_xls(tmp_path / "其实是旧格式.xlsx", ROWS))
        assert table.kind == "xls"
        assert table.sheets[0].rows == READ

    def test_an_ods_is_read(self, tmp_path: Path) -> None:
        table = read_table(write_ods(tmp_path / "表.ods"))
        assert table.kind == "ods"
        assert table.sheets[0].rows == READ

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
    )
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_delimited_text_is_read_in_every_encoding(
        self, tmp_path: Path, encoding: str, delimiter: str
    ) -> None:
        text = "\r\n".join(delimiter.join(map(str, row)) for row in ROWS)
        path = tmp_path / "老系统导出.csv"
        path.write_bytes(text.encode(encoding))
        table = read_table(path)
        assert table.kind == "text"
        assert table.sheets[0].name == "老系统导出"
        assert table.sheets[0].rows == [["姓名", "年龄"], ["陈·阿依古丽", "71.0"], [], ["𡧛华", "三"]]

    def test_the_guard_of_old_systems_around_numbers_is_taken_off(self, tmp_path: Path) -> None:
        path = tmp_path / "表.csv"
        path.write_text('姓名,身份证号\n陈一,="350212196612156692"\n', encoding="utf-8")
        assert read_table(path).sheets[0].rows[1] == ["陈一", "350212196612156692"]

    @pytest.mark.parametrize(
        ("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("utf-8", "gbk")]
    )
    def test_a_web_page_called_xls_is_read(self, tmp_path: Path, charset: str, encoding: str) -> None:
        page = (
            f'<html><head><meta content="text/html; charset={charset}"><style>td{{color:red}}</style></head><body>'
            "<table border=1><tr><td colspan=3>花名册<tr><th rowspan=2>姓名<th colspan=2>电话</th></tr>"
            "<tr><th>手机</th><th>固<br>话</th></tr><tr><td>陈&nbsp;一</td><td>13800001234</td><td></td></tr></table></body></html>"
        )
        path = tmp_path / "导出.xls"
        path.write_bytes(page.encode(encoding))
        sheet = read_table(path).sheets[0]
        assert sheet.rows == [
            ["花名册"],
            ["姓名", "电话"],
            ["", "手机", "固\n话"],
            ["陈 一", "13800001234"],
        ]
        assert sheet.merged == [(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)]

    def test_cells_keep_their_type_and_dates_are_dates(self, make_xlsx: Callable[..., Path]) -> None:
        row: list[Cell] = [
            1.5,
            True,
            datetime.date(1955, 3, 8),
            datetime.datetime.fromisoformat("2026-01-02T03:04"),
            "=不是公式"[1:],
            "",
            20.0,
        ]
        assert read_table(make_xlsx([row])).sheets[0].rows == [row]

    def test_merged_cells_hidden_sheets_and_the_place_in_the_sheet_are_kept(self, tmp_path: Path) -> None:
        book, page = new_book()
        page["B3"] = "姓名"
        page.merge_cells("B3:B4")
        book.create_sheet("旧").append(["x"])
        book["旧"].sheet_state = "hidden"
        book.create_sheet("空表")
        path = tmp_path / "表.xlsx"
        book.save(path)
        first, hidden, empty = read_table(path).sheets
        assert first.rows == [[], [], ["", "姓名"]]
        assert first.merged == [(2, 1, 3, 1)]
        assert (first.hidden, hidden.hidden) == (False, True)
        assert empty.rows == []

    def test_formulas_without_value_and_errors_are_told(self, tmp_path: Path) -> None:
        book, page = new_book("表 & <一>")
        page.append(["姓名", "年龄"])
        page.append(["陈一", "=2026-1955"])
        page.append(["陈二", "#N/A"])
        page["B3"].data_type = "e"
        path = tmp_path / "表.xlsx"
        book.save(path)
        sheet = read_table(path).sheets[0]
        assert sheet.without_value == [(1, 1)]
        assert sheet.faulty == [(2, 1)]
        assert sheet.rows[1:] == [["陈一"], ["陈二"]]

    def test_a_calculated_formula_gives_its_value_and_no_doubt(self, tmp_path: Path) -> None:
        source = LEDGERS / "a_clean.xlsx"
        path = tmp_path / "表.xlsx"
        cell = b'<c r="B2" t="inlineStr"><is><t>' + "芸溪里".encode() + b"</t></is></c>"
        calculated = b'<c r="B2" t="str"><f>A1&amp;""</f><v>' + "芸溪里".encode() + b"</v></c>"
        empty = b'<c r="K2" t="str"><f>IF(A1="","","")</f><v></v></c>'
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename.endswith("sheet1.xml"):
                    assert cell in content
                    content = content.replace(cell, calculated).replace(b'<c r="K2" t="inlineStr" />', empty)
                new.writestr(info, content)
        sheet = read_table(path).sheets[0]
        assert sheet.rows[1][1] == "芸溪里"
        assert sheet.without_value == []


class TestHostileFiles:
    def test_a_value_in_the_last_cell_ends_the_child_and_not_the_program(self, tmp_path: Path) -> None:
        book, page = new_book()
        page["A1"] = "姓名"
        page["XFD1048576"] = "远"
        path = tmp_path / "远.xlsx"
        book.save(path)
        assert path.stat().st_size < 6_000
        assert reason_of(path) == "too_much"

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        path = tmp_path / "炸弹.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            with archive.open("xl/worksheets/sheet1.xml", "w") as stream:
                for _ in range(250):
                    stream.write(bytes(1024 * 1024))
        assert path.stat().st_size < 1024 * 1024
        assert reason_of(path) == "unpacks_large"

    def test_a_zip_bomb_that_lies_about_its_size_runs_into_the_childs_limits(self, tmp_path: Path) -> None:
        honest = io.BytesIO()
        filler = b"<c/>" * 262_144
        with (
            zipfile.ZipFile(LEDGERS / "b_merged_two_row_header.xlsx") as old,
            zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                if not info.filename.endswith("sheet1.xml"):
                    new.writestr(info.filename, old.read(info))
                    continue
                with new.open(info.filename, "w") as stream:
                    stream.write(b"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>")
                    for _ in range(40):
                        stream.write(filler.replace(b"<c/>", b"aaaa"))
                    stream.write(b"</t></is></c></row></sheetData></worksheet>")
        data = bytearray(honest.getvalue())
        place = data.rfind(b"xl/worksheets/sheet1.xml") - 46
        assert data[place : place + 4] == b"PK\x01\x02"
        struct.pack_into("<L", data, place + 24, 1000)
        path = tmp_path / "谎.xlsx"
        path.write_bytes(data)
        with pytest.raises(UserError):
            read_table(path)

    def test_too_many_members_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "多.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(2_001):
                archive.writestr(f"xl/{number}", "")
        assert reason_of(path) == "unpacks_large"

    def test_a_large_file_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "大.csv"
        with path.open("wb") as stream:
            stream.truncate(50 * 1024 * 1024 + 1)
        assert reason_of(path) == "large_file"

    def test_a_child_that_does_not_answer_is_ended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waits = "import sys, threading; sys.stdin.buffer.read(); threading.Event().wait()"
        monkeypatch.setattr(process, "child_command", lambda kind: [sys.executable, "-c", waits])
        path = tmp_path / "慢.csv"
        path.write_text("姓名,电话\n", encoding="utf-8")
        with pytest.raises(UserError) as error:
            process.read_sheets(path, seconds=0.1)
        assert error.value.sentence == SENTENCES["too_slow"].format(name="慢.csv")

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("空.xlsx", b"", "empty"),
            ("空白.csv", b"\r\n  \r\n", "no_cells"),
            ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "no_table"),
            ("文.pdf", b"%PDF-1.7\n", "no_table"),
            ("乱.csv", bytes(range(256)) * 8, "no_table"),
            ("网页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mhtml"),
            (
                "旧.xls",
                b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
                "xml_spreadsheet",
            ),
            ("无表.xls", b"<html><body><p>frames</p></body></html>", "no_table"),
            ("文.et", b"\x01\x02\x03 et", "other_office"),
            ("文.doc", b"{\\rtf1 x}", "word"),
            ("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "truncated"),
        ],
    )
    def test_what_is_no_table_gets_its_sentence(
        self, tmp_path: Path, name: str, content: bytes, reason: str
    ) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        assert reason_of(path) == reason

    @pytest.mark.parametrize(
        ("stream", "reason"),
        [("EncryptedPackage", "password"), ("WordDocument", "word"), ("ET工作簿", "other_office")],
    )
    def test_other_office_files_in_the_old_container_are_named(
        self, tmp_path: Path, stream: str, reason: str
    ) -> None:
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(36) + struct.pack("<LL", 1, 0) + bytes(460)
        path = tmp_path / "表.xls"
        path.write_bytes(header + stream.encode("utf-16-le").ljust(1536, b"\0"))
        assert reason_of(path) == reason

    @pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
    @pytest.mark.parametrize("name", ["a_clean.xlsx", "c_village_blocks.xls"])
    def test_a_cut_file_is_called_incomplete(self, tmp_path: Path, name: str, share: float) -> None:
        data = (LEDGERS / name).read_bytes()
        path = tmp_path / name
        path.write_bytes(data[: int(len(data) * share)])
        assert reason_of(path) == "truncated"

    def test_protected_and_foreign_zip_files_are_named(self, tmp_path: Path) -> None:
        secret = write_ods(tmp_path / "密.ods", manifest="<manifest:encryption-data/>")
        letter = write_ods(tmp_path / "信.ods", kind="application/vnd.oasis.opendocument.text")
        word = tmp_path / "信.docx"
        with zipfile.ZipFile(word, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        other = tmp_path / "包.zip"
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("a.txt", "x")
        assert [reason_of(path) for path in (secret, letter, word, other)] == [
            "password",
            "word",
            "word",
            "no_table",
        ]

    def test_what_is_not_there_is_said(self, tmp_path: Path) -> None:
        assert reason_of(tmp_path / "没有.xlsx") == "missing"
        assert reason_of(tmp_path) == "folder"

    def test_a_workbook_without_a_cell_is_said_to_be_empty(self, make_xlsx: Callable[..., Path]) -> None:
        assert reason_of(make_xlsx([])) == "no_cells"

    @given(st.binary(max_size=400))
    def test_sniffing_any_bytes_names_a_kind_or_a_known_reason(self, data: bytes) -> None:
        assert _kind_or_reason(data) in {"xlsx", "xlsb", "ods", "xls", "html", "text", *SENTENCES}


def _kind_or_reason(data: bytes) -> str:
    try:
        return sniff(Path("x"), data)
    except Refused as refused:
        return refused.reason


class TestTheChild:
    def test_it_loads_nothing_but_the_reader(self) -> None:
        command = process.child_command("text")
        place = command.index("-c") + 1
        command[place] = command[place].replace("main(sys.argv[1])", "print(*sys.modules)")
        loaded = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        assert "community_desk.exchange.intake.child" in loaded
        for heavy in (
            "zipfile",
            "subprocess",
            "dataclasses",
            "re",
            "community_desk.domain",
            "python_calamine",
        ):
            assert heavy not in loaded

    def test_a_frozen_program_starts_itself_and_its_entry_point_answers(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        assert process.child_command("text") == [sys.executable, process.CHILD_ARGUMENT, "text"]
        entry = (
            "import sys; from community_desk.exchange.intake.process import serve_if_asked; "
            "sys.exit(0 if serve_if_asked(sys.argv[1:]) else 3)"
        )
        answered = subprocess.run(
            [sys.executable, "-c", entry, process.CHILD_ARGUMENT, "text"],
            input="姓名,电话\n陈一,138\n".encode(),
            capture_output=True,
            check=True,
        )
        assert process._understand(answered.stdout, 0) == [
            ("", [["姓名", "电话"], ["陈一", "138"]], [], False)
        ]
        refused = subprocess.run([sys.executable, "-c", entry, "import", "x.xlsx"], check=False)
        assert refused.returncode == 3

    def test_nothing_of_a_file_is_left_on_disk(self, make_xlsx: Callable[..., Path]) -> None:
        path = make_xlsx(ROWS)
        read_table(path)
        assert list(path.parent.iterdir()) == [path]

    def test_dates_survive_the_way_back(self) -> None:
        rows: list[list[Cell]] = [
            ["陈一", datetime.date(1955, 3, 8), datetime.datetime.fromisoformat("2026-01-02T03:04:05")]
        ]
        expected = [list(row) for row in rows]
        found = process._understand(child._pack(("rows", [("表", rows, [], False)])), 0)
        assert found[0][1] == expected


def test_columns_are_lettered_as_in_excel() -> None:
    assert [column_letter(column) for column in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_the_samples_are_of_the_kinds_they_seem() -> None:
    tables: list[Table] = [read_table(path) for path in sorted(LEDGERS.iterdir()) if path.suffix != ".json"]
    assert [table.kind for table in tables] == ["xlsx", "xlsx", "xls", "text"]


def test_the_folder_one_stands_in_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "一月"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for path in (Path(), Path("..") / "一月"):
        with pytest.raises(UserError, match=r"^“一月”是文件夹"):
            read_table(path)
    with pytest.raises(UserError) as error:
        read_table(Path(".."))
    assert error.value.sentence.startswith(f"“{tmp_path.name}”是文件夹")
