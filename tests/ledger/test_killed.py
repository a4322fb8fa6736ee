"""A program killed at any moment loses no committed change: tried 50 times with SIGKILL."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from community_desk.ledger.database import create_ledger, open_ledger
from community_desk.ledger.models import ChangeLog, Phone, Resident

_WRITER = """
import sys
from pathlib import Path
from community_desk.ledger import changes
from community_desk.ledger.database import open_ledger
from community_desk.ledger.models import Phone, Resident

with open_ledger(Path(sys.argv[1])):
    turn = 0
    while True:
        turn += 1
        with changes.transaction("新增居民", operator="甲"):
            row = changes.add(Resident, name="苏某某", note="备注" * (turn % 50))
            changes.add(Phone, resident=row, number="13800000000")
        print(row.uid, flush=True)
"""
_KILLS = 50


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
def test_kill_9_loses_no_committed_change(tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "a", password=None)
    made.close()
    chance = random.Random(20261123)
    acknowledged: list[str] = []
    for _ in range(_KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", _WRITER, str(tmp_path / "a")],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert writer.stdout is not None
        # Killed after a number of commits, wherever the next one happens to be.
        for _ in range(chance.randint(1, 12)):
            acknowledged.append(writer.stdout.readline().strip())
        for _ in range(chance.randrange(0, 200_000)):
            pass
        writer.kill()
        rest, _ = writer.communicate()
        # What was written into the pipe was committed before.
        acknowledged += rest.splitlines()[: rest.count("\n")]
    with open_ledger(tmp_path / "a") as ledger:
        found = {row[0] for row in Resident.select(Resident.uid).tuples()}
        assert set(acknowledged) <= found
        assert len(acknowledged) >= _KILLS
        # No half of a transaction: every resident has the phone and both are logged.
        assert Phone.select().count() == len(found)
        assert ChangeLog.select().where(ChangeLog.table_name.in_(["resident", "phone"])).count() == 2 * len(
            found
        )
        assert ledger.faults() == []
