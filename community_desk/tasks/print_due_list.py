"""The due list 应访清单 from the ledger to paper."""

from collections.abc import Mapping
from datetime import date, datetime

from community_desk.domain.schedule import DueGroup
from community_desk.ledger.due import DueFilter, DueHousehold, LastContact, due_list
from community_desk.ledger.word_lists import care_categories
from community_desk.printing.due_list import DueLine, DueList, DueSection, lay_out
from community_desk.printing.fonts import Fonts
from community_desk.tasks.list_papers import PreparedPaper, community_name

_ORDER = (DueGroup.OVERDUE, DueGroup.DUE, DueGroup.NO_RECORD_YET, DueGroup.TO_PHONE, DueGroup.AWAY)


def prepare_due_list(
    wanted: DueFilter | None = None,
    *,
    within: int = 7,
    area: str = "",
    fonts: Fonts,
    operator: str,
    now: datetime,
) -> PreparedPaper:
    """What is due in so many days, laid out; ``area`` says in words which part of the community it is.

    尚无记录 is on it where the first visit is planned by then. ``UserError`` where nothing is due.
    """
    today = now.date()
    homes = [home for home in due_list(wanted, today=today, within=within) if _is_listed(home)]
    words = _paper_words()
    sections = [
        DueSection(group.word, [_line(home, words, today) for home in homes if home.group is group])
        for group in _ORDER
    ]
    until = date.fromordinal(today.toordinal() + within)
    about = "　".join(filter(None, (area, f"{until.month}月{until.day}日 前到期", f"共 {len(homes)} 户")))
    paper = DueList(community_name(), about, operator, now, sections)
    people = sum(max(len(home.persons), 1) for home in homes)
    return PreparedPaper(lay_out(paper, fonts), "应访清单", "安排走访", people)


def _is_listed(home: DueHousehold) -> bool:
    return home.is_wanted or home.group not in (DueGroup.NO_RECORD_YET, DueGroup.TO_PHONE)


def _paper_words() -> dict[str, str]:
    """Word of a category → what stands on this paper, which goes along to the doors: the sensitive in general words."""
    return {entry.word: entry.paper_word if entry.is_sensitive else entry.word for entry in care_categories()}


def _line(home: DueHousehold, words: Mapping[str, str], today: date) -> DueLine:
    names = [person.name if person.is_callable else f"{person.name}（电话）" for person in home.persons]
    overdue = str(home.days_overdue) if home.days_overdue else ""
    if home.group is DueGroup.AWAY:
        overdue = "外出"
    return DueLine(
        home.grid,
        home.door,
        "、".join(names) or home.head,
        "、".join(dict.fromkeys(words.get(word, word) for word in home.words)),
        home.how_often or home.rule,
        last_in_words(home.last, today) + (f"，{home.attempts} 次没遇上" if home.attempts else ""),
        overdue,
        home.responsible,
    )


def last_in_words(last: LastContact | None, today: date) -> str:
    """The last contact as a list says it: 9月3日 已见面."""
    if last is None:
        return "尚无记录"
    on = date.fromisoformat(last.on)
    year = "" if on.year == today.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日 {last.words}"
