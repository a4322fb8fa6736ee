"""The card of a person: who, where, how to reach them, what to mind; and the verbs that concern one person."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from community_desk.domain.codes import BirthCalendar, ContactPreference, ResidentStatus, Sex
from community_desk.domain.masking import mask_id
from community_desk.domain.phones import grouped
from community_desk.ledger import access, cards, residents
from community_desk.ledger.cards import ResidentCard
from community_desk.ledger.inputs import Written
from community_desk.ui import resident_tabs
from community_desk.ui.card import DetailCard, Editing, Tab
from community_desk.ui.card_lines import HIDDEN, link_button, quiet_button, row_of, text_label
from community_desk.ui.chips import menu_button
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.call_dialog import CallDialog
from community_desk.ui.history_tab import HistoryTab
from community_desk.ui.page import verb_button
from community_desk.ui.resident_editor import ResidentEditor, verb_fields

# What may happen to a person who is here, away or gone, as ``dialogs.life_events`` names it.
_HERE = (("搬离…", "moved_away"), ("社区内搬家…", "moved_inside"), ("分户…", "split"), ("去世…", "died"))
LIFE_EVENTS = {
    ResidentStatus.LIVING: (("外出…", "away"), *_HERE),
    ResidentStatus.AWAY: (("回来…", "returned"), ("改外出的去向…", "away"), *_HERE),
    ResidentStatus.MOVED: (("搬回来…", "moved_in"), ("去世…", "died")),
    ResidentStatus.DECEASED: (("撤回去世登记…", "died"),),
}


class ResidentCardView(DetailCard[ResidentCard]):
    """Of one resident."""

    name: ClassVar[str] = "居民卡片"
    empty: ClassVar[str] = "在左边选一位居民，\n这里显示家人、电话、走访和备注。"
    gone: ClassVar[str] = "这位居民已撤回，不在台账里了。\n撤错了可以按 Ctrl+Z 撤销。"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "resident", "phone", "person_link", "resident_category", "household", "dwelling", "building",
            "compound", "grid", "visit", "life_event", "residency", "occupancy", "care_category",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        self._full_id_of = ""
        super().__init__(desk)
        desk.operator_changed.connect(self._mask_again)
        desk.privacy_changed.connect(self._mask_again)

    def read(self, uid: str) -> ResidentCard:
        """As ``ledger.cards`` reads it."""
        return cards.resident_card(uid, today=self.desk.today())

    # What stands above the tabs

    def fill_head(self, card: ResidentCard, rows: QVBoxLayout) -> None:
        """Name and verbs, door, what to mind, telephones, papers."""
        space = self.desk.theme.space
        top = QHBoxLayout()
        top.setSpacing(space // 2)
        top.addWidget(text_label(card.name, "title"), 1)
        top.addWidget(self._events_button(card))
        edit = verb_button("编辑", "", self.edit)
        edit.setToolTip("编辑（F2）")
        top.addWidget(edit)
        rows.addLayout(top)
        rows.addWidget(text_label(" · ".join(filter(None, _who(card, hidden=self.desk.is_private)))))
        rows.addWidget(self._door(card))
        hidden = self.desk.is_private
        for sentence in card.status_sentences:
            rows.addWidget(text_label(sentence, "warning"))
        if card.reminder:
            rows.addWidget(text_label(f"上门提示：{HIDDEN if hidden else card.reminder}", "warning"))
        if card.wish.preference is not ContactPreference.ANYTIME:
            rows.addWidget(text_label(HIDDEN if hidden else card.wish.sentence, "warning"))
        self._add_phones(card, rows)
        self._add_papers(card, rows)

    def _door(self, card: ResidentCard) -> QWidget:
        space = self.desk.theme.space
        if not card.door.full and not card.household_uid:
            return text_label("没有登记住在哪一户", "second")
        words = card.door.full or "还没有门牌"
        parts: list[QWidget] = []
        if card.door.dwelling_uid:
            parts.append(link_button(words, partial(self.desk.open, "dwelling", card.door.dwelling_uid)))
        else:
            parts.append(text_label(words))
        if card.household_uid:
            household = partial(self.desk.open, "household", card.household_uid)
            parts.append(link_button("看这一户", household, name=f"看{card.name}这一户"))
        return row_of(*parts, stretch=-1, space=space)

    def _add_phones(self, card: ResidentCard, rows: QVBoxLayout) -> None:
        space = self.desk.theme.space
        call = quiet_button("登记通话", "mdi6.phone", self.note_call, name=f"登记和{card.name}的通话")
        if not card.phones:
            rows.addWidget(row_of(text_label("没有电话", "second"), call, space=space))
        for place, (label, number) in enumerate(card.phones):
            shown = HIDDEN if self.desk.is_private else grouped(number)
            line = text_label("  ".join(filter(None, (shown, label))))
            line.setAccessibleName(f"电话 {shown} {label}")
            rows.addWidget(row_of(line, call, space=space) if place == 0 else line)

    def _add_papers(self, card: ResidentCard, rows: QVBoxLayout) -> None:
        if card.id_number:
            is_full = self._full_id_of == card.uid and not self.desk.is_private
            number = (
                HIDDEN if self.desk.is_private else card.id_number if is_full else mask_id(card.id_number)
            )
            kind = card.id_type.word or "证件"
            label = text_label(f"{kind} {number}", "second")
            if is_full or self.desk.is_private:
                rows.addWidget(label)
            else:
                show = quiet_button("显示", "", self.show_full_id, name="显示完整证件号（会记下是谁看的）")
                show.setToolTip("显示完整证件号，会记下是谁看的")
                rows.addWidget(row_of(label, show, space=self.desk.theme.space))
        home = " · ".join(filter(None, (card.residence.word, card.registered_address)))
        if home:
            rows.addWidget(text_label(f"户籍 {HIDDEN if self.desk.is_private else home}", "second"))

    def _events_button(self, card: ResidentCard) -> QWidget:
        menu = QMenu(self)
        for word, kind in LIFE_EVENTS[card.whereabouts.status]:
            menu.addAction(word).triggered.connect(lambda _=False, kind=kind: self.life_event(kind))
        menu.addSeparator()
        menu.addAction("这一户列为关爱户…").triggered.connect(lambda _=False: self.take_into_care())
        menu.addAction("撤回这位居民（录错了）…").triggered.connect(lambda _=False: self.withdraw())
        button = menu_button("变动", "", menu)
        button.setToolTip("搬家、外出、去世等")
        menu.setParent(button, menu.windowFlags())
        return button

    # Verbs

    def life_event(self, kind: str) -> None:
        """Open the dialog of what happened."""
        from community_desk.ui.dialogs.life_events import open_life_event  # noqa: PLC0415 - when it is wanted

        open_life_event(self.desk, self, kind, resident=self.uid)

    def take_into_care(self) -> None:
        """Open the dialog that takes their household into care, or the case that it has."""
        from community_desk.ui.dialogs.open_care_case import take_into_care  # noqa: PLC0415 - when it is wanted

        card = self.card
        if card is None:
            return
        if not card.household_uid:
            self.desk.refused.emit(f"{card.name}没有登记住在哪一户，请先登记，再列为关爱户。")
            return
        title = " ".join(filter(None, (card.door.full, card.name)))
        take_into_care(self.desk, self, household=card.household_uid, title=title, resident=card.uid)

    def note_call(self) -> None:
        """Open the dialog for a telephone call."""
        if self.card is not None:
            CallDialog(self.desk, self, resident=self.uid, name=self.card.name).open()

    def show_full_id(self) -> None:
        """Show the whole number of this card until another one is shown; the look is logged."""
        card = self.card
        if card is None:
            return
        subject = _looked_at(card)
        if self.desk.attempt(
            lambda: access.record_full_id_look(subject=subject, operator=self.desk.operator)
        ):
            self._full_id_of = card.uid
            self._show()

    def _mask_again(self) -> None:
        """A look is one person's, and ends when somebody else sits or stands here."""
        if self._full_id_of:
            self._full_id_of = ""
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight (another page, the lock) a number shown in full is masked again."""
        if self._full_id_of:
            self._full_id_of = ""
            self._is_stale = True
        super().hideEvent(event)

    def withdraw(self) -> None:
        """Take somebody out who should never have been in the ledger."""
        from community_desk.ui.dialogs.withdraw_dialog import WithdrawDialog  # noqa: PLC0415 - when it is wanted

        if self.card is not None:
            WithdrawDialog(self.desk, self, resident=self.uid, name=self.card.name).open()

    def show_row(self, uid: str) -> bool:
        """As every card; a number shown in full is masked again."""
        if uid != self.uid:
            self._full_id_of = ""
        return super().show_row(uid)

    # Tabs and form

    def make_tabs(self, card: ResidentCard) -> Sequence[Tab]:
        """Family, visits, categories, links, note, what happened, what was changed."""
        maker = resident_tabs.ResidentTabs(self.desk, self, card)
        return (
            Tab(_counted("家人", len(card.members)), maker.family),
            Tab(_counted("走访", len(card.visits)), maker.visits),
            Tab(_counted("类别", len(card.categories) + len(card.by_age)), maker.categories),
            Tab(_counted("联系人", len(card.links) + len(card.named_by)), maker.links),
            Tab("备注", maker.note),
            Tab("变动", maker.events),
            Tab("改动记录", partial(HistoryTab, self.desk, "resident", card.uid)),
        )

    def make_editing(self, card: ResidentCard) -> Editing:
        """The form of a person."""
        editor = ResidentEditor(self.desk, row_uid=card.uid)
        editor.ui.id_number.guard(self.desk, subject=_looked_at(card))
        values = form_values(card)
        editor.keeper.load(values)
        if card.pinyin:
            editor.ui.pinyin.setPlaceholderText(card.pinyin)
        if card.is_head:
            editor.ui.relation_word.setEnabled(False)
            editor.ui.relation_word.setToolTip("户主不能在这里改，请用“换户主”。")

        def write(changed: dict[str, Any]) -> Written:
            fields = verb_fields(changed, editor.keeper.values())
            return residents.edit_resident(
                card.uid, operator=self.desk.operator, seen_version=card.version, **fields
            )

        return Editing(editor, editor.keeper, write, f"已保存{card.name}的资料。")


def form_values(card: ResidentCard) -> dict[str, Any]:
    """What the form of a person shows."""
    return {
        "name": card.name,
        "foreign_name": card.foreign_name,
        "pinyin": card.pinyin_typed,
        "sex": card.sex.value if card.sex is not Sex.NOT_STATED else Sex.UNKNOWN.value,
        "birth": card.birth,
        "birth_calendar": card.birth_calendar.value,
        "id_type": card.id_type.value,
        "id_number": card.id_number,
        "relation_word": card.relation,
        "residence": card.residence.value,
        "registered_address": card.registered_address,
        "phones": [[label, number] for label, number in card.phones],
        "contact_preference": card.wish.of_resident.value,
        "contact_reason": card.contact_reason,
        "contact_review_on": card.contact_review_on,
        "reminder": card.reminder,
        "note": card.note,
    }


def _looked_at(card: ResidentCard) -> str:
    return f"{card.name} {card.door.full}".strip()


def _who(card: ResidentCard, *, hidden: bool) -> tuple[str, ...]:
    birth = card.birth_words
    if birth and card.birth_calendar is BirthCalendar.LUNAR:
        birth = f"农历{birth}"
    age = f"{card.age} 岁" if card.age is not None else ""
    return (
        card.sex.word,
        age if hidden or not birth else birth,
        card.relation if not card.is_head else "户主",
        card.foreign_name,
    )


def _counted(word: str, count: int) -> str:
    return f"{word} {count}" if count else word
