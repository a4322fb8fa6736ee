"""From a uid, as lists and forms know a row, to the row, with the sentence for one that is gone; and plain rows."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from peewee import Query

from community_desk.domain.errors import UserError
from community_desk.ledger.care_models import (
    CareCase,
    CareNeed,
    CareNote,
    ExtraRound,
    FollowUp,
    VisitRule,
)
from community_desk.ledger.models import (
    Building,
    CareCategory,
    Compound,
    Dwelling,
    Grid,
    Household,
    PersonLink,
    Phone,
    Relation,
    Resident,
    ResidentCategory,
    Staff,
    Visit,
    VisitRound,
    VisitSheet,
    VisitSheetLine,
)
from community_desk.ledger.rows import LedgerModel, bound_database

Row = TypeVar("Row", bound=LedgerModel)

_WORDS: dict[type[LedgerModel], str] = {
    Building: "栋楼（巷）",
    CareCase: "个关爱个案",
    CareCategory: "个关爱类别",
    CareNeed: "条需求",
    CareNote: "条关爱记录",
    Compound: "个小区（自然村）",
    Dwelling: "个门牌",
    ExtraRound: "次加访",
    FollowUp: "件跟进事项",
    Grid: "个网格",
    Household: "户",
    PersonLink: "个联系人",
    Phone: "个电话",
    Relation: "个关系",
    Resident: "位居民",
    ResidentCategory: "条类别登记",
    Staff: "位工作人员",
    Visit: "次走访",
    VisitRound: "轮走访",
    VisitRule: "条走访规则",
    VisitSheet: "份走访单",
    VisitSheetLine: "行走访单",
}


def find(model: type[Row], uid: str, *, seen_version: int | None = None, field: str = "") -> Row:
    """The live row with this uid.

    ``UserError`` where it is gone, and where it was changed after ``seen_version``, the version a form was filled from.
    """
    row = model.get_or_none((model.uid == uid) & model.deleted_at.is_null())
    if row is None:
        raise UserError(f"没有找到这{_WORDS[model]}，可能已被撤回；请刷新后再选。", field)
    if seen_version is not None and row.version != seen_version:
        raise UserError("这一条刚在别处改过，请看一眼新的内容再改。", field)
    return row


def find_many(model: type[Row], uids: Iterable[str], *, field: str = "") -> list[Row]:
    """The live rows with these uids, in their order. ``UserError`` as in ``find``."""
    return [find(model, uid, field=field) for uid in dict.fromkeys(uids)]


def fetch(query: Query) -> list[tuple[Any, ...]]:
    """The rows of a query as the database gives them: tuples, with 0 and 1 for no and yes.

    A list made of model instances takes 20 times as long.
    """
    rows: list[tuple[Any, ...]] = bound_database.execute(query).fetchall()
    return rows


def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of plain standard SQL with ``?`` for each value: where building the query would take longer than it."""
    rows: list[tuple[Any, ...]] = bound_database.execute_sql(
        sql.replace("?", bound_database.param), values
    ).fetchall()
    return rows


def marks(values: Collection[object]) -> str:
    """As many ``?`` as there are values, for ``IN (…)`` in ``ask``; of no values ``NULL``, which nothing is in."""
    return ", ".join(["?"] * len(values)) or "NULL"
