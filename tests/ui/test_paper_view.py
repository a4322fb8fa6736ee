"""The preview: which page is in sight, how large, and that a long document costs no more than a short one."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from community_desk.printing.fonts import load_fonts
from community_desk.printing.page import A4_LANDSCAPE, A4_PORTRAIT, Page, Rectangle, Text
from community_desk.ui.paper import PaperPainter
from community_desk.ui.paper_sheets import Fit
from community_desk.ui.paper_view import PaperView
from community_desk.ui.theme import Scheme, Theme, TypeSize


def pages(count: int, size: tuple[float, float] = A4_LANDSCAPE) -> list[Page]:
    """Pages that say their number and have a black bar at the top."""
    return [
        Page(
            *size,
            (
                Rectangle(0, 0, size[0], 20, width=0, fill="#000000"),
                Text(40, 100, f"第 {number} 页", 40, bold=True),
            ),
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture
def view(theme: Theme) -> Iterator[PaperView]:
    shown = PaperView(load_fonts())
    shown.resize(640, 500)
    shown.set_document(pages(46))
    shown.show()
    QTest.qWaitForWindowExposed(shown)
    yield shown
    shown.hide()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """The pages that are painted from now on."""
    seen: list[Page] = []
    paint: Callable[..., QImage] = PaperPainter.picture

    def watched(self: PaperPainter, page: Page, scale: float, ratio: float = 1.0) -> QImage:
        seen.append(page)
        return paint(self, page, scale, ratio)

    monkeypatch.setattr(PaperPainter, "picture", watched)
    return seen


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def wheel(view: PaperView, at: QPoint, turns: int, keys: Qt.KeyboardModifier) -> None:
    area = view.sheets.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(area.mapToGlobal(at)), QPoint(), QPoint(0, 120 * turns), Qt.MouseButton.NoButton,
        keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(area, event)
    settle()


def test_it_says_which_page_of_how_many(view: PaperView) -> None:
    assert view.page_count == 46
    assert view.page_field.text() == "1"
    assert view._total.text() == "页 / 共 46 页"
    assert view.sheets.accessibleDescription() == "第 1 页，共 46 页"
    assert not view.back.isEnabled()
    assert view.forward.isEnabled()


def test_a_page_number_typed_leads_there(view: PaperView) -> None:
    view.page_field.setFocus()
    view.page_field.selectAll()
    QTest.keyClicks(view.page_field, "31")
    assert view.sheets.current_page == 0  # not before the number is complete
    QTest.keyClick(view.page_field, Qt.Key.Key_Return)
    assert view.sheets.current_page == 30
    assert view.page_field.text() == "31"
    for typed, shown in (("999", "46"), ("0", "1"), ("１２", "12"), ("abc", "12"), ("", "12")):
        view.page_field.selectAll()
        QTest.keyClick(view.page_field, Qt.Key.Key_Delete)
        view.page_field.insert(typed)  # QTest has no keys for full-width digits
        QTest.keyClick(view.page_field, Qt.Key.Key_Return)
        assert view.page_field.text() == shown


def test_the_buttons_turn_the_pages_to_both_ends(view: PaperView) -> None:
    for _ in range(3):
        QTest.mouseClick(view.forward, Qt.MouseButton.LeftButton)
    assert view.sheets.current_page == 3
    QTest.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert view.page_field.text() == "3"
    view.sheets.go_to(999)
    assert view.page_field.text() == "46"
    assert not view.forward.isEnabled()


def test_keys_turn_pages_where_a_whole_one_is_in_view(view: PaperView) -> None:
    sheets = view.sheets
    sheets.setFocus()
    QTest.keyClick(sheets, Qt.Key.Key_PageDown)
    assert sheets.current_page == 1
    QTest.keyClick(sheets, Qt.Key.Key_PageDown)
    QTest.keyClick(sheets, Qt.Key.Key_PageUp)
    assert sheets.current_page == 1
    QTest.keyClick(sheets, Qt.Key.Key_End)
    assert sheets.current_page == 45
    QTest.keyClick(sheets, Qt.Key.Key_Home)
    assert sheets.current_page == 0
    assert sheets.verticalScrollBar().value() <= 16
    sheets.set_zoom(2)
    QTest.keyClick(sheets, Qt.Key.Key_Home)
    QTest.keyClick(sheets, Qt.Key.Key_PageDown)  # less than a page is in view: no part of it is skipped
    assert 0 < sheets.verticalScrollBar().value() <= sheets.viewport().height()


def test_the_width_and_the_whole_page_fit(view: PaperView) -> None:
    sheets = view.sheets
    width, height = A4_LANDSCAPE
    assert sheets.fit is Fit.WIDTH
    scale = sheets.zoom * 96 / 72
    assert sheets.viewport().width() - 40 <= width * scale <= sheets.viewport().width()
    assert sheets.horizontalScrollBar().maximum() == 0
    view.set_document(pages(3, A4_PORTRAIT))
    QTest.mouseClick(view.fit_page, Qt.MouseButton.LeftButton)
    width, height = A4_PORTRAIT
    assert sheets.viewport().height() - 40 <= height * sheets.zoom * 96 / 72 <= sheets.viewport().height()
    assert view.fit_page.isChecked()
    assert not view.fit_width.isChecked()
    before = sheets.zoom
    view.resize(640, 700)
    settle()
    assert sheets.zoom > before


def test_keys_and_wheel_change_the_size(view: PaperView) -> None:
    view.sheets.setFocus()
    before = view.sheets.zoom
    QTest.keyClick(view.sheets, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.zoom == pytest.approx(before * 1.2)
    assert not view.fit_width.isChecked()
    QTest.keyClick(view.sheets, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.zoom == pytest.approx(before)
    QTest.keyClick(view.sheets, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.fit is Fit.WIDTH
    for _ in range(40):
        wheel(view, QPoint(50, 50), 2, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.zoom == pytest.approx(6)
    for _ in range(60):
        wheel(view, QPoint(50, 50), -2, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.zoom == pytest.approx(0.1)


def test_what_is_under_the_pointer_stays_there_when_the_size_changes(view: PaperView) -> None:
    view.sheets.go_to(20)
    at = QPoint(200, 200)
    page, part = view.sheets._place(at.y())
    wheel(view, at, 3, Qt.KeyboardModifier.ControlModifier)
    after, part_after = view.sheets._place(at.y())
    assert after == page
    assert part_after == pytest.approx(part, abs=0.01)


def test_the_wheel_alone_scrolls(view: PaperView) -> None:
    before = view.sheets.zoom
    wheel(view, QPoint(100, 100), -1, Qt.KeyboardModifier.NoModifier)
    assert view.sheets.verticalScrollBar().value() > 0
    assert view.sheets.zoom == before


def test_only_pages_in_sight_are_painted_and_once(view: PaperView, painted: list[Page]) -> None:
    many = pages(600)
    view.set_document(many)
    settle()
    assert painted
    assert len(painted) <= 3
    view.sheets.go_to(400)
    settle()
    assert many[400] in painted
    assert len(painted) <= 6
    before = len(painted)
    view.sheets.viewport().update()
    settle()
    assert len(painted) == before


def test_a_long_way_through_the_document_keeps_few_pictures(view: PaperView) -> None:
    view.set_document(pages(600))
    view.sheets.set_zoom(3)
    for page in range(0, 600, 20):
        view.sheets.go_to(page)
        view.sheets.viewport().repaint()
    kept = view.sheets._pictures.values()
    assert 2 <= len(kept) <= 12
    assert sum(picture.width() * picture.height() * 4 for picture in kept) < 120 * 2**20


def test_a_page_larger_than_any_picture_is_painted_straight_to_the_screen(
    view: PaperView, painted: list[Page]
) -> None:
    view.sheets.set_zoom(6)
    view.sheets.go_to(0)
    seen = view.sheets.viewport().grab().toImage()
    assert not painted
    bar = round(20 * 6 * 96 / 72 / 2)
    assert seen.pixelColor(300, bar).name() == "#000000"


def test_what_is_shown_is_the_page(view: PaperView) -> None:
    view.sheets.go_to(1)
    seen = view.sheets.viewport().grab().toImage()
    place = view.sheets._rectangle(1)
    assert seen.pixelColor(place.center().x(), place.top() + 3).name() == "#000000"
    assert seen.pixelColor(place.left() + 3, place.bottom() - 3).name() == "#ffffff"


def test_the_paper_stays_white_in_the_dark(view: PaperView, theme: Theme) -> None:
    theme.apply(Scheme.DARK, TypeSize.NORMAL)
    settle()
    seen = view.sheets.viewport().grab().toImage()
    place = view.sheets._rectangle(0)
    assert seen.pixelColor(place.left() + 3, place.bottom() - 3).name() == "#ffffff"
    assert seen.pixelColor(4, 300).lightness() < 60


def test_a_new_document_keeps_the_place_and_an_empty_one_says_why(view: PaperView) -> None:
    view.sheets.go_to(20)
    view.set_document(pages(40))
    assert view.sheets.current_page == 20
    view.set_document(pages(5))
    assert view.sheets.current_page == 4
    view.set_document((), empty_text="选好住户，这里就是要打印的纸。")
    settle()
    assert view.page_count == 0
    assert not view.page_field.isVisible()
    assert view.sheets.accessibleDescription() == "选好住户，这里就是要打印的纸。"
    view.sheets.go_to(3)
    view.sheets.zoom_in()
    QTest.keyClick(view.sheets, Qt.Key.Key_PageDown)
    assert view.sheets.current_page == 0
    view.set_document(pages(2))
    assert view.page_field.isVisible()


def test_every_control_has_a_name_and_a_way_by_key(view: PaperView) -> None:
    for control in (
        view.back, view.forward, view.page_field, view.smaller, view.larger, view.fit_width, view.fit_page,
        view.sheets,
    ):  # fmt: skip
        assert control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    QApplication.sendEvent(view.sheets, QEvent(QEvent.Type.PaletteChange))
