from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.masking import mask_id, mask_ids_in, mask_phone

numbers = st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", max_size=30)


def shown(original: str, masked: str) -> tuple[int, int]:
    """How many characters at the beginning and at the end are to be seen."""
    assert len(masked) == len(original)
    assert all(there in (here, "*") for here, there in zip(original, masked, strict=True))
    head = len(masked) - len(masked.lstrip("*")) if masked.startswith("*") else masked.find("*")
    if "*" not in masked:
        return len(masked), 0
    return (0 if masked.startswith("*") else head), len(masked) - masked.rfind("*") - 1


@given(numbers)
def test_an_id_never_shows_more_than_six_and_four_characters_nor_most_of_itself(number: str) -> None:
    head, tail = shown(number, mask_id(number))
    assert head <= 6
    assert tail <= 4
    assert (head + tail) * 3 <= len(number) * 2


@given(st.text("0123456789", max_size=30))
def test_a_phone_never_shows_more_than_area_and_four_digits(number: str) -> None:
    head, tail = shown(number, mask_phone(number))
    assert head <= 3
    assert tail <= 4


def test_masks_as_offices_write_them() -> None:
    assert mask_id("350212196612151237") == "350212********1237"
    assert mask_id("35021219661215123744") == "350212**********3744"
    assert mask_id("350212661215123") == "350212*****5123"
    assert mask_id("E12345678") == "E1*****78"
    assert mask_id("12345") == "*****"
    assert mask_id("") == ""
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("0592-7057479") == "0592-***7479"
    assert mask_phone("7057479") == "***7479"
    assert mask_phone("66881") == "*****"
    assert mask_phone("") == ""


def test_numbers_within_a_text() -> None:
    written = "残疾 35021219661215123744B1，350212661215123 13800001234 2026-11-23"
    assert mask_ids_in(written) == "残疾 350212************44B1，350212*****5123 13800001234 2026-11-23"
    assert mask_ids_in("11010519491231002x，") == "110105********002x，"
