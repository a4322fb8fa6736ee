"""What the 工作台 says: how many there are, and what wants doing next, the most pressing first."""

from calendar import isleap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from community_desk.domain.codes import ContactPreference, DeathState, ResidentStatus
from community_desk.domain.names import name_problem
from community_desk.domain.partial_dates import display_near, years_between
from community_desk.ledger.access import papers_out
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.import_reviews import imports_to_look_at
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.status_words import Whereabouts, has_come

MOST_UIDS = 500
"""More than this a thing to do does not name; its ``count`` is of all."""
_LINES = 8
_AT_ONCE = 10_000
_DAYS_AHEAD = 7
_BIRTHDAY_AGE = 80
_BACKUP_DAYS = 7


class TodoKind(StrEnum):
    """What can want doing, in the order in which it is told."""

    DEATH_TO_VERIFY = "death_to_verify"
    BACK_DUE = "back_due"
    CONTACT_REVIEW = "contact_review"
    BIRTHDAY = "birthday"
    PAPER_OUT = "paper_out"
    BACKUP = "backup"
    IMPORT_DOUBTS = "import_doubts"
    ODD_NAME = "odd_name"
    NO_DOOR = "no_door"
    NO_GRID = "no_grid"
    NO_ID = "no_id"


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One row of a thing to do: the uid of ``Todo.entity`` ("" for a paper), and what to say of it."""

    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A thing to do. ``page`` is the window's page for it, ``entity`` what ``uids`` and ``lines`` are of.

    ``uids`` are at most ``MOST_UIDS``, ``lines`` the first few; ``entity`` is resident, household, building, import,
    paper (``Access``) or "".
    """

    kind: TodoKind
    sentence: str
    count: int
    page: str
    entity: str = ""
    uids: tuple[str, ...] = ()
    lines: tuple[TodoLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The ledger at a glance. ``residents`` live here (away ones too), ``new_…`` are residents entered since."""

    residents: int
    away: int
    households: int
    doors: int
    empty_doors: int
    buildings: int
    compounds: int
    grids: int
    new_in_7_days: int
    new_in_30_days: int
    todos: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    uid: str
    name: str
    birth: str
    whereabouts: Whereabouts
    preference: str
    review_on: str


def overview(*, today: date, last_backup: date | None = None, backup_days: int = _BACKUP_DAYS) -> Overview:
    """The counts and what to do next.

    ``last_backup`` is the day of the newest backup (None: there is none), which is asked for after ``backup_days``;
    0 of them never asks.
    """
    residents, away, new_in_7_days, new_in_30_days = _people_counts(today)
    households, with_door, taken = _first(
        "SELECT COUNT(*), COUNT(dwelling_id), COUNT(DISTINCT dwelling_id) FROM household"
        " WHERE ends_on = '' AND deleted_at IS NULL"
    )
    (doors,) = _first("SELECT COUNT(*) FROM dwelling WHERE deleted_at IS NULL")
    buildings, without_grid = _first(
        "SELECT COUNT(*), COUNT(*) - COUNT(grid_id) FROM building WHERE deleted_at IS NULL"
    )
    (compounds,) = _first("SELECT COUNT(*) FROM compound WHERE deleted_at IS NULL")
    (grids,) = _first("SELECT COUNT(*) FROM grid WHERE deleted_at IS NULL")
    todos = [
        *_about_people(today),
        *_about_papers(),
        *_about_backups(today, last_backup, backup_days, is_empty=not residents),
        *_about_imports(),
        *_without_door(households - with_door),
        *_without_grid(without_grid if grids else 0),
    ]
    order = list(TodoKind)
    todos.sort(key=lambda todo: order.index(todo.kind))
    return Overview(
        residents,
        away,
        households,
        doors,
        doors - taken,
        buildings,
        compounds,
        grids,
        new_in_7_days,
        new_in_30_days,
        tuple(todos),
    )


def _first(sql: str, *values: object) -> tuple[Any, ...]:
    return ask(sql, *values)[0]


def _people_counts(today: date) -> tuple[int, int, int, int]:
    members, away = _first(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN status = ? THEN 1 ELSE 0 END), 0) FROM resident"
        f" WHERE status IN ({marks(MEMBER_STATUSES)}) AND deleted_at IS NULL",
        ResidentStatus.AWAY.value,
        *MEMBER_STATUSES,
    )
    week, month = (_entered_since(today - timedelta(days=days)) for days in (7, 30))
    return members, away, week, month


def _entered_since(day: date) -> int:
    """How many residents were entered since a day began where the office is: their uids begin with the time."""
    begun = int(datetime.combine(day, time()).astimezone().timestamp() * 1000)
    (count,) = _first(
        f"SELECT COUNT(*) FROM resident WHERE uid >= ? AND status IN ({marks(MEMBER_STATUSES)})"
        " AND deleted_at IS NULL",
        f"{begun >> 16:08x}-{begun & 0xFFFF:04x}",
        *MEMBER_STATUSES,
    )
    return int(count)


def _about_people(today: date) -> Iterator[Todo]:
    people = _people_to_look_at(today)
    reported = [person for person in people if person.whereabouts.death_state is DeathState.REPORTED]
    if reported:
        yield _todo_of_people(
            TodoKind.DEATH_TO_VERIFY,
            f"{len(reported)} 位听说去世，待核实",
            [(person, _reported_words(person, today)) for person in reported],
        )
    soon = today + timedelta(days=_DAYS_AHEAD)
    back = [person for person in people if _is_back_soon(person, soon)]
    late = sum(person.whereabouts.is_back_due(today) for person in back)
    if back:
        words = [f"{late} 位外出过了回来的日子"] if late else []
        words += [f"{len(back) - late} 位 {_DAYS_AHEAD} 天内回来"] if len(back) > late else []
        back.sort(key=lambda person: person.whereabouts.away_until)
        yield _todo_of_people(
            TodoKind.BACK_DUE,
            "，".join(words),
            [(person, _away_words(person, today)) for person in back],
        )
    yield from _contact_reviews(people, today)
    yield from _birthdays(people, today)
    odd = [person for person in people if name_problem(person.name) in {"private_use", "unreadable"}]
    if odd:
        yield _todo_of_people(
            TodoKind.ODD_NAME,
            f"{len(odd)} 位的姓名里有自造字，待改成标准字",
            [(person, person.name) for person in odd],
        )
    yield from _without_id(today)


# The window's own engine; PostgreSQL writes ~ with the same brackets. Reading every name instead takes 8 ms more.
_HOLDS_PRIVATE = "name GLOB ?"
_PRIVATE = "*[\ue000-\uf8ff\U000f0000-\U0010ffff?？\ufffd□]*"


def _people_to_look_at(today: date) -> list[_Person]:
    """Everybody who may want something; what it is, is found out one by one.

    Each question is answered from an index alone, but that about names: together they would read every row.
    """
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1)]
    month_days = {day.strftime("%m-%d") for day in days}
    if "03-01" in month_days:
        month_days.add("02-29")
    is_member = f"deleted_at IS NULL AND status IN ({marks(MEMBER_STATUSES)})"
    found = ask(
        f"SELECT id FROM resident WHERE {is_member} AND birth < ? AND substr(birth, 6) IN ({marks(month_days)})"
        " UNION SELECT id FROM resident WHERE deleted_at IS NULL AND status = ?"
        " UNION SELECT id FROM resident WHERE death_state = 'reported'"
        " UNION SELECT id FROM resident WHERE contact_preference <> 'anytime' AND contact_review_on <= ?"
        f" UNION SELECT id FROM resident WHERE {_HOLDS_PRIVATE}",
        *MEMBER_STATUSES,
        str(today.year - _BIRTHDAY_AGE + 2),
        *month_days,
        ResidentStatus.AWAY.value,
        today.isoformat(),
        _PRIVATE,
    )
    ids = [id_ for (id_,) in found]
    people = []
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        people += ask(
            "SELECT name_key, uid, name, CASE WHEN birth_calendar = 'solar' THEN birth ELSE '' END, status, status_on,"
            " away_until, away_place, death_state, death_on, death_source, contact_preference, contact_review_on"
            f" FROM resident WHERE id IN ({marks(batch)}) AND {is_member}",
            *batch,
            *MEMBER_STATUSES,
        )
    return [
        _Person(
            uid,
            name,
            birth,
            Whereabouts(
                ResidentStatus(status), status_on, until, place, DeathState(death), death_on, death_source
            ),
            preference,
            review_on,
        )
        for _, uid, name, birth, *state, preference, review_on in sorted(people)
        for status, status_on, until, place, death, death_on, death_source in (state,)
    ]


def _is_back_soon(person: _Person, soon: date) -> bool:
    where = person.whereabouts
    return where.status is ResidentStatus.AWAY and bool(where.away_until) and has_come(where.away_until, soon)


def _reported_words(person: _Person, today: date) -> str:
    where = person.whereabouts
    words = [f"{person.name}，{where.death_source}说" if where.death_source else person.name]
    words += [f"{display_near(where.death_on, today=today)}去世"] if where.death_on else []
    return "，".join(words)


def _away_words(person: _Person, today: date) -> str:
    return f"{person.name} {''.join(person.whereabouts.sentences(today)[:1])}"


def _contact_reviews(people: Collection[_Person], today: date) -> Iterator[Todo]:
    due = [
        person
        for person in people
        if person.preference != ContactPreference.ANYTIME.value
        and person.review_on
        and has_come(person.review_on, today)
    ]
    homes = ask(
        "SELECT h.uid, COALESCE(r.name, ''), h.contact_preference, h.contact_review_on FROM household h"
        " LEFT JOIN resident r ON r.id = h.head_id WHERE h.deleted_at IS NULL AND h.ends_on = ''"
        " AND h.contact_preference <> 'anytime' AND h.contact_review_on <> '' AND h.contact_review_on <= ?"
        " ORDER BY h.contact_review_on, h.id",
        today.isoformat(),
    )
    if due:
        due.sort(key=lambda person: person.review_on)
        yield _todo_of_people(
            TodoKind.CONTACT_REVIEW,
            f"{len(due)} 位的联系意愿到期，该再问一次",
            [
                (person, _wish_words(person.name, person.preference, person.review_on, today))
                for person in due
            ],
        )
    if homes:
        words = [
            (uid, _wish_words(f"{head or '无户主'}一户", preference, review_on, today))
            for uid, head, preference, review_on in homes
        ]
        yield _todo(
            TodoKind.CONTACT_REVIEW,
            f"{len(homes)} 户的联系意愿到期，该再问一次",
            "households",
            "household",
            words,
        )


def _wish_words(name: str, preference: str, review_on: str, today: date) -> str:
    return f"{name} {ContactPreference(preference).word}，{display_near(review_on, today=today)}到期"


def _birthdays(people: Collection[_Person], today: date) -> Iterator[Todo]:
    """The coming birthdays of elders by the solar calendar; nobody's who is said to have died."""
    coming = []
    for person in people:
        day = _next_birthday(person.birth, today) if len(person.birth) == 10 else None
        if day is None or person.whereabouts.death_state is not DeathState.NONE:
            continue
        age = years_between(person.birth, day)
        if day - today <= timedelta(days=_DAYS_AHEAD) and age is not None and age >= _BIRTHDAY_AGE:
            coming.append((day, age, person))
    if coming:
        coming.sort(key=lambda each: (each[0], -each[1]))
        lines = [
            (person, f"{person.name} {day.month}月{day.day}日满 {age} 岁") for day, age, person in coming
        ]
        sentence = f"{len(coming)} 位 {_BIRTHDAY_AGE} 岁以上老人 {_DAYS_AHEAD} 天内过生日"
        yield _todo_of_people(TodoKind.BIRTHDAY, sentence, lines)


def _next_birthday(birth: str, today: date) -> date:
    """The next day on which a year of life is full; who was born on 29 February has it on 1 March in other years."""
    month, day = int(birth[5:7]), int(birth[8:])
    for year in (today.year, today.year + 1):
        is_leap_day = (month, day) == (2, 29) and not isleap(year)
        birthday = date(year, 3, 1) if is_leap_day else date(year, month, day)
        if birthday >= today:
            return birthday
    raise AssertionError(birth)


def _without_id(today: date) -> Iterator[Todo]:
    """Who has no ID number in the ledger; a child of less than a year may wait for one."""
    lacks = (
        f"id_number = '' AND (birth = '' OR birth < ?) AND status IN ({marks(MEMBER_STATUSES)})"
        " AND deleted_at IS NULL"
    )
    values = ((today - timedelta(days=365)).isoformat(), *MEMBER_STATUSES)
    (count,) = _first(f"SELECT COUNT(*) FROM resident WHERE {lacks}", *values)
    if count:
        rows = ask(
            f"SELECT uid, name FROM resident WHERE {lacks} ORDER BY name_key, id LIMIT {MOST_UIDS}", *values
        )
        yield _todo(TodoKind.NO_ID, f"{count} 位没有登记证件号", "residents", "resident", rows, count=count)


def _about_papers() -> Iterator[Todo]:
    papers = papers_out()
    if papers:
        lines = [
            ("", f"{paper.subject}，{paper.operator} {_local_day(paper.happened_at)}") for paper in papers
        ]
        yield _todo(TodoKind.PAPER_OUT, f"{len(papers)} 次打印的纸还没收回", "visits", "paper", lines)


def _about_backups(
    today: date, last_backup: date | None, backup_days: int, *, is_empty: bool
) -> Iterator[Todo]:
    if not backup_days or is_empty:
        return
    if last_backup is None:
        yield Todo(TodoKind.BACKUP, "台账还没有备份过", 1, "settings")
    elif last_backup > today:
        sentence = f"最近的备份写着 {last_backup}，比今天还晚：请看看电脑的日期对不对"
        yield Todo(TodoKind.BACKUP, sentence, 1, "settings")
    elif (days := (today - last_backup).days) >= backup_days:
        yield Todo(TodoKind.BACKUP, f"已经 {days} 天没有备份", days, "settings")


def _about_imports() -> Iterator[Todo]:
    batches = imports_to_look_at()
    if batches:
        doubts = sum(batch.doubts for batch in batches)
        lines = [(batch.uid, f"{batch.file_name}，{batch.doubts} 处疑问") for batch in batches]
        sentence = f"{len(batches)} 次导入还有 {doubts} 处疑问没看"
        yield _todo(TodoKind.IMPORT_DOUBTS, sentence, "settings", "import", lines)


def _without_door(count: int) -> Iterator[Todo]:
    if count:
        rows = ask(
            "SELECT h.uid, COALESCE(r.name, ''), h.address FROM household h LEFT JOIN resident r ON r.id = h.head_id"
            " WHERE h.dwelling_id IS NULL AND h.ends_on = '' AND h.deleted_at IS NULL ORDER BY r.name_key, h.id"
            f" LIMIT {MOST_UIDS}"
        )
        lines = [(uid, " ".join(filter(None, (head or "无户主", address)))) for uid, head, address in rows]
        yield _todo(TodoKind.NO_DOOR, f"{count} 户没有门牌", "households", "household", lines, count=count)


def _without_grid(count: int) -> Iterator[Todo]:
    if count:
        rows = ask(
            "SELECT b.uid, c.name, b.name FROM building b JOIN compound c ON c.id = b.compound_id"
            " WHERE b.grid_id IS NULL AND b.deleted_at IS NULL ORDER BY c.compound_key, b.id"
            f" LIMIT {MOST_UIDS}"
        )
        lines = [(uid, compound + name) for uid, compound, name in rows]
        yield _todo(
            TodoKind.NO_GRID, f"{count} 栋楼（巷）没有划入网格", "settings", "building", lines, count=count
        )


def _todo_of_people(kind: TodoKind, sentence: str, people: Sequence[tuple[_Person, str]]) -> Todo:
    return _todo(kind, sentence, "residents", "resident", [(person.uid, words) for person, words in people])


def _todo(
    kind: TodoKind,
    sentence: str,
    page: str,
    entity: str,
    rows: Sequence[tuple[Any, ...]],
    *,
    count: int | None = None,
) -> Todo:
    return Todo(
        kind,
        sentence,
        len(rows) if count is None else count,
        page,
        entity,
        tuple(uid for uid, _ in rows[:MOST_UIDS] if uid),
        tuple(TodoLine(uid, text) for uid, text in rows[:_LINES]),
    )


def _local_day(moment: str) -> str:
    day = datetime.fromisoformat(moment).astimezone()
    return f"{day.month}月{day.day}日"
