"""Pictures of what comes before the window and in its place: a first day, a morning, the lock."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

from community_desk.ledger.database import create_ledger, open_ledger
from community_desk.ledger.staff import add_staff
from community_desk.ui.dialogs.first_run import FirstRunDialog
from community_desk.ui.dialogs.unlock import UnlockDialog
from community_desk.ui.lock import Lock
from docs.picture_stage import Stage

_PASSWORD = "yunxi2026"  # noqa: S105 - of a made-up ledger


def _first_run(stage: Stage) -> FirstRunDialog:
    dialog = FirstRunDialog(stage.folder() / "新台账", theme=stage.theme)
    _put(stage, dialog)
    return dialog


def _put(stage: Stage, dialog: QDialog) -> None:
    dialog.show()
    room = stage.look
    dialog.move((room.width - dialog.width()) // 2, max((room.height - dialog.height()) // 2, 31))
    dialog.activateWindow()
    stage.settle()


def first_run(stage: Stage, step: int) -> None:
    dialog: Any = _first_run(stage)
    if step > 0:
        stage.enter(dialog.community.first_field, "芸溪社区")
        dialog.go_on()
    if step > 1:
        stage.enter(dialog.staff.first_field, "王经办")
        dialog.go_on()
    if step > 2:
        for line in (dialog.password.first, dialog.password.second):
            stage.enter(line.line, _PASSWORD)
        dialog.go_on()
        dialog.wait()
    if step > 3:
        dialog.recovery.written.setChecked(True)
        dialog.go_on()
    if dialog.ledger is not None:
        stage.take(dialog.ledger)


def first_run_refused(stage: Stage) -> None:
    dialog = _first_run(stage)
    dialog.go_on()


def _locked_folder(stage: Stage) -> Path:
    folder: Path = stage.folder() / "台账"
    made, _ = create_ledger(folder, password=_PASSWORD)
    with made:
        for name, role in (("王经办", "主任"), ("林一二", "网格员")):
            add_staff(name=name, role=role, operator="王经办")
    return folder


def unlock(stage: Stage) -> Any:
    dialog = UnlockDialog(
        _locked_folder(stage),
        theme=stage.theme,
        preferences=stage.preferences(),
        already_open=lambda _: False,
    )
    _put(stage, dialog)
    stage.settle()
    return dialog


def unlock_wrong(stage: Stage) -> None:
    dialog = unlock(stage)
    stage.enter(dialog._password_field.line, "wrong")
    dialog._try_password()
    dialog.wait()


def unlock_recovery(stage: Stage) -> None:
    unlock(stage)._show_recovery()


def unlock_operator(stage: Stage) -> None:
    dialog = unlock(stage)
    stage.enter(dialog._password_field.line, _PASSWORD)
    dialog._try_password()
    dialog.wait()
    if dialog.ledger is not None:
        stage.take(dialog.ledger)


def unlock_trouble(stage: Stage) -> None:
    folder = _locked_folder(stage)
    for file in folder.glob("*.db"):
        file.write_bytes(b"damaged" * 1000)
    dialog = UnlockDialog(
        folder, theme=stage.theme, preferences=stage.preferences(), already_open=lambda _: False
    )
    _put(stage, dialog)
    stage.enter(dialog._password_field.line, _PASSWORD)
    dialog._try_password()
    dialog.wait()


def lock(stage: Stage) -> None:
    folder = _locked_folder(stage)
    open_ledger(folder, password=_PASSWORD).close()
    window = stage.open_window("qiaoan")
    Lock(window.desk, window).lock()


OPENING_PICTURES: tuple[tuple[str, Callable[[Stage], object]], ...] = (
    *((f"first-run-{step + 1}", partial(first_run, step=step)) for step in range(5)),
    ("first-run-refused", first_run_refused),
    ("unlock", unlock),
    ("unlock-wrong", unlock_wrong),
    ("unlock-recovery", unlock_recovery),
    ("unlock-operator", unlock_operator),
    ("unlock-trouble", unlock_trouble),
    ("lock", lock),
)
