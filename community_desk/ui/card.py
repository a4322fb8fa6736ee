"""The detail beside a list: a card that is read, turns into a form at 编辑 or F2, and back when that is saved.

What it shows is read by the reading thread and read again after every change that concerns it. While somebody stands
by (F9) a form under way is covered, not closed: nothing typed is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.inputs import Written
from community_desk.ui.card_lines import column
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.page import verb_button
from community_desk.ui.tab_order import FocusPassedOn
from community_desk.ui.tab_row import TabRow
from community_desk.ui.toast import notice

CardT = TypeVar("CardT")


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a card: its word, and what makes its content when it is looked at."""

    word: str
    make: Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class Editing:
    """A form under way: the form, its keeper, and what writes the changed fields."""

    form: QWidget
    keeper: FormKeeper
    write: Callable[[dict[str, Any]], Written]
    said: str


class DetailCard(QFrame, Generic[CardT]):
    """One row in full. Subclasses say how it is read, shown and edited."""

    name: ClassVar[str]  # what it is called aloud: "居民卡片"
    empty: ClassVar[str]  # what stands here while no row is chosen
    gone: ClassVar[str]  # … when the row was taken away
    tables: ClassVar[frozenset[str]]  # changes in these are read again

    shown = Signal(str)  # uid of the row whose card is there now
    editing_changed = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.card: CardT | None = None
        self.uid = ""
        self._tab_word = ""
        self._tabs: Sequence[Tab] = ()
        self._warnings: tuple[str, ...] = ()
        self._editing: Editing | None = None
        self._is_outdated = False
        self._is_stale = False
        self.setProperty("look", "card")
        self.setAccessibleName(self.name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        self._stack = QStackedWidget()
        whole.addWidget(self._stack)
        self._empty = QLabel(self.empty)
        self._empty.setProperty("look", "second")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(3 * desk.theme.space)
        self._view = _scroll()
        FocusPassedOn(self, self._view)
        self._edit = QWidget()
        QVBoxLayout(self._edit).setContentsMargins(0, 0, 0, 0)
        self._cover = QLabel("有人在旁：正在填写的内容先盖住了，没有丢。\n按 F9 继续填写。")
        self._cover.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cover.setWordWrap(True)
        for page in (self._empty, self._view, self._edit, self._cover):
            self._stack.addWidget(page)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_F2), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.edit)
        desk.changed.connect(self._changed)
        desk.privacy_changed.connect(self._cover_or_show)
        desk.theme.changed.connect(self._show)

    # What a subclass says

    def read(self, uid: str) -> CardT:
        """Read the row, on the reading thread."""
        raise NotImplementedError

    def fill_head(self, card: CardT, rows: QVBoxLayout) -> None:
        """What stands above the tabs."""
        raise NotImplementedError

    def make_tabs(self, card: CardT) -> Sequence[Tab]:
        """The tabs, made when they are looked at."""
        raise NotImplementedError

    def make_editing(self, card: CardT) -> Editing:
        """The form of the row, filled."""
        raise NotImplementedError

    # Showing

    def show_row(self, uid: str) -> bool:
        """Show the card of ``uid`` ("" for none); ``False`` if the user stays with what is being edited."""
        if uid != self.uid and not self.may_leave():
            return False
        if uid != self.uid:
            self.stop_editing()
            self._warnings = ()
        self.uid = uid
        if uid:
            self.refresh()
        else:
            self.card = None
            self._show()
        return True

    def warn(self, sentences: Sequence[str]) -> None:
        """Say above the card what should be looked at again in what was just saved; until another row is shown."""
        self._warnings = tuple(sentences)
        self._show()

    def refresh(self) -> None:
        """Read the row again."""
        uid = self.uid
        if uid:
            self.desk.jobs.ask(self, "card", lambda: self._read(uid), lambda card: self._arrived(uid, card))

    def _read(self, uid: str) -> CardT | None:
        try:
            return self.read(uid)
        except UserError:
            return None  # withdrawn meanwhile

    def _arrived(self, uid: str, card: CardT | None) -> None:
        if uid != self.uid:
            return
        if self._editing is not None and card is not None:
            return  # what is under way was filled from the older card, and says so when it is saved
        if card is None:
            self.stop_editing()
        self.card = card
        self._show()
        self.shown.emit(uid if card is not None else "")

    def _show(self) -> None:
        if self._editing is not None:
            return
        self._is_stale = False
        if self.card is None:
            self._empty.setText(self.gone if self.uid else self.empty)
            self._stack.setCurrentWidget(self._empty)
            return
        had_focus = self._view.isAncestorOf(self.focusWidget() or self)
        place = self._view.verticalScrollBar().value() if self._shown_uid() == self.uid else 0
        content = QWidget()
        content.setObjectName(self.uid)
        space = self.desk.theme.space
        rows = QVBoxLayout(content)
        rows.setContentsMargins(2 * space, 3 * space // 2, 3 * space // 2, 2 * space)
        rows.setSpacing(space)
        if self._warnings:
            rows.addWidget(notice("\n".join(("已保存。还要看一眼：", *self._warnings)), self.desk.theme))
        self.fill_head(self.card, rows)
        self._add_tabs(self.card, rows)
        rows.addStretch(1)
        self._view.setWidget(content)
        self._stack.setCurrentWidget(self._view)
        content.adjustSize()
        self._view.verticalScrollBar().setValue(place)
        if had_focus:
            self._view.setFocus()

    def _shown_uid(self) -> str:
        content = self._view.widget()
        return content.objectName() if content is not None else ""

    def _add_tabs(self, card: CardT, rows: QVBoxLayout) -> None:
        self._tabs = self.make_tabs(card)
        bar = TabRow([tab.word for tab in self._tabs], name=f"{self.name}的分页")
        words = [tab.word.split(" ")[0] for tab in self._tabs]
        chosen = words.index(self._tab_word) if self._tab_word in words else 0
        line = QFrame()
        line.setProperty("look", "line")
        holder, panel = column(self.desk.theme.space)
        rows.addWidget(bar)
        rows.addWidget(line)
        rows.addWidget(holder)
        bar.chosen.connect(lambda place: self._choose_tab(place, panel))
        bar.choose(chosen)
        self.tab_row = bar

    def _choose_tab(self, place: int, panel: QVBoxLayout) -> None:
        tab = self._tabs[place]
        self._tab_word = tab.word.split(" ")[0]
        while (item := panel.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        panel.addWidget(tab.make())

    def choose_tab(self, word: str) -> None:
        """Turn to the tab with this word."""
        self._tab_word = word
        for place, tab in enumerate(self._tabs):
            if tab.word.split(" ")[0] == word:
                self.tab_row.choose(place)

    def _changed(self, change_set: ChangeSet) -> None:
        if not self.uid or self.tables.isdisjoint(change_set.rows):
            return
        if self._editing is not None:
            self._is_outdated = True
        self.refresh()

    # Editing

    @property
    def is_editing(self) -> bool:
        """Whether the card is a form now."""
        return self._editing is not None

    @property
    def keeper(self) -> FormKeeper | None:
        """The keeper of the form, while the card is one."""
        return self._editing.keeper if self._editing is not None else None

    def edit(self) -> None:
        """Turn the card into its form."""
        if self.card is None or self._editing is not None or self.desk.is_private:
            if self.desk.is_private and self.card is not None:
                self.desk.refused.emit("有人在旁时不能编辑，请先按 F9。")
            return
        self._warnings = ()
        editing = self._editing = self.make_editing(self.card)
        layout = self._edit.layout()
        assert isinstance(layout, QVBoxLayout)
        space = self.desk.theme.space
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(2 * space, 3 * space // 2, 3 * space // 2, 2 * space)
        rows.addWidget(editing.form)
        rows.addStretch(1)
        scroll = _scroll()
        scroll.setWidget(inside)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        line = QFrame()
        line.setProperty("look", "line")
        layout.addWidget(line)
        layout.addWidget(self._make_foot())
        keeper = editing.keeper
        keeper.save_requested.connect(self.save)
        keeper.leave_requested.connect(self.cancel)
        keeper.offer()
        self._stack.setCurrentWidget(self._edit)
        next(iter(keeper.fields.values())).setFocus()
        self.editing_changed.emit(True)

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        space = self.desk.theme.space
        row = QHBoxLayout(foot)
        row.setContentsMargins(2 * space, space, 2 * space, space)
        row.setSpacing(space)
        row.addStretch(1)
        row.addWidget(verb_button("取消", "", self.cancel))
        row.addWidget(verb_button("保存", "mdi6.content-save", self.save, main=True))
        for button in foot.findChildren(QPushButton):
            button.setToolTip("Esc" if button.text() == "取消" else "Ctrl+S")
        return foot

    def save(self) -> None:
        """Save what was typed; warnings stay above the card, refusals at their field."""
        editing = self._editing
        if editing is None:
            return
        if not editing.keeper.is_dirty:
            editing.keeper.drop_draft()
            self.stop_editing()
            self.refresh()
            return
        written = editing.keeper.save(editing.write)
        if written is None:
            return
        self._warnings = tuple(warning.sentence for warning in written.warnings)
        self.stop_editing()
        self.desk.say(editing.said, undo=True)
        self.refresh()

    def cancel(self) -> None:
        """Leave the form; asks if something would be lost."""
        if self.may_leave():
            self.stop_editing()
            self.refresh()

    def may_leave(self) -> bool:
        """Whether the row may be left: nothing is being edited, or it may be given up."""
        return self._editing is None or self._editing.keeper.ask_to_leave()

    def stop_editing(self) -> None:
        """Put the form away; what was typed and not saved is lost."""
        if self._editing is None:
            return
        self._editing = None
        layout = self._edit.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._show()  # made before the form was opened: somebody may have come to stand by since
        self._view.setFocus()
        if self._is_outdated:
            self._is_outdated = False
            self.refresh()
        self.editing_changed.emit(False)

    def _cover_or_show(self) -> None:
        if self._editing is not None:
            self._stack.setCurrentWidget(self._cover if self.desk.is_private else self._edit)
        elif self.isVisible():
            self._show()
        else:
            self._is_stale = True  # every page has a card, and making one anew takes a fiftieth of a second

    def showEvent(self, event: QShowEvent) -> None:
        """Made anew before it is seen, if somebody came or went meanwhile."""
        if self._is_stale:
            self._show()
        super().showEvent(event)


def _scroll() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
