"""The first entries of a ledger: all or none, and the recovery page is asked for until it is kept."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import first_day, places, staff, undo
from community_desk.ledger.database import Ledger


def test_community_and_staff_are_entered_by_the_first_of_them(ledger: Ledger) -> None:
    operator = first_day.set_up(
        community={"name": "芸溪社区", "street": "祥平街道"},
        members=[{"name": " 林　玲 ", "role": "网格员"}, {"name": "陈一"}],
    )
    assert operator == "林玲"
    assert places.community().name == "芸溪社区"
    assert {row.name for row in staff.list_staff()} == {"林玲", "陈一"}
    assert undo.next_undo() is None


@pytest.mark.parametrize(
    ("community", "members", "field"),
    [
        ({"name": " "}, [{"name": "林玲"}], "community"),
        ({"name": "芸溪社区"}, [], "name 1"),
        ({"name": "芸溪社区"}, [{"name": ""}], "name 1"),
        ({"name": "芸溪社区"}, [{"name": "林玲"}, {"name": "林玲"}], "name 2"),
        ({"name": "芸溪社区"}, [{"name": "林玲"}, {"name": "陈一", "phone": "打不通"}], "phone 2"),
    ],
)
def test_what_is_wrong_is_said_at_its_row_and_nothing_is_entered(
    ledger: Ledger, community: dict[str, str], members: list[dict[str, str]], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        first_day.set_up(community=community, members=members)
    assert refused.value.field == field
    assert places.community().name == ""
    assert staff.list_staff() == []


def test_the_recovery_page_is_missing_until_somebody_says_otherwise(ledger: Ledger) -> None:
    assert first_day.recovery_page_is_kept()  # made in another way than by the window
    first_day.set_up(community={"name": "芸溪社区"}, members=[{"name": "林玲"}])
    assert not first_day.recovery_page_is_kept()
    first_day.keep_recovery_page(operator="林玲")
    assert first_day.recovery_page_is_kept()
    first_day.ask_for_recovery_page(operator="林玲")  # there is a new code
    assert not first_day.recovery_page_is_kept()
