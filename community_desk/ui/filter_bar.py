"""The chips above a list with ＋筛选, and the sets of conditions that were saved under a name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from community_desk.ledger.lists import ListFilter
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.chips import Chip, Chips
from community_desk.ui.desk import Desk
from community_desk.ui.filter_parts import Option, Part

FilterT = TypeVar("FilterT", bound=ListFilter)
Facets = Callable[[Any, str], dict[str, int]]

SEARCH_KEY = "only_uids"
# What these leave would tell of everybody in the list what F9 hides of each.
_PRIVATE = frozenset({"categories", "cared_for", "contact_preferences", "levels"})


class FilterBar(QObject, Generic[FilterT]):
    """Keeps the filter of one list; ``bar`` is the row of chips. ``facets`` counts what each value would leave."""

    changed = Signal()

    def __init__(
        self, desk: Desk, parts: Sequence[Part], empty: FilterT, *, facets: Facets | None = None
    ) -> None:
        super().__init__()
        self._desk, self._parts, self.empty, self._facets = desk, parts, empty, facets
        self.wanted = empty
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self._fill)
        self.bar = Chips(desk.theme, self.menu)
        self.menu.setParent(self.bar, self.menu.windowFlags())
        self.bar.removed.connect(self._remove)
        self.bar.cleared.connect(self.clear)
        self._submenus: list[QMenu] = []
        desk.privacy_changed.connect(self.show_chips)

    def set(self, wanted: FilterT) -> None:
        """Narrow the list to this."""
        if wanted != self.wanted:
            self.wanted = wanted
            self.show_chips()
            self.changed.emit()

    def clear(self) -> None:
        """Show everything again."""
        self.set(self.empty)

    def show_chips(self) -> None:
        """Show what is on; words may have changed."""
        chips = [self._shown(part, chip) for part in self._parts for chip, _ in part.chips(self.wanted)]
        if self.wanted.only_uids is not None:
            chips.insert(0, Chip(SEARCH_KEY, f"选出的 {len(self.wanted.only_uids):,} 条"))
        self.bar.show_chips(chips)

    def _shown(self, part: Part, chip: Chip) -> Chip:
        is_hidden = self._desk.is_private and getattr(part, "field", "") in _PRIVATE
        return Chip(chip.key, HIDDEN) if is_hidden else chip

    def words(self) -> str:
        """What is on, as one line: "第3网格、独居老人"."""
        return "、".join(chip.text for part in self._parts for chip, _ in part.chips(self.wanted))

    def _remove(self, key: str) -> None:
        if key == SEARCH_KEY:
            self.set(replace(self.wanted, only_uids=None))
        for part in self._parts:
            for chip, option in part.chips(self.wanted):
                if chip.key == key:
                    self.set(part.toggled(self.wanted, option))
                    return

    # The menu

    def _fill(self) -> None:
        self.menu.clear()
        self._submenus.clear()
        for part in self._parts:
            options = part.options()
            if len(options) == 1:
                self._add(self.menu, part, options[0])
            elif options:
                self._add_choices(part, options)

    def _add_choices(self, part: Part, options: Sequence[Option]) -> None:
        menu = self.menu.addMenu(part.word)
        groups: dict[str, QMenu] = {}
        actions: dict[str, QAction] = {}
        for option in options:
            target = menu
            if option.group:
                if option.group not in groups:
                    groups[option.group] = menu.addMenu(option.group)
                target = groups[option.group]
            actions[str(option.value)] = self._add(target, part, option)
        field = getattr(part, "field", "")
        if self._facets is not None and field:
            menu.aboutToShow.connect(lambda: self._count(field, actions))
        self._submenus.append(menu)

    def _add(self, menu: QMenu, part: Part, option: Option) -> QAction:
        action = menu.addAction(option.word.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(part.is_on(self.wanted, option))
        action.triggered.connect(lambda _=False: self.set(part.toggled(self.wanted, option)))
        return action

    def _count(self, field: str, actions: dict[str, QAction]) -> None:
        facets, wanted = self._facets, self.wanted
        if facets is None:
            return

        def show(counts: dict[str, int]) -> None:
            for value, action in actions.items():
                word = action.text().split("\t")[0]
                action.setText(f"{word}\t{counts.get(value, 0):,}")

        self._desk.jobs.ask(self, f"facet {field}", lambda: facets(wanted, field), show)
