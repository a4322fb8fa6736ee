"""Writing a matched plan: doors, households and people, in bulk and inside one transaction.

What the ledger says stays: a blank cell never overwrites, a value the ledger lacks is filled in, phones, categories,
visits and notes are added, and a value that differs is kept as the ledger has it and listed as a doubt. Rows that an
undone import had made are brought back to life instead of being made twice.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import door_key, floor_of
from community_desk.domain.errors import UserError
from community_desk.domain.natural_order import natural_key
from community_desk.domain.pinyin import name_key
from community_desk.domain.planned import Doubt, DoubtKind, PlannedMember
from community_desk.domain.relations import HEAD
from community_desk.ledger import changes
from community_desk.ledger.bulk_rows import NamedRows, read_rows, revive, revive_of
from community_desk.ledger.door_keys import renew_door_keys
from community_desk.ledger.import_comparing import compare
from community_desk.ledger.import_facts import FactWriter
from community_desk.ledger.import_known import KnownPerson
from community_desk.ledger.import_matching import MatchedHousehold, MatchedMember, Matching
from community_desk.ledger.models import (
    Building,
    Compound,
    Dwelling,
    Grid,
    Household,
    Occupancy,
    Residency,
    Resident,
)

_KEY_LENGTH = 200


class ImportWriter:
    """Writes one matching; afterwards ``added``, ``updated`` and ``unchanged`` count residents.

    ``source`` is what facts and visits say of where they come from.
    """

    def __init__(self, matching: Matching, *, source: str) -> None:
        self._matching = matching
        self._source = source[:100]
        self.added = 0
        self.updated = 0
        self.unchanged = 0
        self._changed: set[int] = set()
        self._dwelling_ids: dict[int, int] = {}
        self._relations: list[tuple[str, int]] = []

    def places(self) -> None:
        """Compounds, grids, buildings and dwellings that the ledger lacks; no door where nobody is to live."""
        self._name_compound(self._matching.named_compound)
        homes = [
            home
            for home in self._matching.households
            if home.planned.building and self._needs_household(home)
        ]
        planned = [home.planned for home in homes]
        compounds = NamedRows(Compound, ["name"])
        self._compounds = compounds.bring(
            {(home.compound,): (home.compound_kind.value, natural_key(home.compound)) for home in planned},
            ["kind", "compound_key"],
        )
        grids = {home.planned.grid for home in self._matching.households if home.planned.grid}
        self._grids = NamedRows(Grid, ["name"]).bring(
            {(grid,): (natural_key(grid),) for grid in grids}, ["grid_key"]
        )
        self._write_buildings(homes)
        self._write_dwellings(homes)

    def people(self) -> None:
        """Households and residents, new ones in bulk, known ones where the file adds something."""
        homes = [home for home in self._matching.households if self._needs_household(home)]
        new_homes = [home for home in homes if home.household is None]
        household_ids = changes.reserve_ids(Household, len(new_homes))
        ids = {id(home): household_id for home, household_id in zip(new_homes, household_ids, strict=True)}
        ids |= {id(home): home.household.id for home in homes if home.household is not None}
        newcomers = [(home, member) for home in homes for member in home.members if member.person is None]
        resident_ids = changes.reserve_ids(Resident, len(newcomers))
        self._resident_ids: dict[int, int] = {
            id(member): resident_id for (_, member), resident_id in zip(newcomers, resident_ids, strict=True)
        }
        self._household_ids = ids
        self._write_households(new_homes, household_ids)
        self._write_newcomers(newcomers, resident_ids)
        self._revive_households(homes)
        self._update_known()
        self.added += len(newcomers)
        self.updated += len(self._changed)
        self.unchanged += sum(
            1
            for home in self._matching.households
            for member in home.members
            if member.person is not None
            and not member.person.withdrawn
            and member.person.id not in self._changed
        )

    def facts(self) -> None:
        """Phones, categories, contacts and past visits of everybody in the plan."""
        written = FactWriter(
            self._matching,
            source=self._source,
            residents=self._id_of,
            households=self._household_ids,
            dwellings=self._dwelling_ids,
            fit=self._fit,
        ).write()
        # Who only got a phone or a category was counted as unchanged so far.
        self.unchanged -= len(written - self._changed)
        self.updated = len(self._changed | written)

    def _id_of(self, member: MatchedMember) -> int:
        return self._resident_ids[id(member)] if member.person is None else member.person.id

    def _doubt(self, planned: PlannedMember, kind: DoubtKind, text: str) -> None:
        row = planned.rows[0] if planned.rows else 0
        self._matching.doubts.append(Doubt(planned.sheet, row, "", kind, text))

    def _fit(self, planned: PlannedMember, text: str, limit: int) -> str:
        """The text as far as its column goes; what is cut off is said."""
        if len(text) <= limit:
            return text
        self._doubt(
            planned, DoubtKind.TEXT_TOO_LONG, f"“{text[:12]}…”太长，只导入了前 {limit} 个字，请核对。"
        )
        return text[:limit]

    # Places

    @staticmethod
    def _name_compound(name: str) -> None:
        """Give its name to the compound that had none."""
        nameless = [
            row[0] for row in read_rows("SELECT id FROM compound WHERE name = '' AND deleted_at IS NULL")
        ]
        if name and nameless:
            changes.update_rows(
                Compound, ["name", "compound_key"], [(name, natural_key(name), id_) for id_ in nameless]
            )
            renew_door_keys(Building.compound.in_(nameless))

    def _write_buildings(self, homes: Sequence[MatchedHousehold]) -> None:
        grids: dict[tuple[int, str], Counter[str]] = {}
        kinds: dict[tuple[int, str], str] = {}
        for home in homes:
            planned = home.planned
            key = (self._compounds[planned.compound,], planned.building)
            grids.setdefault(key, Counter())[planned.grid] += 1
            kinds[key] = planned.building_kind.value
        # Most doors of a building share its grid; the others carry their own.
        grid_of = {key: self._grids.get((count.most_common(1)[0][0],)) for key, count in grids.items()}
        named = NamedRows(Building, ["compound_id", "name"])
        self._buildings = named.bring({key: (kinds[key], grid_of[key]) for key in grids}, ["kind", "grid_id"])
        present = {
            id_: (key, grid)
            for id_, compound, name, grid in read_rows("SELECT id, compound_id, name, grid_id FROM building")
            if (key := (compound, name)) in self._buildings
        }
        without = [
            (grid_of[key], id_) for id_, (key, grid) in present.items() if grid is None and grid_of[key]
        ]
        changes.update_rows(Building, ["grid_id"], without)
        self._building_grids = {
            id_: grid if grid is not None else grid_of[key] for id_, (key, grid) in present.items()
        }

    def _write_dwellings(self, homes: Sequence[MatchedHousehold]) -> None:
        wanted: dict[tuple[int, str, str], tuple[Any, ...]] = {}
        for home in homes:
            planned = home.planned
            building = self._buildings[self._compounds[planned.compound,], planned.building]
            floor = floor_of(planned.room) if planned.building_kind is BuildingKind.BLOCK else None
            order = door_key(planned.compound, planned.building, planned.unit, floor, planned.room)
            grid = self._grids.get((planned.grid,))
            own_grid = None if grid == self._building_grids[building] else grid
            key = (building, planned.unit, planned.room)
            wanted.setdefault(key, (floor, order[:_KEY_LENGTH], planned.tenure.value, own_grid))
        named = NamedRows(Dwelling, ["building_id", "unit", "room"])
        dwellings = named.bring(wanted, ["floor", "door_key", "tenure", "grid_id"])
        known = {
            row[0]: row[1:] for row in read_rows("SELECT id, tenure, grid_id, building_id FROM dwelling")
        }
        for home in homes:
            building = self._buildings[self._compounds[home.planned.compound,], home.planned.building]
            self._dwelling_ids[id(home)] = dwellings[building, home.planned.unit, home.planned.room]
        tenures, seen = [], set()
        for home in homes:
            dwelling = self._dwelling_ids[id(home)]
            if dwelling in seen:
                continue
            seen.add(dwelling)
            tenure, grid, building = known[dwelling]
            if tenure == "unknown" and home.planned.tenure.value != "unknown":
                tenures.append((home.planned.tenure.value, dwelling))
            self._compare_grid(home, grid if grid is not None else self._building_grids[building])
        changes.update_rows(Dwelling, ["tenure"], tenures)

    def _compare_grid(self, home: MatchedHousehold, present: int | None) -> None:
        told = self._grids.get((home.planned.grid,))
        if told is not None and present is not None and told != present and home.members:
            text = f"文件写{home.planned.door}属于{home.planned.grid}，台账里不是：没有改，请在“设置”里核对网格。"
            self._doubt(home.members[0].planned, DoubtKind.GRID_DIFFERS, text)

    def _dwelling_of(self, home: MatchedHousehold) -> int | None:
        return self._dwelling_ids.get(id(home))

    # Households and residents

    @staticmethod
    def _needs_household(home: MatchedHousehold) -> bool:
        return home.household is not None or bool(arriving(home))

    def _write_households(self, homes: Sequence[MatchedHousehold], ids: range) -> None:
        rows = []
        for home in homes:
            first = home.members[0].planned
            rows.append(
                (
                    self._dwelling_of(home),
                    self._fit(first, home.planned.address, 200) if not home.planned.building else "",
                    self._id_of(_head(arriving(home))),
                    self._fit(first, home.planned.number, 40),
                )
            )
        changes.insert_rows(Household, ["dwelling_id", "address", "head_id", "number"], rows, ids)
        changes.insert_rows(
            Occupancy,
            ["household_id", "dwelling_id"],
            [(id_, row[0]) for id_, row in zip(ids, rows, strict=True)],
        )

    def _write_newcomers(
        self, newcomers: Sequence[tuple[MatchedHousehold, MatchedMember]], ids: range
    ) -> None:
        positions: Counter[int] = Counter(
            dict(
                read_rows(
                    "SELECT household_id, MAX(position) + 1 FROM resident WHERE household_id > 0 GROUP BY 1"
                )
            )
        )
        rows, residencies = [], []
        for (home, member), id_ in zip(newcomers, ids, strict=True):
            planned = member.planned
            household = self._household_ids[id(home)]
            code, relation = planned.relation_code, self._fit(planned, planned.relation, 20)
            if code == HEAD and home.household is not None and home.household.head_name:
                # A household has one head; what this one is to them, the file does not say.
                code = relation = ""
                text = f"文件写户主是“{planned.name}”，台账里是“{home.household.head_name}”：没有改，请核对。"
                self._doubt(planned, DoubtKind.DIFFERS_FROM_LEDGER, text)
            rows.append(
                (
                    household, positions[household], self._fit(planned, planned.name, 100),
                    self._fit(planned, planned.foreign_name, 100), name_key(planned.name)[:_KEY_LENGTH],
                    planned.sex.value, planned.birth, planned.birth_calendar.value, planned.id_type.value,
                    self._fit(planned, planned.id_number, 40), code, relation,
                    self._fit(planned, planned.registered_address, 200), planned.residence.value, planned.note,
                )
            )  # fmt: skip
            positions[household] += 1
            residencies.append((id_, household, relation))
        fields = [
            "household_id", "position", "name", "foreign_name", "name_key", "sex", "birth", "birth_calendar",
            "id_type", "id_number", "relation_code", "relation_word", "registered_address", "residence", "note",
        ]  # fmt: skip
        changes.insert_rows(Resident, fields, rows, ids)
        changes.insert_rows(Residency, ["resident_id", "household_id", "relation_word"], residencies)

    def _revive_households(self, homes: Sequence[MatchedHousehold]) -> None:
        back = [home for home in homes if home.household is not None and home.household.withdrawn]
        revive(Household, [self._household_ids[id(home)] for home in back])
        changes.update_rows(
            Household,
            ["dwelling_id"],
            [(self._dwelling_of(home), self._household_ids[id(home)]) for home in back],
        )
        households = [self._household_ids[id(home)] for home in back]
        revive_of(Occupancy, "household_id", households)
        heads = dict(read_rows("SELECT id, head_id FROM household"))
        changes.update_rows(
            Household,
            ["head_id"],
            [
                (self._id_of(_head(arriving(home))), household)
                for home, household in zip(back, households, strict=True)
                if heads[household] not in {self._id_of(member) for member in arriving(home)}
            ],
        )

    def _update_known(self) -> None:
        returning: list[tuple[int, int]] = []
        for home in self._matching.households:
            for member in home.members:
                person = member.person
                if person is None:
                    continue
                if person.removed and self._matching.answer_for(member.planned) is None:
                    text = f"“{member.planned.name}”曾有人从台账撤回，现在按文件恢复，请核对。"
                    self._doubt(member.planned, DoubtKind.WITHDRAWN_BEFORE, text)
                if person.withdrawn:
                    returning.append((self._household_ids[id(home)], person.id))
                self._fill_in(member.planned, person)
        self._write_relations()
        if returning:
            changes.update_rows(Resident, ["household_id"], returning)
            people = [person for _, person in returning]
            revive(Resident, people)
            self._revive_residencies({person: household for household, person in returning})
            self.added += len(returning)

    @staticmethod
    def _revive_residencies(households: dict[int, int]) -> None:
        """Open belongings to the households people return to: those there were, else new ones."""
        sql = "SELECT resident_id, household_id, id FROM residency WHERE deleted_at IS NOT NULL AND ends_on = ''"
        there = {
            resident: id_
            for resident, household, id_ in read_rows(sql)
            if households.get(resident) == household
        }
        revive(Residency, list(there.values()))
        missing = [(resident, home) for resident, home in households.items() if resident not in there]
        changes.insert_rows(Residency, ["resident_id", "household_id"], missing)

    def _write_relations(self) -> None:
        """What somebody is to the head stands in their open residency too."""
        if self._relations:
            sql = "SELECT resident_id, id FROM residency WHERE ends_on = '' AND deleted_at IS NULL"
            open_rows = dict(read_rows(sql))
            known = [(word, open_rows[id_]) for word, id_ in self._relations if id_ in open_rows]
            changes.update_rows(Residency, ["relation_word"], known)

    def _fill_in(self, planned: PlannedMember, person: KnownPerson) -> None:
        """Write what the ledger lacks; say where it differs."""
        compared = compare(planned, person, self._fit)
        values = compared.values
        for text in compared.differing:
            self._doubt(planned, DoubtKind.DIFFERS_FROM_LEDGER, text)
        if "relation_word" in values:
            self._relations.append((values["relation_word"], person.id))
        if values:
            changes.update_rows(Resident, list(values), [(*values.values(), person.id)])
            if not person.withdrawn:
                self._changed.add(person.id)


def refuse_long_places(matching: Matching) -> None:
    """Raise ``UserError`` for a name of a place that does not fit: cut short, two places could become one."""
    for home in matching.households:
        planned = home.planned
        for word, text, limit in (
            ("小区", planned.compound, 60), ("楼栋", planned.building, 60), ("单元", planned.unit, 20),
            ("房号", planned.room, 40), ("网格", planned.grid, 40),
        ):  # fmt: skip
            if len(text) > limit:
                raise UserError(f"{word}“{text[:12]}…”太长，最多 {limit} 个字，请在文件里缩短再导入。", word)


def arriving(home: MatchedHousehold) -> list[MatchedMember]:
    """Who of a planned household will live in it by this import: new people, and those an undone import had made.

    Somebody the ledger knows behind another door stays there.
    """
    return [member for member in home.members if member.person is None or member.person.withdrawn]


def _head(members: Sequence[MatchedMember]) -> MatchedMember:
    return next((member for member in members if member.planned.relation_code == HEAD), members[0])
