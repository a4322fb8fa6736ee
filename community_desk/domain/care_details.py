"""What a ledger writes beside a care category, as fields: "肢体三级", "原侨居国：越南，回国年份：1960"."""

import re
from dataclasses import dataclass

from community_desk.domain.codes import AbilityLevel, DisabilityGrade, DisabilityKind

_COUNTRY = re.compile(r"原?(?:侨居国|居住国|侨居地)[:：为是]?\s*([^，,；;。\s]{1,40})")
_RETURN_YEAR = re.compile(
    r"(?:回国|归国)(?:年份|时间)?[:：于]?\s*((?:18|19|20)\d\d)年?|((?:18|19|20)\d\d)年?(?:回国|归国)"
)
# The certificate holds the ID number, then kind and grade (残疾人证: 20 digits, or 22 once reissued).
_CERTIFICATE = re.compile(r"(?<!\d)(\d{17}[\dXx][1-7][1-4](?:[Bb]\d)?)(?!\d)")
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


def read_care_details(word: str, details: str) -> CareDetails:
    """The fields told by a category's own word ("重度失能") and by the text beside it."""
    level = AbilityLevel.from_word(word) or AbilityLevel.from_word(details)
    kind = grade = certificate = country = year = ""
    rest = details
    if found := _CERTIFICATE.search(rest):
        certificate = found[1].upper()
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
