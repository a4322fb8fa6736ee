"""应访清单, 关爱台账 and 一户一档 as a PDF file: which paper, of which households, and where the file goes."""

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QComboBox, QFileDialog, QSpinBox, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger.due import DueFilter
from community_desk.ledger.lists_care import CareFilter, households_of
from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.tasks.progress import Progress
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rows_dialog import RowsDialog

DUE_LIST, CARE_LEDGER, HOUSEHOLD_FILE = "应访清单", "关爱台账", "一户一档"
_CHOSEN, _SHOWN = "chosen", "shown"
_WITHIN = 7  # days ahead, as on the first page


class CarePapersDialog(RowsDialog):
    """Of the cases ``shown`` in the list or of those ``chosen`` in it (uids); ``paper`` is offered first."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        shown: Sequence[str],
        chosen: Sequence[str],
        paper: str = DUE_LIST,
    ) -> None:
        super().__init__(desk, parent, title="应访清单、台账、一户一档", verb="存成 PDF")
        self._cases = {_SHOWN: tuple(shown), _CHOSEN: tuple(chosen)}
        self.above.addWidget(
            text_label(
                "PDF 没有加密，谁拿到文件都能看：只发给用得着的人，用完删掉。存了什么、谁存的，会记进日志。",
                "warning",
            )
        )
        self.paper = self.add("paper", "哪一种", QComboBox())
        for word in (DUE_LIST, CARE_LEDGER, HOUSEHOLD_FILE):
            self.paper.addItem(word, word)
        self.which = self.add("which", "哪些户", QComboBox())
        if chosen:
            self.which.addItem(f"所选的 {len(chosen):,} 户", _CHOSEN)
        if len(shown) > len(chosen):
            self.which.addItem(f"列表里的 {len(shown):,} 户", _SHOWN)
        self.within = self.add("within", "几天内到期", QSpinBox())
        self.within.setRange(0, 92)
        self.within.setSuffix(" 天")
        self.keep(
            name="care_papers",
            values={"paper": paper, "which": self.which.itemData(0), "within": _WITHIN},
            first=self.paper,
        )
        self.paper.currentIndexChanged.connect(lambda _: self._show_fitting())
        self._show_fitting()

    def _show_fitting(self) -> None:
        self.rows.setRowVisible(2, self._paper == DUE_LIST)
        self.verb.setText(f"存{self._paper} PDF")
        self.verb.setAccessibleName(self.verb.text())

    @property
    def _paper(self) -> str:
        return str(self.paper.currentData())

    def reject(self) -> None:
        """Nothing here is worth asking about."""
        if self.keeper is not None:
            self.keeper.discard()
        super().reject()

    def save(self) -> None:
        """Ask where the file goes, and write it beside the window."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._paper}{self.desk.today():%Y%m%d}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, f"存{self._paper}", str(Path(place) / name), "PDF 文件 (*.pdf)"
        )
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, path: Path) -> None:
        """Write the paper into ``path``, which is logged."""
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        desk, paper = self.desk, self._paper
        cases = self._cases[self.which.currentData()]
        task = partial(_write, path, paper, cases, within=self.within.value(), desk=desk)
        try:
            desk.jobs.run(
                f"正在写出{paper}",
                task,
                done=lambda _: desk.say(f"{paper}已存为“{path.name}”。文件不加密，用完请删掉。"),
                writes=True,
            )
        except UserError as refusal:
            desk.refused.emit(refusal.sentence)
            return
        if self.keeper is not None:
            self.keeper.discard()
        self.done_with(str(path))


def _write(
    path: Path, paper: str, cases: Sequence[str], *, within: int, desk: Desk
) -> Generator[Progress, None, None]:
    from community_desk.tasks.list_papers import PreparedPaper, write_paper  # noqa: PLC0415 - loads reportlab
    from community_desk.tasks.print_care_ledger import prepare_care_ledger  # noqa: PLC0415
    from community_desk.tasks.print_due_list import prepare_due_list  # noqa: PLC0415
    from community_desk.tasks.print_household_file import prepare_household_file  # noqa: PLC0415

    yield Progress(0, 2, f"正在整理{paper}")
    fonts: Fonts = load_fonts()
    operator, now = desk.operator, desk.now()
    made: PreparedPaper
    if paper == DUE_LIST:
        made = prepare_due_list(
            DueFilter(only_uids=tuple(households_of(cases))),
            within=within,
            fonts=fonts,
            operator=operator,
            now=now,
        )
    elif paper == CARE_LEDGER:
        made = prepare_care_ledger(
            CareFilter(only_uids=tuple(cases)), fonts=fonts, operator=operator, now=now
        )
    else:
        made = yield from prepare_household_file(
            households_of(cases), fonts=fonts, operator=operator, now=now
        )
    yield Progress(1, 2, f"正在写出 {len(made.document.pages)} 页")
    write_paper(path, made, fonts=fonts, operator=operator)
