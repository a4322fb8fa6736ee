"""The import plan: what a file says, put into households and people, with every doubt and every decision.

Plain data that can be pickled, compared and shown. `planning.planner.plan_import` makes it from a `Table` and
`ImportOptions`; a window changes the options and plans again. Nothing here knows the ledger: finding the people
who are already in it, and writing, come later.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from community_desk.domain.errors import UserError
from community_desk.domain.planned import Doubt, PlannedHousehold

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


@dataclass(slots=True)
class SheetPlan:
    """What was decided for one sheet, or for one table of a sheet that holds several below each other.

    `key` names it in `ImportOptions` (the sheet's name; "…（第120行起）" for a later table). Row numbers are
    Excel's. `skipped` tells why a row is no person: "title", "header", "total", "note"
    or "continued" (it goes on with the person above); empty rows are not listed.
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

    @property
    def not_imported(self) -> list[ColumnChoice]:
        """Columns with a heading that nobody will find in the ledger: unknown ones and excluded ones."""
        return [
            choice
            for choice in self.columns
            if choice.heading and choice.field in (Field.NONE, Field.EXCLUDED)
        ]


@dataclass(slots=True)
class SheetOptions:
    """Changes to what was found for one sheet: None and absent columns leave it as found.

    `columns` maps a column (from 0) to its field. 民族, 宗教, 政治面貌 and 文化程度 stay out whatever is asked.
    """

    include: bool | None = None
    grouping: Grouping | None = None
    columns: dict[int, Field] = field(default_factory=dict)


@dataclass(slots=True)
class ImportOptions:
    """What the file does not say, and changes sheet by sheet (by `SheetPlan.key`)."""

    compound: str = ""
    grid: str = ""
    sheets: dict[str, SheetOptions] = field(default_factory=dict)


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

    def require_people(self) -> None:
        """Raises UserError where there is nothing to import, saying what is missing."""
        if self.people:
            return
        if not any(sheet.header_rows for sheet in self.sheets):
            raise UserError(
                f"在“{self.file}”里没有找到表头。请确认有一行写着“姓名”和“身份证号”“门牌”等列名。"
            )
        raise UserError(f"“{self.file}”里没有可以导入的人员，请核对姓名所在的列。")
