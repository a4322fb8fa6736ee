"""类别和词语: the office's own lists: care categories and relations to the head."""

from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QStackedWidget

from community_desk.ledger import list_editing, word_lists
from community_desk.ledger.word_lists import CategoryEntry, RelationEntry
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.word_dialogs import CategoryEntryDialog, RelationEntryDialog
from community_desk.ui.pages.settings_section import Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tab_row import TabRow
from community_desk.ui.tables import Column

Entry = CategoryEntry | RelationEntry


class _Read(NamedTuple):
    categories: tuple[CategoryEntry, ...]
    relations: tuple[RelationEntry, ...]


def _state(row: Entry) -> str:
    parts = ("" if row.is_active else "停用", "自己加的" if row.is_own else "改过" if row.is_edited else "")
    return "、".join(filter(None, parts))


def _tone(row: Entry) -> str:
    return "" if row.is_active else "second"


_STATE = Column("state", "状态", 6, _state, tone=_tone)
_SYNONYMS = Column("synonyms", "别名", 14, lambda row: "、".join(row.synonyms))


class WordsSection(Section):
    """Both lists in the order in which they are offered; what was edited can be set back."""

    name: ClassVar[str] = "words"
    title: ClassVar[str] = "类别和词语"
    about: ClassVar[str] = "改过的不会被软件更新覆盖，随时可以恢复出厂。拖动或按 Alt+↑、Alt+↓ 排顺序。"
    tables: ClassVar[frozenset[str]] = frozenset({"care_category", "relation"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.edit_button = self.add_verb("编辑", "", self.edit)
        self.active_button = self.add_verb("停用", "", self.turn)
        self.restore_button = self.add_verb("恢复出厂", "", self.restore)
        self.withdraw_button = self.add_verb("撤回", "", self.withdraw)
        self.add_button = self.add_verb("新增", "mdi6.plus", self.add, main=True)
        self.lists = TabRow(["关爱类别", "与户主关系"], name="哪一份词语")
        self.rows.addWidget(self.lists)
        self.categories: PlainTable[CategoryEntry] = PlainTable(
            desk,
            (
                Column("word", "类别", 8, lambda row: row.word, tone=_tone),
                Column("paper", "纸上写", 5, lambda row: row.paper_word),
                Column(
                    "age",
                    "按年龄",
                    5,
                    lambda row: "" if row.min_age is None else f"{row.min_age} 岁起",
                ),
                Column("sensitive", "敏感", 3, lambda row: "是" if row.is_sensitive else ""),
                _STATE,
                _SYNONYMS,
            ),
            title="关爱类别",
            key=lambda row: row.uid,
            is_movable=True,
        )
        self.relations: PlainTable[RelationEntry] = PlainTable(
            desk,
            (
                Column("word", "关系", 8, lambda row: row.word, tone=_tone),
                Column("code", "国标", 4, lambda row: row.standard_code or row.code),
                _STATE,
                _SYNONYMS,
            ),
            title="与户主关系",
            key=lambda row: row.uid,
            is_movable=True,
        )
        self._stack = QStackedWidget()
        for table in (self.categories, self.relations):
            self._stack.addWidget(table)
            table.opened.connect(lambda _: self.edit())
            table.current_changed.connect(lambda _: self._show_verbs())
            table.arranged.connect(self.arrange)
            table.add_verb("编辑…", self.edit)
            table.add_verb("停用、启用", self.turn)
            table.add_verb("恢复出厂", self.restore)
            table.add_verb("撤回（自己加的）", self.withdraw)
        self.rows.addWidget(self._stack, 1)
        self._wanted = ""
        self.lists.chosen.connect(self._turn_to)
        self.lists.choose(0)

    @property
    def table(self) -> PlainTable[CategoryEntry] | PlainTable[RelationEntry]:
        """The list that is shown."""
        return self.relations if self._stack.currentWidget() is self.relations else self.categories

    def refresh(self) -> None:
        """Read both lists."""
        self.desk.jobs.ask(self, "words", _read, self._show)

    def show_rows(self, uids: list[str]) -> None:
        """Choose the first of these in the list that has it."""
        self._wanted = uids[0]
        self.refresh()

    def add(self) -> None:
        """Enter one of the office's own."""
        self._open(None)

    def edit(self) -> None:
        """Correct the current one."""
        if self.table.current is not None:
            self._open(self.table.current)

    def turn(self) -> None:
        """Use the current one no longer, or again."""
        row, operator = self.table.current, self.desk.operator
        if row is None:
            return
        said = f"“{row.word}”{'已停用' if row.is_active else '又在用了'}。"
        if isinstance(row, CategoryEntry):
            self.done(
                lambda: list_editing.edit_care_category(
                    row.uid, is_active=not row.is_active, operator=operator
                ),
                said,
            )
        else:
            self.done(
                lambda: list_editing.edit_relation(row.uid, is_active=not row.is_active, operator=operator),
                said,
            )

    def restore(self) -> None:
        """Set the current one back to what the program ships."""
        row = self.table.current
        if row is not None:
            is_category = isinstance(row, CategoryEntry)
            verb = list_editing.restore_care_category if is_category else list_editing.restore_relation
            self.done(lambda: verb(row.uid, operator=self.desk.operator), f"“{row.word}”已恢复出厂。")

    def withdraw(self) -> None:
        """Take the current one away."""
        row = self.table.current
        if row is not None:
            is_category = isinstance(row, CategoryEntry)
            verb = list_editing.withdraw_care_category if is_category else list_editing.withdraw_relation
            self.done(lambda: verb(row.uid, operator=self.desk.operator), f"已撤回“{row.word}”。")

    def arrange(self, uids: list[str]) -> None:
        """Offer the entries in this order from now on."""
        is_categories = self.table is self.categories
        verb = list_editing.arrange_care_categories if is_categories else list_editing.arrange_relations
        self.done(lambda: verb(uids, operator=self.desk.operator), "已记住顺序。")

    def _open(self, row: Entry | None) -> None:
        dialog: CategoryEntryDialog | RelationEntryDialog
        if isinstance(row, CategoryEntry) or (row is None and self.table is self.categories):
            dialog = CategoryEntryDialog(self.desk, self, row)
        else:
            dialog = RelationEntryDialog(self.desk, self, row)
        dialog.accepted.connect(lambda: self.show_rows([dialog.uid]))
        dialog.open()

    def _show(self, found: _Read) -> None:
        self.categories.show_rows(found.categories)
        self.relations.show_rows(found.relations)
        if self._wanted:
            place = int(any(row.uid == self._wanted for row in found.relations))
            self.lists.choose(place)
            self.table.go_to(self._wanted)
            self._wanted = ""
        self._show_verbs()

    def _turn_to(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        word = "新增关系" if place else "新增类别"
        self.add_button.setText(word)
        self.add_button.setAccessibleName(word)
        self._show_verbs()

    def _show_verbs(self) -> None:
        row = self.table.current
        self.edit_button.setEnabled(row is not None)
        self.active_button.setEnabled(row is not None)
        word = "停用" if row is None or row.is_active else "启用"
        self.active_button.setText(word)
        self.active_button.setAccessibleName(word)
        self.restore_button.setEnabled(row is not None and row.is_edited)
        self.withdraw_button.setEnabled(row is not None and row.is_own)


def _read() -> _Read:
    return _Read(word_lists.care_categories(), word_lists.relation_entries())
