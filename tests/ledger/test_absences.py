"""Away with a place and a date back: still a member."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import absences, households, life_history
from community_desk.ledger.database import Ledger
from tests.ledger.estate import WHO, build_estate, household, logged_tables, resident, settle_family


@pytest.fixture
def family(ledger: Ledger) -> dict[str, str]:
    return settle_family(build_estate().doors["501"])


def test_away_and_back(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    told = absences.preview_away_until(resident=uid, on="2025-03-01", until="2999-06", place="康复医院")
    assert told.touches[0] == "陈玉兰记为外出，去康复医院，预计 2999-06 回来"
    absences.away_until(resident=uid, on="2025-03-01", until="2999-06", place="康复医院", operator=WHO)
    row = resident(uid)
    assert (row.status, row.away_until, row.away_place) == ("away", "2999-06", "康复医院")
    assert logged_tables() == {"resident", "life_event"}
    assert len(households.members_of(household(family["household"]))) == 4
    absences.returned(resident=uid, on="2025-04-01", operator=WHO)
    row = resident(uid)
    assert (row.status, row.status_on, row.away_until, row.away_place) == ("living", "2025-04-01", "", "")
    events = life_history.events_of_resident(uid)
    assert [(event.kind.value, event.happened_on) for event in events] == [
        ("returned", "2025-04-01"),
        ("away", "2025-03-01"),
    ]


def test_dates_must_follow_each_other(family: dict[str, str]) -> None:
    uid = family["陈玉兰"]
    with pytest.raises(UserError) as error:
        absences.away_until(resident=uid, on="2025-03-01", until="2025-02", operator=WHO)
    assert error.value.field == "until"
    absences.away_until(resident=uid, on="2025-03-01", operator=WHO)
    with pytest.raises(UserError) as error:
        absences.returned(resident=uid, on="2025-02-28", operator=WHO)
    assert error.value.field == "on"


def test_only_who_is_away_comes_back(family: dict[str, str]) -> None:
    with pytest.raises(UserError, match="没有登记外出"):
        absences.returned(resident=family["陈玉兰"], on="2025-03-01", operator=WHO)
