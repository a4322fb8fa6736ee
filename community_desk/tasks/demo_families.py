"""Who lives together in a demo ledger: sizes, ages and relations of believable synthetic families.

A family is made from ages first; ``demo_people`` then gives its members numbers, care and wishes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from community_desk.domain.codes import (
    BirthCalendar,
    ContactPreference,
    IdType,
    LinkKind,
    Residence,
    ResidentStatus,
    Sex,
    Tenure,
)
from community_desk.tasks import demo_names

# GB/T 4761-2008: code and the word as a ledger writes it.
HEAD = ("02", "户主")
SPOUSE = ("10", "配偶")
SON, SON_IN_LAW = ("20", "子"), ("28", "女婿")
DAUGHTER, DAUGHTER_IN_LAW = ("30", "女"), ("38", "儿媳")
SONS_IN_ORDER = ("22", "长子"), ("23", "次子"), ("24", "三子")
DAUGHTERS_IN_ORDER = ("32", "长女"), ("33", "次女"), ("34", "三女")
GRANDSON, GRANDDAUGHTER = ("41", "孙子"), ("42", "孙女")
DAUGHTERS_SON, DAUGHTERS_DAUGHTER = ("43", "外孙"), ("44", "外孙女")
FATHER, MOTHER = ("51", "父亲"), ("52", "母亲")
HUSBANDS_FATHER, HUSBANDS_MOTHER = ("53", "公公"), ("54", "婆婆")
WIFES_FATHER, WIFES_MOTHER = ("55", "岳父"), ("56", "岳母")
GRANDMOTHER = ("62", "奶奶")
YOUNGER_BROTHER, YOUNGER_SISTER = ("73", "弟"), ("77", "妹")
# Codes of the shipped list, which map to 99 非亲属.
FLATMATE, LIVE_IN_CARER = ("L3", "合租"), ("L1", "住家保姆")

Relation = tuple[str, str]


@dataclass(slots=True)
class DemoCategory:
    """A care category that holds for a person; details as in ``ResidentCategory``."""

    code: str
    since: str = ""
    disability_kind: str = ""
    disability_grade: str = ""
    certificate_number: str = ""
    ability_level: str = ""
    assessed_on: str = ""
    former_country: str = ""
    return_year: str = ""


@dataclass(slots=True)
class DemoLink:
    """Who matters to a person; ``member`` is a place in the family's list, None for somebody elsewhere."""

    kind: LinkKind
    member: int | None = None
    name: str = ""
    phone: str = ""
    place: str = ""
    note: str = ""


@dataclass(slots=True)
class DemoVisit:
    """A visit of the past months; ``met`` is the member seen, None where nobody was."""

    visited_on: str
    method: str
    outcome: str
    met: int | None = None
    note: str = ""


@dataclass(slots=True)
class DemoPerson:
    """A synthetic resident. ``age`` and ``surname`` are what the family was made from; the rest is stored."""

    age: int
    sex: Sex
    relation: Relation
    surname: str
    name: str
    birth: str
    foreign_name: str = ""
    birth_calendar: BirthCalendar = BirthCalendar.SOLAR
    id_type: IdType = IdType.NONE
    id_number: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)
    categories: list[DemoCategory] = field(default_factory=list)
    links: list[DemoLink] = field(default_factory=list)
    registered_address: str = ""
    residence: Residence = Residence.UNKNOWN
    contact_preference: ContactPreference = ContactPreference.ANYTIME
    contact_reason: str = ""
    contact_review_on: str = ""
    reminder: str = ""
    note: str = ""
    status: ResidentStatus = ResidentStatus.LIVING
    status_on: str = ""
    away_until: str = ""
    away_place: str = ""


@dataclass(slots=True)
class DemoHousehold:
    """A synthetic household, head first. ``origin`` is where it is registered: area code of the IDs, and place."""

    kind: str
    members: list[DemoPerson]
    origin: tuple[str, str]
    tenure: Tenure = Tenure.OWN
    starts_on: str = ""
    contact_preference: ContactPreference = ContactPreference.ANYTIME
    contact_reason: str = ""
    contact_review_on: str = ""
    note: str = ""
    visits: list[DemoVisit] = field(default_factory=list)


# kind → how often among a hundred households: an estate of a town, a village whose young work elsewhere.
_ESTATE_KINDS = {
    "single": 13, "couple": 9, "couple_one_child": 21, "couple_two_children": 13, "three_generations": 15,
    "elders_with_family": 8, "elder_alone": 6, "elder_couple": 7, "single_parent": 3, "left_behind": 1,
    "flatmates": 3, "siblings": 1, "elder_with_carer": 1, "uygur": 0.3, "tibetan": 0.2, "foreign": 0.4,
}  # fmt: skip
_VILLAGE_KINDS = {
    "single": 6, "couple": 6, "couple_one_child": 11, "couple_two_children": 12, "three_generations": 20,
    "elders_with_family": 16, "elder_alone": 9, "elder_couple": 11, "single_parent": 2, "left_behind": 7,
    "flatmates": 0.5, "siblings": 1, "elder_with_carer": 0.5, "uygur": 0.3, "foreign": 0.5,
}  # fmt: skip

_LET_KINDS = {
    "single": 0.45,
    "couple": 0.3,
    "couple_one_child": 0.2,
    "flatmates": 1.0,
    "uygur": 1.0,
    "tibetan": 1.0,
}


class FamilyMaker:
    """Makes one family after another from ``rng``; ages are as of ``today``."""

    def __init__(self, rng: Random, today: date, *, village: bool) -> None:
        kinds = _VILLAGE_KINDS if village else _ESTATE_KINDS
        self._rng = rng
        self._today = today
        self._kinds = list(kinds)
        self._weights = list(kinds.values())
        self._makers: dict[str, Callable[[], list[DemoPerson]]] = {
            kind: getattr(self, f"_{kind}") for kind in kinds
        }

    def family(self, most: int) -> tuple[str, list[DemoPerson]]:
        """The kind and the members, head first; at most ``most`` of them (1 or more)."""
        (kind,) = self._rng.choices(self._kinds, self._weights)
        members = self._makers[kind]()
        if len(members) > most:
            # The last family of a ledger of an exact size: whoever fits, without roles that need the others.
            kind, members = "single", self._single()
        return kind, members

    def is_tenant(self, kind: str) -> bool:
        """Whether a household of this kind rents."""
        return self._rng.random() < _LET_KINDS.get(kind, 0.06)

    # -- one person --------------------------------------------------------------------------------------------

    def _person(self, age: int, sex: Sex, relation: Relation, surname: str = "") -> DemoPerson:
        rng = self._rng
        born = self._born(age)
        surname = surname or demo_names.surname(rng)
        name = surname + demo_names.given_name(rng, sex, born.year)
        return DemoPerson(max(age, 0), sex, relation, surname, name, born.isoformat())

    def _born(self, age: int) -> date:
        rng = self._rng
        return self._today - timedelta(days=int(age * 365.2425) + rng.randrange(5, 360))

    def _sex(self) -> Sex:
        return Sex.MALE if self._rng.random() < 0.51 else Sex.FEMALE

    # -- couples, children, parents ----------------------------------------------------------------------------

    def _pair(self, age: int, head_is_man: float = 0.68) -> list[DemoPerson]:
        """Head and spouse, the head ``age`` years old."""
        rng = self._rng
        head_is_husband = rng.random() < head_is_man
        gap = rng.choice((-2, -1, 0, 1, 1, 2, 2, 3, 4, 5))  # husbands are a little older
        sex, other = (Sex.MALE, Sex.FEMALE) if head_is_husband else (Sex.FEMALE, Sex.MALE)
        spouse_age = max(age - gap if head_is_husband else age + gap, 21)
        return [self._person(age, sex, HEAD), self._person(spouse_age, other, SPOUSE)]

    def _children(self, couple: list[DemoPerson], count: int) -> list[DemoPerson]:
        rng = self._rng
        mother = min(person.age for person in couple)
        surname = next((person.surname for person in couple if person.sex is Sex.MALE), couple[0].surname)
        oldest = min(mother - rng.randrange(22, 31), 28)
        if oldest < 0:
            oldest = rng.randrange(3)
        ages = [oldest]
        while len(ages) < count and ages[-1] >= 2:
            ages.append(max(ages[-1] - rng.randrange(2, 7), 0))
        sexes = [self._sex() for _ in ages]
        ordered = len(ages) > 1 and rng.random() < 0.5
        children = []
        for place, (age, sex) in enumerate(zip(ages, sexes, strict=True)):
            relation = SON if sex is Sex.MALE else DAUGHTER
            if ordered and sexes.count(sex) > 1:
                words = SONS_IN_ORDER if sex is Sex.MALE else DAUGHTERS_IN_ORDER
                relation = words[sexes[:place].count(sex)]
            child = self._person(age, sex, relation, surname)
            if age == 0 and rng.random() < 0.25:
                born = self._today - timedelta(days=rng.randrange(3, 28))
                child.name, child.birth = demo_names.NOT_NAMED_YET, born.isoformat()
            children.append(child)
        return children

    def _parents(self, couple: list[DemoPerson]) -> list[DemoPerson]:
        """One or two parents of the head or of the spouse, seen from the head."""
        rng = self._rng
        head, spouse = couple
        of_head = rng.random() < (0.9 if head.sex is Sex.MALE else 0.45)
        child = head if of_head else spouse
        if of_head:
            words = FATHER, MOTHER
        else:
            words = (
                (WIFES_FATHER, WIFES_MOTHER) if head.sex is Sex.MALE else (HUSBANDS_FATHER, HUSBANDS_MOTHER)
            )
        mother_age = min(child.age + rng.randrange(21, 31), 97)
        father_age = min(mother_age + rng.randrange(0, 5), 98)
        father = self._person(father_age, Sex.MALE, words[0], child.surname)
        mother = self._person(mother_age, Sex.FEMALE, words[1])
        draw = rng.random()
        return [mother] if draw < 0.42 else [father] if draw < 0.57 else [father, mother]

    # -- kinds of household ------------------------------------------------------------------------------------

    def _single(self) -> list[DemoPerson]:
        return [self._person(self._rng.randrange(21, 58), self._sex(), HEAD)]

    def _couple(self) -> list[DemoPerson]:
        return self._pair(self._rng.randrange(23, 60))

    def _couple_one_child(self) -> list[DemoPerson]:
        couple = self._pair(self._rng.randrange(25, 56))
        return couple + self._children(couple, 1)

    def _couple_two_children(self) -> list[DemoPerson]:
        couple = self._pair(self._rng.randrange(29, 50))
        return couple + self._children(couple, 3 if self._rng.random() < 0.08 else 2)

    def _three_generations(self) -> list[DemoPerson]:
        rng = self._rng
        couple = self._pair(rng.randrange(28, 52))
        members = couple + self._children(couple, 2 if rng.random() < 0.45 else 1) + self._parents(couple)
        if couple[0].age < 40 and rng.random() < 0.04:
            members.append(self._person(rng.randrange(86, 99), Sex.FEMALE, GRANDMOTHER))
        return members

    def _elders_with_family(self) -> list[DemoPerson]:
        """The elders head the household; a grown-up child, the child's spouse and grandchildren live with them."""
        rng = self._rng
        elders = self._pair(rng.randrange(55, 84), 0.8)
        if rng.random() < 0.35:
            elders = elders[:1]
        mother = min(person.age for person in elders)
        child_age = min(mother - rng.randrange(22, 29), 55)
        surname = next((person.surname for person in elders if person.sex is Sex.MALE), "")
        with_son = rng.random() < 0.82
        if with_son:
            child = self._person(child_age, Sex.MALE, SON, surname)
            partner = self._person(max(child_age - rng.randrange(0, 4), 22), Sex.FEMALE, DAUGHTER_IN_LAW)
        else:
            child = self._person(child_age, Sex.FEMALE, DAUGHTER, surname)
            partner = self._person(child_age + rng.randrange(0, 4), Sex.MALE, SON_IN_LAW)
        younger = self._children([child, partner], 2 if rng.random() < 0.45 else 1)
        words = (GRANDSON, GRANDDAUGHTER) if with_son else (DAUGHTERS_SON, DAUGHTERS_DAUGHTER)
        for grandchild in younger:
            grandchild.relation = words[0] if grandchild.sex is Sex.MALE else words[1]
        return [*elders, child, partner, *younger]

    def _elder_alone(self) -> list[DemoPerson]:
        sex = Sex.FEMALE if self._rng.random() < 0.64 else Sex.MALE
        return [self._person(self._rng.randrange(62, 95), sex, HEAD)]

    def _elder_couple(self) -> list[DemoPerson]:
        return self._pair(self._rng.randrange(61, 88), 0.85)

    def _single_parent(self) -> list[DemoPerson]:
        sex = Sex.FEMALE if self._rng.random() < 0.75 else Sex.MALE
        parent = self._person(self._rng.randrange(28, 52), sex, HEAD)
        return [parent, *self._children([parent], 2 if self._rng.random() < 0.2 else 1)]

    def _left_behind(self) -> list[DemoPerson]:
        """Grandparents with the grandchildren whose parents work in another city."""
        rng = self._rng
        elders = self._pair(rng.randrange(54, 74), 0.8)
        if rng.random() < 0.3:
            elders = elders[:1]
        surname = next((person.surname for person in elders if person.sex is Sex.MALE), "")
        grandchildren = []
        for _ in range(2 if rng.random() < 0.4 else 1):
            sex = self._sex()
            relation = GRANDSON if sex is Sex.MALE else GRANDDAUGHTER
            grandchildren.append(self._person(rng.randrange(3, 16), sex, relation, surname))
        grandchildren.sort(key=lambda child: -child.age)
        return [*elders, *grandchildren]

    def _flatmates(self) -> list[DemoPerson]:
        rng = self._rng
        head = self._person(rng.randrange(20, 34), self._sex(), HEAD)
        others = [
            self._person(rng.randrange(20, 34), head.sex, FLATMATE) for _ in range(rng.choice((1, 1, 2, 3)))
        ]
        return [head, *others]

    def _siblings(self) -> list[DemoPerson]:
        head = self._person(self._rng.randrange(24, 45), self._sex(), HEAD)
        sex = self._sex()
        relation = YOUNGER_BROTHER if sex is Sex.MALE else YOUNGER_SISTER
        return [head, self._person(head.age - self._rng.randrange(2, 6), sex, relation, head.surname)]

    def _elder_with_carer(self) -> list[DemoPerson]:
        elder = self._elder_alone()[0]
        carer = self._person(self._rng.randrange(44, 60), Sex.FEMALE, LIVE_IN_CARER)
        return [elder, carer]

    def _couple_named(self, name: Callable[[Random, Sex], str]) -> list[DemoPerson]:
        couple = self._pair(self._rng.randrange(24, 45), 0.9)
        members = couple + (self._children(couple, 1) if self._rng.random() < 0.6 else [])
        for person in members:
            if person.name != demo_names.NOT_NAMED_YET:
                person.name = name(self._rng, person.sex)
        return members

    def _uygur(self) -> list[DemoPerson]:
        return self._couple_named(demo_names.uygur_name)

    def _tibetan(self) -> list[DemoPerson]:
        return self._couple_named(demo_names.tibetan_name)

    def _foreign(self) -> list[DemoPerson]:
        """A foreigner alone, or married to a head from here."""
        rng = self._rng
        members = self._single() if rng.random() < 0.4 else self._pair(rng.randrange(27, 50))
        stranger = members[-1]
        stranger.name, stranger.foreign_name = demo_names.foreign_name(rng, stranger.sex)
        stranger.surname = ""
        return members
