"""Editing how often whom to visit: a rule of visiting, and an extra round between two dates."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QWidget

from community_desk.domain.codes import AbilityLevel, CareLevel, IntervalUnit, Outcome
from community_desk.domain.visit_rules import CASES, EVERYBODY, ORDINARY, AppliesTo
from community_desk.ledger import visit_rules
from community_desk.ledger.inputs import Written
from community_desk.ledger.visit_rules import (
    METHODS_THAT_CAN_COUNT,
    WORDS_THAT_CAN_COUNT,
    ExtraRoundEntry,
    VisitRuleEntry,
    token_words,
)
from community_desk.ui.boxes_choice import BoxesChoice
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import WIDE
from community_desk.ui.dialogs.rows_dialog import RowsDialog
from community_desk.ui.form_choices import level_words
from community_desk.ui.number_field import keep_off_edge

_HOMES = ((CASES, "关爱户"), (ORDINARY, "没有建档的住户"), (EVERYBODY, "所有住户"))
_WHOSE = {Outcome.MET: "见到本人", Outcome.FAMILY_TOLD: "家人告知", Outcome.NEIGHBOUR_TOLD: "邻居、楼长告知"}
_NOT_ASKED = -1
_ABLE = f"ability_level:{AbilityLevel.INTACT.value}"


class _WhomDialog(RowsDialog):
    """What both have: whom it means, and what counts."""

    def _add_whom(self, *, everybody: bool) -> None:
        self.homes = self.add("homes", "对哪些住户", QComboBox())
        for value, word in _HOMES:
            if everybody or value != EVERYBODY:
                self.homes.addItem(word, value)
        self.levels = self.add(
            "levels", "频次", BoxesChoice([(level.value, level_words(level)) for level in CareLevel])
        )
        self.categories = self.add("categories", "类别", BoxesChoice(_categories()))
        self.rows.addRow("", text_label("一个都不勾就是不限；勾了几个，合其中一个就算。", "second"))

    def _add_what_counts(self) -> None:
        self.methods = self.add(
            "methods",
            "怎样算走访",
            BoxesChoice([(method.value, method.word) for method in METHODS_THAT_CAN_COUNT], columns=5),
        )
        self.whose_word = self.add(
            "whose_word",
            "谁的话算数",
            BoxesChoice([(outcome.value, _WHOSE[outcome]) for outcome in WORDS_THAT_CAN_COUNT]),
        )

    def _fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the verbs want them."""
        fields = dict(values)
        homes, levels, categories = (fields.pop(name) for name in ("homes", "levels", "categories"))
        fields["applies_to"] = AppliesTo(homes, frozenset(levels), frozenset(categories))
        return fields


def _categories() -> list[tuple[str, str]]:
    """Those of the list and their grades; nobody is visited for an ability that is whole."""
    return [(token, word) for token, word in token_words().items() if token != _ABLE]


class VisitRuleDialog(_WhomDialog):
    """Of ``entry``, or of a rule of the office's own."""

    def __init__(self, desk: Desk, parent: QWidget, entry: VisitRuleEntry | None) -> None:
        super().__init__(
            desk,
            parent,
            title=f"走访规则：{entry.word}" if entry else "新增走访规则",
            verb="保存规则" if entry else "新增规则",
            width=WIDE,
        )
        self._entry = entry
        self.word = self.add_line("word", "名称", "如 独居老人")
        self._add_whom(everybody=False)
        self.interval, self.unit = QSpinBox(), QComboBox()
        self.interval.setRange(1, 366)
        for unit, word in ((IntervalUnit.DAY, "天一次"), (IntervalUnit.MONTH, "个月一次")):
            self.unit.addItem(word, unit.value)
        self.unit.setAccessibleName("间隔的单位")
        self.interval.setAccessibleName("间隔")
        line = QHBoxLayout()
        line.setSpacing(desk.theme.space)
        keep_off_edge(self.interval, desk.theme)
        line.addWidget(self.interval)
        line.addWidget(self.unit)
        line.addStretch(1)
        self.rows.addRow("每隔", line)
        self.take("interval", self.interval)
        self.take("unit", self.unit)
        self.days_after_change = self.add("days_after_change", "有大变化后", QSpinBox())
        self.days_after_change.setRange(_NOT_ASKED, 366)
        self.days_after_change.setSpecialValueText("不另外要求")
        self.days_after_change.setSuffix(" 天内要走访")
        self._add_what_counts()
        self.basis = self.add_line("basis", "依据", "哪份文件、谁定的")
        self.is_active = self.add("is_active", "", QCheckBox("在用（启用后从当天算起）"))
        values: dict[str, Any] = {
            "homes": CASES,
            "unit": IntervalUnit.MONTH.value,
            "interval": 1,
            "days_after_change": None,
            "methods": [method.value for method in METHODS_THAT_CAN_COUNT],
            "whose_word": [Outcome.MET.value],
            "is_active": True,
        }
        if entry:
            values = {
                "word": entry.word,
                "homes": entry.applies_to.homes,
                "levels": sorted(entry.applies_to.levels),
                "categories": sorted(entry.applies_to.categories),
                "interval": entry.interval,
                "unit": entry.unit.value,
                "days_after_change": entry.days_after_change,
                "methods": list(entry.methods),
                "whose_word": list(entry.whose_word),
                "basis": entry.basis,
                "is_active": entry.is_active,
            }
        self.keep(
            name="visit_rule",
            row_uid=entry.uid if entry else "",
            is_new=entry is None,
            values=values,
            first=self.word,
        )

    def save(self) -> None:
        """Write it."""
        self.write(self._write, f"已保存走访规则“{self.word.text().strip()}”。")

    def _write(self, values: dict[str, Any]) -> Written:
        entry, operator, fields = self._entry, self.desk.operator, self._fields(values)
        if entry is None:
            return visit_rules.add_visit_rule(operator=operator, **fields)
        return visit_rules.edit_visit_rule(entry.uid, operator=operator, seen_version=entry.version, **fields)


class ExtraRoundDialog(_WhomDialog):
    """Of ``entry``, or of a new one: a festival, a typhoon."""

    def __init__(self, desk: Desk, parent: QWidget, entry: ExtraRoundEntry | None) -> None:
        super().__init__(
            desk,
            parent,
            title=f"加访：{entry.name}" if entry else "新增加访",
            verb="保存加访" if entry else "新增加访",
            width=WIDE,
        )
        self._entry = entry
        self.above.addWidget(
            text_label("节日、台风前后：勾选类别里的人，在两个日期之间每户去一次，排进应访。", "second")
        )
        self.name = self.add_line("name", "名称", "如 重阳慰问、台风前排查")
        self.starts_on = self.add_line("starts_on", "从", "如 2026-10-10")
        self.ends_on = self.add_line("ends_on", "到", "如 2026-10-20")
        self._add_whom(everybody=True)
        self._add_what_counts()
        self.note = self.add_note("note", "备注", "要带什么、说什么")
        self.is_active = self.add("is_active", "", QCheckBox("在用"))
        today = desk.today().isoformat()
        values: dict[str, Any] = {
            "homes": EVERYBODY,
            "starts_on": today,
            "methods": [method.value for method in METHODS_THAT_CAN_COUNT],
            "whose_word": [Outcome.MET.value, Outcome.FAMILY_TOLD.value],
            "is_active": True,
        }
        if entry:
            values = {
                "name": entry.name,
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
                "homes": entry.applies_to.homes,
                "levels": sorted(entry.applies_to.levels),
                "categories": sorted(entry.applies_to.categories),
                "methods": list(entry.methods),
                "whose_word": list(entry.whose_word),
                "note": entry.note,
                "is_active": entry.is_active,
            }
        self.keep(
            name="extra_round",
            row_uid=entry.uid if entry else "",
            is_new=entry is None,
            values=values,
            first=self.name,
        )

    def save(self) -> None:
        """Write it."""
        self.write(self._write, f"已保存加访“{self.name.text().strip()}”。")

    def _write(self, values: dict[str, Any]) -> Written:
        entry, operator, fields = self._entry, self.desk.operator, self._fields(values)
        if entry is None:
            return visit_rules.add_extra_round(operator=operator, **fields)
        return visit_rules.edit_extra_round(
            entry.uid, operator=operator, seen_version=entry.version, **fields
        )
