"""What came of a round: doors, who was met, by walker and by grid."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from community_desk.domain.codes import LineState, Outcome
from community_desk.domain.natural_order import natural_key
from community_desk.ledger.finding import ask
from community_desk.ledger.rounds import RoundRow, find_round

_TOLD = (Outcome.FAMILY_TOLD, Outcome.NEIGHBOUR_TOLD)
_GONE = (Outcome.MOVED, Outcome.AWAY)


@dataclass(frozen=True, slots=True)
class Figures:
    """Lines of sheets: ``met`` in person, ``told`` of by family or neighbours, and so on; ``out`` are still walked."""

    lines: int = 0
    met: int = 0
    told: int = 0
    not_home: int = 0
    away: int = 0
    refused: int = 0
    other: int = 0
    not_tried: int = 0
    out: int = 0

    @property
    def walked(self) -> int:
        """Lines with a result."""
        return self.lines - self.not_tried - self.out

    @property
    def rate(self) -> float:
        """Met in person, of all lines; 0 without any."""
        return self.met / self.lines if self.lines else 0.0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in _NAMES))


_NAMES = tuple(Figures.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """A round in figures. ``doors`` counts doors, a line being a household; ``lost`` are the numbers of lost sheets.

    ``first_on`` and ``last_on`` are the first and last day walked, "" without any.
    """

    round: RoundRow
    doors: int
    total: Figures
    by_walker: tuple[tuple[str, Figures], ...]
    by_grid: tuple[tuple[str, Figures], ...]
    follow_ups: int
    lost: tuple[str, ...]
    first_on: str
    last_on: str


def round_figures(uid: str) -> RoundFigures:
    """The figures of a round (uid or name)."""
    row = find_round(uid)
    lines = ask(
        "SELECT l.id, l.state, COALESCE(l.dwelling_id, -l.household_id, 0), s.walker, COALESCE(g.name, ''),"
        " v.outcome, COALESCE(v.walked_by, ''), COALESCE(v.visited_on, '') FROM visit_sheet_line l"
        " JOIN visit_sheet s ON s.id = l.sheet_id JOIN visit_round r ON r.id = s.round_id"
        " LEFT JOIN dwelling d ON d.id = l.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
        " LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
        " LEFT JOIN visit v ON v.sheet_line_id = l.id AND v.deleted_at IS NULL"
        " WHERE r.uid = ? AND l.deleted_at IS NULL AND s.deleted_at IS NULL ORDER BY s.serial, l.line_no, v.id",
        row.uid,
    )
    total = Figures()
    walkers: dict[str, Figures] = defaultdict(Figures)
    grids: dict[str, Figures] = defaultdict(Figures)
    # A line typed, taken back and typed again keeps its last visit.
    for line in {line[0]: line for line in lines}.values():
        _, state, _, walker, grid, outcome, walked_by, _ = line
        counted = _counted(state, outcome)
        total += counted
        walkers[walked_by or walker] += counted
        grids[grid] += counted
    days = sorted(filter(None, (line[-1] for line in lines)))
    return RoundFigures(
        row,
        len({line[2] for line in lines}),
        total,
        tuple(walkers.items()),
        tuple(sorted(grids.items(), key=lambda each: (not each[0], natural_key(each[0])))),
        _follow_ups(row.uid),
        _lost(row.uid),
        days[0] if days else "",
        days[-1] if days else "",
    )


def _counted(state: str, outcome: str | None) -> Figures:
    if outcome is None:
        return Figures(1, out=1) if state == LineState.OUT.value else Figures(1, not_tried=1)
    known = Outcome(outcome)
    if known is Outcome.MET:
        return Figures(1, met=1)
    if known in _TOLD:
        return Figures(1, told=1)
    if known is Outcome.NOT_HOME:
        return Figures(1, not_home=1)
    if known in _GONE:
        return Figures(1, away=1)
    if known is Outcome.REFUSED:
        return Figures(1, refused=1)
    return Figures(1, other=1)


def _follow_ups(uid: str) -> int:
    rows: list[tuple[Any, ...]] = ask(
        "SELECT COUNT(*) FROM follow_up f JOIN visit v ON v.id = f.visit_id JOIN visit_round r ON r.id = v.round_id"
        " WHERE r.uid = ? AND f.deleted_at IS NULL",
        uid,
    )
    return int(rows[0][0])


def _lost(uid: str) -> tuple[str, ...]:
    rows = ask(
        "SELECT s.number FROM visit_sheet s JOIN visit_round r ON r.id = s.round_id"
        " WHERE r.uid = ? AND s.is_lost AND s.deleted_at IS NULL ORDER BY s.serial",
        uid,
    )
    return tuple(number for (number,) in rows)
