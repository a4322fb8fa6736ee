"""How large a dialog is: as designed, but never larger than the screen it stands on."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from community_desk.ui.theme import Theme

_FRAME = 48  # logical pixels that the window's frame and a task bar may still take


def begin_at(dialog: QWidget, theme: Theme, width: int, height: int) -> None:
    """Give ``dialog`` at least this size (logical pixels at type size 中), or what the screen has room for."""
    room = dialog.screen().availableSize() - QSize(_FRAME, _FRAME)
    dialog.setMinimumSize(QSize(theme.pixels(width), theme.pixels(height)).boundedTo(room))
