"""The people of one table put into households and read: the grouping at work, row by row."""

from community_desk.domain.codes import BuildingKind
from community_desk.domain.names import normalise_name
from community_desk.domain.planned import DoubtKind, PlannedHousehold, PlannedMember
from community_desk.domain.relations import HEAD
from community_desk.exchange.import_plan import (
    OLD_ROW,
    ColumnChoice,
    Field,
    Grouping,
    ImportOptions,
    SheetPlan,
)
from community_desk.exchange.planning.file_so_far import FileSoFar
from community_desk.exchange.planning.grouping import (
    Below,
    PersonRow,
    door_columns,
    fill_from_above,
    found_grouping,
)
from community_desk.exchange.planning.people import PersonReader, read_tenure
from community_desk.exchange.planning.places import Place, PlaceReader, SheetPlace, place_of_sheet
from community_desk.exchange.planning.row_sorter import SortedRows
from community_desk.exchange.tables import Cell, cell_text

# First figures of the relations that are kin in the narrow sense (GB/T 4761: from spouse to siblings).
_RELATIVES = frozenset("1234567")


class _Open:
    """A household that rows are being added to: its number in the plan, its door, whether its head came.

    `head_name` is what its rows gave as 户主姓名, or its head's own name; "" while neither was written.
    """

    __slots__ = ("has_head", "head_name", "number", "place")

    def __init__(self, number: int, place: Place, *, has_head: bool = False) -> None:
        self.number = number
        self.place = place
        self.has_head = has_head
        self.head_name = ""


class HouseholdReader:
    """Groups and reads the sorted rows of one table. The plan gets the grouping, `so_far` the households."""

    def __init__(
        self,
        plan: SheetPlan,
        rows: SortedRows,
        *,
        below: Below,
        reader: PersonReader,
        so_far: FileSoFar,
        options: ImportOptions,
    ) -> None:
        self._plan = plan
        self._rows = rows
        self._below = below
        self._reader = reader
        self._so_far = so_far
        self._options = options
        self._by_field: dict[Field, ColumnChoice] = {}
        for choice in plan.columns:
            self._by_field.setdefault(choice.field, choice)
        relations = {row.cells[reader.relation] for row in rows.people if row.name}
        self._heads = frozenset(cell for cell in relations if reader.relation_of(cell)[0] == HEAD)
        self._doors = door_columns(rows.people, plan.columns, below, self._heads)
        # An excerpt of doubtful rows leaves out rows: what stands above a row in it says nothing of that row.
        self._is_excerpt = any(choice.heading == OLD_ROW for choice in plan.columns)
        self._first_rows: dict[int, int] = {}
        self._shared: list[int] = []

    def read(self, wanted: Grouping | None) -> None:
        """Reads all rows. `wanted` is a person's choice of grouping, None to find it."""
        people = self._rows.people
        has_heads = bool(self._heads)
        found = found_grouping(people, self._plan.columns, self._doors, has_heads=has_heads)
        self._plan.grouping = wanted or found
        if self._plan.grouping is Grouping.HOUSEHOLD_NUMBER and Field.HOUSEHOLD_NUMBER not in self._by_field:
            self._plan.grouping = found
        before = len(self._so_far.households)
        self._group()
        self._plan.households = len(self._so_far.households) - before
        self._plan.people = sum(1 for row in people if row.name)
        self._doubt_doors()
        self._doubt_heads(has_heads=has_heads)

    def _group(self) -> None:
        so_far, grouping = self._so_far, self._plan.grouping
        name_column, id_column = self._by_field.get(Field.NAME), self._by_field.get(Field.ID_NUMBER)
        head_at = self._column(Field.HEAD_NAME)
        captions = [*self._rows.captions, (len(self._rows.people) + 1, SheetPlace())]
        places = self._place_reader(SheetPlace())
        filled = fill_from_above(self._rows.people, self._doors, self._below)
        current: _Open | None = None
        opened: dict[object, _Open] = {}
        number = ""
        above = 0  # the row of the person before (Excel's), and its door cells
        cells_above: tuple[Cell, ...] = ()
        for count, (row, place_cells) in enumerate(zip(self._rows.people, filled, strict=True)):
            while count >= captions[0][0]:
                places, current = self._place_reader(captions.pop(0)[1]), None
            place = places.read(place_cells)
            if head_at is not None or self._column(Field.HOUSEHOLD_NUMBER) is not None:
                number = self._number(row, number)
            if not row.name:
                if self._has_own_door(row):
                    current = None
                continue
            member = self._person(row, head_at)
            is_head = member.relation_code == HEAD
            written_head = normalise_name(cell_text(row.cells[head_at])) if head_at is not None else ""
            joins = (
                current is not None
                and above == row.index
                and place is not current.place
                and self._joins_above(
                    row, place_cells, cells_above, member, current=current, head=written_head
                )
            )
            if joins and current is not None:
                if written_head == "":
                    self._doubt_door_of_row_above(row, member, current)
                place = current.place
            else:
                cells_above = place_cells
            above = member.rows[-1]
            again = so_far.met_again(member, place, name_column, id_column)
            if again is not None:
                current = _Open(again, place, has_head=True)
                continue
            key: object = None
            if joins:
                pass
            elif grouping is Grouping.HOUSEHOLD_NUMBER:
                key = number or row.index
                current = opened.get(key)
            elif grouping is Grouping.CELLS:
                if current is not None and self._starts_by_cells(
                    row, place, current, member, head=written_head
                ):
                    current = None
            elif grouping is Grouping.HEAD_ROW:
                key = (place, number) if place.is_known or number else None
                current = self._by_head(
                    row, place, member, opened.get(key) if key else current, is_head=is_head
                )
            else:
                key = place if grouping is Grouping.ADDRESS and place.is_known else None
                current = opened.get(key) if key else None
            if current is None:
                if place.households:
                    self._doubt_second_household(row, member, place, is_head=is_head)
                current = self._open(place, row, number)
                if key is not None:
                    opened[key] = current
            current.has_head = current.has_head or is_head
            current.head_name = current.head_name or written_head or (member.name if is_head else "")
            so_far.add(current.number, member, place)

    def _person(self, row: PersonRow, head_at: int | None) -> PlannedMember:
        member = self._reader.read(row.cells, row.index, row.name)
        member.sheet = self._plan.sheet
        for more in self._rows.more.get(row.index, ()):
            self._reader.read_repeatable(more.cells, more.index, member)
            member.rows = (*member.rows, more.index + 1)
        if (
            head_at is not None
            and not member.relation
            and normalise_name(cell_text(row.cells[head_at])) == member.name
        ):
            member.relation_code, member.relation = self._reader.relation_of("户主")
        return member

    def _number(self, row: PersonRow, before: str) -> str:
        """What names the household beside its door: its number, or its head's name; blank means as above."""
        column = self._column(Field.HOUSEHOLD_NUMBER)
        if column is None or self._plan.grouping is not Grouping.HOUSEHOLD_NUMBER:
            column = self._column(Field.HEAD_NAME)
        if column is None:
            return ""
        return cell_text(row.cells[column]) or before

    def _starts_by_cells(
        self, row: PersonRow, place: Place, current: _Open, member: PlannedMember, *, head: str
    ) -> bool:
        if place is not current.place:
            return True
        has_number = self._is_written(row, self._doors.sequence)
        has_door = self._is_written(row, self._doors.finest)
        if member.relation_code == HEAD:
            return has_number or has_door or current.has_head
        if head and head == current.head_name:
            return False
        if has_number:
            # A running number begins a household, unless somebody filled in every cell of a relative's row.
            differs = bool(head and current.head_name)
            return differs or not (has_door and current.has_head and member.relation_code[:1] in _RELATIVES)
        # The same door written once more is another household, unless the row plainly is a member.
        return has_door and not member.relation

    def _joins_above(
        self,
        row: PersonRow,
        place_cells: tuple[Cell, ...],
        cells_above: tuple[Cell, ...],
        member: PlannedMember,
        *,
        current: _Open,
        head: str,
    ) -> bool:
        """Whether a row right below a household, with a relation but no door of its own, is one of that household.

        Ledgers in which every row has its door have such rows too, where somebody added a person in haste.
        """
        finest = self._doors.finest
        if (
            self._is_excerpt
            or finest is None
            or row.cells[finest] != ""
            or (row.index, finest) in self._below
            or self._plan.grouping in (Grouping.HOUSEHOLD_NUMBER, Grouping.PERSON)
            or not member.relation
            or member.relation_code == HEAD
            or not current.place.is_known
        ):
            return False
        if head and current.head_name and head != current.head_name:
            return False
        # It may stand in another building or compound all the same.
        return all(own in ("", before) for own, before in zip(place_cells, cells_above, strict=True))

    def _by_head(
        self, row: PersonRow, place: Place, member: PlannedMember, current: _Open | None, *, is_head: bool
    ) -> _Open | None:
        """The household that a row goes on with where heads begin households, None if it begins one."""
        if not place.is_known and self._doors.finest is not None:
            return None  # Its door is missing: nobody can say who lives with whom.
        if current is None or (is_head and current.has_head):
            return None
        if len(place.households) > 1:
            last = self._so_far.households[current.number].members[-1]
            if last.sheet != member.sheet or last.rows[-1] + 1 != row.index + 1:
                text = f"{member.name}：门牌“{place.door}”有几户，没写明是哪一户，先放在最后一户，请核对"
                self._say(row.index, Field.NAME, DoubtKind.SAME_ADDRESS_GROUPING, text)
        return current

    def _open(self, place: Place, row: PersonRow, number: str) -> _Open:
        household = PlannedHousehold(
            place.grid,
            place.compound,
            place.building,
            place.unit,
            place.room,
            place.door,
            place.address,
            place.compound_kind,
            place.building_kind,
            number=number if self._plan.grouping is Grouping.HOUSEHOLD_NUMBER else "",
        )
        tenure = self._column(Field.TENURE)
        if tenure is not None and (text := cell_text(row.cells[tenure])):
            household.tenure = read_tenure(text)
        self._so_far.households.append(household)
        opened = len(self._so_far.households) - 1
        place.households.append(opened)
        self._first_rows[opened] = row.index
        return _Open(opened, place)

    def _place_reader(self, caption: SheetPlace) -> PlaceReader:
        own = place_of_sheet(self._plan.sheet)
        if caption.building or caption.lane:
            own = SheetPlace(own.grid, own.compound)
        sheet_place = SheetPlace(
            caption.grid or own.grid,
            caption.compound or own.compound,
            caption.building or own.building,
            caption.lane or own.lane,
        )
        return PlaceReader(
            self._doors.fields,
            sheet_place,
            compound=self._options.compound,
            grid=self._options.grid,
            shared=self._so_far.places,
        )

    def _column(self, wanted: Field) -> int | None:
        return self._by_field[wanted].column if wanted in self._by_field else None

    def _has_own_door(self, row: PersonRow) -> bool:
        return self._doors.finest is not None and row.cells[self._doors.finest] != ""

    # -- doubts

    def _say(self, index: int, field: Field, kind: DoubtKind, text: str) -> None:
        self._so_far.doubt(self._plan.sheet, index + 1, self._by_field.get(field), kind, text)

    def _doubt_second_household(
        self, row: PersonRow, member: PlannedMember, place: Place, *, is_head: bool
    ) -> None:
        """Several households behind one door: only what the file itself marks needs no question."""
        grouping = self._plan.grouping
        if not place.is_known or grouping in (Grouping.HOUSEHOLD_NUMBER, Grouping.PERSON):
            return
        if grouping is Grouping.CELLS and self._is_marked(row):
            return
        if is_head:
            text = (
                f"{member.name}：门牌“{place.door}”有不止一位户主，按几户登记，如是一户请改成其中一位为户主"
            )
            self._say(row.index, Field.RELATION, DoubtKind.SAME_ADDRESS_GROUPING, text)

    def _is_marked(self, row: PersonRow) -> bool:
        """Whether the row's own door or number cell begins a household."""
        return self._is_written(row, self._doors.sequence) or self._is_written(row, self._doors.finest)

    def _is_written(self, row: PersonRow, column: int | None) -> bool:
        """Whether a row has a cell of its own there, and not the rest of one merged down to it."""
        return column is not None and row.cells[column] != "" and (row.index, column) not in self._below

    def _doubt_door_of_row_above(self, row: PersonRow, member: PlannedMember, current: _Open) -> None:
        door = current.place.door or current.place.address or current.place.building
        text = f"{member.name}：没有写门牌，按上一行登记在“{door}”这一户，请核对"
        self._say(row.index, Field.ROOM, DoubtKind.DOOR_MISSING, text)

    def _doubt_doors(self) -> None:
        """Compounds, grids and doors that neither the file nor the user gave: once a sheet, or where they lack."""
        so_far, plan = self._so_far, self._plan
        if not self._first_rows:
            return
        unknown = [
            n for n in self._first_rows if not so_far.households[n].room and not so_far.households[n].address
        ]
        if len(unknown) == len(self._first_rows):
            text = "这张表没有门牌，只能按证件号与已有居民对上"
            so_far.doubt(plan.sheet, 0, None, DoubtKind.DOOR_MISSING, text)
            return
        for number in unknown:
            name = so_far.households[number].members[0].name if so_far.households[number].members else ""
            text = f"{name}：没有写门牌，请补上"
            self._say(self._first_rows[number], Field.ROOM, DoubtKind.DOOR_MISSING, text)
        missing = set(unknown)
        for number, index in self._first_rows.items():
            household = so_far.households[number]
            if household.address and number not in missing:
                text = f"门牌“{household.address}”看不懂，先照原样登记，请改成“3号楼2单元501”这样的写法"
                self._say(index, Field.ADDRESS, DoubtKind.DOOR_UNREADABLE, text)
        self._doubt_zero_rooms()
        self._doubt_part("compound", Field.COMPOUND, DoubtKind.COMPOUND_MISSING, "小区（或自然村）", missing)
        self._doubt_part("grid", Field.GRID, DoubtKind.GRID_MISSING, "网格", missing)

    def _doubt_zero_rooms(self) -> None:
        """Rooms such as "012" beside "12": `normalise_room` takes them for two, and a person for one perhaps."""
        for number, index in self._first_rows.items():
            household = self._so_far.households[number]
            room = household.room
            if not room.startswith("0") or household.building_kind is BuildingKind.LANE:
                continue
            key = (
                household.compound,
                household.building,
                household.unit,
                room.lstrip("0"),
                household.address,
            )
            if (other := self._so_far.places.get(key)) is not None:
                text = f"门牌“{household.door}”和“{other.door}”也许是同一户，先按两处登记，请核对"
                self._say(index, Field.ROOM, DoubtKind.SAME_ADDRESS_GROUPING, text)

    def _doubt_part(
        self, part: str, field: Field, kind: DoubtKind, word: str, without_door: set[int]
    ) -> None:
        households = self._so_far.households
        lacking = [
            number
            for number in self._first_rows
            if number not in without_door and not getattr(households[number], part)
        ]
        if len(lacking) == len(self._first_rows) - len(without_door) and lacking:
            hint = f"；表题是“{self._plan.title[:40]}”" if part == "compound" and self._plan.title else ""
            text = f"这张表没有写{word}，请在导入时指定{hint}"
            self._so_far.doubt(self._plan.sheet, 0, None, kind, text)
            return
        for number in lacking:
            household = households[number]
            door = household.door or household.address or household.building
            self._say(self._first_rows[number], field, kind, f"门牌“{door}”没有写{word}，请补上")

    def _doubt_heads(self, *, has_heads: bool) -> None:
        households = self._so_far.households
        if self._plan.grouping is Grouping.ADDRESS:
            several = sum(1 for number in self._first_rows if len(households[number].members) > 1)
            if several:
                text = f"这张表看不出谁是户主，同一门牌的人按一户登记（共{several}户多于一人），如有几户同住请分开"
                self._so_far.doubt(self._plan.sheet, 0, None, DoubtKind.SAME_ADDRESS_GROUPING, text)
            return
        # An excerpt leaves out the heads that were in order.
        if not has_heads or self._is_excerpt:
            return
        for number, index in self._first_rows.items():
            members = households[number].members
            if any(member.relation_code == HEAD for member in members):
                continue
            if len(members) > 1 or (members and members[0].relation):
                text = f"{members[0].name}：这一户没有户主，请指定"
                self._say(index, Field.RELATION, DoubtKind.HEAD_MISSING, text)
