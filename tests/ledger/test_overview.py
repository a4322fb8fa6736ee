"""The 工作台: what is counted, and what wants doing next."""

from datetime import date, timedelta

import pytest

from community_desk.ledger import (
    absences,
    access,
    buildings,
    changes,
    deaths,
    households,
    import_reviews,
    life_events,
    places,
    residents,
    settings,
)
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import ImportBatch, Resident
from community_desk.ledger.overview import MOST_UIDS, Overview, Todo, TodoKind, overview
from tests.ledger.estate import WHO, build_estate, everything, settle_family

TODAY = date(2026, 11, 23)


@pytest.fixture
def family(ledger: Ledger) -> dict[str, str]:
    estate = build_estate()
    family = settle_family(estate.doors["501"])
    for name, uid in family.items():
        if name != "household":
            residents.edit_resident(uid, id_number=f"E{hash(name) % 10**8:08}", operator=WHO)
    return {**family, "block": estate.block, **estate.doors}


def _todo(kind: TodoKind, *, today: date = TODAY) -> Todo | None:
    found = [todo for todo in overview(today=today, backup_days=0).todos if todo.kind is kind]
    assert len(found) <= 1
    return found[0] if found else None


def test_an_empty_ledger_has_nothing_to_do(ledger: Ledger) -> None:
    before = everything()
    assert overview(today=TODAY) == Overview(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ())
    assert everything() == before


def test_what_is_counted(family: dict[str, str]) -> None:
    absences.away_until(resident=family["苏志强"], on="2026-11-01", operator=WHO)
    life_events.moved_away(
        household=family["household"], members=[family["林晓梅"]], on="2026-05", operator=WHO
    )
    places.add_grid(name="第1网格", operator=WHO)
    now = overview(today=date.today(), backup_days=0)  # noqa: DTZ011
    assert (now.residents, now.away, now.households) == (3, 1, 1)
    assert (now.doors, now.empty_doors, now.buildings, now.compounds, now.grids) == (3, 2, 1, 1, 1)
    assert (now.new_in_7_days, now.new_in_30_days) == (3, 3)
    later = overview(today=date.today() + timedelta(days=9), backup_days=0)  # noqa: DTZ011
    assert (later.new_in_7_days, later.new_in_30_days) == (0, 3)


def test_reported_deaths_are_verified_first(family: dict[str, str]) -> None:
    deaths.report_death(
        resident=family["陈玉兰"], source="楼长", died_on="2026-11-20", on="2026-11-21", operator=WHO
    )
    first = overview(today=TODAY).todos[0]
    assert (first.kind, first.sentence, first.page) == (
        TodoKind.DEATH_TO_VERIFY,
        "1 位听说去世，待核实",
        "residents",
    )
    assert first.uids == (family["陈玉兰"],)
    assert first.lines[0].text == "陈玉兰，楼长说，11月20日去世"
    deaths.withdraw_death(resident=family["陈玉兰"], reason="同名", operator=WHO)
    assert _todo(TodoKind.DEATH_TO_VERIFY) is None


def test_who_is_due_back_and_who_is_late(family: dict[str, str]) -> None:
    for name, until in (
        ("苏建国", "2026-11-22"),
        ("陈玉兰", "2026-11-30"),
        ("苏志强", "2026-12-01"),
        ("林晓梅", ""),
    ):
        absences.away_until(resident=family[name], on="2026-09-01", until=until, place="福州", operator=WHO)
    todo = _todo(TodoKind.BACK_DUE)
    assert todo is not None
    assert todo.sentence == "1 位外出过了回来的日子，1 位 7 天内回来"
    assert [line.text for line in todo.lines] == [
        "苏建国 外出（福州），应于 11月22日回来",
        "陈玉兰 外出（福州）至 11月30日",
    ]
    absences.returned(resident=family["苏建国"], on="2026-11-22", operator=WHO)
    assert _todo(TodoKind.BACK_DUE).sentence == "1 位 7 天内回来"


def test_wishes_are_asked_about_again_when_their_day_has_come(family: dict[str, str]) -> None:
    residents.set_contact_preference(
        family["陈玉兰"], preference="仅电话", reason="静养", review_on="2026-11-23", operator=WHO
    )
    assert _todo(TodoKind.CONTACT_REVIEW, today=date(2026, 11, 22)) is None
    todo = _todo(TodoKind.CONTACT_REVIEW)
    assert (todo.entity, [line.text for line in todo.lines]) == ("resident", ["陈玉兰 仅电话，11月23日到期"])
    residents.set_contact_preference(family["陈玉兰"], preference="可上门", operator=WHO)
    households.set_contact_preference(
        family["household"], preference="暂不上门", reason="装修", review_on="2026-10", operator=WHO
    )
    todo = _todo(TodoKind.CONTACT_REVIEW)
    assert (todo.entity, todo.uids, todo.sentence) == (
        "household",
        (family["household"],),
        "1 户的联系意愿到期，该再问一次",
    )
    assert todo.lines[0].text == "苏建国一户 暂不上门，10月到期"


@pytest.mark.parametrize(
    ("birth", "today", "said"),
    [
        ("1940-11-23", TODAY, "陈玉兰 11月23日满 86 岁"),
        ("1940-11-30", TODAY, "陈玉兰 11月30日满 86 岁"),
        ("1940-12-01", TODAY, ""),
        ("1940-11-22", TODAY, ""),
        ("1946-11-25", TODAY, "陈玉兰 11月25日满 80 岁"),
        ("1947-11-25", TODAY, ""),
        ("1940-11", TODAY, ""),
        ("1947-01-02", date(2026, 12, 28), "陈玉兰 1月2日满 80 岁"),
        ("1940-02-29", date(2026, 2, 25), "陈玉兰 3月1日满 86 岁"),
        ("1940-02-29", date(2028, 2, 25), "陈玉兰 2月29日满 88 岁"),
    ],
)
def test_birthdays_of_elders(family: dict[str, str], birth: str, today: date, said: str) -> None:
    residents.edit_resident(family["陈玉兰"], birth=birth, operator=WHO)
    todo = _todo(TodoKind.BIRTHDAY, today=today)
    assert [line.text for line in todo.lines] == [said] if said else todo is None


def test_no_birthday_of_the_dead_nor_by_the_wrong_calendar(family: dict[str, str]) -> None:
    residents.edit_resident(family["陈玉兰"], birth="1940-11-25", operator=WHO)
    residents.edit_resident(family["苏建国"], birth="1940-11-25", birth_calendar="农历", operator=WHO)
    assert _todo(TodoKind.BIRTHDAY).uids == (family["陈玉兰"],)
    deaths.report_death(resident=family["陈玉兰"], source="楼长", operator=WHO)
    assert _todo(TodoKind.BIRTHDAY) is None


def test_names_with_characters_of_ones_own_are_found(family: dict[str, str]) -> None:
    assert _todo(TodoKind.ODD_NAME) is None
    residents.edit_resident(family["陈玉兰"], name="陈玉\ue123", operator=WHO)
    residents.edit_resident(family["林晓梅"], name="林晓𡋾", operator=WHO)
    todo = _todo(TodoKind.ODD_NAME)
    assert (todo.count, todo.uids) == (1, (family["陈玉兰"],))


def test_who_has_no_id_number_but_the_newborn(family: dict[str, str]) -> None:
    assert _todo(TodoKind.NO_ID) is None
    residents.edit_resident(family["陈玉兰"], id_number="", operator=WHO)
    residents.add_resident(name="暂未取名", birth="2026-10-01", operator=WHO)
    todo = _todo(TodoKind.NO_ID)
    assert (todo.sentence, todo.uids) == ("1 位没有登记证件号", (family["陈玉兰"],))


def test_a_long_list_names_the_first_and_counts_all(ledger: Ledger) -> None:
    with changes.transaction("许多", operator=WHO):
        changes.insert_rows(
            Resident,
            ["name", "name_key"],
            [(f"郑{number}", f"{number:04}") for number in range(MOST_UIDS + 3)],
        )
    todo = _todo(TodoKind.NO_ID)
    assert (todo.count, len(todo.uids)) == (MOST_UIDS + 3, MOST_UIDS)
    assert [line.text for line in todo.lines[:2]] == ["郑0", "郑1"]


def test_homes_without_a_door_and_blocks_without_a_grid(family: dict[str, str]) -> None:
    home = households.add_household(
        members=[{"name": "周某某", "id_number": "E12345678"}], address="集美老家", operator=WHO
    ).uid
    todo = _todo(TodoKind.NO_DOOR)
    assert (todo.uids, todo.lines[0].text) == ((home,), "周某某 集美老家")
    # Who has no grids does not miss any.
    assert _todo(TodoKind.NO_GRID) is None
    grid = places.add_grid(name="第1网格", operator=WHO).uid
    todo = _todo(TodoKind.NO_GRID)
    assert (todo.entity, todo.lines[0].text) == ("building", "芸溪里3号楼")
    buildings.set_grid([family["block"]], grid=grid, operator=WHO)
    assert _todo(TodoKind.NO_GRID) is None


def test_papers_that_are_out(family: dict[str, str]) -> None:
    paper = access.record_print(subject="走访单 A7-1", purpose="走访", person_count=8, operator=WHO)
    todo = _todo(TodoKind.PAPER_OUT)
    assert (todo.sentence, todo.uids) == ("1 次打印的纸还没收回", ())
    assert todo.lines[0].text.startswith("走访单 A7-1，王某某 ")
    access.paper_came_back(paper)
    assert _todo(TodoKind.PAPER_OUT) is None


def test_a_backup_is_asked_for_when_the_last_is_old(family: dict[str, str]) -> None:
    def said(last: date | None, days: int) -> list[str]:
        todos = overview(today=TODAY, last_backup=last, backup_days=days).todos
        return [todo.sentence for todo in todos if todo.kind is TodoKind.BACKUP]

    assert said(None, 7) == ["台账还没有备份过"]
    assert said(date(2026, 11, 16), 7) == ["已经 7 天没有备份"]
    assert said(date(2026, 11, 17), 7) == []
    assert said(None, 0) == []


def test_imports_wait_until_somebody_looks_at_their_doubts(family: dict[str, str]) -> None:
    with changes.transaction("导入 底册.xlsx", operator=WHO):
        batch = changes.add(ImportBatch, file_name="底册.xlsx", doubts=12).uid
        changes.add(ImportBatch, file_name="老人.xlsx", doubts=0)
    todo = _todo(TodoKind.IMPORT_DOUBTS)
    assert (todo.sentence, todo.uids) == ("1 次导入还有 12 处疑问没看", (batch,))
    assert todo.lines[0].text == "底册.xlsx，12 处疑问"
    import_reviews.looked_at_import(batch, operator=WHO)
    assert _todo(TodoKind.IMPORT_DOUBTS) is None
    before = settings.get_list("imports_looked_at")
    import_reviews.looked_at_import(batch, operator=WHO)
    assert settings.get_list("imports_looked_at") == before == [batch]


@pytest.mark.usefixtures("family")
def test_a_backup_from_the_future_is_told() -> None:
    todos = overview(today=TODAY, last_backup=TODAY + timedelta(days=40), backup_days=7).todos
    (todo,) = (todo for todo in todos if todo.kind is TodoKind.BACKUP)
    assert "比今天还晚" in todo.sentence
