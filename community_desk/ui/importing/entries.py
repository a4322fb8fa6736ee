"""What comes of a plan, line by line: households, and rows and sheets that are doubtful by themselves.

Plain data without Qt, made beside the window: 12,000 people take a twentieth of a second.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community_desk.domain.planned import Doubt, DoubtKind, PlannedHousehold, PlannedMember, RowKey
from community_desk.domain.relations import HEAD
from community_desk.exchange.import_plan import ImportPlan
from community_desk.ledger.import_foresight import Fate, Foreseen, Foresight

# What a chip says of each kind of doubt.
KIND_WORDS = {
    DoubtKind.ID_LOST_DIGITS: "身份证少了末尾",
    DoubtKind.ID_BAD_CHECK_DIGIT: "身份证校验位不对",
    DoubtKind.ID_BAD_LENGTH: "证件号位数不对",
    DoubtKind.ID_BAD_DATE: "身份证里的日期不对",
    DoubtKind.ID_UNKNOWN_PROVINCE: "身份证省份不对",
    DoubtKind.ID_UNREADABLE: "证件号看不懂",
    DoubtKind.ID_REPEATED: "证件号重复",
    DoubtKind.CERTIFICATE_UNREADABLE: "残疾证号看不懂",
    DoubtKind.CERTIFICATE_AGAINST_ID: "残疾证与身份证不同",
    DoubtKind.CERTIFICATE_DIFFERS: "残疾证与表格不同",
    DoubtKind.BIRTH_AGAINST_ID: "生日与身份证不同",
    DoubtKind.SEX_AGAINST_ID: "性别与身份证不同",
    DoubtKind.SEX_UNKNOWN: "性别看不懂",
    DoubtKind.RELATION_UNKNOWN: "关系不认识",
    DoubtKind.HEAD_MISSING: "没有户主",
    DoubtKind.NAMESAKE_AT_DOOR: "同一门牌同名",
    DoubtKind.JANUARY_OR_OCTOBER: "1月还是10月",
    DoubtKind.DATE_UNREADABLE: "日期看不懂",
    DoubtKind.RARE_CHARACTER: "生僻字",
    DoubtKind.PRIVATE_USE_CHARACTER: "自造字",
    DoubtKind.NAME_UNREADABLE: "姓名看不懂",
    DoubtKind.NAME_MISSING: "没有姓名",
    DoubtKind.NOT_A_PERSON: "不像人名",
    DoubtKind.PHONE_UNREADABLE: "电话看不懂",
    DoubtKind.CATEGORY_UNKNOWN: "类别不认识",
    DoubtKind.WORD_UNKNOWN: "写法看不懂",
    DoubtKind.COMPOUND_MISSING: "没有小区",
    DoubtKind.GRID_MISSING: "没有网格",
    DoubtKind.DOOR_MISSING: "没有门牌",
    DoubtKind.DOOR_UNREADABLE: "门牌看不懂",
    DoubtKind.SAME_ADDRESS_GROUPING: "同一门牌怎么分户",
    DoubtKind.REPEATED_ROW: "重复的行",
    DoubtKind.FORMULA_WITHOUT_VALUE: "公式没有结果",
    DoubtKind.FAULTY_CELL: "格子显示错误",
    DoubtKind.HEADER_NOT_FOUND: "没有表头",
    DoubtKind.SHEET_HIDDEN: "隐藏的表",
    DoubtKind.MATCH_PROPOSED: "可能是同一人",
    DoubtKind.POSSIBLE_MATCH: "同名同生日",
    DoubtKind.SAME_ID_OTHER_NAME: "证件号同、姓名不同",
    DoubtKind.DIFFERS_FROM_LEDGER: "与台账不同",
    DoubtKind.WITHDRAWN_BEFORE: "曾被撤回",
    DoubtKind.DOOR_DIFFERS: "住址与台账不同",
    DoubtKind.DOOR_SHARED: "门牌已有一户",
    DoubtKind.GRID_DIFFERS: "网格与台账不同",
    DoubtKind.TEXT_TOO_LONG: "文字太长",
}


DOUBTFUL = "doubtful"


@dataclass(slots=True)
class Entry:
    """A line of the preview: a household, or a row (or sheet) that nobody comes of.

    ``doubts`` are open, ``settled`` were and are no more; ``fates`` are those of the members, in their order.
    ``filters`` are what it is shown under: values of ``Fate`` and ``DoubtKind``, and ``DOUBTFUL``.
    """

    household: PlannedHousehold | None
    sheet: str
    row: int
    doubts: list[Doubt]
    settled: list[Doubt]
    fates: tuple[Foreseen, ...] = ()
    is_left_out: bool = False
    filters: frozenset[str] = frozenset()

    @property
    def place(self) -> RowKey:
        """Where it begins."""
        return self.sheet, self.row

    @property
    def rows(self) -> set[RowKey]:
        """All rows of the file that belong to it."""
        if self.household is None:
            return {(self.sheet, self.row)}
        return {(member.sheet, row) for member in self.household.members for row in member.rows}

    @property
    def head(self) -> PlannedMember | None:
        """Who the household is called by."""
        if self.household is None:
            return None
        members = self.household.members
        return next((member for member in members if member.relation_code == HEAD), members[0])

    @property
    def fate(self) -> str:
        """What becomes of it, in a few words."""
        if self.household is None:
            return "不导入" if self.row else "整张表"
        count = Counter(one.fate for one in self.fates)
        if len(count) == 1:
            return next(iter(count)).word
        # Who stays as they are is the rest.
        told = (Fate.NEW, Fate.UPDATED, Fate.LEFT_OUT)
        return " ".join(f"{fate.word}{count[fate]}" for fate in told if count[fate])


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes of a plan: the foresight, the lines of the preview, the doubts that are open and those settled.

    ``fates`` counts people by what becomes of them; ``seen`` are all doubts there were since the columns were chosen.
    """

    foresight: Foresight
    entries: list[Entry]
    doubts: tuple[Doubt, ...]
    settled: tuple[Doubt, ...]
    fates: Mapping[Fate, int]
    seen: dict[Doubt, None]


def ahead_of(
    plan: ImportPlan, foresight: Foresight, *, seen: Mapping[Doubt, None], sheets: Sequence[str]
) -> Ahead:
    """All that the preview shows; ``sheets`` are the names of the file's sheets in their order."""
    doubts = (*plan.doubts, *foresight.doubts)
    is_open = frozenset(doubts)
    settled = tuple(doubt for doubt in seen if doubt not in is_open)
    entries = _entries_of(plan, foresight, doubts, settled, sheets)
    fates = Counter(foreseen.fate for foreseen in foresight.people.values())
    return Ahead(foresight, entries, doubts, settled, fates, {**seen, **dict.fromkeys(doubts)})


def _entries_of(
    plan: ImportPlan,
    foresight: Foresight,
    doubts: Sequence[Doubt],
    settled: Sequence[Doubt],
    sheets: Sequence[str],
) -> list[Entry]:
    """All lines: sheets, then households and rows as they follow each other in the file."""
    entries: list[Entry] = []
    by_row: dict[RowKey, Entry] = {}
    for household in plan.households:
        if not household.members:
            continue
        first = household.members[0]
        fates = tuple(foresight.fate_of(member) for member in household.members)
        entry = Entry(household, first.sheet, first.rows[0], [], [], fates)
        entries.append(entry)
        for row in entry.rows:
            by_row.setdefault(row, entry)
    for key in sorted(plan.options.left_out):
        entry = Entry(None, *key, [], [], is_left_out=True)
        by_row[key] = entry
        entries.append(entry)
    for doubt in doubts:
        key = (doubt.sheet, doubt.row)
        if key not in by_row:
            by_row[key] = Entry(None, *key, [], [])
            entries.append(by_row[key])
        by_row[key].doubts.append(doubt)
    for doubt in settled:
        key = (doubt.sheet, doubt.row)
        if key not in by_row and doubt.row:
            by_row[key] = Entry(None, *key, [], [])
            entries.append(by_row[key])
        if key in by_row:
            by_row[key].settled.append(doubt)
    for entry in entries:
        filters = {fate.fate.value for fate in entry.fates}
        filters |= {doubt.kind.value for doubt in (*entry.doubts, *entry.settled)}
        if entry.doubts or entry.settled or entry.is_left_out:
            filters.add(DOUBTFUL)
        entry.filters = frozenset(filters)
    order = {name: number for number, name in enumerate(sheets)}
    entries.sort(key=lambda entry: (entry.row > 0, order.get(entry.sheet, 0), entry.row))
    return entries
