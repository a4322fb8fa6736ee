"""How fast and how large the window's list of residents is, beside a list of all texts and beside LIMIT/OFFSET.

    python benchmarks/lists.py            1,000,000 residents (about five minutes; Linux, for its memory figures)
    python benchmarks/lists.py --quick    100,000
    python benchmarks/lists.py --check    exit code 1 if a target is missed

A synthetic encrypted ledger (seeded; no real persons). Each way of holding the list runs in a process of its own:

    ours      ``LedgerTableModel``: an array of ids for the order, pages of rows by ``id IN (…)``
    plain     a list of tuples with the texts of all columns, as a simple table model has it
    offset    nothing but a page, fetched by LIMIT and OFFSET over the same index, then the same rows

A jump is what a drag of the scroll bar costs: the texts of 40 rows in all columns at a random place that was not
read before. Memory is what the list itself holds after the jumps, by Python's own count (tracemalloc, in a process
that is not timed); the growth of the whole timed process, SQLite's cache of 64 MB a connection included, stands beside.

Targets: memory at most 1/8 of the plain list's; a jump at most 1/5 of the time that LIMIT and OFFSET take.
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from array import array
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.search import Filler, _insert_unlogged
from community_desk.domain.codes import ContactPreference, Outcome, ResidentStatus, Sex
from community_desk.domain.masking import mask_id
from community_desk.domain.partial_dates import years_between
from community_desk.ledger.database import create_ledger, open_ledger
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS, ResidentRow, resident_rows
from community_desk.ledger.models import Visit
from community_desk.ledger.rows import bound_database
from community_desk.ledger.triggers import drop_triggers, install_triggers

TODAY = date(2026, 11, 23)
SHOWN = 40
JUMPS = 300
OFFSET_JUMPS = 40
TEXTS: tuple[Callable[[ResidentRow], str], ...] = (
    lambda row: row.name,
    lambda row: Sex(row.sex).word,
    lambda row: str(years_between(row.birth, TODAY) or ""),
    lambda row: row.birth,
    lambda row: row.relation,
    lambda row: row.short,
    lambda row: row.grid,
    lambda row: "、".join(number for _, number in row.phones),
    lambda row: "、".join(row.categories),
    lambda row: ResidentStatus(row.status).word,
    lambda row: ContactPreference(row.preference).word,
    lambda row: row.last_visit.on,
    lambda row: Outcome(row.last_visit.outcome).word,
    lambda row: mask_id(row.id_number),
)


def build(folder: Path, count: int) -> None:
    """A ledger of ``count`` residents; every second home was visited."""
    started = time.perf_counter()
    made, _ = create_ledger(folder, password=None)
    with made:
        drop_triggers(made.database)
        bound_database.execute_sql("PRAGMA foreign_keys = 0")
        bound_database.execute_sql("PRAGMA synchronous = OFF")
        with bound_database.atomic():
            Filler(count, seed=count).fill(_insert_unlogged)
            for statement in (
                "UPDATE household SET head_id = (SELECT MIN(id) FROM resident WHERE household_id = household.id)",
                "UPDATE resident SET sex = 1 + id % 2, relation_code = CASE WHEN id = (SELECT head_id FROM household h "
                "WHERE h.id = household_id) THEN '02' ELSE '20' END, status = CASE WHEN id % 37 = 0 THEN 'moved' "
                "WHEN id % 11 = 0 THEN 'away' ELSE 'living' END",
                "UPDATE resident SET relation_word = CASE relation_code WHEN '02' THEN '户主' ELSE '子' END",
            ):
                bound_database.execute_sql(statement)
            chance = random.Random(count)
            (homes,) = bound_database.execute_sql("SELECT MAX(id) FROM household").fetchone()
            visits = [
                (
                    chance.randint(1, homes),
                    f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}",
                    "door",
                    "met",
                )
                for _ in range(homes // 2)
            ]
            _insert_unlogged(Visit, ("household_id", "visited_on", "method", "outcome"), visits, 1)
        install_triggers(made.database)
    print(f"{count:,} residents written in {time.perf_counter() - started:.0f} s", flush=True)


def held_bytes() -> int:
    """What Python holds now, if it is counted."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def resident_bytes() -> int:
    """The memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def places(count: int, jumps: int) -> list[int]:
    chance = random.Random(7)
    return [chance.randrange(count - SHOWN) for _ in range(jumps)]


def timed(jump: Callable[[int], object], at: Sequence[int]) -> list[float]:
    """Milliseconds of each jump."""
    times = []
    for place in at:
        started = time.perf_counter()
        jump(place)
        times.append((time.perf_counter() - started) * 1000)
    return times


def hold_ours(folder: Path) -> dict[str, Any]:
    """The model of the window over the ledger."""
    from community_desk.ui.application import make_application  # noqa: PLC0415 - the other ways need no Qt
    from community_desk.ui.desk import Desk  # noqa: PLC0415
    from community_desk.ui.preferences import Preferences  # noqa: PLC0415
    from community_desk.ui.tables import Column, LedgerTableModel  # noqa: PLC0415
    from community_desk.ui.theme import Theme  # noqa: PLC0415

    app = make_application([])
    theme = Theme(app)
    before = resident_bytes()
    desk = Desk(open_ledger(folder), operator="", theme=theme, preferences=Preferences(folder / "desk.ini"))
    columns = [Column(str(number), "", 4, text) for number, text in enumerate(TEXTS)]
    model = LedgerTableModel(desk, RESIDENTS, columns, ResidentFilter())
    at_start = held_bytes()
    started = time.perf_counter()
    model.load()
    desk.jobs.wait()
    loading = time.perf_counter() - started

    def jump(place: int) -> None:
        for row in range(place, place + SHOWN):
            for column in range(len(columns)):
                model.text_at(row, column)

    times = timed(jump, places(model.count, JUMPS))
    held, grown = held_bytes() - at_start, resident_bytes() - before
    orders = {}
    for sort in RESIDENTS.sorts:
        started = time.perf_counter()
        RESIDENTS.order(ResidentFilter(), sort=sort, descending=False, today=TODAY)
        orders[sort] = time.perf_counter() - started
    desk.close()
    return {
        "loading": loading,
        "times": times,
        "held": held,
        "grown": grown,
        "rows": model.count,
        "orders": orders,
    }


def hold_plain(folder: Path) -> dict[str, Any]:
    """All texts of all rows."""
    before = resident_bytes()
    with open_ledger(folder):
        at_start = held_bytes()
        started = time.perf_counter()
        order = RESIDENTS.order(ResidentFilter(), sort="name", descending=False, today=TODAY)
        rows = [
            tuple(text(row) for text in TEXTS)
            for start in range(0, len(order), 200)
            for row in resident_rows(order[start : start + 200])
        ]
        loading = time.perf_counter() - started
        times = timed(lambda place: [str(cell) for row in rows[place : place + SHOWN] for cell in row],
                      places(len(rows), JUMPS))  # fmt: skip
        held = held_bytes() - at_start
        return {
            "loading": loading,
            "times": times,
            "held": held,
            "grown": resident_bytes() - before,
            "rows": len(rows),
        }


def hold_offset(folder: Path) -> dict[str, Any]:
    """A page at a time, counted off from the start of the index."""
    members = "FROM resident WHERE deleted_at IS NULL AND status IN ('living', 'away')"
    page = f"SELECT id {members} ORDER BY name_key, id LIMIT {SHOWN} OFFSET ?"
    before = resident_bytes()
    with open_ledger(folder):
        at_start = held_bytes()
        started = time.perf_counter()
        (count,) = bound_database.execute_sql(f"SELECT COUNT(*) {members}").fetchone()
        loading = time.perf_counter() - started

        def jump(place: int) -> list[str]:
            ids = array("q", (id_ for (id_,) in bound_database.execute_sql(page, (place,)).fetchall()))
            return [text(row) for row in resident_rows(ids) for text in TEXTS]

        times = timed(jump, places(count, OFFSET_JUMPS))
        held = held_bytes() - at_start
        return {
            "loading": loading,
            "times": times,
            "held": held,
            "grown": resident_bytes() - before,
            "rows": count,
        }


WAYS = {"ours": hold_ours, "plain": hold_plain, "offset": hold_offset}


def in_process(way: str, folder: Path, *, counting: bool = False) -> dict[str, Any]:
    """What a process of its own measured, which counts what Python holds or keeps time."""
    command = [sys.executable, __file__, "--hold", way, str(folder), *(["--count"] if counting else [])]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    measured: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return measured


def percentile(times: Sequence[float], part: float) -> float:
    """The time that ``part`` of all jumps do not exceed."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100,000 residents")
    parser.add_argument("--check", action="store_true", help="exit code 1 if a target is missed")
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--hold", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.hold:
        way, folder = arguments.hold
        if arguments.count:
            tracemalloc.start()
        print(json.dumps(WAYS[way](Path(folder))))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "ledger"
        build(folder, 100_000 if arguments.quick else 1_000_000)
        found = {way: in_process(way, folder) for way in WAYS}
        held = {way: in_process(way, folder, counting=True)["held"] for way in WAYS}
    for way, measured in found.items():
        times = measured["times"]
        print(
            f"{way:>7}: {measured['rows']:,} rows there after {measured['loading']:6.2f} s, jump p50 "
            f"{percentile(times, 0.5):7.2f} ms, p99 {percentile(times, 0.99):7.2f} ms, "
            f"list {held[way] / 2**20:7.1f} MiB, process grown by {measured['grown'] / 2**20:7.1f} MiB"
        )
    orders = found["ours"]["orders"].items()
    print("orders:", ", ".join(f"{sort} {seconds:.2f} s" for sort, seconds in orders))
    share = held["plain"] / held["ours"]
    slow = percentile(found["offset"]["times"], 0.5) / percentile(found["ours"]["times"], 0.5)
    print(
        f"memory 1/{share:.0f} of the plain list's; a jump by LIMIT and OFFSET takes {slow:.0f} times as long"
    )
    missed = []
    if share < 8:
        missed.append("more than 1/8 of the plain list's memory")
    if slow < 5:
        missed.append("a jump takes more than 1/5 of the time by LIMIT and OFFSET")
    print("\n".join(f"MISSED: {what}" for what in missed) or "all targets reached")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
