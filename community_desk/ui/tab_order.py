"""The order in which Tab goes from control to control: as they are laid out, not as they happened to be made."""

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
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
        return sorted(children, key=ground.indexOf)
    layout = ground.layout()
    if layout is None:
        return children
    places = {child: _place(child, layout) for child in children}
    placed = sorted((child for child in children if places[child]), key=lambda child: places[child])
    return [*placed, *(child for child in children if not places[child])]


def _place(widget: QWidget, layout: QLayout) -> tuple[int, ...]:
    """Where ``widget`` stands in ``layout`` or one inside it, as numbers that sort; empty if nowhere.

    Without ``itemAt``: PySide goes on knowing an item that Qt has deleted since, and takes what comes to lie at its
    address for that item.
    """
    own = _position(layout, widget)
    if own:
        return own
    for inner in layout.findChildren(QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly):
        found = _place(widget, inner)
        if found:
            return (*_position(layout, inner), *found)
    return ()


def _position(layout: QLayout, part: QWidget | QLayout) -> tuple[int, ...]:
    if isinstance(layout, QFormLayout):
        at = layout.getWidgetPosition(part) if isinstance(part, QWidget) else layout.getLayoutPosition(part)
        row, role = cast(tuple[int, QFormLayout.ItemRole], at)
        return (row, role.value) if row >= 0 else ()
    index = layout.indexOf(part)
    if index >= 0 and isinstance(layout, QGridLayout):
        row, column, *_ = cast(tuple[int, int, int, int], layout.getItemPosition(index))
        return (row, column)
    return (index,) if index >= 0 else ()
