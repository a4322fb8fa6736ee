"""The import plan: what a file says, put into households and people, with every doubt and every decision.

Plain data that can be pickled, compared and shown. `planning.planner.plan_import` makes it from a `Table` and
`ImportOptions`; a window changes the options and plans again. Nothing here knows the ledger: finding the people
who are already in it, and writing, come later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from community_desk.domain.errors import UserError
from community_desk.domain.planned import Answer, Doubt, PlannedHousehold, RowKey
from community_desk.domain.remembered_tables import RememberedTable

# The two columns that the file of doubtful rows has beside the original ones; such a file is an excerpt.
REASON = "原因"
OLD_ROW = "原行号"


class Field(StrEnum):
    """What a column can mean. The words of `resources/catalog/import_columns.toml`."""

    NONE = ""
    EXCLUDED = "excluded"
    NAME = "name"
    FOREIGN_NAME = "foreign_name"
    SEX = "sex"
    BIRTH = "birth"
    ID_TYPE = "id_type"
    ID_NUMBER = "id_number"
    RELATION = "relation"
    PHONE = "phone"
    CARE = "care"
    CARE_MARK = "care_mark"
    DISABILITY_KIND = "disability_kind"
    DISABILITY_GRADE = "disability_grade"
    CERTIFICATE_NUMBER = "certificate_number"
    ABILITY_LEVEL = "ability_level"
    FORMER_COUNTRY = "former_country"
    RETURN_YEAR = "return_year"
    NOTE = "note"
    GRID = "grid"
    COMPOUND = "compound"
    HAMLET = "hamlet"
    BUILDING = "building"
    LANE = "lane"
    UNIT = "unit"
    FLOOR = "floor"
    ROOM = "room"
    ADDRESS = "address"
    HOUSEHOLD_NUMBER = "household_number"
    HEAD_NAME = "head_name"
    SEQUENCE = "sequence"
    TENURE = "tenure"
    REGISTERED_ADDRESS = "registered_address"
    RESIDENCE = "residence"
    LAST_VISIT = "last_visit"
    VISIT_NOTE = "visit_note"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CONTACT_RELATION = "contact_relation"


# What a person calls each field, in the order in which they are offered. 类别标记 has none: its word is its heading.
FIELD_WORDS = {
    Field.NAME: "姓名",
    Field.SEX: "性别",
    Field.BIRTH: "出生日期",
    Field.ID_NUMBER: "身份证号",
    Field.ID_TYPE: "证件类型",
    Field.FOREIGN_NAME: "外文名",
    Field.RELATION: "与户主关系",
    Field.PHONE: "联系电话",
    Field.ADDRESS: "地址",
    Field.GRID: "网格",
    Field.COMPOUND: "小区",
    Field.HAMLET: "自然村",
    Field.BUILDING: "楼栋",
    Field.LANE: "路名",
    Field.UNIT: "单元",
    Field.FLOOR: "楼层",
    Field.ROOM: "房号",
    Field.HOUSEHOLD_NUMBER: "户号",
    Field.HEAD_NAME: "户主姓名",
    Field.CARE: "关爱类别",
    Field.DISABILITY_KIND: "残疾类别",
    Field.DISABILITY_GRADE: "残疾等级",
    Field.CERTIFICATE_NUMBER: "残疾证号",
    Field.ABILITY_LEVEL: "能力等级",
    Field.FORMER_COUNTRY: "原侨居国",
    Field.RETURN_YEAR: "回国年份",
    Field.REGISTERED_ADDRESS: "户籍地址",
    Field.RESIDENCE: "人户情况",
    Field.TENURE: "房屋性质",
    Field.CONTACT_NAME: "紧急联系人",
    Field.CONTACT_PHONE: "紧急联系人电话",
    Field.CONTACT_RELATION: "联系人关系",
    Field.LAST_VISIT: "上次走访",
    Field.VISIT_NOTE: "走访情况",
    Field.NOTE: "备注",
    Field.SEQUENCE: "序号",
    Field.NONE: "不导入",
}


class Grouping(StrEnum):
    """How the rows of a sheet are told apart into households."""

    HOUSEHOLD_NUMBER = "household_number"
    CELLS = "cells"  # door cells merged down, or blank below the first row of a household
    HEAD_ROW = "head_row"  # a row 户主 or 本人 starts a household
    ADDRESS = "address"  # all rows of one door are one household
    PERSON = "person"  # every row is a household of its own


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What one column is taken for, and how surely (0 to 1); `heading` is unfolded ("联系方式 手机").

    `detail` completes some fields: the category's word for CARE_MARK, a phone's label for PHONE.
    """

    column: int
    letter: str
    heading: str
    field: Field
    confidence: float
    detail: str = ""

    @property
    def title(self) -> str:
        """Letter and heading, as doubts name the column."""
        return f"{self.letter} {self.heading}".rstrip()

    def is_called(self, heading: str) -> bool:
        """Whether somebody who writes `heading` can mean this column: spaces do not count."""
        return bool(self.heading) and "".join(self.heading.split()) == "".join(heading.split())


@dataclass(slots=True)
class SheetPlan:
    """What was decided for one sheet, or for one table of a sheet that holds several below each other.

    `key` names it in `ImportOptions` (the sheet's name; "…（第120行起）" for a later table). Row numbers are
    Excel's. `signature` is what its heading is known again by; `remembered` says that it was read like the last
    file with this heading, and `chosen` are the columns that somebody decided, now or then. `skipped` tells why
    a row is no person: "title", "header", "total", "note", "continued" (it goes on with the person above) or
    "left_out" (somebody said so); empty rows are not listed.
    """

    key: str
    sheet: str
    header_rows: tuple[int, ...]
    columns: list[ColumnChoice]
    grouping: Grouping
    included: bool = True
    skipped: dict[int, str] = field(default_factory=dict)
    title: str = ""
    households: int = 0
    people: int = 0
    signature: str = ""
    remembered: bool = False
    chosen: frozenset[int] = frozenset()

    @property
    def not_imported(self) -> list[ColumnChoice]:
        """Columns with a heading that nobody will find in the ledger: unknown ones and excluded ones."""
        return [
            choice
            for choice in self.columns
            if choice.heading and choice.field in (Field.NONE, Field.EXCLUDED)
        ]

    def to_remember(self) -> RememberedTable:
        """How this table was read, for the next file with the same heading.

        A column that nobody knew, or that is a category of the office's list, is left out unless somebody decided
        so: the next program, or the list, may know better.
        """
        columns = {
            choice.column: choice.field.value
            for choice in self.columns
            if choice.field is not Field.EXCLUDED
            and (choice.column in self.chosen or choice.field not in (Field.NONE, Field.CARE_MARK))
        }
        return RememberedTable(columns, self.header_rows, self.grouping.value)


@dataclass(slots=True)
class SheetOptions:
    """Changes to what was found for one sheet: None, absent columns and no header rows leave it as found.

    `columns` maps a column (from 0) to its field. 民族, 宗教, 政治面貌 and 文化程度 stay out whatever is asked.
    `header_rows` are Excel's numbers of one to three rows below each other, for the first table of a sheet.
    """

    include: bool | None = None
    grouping: Grouping | None = None
    columns: dict[int, Field] = field(default_factory=dict)
    header_rows: tuple[int, ...] = ()


@dataclass(slots=True)
class ImportOptions:
    """What the file does not say, and changes sheet by sheet (by `SheetPlan.key`).

    `columns` maps a heading to its field in every table that has it. `remembered` is how tables were read before,
    by the signature of their heading. What is asked for one sheet goes before what is asked for a heading, that
    before what is remembered, and that before what the program finds by itself. `bring_back` lets people in whom
    somebody withdrew from the ledger on purpose; else they are left out and asked about.

    What was put right row by row: `cells` are texts that stand instead of what the file says, by sheet, Excel's row
    and column from 0; `left_out` are rows whose person does not come in. `repeats` says of a row whether it is the
    person of an earlier row of the file, `matches` whether a person (by their first row) is the one the ledger knows.
    `settled` are doubts that somebody looked at and lets stand: they are told no more.
    """

    compound: str = ""
    grid: str = ""
    sheets: dict[str, SheetOptions] = field(default_factory=dict)
    columns: dict[str, Field] = field(default_factory=dict)
    remembered: Mapping[str, RememberedTable] | None = None
    bring_back: bool = False
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    left_out: frozenset[RowKey] = frozenset()
    repeats: Mapping[RowKey, Answer] = field(default_factory=dict)
    matches: Mapping[RowKey, Answer] = field(default_factory=dict)
    settled: frozenset[Doubt] = frozenset()


@dataclass(slots=True)
class ImportPlan:
    """All that would be imported from one file."""

    file: str
    options: ImportOptions
    sheets: list[SheetPlan]
    households: list[PlannedHousehold]
    doubts: list[Doubt]

    @property
    def people(self) -> int:
        """How many people the plan holds."""
        return sum(len(household.members) for household in self.households)

    def require_columns(self) -> None:
        """Raises UserError where a heading of `options.columns` is in no table, or could not be what was asked."""
        choices = [choice for sheet in self.sheets for choice in sheet.columns]
        for heading, wanted in self.options.columns.items():
            found = [choice for choice in choices if choice.is_called(heading)]
            if not found:
                known = "、".join(dict.fromkeys(choice.heading for choice in choices if choice.heading))
                raise UserError(
                    f"“{self.file}”里没有叫“{heading}”的列；有：{known or '（没有找到表头）'}。",
                    field="column",
                )
            if all(choice.field is Field.EXCLUDED for choice in found):
                raise UserError(f"“{heading}”这一列按规定不导入，请去掉这一项。", field="column")
            if all(choice.field is not wanted for choice in found):
                raise UserError(
                    f"不止一列写成“{FIELD_WORDS[wanted]}”，“{heading}”用不上；请只留一列。", field="column"
                )

    def require_people(self) -> None:
        """Raises UserError where there is nothing to import, saying what is missing."""
        if self.people:
            return
        if not any(sheet.header_rows for sheet in self.sheets):
            raise UserError(
                f"在“{self.file}”里没有找到表头。请确认有一行写着“姓名”和“身份证号”“门牌”等列名。"
            )
        raise UserError(f"“{self.file}”里没有可以导入的人员，请核对姓名所在的列。")
