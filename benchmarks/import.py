"""Importing 12,000 residents from .xlsx, beside openpyxl merely reading the file and beside the floor.

    python benchmarks/import.py [--residents N] [--rounds N] [--check]

The file has 25 columns, as registers have that grew over the years. The floor is bare calamine reading plus a bare
``executemany`` of the residents into an encrypted file. All ways run in turn in one process; medians are quoted.
``--check`` exits 1 unless the whole import (child process, plan, match, write, log, search index) is faster than
openpyxl loads the workbook (``load_workbook``; its read_only mode is quicker and is shown too).
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter
from playhouse.sqlcipher_ext import SqlCipherDatabase
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from community_desk.domain.identity import check_digit  # noqa: E402 - after the path is set
from community_desk.ledger import cipher  # noqa: E402
from community_desk.ledger.database import create_ledger  # noqa: E402
from community_desk.tasks.import_ledger import import_ledger  # noqa: E402

_HEADINGS = (
    "序号", "网格", "小区", "楼栋", "单元", "房号", "姓名", "性别", "出生日期", "身份证号", "与户主关系", "联系电话",
    "户籍地址", "居住情况", "房屋性质", "人员类别", "上次走访", "备注", "外文名", "残疾类别", "残疾等级", "原侨居国",
    "紧急联系人", "紧急联系人电话", "户编号",
)  # fmt: skip
_SURNAMES = "陈林黄张李王吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄吕江何蒋洪欧阳"
_GIVEN = "明华秀丽志强国荣文英梅兰玉珍建军海燕春生金水木土龙凤子轩雨涵思远"
# 外文名 to 紧急联系人电话: filled in for few people.
_FEW = (
    *[("",) * 6] * 6,
    ("", "肢体", "三级", "", "", ""),
    ("", "", "", "越南", "", ""),
    ("", "", "", "", "陈某", "13800000000"),
)
_MEMBERS = (("户主", 0), ("配偶", 2), ("子", 26), ("女", 28))


def make_file(path: Path, residents: int, seed: int) -> None:
    """A register of made-up people, four to six to a door, as an office keeps it."""
    chance = random.Random(seed)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("居民底册")
    sheet.write_row(0, 0, _HEADINGS)
    row, door = 0, 0
    while row < residents:
        building, rest = divmod(door, 36)
        unit, home = divmod(rest, 12)
        surname = chance.choice(_SURNAMES)
        for relation, younger in _MEMBERS[: chance.randint(1, 4)]:
            if row >= residents:
                break
            row += 1
            male = relation in ("户主", "子")
            born = date(1950, 1, 1) + timedelta(days=chance.randrange(9000) + 365 * younger)
            number = f"350212{born:%Y%m%d}{row % 500:02d}{1 if male else 2}"[:17].ljust(17, "3")
            sheet.write_row(row, 0, (
                row, f"第{building % 7 + 1}网格", "芸溪里", f"{building + 1}号楼", f"{unit + 1}单元",
                f"{home // 2 + 1}0{home % 2 + 1}",
                (surname if relation != "配偶" else chance.choice(_SURNAMES)) + "".join(chance.sample(_GIVEN, 2)),
                "男" if male else "女", born.isoformat(), number + check_digit(number), relation,
                f"1{chance.randrange(3 * 10**9, 10**10):010d}", "福建省厦门市同安区", "人户一致", "自住",
                chance.choice(("", "", "", "独居老人", "低保")), chance.choice(("", "", "2025-09-03")),
                chance.choice(("", "", "", "听力弱，多敲一会儿")),
                *(chance.choice(_FEW) if relation == "户主" else _FEW[0]), f"H{door:05d}",
            ))  # fmt: skip
        door += 1
    book.close()


def whole_import(file: Path, folder: Path) -> float:
    """Seconds from the file to a committed, searchable ledger; opening the empty ledger is not counted."""
    ledger, _ = create_ledger(folder, password=None)
    with ledger:
        start = time.perf_counter()
        for _ in import_ledger(file, today=date(2026, 11, 23), operator="甲"):
            pass
        return time.perf_counter() - start


def openpyxl_reads(file: Path, *, read_only: bool) -> float:
    """Seconds for openpyxl to give every cell's value."""
    start = time.perf_counter()
    with closing(openpyxl.load_workbook(file, read_only=read_only, data_only=True)) as book:
        for sheet in book.worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass
    return time.perf_counter() - start


def floor(file: Path, folder: Path) -> float:
    """Seconds for calamine to read the rows in this process and one executemany of them into an encrypted file."""
    folder.mkdir()
    database = SqlCipherDatabase(
        str(folder / "bare.db"), passphrase=cipher.passphrase(bytes(32)), pragmas=list(cipher.PRAGMAS)
    )
    columns = [f"c{index}" for index in range(len(_HEADINGS))]
    database.execute_sql(f"CREATE TABLE resident (id INTEGER PRIMARY KEY, {', '.join(columns)})")
    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    marks = ", ".join("?" * len(columns))
    with database.atomic():
        database.cursor().executemany(f"INSERT INTO resident ({', '.join(columns)}) VALUES ({marks})", rows)
    taken = time.perf_counter() - start
    database.close()
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a way; returns the exit code."""
    parser = argparse.ArgumentParser(description="Times the import of a register.")
    parser.add_argument("--residents", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Another file each round: what the import remembers of names must not help it the second time.
        files = [folder / f"底册{turn}.xlsx" for turn in range(options.rounds)]
        for turn, file in enumerate(files):
            make_file(file, options.residents, seed=turn)
        ways: dict[str, Callable[[int], float]] = {
            "whole import": lambda turn: whole_import(files[turn], folder / f"ledger{turn}"),
            "openpyxl reads (read_only)": lambda turn: openpyxl_reads(files[turn], read_only=True),
            "openpyxl reads (normal)": lambda turn: openpyxl_reads(files[turn], read_only=False),
            "floor: calamine + executemany": lambda turn: floor(files[turn], folder / f"floor{turn}"),
        }
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(options.rounds):
            for way, run in ways.items():
                seconds[way].append(run(turn))
    medians = {way: statistics.median(taken) for way, taken in seconds.items()}
    ours = medians["whole import"]
    print(f"{options.residents} residents, {len(_HEADINGS)} columns, median of {options.rounds} rounds")
    for way, median in medians.items():
        spread = f"{min(seconds[way]):.2f}–{max(seconds[way]):.2f}"
        print(f"{way:32s} {median:6.2f} s ({spread})   whole import ÷ this = {ours / median:5.2f}")
    return int(options.check and ours >= medians["openpyxl reads (normal)"])


if __name__ == "__main__":
    raise SystemExit(main())
