"""The preview of a paper: its pages, which one is in sight, and how large they are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from community_desk.printing.fonts import Fonts
from community_desk.printing.page import Page
from community_desk.ui import icons
from community_desk.ui.paper_sheets import Fit, PaperSheets

_SPACING = 4


class PaperView(QWidget):
    """Pages on the screen as they come out of the printer, with a line to turn and to enlarge them.

    ``sheets`` is the part that scrolls: Page up and down, Home and End; Ctrl with + and − or the wheel enlarges,
    Ctrl+0 fits the width, Ctrl+9 the whole page.
    """

    def __init__(self, fonts: Fonts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheets = PaperSheets(fonts, self)
        self.page_field = QLineEdit()
        self.page_field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page_field.setFixedWidth(self.page_field.fontMetrics().horizontalAdvance("00000") + 24)
        self.page_field.setAccessibleName("到第几页")
        self.page_field.setToolTip("写上页码，按回车")
        self._before = QLabel("第")
        self._before.setBuddy(self.page_field)
        self._total = QLabel()
        self._total.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._size = QLabel()
        self._size.setProperty("look", "second")
        self._size.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._size.setMinimumWidth(self._size.fontMetrics().horizontalAdvance("0000 %"))
        self.back = self._button("mdi6.chevron-left", "上一页", "")
        self.forward = self._button("mdi6.chevron-right", "下一页", "")
        self.smaller = self._button("mdi6.magnify-minus-outline", "缩小", "Ctrl+−")
        self.larger = self._button("mdi6.magnify-plus-outline", "放大", "Ctrl++")
        self.fit_width = self._button("mdi6.arrow-expand-horizontal", "适合宽度", "Ctrl+0")
        self.fit_page = self._button("mdi6.fit-to-page-outline", "整页", "Ctrl+9")
        for button in (self.fit_width, self.fit_page):
            button.setCheckable(True)

        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_SPACING)
        place = (self.back, self._before, self.page_field, self._total, self.forward)
        size = (self.smaller, self._size, self.larger, self.fit_width, self.fit_page)
        self._controls: tuple[QWidget, ...] = (*place, *size)
        for widget in place:
            line.addWidget(widget)
        line.addStretch(1)
        for widget in size:
            line.addWidget(widget)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(_SPACING)
        body.addWidget(self._line)
        body.addWidget(self.sheets, 1)
        self.setFocusProxy(self.sheets)

        self.back.clicked.connect(lambda: self.sheets.go_to(self.sheets.current_page - 1))
        self.forward.clicked.connect(lambda: self.sheets.go_to(self.sheets.current_page + 1))
        self.page_field.returnPressed.connect(self._go_to_typed)
        self.page_field.editingFinished.connect(lambda: self._show_place(self.sheets.current_page))
        self.smaller.clicked.connect(self.sheets.zoom_out)
        self.larger.clicked.connect(self.sheets.zoom_in)
        self.fit_width.clicked.connect(lambda: self._follow(Fit.WIDTH))
        self.fit_page.clicked.connect(lambda: self._follow(Fit.PAGE))
        self.sheets.page_changed.connect(self._show_place)
        self.sheets.zoom_changed.connect(self._show_size)
        for keys, action in (
            (("Ctrl++", "Ctrl+="), self.sheets.zoom_in),
            (("Ctrl+-",), self.sheets.zoom_out),
            (("Ctrl+0",), lambda: self._follow(Fit.WIDTH)),
            (("Ctrl+9",), lambda: self._follow(Fit.PAGE)),
        ):
            for key in keys:
                QShortcut(
                    QKeySequence(key), self, action, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
                )
        self.set_document(())

    def set_document(self, pages: Sequence[Page], *, empty_text: str = "") -> None:
        """Show these pages at about the same place as before; ``empty_text`` where there are none."""
        self.sheets.empty_text = empty_text
        self.sheets.set_pages(pages)
        self._line.setVisible(bool(pages))
        self._total.setText(f"页 / 共 {len(pages)} 页")
        self._show_place(self.sheets.current_page)
        self._show_size(self.sheets.zoom)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self.sheets.page_count

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the line is short of room, the size in per cent goes first, then the word before the number."""
        super().resizeEvent(event)
        wanted = sum(widget.sizeHint().width() + _SPACING for widget in self._controls)
        short = wanted - event.size().width()
        self._size.setVisible(short <= 0)
        self._before.setVisible(short <= self._size.sizeHint().width())

    def _button(self, icon: str, words: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setAccessibleName(words)
        button.setToolTip(f"{words}（{keys}）" if keys else words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.show_icon(button, icon)
        return button

    def _follow(self, fit: Fit) -> None:
        self.sheets.set_fit(fit)
        self._show_size(self.sheets.zoom)

    def _go_to_typed(self) -> None:
        # Full-width digits too: an input method is often left on.
        typed = self.page_field.text().strip()
        if typed.isdecimal():
            self.sheets.go_to(int(typed) - 1)
        self._show_place(self.sheets.current_page)
        self.page_field.selectAll()

    def _show_place(self, page: int) -> None:
        self.page_field.setText(str(page + 1) if self.sheets.page_count else "")
        self.back.setEnabled(page > 0)
        self.forward.setEnabled(page + 1 < self.sheets.page_count)

    def _show_size(self, zoom: float) -> None:
        self._size.setText(f"{zoom:.0%}".replace("%", " %"))
        self.fit_width.setChecked(self.sheets.fit is Fit.WIDTH)
        self.fit_page.setChecked(self.sheets.fit is Fit.PAGE)
