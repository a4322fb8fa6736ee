"""A dialog whose form is made in code: rows of a word and a field, and what writes them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from community_desk.ledger.inputs import Written
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.form_dialog import NARROW, FormDialog
from community_desk.ui.note_edit import NoteEdit

FieldT = TypeVar("FieldT", bound=QWidget)


class RowsDialog(FormDialog):
    """``add`` the fields, then ``keep`` them under a name; override ``save`` with a call of ``write``."""

    def __init__(self, desk: Desk, parent: QWidget, *, title: str, verb: str, width: int = NARROW) -> None:
        super().__init__(desk, parent, title=title, verb=verb, width=width)
        self.form = QWidget()
        self.rows = QFormLayout(self.form)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._kept: dict[str, QWidget] = {}

    def add(self, name: str, word: str, field: FieldT) -> FieldT:
        """A row: ``name`` is that of the ledger's verb and its refusals."""
        self.rows.addRow(word, field)
        if word:
            field.setAccessibleName(word)
        self.take(name, field)
        return field

    def take(self, name: str, field: QWidget) -> None:
        """Keep a field that stands in the form already."""
        self._kept[name] = field

    def add_line(self, name: str, word: str, placeholder: str = "") -> QLineEdit:
        """A row for one line."""
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        return self.add(name, word, line)

    def add_note(self, name: str, word: str, placeholder: str = "") -> NoteEdit:
        """A row for several lines."""
        note = NoteEdit()
        note.setPlaceholderText(placeholder)
        return self.add(name, word, note)

    def keep(
        self,
        *,
        name: str,
        values: Mapping[str, Any],
        first: QWidget,
        row_uid: str = "",
        is_new: bool = True,
    ) -> None:
        """Have the fields kept, filled with ``values`` and with what was typed here and never saved.

        ``row_uid`` is the row that is corrected, or (``is_new``) what the new one is about.
        """
        keeper = self.set_form(self.form, name=name, fields=self._kept, row_uid=row_uid, is_new=is_new)
        keeper.load(values)
        keeper.offer()
        first.setFocus()

    def write(self, verb: Callable[[dict[str, Any]], Written | None], said: str) -> None:
        """Call ``verb`` with all that stands in the fields, say so and close; refusals stand at their field."""
        keeper = self.keeper
        assert keeper is not None
        values = keeper.values()
        written = keeper.save(lambda _: verb(values) or Written(keeper.row_uid))
        if written is not None:
            warnings = "".join(warning.sentence for warning in written.warnings)
            self.desk.say(f"{said}{warnings}", undo=True)
            self.done_with(written.uid)
