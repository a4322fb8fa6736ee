"""The households of a visit sheet: what a line is given, how high it is, and what is drawn in it.

A line takes one or more units of 17 mm: it grows with the people to be seen instead of squeezing them. Long texts get
smaller and are then cut, and every cut is reported.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from community_desk.domain.phones import grouped
from community_desk.printing.fitting import ELLIPSIS, LEADING, SIZES, Fitted, clean, fit
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    MM,
    Cut,
    Missing,
    Operation,
    PrintedLine,
    Stamp,
    Text,
)
from community_desk.printing.visit_sheet_form import (
    BASELINE,
    BOX,
    BOX_GAP,
    PAD,
    UNIT,
    Column,
    Form,
)

# ID numbers of 15 or 18 characters and disability certificates of 20, also when typed in groups.
_ID_NUMBER = re.compile(r"(?<!\d)\d{6}[ -]?\d{2}(?:\d{2})?[ -]?\d{4}[ -]?\d{3}(?:[\dXxＸｘ](?:\d\d)?)?(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:[1１]\d{2}[ -]?\d{4}[ -]?\d{4}|[0０]\d{2,3}[ -]?\d{7,8})(?!\d)")
ID_NOT_PRINTED = "（证件号不印）"

_DOOR_SIZES = (14, 13.5, 13, 12, 11, 10.5, 10)
_HEAD_SIZES = (12, 11.5, 11, 10.5, 10)
_ONE_LINE_SIZES = (10, 9.5, 9, 8.5)  # one line a little smaller reads better than a last character left over
_PERSON_SIZES = (11, 10.5, 10, 9.5, 9)
_TOP = 1.3 * MM  # where a cell's first line begins; its baseline is at BASELINE
_BOTTOM = 0.6 * MM
_NAME_LINE = 5.0 * MM
_CLOSER = 0.6 * MM  # a reminder stands nearer to its name than to the next one
_TIGHT = 1.18  # leading of long texts
_PHONE_SIZE, _LABEL_SIZE, _SMALL_PHONE_SIZE = 10.5, 8, 8
# A label stands nearer to its own number than to the one above.
_LABEL_LINE, _PHONE_LINE, _PHONE_GAP, _SMALL_PHONE_LINE = 2.6 * MM, 3.9 * MM, 1.4 * MM, 3.7 * MM


@dataclass(frozen=True, slots=True)
class PersonToSee:
    """Someone the walker should see in person.

    ``paper_word`` is what stands for the reason of care where a neighbour may read it (关爱, never 低保);
    ``salutation`` (苏阿姨) is all that a volunteer's edition says of the person, with the ``reminder``
    (听力弱，多敲一会儿).
    """

    name: str
    salutation: str = ""
    paper_word: str = ""
    reminder: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One household. Those that follow each other with the same ``building`` and ``door`` share the door's cell.

    ``door`` is as it shall be read at the door (2-501, 侨兴路12号), with ``place`` beneath it (the building where it is
    empty; of a lane the hamlet, since the door says the lane already); ``entry_note`` is how to get into the building,
    printed once where the building begins; ``people`` is the size of the household (0: not said); ``phones`` are
    (label, number) pairs; ``promised`` is what was promised at the last visit; ``key`` comes back in the printed
    line.
    """

    door: str
    building: str = ""
    place: str = ""
    entry_note: str = ""
    head: str = ""
    people: int = 0
    to_see: tuple[PersonToSee, ...] = ()
    phones: tuple[tuple[str, str], ...] = ()
    promised: str = ""
    key: str = ""

    def for_volunteer(self) -> "SheetLine":
        """The same line with nothing in it but door, salutations and reminders; of such a line, itself."""
        people = tuple(
            PersonToSee(said, said, reminder=_without_phones(person.reminder))
            for person in self.to_see
            for said in [person.salutation or "住户"]
        )
        return SheetLine(
            door=self.door,
            building=self.building,
            place=self.place,
            entry_note=_without_phones(self.entry_note),
            to_see=people or (PersonToSee("住户", "住户"),),
            key=self.key,
        )


def _without_phones(text: str) -> str:
    return _PHONE.sub("（电话不印）", text)


@dataclass(frozen=True, slots=True)
class LaidLine:
    """A line laid out but not yet placed on a page: how many units it takes and what is in it.

    The operations count from the line's upper left corner. ``door`` is drawn for the first household behind a door.
    """

    source: SheetLine
    number: int
    units: int
    ticks: Stamp
    texts: tuple[Operation, ...]
    door: tuple[Operation, ...]
    cells: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        """In points."""
        return self.units * UNIT

    def shares_door(self, other: "LaidLine") -> bool:
        """Whether this household lives behind the other's door."""
        return self.source.door == other.source.door and self.source.building == other.source.building


class LineLayout:
    """Lays out the lines of one sheet and collects what has to be said about them."""

    def __init__(self, fonts: Fonts, form: Form, sheet: str, most_units: int) -> None:
        self._regular = fonts.regular
        self._bold = fonts.bold
        self._form = form
        self._sheet = sheet
        self._most_units = most_units
        self.cuts: list[Cut] = []
        self.missing: list[Missing] = []
        self._number = 0
        self._texts: list[Operation] = []

    def line(self, source: SheetLine, number: int) -> LaidLine:
        """One household, whatever its texts: nothing in it leaves its cell."""
        self._number = number
        self._texts = []
        columns = self._form.by_name
        cells: list[tuple[str, str]] = [("行号", str(number))]
        self._line_number(columns["行号"], number)
        who = self._people(columns[self._form.people_column], source)
        units = who.units
        if "户主(人数)" in columns:
            cells.append(("户主(人数)", self._head(columns["户主(人数)"], source, units)))
        cells.append((self._form.people_column, who.printed))
        if "电话" in columns:
            cells.append(("电话", self._phones(columns["电话"], source.phones, units)))
        if "上次答应的事" in columns:
            cells.append(("上次答应的事", self._long_text(columns["上次答应的事"], source.promised, units)))
        if who.reminders:
            cells.append(("提醒", who.reminders))
        texts, self._texts = tuple(self._texts), []
        cells.insert(1, ("门牌", self._door(columns["门牌"], source, units)))
        return LaidLine(
            source=source,
            number=number,
            units=units,
            ticks=self._form.ticks(units, who.boxes),
            texts=texts,
            door=tuple(self._texts),
            cells=tuple(cells),
        )

    def checked(self, text: str, column: str) -> str:
        """The text as it may be printed: cleaned, without ID numbers; characters that no font has are noted."""
        text = clean(text).strip()
        if len(text) >= 15:
            text = _ID_NUMBER.sub(ID_NOT_PRINTED, text)
        if absent := self._regular.missing(text.replace("\n", "")):
            self.missing.append(Missing(self._sheet, self._number, column, text, absent))
        return text

    def _one_line(self, text: str, column: str) -> str:
        return self.checked(text, column).replace("\n", " ")

    def _noted(self, fitted: Fitted, full: str, column: str) -> str:
        if fitted.cut:
            self.cuts.append(Cut(self._sheet, self._number, column, full, fitted.printed))
        return fitted.printed

    def _place(
        self, fitted: Fitted, x: float, top: float, *, bold: bool = False, leading: float = LEADING
    ) -> float:
        """Draws the lines, the first baseline where a line of 10 pt has it; returns the height down to what follows."""
        step = fitted.size * leading
        y = top + BASELINE - _TOP
        for line in fitted.lines:
            self._texts.append(Text(x, y, line, fitted.size, bold))
            y += step
        return step * (len(fitted.lines) - 1) + max(step, 10 * LEADING) if fitted.lines else 0

    def _line_number(self, column: Column, number: int) -> None:
        text = str(number)
        size = 12 if number < 1000 else 9
        width = self._bold.width(text, size)
        self._texts.append(Text(column.x + (column.w - width) / 2, BASELINE, text, size, bold=True))

    def _door(self, column: Column, source: SheetLine, units: int) -> str:
        x, width = column.x + PAD, column.w - 2 * PAD
        door = self.checked(source.door, "门牌")
        fitted = fit(self._bold, door, width, _DOOR_SIZES[0], _DOOR_SIZES)
        if fitted.cut:
            fitted = fit(self._bold, door, width, 9.2 * MM, SIZES)
        used = self._place(fitted, x, _TOP, bold=True)
        printed = self._noted(fitted, door, "门牌")
        building = self.checked(source.place or source.building, "门牌")
        if not building:
            return printed
        room = units * UNIT - _TOP - 1.8 * MM - used
        small = fit(self._regular, building, width, 10, _ONE_LINE_SIZES)
        if small.cut:
            small = fit(self._regular, building, width, room, SIZES)
        self._place(small, x, _TOP + used + 0.5 * MM)
        return f"{self._noted(small, building, '门牌')} {printed}"

    def _head(self, column: Column, source: SheetLine, units: int) -> str:
        x, width = column.x + PAD, column.w - 2 * PAD
        name = self.checked(source.head, "户主(人数)")
        fitted = fit(self._bold, name, width, _HEAD_SIZES[0], _HEAD_SIZES)
        if fitted.cut:
            room = units * UNIT - _TOP - 5.5 * MM  # what the size of the household leaves
            fitted = fit(self._bold, name, width, room, SIZES, leading=_TIGHT)
        used = self._place(fitted, x, _TOP, bold=True, leading=_TIGHT)
        printed = self._noted(fitted, name, "户主(人数)")
        if not source.people:
            return printed
        count = f"{source.people}人"
        self._texts.append(Text(x, BASELINE + max(used, _NAME_LINE), count, 10))
        return f"{printed} {count}".strip()

    def _long_text(self, column: Column, text: str, units: int) -> str:
        text = self.checked(text, column.title)
        height = units * UNIT - 3 * MM
        fitted = fit(self._regular, text, column.w - 2 * PAD, height, SIZES, leading=_TIGHT)
        self._place(fitted, column.x + PAD, _TOP, leading=_TIGHT)
        return self._noted(fitted, text, column.title)

    def _phones(self, column: Column, phones: Sequence[tuple[str, str]], units: int) -> str:
        x, width = column.x + PAD, column.w - 2 * PAD
        wanted = [(self._one_line(label, "电话"), self._one_line(number, "电话")) for label, number in phones]
        numbers = [(label, grouped(number)) for label, number in wanted]
        y = 0.5 * MM if numbers and numbers[0][0] else _TOP
        high = y + sum(_PHONE_LINE + _PHONE_GAP + (_LABEL_LINE if label else 0) for label, _ in numbers)
        if high <= units * UNIT and all(
            self._regular.width(number, _PHONE_SIZE) <= width for _, number in numbers
        ):
            for label, number in numbers:
                if label:
                    fitted = fit(self._regular, label, width, _LABEL_SIZE, (_LABEL_SIZE, 7.5, 7))
                    self._noted(fitted, label, "电话")
                    y += _LABEL_LINE
                    self._texts.append(Text(x, y, fitted.printed, fitted.size))
                y += _PHONE_LINE
                self._texts.append(Text(x, y, number, _PHONE_SIZE))
                y += _PHONE_GAP
            return "；".join(f"{label} {number}".strip() for label, number in numbers)
        return self._many_phones(column, wanted, units)

    def _many_phones(self, column: Column, phones: list[tuple[str, str]], units: int) -> str:
        """Label and number on one small line each; of the label, never of the number, something may be left out."""
        x, width = column.x + PAD, column.w - 2 * PAD
        lines = int((units * UNIT - 1.6 * MM) / _SMALL_PHONE_LINE)
        shown = phones if len(phones) <= lines else phones[: lines - 1]
        printed: list[str] = []
        y = 0.6 * MM
        for label, number in shown:
            y += _SMALL_PHONE_LINE
            fitted = fit(self._regular, number, width, _SMALL_PHONE_SIZE, (_SMALL_PHONE_SIZE, 7.5, 7))
            self._noted(fitted, number, "电话")
            used = self._regular.width(fitted.printed, fitted.size) + 2
            self._texts.append(Text(x, y, fitted.printed, fitted.size))
            beside = fit(self._regular, label, width - used, _SMALL_PHONE_SIZE, (_SMALL_PHONE_SIZE, 7.5, 7))
            seen = self._regular.width(beside.printed, beside.size)
            if beside.lines and beside.printed != ELLIPSIS and seen <= width - used:
                self._texts.append(Text(x + used, y, beside.printed, beside.size))
                self._noted(beside, label, "电话")
                printed.append(f"{beside.printed} {fitted.printed}")
            else:
                printed.append(fitted.printed)
                if label:
                    self.cuts.append(Cut(self._sheet, self._number, "电话", f"{label} {number}", number))
        if len(shown) < len(phones):
            more = f"…共 {len(phones)} 个号码"
            self._texts.append(Text(x, y + _SMALL_PHONE_LINE, more, 7.5))
            printed.append(more)
            full = "；".join(f"{label} {number}".strip() for label, number in phones)
            self.cuts.append(Cut(self._sheet, self._number, "电话", full, "；".join(printed)))
        return "；".join(printed)

    def _people(self, column: Column, source: SheetLine) -> "_People":
        """The people to be seen, one under the other; their number decides how many units the line takes."""
        reminder_column = self._form.by_name.get("提醒")
        said: list[str] = []
        reminders: list[str] = []
        marks: list[tuple[float, int]] = []  # where each person begins: height, number of texts
        y = _TOP
        for person in source.to_see:
            marks.append((y, len(self._texts)))
            high, name, reminder = self._person(column, reminder_column, person, y)
            y += high
            said.append(name)
            reminders.append(reminder)
        units = max(1, math.ceil((y + _BOTTOM) / UNIT - 1e-6))
        shown = len(said)
        if units > self._most_units:
            units = self._most_units
            last = units * UNIT - _BOTTOM - _NAME_LINE
            shown = max(at for at, (top, _) in enumerate(marks) if top <= last)
            y, kept = marks[shown]
            del self._texts[kept:]
            rest = f"…等共 {len(said)} 人"
            self._texts.append(Text(column.x + PAD, y - _TOP + BASELINE, rest, 10))
            printed = "；".join([*said[:shown], rest])
            self.cuts.append(Cut(self._sheet, self._number, column.title, "；".join(said), printed))
        else:
            printed = "；".join(said)
        boxes = tuple(round(top - _TOP + BASELINE, 2) for top, _ in marks[:shown])
        told = "；".join(filter(None, reminders[:shown])) if reminder_column else ""
        return _People(units, printed, told, boxes)

    def _person(
        self, column: Column, reminder_column: Column | None, person: PersonToSee, top: float
    ) -> tuple[float, str, str]:
        """Name, the word for why, and the reminder beneath (or in a column of its own); height and what is printed."""
        x = column.x + PAD + BOX + BOX_GAP
        width = column.x + column.w - PAD - x
        name = self.checked(person.name, column.title)
        word = self._one_line(person.paper_word, column.title)
        beside = self._regular.width(word, 10) + 5 if word else 0
        fitted = fit(self._bold, name, width - beside, _PERSON_SIZES[0], _PERSON_SIZES)
        if fitted.cut or beside > width / 2:
            fitted = fit(self._bold, name, width, 9.2 * MM, SIZES)
        height = max(_NAME_LINE, self._place(fitted, x, top, bold=True))
        printed = "□" + self._noted(fitted, name, column.title)
        last = self._bold.width(fitted.lines[-1], fitted.size) if fitted.lines else 0
        if word and last + beside <= width:
            y = top - _TOP + BASELINE + fitted.size * LEADING * max(0, len(fitted.lines) - 1)
            self._texts.append(Text(x + last + 5, y, word, 10))
        elif word:
            below = fit(self._regular, word, width, 10, SIZES)
            height += self._place(below, x, top + height - _CLOSER) - _CLOSER
            word = self._noted(below, word, column.title)
        if word:
            printed = f"{printed} {word}"
        reminder = self.checked(person.reminder, "提醒")
        if not reminder:
            return height, printed, ""
        if reminder_column is None:
            small = fit(self._regular, reminder, width, 8.2 * MM, SIZES)
            height += self._place(small, x, top + height - _CLOSER) - _CLOSER + 0.8 * MM
            reminder = self._noted(small, reminder, "提醒")
            return height, f"{printed}（{reminder}）", reminder
        width = reminder_column.w - 2 * PAD
        own = fit(self._regular, reminder, width, UNIT - _TOP - _BOTTOM, SIZES)
        height = max(height, self._place(own, reminder_column.x + PAD, top) + 1 * MM)
        return height, printed, self._noted(own, reminder, "提醒")


class _People(NamedTuple):
    units: int
    printed: str
    reminders: str
    boxes: tuple[float, ...]  # baselines


def printed_line(sheet: str, page: int, line: LaidLine) -> PrintedLine:
    """What is to be stored of a line."""
    return PrintedLine(sheet, line.number, page, line.source.key, line.cells)
