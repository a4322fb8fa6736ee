"""The list of what was done: newest first, with what was taken back marked."""

from community_desk.ledger import places, undo
from community_desk.ledger.database import Ledger
from community_desk.ledger.history import list_history


def _told() -> list[tuple[str, str, bool, bool]]:
    return [(row.label, row.operator, row.is_undone, row.is_undo) for row in list_history(limit=4)]


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
