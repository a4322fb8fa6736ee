"""What somebody says of single people goes before what the match finds."""

from typing import Any

import pytest

from community_desk.domain.planned import Answer, DoubtKind, PlannedHousehold, PlannedMember
from community_desk.ledger import import_reviews, imports
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Resident
from community_desk.ledger.residents import withdraw_resident
from tests.ledger.test_imports import bring, home, kinds, live, person

_ID = "350212196612156692"
_ROW = ("表", 7)


def answered(answer: Answer, *households: PlannedHousehold) -> imports.Imported:
    matching = imports.hold_against_ledger(households, digest="y", answers={_ROW: answer})
    writing = imports.write_import(matching, file_name="二.xlsx", digest="y", doubts=0, operator="甲")
    (*_, (_, result)) = writing
    assert result is not None
    return result


def test_a_proposal_is_confirmed_or_refused(ledger: Ledger) -> None:
    bring(home(person("苏某")))
    told = home(person("苏某", birth="1955-03-08"))
    assert [doubt.kind for doubt in imports.hold_against_ledger([told], digest="y").doubts] == [
        DoubtKind.MATCH_PROPOSED
    ]
    same = answered(Answer.SAME, told)
    assert (same.added, same.updated, kinds(same)) == (0, 1, [])
    other = answered(Answer.OTHER, home(person("苏某", birth="1955-03-08")))
    assert (other.added, DoubtKind.NAMESAKE_AT_DOOR in kinds(other)) == (1, False)
    assert ledger.faults() == []


def test_a_number_of_another_name_may_be_two_people(ledger: Ledger) -> None:
    bring(home(person("苏某", id_number=_ID)))
    result = answered(Answer.OTHER, home(person("林某", id_number=_ID), room="102"))
    assert (result.added, kinds(result)) == (1, [])


@pytest.mark.parametrize("room", ["101", "505"])
def test_a_namesake_is_the_one_that_is_known(ledger: Ledger, room: str) -> None:
    born: dict[str, Any] = {"birth": "1955-03-08"}
    bring(home(person("苏某", **born)))
    differing = {"birth": "1956-03-08"} if room == "101" else born
    told = home(person("苏某", phones=(("", "13800001234"),), **differing), room=room)
    kind = DoubtKind.NAMESAKE_AT_DOOR if room == "101" else DoubtKind.POSSIBLE_MATCH
    assert kind in [doubt.kind for doubt in imports.hold_against_ledger([told], digest="y").doubts]
    result = answered(Answer.SAME, told)
    assert (result.added, result.updated, kind in kinds(result)) == (0, 1, False)
    assert len(live(Resident)) == 1


def test_one_of_two_withdrawn_people_is_wanted_back(ledger: Ledger) -> None:
    def two() -> tuple[PlannedMember, PlannedMember]:
        wife = PlannedMember("林某", relation="配偶", relation_code="10", sheet="表", rows=(8,))
        return person("苏某", id_number=_ID), wife

    bring(home(*two()))
    for row in reversed(live(Resident)):  # the head last
        withdraw_resident(row.uid, reason="录错了", operator="甲")
    result = answered(Answer.BRING_BACK, home(*two()))
    assert [row.name for row in live(Resident)] == ["苏某"]
    assert (result.added, kinds(result)) == (1, [DoubtKind.WITHDRAWN_BEFORE])
    assert result.doubts[0].row == 8
    assert ledger.faults() == []


def test_settled_doubts_of_the_match_are_not_counted(ledger: Ledger) -> None:
    bring(home(person("苏某")))
    matching = imports.hold_against_ledger([home(person("苏某", birth="1955"))], digest="y")
    settled = frozenset(matching.doubts)
    assert settled
    writing = imports.write_import(
        matching, file_name="二.xlsx", digest="y", doubts=0, operator="甲", settled=settled
    )
    (*_, (_, result)) = writing
    assert result is not None
    assert result.doubts == ()
    assert import_reviews.list_imports()[0].doubts == 0
