"""Fill an empty ledger with a synthetic community, to try the program and to measure it.

    for progress in build_demo(YUNXI, today=today, operator="演示"):
        print(progress.sentence)

Everything is written in one transaction: a demo that is broken off leaves nothing, and one 撤销 takes it out.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from community_desk.domain.codes import CaseState, RoundState
from community_desk.domain.doors import door_key
from community_desk.domain.errors import UserError
from community_desk.domain.natural_order import natural_key
from community_desk.domain.pinyin import name_key
from community_desk.ledger import changes
from community_desk.ledger.care_models import CareCase, CareNeed, CareNote, FollowUp
from community_desk.ledger.models import (
    Building,
    CareCategory,
    Community,
    Compound,
    Dwelling,
    Grid,
    Household,
    Occupancy,
    PersonLink,
    Phone,
    Residency,
    Resident,
    ResidentCategory,
    Staff,
    Visit,
    VisitContact,
    VisitRound,
)
from community_desk.ledger.rows import LedgerModel
from community_desk.tasks.demo_care import CareMaker, DemoCare
from community_desk.tasks.demo_community import DemoCommunity, DemoHome, DemoScale
from community_desk.tasks.demo_families import DemoHousehold, DemoPerson
from community_desk.tasks.demo_people import synthetic_staff
from community_desk.tasks.progress import Progress

DEMO_SEED = 20_260
SOURCE = "演示数据"

# Residents held in memory before they are written, so that a ledger of a million needs no more than one of 12,000.
_RESIDENTS_AT_ONCE = 3_000

# The rows of each table in the order of writing: parents before children.
_COLUMNS: dict[type[LedgerModel], tuple[str, ...]] = {
    Dwelling: ("building_id", "unit", "floor", "room", "door_key", "tenure"),
    Household: (
        "dwelling_id", "head_id", "starts_on", "contact_preference", "contact_reason", "contact_review_on", "note",
    ),
    Resident: (
        "household_id", "position", "name", "foreign_name", "name_key", "sex", "birth", "birth_calendar", "id_type",
        "id_number", "relation_code", "relation_word", "registered_address", "residence", "contact_preference",
        "contact_reason", "contact_review_on", "reminder", "note", "status", "status_on", "away_until", "away_place",
    ),
    Occupancy: ("household_id", "dwelling_id", "starts_on"),
    Residency: ("resident_id", "household_id", "relation_word"),
    Phone: ("resident_id", "label", "number", "position"),
    PersonLink: ("resident_id", "kind", "other_id", "name", "phone", "place", "note"),
    ResidentCategory: (
        "resident_id", "category_id", "word", "source", "since", "disability_kind", "disability_grade",
        "certificate_number", "ability_level", "assessed_on", "former_country", "return_year",
    ),
    Visit: (
        "household_id", "resident_id", "dwelling_id", "visited_on", "method", "outcome", "note", "source", "walked_by",
        "typed_by", "typed_at", "round_id",
    ),
    VisitContact: ("visit_id", "resident_id", "outcome"),
    CareCase: (
        "household_id", "level", "state", "responsible_id", "buddy_name", "review_on", "opened_on", "changed_on",
        "closed_on", "close_reason", "close_words",
    ),
    CareNeed: ("case_id", "resident_id", "category_id", "need", "since"),
    CareNote: ("case_id", "noted_on", "note", "done", "noted_by"),
    FollowUp: (
        "household_id", "resident_id", "case_id", "visit_id", "responsible_id", "kind", "what", "said_on", "due_on",
        "done_on", "done_words",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoResult:
    """How much was written."""

    residents: int
    households: int
    dwellings: int
    buildings: int
    grids: int


def build_demo(
    scale: DemoScale, *, today: date, operator: str, seed: int = DEMO_SEED
) -> Generator[Progress, None, DemoResult]:
    """Write a community of this scale into the open ledger; the same seed and day give the same people.

    Raises ``UserError`` if the ledger already holds people or places.
    """
    refuse_filled_ledger()
    community = DemoCommunity(scale, seed=seed, today=today)
    with changes.transaction("生成演示数据", operator=operator):
        writer = _Writer(community, seed, today)
        yield Progress(0, scale.residents, "正在建楼栋")
        for home in community.homes():
            writer.take(home)
            if writer.is_full:
                writer.flush()
                yield Progress(writer.residents, scale.residents, "正在写入居民")
        writer.flush()
        writer.correct_last_building()
        yield Progress(scale.residents, scale.residents, "正在建立搜索索引")
    return writer.result()


def refuse_filled_ledger() -> None:
    """Raise ``UserError`` if somebody or some place is in the ledger: demo people must not mix with real ones."""
    for model in (Resident, Household, Compound, Grid):
        if model.select().where(model.deleted_at.is_null()).exists():
            raise UserError(
                "这个台账里已经有内容，演示数据只能放进空台账；请用 --data 换一个空文件夹。", field="data"
            )


class _Writer:
    """Turns homes into rows. Keys are given out here, so that rows can name each other before they are written."""

    def __init__(self, community: DemoCommunity, seed: int, today: date) -> None:
        self._community = community
        self._seed = seed
        self._rows: dict[type[LedgerModel], list[Sequence[Any]]] = {model: [] for model in _COLUMNS}
        self._next: dict[type[LedgerModel], int] = {
            model: changes.reserve_ids(model, 1).start
            for model in (Dwelling, Household, Resident, Visit, CareCase)
        }
        self._first = dict(self._next)
        self._categories = _categories()
        self._floors = [building.floor_count for building in community.places.buildings]
        self._staff: list[tuple[int, str]] = []
        self._buildings = self._write_places()
        self._rounds = _write_rounds(today)
        self._care = CareMaker(seed, today, [name for _, name in self._staff])

    @property
    def residents(self) -> int:
        """How many residents were taken so far."""
        return self._next[Resident] - self._first[Resident]

    @property
    def is_full(self) -> bool:
        """Whether it is time to `flush`."""
        return len(self._rows[Resident]) >= _RESIDENTS_AT_ONCE

    def take(self, home: DemoHome) -> None:
        """Make the rows of a door and of everybody behind it."""
        place = self._community.places
        building = place.buildings[home.building]
        door = home.door
        compound = place.compounds[building.compound]
        key = door_key(compound, building.name, door.unit, door.floor, door.room)
        dwelling = self._next_id(Dwelling)
        self._rows[Dwelling].append(
            (self._buildings[home.building], door.unit, door.floor, door.room, key, home.tenure.value)
        )
        for household in home.households:
            self._take_household(household, dwelling, self._staff[building.grid % len(self._staff)])

    def flush(self) -> None:
        """Write the rows taken so far."""
        for model, columns in _COLUMNS.items():
            rows = self._rows[model]
            ids = None
            if model in self._next:
                ids = range(self._next[model] - len(rows), self._next[model])
            changes.insert_rows(model, columns, rows, ids)
            rows.clear()

    def correct_last_building(self) -> None:
        """The last block may have grown while its doors were filled."""
        last = self._community.places.buildings[-1]
        if last.floor_count != self._floors[-1]:
            changes.update_rows(Building, ("floor_count",), [(last.floor_count, self._buildings[-1])])

    def result(self) -> DemoResult:
        """What has been written."""
        written = {model: self._next[model] - self._first[model] for model in self._next}
        places = self._community.places
        return DemoResult(
            residents=written[Resident],
            households=written[Household],
            dwellings=written[Dwelling],
            buildings=len(places.buildings),
            grids=len(places.grids),
        )

    def _next_id(self, model: type[LedgerModel]) -> int:
        key = self._next[model]
        self._next[model] = key + 1
        return key

    def _write_places(self) -> range:
        places = self._community.places
        _name_community(places.community)
        staff = synthetic_staff(self._seed, len(places.grids))
        staff_ids = changes.insert_rows(
            Staff,
            ("name", "name_key", "role", "phone"),
            [(name, name_key(name), role, phone) for name, role, phone in staff],
        )
        self._staff = [(id_, name) for id_, (name, _, _) in zip(staff_ids, staff, strict=True)]
        grids = changes.insert_rows(
            Grid,
            ("name", "grid_key", "worker_id"),
            [
                (name, natural_key(name), worker)
                for name, worker in zip(places.grids, staff_ids, strict=False)
            ],
        )
        compounds = changes.insert_rows(
            Compound,
            ("name", "kind", "compound_key"),
            [(name, places.compound_kind.value, natural_key(name)) for name in places.compounds],
        )
        return changes.insert_rows(
            Building,
            (
                "compound_id", "name", "kind", "grid_id", "unit_count", "floor_count", "has_lift", "entry_note",
            ),
            [
                (
                    compounds[building.compound], building.name, building.kind.value, grids[building.grid],
                    building.unit_count, building.floor_count, building.has_lift, building.entry_note,
                )
                for building in places.buildings
            ],
        )  # fmt: skip

    def _take_household(self, household: DemoHousehold, dwelling: int, worker: tuple[int, str]) -> None:
        key = self._next_id(Household)
        people = range(self._next[Resident], self._next[Resident] + len(household.members))
        self._next[Resident] = people.stop
        self._rows[Household].append(
            (
                dwelling, people[0], household.starts_on, household.contact_preference.value,
                household.contact_reason, household.contact_review_on, household.note,
            )
        )  # fmt: skip
        self._rows[Occupancy].append((key, dwelling, household.starts_on))
        for position, (person, resident) in enumerate(zip(household.members, people, strict=True)):
            self._take_person(person, resident, key, position)
            self._rows[PersonLink].extend(
                (
                    resident, link.kind.value, None if link.member is None else people[link.member],
                    link.name, link.phone, link.place, link.note,
                )
                for link in person.links
            )  # fmt: skip
        care = self._care.care_of(household)
        if care is not None:
            self._take_care(care, key, dwelling, people, worker)
            return
        for visit in household.visits:
            self._next_id(Visit)
            met = None if visit.met is None else people[visit.met]
            self._rows[Visit].append(
                (
                    key, met, dwelling, visit.visited_on, visit.method, visit.outcome, visit.note, SOURCE, worker[1],
                    worker[1], f"{visit.visited_on}T09:30:00.000Z", self._round_on(visit.visited_on),
                )
            )  # fmt: skip

    def _take_care(
        self, care: DemoCare, household: int, dwelling: int, people: range, worker: tuple[int, str]
    ) -> None:
        case = self._next_id(CareCase)
        staff, name = worker
        state = CaseState.CLOSED if care.closed_on else CaseState.OPEN
        self._rows[CareCase].append(
            (
                household, care.level.value, state.value, staff, care.buddy, care.review_on, care.opened_on,
                care.opened_on, care.closed_on, care.close_reason, care.close_words,
            )
        )  # fmt: skip
        self._rows[CareNeed].extend(
            (
                case, None if need.member is None else people[need.member],
                self._categories[need.code][0] if need.code else None, need.need, need.since,
            )
            for need in care.needs
        )  # fmt: skip
        self._rows[CareNote].extend((case, on, note, done, name) for on, note, done in care.notes)
        visits = []
        for visit in care.visits:
            id_ = self._next_id(Visit)
            visits.append(id_)
            alone = people[visit.contacts[0][0]] if len(visit.contacts) == 1 else None
            self._rows[Visit].append(
                (
                    household, alone, dwelling, visit.on, visit.method, visit.outcome, visit.note, SOURCE, name, name,
                    f"{visit.on}T09:30:00.000Z", self._round_on(visit.on),
                )
            )  # fmt: skip
            if alone is None:
                self._rows[VisitContact].extend((id_, people[who], said) for who, said in visit.contacts)
        self._rows[FollowUp].extend(
            (
                household, people[promise.member], case, visits[promise.visit], staff, promise.kind, promise.what,
                care.visits[promise.visit].on, promise.due_on, promise.done_on, promise.done_words,
            )
            for promise in care.follow_ups
        )  # fmt: skip

    def _round_on(self, day: str) -> int | None:
        """The quarter's round in which a visit was made."""
        return next((id_ for id_, starts_on, ends_on in self._rounds if starts_on <= day <= ends_on), None)

    def _take_person(self, person: DemoPerson, resident: int, household: int, position: int) -> None:
        code, word = person.relation
        self._rows[Resident].append(
            (
                household, position, person.name, person.foreign_name, name_key(person.name), person.sex.value,
                person.birth, person.birth_calendar.value, person.id_type.value, person.id_number, code, word,
                person.registered_address, person.residence.value, person.contact_preference.value,
                person.contact_reason, person.contact_review_on, person.reminder, person.note,
                person.status.value, person.status_on, person.away_until, person.away_place,
            )
        )  # fmt: skip
        self._rows[Residency].append((resident, household, word))
        self._rows[Phone].extend(
            (resident, label, number, place) for place, (label, number) in enumerate(person.phones)
        )
        for held in person.categories:
            category, category_word = self._categories[held.code]
            self._rows[ResidentCategory].append(
                (
                    resident, category, category_word, SOURCE, held.since, held.disability_kind,
                    held.disability_grade, held.certificate_number, held.ability_level, held.assessed_on,
                    held.former_country, held.return_year,
                )
            )  # fmt: skip


def _categories() -> dict[str, tuple[int, str]]:
    """Code of every care category of the ledger → its key and its word."""
    rows = CareCategory.select().where(CareCategory.deleted_at.is_null())
    return {row.code: (row.id, row.word) for row in rows}


def _write_rounds(today: date) -> list[tuple[int, str, str]]:
    """A round a quarter of the last year, all handed in but the running one: (id, first day, last day)."""
    rounds = []
    year, quarter = today.year - 1, (today.month - 1) // 3
    for _ in range(5):
        starts_on = date(year, quarter * 3 + 1, 1)
        year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)
        ends_on = date(year, quarter * 3 + 1, 1) - timedelta(days=1)
        is_over = ends_on < today
        rounds.append(
            (
                f"{starts_on.year} 年第 {(starts_on.month + 2) // 3} 季度走访", starts_on.isoformat(),
                ends_on.isoformat(), (RoundState.RELEASED if is_over else RoundState.OPEN).value,
                f"{ends_on.isoformat()}T10:00:00.000Z" if is_over else "",
            )
        )  # fmt: skip
    ids = changes.insert_rows(VisitRound, ("name", "starts_on", "ends_on", "state", "released_at"), rounds)
    return [(id_, row[1], row[2]) for id_, row in zip(ids, rounds, strict=True)]


def _name_community(name: str) -> None:
    row = Community.select().where(Community.deleted_at.is_null()).first()
    if row is None:
        changes.add(Community, name=name, district="同安区")
    else:
        changes.edit(row, name=name, district="同安区")
