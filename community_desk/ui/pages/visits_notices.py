"""What must be known before sheets are printed: characters without a font, texts that were cut, who is left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from community_desk.ledger.visit_sheets import LeftOut
from community_desk.printing.page import Cut, Document, Missing
from community_desk.ui import icons
from community_desk.ui.card_lines import HIDDEN
from community_desk.ui.desk import Desk
from community_desk.ui.flow import Flow

_HOUSEHOLD = Qt.ItemDataRole.UserRole
_LINES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of a list: what is said, and the household it is about ("" where that is not known)."""

    words: str
    household: str = ""


class Notices(QWidget):
    """A line of buttons that open the list behind each; not there at all when there is nothing to say."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lists: tuple[tuple[Notice, ...], ...] = ((), (), ())
        self.buttons = tuple(QToolButton() for _ in self._lists)
        line = Flow(space=desk.theme.space)
        for button, icon in zip(
            self.buttons,
            ("mdi6.alert", "mdi6.content-cut", "mdi6.account-off-outline"),
            strict=True,
        ):
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            icons.show_icon(button, icon, "overdue" if icon == "mdi6.alert" else "text")
            button.toggled.connect(self._toggled)
            line.add(button)
        self.list = QListWidget()
        self.list.setAccessibleName("打印前要知道的")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(desk.theme.space // 2)
        body.addWidget(line)
        body.addWidget(self.list)
        desk.privacy_changed.connect(self._show_list)
        self.clear()

    def show_document(self, document: Document, left_out: Sequence[LeftOut]) -> None:
        """Say what there is to say of these pages, and who is not on them."""
        homes = {(line.sheet, line.line): line.key for line in document.lines}
        self._show(missing_notices(document.missing, homes), cut_notices(document.cuts, homes), left_out)

    def show_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """Nobody is left to print; say who it was."""
        self._show((), (), left_out)

    def clear(self) -> None:
        """There is nothing to say."""
        self._show((), (), ())

    def _show(self, missing: Sequence[Notice], cuts: Sequence[Notice], left_out: Sequence[LeftOut]) -> None:
        left = tuple(Notice(f"{each.door}　{each.head}　{each.why}", each.uid) for each in left_out)
        self._lists = (tuple(missing), tuple(cuts), left)
        words = (
            f"{len(missing)} 处有字印不出",
            f"{len(cuts)} 处没印全",
            f"{len(left)} 户暂不上门",
        )
        for button, said, notices in zip(self.buttons, words, self._lists, strict=True):
            button.setText(said)
            button.setAccessibleName(f"{said}，点开看是哪些")
            button.setVisible(bool(notices))
            if not notices:
                button.setChecked(False)
        self.setVisible(any(self._lists))
        self._show_list()

    def _toggled(self, on: bool) -> None:
        if on:
            for button in self.buttons:
                if button is not self.sender():
                    button.setChecked(False)
        self._show_list()

    def _show_list(self) -> None:
        self.list.clear()
        chosen = [
            notices for button, notices in zip(self.buttons, self._lists, strict=True) if button.isChecked()
        ]
        for notice in chosen[0] if chosen else ():
            hidden = self._desk.is_private
            item = QListWidgetItem(HIDDEN if hidden else notice.words)
            item.setData(_HOUSEHOLD, notice.household)
            self.list.addItem(item)
        self.list.setVisible(bool(chosen))
        rows = range(min(_LINES_SHOWN, self.list.count()))
        self.list.setFixedHeight(sum(map(self.list.sizeHintForRow, rows)) + 2 * self.list.frameWidth())

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_HOUSEHOLD):
            self._desk.open("household", item.data(_HOUSEHOLD))


def missing_notices(missing: Iterable[Missing], homes: dict[tuple[str, int], str]) -> list[Notice]:
    """Each text with characters that no font has, once, and what to do about it."""
    found: dict[tuple[str, int, str], Notice] = {}
    for each in missing:
        where = f"{each.sheet} 第 {each.line} 行" if each.line else each.sheet
        words = f"{where}　{each.text}　“{each.characters}”没有字体，纸上是方框，请手写"
        found.setdefault(
            (each.sheet, each.line, each.characters), Notice(words, homes.get((each.sheet, each.line), ""))
        )
    return list(found.values())


def cut_notices(cuts: Iterable[Cut], homes: dict[tuple[str, int], str]) -> list[Notice]:
    """Each cell of which something was left out, with its whole text."""
    cells: dict[tuple[str, int, str], list[str]] = {}
    for each in cuts:
        cells.setdefault((each.sheet, each.line, each.column), []).append(each.full)
    return [
        Notice(
            f"{sheet}{f' 第 {line} 行' if line else ''}　{column}：{'、'.join(texts)}",
            homes.get((sheet, line), ""),
        )
        for (sheet, line, column), texts in cells.items()
    ]
