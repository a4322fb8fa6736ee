"""The text of a spin box kept off its edge: style sheets do not reach the line inside it."""

from PySide6.QtWidgets import QLineEdit, QSpinBox

from community_desk.ui.theme import Theme


def keep_off_edge(box: QSpinBox, theme: Theme) -> None:
    """Give the number the same place in its frame as the text of other fields has."""
    line = box.findChild(QLineEdit)
    if line is not None:
        line.setTextMargins(theme.space, 0, theme.space, 0)
