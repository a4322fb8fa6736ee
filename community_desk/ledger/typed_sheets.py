"""A printed sheet back on the screen, found by the number typed or scanned from it, and kept while it is half typed.

A line shows the text as printed, since people move meanwhile, and says so where the ledger knows better by now.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community_desk.domain.codes import LineState, ResidentStatus
from community_desk.domain.errors import UserError
from community_desk.domain.sheet_numbers import check, normalise_sheet_number
from community_desk.domain.type_back import Entry, Form, FormLine, content_of, resume, steps_of
from community_desk.ledger import drafts
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.models import VisitSheet
from community_desk.ledger.rounds import local_day
from community_desk.ledger.visit_sheets import SOURCE, TO_SEE

_DRAFT = "visit_sheet"
# Not the typist's: who comes back to a half-typed sheet may be somebody else.
_ANYBODY = ""


@dataclass(frozen=True, slots=True)
class PrintedPerson:
    """Somebody to be seen: the name as printed, the resident's uid ("" if taken away), what is known since."""

    name: str
    uid: str
    since: str


@dataclass(frozen=True, slots=True)
class PrintedSheetLine:
    """A line as printed: ``cells`` by the column's name. ``household_uid`` is "" where it was taken away since.

    ``since`` says what happened to the household since the print ("已搬离"), or is "".
    """

    uid: str
    number: int
    door: str
    head: str
    people: tuple[PrintedPerson, ...]
    cells: Mapping[str, str]
    household_uid: str
    since: str
    state: LineState


@dataclass(frozen=True, slots=True)
class SheetToType:
    """A printed sheet to be typed back in. ``walker`` is for whom it was printed ("" if nobody was named).

    ``walked_on`` is the day already typed, if part of it was.
    """

    uid: str
    number: str
    edition: str
    area: str
    round_uid: str
    round: str
    walker: str
    walked_on: str
    is_released: bool
    is_lost: bool
    lines: tuple[PrintedSheetLine, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """A sheet somebody began to type: what is in it so far; ``walked_on`` as typed, ``updated_at`` UTC."""

    sheet_uid: str
    number: str
    content: Mapping[str, Any]
    typed_by: str
    updated_at: str

    @property
    def walked_on(self) -> str:
        """The day of the walk as it was typed."""
        return str(self.content["walked_on"])

    @property
    def walkers(self) -> tuple[str, ...]:
        """Who walked, as it was typed."""
        return tuple(self.content["walkers"])


def sheet_to_type(number: str) -> SheetToType:
    """The sheet with this number, however it is written. ``UserError`` at "number" for a wrong or unknown one."""
    written = normalise_sheet_number(number)
    if not check(number):
        raise UserError(
            f"单号“{written}”打错了一个字，对不上最后的校验字；请照纸上再打一遍。"
            if len(written) > 5
            else "单号没有打全，例如 A7-K3M9-X，印在走访单右上角。",
            field="number",
        )
    row = VisitSheet.get_or_none((VisitSheet.number == written) & VisitSheet.deleted_at.is_null())
    if row is None:
        raise UserError(f"这本台账里没有走访单 {written}，是不是别的社区或别的电脑打印的？", field="number")
    return _sheet(row)


def keep_half_typed(
    sheet: SheetToType, entry: Entry, *, walked_on: str, walkers: tuple[str, ...], operator: str
) -> None:
    """Keep what is typed so far instead of what was kept before; nothing typed keeps nothing."""
    if not entry.steps and not walked_on:
        drop_half_typed(sheet.uid)
        return
    content = {
        "number": sheet.number,
        "steps": content_of(entry),
        "walked_on": walked_on,
        "walkers": list(walkers),
        "typed_by": operator,
    }
    drafts.save_draft(form=_DRAFT, row_uid=sheet.uid, content=content, operator=_ANYBODY)


def half_typed(sheet: str) -> HalfTyped | None:
    """What was typed of a sheet (uid) and not saved, or ``None``."""
    offer = drafts.offer_draft(form=_DRAFT, row_uid=sheet, operator=_ANYBODY)
    return None if offer is None else _half_typed(offer)


def half_typed_sheets() -> list[HalfTyped]:
    """Every sheet somebody began to type, the newest first."""
    return [_half_typed(offer) for offer in drafts.list_drafts(operator=_ANYBODY) if offer.form == _DRAFT]


def drop_half_typed(sheet: str) -> None:
    """Forget what was typed of a sheet (uid)."""
    drafts.drop_draft(form=_DRAFT, row_uid=sheet, operator=_ANYBODY)


def resumed(sheet: SheetToType, kept: HalfTyped) -> Entry:
    """The entry as it was kept. Steps that no longer fit (a line was typed in elsewhere) are left out."""
    entry = Entry(sheet.form)
    for step in steps_of(kept.content["steps"]):
        try:
            entry = resume(sheet.form, (*entry.steps, step))
        except UserError:
            continue
    return entry


def _half_typed(offer: drafts.DraftOffer) -> HalfTyped:
    content = offer.content
    return HalfTyped(offer.row_uid, content["number"], content, content["typed_by"], offer.updated_at)


def _sheet(row: VisitSheet) -> SheetToType:
    lines = _lines(row.id)
    printed_on = local_day(row.printed_at)
    return SheetToType(
        row.uid,
        row.number,
        row.edition,
        row.area,
        row.round.uid if row.round else "",
        row.round.name if row.round else "",
        row.walker,
        row.walked_on,
        bool(row.released_at),
        bool(row.is_lost),
        lines,
        Form(
            tuple(
                FormLine(
                    line.number,
                    tuple(person.name for person in line.people),
                    line.door,
                    line.state is LineState.ANSWERED,
                )
                for line in lines
            ),
            printed_on,
        ),
    )


def _lines(sheet: int) -> tuple[PrintedSheetLine, ...]:
    rows = ask(
        "SELECT l.uid, l.line_no, l.printed, l.state, COALESCE(h.uid, ''), COALESCE(h.ends_on, ''), h.dwelling_id,"
        " l.dwelling_id FROM visit_sheet_line l LEFT JOIN household h ON h.id = l.household_id AND h.deleted_at IS NULL"
        " WHERE l.sheet_id = ? AND l.deleted_at IS NULL ORDER BY l.line_no",
        sheet,
    )
    printed = [json.loads(row[2]) for row in rows]
    people = _residents({uid for cells in printed for uid in cells.get(TO_SEE, ())})
    lines = []
    for row, cells in zip(rows, printed, strict=True):
        uid, number, _, state, household, ended, lives_at, printed_at = row
        source = cells.get(SOURCE, {})
        since = ""
        if not household:
            since = "这一户已撤回"
        elif ended:
            since = f"已于 {ended} 搬离"
        elif lives_at != printed_at:
            since = "已搬到别的门牌"
        lines.append(
            PrintedSheetLine(
                uid,
                number,
                # Of a lane the door says the lane already, and the hamlet stands beneath it.
                (source.get("place") or source.get("building", "")) + source.get("door", ""),
                source.get("head", ""),
                _printed_people(source, cells.get(TO_SEE, ()), people, household),
                {name: text for name, text in cells.items() if name not in {SOURCE, TO_SEE}},
                household,
                since,
                LineState(state),
            )
        )
    return tuple(lines)


def _printed_people(
    source: Mapping[str, Any], uids: list[str], people: Mapping[str, tuple[str, str, str]], household: str
) -> tuple[PrintedPerson, ...]:
    named = [person["name"] for person in source.get("to_see", ())]
    found = []
    for place, uid in enumerate(uids):
        name, status, home = people.get(uid, ("", "", ""))
        since = ""
        if not name:
            since, uid = "已撤回", ""  # noqa: PLW2901 - nobody to record a contact with
        elif status in {ResidentStatus.MOVED.value, ResidentStatus.DECEASED.value}:
            since = f"已登记为{ResidentStatus(status).word}"
        elif home != household:
            since = "已转到别的户"
        printed = named[place] if place < len(named) else ""
        found.append(PrintedPerson(printed or name, uid, since))
    return tuple(found)


def _residents(uids: set[str]) -> dict[str, tuple[str, str, str]]:
    """(name, status, household's uid) of these residents, without those who were taken away."""
    rows = ask(
        "SELECT r.uid, r.name, r.status, COALESCE(h.uid, '') FROM resident r"
        f" LEFT JOIN household h ON h.id = r.household_id WHERE r.deleted_at IS NULL AND r.uid IN ({marks(uids)})",
        *uids,
    )
    return {uid: (name, status, home) for uid, name, status, home in rows}
