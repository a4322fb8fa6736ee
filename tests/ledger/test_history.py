"""What was done, newest first, and what became of one row, in words."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import (
    changes,
    dwellings,
    history,
    households,
    life_events,
    places,
    resident_categories,
    residents,
    staff,
    undo,
    visits,
)
from community_desk.ledger.change_words import TABLE_WORDS, field_word
from community_desk.ledger.database import Ledger
from community_desk.ledger.history import RowAction, list_history, row_history, rows_of_transaction
from community_desk.ledger.models import Resident
from community_desk.ledger.rows import BOOKKEEPING
from community_desk.ledger.tables import LEDGER_MODELS
from tests.ledger.estate import WHO, Estate, build_estate, settle_family


@pytest.fixture
def estate(ledger: Ledger) -> Estate:
    return build_estate()


@pytest.fixture
def family(estate: Estate) -> dict[str, str]:
    return settle_family(estate.doors["501"])


def _told() -> list[tuple[str, str, bool, bool]]:
    return [(row.label, row.operator, row.is_undone, row.is_undo) for row in list_history(limit=4)]


def _fields(uid: str, **wanted: object) -> list[tuple[str, str, str]]:
    """(word, old, new) of the newest change of a row."""
    newest = row_history(uid, **wanted)[0]  # type: ignore[arg-type]
    return [(field.word, field.old, field.new) for field in newest.fields]


def test_an_undo_marks_what_it_took_back_until_it_is_undone_itself(ledger: Ledger) -> None:
    places.add_grid(name="第1网格", operator="王某某")
    places.add_grid(name="第2网格", operator="李某某")
    assert _told()[:2] == [
        ("新增网格 第2网格", "李某某", False, False),
        ("新增网格 第1网格", "王某某", False, False),
    ]
    undo.undo_last(operator="赵某某")
    assert _told()[:3] == [
        ("撤销：新增网格 第2网格", "赵某某", False, True),
        ("新增网格 第2网格", "李某某", True, False),
        ("新增网格 第1网格", "王某某", False, False),
    ]
    undo.redo_last(operator="赵某某")
    assert _told()[:3] == [
        ("重做：新增网格 第2网格", "赵某某", False, True),
        ("撤销：新增网格 第2网格", "赵某某", True, True),
        ("新增网格 第2网格", "李某某", False, False),
    ]


def test_only_so_many_are_told(ledger: Ledger) -> None:
    for number in range(5):
        places.add_grid(name=f"第{number}网格", operator="")
    assert [row.label for row in list_history(limit=2)] == ["新增网格 第4网格", "新增网格 第3网格"]


def test_pages_of_the_list_are_the_list(ledger: Ledger) -> None:
    for number in range(4):
        places.add_grid(name=f"第{number}网格", operator="")
    undo.undo_last(operator="")
    undo.undo_last(operator="")
    undo.redo_last(operator="")
    whole = list_history()
    paged: list[history.HistoryRow] = []
    while page := list_history(limit=2, before=paged[-1].uid if paged else ""):
        paged += page
    assert paged == whole
    assert [row.is_undone for row in whole[:5]] == [False, True, False, True, False]
    assert list_history(before="nobody") == []


def test_a_correction_says_what_it_was_before(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    residents.edit_resident(
        uid, name="陈玉蓝", sex="男", birth="1952-03", reminder="听力弱", operator="李某某"
    )
    newest = row_history(uid)[0]
    assert (newest.label, newest.operator, newest.title, newest.table_word) == (
        "修改居民 陈玉蓝",
        "李某某",
        "陈玉蓝",
        "居民",
    )
    assert newest.action is RowAction.CHANGED
    assert sorted(_fields(uid)) == [
        ("出生日期", "1952年", "1952年3月"),
        ("姓名", "陈玉兰", "陈玉蓝"),
        ("性别", "女", "男"),
        ("提醒", "", "听力弱"),
    ]


def test_numbers_of_identity_are_masked_wherever_they_stand(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    residents.edit_resident(uid, id_number="350212195203081221", note="旧证 350212195203081221", operator=WHO)
    told = [text for field in row_history(uid)[0].fields for text in (field.old, field.new)]
    assert "350212********1221" in told
    assert not any("0308" in text for text in told)


def test_what_belongs_to_a_person_is_told_with_them(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    residents.set_phones(uid, [("", "13800001234")], operator=WHO)
    residents.set_phones(uid, [("", "13800005678")], operator=WHO)
    residents.add_link(uid, kind="child", name="苏红", phone="13700005566", operator=WHO)
    resident_categories.add_category(uid, category="孤老", operator=WHO)
    told = [
        (change.table_word, change.action.word, change.title)
        for change in row_history(uid)
        if change.label != "新增一户 芸溪里3号楼2单元501 苏建国"
    ]
    assert told == [
        ("居民类别", "新增", "独居老人（孤老）"),
        ("联系人", "新增", "苏红"),
        ("电话", "撤回", "13800001234"),
        ("电话", "新增", "13800005678"),
        ("电话", "新增", "13800001234"),
    ]
    assert [change.table for change in row_history(uid, tables=())] == ["resident"]
    visits.record_call(resident=uid, on="2026-05-01", operator=WHO)
    assert next(change.title for change in row_history(uid, tables=("visit",))) == "陈玉兰 2026-05-01"
    assert len(row_history(uid, limit=2)) == 2


def test_parents_are_told_by_their_titles(estate: Estate, family: dict[str, str]) -> None:
    life_events.moved_inside(
        household=family["household"], dwelling=estate.doors["601"], on="2026-03-01", operator=WHO
    )
    home = next(change for change in row_history(family["household"]) if change.table == "household")
    assert [(field.word, field.old, field.new) for field in home.fields] == [
        ("门牌", "芸溪里3号楼2单元501", "芸溪里3号楼2单元601")
    ]
    life_events.new_head(household=family["household"], head=family["陈玉兰"], on="2026-04-01", operator=WHO)
    home = next(change for change in row_history(family["household"]) if change.table == "household")
    assert ("户主", "苏建国", "陈玉兰") in [(field.word, field.old, field.new) for field in home.fields]


def test_withdrawn_and_restored_is_said_as_that(estate: Estate) -> None:
    uid = estate.doors["601"]
    dwellings.withdraw_dwelling(uid, operator=WHO)
    undo.undo_last(operator=WHO)
    assert [(change.action.word, change.fields) for change in row_history(uid)] == [
        ("恢复", ()),
        ("撤回", ()),
        ("新增", ()),
    ]
    dwellings.edit_dwelling(uid, tenure="出租", entry_note="按两次铃", operator=WHO)
    assert _fields(uid) == [("住房情况", "", "出租"), ("进门说明", "", "按两次铃")]


def test_what_one_thing_did_to_a_row_is_one_change(family: dict[str, str]) -> None:
    """A new household is written, then gets its head: that is how it was added."""
    (added,) = [change for change in row_history(family["household"]) if change.table == "household"]
    assert (added.action, added.fields, added.title) == (RowAction.ADDED, (), "芸溪里3号楼2单元501 苏建国")


def test_a_secret_is_not_told(ledger: Ledger) -> None:
    uid = staff.add_staff(name="陈某", operator=WHO).uid
    staff.set_pin(uid, "1234", operator=WHO)
    assert _fields(uid) == [("口令", "", "（已设置）")]


def test_rows_written_in_bulk_are_told_too(ledger: Ledger) -> None:
    with changes.transaction("导入 底册.xlsx", operator=WHO):
        changes.insert_rows(Resident, ["name"], [(f"郑{number}",) for number in range(300)])
        places.add_grid(name="第1网格", operator=WHO)
    newest = list_history(limit=1)[0]
    count, first = rows_of_transaction(newest.uid, limit=50)
    assert (count, len(first)) == (301, 50)
    count, rows = rows_of_transaction(newest.uid, limit=1000)
    assert {change.table_word for change in rows} == {"居民", "网格"}
    assert len({change.row_uid for change in rows}) == 301
    uid = Resident.get(Resident.name == "郑7").uid
    residents.edit_resident(uid, note="好", operator=WHO)
    assert [(change.action.word, change.label) for change in row_history(uid)] == [
        ("修改", "修改居民 郑7"),
        ("新增", "导入 底册.xlsx"),
    ]


def test_what_does_not_exist_has_no_history(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="没有找到"):
        row_history("nobody")
    assert rows_of_transaction("nobody") == (0, [])


def test_every_table_and_column_has_a_word_or_is_left_out_on_purpose() -> None:
    for model in LEDGER_MODELS:
        table = model._meta.table_name
        assert TABLE_WORDS[table]
        for field in model._meta.sorted_fields:
            if field.column_name not in BOOKKEEPING:
                assert not field_word(table, field.column_name).isascii() or not field_word(
                    table, field.column_name
                )


def test_every_kind_of_row_has_a_title(family: dict[str, str]) -> None:
    residents.set_contact_preference(family["陈玉兰"], preference="仅电话", reason="静养", operator=WHO)
    households.set_contact_preference(family["household"], preference="仅电话", reason="静养", operator=WHO)
    for row in list_history():
        for change in rows_of_transaction(row.uid)[1]:
            assert change.title, change.table
    life_events.moved_away(household=family["household"], on="2026-05", operator=WHO)
    count, rows = rows_of_transaction(list_history(limit=1)[0].uid)
    assert count == len(rows) > 4
    assert all(change.title for change in rows)


def test_the_log_is_narrowed_by_who_and_by_words(ledger: Ledger) -> None:
    places.set_community(street="祥平街道", operator="李二")
    places.add_grid(name="第3网格", operator="李二")
    places.add_grid(name="100%_!", operator="陈三")
    undo.undo_last(operator="李二")
    assert history.operators_in_history() == ["李二", "陈三"]
    mine = list_history(operator="李二")
    assert [row.label for row in mine][1:] == ["新增网格 第3网格", "修改社区信息"]
    assert mine[0].is_undo
    assert [row.label for row in list_history(text="%_!", operator="陈三")] == ["新增网格 100%_!"]
    assert list_history(text="%_!")[-1].is_undone  # although what undid it is another's
    assert list_history(text="第3%") == []
    assert [row.label for row in list_history(operator="李二", before=mine[1].uid)] == ["修改社区信息"]
    assert list_history(before="nothing of this name") == []
