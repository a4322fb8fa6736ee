"""The order in which Tab goes from control to control: as they are laid out, not as they happened to be made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLayout,
    QSplitter,
    QWidget,
)


def order_tabs(ground: QWidget) -> None:
    """Have Tab go through ``ground`` as it is laid out, whenever its widgets were made.

    A widget with a focus proxy takes Tab for it, so it has to stand right before its proxy. Qt would move the proxy
    in its place, which is therefore taken away meanwhile.
    """
    takers = list(_tab_takers(ground))
    proxies = {taker: proxy for taker in takers if (proxy := taker.focusProxy()) is not None}
    for taker in proxies:
        taker.setFocusProxy(None)  # type: ignore[arg-type]  # PySide's stubs know of no None here
    for first, second in pairwise(takers):
        QWidget.setTabOrder(first, second)
    for taker, proxy in proxies.items():
        taker.setFocusProxy(proxy)


class FocusPassedOn(QObject):
    """Gives the focus that ``ground`` gets to ``target``, without a focus proxy.

    For a target that is not the first control of the ground: Tab would pass over those before it.
    """

    def __init__(self, ground: QWidget, target: QWidget) -> None:
        super().__init__(ground)
        self._target = target
        ground.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass it on."""
        if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._target.setFocus(event.reason())
        return super().eventFilter(watched, event)


def _tab_takers(ground: QWidget) -> Iterator[QWidget]:
    for widget in _laid_out(ground):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
            yield widget
        if not isinstance(widget, QComboBox | QAbstractSpinBox | QAbstractItemView):
            yield from _tab_takers(widget)


def _laid_out(ground: QWidget) -> list[QWidget]:
    children = [each for each in ground.children() if isinstance(each, QWidget) and not each.isWindow()]
    if isinstance(ground, QSplitter):
        parts = (ground.widget(place) for place in range(ground.count()))
        placed = [part for part in parts if part is not None]
    else:
        placed = list(_in_layout(ground.layout()))
    return [*placed, *(each for each in children if each not in placed)]


def _in_layout(layout: QLayout | None) -> Iterator[QWidget]:
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget
        elif item is not None:
            yield from _in_layout(item.layout())
