"""From a table to an import plan: every sheet, every table on it, with what the user decided.

`plan_import` is a pure function: the same table, options and day give the same plan. A window keeps the `Table`,
changes the `ImportOptions`, and calls it again.
"""

import datetime

from community_desk.domain.planned import DoubtKind
from community_desk.domain.remembered_tables import RememberedTable, header_signature
from community_desk.exchange.collection import collection_paused
from community_desk.exchange.import_plan import (
    ColumnChoice,
    Field,
    Grouping,
    ImportOptions,
    ImportPlan,
    SheetOptions,
    SheetPlan,
)
from community_desk.exchange.planning import row_kinds
from community_desk.exchange.planning.care import CareReader
from community_desk.exchange.planning.columns import choose_columns, chosen_columns
from community_desk.exchange.planning.corrections import corrected
from community_desk.exchange.planning.file_so_far import FileSoFar
from community_desk.exchange.planning.grouping import merged_below
from community_desk.exchange.planning.headers import Header, find_header, header_at
from community_desk.exchange.planning.household_reader import HouseholdReader
from community_desk.exchange.planning.people import PersonReader
from community_desk.exchange.planning.row_sorter import RowSorter
from community_desk.exchange.planning.vocabulary import Vocabulary, shipped_vocabulary
from community_desk.exchange.tables import Sheet, Table, column_letter

# More cells of one column than this in doubt for the same reason are told once.
_TOLD_ONE_BY_ONE = 50

# So many columns to the right of the headings are told one by one.
_MOST_UNNAMED = 50


def plan_import(
    table: Table,
    options: ImportOptions | None = None,
    *,
    today: datetime.date,
    words: Vocabulary | None = None,
) -> ImportPlan:
    """The plan for a file. `options` holds what the file lacks and what was changed by hand; `today` bounds dates.

    `words` are the ledger's own lists; without them the shipped ones are used. Never raises for what stands in
    a file: what cannot be used is a doubt. `ImportPlan.require_people` refuses a plan that holds nobody.
    """
    options = options or ImportOptions()
    planner = _Planner(options, today, words or shipped_vocabulary())
    with collection_paused():
        for sheet in table.sheets:
            planner.plan_sheet(corrected(sheet, options.cells))
    order = {sheet.name: number for number, sheet in enumerate(table.sheets)}
    doubts = [doubt for doubt in planner.so_far.doubts if doubt not in options.settled]
    doubts.sort(key=lambda doubt: (order[doubt.sheet], doubt.row))
    return ImportPlan(table.name, options, planner.sheets, planner.so_far.households, doubts)


class _Planner:
    def __init__(self, options: ImportOptions, today: datetime.date, words: Vocabulary) -> None:
        self._options = options
        self._today = today
        self._words = words
        self._care = CareReader(words.categories)
        self._remembered = options.remembered or {}
        self._remembered_rows = dict.fromkeys(table.header_rows for table in self._remembered.values())
        self.so_far = FileSoFar(answers=options.repeats)
        self.sheets: list[SheetPlan] = []

    def plan_sheet(self, sheet: Sheet) -> None:
        """Plans all tables that stand below each other on a sheet."""
        if not sheet.rows:
            return
        start = 0
        header = self._first_header(sheet)
        if header is None:
            self._without_header(sheet)
            return
        while header is not None:
            key = sheet.name if start == 0 else f"{sheet.name}（第{header.rows[0] + 1}行起）"
            start = self._plan_table(sheet, header, key, start)
            header = (
                find_header(sheet, start, self._words.columns, searched=1)
                if start < len(sheet.rows)
                else None
            )

    def _first_header(self, sheet: Sheet) -> Header | None:
        """Where somebody says it is, else where it was in the last file with it, else where it is found."""
        asked = self._options.sheets.get(sheet.name, SheetOptions()).header_rows
        if asked and (header := header_at(sheet, 0, [row - 1 for row in asked])):
            return header
        for rows in self._remembered_rows:
            header = header_at(sheet, 0, [row - 1 for row in rows])
            if header is not None and self._memory_of(header) is not None:
                return header
        return find_header(sheet, 0, self._words.columns)

    def _memory_of(self, header: Header) -> RememberedTable | None:
        signature = _signature(header)
        return self._remembered.get(signature) if signature else None

    def _without_header(self, sheet: Sheet) -> None:
        options = self._options.sheets.get(sheet.name, SheetOptions())
        self.sheets.append(SheetPlan(sheet.name, sheet.name, (), [], Grouping.PERSON, included=False))
        if options.include is False:
            return
        kind, text = DoubtKind.HEADER_NOT_FOUND, "这张表没有找到表头（姓名、身份证号等列名），没有导入"
        if sheet.hidden:
            kind, text = DoubtKind.SHEET_HIDDEN, "这张表是隐藏的，没有导入"
        self.so_far.doubt(sheet.name, 0, None, kind, text)

    def _plan_table(self, sheet: Sheet, header: Header, key: str, start: int) -> int:
        """Plans one table whose titles begin at row `start`; gives the row where the next one begins."""
        options = self._options.sheets.get(key, SheetOptions())
        headings, far = _with_unnamed_columns(sheet, header)
        memory = self._memory_of(header)
        chosen = chosen_columns(
            headings,
            by_hand=options.columns,
            by_heading=self._options.columns,
            remembered={} if memory is None else memory.columns,
        )
        columns = choose_columns(headings, self._words.columns, chosen)
        # The household's rows were told apart by columns that now mean something else.
        is_as_before = memory is not None and all(
            memory.columns.get(column) == field.value for column, field in chosen.items()
        )
        grouping = options.grouping
        if grouping is None and memory is not None and is_as_before and memory.grouping in _GROUPINGS:
            grouping = _GROUPINGS[memory.grouping]
        included = options.include if options.include is not None else not sheet.hidden
        plan = SheetPlan(
            key,
            sheet.name,
            tuple(row + 1 for row in header.rows),
            columns,
            grouping or Grouping.PERSON,
            included=included,
            title=header.title,
            signature=_signature(header),
            remembered=is_as_before,
            chosen=frozenset(chosen),
        )
        self.sheets.append(plan)
        if not any(choice.field is Field.NAME for choice in columns):
            self.so_far.doubt(sheet.name, 0, None, DoubtKind.NAME_MISSING, "这张表没有姓名列，没有导入")
            plan.included = False
            return len(sheet.rows)

        def say(index: int, choice: ColumnChoice | None, kind: DoubtKind, text: str) -> None:
            self.so_far.doubt(sheet.name, index + 1, choice, kind, text)

        for row in range(start, header.rows[0]):
            if row_kinds.filled_cells(sheet.rows[row]):
                plan.skipped[row + 1] = row_kinds.TITLE
        plan.skipped.update((row + 1, row_kinds.HEADER) for row in header.rows)
        doubts_before = len(self.so_far.doubts)
        rows = RowSorter(
            sheet, header, plan, self._words.columns, say, left_out=self._options.left_out
        ).sort()
        if not included:
            del self.so_far.doubts[doubts_before:]
            plan.skipped.clear()
            if options.include is None:
                text = "这张表是隐藏的，没有导入，如需导入请勾选"
                self.so_far.doubt(sheet.name, 0, None, DoubtKind.SHEET_HIDDEN, text)
            return rows.end
        reader = PersonReader(
            columns, relations=self._words.relations, care=self._care, today=self._today, say=say
        )
        below = merged_below(sheet, columns, header.rows[-1] + 1)
        HouseholdReader(
            plan, rows, below=below, reader=reader, so_far=self.so_far, options=self._options
        ).read(grouping)
        self._doubt_cells(sheet, plan, rows.end)
        if far is not None:
            text = f"表格右边{column_letter(far)}列起还有内容，没有列名，没有导入"
            self.so_far.doubt(sheet.name, 0, None, DoubtKind.HEADER_NOT_FOUND, text)
        return rows.end

    def _doubt_cells(self, sheet: Sheet, plan: SheetPlan, end: int) -> None:
        """Formulas without a value and error cells in columns that are imported: they came in as blanks."""
        first = plan.header_rows[-1]
        for cells, kind, words in (
            (sheet.without_value, DoubtKind.FORMULA_WITHOUT_VALUE, "是没有计算结果的公式"),
            (sheet.faulty, DoubtKind.FAULTY_CELL, "显示为错误（如 #N/A）"),
        ):
            by_column: dict[int, list[int]] = {}
            for row, column in cells:
                if first <= row < end:
                    by_column.setdefault(column, []).append(row)
            for column, rows in by_column.items():
                choice = plan.columns[column] if column < len(plan.columns) else None
                if choice is None or choice.field in (Field.NONE, Field.EXCLUDED, Field.SEQUENCE):
                    continue
                if len(rows) > _TOLD_ONE_BY_ONE:
                    text = f"这一列有{len(rows)}格{words}，当作空白，请在 Excel 中打开并保存一次再导入"
                    self.so_far.doubt(sheet.name, rows[0] + 1, choice, kind, text)
                    continue
                for row in rows:
                    text = f"这一格{words}，当作空白，请填上内容"
                    self.so_far.doubt(sheet.name, row + 1, choice, kind, text)


_GROUPINGS = {grouping.value: grouping for grouping in Grouping}


def _signature(header: Header) -> str:
    """By the headings alone: a column that has none is there or not as the rows below have it. "" without any."""
    headings = [" ".join(parts) for parts in header.headings]
    while headings and not headings[-1]:
        headings.pop()
    return header_signature(headings) if headings else ""


def _with_unnamed_columns(sheet: Sheet, header: Header) -> tuple[list[list[str]], int | None]:
    """The headings, and one for every column that holds something but has none: it must not vanish unseen.

    Far to the right of the table that would be thousands of columns; the second value is then the first such
    column that holds something.
    """
    named = len(header.headings)
    width = named
    far = None
    for row in sheet.rows[header.rows[-1] + 1 :]:
        if len(row) > width:
            filled = [column for column in range(width, len(row)) if row[column] != ""]
            near = [column for column in filled if column < named + _MOST_UNNAMED]
            width = max(width, near[-1] + 1 if near else 0)
            if len(near) < len(filled):
                far = min(far or filled[len(near)], filled[len(near)])
    headings = [*header.headings, *([] for _ in range(width - named))]
    first = header.rows[-1] + 1
    for column, parts in enumerate(headings):
        if not parts and any(len(row) > column and row[column] != "" for row in sheet.rows[first:]):
            headings[column] = ["（无标题）"]
    return headings, far
