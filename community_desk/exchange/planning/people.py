"""One row as one person: every cell read by the domain's rules, every doubt said in a sentence.

Called once for each of 12,000 rows, so cells that repeat (sex, relation, residence) are looked up, and nothing is
built that the row does not need.
"""

import datetime
import re
from collections.abc import Callable, Sequence

from community_desk.domain.care_details import (
    COUNTRY_LABEL,
    RETURN_YEAR_LABEL,
    read_care_details,
    read_certificate,
)
from community_desk.domain.codes import (
    BirthCalendar,
    DisabilityGrade,
    DisabilityKind,
    IdType,
    Residence,
    Sex,
    Tenure,
)
from community_desk.domain.identity import IdReading, read_id
from community_desk.domain.masking import mask_ids_in
from community_desk.domain.names import name_problem, normalise_name
from community_desk.domain.partial_dates import (
    DateReading,
    compatible,
    display,
    more_exact,
    read_partial_date,
)
from community_desk.domain.phones import read_phones
from community_desk.domain.planned import DoubtKind, PlannedContact, PlannedMember, PlannedVisit
from community_desk.domain.relations import HEAD, Relations, read_relation
from community_desk.exchange.import_plan import ColumnChoice, Field
from community_desk.exchange.planning.care import NOTHING, CareFact, CareReader, joined, union
from community_desk.exchange.tables import Cell, cell_text

# What to say of a person: row (from 0), column or None, kind, sentence.
Say = Callable[[int, ColumnChoice | None, DoubtKind, str], None]

_ID_DOUBTS = {
    "lost_digits": (
        DoubtKind.ID_LOST_DIGITS,
        "证件号按数字保存，末几位已丢失，先不登记证件号，请照证件补全",
    ),
    "bad_check_digit": (DoubtKind.ID_BAD_CHECK_DIGIT, "身份证号校验位不对，先照原样登记，请核对"),
    "bad_length": (DoubtKind.ID_BAD_LENGTH, "证件号的位数不对，先照原样登记，请核对"),
    "bad_date": (DoubtKind.ID_BAD_DATE, "身份证号里的出生日期不存在，先照原样登记，请核对"),
    "unknown_province": (DoubtKind.ID_UNKNOWN_PROVINCE, "身份证号开头的省份代码不存在，先照原样登记，请核对"),
    "unreadable": (DoubtKind.ID_UNREADABLE, "证件号看不懂，没有登记，请核对"),
}
_NAME_DOUBTS = {
    "private_use": (
        DoubtKind.PRIVATE_USE_CHARACTER,
        "姓名里有自造字，别的电脑上可能显示成方框，请换成标准字",
    ),
    "rare": (DoubtKind.RARE_CHARACTER, "姓名里有生僻字，请核对是否显示正确"),
    "unreadable": (DoubtKind.NAME_UNREADABLE, "姓名里有乱码或问号，请核对"),
}
_DATE_DOUBTS = {
    "january_or_october": (
        DoubtKind.JANUARY_OR_OCTOBER,
        "出生年月写作{cell}，可能是1月也可能是10月，先只登记年份，请核对",
    ),
    "two_digit_year": (DoubtKind.DATE_UNREADABLE, "出生日期“{cell}”的年份只有两位，请核对"),
    "future": (DoubtKind.DATE_UNREADABLE, "出生日期“{cell}”在今天之后，没有登记，请核对"),
    "unreadable": (DoubtKind.DATE_UNREADABLE, "出生日期“{cell}”看不懂，没有登记，请核对"),
}
# What the file of doubtful rows writes for such a number, as long as nobody has completed it.
_CUT_NUMBER = re.compile(r"\d{15}\?{3}")
_LOST_DIGITS = IdReading("", IdType.RESIDENT_ID, "", Sex.UNKNOWN, "lost_digits")
_PHONE_DOUBTS = {"bad_length": "位数不对", "unreadable": "看不懂"}
_CERTIFICATE_DOUBTS = {
    "lost_digits": "残疾证号按数字保存，末几位已丢失，没有登记号码，请照证件补全",
    "bad_length": "残疾证号应是 20 位（补发的后面加 B 和一位数字），先照原样登记，请核对",
    "bad_kind_or_grade": "残疾证号第 19、20 位不是残疾类别和等级，先照原样登记，请核对",
    "bad_id_number": "残疾证号里的身份证号有误，先照原样登记，请核对",
    "unreadable": "残疾证号“{cell}”看不懂，没有登记号码，请核对",
}
_HAS_CERTIFICATE = frozenset(("有", "是", "已办", "已办理", "√", "✓", "✔", "1"))
_OLD_ABILITY_WORDS = ("半失能", "半自理")


class PersonReader:
    """Reads the rows of one table. `today` bounds birth dates; `say` takes the doubts."""

    def __init__(
        self,
        columns: Sequence[ColumnChoice],
        *,
        relations: Relations,
        care: CareReader,
        today: datetime.date,
        say: Say,
    ) -> None:
        self._relations = relations
        self._care = care
        self._today = today
        self._say = say
        self.blank = len(columns)  # rows are padded by one empty cell, which stands for absent columns
        by_field: dict[Field, list[ColumnChoice]] = {}
        for choice in columns:
            by_field.setdefault(choice.field, []).append(choice)

        def one(field: Field) -> int:
            return by_field[field][0].column if field in by_field else self.blank

        self._choice = {field: choices[0] for field, choices in by_field.items()}
        self.name = one(Field.NAME)
        self.id_number = one(Field.ID_NUMBER)
        self.sex = one(Field.SEX)
        self.birth = one(Field.BIRTH)
        self.relation = one(Field.RELATION)
        self._id_type = one(Field.ID_TYPE)
        self._lunar = Field.BIRTH in self._choice and any(
            word in self._choice[Field.BIRTH].heading for word in ("农历", "阴历")
        )
        self.phones = by_field.get(Field.PHONE, [])
        self._notes = [choice.column for choice in by_field.get(Field.NOTE, [])]
        self._cares = by_field.get(Field.CARE, [])
        self._marks = by_field.get(Field.CARE_MARK, [])
        self._texts = [
            (field, one(field))
            for field in (Field.FOREIGN_NAME, Field.REGISTERED_ADDRESS)
            if field in by_field
        ]
        self._disability = (one(Field.DISABILITY_KIND), one(Field.DISABILITY_GRADE))
        self._has_disability = Field.DISABILITY_KIND in by_field or Field.DISABILITY_GRADE in by_field
        self._certificate = one(Field.CERTIFICATE_NUMBER)
        self._ability = one(Field.ABILITY_LEVEL)
        self._country = one(Field.FORMER_COUNTRY)
        self._return_year = one(Field.RETURN_YEAR)
        self._residence = one(Field.RESIDENCE)
        self._visit = one(Field.LAST_VISIT)
        self._visit_notes = [choice.column for choice in by_field.get(Field.VISIT_NOTE, [])]
        self._contact = (one(Field.CONTACT_NAME), one(Field.CONTACT_RELATION), one(Field.CONTACT_PHONE))
        self._has_contact = any(column != self.blank for column in self._contact)
        self._known_sexes: dict[Cell, Sex] = {}
        self._known_relations: dict[Cell, tuple[str, str]] = {}
        self._known_residences: dict[Cell, Residence] = {}

    def relation_of(self, cell: Cell) -> tuple[str, str]:
        """(code, word) of a relation cell; the code is "" for a word not known."""
        found = self._known_relations.get(cell)
        if found is None:
            found = self._known_relations[cell] = read_relation(cell_text(cell), self._relations)
        return found

    def is_head(self, row: Sequence[Cell]) -> bool:
        """Whether the row says 户主 or 本人."""
        return self.relation_of(row[self.relation])[0] == HEAD

    def read(self, row: Sequence[Cell], index: int, name: str) -> PlannedMember:
        """The person of a padded row. `name` is normalised already; `index` counts from 0."""
        problem = name_problem(name)
        if problem:
            self._doubt(index, Field.NAME, _NAME_DOUBTS[problem], name)
        number = self._read_id(row, index, name)
        birth, calendar = self._read_birth(row, index, name, number)
        member = PlannedMember(
            name,
            self._read_sex(row, index, name, number),
            birth,
            number.value,
            number.id_type,
            birth_calendar=calendar,
            rows=(index + 1,),
        )
        member.relation_code, member.relation = self.relation_of(row[self.relation])
        if member.relation and not member.relation_code:
            text = f"{name}：不认识关系“{member.relation}”，先照原样登记，请选一个"
            self._say(index, self._choice[Field.RELATION], DoubtKind.RELATION_UNKNOWN, text)
        self.read_repeatable(row, index, member)
        for field, column in self._texts:
            if row[column] != "":
                setattr(member, field, cell_text(row[column]))
        if row[self._residence] != "":
            member.residence = self._read_residence(row, index, name)
        if row[self._visit] != "":
            self._read_visit(row, index, member)
        if self._has_contact:
            self._read_contact(row, index, member)
        return member

    def read_repeatable(self, row: Sequence[Cell], index: int, member: PlannedMember) -> None:
        """Adds phones, care and notes of a row to a person: their first row, or one that continues it."""
        for choice in self.phones:
            cell = row[choice.column]
            if cell != "":
                phones, problem = read_phones(cell, label=choice.detail)
                if phones:
                    known = member.phones
                    member.phones = known + tuple(pair for pair in phones if pair not in known)
                if problem:
                    text = f"{member.name}：电话“{cell_text(cell)}”{_PHONE_DOUBTS[problem]}，请核对"
                    self._say(index, choice, DoubtKind.PHONE_UNREADABLE, text)
        for choice in self._cares:
            if row[choice.column] != "":
                self._add_care(member, self._care.read(row[choice.column]), index, choice)
        for choice in self._marks:
            if row[choice.column] != "":
                facts = self._care.read_mark(row[choice.column], choice.detail)
                self._add_care(member, facts, index, choice)
        if self._has_disability:
            kind, grade = (cell_text(row[column]) for column in self._disability)
            if kind or grade:
                member.care = union(member.care, self._care.disability(kind, grade))
        if row[self._certificate] != "":
            self._read_certificate(row, index, member)
        if row[self._ability] != "":
            facts = self._care.read(row[self._ability])
            self._add_care(member, facts, index, self._choice[Field.ABILITY_LEVEL])
        if row[self._country] != "" and (country := cell_text(row[self._country])) not in NOTHING:
            self._add_overseas(member, f"{COUNTRY_LABEL}：{country}")
        if row[self._return_year] != "":
            self._read_return_year(row, index, member)
        for column in self._notes:
            if row[column] != "" and (note := cell_text(row[column])) and note not in member.note.split("；"):
                member.note = f"{member.note}；{note}" if member.note else note

    def _doubt(self, index: int, field: Field, doubt: tuple[DoubtKind, str], name: str) -> None:
        kind, text = doubt
        self._say(index, self._choice.get(field), kind, f"{name}：{text}")

    def _read_id(self, row: Sequence[Cell], index: int, name: str) -> IdReading:
        cell = row[self.id_number]
        number = read_id(cell, today=self._today)
        if number.problem == "unreadable" and isinstance(cell, str) and _CUT_NUMBER.fullmatch(cell):
            number = _LOST_DIGITS
        if row[self._id_type] != "" and number.value:
            wanted = IdType.from_word(cell_text(row[self._id_type]))
            if wanted not in (IdType.NONE, IdType.RESIDENT_ID, number.id_type):
                # A passport of nine digits is no bad ID number.
                return IdReading(number.value, wanted, number.birth, number.sex)
        if number.problem:
            self._doubt(index, Field.ID_NUMBER, _ID_DOUBTS[number.problem], name)
        return number

    def _read_sex(self, row: Sequence[Cell], index: int, name: str, number: IdReading) -> Sex:
        cell = row[self.sex]
        sex = self._known_sexes.get(cell)
        if sex is None:
            sex = self._known_sexes[cell] = Sex.from_word(cell_text(cell))
        if sex is number.sex or number.sex is Sex.UNKNOWN:
            if sex is Sex.UNKNOWN and cell != "" and cell_text(cell):
                text = f"{name}：性别“{cell_text(cell)}”看不懂，没有登记"
                self._say(index, self._choice[Field.SEX], DoubtKind.SEX_UNKNOWN, text)
            return sex
        if sex is Sex.UNKNOWN or sex is Sex.NOT_STATED:
            return number.sex if not number.problem else sex
        by_number = not number.problem
        text = (
            f"{name}：性别写“{sex.word}”，身份证号却是“{number.sex.word}”，"
            f"先按{'身份证号' if by_number else '表格'}登记，请核对"
        )
        self._say(index, self._choice[Field.SEX], DoubtKind.SEX_AGAINST_ID, text)
        return number.sex if by_number else sex

    def _read_birth(
        self, row: Sequence[Cell], index: int, name: str, number: IdReading
    ) -> tuple[str, BirthCalendar]:
        cell = row[self.birth]
        if cell in ("", number.birth):
            return number.birth, BirthCalendar.SOLAR
        reading = read_partial_date(cell, today=self._today)
        lunar = self._lunar or reading.calendar is BirthCalendar.LUNAR
        if number.birth and number.problem in ("", "unknown_province"):
            if reading.value and not lunar and not _agree(reading, number.birth):
                text = (
                    f"{name}：出生日期写{display(reading.value)}，身份证号却是{display(number.birth)}，"
                    "先按身份证号登记，请核对（写的可能是农历）"
                )
                self._say(index, self._choice[Field.BIRTH], DoubtKind.BIRTH_AGAINST_ID, text)
            return number.birth, BirthCalendar.SOLAR
        if reading.problem:
            kind, text = _DATE_DOUBTS[reading.problem]
            text = f"{name}：{text.format(cell=cell_text(cell))}"
            self._say(index, self._choice[Field.BIRTH], kind, text)
        value = reading.value
        calendar = BirthCalendar.LUNAR if lunar and len(value) > 4 else BirthCalendar.SOLAR
        if number.problem == "lost_digits" and len(value) == 7:
            # Such a row was typed as numbers, where 1955.10 turns into 1955.1: without the ID number to bear it
            # out, a month is not to be relied on.
            return value[:4], BirthCalendar.SOLAR
        if number.birth and not lunar:
            # The number is in doubt itself.
            if not value or compatible(value, number.birth):
                return more_exact(value, number.birth), BirthCalendar.SOLAR
            text = f"{name}：出生日期与身份证号不一致，而身份证号有误，先按表格登记，请核对"
            self._say(index, self._choice[Field.BIRTH], DoubtKind.BIRTH_AGAINST_ID, text)
        return value, calendar

    def _read_residence(self, row: Sequence[Cell], index: int, name: str) -> Residence:
        cell = row[self._residence]
        found = self._known_residences.get(cell)
        if found is None:
            found = self._known_residences[cell] = Residence.from_word(cell_text(cell))
        if found is Residence.UNKNOWN:
            text = f"{name}：居住情况“{cell_text(cell)}”看不懂，没有登记"
            self._say(index, self._choice[Field.RESIDENCE], DoubtKind.WORD_UNKNOWN, text)
        return found

    def _read_visit(self, row: Sequence[Cell], index: int, member: PlannedMember) -> None:
        cell = row[self._visit]
        reading = read_partial_date(cell, today=self._today)
        if reading.value:
            note = "；".join(filter(None, (cell_text(row[column]) for column in self._visit_notes)))
            member.visits = (PlannedVisit(reading.value, note),)
        if reading.problem:
            text = f"{member.name}：上次走访“{cell_text(cell)}”看不懂，请核对"
            if reading.value:
                text = f"{member.name}：上次走访“{cell_text(cell)}”有疑问，先登记到年，请核对"
            self._say(index, self._choice[Field.LAST_VISIT], DoubtKind.DATE_UNREADABLE, text)

    def _read_contact(self, row: Sequence[Cell], index: int, member: PlannedMember) -> None:
        name, relation = (cell_text(row[column]) for column in self._contact[:2])
        cell = row[self._contact[2]]
        phones, problem = read_phones(cell) if cell != "" else ([], "")
        if problem:
            choice = self._choice[Field.CONTACT_PHONE]
            text = f"{member.name}：联系人电话“{cell_text(cell)}”{_PHONE_DOUBTS[problem]}，请核对"
            self._say(index, choice, DoubtKind.PHONE_UNREADABLE, text)
        if name or phones:
            member.contacts = (PlannedContact(normalise_name(name), relation, tuple(phones)),)

    def _add_care(
        self, member: PlannedMember, facts: tuple[CareFact, ...], index: int, choice: ColumnChoice
    ) -> None:
        for code, word, _details in facts:
            if not code:
                text = f"{member.name}：不认识类别“{mask_ids_in(word)}”，先照原样记下，请选一个"
                self._say(index, choice, DoubtKind.CATEGORY_UNKNOWN, text)
            elif word.startswith(_OLD_ABILITY_WORDS):
                # GB/T 42195-2022 has five levels, and this is none of them.
                text = f"{member.name}：“{word}”是旧说法，先照原样记下，请选一个能力等级"
                self._say(index, choice, DoubtKind.CATEGORY_UNKNOWN, text)
        member.care = union(member.care, facts) if member.care else facts

    def _read_certificate(self, row: Sequence[Cell], index: int, member: PlannedMember) -> None:
        """Who has a disability certificate is 残疾; its number tells kind and grade, and whose it is."""
        cell = row[self._certificate]
        choice = self._choice[Field.CERTIFICATE_NUMBER]
        written = cell_text(cell)
        if written in _HAS_CERTIFICATE:
            member.care = union(member.care, (self._care.certificate(""),))
            return
        reading = read_certificate(cell, today=self._today)
        if reading.problem:
            text = _CERTIFICATE_DOUBTS[reading.problem].format(cell=mask_ids_in(written))
            self._say(index, choice, DoubtKind.CERTIFICATE_UNREADABLE, f"{member.name}：{text}")
        if not reading.number and reading.problem != "lost_digits":
            return
        if not reading.is_of(member.id_number):
            text = f"{member.name}：残疾证号里的身份证号与本人的不同，先都照原样登记，请核对"
            self._say(index, choice, DoubtKind.CERTIFICATE_AGAINST_ID, text)
        fact = self._care.certificate(reading.number)
        known = next((details for code, _word, details in member.care if code == fact[0]), "")
        told = read_care_details("", known)
        for word, there, number in (
            ("类别", DisabilityKind.from_word(told.disability_kind), DisabilityKind.from_word(reading.kind)),
            (
                "等级",
                DisabilityGrade.from_word(told.disability_grade),
                DisabilityGrade.from_word(reading.grade),
            ),
        ):
            if there is not None and number is not None and there is not number:
                text = (
                    f"{member.name}：残疾{word}写“{there.word}”，残疾证号却是“{number.word}”，"
                    "先按表格登记，请照证件核对"
                )
                self._say(index, choice, DoubtKind.CERTIFICATE_DIFFERS, text)
        member.care = union(member.care, (fact,))

    def _read_return_year(self, row: Sequence[Cell], index: int, member: PlannedMember) -> None:
        cell = row[self._return_year]
        reading = read_partial_date(cell, today=self._today)
        if reading.value and reading.problem in ("", "january_or_october"):
            self._add_overseas(member, f"{RETURN_YEAR_LABEL}：{reading.value[:4]}")
        elif reading.problem:
            text = f"{member.name}：回国年份“{cell_text(cell)}”看不懂，没有登记，请核对"
            self._say(index, self._choice[Field.RETURN_YEAR], DoubtKind.DATE_UNREADABLE, text)

    def _add_overseas(self, member: PlannedMember, detail: str) -> None:
        """A country or year goes to the fact it belongs to: 归侨, or else 侨眷; alone it is kept as a note."""
        for place, (code, word, details) in enumerate(member.care):
            if "侨" in word:
                fact = (code, word, joined(details, detail))
                member.care = (*member.care[:place], fact, *member.care[place + 1 :])
                return
        if detail not in member.note.split("；"):
            member.note = f"{member.note}；{detail}" if member.note else detail


def _agree(reading: DateReading, birth: str) -> bool:
    """Whether a column's date can be the ID number's: 1955.1 must be January or October."""
    if reading.problem == "january_or_october":
        return reading.value == birth[:4] and birth[5:7] in ("01", "10")
    return compatible(reading.value, birth)


def read_tenure(text: str) -> Tenure:
    """The tenure a cell 房屋性质 means; words like 自有房屋 are known by their part."""
    found = Tenure.from_word(text)
    if found is Tenure.UNKNOWN:
        for part, tenure in (
            ("租", Tenure.LET),
            ("空", Tenure.EMPTY),
            ("自", Tenure.OWN),
            ("产权", Tenure.OWN),
        ):
            if part in text:
                return tenure
    return found
