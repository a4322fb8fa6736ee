"""The fourth step: every household with what becomes of it, and the doubts by kind, each to be settled in place."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSplitter, QToolButton

from community_desk.domain.planned import Answer, DoubtKind
from community_desk.ledger.import_foresight import Fate
from community_desk.ui.flow import Flow
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.entries import DOUBTFUL, KIND_WORDS, Entry
from community_desk.ui.importing.entry_detail import EntryDetail
from community_desk.ui.importing.preview_rows import EntryModel
from community_desk.ui.importing.step import Step, plain_table

_ALL = "all"


class PreviewStep(Step):
    """Chips above, the list at the left, what is chosen in it at the right."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(draft, "预览")
        theme = self.desk.theme
        self._entries: list[Entry] = []
        self._filter = _ALL
        self._chips = Flow(space=theme.space // 2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self.body.addWidget(self._chips)
        self.model = EntryModel(self.desk, self)
        self.table = plain_table("要导入的各户", theme.pixels(30))
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(self.table.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        for column, width in enumerate((82, 48, 110, 84), start=1):
            self.table.setColumnWidth(column, theme.pixels(width))
        self.table.selectionModel().currentRowChanged.connect(lambda new, _old: self._chosen(new.row()))
        self.detail = EntryDetail(draft)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 1)
        self.body.addWidget(self._split, 1)
        self.body.addLayout(self._make_foot())
        draft.foreseen.connect(self._show)
        draft.busy_changed.connect(lambda _busy: self._busy())

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.space)
        self.state = QLabel()
        self.state.setProperty("look", "second")
        self.state.setAccessibleName("预览的情况")
        self.settle_all = QPushButton()
        self.settle_all.setAutoDefault(False)
        self.settle_all.setProperty("look", "quiet")
        self.settle_all.clicked.connect(lambda _checked: self._settle_all())
        self.bring_all = QPushButton("全部带回")
        self.bring_all.setAutoDefault(False)
        self.bring_all.setProperty("look", "quiet")
        self.bring_all.clicked.connect(lambda _checked: self._bring_all())
        row.addWidget(self.state, 1)
        row.addWidget(self.bring_all)
        row.addWidget(self.settle_all)
        return row

    def arrive(self) -> None:
        """Show what is known by now."""
        self._show()
        self.table.setFocus()

    def why_not(self) -> str:
        """Everything must be held against the ledger."""
        if self.draft.is_busy or self.draft.foresight is None or self.draft.plan is None:
            return "正在与台账比对，请稍候。"
        return "" if self.draft.plan.people else "没有可以导入的人了，请回去核对。"

    def filter_by(self, name: str) -> None:
        """Show only some: "all", "doubtful", a ``Fate``'s or a ``DoubtKind``'s value."""
        self._filter = name
        self._show_filtered()

    def chip(self, name: str) -> QToolButton:
        """The chip of a filter."""
        return self._buttons[name]

    # What is shown

    def _busy(self) -> None:
        if self.draft.is_busy:
            self.state.setText("正在重新核对…")
        self.changed.emit()

    def _show(self) -> None:
        if not self.isVisible() or self.draft.ahead is None:
            return
        self._entries = self.draft.ahead.entries
        self._show_chips()
        self._show_filtered()
        self.changed.emit()

    def _show_chips(self) -> None:
        plan, ahead = self.draft.plan, self.draft.ahead
        assert plan is not None
        assert ahead is not None
        doubts = self.draft.doubts
        kinds = Counter(doubt.kind for doubt in doubts)
        for doubt in self.draft.settled:
            kinds.setdefault(doubt.kind, 0)
        wanted = [(_ALL, f"全部 {len(plan.households):,} 户")]
        wanted += [
            (fate.value, f"{fate.word} {count:,} 人")
            for fate in (Fate.NEW, Fate.UPDATED, Fate.UNCHANGED)
            if (count := ahead.fates.get(fate, 0))
        ]
        if doubts or kinds:
            wanted.append((DOUBTFUL, f"疑问 {len(doubts):,} 处"))
        wanted += [
            (
                kind.value,
                f"{KIND_WORDS.get(kind, kind.value)} {count:,}" if count else f"✓ {KIND_WORDS[kind]}",
            )
            for kind, count in sorted(kinds.items(), key=lambda item: -item[1])
        ]
        names = [name for name, _text in wanted]
        if names != list(self._buttons):
            self._make_chips(names)
        for name, text in wanted:
            self._buttons[name].setText(text)
            self._buttons[name].setAccessibleName(f"只看：{text}")
        if self._filter not in self._buttons:
            self._filter = _ALL
        self._buttons[self._filter].setChecked(True)

    def _make_chips(self, names: list[str]) -> None:
        focused = next((name for name, button in self._buttons.items() if button.hasFocus()), "")
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._chips.remove(button)
        self._buttons = {}
        for name in names:
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("look", "tab")
            button.clicked.connect(lambda _checked, name=name: self.filter_by(name))
            self._group.addButton(button)
            self._chips.add(button)
            self._buttons[name] = button
        if focused in self._buttons:
            self._buttons[focused].setFocus()

    def _show_filtered(self) -> None:
        before, at, settling = self._current(), self.table.currentIndex().row(), self.detail.is_settling
        shown = [entry for entry in self._entries if self._filter == _ALL or self._filter in entry.filters]
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        scrolled = self.table.verticalScrollBar().value()
        self.model.show_entries(shown)
        selection.blockSignals(False)
        place = 0
        if before is not None:
            place = next((n for n, entry in enumerate(shown) if entry.place == before.place), -1)
            if place < 0:
                # Its first row was left out, or joined another household.
                rows = before.rows
                place = next(
                    (n for n, entry in enumerate(shown) if entry.rows & rows), min(at, len(shown) - 1)
                )
        if settling:
            place = self._next_open(shown, place)
        if shown:
            self.table.selectRow(place)
            self.table.verticalScrollBar().setValue(scrolled)
            self.table.scrollTo(self.model.index(place, 0))
        self._chosen(place if shown else -1, anew=settling)
        if settling and not (shown and self._is_open(shown[place]) and self.detail.focus_doubt()):
            self.table.setFocus()
        self._show_state(len(shown))

    def _next_open(self, shown: list[Entry], place: int) -> int:
        """The first from ``place`` on, and then from the top, in which something is doubtful; else ``place``."""
        later = (*range(place, len(shown)), *range(place))
        return next((n for n in later if self._is_open(shown[n])), place)

    def _is_open(self, entry: Entry) -> bool:
        kind = self._kind()
        return any(kind is None or doubt.kind is kind for doubt in entry.doubts)

    def _show_state(self, shown: int) -> None:
        left_out = len(self.draft.options.left_out)
        told = [f"列出 {shown:,} 户（行）"]
        if left_out:
            told.append(f"{left_out} 行不导入")
        if self.draft.settled:
            told.append(f"已处理 {len(self.draft.settled)} 处")
        self.state.setText(" · ".join(told))
        kind = self._kind()
        count = sum(1 for doubt in self.draft.doubts if doubt.kind is kind)
        self.settle_all.setVisible(bool(count))
        self.settle_all.setText(f"这 {count} 处都就这样")
        self.bring_all.setVisible(bool(count) and kind is DoubtKind.WITHDRAWN_BEFORE)

    def _kind(self) -> DoubtKind | None:
        return DoubtKind(self._filter) if self._filter in set(DoubtKind) else None

    def _current(self) -> Entry | None:
        place = self.table.currentIndex().row()
        return self.model.entries[place] if 0 <= place < len(self.model.entries) else None

    def _chosen(self, place: int, *, anew: bool = False) -> None:
        entries = self.model.entries
        entry = entries[place] if 0 <= place < len(entries) else None
        self.detail.show_entry(entry, wanted=self._filter, anew=anew)

    # What is done

    def _settle_all(self) -> None:
        kind = self._kind()
        self.draft.settle(frozenset(doubt for doubt in self.draft.doubts if doubt.kind is kind))

    def _bring_all(self) -> None:
        for doubt in self.draft.doubts:
            if doubt.kind is DoubtKind.WITHDRAWN_BEFORE:
                self.draft.answer(doubt, Answer.BRING_BACK)
