"""The field for several lines: how tall it is."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from community_desk.ui.note_edit import NoteEdit
from community_desk.ui.theme import Scheme, Theme, TypeSize

Show = Callable[[str], NoteEdit]


@pytest.fixture
def show(theme: Theme, qapp: QApplication) -> Show:
    """A note as it stands in a form of 360 px."""
    forms: list[QWidget] = []

    def show(text: str) -> NoteEdit:
        form = QWidget()
        forms.append(form)
        note = NoteEdit(form)
        note.setPlainText(text)
        layout = QVBoxLayout(form)
        layout.addWidget(note)
        layout.addStretch(1)
        form.resize(360, 600)
        form.show()
        qapp.processEvents()  # lays everything out
        return note

    return show


def test_it_grows_with_its_text_within_bounds(show: Show) -> None:
    empty, little, more = (show("\n" * breaks).height() for breaks in (0, 2, 5))
    assert empty == little < more
    assert more < show("\n" * 40).height() == show("\n" * 400).height()


def test_a_long_line_counts_as_it_is_wrapped(show: Show) -> None:
    note = show("")
    before = note.height()
    note.setPlainText("很长的一句话" * 20)
    QApplication.processEvents()
    assert note.height() > before
    assert note.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("size", TypeSize)
def test_nothing_is_cut_off_at_any_type_size(show: Show, theme: Theme, size: TypeSize) -> None:
    theme.apply(Scheme.LIGHT, size)
    note = show("一\n二\n三")
    assert note.viewport().height() >= 3 * note.fontMetrics().lineSpacing()
    assert note.verticalScrollBar().maximum() == 0
