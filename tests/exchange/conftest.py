"""Small tables to plan and small files to read, made on the spot."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from community_desk.domain.identity import check_digit
from community_desk.exchange.import_plan import ImportOptions, ImportPlan
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.tables import Cell, Sheet, Table

TODAY = date(2026, 11, 23)

Area = tuple[int, int, int, int]
Rows = Sequence[Sequence[Cell]]


@pytest.fixture(scope="session")
def id_of() -> Callable[..., str]:
    """A valid ID number for a birth date; the serial's parity is the sex (odd: male)."""

    def make(birth: str, serial: int = 1) -> str:
        first17 = f"350212{birth.replace('-', '')}{serial:03d}"
        return first17 + check_digit(first17)

    return make


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., ImportPlan]:
    """The plan for rows of one sheet, as the reader would give them."""

    def make(
        rows: Rows,
        *,
        merged: Sequence[Area] = (),
        options: ImportOptions | None = None,
        name: str = "台账",
        without_value: Sequence[tuple[int, int]] = (),
    ) -> ImportPlan:
        sheet = Sheet(name, [list(row) for row in rows], list(merged), list(without_value))
        return plan_import(Table("台账.xlsx", "xlsx", [sheet]), options, today=TODAY)

    return make


@pytest.fixture
def make_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """An .xlsx with one sheet of these rows, cells typed as given."""

    def make(rows: Rows, name: str = "表.xlsx", sheet: str = "台账") -> Path:
        book = openpyxl.Workbook()
        del book["Sheet"]
        page = book.create_sheet(sheet)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
        path = tmp_path / name
        book.save(path)
        return path

    return make
