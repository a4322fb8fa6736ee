"""A field for a door, typed as people write it; below stands at once what it is taken for and who lives there."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger.dwellings import TypedDoor, recognise_door
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk

_AFTER = 150  # ms after the last key: while a word is being typed, what it is taken for changes too often to be read


class DoorField(QWidget):
    """``value()`` is the text; ``found`` what it means, None while that is not clear."""

    value_changed = Signal()
    recognised = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: TypedDoor | None = None
        self.line = QLineEdit()
        self.line.setAccessibleName("门牌")
        self.line.setPlaceholderText("如 3号楼2单元501、3-2-501")
        self.meaning: QLabel = text_label("", "second")
        self.meaning.setAccessibleName("认出的门牌")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.line)
        rows.addWidget(self.meaning)
        self.meaning.hide()
        self.setFocusProxy(self.line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(self._typed)

    def value(self) -> str:
        """What was typed."""
        return self.line.text()

    def set_value(self, value: Any) -> None:
        """Type ``value``."""
        self.line.setText(str(value or ""))

    def _typed(self) -> None:
        self.found = None
        self._timer.start()
        self.value_changed.emit()

    def _ask(self) -> None:
        text = self.line.text().strip()
        if not text:
            self._say(None, "")
            return
        self._desk.jobs.ask(self, "door", lambda: _read(text), lambda answer: self._say(*answer))

    def _say(self, found: TypedDoor | None, problem: str) -> None:
        self.found = found
        words = problem
        if found is not None and not found.uid:
            words = f"{found.door}：台账里还没有这个门牌，保存时一起新增"
        elif found is not None:
            heads = "、".join(head or "没有户主" for _, head in found.homes)
            lived = f"已住着 {len(found.homes)} 户（{heads}）" if heads else "现在没有人住"
            words = f"{found.door}：{lived}"
        self.meaning.setProperty("look", "warning" if problem else "second")
        self.meaning.style().polish(self.meaning)
        self.meaning.setText(words)
        self.meaning.setVisible(bool(words))
        self.recognised.emit()


def _read(text: str) -> tuple[TypedDoor | None, str]:
    try:
        return recognise_door(text), ""
    except UserError as problem:
        return None, problem.sentence
