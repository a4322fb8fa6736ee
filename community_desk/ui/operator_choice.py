"""Who works now: the office's members as cards, their optional PIN, and a way in for who is not on the list yet."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import staff
from community_desk.ledger.database import Ledger
from community_desk.ledger.staff import StaffRow
from community_desk.ui.aside import Aside
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import PasswordField, message_label
from community_desk.ui.theme import Theme

_IN_A_ROW = 3


class OperatorChoice(QWidget):
    """Cards of the active members of staff; ``chosen`` comes once somebody is in."""

    chosen = Signal(str)  # name

    def __init__(self, theme: Theme, ledger: Ledger, *, last: str = "", may_add: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._ledger = ledger
        self._last = last
        self._may_add = may_add
        self._aside = Aside(self)
        self._wanted: StaffRow | None = None
        self._first: QWidget | None = None
        self.cards: list[QPushButton] = []
        self.rows: list[StaffRow] = []
        self._stack = QStackedWidget()
        self._cards_page = self._make_cards_page()
        self._pin_page = self._make_pin_page()
        self._new_page = self._make_new_page()
        for page in (self._cards_page, self._pin_page, self._new_page):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.refresh()

    def refresh(self) -> None:
        """Show who is on the list now; the last operator of this PC stands ready for Enter."""
        self.rows = staff.list_staff(active_only=True)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        for place, row in enumerate(self.rows):
            card = self._card(place, row)
            self._grid.addWidget(card, place // _IN_A_ROW, place % _IN_A_ROW)
            self.cards.append(card)
        for column in range(_IN_A_ROW):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(len(self.rows) // _IN_A_ROW + 1, 1)
        self.show_cards()

    def show_cards(self) -> None:
        """Back to the cards, or to the first member's form where there is nobody yet."""
        self._wanted = None
        if not self.rows and self._may_add:
            self._show_new()
            return
        self._stack.setCurrentWidget(self._cards_page)
        preselected = self._preselected()
        if preselected is not None:
            self._first = preselected
            preselected.setFocus()

    @property
    def only_one(self) -> StaffRow | None:
        """The one member there is, if there is but one and no PIN: then nothing is to be chosen."""
        return self.rows[0] if len(self.rows) == 1 and not self.rows[0].has_pin else None

    def wait(self) -> None:
        """Run the event loop until a PIN under check is checked."""
        self._aside.wait()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on. As a proxy the first card would have Tab pass over what was made before it."""
        super().focusInEvent(event)
        if self._first is not None:
            self._first.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 choose a card, Esc goes back to the cards."""
        place = event.key() - Qt.Key.Key_1
        on_cards = self._stack.currentWidget() is self._cards_page
        if on_cards and 0 <= place < min(9, len(self.rows)):
            self._choose(self.rows[place])
        elif event.key() == Qt.Key.Key_Escape and not on_cards and self.rows:
            self.show_cards()
        else:
            super().keyPressEvent(event)

    def _preselected(self) -> QPushButton | None:
        for row, card in zip(self.rows, self.cards, strict=True):
            if row.name == self._last:
                return card
        return self.cards[0] if self.cards else None

    # The cards

    def _make_cards_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(2, 2, 2, 2)
        self._grid.setSpacing(self._theme.space)
        area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(area, 1)
        row = QHBoxLayout()
        hint = QLabel("按数字键选人，回车进入")
        hint.setProperty("look", "second")
        row.addWidget(hint, 1)
        if self._may_add:
            row.addWidget(_quiet("＋我不在名单上", self._show_new))
        column.addLayout(row)
        return page

    def _card(self, place: int, row: StaffRow) -> QPushButton:
        number = f"{place + 1}　" if place < 9 else ""
        marks = " · ".join(part for part in (row.role, "要口令" if row.has_pin else "") if part)
        card = QPushButton(f"{number}{row.name}\n{marks}" if marks else f"{number}{row.name}")
        card.setProperty("look", "choice")
        card.setAccessibleName(f"{row.name} {marks}".strip())
        card.setAutoDefault(True)
        card.clicked.connect(lambda _=False: self._choose(row))
        return card

    def _choose(self, row: StaffRow) -> None:
        if not row.has_pin:
            self.chosen.emit(row.name)
            return
        self._wanted = row
        self._pin_title.setText(f"{row.name} 的口令")
        self._pin_message.hide()
        self._pin.clear()
        self._pin.mark(wrong=False)
        self._stack.setCurrentWidget(self._pin_page)
        self._first = self._pin
        self._pin.setFocus()

    # The PIN

    def _make_pin_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space)
        self._pin_title = QLabel()
        self._pin_title.setProperty("look", "heading")
        self._pin = PasswordField(self._theme, "口令")
        self._pin.entered.connect(self._check_pin)
        self._pin_message = message_label()
        for widget in (self._pin_title, self._pin, self._pin_message):
            column.addWidget(widget)
        column.addStretch(1)
        self._pin_enter = verb_button("进入", "", self._check_pin, main=True)
        column.addLayout(_foot(_quiet("← 换一个人", self.show_cards), self._pin_enter))
        self._aside.busy_changed.connect(self._pin_enter.setDisabled)
        return page

    def _check_pin(self) -> None:
        row, pin = self._wanted, self._pin.text()
        if row is None:
            return

        def check() -> bool:
            try:
                return staff.pin_is_right(row.uid, pin)
            finally:
                self._ledger.database.close()  # this thread's connection

        self._aside.run(check, self._pin_checked, self._pin_refused)

    def _pin_checked(self, right: bool) -> None:
        if right and self._wanted is not None:
            self.chosen.emit(self._wanted.name)
        elif not right:
            self._pin_refused(UserError("口令不对，请再输一次；忘了口令，请同事在“设置 → 工作人员”里重设。"))

    def _pin_refused(self, refusal: UserError) -> None:
        self._pin_message.setText(refusal.sentence)
        self._pin_message.show()
        self._pin.mark(wrong=True)
        self._pin.line.selectAll()
        self._pin.setFocus()

    # Somebody new

    def _make_new_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space)
        self._new_title = QLabel("把自己加进工作人员名单")
        self._new_title.setProperty("look", "heading")
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText("姓名")
        self.new_name.setAccessibleName("姓名")
        self.new_role = QLineEdit()
        self.new_role.setPlaceholderText("岗位，如 网格员（可以不填）")
        self.new_role.setAccessibleName("岗位")
        self.new_name.returnPressed.connect(self.new_role.setFocus)
        self.new_role.returnPressed.connect(self._add)
        self._new_message = message_label()
        for widget in (self._new_title, self.new_name, self._new_message, self.new_role):
            column.addWidget(widget)
        column.addStretch(1)
        self._new_back = _quiet("← 回到名单", self.show_cards)
        column.addLayout(_foot(self._new_back, verb_button("加入并进入", "", self._add, main=True)))
        return page

    def _show_new(self) -> None:
        self._new_back.setVisible(bool(self.rows))
        self._new_message.hide()
        self._stack.setCurrentWidget(self._new_page)
        self._first = self.new_name
        self.new_name.setFocus()

    def _add(self) -> None:
        name, role = self.new_name.text(), self.new_role.text()
        try:
            written = staff.add_staff(operator=name.strip() or "本人", name=name, role=role)
        except UserError as refusal:
            self._new_message.setText(refusal.sentence)
            self._new_message.show()
            self.new_name.setFocus()
            return
        added = next(row for row in staff.list_staff() if row.uid == written.uid)
        self.new_name.clear()
        self.new_role.clear()
        self.chosen.emit(added.name)


def _quiet(text: str, slot: Callable[[], object]) -> QPushButton:
    button = verb_button(text, "", slot)
    button.setProperty("look", "quiet")
    button.setAutoDefault(False)
    return button


def _foot(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row
