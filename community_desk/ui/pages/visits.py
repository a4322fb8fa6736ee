"""走访 → 打印走访单: choose households, put them in order, see the paper, know what is amiss, print.

What stands at the right is the paper itself, number and all. A sheet is issued when it first goes to the printer or
into a file; printed and saved, or printed twice, it bears one number. Nothing is written beside the encrypted ledger
unless the user asks for a file and says where.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ledger import settings, visit_sheets
from community_desk.ledger.changes import ChangeSet
from community_desk.ledger.printed_sheets import PrintedSheet
from community_desk.printing.fonts import Fonts, load_fonts
from community_desk.printing.page import Document
from community_desk.tasks.print_sheets import NobodyToCallOnError, PreparedSheets, lay_out_again
from community_desk.ui.desk import Desk
from community_desk.ui.jobs import Job
from community_desk.ui.page import Page
from community_desk.ui.pages.visits_choice import ChoicePanel
from community_desk.ui.pages.visits_notices import Notices
from community_desk.ui.pages.visits_order import OrderPanel
from community_desk.ui.pages.visits_papers import (
    FreshSheets,
    Papers,
    PrintedBefore,
    Steps,
    prepare_for_preview,
)
from community_desk.ui.pages.visits_printed import PrintedPanel
from community_desk.ui.paper_view import PaperView
from community_desk.ui.printing_out import PrintOrder, ask_for_printer, open_in_viewer, print_pages
from community_desk.ui.tab_row import TabRow

# A change of one of these can change what stands on a sheet.
_ON_SHEETS = {
    "community", "grid", "compound", "building", "dwelling", "household", "resident", "phone", "resident_category",
    "care_category",
}  # fmt: skip
# After the last of several commits, ms.
_SETTLED = 300
_FOLDER = "visits/folder"
_NOTHING = "在左边选网格、楼栋或类别，\n这里就是要打印的走访单。"
_NO_SHEET = "在左边点一份打印过的走访单，\n这里是它的原样。"
_PRIVATE = "有人在旁，走访单先不显示。\n按 F9 恢复。"
_CHOICE, _ORDER, _PRINTED = range(3)


class VisitsPage(Page):
    """The page of visit sheets. ``open_for`` takes households that were chosen in another list."""

    name: ClassVar[str] = "visits"
    title: ClassVar[str] = "走访"
    icon: ClassVar[str] = "mdi6.walk"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._fonts = load_fonts()
        self._fresh: FreshSheets | None = None
        self._why_nothing = _NOTHING
        self._again: PrintedBefore | None = None
        self._job: Job | None = None
        self._turn = 0  # of the preparation that counts; older ones are too late
        self._is_stale = False
        self._is_busy = False
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._prepare)

        self.choice = ChoicePanel(desk)
        self.order = OrderPanel(desk)
        self.printed = PrintedPanel(desk)
        self.tabs = TabRow(("选户", "顺序", "打印过的"), name="选户、顺序、打印过的")
        self._panels = QStackedWidget()
        for panel in (self.choice, self.order, self.printed):
            self._panels.addWidget(panel)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._panels, 1)
        self.notices = Notices(desk)
        self.paper = PaperView(self._fonts)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.theme.space)
        column.addWidget(self.notices)
        column.addWidget(self.paper, 1)
        self._halves = QSplitter(Qt.Orientation.Horizontal)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(left)
        self._halves.addWidget(right)
        self._halves.setStretchFactor(1, 1)
        self._halves.setSizes([desk.theme.pixels(330), desk.theme.pixels(670)])
        self.body.addWidget(self._halves, 1)
        self.viewer_verb = self.add_verb("用系统看图程序打开", "mdi6.open-in-app", self.open_in_viewer)
        self.pdf_verb = self.add_verb("存为 PDF", "mdi6.file-pdf-box", self.save_pdf, shortcut="Ctrl+Shift+S")
        self.print_verb = self.add_verb("打印", "mdi6.printer", self.print, main=True, shortcut="Ctrl+P")

        self.choice.changed.connect(self._wait_for_more)
        self.choice.settling_changed.connect(self._enable_verbs)
        self.tabs.chosen.connect(self._turn_to)
        self.order.door_chosen.connect(self._show_household)
        self.printed.chosen.connect(self._choose_printed)
        desk.changed.connect(self._changed)
        desk.operator_changed.connect(self._make_stale)
        desk.privacy_changed.connect(self._show_papers)
        desk.writing_changed.connect(self._writing_changed)
        self.tabs.choose(_CHOICE)
        self._show_papers()

    # What the window asks

    def arrive(self) -> None:
        """Refresh buildings, printed sheets and, where something changed, the preview."""
        if not self.desk.why_read_only:
            self.desk.attempt(
                visit_sheets.pc_code
            )  # chosen once, before sheets are numbered on another thread
        self.choice.refresh()
        self.printed.refresh()
        if self._is_stale:
            self._prepare()

    def open(self, kind: str, uid: str) -> None:
        """Sheets for a household (its uid, or several with commas between)."""
        if kind == "paper":
            self.tabs.choose(_PRINTED)
        else:
            self.open_for([each for each in uid.split(",") if each])

    def open_for(self, uids: Sequence[str]) -> None:
        """Sheets for these households alone (their uids)."""
        self.tabs.choose(_CHOICE)
        self.choice.choose_by_hand(uids)

    # From the choice to the paper

    def _prepare(self) -> None:
        self._timer.stop()
        self._is_stale = False
        self._turn += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        choice = self.choice.choice()
        if choice.is_empty:
            self._show_nothing(_NOTHING)
            return
        if self.desk.why_read_only and not settings.get_text(visit_sheets.PC_CODE):
            self._is_stale = (
                True  # sheets have no numbers before this PC has a code, and that cannot be written now
            )
            self._show_nothing(self.desk.why_read_only)
            return
        self._is_busy = True
        self._enable_verbs()
        turn = self._turn
        self._job = self.desk.jobs.run(
            "正在排走访单",
            partial(prepare_for_preview, choice, operator=self.desk.operator, now=self.desk.now()),
            done=partial(self._arrived, turn),
            failed=partial(self._refused, turn),
            cancelled=partial(self._given_up, turn),
            is_for_show=True,
        )

    def _arrived(self, turn: int, prepared: PreparedSheets) -> None:
        if turn != self._turn:
            return
        self._job, self._is_busy = None, False
        self._fresh = FreshSheets(prepared)
        self.order.show_homes([home for pile in prepared.piles for home in pile])
        self._show_papers()

    def _refused(self, turn: int, refusal: UserError) -> None:
        if turn != self._turn:
            return
        self._show_nothing(refusal.sentence)
        if isinstance(refusal, NobodyToCallOnError) and self._panels.currentIndex() != _PRINTED:
            self.notices.show_left_out(refusal.left_out)

    def _given_up(self, turn: int) -> None:
        if turn == self._turn:
            self._show_nothing("排版取消了。改一下左边的选择，就会重新排。")

    def _show_nothing(self, why: str) -> None:
        self._job, self._is_busy, self._fresh, self._why_nothing = None, False, None, why
        self.order.show_homes([])
        self._show_papers()

    def _changed(self, change_set: ChangeSet) -> None:
        if change_set.rows.keys() & _ON_SHEETS:
            self._make_stale()
        if "visit_sheet" in change_set.rows and self.isVisible():
            self.printed.refresh()

    def _writing_changed(self, why: str) -> None:
        self._enable_verbs()
        if not why and self._is_stale:
            self._make_stale()

    def _make_stale(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._wait_for_more()

    def _wait_for_more(self) -> None:
        """Prepare anew once nothing more comes; till then what is shown is not to be issued."""
        self._timer.start()
        self._enable_verbs()

    # What is shown

    @property
    def papers(self) -> Papers | None:
        """What is shown now and would be printed."""
        return self._again if self._panels.currentIndex() == _PRINTED else self._fresh

    def _turn_to(self, panel: int) -> None:
        self._panels.setCurrentIndex(panel)
        self._show_papers()

    def _show_papers(self) -> None:
        papers = self.papers
        old = self._panels.currentIndex() == _PRINTED
        if papers is None or self.desk.is_private:
            nothing = _NO_SHEET if old else self._why_nothing
            self.paper.set_document((), empty_text=nothing if papers is None else _PRIVATE)
        else:
            self.paper.set_document(papers.document.pages)
        if papers is None:
            self.notices.clear()
        else:
            self.notices.show_document(
                papers.document, () if old or self._fresh is None else self._fresh.prepared.left_out
            )
        self.set_count(_counted(papers.document, self._fresh if not old else None) if papers else "")
        numbers = list(dict.fromkeys(papers.document.page_sheets)) if papers else []
        self.status_changed.emit(f"编号 {_span(numbers)}" if numbers else "")
        self._enable_verbs()

    def _show_household(self, uid: str) -> None:
        """Turn the preview to the page with this household."""
        if self._fresh is not None:
            document = self._fresh.document
            for line in document.lines:
                if line.key == uid:
                    self.paper.sheets.go_to(document.page_sheets.index(line.sheet) + line.page - 1)

    def _enable_verbs(self) -> None:
        papers = self.papers
        self.print_verb.setText(papers.verb if papers is not None else "打印")
        self.print_verb.setAccessibleName(self.print_verb.text())
        ready = papers is not None and self._is_current(papers) and not self.desk.why_read_only
        for verb in (self.print_verb, self.pdf_verb, self.viewer_verb):
            verb.setEnabled(ready)

    def _is_current(self, papers: Papers) -> bool:
        """Whether these are shown, and nothing was chosen or changed since they were laid out."""
        waits = self._is_stale or self._is_busy or self._timer.isActive() or self.choice.is_settling
        return papers is self.papers and not (waits and papers is self._fresh)

    def _is_current_or_told(self, papers: Papers) -> bool:
        """The same after a dialog; if not, that is said."""
        if not self._is_current(papers):
            self.desk.refused.emit("走访单刚才重新排过了，没有打印也没有存；请看一下右边，再来一次。")
            return False
        return True

    def _choose_printed(self, sheet: PrintedSheet | None) -> None:
        if sheet is None:
            self._again = None
            self._show_papers()
        elif self._again is None or self._again.sheet.uid != sheet.uid:
            layout = partial(_laid_out_again, sheet, self._fonts)
            self.desk.jobs.ask(self, "again", layout, self._show_again)

    def _show_again(self, found: PrintedBefore | str) -> None:
        wanted = self.printed.current()
        if isinstance(found, str):
            self._again = None
            self.desk.refused.emit(found)
        elif wanted is not None and wanted.uid == found.sheet.uid:
            self._again = found
        self._show_papers()

    # Out of the program

    def print(self) -> None:
        """Ask for a printer, issue the sheets whose pages are to be printed, and print them."""
        papers = self.papers
        if papers is None or not self.print_verb.isEnabled():
            return
        pages = papers.document.pages
        order = self.desk.attempt(
            lambda: ask_for_printer(
                self.window(),
                pages,
                title=_title(papers.document),
                fonts=self._fonts,
                current=self.paper.sheets.current_page,
            )
        )
        if order is None or not self._is_current_or_told(papers):
            return
        numbers = {papers.document.page_sheets[at] for at in order.pages}
        self._write(
            "正在登记走访单",
            partial(papers.keep, numbers, self.desk.operator),
            partial(self._send_to_printer, order, papers),
        )

    def _send_to_printer(self, order: PrintOrder, papers: Papers) -> None:
        kept = "编号已经登记，可以在“打印过的”里重印。"
        self.desk.jobs.run(
            "正在打印",
            partial(print_pages, order, papers.document.pages, self._fonts),
            done=lambda count: self.desk.say(f"送到打印机了：{count} 页。内部使用，用后请收回。"),
            failed=lambda refusal: self.desk.refused.emit(f"{refusal.sentence}{kept}"),
            cancelled=lambda: self.desk.refused.emit(f"打印停下了，已经送出的页可能还会印出来。{kept}"),
        )

    def save_pdf(self) -> None:
        """Ask for a place and write the PDF; the sheets are issued with it, if they were not yet."""
        self._save(and_open=False)

    def open_in_viewer(self) -> None:
        """Show the pages in the system's viewer; that takes a file, so it is saved first if it was not yet."""
        papers = self.papers
        if papers is not None and papers.saved is not None and papers.saved.exists():
            saved = papers.saved
            self.desk.attempt(lambda: open_in_viewer(saved))
        else:
            self._save(and_open=True)

    def _save(self, *, and_open: bool) -> None:
        papers = self.papers
        if papers is None or not self.pdf_verb.isEnabled():
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(self.desk.preferences.get(_FOLDER, documents))
        name, _ = QFileDialog.getSaveFileName(
            self.window(),
            "存为 PDF（文件不加密，拿到的人都能看，用完请删掉）",
            str(folder / f"{_title(papers.document)}.pdf"),
            "PDF 文件 (*.pdf)",
        )
        if not name or not self._is_current_or_told(papers):
            return
        path = Path(name) if name.lower().endswith(".pdf") else Path(f"{name}.pdf")
        self.desk.preferences.put(_FOLDER, str(path.parent))
        self._write(
            "正在存为 PDF",
            partial(papers.write, path, self.desk.operator),
            partial(self._saved, path, and_open=and_open),
        )

    def _saved(self, path: Path, *, and_open: bool) -> None:
        self.desk.say(f"已存为“{path.name}”。文件不加密，用完请删掉。")
        if and_open:
            self.desk.attempt(lambda: open_in_viewer(path))

    def _write(self, title: str, task: "partial[Steps]", then: "partial[None]") -> None:
        """Carry out a task that writes, then the next step."""

        def written(_: None) -> None:
            self.printed.refresh()
            then()

        def failed(refusal: UserError) -> None:
            self.desk.refused.emit(refusal.sentence)
            self._make_stale()  # their numbers may be another print's by now

        self.desk.attempt(
            lambda: self.desk.jobs.run(
                title, task, done=written, failed=failed, writes=True, cancellable=False
            )
        )


def _laid_out_again(sheet: PrintedSheet, fonts: Fonts) -> PrintedBefore | str:
    """A printed sheet as it was, or why it cannot be shown."""
    try:
        return PrintedBefore(sheet, lay_out_again(sheet.uid, fonts=fonts))
    except UserError as refusal:
        return refusal.sentence


def _title(document: Document) -> str:
    return f"走访单 {_span(list(dict.fromkeys(document.page_sheets)))}"


def _span(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} 至 {numbers[-1]}"


def _counted(document: Document, fresh: FreshSheets | None) -> str:
    pages = f"{len(document.pages):,} 页"
    if fresh is None:
        return f"{len(document.lines):,} 户 · {pages}"
    return f"{fresh.households:,} 户 · {len(fresh.prepared.sheets):,} 份 · {pages}"
