"""走访规则: how often whom to visit, and extra rounds between two dates; what is due follows from these alone."""

from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QStackedWidget

from community_desk.domain.codes import Outcome
from community_desk.domain.partial_dates import display
from community_desk.ledger import visit_rules
from community_desk.ledger.visit_rules import ExtraRoundEntry, VisitRuleEntry
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rule_dialogs import ExtraRoundDialog, VisitRuleDialog
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tab_row import TabRow
from community_desk.ui.tables import Column

Entry = VisitRuleEntry | ExtraRoundEntry
_WHOSE = {Outcome.MET: "本人", Outcome.FAMILY_TOLD: "家人", Outcome.NEIGHBOUR_TOLD: "邻居楼长"}


class _Read(NamedTuple):
    rules: list[VisitRuleEntry]
    extra: list[ExtraRoundEntry]


def _state(row: VisitRuleEntry) -> str:
    parts = ("" if row.is_active else "停用", "自己加的" if row.is_own else "改过" if row.is_edited else "")
    return "、".join(filter(None, parts))


def _tone(row: Entry) -> str:
    return "" if row.is_active else "second"


class RulesSection(Section):
    """Both lists; a shipped rule can be switched off or set back, one of the office's own withdrawn."""

    name: ClassVar[str] = "rules"
    title: ClassVar[str] = "走访规则"
    about: ClassVar[str] = (
        "应访、超期都按这里算。几条规则都管到的户，按最勤的那条。改过的不会被软件更新覆盖。"
    )
    tables: ClassVar[frozenset[str]] = frozenset({"visit_rule", "extra_round", "care_category"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.edit_button = self.add_verb("编辑", "", self.edit)
        self.active_button = self.add_verb("停用", "", self.turn)
        self.restore_button = self.add_verb("恢复出厂", "", self.restore)
        self.withdraw_button = self.add_verb("撤回", "", self.withdraw)
        self.add_button = self.add_verb("新增", "mdi6.plus", self.add, main=True)
        self.lists = TabRow(["平时的规则", "节日、台风加访"], name="规则还是加访")
        self.rows.addWidget(self.lists)
        self.rules: PlainTable[VisitRuleEntry] = PlainTable(
            desk,
            (
                Column("word", "名称", 7, lambda row: row.word, tone=_tone),
                Column("how_often", "多久一次", 6, lambda row: row.how_often),
                Column("state", "状态", 4, _state, tone=_tone),
                Column(
                    "whose", "谁的话算数", 6, lambda row: "、".join(_WHOSE[each] for each in row.whose_word)
                ),
                Column("whom", "对谁", 14, lambda row: row.whom),
                Column("methods", "怎样算走访", 12, lambda row: "、".join(each.word for each in row.methods)),
                Column(
                    "change",
                    "大变化后",
                    5,
                    lambda row: "" if row.days_after_change is None else f"{row.days_after_change} 天内",
                ),
                Column("basis", "依据", 14, lambda row: row.basis),
            ),
            title="走访规则",
            key=lambda row: row.uid,
            is_movable=True,
        )
        self.extra: PlainTable[ExtraRoundEntry] = PlainTable(
            desk,
            (
                Column("name", "名称", 8, lambda row: row.name, tone=_tone),
                Column("when", "从…到", 12, lambda row: f"{display(row.starts_on)} – {display(row.ends_on)}"),
                Column("state", "状态", 4, lambda row: "" if row.is_active else "停用", tone=_tone),
                Column("whom", "对谁", 14, lambda row: row.whom),
                Column("note", "备注", 10, lambda row: row.note.replace("\n", " ")),
            ),
            title="加访",
            key=lambda row: row.uid,
        )
        self.rules.set_empty("还没有走访规则，什么都不会到期。", "新增规则", self.add)
        self.extra.set_empty("没有加访。节日慰问、台风前排查可以加一次。", "新增加访", self.add)
        self._stack = QStackedWidget()
        for table in (self.rules, self.extra):
            self._stack.addWidget(table)
            table.opened.connect(lambda _: self.edit())
            table.current_changed.connect(lambda _: self._show_verbs())
            table.add_verb("编辑…", self.edit)
            table.add_verb("停用、启用", self.turn)
        self.rules.add_verb("恢复出厂", self.restore)
        self.rules.arranged.connect(self.arrange)
        for table in (self.rules, self.extra):
            table.add_verb("撤回（自己加的）", self.withdraw)
        self.rows.addWidget(self._stack, 1)
        self.lists.chosen.connect(self._turn_to)
        self.lists.choose(0)

    @property
    def current(self) -> Entry | None:
        """The current one of the list that is shown."""
        return self.extra.current if self._is_extra else self.rules.current

    @property
    def _is_extra(self) -> bool:
        return self._stack.currentWidget() is self.extra

    def refresh(self) -> None:
        """Read both lists."""
        self.desk.jobs.ask(
            self,
            "rules",
            lambda: _Read(visit_rules.list_visit_rules(), visit_rules.list_extra_rounds()),
            self._show,
        )

    # Verbs

    def add(self) -> None:
        """Enter one more."""
        kind = ExtraRoundDialog if self._is_extra else VisitRuleDialog
        dialog = kind(self.desk, self, None)
        dialog.open()

    def edit(self) -> None:
        """Change the current one."""
        row = self.current
        if isinstance(row, VisitRuleEntry):
            VisitRuleDialog(self.desk, self, row).open()
        elif row is not None:
            ExtraRoundDialog(self.desk, self, row).open()

    def turn(self) -> None:
        """Use the current one no longer, or again."""
        row, operator = self.current, self.desk.operator
        if row is None:
            return
        turned = not row.is_active
        name = _name(row)
        said = f"“{name}”{'又在用了' if turned else '已停用'}。"
        if isinstance(row, VisitRuleEntry):
            self.done(lambda: visit_rules.edit_visit_rule(row.uid, is_active=turned, operator=operator), said)
        else:
            self.done(
                lambda: visit_rules.edit_extra_round(row.uid, is_active=turned, operator=operator), said
            )

    def restore(self) -> None:
        """Set the current rule back to what the program ships."""
        row = self.rules.current
        if row is not None:
            self.done(
                lambda: visit_rules.restore_visit_rule(row.uid, operator=self.desk.operator),
                f"“{row.word}”已恢复出厂。",
            )

    def withdraw(self) -> None:
        """Take the current one away."""
        row, operator = self.current, self.desk.operator
        if row is None:
            return
        verb = visit_rules.withdraw_extra_round if self._is_extra else visit_rules.withdraw_visit_rule
        self.done(lambda: verb(row.uid, operator=operator), f"已撤回“{_name(row)}”。")

    def arrange(self, uids: list[str]) -> None:
        """List the rules in this order from now on."""
        self.done(lambda: visit_rules.arrange_visit_rules(uids, operator=self.desk.operator), "已记住顺序。")

    def _show(self, found: _Read) -> None:
        self.rules.show_rows(found.rules)
        self.extra.show_rows(found.extra)
        self._show_verbs()

    def _turn_to(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        word = "新增加访" if place else "新增规则"
        self.add_button.setText(word)
        self.add_button.setAccessibleName(word)
        self.restore_button.setVisible(not place)
        self._show_verbs()

    def _show_verbs(self) -> None:
        row = self.current
        is_rule = isinstance(row, VisitRuleEntry)
        self.edit_button.setEnabled(row is not None)
        self.active_button.setEnabled(row is not None)
        word = "停用" if row is None or row.is_active else "启用"
        self.active_button.setText(word)
        self.active_button.setAccessibleName(word)
        self.restore_button.setEnabled(isinstance(row, VisitRuleEntry) and row.is_edited)
        self.withdraw_button.setEnabled(
            row is not None and (not is_rule or (isinstance(row, VisitRuleEntry) and row.is_own))
        )


def _name(row: Entry) -> str:
    return row.word if isinstance(row, VisitRuleEntry) else row.name
