"""Deaths in two steps, and their taking back."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import absences, deaths, life_events, life_history
from community_desk.ledger.database import Ledger
from community_desk.ledger.inputs import local_today
from tests.ledger.estate import (
    WHO,
    Estate,
    build_estate,
    everything,
    household,
    logged_tables,
    resident,
    settle_family,
)

DIED = "2025-03-01"


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


def _die(uid: str, died_on: str = DIED) -> None:
    deaths.report_death(resident=uid, source="邻居", operator=WHO)
    deaths.confirm_death(
        resident=uid, died_on=died_on, source="家属", age_and_door_checked=True, operator=WHO
    )


def test_a_report_changes_no_status_and_no_membership(family: dict[str, str]) -> None:
    told = deaths.preview_report_death(resident=family["苏建国"])
    assert told.touches[0] == "苏建国记为“听说去世（待核实）”，不再提示生日和慰问"
    deaths.report_death(resident=family["苏建国"], source="楼下邻居", operator=WHO)
    row = resident(family["苏建国"])
    assert (row.status, row.death_state, row.death_source) == ("living", "reported", "楼下邻居")
    assert household(family["household"]).head == row
    assert logged_tables() == {"resident", "life_event"}


def test_a_death_is_not_confirmed_without_the_report_and_a_second_look(family: dict[str, str]) -> None:
    uid = family["苏建国"]
    with pytest.raises(UserError, match="请先登记"):
        deaths.confirm_death(
            resident=uid, died_on=DIED, source="家属", age_and_door_checked=True, operator=WHO
        )
    deaths.report_death(resident=uid, source="邻居", operator=WHO)
    before = everything()
    age = local_today().year - 1950 - ((local_today().month, local_today().day) < (1, 2))
    with pytest.raises(UserError, match=f"苏建国，{age} 岁，芸溪里3号楼2单元501") as error:
        deaths.confirm_death(
            resident=uid, died_on=DIED, source="家属", age_and_door_checked=False, operator=WHO
        )
    assert error.value.field == "age_and_door_checked"
    for died_on, source, field in (
        ("", "家属", "died_on"),
        ("2999", "家属", "died_on"),
        (DIED, " ", "source"),
    ):
        with pytest.raises(UserError) as error:
            deaths.confirm_death(
                resident=uid, died_on=died_on, source=source, age_and_door_checked=True, operator=WHO
            )
        assert error.value.field == field
    assert everything() == before


def test_a_head_who_died_is_followed_and_keeps_the_family_history(family: dict[str, str]) -> None:
    uid = family["苏建国"]
    deaths.report_death(resident=uid, source="邻居", operator=WHO)
    told = deaths.preview_confirm_death(resident=uid, died_on="2025-03")
    assert "户主将由 苏建国 改为 陈玉兰" in told.touches
    assert told.heads[0].candidates == tuple((family[name], name) for name in ("陈玉兰", "苏志强", "林晓梅"))
    deaths.confirm_death(
        resident=uid,
        died_on="2025-03",
        source="死亡证明",
        age_and_door_checked=True,
        new_head=family["苏志强"],
        operator=WHO,
    )
    row = resident(uid)
    assert (row.status, row.status_on, row.death_state) == ("deceased", "2025-03", "confirmed")
    assert (row.death_on, row.death_source) == ("2025-03", "死亡证明")
    assert row.household.uid == family["household"]
    assert household(family["household"]).head.uid == family["苏志强"]
    assert [stay.ends_on for stay in life_history.residencies_of(uid)] == ["2025-03"]
    assert [event.kind.value for event in life_history.events_of_resident(uid)] == ["death_reported", "died"]


def test_the_widow_is_asked_about(estate: Estate) -> None:
    people = [{"name": "何平"}, {"name": "吴秀英", "relation_word": "配偶"}]
    done = life_events.moved_in(on="2020", dwelling=estate.doors["601"], people=people, operator=WHO)
    deaths.report_death(resident=done.residents[0], source="邻居", operator=WHO)
    told = deaths.preview_confirm_death(resident=done.residents[0], died_on=DIED)
    assert told.questions == ("家中是否有人变为独居？吴秀英现在一人一户。",)


def test_a_report_taken_back(family: dict[str, str]) -> None:
    deaths.report_death(resident=family["苏建国"], source="邻居", died_on="2025-02", operator=WHO)
    deaths.withdraw_death(resident=family["苏建国"], reason="听错了", operator=WHO)
    row = resident(family["苏建国"])
    assert (row.death_state, row.death_on, row.death_source) == ("", "", "")
    kinds = [event.kind.value for event in life_history.events_of_resident(row.uid)]
    assert kinds == ["death_withdrawn", "death_reported"]


def test_a_wrong_death_taken_back_leaves_the_new_head(family: dict[str, str]) -> None:
    _die(family["苏建国"])
    deaths.withdraw_death(resident=family["苏建国"], reason="同名同姓，弄错了", operator=WHO)
    row = resident(family["苏建国"])
    assert (row.status, row.death_state, row.death_on) == ("living", "", "")
    assert household(family["household"]).head.uid == family["陈玉兰"]
    # What he is to her was his own headship before: it must be asked, not guessed.
    assert row.relation_word == ""
    assert [(stay.starts_on, stay.ends_on) for stay in life_history.residencies_of(row.uid)] == [("", "")]


def test_a_wrong_death_of_somebody_alone_brings_the_household_back(estate: Estate) -> None:
    done = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    _die(done.residents[0])
    assert household(done.households[0]).ends_on == DIED
    told = deaths.preview_withdraw_death(resident=done.residents[0])
    assert "原来的一户在芸溪里3号楼2单元601重新登记，接上从前的记录" in told.touches
    deaths.withdraw_death(resident=done.residents[0], reason="弄错了", operator=WHO)
    home = household(done.households[0])
    assert (home.ends_on, home.head.uid, home.dwelling.uid) == ("", done.residents[0], estate.doors["601"])
    stays = life_history.occupancies_of(home.uid)
    assert [(stay.starts_on, stay.ends_on) for stay in stays] == [("2020", "")]


def test_the_dead_take_part_in_nothing(family: dict[str, str]) -> None:
    _die(family["苏建国"])
    uid, home = family["苏建国"], family["household"]
    with pytest.raises(UserError):
        life_events.moved_away(on="2025-04", members=[uid], operator=WHO)
    with pytest.raises(UserError):
        life_events.moved_in(on="2025-04", household=home, known=[uid], operator=WHO)
    with pytest.raises(UserError):
        life_events.new_head(on="2025-04", household=home, head=uid, operator=WHO)
    with pytest.raises(UserError):
        absences.away_until(resident=uid, on="2025-04", operator=WHO)
    with pytest.raises(UserError):
        deaths.report_death(resident=uid, source="邻居", operator=WHO)


def test_nobody_dies_of_a_withdrawal(family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="没有去世登记"):
        deaths.withdraw_death(resident=family["苏建国"], reason="x", operator=WHO)
