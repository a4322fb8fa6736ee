"""各轮走访: what came of each round, by walker and by grid, and 收单 of a whole round."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from community_desk.domain.codes import RoundState
from community_desk.domain.partial_dates import display_near
from community_desk.ledger import rounds
from community_desk.ledger.round_figures import Figures, RoundFigures, round_figures
from community_desk.ledger.rounds import RoundRow
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.page import verb_button
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.tables import Column


class RoundsDialog(QDialog):
    """The rounds, the newest first; of the chosen one its figures."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent.window())
        self._desk = desk
        space, pixels = desk.theme.space, desk.theme.pixels
        self.setWindowTitle("各轮走访")
        self.setModal(True)
        heading = QLabel("各轮走访")
        heading.setProperty("look", "title")
        columns = (
            Column("name", "名称", 12, lambda row: row.name),
            Column("from", "开始", 7, self._start),
            Column("state", "怎么样了", 8, _state, tone=lambda row: "soon" if row.sheets_out else ""),
            Column("sheets", "单", 3, lambda row: str(row.sheets), is_number=True),
            Column("lines", "户", 4, lambda row: f"{row.lines:,}", is_number=True),
            Column("out", "没录入", 4, lambda row: f"{row.lines_out:,}", is_number=True),
        )
        self.table: PlainTable[RoundRow] = PlainTable(
            desk, columns, title="各轮走访", key=lambda row: row.uid
        )
        self.table.set_empty("还没有排过走访。在走访页按“新一轮走访”。")
        self.figures = text_label("")
        self.release_verb = verb_button("这一轮收单，没走到的放回", "mdi6.tray-arrow-down", self.release)
        self.release_verb.setAutoDefault(False)
        leave = verb_button("关闭", "", self.accept)
        leave.setAutoDefault(False)
        verbs = QHBoxLayout()
        verbs.setSpacing(space)
        verbs.addWidget(self.release_verb)
        verbs.addStretch(1)
        verbs.addWidget(leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * space, 2 * space, 3 * space, 2 * space)
        column.setSpacing(space)
        column.addWidget(heading)
        column.addWidget(self.table, 1)
        column.addWidget(self.figures)
        column.addLayout(verbs)
        self.resize(pixels(760), min(pixels(520), parent.window().height() - desk.theme.row_height))
        self.table.current_changed.connect(self._show_figures)
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the rounds anew."""
        self.table.show_rows(rounds.list_rounds())
        self._show_figures(self.table.current_key)

    def release(self) -> None:
        """收单 of all sheets of the chosen round that are out."""
        row = self.table.current
        if row is None:
            return
        released = self._desk.attempt(lambda: rounds.release_round(row.uid, operator=self._desk.operator))
        if released is not None:
            self._desk.say(f"{row.name}已收单，{released.doors} 户放回，可以再排。", undo=True)
            self.refresh()

    def _start(self, row: RoundRow) -> str:
        return display_near(row.starts_on, today=self._desk.today()) if row.starts_on else ""

    def _show_figures(self, uid: str) -> None:
        row = self.table.current
        is_open = row is not None and row.state is RoundState.OPEN
        self.release_verb.setEnabled(is_open and not self._desk.why_read_only)
        self.figures.setText(words_of(round_figures(uid)) if uid else "")
        self.figures.setVisible(bool(uid))


def words_of(figures: RoundFigures) -> str:
    """The figures in a few lines: all, by walker, by grid."""
    lines = [
        f"{figures.doors} 户门：{_words(figures.total)}" if figures.total.lines else "这一轮没有走访单。"
    ]
    for word, parts in (("走访人", figures.by_walker), ("网格", figures.by_grid)):
        if len(parts) > 1:
            lines.append(
                f"{word}　" + "；".join(f"{name or '未写明'} {_words(each)}" for name, each in parts)
            )
    if figures.follow_ups:
        lines.append(f"要办的事 {figures.follow_ups} 件")
    if figures.lost:
        lines.append(f"遗失的纸单 {'、'.join(figures.lost)}")
    return "\n".join(lines)


def _words(figures: Figures) -> str:
    counts = (
        ("见到", figures.met),
        ("听家人邻居说", figures.told),
        ("无人", figures.not_home),
        ("外出或搬走", figures.away),
        ("婉拒", figures.refused),
        ("其他", figures.other),
        ("未走到", figures.not_tried),
        ("还在外面", figures.out),
    )
    parts = "，".join(f"{word} {count}" for word, count in counts if count)
    return f"{figures.lines} 户，{parts}，见面率 {figures.rate:.0%}" if parts else f"{figures.lines} 户"


def _state(row: RoundRow) -> str:
    if row.state is RoundState.RELEASED:
        return "已收单"
    return f"还有 {row.sheets_out} 份在外面" if row.sheets_out else "在走"
