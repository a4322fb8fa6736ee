"""The household file 一户一档 from the ledger to paper: for one household or many."""

from collections.abc import Generator, Sequence
from datetime import date, datetime

from community_desk.domain.errors import UserError
from community_desk.ledger.card_parts import Member
from community_desk.ledger.cards import HouseholdCard, household_card
from community_desk.ledger.care_cards import CareCaseCard, care_case_card, care_cases_of
from community_desk.ledger.follow_ups import FollowUpRow, list_follow_ups
from community_desk.ledger.visits import VisitRow
from community_desk.printing.fonts import Fonts
from community_desk.printing.household_file import HouseholdFile, HouseholdPart, lay_out
from community_desk.tasks.list_papers import PreparedPaper, community_name
from community_desk.tasks.progress import Progress

# In brief: what is older is in the ledger.
_MOST_VISITS = 12
_MOST_NOTES = 12
_TOLD_EVERY = 20


def prepare_household_file(
    households: Sequence[str], *, fonts: Fonts, operator: str, now: datetime
) -> Generator[Progress, None, PreparedPaper]:
    """The files of these households (uids) in their order; the generator returns the paper.

    ``UserError`` where none is given, or one is gone.
    """
    if not households:
        raise UserError("请先选要打印档案的住户。")
    parts: list[HouseholdPart] = []
    people = 0
    for done, uid in enumerate(households):
        if done % _TOLD_EVERY == 0:
            yield Progress(done, len(households), "正在整理档案")
        card = household_card(uid, today=now.date())
        people += len(card.members)
        parts.append(_part(card, now.date()))
    yield Progress(len(households), len(households), "正在排版")
    document = lay_out(HouseholdFile(community_name(), operator, now, parts), fonts)
    return PreparedPaper(document, f"一户一档 {len(parts)} 户", "建档", people)


def _part(card: HouseholdCard, today: date) -> HouseholdPart:
    cases = care_cases_of(card.uid)
    case = care_case_card(cases[0].uid, today=today) if cases else None
    head = next((member.name for member in card.members if member.is_head), "")
    follow_ups = case.follow_ups if case else list_follow_ups(today=today, household=card.uid, with_done=True)
    return HouseholdPart(
        title=card.title,
        facts=(
            ("户号", card.number),
            ("住址", card.door.full),
            ("户主", head),
            ("网格", card.door.grid),
            ("住房", card.tenure.word),
            ("入住", card.starts_on),
            ("联系意愿", card.wish.sentence),
            ("备注", card.note),
        ),
        members=[_member(member) for member in card.members],
        case_facts=_case_facts(case) if case else (),
        needs=[(need.resident or "全户", need.category, need.need, need.since) for need in case.needs]
        if case
        else (),
        notes=[(note.noted_on, note.note, note.done, note.noted_by) for note in case.notes[:_MOST_NOTES]]
        if case
        else (),
        visits=[_visit(visit) for visit in card.visits[:_MOST_VISITS]],
        follow_ups=[_follow_up(row) for row in follow_ups],
    )


def _member(member: Member) -> tuple[str, ...]:
    phones = "、".join(f"{label}{number}" for label, number in member.phones)
    note = "；".join(filter(None, (member.state, member.reminder)))
    return (member.name, member.relation, member.sex.word, member.birth[:7], phones, note)


def _case_facts(case: CareCaseCard) -> tuple[tuple[str, str], ...]:
    closed = f"{case.closed_on}　{case.close_reason.word}" if case.close_reason else ""
    return (
        ("状态", f"{case.state.word}（{case.level.word}走访）"),
        ("建档", case.opened_on),
        ("责任人", case.responsible),
        ("结对人", " ".join(filter(None, (case.buddy, case.buddy_phone)))),
        ("复核", case.review_on if not case.closed_on else ""),
        ("走访", case.due.why if case.due else ""),
        ("结案", closed),
        ("结案说明", case.close_words),
    )


def _visit(visit: VisitRow) -> tuple[str, ...]:
    return (visit.visited_on, visit.method_word, visit.resident, visit.outcome_word, visit.note, visit.who)


def _follow_up(row: FollowUpRow) -> tuple[str, ...]:
    done = " ".join(filter(None, (row.done_on, row.done_words)))
    return (row.what, row.due_on, row.responsible, done)
