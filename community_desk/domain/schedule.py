"""What is due, and why: the one place that decides it, for the page, the home page, the papers and the command line.

Plain data in, plain data out; today is an argument. Days are ordinals (``date.toordinal``), since comparing and adding
numbers is what is done for every household.

- Only a contact counts, of a method and by a word that the rule takes; an attempt is no contact.
- Under a rule a visit is due one interval after the last contact that counts, but not before the first visits are due:
  these are spread over one interval from the day the case was opened or the rule began, always alike for one household.
- Without any contact that counts there is 尚无记录, which is never overdue.
- Who wants no visits is due to be phoned, or looked in on by the 楼长, whose word then counts; who is away waits until
  they are back; who moved away or died is not to be seen.
- An extra round asks for one contact between two dates; when it is over it asks for nothing.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from community_desk.domain.codes import ContactPreference, IntervalUnit, Outcome, VisitMethod
from community_desk.domain.visit_rules import CASES, EVERYBODY, ORDINARY, AppliesTo, ExtraRound, Rule

NOBODY_IN_PARTICULAR = 0
"""The person of a contact with the household as a whole, and who is to be seen where it does not matter who."""
NO_END = 10_000_000
"""The day until which somebody is away who did not say."""


class DueGroup(StrEnum):
    """Under which heading a household stands."""

    OVERDUE = "overdue"
    DUE = "due"
    NO_RECORD_YET = "no_record_yet"
    TO_PHONE = "to_phone"
    AWAY = "away"
    NOT_DUE = "not_due"

    @property
    def word(self) -> str:
        """What a person reads."""
        return _GROUP_WORDS[self]


_GROUP_WORDS = {
    DueGroup.OVERDUE: "超期未访",
    DueGroup.DUE: "应访",
    DueGroup.NO_RECORD_YET: "尚无记录",
    DueGroup.TO_PHONE: "打电话或托楼长看望",
    DueGroup.AWAY: "外出",
    DueGroup.NOT_DUE: "未到期",
}


class Contact(NamedTuple):
    """A visit or an attempt: the day, whom it was about (id, 0 for the household), values of its method and outcome."""

    on: int
    person: int
    method: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the case is about or in whom a category holds.

    ``tokens`` are codes of categories, with and without details. ``is_concerned``: the open case is about them.
    ``away_until``: 0 for somebody who is here, else the day they are back, or ``NO_END``. ``is_gone``: moved away or
    dead.
    """

    id: int
    name: str
    tokens: frozenset[str] = frozenset()
    preference: ContactPreference = ContactPreference.ANYTIME
    away_until: int = 0
    is_gone: bool = False
    is_concerned: bool = True


@dataclass(frozen=True, slots=True)
class Home:
    """A household as far as it matters. ``level`` is "" without an open case, ``opened_on`` and ``changed_on`` then 0.

    ``tokens`` are those of needs of the household as a whole. ``contacts`` may come in any order.
    """

    uid: str
    level: str = ""
    opened_on: int = 0
    changed_on: int = 0
    preference: ContactPreference = ContactPreference.ANYTIME
    tokens: frozenset[str] = frozenset()
    persons: tuple[Person, ...] = ()
    contacts: Sequence[Contact] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What is decided of a household. ``due_on`` is an ordinal, 0 where nothing is ever due.

    ``persons`` are the ids of those to be seen (empty where anybody will do), ``last`` the last contact that counts,
    ``attempts`` how often somebody tried in vain since. ``reason`` is the rule's or the extra round's name and
    ``interval`` how often; ``why`` a sentence.
    """

    group: DueGroup
    due_on: int
    days_overdue: int
    persons: tuple[int, ...] = ()
    last: Contact | None = None
    attempts: int = 0
    reason: str = ""
    interval: str = ""
    why: str = ""


class _Claim(NamedTuple):
    """That somebody is to be seen by a day, ``token`` being the category for which."""

    due_on: int
    person: Person
    last: Contact | None
    ask: Rule | ExtraRound
    token: str

    @property
    def is_extra(self) -> bool:
        return isinstance(self.ask, ExtraRound)


_ATTEMPTS = frozenset(
    outcome.value
    for outcome in (Outcome.NOT_HOME, Outcome.REFUSED, Outcome.INACCESSIBLE, Outcome.LANGUAGE_BARRIER)
)
# A visit of an old ledger counts as made, whatever the rule says of methods.
_AS_OUTCOME = {Outcome.UNKNOWN.value: Outcome.MET.value}
# Who wants no visits is reached in these ways, and by these words.
_FROM_AFAR = frozenset(method.value for method in (VisitMethod.PHONE, VisitMethod.VIDEO))
_BY_OTHERS = frozenset((Outcome.FAMILY_TOLD.value, Outcome.NEIGHBOUR_TOLD.value))
_ANYBODY = Person(NOBODY_IN_PARTICULAR, "")
_NOTHING_DUE = Due(DueGroup.NOT_DUE, 0, 0)
_GONE = Due(DueGroup.NOT_DUE, 0, 0, why="要看望的人都已搬离或去世，请看看是否结案")


def decide(
    home: Home,
    rules: Iterable[Rule],
    extra_rounds: Iterable[ExtraRound] = (),
    *,
    today: date,
    within: int = 0,
) -> Due:
    """What is due of a household; ``within`` so many days from today counts as due already.

    The person who is most urgent decides; who can be called on goes before who is to be phoned.
    """
    now = today.toordinal()
    claims: list[_Claim] = []
    for rule in rules:
        claims += _claims(home, rule)
    for extra in extra_rounds:
        if extra.starts_on <= now + within and now <= extra.ends_on:
            claims += _extra_claims(home, extra)
    if not claims:
        gone = home.level and any(person.is_gone for person in home.persons)
        return _GONE if gone else _NOTHING_DUE
    here = [claim for claim in claims if claim.person.away_until <= now]
    if not here:
        return _away(claims, now)
    return _chosen(home, here, now, within)


def _claims(home: Home, rule: Rule) -> list[_Claim]:
    """Who is to be seen under a rule, each by which day."""
    applies = rule.applies_to
    if applies.homes == CASES:
        if not home.level or (applies.levels and home.level not in applies.levels):
            return []
        start = max(home.opened_on, rule.starts_on)
    else:
        if home.level:
            return []
        start = rule.starts_on
    meant = _meant(home, applies)
    if not meant:
        return []
    first = start + (crc32(home.uid.encode()) % rule.days if rule.days > 1 else 0)
    found = []
    for person, token in meant:
        last = _last_counted(home, person, rule)
        due_on = first if last is None else max(_later(last.on, rule.interval, rule.unit), first)
        if (
            rule.days_after_change is not None
            and home.changed_on
            and (last is None or last.on < home.changed_on)
        ):
            due_on = min(due_on, home.changed_on + min(rule.days_after_change, rule.days))
        found.append(_Claim(max(due_on, _back_on(person)), person, last, rule, token))
    return found


def _extra_claims(home: Home, extra: ExtraRound) -> list[_Claim]:
    applies = extra.applies_to
    if applies.levels and home.level not in applies.levels:
        return []
    if (applies.homes == CASES and not home.level) or (applies.homes == ORDINARY and home.level):
        return []
    found = []
    for person, token in _meant(home, applies):
        last = _last_counted(home, person, extra)
        if last is None or last.on < extra.starts_on:
            found.append(_Claim(extra.ends_on, person, last, extra, token))
    return found


def _meant(home: Home, applies: AppliesTo) -> list[tuple[Person, str]]:
    """Who is to be seen, each with the category for which; without categories, those whom the case is about."""
    concerned = [person for person in home.persons if person.is_concerned] if home.level else []
    if not applies.categories:
        if not concerned or applies.homes != CASES:
            return [] if concerned and all(person.is_gone for person in concerned) else [(_ANYBODY, "")]
        return [(person, "") for person in concerned if not person.is_gone]
    people = home.persons if applies.homes == EVERYBODY else concerned
    found = [
        (person, min(person.tokens & applies.categories))
        for person in people
        if not person.is_gone and not person.tokens.isdisjoint(applies.categories)
    ]
    if not home.tokens.isdisjoint(applies.categories):
        found.append((_ANYBODY, min(home.tokens & applies.categories)))
    return found


def _last_counted(home: Home, person: Person, ask: Rule | ExtraRound) -> Contact | None:
    """The last contact with a person that counts; contacts with the household as a whole are about everybody in it."""
    from_afar = home.preference.stricter(person.preference) is not ContactPreference.ANYTIME
    found = None
    for contact in home.contacts:
        if person.id and contact.person and contact.person != person.id:
            continue
        if found is not None and contact.on <= found.on:
            continue
        outcome = _AS_OUTCOME.get(contact.outcome, contact.outcome)
        method = contact.method
        counts = (not method or method in ask.methods) and outcome in ask.whose_word
        if not counts and from_afar:
            by_word = outcome in ask.whose_word or outcome == Outcome.NEIGHBOUR_TOLD
            counts = (method in _FROM_AFAR or outcome in _BY_OTHERS) and by_word
        if counts:
            found = contact
    return found


def _chosen(home: Home, claims: list[_Claim], now: int, within: int) -> Due:
    regular = [claim for claim in claims if not claim.is_extra and claim.last is not None]
    overdue = max((now - claim.due_on for claim in regular), default=0)
    wanted = [claim for claim in claims if claim.due_on <= now + within or claim.is_extra]
    callable_ = [claim for claim in wanted if _is_callable(home, claim.person)]
    decisive = min(callable_ or wanted, key=_urgency, default=None) or min(
        claims, key=lambda claim: claim.due_on
    )
    if not wanted:
        # Without any record yet, a household waits under that heading for its first visit.
        group = DueGroup.NO_RECORD_YET if decisive.last is None else DueGroup.NOT_DUE
        if group is DueGroup.NO_RECORD_YET and not _is_callable(home, decisive.person):
            group = DueGroup.TO_PHONE
    elif not callable_:
        group = DueGroup.TO_PHONE
    elif decisive.is_extra:
        group = DueGroup.DUE
    elif decisive.last is None:
        group = DueGroup.NO_RECORD_YET
    else:
        group = DueGroup.OVERDUE if decisive.due_on < now else DueGroup.DUE
    shown = wanted or [decisive]
    persons = tuple(dict.fromkeys(claim.person.id for claim in shown if claim.person.id))
    attempts = _attempts(home.contacts, decisive)
    return Due(
        group,
        decisive.due_on,
        max(overdue, 0),
        persons,
        decisive.last,
        attempts,
        *_names(decisive.ask),
        _why(decisive, now, attempts),
    )


def _urgency(claim: _Claim) -> tuple[bool, int, bool]:
    """What is overdue comes before what has no record yet, then the earlier day."""
    return (claim.last is None and not claim.is_extra, claim.due_on, claim.is_extra)


def _away(claims: list[_Claim], now: int) -> Due:
    first = min(claims, key=lambda claim: claim.person.away_until)
    until = first.person.away_until
    when = "回来日期没说" if until == NO_END else f"预计 {_day(until, now)} 回来"
    why = f"{first.person.name}外出，{when}，回来后看望"
    due_on = 0 if until == NO_END else until
    persons = tuple(dict.fromkeys(claim.person.id for claim in claims))
    return Due(DueGroup.AWAY, due_on, 0, persons, first.last, 0, *_names(first.ask), why)


def _is_callable(home: Home, person: Person) -> bool:
    return home.preference.stricter(person.preference) is ContactPreference.ANYTIME


def _back_on(person: Person) -> int:
    return 0 if person.away_until == NO_END else person.away_until


def _attempts(contacts: Sequence[Contact], claim: _Claim) -> int:
    since = claim.last.on if claim.last else 0
    whom = claim.person.id
    return sum(
        1
        for contact in contacts
        if contact.on > since
        and contact.outcome in _ATTEMPTS
        and (not whom or not contact.person or contact.person == whom)
    )


def _names(ask: Rule | ExtraRound) -> tuple[str, str]:
    return (ask.word, ask.words) if isinstance(ask, Rule) else (ask.name, "")


def _why(claim: _Claim, now: int, attempts: int) -> str:
    ask = claim.ask
    if isinstance(ask, Rule):
        head = f"{ask.called.get(claim.token, ask.word)}，{ask.words}"
    else:
        head = f"{ask.name}，{_day(ask.ends_on, now)} 前看望一次"
    parts = [head]
    if claim.last is None:
        parts.append("尚无记录" if claim.is_extra else f"尚无记录，首访排在 {_day(claim.due_on, now)}")
    else:
        late = now - claim.due_on
        when = f"上次{_how(claim.last)} {_day(claim.last.on, now)}"
        if claim.is_extra:
            parts.append(when)
        elif late > 0:
            parts.append(f"{when}，超期 {late} 天")
        else:
            parts.append(f"{when}，今天到期" if late == 0 else f"{when}，{_day(claim.due_on, now)} 到期")
    if attempts:
        parts.append(f"之后 {attempts} 次没遇上" if claim.last else f"去过 {attempts} 次没遇上")
    return "；".join(parts)


_HOW = {Outcome.FAMILY_TOLD.value: "家人告知", Outcome.NEIGHBOUR_TOLD.value: "邻居楼长告知"}


def _how(contact: Contact) -> str:
    if contact.outcome in _HOW:
        return _HOW[contact.outcome]
    if not contact.outcome:
        return "走访"
    return {"phone": "通话", "video": "视频"}.get(contact.method, "见面")


@lru_cache(maxsize=4096)
def _later(day: int, interval: int, unit: IntervalUnit) -> int:
    if unit is IntervalUnit.DAY:
        return day + interval
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + interval
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal()


@lru_cache(maxsize=4096)
def _day(day: int, now: int) -> str:
    """A day as people say it: 9月3日 in this year, with the year in any other."""
    found = date.fromordinal(day)
    year = "" if found.year == date.fromordinal(now).year else f"{found.year}年"
    return f"{year}{found.month}月{found.day}日"
