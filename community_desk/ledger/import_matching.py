"""Who of a plan is in the ledger already: by ID number, else by door + name + birth date, never by name alone.

Where door and name are unique on both sides and nothing speaks against it, that is a proposal: it is taken, and
listed as a doubt. Who is not found comes in anew.

Whom somebody took out of the ledger on purpose does not come back on their own, even where little speaks for their
being the same: they are left out, and listed as a doubt that asks. (What an undo took out comes back.)
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from community_desk.domain.identity import match_key
from community_desk.domain.partial_dates import compatible
from community_desk.domain.planned import (
    Answer,
    Doubt,
    DoubtKind,
    PlannedHousehold,
    PlannedMember,
    RowKey,
)
from community_desk.ledger.import_known import NOWHERE, Known, KnownHousehold, KnownPerson, PlaceKey


@dataclass(slots=True)
class MatchedMember:
    """A member of the plan and the resident they are, or ``None`` for somebody new."""

    planned: PlannedMember
    person: KnownPerson | None = None


@dataclass(slots=True)
class MatchedHousehold:
    """A household of the plan, and the one of the ledger it is, or ``None`` for a new one."""

    planned: PlannedHousehold
    place: PlaceKey
    members: list[MatchedMember]
    household: KnownHousehold | None = None


@dataclass(slots=True)
class Matching:
    """The plan held against the ledger, with the doubts that came of it.

    ``named_compound``: the name that the file (or who imports it) now gives to doors the ledger knows without one.
    ``answers`` were given of people (by their first row) and went before what was found.
    """

    households: list[MatchedHousehold]
    doubts: list[Doubt] = field(default_factory=list)
    named_compound: str = ""
    answers: Mapping[RowKey, Answer] = field(default_factory=dict)

    def answer_for(self, planned: PlannedMember) -> Answer | None:
        """What somebody said of a person."""
        return self.answers.get((planned.sheet, planned.rows[0])) if planned.rows else None


def match(
    planned: Sequence[PlannedHousehold],
    known: Known,
    *,
    seen_before: bool,
    bring_back: bool = False,
    answers: Mapping[RowKey, Answer] | None = None,
) -> Matching:
    """Hold a plan against what the ledger knows. ``bring_back`` takes in whom somebody withdrew on purpose.

    ``answers`` say of people (by their first row) that they are the one they may be, or are not, or are wanted back.

    ``seen_before``: this very file came in before, so that a row equal to a resident in everything it says is that
    resident even where it says no more than a name.
    """
    matching = Matching(
        [
            MatchedHousehold(
                household, place_of(household), [MatchedMember(member) for member in household.members]
            )
            for household in planned
        ],
        answers=answers or {},
    )
    if known.by_name:
        _Matcher(known, matching, seen_before=seen_before, bring_back=bring_back).run()
    return matching


def named_compound(planned: Sequence[PlannedHousehold], known: Known) -> str:
    """The one compound of a plan, if doors of the plan are in the ledger without any; else an empty text.

    A blank is filled in, as everywhere: the second try of an import that lacked its compound moves nobody.
    """
    names = {household.compound for household in planned if household.building}
    if len(names) != 1 or "" in names:
        return ""
    (name,) = names
    if any(place[0] == name for place in known.at_place):
        return ""
    nameless = (("", *place_of(household)[1:]) for household in planned if household.building)
    return name if any(place in known.at_place for place in nameless) else ""


def place_of(household: PlannedHousehold) -> PlaceKey:
    """The key of a planned household's door."""
    if household.building:
        return (household.compound, household.building, household.unit, household.room)
    return (*NOWHERE[:3], household.address)


# What an answer settles.
_ANSWERED = frozenset(
    (
        DoubtKind.MATCH_PROPOSED,
        DoubtKind.SAME_ID_OTHER_NAME,
        DoubtKind.NAMESAKE_AT_DOOR,
        DoubtKind.POSSIBLE_MATCH,
    )
)


class _Matcher:
    def __init__(self, known: Known, matching: Matching, *, seen_before: bool, bring_back: bool) -> None:
        self._known = known
        self._matching = matching
        self._seen_before = seen_before
        self._bring_back = bring_back
        self._among_removed = False
        self._taken: set[int] = set()

    def run(self) -> None:
        self._find()
        for home, member in self._open():
            if self._matching.answer_for(member.planned) is Answer.SAME:
                self._take_namesake(home, member)
        self._among_removed = True
        self._find()
        self._among_removed = False
        if not self._bring_back:
            self._leave_out_removed()
        for home, member in self._open():
            self._warn_of_namesakes(home, member.planned)
        for home in self._matching.households:
            self._choose_household(home)

    def _find(self) -> None:
        for _, member in self._open():
            self._by_id_number(member, same_name=True)
        for _, member in self._open():
            self._by_id_number(member, same_name=False)
        for home, member in self._open():
            self._first(
                home, member, lambda planned, person: bool(planned.birth) and planned.birth == person.birth
            )
        for home, member in self._open():
            # A name alone tells nobody, unless this very file brought it.
            if home.place != NOWHERE or member.planned.birth or member.planned.phones or self._seen_before:
                self._first(home, member, _says_nothing_else)
        self._propose()

    def _leave_out_removed(self) -> None:
        for home in self._matching.households:
            for member in home.members:
                person, planned = member.person, member.planned
                if person is None or not self._stays_away(member):
                    continue
                by_number = planned.id_number and person.id_number
                what = "证件号" if by_number else "门牌和姓名"
                text = (
                    f"“{planned.name}”曾有人从台账撤回（{what}相同）：没有导入，请核对；"
                    "确实要恢复，请选“恢复撤回过的人”再导入一次。"
                )
                self._doubt(planned, DoubtKind.WITHDRAWN_BEFORE, text)
            home.members = [member for member in home.members if not self._stays_away(member)]
        self._matching.households = [home for home in self._matching.households if home.members]

    def _stays_away(self, member: MatchedMember) -> bool:
        removed = member.person is not None and member.person.removed
        return removed and self._matching.answer_for(member.planned) is not Answer.BRING_BACK

    def _open(self) -> Iterable[tuple[MatchedHousehold, MatchedMember]]:
        return [
            (home, member)
            for home in self._matching.households
            for member in home.members
            if member.person is None and self._matching.answer_for(member.planned) is not Answer.OTHER
        ]

    def _take_namesake(self, home: MatchedHousehold, member: MatchedMember) -> None:
        """Somebody says that it is the one they were asked about: of this name at the door, else born that day."""
        planned = member.planned
        people = [
            person
            for person in self._known.by_name.get(planned.name, ())
            if person.id not in self._taken and not person.withdrawn
        ]
        at_door = [person for person in people if self._known.place_of(person) == home.place != NOWHERE]
        born_then = [person for person in people if planned.birth and person.birth == planned.birth]
        for person in (*at_door, *born_then)[:1]:
            self._take(member, person)

    def _take(self, member: MatchedMember, person: KnownPerson) -> None:
        member.person = person
        self._taken.add(person.id)

    def _doubt(self, member: PlannedMember, kind: DoubtKind, text: str) -> None:
        if self._among_removed and not self._bring_back:
            return  # That they are left out says it all.
        if kind in _ANSWERED and self._matching.answer_for(member) is not None:
            return
        row = member.rows[0] if member.rows else 0
        self._matching.doubts.append(Doubt(member.sheet, row, "", kind, text))

    def _by_id_number(self, member: MatchedMember, *, same_name: bool) -> None:
        """Take who has this number; of two who have it by mistake, first the one of this name."""
        planned = member.planned
        if not planned.id_number:
            return
        for person in self._known.by_id_number.get(match_key(planned.id_number), ()):
            if person.id in self._taken or person.removed is not self._among_removed:
                continue
            if same_name and person.name != planned.name:
                continue
            self._take(member, person)
            if person.name != planned.name:
                self._doubt(
                    planned,
                    DoubtKind.SAME_ID_OTHER_NAME,
                    f"“{planned.name}”的证件号在台账里是“{person.name}”的：当作同一个人，姓名没有改，请核对。",
                )
            return

    def _candidates(self, place: PlaceKey, planned: PlannedMember) -> list[KnownPerson]:
        """Unclaimed residents of this name behind this door who may be this person."""
        people = self._known.by_place_and_name.get((place, planned.name), [])
        return [
            person
            for person in people
            if person.id not in self._taken
            and person.removed is self._among_removed
            and not _conflict(planned, person)
        ]

    def _first(
        self,
        home: MatchedHousehold,
        member: MatchedMember,
        same: Callable[[PlannedMember, KnownPerson], bool],
    ) -> None:
        for person in self._candidates(home.place, member.planned):
            if same(member.planned, person):
                self._take(member, person)
                return

    def _propose(self) -> None:
        """Door and name are unique on both sides: taken as the same, and said."""
        count = Counter((home.place, member.planned.name) for home, member in self._open())
        for home, member in self._open():
            planned = member.planned
            candidates = self._candidates(home.place, planned)
            # Of several who were taken away, any is reason enough to ask.
            one = len(candidates) == 1 or (candidates and self._among_removed)
            if home.place != NOWHERE and one and count[home.place, planned.name] == 1:
                self._take(member, candidates[0])
                self._doubt(
                    planned,
                    DoubtKind.MATCH_PROPOSED,
                    f"“{planned.name}”没有证件号可比，按同一门牌同一姓名当作台账里的那一位，请核对。",
                )

    def _warn_of_namesakes(self, home: MatchedHousehold, planned: PlannedMember) -> None:
        present = [person for person in self._known.by_name.get(planned.name, ()) if not person.withdrawn]
        if any(self._known.place_of(person) == home.place != NOWHERE for person in present):
            text = f"这一门台账里已有一位“{planned.name}”，出生日期或证件号不同：作为另一个人导入，请核对。"
            self._doubt(planned, DoubtKind.NAMESAKE_AT_DOOR, text)
        elif planned.birth and any(person.birth == planned.birth for person in present):
            text = f"台账里另有一位同名、同出生日期的“{planned.name}”：没有合并，请核对是不是同一个人。"
            self._doubt(planned, DoubtKind.POSSIBLE_MATCH, text)

    def _choose_household(self, home: MatchedHousehold) -> None:
        there = [household for household in self._known.at_place.get(home.place, []) if not household.ended]
        if home.place == NOWHERE:
            there = []
        votes: dict[int, int] = defaultdict(int)
        for member in home.members:
            person = member.person
            household = None if person is None else self._known.households.get(person.household_id or 0)
            if (
                household is not None
                and not household.ended
                and (household in there or home.place == NOWHERE)
            ):
                votes[household.id] += 1
            elif household is not None and person is not None and not person.withdrawn:
                self._lives_elsewhere(home, member.planned, household)
        if votes:
            home.household = self._known.households[max(votes, key=lambda id_: (votes[id_], -id_))]
        else:
            same_number = [h for h in there if home.planned.number and h.number == home.planned.number]
            home.household = next(iter(same_number), None)
        others = [household for household in there if not household.withdrawn]
        if home.household is None and others and any(member.person is None for member in home.members):
            first = home.members[0].planned
            heads = "、".join(household.head_name or "未登记户主" for household in others)
            text = (
                f"{home.planned.door}在台账里已住着一户（户主 {heads}）：作为同一门牌的另一户导入，请核对。"
            )
            self._doubt(first, DoubtKind.DOOR_SHARED, text)

    def _lives_elsewhere(
        self, home: MatchedHousehold, planned: PlannedMember, household: KnownHousehold
    ) -> None:
        if home.place == NOWHERE:
            return
        where = "".join(household.place[:2]) + "-".join(part for part in household.place[2:] if part)
        text = f"“{planned.name}”在台账里住在{where or '未登记的住址'}：住址没有改；搬了家请用“搬家”登记。"
        self._doubt(planned, DoubtKind.DOOR_DIFFERS, text)


def _conflict(planned: PlannedMember, person: KnownPerson) -> bool:
    """Whether what the plan says and what the ledger says cannot both be true of one person."""
    if planned.id_number and person.id_number and match_key(planned.id_number) != match_key(person.id_number):
        return True
    return bool(planned.birth and person.birth) and not compatible(planned.birth, person.birth)


def _says_nothing_else(planned: PlannedMember, person: KnownPerson) -> bool:
    """Whether everything the plan says of somebody is what the ledger says already."""
    given = (
        (planned.sex.word, planned.sex.value, person.sex),
        (planned.birth, planned.birth, person.birth),
        (planned.id_number, planned.id_number, person.id_number),
        (planned.relation, planned.relation, person.relation_word),
        (planned.foreign_name, planned.foreign_name, person.foreign_name),
        (planned.note, planned.note, person.note),
    )
    return all(not told or value == present for told, value, present in given) and all(
        number in person.phones for _, number in planned.phones
    )
