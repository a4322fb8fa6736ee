"""Finding by whatever a clerk types, on a real ledger: what is found, why, in which order, and after every change."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.ledger import (
    absences,
    buildings,
    changes,
    deaths,
    households,
    life_events,
    places,
    residents,
    search,
    staff,
    undo,
)
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.dwellings import add_dwelling
from community_desk.ledger.models import Household, Resident
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.rows import bound_database

_WHO = "王某某"

Home = Callable[..., str]


@pytest.fixture
def home(ledger: Ledger) -> Home:
    """Makes a household of one behind a door of 芸溪里, or of a lane; gives the person's uid."""
    estate = places.add_compound(name="芸溪里", operator=_WHO).uid
    hamlet = places.add_compound(name="侨安一组", kind="hamlet", operator=_WHO).uid
    blocks: dict[str, str] = {}

    def make(name: str, building: str = "3", unit: str = "2", room: str = "501", **fields: object) -> str:
        if building not in blocks:
            lane = not building.isdigit()
            blocks[building] = buildings.add_building(
                compound=hamlet if lane else estate,
                name=building,
                kind="lane" if lane else "block",
                operator=_WHO,
            ).uid
        door = add_dwelling(building=blocks[building], unit=unit, room=room, operator=_WHO).uid
        member: dict[str, object] = {"name": name, "relation_word": "户主", **fields}
        households.add_household(dwelling=door, members=[member], operator=_WHO)  # type: ignore[list-item]
        uid: str = Resident.select().order_by(Resident.id.desc()).get().uid
        return uid

    return make


def titles(text: str, *kinds: str) -> list[str]:
    return [hit.title for hit in search.search(text, kinds=kinds or ("resident",)).hits]


@pytest.mark.parametrize(
    "text",
    ["苏红艳", "苏", "红艳", "艳", "suhongyan", "su hong yan", "hongyan", "shy", "hy", "SUHONG", "苏红艳 3-2", "ｓｈｙ",
     "shy 501", "13800001234", "1234", "0000", "138 0000 1234", "350212196612156692", "6692", "19661215", "听力", "敲",
     "3-2-501", "3号楼2单元501", "3栋2单元501室", "３－２－５０１", "芸溪里3号楼", "501", "2-501"],
)  # fmt: skip
def test_she_is_found_by(home: Home, text: str) -> None:
    uid = home(
        "苏红艳", phones=[("", "13800001234")], id_number="350212196612156692", note="听力弱，多敲一会儿"
    )
    home("陈大海", building="12", room="1203", phones=[("", "15911112222")])
    hits = search.search(text, kinds=("resident",)).hits
    assert [hit.uid for hit in hits] == [uid]
    assert hits[0].why


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾艳", "zengyan"), ("曾艳", "cengyan"), ("单志", "shanzhi"), ("单志", "danzhi"), ("区明", "ouming"),
        ("吕梅", "lvmei"), ("吕梅", "lyumei"), ("吕梅", "lumei"), ("欧阳娜", "oyn"), ("买买提·艾力", "买买提艾力"),
        ("买买提·艾力", "艾力"), ("赵𬭚", "𬭚"), ("John Smith", "smith"), ("John Smith", "john"),
    ],
)  # fmt: skip
def test_every_reading_and_spelling_finds(home: Home, name: str, typed: str) -> None:
    home(name)
    home("林一二", room="502")
    assert titles(typed) == [name]


def test_an_edited_pinyin_is_found_too(home: Home) -> None:
    uid = home("覃某")
    residents.edit_resident(uid, pinyin="tan mou", operator=_WHO)
    assert titles("tanmou") == ["覃某"]


@pytest.mark.parametrize("text", ["侨兴路12号", "侨兴路12", "12号", "侨安一组侨兴路12号"])
def test_a_lane_is_found_as_people_write_it(home: Home, text: str) -> None:
    home("蔡甲", building="侨兴路", unit="", room="12号")
    home("蔡乙", building="侨兴路", unit="", room="21号")
    assert titles(text) == ["蔡甲"]


def test_a_door_brings_the_household_and_its_people(home: Home) -> None:
    home("苏红艳")
    hits = search.search("3-2-501").hits
    assert [(hit.kind, hit.title, hit.door) for hit in hits] == [
        ("household", "苏红艳户", "芸溪里3号楼2单元501"),
        ("resident", "苏红艳", "芸溪里3号楼2单元501"),
    ]


def test_namesakes_are_told_apart_by_door_and_birth_year(home: Home) -> None:
    home("陈伟", birth="1950-01-02")
    home("陈伟", room="502", birth="1988")
    found = {(hit.door[-3:], hit.birth_year) for hit in search.search("陈伟", kinds=("resident",)).hits}
    assert found == {("501", "1950"), ("502", "1988")}


def test_the_best_comes_first(home: Home) -> None:
    for room, name in (("101", "王李红"), ("102", "李红霞"), ("103", "李红"), ("104", "李宏")):
        home(name, room=room)
    assert titles("李红") == ["李红", "李红霞", "王李红"]
    assert titles("lihong")[:2] in (["李红", "李宏"], ["李宏", "李红"])
    assert titles("lihong")[-1] == "王李红"


def test_why_says_what_matched_and_what_is_bold(home: Home) -> None:
    home("苏红艳", phones=[("女儿", "13800001234")], id_number="350212196612156692")
    (hit,) = search.search("1234", kinds=("resident",)).hits
    assert (hit.why, hit.matched) == ("电话 13800001234（女儿）", ("1234",))
    (hit,) = search.search("红艳").hits[:1]
    assert hit.matched == ("红艳",)
    (hit,) = search.search("6692", kinds=("resident",)).hits
    assert "350212********6692" in hit.why
    assert "19661215" not in hit.why


def test_staff_are_found(ledger: Ledger) -> None:
    staff.add_staff(name="林小明", phone="13700000009", role="网格员", operator=_WHO)
    assert titles("lxm", "staff") == ["林小明"]
    assert titles("0009", "staff") == ["林小明"]


def test_who_moved_or_died_comes_last_and_is_called_so(home: Home) -> None:
    gone, dead, here = home("林某", room="101"), home("林某", room="102"), home("林某", room="103")
    life_events.moved_away(members=[gone], on="2026-01-01", place="泉州", operator=_WHO)
    deaths.report_death(resident=dead, source="邻居", operator=_WHO)
    deaths.confirm_death(
        resident=dead, died_on="2026-01-02", source="家属", age_and_door_checked=True, operator=_WHO
    )
    hits = search.search("林某", kinds=("resident",)).hits
    assert hits[0].uid == here
    assert {hit.title for hit in hits[1:]} == {"林某（已搬离）", "林某（已故）"}


def test_the_index_follows_every_change_and_its_undo(home: Home, ledger: Ledger) -> None:
    uid = home("苏红艳", phones=[("", "13800001234")])
    residents.edit_resident(uid, name="苏改名", operator=_WHO)
    assert (titles("苏红艳"), titles("苏改名")) == ([], ["苏改名"])
    undo.undo_last(operator=_WHO)
    assert (titles("苏红艳"), titles("苏改名")) == (["苏红艳"], [])
    residents.set_phones(uid, [("", "15900009999")], operator=_WHO)
    assert (titles("13800001234"), titles("9999")) == ([], ["苏红艳"])
    compound = places.list_compounds()[0].uid
    for row in places.list_compounds():
        if row.name == "芸溪里":
            compound = row.uid
    places.edit_compound(compound, name="云溪新村", operator=_WHO)
    assert (titles("芸溪里"), titles("云溪新村")) == ([], ["苏红艳"])
    assert titles("云溪新村", "household") == ["苏红艳户"]
    absences.away_until(resident=uid, on="2026-01-01", until="2027-01-01", operator=_WHO)
    assert titles("苏红艳") == ["苏红艳"]
    with changes.transaction("撤下", operator=_WHO):
        changes.withdraw(Resident.get(Resident.uid == uid))
    assert titles("苏红艳") == []
    undo.undo_last(operator=_WHO)
    assert titles("苏红艳") == ["苏红艳"]
    assert ledger.faults() == []


def test_a_household_is_found_by_the_name_its_head_has_now(home: Home) -> None:
    uid = home("苏红艳")
    residents.edit_resident(uid, name="苏改名", operator=_WHO)
    assert titles("苏改名", "household") == ["苏改名户"]
    row = Household.get()
    households.edit_household(row.uid, number="H-0077", operator=_WHO)
    assert titles("0077", "household") == ["苏改名户"]


def test_many_hits_are_counted_up_to_a_thousand(ledger: Ledger) -> None:
    with changes.transaction("导入", operator=_WHO):
        changes.insert_rows(
            Resident, ["name", "name_key"], [(f"陈{chr(0x4E00 + at)}", "") for at in range(1200)]
        )
    result = search.search("陈")
    assert (len(result.hits), result.total, result.more) == (50, 1000, True)
    few = search.search("陈一")
    assert (few.total, few.more) == (1, False)


def test_an_index_of_another_recipe_is_made_anew_at_opening(home: Home, ledger: Ledger) -> None:
    home("苏红艳")
    ledger.close()
    with open_ledger(ledger.folder.path):
        assert not search.needs_rebuild()
        bound_database.execute_sql("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        assert search.needs_rebuild()
        assert titles("苏红艳") == []
    with open_ledger(ledger.folder.path) as again:
        assert titles("苏红艳") == ["苏红艳"]
        assert again.faults() == []


@pytest.mark.parametrize(
    "text", ["", " ", "'", '"', "*", "。", "-", "--", "^", "NEAR(", "AND", "a:b", "苏*", "\x00"]
)
def test_odd_texts_are_no_error(home: Home, text: str) -> None:
    home("苏红艳")
    assert search.search(text).total in (0, 1, 2)


@pytest.fixture(scope="module")
def open_one(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    from community_desk.ledger.database import create_ledger

    made, _ = create_ledger(tmp_path_factory.mktemp("search") / "a", password=None)
    with changes.transaction("新增", operator=_WHO):
        changes.add(Resident, name="苏红艳", note="o'neil 1.5 a-b")
    made.close()
    return made


@given(text=st.text(max_size=20))
def test_any_text_is_answered(open_one: Ledger, text: str) -> None:
    with open_ledger(open_one.folder.path, read_only=True):
        search.search(text)


@pytest.mark.parametrize("text", ["5123744", "残疾", "35021219661215123744", "cz"])
def test_a_certificate_is_found_and_masked_as_the_id_number_in_it(home: Home, text: str) -> None:
    uid = home("陈真", note="旧证 350212196612151237 已交")
    add_category(uid, category="残疾", certificate_number="35021219661215123744", operator=_WHO)
    (hit,) = search.search(text, kinds={"resident"}).hits
    assert hit.uid == uid
    assert "19661215" not in hit.why
    assert all(part in hit.why or part in hit.title for part in hit.matched)


def test_a_stale_document_is_a_fault(home: Home, ledger: Ledger) -> None:
    home("苏红艳", note="养猫")
    home("陈真", room="502")
    assert ledger.faults() == []
    bound_database.execute_sql("UPDATE search_doc SET texts = replace(texts, '养猫', '养狗')")
    assert search.faults() == ["搜索里有 1 条“居民”不是现在的内容，重建搜索索引会修好"]
    bound_database.execute_sql("UPDATE search_doc SET texts = replace(texts, '陈真', '陈假')")
    assert {fault.partition("不是")[0] for fault in search.faults()} == {
        "搜索里有 2 条“居民”", "搜索里有 1 条“户”",
    }  # fmt: skip
    for _ in search.rebuild():
        pass
    assert ledger.faults() == []


@pytest.mark.parametrize("typed", ["ouxy", "oux", "ouyangnn", "ouynn"])
def test_a_surname_in_full_and_initials_find_as_input_methods_taught(home: Home, typed: str) -> None:
    home("欧轩宇", room="501")
    home("欧阳娜娜", room="502")
    assert titles(typed) == [{"ouxy": "欧轩宇", "oux": "欧轩宇"}.get(typed, "欧阳娜娜")]
