"""Small tables for the tests of planning, and short forms of what a plan says."""

from collections.abc import Callable

from community_desk.domain.planned import DoubtKind, PlannedMember
from community_desk.exchange.import_plan import ImportPlan
from community_desk.exchange.tables import Cell

PlanOf = Callable[..., ImportPlan]
IdOf = Callable[..., str]

HEAD: list[Cell] = ["小区", "楼栋", "单元", "房号", "姓名", "性别", "身份证号", "与户主关系", "电话", "备注"]


def row(room: str, name: str, relation: str = "", number: Cell = "", **more: Cell) -> list[Cell]:
    door: list[Cell] = ["芸溪里", "1号楼", "1", room] if room else ["", "", "", ""]
    return [*door, name, more.get("sex", ""), number, relation, more.get("phone", ""), more.get("note", "")]


def homes(plan: ImportPlan) -> list[tuple[str, list[str]]]:
    return [(one.door, [member.name for member in one.members]) for one in plan.households]


def kinds(plan: ImportPlan) -> list[str]:
    """Kinds of doubts, but for those about what small tables lack."""
    lacking = {DoubtKind.GRID_MISSING, DoubtKind.COMPOUND_MISSING, DoubtKind.DOOR_MISSING}
    return [doubt.kind.value for doubt in plan.doubts if doubt.kind not in lacking]


def only(plan: ImportPlan) -> PlannedMember:
    (household,) = plan.households
    (member,) = household.members
    return member


def one_person(plan_of: PlanOf, heading: str, cell: Cell, **columns: Cell) -> ImportPlan:
    """A table of one person with one column in question."""
    heads: list[Cell] = ["地址", "姓名", *columns, heading]
    return plan_of([heads, ["芸溪里1号楼1单元101", "陈一", *columns.values(), cell]])
