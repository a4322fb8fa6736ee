"""The list of residents: who is on it, in which order, what a line says, and what a change touches."""

from collections.abc import Callable
from datetime import date

import pytest

from community_desk.domain.codes import ContactPreference, Residence, ResidentStatus
from community_desk.domain.partial_dates import years_between
from community_desk.ledger import buildings, changes, dwellings, households, places, residents, visits
from community_desk.ledger import resident_categories as categories
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.database import Ledger
from community_desk.ledger.life_events import moved_away
from community_desk.ledger.list_details import LastVisit
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import (
    FACETS,
    RESIDENTS,
    SORTS,
    ResidentRow,
    resident_facets,
    resident_order,
    resident_rows,
)
from community_desk.ledger.models import Resident

TODAY = date(2026, 11, 23)
BY = "王某某"


def rows(*, sort: str = "name", descending: bool = False, **wanted: object) -> list[ResidentRow]:
    order = resident_order(ResidentFilter(**wanted), sort=sort, descending=descending, today=TODAY)  # type: ignore[arg-type]
    return resident_rows(order)


def names(**asked: object) -> list[str]:
    return [row.name for row in rows(**asked)]  # type: ignore[arg-type]


def uid_of(name: str) -> str:
    return str(Resident.get(Resident.name == name).uid)


@pytest.fixture
def community(ledger: Ledger) -> dict[str, str]:
    """Two grids, two compounds, four homes and somebody without a door; the uids of places by their names."""
    uids = {name: places.add_grid(name=name, operator=BY).uid for name in ("第1网格", "第2网格")}
    for compound, blocks in (("芸溪里", ("10号楼", "2号楼")), ("秀里", ("1号楼",))):
        uids[compound] = places.add_compound(name=compound, operator=BY).uid
        for block in blocks:
            building = buildings.add_building(compound=uids[compound], name=block, operator=BY).uid
            uids[f"{compound}{block}"] = building
            buildings.set_grid(
                [building], grid=uids["第2网格" if compound == "秀里" else "第1网格"], operator=BY
            )
    _move_in("芸溪里10号楼1单元101", ("甲安", "女", "1990"))
    _move_in("芸溪里2号楼1单元201", ("乙波", "男", "1940-05"), ("丙晨", "女", "2015-01-02"))
    _move_in("芸溪里2号楼1单元201", ("丁达", "男", ""))
    _move_in("秀里1号楼1单元101", ("己恩", "女", "1946-11-24"), ("戊发", "", "1946-11-23"))
    residents.add_resident(name="庚广", sex="男", birth="2000-02-29", operator=BY)
    return uids


def _move_in(door: str, *people: tuple[str, str, str]) -> None:
    dwelling = dwellings.find_or_add_dwelling(door, operator=BY).uid
    members = [{"name": name, "sex": sex, "birth": birth} for name, sex, birth in people]
    households.add_household(dwelling=dwelling, members=members, operator=BY)


EVERYBODY = {"甲安", "乙波", "丙晨", "丁达", "己恩", "戊发", "庚广"}


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("door", ["己恩", "戊发", "乙波", "丙晨", "丁达", "甲安", "庚广"]),
        ("grid", ["乙波", "丙晨", "丁达", "甲安", "己恩", "戊发", "庚广"]),
        ("birth", ["乙波", "戊发", "己恩", "甲安", "庚广", "丙晨", "丁达"]),
        ("age", ["丙晨", "庚广", "甲安", "己恩", "戊发", "乙波", "丁达"]),
    ],
)
def test_the_orders(sort: str, expected: list[str]) -> None:
    assert names(sort=sort) == expected


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_has_everybody_once(sort: str, descending: bool) -> None:
    found = names(sort=sort, descending=descending)
    assert len(found) == len(EVERYBODY)
    assert set(found) == EVERYBODY


@pytest.mark.usefixtures("community")
def test_unknown_values_come_last_in_both_directions() -> None:
    assert names(sort="birth")[-1] == names(sort="birth", descending=True)[-1] == "丁达"
    assert names(sort="sex")[-1] == names(sort="sex", descending=True)[-1] == "戊发"
    assert names(sort="door")[-1] == names(sort="door", descending=True)[-1] == "庚广"


@pytest.mark.usefixtures("community")
def test_names_stand_in_the_order_of_their_pinyin() -> None:
    assert names() == ["丙晨", "丁达", "庚广", "己恩", "甲安", "戊发", "乙波"]
    assert names(descending=True) == names()[::-1]


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("on", [TODAY, date(2026, 2, 28), date(2028, 2, 29)])
def test_ages_are_the_ages_that_lines_show(on: date) -> None:
    births = {row.name: row.birth for row in rows()}
    for low in (0, 11, 26, 79, 80, 86):
        for high in (low, low + 10):
            wanted = ResidentFilter(age_from=low, age_to=high)
            found = {row.name for row in resident_rows(resident_order(wanted, today=on))}
            ages = {name: years_between(birth, on) for name, birth in births.items()}
            assert found == {name for name, age in ages.items() if age is not None and low <= age <= high}


def test_places_narrow_and_a_doors_own_grid_counts(community: dict[str, str]) -> None:
    assert set(names(grids=(community["第1网格"],))) == {"甲安", "乙波", "丙晨", "丁达"}
    assert set(names(compounds=(community["秀里"],))) == {"己恩", "戊发"}
    assert set(names(buildings=(community["芸溪里10号楼"],), sort="door")) == {"甲安"}
    assert names(grids=(community["第2网格"],), compounds=(community["芸溪里"],)) == []
    door = next(row for row in dwellings.list_dwellings(building=community["芸溪里10号楼"]))
    dwellings.edit_dwelling(door.uid, grid=community["第2网格"], operator=BY)
    assert set(names(grids=(community["第2网格"],))) == {"甲安", "己恩", "戊发"}
    assert names(grids=("nothing like it",)) == []


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("sort", SORTS)
def test_only_who_was_found_and_nobody_where_nothing_was(sort: str) -> None:
    chosen = ("丁达", "庚广", "己恩")
    assert set(names(only_uids=tuple(map(uid_of, chosen)), sort=sort)) == set(chosen)
    assert names(only_uids=(), sort=sort) == []


@pytest.mark.usefixtures("community")
def test_who_moved_away_or_was_withdrawn_is_left_out() -> None:
    moved_away(household=rows(only_uids=(uid_of("甲安"),))[0].household_uid, on="2026-05", operator=BY)
    residents.withdraw_resident(uid_of("庚广"), reason="登错了", operator=BY)
    assert set(names()) == EVERYBODY - {"甲安", "庚广"}
    assert names(statuses=(ResidentStatus.MOVED.value,)) == ["甲安"]
    assert "庚广" not in names(statuses=tuple(status.value for status in ResidentStatus))


@pytest.mark.usefixtures("community")
def test_categories_hold_as_recorded_or_by_age() -> None:
    fact = categories.add_category(uid_of("丁达"), category="独居老人", operator=BY)
    assert names(categories=("living_alone",)) == ["丁达"]
    assert set(names(categories=("advanced_age",))) == {"乙波", "戊发"}
    assert set(names(categories=("living_alone", "advanced_age"))) == {"丁达", "乙波", "戊发"}
    assert rows(categories=("living_alone",))[0].categories == ("独居老人",)
    categories.end_category(fact.uid, on="2026-11-01", operator=BY)
    assert names(categories=("living_alone",)) == []
    assert rows(only_uids=(uid_of("丁达"),))[0].categories == ()


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("own", list(ContactPreference))
@pytest.mark.parametrize("of_home", list(ContactPreference))
def test_the_stricter_wish_is_shown_and_looked_for(
    own: ContactPreference, of_home: ContactPreference
) -> None:
    row = rows(only_uids=(uid_of("甲安"),))[0]
    residents.set_contact_preference(row.uid, preference=own.value, reason="本人说的", operator=BY)
    households.set_contact_preference(
        row.household_uid, preference=of_home.value, reason="家人说的", operator=BY
    )
    stricter = own.stricter(of_home)
    assert rows(only_uids=(row.uid,))[0].preference == stricter
    for preference in ContactPreference:
        expected = preference is stricter
        assert ("甲安" in names(contact_preferences=(preference.value,))) is expected


@pytest.mark.usefixtures("community")
def test_other_narrowings() -> None:
    residents.add_phone(uid_of("甲安"), label="女儿", number="15400000001", operator=BY)
    residents.edit_resident(uid_of("乙波"), residence=Residence.LIVES_ELSEWHERE.value, operator=BY)
    assert set(names(no_phone=True)) == EVERYBODY - {"甲安"}
    assert names(residences=("lives_elsewhere",)) == ["乙波"]
    assert set(names(sex="2")) == {"甲安", "丙晨", "己恩"}
    assert names(without_door=True) == names(without_door=True, sort="door") == ["庚广"]
    assert rows(only_uids=(uid_of("甲安"),))[0].phones == (("女儿", "15400000001"),)


@pytest.mark.usefixtures("community")
def test_a_line_names_the_door_and_the_newest_visit_to_the_person_or_the_home() -> None:
    old = rows(only_uids=(uid_of("己恩"),))[0]
    assert (old.door, old.short, old.grid, old.relation) == (
        "秀里1号楼1单元101",
        "1-1-101",
        "第2网格",
        "户主",
    )
    assert old.last_visit == LastVisit()
    home = old.household_uid
    visits.record_visit(household=home, on="2026-03-01", outcome="无人在家", operator=BY)
    visits.record_visit(
        household=home, resident=uid_of("戊发"), on="2026-04-01", outcome="已见面", operator=BY
    )
    told = {row.name: row.last_visit for row in rows(only_uids=(uid_of("己恩"), uid_of("戊发")))}
    assert told["己恩"] == ("2026-03-01", "door", "not_home")
    assert told["戊发"] == ("2026-04-01", "door", "met")
    assert names(sort="last_visit")[-2:] == ["己恩", "戊发"]
    assert names(sort="last_visit", descending=True)[:2] == ["戊发", "己恩"]


@pytest.mark.usefixtures("community")
def test_rows_come_in_the_order_asked_for_without_those_withdrawn() -> None:
    order = resident_order(ResidentFilter(), sort="birth", today=TODAY)
    gone = Resident.get(Resident.name == "庚广")
    residents.withdraw_resident(gone.uid, reason="登错了", operator=BY)
    assert [row.id for row in resident_rows(order)] == [id_ for id_ in order if id_ != gone.id]
    assert resident_rows([]) == []


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_counts_what_choosing_its_value_would_leave(facet: str) -> None:
    categories.add_category(uid_of("乙波"), category="独居老人", operator=BY)
    residents.edit_resident(uid_of("乙波"), residence=Residence.TOGETHER.value, operator=BY)
    others = ResidentFilter(age_from=0, sex="" if facet == "sex" else "1")
    counts = resident_facets(others, facet, today=TODAY)
    for value, count in counts.items():
        chosen = {facet: value if facet == "sex" else (value,)}
        wanted = ResidentFilter(age_from=0, **{"sex": others.sex, **chosen})  # type: ignore[arg-type]
        assert len(resident_order(wanted, today=TODAY)) == count
    assert counts


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    "verb",
    [
        lambda: residents.edit_resident(uid_of("己恩"), note="养狗", operator=BY),
        lambda: residents.add_phone(uid_of("己恩"), number="15400000002", operator=BY),
        lambda: categories.add_category(uid_of("己恩"), category="独居老人", operator=BY),
    ],
)
def test_a_change_of_one_person_touches_that_line_alone(verb: Callable[[], object]) -> None:
    assert _touched_by(verb) == {"己恩"}


@pytest.mark.usefixtures("community")
def test_a_change_of_a_home_touches_who_lives_there_and_one_of_a_place_everything() -> None:
    row = rows(only_uids=(uid_of("己恩"),))[0]
    assert _touched_by(
        lambda: visits.record_visit(
            household=row.household_uid, on="2026-03-01", outcome="无人在家", operator=BY
        )
    ) == {"己恩", "戊发"}
    building = buildings.list_buildings()[0].uid
    assert _touched_by(lambda: buildings.edit_building(building, name="12号楼", operator=BY)) is None


def _touched_by(verb: Callable[[], object]) -> set[str] | None:
    told: list[ChangeSet] = []
    stop = changes.subscribe(told.append)
    verb()
    stop()
    touched = RESIDENTS.touched(told[0].rows)
    return None if touched is None else {row.name for row in resident_rows(sorted(touched))}
