"""A field for a resident or a household: typed as in the search box, chosen from what is found."""

from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from community_desk.ledger.search import Hit, SearchResult, search
from community_desk.ui.desk import Desk

_SHOWN = 8
_AFTER = 60  # ms after the last key: the index answers in under one


class ResidentPicker(QWidget):
    """``value()`` is the uid of the chosen resident, "" for none."""

    value_changed = Signal()
    kind: ClassVar[str] = "resident"
    one: ClassVar[str] = "一位居民"
    another: ClassVar[str] = "换一位"
    nothing: ClassVar[str] = "没有找到，可以在下面直接写姓名和电话。"

    def __init__(self, desk: Desk, *, placeholder: str = "姓名、拼音、电话或门牌") -> None:
        super().__init__()
        self._desk = desk
        self._uid = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(desk.theme.space // 2)
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(f"找{self.one}")
        self._chosen = QLabel()
        self._chosen.setWordWrap(True)
        self._clear = QPushButton(self.another)
        self._clear.setProperty("look", "quiet")
        self._clear.setAccessibleName(self.another)
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self._start_again)
        row.addWidget(self.line, 1)
        row.addWidget(self._chosen, 1)
        row.addWidget(self._clear)
        self.setFocusProxy(self.line)
        self._found = QListWidget(self)
        self._found.setWindowFlags(Qt.WindowType.ToolTip)
        self._found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._found.setAccessibleName("找到的")
        self._found.itemClicked.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self.look_up)
        self.line.textEdited.connect(lambda _: self._timer.start())
        self.line.installEventFilter(self)
        self._show_choice("")

    def value(self) -> str:
        """The uid of who is chosen, or ""."""
        return self._uid

    def set_value(self, value: Any) -> None:
        """Choose the resident with this uid; ``show_choice`` says who it is."""
        self._uid = str(value or "")
        self._show_choice("" if not self._uid else f"已选的{self.one[2:]}")

    def show_choice(self, uid: str, words: str) -> None:
        """Choose a resident who is known by name already."""
        self._uid = uid
        self._show_choice(words if uid else "")

    @property
    def chosen_words(self) -> str:
        """Who is chosen, as it stands in the field."""
        return self._chosen.text() if self._uid else ""

    def _show_choice(self, words: str) -> None:
        self._chosen.setText(words)
        self._chosen.setVisible(bool(self._uid))
        self._clear.setVisible(bool(self._uid))
        self.line.setVisible(not self._uid)
        if not self._uid:
            self.line.clear()

    def _start_again(self) -> None:
        self.show_choice("", "")
        self.line.setFocus()
        self.value_changed.emit()

    def look_up(self) -> None:
        """Search for what stands in the field now; else it is done shortly after the last key."""
        self._timer.stop()
        text = self.line.text().strip()
        if not text:
            self._found.hide()
            return
        self._desk.jobs.ask(
            self, "residents", lambda: search(text, limit=_SHOWN, kinds={self.kind}), self._show_found
        )

    def _show_found(self, result: SearchResult) -> None:
        if self.window().focusWidget() is not self.line or not self.line.text().strip():
            self._found.hide()
            return
        self._found.clear()
        for hit in result.hits:
            item = QListWidgetItem(words_of(hit))
            item.setData(Qt.ItemDataRole.UserRole, hit.uid)
            self._found.addItem(item)
        if not result.hits:
            item = QListWidgetItem(self.nothing)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._found.addItem(item)
        else:
            self._found.setCurrentRow(0)
        height = (
            self._found.sizeHintForRow(0) * min(self._found.count(), _SHOWN) + 2 * self._found.frameWidth()
        )
        self._found.setFixedSize(max(self.line.width(), self._desk.theme.pixels(300)), height)
        self._found.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        self._found.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        uid = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not uid or item is None:
            return
        self._found.hide()
        self.show_choice(uid, item.text())
        self._clear.setFocus()
        self.value_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Keys come here before they come to whoever keeps the form, who takes Enter for the next field."""
        super().showEvent(event)
        self.line.removeEventFilter(self)
        self.line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑↓ choose among what was found, Enter takes it, Esc puts the list away."""
        if event.type() == QEvent.Type.FocusOut:
            self._found.hide()
        if event.type() == QEvent.Type.KeyPress and self._found.isVisible() and isinstance(event, QKeyEvent):
            key = event.key()
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
                step = 1 if key == Qt.Key.Key_Down else -1
                self._found.setCurrentRow((self._found.currentRow() + step) % self._found.count())
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take(self._found.currentItem())
                return True
            if key == Qt.Key.Key_Escape:
                self._found.hide()
                return True
        return super().eventFilter(watched, event)


class HouseholdPicker(ResidentPicker):
    """The same for a household, found by its head or its door."""

    kind: ClassVar[str] = "household"
    one: ClassVar[str] = "一户人家"
    another: ClassVar[str] = "换一户"
    nothing: ClassVar[str] = "没有找到，请换个户主姓名或门牌试试。"


def words_of(hit: Hit) -> str:
    """Somebody found, told apart from namesakes: "苏某某 · 芸溪里3号楼2单元501 · 1947 年生"."""
    parts = (hit.title, hit.door, f"{hit.birth_year} 年生" if hit.birth_year else "")
    return " · ".join(part for part in parts if part)
