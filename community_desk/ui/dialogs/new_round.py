"""新一轮走访: who walks, how many doors each, and whom of those chosen on the page it is for."""

from dataclasses import dataclass, replace
from re import compile as regex

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from community_desk.ledger.rounds import NewRound
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog

_BETWEEN_NAMES = regex(r"[\s、，,;；/]+")
_MOST_DOORS = 200


@dataclass(frozen=True, slots=True)
class RoundOrder:
    """What was said of a new round. ``doors_a_walker`` is ``None`` for no limit."""

    new: NewRound
    walkers: tuple[str, ...]
    doors_a_walker: int | None
    due_only: bool
    missed: bool
    urgent: bool

    @property
    def words(self) -> str:
        """In one line."""
        walkers = "、".join(self.walkers) if self.walkers else "各网格的网格员"
        each = f"，每人最多 {self.doors_a_walker} 户门" if self.doors_a_walker else ""
        whom = "该走访的" if self.due_only else "选中的都去"
        return f"{self.new.name}：{whom}，{walkers}{each}"


class NewRoundDialog(FormDialog):
    """A new round or, with ``order``, another plan of that one. ``order`` is what was said once it was accepted.

    Nothing is written yet: a round begins when its sheets are printed.
    """

    def __init__(self, desk: Desk, parent: QWidget, *, chosen: str, order: RoundOrder | None = None) -> None:
        super().__init__(desk, parent, title="改这一轮" if order else "新一轮走访", verb="排走访单")
        self.order = order
        words = QLabel(f"范围：{chosen}。排好先看纸样，打印时才开始，门牌也从那时起留给拿单的人。")
        words.setProperty("look", "second")
        words.setWordWrap(True)
        self.above.addWidget(words)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.name, self.walkers = QLineEdit(), QLineEdit()
        self.walkers.setPlaceholderText("几个人用空格分开；空着就是各网格的网格员")
        self.doors = QSpinBox()
        self.doors.setRange(0, _MOST_DOORS)
        self.doors.setSpecialValueText("不限")
        self.whom = QComboBox()
        self.whom.addItem("该走访的（超期、7 天内到期、尚无记录）", "due")
        self.whom.addItem("选中的都去", "all")
        self.missed = QCheckBox("上次没遇上的也去，排在最前")
        self.urgent = QCheckBox("有急事：已在别人单上的也去")
        for word, field in (
            ("名称", self.name),
            ("走访人", self.walkers),
            ("每人最多几户门", self.doors),
            ("走访谁", self.whom),
            ("", self.missed),
            ("", self.urgent),
        ):
            rows.addRow(word, field)
            if word:
                field.setAccessibleName(word)
        keeper = self.set_form(
            form,
            name="new_round",
            fields={
                "name": self.name,
                "walkers": self.walkers,
                "doors_a_walker": self.doors,
                "whom": self.whom,
                "missed": self.missed,
                "urgent": self.urgent,
            },
        )
        today = desk.today()
        keeper.load(
            {"name": f"{today.year}年{today.month}月走访", "whom": "due", "missed": True, "urgent": False}
            if order is None
            else {
                "name": order.new.name,
                "walkers": "、".join(order.walkers),
                "doors_a_walker": order.doors_a_walker,
                "whom": "due" if order.due_only else "all",
                "missed": order.missed,
                "urgent": order.urgent,
            }
        )
        self.whom.currentIndexChanged.connect(lambda _: self.missed.setEnabled(self._is_due_only))
        self.walkers.setFocus()

    @property
    def _is_due_only(self) -> bool:
        return bool(self.whom.currentData() == "due")

    def save(self) -> None:
        """Take what was said."""
        keeper = self.keeper
        assert keeper is not None
        keeper.clear_messages()
        name = self.name.text().strip()
        if not name:
            keeper.show_message("name", "请给这一轮起个名字，例如：11月走访。")
            return
        walkers = tuple(dict.fromkeys(filter(None, _BETWEEN_NAMES.split(self.walkers.text().strip()))))
        self.order = RoundOrder(
            replace(
                self.order.new if self.order else NewRound(name, starts_on=self.desk.today().isoformat()),
                name=name,
                doors_a_walker=self.doors.value() or None,
            ),
            walkers,
            self.doors.value() or None,
            self._is_due_only,
            self._is_due_only and self.missed.isChecked(),
            self.urgent.isChecked(),
        )
        keeper.drop_draft()
        self.done_with(self.order.new.uid)
