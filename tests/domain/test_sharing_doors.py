from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.sharing_doors import Shares, share_out

# (place in walking order, door, urgency, whose)
Home = tuple[int, int, int, str]
WALKERS = ["王某某", "李某某", "张某某"]


@st.composite
def homes(draw: st.DrawFn) -> list[Home]:
    steps = draw(
        st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from([*WALKERS, ""])), max_size=30)
    )
    door, made = 0, []
    for place, (next_door, urgency, whose) in enumerate(steps):
        door += next_door
        made.append((place, door, urgency, whose))
    return made


def share(found: list[Home], walkers: list[str], most: int | None) -> Shares[Home]:
    return share_out(
        found,
        walkers=walkers,
        most=most,
        door=lambda home: home[1],
        urgency=lambda home: (home[2],),
        own=lambda home: home[3],
    )


walkers = st.sampled_from([WALKERS[:1], WALKERS[:2], WALKERS])
limits = st.none() | st.integers(1, 12)


def doors(homes: tuple[Home, ...]) -> set[int]:
    return {home[1] for home in homes}


@given(homes(), walkers, limits)
def test_everybody_goes_to_one_walker_or_waits(found: list[Home], names: list[str], most: int | None) -> None:
    shares = share(found, names, most)
    shared = [home for _, pile in shares.piles for home in pile]
    assert sorted([*shared, *shares.waiting]) == found


@given(homes(), walkers, limits)
def test_no_door_is_parted_no_limit_passed_no_order_changed(
    found: list[Home], names: list[str], most: int | None
) -> None:
    shares = share(found, names, most)
    piles = [pile for _, pile in shares.piles]
    for pile in [*piles, shares.waiting]:
        assert all(one < other for one, other in pairwise(pile))
    for pile in piles:
        assert most is None or len(doors(pile)) <= most
    sets = [doors(pile) for pile in [*piles, shares.waiting]]
    assert sum(map(len, sets)) == len(set().union(*sets))


@given(homes(), walkers, st.integers(1, 12))
def test_nobody_waits_while_somebody_less_urgent_goes(found: list[Home], names: list[str], most: int) -> None:
    shares = share(found, names, most)
    urgency: dict[int, int] = {}
    for home in found:
        urgency[home[1]] = min(home[2], urgency.get(home[1], 9))
    going = set().union(*(doors(pile) for _, pile in shares.piles))
    for door in doors(shares.waiting):
        assert all(urgency[other] <= urgency[door] for other in going)
    assert not shares.waiting or len(going) == most * len(names)


def test_a_walker_gets_his_own_grid_first_and_the_rest_in_stretches() -> None:
    found = [(place, place, 0, "李某某" if place in {6, 7} else "") for place in range(12)]
    piles = dict(share(found, WALKERS, 5).piles)
    assert [home[0] for home in piles["王某某"]] == [0, 1, 2, 3]
    assert [home[0] for home in piles["李某某"]] == [4, 5, 6, 7]
    assert [home[0] for home in piles["张某某"]] == [8, 9, 10, 11]


def test_without_walkers_nobody_can_go() -> None:
    with pytest.raises(ValueError, match="nobody"):
        share([], [], 3)
