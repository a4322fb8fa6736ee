"""The columns of the lists: what they show, and what is typed over in place."""

from collections.abc import Callable, Sequence
from typing import Any

from community_desk.domain.codes import (
    CareLevel,
    CloseReason,
    ContactPreference,
    DeathState,
    Outcome,
    Residence,
    ResidentStatus,
    Sex,
    Tenure,
    VisitMethod,
)
from community_desk.domain.masking import mask_id
from community_desk.domain.partial_dates import display_near, years_between
from community_desk.domain.phones import grouped
from community_desk.domain.schedule import DueGroup
from community_desk.ledger import dwellings, residents
from community_desk.ledger.list_details import LastVisit
from community_desk.ledger.lists_care import CareRow
from community_desk.ledger.lists_dwellings import DwellingRow
from community_desk.ledger.lists_households import HouseholdRow
from community_desk.ledger.lists_residents import ResidentRow
from community_desk.ui.desk import Desk
from community_desk.ui.form_choices import level_words
from community_desk.ui.tables import Column

_SEXES = {sex.value: sex.word for sex in Sex}
_STATUSES = {status.value: status.word for status in ResidentStatus}
_RESIDENCES = {residence.value: residence.word for residence in Residence}
_PREFERENCES = {preference.value: preference.word for preference in ContactPreference}
_TENURES = {tenure.value: tenure.word for tenure in Tenure}
_METHODS = {method.value: method for method in VisitMethod}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def resident_columns(desk: Desk) -> Sequence[Column]:
    """Of the list of residents; texts are of ``ResidentRow``."""

    def age(row: ResidentRow) -> str:
        years = years_between(row.birth, desk.today())
        return "" if years is None or row.status == ResidentStatus.DECEASED.value else str(years)

    def save(field: str) -> Callable[[ResidentRow, str], str | None]:
        def write(row: ResidentRow, text: str) -> None:
            fields: Any = (
                {field: [("", text)] if text.strip() else []} if field == "phones" else {field: text}
            )
            written = residents.edit_resident(
                row.uid, operator=desk.operator, seen_version=row.version, **fields
            )
            warnings = "".join(warning.sentence for warning in written.warnings)
            desk.say(f"已改{row.name}。{warnings}", undo=True)

        return write

    def save_note(row: ResidentRow, text: str) -> str | None:
        if "\n" in row.note:
            return "备注有好几行，请在右边的卡片里改（编辑）。"
        return save("note")(row, text)

    return (
        Column("name", "姓名", 6, lambda row: row.name, sort="name", save=save("name")),
        Column("sex", "性别", 3, lambda row: _SEXES.get(row.sex, ""), sort="sex", save=save("sex")),
        Column("age", "年龄", 3, age, sort="age", is_number=True),
        Column("door", "门牌", 12, lambda row: row.door, sort="door"),
        Column(
            "phone",
            "电话",
            9,
            lambda row: "、".join(grouped(number) + (f"（{label}）" if label else "") for label, number in row.phones),
            is_private=True,
            save=save("phones"),
            edited=lambda row: "、".join(number + (f"({label})" if label else "") for label, number in row.phones),
            tool_tip=lambda row: "\n".join(f"{grouped(number)} {label}" for label, number in row.phones),
        ),
        Column(
            "relation", "户主关系", 5, lambda row: row.relation, sort="relation", save=save("relation_word")
        ),
        Column("categories", "关爱类别", 9, lambda row: "、".join(row.categories), is_private=True),
        Column(
            "status",
            "状态",
            5,
            _status,
            sort="status",
            tone=lambda row: "soon" if _status(row) else "",
        ),
        Column("last_visit", "上次走访", 9, lambda row: visit_words(row.last_visit, desk), sort="last_visit"),
        Column("preference", "走访意愿", 5, lambda row: _wish(row.preference), is_private=True),
        Column("grid", "网格", 5, lambda row: row.grid, sort="grid"),
        Column("birth", "出生日期", 7, lambda row: row.birth, sort="birth", is_hidden=True, save=save("birth")),
        Column(
            "residence", "人户情况", 6, lambda row: _RESIDENCES.get(row.residence, ""), is_hidden=True
        ),
        Column("id_number", "证件号", 11, lambda row: mask_id(row.id_number), is_private=True, is_hidden=True),
        Column(
            "reminder", "上门提示", 10, lambda row: row.reminder,
            is_private=True, is_hidden=True, save=save("reminder"),
        ),
        Column(
            "note", "备注", 14, lambda row: " ".join(row.note.split()),
            is_private=True, is_hidden=True, save=save_note, edited=lambda row: row.note,
        ),
    )  # fmt: skip


def household_columns(desk: Desk) -> Sequence[Column]:
    """Of the list of households; texts are of ``HouseholdRow``."""
    return (
        Column("door", "门牌", 12, lambda row: row.door or "没有门牌", sort="door"),
        Column("head", "户主", 6, lambda row: row.head, sort="head"),
        Column("people", "人数", 3, lambda row: str(row.people), sort="people", is_number=True),
        Column(
            "members",
            "成员",
            12,
            lambda row: "、".join(row.members),
            tool_tip=lambda row: "、".join(row.members),
        ),
        Column(
            "phones",
            "电话",
            13,
            lambda row: "、".join(
                f"{grouped(number)}（{label or name}）" for name, label, number in row.phones
            ),
            is_private=True,
            tool_tip=lambda row: "\n".join(
                f"{name} {grouped(number)} {label}" for name, label, number in row.phones
            ),
        ),
        Column("categories", "关爱类别", 9, lambda row: "、".join(row.categories), is_private=True),
        Column("last_visit", "上次走访", 9, lambda row: visit_words(row.last_visit, desk), sort="last_visit"),
        Column("preference", "走访意愿", 5, lambda row: _wish(row.preference), is_private=True),
        Column("grid", "网格", 5, lambda row: row.grid, sort="grid"),
        Column("number", "户号", 6, lambda row: row.number, is_hidden=True),
        Column(
            "state", "状态", 6, lambda row: _ended(row, desk), tone=lambda row: "soon" if row.ends_on else ""
        ),
    )


def dwelling_columns(desk: Desk) -> Sequence[Column]:
    """Of the list of doors; texts are of ``DwellingRow``."""

    def save(field: str) -> Callable[[DwellingRow, str], str | None]:
        def write(row: DwellingRow, text: str) -> None:
            fields: Any = {field: text}
            dwellings.edit_dwelling(row.uid, operator=desk.operator, seen_version=row.version, **fields)
            desk.say(f"已改{row.door}。", undo=True)

        return write

    return (
        Column("door", "门牌", 11, lambda row: row.door, sort="door"),
        Column("heads", "户主", 6, _heads),
        Column("households", "户数", 3, lambda row: str(row.households), is_number=True, is_hidden=True),
        Column("people", "人数", 3, lambda row: str(row.residents), sort="people", is_number=True),
        Column(
            "tenure",
            "住房情况",
            5,
            lambda row: _TENURES.get(row.tenure, ""),
            sort="tenure",
            save=save("tenure"),
        ),
        Column("last_visit", "上次走访", 9, lambda row: visit_words(row.last_visit, desk), sort="last_visit"),
        Column("grid", "网格", 5, lambda row: row.grid, sort="grid"),
        Column(
            "entry_note",
            "怎么进门",
            10,
            lambda row: row.entry_note.replace("\n", " "),
            is_private=True,
            save=save("entry_note"),
            edited=lambda row: row.entry_note,
        ),
    )


def care_columns(desk: Desk) -> Sequence[Column]:
    """Of the list of care cases; texts are of ``CareRow``."""
    return (
        Column("door", "门牌", 11, lambda row: row.door or "没有门牌", sort="door"),
        Column("head", "户主", 5, lambda row: row.head, sort="head"),
        Column(
            "level", "频次", 4, lambda row: level_words(CareLevel(row.level)), sort="level", is_private=True
        ),
        Column(
            "due",
            "下次走访",
            8,
            lambda row: _due(row, desk),
            sort="overdue",
            is_private=True,
            tone=lambda row: _DUE_TONES.get(row.group, "second"),
            tool_tip=lambda row: row.why,
        ),
        Column("categories", "类别", 8, lambda row: "、".join(row.categories), is_private=True),
        Column("people", "看望谁", 6, lambda row: "、".join(row.people) or "全家", is_private=True),
        Column("responsible", "负责人", 5, lambda row: row.responsible, sort="responsible"),
        Column("last_visit", "上次走访", 9, lambda row: visit_words(row.last_visit, desk), sort="last_visit"),
        Column("grid", "网格", 5, lambda row: row.grid),
        Column(
            "review",
            "复评",
            6,
            lambda row: display_near(row.review_on, today=desk.today()) if row.review_on else "",
            sort="review",
        ),
        Column(
            "opened",
            "建档",
            6,
            lambda row: display_near(row.opened_on, today=desk.today()),
            sort="opened",
            is_hidden=True,
        ),
    )


_DUE_TONES = {
    DueGroup.OVERDUE.value: "overdue",
    DueGroup.DUE.value: "soon",
    DueGroup.NO_RECORD_YET.value: "soon",
}


def _due(row: CareRow, desk: Desk) -> str:
    """When they are to be visited, in words: "超期 12 天", "12月3日前", "今天", "尚无记录"."""
    today = desk.today()
    if row.closed_on:
        return f"已结案 {CloseReason(row.close_reason).word}" if row.close_reason else "已结案"
    if row.group == DueGroup.OVERDUE.value:
        return f"超期 {row.days_overdue} 天"
    if row.group in {DueGroup.TO_PHONE.value, DueGroup.AWAY.value, DueGroup.NO_RECORD_YET.value}:
        return DueGroup(row.group).word
    if row.due_on == today.isoformat():
        return "今天"
    return f"{display_near(row.due_on, today=today)}前" if row.due_on else "没有规则管到"


def _heads(row: DwellingRow) -> str:
    if not row.households:
        return "没有人住"
    return "、".join(row.heads) or "没有户主"


def visit_words(visit: LastVisit, desk: Desk) -> str:
    """When and what came of it: "9月3日 已见面"; "" for never."""
    if not visit.on:
        return ""
    outcome = _OUTCOMES.get(visit.outcome, Outcome.UNKNOWN)
    word = outcome.word_for(_METHODS.get(visit.method, VisitMethod.UNKNOWN))
    return f"{display_near(visit.on, today=desk.today())} {word}".strip()


def _status(row: ResidentRow) -> str:
    if row.death_state == DeathState.REPORTED.value:
        return "听说去世"
    return "" if row.status == ResidentStatus.LIVING.value else _STATUSES.get(row.status, "")


def _wish(preference: str) -> str:
    return "" if preference == ContactPreference.ANYTIME.value else _PREFERENCES.get(preference, "")


def _ended(row: HouseholdRow, desk: Desk) -> str:
    return f"{display_near(row.ends_on, today=desk.today())}结束" if row.ends_on else ""
