"""What was typed of a returned visit sheet, written: visits, who of the people was reached, promises, absences.

One transaction a sheet. Who walked and when, who typed and when are four things. 搬走 is noted with its source and
somebody's task to make sure of it: no household moves and no case closes by a tick on a sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from community_desk.domain.codes import (
    CaseState,
    DeathState,
    FollowUpKind,
    LineState,
    Outcome,
    VisitMethod,
)
from community_desk.domain.errors import UserError
from community_desk.domain.type_back import (
    UNKNOWN_DAY,
    Contact,
    Entry,
    Result,
    Task,
    TypedLine,
    check_walk,
    questions,
)
from community_desk.ledger import changes
from community_desk.ledger.absences import away_until
from community_desk.ledger.care_models import CareCase
from community_desk.ledger.finding import find
from community_desk.ledger.follow_ups import add_follow_up
from community_desk.ledger.inputs import typed_text
from community_desk.ledger.models import Resident, Staff, Visit, VisitContact, VisitSheet, VisitSheetLine
from community_desk.ledger.rounds import release_if_answered
from community_desk.ledger.rows import utc_now
from community_desk.ledger.typed_sheets import PrintedSheetLine, SheetToType, drop_half_typed

_TOLD = {
    Contact.SELF: Outcome.MET,
    Contact.FAMILY: Outcome.FAMILY_TOLD,
    Contact.NEIGHBOUR: Outcome.NEIGHBOUR_TOLD,
}
_OUTCOMES = {
    Result.NOT_HOME: Outcome.NOT_HOME,
    Result.PHONE: Outcome.NOT_HOME,
    Result.SEEN: Outcome.MET,
    Result.FAMILY: Outcome.FAMILY_TOLD,
    Result.NEIGHBOUR: Outcome.NEIGHBOUR_TOLD,
    Result.NEW_OCCUPANTS: Outcome.MOVED,
    Result.AWAY: Outcome.AWAY,
    Result.REFUSED: Outcome.REFUSED,
    Result.INACCESSIBLE: Outcome.INACCESSIBLE,
    Result.MOVED: Outcome.MOVED,
    Result.LANGUAGE_BARRIER: Outcome.LANGUAGE_BARRIER,
}
_LONGEST_NAMES = 100
_LONGEST_TASK = 200


@dataclass(frozen=True, slots=True)
class EnteredSheet:
    """What the entry of a sheet wrote.

    ``left`` lines are still out; ``moved`` are the households (uids) said to have moved, to be looked into;
    ``is_released`` where no line was left, ``rounds`` (uids) are over with it.
    """

    visits: int
    contacts: int
    follow_ups: int
    away: tuple[str, ...]
    moved: tuple[str, ...]
    left: int
    is_released: bool
    rounds: tuple[str, ...]


def enter_sheet(
    sheet: SheetToType,
    entry: Entry,
    *,
    walked_on: date | None,
    walkers: Sequence[str],
    operator: str,
    today: date,
) -> EnteredSheet:
    """Write what was typed of a sheet; its blank lines stay out until the sheet is released.

    ``walked_on`` is the day of the walk, which a line may have its own of. ``UserError`` (its field "line:5",
    "walked_on", "walkers" or "command") while something is missing or cannot be; then nothing is written.
    """
    day = check_walk(form=sheet.form, walked_on=walked_on, walkers=walkers, today=today)
    asked = questions(entry)
    if asked:
        raise UserError(asked[0].sentence, field=f"line:{asked[0].line}")
    typed = [line for line in entry.lines() if not line.is_blank]
    if not typed:
        raise UserError("还没有录入结果。一户也没有走到的，请直接收单。", field="command")
    names = "、".join(typed_text(walker) for walker in walkers if walker.strip())[:_LONGEST_NAMES]
    printed = {line.number: line for line in sheet.lines}
    with changes.transaction(f"录入走访单 {sheet.number}（{len(typed)} 行）", operator=operator):
        row = find(VisitSheet, sheet.uid)
        writer = _Writer(row, day, names, operator)
        for line in typed:
            try:
                writer.write(line, printed[line.number])
            except UserError as error:
                where = f"第 {line.number} 行：{error.sentence}"
                raise UserError(where, field=f"line:{line.number}") from error
        changes.edit(row, walked_on=row.walked_on or day.isoformat(), walker=row.walker or names)
        released, rounds = release_if_answered(row)
        drop_half_typed(sheet.uid)
    left = sum(line.state is LineState.OUT for line in sheet.lines) - writer.were_out
    return EnteredSheet(
        len(typed),
        writer.contacts,
        writer.follow_ups,
        tuple(writer.away),
        tuple(writer.moved),
        left,
        released,
        rounds,
    )


class _Writer:
    """Writes the lines of one sheet inside a running transaction, and counts."""

    def __init__(self, sheet: VisitSheet, day: date, walkers: str, operator: str) -> None:
        self._sheet = sheet
        self._day = day
        self._walkers = walkers
        self._operator = operator
        self._typed_at = utc_now()
        self.contacts = self.follow_ups = self.were_out = 0
        self.away: list[str] = []
        self.moved: list[str] = []

    def write(self, typed: TypedLine, printed: PrintedSheetLine) -> None:
        """One line: the visit, its contacts, and what follows from it."""
        row = find(VisitSheetLine, printed.uid)
        if row.state == LineState.ANSWERED.value:
            raise UserError("刚在别处录入过了，请重新打开这张单。")
        on = typed.on or self._day.isoformat()
        reached = [
            (find(Resident, person.uid), _TOLD[contact])
            for person, contact in zip(printed.people, typed.contacts, strict=True)
            if contact in _TOLD and person.uid
        ]
        for person, outcome in reached:
            if outcome is Outcome.MET and person.death_state == DeathState.CONFIRMED.value:
                raise UserError(f"{person.name}已登记为已故，不会是见到本人，请核对。")
        visit = self._visit(typed, row, on, reached, is_alone=len(printed.people) == 1)
        if typed.result not in {Result.MOVED, Result.NEW_OCCUPANTS}:
            self._absences(typed, printed, on)
        elif printed.household_uid:
            self.moved.append(printed.household_uid)
        for task, kind in self._tasks(typed):
            self._follow_up(task, kind, printed, visit, on)
        self.were_out += row.state == LineState.OUT.value
        changes.edit(row, state=LineState.ANSWERED.value)

    def _visit(
        self,
        typed: TypedLine,
        row: VisitSheetLine,
        on: str,
        reached: list[tuple[Resident, Outcome]],
        *,
        is_alone: bool,
    ) -> Visit:
        """The visit; whom it was about if the line names one person, else a contact for each who was reached."""
        outcome = min((told for _, told in reached), key=list(_TOLD.values()).index, default=None)
        if outcome is None:
            outcome = _TOLD.get(typed.heard, _OUTCOMES[typed.result])
            if outcome is Outcome.MET:
                # Nobody is named who could have been seen: somebody of the household was.
                outcome = Outcome.FAMILY_TOLD
        visit = changes.add(
            Visit,
            household=row.household,
            resident=reached[0][0] if reached and is_alone else None,
            dwelling=row.dwelling,
            visited_on=on,
            method=(VisitMethod.PHONE if typed.result is Result.PHONE else VisitMethod.DOOR).value,
            outcome=outcome.value,
            walked_by=self._walkers,
            typed_by=self._operator[:50],
            typed_at=self._typed_at,
            round=self._sheet.round,
            sheet_line=row,
            note=_note(typed),
            source=self._walkers,
        )
        if not is_alone:
            for person, told in reached:
                changes.add(VisitContact, visit=visit, resident=person, outcome=told.value)
        self.contacts += len(reached)
        return visit

    def _absences(self, typed: TypedLine, printed: PrintedSheetLine, on: str) -> None:
        until = "" if typed.until == UNKNOWN_DAY else typed.until
        for person, contact in zip(printed.people, typed.contacts, strict=True):
            if contact is Contact.AWAY and person.uid:
                away_until(
                    resident=person.uid, on=on, until=until, place=typed.place, operator=self._operator
                )
                self.away.append(person.uid)

    def _tasks(self, typed: TypedLine) -> list[tuple[Task, FollowUpKind]]:
        """What is to be done after this line: what was promised and needed, and what the result itself asks for."""
        tasks = []
        if typed.promise is not None:
            tasks.append((typed.promise, FollowUpKind.PROMISE))
        if typed.need is not None:
            tasks.append((typed.need, FollowUpKind.NEED))
        if typed.state == "follow_up" and not tasks:
            tasks.append((Task(typed.note or "走访时勾了“要跟进”，问清是什么事"), FollowUpKind.NEED))
        if typed.until == UNKNOWN_DAY:
            tasks.append((Task("问清外出的什么时候回来"), FollowUpKind.NEED))
        if typed.result is Result.MOVED:
            tasks.append((Task(f"核实是否搬走（听{typed.source}说），属实再登记搬离"), FollowUpKind.NEED))
        if typed.result is Result.NEW_OCCUPANTS:
            tasks.append((Task("换了住户：登记新住户，给原住户登记搬离"), FollowUpKind.NEED))
        return tasks

    def _follow_up(
        self, task: Task, kind: FollowUpKind, printed: PrintedSheetLine, visit: Visit, on: str
    ) -> None:
        case = CareCase.get_or_none(
            (CareCase.household == visit.household)
            & (CareCase.state == CaseState.OPEN.value)
            & CareCase.deleted_at.is_null()
        )
        add_follow_up(
            household=printed.household_uid,
            case=case.uid if case else "",
            visit=visit.uid,
            what=task.text[:_LONGEST_TASK],
            kind=kind.value,
            responsible=self._responsible(task.who),
            said_on=on,
            due_on=task.on,
            operator=self._operator,
        )
        self.follow_ups += 1

    def _responsible(self, who: str) -> str:
        """The member of staff named, or the first of the walkers who is one; "" for volunteers."""
        for name in [who] if who else self._walkers.split("、"):
            row = Staff.get_or_none((Staff.name == name) & Staff.is_active & Staff.deleted_at.is_null())
            if row is not None:
                return str(row.uid)
        if who:
            raise UserError(f"没有叫“{who}”的工作人员，请在设置里先登记，或换一个人。")
        return ""


def _note(typed: TypedLine) -> str:
    words = {"fine": "平安", "follow_up": "要跟进"}.get(typed.state, "")
    said = ""
    if typed.result is Result.MOVED:
        said = f"听{typed.source}说已搬走"
    elif typed.result is Result.NEW_OCCUPANTS:
        said = f"换了住户（{typed.source}）" if typed.source else "换了住户"
    elif typed.place:
        said = f"去了{typed.place}"
    return "；".join(filter(None, (words, said, typed.note)))
