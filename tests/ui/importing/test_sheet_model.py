"""The preview of a sheet: the file as it is, long numbers masked, rows that are nobody marked."""

import pytest
from PySide6.QtCore import Qt

from community_desk.exchange.import_plan import ColumnChoice, Field, Grouping, SheetPlan
from community_desk.exchange.tables import Cell, Sheet
from community_desk.ui.desk import Desk
from community_desk.ui.importing.sheet_model import SheetModel, shown_cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.50212196612156e17, "350212196612156???"),
        (1.234567890123456e15, "123456789012345?"),
        (123456789012345.0, "123456789012345"),
        (19850312.0, "19850312"),
        (1.5, "1.5"),
        ("  苏某 ", "苏某"),
    ],
)
def test_what_a_number_lost_is_shown_as_lost(cell: Cell, text: str) -> None:
    assert shown_cell(cell) == text


def test_a_sheet_with_its_marks(desk: Desk) -> None:
    sheet = Sheet(
        "表", [["某社区"], ["姓名", "身份证号", "民族"], ["苏某", "350212196612156692", "汉"], ["合计", 1.0]]
    )
    columns = [
        ColumnChoice(place, "ABC"[place], heading, field, 1.0)
        for place, (heading, field) in enumerate(
            (("姓名", Field.NAME), ("身份证号", Field.ID_NUMBER), ("民族", Field.EXCLUDED))
        )
    ]
    plan = SheetPlan("表", "表", (2,), columns, Grouping.PERSON)
    model = SheetModel(desk)
    model.show_sheet(sheet, plan, {1: "title", 2: "header", 4: "total"})
    assert (model.rowCount(), model.columnCount()) == (4, 3)
    vertical = Qt.Orientation.Vertical
    assert [model.headerData(row, vertical) for row in range(4)] == ["题 1", "表头 2", "3", "计 4"]
    assert model.index(2, 1).data() == "350212********6692"
    assert model.index(0, 2).data() == ""
    assert "合计" in str(model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole))
    grey = desk.theme.colour("second")
    assert model.index(2, 2).data(Qt.ItemDataRole.ForegroundRole) == grey
    assert model.index(2, 0).data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index(1, 0).data(Qt.ItemDataRole.BackgroundRole) == desk.theme.colour("selection")
    desk.is_private = True
    assert model.index(2, 1).data() == "•••"
    assert model.index(1, 1).data() == "身份证号"
    assert model.index(2, 0).data() == "苏某"
