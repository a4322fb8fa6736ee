"""Rounds of visits (走访任务): open while walkers have sheets of them, released (收单) when the doors are free again.

A door on a walker's sheet is reserved for him as long as its line is out and its round open. That keeps two walkers
from ringing at one door; it never keeps anybody from recording a visit there.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from community_desk.domain.codes import LineState, RoundState
from community_desk.domain.errors import UserError
from community_desk.ledger import changes, printed_sheets, settings
from community_desk.ledger.finding import ask, find
from community_desk.ledger.inputs import needed_text, typed_note
from community_desk.ledger.models import VisitRound, VisitSheet, VisitSheetLine
from community_desk.ledger.rows import new_uid, utc_now

ASK_ABOUT_SHEETS_DAYS = "ask_about_sheets_days"
"""After how many days the program asks what has become of a sheet."""
DEFAULT_ASK_ABOUT_SHEETS_DAYS = 14


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round about to be printed. ``criteria`` is what it was planned from, as JSON can hold it; days are ISO text."""

    name: str
    criteria: Mapping[str, Any] = field(default_factory=dict)
    starts_on: str = ""
    ends_on: str = ""
    doors_a_walker: int | None = None
    note: str = ""
    uid: str = field(default_factory=new_uid)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as a list shows it: how many sheets, lines, lines still out; ``released_at`` is UTC or ""."""

    uid: str
    name: str
    starts_on: str
    ends_on: str
    state: RoundState
    released_at: str
    sheets: int
    sheets_out: int
    lines: int
    lines_out: int
    criteria: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """A sheet of a round or (``round_uid`` empty) of none: who has it, how old it is in days, how much is typed in.

    ``printed_on`` is local ISO text. ``returned`` lines came back unanswered.
    """

    uid: str
    number: str
    round_uid: str
    round: str
    area: str
    walker: str
    printed_on: str
    days: int
    walked_on: str
    lines: int
    answered: int
    returned: int
    is_released: bool
    is_lost: bool
    note: str


@dataclass(frozen=True, slots=True)
class Released:
    """What a release gave back: sheets, doors without an answer, and the rounds that are over with it."""

    sheets: int
    doors: int
    rounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reservation:
    """On whose sheet a household is."""

    number: str
    walker: str
    round_uid: str
    round: str

    @property
    def words(self) -> str:
        """As a list says it."""
        whose = f"{self.walker}的" if self.walker else ""
        return f"已在{whose}走访单 {self.number} 上（{self.round}）"


def ensure_round(new: NewRound, *, operator: str) -> VisitRound:
    """The round with this uid, opened if it is not there yet; joins a running transaction.

    ``UserError`` if it has been released, or has no name.
    """
    row = VisitRound.get_or_none((VisitRound.uid == new.uid) & VisitRound.deleted_at.is_null())
    if row is not None:
        if row.state == RoundState.RELEASED.value:
            raise UserError(f"“{row.name}”已经收单，不能再加走访单；请新开一轮。", field="round")
        return row
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise UserError(f"结束日期 {new.ends_on} 早于开始日期 {new.starts_on}，请核对。", field="ends_on")
    name = needed_text(new.name, field="name", word="这一轮的名称")
    with changes.transaction(f"新一轮走访 {name}", operator=operator, undoable=False):
        return changes.add(
            VisitRound,
            uid=new.uid,
            name=name,
            criteria=json.dumps(dict(new.criteria), ensure_ascii=False),
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            doors_a_walker=new.doors_a_walker,
            note=typed_note(new.note),
        )


def edit_round(
    uid: str, *, name: str | None = None, ends_on: str | None = None, note: str | None = None, operator: str
) -> None:
    """Correct what a round is called, until when it lasts or what is noted of it; only what is given is touched."""
    row = find(VisitRound, uid)
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = needed_text(name, field="name", word="这一轮的名称")
    if ends_on is not None:
        if ends_on and ends_on < row.starts_on:
            raise UserError(f"结束日期 {ends_on} 早于开始日期 {row.starts_on}，请核对。", field="ends_on")
        values["ends_on"] = ends_on
    if note is not None:
        values["note"] = typed_note(note)
    with changes.transaction(f"修改走访任务 {row.name}", operator=operator):
        changes.edit(row, **values)


def release_sheet(uid: str, *, lost: bool = False, note: str = "", operator: str) -> Released:
    """收单: the sheet (uid) is handed in; its doors without an answer go back. The last one releases its round.

    A ``lost`` one gives its doors back too; that is noted as an incident, with what ``note`` says of it, on the sheet
    and in the access log. A released sheet can still be typed in, should it turn up. ``UserError`` if it was released
    before.
    """
    row = find(VisitSheet, uid)
    if row.released_at:
        raise UserError(f"走访单 {row.number} 已经收单了。")
    if lost and not note.strip():
        raise UserError("请写一句纸单是怎么丢的、丢在哪里，作为情况记录。", field="note")
    label = f"登记走访单 {row.number} 纸单遗失" if lost else f"收单 {row.number}"
    with changes.transaction(label, operator=operator):
        doors = give_back(row, lost=lost, note=note)
        rounds = _release_if_over(row)
    return Released(1, doors, rounds)


def give_back(row: VisitSheet, *, lost: bool = False, note: str = "") -> int:
    """Release a sheet inside a running transaction; returns how many lines went back unanswered."""
    doors = 0
    out = (VisitSheetLine.sheet == row) & (VisitSheetLine.state == LineState.OUT.value)
    for line in VisitSheetLine.select().where(out & VisitSheetLine.deleted_at.is_null()):
        doors += changes.edit(line, state=LineState.RETURNED.value)
    changes.edit(row, released_at=utc_now(), is_lost=lost, return_note=typed_note(note))
    printed_sheets.settle_papers(row.uid, lost=lost)
    return doors


def release_round(uid: str, *, lost: Collection[str] = (), note: str = "", operator: str) -> Released:
    """收单 of all sheets of a round that are still out, those in ``lost`` (uids) as lost; the round is over.

    ``UserError`` if it is over already, or sheets are lost and no ``note`` says how.
    """
    row = find(VisitRound, uid)
    if row.state == RoundState.RELEASED.value:
        raise UserError(f"“{row.name}”已经收单了。")
    if lost and not note.strip():
        raise UserError("请写一句纸单是怎么丢的、丢在哪里，作为情况记录。", field="note")
    sheets = _sheets_out(row)
    with changes.transaction(f"收单 {row.name}", operator=operator):
        doors = sum(
            give_back(sheet, lost=sheet.uid in lost, note=note if sheet.uid in lost else "")
            for sheet in sheets
        )
        changes.edit(row, state=RoundState.RELEASED.value, released_at=utc_now())
    return Released(len(sheets), doors, (row.uid,))


def release_if_answered(row: VisitSheet) -> tuple[bool, tuple[str, ...]]:
    """Release a sheet without a line left, in a running transaction: whether, and which rounds end with it."""
    is_out = VisitSheetLine.state == LineState.OUT.value
    left = VisitSheetLine.select().where(
        (VisitSheetLine.sheet == row) & is_out & VisitSheetLine.deleted_at.is_null()
    )
    if row.released_at or left.exists():
        return False, ()
    give_back(row)
    return True, _release_if_over(row)


def _release_if_over(sheet: VisitSheet) -> tuple[str, ...]:
    round_ = sheet.round
    if round_ is None or round_.state == RoundState.RELEASED.value or _sheets_out(round_):
        return ()
    changes.edit(round_, state=RoundState.RELEASED.value, released_at=utc_now())
    return (round_.uid,)


def _sheets_out(round_: VisitRound) -> list[VisitSheet]:
    is_out = (VisitSheet.released_at == "") & VisitSheet.deleted_at.is_null()
    return list(VisitSheet.select().where((VisitSheet.round == round_) & is_out))


def reservations() -> dict[str, Reservation]:
    """On whose sheet households (uids) are at the moment, by the sheets of open rounds."""
    rows = ask(
        "SELECT h.uid, s.number, s.walker, r.uid, r.name FROM visit_sheet_line l"
        " JOIN visit_sheet s ON s.id = l.sheet_id JOIN visit_round r ON r.id = s.round_id"
        " JOIN household h ON h.id = l.household_id"
        " WHERE l.state = ? AND s.released_at = '' AND r.state = ? AND l.deleted_at IS NULL AND s.deleted_at IS NULL"
        " AND r.deleted_at IS NULL ORDER BY l.id",
        LineState.OUT.value,
        RoundState.OPEN.value,
    )
    return {household: Reservation(*rest) for household, *rest in rows}


def list_rounds(*, open_only: bool = False, limit: int = 200) -> list[RoundRow]:
    """The rounds, the newest first."""
    rows = ask(
        "SELECT r.uid, r.name, r.starts_on, r.ends_on, r.state, r.released_at, COUNT(DISTINCT s.id),"
        " COUNT(DISTINCT CASE WHEN s.released_at = '' THEN s.id END), COUNT(l.id),"
        " COALESCE(SUM(CASE WHEN l.state = 'out' THEN 1 ELSE 0 END), 0), r.criteria FROM visit_round r"
        " LEFT JOIN visit_sheet s ON s.round_id = r.id AND s.deleted_at IS NULL"
        " LEFT JOIN visit_sheet_line l ON l.sheet_id = s.id AND l.deleted_at IS NULL"
        f" WHERE r.deleted_at IS NULL {'AND r.state = ?' if open_only else ''}"
        " GROUP BY r.id, r.uid, r.name, r.starts_on, r.ends_on, r.state, r.released_at, r.criteria"
        " ORDER BY r.id DESC LIMIT ?",
        *([RoundState.OPEN.value] if open_only else []),
        limit,
    )
    return [_round_row(row) for row in rows]


def _round_row(row: tuple[Any, ...]) -> RoundRow:
    *told, state, released_at, sheets, sheets_out, lines, lines_out, criteria = row
    uid, name, starts_on, ends_on = told
    return RoundRow(
        uid,
        name,
        starts_on,
        ends_on,
        RoundState(state),
        released_at,
        sheets,
        sheets_out,
        lines,
        lines_out,
        json.loads(criteria),
    )


def find_round(text: str) -> RoundRow:
    """The round with this uid, or with this name if only one has it. ``UserError`` if there is none."""
    found = [row for row in list_rounds(limit=100_000) if text in {row.uid, row.name}]
    if len(found) != 1:
        several = f"有 {len(found)} 轮都叫“{text}”，请用编号（uid）。"
        raise UserError(several if found else f"没有叫“{text}”的走访任务。", field="round")
    return found[0]


def sheets_of_round(uid: str, *, today: date) -> list[RoundSheet]:
    """The sheets of a round (uid) in the order they were printed."""
    return _sheets("r.uid = ?", uid, today=today)


def sheets_out(*, today: date) -> list[RoundSheet]:
    """All sheets printed and not 收单, the oldest first; of those outside a round, whose paper has not come back."""
    found = _sheets("s.released_at = ''", today=today)
    papers_out = printed_sheets.numbers_out([sheet.number for sheet in found if not sheet.round_uid])
    return [sheet for sheet in found if sheet.round_uid or sheet.number in papers_out]


def sheets_to_ask_about(*, today: date) -> list[RoundSheet]:
    """Sheets that have been out for so long that the program asks: handed in, or lost? The oldest first."""
    days = settings.get_number(ASK_ABOUT_SHEETS_DAYS, DEFAULT_ASK_ABOUT_SHEETS_DAYS)
    return [sheet for sheet in sheets_out(today=today) if sheet.days >= days]


def _sheets(condition: str, *values: object, today: date) -> list[RoundSheet]:
    rows = ask(
        "SELECT s.uid, s.number, COALESCE(r.uid, ''), COALESCE(r.name, ''), s.area, s.walker, s.printed_at,"
        " s.walked_on, COUNT(l.id), COALESCE(SUM(CASE WHEN l.state = 'answered' THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN l.state = 'returned' THEN 1 ELSE 0 END), 0), s.released_at, s.is_lost, s.return_note"
        " FROM visit_sheet s LEFT JOIN visit_round r ON r.id = s.round_id"
        " LEFT JOIN visit_sheet_line l ON l.sheet_id = s.id AND l.deleted_at IS NULL"
        f" WHERE s.deleted_at IS NULL AND {condition} GROUP BY s.id, s.uid, s.number, r.uid, r.name, s.area, s.walker,"
        " s.printed_at, s.walked_on, s.released_at, s.is_lost, s.return_note ORDER BY s.serial, s.id",
        *values,
    )
    return [_round_sheet(row, today) for row in rows]


def _round_sheet(row: tuple[Any, ...], today: date) -> RoundSheet:
    *told, walked_on, lines, answered, returned, released_at, is_lost, note = row
    uid, number, round_uid, name, area, walker, printed_at = told
    printed_on = local_day(printed_at)
    return RoundSheet(
        uid,
        number,
        round_uid,
        name,
        area,
        walker,
        printed_on.isoformat(),
        (today - printed_on).days,
        walked_on,
        lines,
        answered,
        returned,
        bool(released_at),
        bool(is_lost),
        note,
    )


def local_day(moment: str) -> date:
    """The local day of a moment in UTC as the ledger stores it."""
    return datetime.fromisoformat(moment).astimezone().date()
