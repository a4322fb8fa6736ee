"""Widgets side by side that go on below where the line is full: chips, the tabs of a card.

Not a layout: a Python class derived from ``QLayout`` shares its items with Qt, and which of the two deletes one is
decided anew with every widget that goes; here the widgets are children like any others.
"""

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """The widgets keep the size they want; hidden ones take no room."""

    def __init__(self, *, space: int = 8) -> None:
        super().__init__()
        self._space = space
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Behind the others."""
        self.insert(len(self._widgets), widget)

    def insert(self, place: int, widget: QWidget) -> None:
        """Before the widget that stands at ``place`` now."""
        widget.setParent(self)
        self._widgets.insert(place, widget)
        widget.show()
        self._arrange_anew()

    def remove(self, widget: QWidget) -> None:
        """Take one out for good."""
        self._widgets.remove(widget)
        widget.hide()
        widget.deleteLater()
        self._arrange_anew()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How tall it is at this width."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """As tall as at the present width, as wide as all in one line."""
        sizes = self._sizes()
        wide = sum(size.width() + self._space for _, size in sizes)
        return QSize(wide, self.heightForWidth(self.width() if self.isVisible() else wide))

    def minimumSizeHint(self) -> QSize:
        """The widest of them."""
        return QSize(max((size.width() for _, size in self._sizes()), default=0), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """One of them wants another size, or came or went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange_anew()
        return super().event(event)

    def _arrange_anew(self) -> None:
        self.updateGeometry()
        self._place(self.width(), move=True)

    def _sizes(self) -> list[tuple[QWidget, QSize]]:
        return [(widget, widget.sizeHint()) for widget in self._widgets if not widget.isHidden()]

    def _place(self, width: int, *, move: bool) -> int:
        waiting = self._sizes()
        y = 0
        while waiting:
            line: list[tuple[QWidget, QSize]] = []
            used = 0
            while waiting and (not line or used + waiting[0][1].width() <= width):
                used += waiting[0][1].width() + self._space
                line.append(waiting.pop(0))
            height = max(size.height() for _, size in line)
            x = 0
            for widget, size in line if move else ():
                widget.resize(size)
                widget.move(QPoint(x, y + (height - size.height()) // 2))
                x += size.width() + self._space
            y += height + (self._space // 2 if waiting else 0)
        return y
