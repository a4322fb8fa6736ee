"""By what residents, households, doors and care cases may be narrowed: the parts of the ＋筛选 menus."""

from collections.abc import Iterable, Sequence

from community_desk.domain.codes import CareLevel, ContactPreference, Residence, ResidentStatus, Sex, Tenure
from community_desk.ledger import buildings, places, staff
from community_desk.ledger.word_lists import care_categories
from community_desk.ui.filter_parts import Bands, Choices, Flag, Option, Part
from community_desk.ui.form_choices import level_words

_AGES = (
    (80, None, "80 岁及以上"),
    (70, 79, "70–79 岁"),
    (60, None, "60 岁及以上"),
    (60, 69, "60–69 岁"),
    (35, 59, "35–59 岁"),
    (18, 34, "18–34 岁"),
    (7, 17, "7–17 岁"),
    (0, 6, "0–6 岁"),
)
_SIZES = (
    (1, 1, "1 人户"),
    (2, 2, "2 人户"),
    (3, 3, "3 人户"),
    (4, 5, "4–5 人户"),
    (6, None, "6 人及以上"),
    (0, 0, "没有人的户"),
)
_HOMES = ((0, 0, "没有人住"), (1, None, "有人住"), (2, None, "住着几户（合租）"))


def resident_parts() -> Sequence[Part]:
    """For the list of residents."""
    return (
        *_places(),
        Choices("categories", "关爱类别", _categories),
        Choices("sex", "性别", lambda: _codes((Sex.MALE, Sex.FEMALE)), is_many=False),
        Bands("age_from", "age_to", "年龄段", "岁", _AGES),
        Choices("statuses", "在住状态", lambda: _codes(ResidentStatus)),
        Choices("residences", "人户情况", lambda: _codes(Residence)),
        Choices("contact_preferences", "走访意愿", lambda: _codes(ContactPreference)),
        Choices("tenures", "住房情况", lambda: _codes(Tenure)),
        Flag("no_phone", "没有电话"),
        Flag("without_door", "没有门牌"),
    )


def household_parts() -> Sequence[Part]:
    """For the list of households."""
    return (
        *_places(),
        Bands("size_from", "size_to", "人数", "人", _SIZES),
        Flag("cared_for", "有关爱对象"),
        Choices("categories", "关爱类别", _categories),
        Choices("contact_preferences", "走访意愿", lambda: _codes(ContactPreference)),
        Choices("tenures", "住房情况", lambda: _codes(Tenure)),
        Flag("no_phone", "全户没有电话"),
        Flag("without_door", "没有门牌"),
        Flag("with_ended", "也显示已结束的户"),
    )


def dwelling_parts() -> Sequence[Part]:
    """For the list of doors."""
    return (
        *_places(),
        Choices("tenures", "住房情况", lambda: _codes(Tenure)),
        Bands("households_from", "households_to", "住着几户", "户", _HOMES),
    )


def care_parts() -> Sequence[Part]:
    """For the list of care cases."""
    return (
        Flag("overdue", "超期未访"),
        Choices(
            "levels", "走访频次", lambda: [Option(level.value, level_words(level)) for level in CareLevel]
        ),
        Choices("categories", "关爱类别", _categories),
        Choices("responsible", "负责人", lambda: [Option(row.uid, row.name) for row in staff.list_staff()]),
        *_places(),
        Flag("review_due", "该复评了"),
        Flag("with_closed", "也显示已结案的"),
    )


def _places() -> Sequence[Part]:
    return (
        Choices("grids", "网格", lambda: [Option(grid.uid, grid.name) for grid in places.list_grids()]),
        Choices(
            "compounds",
            "小区（自然村）",
            lambda: [Option(row.uid, row.name) for row in places.list_compounds()],
        ),
        Choices("buildings", "楼栋（巷）", _buildings),
    )


def _buildings() -> Sequence[Option]:
    rows = buildings.list_buildings()
    one = len({row.compound for row in rows}) < 2
    return [Option(row.uid, row.name, "" if one else row.compound) for row in rows]


def _categories() -> Sequence[Option]:
    return [Option(entry.code, entry.word) for entry in care_categories() if entry.is_active]


def _codes(
    codes: Iterable[Sex | Residence | ResidentStatus | ContactPreference | Tenure],
) -> Sequence[Option]:
    return [Option(code.value, code.word) for code in codes if code.word]
