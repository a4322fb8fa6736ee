"""Pictures of the import, step by step, over a file as offices keep them: a title, merged headings, and mistakes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from community_desk.domain.identity import check_digit
from community_desk.ui.dialogs.import_wizard import ImportWizard, open_import_wizard
from docs.picture_stage import Stage

_SURNAMES, _GIVEN = "陈林黄张李王吴刘蔡杨", "演示甲乙丙丁戊己庚辛壬癸"
_HEADINGS = ("序号", "门牌", "姓名", "与户主关系", "性别", "出生年月", "身份证号", "联系电话", "备注")


def write_ledger(file: Path) -> Path:
    """An Excel ledger of thirty made-up households with a few mistakes in it."""
    rng = Random(7)  # noqa: S311 - the same picture every time
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("第2网格")
    sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, "芸溪里居民台账（演示，2026年）")
    sheet.write_row(1, 0, _HEADINGS)
    row = 2
    for number in range(30):
        door = f"{number // 10 + 1}-{number % 10 // 5 + 1}-{number % 5 + 1}01"
        surname = rng.choice(_SURNAMES)
        for place, relation in enumerate(("户主", "妻", "长子", "孙女")[: rng.randint(1, 4)]):
            name = surname + "".join(rng.choices(_GIVEN, k=2))
            year = 1945 + 25 * (place // 2) + rng.randint(0, 20)
            month, day = rng.randint(1, 12), rng.randint(1, 28)
            first = f"350212{year}{month:02}{day:02}{rng.randint(100, 899)}"
            identity = first + check_digit(first)
            birth: str | float = f"{year}.{month:02}"
            if number % 9 == 4 and place == 0:
                identity = identity[:-1] + ("1" if identity[-1] != "1" else "2")
            if number % 8 == 5 and place == 1:
                identity, birth = "", year + 0.1  # Excel takes 1962.10 for a number
            phone = f"1380000{rng.randint(1000, 9999)}" if place == 0 else ""
            cells = (row - 1, door if place == 0 else "", name, relation, "", birth, identity, phone, "")
            sheet.write_row(row, 0, cells)
            row += 1
    book.close()
    return file


def _wizard(stage: Stage, ledger: str = "qiaoan") -> Any:
    window = stage.open_window(ledger)
    file = write_ledger(stage.folder() / "第2网格.xlsx")
    window.show_page("residents")
    stage.settle()
    open_import_wizard(window.desk, window, file)
    wizard = stage.dialog(ImportWizard)
    stage.settle()
    return wizard


def first_step(stage: Stage) -> None:
    stage.page("residents")
    open_import_wizard(stage.desk, stage.window)


def refused_file(stage: Stage) -> None:
    stage.page("residents")
    file = stage.folder() / "台账.xlsx"
    file.write_bytes(b"PK\x03\x04 and nothing more")
    open_import_wizard(stage.desk, stage.window, file)


def step(stage: Stage, place: int) -> None:
    wizard = _wizard(stage)
    while wizard.place < place:
        before = wizard.place
        if before == 2:
            _name_places(wizard)
            stage.settle()
        while wizard.draft.is_busy:
            stage.settle()
        wizard.go_on()
        stage.settle()
        if wizard.place == before:
            raise RuntimeError(wizard.reason.text())


def doubts(stage: Stage) -> None:
    step(stage, 3)
    wizard: Any = stage.dialog(ImportWizard)
    wizard.preview_step.filter_by("doubtful")


def done(stage: Stage) -> None:
    step(stage, 4)
    wizard: Any = stage.dialog(ImportWizard)
    wizard.go_on()


def _name_places(wizard: Any) -> None:
    """A file that names no compound is given one, as the step asks."""
    boxes = getattr(wizard.grouping_step, "compound", None)
    if boxes is not None:
        boxes.setEditText("芸溪里")


IMPORT_PICTURES: tuple[tuple[str, Callable[[Stage], object]], ...] = (
    ("import-1-file", first_step),
    ("import-1-refused", refused_file),
    ("import-2-columns", partial(step, place=1)),
    ("import-3-grouping", partial(step, place=2)),
    ("import-4-preview", partial(step, place=3)),
    ("import-4-doubts", doubts),
    ("import-5-finish", partial(step, place=4)),
    ("import-6-report", done),
)
