"""撤销 and 重做 in the window: their labels say what would be taken back, across restarts too."""

from collections.abc import Callable, Generator
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import undo
from community_desk.tasks.progress import Progress
from community_desk.ui import icons
from community_desk.ui.desk import Desk

Verb = Callable[[], Generator[Progress, None, undo.Undone]]


class UndoVerbs(QObject):
    """The two actions, and a button for the top of the window that carries them."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._labels = ("", "")
        self.undo = QAction("撤销", parent)
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo.triggered.connect(self.undo_last)
        self.redo = QAction("重做", parent)
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.redo.triggered.connect(self.redo_last)
        icons.show_icon(self.undo, "mdi6.undo")
        icons.show_icon(self.redo, "mdi6.redo")
        parent.addActions([self.undo, self.redo])
        desk.changed.connect(self.refresh)
        desk.writing_changed.connect(self.refresh)
        desk.privacy_changed.connect(lambda _on: self._show(self._labels))
        self.refresh()

    def button(self) -> QToolButton:
        """A button that takes back at a click and offers 重做 in its menu."""
        menu = QMenu()
        menu.addAction(self.undo)
        menu.addAction(self.redo)
        button = QToolButton()
        button.setProperty("look", "quiet")
        button.setAccessibleName("撤销和重做")
        button.setDefaultAction(self.undo)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setMenu(menu)
        menu.setParent(button, menu.windowFlags())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return button

    def undo_last(self) -> None:
        """Take back what was done last."""
        from community_desk.tasks import take_back  # noqa: PLC0415 - brings all of the import

        self._run("正在撤销", partial(take_back.undo_last, operator=self._desk.operator), "已撤销")

    def take_back(self, uid: str) -> None:
        """Take back what was done last if that is still the transaction ``uid``; else say that it is not."""
        last = undo.next_undo()
        if last is not None and last.uid == uid:
            self.undo_last()
        else:
            self._desk.refused.emit(
                "在这之后又做了别的，没有撤销；要从最后一步往回撤，请用窗口上边的“撤销”。"
            )

    def redo_last(self) -> None:
        """Do again what was taken back last."""
        from community_desk.tasks import take_back  # noqa: PLC0415 - brings all of the import

        self._run("正在重做", partial(take_back.redo_last, operator=self._desk.operator), "已重做")

    def refresh(self) -> None:
        """Ask what would be taken back now."""
        self._desk.jobs.ask(self, "labels", _labels, self._show)

    def _show(self, labels: tuple[str, str]) -> None:
        self._labels = labels
        free = not self._desk.why_read_only
        is_told = not self._desk.is_private  # labels name people together with their categories
        for action, word, label in zip((self.undo, self.redo), ("撤销", "重做"), labels, strict=True):
            action.setText(word)
            action.setIconText(word)
            action.setEnabled(bool(label) and free)
            sentence = f"{word}：{label}" if label and is_told else word if label else f"没有可以{word}的"
            action.setToolTip(f"{sentence}（{action.shortcut().toString()}）")
            if label and is_told:
                action.setText(f"{word}  {label}")

    def _run(self, title: str, task: Verb, word: str) -> None:
        try:
            self._desk.jobs.run(title, task, done=partial(self._done, word), writes=True, cancellable=False)
        except UserError as refusal:
            self._desk.refused.emit(refusal.sentence)

    def _done(self, word: str, done: undo.Undone) -> None:
        kept = f"；{len(done.kept)} 处后来又改过，保留着" if done.kept else ""
        said = word if self._desk.is_private else f"{word}：{done.label}"
        self._desk.say(f"{said}{kept}{'。' if self._desk.is_private else ''}")


def _labels() -> tuple[str, str]:
    past, taken_back = undo.next_undo(), undo.next_redo()
    return (past.label if past else "", taken_back.label.removeprefix("撤销：") if taken_back else "")
