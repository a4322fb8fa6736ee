"""The one search box: results while typing in a sheet below it, never blocking; Enter opens, Esc goes back."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.domain.sheet_numbers import check
from community_desk.ledger.search import Hit, SearchResult, search
from community_desk.ledger.typed_sheets import sheet_to_type
from community_desk.ui.caller_card import CallerCard
from community_desk.ui.desk import Desk
from community_desk.ui.search_rows import SearchDelegate, SearchModel, grouped

MOST_SHOWN = 60


class SearchBox(QLineEdit):
    """The line itself; ``window`` is where its sheet of results is shown over."""

    opened = Signal(str, str)  # kind, uid

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._before: QWidget | None = None
        self._open_when_answered = False
        self.setPlaceholderText("姓名、拼音、电话、门牌、证件号…    Ctrl+K")
        self.setAccessibleName("搜索居民、户和工作人员")
        self.setClearButtonEnabled(True)
        self.sheet = SearchSheet(desk, ground)
        self.sheet.opened.connect(self._open)
        self.sheet.left.connect(self.leave)
        self.sheet.grown.connect(self._grown)
        self.textChanged.connect(self._ask)
        ground.installEventFilter(self)
        key = QShortcut(QKeySequence("Ctrl+K"), ground.window())
        key.activated.connect(self.begin)
        desk.search_requested.connect(self.begin)
        desk.changed.connect(self._ask_again)
        desk.privacy_changed.connect(self.sheet.set_private)
        for button in self.sheet.caller.buttons:
            button.installEventFilter(self)

    def order_tabs(self) -> None:
        """Tab goes from the box into the caller's card; to be called when the box has its place."""
        before: QWidget = self
        for button in self.sheet.caller.buttons:
            QWidget.setTabOrder(before, button)
            before = button

    def begin(self, text: str = "") -> None:
        """Go to the box, with ``text`` typed into it already (keys that a list passes on)."""
        focus = self.window().focusWidget()
        if focus is not self and not self.sheet.isAncestorOf(focus or self.sheet):
            self._before = focus
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.setText(text)
        else:
            self.selectAll()
            self._ask_again()

    def leave(self) -> None:
        """Close the sheet, empty the box, go back to where one was."""
        self.sheet.hide()
        self.clear()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    # Asking and showing

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            self.sheet.hide()
            return
        self._desk.jobs.ask(
            self, "search", lambda: (text, search(text, limit=MOST_SHOWN)), lambda found: self._show(*found)
        )

    def _ask_again(self) -> None:
        if self.hasFocus() and self.text().strip():
            self._ask()

    def _show(self, text: str, result: SearchResult) -> None:
        if text != self.text().strip() or not (self.hasFocus() or self.sheet.isVisible()):
            return
        self.sheet.show_result(text, result)
        self._place()
        if self._open_when_answered:
            self._open_when_answered = False
            self.sheet.open_current()

    def _place(self) -> None:
        ground = self.sheet.parentWidget()
        if ground is None:
            return
        below = self.mapTo(ground, QPoint(0, self.height() + self._desk.theme.space // 2))
        room = ground.rect().adjusted(0, below.y(), 0, -3 * self._desk.theme.space)
        width = min(max(self.width(), self._desk.theme.pixels(640)), ground.width() - below.x() - 8)
        self.sheet.resize(width, self.sheet.height())
        self.sheet.show()
        height = min(self.sheet.wanted_height(), room.height())
        self.sheet.setGeometry(QRect(below.x(), below.y(), width, height))
        self.sheet.raise_()

    def _grown(self) -> None:
        if self.sheet.isVisible():
            self._place()

    def _open(self, hit: Hit) -> None:
        self.sheet.hide()
        self.clear()
        self._before = None
        self.opened.emit(hit.kind, hit.uid)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the sheet while the typing stays in the box."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key in steps and self.sheet.isVisible():
            self.sheet.move_by(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if held == Qt.KeyboardModifier.ControlModifier:
                self.sheet.note_call()
            elif _is_sheet(self.text()):
                number = self.text().strip()
                self.leave()
                self._desk.open("type_back", number)
            elif self.sheet.isVisible() and self.sheet.answers(self.text().strip()):
                self.sheet.open_current()
            elif self.text().strip():
                # Faster than the answer: open the first as soon as it is there.
                self._open_when_answered = True
                self._ask()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            self._open_when_answered = False
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the sheet in its place; a click beside it closes it."""
        if event.type() == QEvent.Type.FocusOut:
            self._focus_left()
        elif (
            event.type() == QEvent.Type.Resize
            and watched is self.sheet.parentWidget()
            and self.sheet.isVisible()
        ):
            self._place()
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The sheet closes when one goes elsewhere."""
        super().focusOutEvent(event)
        self._focus_left()

    def _focus_left(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and focus is not self and not self.sheet.isAncestorOf(focus):
            self.sheet.hide()


def _is_sheet(text: str) -> bool:
    """Whether this is the number of a printed visit sheet of this ledger, typed or scanned."""
    if not check(text):
        return False
    try:
        sheet_to_type(text)
    except UserError:
        return False
    return True


class SearchSheet(QFrame):
    """What was found, over the page: groups at the left; at the right who is calling, where a number was typed."""

    opened = Signal(object)  # Hit
    left = Signal()
    grown = Signal()  # it wants to be of another height

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__(ground)
        self._desk = desk
        self._text = ""
        self.setProperty("look", "card")
        self.setAutoFillBackground(True)
        self.model = SearchModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self._delegate = SearchDelegate(desk.theme)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName("搜索结果")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("look", "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._open_row(index.row()))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._current_changed())
        self._foot = QLabel()
        self._foot.setProperty("look", "second")
        self._foot.setContentsMargins(*(desk.theme.space,) * 4)
        self._nothing = QLabel()
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(*(2 * desk.theme.space,) * 4)
        self.caller = CallerCard(desk)
        self.caller.opened.connect(self._open_person)
        self.caller.answered.connect(self._caller_answered)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addLayout(column, 3)
        row.addWidget(self.caller, 2)
        self.hide()

    def answers(self, text: str) -> bool:
        """Whether it shows what was found for ``text``."""
        return text == self._text

    def show_result(self, text: str, result: SearchResult) -> None:
        """Show what was found for ``text``, the best hit chosen."""
        self._text = text
        self.model.show_rows(grouped(result.hits))
        nothing = not result.hits
        self._nothing.setVisible(nothing)
        self.list.setVisible(not nothing)
        self._nothing.setText(f"没有找到“{text}”。可以试试拼音首字母、电话末几位，或 3-2-501 这样的门牌。")
        shown = sum(self.model.hit(place) is not None for place in range(len(self.model.rows)))
        total = f"{result.total} 多个" if result.more else f"{result.total} 个"
        more = (
            f"共 {total}，显示前 {shown} 个，再多打几个字可缩小范围"
            if result.total > shown
            else f"共 {total}"
        )
        self._foot.setText(f"{more}    ↑↓ 选择   Enter 打开   Esc 返回")
        self._foot.setVisible(not nothing)
        self.caller.ask(text)
        self._choose(self.model.next_hit(-1, 1))

    def wanted_height(self) -> int:
        """How high it would be to show everything."""
        rows = sum(self.list.sizeHintForRow(place) for place in range(len(self.model.rows)))
        foot = self._foot.sizeHint().height() + self._desk.theme.space
        edges = 2 * 2  # the frame's line and the margin inside it, above and below
        return edges + max(rows + foot, self._nothing.sizeHint().height(), self.caller.wanted_height())

    def move_by(self, step: int) -> None:
        """Choose another hit, ``step`` further down."""
        place = self.list.currentIndex().row()
        for _ in range(abs(step)):
            place = self.model.next_hit(place, 1 if step > 0 else -1)
        self._choose(place)

    def open_current(self) -> None:
        """Open the hit that is chosen."""
        self._open_row(self.list.currentIndex().row())

    def note_call(self) -> None:
        """Note a call with the caller shown, if there is one."""
        if self.isVisible():
            self.caller.note_call()

    def set_private(self, private: bool) -> None:
        """Hide numbers and notes while somebody stands by."""
        self.model.set_private(private)
        self.caller.refresh()

    def _choose(self, place: int) -> None:
        if self.model.hit(place) is not None:
            index = self.model.index(place)
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.list.scrollTo(index)

    def _current_changed(self) -> None:
        hit = self.model.hit(self.list.currentIndex().row())
        if hit is not None:
            self.caller.prefer(hit.uid)

    def _caller_answered(self) -> None:
        self._current_changed()
        self.grown.emit()

    def _open_row(self, place: int) -> None:
        hit = self.model.hit(place)
        if hit is not None:
            self.opened.emit(hit)

    def _open_person(self, kind: str, uid: str) -> None:
        self.left.emit()
        self._desk.open(kind, uid)
