"""What the steps of the import wizard have in common."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from community_desk.exchange.import_plan import SheetPlan
from community_desk.ui.importing.draft import ImportDraft

Index = QModelIndex | QPersistentModelIndex


class Step(QWidget):
    """One step: looks at the draft, changes it, and says whether the next one may be gone to."""

    changed = Signal()  # whether one may go on, or what the button says

    def __init__(self, draft: ImportDraft, title: str) -> None:
        super().__init__()
        self.draft = draft
        self.desk = draft.desk
        self.title = title
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(self.desk.theme.space)

    def arrive(self) -> None:
        """It is shown (again)."""

    def why_not(self) -> str:
        """Why one cannot go on from here, as a sentence; empty if one can."""
        return ""


class SheetTabs(QTabBar):
    """The tables of the file; ``chosen`` tells the key of the one to be shown. Hidden where there is but one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[str] = []
        self.setAccessibleName("工作表")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.currentChanged.connect(self._current_changed)

    def show_sheets(self, sheets: list[SheetPlan]) -> None:
        """Show these tables; the one that was shown stays in front if it is still there."""
        keys = [sheet.key for sheet in sheets]
        before = self.key
        self.blockSignals(True)
        if keys != self._keys:
            while self.count():
                self.removeTab(0)
            for key in keys:
                self.addTab(key)
            self._keys = keys
            self.setCurrentIndex(keys.index(before) if before in keys else 0)
        for place, sheet in enumerate(sheets):
            people = f"{sheet.people:,} 人" if sheet.included else "不导入"
            self.setTabText(place, f"{sheet.key}（{people}）")
            self.setTabToolTip(place, sheet.title or sheet.key)
        self.blockSignals(False)
        self.setVisible(len(keys) > 1)

    @property
    def key(self) -> str:
        """Of the table in front, "" if there is none."""
        place = self.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def _current_changed(self, _place: int) -> None:
        self.chosen.emit(self.key)


class GroundDelegate(QStyledItemDelegate):
    """Paints the ground that a model asks for, which the style sheet's own items leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground first."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


def plain_table(name: str, row_height: int) -> QTableView:
    """A table for looking at: rows of one height, scrolled by pixels, left with Tab."""
    table = QTableView()
    table.setAccessibleName(name)
    table.setItemDelegate(GroundDelegate(table))
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setCornerButtonEnabled(False)
    header = table.verticalHeader()
    header.setSectionResizeMode(header.ResizeMode.Fixed)
    header.setDefaultSectionSize(row_height)
    header.setMinimumSectionSize(row_height)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setHighlightSections(False)
    return table


def wrapped_label(text: str = "", look: str = "") -> QLabel:
    """A label over several lines."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        label.setProperty("look", look)
    return label
