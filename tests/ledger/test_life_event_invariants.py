"""Whatever happens in whatever order, the ledger keeps its shape, and each thing can be taken back exactly."""

import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from community_desk.domain.errors import UserError
from community_desk.domain.relations import HEAD
from community_desk.ledger import absences, deaths, dwellings, life_events, life_history, undo
from community_desk.ledger.database import create_ledger
from community_desk.ledger.models import CareCategory, Household, Occupancy, Relation, Residency, Resident
from community_desk.ledger.previews import Preview
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.rows import BOOKKEEPING, bound_database
from community_desk.ledger.tables import LEDGER_MODELS
from tests.ledger.estate import WHO, build_estate, settle_family

PEOPLE = st.integers(min_value=0, max_value=30)
HOUSEHOLDS = st.integers(min_value=0, max_value=10)
DOORS = st.integers(min_value=0, max_value=2)


def _state() -> dict[str, dict[str, Any]]:
    """Every live row but the shipped lists, without what an undo does not bring back (version, times)."""
    return {
        row["uid"]: {name: value for name, value in row.items() if name not in BOOKKEEPING}
        for model in LEDGER_MODELS
        if model not in (CareCategory, Relation)
        for row in model.select().where(model.deleted_at.is_null()).dicts()
    }


def _open(model: type[Occupancy] | type[Residency], *columns: str) -> list[tuple[Any, ...]]:
    """The columns of the rows that have not ended."""
    is_open = (model.ends_on == "") & model.deleted_at.is_null()
    return list(model.select(*(getattr(model, name) for name in columns)).where(is_open).tuples())


def _came_true(told: Preview) -> None:
    """What the preview said of heads and of doors left empty is so now."""
    assert told.touches
    for choice in told.heads:
        if choice.household_uid:
            assert Household.get(Household.uid == choice.household_uid).head.uid == choice.proposed_uid
    for touch in told.touches:
        if touch.endswith(" 将没有人住"):
            door = dwellings.find_or_add_dwelling(touch.removesuffix(" 将没有人住"), operator=WHO).uid
            assert all(stay.ends_on for stay in life_history.occupancies_at(door))


class Lives(RuleBasedStateMachine):
    """Verbs with people, households and doors at random; what a verb refuses changes nothing."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger, _ = create_ledger(Path(self.folder.name) / "ledger", password=None)
        self.estate = build_estate()
        self.doors = list(self.estate.doors.values())
        settle_family(self.doors[0])
        self.day = 0

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.folder.cleanup()

    def _on(self) -> str:
        self.day += 1
        return f"2024-{self.day // 28 + 1:02d}-{self.day % 28 + 1:02d}"

    @staticmethod
    def _person(index: int) -> str:
        uids = [
            row.uid for row in Resident.select().where(Resident.deleted_at.is_null()).order_by(Resident.id)
        ]
        return uids[index % len(uids)]

    @staticmethod
    def _home(index: int) -> str:
        uids = [
            row.uid for row in Household.select().where(Household.deleted_at.is_null()).order_by(Household.id)
        ]
        return uids[index % len(uids)]

    def _happens(self, verb: Any, preview: Any, and_back: bool, **what: Any) -> None:
        extra = what.pop("extra", {})
        before = _state()
        try:
            told = preview(**what)
        except UserError as refusal:
            # What cannot be told cannot be done either.
            with pytest.raises(UserError, match=re.escape(refusal.sentence)):
                verb(**what, **extra, operator=WHO)
            assert _state() == before
            return
        verb(**what, **extra, operator=WHO)
        after = _state()
        _came_true(told)
        if and_back:
            undo.undo_last(operator=WHO)
            assert _state() == before
            undo.redo_last(operator=WHO)
            assert _state() == after

    @rule(home=HOUSEHOLDS, back=st.booleans())
    def born(self, home: int, back: bool) -> None:
        child = {"name": "苏小宝", "birth": self._on()}
        self._happens(
            life_events.born, life_events.preview_born, back, household=self._home(home), child=child
        )

    @rule(
        door=DOORS,
        home=HOUSEHOLDS,
        known=st.lists(PEOPLE, max_size=2),
        joins=st.booleans(),
        back=st.booleans(),
    )
    def moved_in(self, door: int, home: int, known: list[int], joins: bool, back: bool) -> None:
        where = {"household": self._home(home)} if joins else {"dwelling": self.doors[door]}
        self._happens(
            life_events.moved_in,
            life_events.preview_moved_in,
            back,
            on=self._on(),
            people=[{"name": "何平"}] if len(known) < 2 else [],
            known=[self._person(index) for index in known],
            **where,
        )

    @rule(door=DOORS, home=HOUSEHOLDS, back=st.booleans())
    def family_comes_back(self, door: int, home: int, back: bool) -> None:
        uid = self._home(home)
        gone = [
            row.uid
            for row in Resident.select()
            .join(Household)
            .where((Household.uid == uid) & (Resident.status == "moved"))
        ]
        if gone:
            self._happens(
                life_events.moved_in,
                life_events.preview_moved_in,
                back,
                on=self._on(),
                household=uid,
                dwelling=self.doors[door],
                known=gone,
            )

    @rule(
        people=st.lists(PEOPLE, min_size=1, max_size=3),
        to=HOUSEHOLDS,
        door=DOORS,
        joins=st.booleans(),
        back=st.booleans(),
    )
    def moved_inside(self, people: list[int], to: int, door: int, joins: bool, back: bool) -> None:
        where = {"to_household": self._home(to)} if joins else {"dwelling": self.doors[door]}
        self._happens(
            life_events.moved_inside,
            life_events.preview_moved_inside,
            back,
            on=self._on(),
            members=[self._person(index) for index in people],
            **where,
        )

    @rule(home=HOUSEHOLDS, door=DOORS, back=st.booleans())
    def family_moves_inside(self, home: int, door: int, back: bool) -> None:
        self._happens(
            life_events.moved_inside,
            life_events.preview_moved_inside,
            back,
            on=self._on(),
            household=self._home(home),
            dwelling=self.doors[door],
        )

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=3), head=PEOPLE, back=st.booleans())
    def split(self, people: list[int], head: int, back: bool) -> None:
        members = [self._person(index) for index in people]
        chosen = self._person(head)
        self._happens(
            life_events.split,
            life_events.preview_split,
            back,
            on=self._on(),
            members=members,
            head=chosen if chosen in members else "",
        )

    @rule(one=HOUSEHOLDS, other=HOUSEHOLDS, back=st.booleans())
    def merged(self, one: int, other: int, back: bool) -> None:
        self._happens(
            life_events.merged,
            life_events.preview_merged,
            back,
            on=self._on(),
            household=self._home(one),
            into=self._home(other),
        )

    @rule(home=HOUSEHOLDS, head=PEOPLE, back=st.booleans())
    def new_head(self, home: int, head: int, back: bool) -> None:
        self._happens(
            life_events.new_head,
            life_events.preview_new_head,
            back,
            on=self._on(),
            household=self._home(home),
            head=self._person(head),
        )

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=2), back=st.booleans())
    def moved_away(self, people: list[int], back: bool) -> None:
        self._happens(
            life_events.moved_away,
            life_events.preview_moved_away,
            back,
            on=self._on(),
            members=[self._person(index) for index in people],
        )

    @rule(home=HOUSEHOLDS, back=st.booleans())
    def family_moves_away(self, home: int, back: bool) -> None:
        self._happens(
            life_events.moved_away,
            life_events.preview_moved_away,
            back,
            on=self._on(),
            household=self._home(home),
        )

    @rule(person=PEOPLE, back=st.booleans())
    def dies(self, person: int, back: bool) -> None:
        uid = self._person(person)
        self._happens(
            deaths.report_death, deaths.preview_report_death, back, resident=uid, extra={"source": "邻居"}
        )
        self._happens(
            deaths.confirm_death,
            deaths.preview_confirm_death,
            back,
            resident=uid,
            died_on=self._on(),
            extra={"source": "家属", "age_and_door_checked": True},
        )

    @rule(person=PEOPLE, back=st.booleans())
    def lives_after_all(self, person: int, back: bool) -> None:
        self._happens(
            deaths.withdraw_death,
            deaths.preview_withdraw_death,
            back,
            resident=self._person(person),
            on=self._on(),
            extra={"reason": "弄错了"},
        )

    @rule(person=PEOPLE, back=st.booleans())
    def away(self, person: int, back: bool) -> None:
        self._happens(
            absences.away_until,
            absences.preview_away_until,
            back,
            resident=self._person(person),
            on=self._on(),
        )

    @rule(person=PEOPLE, back=st.booleans())
    def returned(self, person: int, back: bool) -> None:
        self._happens(
            absences.returned, absences.preview_returned, back, resident=self._person(person), on=self._on()
        )

    @invariant()
    def belonging_is_told_once(self) -> None:
        if not hasattr(self, "ledger"):
            return
        stays: dict[int, list[tuple[int, str]]] = {}
        for person, home, word in _open(Residency, "resident", "household", "relation_word"):
            stays.setdefault(person, []).append((home, word))
        for person in Resident.select().where(Resident.deleted_at.is_null()).dicts():
            if person["status"] in MEMBER_STATUSES and person["household"] is not None:
                assert stays.pop(person["id"]) == [(person["household"], person["relation_word"])]
            assert (person["status"] == "deceased") == (person["death_state"] == "confirmed")
            assert person["status"] == "away" or not (person["away_until"] or person["away_place"])
        assert stays == {}

    @invariant()
    def households_are_whole(self) -> None:
        if not hasattr(self, "ledger"):
            return
        is_member = Resident.status.in_(MEMBER_STATUSES) & Resident.deleted_at.is_null()
        members: dict[int, list[int]] = {}
        heads: dict[int, list[int]] = {}
        for person in Resident.select().where(is_member & Resident.household.is_null(False)).dicts():
            members.setdefault(person["household"], []).append(person["id"])
            if person["relation_code"] == HEAD:
                heads.setdefault(person["household"], []).append(person["id"])
        doors: dict[int, list[int | None]] = {}
        for home, door in _open(Occupancy, "household", "dwelling"):
            doors.setdefault(home, []).append(door)
        for home in Household.select().where(Household.deleted_at.is_null()).dicts():
            key = home["id"]
            if home["ends_on"]:
                assert key not in members
                assert key not in doors
                assert (home["head"], home["dwelling"]) == (None, None)
            else:
                assert home["head"] in members[key]
                assert heads[key] == [home["head"]]
                assert doors[key] == [home["dwelling"]]

    @invariant()
    def every_link_leads_somewhere(self) -> None:
        if hasattr(self, "ledger"):
            assert bound_database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
