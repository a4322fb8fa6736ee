"""What a ledger writes beside a care category, as fields: "肢体三级", "原侨居国：越南，回国年份：1960"."""

import re
from dataclasses import dataclass
from datetime import date

from community_desk.domain.codes import AbilityLevel, DisabilityGrade, DisabilityKind
from community_desk.domain.identity import is_blank_id, match_key, normalise_id, read_id

# What an import writes before a detail that had a column of its own, so that it is read back as that detail.
CERTIFICATE_LABEL = "残疾证号"
COUNTRY_LABEL = "原侨居国"
RETURN_YEAR_LABEL = "回国年份"
LABELS = (CERTIFICATE_LABEL, COUNTRY_LABEL, RETURN_YEAR_LABEL)

_COUNTRY = re.compile(r"原?(?:侨居国|居住国|侨居地)[:：为是]?\s*([^，,；;。\s]{1,40})")
_RETURN_YEAR = re.compile(
    r"(?:回国|归国)(?:年份|时间)?[:：于]?\s*((?:18|19|20)\d\d)年?|((?:18|19|20)\d\d)年?(?:回国|归国)"
)
# The certificate holds the ID number, then kind and grade (残疾人证: 20 digits, or 22 once reissued).
_CERTIFICATE = re.compile(
    r"(?:(?:残疾人?证)?(?:证?号码?|编号)?[:：]?\s*)(?<!\d)(\d{17}[\dXx][1-7][1-4](?:[Bb]\d)?)(?!\d)"
)
# With its name before it a number is taken as it is, however many digits it has.
_NAMED_CERTIFICATE = re.compile(r"残疾人?证(?:证?号码?|编号)?[:：]\s*([0-9A-Za-z]{6,30})")
_DISABILITY = re.compile(
    r"(?P<kind>视力|听力|言语|语言|肢体|智力|精神|多重)(?:残疾|残)?|(?P<grade>[一二三四1-4ⅠⅡⅢⅣ]级)"
)


@dataclass(frozen=True, slots=True)
class CareDetails:
    """Details of a category; "" where the text says nothing. ``rest`` is what no field could take."""

    disability_kind: str = ""
    disability_grade: str = ""
    certificate_number: str = ""
    ability_level: str = ""
    former_country: str = ""
    return_year: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class CertificateReading:
    """What a cell says about a disability certificate; ``kind`` and ``grade`` are codes, "" where it tells none.

    ``number`` is as it is to be stored. ``problem`` is "" or one of:

    - ``lost_digits``: a numeric cell, of which spreadsheets keep 15 digits; ``number`` is ""
    - ``bad_length``: neither 20 digits nor 22 characters (with B and a digit behind, once reissued); kept as written
    - ``bad_kind_or_grade``: digits 19 and 20 are no kind and grade; kept as written
    - ``bad_id_number``: the ID number inside is doubtful; kept, kind and grade are read
    - ``unreadable``: no number at all; ``number`` is ""
    """

    number: str = ""
    kind: str = ""
    grade: str = ""
    problem: str = ""

    def is_of(self, id_number: str) -> bool:
        """Whether the certificate can be that of somebody with this ID number (any, where either is not known)."""
        comparable = self.problem == "" and len(id_number) in (15, 18)
        return not comparable or self.number[:18] == match_key(id_number)


_NO_CERTIFICATE = CertificateReading()


def read_certificate(cell: object, *, today: date | None = None) -> CertificateReading:
    """Read a cell of a column 残疾证号 as a table reader gives it; empty for blanks and words for none (无, 未办理).

    The number is the ID number, then kind and grade (中国残疾人联合会, 残疾人证管理办法 2017, Art. 16).
    """
    if is_blank_id(cell):
        return _NO_CERTIFICATE
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return CertificateReading(problem="lost_digits" if cell >= 1e15 else "unreadable")
    number = normalise_id(str(cell))
    if not number.isascii() or not number.isalnum() or sum(map(str.isdigit, number)) < 6 or len(number) > 30:
        found = _CERTIFICATE.search(number)
        if found is None:
            return CertificateReading(problem="unreadable")
        number = found[1]
    if not _CERTIFICATE.fullmatch(number):
        right_length = re.fullmatch(r"\d{17}[\dX]\d\d(?:B\d)?", number)
        return CertificateReading(number, problem="bad_kind_or_grade" if right_length else "bad_length")
    problem = "bad_id_number" if read_id(number[:18], today=today).problem else ""
    return CertificateReading(number, number[18], number[19], problem)


def read_care_details(word: str, details: str) -> CareDetails:
    """The fields told by a category's own word ("重度失能") and by the text beside it."""
    level = AbilityLevel.from_word(word) or AbilityLevel.from_word(details)
    kind = grade = certificate = country = year = ""
    rest = details
    if found := _NAMED_CERTIFICATE.search(rest) or _CERTIFICATE.search(rest):
        certificate = found[1].upper()
        if _CERTIFICATE.fullmatch(certificate):
            kind, grade = certificate[18], certificate[19]
        rest = rest.replace(found[0], "")
    if found := _COUNTRY.search(rest):
        country = found[1]
        rest = rest.replace(found[0], "")
    if found := _RETURN_YEAR.search(rest):
        year = found[1] or found[2]
        rest = rest.replace(found[0], "")
    for part in list(_DISABILITY.finditer(rest)):
        named_kind = DisabilityKind.from_word(part["kind"] or "")
        named_grade = DisabilityGrade.from_word(part["grade"] or "")
        kind = named_kind.value if named_kind else kind
        grade = named_grade.value if named_grade else grade
        rest = rest.replace(part[0], "", 1)
    if level is not None and AbilityLevel.from_word(rest) is not None:
        rest = ""
    return CareDetails(
        kind,
        grade,
        certificate,
        level.value if level else "",
        country,
        year,
        rest.strip(" ，,；;、。：:（）()"),
    )
