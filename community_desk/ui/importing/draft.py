"""An import while it is being prepared: the file that was read, what was decided so far, and what comes of it.

Every decision is an ``ImportOptions`` of its own, planned anew beside the window (a quarter of a second for 12,000
rows); only the newest answer counts. Nothing is written before ``write``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from community_desk.domain.errors import UserError
from community_desk.domain.planned import Answer, Doubt, RowKey
from community_desk.exchange.import_plan import (
    Field,
    Grouping,
    ImportOptions,
    ImportPlan,
    SheetOptions,
    SheetPlan,
)
from community_desk.exchange.tables import Sheet, Table
from community_desk.ledger import places, word_lists
from community_desk.ledger.import_foresight import Foresight
from community_desk.tasks.import_ledger import (
    ImportReport,
    look_ahead,
    plan_as_remembered,
    read_file,
    write_plan,
)
from community_desk.tasks.progress import Progress
from community_desk.tasks.take_back import undo_import
from community_desk.ui.desk import Desk
from community_desk.ui.importing.entries import Ahead, ahead_of
from community_desk.ui.jobs import Job

_AFTER = 120  # ms after the last change: a wheel over a combo box changes it ten times


@dataclass(frozen=True, slots=True)
class OfficeLists:
    """What the ledger offers for what a file does not say or says in unknown words."""

    compounds: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class ImportDraft(QObject):
    """What the steps look at and change. ``plan`` and ``ahead`` are None until they are known."""

    reading = Signal(object)  # Progress
    read = Signal()
    refused = Signal(object)  # UserError: the file cannot be read
    planned = Signal()
    foreseen = Signal()
    busy_changed = Signal(bool)
    writing = Signal(object)  # Progress
    written = Signal()
    not_written = Signal(str)  # a sentence, "" after a cancel
    taken_back = Signal(object)  # undo.Undone

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.path: Path | None = None
        self.table: Table | None = None
        self.digest = ""
        self.options = ImportOptions()
        self.plan: ImportPlan | None = None
        self.ahead: Ahead | None = None
        self.report: ImportReport | None = None
        self.lists = OfficeLists()
        self.is_undone = False
        self._seen: dict[Doubt, None] = {}
        self._job: Job | None = None
        self._is_busy = False
        self._turn = 0  # of the decisions: what was found for earlier ones is let go
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._plan_now)
        desk.jobs.ask(self, "lists", _office_lists, self._take_lists)

    # The file

    def read_file(self, path: Path) -> None:
        """Read ``path`` beside the window; ``read`` or ``refused`` follows, or nothing after ``stop_reading``."""
        self.stop_reading()
        job = self.desk.jobs.run(
            f"正在读取 {path.name}",
            partial(read_file, path),
            done=lambda result: self._take_file(job, path, *result),
            failed=lambda refusal: self._refuse_file(job, refusal),
            is_for_show=True,
        )
        self._job = job
        job.progressed.connect(self.reading)

    def stop_reading(self) -> None:
        """Forget the file that is being read: its answer is not waited for."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take_file(self, job: Job, path: Path, table: Table, digest: str) -> None:
        if job is not self._job:
            return
        self._job = None
        self.path, self.table, self.digest = path, table, digest
        self.options = ImportOptions()
        self._turn += 1
        self.plan = self.ahead = self.report = None
        self._seen = {}
        self.read.emit()
        self._plan_now()

    def _refuse_file(self, job: Job, refusal: UserError) -> None:
        if job is self._job:
            self._job = None
            self.refused.emit(refusal)

    def sheet(self, name: str) -> Sheet:
        """The sheet of the file that is called so."""
        assert self.table is not None
        return next(sheet for sheet in self.table.sheets if sheet.name == name)

    # Decisions

    def set_column(self, key: str, column: int, field: Field) -> None:
        """A column of a table means ``field``. Another column that meant it is left out."""
        options = self._sheet_options(key)
        self._change_sheet(key, replace(options, columns={**options.columns, column: field}))

    def set_included(self, key: str, *, included: bool) -> None:
        """A table comes in, or not."""
        self._change_sheet(key, replace(self._sheet_options(key), include=included))

    def set_header_rows(self, key: str, rows: tuple[int, ...]) -> None:
        """The heading of a table stands in these rows; what its columns mean is found anew."""
        self._change_sheet(key, replace(self._sheet_options(key), header_rows=rows, columns={}))

    def set_grouping(self, key: str, grouping: Grouping) -> None:
        """The rows of a table are told apart into households so."""
        self._change_sheet(key, replace(self._sheet_options(key), grouping=grouping))

    def set_places(self, *, compound: str, grid: str) -> None:
        """What holds where the file names no compound or no grid."""
        if (compound, grid) != (self.options.compound, self.options.grid):
            self._change(replace(self.options, compound=compound, grid=grid), anew=True)

    def forget_remembered(self) -> None:
        """Find out anew what the columns are, as if no such file had come before."""
        self._change(replace(self.options, remembered={}), anew=True)

    def set_cell(self, sheet: str, row: int, column: int, text: str) -> None:
        """Put a cell right; with the file's own text it stands as the file has it again."""
        self._change(replace(self.options, cells={**self.options.cells, (sheet, row, column): text}))

    def leave_out(self, rows: frozenset[RowKey], *, out: bool) -> None:
        """The people of these rows do not come in, or do after all."""
        left = self.options.left_out | rows if out else self.options.left_out - rows
        self._change(replace(self.options, left_out=left))

    def answer(self, doubt: Doubt, answer: Answer) -> None:
        """Say whether somebody is the person a doubt takes them for."""
        row = (doubt.sheet, doubt.row)
        if self.plan is not None and doubt in self.plan.doubts:
            self._change(replace(self.options, repeats={**self.options.repeats, row: answer}))
        else:
            self._change(replace(self.options, matches={**self.options.matches, row: answer}))

    def settle(self, doubts: frozenset[Doubt]) -> None:
        """Let what is doubtful stand as it is taken."""
        self._change(replace(self.options, settled=self.options.settled | doubts))

    def reopen(self, row: RowKey) -> None:
        """Take back all that was said of a row."""
        options = self.options
        self._change(
            replace(
                options,
                cells={place: text for place, text in options.cells.items() if place[:2] != row},
                left_out=options.left_out - {row},
                repeats={at: answer for at, answer in options.repeats.items() if at != row},
                matches={at: answer for at, answer in options.matches.items() if at != row},
                settled=frozenset(d for d in options.settled if (d.sheet, d.row) != row),
            )
        )

    @property
    def is_adjusted(self) -> bool:
        """Whether anything was decided that closing would lose."""
        options = self.options
        return self.report is None and bool(
            options.cells
            or options.left_out
            or options.repeats
            or options.matches
            or options.settled
            or options.sheets
        )

    def _sheet_options(self, key: str) -> SheetOptions:
        return self.options.sheets.get(key, SheetOptions())

    def _change_sheet(self, key: str, options: SheetOptions) -> None:
        self._change(replace(self.options, sheets={**self.options.sheets, key: options}), anew=True)

    def _change(self, options: ImportOptions, *, anew: bool = False) -> None:
        self.options = options
        self._turn += 1
        if anew:
            self._seen = {}  # other columns, other doubts: none of them was settled by somebody
        self.ahead = None
        self._set_busy(busy=True)
        self._timer.start()

    @property
    def is_writing(self) -> bool:
        """Whether the ledger is being written to, by the import or by taking it back."""
        return self._job is not None and self._job.writes

    # What comes of them

    @property
    def is_busy(self) -> bool:
        """Whether the plan is behind the decisions."""
        return self._is_busy

    @property
    def foresight(self) -> Foresight | None:
        """What becomes of each person, None until it is known."""
        return self.ahead.foresight if self.ahead is not None else None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All doubts that are open."""
        return self.ahead.doubts if self.ahead is not None else ()

    @property
    def settled(self) -> tuple[Doubt, ...]:
        """The doubts that were open and are no more."""
        return self.ahead.settled if self.ahead is not None else ()

    @property
    def sheets(self) -> list[SheetPlan]:
        """The tables that come in."""
        return [] if self.plan is None else [sheet for sheet in self.plan.sheets if sheet.included]

    def _set_busy(self, *, busy: bool) -> None:
        if busy is not self._is_busy:
            self._is_busy = busy
            self.busy_changed.emit(busy)

    def _plan_now(self) -> None:
        table, options, today = self.table, self.options, self.desk.today()
        if table is None:
            return
        self._set_busy(busy=True)
        self.desk.jobs.ask(
            self,
            "plan",
            lambda: plan_as_remembered(table, options, today=today),
            partial(self._take_plan, self._turn),
        )

    def _take_plan(self, turn: int, plan: ImportPlan) -> None:
        if turn != self._turn:
            return
        self.plan = plan
        self.ahead = None
        self.planned.emit()
        assert self.table is not None
        digest, seen = self.digest, self._seen
        sheets = [sheet.name for sheet in self.table.sheets]
        self.desk.jobs.ask(
            self,
            "ahead",
            lambda: ahead_of(plan, look_ahead(plan, digest=digest), seen=seen, sheets=sheets),
            partial(self._take_ahead, turn),
        )

    def _take_ahead(self, turn: int, ahead: Ahead) -> None:
        if turn != self._turn:
            return
        self.ahead = ahead
        self._seen = ahead.seen
        self._set_busy(busy=False)
        self.foreseen.emit()

    def _take_lists(self, lists: OfficeLists) -> None:
        self.lists = lists

    # Writing

    def write(self) -> None:
        """Import what is planned; ``written`` or ``not_written`` follows."""
        plan, table = self.plan, self.table
        assert plan is not None
        assert table is not None
        operator, digest = self.desk.operator, self.digest
        self._run_writing(
            f"正在导入 {plan.file}",
            lambda: self.desk.jobs.run(
                f"正在导入 {plan.file}",
                lambda: write_plan(plan, table, digest=digest, operator=operator),
                done=self._take_report,
                failed=lambda refusal: self._not_written(refusal.sentence),
                cancelled=lambda: self._not_written(""),
                writes=True,
            ),
        )

    def take_back(self) -> None:
        """Undo the import that was just written; ``taken_back`` follows."""
        assert self.report is not None
        uid, operator = self.report.batch_uid, self.desk.operator
        self._run_writing(
            "正在撤销导入",
            lambda: self.desk.jobs.run(
                "正在撤销导入",
                lambda: undo_import(uid, operator=operator),
                done=self._take_undone,
                failed=lambda refusal: self._not_written(refusal.sentence),
                writes=True,
                cancellable=False,
            ),
        )

    def cancel_writing(self) -> None:
        """Stop writing; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()

    def _run_writing(self, title: str, start: Callable[[], Job]) -> None:
        reason = self.desk.why_read_only
        if reason:
            self.not_written.emit(reason)
            return
        self._job = start()
        self._job.progressed.connect(self.writing)
        self.writing.emit(Progress(0, 0, title))

    def _take_report(self, report: ImportReport) -> None:
        if not isValid(self):
            return  # the window was closed over it; what was written stays, and can be undone
        self._job = None
        self.report = report
        self.written.emit()

    def _not_written(self, sentence: str) -> None:
        if not isValid(self):
            return
        self._job = None
        self.not_written.emit(sentence)

    def _take_undone(self, undone: object) -> None:
        if not isValid(self):
            return
        self._job = None
        self.is_undone = True
        self.taken_back.emit(undone)


def _office_lists() -> OfficeLists:
    return OfficeLists(
        tuple(row.name for row in places.list_compounds() if row.name),
        tuple(row.name for row in places.list_grids()),
        tuple(entry.word for entry in word_lists.relation_entries() if entry.is_active),
        tuple(entry.word for entry in word_lists.care_categories() if entry.is_active),
    )
