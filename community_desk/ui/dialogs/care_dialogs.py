"""What is noted in a care case: a note, a turn of things, a need, its end and its new start."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from community_desk.domain.codes import CloseReason
from community_desk.ledger import care
from community_desk.ledger.card_parts import Member
from community_desk.ledger.care_cards import CareCaseCard, Need, Note
from community_desk.ui import form_choices
from community_desk.ui.card_lines import link_button, text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rows_dialog import RowsDialog

# Words that do credit, offered for each reason: staff choose one and write it as it was.
_SENTENCES = {
    CloseReason.IMPROVED: (
        "身体恢复得好，能自己照顾自己。",
        "家里有了稳定收入，日子好起来了。",
        "困难期过去了，常来常往就好。",
    ),
    CloseReason.GAVE_UP_PLACE: (
        "经济宽裕，主动把名额让给更需要的人。",
        "自家能应付，请社区多关心别的邻居。",
    ),
    CloseReason.FAMILY_CARES: ("子女接到身边照料，家里有人作伴。", "家人轮流照料，每天有人在。"),
    CloseReason.IN_CARE_HOME: ("住进养老机构，有专人照料。", "转到康复机构，由机构照护。"),
    CloseReason.NOT_WANTED: ("尊重本人意愿，有需要随时联系社区。",),
    CloseReason.MOVED: ("搬去新家，已和那边的社区说好接着关心。", "随子女搬离本社区，祝一家安好。"),
    CloseReason.DECEASED: ("安详离世，陪伴到最后，家人致谢。",),
    CloseReason.IN_ERROR: ("核对后不属于关爱对象。",),
    CloseReason.OTHER: (),
}


class CareNoteDialog(RowsDialog):
    """记一笔: what was seen or heard and what was done; ``note`` is what to correct."""

    def __init__(self, desk: Desk, parent: QWidget, card: CareCaseCard, note: Note | None = None) -> None:
        super().__init__(
            desk, parent, title=f"{card.title}：记一笔", verb="保存记录" if note else "记下这一笔"
        )
        self._card, self._note = card, note
        self.on = self.add_line("on", "日期")
        self.note = self.add_note("note", "看到、听到什么", "如 腿脚比上月好，自己下楼晒太阳")
        self.done_field = self.add_note("done", "做了什么", "如 帮忙约了周四的家庭医生")
        values = {"on": desk.today().isoformat()}
        if note:
            values = {"on": note.noted_on, "note": note.note, "done": note.done}
        self.keep(
            name="care_note",
            row_uid=note.uid if note else card.uid,
            is_new=note is None,
            values=values,
            first=self.note,
        )

    def save(self) -> None:
        """Write it."""
        note, operator = self._note, self.desk.operator
        if note:
            self.write(
                lambda values: care.edit_care_note(
                    note.uid, operator=operator, seen_version=note.version, **values
                ),
                "已改好这一笔。",
            )
        else:
            self.write(
                lambda values: care.add_care_note(self._card.uid, operator=operator, **values),
                f"已给 {self._card.title} 记下一笔。",
            )


class TurnDialog(RowsDialog):
    """情况有大变化: a fall, out of hospital, alone since; some rules want a visit at once."""

    def __init__(self, desk: Desk, parent: QWidget, card: CareCaseCard) -> None:
        super().__init__(desk, parent, title=f"{card.title}：情况有大变化", verb="登记变化")
        self._card = card
        self.above.addWidget(
            text_label("跌倒、出院、老伴去世这类变化登记后，会按走访规则尽快排进应访。", "second")
        )
        self.on = self.add_line("on", "哪一天")
        self.note = self.add_note("note", "出了什么事", "如 昨晚跌倒，已送医，今早回家")
        self.keep(
            name="care_turn", row_uid=card.uid, values={"on": desk.today().isoformat()}, first=self.note
        )

    def save(self) -> None:
        """Write it."""
        self.write(
            lambda values: care.note_turn(self._card.uid, operator=self.desk.operator, **values),
            f"已登记 {self._card.title} 的变化。",
        )


class NeedDialog(RowsDialog):
    """One more need of a case, or what to correct in one."""

    def __init__(self, desk: Desk, parent: QWidget, card: CareCaseCard, need: Need | None = None) -> None:
        super().__init__(
            desk, parent, title=f"{card.title}：{'需求' if need else '加需求'}", verb="保存需求" if need else "加上需求"
        )  # fmt: skip
        self._card, self._need = card, need
        if need:
            whose = " · ".join(filter(None, (need.resident or "全家", need.category)))
            self.above.addWidget(text_label(whose, "second"))
        else:
            self.resident = self.add("resident", "谁", _members(card.members))
            self.category = self.add("category", "类别", QComboBox())
            form_choices.offer_categories(self.category, unset="不按类别，只写需要什么")
        self.need = self.add_note("need", "需要什么", "如 每周有人陪着去透析")
        self.since = self.add_line("since", "从何时", "可以只写年或月，不知道就空着")
        self.keep(
            name="care_need",
            row_uid=need.uid if need else card.uid,
            is_new=need is None,
            values={"need": need.need, "since": need.since} if need else {},
            first=self.need if need else self.resident,
        )

    def save(self) -> None:
        """Write it."""
        need, operator = self._need, self.desk.operator
        if need:
            self.write(
                lambda values: care.edit_need(
                    need.uid, operator=operator, seen_version=need.version, **values
                ),
                "已改好这条需求。",
            )
        else:
            self.write(
                lambda values: care.add_need(self._card.uid, operator=operator, **values),
                f"已给 {self._card.title} 加上需求。",
            )


class EndNeedDialog(RowsDialog):
    """A need holds no longer since a day."""

    def __init__(self, desk: Desk, parent: QWidget, need: Need) -> None:
        super().__init__(desk, parent, title="这条需求已经解决", verb="结束需求")
        self._need = need
        words = " · ".join(filter(None, (need.resident or "全家", need.category, need.need)))
        self.above.addWidget(text_label(words, "second"))
        self.on = self.add_line("on", "哪一天起")
        self.keep(
            name="care_need_end", row_uid=need.uid, values={"on": desk.today().isoformat()}, first=self.on
        )

    def save(self) -> None:
        """Write it."""
        self.write(
            lambda values: care.end_need(self._need.uid, operator=self.desk.operator, **values),
            "这条需求已结束，记录还在。",
        )


class CloseCaseDialog(RowsDialog):
    """结案, with a reason and words that do credit."""

    def __init__(self, desk: Desk, parent: QWidget, card: CareCaseCard) -> None:
        super().__init__(desk, parent, title=f"{card.title}：结案", verb="结案")
        self._card = card
        self.above.addWidget(
            text_label("结案后不再排走访，经过都留着，随时可以重新开启。写给人看的话，写得体面些。", "second")
        )
        self.on = self.add_line("on", "哪一天")
        self.reason = self.add("reason", "原因", QComboBox())
        form_choices.offer_codes(self.reason, CloseReason)
        self.words = self.add_note("words", "怎么说", "点下面的句子带进来，再改成实际的情形")
        holder = QWidget()
        self._offers = QVBoxLayout(holder)
        self._offers.setContentsMargins(0, 0, 0, 0)
        self._offers.setSpacing(0)
        self.rows.addRow("", holder)
        self.keep(
            name="care_close", row_uid=card.uid, values={"on": desk.today().isoformat()}, first=self.reason
        )
        self.reason.currentIndexChanged.connect(lambda _: self._offer())
        self._offer()

    def _offer(self) -> None:
        while (item := self._offers.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for sentence in _SENTENCES[CloseReason(self.reason.currentData())]:
            offer = link_button(f"“{sentence}”", partial(self._take, sentence))
            offer.setAutoDefault(False)
            self._offers.addWidget(offer)

    def _take(self, sentence: str) -> None:
        self.words.setPlainText(sentence)
        self.words.setFocus()
        self.words.selectAll()

    def save(self) -> None:
        """Write it."""
        self.write(
            lambda values: care.close_care_case(self._card.uid, operator=self.desk.operator, **values),
            f"{self._card.title} 已结案。",
        )


class ReopenCaseDialog(RowsDialog):
    """重新开启: the household is looked after again under its old case."""

    def __init__(self, desk: Desk, parent: QWidget, card: CareCaseCard) -> None:
        super().__init__(desk, parent, title=f"{card.title}：重新开启", verb="重新开启")
        self._card = card
        reason = card.close_reason.word if card.close_reason else ""
        self.above.addWidget(text_label(f"上次结案：{card.closed_on} {reason}。{card.close_words}", "second"))
        self.on = self.add_line("on", "哪一天")
        self.note = self.add_note("note", "为什么", "如 老伴住院，又一个人在家")
        self.keep(
            name="care_reopen", row_uid=card.uid, values={"on": desk.today().isoformat()}, first=self.note
        )

    def save(self) -> None:
        """Write it."""
        self.write(
            lambda values: care.reopen_care_case(self._card.uid, operator=self.desk.operator, **values),
            f"{self._card.title} 又在册了。",
        )


def _members(members: Sequence[Member]) -> QComboBox:
    box = QComboBox()
    form_choices.offer_members(box, members, nobody="全家")
    return box
