"""录入: a returned visit sheet is typed back in, found by its number; half-typed ones wait to be finished."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import typed_sheets
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ui.desk import Desk
from community_desk.ui.page import Page
from community_desk.ui.type_back_sheet import SheetPanel, counted
from community_desk.ui.type_back_start import StartPanel
from community_desk.ui.typed_entry import TypedEntry

_ON_SHEETS = {"visit_sheet", "visit_sheet_line", "visit_round"}


class TypeBackPage(Page):
    """The page of returned sheets. ``open`` takes a sheet's number."""

    name: ClassVar[str] = "type_back"
    title: ClassVar[str] = "录入"
    icon: ClassVar[str] = "mdi6.keyboard-outline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.typed: TypedEntry | None = None
        self.start = StartPanel(desk)
        self.sheet = SheetPanel(desk)
        self._panels = QStackedWidget()
        self._panels.addWidget(self.start)
        self._panels.addWidget(self.sheet)
        self.body.addWidget(self._panels, 1)
        self.other_verb = self.add_verb("换一张", "mdi6.swap-horizontal", self.leave_sheet)
        self.save_verb = self.add_verb("保存这张单", "mdi6.check", self.save, main=True, shortcut="Ctrl+S")
        self.first_focus = self.start.number
        self.start.chosen.connect(self.open_number)
        self.sheet.save_wanted.connect(self.save)
        self.sheet.left.connect(self.leave_sheet)
        self.sheet.number_typed.connect(self.open_number)
        desk.changed.connect(self._changed)
        desk.writing_changed.connect(lambda _why: self._enable_verbs())
        self._enable_verbs()

    # What the window asks

    def arrive(self) -> None:
        """Refresh which sheets are out."""
        if self.typed is None:
            self.start.refresh()

    def open(self, kind: str, uid: str) -> None:  # noqa: ARG002 - it opens one kind of thing
        """Open the sheet with this number."""
        self.open_number(uid)

    def may_leave(self) -> bool:
        """Nothing is lost: what is typed is kept."""
        self._keep()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Also before the window is locked."""
        self._keep()
        super().hideEvent(event)

    # A sheet

    def open_number(self, number: str) -> None:
        """Show the sheet with this number; why it cannot be stands at the number."""
        if not number:
            return
        try:
            found = typed_sheets.sheet_to_type(number)
        except UserError as refusal:
            if self.typed is None:
                self.start.say(refusal.sentence)
            else:
                self.sheet.say_refusal(refusal)
            return
        self._put_away()
        self.typed = TypedEntry(self.desk, found, self)
        kept = typed_sheets.half_typed(found.uid)
        if kept is not None:
            self.typed.resume(kept)
            self.desk.say(f"{kept.typed_by}录了一半的内容还在，接着录就行。")
        self._panels.setCurrentWidget(self.sheet)
        self.sheet.take(self.typed)
        self.first_focus = self.sheet.command
        self.set_count(f"{len(found.lines)} 户")
        self._enable_verbs()

    def leave_sheet(self) -> None:
        """Back to the number; what is typed is kept."""
        if self.typed is not None:
            number, is_typed = self.typed.sheet.number, bool(self.typed.entry.steps)
            self._put_away()
            if is_typed:
                self.desk.say(f"{number} 录到一半，留着了；再打单号就能接着录。")
        self._to_start()

    def save(self) -> None:
        """Write the sheet into the ledger as one thing."""
        typed = self.typed
        if typed is None or not self.sheet.is_ready():
            return
        entered = self.desk.attempt(
            lambda: enter_sheet(
                typed.sheet,
                typed.entry,
                walked_on=typed.day,
                walkers=typed.walkers,
                operator=self.desk.operator,
                today=self.desk.today(),
            ),
            refused=self.sheet.say_refusal,
        )
        if entered is None:
            return
        typed.forget()
        self.typed = None
        typed.deleteLater()
        self.desk.say(f"已录入 {typed.sheet.number}：{counted(typed.entry.lines())}", undo=True)
        self._to_start()

    def _to_start(self) -> None:
        self._panels.setCurrentWidget(self.start)
        self.first_focus = self.start.number
        self.start.number.clear()
        self.start.say("")
        self.start.refresh()
        self.set_count("")
        self.start.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self._enable_verbs()

    def _put_away(self) -> None:
        if self.typed is not None:
            self.typed.keep()
            self.typed.deleteLater()
            self.typed = None

    def _keep(self) -> None:
        if self.typed is not None:
            self.typed.keep()

    def _changed(self, change_set: ChangeSet) -> None:
        if not change_set.rows.keys() & _ON_SHEETS:
            return
        if self.typed is None:
            if self.isVisible():
                self.start.refresh()
        elif "visit_sheet_line" in change_set.rows:
            self.open_number(
                self.typed.sheet.number
            )  # some of its lines may be typed in by now, or no longer

    def _enable_verbs(self) -> None:
        is_open = self.typed is not None
        self.other_verb.setVisible(is_open)
        self.save_verb.setVisible(is_open)
        self.save_verb.setEnabled(is_open and not self.desk.why_read_only)
