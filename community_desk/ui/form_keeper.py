"""Keeps a form: what was changed in it, what is wrong with it and where, its draft, and how keys move through it.

A form is any widget with fields in it, most often one made from ``forms/*.ui``. The keeper puts a line for messages
under each field, moves on with Enter (never while an input method is composing), asks before anything is lost, and
has what was typed in the ledger's drafts two seconds after the last key.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeGuard, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ui.desk import Desk
from community_desk.ui.form_draft import FormDraft, Typed
from community_desk.ui.number_field import keep_off_edge
from community_desk.ui.tab_order import order_tabs

Result = TypeVar("Result")
_OURS: dict[type, bool] = {}


class FieldWidget(Protocol):
    """A field of our own making: anything with a value and a signal when the user changes it."""

    value_changed: Any

    def value(self) -> Any:
        """What stands in it, as JSON can hold it."""

    def set_value(self, value: Any) -> None:
        """Show ``value``."""


class FormKeeper(QObject):
    """Keeps the ``fields`` (name → widget) of ``form``; names are those of the ledger's verbs and their errors."""

    dirty_changed = Signal(bool)
    edited = Signal()  # the user changed a field
    save_requested = Signal()  # Ctrl+S
    leave_requested = Signal()  # Esc

    def __init__(
        self,
        form: QWidget,
        desk: Desk,
        *,
        name: str,
        fields: Mapping[str, QWidget],
        row_uid: str = "",
        is_new: bool | None = None,
    ) -> None:
        """``row_uid`` is the row that is edited, or what something new is about; then ``is_new``."""
        super().__init__(form)
        self.form, self.desk, self.name, self.row_uid = form, desk, name, row_uid
        self.fields = dict(fields)
        self._loaded: dict[str, Any] = {}
        self._was_dirty = False
        self._loading = False
        self._composing = False
        self._messages = {field: _message_under(widget) for field, widget in self.fields.items()}
        self._foot = self._at_the_foot(_message())
        for rows in form.findChildren(QFormLayout):
            rows.setHorizontalSpacing(desk.theme.space)
        self._draft_line: QWidget | None = None
        self._is_new = not row_uid if is_new is None else is_new
        self._draft = FormDraft(desk, form=name, row_uid=row_uid, typed=self._typed, parent=self)
        for field, widget in self.fields.items():
            _on_change(widget, partial(self._changed, field))
            if isinstance(widget, QSpinBox):
                keep_off_edge(widget, desk.theme)
            for each in (widget, *widget.findChildren(QWidget)):
                each.installEventFilter(self)
        order_tabs(form)
        self._loaded = self.values()

    # What stands in the form

    def load(self, values: Mapping[str, Any]) -> None:
        """Show ``values``; names that the form does not have are passed over. The form counts as unchanged."""
        self._loading = True
        for field, widget in self.fields.items():
            if field in values:
                _put(widget, values[field])
        self._loading = False
        self._loaded = self.values()
        self.clear_messages()
        self._tell_dirty()

    def values(self) -> dict[str, Any]:
        """What stands in every field now."""
        return {field: _value(widget) for field, widget in self.fields.items()}

    def changes(self) -> dict[str, Any]:
        """What stands in the fields that were changed since ``load``."""
        return {field: value for field, value in self.values().items() if value != self._loaded.get(field)}

    @property
    def is_dirty(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.changes())

    # Saving, and what is wrong

    def save(self, verb: Callable[[dict[str, Any]], Result]) -> Result | None:
        """Call ``verb`` with the changed fields; ``None`` if it was refused, and why stands at the field."""
        self.clear_messages()
        values = self.values()
        result = self.desk.attempt(lambda: verb(self.changes()), refused=self._refused)
        if result is not None:
            self._loaded = values
            self.drop_draft()
            self._tell_dirty()
        return result

    def show_message(self, field: str, sentence: str, *, kind: str = "error") -> None:
        """Put ``sentence`` under ``field`` (at the foot if there is no such field); ``kind`` "error" or "warning"."""
        label = self._messages.get(field, self._foot)
        label.setProperty("look", kind)
        label.style().polish(label)
        label.setText(sentence)
        label.show()
        widget = self.fields.get(field)
        if widget is not None and kind == "error":
            _mark(widget, wrong=True)
            widget.setAccessibleDescription(sentence)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, label, lambda: _bring_into_view(label))  # once it has its place

    def clear_messages(self) -> None:
        """Take all messages away."""
        for label in (*self._messages.values(), self._foot):
            label.clear()
            label.hide()
        for widget in self.fields.values():
            if widget.property("wrong"):
                _mark(widget, wrong=False)
                widget.setAccessibleDescription("")

    def _clear_error(self, field: str) -> None:
        """What was wrong with a field is being put right; the next check tells whether it is."""
        widget, label = self.fields[field], self._messages[field]
        if widget.property("wrong"):
            _mark(widget, wrong=False)
            widget.setAccessibleDescription("")
            label.clear()
            label.hide()

    def messages(self) -> dict[str, str]:
        """What is said at which field now; the foot's under ""."""
        shown = {field: label.text() for field, label in self._messages.items() if label.text()}
        return {**shown, "": self._foot.text()} if self._foot.text() else shown

    def _refused(self, refusal: UserError) -> None:
        self.show_message(refusal.field, refusal.sentence)

    # Drafts

    def offer(self) -> bool:
        """Show what was typed here and never saved, if anything was, with a line that says so.

        Where somebody has changed the row since, what stands there now stays, and what was typed is told below it.
        """
        typed = self._draft.find()
        if typed is None:
            return False
        overtaken = typed.overtaken(self._loaded)
        self._loading = True
        for field, widget in self.fields.items():
            if field in typed.values and field not in overtaken:
                _put(widget, typed.values[field])
        self._loading = False
        self._tell_dirty()
        self._say_it_is_a_draft()
        for field in sorted(overtaken):
            words = _words(typed.values.get(field))
            self.show_message(
                field,
                f"上次在这里写的是“{words}”，后来已经改成现在这样；还要用上次的，请重新填。",
                kind="warning",
            )
        return True

    @property
    def is_kept(self) -> bool:
        """Whether nothing would be lost if the program ended now: nothing was typed, or it is in a draft."""
        return self._draft.is_up_to_date

    def save_draft(self) -> None:
        """Keep what is typed, beside the ledger's rows; also called before the window is locked."""
        self._draft.keep()

    def drop_draft(self) -> None:
        """Forget the draft: it was saved, or given up."""
        if self._draft_line is not None:
            self._draft_line.deleteLater()
            self._draft_line = None
        self._draft.drop()

    def _typed(self) -> Typed | None:
        changed = self.changes()
        if not changed:
            return None
        values = self.values() if self._is_new else changed
        return Typed(values, {} if self._is_new else {field: self._loaded.get(field) for field in changed})

    def discard(self) -> None:
        """Put back what was loaded and forget the draft."""
        self.load(dict(self._loaded))
        self.drop_draft()

    def ask_to_leave(self) -> bool:
        """Whether the form may be left: nothing would be lost, or the user saves it first or gives it up."""
        if not self.is_dirty:
            self.drop_draft()
            return True
        box = QMessageBox(self.form.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("还没有保存")
        box.setText("这里改过的内容还没有保存。")
        stay = box.addButton("继续填写", QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton("不保存，离开", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        if box.clickedButton() is not leave:
            return False
        self.discard()
        return True

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on, Ctrl+S saves, Esc leaves; nothing of it while an input method is composing."""
        if event.type() == QEvent.Type.InputMethod:
            self._composing = bool(cast(QInputMethodEvent, event).preeditString())
        elif event.type() == QEvent.Type.FocusOut:
            self._composing = False
        elif event.type() == QEvent.Type.KeyPress and not self._composing:
            return self._key(watched, cast(QKeyEvent, event))
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_S and held == Qt.KeyboardModifier.ControlModifier:
            self.save_requested.emit()
            return True
        if key == Qt.Key.Key_Escape and held == Qt.KeyboardModifier.NoModifier:
            self.leave_requested.emit()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if held == Qt.KeyboardModifier.ControlModifier:
                self.save_requested.emit()
                return True
            many_lines = isinstance(watched, QPlainTextEdit | QAbstractItemView | QAbstractButton)
            if held == Qt.KeyboardModifier.NoModifier and not many_lines:
                cast(QWidget, watched).focusNextChild()
                return True
        return False

    def _changed(self, field: str) -> None:
        if self._loading:
            return
        self._clear_error(field)
        self._tell_dirty()
        self._draft.schedule()
        self.edited.emit()

    def _tell_dirty(self) -> None:
        dirty = self.is_dirty
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirty_changed.emit(dirty)

    # The lines that it adds to the form

    def _at_the_foot(self, label: QLabel) -> QLabel:
        layout = self.form.layout()
        if layout is not None:
            layout.addWidget(label)
        else:
            label.setParent(self.form)
        return label

    def _say_it_is_a_draft(self) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        text = QLabel("这是上次没有保存的内容。")
        text.setProperty("look", "warning")
        give_up = QPushButton("不要了")
        give_up.setProperty("look", "quiet")
        give_up.setAccessibleName("丢弃上次没有保存的内容")
        give_up.clicked.connect(self.discard)
        row.addWidget(text)
        row.addWidget(give_up)
        row.addStretch(1)
        layout = self.form.layout()
        if layout is not None:
            layout.addWidget(line)
        self._draft_line = line


def _words(value: Any) -> str:
    """What was typed into a field, as a sentence can hold it."""
    if isinstance(value, list | tuple):
        return "、".join(_words(each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _message() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label


def _bring_into_view(label: QLabel) -> None:
    area = label.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None and label.isVisible():
        area.ensureWidgetVisible(label)


def _message_under(widget: QWidget) -> QLabel:
    """A label for messages under ``widget``, which is put into a box with it at its place in its layout."""
    label = _message()
    parent = widget.parentWidget()
    layout = None if parent is None else _layout_of(widget, parent.layout())
    if layout is None:
        label.setParent(widget)
        return label
    box = QWidget(parent)
    layout.replaceWidget(widget, box)
    inner = QVBoxLayout(box)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(2)
    inner.addWidget(widget)
    inner.addWidget(label)
    policy = widget.sizePolicy()
    if policy.verticalPolicy() is QSizePolicy.Policy.Fixed:
        # A fixed box is never higher than its hint, which knows nothing of a message over three lines.
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    box.setSizePolicy(policy)
    box.setFocusProxy(widget)
    return label


def _layout_of(widget: QWidget, layout: QLayout | None) -> QLayout | None:
    if layout is None:
        return None
    if layout.indexOf(widget) >= 0:
        return layout
    for inner in layout.findChildren(QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly):
        found = _layout_of(widget, inner)
        if found is not None:
            return found
    return None


def _mark(widget: QWidget, *, wrong: bool) -> None:
    widget.setProperty("wrong", wrong)
    widget.style().polish(widget)


def _is_ours(widget: QWidget) -> TypeGuard[FieldWidget]:
    """Asked for every field after every key; ``isinstance`` of a protocol takes 50 times as long."""
    kind = type(widget)
    if kind not in _OURS:
        _OURS[kind] = all(hasattr(kind, name) for name in ("value", "set_value", "value_changed"))
    return _OURS[kind]


def _on_change(widget: QWidget, call: Callable[[], None]) -> None:
    if _is_ours(widget):
        widget.value_changed.connect(lambda *_: call())
    elif isinstance(widget, QLineEdit):
        widget.textChanged.connect(lambda _: call())
    elif isinstance(widget, QPlainTextEdit):
        widget.textChanged.connect(call)
    elif isinstance(widget, QComboBox):
        widget.currentIndexChanged.connect(lambda _: call())
        widget.editTextChanged.connect(lambda _: call())
    elif isinstance(widget, QCheckBox):
        widget.checkStateChanged.connect(lambda _: call())
    elif isinstance(widget, QSpinBox):
        widget.valueChanged.connect(lambda _: call())
    else:
        raise TypeError(type(widget))


def _value(widget: QWidget) -> Any:
    if _is_ours(widget):
        return widget.value()
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        if widget.isEditable():
            return widget.currentText()
        return widget.currentData() if widget.currentData() is not None else widget.currentText()
    if isinstance(widget, QCheckBox):
        state = widget.checkState()
        if widget.isTristate() and state is Qt.CheckState.PartiallyChecked:
            return None
        return state is Qt.CheckState.Checked
    if isinstance(widget, QSpinBox):
        unset = bool(widget.specialValueText()) and widget.value() == widget.minimum()
        return None if unset else widget.value()
    raise TypeError(type(widget))


def _put(widget: QWidget, value: Any) -> None:
    if _is_ours(widget):
        widget.set_value(value)
    elif isinstance(widget, QLineEdit):
        widget.setText(str(value or ""))
        widget.setCursorPosition(0)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(str(value or ""))
    elif isinstance(widget, QComboBox):
        _choose(widget, value)
    elif isinstance(widget, QCheckBox):
        if value is None:
            widget.setTristate(True)
            widget.setCheckState(Qt.CheckState.PartiallyChecked)
        else:
            widget.setChecked(bool(value))
    elif isinstance(widget, QSpinBox):
        widget.setValue(widget.minimum() if value is None else int(value))
    else:
        raise TypeError(type(widget))


def _choose(box: QComboBox, value: Any) -> None:
    place = box.findData(value)
    if place < 0:
        place = box.findText(str(value or ""))
    if place < 0 and box.isEditable():
        box.setEditText(str(value or ""))
    elif place < 0 and value:
        # What the ledger holds is shown even where the list no longer has it.
        box.addItem(str(value), value)
        box.setCurrentIndex(box.count() - 1)
    else:
        box.setCurrentIndex(max(place, 0))
