"""The list of residents or of households as an Excel file, with no more in it than was asked for."""

from array import array
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from community_desk.domain.codes import ContactPreference, Residence, ResidentStatus, Sex
from community_desk.domain.masking import mask_phone
from community_desk.domain.partial_dates import years_between
from community_desk.exchange.workbook import Cell, SheetColumn, write_workbook
from community_desk.ledger.lists import MOST_AT_ONCE, HouseholdFilter, ListKind, ResidentFilter
from community_desk.ledger.lists_households import HOUSEHOLDS, HouseholdRow
from community_desk.ledger.lists_residents import RESIDENTS, ResidentRow
from community_desk.tasks.progress import Progress

_SEXES = {sex.value: sex.word for sex in Sex}
_STATUSES = {status.value: status.word for status in ResidentStatus}
_RESIDENCES = {residence.value: residence.word for residence in Residence}
_PREFERENCES = {preference.value: preference.word for preference in ContactPreference}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the file may say beyond names and doors; phones are masked and the rest is left out unless asked for."""

    phones: bool = False
    id_numbers: bool = False
    categories: bool = False


_Column = tuple[SheetColumn, Callable[[Any], Cell]]


def export_residents(
    path: Path,
    wanted: ResidentFilter,
    *,
    sort: str,
    descending: bool = False,
    disclosed: Disclosure,
    today: date,
) -> Generator[Progress, None, int]:
    """Write the residents that the filter leaves, in their order, into the Excel file ``path``; returns how many.

    The caller logs it (``ledger.access.record_export``). ``UserError`` if the place cannot be written.
    """
    order = RESIDENTS.order(wanted, sort=sort, descending=descending, today=today)
    return (yield from _export(path, "居民", RESIDENTS, order, _resident_columns(disclosed, today)))


def export_households(
    path: Path,
    wanted: HouseholdFilter,
    *,
    sort: str,
    descending: bool = False,
    disclosed: Disclosure,
    today: date,
) -> Generator[Progress, None, int]:
    """As ``export_residents``, for households."""
    order = HOUSEHOLDS.order(wanted, sort=sort, descending=descending, today=today)
    return (yield from _export(path, "户", HOUSEHOLDS, order, _household_columns(disclosed)))


def _export(
    path: Path, title: str, kind: ListKind[Any], order: "array[int]", columns: Sequence[_Column]
) -> Generator[Progress, None, int]:
    total = len(order)
    lines: list[list[Cell]] = []
    for start in range(0, total, MOST_AT_ONCE):
        yield Progress(start, total, f"正在读取，{start:,}/{total:,}")
        for row in kind.rows(order[start : start + MOST_AT_ONCE]):
            lines.append([read(row) for _, read in columns])
    yield Progress(total, total, "正在写 Excel 文件")
    write_workbook(path, title=title, columns=[column for column, _ in columns], rows=_numbered(lines))
    return len(lines)


def _numbered(lines: Sequence[list[Cell]]) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines, start=1):
        line[0] = number
        yield line


_NUMBER: _Column = (SheetColumn("序号", 6), lambda _: 0)


def _resident_columns(disclosed: Disclosure, today: date) -> Sequence[_Column]:
    def age(row: ResidentRow) -> Cell:
        years = years_between(row.birth, today)
        return "" if years is None or row.status == ResidentStatus.DECEASED.value else years

    columns: list[_Column] = [
        _NUMBER,
        (SheetColumn("姓名", 12), lambda row: row.name),
        (SheetColumn("性别", 6), lambda row: _SEXES.get(row.sex, "")),
        (SheetColumn("出生日期", 12), lambda row: row.birth),
        (SheetColumn("年龄", 6), age),
        (SheetColumn("门牌", 26), lambda row: row.door),
        (SheetColumn("与户主关系", 12), lambda row: row.relation),
        (SheetColumn("电话", 30), lambda row: _phones(row.phones, whole=disclosed.phones)),
        (SheetColumn("居住情况", 12), lambda row: _RESIDENCES.get(row.residence, "")),
        (SheetColumn("状态", 8), lambda row: _STATUSES.get(row.status, "")),
        (SheetColumn("走访意愿", 10), lambda row: _PREFERENCES.get(row.preference, "")),
        (SheetColumn("上次走访", 12), lambda row: row.last_visit.on),
        (SheetColumn("网格", 10), lambda row: row.grid),
    ]
    if disclosed.categories:
        columns.append((SheetColumn("关爱类别", 24), lambda row: "、".join(row.categories)))
    if disclosed.id_numbers:
        columns.append((SheetColumn("证件号码", 22), lambda row: row.id_number))
    return columns


def _household_columns(disclosed: Disclosure) -> Sequence[_Column]:
    def phones(row: HouseholdRow) -> Cell:
        return _phones(
            [(label or name, number) for name, label, number in row.phones], whole=disclosed.phones
        )

    columns: list[_Column] = [
        _NUMBER,
        (SheetColumn("门牌", 26), lambda row: row.door),
        (SheetColumn("户主", 12), lambda row: row.head),
        (SheetColumn("人数", 6), lambda row: row.people),
        (SheetColumn("成员", 40), lambda row: "、".join(row.members)),
        (SheetColumn("电话", 40), phones),
        (SheetColumn("走访意愿", 10), lambda row: _PREFERENCES.get(row.preference, "")),
        (SheetColumn("上次走访", 12), lambda row: row.last_visit.on),
        (SheetColumn("网格", 10), lambda row: row.grid),
        (SheetColumn("户号", 12), lambda row: row.number),
    ]
    if disclosed.categories:
        columns.append((SheetColumn("关爱类别", 24), lambda row: "、".join(row.categories)))
    return columns


def _phones(phones: Sequence[tuple[str, str]], *, whole: bool) -> str:
    shown = ((label, number if whole else mask_phone(number)) for label, number in phones)
    return "、".join(number + (f"（{label}）" if label else "") for label, number in shown)
