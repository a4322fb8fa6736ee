"""The window: the rail of pages at the left, one search box for everything above, the page, and the line below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from community_desk.ledger import places, undo
from community_desk.ui import icons, theme
from community_desk.ui.desk import Desk
from community_desk.ui.job_line import JobLine
from community_desk.ui.later import Later
from community_desk.ui.page import Page
from community_desk.ui.search_box import SearchBox
from community_desk.ui.standing import PrivacyLine, StandingButtons
from community_desk.ui.standing_keys import StandingKeys
from community_desk.ui.tab_order import order_tabs
from community_desk.ui.toast import Toast
from community_desk.ui.undo_verbs import UndoVerbs

NARROW = 1100  # logical pixels: below, the rail shows icons alone (UI.md)
RAIL_WIDTH = 168


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as the rail knows it before it is made. ``kinds`` are the rows that it can open."""

    name: str
    title: str
    icon: str
    make: Callable[[Desk], Page]
    kinds: tuple[str, ...] = ()


class MainWindow(QMainWindow):
    """The window of one desk."""

    closed = Signal()

    def __init__(self, desk: Desk, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self.desk = desk
        self._entries = {entry.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._told_of = ""  # uid of the transaction that the toast tells of
        self._stack = QStackedWidget()
        self._rail_buttons: dict[str, QToolButton] = {}
        self._rail = self._make_rail(entries)
        self.setAccessibleName("社区工作台")
        self.setMinimumSize(QSize(800, 480))

        self.top_bar = QHBoxLayout()
        space = desk.theme.space
        self.top_bar.setContentsMargins(2 * space, space, 2 * space, 0)
        self.top_bar.setSpacing(space)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(PrivacyLine(desk))
        right.addLayout(self.top_bar)
        right.addWidget(self._stack, 1)
        right.addLayout(self._make_foot())
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.toast = Toast(whole, desk.theme)
        self.search_box = SearchBox(desk, whole)
        self.undo_verbs = UndoVerbs(desk, self)
        self.top_bar.addWidget(self.search_box, 1)
        self.top_bar.addWidget(self.undo_verbs.button())
        self.standing = StandingButtons(desk)
        self.top_bar.addWidget(self.standing)
        self.search_box.order_tabs()
        self._connect()
        self._name_window()
        self.restoreGeometry(desk.preferences.get_bytes("window/place"))

    # Pages

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def show_page(self, name: str) -> Page:
        """Show the page ``name``, unless the one that is shown keeps something that would be lost."""
        entry = self._entries[name]
        present = self.page
        if present is not None and present.name != name and not present.may_leave():
            self._rail_buttons[present.name].setChecked(True)
            return present
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = entry.make(self.desk)
            page.status_changed.connect(self._page_status)
            self._stack.addWidget(page)
            order_tabs(page)
        self._rail_buttons[name].setChecked(True)
        self._status.clear()
        self._stack.setCurrentWidget(page)
        page.arrive()
        if page is not present:
            # Not left on the rail, nor on what was hidden.
            (page.first_focus or page).setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def open(self, kind: str, uid: str) -> None:
        """Show the page that knows rows of ``kind`` (or is named so), and on it the row ``uid``.

        "import" without a row opens the import itself, with one the list of imports.
        """
        if kind == "import" and not uid:
            from community_desk.ui.dialogs.import_wizard import (  # noqa: PLC0415 - when it is first wanted
                open_import_wizard,
            )

            open_import_wizard(self.desk, self)
            return
        if kind == "import":
            self.show_page("settings").open(kind, uid)
            return
        for entry in self._entries.values():
            if kind in entry.kinds or kind == entry.name:
                page = self.show_page(entry.name)
                if page.name == entry.name and uid:
                    page.open(kind, uid)
                    if self.search_box.hasFocus():
                        page.setFocus(Qt.FocusReason.OtherFocusReason)  # F2 means what was found
                return

    @property
    def page_names(self) -> tuple[str, ...]:
        """The names of all pages, in the order of the rail."""
        return tuple(self._entries)

    # What stands around the page

    def _make_rail(self, entries: Sequence[PageEntry]) -> QWidget:
        rail = QWidget()
        rail.setProperty("look", "rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, 0, 0, self.desk.theme.space)
        column.setSpacing(0)
        self._community = QLabel()
        self._community.setProperty("look", "heading")
        self._community.setContentsMargins(*(2 * self.desk.theme.space,) * 4)
        self._community.setWordWrap(True)
        column.addWidget(self._community)
        group = QButtonGroup(self)
        for place, entry in enumerate(entries, start=1):
            button = QToolButton()
            button.setText(entry.title)
            button.setAccessibleName(entry.title)
            button.setCheckable(True)
            button.setProperty("look", "rail")
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            icons.show_icon(button, entry.icon)
            if place <= 9:
                # Not the button's own shortcut, which waits a tenth of a second to show it pressed.
                QShortcut(QKeySequence(f"Alt+{place}"), self, partial(self.show_page, entry.name))
                button.setToolTip(f"{entry.title}（Alt+{place}）")
            button.clicked.connect(lambda _=False, name=entry.name: self.show_page(name))
            group.addButton(button)
            column.addWidget(button)
            self._rail_buttons[entry.name] = button
        column.addStretch(1)
        return rail

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        space = self.desk.theme.space
        foot.setContentsMargins(2 * space, 0, 2 * space, space // 2)
        self._status = QLabel()
        self._status.setProperty("look", "second")
        self._status.setAccessibleName("状态")
        foot.addWidget(self._status, 1)
        foot.addWidget(JobLine(self.desk))
        return foot

    def _connect(self) -> None:
        desk = self.desk
        desk.said.connect(self._say)
        desk.refused.connect(self.toast.refuse)
        desk.open_requested.connect(self.open)
        self.search_box.opened.connect(self.open)
        self.toast.undo_wanted.connect(lambda: self.undo_verbs.take_back(self._told_of))
        desk.changed.connect(self._changed)
        private = QAction("有人在旁", self)
        private.setShortcut(QKeySequence("F9"))
        private.triggered.connect(desk.toggle_private)
        self.addAction(private)
        StandingKeys(desk, self)
        desk.privacy_changed.connect(lambda _on: self.toast.hide())  # it may name a category

    def _say(self, sentence: str, undoable: bool) -> None:
        """Its 撤销 is for what the sentence tells, not for what comes after."""
        last = undo.next_undo() if undoable else None
        self._told_of = "" if last is None else last.uid
        self.toast.say(sentence, undo=undoable)

    def _changed(self, change_set: object) -> None:
        if "community" in getattr(change_set, "rows", {}):
            self._name_window()

    def _name_window(self) -> None:
        name = places.community().name or "社区"
        self._community.setText(name)
        self.setWindowTitle(f"{name} · 社区工作台")

    def _page_status(self, text: str) -> None:
        if self.sender() is self.page:
            self._status.setText(text)

    # Qt's own events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail shows icons alone where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        pixels = self.desk.theme.pixels
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        self._community.setVisible(not narrow)
        self._rail.setFixedWidth(pixels(52) if narrow else pixels(RAIL_WIDTH))
        side = pixels(20)
        for button in self._rail_buttons.values():
            button.setToolButtonStyle(style)
            button.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        """A new type size changes the rail's width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_rail"):
            self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when nothing typed is lost and no task is cut off."""
        present = self.page
        job = next((job for job in self.desk.jobs.running if not job.is_for_show), None)
        if job is not None:
            self.desk.refused.emit(f"{job.title}，请等它完成或先取消，再关闭窗口。")
            event.ignore()
        elif present is not None and not present.may_leave():
            event.ignore()
        else:
            self.desk.preferences.put_bytes("window/place", self.saveGeometry())
            event.accept()
            self.closed.emit()

    def load_the_rest(self, steps: Sequence[Callable[[], object]]) -> Later:
        """What can wait until the window rests: icons, the font of rare characters, and then ``steps``."""
        first = (*icons.load_in_steps(), theme.register_rare_characters)
        return Later(self, lambda: self.desk.jobs.is_idle, (*first, *steps))
