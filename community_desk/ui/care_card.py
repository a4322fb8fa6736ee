"""The card of a care case: whom it is about and why, when the next visit is due, and the verbs of looking after."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from community_desk.domain.codes import ContactPreference
from community_desk.domain.partial_dates import display, display_near
from community_desk.domain.phones import grouped
from community_desk.domain.schedule import DueGroup
from community_desk.ledger import care
from community_desk.ledger.care_cards import CareCaseCard, care_case_card
from community_desk.ledger.inputs import Written
from community_desk.ui.card import DetailCard, Editing, Tab
from community_desk.ui.card_lines import HIDDEN, link_button, row_of, text_label
from community_desk.ui.care_editor import CareEditor
from community_desk.ui.care_tabs import CareTabs
from community_desk.ui.chips import menu_button
from community_desk.ui.dialogs.care_dialogs import CloseCaseDialog, ReopenCaseDialog, TurnDialog
from community_desk.ui.dialogs.visit_dialog import VisitDialog
from community_desk.ui.form_choices import level_words
from community_desk.ui.history_tab import HistoryTab
from community_desk.ui.page import verb_button

# How a due group looks; the words say it as well.
_LOOKS = {DueGroup.OVERDUE: "error", DueGroup.DUE: "warning", DueGroup.NO_RECORD_YET: "warning"}


class CareCardView(DetailCard[CareCaseCard]):
    """Of one care case."""

    name: ClassVar[str] = "关爱户卡片"
    empty: ClassVar[str] = "在左边选一户，\n这里显示需求、动态、跟进和走访。"
    gone: ClassVar[str] = "这个关爱个案已撤回。\n撤错了可以按 Ctrl+Z 撤销。"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "care_case", "care_need", "care_note", "follow_up", "visit", "visit_contact", "visit_rule",
            "extra_round", "household", "resident", "phone", "staff", "dwelling", "building", "compound", "grid",
            "care_category", "resident_category",
        }
    )  # fmt: skip

    reopened = Signal(str)  # uid

    def read(self, uid: str) -> CareCaseCard:
        """As ``ledger.care_cards`` reads it."""
        return care_case_card(uid, today=self.desk.today())

    # What stands above the tabs

    def fill_head(self, card: CareCaseCard, rows: QVBoxLayout) -> None:
        """Household and verbs, how closely, why a visit is due, who looks after them."""
        space = self.desk.theme.space
        top = QHBoxLayout()
        top.setSpacing(space // 2)
        top.addWidget(text_label(card.title, "title"), 1)
        edit = verb_button("编辑", "", self.edit)
        edit.setToolTip("编辑（F2）")
        top.addWidget(edit)
        rows.addLayout(top)
        rows.addWidget(self._verbs(card))
        hidden = self.desk.is_private
        if card.closed_on:
            self._add_end(card, rows)
        else:
            words = "、".join(dict.fromkeys(need.category for need in card.needs if need.category))
            said = (level_words(card.level), words) if not hidden else (HIDDEN,)
            rows.addWidget(text_label("　".join(filter(None, said))))
            if card.due is not None:
                look = "second" if hidden else _LOOKS.get(card.due.group, "second")
                rows.addWidget(text_label(HIDDEN if hidden else card.due.why, look))
        home = link_button("看这一户", partial(self.desk.open, "household", card.household_uid))
        parts: list[QWidget] = [home]
        if card.door.grid:
            parts.append(text_label(card.door.grid, "second"))
        rows.addWidget(row_of(*parts, stretch=-1 if len(parts) == 1 else 1, space=space))
        if card.wish.preference is not ContactPreference.ANYTIME:
            rows.addWidget(text_label(HIDDEN if hidden else card.wish.sentence, "warning"))
        if card.household_ended_on and not card.closed_on:
            ended = display(card.household_ended_on)
            rows.addWidget(text_label(f"这一户 {ended}起不住在这里了，请看看要不要结案。", "warning"))
        self._add_people(card, rows)

    def _add_end(self, card: CareCaseCard, rows: QVBoxLayout) -> None:
        reason = card.close_reason.word if card.close_reason else ""
        rows.addWidget(text_label(f"{display(card.closed_on)}结案 · {reason}"))
        rows.addWidget(text_label(HIDDEN if self.desk.is_private else card.close_words, "second"))

    def _add_people(self, card: CareCaseCard, rows: QVBoxLayout) -> None:
        hidden, today, space = self.desk.is_private, self.desk.today(), self.desk.theme.space
        worker = card.responsible or (card.due.responsible if card.due else "")
        how = "" if card.responsible or not worker else "（网格员）"
        rows.addWidget(text_label(f"负责人 {worker or '没有'}{how}"))
        if card.buddy:
            phone = HIDDEN if hidden and card.buddy_phone else grouped(card.buddy_phone)
            if card.buddy_uid:
                label = text_label("结对人")
                label.setWordWrap(False)
                name = link_button(card.buddy, partial(self.desk.open, "resident", card.buddy_uid))
                rows.addWidget(row_of(label, name, text_label(phone, "second"), stretch=2, space=space))
            else:
                rows.addWidget(text_label("  ".join(filter(None, (f"结对人 {card.buddy}", phone)))))
        if card.review_on and not card.closed_on:
            when = display_near(card.review_on, today=today)
            if card.is_review_due:
                rows.addWidget(
                    text_label(f"{when}该复评了：还需要关爱吗？看过后请改复评日期，或结案。", "warning")
                )
            else:
                rows.addWidget(text_label(f"{when}复评", "second"))

    def _verbs(self, card: CareCaseCard) -> QWidget:
        space = self.desk.theme.space
        if card.closed_on:
            return row_of(
                verb_button("重新开启…", "mdi6.restore", self.reopen, main=True),
                self._more(card),
                stretch=-1,
                space=space,
            )
        return row_of(
            verb_button("登记走访", "mdi6.walk", self.record_visit, main=True),
            verb_button("记一笔", "", lambda: CareTabs(self.desk, self, card).add_note()),
            self._more(card),
            stretch=-1,
            space=space,
        )

    def _more(self, card: CareCaseCard) -> QWidget:
        tabs = CareTabs(self.desk, self, card)
        verbs: list[tuple[str, Callable[[], object]]] = []
        if not card.closed_on:
            verbs = [("加需求…", tabs.add_need), ("情况有大变化…", self.note_turn)]
        verbs.append(("加跟进（答应的事）…", tabs.add_follow_up))
        if not card.closed_on:
            verbs.append(("结案…", self.close_case))
        menu = QMenu(self)
        for word, slot in verbs:
            menu.addAction(word).triggered.connect(lambda _=False, slot=slot: slot())
        menu.addSeparator()
        menu.addAction("打印这一户的走访单").triggered.connect(lambda _=False: self.print_sheet())
        menu.addAction("存一户一档…").triggered.connect(lambda _=False: self.save_file())
        menu.addAction("撤回（不该建档）").triggered.connect(lambda _=False: self.withdraw())
        button = menu_button("更多", "", menu)
        button.setToolTip("加需求、情况有大变化、结案等")
        menu.setParent(button, menu.windowFlags())
        return button

    # Verbs

    def record_visit(self) -> None:
        """Open the dialog for a visit."""
        card = self.card
        if card is not None:
            VisitDialog(
                self.desk,
                self,
                household=card.household_uid,
                title=card.title,
                members=card.members,
                concerned={need.resident_uid for need in card.needs},
            ).open()

    def note_turn(self) -> None:
        """Open the dialog for a turn of things."""
        if self.card is not None:
            TurnDialog(self.desk, self, self.card).open()

    def close_case(self) -> None:
        """Open the dialog that ends the case."""
        if self.card is not None:
            CloseCaseDialog(self.desk, self, self.card).open()

    def reopen(self) -> None:
        """Open the dialog that takes them into care again."""
        if self.card is not None:
            dialog = ReopenCaseDialog(self.desk, self, self.card)
            dialog.accepted.connect(lambda: self.reopened.emit(dialog.uid))
            dialog.open()

    def print_sheet(self) -> None:
        """Go to the page of visit sheets with this household."""
        if self.card is not None:
            self.desk.open("visit_sheet", self.card.household_uid)

    def save_file(self) -> None:
        """Open the dialog that saves what is known of this household as a paper."""
        from community_desk.ui.dialogs.care_papers import (  # noqa: PLC0415 - when it is wanted
            HOUSEHOLD_FILE,
            CarePapersDialog,
        )

        CarePapersDialog(self.desk, self, shown=(), chosen=(self.uid,), paper=HOUSEHOLD_FILE).open()

    def withdraw(self) -> None:
        """Take the case away: it was opened in error."""
        card = self.card
        if card is None:
            return

        def carried_out() -> bool:
            care.withdraw_care_case(card.uid, operator=self.desk.operator)
            return True

        if self.desk.attempt(carried_out):
            self.desk.say(f"已撤回 {card.title} 的关爱个案。", undo=True)

    # Tabs and form

    def make_tabs(self, card: CareCaseCard) -> Sequence[Tab]:
        """Needs, history, follow-ups, visits, members, what was changed."""
        maker = CareTabs(self.desk, self, card)
        still_open = sum(not row.done_on for row in card.follow_ups)
        return (
            Tab(_counted("需求", len(card.needs)), maker.needs),
            Tab(_counted("动态", len(card.notes)), maker.notes),
            Tab(_counted("跟进", still_open), maker.follow_ups),
            Tab(_counted("走访", len(card.visits)), maker.visits),
            Tab(_counted("成员", len(card.members)), maker.members),
            Tab("改动记录", partial(HistoryTab, self.desk, "care_case", card.uid)),
        )

    def make_editing(self, card: CareCaseCard) -> Editing:
        """The form of a case."""
        editor = CareEditor(self.desk, card)

        def write(changed: dict[str, Any]) -> Written:
            return care.edit_care_case(
                card.uid, operator=self.desk.operator, seen_version=card.version, **changed
            )

        return Editing(editor, editor.keeper, write, f"已保存 {card.title} 的关爱个案。")


def _counted(word: str, count: int) -> str:
    return f"{word} {count}" if count else word
