"""Pictures of a round: planned, its sheets back and typed in, what is refused and asked, one lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.rounds import sheets_out
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.print_sheets import print_sheets
from community_desk.ui.dialogs.new_round import NewRoundDialog
from docs.picture_stage import Stage


def start(stage: Stage) -> Any:
    stage.page("home")
    desk = stage.desk
    folder: Path = stage.folder()
    desk.jobs.run(
        "正在登记走访单",
        lambda: print_sheets(
            folder / "走访单.pdf",
            RegisterFilter(),
            fonts=load_fonts(),
            operator=desk.operator,
            now=desk.now(),
            lines_a_sheet=8,
        ),
        done=lambda _: None,
        writes=True,
    )
    stage.settle()
    page: Any = stage.page("type_back")
    stage.settle()
    return page


def wrong_number(stage: Stage) -> None:
    page = start(stage)
    number = sheets_out(today=stage.desk.today())[0].number
    _entered(stage, page.start.number, number[:-1] + ("2" if number[-1] != "2" else "3"))


def typed(stage: Stage) -> Any:
    """A sheet on which most is typed."""
    page = start(stage)
    out = sheets_out(today=stage.desk.today())
    page.open_number(max(out, key=lambda sheet: sheet.lines == 8).number)
    sheet = page.sheet
    _entered(stage, sheet.walked_on, "今天")
    _entered(stage, sheet.walkers, "陈网格 李志愿")
    for command in (
        "1*9", "2*1", "4*5 12.1 女儿家", "5*8", "6*9 平安 答应 3天后 送血压计 情况 膝盖疼，说楼道灯坏了", "*3",
    ):  # fmt: skip
        _entered(stage, sheet.command, command)
    return page


def refused(stage: Stage) -> None:
    _entered(stage, typed(stage).sheet.command, "4*3")


def asked(stage: Stage) -> None:
    _entered(stage, typed(stage).sheet.command, "")


def lost(stage: Stage) -> None:
    start(stage).start.note_loss()


def new_round(stage: Stage) -> Any:
    page: Any = stage.page("visits")
    page.choice.plan_round()
    return stage.dialog(NewRoundDialog)


def round_planned(stage: Stage) -> None:
    dialog = new_round(stage)
    stage.enter(dialog.walkers, "陈网格 李志愿")
    dialog.doors.setValue(20)
    dialog.whom.setCurrentIndex(1)
    dialog.save()
    stage.pause()


def rounds_so_far(stage: Stage) -> None:
    page: Any = stage.page("visits")
    page.choice.show_rounds()


def _entered(stage: Stage, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    stage.enter(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.settle()


TYPE_BACK_PICTURES: tuple[tuple[str, Callable[[Stage], object]], ...] = (
    ("type-back", start),
    ("type-back-wrong-number", wrong_number),
    ("type-back-typed", typed),
    ("type-back-refused", refused),
    ("type-back-asked", asked),
    ("type-back-lost", lost),
    ("round-new", new_round),
    ("round-planned", round_planned),
    ("rounds", rounds_so_far),
)
