"""What stands under the tabs of a care case: needs, history, follow-ups, visits, members."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from community_desk.domain.partial_dates import display_near
from community_desk.domain.phones import grouped
from community_desk.ledger import care, follow_ups
from community_desk.ledger.care_cards import CareCaseCard, Need, Note
from community_desk.ledger.follow_ups import FollowUpRow
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
from community_desk.ui.dialogs.care_dialogs import CareNoteDialog, EndNeedDialog, NeedDialog
from community_desk.ui.dialogs.follow_up_dialogs import FinishFollowUpDialog, FollowUpDialog
from community_desk.ui.resident_tabs import visits_widget


class CareTabs:
    """Makes the tabs' widgets from a card that was read; the dialogs belong to ``owner``."""

    def __init__(self, desk: Desk, owner: QWidget, card: CareCaseCard) -> None:
        self._desk, self._owner, self._card = desk, owner, card
        self._is_open = not card.closed_on

    # Needs

    def needs(self) -> QWidget:
        """What is needed now, by person; below, what was."""
        card, desk = self._card, self._desk
        holder, rows = column(0)
        if desk.is_private:
            rows.addWidget(text_label(f"{HIDDEN}（{len(card.needs)} 项，按 F9 显示）", "second"))
            return holder
        for need in card.needs:
            rows.addWidget(self._need(need))
        if not card.needs:
            rows.addWidget(text_label("现在没有需求。不再需要关心时可以结案。", "second"))
        if self._is_open:
            rows.addWidget(row_of(quiet_button("＋加需求", "", self.add_need), stretch=-1))
        if card.ended_needs:
            rows.addWidget(text_label("已经解决的", "heading"))
            for need in card.ended_needs:
                rows.addWidget(self._need(need))
        return holder

    def _need(self, need: Need) -> QWidget:
        desk, space = self._desk, self._desk.theme.space
        today = desk.today()
        who: QWidget = text_label("全家")
        if need.resident_uid:
            who = link_button(need.resident, partial(desk.open, "resident", need.resident_uid))
        head = row_of(who, text_label(need.category, "second"), stretch=1, space=space)
        since = f"{display_near(need.since, today=today)}起" if need.since else ""
        ended = f"{display_near(need.ended_on, today=today)}解决" if need.ended_on else ""
        verbs: list[tuple[str, Callable[[], object]]] = []
        if not need.ended_on:
            verbs = [
                ("修改…", lambda: NeedDialog(desk, self._owner, self._card, need).open()),
                ("已经解决…", lambda: EndNeedDialog(desk, self._owner, need).open()),
            ]
        verbs.append(("撤回（写错了）", partial(self._withdraw_need, need)))
        name = f"{need.resident or '全家'} {need.category or need.need}：修改、解决、撤回"
        second = " · ".join(filter(None, (need.need, ended, since)))
        return entry("", second, head=head, buttons=(more_button(verbs, name=name),), space=space)

    def add_need(self) -> None:
        """Open the dialog for one more."""
        NeedDialog(self._desk, self._owner, self._card).open()

    def _withdraw_need(self, need: Need) -> None:
        desk = self._desk
        if self._done(lambda: care.withdraw_need(need.uid, operator=desk.operator)):
            desk.say("已撤回这条需求。", undo=True)

    # History

    def notes(self) -> QWidget:
        """What was noted and done, the newest first."""
        card, desk = self._card, self._desk
        holder, rows = column(0)
        if self._is_open:
            rows.addWidget(row_of(quiet_button("＋记一笔", "", self.add_note), stretch=-1))
        for note in card.notes:
            rows.addWidget(self._note(note))
        opened = display_near(card.opened_on, today=desk.today())
        rows.addWidget(entry(f"{opened}  列为关爱户", space=desk.theme.space))
        return holder

    def _note(self, note: Note) -> QWidget:
        desk = self._desk
        hidden = desk.is_private
        title = "  ".join(filter(None, (display_near(note.noted_on, today=desk.today()), note.noted_by)))
        done = f"做了：{note.done}" if note.done else ""
        said = HIDDEN if hidden else "\n".join(filter(None, (note.note, done)))
        verbs: list[tuple[str, Callable[[], object]]] = [
            ("修改…", lambda: CareNoteDialog(desk, self._owner, self._card, note).open()),
            ("撤回（写错了）", partial(self._withdraw_note, note)),
        ]
        more = more_button(verbs, name=f"{note.noted_on} 这一笔：修改、撤回")
        return entry(title, said, buttons=() if hidden else (more,), space=desk.theme.space)

    def add_note(self) -> None:
        """Open the dialog for one more."""
        CareNoteDialog(self._desk, self._owner, self._card).open()

    def _withdraw_note(self, note: Note) -> None:
        desk = self._desk
        if self._done(lambda: care.withdraw_care_note(note.uid, operator=desk.operator)):
            desk.say("已撤回这一笔。", undo=True)

    # Follow-ups

    def follow_ups(self) -> QWidget:
        """What is open, by its day; below, what is done."""
        card = self._card
        holder, rows = column(0)
        still_open = [row for row in card.follow_ups if not row.done_on]
        rows.addWidget(row_of(quiet_button("＋加跟进", "", self.add_follow_up), stretch=-1))
        for row in still_open:
            rows.addWidget(self._follow_up(row))
        if not still_open:
            rows.addWidget(text_label("没有答应了还没办的事。", "second"))
        done = [row for row in card.follow_ups if row.done_on]
        if done:
            rows.addWidget(text_label("已经办结的", "heading"))
            for row in sorted(done, key=lambda each: each.done_on, reverse=True):
                rows.addWidget(self._follow_up(row))
        return holder

    def _follow_up(self, row: FollowUpRow) -> QWidget:
        desk, card = self._desk, self._card
        space, hidden = desk.theme.space, desk.is_private
        what = HIDDEN if hidden else row.what
        words = text_label(" · ".join(filter(None, follow_up_words(row, desk))), "second")
        if row.days_overdue:
            words.setProperty("look", "error")
        texts, rows = column(space // 4)
        rows.addWidget(text_label(what))
        rows.addWidget(words)
        if row.done_on and not hidden and row.done_words:
            rows.addWidget(text_label(f"结果：{row.done_words}", "second"))
        verbs: list[tuple[str, Callable[[], object]]] = []
        buttons: list[QWidget] = []
        if row.done_on:
            verbs.append(("没办好，重新跟进", partial(self._reopen_follow_up, row)))
        else:
            finish = quiet_button("办结", "", lambda: FinishFollowUpDialog(desk, self._owner, row).open())
            finish.setAccessibleName(f"办结：{what}")
            buttons.append(finish)
            verbs.append(
                (
                    "修改…",
                    lambda: FollowUpDialog(
                        desk,
                        self._owner,
                        household=card.household_uid,
                        title=card.title,
                        members=card.members,
                        row=row,
                    ).open(),
                )
            )
        verbs.append(("撤回（写错了）", partial(self._withdraw_follow_up, row)))
        if not hidden:
            buttons.append(more_button(verbs, name=f"{row.what}：修改、撤回"))
        return entry("", head=texts, buttons=buttons, space=space)

    def add_follow_up(self) -> None:
        """Open the dialog for one more."""
        card = self._card
        FollowUpDialog(
            self._desk,
            self._owner,
            household=card.household_uid,
            title=card.title,
            members=card.members,
            case=card.uid,
        ).open()

    def _reopen_follow_up(self, row: FollowUpRow) -> None:
        desk = self._desk
        if self._done(lambda: follow_ups.reopen_follow_up(row.uid, operator=desk.operator)):
            desk.say(f"重新跟进：{row.what}。", undo=True)

    def _withdraw_follow_up(self, row: FollowUpRow) -> None:
        desk = self._desk
        if self._done(lambda: follow_ups.withdraw_follow_up(row.uid, operator=desk.operator)):
            desk.say("已撤回这件事。", undo=True)

    # Visits and people

    def visits(self) -> QWidget:
        """Visits and calls, the newest first."""
        return visits_widget(self._desk, self._card.visits, "", "还没有走访或通话记录。")

    def members(self) -> QWidget:
        """Who lives there."""
        desk = self._desk
        space = desk.theme.space
        holder, rows = column(0)
        for member in self._card.members:
            name = link_button(member.name, partial(desk.open, "resident", member.uid))
            age = f"{member.age} 岁" if member.age is not None else ""
            relation = "户主" if member.is_head else member.relation
            what = " · ".join(filter(None, (relation, member.sex.word, age, member.state)))
            phones = "  ".join(
                HIDDEN if desk.is_private else f"{grouped(number)}{f'（{label}）' if label else ''}"
                for label, number in member.phones
            )
            head = row_of(name, text_label(what, "second"), stretch=1, space=space)
            rows.addWidget(entry("", phones, head=head, space=space))
        if not self._card.members:
            rows.addWidget(text_label("这一户现在没有人住。", "second"))
        return holder

    def _done(self, verb: Callable[[], None]) -> bool:
        def carried_out() -> bool:
            verb()
            return True

        return bool(self._desk.attempt(carried_out))


def follow_up_words(row: FollowUpRow, desk: Desk) -> tuple[str, ...]:
    """By when, by whom, for whom: "11月30日前", "超过 3 天", "林某", "为苏某某"."""
    today = desk.today()
    if row.done_on:
        when = f"{display_near(row.done_on, today=today)}办结"
    elif row.due_on:
        when = f"{display_near(row.due_on, today=today)}前"
    else:
        when = "没有定日子"
    late = f"已过 {row.days_overdue} 天" if row.days_overdue else ""
    whom = f"为{row.resident}" if row.resident else ""
    return (row.kind.word, when, late, row.responsible, whom)
