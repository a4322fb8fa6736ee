"""Details of care categories as ledgers write them; certificate numbers with the ID number inside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.care_details import (
    CERTIFICATE_LABEL,
    CareDetails,
    read_care_details,
    read_certificate,
)
from community_desk.domain.codes import DisabilityGrade, DisabilityKind

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "number", "kind", "grade", "problem"),
    [
        (f"{ID}43", f"{ID}43", "4", "3", ""),
        ("１１０１０５１９４９１２３１００２ｘ４３", f"{ID}43", "4", "3", ""),
        (f"'{ID} 43", f"{ID}43", "4", "3", ""),
        (f"{ID}43b1", f"{ID}43B1", "4", "3", ""),
        (f"证号：{ID}43（补发）", f"{ID}43", "4", "3", ""),
        (f"{ID}83", f"{ID}83", "", "", "bad_kind_or_grade"),
        (f"{ID}45B2", f"{ID}45B2", "", "", "bad_kind_or_grade"),
        (ID, ID, "", "", "bad_length"),
        (f"{ID}4", f"{ID}4", "", "", "bad_length"),
        ("11010519491231002143", "11010519491231002143", "4", "3", "bad_id_number"),
        (1.1010519491231e19, "", "", "", "lost_digits"),
        (12345.0, "", "", "", "unreadable"),
        ("肢体三级", "", "", "", "unreadable"),
        ("无", "", "", "", ""),
        ("", "", "", "", ""),
        (0.0, "", "", "", ""),
        (None, "", "", "", ""),
    ],
)
def test_a_certificate_tells_kind_and_grade_where_it_is_valid(
    cell: object, number: str, kind: str, grade: str, problem: str
) -> None:
    reading = read_certificate(cell)
    assert (reading.number, reading.kind, reading.grade, reading.problem) == (number, kind, grade, problem)


def test_whose_certificate_it_is() -> None:
    reading = read_certificate(f"{ID}43")
    assert reading.is_of(ID)
    assert not reading.is_of("110105194912310046")
    assert reading.is_of("")
    assert reading.is_of("C12345678")
    # An old number of 15 digits is the same person's.
    assert read_certificate("11010119500307123543").is_of("110101500307123")


@given(st.sampled_from(DisabilityKind), st.sampled_from(DisabilityGrade), st.sampled_from(["", "B1", "B9"]))
def test_what_is_put_behind_its_label_is_read_back(
    kind: DisabilityKind, grade: DisabilityGrade, reissued: str
) -> None:
    number = f"{ID}{kind.value}{grade.value}{reissued}"
    assert read_certificate(number).number == number
    labelled = read_care_details("残疾", f"{CERTIFICATE_LABEL}：{number}")
    assert labelled == CareDetails(kind.value, grade.value, number)
    assert read_care_details("残疾", number) == labelled


@pytest.mark.parametrize(
    ("details", "read"),
    [
        ("听力二级，残疾证号：" + ID + "43", CareDetails("2", "2", ID + "43")),
        ("证号" + ID + "43", CareDetails("4", "3", ID + "43")),
        ("残疾证号：" + ID, CareDetails(certificate_number=ID)),
        ("编号：DB123456", CareDetails(rest="编号：DB123456")),
        ("原侨居国：越南，回国年份：1960", CareDetails(former_country="越南", return_year="1960")),
        ("1978年归国", CareDetails(return_year="1978")),
    ],
)
def test_details_behind_each_other(details: str, read: CareDetails) -> None:
    assert read_care_details("", details) == read
