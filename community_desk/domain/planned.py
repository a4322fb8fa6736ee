"""What a file or a person brings to the ledger: households and people as they were told, and what is doubtful.

Plain data that can be pickled, compared and shown. `exchange` makes it from files, `ledger.imports` finds the people
who are already known and writes the rest; neither knows the other.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from community_desk.domain.codes import (
    BirthCalendar,
    BuildingKind,
    CompoundKind,
    IdType,
    Residence,
    Sex,
    Tenure,
)


class DoubtKind(StrEnum):
    """What can be doubtful; scripts may rely on these words."""

    ID_LOST_DIGITS = "id_lost_digits"
    ID_BAD_CHECK_DIGIT = "id_bad_check_digit"
    ID_BAD_LENGTH = "id_bad_length"
    ID_BAD_DATE = "id_bad_date"
    ID_UNKNOWN_PROVINCE = "id_unknown_province"
    ID_UNREADABLE = "id_unreadable"
    ID_REPEATED = "id_repeated"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_AGAINST_ID = "certificate_against_id"
    CERTIFICATE_DIFFERS = "certificate_differs"
    BIRTH_AGAINST_ID = "birth_against_id"
    SEX_AGAINST_ID = "sex_against_id"
    SEX_UNKNOWN = "sex_unknown"
    RELATION_UNKNOWN = "relation_unknown"
    HEAD_MISSING = "head_missing"
    NAMESAKE_AT_DOOR = "namesake_at_door"
    JANUARY_OR_OCTOBER = "january_or_october"
    DATE_UNREADABLE = "date_unreadable"
    RARE_CHARACTER = "rare_character"
    PRIVATE_USE_CHARACTER = "private_use_character"
    NAME_UNREADABLE = "name_unreadable"
    NAME_MISSING = "name_missing"
    NOT_A_PERSON = "not_a_person"
    PHONE_UNREADABLE = "phone_unreadable"
    CATEGORY_UNKNOWN = "category_unknown"
    WORD_UNKNOWN = "word_unknown"
    COMPOUND_MISSING = "compound_missing"
    GRID_MISSING = "grid_missing"
    DOOR_MISSING = "door_missing"
    DOOR_UNREADABLE = "door_unreadable"
    SAME_ADDRESS_GROUPING = "same_address_grouping"
    REPEATED_ROW = "repeated_row"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FAULTY_CELL = "faulty_cell"
    HEADER_NOT_FOUND = "header_not_found"
    SHEET_HIDDEN = "sheet_hidden"
    # Found when the plan is held against the ledger:
    MATCH_PROPOSED = "match_proposed"
    POSSIBLE_MATCH = "possible_match"
    SAME_ID_OTHER_NAME = "same_id_other_name"
    DIFFERS_FROM_LEDGER = "differs_from_ledger"
    WITHDRAWN_BEFORE = "withdrawn_before"
    DOOR_DIFFERS = "door_differs"
    DOOR_SHARED = "door_shared"
    GRID_DIFFERS = "grid_differs"
    TEXT_TOO_LONG = "text_too_long"


class Answer(StrEnum):
    """What somebody said of a row that may be a person who is known already."""

    SAME = "same"  # it is the person it was held against
    OTHER = "other"  # it is somebody else
    BRING_BACK = "bring_back"  # it was withdrawn from the ledger on purpose and is wanted again


# A row of a file: its sheet, and Excel's row number.
RowKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person should look at. `row` is Excel's row number, 0 where the whole sheet is meant;

    `column` is "H 身份证号" (letter and heading) or "". `text` is one Chinese sentence: what the file says, and
    what is done with it unless somebody puts it right.
    """

    sheet: str
    row: int
    column: str
    kind: DoubtKind
    text: str


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit the file tells of: a partial date, and what was written beside it."""

    date: str
    note: str


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """Somebody to be reached for a resident, not a resident by this row."""

    name: str
    relation: str
    phones: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class PlannedMember:
    """One person as the file tells of them; "" where it says nothing (a blank never overwrites).

    `birth` is a partial date; `phones` are (label, number); `care` is (category code or "" if not known, the
    file's word, details). `relation_code` is GB/T 4761-2008, `relation` the file's word (本人 as 户主).
    `sheet` and `rows` (Excel's numbers) say where it stood.
    """

    name: str
    sex: Sex = Sex.UNKNOWN
    birth: str = ""
    id_number: str = ""
    id_type: IdType = IdType.NONE
    relation_code: str = ""
    relation: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    care: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    foreign_name: str = ""
    birth_calendar: BirthCalendar = BirthCalendar.SOLAR
    registered_address: str = ""
    residence: Residence = Residence.UNKNOWN
    visits: tuple[PlannedVisit, ...] = ()
    contacts: tuple[PlannedContact, ...] = ()
    sheet: str = ""
    rows: tuple[int, ...] = ()


@dataclass(slots=True)
class PlannedHousehold:
    """A household and its door. `address` is the door as the file wrote it, kept where it could not be parted."""

    grid: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    door: str = ""
    address: str = ""
    compound_kind: CompoundKind = CompoundKind.ESTATE
    building_kind: BuildingKind = BuildingKind.BLOCK
    tenure: Tenure = Tenure.UNKNOWN
    number: str = ""
    members: list[PlannedMember] = field(default_factory=list)
