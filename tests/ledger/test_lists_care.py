"""The list of care cases: its orders, its filters, and which rows a change touches."""

from datetime import date

import pytest

from community_desk.domain.schedule import DueGroup
from community_desk.ledger import care, households, places, residents, staff, visits
from community_desk.ledger.database import Ledger
from community_desk.ledger.lists_care import CARE_CASES, SORTS, CareFilter, CareRow
from community_desk.ledger.models import Household
from tests.ledger.estate import WHO, Estate, build_estate

TODAY = date(2026, 11, 23)


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def cases(estate: Estate) -> dict[str, str]:
    """Three households behind three doors, head → case."""
    found = {}
    for room, name, level, category in (
        ("501", "苏建国", "general", "独居"),
        ("502", "陈玉兰", "high", "重病"),
        ("601", "白某某", "key", "重病"),
    ):
        home = households.add_household(
            dwelling=estate.doors[room], members=[{"name": name}], operator=WHO
        ).uid
        found[name] = care.open_care_case(
            household=home,
            level=level,
            opened_on="2026-01-05",
            needs=[{"resident": residents_of(home), "category": category}],
            operator=WHO,
        ).uid
    return found


def residents_of(home: str) -> str:
    row = Household.get(Household.uid == home)
    return str(row.head.uid)


def heads(wanted: CareFilter | None = None, sort: str = "door", *, descending: bool = False) -> list[str]:
    ids = CARE_CASES.order(wanted or CareFilter(), sort=sort, descending=descending, today=TODAY)
    return [CareRow._make(row).head for row in CARE_CASES.rows(ids)]


def test_orders(cases: dict[str, str]) -> None:
    visits.record_visit(
        household=row_of(cases["白某某"]).household_uid,
        resident=residents_of(row_of(cases["白某某"]).household_uid),
        on="2026-09-01",
        outcome="已见面",
        operator=WHO,
    )
    assert heads() == ["苏建国", "陈玉兰", "白某某"]
    assert heads(sort="level") == ["陈玉兰", "白某某", "苏建国"]
    assert heads(sort="head") == ["白某某", "陈玉兰", "苏建国"]
    assert heads(sort="overdue", descending=True) == ["白某某", "苏建国", "陈玉兰"]
    for sort in SORTS:
        assert sorted(heads(sort=sort, descending=True)) == sorted(cases)


def row_of(case: str) -> CareRow:
    (row,) = CARE_CASES.rows([CARE_CASES.id_of(case)])
    return CareRow._make(row)


def test_filters(cases: dict[str, str], estate: Estate) -> None:
    worker = staff.add_staff(name="何某某", operator=WHO).uid
    grid = places.add_grid(name="第1网格", operator=WHO).uid
    care.edit_care_case(cases["陈玉兰"], responsible=worker, review_on="2026-11-01", operator=WHO)
    care.close_care_case(cases["苏建国"], on="2026-11-20", reason="情况好转", words="康复了", operator=WHO)
    assert heads() == ["陈玉兰", "白某某"]
    assert heads(CareFilter(with_closed=True)) == ["苏建国", "陈玉兰", "白某某"]
    assert heads(CareFilter(levels=("high",))) == ["陈玉兰"]
    assert heads(CareFilter(categories=("serious_illness",))) == ["陈玉兰", "白某某"]
    assert heads(CareFilter(categories=("living_alone",))) == []
    assert heads(CareFilter(responsible=(worker,))) == ["陈玉兰"]
    assert heads(CareFilter(review_due=True)) == ["陈玉兰"]
    assert heads(CareFilter(buildings=(estate.block,))) == ["陈玉兰", "白某某"]
    assert heads(CareFilter(grids=(grid,))) == []
    assert heads(CareFilter(overdue=True)) == []
    assert CareFilter.from_json(CareFilter(levels=("key",), overdue=True).to_json()) == CareFilter(
        levels=("key",), overdue=True
    )


def test_a_row_tells_of_needs_and_of_what_is_due(cases: dict[str, str]) -> None:
    row = row_of(cases["陈玉兰"])
    assert (row.people, row.categories, row.level) == (("陈玉兰",), ("重病",), "high")
    assert row.group == DueGroup.NO_RECORD_YET.value
    assert "每周一次" in row.why
    care.close_care_case(cases["陈玉兰"], on="2026-11-20", reason="情况好转", words="康复了", operator=WHO)
    closed = row_of(cases["陈玉兰"])
    assert (closed.group, closed.closed_on, closed.close_reason) == ("", "2026-11-20", "improved")


def test_changes_touch_their_rows_and_orders(cases: dict[str, str]) -> None:
    ids = {name: CARE_CASES.id_of(case) for name, case in cases.items()}
    home = row_of(cases["苏建国"]).household_uid
    person = residents_of(home)
    assert CARE_CASES.touched({"household": frozenset((home,))}) == {ids["苏建国"]}
    assert CARE_CASES.touched({"resident": frozenset((person,))}) == {ids["苏建国"]}
    assert CARE_CASES.touched({"care_case": frozenset((cases["白某某"],))}) == {ids["白某某"]}
    assert CARE_CASES.touched({"visit_rule": frozenset(("x",))}) is None
    residents.edit_resident(person, note="好", operator=WHO)
    assert "visit" in CARE_CASES.order_tables(CareFilter(overdue=True), "door")
    assert "visit" not in CARE_CASES.order_tables(CareFilter(), "door")
