"""The sets of conditions that were saved under a name: choosing one, saving the present one, renaming, taking away."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QLineEdit, QMenu, QPushButton, QWidget

from community_desk.ledger import saved_filters
from community_desk.ledger.inputs import Written
from community_desk.ledger.saved_filters import SavedFilter
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import FormDialog
from community_desk.ui.filter_bar import FilterBar


class SavedFiltersButton(QPushButton):
    """Of the list ``kind``; everybody in the office has the same."""

    def __init__(self, desk: Desk, kind: str, filters: FilterBar[Any]) -> None:
        super().__init__("常用条件")
        self._desk, self._kind, self._filters = desk, kind, filters
        self.setProperty("look", "quiet")
        self.setAccessibleName("常用条件")
        self.setToolTip("存下来的筛选条件，大家都能用")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    def fill(self) -> None:
        """Offer what is saved now."""
        menu = self._menu
        menu.clear()
        known = saved_filters.list_filters(self._kind)
        for saved in known:
            _act(menu, saved.name, partial(self.use, saved))
        if not known:
            menu.addAction("还没有存过条件").setEnabled(False)
        menu.addSeparator()
        save = _act(menu, "保存这组条件…", self.save_present)
        save.setEnabled(not self._filters.wanted.is_empty)
        if known:
            rename, remove = menu.addMenu("改名"), menu.addMenu("去掉")
            for saved in known:
                _act(rename, f"{saved.name}…", partial(self.rename, saved.name))
                _act(remove, saved.name, partial(self.remove, saved.name))

    def use(self, saved: SavedFilter) -> None:
        """Narrow the list to it."""
        self._filters.set(type(self._filters.wanted).from_json(json.dumps(saved.content)))

    def save_present(self) -> None:
        """Ask for a name and keep the present conditions under it."""
        content = json.loads(self._filters.wanted.to_json())

        def write(name: str) -> None:
            saved_filters.save_filter(
                kind=self._kind, name=name, content=content, operator=self._desk.operator
            )

        _NameDialog(
            self._desk, self, title="保存这组条件", verb="保存条件", name=self._filters.words(), write=write
        ).open()

    def rename(self, name: str) -> None:
        """Ask for another name."""

        def write(to: str) -> None:
            saved_filters.rename_filter(kind=self._kind, name=name, to=to, operator=self._desk.operator)

        _NameDialog(self._desk, self, title=f"给“{name}”改名", verb="改名", name=name, write=write).open()

    def remove(self, name: str) -> None:
        """Take it away; the undo brings it back."""

        def write() -> bool:
            saved_filters.remove_filter(kind=self._kind, name=name, operator=self._desk.operator)
            return True

        if self._desk.attempt(write):
            self._desk.say(f"已去掉常用条件“{name}”。", undo=True)


class _NameDialog(FormDialog):
    def __init__(
        self, desk: Desk, parent: QWidget, *, title: str, verb: str, name: str, write: Callable[[str], None]
    ) -> None:
        super().__init__(desk, parent, title=title, verb=verb)
        self._write = write
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        self.name = QLineEdit()
        self.name.setAccessibleName("名称")
        self.name.setMaxLength(30)
        rows.addRow("名称", self.name)
        keeper = self.set_form(form, name="saved_filter", fields={"name": self.name})
        keeper.load({"name": name[:30]})
        self.name.setFocus()
        self.name.selectAll()

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        name = self.name.text()

        def write(_changed: object) -> Written:
            self._write(name)
            return Written(name)

        if self.keeper.save(write) is not None:
            self.desk.say(f"已保存常用条件“{name.strip()}”。", undo=True)
            self.done_with(name)


def _act(menu: QMenu, word: str, slot: Callable[[], object]) -> QAction:
    action = menu.addAction(word.replace("&", "&&"))
    action.triggered.connect(lambda _=False: slot())
    return action
