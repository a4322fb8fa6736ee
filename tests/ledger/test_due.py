"""What is due as it is read from the ledger; what is decided is tested with ``domain.schedule``."""

from datetime import date

import pytest

from community_desk.domain.codes import Outcome
from community_desk.domain.errors import UserError
from community_desk.domain.schedule import DueGroup
from community_desk.domain.visit_rules import EVERYBODY, AppliesTo
from community_desk.ledger import (
    absences,
    care,
    deaths,
    life_events,
    places,
    resident_categories,
    residents,
    staff,
    visit_rules,
    visits,
)
from community_desk.ledger.database import Ledger
from community_desk.ledger.due import DueFilter, DueHousehold, count_due, due_list, due_of
from community_desk.ledger.history import list_history, rows_of_transaction
from community_desk.ledger.models import Visit
from tests.ledger.estate import WHO, Estate, build_estate, resident, settle_family

TODAY = date(2026, 11, 23)


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


@pytest.fixture
def case(family: dict[str, str]) -> str:
    """Grandmother with a heavy disability: monthly, and only seeing her counts."""
    resident_categories.add_category(
        family["陈玉兰"], category="残疾", disability_kind="4", disability_grade="1", operator=WHO
    )
    return care.open_care_case(
        household=family["household"],
        opened_on="2026-01-05",
        needs=[{"resident": family["陈玉兰"], "category": "残疾"}],
        operator=WHO,
    ).uid


def the_one(within: int = 7, **wanted: tuple[str, ...]) -> DueHousehold:
    (found,) = due_list(DueFilter(**wanted), today=TODAY, within=within)  # type: ignore[arg-type] # tuples all
    return found


def see(family: dict[str, str], on: str, **what: str) -> str:
    return visits.record_visit(
        household=family["household"],
        on=on,
        operator=WHO,
        **{"resident": family["陈玉兰"], "outcome": "已见面", **what},  # type: ignore[arg-type] # texts all
    ).uid


def test_it_says_who_when_and_why(case: str, family: dict[str, str]) -> None:
    see(family, "2026-10-01")
    see(family, "2026-10-20", resident="", outcome="无人在家")
    due = the_one()
    assert (due.group, due.days_overdue, due.due_on) == (DueGroup.OVERDUE, 22, "2026-11-01")
    assert due.why == "一级残疾，每月一次；上次见面 10月1日，超期 22 天；之后 1 次没遇上"
    assert (due.door, due.head, due.words, due.case_uid) == ("芸溪里3号楼2单元501", "苏建国", ("残疾",), case)
    assert [(person.name, person.words) for person in due.persons] == [("陈玉兰", ("残疾",))]
    assert due.last is not None
    assert (due.last.on, due.last.words) == ("2026-10-01", "已见面")


def test_who_was_seen_decides(case: str, family: dict[str, str]) -> None:
    see(family, "2026-10-01")
    see(family, "2026-11-20", resident=family["林晓梅"])
    assert the_one().days_overdue == 22
    see(family, "2026-11-21", resident="", outcome="家人告知")
    assert the_one().days_overdue == 22
    visits.record_visit(
        household=family["household"],
        on="2026-11-22",
        outcome="已见面",
        contacts={family["陈玉兰"]: "已见面", family["苏建国"]: "家人告知"},
        operator=WHO,
    )
    assert due_list(today=TODAY) == []
    home = due_of(family["household"], today=TODAY)
    assert home is not None
    assert home.group is DueGroup.NOT_DUE


def test_a_visit_to_several_tells_of_each_and_of_nobody_else(case: str, family: dict[str, str]) -> None:
    see(family, "2026-10-01")
    uid = visits.record_visit(
        household=family["household"],
        on="2026-11-22",
        outcome="已见面",
        contacts={family["苏建国"]: "met", family["陈玉兰"]: "邻居楼长告知"},
        operator=WHO,
    ).uid
    assert the_one().days_overdue == 22
    (newest, *_) = visits.visits_of_household(family["household"])
    assert (newest.uid, newest.resident) == (uid, "苏建国、陈玉兰")
    assert visits.visits_of_resident(family["陈玉兰"])[0].outcome is Outcome.NEIGHBOUR_TOLD
    assert visits.visits_of_resident(family["苏建国"])[0].outcome is Outcome.MET
    visits.withdraw_visit(uid, operator=WHO)
    assert visits.visits_of_resident(family["苏建国"]) == []


def test_who_walked_and_who_typed_are_two_people(family: dict[str, str]) -> None:
    visits.record_visit(
        household=family["household"],
        on="2026-11-20",
        outcome="无人在家",
        walked_by="何某某、郑某某",
        place="菜地边",
        operator=WHO,
    )
    row = Visit.get()
    assert (row.walked_by, row.typed_by, row.visited_on, row.place) == (
        "何某某、郑某某",
        WHO,
        "2026-11-20",
        "菜地边",
    )
    assert row.typed_at
    assert visits.visits_of_household(family["household"])[0].who == "何某某、郑某某"


def test_wishes_absences_and_deaths_are_honoured(case: str, family: dict[str, str]) -> None:
    see(family, "2026-10-01")
    residents.set_contact_preference(family["陈玉兰"], preference="暂不上门", reason="静养", operator=WHO)
    due = the_one()
    assert (due.group, due.persons[0].is_callable) == (DueGroup.TO_PHONE, False)
    absences.away_until(resident=family["陈玉兰"], on="2026-11-20", until="2026-12-20", operator=WHO)
    assert the_one().group is DueGroup.AWAY
    absences.returned(resident=family["陈玉兰"], on="2026-11-22", operator=WHO)
    deaths.report_death(resident=family["陈玉兰"], source="邻居", operator=WHO)
    deaths.confirm_death(
        resident=family["陈玉兰"],
        died_on="2026-11-22",
        source="家属",
        age_and_door_checked=True,
        operator=WHO,
    )
    assert due_list(today=TODAY) == []
    gone = due_of(family["household"], today=TODAY)
    assert gone is not None
    assert "结案" in gone.why


def test_contacts_go_with_the_person_into_another_household(
    case: str, estate: Estate, family: dict[str, str]
) -> None:
    see(family, "2026-11-10")
    life_events.split(members=[family["陈玉兰"]], dwelling=estate.doors["601"], on="2026-11-15", operator=WHO)
    home = residents_home(family["陈玉兰"])
    care.open_care_case(
        household=home,
        opened_on="2026-11-15",
        needs=[{"resident": family["陈玉兰"], "category": "残疾"}],
        operator=WHO,
    )
    found = due_of(home, today=TODAY)
    assert found is not None
    assert found.last is not None
    assert found.last.on == "2026-11-10"


def residents_home(uid: str) -> str:

    return str(resident(uid).household.uid)


def test_filters(case: str, estate: Estate, family: dict[str, str]) -> None:
    grid = places.add_grid(name="第1网格", operator=WHO).uid
    worker = staff.add_staff(name="何某某", operator=WHO).uid
    see(family, "2026-10-01")
    assert the_one(buildings=(estate.block,)).case_uid == case
    assert the_one(categories=("disability",)).case_uid == case
    assert the_one(levels=("general",)).case_uid == case
    for wanted in (
        DueFilter(grids=(grid,)),
        DueFilter(categories=("veteran",)),
        DueFilter(levels=("high",)),
        DueFilter(responsible=(worker,)),
        DueFilter(groups=("away",)),
        DueFilter(only_uids=()),
    ):
        assert due_list(wanted, today=TODAY) == []
    care.edit_care_case(case, responsible=worker, operator=WHO)
    assert the_one(responsible=(worker,)).responsible == "何某某"
    assert count_due(due_list(today=TODAY))[DueGroup.OVERDUE] == 1


def test_an_edited_rule_holds_from_the_next_look(case: str, family: dict[str, str]) -> None:
    see(family, "2026-10-01")
    elders = next(rule for rule in visit_rules.list_visit_rules() if rule.code == "hard_pressed_elders")
    visit_rules.edit_visit_rule(elders.uid, interval=2, operator=WHO)
    assert due_list(today=TODAY, within=0) == []
    visit_rules.edit_visit_rule(elders.uid, interval=14, unit="day", whose_word=["met"], operator=WHO)
    assert the_one().why.startswith("一级残疾，每两周一次")
    visit_rules.restore_visit_rule(elders.uid, operator=WHO)
    assert the_one().days_overdue == 22


def test_the_log_tells_of_rules_in_words(ledger: Ledger) -> None:
    elders = visit_rules.list_visit_rules()[0]
    visit_rules.edit_visit_rule(
        elders.uid,
        methods=["door"],
        whose_word=["met", "family_told"],
        applies_to=AppliesTo(categories=frozenset(("disability:1",))),
        operator=WHO,
    )
    _, (row,) = rows_of_transaction(list_history(limit=1)[0].uid)
    told = {field.word: field.new for field in row.fields}
    assert told["算数的方式"] == "上门"
    assert told["算数的消息来源"] == "已见面、家人告知"
    assert told["适用对象"] == "关爱户：一级残疾"


def test_rules_and_rounds_that_would_never_count_are_refused(ledger: Ledger) -> None:
    rule = visit_rules.add_visit_rule(word="归侨", interval=2, operator=WHO).uid
    for fields, field in (
        ({"word": "归侨"}, "word"),
        ({"methods": []}, "methods"),
        ({"whose_word": ["not_home"]}, "whose_word"),
        ({"interval": 0}, "interval"),
        ({"days_after_change": 900}, "days_after_change"),
    ):
        with pytest.raises(UserError) as refusal:
            visit_rules.edit_visit_rule(
                visit_rules.list_visit_rules()[0].uid,
                operator=WHO,
                **fields,  # type: ignore[arg-type] # wrong on purpose
            )
        assert refusal.value.field == field
    with pytest.raises(UserError) as refusal:
        visit_rules.add_extra_round(name="春节", starts_on="2026-12-02", ends_on="2026-12-01", operator=WHO)
    assert refusal.value.field == "ends_on"
    shipped = visit_rules.list_visit_rules()[0]
    with pytest.raises(UserError, match="自带"):
        visit_rules.withdraw_visit_rule(shipped.uid, operator=WHO)
    visit_rules.arrange_visit_rules([rule], operator=WHO)
    assert visit_rules.list_visit_rules()[0].uid == rule
    visit_rules.withdraw_visit_rule(rule, operator=WHO)
    assert visit_rules.list_visit_rules()[0].uid == shipped.uid


def test_ordinary_homes_are_due_once_their_rule_is_switched_on(family: dict[str, str]) -> None:
    assert due_list(today=TODAY) == []
    homes = next(rule for rule in visit_rules.list_visit_rules() if rule.code == "ordinary_homes")
    assert (homes.is_active, homes.whom, homes.how_often) == (False, "没有建档的住户", "每半年一次")
    visit_rules.edit_visit_rule(homes.uid, is_active=True, operator=WHO)
    due = the_one()
    assert (due.group, due.rule, due.level, due.persons) == (DueGroup.NO_RECORD_YET, "普通住户", None, ())


def test_an_extra_round_finds_everybody_in_its_categories(family: dict[str, str]) -> None:
    resident_categories.add_category(family["苏建国"], category="独居", operator=WHO)
    typhoon = visit_rules.add_extra_round(
        name="台风前看望",
        applies_to=AppliesTo(EVERYBODY, categories=frozenset(("living_alone", "advanced_age"))),
        starts_on="2026-11-22",
        ends_on="2026-11-25",
        operator=WHO,
    ).uid
    due = the_one(within=0)
    assert (due.group, due.rule, [person.name for person in due.persons]) == (
        DueGroup.DUE,
        "台风前看望",
        ["苏建国"],
    )
    see(family, "2026-11-22", resident=family["苏建国"])
    assert due_list(today=TODAY, within=0) == []
    visit_rules.edit_extra_round(typhoon, is_active=False, operator=WHO)
    assert visit_rules.list_extra_rounds(active_only=True) == []
    # By age alone: nobody recorded that she is over eighty.
    residents.edit_resident(family["陈玉兰"], birth="1940-01-01", operator=WHO)
    visit_rules.edit_extra_round(typhoon, is_active=True, operator=WHO)
    assert [person.name for person in the_one(within=0).persons] == ["陈玉兰"]
