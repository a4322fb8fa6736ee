"""The card of a household: its door, who lives there, what to mind; and the verbs that concern all of them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from community_desk.domain.codes import ContactPreference, Tenure
from community_desk.domain.partial_dates import display
from community_desk.domain.phones import grouped
from community_desk.ledger import cards, households
from community_desk.ledger.card_parts import Member
from community_desk.ledger.cards import HouseholdCard
from community_desk.ledger.inputs import Written
from community_desk.ui.card import DetailCard, Editing, Tab
from community_desk.ui.card_lines import (
    HIDDEN,
    column,
    entry,
    link_button,
    more_button,
    quiet_button,
    row_of,
    text_label,
)
from community_desk.ui.chips import menu_button
from community_desk.ui.history_tab import HistoryTab
from community_desk.ui.household_editor import HouseholdEditor
from community_desk.ui.page import verb_button
from community_desk.ui.resident_editor import verb_fields
from community_desk.ui.resident_tabs import event_entry, stay_words, visits_widget

# What may happen to a household, as ``dialogs.life_events`` names it.
LIFE_EVENTS = (
    ("有人搬入…", "moved_in"),
    ("孩子出生…", "born"),
    ("社区内搬家…", "moved_inside"),
    ("分户…", "split"),
    ("并户…", "merged"),
    ("换户主…", "new_head"),
    ("搬离…", "moved_away"),
)


class HouseholdCardView(DetailCard[HouseholdCard]):
    """Of one household."""

    name: ClassVar[str] = "户卡片"
    empty: ClassVar[str] = "在左边选一户，\n这里显示成员、电话、走访和备注。"
    gone: ClassVar[str] = "这一户已撤回，不在台账里了。\n撤错了可以按 Ctrl+Z 撤销。"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "household", "resident", "phone", "resident_category", "dwelling", "building", "compound", "grid",
            "visit", "life_event", "residency", "occupancy",
        }
    )  # fmt: skip

    def read(self, uid: str) -> HouseholdCard:
        """As ``ledger.cards`` reads it."""
        return cards.household_card(uid, today=self.desk.today())

    # What stands above the tabs

    def fill_head(self, card: HouseholdCard, rows: QVBoxLayout) -> None:
        """Door and verbs, how many, since when, what to mind."""
        space = self.desk.theme.space
        hidden = self.desk.is_private
        top = QHBoxLayout()
        top.setSpacing(space // 2)
        top.addWidget(text_label(card.title, "title"), 1)
        top.addWidget(self._events_button())
        edit = verb_button("编辑", "", self.edit)
        edit.setToolTip("编辑（F2）")
        top.addWidget(edit)
        rows.addLayout(top)
        tenure = card.tenure.word if card.tenure is not Tenure.UNKNOWN else ""
        number = f"户号 {card.number}" if card.number else ""
        since = f"{display(card.starts_on)}入住" if card.starts_on else ""
        rows.addWidget(
            text_label(" · ".join(filter(None, (*card.status_sentences[:1], tenure, number, since))))
        )
        for sentence in card.status_sentences[1:]:
            rows.addWidget(text_label(sentence, "warning"))
        if card.door.dwelling_uid:
            door = link_button("看这个门牌", partial(self.desk.open, "dwelling", card.door.dwelling_uid))
            parts: list[QWidget] = [door]
            if card.door.grid:
                parts.append(text_label(card.door.grid, "second"))
            rows.addWidget(row_of(*parts, stretch=-1 if len(parts) == 1 else 1, space=space))
        for word, note in (("进门", card.door_note), ("进楼", card.entry_note)):
            if note:
                rows.addWidget(text_label(f"{word}：{HIDDEN if hidden else note}", "second"))
        if card.wish.preference is not ContactPreference.ANYTIME:
            rows.addWidget(text_label(HIDDEN if hidden else card.wish.sentence, "warning"))

    def _events_button(self) -> QWidget:
        menu = QMenu(self)
        for word, kind in LIFE_EVENTS:
            menu.addAction(word).triggered.connect(lambda _=False, kind=kind: self.life_event(kind))
        menu.addSeparator()
        menu.addAction("列为关爱户…").triggered.connect(lambda _=False: self.take_into_care())
        menu.addAction("打印这一户的走访单").triggered.connect(lambda _=False: self.print_sheet())
        menu.addAction("撤回这一户（录错了）").triggered.connect(lambda _=False: self.withdraw())
        button = menu_button("变动", "", menu)
        button.setToolTip("搬入、搬家、换户主等")
        menu.setParent(button, menu.windowFlags())
        return button

    # Verbs

    def life_event(self, kind: str, resident: str = "") -> None:
        """Open the dialog of what happened."""
        from community_desk.ui.dialogs.life_events import open_life_event  # noqa: PLC0415 - when it is wanted

        open_life_event(self.desk, self, kind, resident=resident, household=self.uid)

    def take_into_care(self) -> None:
        """Open the dialog that takes them into care, or the case that they have."""
        from community_desk.ui.dialogs.open_care_case import take_into_care  # noqa: PLC0415 - when it is wanted

        if self.card is not None:
            take_into_care(self.desk, self, household=self.uid, title=self.card.title)

    def record_visit(self) -> None:
        """Open the dialog for a visit that no sheet was printed for."""
        from community_desk.ui.dialogs.visit_dialog import open_visit_dialog  # noqa: PLC0415 - when it is wanted

        open_visit_dialog(self.desk, self, household=self.uid)

    def print_sheet(self) -> None:
        """Go to the page of visit sheets with this household."""
        self.desk.open("visit_sheet", self.uid)

    def add_member(self) -> None:
        """Open the dialog for somebody who lives here and was never entered."""
        from community_desk.ui.dialogs.add_resident import AddResidentDialog  # noqa: PLC0415 - when it is wanted

        if self.card is not None:
            AddResidentDialog(self.desk, self, household=self.uid, household_title=self.card.title).open()

    def withdraw(self) -> None:
        """Take the household away if nobody belongs to it."""
        if self.card is None:
            return
        title = self.card.title
        if self._done(lambda: households.withdraw_household(self.uid, operator=self.desk.operator)):
            self.desk.say(f"已撤回 {title}。", undo=True)

    def move_member(self, member: Member, step: int) -> None:
        """List a member earlier (-1) or later (1)."""
        card = self.card
        if card is None:
            return
        order = [each.uid for each in card.members]
        place = order.index(member.uid)
        order.insert(min(max(place + step, 0), len(order)), order.pop(place))
        self._done(lambda: households.arrange_members(self.uid, order, operator=self.desk.operator))

    def _done(self, verb: Callable[[], None]) -> bool:
        def carried_out() -> bool:
            verb()
            return True

        return bool(self.desk.attempt(carried_out))

    # Tabs and form

    def make_tabs(self, card: HouseholdCard) -> Sequence[Tab]:
        """Members, visits, others behind the door, note, what happened."""
        return (
            Tab(f"成员 {len(card.members)}" if card.members else "成员", self._members),
            Tab(f"走访 {len(card.visits)}" if card.visits else "走访", self._visits),
            Tab("备注", self._note),
            Tab("变动", self._events),
            Tab("改动记录", partial(HistoryTab, self.desk, "household", card.uid)),
        )

    def _members(self) -> QWidget:
        card = self.card
        assert card is not None
        space = self.desk.theme.space
        holder, rows = column(0)
        for member in card.members:
            rows.addWidget(self._member(member, is_listed=True))
        if not card.members:
            rows.addWidget(text_label("这一户现在没有人住。", "second"))
        rows.addWidget(row_of(quiet_button("＋添加成员", "", self.add_member), stretch=-1, space=space))
        if card.gone:
            rows.addWidget(text_label("以前的成员", "heading"))
            for member in card.gone:
                rows.addWidget(self._member(member, is_listed=False))
        if card.neighbours:
            rows.addWidget(text_label("同一门牌的其他户", "heading"))
            for line in card.neighbours:
                name = link_button(line.head or "没有户主", partial(self.desk.open, "household", line.uid))
                count = text_label(f"{line.people} 人", "second")
                rows.addWidget(entry("", head=row_of(name, count, stretch=1, space=space), space=space))
        return holder

    def _member(self, member: Member, *, is_listed: bool) -> QWidget:
        space = self.desk.theme.space
        hidden = self.desk.is_private
        name = link_button(member.name, partial(self.desk.open, "resident", member.uid))
        age = f"{member.age} 岁" if member.age is not None else ""
        marked = "关爱" if member.is_cared_for and not hidden else ""
        relation = "户主" if member.is_head else member.relation
        what = " · ".join(filter(None, (relation, member.sex.word, age, member.state, marked)))
        phones = "  ".join(
            HIDDEN if hidden else f"{grouped(number)}{f'（{label}）' if label else ''}"
            for label, number in member.phones
        )
        reminder = f"提示：{member.reminder}" if member.reminder and not hidden else ""
        verbs: list[tuple[str, Callable[[], object]]] = []
        if is_listed and not member.is_head:
            verbs = [
                ("设为户主…", partial(self.life_event, "new_head", member.uid)),
                ("往上排", partial(self.move_member, member, -1)),
                ("往下排", partial(self.move_member, member, 1)),
            ]
        buttons = (more_button(verbs, name=f"{member.name}：设为户主、排位置"),) if verbs else ()
        head = row_of(name, text_label(what, "second"), stretch=1, space=space)
        return entry("", "\n".join(filter(None, (phones, reminder))), head=head, buttons=buttons, space=space)

    def _visits(self) -> QWidget:
        assert self.card is not None
        add = quiet_button("＋登记走访", "", self.record_visit)
        listed = visits_widget(self.desk, self.card.visits, "", "还没有走访或通话记录。")
        return column(0, (row_of(add, stretch=-1, space=self.desk.theme.space), listed))[0]

    def _note(self) -> QWidget:
        card = self.card
        assert card is not None
        if card.note:
            return text_label(HIDDEN if self.desk.is_private else card.note)
        return text_label("没有备注。按 F2 编辑时可以写。", "second")

    def _events(self) -> QWidget:
        card = self.card
        assert card is not None
        holder, rows = column(0)
        for event in card.events:
            rows.addWidget(event_entry(self.desk, event, with_name=True))
        if not card.events:
            rows.addWidget(text_label("没有搬入、分户等变动。", "second"))
        if len(card.occupancies) > 1:
            rows.addWidget(text_label("住过的门牌", "heading"))
            for stay in reversed(card.occupancies):
                span = stay_words(stay.starts_on, stay.ends_on)
                rows.addWidget(entry(stay.door or "没有门牌", span, space=self.desk.theme.space))
        return holder

    def make_editing(self, card: HouseholdCard) -> Editing:
        """The form of a household."""
        editor = HouseholdEditor(self.desk, row_uid=card.uid, has_door=bool(card.door.dwelling_uid))
        editor.keeper.load(
            {
                "number": card.number,
                "address": card.address,
                "starts_on": card.starts_on,
                "contact_preference": card.wish.of_household.value,
                "contact_reason": card.contact_reason,
                "contact_review_on": card.contact_review_on,
                "note": card.note,
            }
        )

        def write(changed: dict[str, Any]) -> Written:
            fields = verb_fields(changed, editor.keeper.values())
            return households.edit_household(
                card.uid, operator=self.desk.operator, seen_version=card.version, **fields
            )

        return Editing(editor, editor.keeper, write, f"已保存 {card.title} 的资料。")
