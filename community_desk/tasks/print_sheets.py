"""Visit sheets from the ledger to paper: choose, order, part into walkers' piles, lay out, keep, write a PDF."""

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import walk_sorted
from community_desk.domain.errors import UserError
from community_desk.domain.names import salutation
from community_desk.ledger import access, changes, places, printed_sheets, rounds, visit_sheets
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.visit_sheets import LeftOut, NewSheet, SheetHousehold, SheetPerson
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import Cut, Document, Missing
from community_desk.printing.visit_sheet import Edition, PersonToSee, SheetLine, VisitSheet, lay_out, write
from community_desk.tasks.progress import Progress

# Five pages: what one person walks in an evening.
DEFAULT_LINES_A_SHEET = 40
# As many as stand in the column in a size that can be read at the door; one less where each has its label above it,
# unless many people make the line higher.
_PHONES = 3
_PURPOSE = "入户走访"


@dataclass(frozen=True, slots=True)
class PrintedSheets:
    """What was printed: where, the sheets' numbers, and what must be known before walking.

    ``missing`` are names with characters no font has, ``cuts`` texts that did not fit, ``left_out`` households
    that are not to be called on now.
    """

    path: Path
    numbers: tuple[str, ...]
    households: int
    pages: int
    missing: tuple[Missing, ...]
    cuts: tuple[Cut, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class PreparedSheets:
    """Sheets laid out but neither kept nor written: what a preview shows.

    Those of a ``round`` have a walker each (``walkers``, "" if nobody was named).
    """

    document: Document
    sheets: tuple[VisitSheet, ...]
    piles: tuple[tuple[SheetHousehold, ...], ...]
    first_serial: int
    left_out: tuple[LeftOut, ...]
    round: NewRound | None = None
    walkers: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Texts with characters that no font has, each once: to be said before the paper is out."""
        return tuple(
            {(each.sheet, each.line, each.characters): each for each in self.document.missing}.values()
        )


class NobodyToCallOnError(UserError):
    """Households were chosen, but none is to be called on now; ``left_out`` says which and why."""

    def __init__(self, left_out: tuple[LeftOut, ...]) -> None:
        super().__init__("选中的住户现在都不上门（见名单），没有可打印的走访单。")
        self.left_out = left_out


def print_sheets(
    path: Path,
    wanted: RegisterFilter,
    *,
    fonts: Fonts,
    operator: str,
    now: datetime,
    only: Iterable[str] | None = None,
    volunteer: bool = False,
    lines_a_sheet: int = DEFAULT_LINES_A_SHEET,
) -> Generator[Progress, None, PrintedSheets]:
    """Print the chosen households' visit sheets into the PDF ``path``; the generator returns what was printed.

    ``now`` is local time with its zone; ``only`` limits the choice to these household uids. ``UserError`` if nobody
    is chosen or the file cannot be written: then no sheet number is used up.
    """
    prepared = yield from prepare_sheets(
        wanted,
        fonts=fonts,
        operator=operator,
        now=now,
        only=only,
        volunteer=volunteer,
        lines_a_sheet=lines_a_sheet,
    )
    yield Progress(3, 4, f"正在写出 {len(prepared.document.pages)} 页")
    return issue_sheets(path, prepared, fonts=fonts, operator=operator, now=now)


def prepare_sheets(
    wanted: RegisterFilter,
    *,
    fonts: Fonts,
    operator: str,
    now: datetime,
    only: Iterable[str] | None = None,
    volunteer: bool = False,
    lines_a_sheet: int = DEFAULT_LINES_A_SHEET,
) -> Generator[Progress, None, PreparedSheets]:
    """Choose, order and lay out; see ``print_sheets``. Writes nothing but this PC's code, once."""
    yield Progress(0, 4, "正在选出住户")
    chosen = visit_sheets.households_for_sheets(wanted, today=now.date(), only=only)
    homes, left_out = visit_sheets.callable_households(chosen)
    if left_out and not homes:
        raise NobodyToCallOnError(tuple(left_out))
    if not homes:
        raise UserError("没有要打印的住户，请换一个范围再试。")
    yield Progress(1, 4, f"正在给 {len(homes)} 户排走访顺序")
    ordered = walk_sorted(homes, key=lambda home: home.walk)
    piles = part_into_piles(ordered, most=lines_a_sheet)
    yield Progress(2, 4, f"正在排版 {len(piles)} 份走访单")
    return lay_out_piles(
        piles, fonts=fonts, operator=operator, now=now, volunteer=volunteer, left_out=tuple(left_out)
    )


def lay_out_piles(
    piles: Sequence[Sequence[SheetHousehold]],
    *,
    fonts: Fonts,
    operator: str,
    now: datetime,
    volunteer: bool,
    left_out: tuple[LeftOut, ...],
    round_: NewRound | None = None,
    walkers: Sequence[str] = (),
) -> PreparedSheets:
    """A sheet for each pile, with the next numbers of this ledger; ``walkers`` has a name for each pile of a round."""
    first = visit_sheets.next_serial()
    sheets = tuple(
        VisitSheet(
            number=visit_sheets.sheet_number(first + place),
            community=_community(),
            area=" · ".join(filter(None, (walkers[place] if walkers else "", area_of(pile)))),
            printed_by=operator,
            printed_at=now,
            lines=tuple(map(_line, pile)),
            edition=Edition.VOLUNTEER if volunteer else Edition.STAFF,
        )
        for place, pile in enumerate(piles)
    )
    document = lay_out(sheets, fonts)
    return PreparedSheets(document, sheets, tuple(map(tuple, piles)), first, left_out, round_, tuple(walkers))


def issue_sheets(
    path: Path,
    prepared: PreparedSheets,
    *,
    fonts: Fonts,
    operator: str,
    now: datetime,
    kept: Collection[str] = (),
) -> PrintedSheets:
    """Keep prepared sheets in the ledger and write them: both or neither.

    Those whose numbers are in ``kept`` are in the ledger already (they came out of the printer); that they are now in
    a file too is logged as an export.
    """
    new = [sheet.number for sheet in prepared.sheets if sheet.number not in kept]
    with (
        _written(path, prepared.document, fonts),
        changes.transaction(f"打印走访单 {len(prepared.sheets)} 份", operator=operator, undoable=False),
    ):
        if new:
            keep_sheets(prepared, operator=operator, now=now, only=new)
        else:
            access.record_export(
                subject=f"走访单 PDF {len(prepared.sheets)} 份",
                purpose=_PURPOSE,
                person_count=sum(len(home.members) for pile in prepared.piles for home in pile),
                operator=operator,
            )
    return PrintedSheets(
        path=path,
        numbers=tuple(sheet.number for sheet in prepared.sheets),
        households=sum(map(len, prepared.piles)),
        pages=len(prepared.document.pages),
        missing=prepared.missing,
        cuts=prepared.document.cuts,
        left_out=prepared.left_out,
    )


@contextmanager
def _written(path: Path, document: Document, fonts: Fonts) -> Iterator[None]:
    """Write the PDF around what is kept of it in the ledger: both or neither.

    Written beside its place before anything is committed, so that a full disk uses up no number, and moved there after
    the commit, so that no paper is out that the ledger does not know.
    """
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹，请写一个 PDF 文件名。", field="out")
    fresh = path.with_name(f".{path.name}.{document.lines[0].sheet}.new")
    try:
        write(document, fresh, fonts)
        yield
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    try:
        fresh.replace(path)
    except OSError as error:
        raise UserError(
            f"“{path}”正被别的程序打开，走访单写在“{fresh}”里；请关闭它再改名。", field="out"
        ) from error


def keep_sheets(
    prepared: PreparedSheets, *, operator: str, now: datetime, only: Collection[str] | None = None
) -> None:
    """Keep prepared sheets in the ledger, those with the numbers ``only`` if given: they are about to be printed.

    Joins a running transaction. ``UserError`` if another print has used up their numbers meanwhile.
    """
    with changes.transaction(f"打印走访单 {len(prepared.sheets)} 份", operator=operator, undoable=False):
        new = _new_sheets(prepared, _round_id(prepared, operator), only)
        if visit_sheets.serials_used(sheet.serial for sheet in new):
            raise UserError("刚才另有走访单打印，编号已经用掉；请再打印一次。")
        visit_sheets.record_sheets(
            new,
            printed_at=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
            purpose=_PURPOSE,
            operator=operator,
        )


def _round_id(prepared: PreparedSheets, operator: str) -> int | None:
    """The round's row; ``UserError`` if somebody else has put one of its households on a sheet meanwhile."""
    if prepared.round is None:
        return None
    if not prepared.round.criteria.get("urgent"):
        reserved = rounds.reservations()
        own = {sheet.number for sheet in prepared.sheets}
        for home in (home for pile in prepared.piles for home in pile):
            if home.uid in reserved and reserved[home.uid].number not in own:
                raise UserError(f"{home.full_door}刚才{reserved[home.uid].words}，请重新安排这一轮。")
    return int(rounds.ensure_round(prepared.round, operator=operator).id)


def _new_sheets(
    prepared: PreparedSheets, round_id: int | None, only: Collection[str] | None
) -> list[NewSheet]:
    document = prepared.document
    printed = {(line.sheet, line.line): dict(line.cells) for line in document.lines}
    pages = Counter(document.page_sheets)
    return [
        NewSheet(
            serial=prepared.first_serial + place,
            number=sheet.number,
            title="走访单",
            area=sheet.area,
            edition=sheet.edition.value,
            page_count=pages[sheet.number],
            lines=[
                (
                    home,
                    {
                        **printed[sheet.number, line_no],
                        visit_sheets.SOURCE: _source(sheet, line_no),
                        visit_sheets.TO_SEE: [person.uid for person in home.to_see],
                    },
                )
                for line_no, home in enumerate(pile, start=1)
            ],
            round_id=round_id,
            walker=prepared.walkers[place] if prepared.walkers else "",
        )
        for place, (sheet, pile) in enumerate(zip(prepared.sheets, prepared.piles, strict=True))
        if only is None or sheet.number in only
    ]


def _source(sheet: VisitSheet, line_no: int) -> dict[str, object]:
    """What a line was laid out from; of a volunteers' sheet no more than stands on it."""
    line = sheet.lines[line_no - 1]
    return asdict(line.for_volunteer() if sheet.edition is Edition.VOLUNTEER else line)


def lay_out_again(uid: str, *, fonts: Fonts) -> Document:
    """A printed sheet (its uid) as it was, from what is kept of it. ``UserError`` if that is not enough."""
    sheet = printed_sheets.find_printed_sheet(uid)
    lines = tuple(_line_again(line.source) for line in printed_sheets.stored_lines(uid))
    return lay_out(
        [
            VisitSheet(
                number=sheet.number,
                community=_community(),
                area=sheet.area,
                printed_by=sheet.printed_by,
                printed_at=datetime.fromisoformat(sheet.printed_at).astimezone(),
                lines=lines,
                edition=Edition(sheet.edition),
            )
        ],
        fonts,
    )


def write_again(path: Path, uid: str, *, fonts: Fonts, operator: str) -> None:
    """Write a printed sheet (its uid) as it was into the PDF ``path``; that is logged as an export."""
    document = lay_out_again(uid, fonts=fonts)
    with _written(path, document, fonts):
        printed_sheets.record_reprint(uid, purpose=_PURPOSE, into_file=True, operator=operator)


def print_again(uid: str, *, operator: str) -> None:
    """Note that a printed sheet (its uid) goes to the printer once more."""
    printed_sheets.record_reprint(uid, purpose=_PURPOSE, operator=operator)


def _line_again(source: Mapping[str, Any]) -> SheetLine:
    to_see = tuple(PersonToSee(**person) for person in source["to_see"])
    phones = tuple((label, number) for label, number in source["phones"])
    return SheetLine(**{**source, "to_see": to_see, "phones": phones})


def _community() -> str:
    return places.community().name or "＿＿＿＿社区"


def part_into_piles(ordered: Sequence[SheetHousehold], *, most: int) -> list[list[SheetHousehold]]:
    """Households in walking order as walkers' piles of at most ``most`` lines.

    A pile stays in one grid; a building is not parted if it fits on a sheet of its own, and no door is parted (so
    only a door with more than ``most`` households makes a longer pile).
    """
    piles: list[list[SheetHousehold]] = []
    for _, in_grid in groupby(ordered, key=lambda home: home.walk.grid):
        pile: list[SheetHousehold] = []
        for _, in_building in groupby(in_grid, key=lambda home: home.building):
            block = list(in_building)
            if pile and len(pile) + len(block) > most:
                piles.append(pile)
                pile = []
            for part in _parts(block, most):
                if pile and len(pile) + len(part) > most:
                    piles.append(pile)
                    pile = []
                pile += part
        if pile:
            piles.append(pile)
    return piles


def _parts(block: Sequence[SheetHousehold], most: int) -> list[list[SheetHousehold]]:
    """A building's households as parts of about equal length, cut between doors only."""
    doors = [list(group) for _, group in groupby(block, key=lambda home: home.full_door)]
    count = -(-len(block) // most)
    target = -(-len(block) // count)
    parts: list[list[SheetHousehold]] = [[]]
    for door in doors:
        if parts[-1] and len(parts[-1]) + len(door) > target:
            parts.append([])
        parts[-1] += door
    return parts


def area_of(pile: Sequence[SheetHousehold]) -> str:
    """Where a pile leads, in a few words: 第3网格 · 芸溪里1号楼–5号楼."""
    parts = []
    for compound, homes in groupby(pile, key=lambda home: home.walk.compound):
        buildings = list(dict.fromkeys(home.walk.building for home in homes))
        last = f"–{buildings[-1]}" if len(buildings) > 1 else ""
        parts.append(f"{compound}{buildings[0]}{last}")
    grid = pile[0].walk.grid
    return " · ".join(part for part in (grid, "、".join(dict.fromkeys(parts))) if part)


def _line(home: SheetHousehold) -> SheetLine:
    seen = home.to_see
    return SheetLine(
        door=home.door,
        building=home.building,
        place=home.walk.compound if home.walk.kind is BuildingKind.LANE else "",
        entry_note=home.entry_note,
        head=home.members[0].name,
        people=len(home.members),
        to_see=tuple(
            PersonToSee(
                name=person.name,
                salutation=salutation(person.name, person.sex),
                paper_word="、".join(person.paper_words),
                reminder="；".join(
                    note for note in (home.door_note if person is seen[0] else "", person.reminder) if note
                ),
            )
            for person in seen
        ),
        phones=_phones(home, seen),
        promised=home.promised,
        key=home.uid,
    )


def _phones(home: SheetHousehold, seen: Sequence[SheetPerson]) -> tuple[tuple[str, str], ...]:
    """(whose, number): of each person to see the first number, then further ones while they can be read at the door.

    The label of the ledger (女儿) stands where it has one; a name only where several people have numbers.
    """
    head = home.members[0]
    people = seen if any(person is head for person in seen) else [*seen, head]
    whose: dict[str, tuple[str, str]] = {}
    for turn in zip_longest(*(person.phones for person in people)):
        for person, phone in zip(people, turn, strict=True):
            if phone is not None:
                whose.setdefault(phone[1], (person.name, phone[0]))
    several = len({name for name, _ in whose.values()}) > 1
    numbers = tuple((label or (name if several else ""), number) for number, (name, label) in whose.items())
    plain = not any(label for label, _ in numbers)
    return numbers[: _PHONES if plain or len(seen) > _PHONES else _PHONES - 1]
