"""What stands under the tabs of a person's card."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from community_desk.domain.codes import AbilityLevel, DisabilityGrade, DisabilityKind
from community_desk.domain.masking import mask_id, mask_ids_in
from community_desk.domain.partial_dates import display, display_near
from community_desk.domain.phones import grouped
from community_desk.ledger import resident_categories, residents
from community_desk.ledger.card_parts import Link
from community_desk.ledger.cards import ResidentCard
from community_desk.ledger.life_history import LifeEventRow
from community_desk.ledger.resident_categories import CategoryFact
from community_desk.ledger.visits import VisitRow
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
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.category_dialog import CategoryDialog
from community_desk.ui.dialogs.end_category_dialog import EndCategoryDialog
from community_desk.ui.dialogs.link_dialog import LinkDialog, LinkValues

VISITS_AT_ONCE = 30


class ResidentTabs:
    """Makes the tabs' widgets from a card that was read; the dialogs belong to ``owner``."""

    def __init__(self, desk: Desk, owner: QWidget, card: ResidentCard) -> None:
        self._desk, self._owner, self._card = desk, owner, card

    def family(self) -> QWidget:
        """The others of the household."""
        card, desk = self._card, self._desk
        space = desk.theme.space
        holder, rows = column(0)
        for member in card.members:
            name = link_button(member.name, partial(desk.open, "resident", member.uid))
            age = f"{member.age} 岁" if member.age is not None else ""
            what = " · ".join(filter(None, (member.relation, member.sex.word, age, member.state)))
            phones = "  ".join(
                HIDDEN if desk.is_private else f"{grouped(number)}{f'（{label}）' if label else ''}"
                for label, number in member.phones
            )
            marked = "关爱" if member.is_cared_for and not desk.is_private else ""
            head = row_of(
                name, text_label(" · ".join(filter(None, (what, marked))), "second"), stretch=1, space=space
            )
            rows.addWidget(entry("", phones, head=head, space=space))
        if not card.members:
            alone = "这一户只有 1 人。" if card.household_uid else "没有登记住在哪一户。"
            rows.addWidget(text_label(alone, "second"))
        return holder

    def visits(self) -> QWidget:
        """Visits and calls, the newest first."""
        listed = visits_widget(self._desk, self._card.visits, self._card.uid, "还没有走访或通话记录。")
        if not self._card.household_uid:
            return listed
        add = quiet_button("＋登记走访", "", self.record_visit)
        return column(0, (row_of(add, stretch=-1, space=self._desk.theme.space), listed))[0]

    def record_visit(self) -> None:
        """Open the dialog for a visit that no sheet was printed for."""
        from community_desk.ui.dialogs.visit_dialog import open_visit_dialog  # noqa: PLC0415 - when it is wanted

        card = self._card
        open_visit_dialog(self._desk, self._owner, household=card.household_uid, resident=card.uid)

    def categories(self) -> QWidget:
        """What is recorded, what follows from the age, and what has ended."""
        desk, card = self._desk, self._card
        space = desk.theme.space
        holder, rows = column(0)
        add = quiet_button("＋登记类别", "", self.add_category)
        if desk.is_private:
            count = len(card.categories) + len(card.by_age)
            rows.addWidget(text_label(f"{HIDDEN}（{count} 项，按 F9 显示）" if count else HIDDEN, "second"))
            return holder
        for word in card.by_age:
            rows.addWidget(entry(word, "按年龄自动算出", space=space))
        for fact in card.categories:
            rows.addWidget(self._category(fact))
        if not card.categories and not card.by_age:
            rows.addWidget(text_label("没有登记关爱类别。", "second"))
        rows.addWidget(row_of(add, stretch=-1, space=space))
        return holder

    def _category(self, fact: CategoryFact) -> QWidget:
        verbs: list[tuple[str, Callable[[], object]]] = [("修改…", partial(self.edit_category, fact))]
        if not fact.ends_on:
            verbs.append(("结束（不再符合）…", partial(self.end_category, fact)))
        verbs.append(("撤回（登记错了）", partial(self.withdraw_category, fact)))
        more = more_button(verbs, name=f"{fact.category}：修改、结束、撤回")
        title = " · ".join(filter(None, (fact.category, category_details(fact))))
        return entry(title, category_second(fact, self._desk), buttons=(more,), space=self._desk.theme.space)

    def links(self) -> QWidget:
        """Who matters to this person, and to whom this person matters."""
        desk, card = self._desk, self._card
        space = desk.theme.space
        holder, rows = column(0)
        for link in card.links:
            verbs: list[tuple[str, Callable[[], object]]] = [
                ("修改…", partial(self.edit_link, link)),
                ("去掉", partial(self.withdraw_link, link)),
            ]
            more = more_button(verbs, name=f"{link.name}：修改、去掉")
            rows.addWidget(self._link(link, f"{link.kind.word}：", (more,)))
        for link in card.named_by:
            rows.addWidget(self._link(link, f"是这位居民的{link.kind.word}：", ()))
        if not card.links and not card.named_by:
            rows.addWidget(text_label("还没有联系人。外地子女、监护人、紧急联系人写在这里。", "second"))
        rows.addWidget(row_of(quiet_button("＋添加联系人", "", self.add_link), stretch=-1, space=space))
        return holder

    def _link(self, link: Link, kind: str, buttons: Sequence[QWidget]) -> QWidget:
        desk, space = self._desk, self._desk.theme.space
        name: QWidget = text_label(link.name)
        if link.other_uid:
            name = link_button(link.name, partial(desk.open, "resident", link.other_uid))
        phone = HIDDEN if desk.is_private and link.phone else grouped(link.phone)
        note = "" if desk.is_private else link.note
        second = " · ".join(filter(None, (phone, link.place, note)))
        word = text_label(kind, "second")
        word.setWordWrap(False)
        head = row_of(word, name, stretch=1, space=space // 2)
        return entry("", second, head=head, buttons=buttons, space=space)

    def note(self) -> QWidget:
        """The note in full."""
        if self._desk.is_private and self._card.note:
            return text_label(HIDDEN)
        if self._card.note:
            return text_label(self._card.note)
        return text_label("没有备注。按 F2 编辑时可以写。", "second")

    def events(self) -> QWidget:
        """What happened to this person, and where they belonged."""
        desk, card = self._desk, self._card
        holder, rows = column(0)
        for event in card.events:
            rows.addWidget(event_entry(desk, event, with_name=False))
        if not card.events:
            rows.addWidget(text_label("没有搬家、外出等变动。", "second"))
        if len(card.residencies) > 1:
            rows.addWidget(text_label("住过的户", "heading"))
            for stay in reversed(card.residencies):
                span = stay_words(stay.starts_on, stay.ends_on)
                door = link_button(
                    stay.door or "没有门牌的户", partial(desk.open, "household", stay.household_uid)
                )
                head = row_of(door, stretch=-1, space=desk.theme.space)
                second = " · ".join(filter(None, (stay.relation, span)))
                rows.addWidget(entry("", second, head=head, space=desk.theme.space))
        return holder

    # Verbs

    def add_category(self) -> None:
        """Record one more."""
        CategoryDialog(self._desk, self._owner, resident=self._card.uid, name=self._card.name).open()

    def edit_category(self, fact: CategoryFact) -> None:
        """Correct what was recorded."""
        CategoryDialog(
            self._desk, self._owner, resident=self._card.uid, name=self._card.name, fact=fact
        ).open()

    def end_category(self, fact: CategoryFact) -> None:
        """It holds no longer."""
        EndCategoryDialog(self._desk, self._owner, name=self._card.name, fact=fact).open()

    def withdraw_category(self, fact: CategoryFact) -> None:
        """It was recorded in error."""
        desk = self._desk
        if self._done(lambda: resident_categories.withdraw_category(fact.uid, operator=desk.operator)):
            what = "一个类别" if desk.is_private else f"“{fact.category}”"
            desk.say(f"已撤回{self._card.name}的{what}。", undo=True)

    def add_link(self) -> None:
        """Enter one more."""
        LinkDialog(self._desk, self._owner, resident=self._card.uid, name=self._card.name).open()

    def edit_link(self, link: Link) -> None:
        """Correct it."""
        known = next(
            (member.name for member in self._card.members if member.uid == link.other_uid), link.name
        )
        # Of a link to a resident name, phone and place are the resident's own unless others were typed.
        typed = ("", "", "") if link.other_uid else (link.name, link.phone, link.place)
        values = LinkValues(link.uid, link.version, link.kind.value, link.other_uid, known, *typed, link.note)
        LinkDialog(self._desk, self._owner, resident=self._card.uid, name=self._card.name, link=values).open()

    def withdraw_link(self, link: Link) -> None:
        """Take it away."""
        desk = self._desk
        if self._done(lambda: residents.withdraw_link(link.uid, operator=desk.operator)):
            desk.say(f"已去掉{self._card.name}的联系人{link.name}。", undo=True)

    def _done(self, verb: Callable[[], None]) -> bool:
        def carried_out() -> bool:
            verb()
            return True

        return bool(self._desk.attempt(carried_out))


def visits_widget(desk: Desk, visits: Sequence[VisitRow], resident: str, none: str) -> QWidget:
    """Visits as entries; of many only the newest until the others are asked for."""
    holder, rows = column(0)
    if not visits:
        rows.addWidget(text_label(none, "second"))

    def add(some: Sequence[VisitRow]) -> None:
        for visit in some:
            rows.addWidget(_visit_entry(desk, visit, resident))

    add(visits[:VISITS_AT_ONCE])
    rest = visits[VISITS_AT_ONCE:]
    if rest:
        more = quiet_button(f"再看更早的 {len(rest)} 次", "", lambda: None)

        def show_rest() -> None:
            more.hide()
            add(rest)

        more.clicked.connect(lambda _: show_rest())
        rows.addWidget(more)
    return holder


def _visit_entry(desk: Desk, visit: VisitRow, resident: str) -> QWidget:
    when = display_near(visit.visited_on, today=desk.today())
    whom = visit.resident if visit.resident_uid != resident else ""
    title = "  ".join(filter(None, (when, visit.method_word, visit.outcome_word, whom)))
    note = HIDDEN if desk.is_private and visit.note else visit.note
    return entry(title, " · ".join(filter(None, (note, visit.who))), space=desk.theme.space)


def event_entry(desk: Desk, event: LifeEventRow, *, with_name: bool) -> QWidget:
    """One thing that happened."""
    when = display_near(event.happened_on, today=desk.today())
    title = "  ".join(filter(None, (when, event.kind.word, event.name if with_name else "")))
    way = (
        f"{event.from_door} → {event.to_door}"
        if event.from_door and event.to_door
        else event.from_door or event.to_door
    )
    note = HIDDEN if desk.is_private and event.note else event.note
    return entry(title, " · ".join(filter(None, (way, event.source, note))), space=desk.theme.space)


def stay_words(starts_on: str, ends_on: str) -> str:
    """From when to when, as far as known."""
    if not starts_on and not ends_on:
        return "住到现在"
    start = display(starts_on) or "以前"
    return f"{start} 至 {display(ends_on) if ends_on else '现在'}"


def category_details(fact: CategoryFact) -> str:
    """What a category says beyond its name: "肢体三级", "重度失能", "原侨居国 越南，1960 年回国"."""
    kind = DisabilityKind.from_word(fact.disability_kind) if fact.disability_kind else None
    grade = DisabilityGrade.from_word(fact.disability_grade) if fact.disability_grade else None
    level = AbilityLevel.from_word(fact.ability_level) if fact.ability_level else None
    disability = f"{kind.word if kind else ''}{grade.word if grade else ''}"
    country = f"原侨居国 {fact.former_country}" if fact.former_country else ""
    year = f"{fact.return_year} 年回国" if fact.return_year else ""
    word = fact.word if fact.word not in {fact.category, fact.code} else ""
    return "，".join(filter(None, (disability, level.word if level else "", country, year, word)))


def category_second(fact: CategoryFact, desk: Desk) -> str:
    """Since when, from where, the certificate (masked), the note."""
    today = desk.today()
    since = f"{display_near(fact.since, today=today)}起" if fact.since else ""
    ended = f"{display_near(fact.ends_on, today=today)}结束" if fact.ends_on else ""
    assessed = f"{display_near(fact.assessed_on, today=today)}评估" if fact.assessed_on else ""
    number = f"证号 {mask_id(fact.certificate_number)}" if fact.certificate_number else ""
    return " · ".join(filter(None, (ended, since, assessed, number, fact.source, mask_ids_in(fact.note))))
