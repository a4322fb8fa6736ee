"""Planning a round: whom to call on, who goes where, and who is left out and why.

Nothing is written here: a plan becomes a round when its sheets are printed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from community_desk.domain.codes import LineState, Outcome
from community_desk.domain.doors import walk_sorted
from community_desk.domain.errors import UserError
from community_desk.domain.schedule import DueGroup
from community_desk.domain.sharing_doors import share_out
from community_desk.ledger import settings
from community_desk.ledger.due import DueFilter, DueHousehold, due_list
from community_desk.ledger.finding import ask
from community_desk.ledger.inputs import typed_text
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.rounds import local_day, reservations
from community_desk.ledger.visit_sheets import (
    LeftOut,
    SheetHousehold,
    callable_households,
    households_for_sheets,
)

TRIES_BEFORE_OTHER_WAYS = "tries_before_other_ways"
"""After how many tries in vain the program suggests another hour or a call."""
DEFAULT_TRIES_BEFORE_OTHER_WAYS = 3
# Attempts older than these belong to another year's rounds.
_LOOK_BACK_DAYS = 400
_IN_VAIN = frozenset(
    outcome.value
    for outcome in (Outcome.NOT_HOME, Outcome.INACCESSIBLE, Outcome.REFUSED, Outcome.LANGUAGE_BARRIER)
)
_TO_CALL_ON = (DueGroup.OVERDUE, DueGroup.DUE, DueGroup.NO_RECORD_YET)


@dataclass(frozen=True, slots=True)
class RoundCriteria:
    """What a round is planned from; all that is given must hold.

    ``due``: only households of which something is due in ``within`` days. ``households`` are uids (found by name,
    coming to an event). ``missed`` takes along who was not reached the last time, due or not. ``urgent`` takes
    households that are on another walker's sheet too.
    """

    due: bool = True
    within: int = 7
    place: RegisterFilter = field(default_factory=RegisterFilter)
    households: tuple[str, ...] | None = None
    missed: bool = False
    urgent: bool = False

    def as_json(self) -> dict[str, Any]:
        """What JSON can hold of it, to be kept with the round."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlannedHome:
    """A household to call on: why, what came of the last try ("" if it was reached), how often it was tried since."""

    home: SheetHousehold
    why: str
    missed: str
    attempts: int
    days_overdue: int
    group: DueGroup
    advice: str = ""

    @property
    def urgency(self) -> tuple[int, ...]:
        """The lower the sooner: missed last time, then overdue for long, then due, then the rest."""
        return (0 if self.missed else 1, list(DueGroup).index(self.group), -self.days_overdue)


@dataclass(frozen=True, slots=True)
class WalkerPile:
    """Who walks (``""`` if nobody was named) and where, in walking order."""

    walker: str
    homes: tuple[PlannedHome, ...]

    @property
    def doors(self) -> int:
        """How many doors."""
        return len({_door(each) for each in self.homes})


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round before it is printed. ``left_out`` are not to be called on now, ``waiting`` found no room this time."""

    criteria: RoundCriteria
    doors_a_walker: int | None
    piles: tuple[WalkerPile, ...]
    left_out: tuple[LeftOut, ...]
    waiting: tuple[PlannedHome, ...]

    @property
    def households(self) -> int:
        """How many are to be called on."""
        return sum(len(pile.homes) for pile in self.piles)


def plan_round(
    criteria: RoundCriteria,
    *,
    walkers: Sequence[str] = (),
    doors_a_walker: int | None = None,
    today: date,
) -> RoundPlan:
    """Choose and share out. Without ``walkers`` each grid's worker walks his grid.

    At most ``doors_a_walker`` doors each (``None``: no limit); where there are more, those missed the last time go
    first, then what is overdue longest. A grid's worker among the walkers gets his own grid first. ``UserError`` for a
    name the ledger does not have, or a limit under 1.
    """
    if doors_a_walker is not None and doors_a_walker < 1:
        raise UserError("每人至少 1 户门，请改一下。", field="doors_a_walker")
    due = {
        home.household_uid: home for home in due_list(_groups(criteria), today=today, within=criteria.within)
    }
    tries = _tries(today)
    chosen = households_for_sheets(criteria.place, today=today, only=_uids(criteria, due, tries))
    for home in chosen:
        if home.uid in due:
            home.due = frozenset(person.uid for person in due[home.uid].persons)
    homes, left_out = callable_households(chosen)
    homes, held_back = _free(homes, tries, urgent=criteria.urgent)
    limit = settings.get_number(TRIES_BEFORE_OTHER_WAYS, DEFAULT_TRIES_BEFORE_OTHER_WAYS)
    planned = [
        _planned(home, due.get(home.uid), tries.get(home.uid), limit)
        for home in walk_sorted(homes, key=lambda home: home.walk)
    ]
    workers = _grid_workers()
    names = _names(walkers) or _names(workers[grid] for grid in _grids(planned) if grid in workers) or ("",)
    shares = share_out(
        planned,
        walkers=names,
        most=doors_a_walker,
        door=_door,
        urgency=lambda each: each.urgency,
        own=lambda each: workers.get(each.home.walk.grid, ""),
    )
    return RoundPlan(
        criteria,
        doors_a_walker,
        tuple(WalkerPile(walker, homes) for walker, homes in shares.piles),
        (*left_out, *held_back),
        shares.waiting,
    )


def without_household(plan: RoundPlan, uid: str) -> RoundPlan:
    """The plan with one household (uid) taken off by hand."""
    piles = tuple(
        WalkerPile(pile.walker, homes)
        for pile in plan.piles
        if (homes := tuple(each for each in pile.homes if each.home.uid != uid))
    )
    return replace(plan, piles=piles)


def _groups(criteria: RoundCriteria) -> DueFilter:
    """Due households under the headings of those to be called on; who is only to be phoned comes to say so."""
    return DueFilter(
        groups=tuple(group.value for group in (*_TO_CALL_ON, DueGroup.TO_PHONE)),
        only_uids=criteria.households,
    )


@dataclass(slots=True)
class _Tries:
    """What came of a household's last visits. ``missed`` is the word for a last one in vain."""

    missed: str = ""
    attempts: int = 0
    last_on: str = ""
    moved: bool = False


def _uids(
    criteria: RoundCriteria, due: Mapping[str, DueHousehold], tries: Mapping[str, _Tries]
) -> set[str] | None:
    """The households the criteria choose by more than their place; ``None`` for all."""
    chosen = None if criteria.households is None else set(criteria.households)
    if not criteria.due and not criteria.missed:
        return chosen
    wanted = set(due) if criteria.due else set()
    if criteria.missed:
        wanted |= {uid for uid, each in tries.items() if each.missed}
    return wanted if chosen is None else wanted & chosen


def _free(
    homes: Sequence[SheetHousehold], tries: Mapping[str, _Tries], *, urgent: bool
) -> tuple[list[SheetHousehold], list[LeftOut]]:
    """Those nobody else is about to call on, and the others with the reason."""
    reserved = {} if urgent else reservations()
    free, held_back = [], []
    for home in homes:
        why = ""
        if home.uid in reserved:
            why = reserved[home.uid].words
        elif home.uid in tries and tries[home.uid].moved:
            why = f"{tries[home.uid].last_on} 走访说已搬走，请先核实"
        if why:
            held_back.append(LeftOut(home.uid, home.full_door, home.members[0].name, why))
        else:
            free.append(home)
    return free, held_back


def _planned(home: SheetHousehold, due: DueHousehold | None, tries: _Tries | None, limit: int) -> PlannedHome:
    missed = tries.missed if tries else ""
    attempts = tries.attempts if tries else 0
    advice = f"已走 {attempts} 次没遇上，换个时间，或先打电话、问楼长" if attempts >= limit else ""
    return PlannedHome(
        home,
        due.why if due else "",
        missed,
        attempts,
        due.days_overdue if due else 0,
        due.group if due else DueGroup.NOT_DUE,
        advice,
    )


def _door(each: PlannedHome) -> str:
    return each.home.dwelling_uid or each.home.uid


def _grids(planned: Sequence[PlannedHome]) -> list[str]:
    return list(dict.fromkeys(each.home.walk.grid for each in planned))


def _names(walkers: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for walker in walkers if (name := typed_text(walker))))


def _grid_workers() -> dict[str, str]:
    rows = ask(
        "SELECT g.name, s.name FROM grid g JOIN staff s ON s.id = g.worker_id"
        " WHERE g.deleted_at IS NULL AND s.deleted_at IS NULL AND s.is_active"
    )
    return dict(rows)


def _tries(today: date) -> dict[str, _Tries]:
    """Of each household what came of its last visits, and whether its line came back unanswered since."""
    since = (today - timedelta(_LOOK_BACK_DAYS)).isoformat()
    rows = ask(
        "SELECT h.uid, v.visited_on, v.outcome FROM visit v JOIN household h ON h.id = v.household_id"
        " WHERE v.deleted_at IS NULL AND v.visited_on >= ? ORDER BY v.visited_on, v.id",
        since,
    )
    found: dict[str, _Tries] = defaultdict(_Tries)
    for uid, on, outcome in rows:
        tries = found[uid]
        tries.last_on, tries.moved = on, outcome == Outcome.MOVED.value
        if outcome in _IN_VAIN:
            tries.attempts += 1
            tries.missed = Outcome(outcome).word if outcome in _NOT_REACHED else ""
        else:
            tries.attempts, tries.missed = 0, ""
    for uid, released_at in _returned():
        if local_day(released_at).isoformat() >= found[uid].last_on:
            found[uid].missed = found[uid].missed or Outcome.NOT_TRIED.word
    return found


_NOT_REACHED = frozenset((Outcome.NOT_HOME.value, Outcome.INACCESSIBLE.value))


def _returned() -> list[tuple[Any, ...]]:
    """Households whose last line on a sheet came back unanswered, with when the sheet was released."""
    return ask(
        "SELECT h.uid, s.released_at FROM visit_sheet_line l JOIN visit_sheet s ON s.id = l.sheet_id"
        " JOIN household h ON h.id = l.household_id WHERE l.state = ? AND l.id IN"
        " (SELECT MAX(id) FROM visit_sheet_line WHERE deleted_at IS NULL AND state <> ? GROUP BY household_id)"
        " AND s.released_at <> '' AND s.deleted_at IS NULL",
        LineState.RETURNED.value,
        LineState.OUT.value,
    )
