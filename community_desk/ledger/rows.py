"""What every row of the ledger carries: integer key, uid, version, times in UTC, and a mark instead of deletion.

DESIGN.md ground rule 4. The models are bound to whichever ledger is open through ``bound_database``; a process
has one ledger open at a time (``ledger.database`` holds the lock that makes this true for the folder as well).
"""

import os
import threading
import time
from datetime import UTC, datetime

from peewee import AutoField, CharField, DatabaseProxy, IntegerField, Model

bound_database = DatabaseProxy()


class _Clock:
    """Gives milliseconds that never run backwards, with a counter for those that share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def ticks(self, count: int) -> tuple[int, int]:
        """Reserve ``count`` consecutive stamps; returns the first as (milliseconds since 1970, counter)."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._millisecond, self._counter = now, 0
            first = (self._millisecond, self._counter)
            self._counter += count
            return first


_clock = _Clock()


def new_uids(count: int) -> list[str]:
    """``count`` UUIDs of version 7 (RFC 9562) as 36-character text, rising in the order of the list.

    The 26 bits behind the time are a counter that carries over into the milliseconds, so that rows written in
    one go keep their order and land side by side in the index; 48 bits are random.
    """
    millisecond, counter = _clock.ticks(count)
    noise = os.urandom(6 * count).hex()
    made: list[str] = []
    while len(made) < count:
        # All but the last 14 bits of the counter stay the same for a run of uids.
        carry, low = divmod(counter + len(made), 1 << 26)
        high, low14 = divmod(low, 1 << 14)
        stamp = f"{millisecond + carry:012x}"
        head = f"{stamp[:8]}-{stamp[8:]}-7{high:03x}-"
        run = range(low14, min(low14 + count - len(made), 1 << 14))
        start = 12 * len(made)
        made += [
            f"{head}{0x8000 | each:04x}-{noise[at : at + 12]}"
            for each, at in zip(run, range(start, start + 12 * len(run), 12), strict=True)
        ]
    return made


def new_uid() -> str:
    """One UUID of version 7 as 36-character text."""
    return new_uids(1)[0]


def utc_now() -> str:
    """The present moment as ISO text in UTC with milliseconds, e.g. ``2026-11-23T08:30:00.123Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class BoundModel(Model):
    """A table of the ledger that is open."""

    id = AutoField()

    class Meta:
        database = bound_database
        legacy_table_names = False


class LedgerModel(BoundModel):
    """A table whose rows staff own: logged, undoable, exchanged between PCs by ``uid``."""

    uid = CharField(max_length=36, unique=True, default=new_uid)
    version = IntegerField(default=1)
    created_at = CharField(max_length=24, default=utc_now)
    updated_at = CharField(max_length=24, default=utc_now)
    deleted_at = CharField(max_length=24, null=True)


# Columns the log leaves out: they follow from the change itself.
BOOKKEEPING = frozenset({"id", "uid", "version", "created_at", "updated_at"})
