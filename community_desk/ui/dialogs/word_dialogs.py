"""Editing an entry of the office's lists: a care category, a relation to the head."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from community_desk.ledger import list_editing
from community_desk.ledger.word_lists import CategoryEntry, RelationEntry, relation_entries
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.note_edit import NoteEdit


class CategoryEntryDialog(FormDialog):
    """Of ``entry``, or of a category of the office's own."""

    def __init__(self, desk: Desk, parent: QWidget, entry: CategoryEntry | None) -> None:
        title = f"关爱类别：{entry.word}" if entry else "新增关爱类别"
        super().__init__(desk, parent, title=title, verb="保存" if entry else "新增类别")
        self._entry = entry
        form, rows = _form()
        self.word = _line(rows, "名称", "如 独居老人")
        self.paper_word = _line(rows, "纸上写的词", "走访单上邻居也可能看到，不点明原因，如 关爱")
        self.synonyms = _synonyms(rows)
        self.min_age = QSpinBox()
        self.min_age.setRange(0, 130)
        self.min_age.setSpecialValueText("不按年龄")
        self.min_age.setSuffix(" 岁及以上")
        self.min_age.setAccessibleName("按年龄自动算出，从几岁起")
        rows.addRow("按年龄", self.min_age)
        self.is_sensitive = _check(rows, "敏感（健康、困难、海外关系、未成年人）")
        self.is_active = _check(rows, "在用（停用后不再出现在选择里，已登记的保留）")
        fields: dict[str, QWidget] = {
            name: getattr(self, name)
            for name in ("word", "paper_word", "synonyms", "min_age", "is_sensitive", "is_active")
        }
        keeper = self.set_form(form, name="care_category", row_uid=entry.uid if entry else "", fields=fields)
        if entry:
            values = {name: getattr(entry, name) for name in fields}
            keeper.load({**values, "synonyms": "\n".join(entry.synonyms)})
        else:
            keeper.load({"paper_word": "关爱", "is_sensitive": True, "is_active": True})
        keeper.offer()
        self.word.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, entry, values = self.desk, self._entry, _typed(self.keeper.values())
        written = self.keeper.save(
            lambda changed: (
                list_editing.edit_care_category(
                    entry.uid, operator=desk.operator, seen_version=entry.version, **_typed(changed)
                )
                if entry
                else list_editing.add_care_category(operator=desk.operator, **values)
            )
        )
        if written is not None:
            desk.say(f"已保存“{self.word.text().strip()}”。", undo=True)
            self.done_with(written.uid)


class RelationEntryDialog(FormDialog):
    """Of ``entry``, or of a relation of the office's own."""

    def __init__(self, desk: Desk, parent: QWidget, entry: RelationEntry | None) -> None:
        title = f"与户主关系：{entry.word}" if entry else "新增与户主关系"
        super().__init__(desk, parent, title=title, verb="保存" if entry else "新增关系")
        self._entry = entry
        form, rows = _form()
        self.word = _line(rows, "名称", "如 外甥媳妇")
        self.synonyms = _synonyms(rows)
        self.standard_code = QComboBox()
        self.standard_code.setAccessibleName("按国标算作")
        for each in relation_entries():
            if not each.standard_code and not each.is_own and not each.code.startswith("L"):
                self.standard_code.addItem(f"{each.code} {each.word}", each.code)
        self.is_active = _check(rows, "在用")
        fields: dict[str, QWidget] = {
            "word": self.word,
            "synonyms": self.synonyms,
            "is_active": self.is_active,
        }
        if entry is None or entry.is_own:
            rows.insertRow(2, "按国标算作", self.standard_code)
            fields["standard_code"] = self.standard_code
        else:
            self.above.addWidget(
                text_label(f"国标 GB/T 4761 的代码 {entry.code} 不变；这里改叫法和别名。", "second")
            )
        keeper = self.set_form(form, name="relation", row_uid=entry.uid if entry else "", fields=fields)
        if entry:
            values = {name: getattr(entry, name) for name in fields}
            keeper.load({**values, "synonyms": "\n".join(entry.synonyms)})
        else:
            keeper.load({"is_active": True, "standard_code": "99"})
        keeper.offer()
        self.word.setFocus()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        desk, entry, values = self.desk, self._entry, _typed(self.keeper.values())
        written = self.keeper.save(
            lambda changed: (
                list_editing.edit_relation(
                    entry.uid, operator=desk.operator, seen_version=entry.version, **_typed(changed)
                )
                if entry
                else list_editing.add_relation(operator=desk.operator, **values)
            )
        )
        if written is not None:
            desk.say(f"已保存“{self.word.text().strip()}”。", undo=True)
            self.done_with(written.uid)


def _form() -> tuple[QWidget, QFormLayout]:
    form = QWidget()
    rows = QFormLayout(form)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form, rows


def _line(rows: QFormLayout, word: str, placeholder: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(word)
    line.setPlaceholderText(placeholder)
    rows.addRow(word, line)
    return line


def _synonyms(rows: QFormLayout) -> QPlainTextEdit:
    field = NoteEdit()
    field.setAccessibleName("别名")
    field.setPlaceholderText("台账里见到这些词也算，一行一个")
    rows.addRow("别名", field)
    return field


def _check(rows: QFormLayout, word: str) -> QCheckBox:
    box = QCheckBox(word)
    box.setAccessibleName(word)
    rows.addRow("", box)
    return box


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """As the verbs want them: the synonyms as a list, whatever they were separated by."""
    if "synonyms" not in fields:
        return fields
    text = str(fields["synonyms"])
    for separator in "、，,；;":
        text = text.replace(separator, "\n")
    return {**fields, "synonyms": [line.strip() for line in text.splitlines() if line.strip()]}
