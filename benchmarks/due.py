"""How long it takes to decide what is due of a whole community, and whether a household costs more in a larger one.

    python benchmarks/due.py            12 thousand, 120 thousand and 1.2 million residents (about five minutes)
    python benchmarks/due.py --quick    without the 1.2 million
    python benchmarks/due.py --check    exit code 1 if a target is missed

Synthetic ledgers in an encrypted temporary file (seeded; no real persons): every fifth household is in care, seen or
tried fourteen times in the last year; every other was called on once. ``cases`` is the due list as it ships; ``all``
has the rule for ordinary homes switched on, so that every household is decided. ``decide`` is the rule book alone
(``domain.schedule``), without reading. Each is the best of several runs,
in processor time, since the machine may have other things to do.

Targets: ``decide`` at most 20 µs a household; both lists of 12,000 residents within half a second; a household at 10
and 100 times that at most 1.5 times as dear.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.search import Filler, _insert_unlogged, open_file
from community_desk.domain import schedule
from community_desk.domain.schedule import Due
from community_desk.ledger import catalogs, due
from community_desk.ledger.care_models import CareCase, CareNeed, VisitRule
from community_desk.ledger.due import due_list
from community_desk.ledger.models import CareCategory, Visit
from community_desk.ledger.rows import bound_database
from community_desk.ledger.triggers import drop_triggers, install_triggers
from community_desk.ledger.visit_rules import edit_visit_rule

TODAY = date(2026, 11, 23)
SCALES = {12_000: 5, 120_000: 3, 1_200_000: 1}
VISITS_A_YEAR = 14
MOST_DECIDE = 20e-6
MOST_LIST = 0.5
MOST_GROWTH = 1.5
CATEGORIES = ("living_alone", "empty_nest", "serious_illness", "disability", "left_behind_elder")
LEVELS = ("high", "key", "key", "general", "general", "general")


def build(count: int) -> int:
    """Fill the open file with ``count`` residents and a year of visits; returns how many households there are."""
    catalogs.bring_up_to_date()
    chance = random.Random(count)
    drop_triggers(bound_database.obj)
    bound_database.execute_sql("PRAGMA foreign_keys = 0")
    bound_database.execute_sql("PRAGMA synchronous = OFF")
    with bound_database.atomic():
        Filler(count, seed=count).fill(_insert_unlogged)
        bound_database.execute_sql(
            "UPDATE household SET head_id = (SELECT MIN(id) FROM resident WHERE household_id = household.id)"
        )
        homes = bound_database.execute_sql("SELECT id, head_id, dwelling_id FROM household").fetchall()
        codes = {row.code: row.id for row in CareCategory.select()}
        cases, needs, visits = [], [], []
        for home, head, door in homes:
            times = 1
            if home % 5 == 0:
                cases.append((home, chance.choice(LEVELS), _ago(chance.randrange(30, 400))))
                needs.append((len(cases), head, codes[chance.choice(CATEGORIES)]))
                times = VISITS_A_YEAR
            for _ in range(times):
                met = chance.random() < 0.8
                outcome = "met" if met else "not_home"
                visits.append(
                    (home, head if met else None, door, _ago(chance.randrange(400)), "door", outcome)
                )
        _insert_unlogged(CareCase, ["household_id", "level", "opened_on"], cases, 1)
        _insert_unlogged(CareNeed, ["case_id", "resident_id", "category_id"], needs, 1)
        columns = ["household_id", "resident_id", "dwelling_id", "visited_on", "method", "outcome"]
        _insert_unlogged(Visit, columns, visits, 1)
    install_triggers(bound_database.obj)
    bound_database.execute_sql("ANALYZE")
    return len(homes)


def _ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time of the fastest of several runs."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def deciding(rounds: int) -> float:
    """Seconds that the decisions alone take of a list of all households."""
    spent = 0.0
    decide = schedule.decide

    def timed(*what: object, **more: object) -> Due:
        nonlocal spent
        started = time.process_time()
        found = decide(*what, **more)  # type: ignore[arg-type] # handed on
        spent += time.process_time() - started
        return found

    due.decide = timed  # type: ignore[attr-defined] # the name the list knows it by
    try:
        times = []
        for _ in range(rounds):
            spent = 0.0
            due_list(today=TODAY)
            times.append(spent)
        return min(times)
    finally:
        due.decide = decide  # type: ignore[attr-defined] # as it was


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="leave out the 1.2 million")
    parser.add_argument("--check", action="store_true", help="exit code 1 if a target is missed")
    arguments = parser.parse_args()
    gc.disable()  # as in the window, which collects when nobody waits
    missed: list[str] = []
    smallest: tuple[float, float] | None = None
    for scale, rounds in SCALES.items():
        if arguments.quick and scale == 1_200_000:
            continue
        gc.collect()
        with tempfile.TemporaryDirectory() as folder:
            open_file(Path(folder))
            homes = build(scale)
            in_care = best(lambda: due_list(today=TODAY), rounds)
            rule = VisitRule.get(VisitRule.code == "ordinary_homes")
            edit_visit_rule(rule.uid, is_active=True, operator="演示")
            everybody = best(lambda: due_list(today=TODAY), rounds)
            alone = deciding(rounds)
            bound_database.close()
        each = (in_care / (homes / 5), everybody / homes)
        print(
            f"{scale:>9,} residents, {homes:,} households: "
            f"cases {in_care * 1000:,.0f} ms ({each[0] * 1e6:.0f} µs a case), "
            f"all {everybody * 1000:,.0f} ms ({each[1] * 1e6:.1f} µs a household), "
            f"decide {alone / homes * 1e6:.1f} µs a household",
            flush=True,
        )
        if alone / homes > MOST_DECIDE:
            missed.append(f"decide takes {alone / homes * 1e6:.1f} µs a household at {scale:,}")
        if smallest is None:
            smallest = each
            if max(in_care, everybody) > MOST_LIST:
                missed.append(f"a list of {scale:,} residents takes more than {MOST_LIST} s")
        for name, now, then in zip(("a case", "a household"), each, smallest, strict=True):
            if now > MOST_GROWTH * then:
                missed.append(f"{name} at {scale:,} costs {now / then:.1f} times what it does at 12,000")
    print("\n".join(f"MISSED: {what}" for what in missed) or "all targets reached")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
