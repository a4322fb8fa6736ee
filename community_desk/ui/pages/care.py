"""关爱户: the households that are looked after, when each is to be visited, and the card of one of them."""

from typing import ClassVar

from community_desk.ledger.lists_care import CARE_CASES, CareFilter, households_of
from community_desk.ui.care_card import CareCardView
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.open_care_case import OpenCareCaseDialog
from community_desk.ui.dialogs.proposed_cases import ProposedCasesDialog
from community_desk.ui.list_columns import care_columns
from community_desk.ui.list_filters import care_parts
from community_desk.ui.register_page import RegisterPage


class CarePage(RegisterPage[CareFilter]):
    """The list of care cases."""

    name: ClassVar[str] = "care"
    title: ClassVar[str] = "关爱户"
    icon: ClassVar[str] = "mdi6.hand-heart-outline"
    unit: ClassVar[str] = "户"
    missing: ClassVar[str] = "这一户不在平时的列表里（已结案），资料在右边。"

    def __init__(self, desk: Desk) -> None:
        card = CareCardView(desk)
        super().__init__(
            desk,
            kind=CARE_CASES,
            columns=care_columns(desk),
            parts=care_parts(),
            empty=CareFilter(),
            card=card,
        )
        # Closed, it stands in no list; it is there again, and stays in sight.
        card.reopened.connect(lambda uid: self.open("care_case", uid))
        self.add_verb("待列入", "mdi6.playlist-check", self.propose)
        self.add_verb("存清单、台账", "mdi6.file-document-outline", self.save_papers)
        self.add_verb("打印走访单", "mdi6.printer-outline", self.print_sheets)
        self.add_verb("列为关爱户", "mdi6.plus", self.add, main=True)
        self.add_row_verb("打印所选户的走访单", self.print_sheets)
        self.add_row_verb("存所选户的清单、台账、一户一档…", self.save_papers)
        self.set_first_step()

    def open(self, kind: str, uid: str) -> None:
        """As every list; asked for by the page's own name, ``uid`` may also be a filter as its JSON."""
        if kind == self.name and uid.startswith("{"):
            if self.card.may_leave():
                self.filters.set(CareFilter.from_json(uid))
            return
        super().open(kind, uid)

    def set_first_step(self) -> None:
        """Cases are opened by a person, from what is recorded."""
        self.table.set_empty(
            "还没有关爱户。可以从已登记的类别里挑（待列入），也可以一户一户列入。",
            "看看待列入的",
            self.propose,
        )

    def propose(self) -> None:
        """Show whom the recorded categories suggest."""
        dialog = ProposedCasesDialog(self.desk, self)
        dialog.opened.connect(lambda uids: self.open(self.name, ",".join(uids)))
        dialog.open()

    def add(self) -> None:
        """Take a household into care."""
        dialog = OpenCareCaseDialog(self.desk, self)
        dialog.accepted.connect(lambda: self.open("care_case", dialog.uid))
        dialog.open()

    def save_papers(self) -> None:
        """应访清单, 关爱台账 or 一户一档 of the selected households if several are, else of all that are shown."""
        from community_desk.ui.dialogs.care_papers import CarePapersDialog  # noqa: PLC0415 - when it is wanted

        if not self.model.count:
            self.desk.refused.emit("列表里没有关爱户，没有清单可存。")
            return
        chosen = self.table.selected_uids()
        CarePapersDialog(
            self.desk,
            self,
            shown=self.model.uids_at(range(self.model.count)),
            chosen=chosen if len(chosen) > 1 else (),
        ).open()

    def print_sheets(self) -> None:
        """Visit sheets for the selected households."""
        chosen = self.table.selected_uids()
        if not chosen:
            self.desk.refused.emit("请先在列表里选户（按住 Ctrl 或 Shift 可以选多户），再打印走访单。")
            return
        self.desk.open("visit_sheet", ",".join(households_of(chosen)))
