"""The care ledger 关爱台账 from the ledger to paper."""

from datetime import datetime

from community_desk.ledger.care_register import CarePerson, MonthVisit, care_register
from community_desk.ledger.lists_care import CareFilter
from community_desk.printing.care_ledger import CareLedger, CareLine, lay_out
from community_desk.printing.fonts import Fonts
from community_desk.tasks.list_papers import PreparedPaper, community_name

_MOST_VISITS = 6


def prepare_care_ledger(
    wanted: CareFilter | None = None, *, area: str = "", fonts: Fonts, operator: str, now: datetime
) -> PreparedPaper:
    """The people of the open cases, laid out; ``area`` says in words which of them. ``UserError`` if there are none."""
    people = care_register(wanted, today=now.date())
    homes = len({person.household_uid for person in people})
    about = "　".join(filter(None, (area, f"{now:%Y}年{now.month}月", f"{homes} 户 {len(people)} 人")))
    paper = CareLedger(community_name(), about, operator, now, [_line(person) for person in people])
    return PreparedPaper(lay_out(paper, fonts), "关爱台账", "关爱工作", len(people))


def _line(person: CarePerson) -> CareLine:
    lately = person.lately
    if lately and len(person.lately_on) == 10:
        lately = f"{int(person.lately_on[5:7])}月{int(person.lately_on[8:10])}日 {lately}"
    return CareLine(
        name=person.name,
        sex=person.sex.word,
        born=person.birth[:7],
        door=person.door,
        care="、".join(person.categories),
        emergency=" ".join(filter(None, person.emergency)),
        buddy=" ".join(filter(None, (person.buddy, person.buddy_phone))),
        visits=visits_in_words(person.visits),
        lately=lately or "；".join(person.needs),
    )


def visits_in_words(visits: tuple[MonthVisit, ...]) -> str:
    """The visits of a month: 3日已见面、12日无人在家."""
    shown = visits[-_MOST_VISITS:]
    told = "、".join(f"{visit.day}日{visit.outcome.word_for(visit.method) or '走访'}" for visit in shown)
    return f"共 {len(visits)} 次：…{told}" if len(visits) > len(shown) else told
