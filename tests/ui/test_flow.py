"""Widgets that go on below where the line is full."""

from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from community_desk.ui.flow import Flow
from community_desk.ui.theme import Theme


def filled(count: int) -> tuple[QWidget, Flow]:
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    flow = Flow()
    for number in range(count):
        flow.add(QPushButton(f"第{number}网格"))
    column.addWidget(flow)
    column.addStretch(1)
    ground.show()
    return ground, flow


def test_every_widget_is_within_the_width_and_none_lies_on_another(theme: Theme) -> None:
    ground, flow = filled(9)
    for width in (900, 420, 200):
        ground.resize(width, 600)
        QApplication.processEvents()
        places = [button.geometry() for button in flow.findChildren(QPushButton)]
        assert all(place.left() >= 0 and place.right() < width for place in places)
        assert all(place.bottom() < flow.height() for place in places)
        assert not [1 for i, a in enumerate(places) for b in places[:i] if a.intersects(b)]


def test_what_goes_leaves_no_gap(theme: Theme) -> None:
    ground, flow = filled(9)
    ground.resize(300, 600)
    QApplication.processEvents()
    before = flow.height()
    for button in flow.findChildren(QPushButton)[1:]:
        flow.remove(button)
    QApplication.processEvents()
    assert flow.height() < before
    assert flow.findChildren(QPushButton)[0].x() == 0
