"""Short tables: choice and place stay, rows are moved by keys and the mouse, copied and searched from."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from community_desk.ui.desk import Desk
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column

COLUMNS = (
    Column("word", "词", 6, lambda row: row),
    Column("phone", "电话", 8, lambda row: f"138{row}", is_private=True),
)


def shown(desk: Desk, *rows: str) -> PlainTable[str]:
    table: PlainTable[str] = PlainTable(
        desk, COLUMNS, title="词语", key=lambda row: row, is_movable=True, many=True
    )
    table.resize(400, 300)
    table.show()
    table.show_rows(rows)
    return table


def test_the_current_row_stays_when_rows_are_read_again(desk: Desk) -> None:
    table = shown(desk, "甲", "乙", "丙")
    told: list[str] = []
    table.current_changed.connect(told.append)
    assert table.go_to("乙")
    table.show_rows(["丙", "乙", "丁"])
    assert table.current_key == "乙"
    assert table.selected() == ["乙"]
    table.show_rows(["丙", "丁"])
    assert table.current_key == "丁"  # who came after goes on
    assert told == ["乙", "丁"]
    assert not table.go_to("甲")


def test_alt_and_arrows_ask_for_another_order(desk: Desk) -> None:
    table = shown(desk, "甲", "乙", "丙")
    asked: list[list[str]] = []
    table.arranged.connect(asked.append)
    table.go_to("乙")
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert asked == [["甲", "丙", "乙"], ["乙", "甲", "丙"]]
    table.go_to("甲")
    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # nothing is above
    assert len(asked) == 2


def test_rows_are_dropped_where_the_mouse_lets_go(desk: Desk) -> None:
    table = shown(desk, "甲", "乙", "丙", "丁")
    asked: list[list[str]] = []
    table.arranged.connect(asked.append)
    height = table.verticalHeader().defaultSectionSize()
    table.go_to("甲", "丙")
    table.drop_at(4 * height)
    assert asked == [["乙", "丁", "甲", "丙"]]
    table.go_to("丁")
    table.drop_at(0)
    assert asked[-1] == ["丁", "甲", "乙", "丙"]
    table.go_to("甲")
    table.drop_at(2)  # where it was
    assert len(asked) == 2


def test_keys_open_copy_and_search(desk: Desk) -> None:
    table = shown(desk, "甲", "乙")
    opened: list[str] = []
    searched: list[str] = []
    table.opened.connect(opened.append)
    desk.search_requested.connect(searched.append)
    table.go_to("乙")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        QTest.keyClick(table, key)
    QTest.keyClick(table, Qt.Key.Key_S)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert opened == ["乙", "乙"]
    assert searched == ["s"]
    assert QGuiApplication.clipboard().text() == "词\t电话\n乙\t138乙"


def test_private_columns_are_hidden_while_somebody_stands_by(desk: Desk) -> None:
    table = shown(desk, "甲")
    desk.is_private = True
    index = table.plain.index(0, 1)
    assert table.plain.data(index) == "•••"
    assert table.plain.data(index, Qt.ItemDataRole.ToolTipRole) is None
    desk.is_private = False
    assert table.plain.data(index) == "138甲"
