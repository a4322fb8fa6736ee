"""Visits and calls: whose they are, what counts as a contact, and in which words they are read."""

import pytest

from community_desk.domain.codes import Outcome, SpokeWith, VisitMethod
from community_desk.domain.errors import UserError
from community_desk.ledger import deaths, history, life_events, undo, visits
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Visit
from tests.ledger.estate import WHO, Estate, build_estate, live, logged_tables, settle_family


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


def test_a_call_with_the_person_is_a_contact_in_one_transaction(family: dict[str, str]) -> None:
    uid = visits.record_call(
        resident=family["陈玉兰"], on="2026-05-03", direction="来电", note="灯坏了", operator=WHO
    ).uid
    (call,) = visits.visits_of_resident(family["陈玉兰"])
    assert (call.uid, call.visited_on, call.note, call.who) == (uid, "2026-05-03", "来电：灯坏了", WHO)
    assert (call.method_word, call.outcome_word, call.outcome) == ("电话", "已通话", Outcome.MET)
    assert (call.door, call.short, call.household_uid) == (
        "芸溪里3号楼2单元501",
        "3-2-501",
        family["household"],
    )
    assert visits.last_visit(family["陈玉兰"]) == call
    assert history.list_history(limit=1)[0].label == "登记与 陈玉兰 的通话"
    assert logged_tables() == {"visit"}
    undo.undo_last(operator=WHO)
    assert visits.visits_of_resident(family["陈玉兰"]) == []


@pytest.mark.parametrize(
    ("spoke_with", "outcome", "word"),
    [
        (SpokeWith.SELF, Outcome.MET, "已通话"),
        (SpokeWith.FAMILY, Outcome.FAMILY_TOLD, "家人告知"),
        (SpokeWith.NEIGHBOUR, Outcome.NEIGHBOUR_TOLD, "邻居楼长告知"),
        (SpokeWith.NOBODY, Outcome.NOT_HOME, "没有接通"),
    ],
)
def test_only_who_spoke_with_the_person_has_met_them(
    family: dict[str, str], spoke_with: SpokeWith, outcome: Outcome, word: str
) -> None:
    visits.record_call(
        resident=family["陈玉兰"],
        on="2026-05-03",
        direction="out",
        spoke_with=spoke_with.word,
        operator=WHO,
    )
    (call,) = visits.visits_of_household(family["household"])
    assert (call.outcome, call.outcome_word, call.note) == (outcome, word, "去电")


def test_an_attempt_is_no_contact(family: dict[str, str]) -> None:
    home = family["household"]
    visits.record_visit(
        household=home, resident=family["陈玉兰"], on="2026-04", outcome="已见面", operator=WHO
    )
    for outcome in ("无人在家", "neighbour_told", "refused"):
        visits.record_visit(
            household=home, resident=family["陈玉兰"], on="2026-05-01", outcome=outcome, operator=WHO
        )
    last = visits.last_visit(family["陈玉兰"])
    assert last is not None
    assert last.visited_on == "2026-04"
    assert visits.last_visit(family["苏志强"]) is None
    assert visits.last_visits([]) == {}


def test_a_visit_to_the_household_says_who_was_met(family: dict[str, str]) -> None:
    home = family["household"]
    with pytest.raises(UserError, match="见到的是谁") as refused:
        visits.record_visit(household=home, on="2026-05-01", outcome="met", operator=WHO)
    assert refused.value.field == "resident"
    with pytest.raises(UserError, match="请选结果"):
        visits.record_visit(household=home, on="2026-05-01", outcome="", operator=WHO)
    with pytest.raises(UserError, match="没有“串门”"):
        visits.record_visit(household=home, on="2026-05-01", outcome="串门", operator=WHO)
    with pytest.raises(UserError, match="今天之后"):
        visits.record_visit(household=home, on="2999-01-01", outcome="not_home", operator=WHO)
    visits.record_visit(household=home, on="2026-05-01", outcome="not_home", note="狗叫", operator=WHO)
    (visit,) = visits.visits_of_household(home)
    assert (visit.resident, visit.outcome_word, visit.method, visit.note) == (
        "",
        "无人在家",
        VisitMethod.DOOR,
        "狗叫",
    )
    assert visits.visits_of_resident(family["陈玉兰"]) == []


def test_who_belongs_to_another_household_is_refused(estate: Estate, family: dict[str, str]) -> None:
    other = life_events.moved_in(
        dwelling=estate.doors["502"],
        people=[{"name": "郑某某"}],
        on="2026-01-01",
        operator=WHO,
    )
    with pytest.raises(UserError, match="不是这一户的人"):
        visits.record_visit(
            household=family["household"],
            resident=other.residents[0],
            on="2026-05-01",
            outcome="met",
            operator=WHO,
        )


def test_what_is_noted_late_belongs_to_the_door_of_that_day(estate: Estate, family: dict[str, str]) -> None:
    life_events.moved_inside(
        household=family["household"], dwelling=estate.doors["601"], on="2026-03-01", operator=WHO
    )
    visits.record_call(resident=family["苏志强"], on="2026-02-10", operator=WHO)
    visits.record_call(resident=family["苏志强"], on="2026-04-10", operator=WHO)
    assert [(call.visited_on, call.short) for call in visits.visits_of_resident(family["苏志强"])] == [
        ("2026-04-10", "3-2-601"),
        ("2026-02-10", "3-2-501"),
    ]
    assert [call.visited_on for call in visits.visits_at(estate.doors["501"])] == ["2026-02-10"]


def test_the_dead_do_not_speak(family: dict[str, str]) -> None:
    deaths.report_death(resident=family["陈玉兰"], source="邻居", operator=WHO)
    visits.record_call(resident=family["陈玉兰"], on="2026-05-03", spoke_with="self", operator=WHO)
    deaths.confirm_death(
        resident=family["陈玉兰"],
        died_on="2026-05-04",
        source="家属",
        age_and_door_checked=True,
        operator=WHO,
    )
    with pytest.raises(UserError, match="已故"):
        visits.record_call(resident=family["陈玉兰"], on="2026-05-05", spoke_with="self", operator=WHO)
    visits.record_call(resident=family["陈玉兰"], on="2026-05-05", spoke_with="family", operator=WHO)


def test_nobody_rings_without_speaking(family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="和谁"):
        visits.record_call(
            resident=family["陈玉兰"], on="2026-05-03", direction="in", spoke_with="nobody", operator=WHO
        )
    assert live(Visit) == 0


def test_a_visit_is_corrected_and_taken_away(family: dict[str, str]) -> None:
    uid = visits.record_visit(
        household=family["household"], on="2026-05-01", outcome="not_home", operator=WHO
    ).uid
    visits.edit_visit(uid, on="2026-05-02", outcome="家人告知", note="儿媳在家", operator=WHO)
    (visit,) = visits.visits_of_household(family["household"])
    assert (visit.visited_on, visit.outcome, visit.note) == ("2026-05-02", Outcome.FAMILY_TOLD, "儿媳在家")
    with pytest.raises(UserError, match="没有写见到的是谁"):
        visits.edit_visit(uid, outcome="met", operator=WHO)
    with pytest.raises(UserError, match="刚在别处改过"):
        visits.edit_visit(uid, note="", seen_version=1, operator=WHO)
    visits.withdraw_visit(uid, operator=WHO)
    assert visits.visits_of_household(family["household"]) == []
