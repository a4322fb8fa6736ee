"""The rows of one table sorted: people, headings again, totals, remarks, captions; down to the table's end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from community_desk.domain.names import normalise_name
from community_desk.domain.planned import DoubtKind, RowKey
from community_desk.exchange.import_plan import ColumnChoice, Field, SheetPlan
from community_desk.exchange.planning import row_kinds
from community_desk.exchange.planning.columns import ColumnWords
from community_desk.exchange.planning.grouping import PersonRow
from community_desk.exchange.planning.headers import Header, known_headings
from community_desk.exchange.planning.places import SheetPlace, place_of_sheet
from community_desk.exchange.tables import Cell, Sheet, cell_text

# A row with so many known headings is a heading; a remark may hold one or two such words.
_HEADING_AGAIN = 3

Say = Callable[[int, ColumnChoice | None, DoubtKind, str], None]


@dataclass(slots=True)
class SortedRows:
    """`people` in order (name "" where a row has only a door); `more` continues a person's row, by its index;

    `captions` are doors written over the rows from that place in `people` on; `end` is the first row (from 0)
    that belongs to the table no more.
    """

    end: int
    people: list[PersonRow] = field(default_factory=list)
    more: dict[int, list[PersonRow]] = field(default_factory=dict)
    captions: list[tuple[int, SheetPlace]] = field(default_factory=list)


class RowSorter:
    """Sorts the rows below a heading. What is no person goes to `plan.skipped`, what is unclear to `say`."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        plan: SheetPlan,
        words: ColumnWords,
        say: Say,
        *,
        left_out: frozenset[RowKey] = frozenset(),
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._plan = plan
        self._words = words
        self._say = say
        self._by_field: dict[Field, ColumnChoice] = {}
        for choice in plan.columns:
            self._by_field.setdefault(choice.field, choice)
        self._left_out = {row - 1 for name, row in left_out if name == sheet.name}
        self._name = self._by_field[Field.NAME]
        self._sorted = SortedRows(len(sheet.rows))

    def sort(self) -> SortedRows:
        """All rows from below the heading to the next table's heading or the sheet's end."""
        rows = self._sheet.rows
        columns = len(self._plan.columns)
        name_at = self._name.column
        evidence = [
            self._by_field[wanted].column if wanted in self._by_field else columns
            for wanted in (Field.ID_NUMBER, Field.SEX, Field.RELATION, Field.BIRTH, Field.PHONE)
        ]
        id_at, sex_at, relation_at, birth_at, phone_at = evidence
        odd = self._words.synonyms.keys() | row_kinds.VACANT
        append = self._sorted.people.append
        for index in range(self._header.rows[-1] + 1, len(rows)):
            row = rows[index]
            if not row:
                continue
            # One more cell than columns: it stands for those the table does not have.
            row = row + [""] * (columns + 1 - len(row)) if len(row) <= columns else [*row[:columns], ""]
            if index in self._left_out:
                self._plan.skipped[index + 1] = row_kinds.LEFT_OUT
                append(PersonRow(index, row, ""))  # its door may hold for the rows below
                continue
            cell = row[name_at]
            name = normalise_name(cell) if type(cell) is str else ""
            if (
                name
                and (
                    row[id_at] != ""
                    or row[sex_at] != ""
                    or row[relation_at] != ""
                    or row[birth_at] != ""
                    or row[phone_at] != ""
                )
                and name not in odd
                and row_kinds.could_be_name(name)
            ):
                append(PersonRow(index, row, name))
            elif self._is_next_table(index, row, name):
                self._sorted.end = index
                break
        return self._sorted

    def _is_next_table(self, index: int, row: list[Cell], name: str) -> bool:
        """Places a row that is not plainly a person; True if another table's heading begins here."""
        texts = row_kinds.filled_cells(row)
        if not texts:
            return False
        raw = self._sheet.rows[index]
        fields = known_headings(raw, self._words)
        if (
            len(fields) >= _HEADING_AGAIN
            and len(fields) * 2 >= len(texts)
            and Field.NAME in fields
            and not self._is_same_heading(raw)
        ):
            return True
        if kind := self._kind(raw, texts, fields):
            self._plan.skipped[index + 1] = kind
        elif len(texts) == 1 and not name and (place := place_of_sheet(texts[0])) != SheetPlace():
            # A caption over the doors that follow: 3号楼.
            self._sorted.captions.append((len(self._sorted.people), place))
            self._plan.skipped[index + 1] = row_kinds.TITLE
        else:
            self._place_unclear(index, row, name, texts)
        return False

    def _kind(self, raw: Sequence[Cell], texts: list[str], fields: set[Field]) -> str:
        is_heading = (
            any(row_kinds.same_texts(raw, self._sheet.rows[line]) for line in self._header.rows)
            or (len(fields) >= _HEADING_AGAIN and len(fields) * 2 >= len(texts))
            or row_kinds.numbers_columns(raw)
        )
        if is_heading:
            return row_kinds.HEADER
        if " ".join(texts) == self._plan.title:
            return row_kinds.TITLE
        return row_kinds.remark_kind(texts)

    def _is_same_heading(self, row: Sequence[Cell]) -> bool:
        """Whether a heading further down names the same columns, perhaps in a little other words."""
        same = other = 0
        for choice in self._plan.columns:
            if choice.field is Field.NONE or choice.column >= len(row):
                continue
            cell = row[choice.column]
            if isinstance(cell, str) and cell:
                if self._words.match(cell)[0] is choice.field:
                    same += 1
                else:
                    other += 1
        return same > other

    def _place_unclear(self, index: int, row: list[Cell], name: str, texts: list[str]) -> None:
        written = cell_text(row[self._name.column])
        people = self._sorted.people
        if name in row_kinds.VACANT:
            text = f"姓名写着“{written}”，不是人名，没有导入（如是空房，可在房屋里登记）"
            self._say(index, self._name, DoubtKind.NOT_A_PERSON, text)
        elif name and name not in self._words.synonyms and row_kinds.could_be_name(name):
            people.append(PersonRow(index, row, name))
            return
        elif name and self._has_id(row):
            self._say(index, self._name, DoubtKind.NAME_UNREADABLE, f"姓名“{written[:30]}”不像人名，请核对")
            people.append(PersonRow(index, row, name[:50]))
            return
        elif written:
            text = f"“{written[:30]}”不像人名，没有导入，请核对"
            self._say(index, self._name, DoubtKind.NOT_A_PERSON, text)
        elif people and people[-1].name and self._continues_person(index):
            self._sorted.more.setdefault(people[-1].index, []).append(PersonRow(index, row, ""))
            self._plan.skipped[index + 1] = row_kinds.CONTINUED
            return
        elif self._has_only_door(row):
            text = "只有门牌没有姓名（可能是空房），没有导入"
            self._say(index, self._name, DoubtKind.NAME_MISSING, text)
        else:
            shown = f"（{'，'.join(texts)[:40]}）" if len(texts) < 3 else ""
            self._say(index, self._name, DoubtKind.NAME_MISSING, f"这一行没有姓名{shown}，没有导入")
        # Its door may hold for the rows below.
        people.append(PersonRow(index, row, ""))

    def _continues_person(self, index: int) -> bool:
        """Whether the name cell is merged down from the row above: a second phone, a second note."""
        name = self._name.column
        return any(
            top < index <= bottom and left <= name <= right for top, left, bottom, right in self._sheet.merged
        )

    def _has_id(self, row: list[Cell]) -> bool:
        """Whether the row bears an ID number: then it is a person, whatever the name looks like."""
        choice = self._by_field.get(Field.ID_NUMBER)
        return choice is not None and len(cell_text(row[choice.column])) >= 15

    def _has_only_door(self, row: list[Cell]) -> bool:
        about_people = (Field.ID_NUMBER, Field.SEX, Field.RELATION, Field.BIRTH, Field.PHONE)
        if any(row[self._by_field[one].column] != "" for one in about_people if one in self._by_field):
            return False
        doors = (Field.ROOM, Field.ADDRESS, Field.UNIT, Field.BUILDING)
        return any(row[self._by_field[one].column] != "" for one in doors if one in self._by_field)
