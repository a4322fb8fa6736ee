"""Life events on a real ledger: what the preview says, what is written, what stays as history."""

import pytest

from community_desk.domain.codes import ContactPreference, LifeEventKind, ResidentStatus
from community_desk.domain.errors import UserError
from community_desk.ledger import buildings, dwellings, households, life_events, life_history, residents
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Household, LedgerTransaction, LifeEvent, Occupancy, Residency
from community_desk.ledger.resident_categories import add_category
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

ON = "2025-03-01"


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


def _label() -> str:
    return LedgerTransaction.select().order_by(LedgerTransaction.id.desc()).get().label


def _stays(uid: str) -> list[tuple[str, str, str]]:
    return [(stay.relation, stay.starts_on, stay.ends_on) for stay in life_history.residencies_of(uid)]


def test_a_preview_writes_nothing(estate: Estate, family: dict[str, str]) -> None:
    before = everything()
    son = [family["苏志强"]]
    life_events.preview_born(household=family["household"], child={"birth": ON})
    life_events.preview_moved_in(on=ON, dwelling=estate.doors["502"], people=[{"name": "何平"}])
    life_events.preview_moved_inside(on=ON, household=family["household"], dwelling=estate.doors["502"])
    life_events.preview_split(on=ON, members=son)
    life_events.preview_new_head(on=ON, household=family["household"], head=son[0])
    life_events.preview_moved_away(on=ON, household=family["household"])
    assert everything() == before


def test_born_without_a_name_or_id_gives_no_warning(family: dict[str, str]) -> None:
    child = {"birth": "2025-02-03", "sex": "女", "relation_word": "孙女"}
    done = life_events.born(household=family["household"], child=child, operator=WHO)
    assert done.warnings == ()
    (uid,) = done.residents
    row = resident(uid)
    assert (row.name, row.birth, row.relation_code) == ("暂未取名", "2025-02-03", "42")
    assert _stays(uid) == [("孙女", "2025-02-03", "")]
    (event,) = life_history.events_of_resident(uid)
    assert (event.kind, event.happened_on) == (LifeEventKind.BORN, "2025-02-03")
    assert logged_tables() == {"resident", "residency", "life_event"}
    assert _label() == "出生 暂未取名"


def test_born_asks_what_the_child_is_to_the_head(family: dict[str, str]) -> None:
    told = life_events.preview_born(household=family["household"], child={"name": "苏小宝", "birth": ON})
    assert told.questions == ("苏小宝与户主苏建国是什么关系？",)
    assert told.touches == ("新登记苏小宝，归入芸溪里3号楼2单元501 苏建国 一户",)


def test_a_newborn_needs_a_date(family: dict[str, str]) -> None:
    with pytest.raises(UserError) as error:
        life_events.born(household=family["household"], child={}, operator=WHO)
    assert error.value.field == "on"


def test_moved_in_makes_a_household_with_the_head_who_says_so(estate: Estate) -> None:
    people = [
        {"name": "何平", "relation_word": "配偶", "phones": [("", "13800001234")]},
        {"name": "吴秀英", "relation_word": "户主"},
    ]
    done = life_events.moved_in(
        on=ON, dwelling=estate.doors["502"], people=people, tenure="出租", operator=WHO
    )
    home = household(done.households[0])
    assert home.head.name == "吴秀英"
    assert home.dwelling.uid == estate.doors["502"]
    assert home.dwelling.tenure == "let"
    assert home.starts_on == ON
    assert life_history.occupancies_at(estate.doors["502"])[0].starts_on == ON
    kinds = [(event.kind, event.resident) for event in LifeEvent.select().order_by(LifeEvent.id)]
    assert [kind for kind, _ in kinds] == ["moved_in"] * 3
    assert sum(person is None for _, person in kinds) == 1
    assert residents.phones_of(done.residents[0]) == [("", "13800001234")]


def test_moved_in_takes_the_mark_of_an_empty_home_off(estate: Estate) -> None:
    door = estate.doors["502"]
    dwellings.set_tenure(door, "空置", operator=WHO)
    told = life_events.preview_moved_in(on=ON, dwelling=door, people=[{"name": "何平"}])
    assert "芸溪里3号楼2单元502的住房情况由“空置”改为“不清楚”" in told.touches
    done = life_events.moved_in(on=ON, dwelling=door, people=[{"name": "何平"}], operator=WHO)
    assert household(done.households[0]).dwelling.tenure == "unknown"


def test_moved_in_beside_others_says_so(estate: Estate, family: dict[str, str]) -> None:
    told = life_events.preview_moved_in(on=ON, dwelling=estate.doors["501"], people=[{"name": "何平"}])
    assert "芸溪里3号楼2单元501已住着 苏建国，以后是一个门牌几户" in told.touches
    assert "家中是否有人变为独居？何平现在一人一户。" in told.questions


def test_moved_in_cannot_bring_a_second_head(family: dict[str, str]) -> None:
    people = [{"name": "何平", "relation_word": "户主"}]
    with pytest.raises(UserError, match="不能也登记为户主"):
        life_events.moved_in(on=ON, household=family["household"], people=people, operator=WHO)


def test_a_household_that_moves_takes_its_history_along(estate: Estate, family: dict[str, str]) -> None:
    old, new = estate.doors["501"], estate.doors["502"]
    told = life_events.preview_moved_inside(on=ON, household=family["household"], dwelling=new)
    assert told.touches == (
        "芸溪里3号楼2单元501 苏建国 一户搬到芸溪里3号楼2单元502",
        "芸溪里3号楼2单元501 将没有人住",
    )
    life_events.moved_inside(on=ON, household=family["household"], dwelling=new, operator=WHO)
    assert household(family["household"]).dwelling.uid == new
    doors = [(stay.door, stay.ends_on) for stay in life_history.occupancies_of(family["household"])]
    assert doors == [("芸溪里3号楼2单元501", ON), ("芸溪里3号楼2单元502", "")]
    assert _stays(family["苏建国"]) == [("户主", "", "")]
    assert life_history.occupancies_at(old)[0].ends_on == ON
    (event,) = life_history.events_of_resident(family["林晓梅"])
    assert (event.from_door, event.to_door) == ("芸溪里3号楼2单元501", "芸溪里3号楼2单元502")
    # The next household behind the old door starts clean.
    done = life_events.moved_in(on="2025-04", dwelling=old, people=[{"name": "何平"}], operator=WHO)
    assert done.households[0] != family["household"]
    assert [event.name for event in life_history.events_of_household(done.households[0])] == ["", "何平"]


def test_some_members_move_and_who_stays_gets_a_head(estate: Estate, family: dict[str, str]) -> None:
    couple = [family["苏建国"], family["陈玉兰"]]
    told = life_events.preview_moved_inside(on=ON, members=couple, dwelling=estate.doors["502"])
    assert "户主将由 苏建国 改为 苏志强" in told.touches
    assert [choice.proposed for choice in told.heads] == ["苏志强", "苏建国"]
    done = life_events.moved_inside(on=ON, members=couple, dwelling=estate.doors["502"], operator=WHO)
    old, new = household(family["household"]), household(done.households[0])
    assert (old.head.name, new.head.name) == ("苏志强", "苏建国")
    assert resident(family["苏志强"]).relation_word == "户主"
    assert resident(family["陈玉兰"]).relation_word == "配偶"
    assert resident(family["林晓梅"]).relation_word == ""
    assert [gap.name for gap in told.relations] == ["林晓梅"]
    assert _stays(family["苏建国"]) == [("户主", "", ON), ("户主", ON, "")]


def test_members_join_another_household(estate: Estate, family: dict[str, str]) -> None:
    other = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    life_events.moved_inside(
        on=ON,
        members=[family["林晓梅"]],
        to_household=other.households[0],
        relations={family["林晓梅"]: "女儿"},
        operator=WHO,
    )
    row = resident(family["林晓梅"])
    assert row.household.uid == other.households[0]
    assert (row.relation_word, row.relation_code[:1]) == ("女儿", "3")
    assert row.position == 1


def test_split_behind_the_same_door(estate: Estate, family: dict[str, str]) -> None:
    residents_before = Residency.select().count()
    households.set_contact_preference(
        family["household"], preference="暂不上门", reason="家里有病人", operator=WHO
    )
    couple = [family["苏志强"], family["林晓梅"]]
    told = life_events.preview_split(on=ON, members=couple, relations={couple[1]: "妻"})
    assert "新的一户沿用原户的“暂不上门”" in told.touches
    assert told.questions == ()
    done = life_events.split(on=ON, members=couple, relations={couple[1]: "妻"}, operator=WHO)
    new = household(done.households[0])
    assert new.dwelling.uid == estate.doors["501"]
    assert new.head.name == "苏志强"
    assert new.contact_preference == ContactPreference.NO_VISIT_FOR_NOW.value
    assert household(family["household"]).ends_on == ""
    assert Residency.select().count() == residents_before + 2
    assert resident(couple[1]).relation_code == "12"
    assert LifeEvent.select().where(LifeEvent.from_household == household(family["household"])).count() == 3


def test_split_of_everybody_is_a_move(family: dict[str, str]) -> None:
    everyone = [uid for name, uid in family.items() if name != "household"]
    with pytest.raises(UserError, match="全家"):
        life_events.split(on=ON, members=everyone, operator=WHO)


def test_members_of_two_households_cannot_split_together(estate: Estate, family: dict[str, str]) -> None:
    other = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    with pytest.raises(UserError, match="同一户"):
        life_events.split(on=ON, members=[family["苏志强"], other.residents[0]], operator=WHO)


def test_merged_ends_one_household_and_keeps_the_stricter_wish(
    estate: Estate, family: dict[str, str]
) -> None:
    other = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    households.set_contact_preference(other.households[0], preference="仅电话", reason="上夜班", operator=WHO)
    told = life_events.preview_merged(on=ON, household=other.households[0], into=family["household"])
    assert "芸溪里3号楼2单元501 苏建国 一户的联系意愿改为“仅电话”" in told.touches
    assert "芸溪里3号楼2单元601 将没有人住" in told.touches
    assert told.questions[0] == "何平与户主苏建国是什么关系？"
    life_events.merged(on=ON, household=other.households[0], into=family["household"], operator=WHO)
    ended = household(other.households[0])
    assert (ended.ends_on, ended.dwelling, ended.head) == (ON, None, None)
    assert household(family["household"]).contact_preference == "phone_only"
    assert household(family["household"]).head.name == "苏建国"
    assert len(households.members_of(household(family["household"]))) == 5


def test_new_head_changes_the_relations_that_follow(family: dict[str, str]) -> None:
    what = {"on": ON, "household": family["household"], "head": family["陈玉兰"]}
    told = life_events.preview_new_head(**what)
    assert told.touches == (
        "户主将由 苏建国 改为 陈玉兰",
        "苏建国与户主的关系由“户主”改为“配偶”",
    )
    life_events.new_head(**what, operator=WHO)
    assert household(family["household"]).head.uid == family["陈玉兰"]
    assert resident(family["苏志强"]).relation_word == "长子"
    assert _stays(family["苏建国"]) == [("配偶", "", "")]
    (event,) = life_history.events_of_resident(family["陈玉兰"])
    assert event.kind is LifeEventKind.NEW_HEAD


def test_a_head_must_be_a_member(estate: Estate, family: dict[str, str]) -> None:
    other = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    with pytest.raises(UserError, match="不是这一户的成员"):
        life_events.new_head(on=ON, household=family["household"], head=other.residents[0], operator=WHO)


def test_one_member_moves_away(family: dict[str, str]) -> None:
    done = life_events.moved_away(
        on=ON, members=[family["苏建国"]], new_head=family["苏志强"], place="福州", operator=WHO
    )
    assert done.residents == (family["苏建国"],)
    gone = resident(family["苏建国"])
    assert (gone.status, gone.status_on) == (ResidentStatus.MOVED.value, ON)
    assert _stays(gone.uid) == [("户主", "", ON)]
    assert household(family["household"]).head.uid == family["苏志强"]
    # What the others are to a son follows for his mother alone.
    assert resident(family["陈玉兰"]).relation_word == "母亲"
    assert life_history.events_of_resident(gone.uid)[0].note == "去向：福州"


def test_the_last_one_living_alone_is_asked_about(family: dict[str, str]) -> None:
    leaving = [family["苏建国"], family["苏志强"], family["林晓梅"]]
    told = life_events.preview_moved_away(on=ON, members=leaving)
    assert "家中是否有人变为独居？陈玉兰现在一人一户。" in told.questions


def test_who_is_recorded_as_living_alone_and_is_not_any_more(estate: Estate, family: dict[str, str]) -> None:
    alone = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    add_category(alone.residents[0], category="独居", operator=WHO)
    told = life_events.preview_moved_inside(
        on=ON, members=[family["林晓梅"]], to_household=alone.households[0]
    )
    assert "何平登记为独居，现在一户 2 人，是否还算独居？" in told.questions


def test_children_left_without_adults_are_asked_about(estate: Estate) -> None:
    people = [
        {"name": "何平", "birth": "1980"},
        {"name": "何小星", "birth": "2024-01-01", "relation_word": "子"},
    ]
    done = life_events.moved_in(on="2024-02", dwelling=estate.doors["601"], people=people, operator=WHO)
    told = life_events.preview_moved_away(on=ON, members=[done.residents[0]])
    assert any("没有大人" in question for question in told.questions)


def test_who_is_somebodys_guardian_is_asked_about(estate: Estate, family: dict[str, str]) -> None:
    other = life_events.moved_in(
        on="2020", dwelling=estate.doors["601"], people=[{"name": "何平"}], operator=WHO
    )
    residents.add_link(other.residents[0], kind="监护人", other=family["林晓梅"], operator=WHO)
    told = life_events.preview_moved_away(on=ON, members=[family["林晓梅"]])
    assert "林晓梅是何平的监护人，是否要另找一位？" in told.questions


def test_a_household_moves_away_and_comes_back(estate: Estate, family: dict[str, str]) -> None:
    life_events.moved_away(on=ON, household=family["household"], operator=WHO)
    gone = household(family["household"])
    assert (gone.ends_on, gone.dwelling, gone.head) == (ON, None, None)
    assert Occupancy.select().where(Occupancy.ends_on == "").count() == 0
    everyone = [uid for name, uid in family.items() if name != "household"]
    told = life_events.preview_moved_in(
        on="2025-06", household=gone.uid, dwelling=estate.doors["601"], known=everyone
    )
    assert "原来的一户在芸溪里3号楼2单元601重新登记，接上从前的记录" in told.touches
    life_events.moved_in(
        on="2025-06", household=gone.uid, dwelling=estate.doors["601"], known=everyone, operator=WHO
    )
    back = household(gone.uid)
    assert (back.ends_on, back.head.name) == ("", "苏建国")
    assert resident(family["苏志强"]).relation_word == "长子"
    assert _stays(family["陈玉兰"]) == [("配偶", "", ON), ("配偶", "2025-06", "")]
    assert [stay.ends_on for stay in life_history.occupancies_of(gone.uid)] == [ON, ""]
    assert Household.select().count() == 1


@pytest.mark.parametrize(
    ("on", "field"), [("", "on"), ("2999-01-01", "on"), ("昨天", "on"), ("1999-12-31", "on")]
)
def test_dates_that_cannot_be_are_refused(estate: Estate, on: str, field: str) -> None:
    done = life_events.moved_in(
        on="2000-01-01", dwelling=estate.doors["501"], people=[{"name": "何平"}], operator=WHO
    )
    before = everything()
    with pytest.raises(UserError) as error:
        life_events.moved_away(on=on, household=done.households[0], operator=WHO)
    assert error.value.field == field
    assert everything() == before


def test_an_ended_household_takes_part_in_nothing(estate: Estate, family: dict[str, str]) -> None:
    life_events.moved_away(on=ON, household=family["household"], operator=WHO)
    with pytest.raises(UserError, match="已经结束"):
        life_events.moved_inside(
            on=ON, household=family["household"], dwelling=estate.doors["601"], operator=WHO
        )
    with pytest.raises(UserError, match="请选门牌"):
        life_events.moved_in(on=ON, household=family["household"], people=[{"name": "何平"}], operator=WHO)


def test_doors_of_lanes_and_blocks_in_one_household_history(estate: Estate, family: dict[str, str]) -> None:
    lane = buildings.add_building(compound=estate.compound, name="侨兴路", kind="lane", operator=WHO).uid
    house = dwellings.add_dwelling(building=lane, room="12", operator=WHO).uid
    life_events.moved_inside(on=ON, household=family["household"], dwelling=house, operator=WHO)
    assert life_history.occupancies_of(family["household"])[-1].door == "芸溪里侨兴路12号"
