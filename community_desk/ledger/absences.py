"""Away for a while (hospital, children's home, care home, abroad) and back: 外出 is not 搬离, membership stays."""

from community_desk.domain.codes import LifeEventKind, ResidentStatus
from community_desk.domain.errors import UserError
from community_desk.ledger import changes
from community_desk.ledger.finding import find
from community_desk.ledger.inputs import coming_date, event_date, is_before, typed_note, typed_text
from community_desk.ledger.models import LifeEvent, Resident
from community_desk.ledger.previews import Preview
from community_desk.ledger.rearranged_rows import Happened
from community_desk.ledger.residents import MEMBER_STATUSES


def preview_away_until(*, resident: str, on: str, until: str = "", place: str = "") -> Preview:
    """What ``away_until`` would do."""
    row, _, until = _leaving(resident, on, until)
    words = [f"{row.name}记为外出"]
    words += [f"去{typed_text(place)}"] if place.strip() else []
    words += [f"预计 {until} 回来" if until else "没说什么时候回来"]
    return Preview(f"外出：{row.name}", ("，".join(words), "仍是这一户的成员，走访单上会注明外出"))


def away_until(
    *, resident: str, on: str, until: str = "", place: str = "", note: str = "", operator: str
) -> Happened:
    """Somebody is away from ``on``, at ``place``, ``until`` a date that may lie ahead or be unknown.

    Somebody away already gets the new place and date.
    """
    row, left_on, until = _leaving(resident, on, until)
    with changes.transaction(f"外出 {row.name}", operator=operator):
        changes.edit(
            row,
            status=ResidentStatus.AWAY.value,
            status_on=left_on,
            away_until=until,
            away_place=typed_text(place),
        )
        return _add_event(row, LifeEventKind.AWAY, left_on, note)


def preview_returned(*, resident: str, on: str) -> Preview:
    """What ``returned`` would do."""
    row, back_on = _coming_back(resident, on)
    return Preview(f"回来：{row.name}", (f"{row.name}从外出改为在住（{back_on}）",))


def returned(*, resident: str, on: str, note: str = "", operator: str) -> Happened:
    """Somebody who was away is back."""
    row, back_on = _coming_back(resident, on)
    with changes.transaction(f"回来 {row.name}", operator=operator):
        changes.edit(row, status=ResidentStatus.LIVING.value, status_on=back_on, away_until="", away_place="")
        return _add_event(row, LifeEventKind.RETURNED, back_on, note)


def _leaving(resident: str, on: str, until: str) -> tuple[Resident, str, str]:
    row = find(Resident, resident)
    if row.status not in MEMBER_STATUSES:
        raise UserError(f"{row.name}登记为{ResidentStatus(row.status).word}，不能登记外出。")
    left_on, until = event_date(on), coming_date(until, field="until")
    if until and is_before(until, left_on):
        raise UserError(f"回来的日期 {until} 早于外出的日期 {left_on}，请核对。", field="until")
    return row, left_on, until


def _coming_back(resident: str, on: str) -> tuple[Resident, str]:
    row = find(Resident, resident)
    if row.status != ResidentStatus.AWAY.value:
        raise UserError(f"{row.name}没有登记外出，不用登记回来。")
    back_on = event_date(on)
    if is_before(back_on, row.status_on):
        raise UserError(f"回来的日期 {back_on} 早于外出的日期 {row.status_on}，请核对。", field="on")
    return row, back_on


def _add_event(row: Resident, kind: LifeEventKind, on: str, note: str) -> Happened:
    home = row.household
    dwelling = home.dwelling if home is not None else None
    changes.add(
        LifeEvent,
        kind=kind.value,
        happened_on=on,
        resident=row,
        household=home,
        from_dwelling=dwelling if kind is LifeEventKind.AWAY else None,
        to_dwelling=dwelling if kind is LifeEventKind.RETURNED else None,
        note=typed_note(note),
    )
    return Happened((row.uid,), (home.uid,) if home is not None else ())
