"""The card of a door: how to get in, who lives behind it and who did, visits; and the verbs that concern it."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from community_desk.domain.codes import Tenure
from community_desk.ledger import cards, dwellings
from community_desk.ledger.card_parts import HouseholdLine
from community_desk.ledger.cards import DwellingCard
from community_desk.ledger.inputs import Written
from community_desk.ui import form_choices
from community_desk.ui.card import DetailCard, Editing, Tab
from community_desk.ui.card_lines import HIDDEN, column, entry, link_button, quiet_button, row_of, text_label
from community_desk.ui.chips import menu_button
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.place_dialogs import offer_grids
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.forms.ui_dwelling import Ui_DwellingForm
from community_desk.ui.history_tab import HistoryTab
from community_desk.ui.page import verb_button
from community_desk.ui.resident_tabs import stay_words, visits_widget

FIELDS = ("unit", "room", "floor", "tenure", "grid", "entry_note")


class DwellingEditor(QWidget):
    """Every field that ``ledger.dwellings.edit_dwelling`` takes, kept by ``keeper``."""

    def __init__(self, desk: Desk, *, row_uid: str) -> None:
        super().__init__()
        ui = self.ui = Ui_DwellingForm()
        ui.setupUi(self)
        form_choices.offer_codes(ui.tenure, Tenure, unset="不详")
        offer_grids(ui.grid, unset="和楼栋一样")
        self.keeper = FormKeeper(
            self,
            desk,
            name="dwelling",
            row_uid=row_uid,
            fields={field: getattr(ui, field) for field in FIELDS},
        )


class DwellingCardView(DetailCard[DwellingCard]):
    """Of one door."""

    name: ClassVar[str] = "住房卡片"
    empty: ClassVar[str] = "选一个门牌，\n这里显示怎么进门、住着谁、以前住过谁。"
    gone: ClassVar[str] = "这个门牌已撤回，不在台账里了。\n撤错了可以按 Ctrl+Z 撤销。"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "dwelling", "building", "compound", "grid", "household", "resident", "occupancy", "residency",
            "visit",
        }
    )  # fmt: skip

    def read(self, uid: str) -> DwellingCard:
        """As ``ledger.cards`` reads it."""
        return cards.dwelling_card(uid, today=self.desk.today())

    # What stands above the tabs

    def fill_head(self, card: DwellingCard, rows: QVBoxLayout) -> None:
        """Door and verbs, tenure and grid, how to get in."""
        hidden = self.desk.is_private
        top = QHBoxLayout()
        top.setSpacing(self.desk.theme.space // 2)
        top.addWidget(text_label(card.door.full, "title"), 1)
        top.addWidget(self._more_button())
        edit = verb_button("编辑", "", self.edit)
        edit.setToolTip("编辑（F2）")
        top.addWidget(edit)
        rows.addLayout(top)
        floor = f"{card.floor} 楼" if card.floor is not None else ""
        tenure = card.tenure.word or "住房情况不详"
        own_grid = "（单独划入）" if card.own_grid_uid else ""
        grid = f"{card.door.grid}{own_grid}" if card.door.grid else "没划入网格"
        rows.addWidget(text_label(" · ".join(filter(None, (tenure, floor, grid)))))
        for word, note in (("进门", card.entry_note), ("进楼", card.building_entry_note)):
            if note:
                rows.addWidget(text_label(f"{word}：{HIDDEN if hidden else note}", "second"))
        board = link_button("看这栋楼（巷）", partial(self.desk.open, "building", card.door.building_uid))
        rows.addWidget(row_of(board, stretch=-1, space=self.desk.theme.space))

    def _more_button(self) -> QWidget:
        menu = QMenu(self)
        menu.addAction("登记住在这里的一户…").triggered.connect(lambda _=False: self.add_household())
        menu.addAction("打印这里的走访单").triggered.connect(lambda _=False: self.print_sheet())
        menu.addSeparator()
        menu.addAction("撤回这个门牌（录错了）").triggered.connect(lambda _=False: self.withdraw())
        button = menu_button("更多", "", menu)
        button.setAccessibleName("这个门牌的其他操作")
        menu.setParent(button, menu.windowFlags())
        return button

    # Verbs

    def add_household(self) -> None:
        """Enter a household that lives here."""
        from community_desk.ui.dialogs.add_household import AddHouseholdDialog  # noqa: PLC0415 - when it is wanted

        if self.card is not None:
            AddHouseholdDialog(self.desk, self, door=self.card.door.full).open()

    def print_sheet(self) -> None:
        """Go to the page of visit sheets with the households behind this door."""
        if self.card is None:
            return
        if not self.card.households:
            self.desk.refused.emit("这里没有人住，没有走访单可打。")
            return
        self.desk.open("visit_sheet", ",".join(line.uid for line in self.card.households))

    def withdraw(self) -> None:
        """Take the door away if nobody lives or lived behind it."""
        card = self.card
        if card is None:
            return

        def carried_out() -> bool:
            dwellings.withdraw_dwelling(card.uid, operator=self.desk.operator)
            return True

        if self.desk.attempt(carried_out):
            self.desk.say(f"已撤回 {card.door.full}。", undo=True)

    # Tabs and form

    def make_tabs(self, card: DwellingCard) -> Sequence[Tab]:
        """Who lives and lived here, visits, what was changed."""
        return (
            Tab(f"住户 {len(card.households)}" if card.households else "住户", self._households),
            Tab(f"走访 {len(card.visits)}" if card.visits else "走访", self._visits),
            Tab("改动记录", partial(HistoryTab, self.desk, "dwelling", card.uid)),
        )

    def _households(self) -> QWidget:
        card = self.card
        assert card is not None
        holder, rows = column(0)
        for line in card.households:
            rows.addWidget(self._household(line))
        if not card.households:
            rows.addWidget(text_label("现在没有人住。", "second"))
        add = quiet_button("＋登记住在这里的一户", "", self.add_household)
        rows.addWidget(row_of(add, stretch=-1, space=self.desk.theme.space))
        if card.earlier:
            rows.addWidget(text_label("以前住过", "heading"))
            for line in card.earlier:
                rows.addWidget(self._household(line))
        return holder

    def _household(self, line: HouseholdLine) -> QWidget:
        space = self.desk.theme.space
        name = link_button(line.head or "没有户主", partial(self.desk.open, "household", line.uid))
        cared = f"关爱 {line.cared_for} 人" if line.cared_for and not self.desk.is_private else ""
        people = f"{line.people} 人" if line.people or not line.ends_on else ""
        number = f"户号 {line.number}" if line.number else ""
        what = text_label(" · ".join(filter(None, (people, cared, number))), "second")
        second = stay_words(line.starts_on, line.ends_on)
        return entry("", second, head=row_of(name, what, stretch=1, space=space), space=space)

    def _visits(self) -> QWidget:
        assert self.card is not None
        return visits_widget(self.desk, self.card.visits, "", "这个门牌还没有走访记录。")

    def make_editing(self, card: DwellingCard) -> Editing:
        """The form of a door."""
        editor = DwellingEditor(self.desk, row_uid=card.uid)
        values = {field: getattr(card, field) for field in FIELDS if field not in {"tenure", "grid"}}
        editor.keeper.load({**values, "tenure": card.tenure.value, "grid": card.own_grid_uid})

        def write(changed: dict[str, Any]) -> Written:
            return dwellings.edit_dwelling(
                card.uid, operator=self.desk.operator, seen_version=card.version, **changed
            )

        return Editing(editor, editor.keeper, write, f"已保存 {card.door.full}。")
