"""The list of the made-up village's residents, as a model and as a table on the screen."""

from PySide6.QtTest import QTest

from community_desk.domain.codes import Sex
from community_desk.ledger import residents
from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.lists_residents import RESIDENTS, ResidentRow
from community_desk.ui.desk import Desk
from community_desk.ui.table_view import RegisterTable
from community_desk.ui.tables import Column, LedgerTableModel

Model = LedgerTableModel[ResidentFilter]


def make_columns(desk: Desk) -> list[Column]:
    def rename(row: ResidentRow, text: str) -> str | None:
        if not text:
            return "姓名不能空着。"
        residents.edit_resident(row.uid, name=text, seen_version=row.version, operator=desk.operator)
        return None

    return [
        Column("name", "姓名", 6, lambda row: str(row.name), "name", save=rename),
        Column("sex", "性别", 3, lambda row: Sex(row.sex).word, "sex"),
        Column("birth", "出生", 6, lambda row: str(row.birth), "birth", is_number=True),
        Column("door", "门牌", 10, lambda row: str(row.short), "door"),
        Column(
            "phones", "电话", 8, lambda row: "、".join(number for _, number in row.phones), is_private=True
        ),
        Column("note", "备注", 8, lambda row: str(row.reminder), is_hidden=True),
    ]


def make_model(desk: Desk) -> Model:
    """The model with everybody in it."""
    made = LedgerTableModel(desk, RESIDENTS, make_columns(desk), ResidentFilter(), parent=desk)
    made.load()
    desk.jobs.wait()
    return made


def show_table(desk: Desk, model: Model) -> RegisterTable:
    """The table on the screen, with the focus."""
    made = RegisterTable(desk, model, name="residents", title="居民")
    made.resize(800, 400)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.setFocus()
    desk.jobs.wait()
    return made


def add_loner(desk: Desk) -> str:
    """Somebody new who stands before all others by name; returns the uid."""
    return residents.add_resident(name="白白某", operator=desk.operator).uid
