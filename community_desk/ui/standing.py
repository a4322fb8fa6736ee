"""What stands at the top of the window about who sits at it: the operator, the lock, and 有人在旁."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from community_desk.ui import icons
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.dialogs.unlock import operator_key
from community_desk.ui.operator_choice import OperatorChoice
from community_desk.ui.page import verb_button


class StandingButtons(QWidget):
    """The 当前经办人, who can be changed by a click, and the lock."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.operator_button = verb_button("", "mdi6.account-circle-outline", self.choose_operator)
        self.operator_button.setProperty("look", "quiet")
        self.lock_button = verb_button(
            "锁定", "mdi6.lock-outline", desk.lock_requested.emit, shortcut="Ctrl+L"
        )
        self.lock_button.setProperty("look", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.operator_button)
        row.addWidget(self.lock_button)
        desk.operator_changed.connect(self._name_operator)
        self._name_operator(desk.operator)

    def choose_operator(self) -> None:
        """Ask who goes on from here."""
        dialog = OperatorDialog(self._desk, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name_operator(self, name: str) -> None:
        self.operator_button.setText(name)
        self.operator_button.setAccessibleName(f"当前经办人 {name}，点一下换人")
        self.operator_button.setToolTip("当前经办人：登记、打印都记在这个名字下。点一下换人")


class OperatorDialog(QDialog):
    """Somebody else takes the seat."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("换经办人")
        begin_at(self, desk.theme, 600, 440)
        title = QLabel("接下来谁在用？")
        title.setProperty("look", "title")
        self.choice = OperatorChoice(desk.theme, desk.ledger, last=desk.operator)
        self.choice.chosen.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(3 * desk.theme.space,) * 4)
        column.setSpacing(2 * desk.theme.space)
        column.addWidget(title)
        column.addWidget(self.choice, 1)
        self.choice.setFocus()

    def _chosen(self, name: str) -> None:
        take_seat(self._desk, name)
        self.accept()


def take_seat(desk: Desk, name: str) -> None:
    """Make ``name`` the 当前经办人, here and the next time on this PC."""
    desk.operator = name
    desk.preferences.put(operator_key(desk.ledger), name)


class PrivacyLine(QFrame):
    """Says for as long as it holds that care data and numbers are hidden."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "private")
        self.setAccessibleName("有人在旁")
        picture = QLabel()
        icons.show_icon(picture, "mdi6.eye-off-outline")
        words = QLabel("有人在旁：证件号、电话和关爱资料已遮住")
        show = verb_button("恢复显示", "", lambda: setattr(desk, "is_private", False))
        show.setProperty("look", "quiet")
        show.setText("恢复显示（F9）")
        row = QHBoxLayout(self)
        space = desk.theme.space
        row.setContentsMargins(2 * space, 0, 2 * space, 0)
        row.setSpacing(space)
        row.addWidget(picture)
        row.addWidget(words)
        row.addStretch(1)
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignRight)
        desk.privacy_changed.connect(self.setVisible)
        self.setVisible(desk.is_private)
