"""What the 工作台 says of looking after people: due today and this week by person, overdue by grid, promises open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from community_desk.domain.schedule import DueGroup
from community_desk.ledger.due import DueHousehold, due_list
from community_desk.ledger.follow_ups import FollowUpRow, list_follow_ups

WITHIN = 7  # days: this week
_MOST_PROMISES = 500


@dataclass(frozen=True, slots=True)
class WorkerDue:
    """Whose care cases are due; every tuple holds uids of cases. ``name`` is "" for those whom nobody looks after.

    ``today`` and ``week`` (in the coming days, without today) are those that are not late yet.
    """

    uid: str
    name: str
    overdue: tuple[str, ...]
    today: tuple[str, ...]
    week: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridOverdue:
    """A grid's overdue care cases; ``uid`` and ``name`` are "" for doors of no grid, ``longest`` is in days."""

    uid: str
    name: str
    count: int
    longest: int


@dataclass(frozen=True, slots=True)
class DueToday:
    """All of it. ``promises`` are by their day, the overdue ones first."""

    workers: tuple[WorkerDue, ...]
    grids: tuple[GridOverdue, ...]
    promises: tuple[FollowUpRow, ...]


def due_today(*, today: date) -> DueToday:
    """Of the open care cases; other homes are never late, and extra rounds for everybody are on the 应访清单."""
    homes = [home for home in due_list(today=today, within=WITHIN) if home.case_uid and home.is_wanted]
    return DueToday(
        workers=_by_worker(homes, today),
        grids=_by_grid(homes),
        promises=tuple(list_follow_ups(today=today, limit=_MOST_PROMISES)),
    )


def _by_worker(homes: Iterable[DueHousehold], today: date) -> tuple[WorkerDue, ...]:
    names: dict[str, str] = {}
    lists: dict[str, tuple[list[str], list[str], list[str]]] = defaultdict(lambda: ([], [], []))
    for home in homes:
        if home.group in {DueGroup.TO_PHONE, DueGroup.AWAY}:
            continue
        names[home.responsible_uid] = home.responsible
        overdue, now, week = lists[home.responsible_uid]
        if home.group is DueGroup.OVERDUE:
            overdue.append(home.case_uid)
        elif home.due_on <= today.isoformat():
            now.append(home.case_uid)
        else:
            week.append(home.case_uid)
    found = [
        WorkerDue(uid, names[uid], tuple(overdue), tuple(now), tuple(week))
        for uid, (overdue, now, week) in lists.items()
    ]
    # Most urgent first; whom nobody looks after before all.
    return tuple(sorted(found, key=lambda row: (bool(row.uid), -len(row.overdue), -len(row.today), row.name)))


def _by_grid(homes: Iterable[DueHousehold]) -> tuple[GridOverdue, ...]:
    late: dict[tuple[str, str], list[int]] = defaultdict(list)
    for home in homes:
        if home.group is DueGroup.OVERDUE:
            late[home.grid_uid, home.grid].append(home.days_overdue)
    found = [GridOverdue(uid, name, len(days), max(days)) for (uid, name), days in late.items()]
    return tuple(sorted(found, key=lambda row: (-row.count, -row.longest, row.name)))
