"""A first day: where the ledger lies, whose it is, who works here, the password, the recovery page, what to begin with.

The ledger is made after the password; from then on the steps go forward only. Left before that, nothing was made;
left after it, the next start goes on with the recovery page.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import first_day, places, staff
from community_desk.ledger.database import Ledger, create_ledger
from community_desk.ui.aside import Aside
from community_desk.ui.dialogs.first_run_steps import CommunityStep, StaffStep, StartStep, StartWith, StepList
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import NewPassword
from community_desk.ui.recovery_code import RecoveryCode
from community_desk.ui.tab_order import FocusPassedOn
from community_desk.ui.theme import Theme

_COMMUNITY, _STAFF, _PASSWORD, _RECOVERY, _START = range(5)
_NAMES = ("社区和位置", "工作人员", "密码", "恢复页", "从哪里开始")
_TITLES = (
    ("这是哪个社区的台账？", "名称会打印在走访单上；以后可以在“设置”里改。"),
    ("谁在这里工作？", "登记、走访和打印都会记下是谁做的。第一位写您自己，其他人以后也能加。"),
    ("给台账设一个密码", "台账是加密的：没有密码，拿走电脑也看不到居民的资料。"),
    ("把恢复码留在纸上", "忘了密码时，只有它能打开台账；没有别的办法，我们也打不开。"),
    ("从哪里开始？", "台账已经建好。"),
)
_VERBS = ("下一步", "下一步", "建立台账", "下一步", "打开工作台")


class FirstRunDialog(QDialog):
    """When accepted, ``ledger`` is open, ``operator`` sits here, and ``start`` is what comes first.

    ``existing`` is a folder with a ledger that the user chose to open instead. A ``ledger`` that was made before but
    whose recovery page nobody kept is taken up where it was left, with a new code.
    """

    def __init__(
        self, folder: Path, *, theme: Theme, ledger: Ledger | None = None, operator: str = ""
    ) -> None:
        super().__init__()
        self.ledger = ledger
        self.operator = operator
        self.start = StartWith.EMPTY
        self.existing: Path | None = None
        self._code = ""
        self._is_set_up = ledger is not None
        self._is_left = False
        self.aside = Aside(self)
        self.setWindowTitle("社区工作台 · 第一天")
        begin_at(self, theme, 760, 500)
        space = theme.space
        self.community = CommunityStep(theme, folder)
        self.staff = StaffStep(theme)
        self.password = NewPassword(theme)
        self.recovery = RecoveryCode(theme)
        self.choice = StartStep(theme)
        self.stack = QStackedWidget()
        for step in (self.community, self.staff, _at_top(self.password), _at_top(self.recovery), self.choice):
            self.stack.addWidget(step)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._subtitle = QLabel()
        self._subtitle.setProperty("look", "second")
        self._subtitle.setWordWrap(True)
        self._steps = StepList(theme, _NAMES)
        self._state = QLabel()
        self._state.setProperty("look", "second")
        self._state.setWordWrap(True)
        self.next_button = verb_button("下一步", "", self.go_on, main=True)
        self.next_button.setDefault(True)
        self.back_button = verb_button("上一步", "", self.go_back)
        self.back_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(space)
        foot.addWidget(self._state, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        right = QVBoxLayout()
        right.setContentsMargins(3 * space, 3 * space, 3 * space, 2 * space)
        right.setSpacing(space)
        right.addWidget(self._title)
        right.addWidget(self._subtitle)
        right.addSpacing(space)
        right.addWidget(_scrolling(self.stack), 1)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._steps)
        whole.addLayout(right, 1)
        self.community.existing_chosen.connect(self._open_existing)
        self.recovery.kept.connect(self._kept)
        self.password.entered.connect(self.go_on)
        self.aside.busy_changed.connect(self._busy)
        for line in self.stack.findChildren(QLineEdit):
            line.installEventFilter(self)
        self.staff.add_button.clicked.connect(self._watch_new_lines)
        if ledger is not None:
            self._code = ledger.renew_recovery_code()
            self._show(_RECOVERY)
        else:
            self._show(_COMMUNITY)

    @property
    def step(self) -> int:
        """The present step's place, from 0."""
        return self.stack.currentIndex()

    def wait(self) -> None:
        """Run the event loop until what is under way is done."""
        self.aside.wait()
        self.recovery.aside.wait()

    def go_on(self) -> None:
        """The next step, if nothing is wrong with this one."""
        try:
            self._check()
        except UserError as refusal:
            self._refused(refusal)

    def go_back(self) -> None:
        """The step before."""
        if self.back_button.isEnabled() and self.step in {_STAFF, _PASSWORD}:
            self._show(self.step - 1)

    def reject(self) -> None:
        """Leave; what was typed before the ledger is made is lost, so that is asked about."""
        if self.aside.is_busy or self.recovery.aside.is_busy or not self._may_be_left():
            return
        if self.ledger is not None and self.existing is None:
            self.ledger.close()
            self.ledger = None
        super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field, as in all forms, and from the last one to 下一步."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and isinstance(watched, QLineEdit)
            and not self.password.isAncestorOf(watched)
        ):
            lines = [line for line in self.stack.findChildren(QLineEdit) if line.isVisible()]
            at = lines.index(watched) + 1
            following: QWidget = lines[at] if at < len(lines) else self.next_button
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    # The steps

    def _check(self) -> None:
        step = self.step
        if step == _COMMUNITY:
            self.community.clear_message()
            self.community.check()
            self._show(_STAFF)
        elif step == _STAFF:
            self.staff.clear_message()
            self.staff.check()
            if self.ledger is None:
                self._show(_PASSWORD)
            else:
                self._make(None)
        elif step == _PASSWORD:
            self.password.clear_message()
            self._make(self.password.password())
        elif step == _RECOVERY:
            if not self.recovery.is_kept:
                raise UserError("请先打印、存为 PDF，或者抄下来并打勾。")
            first_day.keep_recovery_page(operator=self.operator)
            self._show(_START)
        else:
            self.start = self.choice.chosen()
            self.accept()

    def _make(self, password: str | None) -> None:
        folder, present = self.community.folder, self.ledger
        community, members = self.community.values(), self.staff.values()

        def call() -> tuple[Ledger, str, str | UserError]:
            ledger, code = (
                (present, self._code) if present is not None else create_ledger(folder, password=password)
            )
            try:
                # Made is made: what is wrong with a name is put right without making it again.
                return ledger, code, first_day.set_up(community=community, members=members)
            except UserError as refusal:
                return ledger, code, refusal
            except BaseException:
                ledger.close()
                raise
            finally:
                ledger.database.close()  # this thread's connection

        self.aside.run(call, lambda made: self._made(*made), self._refused)

    def _made(self, ledger: Ledger, code: str, done_by: str | UserError) -> None:
        self.ledger, self._code = ledger, code
        self.community.freeze_folder()
        if isinstance(done_by, UserError):
            self._show(_COMMUNITY if done_by.field == "community" else _STAFF)
            self._refused(done_by)
            return
        self.operator = done_by
        self._is_set_up = True
        self._show(_RECOVERY)

    def _refused(self, refusal: UserError) -> None:
        if self.step == _PASSWORD and refusal.field == "data":
            self._show(_COMMUNITY)
        if self.step == _COMMUNITY:
            self.community.show_message(refusal)
        elif self.step == _STAFF:
            self.staff.show_message(refusal)
        elif self.step == _PASSWORD:
            self.password.show_message(refusal)
        else:
            self._state.setText(refusal.sentence)

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self._steps.show_step(step)
        title, subtitle = _TITLES[step]
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._state.clear()
        self.next_button.setText(_VERBS[step])
        self.next_button.setAccessibleName(_VERBS[step])
        self.back_button.setVisible(step in {_STAFF, _PASSWORD})
        if step == _RECOVERY:
            self.recovery.show_code(self._code, places.community().name)
            self._kept()
        focus: QWidget = {
            _COMMUNITY: self.community.first_field,
            _STAFF: self.staff.first_field,
            _PASSWORD: self.password.first,
            _RECOVERY: self.recovery.print_button,
            _START: self.choice.first_field,
        }[step]
        focus.setFocus()

    def _kept(self) -> None:
        if self.step == _RECOVERY:
            self.next_button.setEnabled(self.recovery.is_kept)
            self._state.setText("" if self.recovery.is_kept else "打印、存为 PDF 或抄下来以后才能继续。")

    def _busy(self, busy: bool) -> None:
        self.stack.setEnabled(not busy)
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self._state.setText("正在建立台账…" if busy else "")

    def _open_existing(self, folder: Path) -> None:
        self.existing = folder
        super().reject()

    def _may_be_left(self) -> bool:
        if self.existing is not None:
            return True
        if self.step == _RECOVERY:
            return self._ask_to_leave(
                "恢复码还没有留好",
                "台账已经建好，可是恢复码这一步还没有做完。现在离开，下次打开会换一个新的恢复码；"
                "现在这个即使已经打印或抄下，也打不开台账了。",
                "继续",
            )
        typed = any(line.text() for line in self.stack.findChildren(QLineEdit))
        if self._is_set_up or not typed:
            return True
        return self._ask_to_leave("还没有建好", "台账还没有建好，现在离开，刚才填写的不会保存。", "继续填写")

    def _ask_to_leave(self, title: str, sentence: str, stay_word: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(title)
        box.setText(sentence)
        stay = box.addButton(stay_word, QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton("离开", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is leave

    def _watch_new_lines(self) -> None:
        for line in self.staff.rows[-1].values():
            line.installEventFilter(self)


def needs_recovery_page() -> bool:
    """Whether the open ledger's first day was broken off before its recovery page was kept."""
    return bool(staff.list_staff(active_only=True)) and not first_day.recovery_page_is_kept()


def _scrolling(widget: QWidget) -> QScrollArea:
    """Type size 特大 on a small screen needs more room than there is."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _at_top(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    FocusPassedOn(page, widget)
    return page
