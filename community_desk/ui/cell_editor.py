"""Typing over a cell of a table: Enter saves, Esc gives up, and what cannot be saved says why below the line."""

from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QHelpEvent, QHideEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.tables import Index, LedgerTableModel


class CellEditor(QLineEdit):
    """The line in the cell, with room for a sentence below it. ``is_composing`` while an input method is at work."""

    def __init__(self, parent: QWidget, index: Index, row: Any) -> None:
        super().__init__(parent)
        self.is_open = True  # until the view gives it up; it is deleted some time later
        self.row = row  # as it was when the typing began: a change made elsewhere meanwhile is not covered
        self.index = QPersistentModelIndex(index)
        self.is_composing = False
        self.first_text = ""
        self._kept: tuple[str, bool] | None = None
        self.problem = QFrame(parent)
        self.problem.setProperty("look", "problem")
        self._sentence = QLabel(self.problem)
        self._sentence.setProperty("look", "error")
        self._sentence.setWordWrap(True)
        layout = QVBoxLayout(self.problem)
        across = self.fontMetrics().height() // 2
        layout.setContentsMargins(across, across // 2, across, across // 2)
        layout.addWidget(self._sentence)
        self.problem.hide()
        self.textEdited.connect(lambda _text: self.show_problem(""))
        self.destroyed.connect(self.problem.deleteLater)

    def show_problem(self, sentence: str) -> None:
        """Say below the line why it cannot be saved; an empty sentence takes that away."""
        self.setProperty("wrong", bool(sentence))
        self.style().polish(self)
        self.setAccessibleDescription(sentence)
        self._sentence.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if not sentence:
            return
        ground = cast(QWidget, self.parent())
        width = min(max(self.width(), self.fontMetrics().averageCharWidth() * 40), ground.width())
        self.problem.resize(width, cast(QLayout, self.problem.layout()).heightForWidth(width))
        left = min(self.x(), ground.width() - width)
        below = self.geometry().bottom() + 1
        fits = below + self.problem.height() <= ground.height()
        self.problem.move(QPoint(left, below if fits else self.y() - self.problem.height()))
        self.problem.raise_()

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not written."""
        return self.is_open and self.typed != self.first_text

    @property
    def typed(self) -> str:
        """What was typed, covered or not."""
        return self.text() if self._kept is None else self._kept[0]

    @property
    def is_covered(self) -> bool:
        """Whether what is being typed is hidden now."""
        return self._kept is not None

    def cover(self, private: bool) -> None:
        """Hide what is being typed while somebody stands by; it is there again afterwards."""
        if private == self.is_covered:
            return
        if private:
            self._kept = (self.text(), self.isModified())
            self.show_problem("")
            self.setText(HIDDEN)
        elif self._kept is not None:
            (text, is_modified), self._kept = self._kept, None
            self.setText(text)
            self.setModified(is_modified)
        self.setReadOnly(private)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.problem.hide()
        super().hideEvent(event)


class CellDelegate(QStyledItemDelegate):
    """Edits cells through ``LedgerTableModel.save_text`` and shows in a tool tip what a cell has no room for."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.closeEditor.connect(_given_up)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002 - Qt's signature
        model = self._model(index)
        editor = CellEditor(parent, index, model.row_at(index.row()))
        editor.setAccessibleName(model.columns[index.column()].title)
        if model.columns[index.column()].is_private:
            model.desk.privacy_changed.connect(editor.cover)
        model.hold()
        # Not when it is hidden: the lock hides it too, and what is typed must be there afterwards.
        editor.destroyed.connect(model.release)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        line = cast(CellEditor, editor)
        model = self._model(index)
        if model.columns[index.column()].is_private:
            line.cover(model.desk.is_private)
        # Called again whenever the rows are told to have changed: what is being typed stays.
        if not line.isModified() and not line.is_covered:
            line.first_text = str(index.data(Qt.ItemDataRole.EditRole))
            line.setText(line.first_text)
            line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Nothing: ``save`` has written before the editor closes."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002 - Qt's signature
        wished = editor.fontMetrics().averageCharWidth() * 20
        cell: QRect = option.rect
        room = cast(QWidget, editor.parent()).width() - cell.left()
        editor.setGeometry(cell.left(), cell.top(), max(cell.width(), min(wished, room)), cell.height())

    def save(self, editor: CellEditor) -> bool:
        """Write what was typed and close the editor; if it cannot be written it stays, with the reason."""
        if editor.typed != editor.first_text:
            problem = self._model(editor.index).save_text(editor.index, editor.typed, editor.row)
            if problem:
                # What was typed may stand in the sentence.
                hidden = "这一格还不能保存，按 F9 恢复显示后再改。"
                editor.show_problem(hidden if editor.is_covered else problem)
                return False
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return True

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        line = cast(CellEditor, editor)
        if event.type() == QEvent.Type.KeyPress:
            key = cast(QKeyEvent, event).key()
            if line.is_composing:
                return False
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.save(line)
                return True
            if key == Qt.Key.Key_Escape:
                self.closeEditor.emit(line, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.save(line)
                return True
            return False
        if event.type() == QEvent.Type.ShortcutOverride and cast(QKeyEvent, event).key() == Qt.Key.Key_Escape:
            event.accept()  # or a dialog around the table takes it
            return True
        if event.type() == QEvent.Type.FocusOut:
            reason = cast(QFocusEvent, event).reason()
            staying = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
            if reason not in staying and not line.is_composing:
                self.save(line)
            return False
        return False

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        told = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
        if index.isValid() and not told:
            needed = self.sizeHint(option, index).width()
            if needed > view.visualRect(index).width():
                told = index.data(Qt.ItemDataRole.DisplayRole)
        if not told:
            QToolTip.hideText()
            return True
        QToolTip.showText(event.globalPos(), str(told), view)
        return True

    def _model(self, index: Index) -> LedgerTableModel:  # type: ignore[type-arg] # of whatever list
        return cast(LedgerTableModel, index.model())  # type: ignore[type-arg]


def _given_up(editor: QWidget) -> None:
    cast(CellEditor, editor).is_open = False
