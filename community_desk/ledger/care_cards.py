"""A care case with all that is known of it: needs, history, follow-ups, and when it is due; and a household's cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from community_desk.domain.codes import CareLevel, CaseState, CloseReason
from community_desk.domain.errors import UserError
from community_desk.ledger.card_parts import (
    DOOR,
    DOOR_JOINS,
    DoorName,
    Member,
    door_name,
    members_of_household,
)
from community_desk.ledger.due import DueHousehold, due_of
from community_desk.ledger.finding import ask
from community_desk.ledger.follow_ups import FollowUpRow, list_follow_ups
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.status_words import Wish, wish_of
from community_desk.ledger.visits import VisitRow, visits_of_household


@dataclass(frozen=True, slots=True)
class Need:
    """A need of a case; ``resident`` is "" for one of the whole household, ``ended_on`` "" while it holds.

    ``category`` is the word of the list, ``paper_word`` what stands on papers that a neighbour may read.
    """

    uid: str
    version: int
    resident_uid: str
    resident: str
    code: str
    category: str
    paper_word: str
    is_sensitive: bool
    need: str
    since: str
    ended_on: str


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted on a day and what was done."""

    uid: str
    version: int
    noted_on: str
    note: str
    done: str
    noted_by: str


@dataclass(frozen=True, slots=True)
class CareCaseLine:
    """A case of a household in short."""

    uid: str
    state: CaseState
    level: CareLevel
    opened_on: str
    closed_on: str
    close_reason: CloseReason | None
    close_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CareCaseCard:
    """A case. ``due`` is ``None`` once it is closed or the household has ended; ``due_on`` in it is ISO text.

    ``buddy`` is the resident's name, or the one that was typed. ``needs`` hold now, ``ended_needs`` did.
    """

    uid: str
    version: int
    state: CaseState
    level: CareLevel
    household_uid: str
    title: str
    door: DoorName
    head_uid: str
    members: tuple[Member, ...]
    wish: Wish
    responsible_uid: str
    responsible: str
    buddy_uid: str
    buddy: str
    buddy_phone: str
    review_on: str
    is_review_due: bool
    opened_on: str
    changed_on: str
    closed_on: str
    close_reason: CloseReason | None
    close_words: str
    household_ended_on: str
    needs: tuple[Need, ...]
    ended_needs: tuple[Need, ...]
    notes: tuple[Note, ...]
    follow_ups: tuple[FollowUpRow, ...]
    visits: tuple[VisitRow, ...]
    due: DueHousehold | None


def care_case_card(uid: str, *, today: date) -> CareCaseCard:
    """All that is known of a case (uid). ``UserError`` for one withdrawn."""
    found = ask(
        f"SELECT {DOOR}, k.id, k.version, k.state, k.level, h.id, h.uid, h.address, p.uid, p.name, h.ends_on,"
        " h.contact_preference, h.contact_reason, h.contact_review_on, s.uid, s.name, y.uid, y.name, k.buddy_name,"
        " CASE WHEN k.buddy_phone <> '' THEN k.buddy_phone ELSE (SELECT n.number FROM phone n"
        " WHERE n.resident_id = y.id AND n.deleted_at IS NULL ORDER BY n.position, n.id LIMIT 1) END, k.review_on,"
        " k.opened_on, k.changed_on, k.closed_on, k.close_reason, k.close_words"
        f" FROM care_case k JOIN household h ON h.id = k.household_id{DOOR_JOINS}"
        " LEFT JOIN resident p ON p.id = h.head_id LEFT JOIN staff s ON s.id = k.responsible_id"
        " LEFT JOIN resident y ON y.id = k.buddy_id WHERE k.uid = ? AND k.deleted_at IS NULL",
        uid,
    )
    if not found:
        raise UserError("没有找到这个关爱个案，可能已被撤回；请刷新后再选。")
    place, row = found[0][:8], found[0][8:]
    (
        id_, version, state, level, home_id, home, address, head_uid, head, ended_on, preference, reason, ask_again,
        responsible_uid, responsible, buddy_uid, buddy, buddy_name, buddy_phone, review_on, opened_on, changed_on,
        closed_on, close_reason, close_words,
    ) = row  # fmt: skip
    door = door_name(place, address)
    needs = _needs(id_)
    people = members_of_household(home_id, today=today)
    is_open = state == CaseState.OPEN.value
    return CareCaseCard(
        uid=uid,
        version=version,
        state=CaseState(state),
        level=CareLevel(level),
        household_uid=home,
        title=" ".join(filter(None, (door.full or "无门牌", head))),
        door=door,
        head_uid=head_uid or "",
        members=tuple(person for person in people if person.status.value in MEMBER_STATUSES),
        wish=wish_of((preference, reason, ask_again), None, today),
        responsible_uid=responsible_uid or "",
        responsible=responsible or "",
        buddy_uid=buddy_uid or "",
        buddy=buddy or buddy_name,
        buddy_phone=buddy_phone or "",
        review_on=review_on,
        is_review_due=is_open and bool(review_on) and review_on <= today.isoformat(),
        opened_on=opened_on,
        changed_on=changed_on,
        closed_on=closed_on,
        close_reason=CloseReason(close_reason) if close_reason else None,
        close_words=close_words,
        household_ended_on=ended_on,
        needs=tuple(need for need in needs if not need.ended_on),
        ended_needs=tuple(need for need in needs if need.ended_on),
        notes=_notes(id_),
        follow_ups=tuple(list_follow_ups(today=today, household=home, with_done=True)),
        visits=tuple(visits_of_household(home)),
        due=due_of(home, today=today) if is_open and not ended_on else None,
    )


def care_cases_of(household: str) -> tuple[CareCaseLine, ...]:
    """The cases of a household (uid), the open one first, then the newest."""
    rows = ask(
        "SELECT k.uid, k.state, k.level, k.opened_on, k.closed_on, k.close_reason, k.close_words FROM care_case k"
        " JOIN household h ON h.id = k.household_id WHERE h.uid = ? AND k.deleted_at IS NULL"
        " ORDER BY CASE WHEN k.state = 'open' THEN 0 ELSE 1 END, k.opened_on DESC, k.id DESC",
        household,
    )
    return tuple(
        CareCaseLine(
            uid,
            CaseState(state),
            CareLevel(level),
            opened_on,
            closed_on,
            CloseReason(reason) if reason else None,
            words,
        )
        for uid, state, level, opened_on, closed_on, reason, words in rows
    )


def _needs(case: int) -> tuple[Need, ...]:
    rows = ask(
        "SELECT n.uid, n.version, COALESCE(r.uid, ''), COALESCE(r.name, ''), COALESCE(c.code, ''),"
        " COALESCE(c.word, ''), COALESCE(c.paper_word, ''), COALESCE(c.is_sensitive, 1), n.need, n.since, n.ended_on"
        " FROM care_need n LEFT JOIN resident r ON r.id = n.resident_id"
        " LEFT JOIN care_category c ON c.id = n.category_id WHERE n.case_id = ? AND n.deleted_at IS NULL"
        " ORDER BY n.ended_on, n.id",
        case,
    )
    return tuple(_need(*row) for row in rows)


def _need(*row: Any) -> Need:
    uid, version, resident_uid, resident, code, category, paper_word, sensitive, need, since, ended_on = row
    return Need(
        uid,
        version,
        resident_uid,
        resident,
        code,
        category,
        paper_word,
        bool(sensitive),
        need,
        since,
        ended_on,
    )


def _notes(case: int) -> tuple[Note, ...]:
    rows = ask(
        "SELECT uid, version, noted_on, note, done, noted_by FROM care_note WHERE case_id = ?"
        " AND deleted_at IS NULL ORDER BY noted_on DESC, id DESC",
        case,
    )
    return tuple(Note(*row) for row in rows)
