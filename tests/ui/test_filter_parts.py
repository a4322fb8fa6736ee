"""The parts of a filter: every step makes a new one, and stepping back gives the one before."""

import pytest

from community_desk.ledger.lists import ResidentFilter
from community_desk.ui.filter_parts import Bands, Choices, Flag, Option, Part
from community_desk.ui.list_filters import household_parts, resident_parts

GRIDS = (Option("g1", "第1网格"), Option("g2", "第2网格"))
PARTS: tuple[Part, ...] = (
    Choices("grids", "网格", lambda: GRIDS),
    Choices("sex", "性别", lambda: (Option("1", "男"), Option("2", "女")), is_many=False),
    Bands("age_from", "age_to", "年龄段", "岁", ((60, None, "60 岁及以上"), (0, 6, "0–6 岁"))),
    Flag("no_phone", "没有电话"),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.word)
def test_on_and_off_again_is_the_filter_before(part: Part) -> None:
    for option in part.options():
        wanted = part.toggled(ResidentFilter(), option)
        assert part.is_on(wanted, option)
        ((chip, again),) = part.chips(wanted)
        assert chip.text == option.word
        assert part.toggled(wanted, again) == ResidentFilter()


def test_several_values_are_several_chips_and_one_is_taken_off() -> None:
    part = PARTS[0]
    wanted = part.toggled(part.toggled(ResidentFilter(), GRIDS[0]), GRIDS[1])
    assert wanted.grids == ("g1", "g2")
    (_, first), _ = part.chips(wanted)
    assert part.toggled(wanted, first).grids == ("g2",)


def test_of_one_value_the_other_takes_the_place() -> None:
    men, women = PARTS[1].options()
    assert PARTS[1].toggled(PARTS[1].toggled(ResidentFilter(), men), women).sex == "2"


def test_a_value_that_has_gone_from_the_ledger_is_said_so_and_can_be_taken_off() -> None:
    ((chip, option),) = PARTS[0].chips(ResidentFilter(grids=("old",)))
    assert "已撤回" in chip.text
    assert PARTS[0].toggled(ResidentFilter(grids=("old",)), option) == ResidentFilter()


def test_ages_that_no_band_names_are_written_out() -> None:
    ((chip, _),) = PARTS[2].chips(ResidentFilter(age_from=63, age_to=66))
    assert chip.text == "63–66 岁"


@pytest.mark.usefixtures("ledger")
def test_no_two_chips_of_a_list_have_the_same_key() -> None:
    for parts in (resident_parts(), household_parts()):
        assert len({part.word for part in parts}) == len(parts)
