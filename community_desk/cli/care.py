"""``due``, ``care list`` and the papers of care: what is due and who is in care, for eyes, programs and on paper."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from community_desk.cli.opening import opened
from community_desk.cli.output import finish, print_array, print_object, print_table
from community_desk.cli.reading import filter_of
from community_desk.domain.errors import UserError
from community_desk.domain.schedule import DueGroup
from community_desk.ledger import registers
from community_desk.ledger.due import DueFilter, DueHousehold, due_list
from community_desk.ledger.inputs import local_today
from community_desk.ledger.lists_care import CARE_CASES, CareFilter, CareRow
from community_desk.ledger.lists_households import HOUSEHOLDS
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.staff import list_staff
from community_desk.ledger.word_lists import category_for
from community_desk.tasks.list_papers import PreparedPaper, shipped_fonts, write_paper
from community_desk.tasks.print_care_ledger import prepare_care_ledger
from community_desk.tasks.print_due_list import prepare_due_list
from community_desk.tasks.print_household_file import prepare_household_file

_LEVELS = {
    "每周": "high",
    "每月": "key",
    "每季": "general",
    "high": "high",
    "key": "key",
    "general": "general",
}


def due(options: Namespace) -> int:
    """What is due in the next days, under its headings."""
    with opened(options, writing=False):
        found = due_list(_due_filter(options), today=local_today(), within=options.within)
    if options.json:
        print_array(map(_due_object, found))
        return 0
    for group in DueGroup:
        homes = [home for home in found if home.group is group]
        if homes:
            print(f"{group.word}（{len(homes)} 户）")
            print_table(("", home.door, _names(home), home.responsible, home.why) for home in homes)
    if not found:
        print("没有到期要走访的住户。")
    return 0


def list_cases(options: Namespace) -> int:
    """The care cases that the filters leave."""
    with opened(options, writing=False):
        rows = _cases(options)
    if options.json:
        print_array(map(_case_object, rows))
    elif rows:
        print_table(
            (row.door, "、".join(row.people) or row.head, "、".join(row.categories), row.responsible, row.why)
            for row in rows
        )
    else:
        print("没有符合条件的关爱户。")
    return 0


def print_due(options: Namespace) -> int:
    """The due list as a PDF."""
    return _print(
        options,
        lambda now: prepare_due_list(
            _due_filter(options),
            within=options.within,
            area=_area(options),
            fonts=shipped_fonts(),
            operator=options.operator,
            now=now,
        ),
    )


def print_ledger(options: Namespace) -> int:
    """The care ledger as a PDF."""

    def prepare(now: datetime) -> PreparedPaper:
        wanted = CareFilter(only_uids=tuple(row.uid for row in _cases(options)))
        return prepare_care_ledger(
            wanted, area=_area(options), fonts=shipped_fonts(), operator=options.operator, now=now
        )

    return _print(options, prepare)


def print_files(options: Namespace) -> int:
    """The files of the chosen households as a PDF."""

    def prepare(now: datetime) -> PreparedPaper:
        keys = registers.household_keys(filter_of(options), today=now.date())
        homes = HOUSEHOLDS.uids_of(keys)
        return finish(
            prepare_household_file(homes, fonts=shipped_fonts(), operator=options.operator, now=now)
        )

    return _print(options, prepare)


def _print(options: Namespace, prepare: Callable[[datetime], PreparedPaper]) -> int:
    now = datetime.now().astimezone()
    with opened(options, writing=True):
        paper = prepare(now)
        write_paper(options.out, paper, fonts=shipped_fonts(), operator=options.operator)
    document = paper.document
    if options.json:
        missing = [
            {"line": each.line, "text": each.text, "characters": each.characters} for each in document.missing
        ]
        cuts = [{"line": each.line, "column": each.column, "full": each.full} for each in document.cuts]
        said = {"file": str(options.out), "pages": len(document.pages), "people": paper.people}
        print_object({**said, "missing": missing, "cuts": cuts})
        return 0
    print(
        f"{paper.subject}，{len(document.pages)} 页，{paper.people} 人：{options.out}\n内部使用，用后请收回。"
    )
    if document.missing:
        print("这些字没有字体可印，纸上是方框，请手写：")
        print_table(("", each.text, each.characters) for each in document.missing)
    if document.cuts:
        print(f"有 {len(document.cuts)} 处太长，纸上没有印全；用 --json 看是哪些。")
    return 0


def _due_filter(options: Namespace) -> DueFilter:
    return DueFilter(
        only_uids=_homes(options),
        categories=tuple(category_for(category).code for category in options.category),
        levels=_levels(options),
        responsible=_responsible(options),
    )


def _homes(options: Namespace) -> tuple[str, ...] | None:
    """The households in the places that were named, ``None`` where none was."""
    wanted = replace(filter_of(options), categories=())
    if wanted == RegisterFilter():
        return None
    return tuple(HOUSEHOLDS.uids_of(registers.household_keys(wanted, today=local_today())))


def _cases(options: Namespace) -> list[CareRow]:
    wanted = CareFilter(
        levels=_levels(options),
        categories=tuple(category_for(category).code for category in options.category),
        responsible=_responsible(options),
        overdue=options.overdue,
        with_closed=options.closed,
    )
    ids = CARE_CASES.order(wanted, sort="door", descending=False, today=local_today())
    homes = _homes(options)
    rows = [CareRow._make(row) for row in CARE_CASES.rows(ids)]
    return [row for row in rows if homes is None or row.household_uid in homes]


def _levels(options: Namespace) -> tuple[str, ...]:
    unknown = [level for level in options.level if level not in _LEVELS]
    if unknown:
        raise UserError(f"没有“{unknown[0]}”这个等级；请写每周、每月或每季。", field="level")
    return tuple(_LEVELS[level] for level in options.level)


def _responsible(options: Namespace) -> tuple[str, ...]:
    if not options.responsible:
        return ()
    known = {member.name: member.uid for member in list_staff()}
    if options.responsible not in known:
        raise UserError(f"没有叫“{options.responsible}”的工作人员。", field="responsible")
    return (known[options.responsible],)


def _area(options: Namespace) -> str:
    return "、".join(filter(None, (options.grid, options.compound, *options.building, *options.category)))


def _names(home: DueHousehold) -> str:
    return "、".join(person.name for person in home.persons) or home.head


def _due_object(home: DueHousehold) -> dict[str, Any]:
    return {
        "household": home.household_uid,
        "case": home.case_uid,
        "group": home.group.value,
        "door": home.door,
        "grid": home.grid,
        "head": home.head,
        "persons": [person.name for person in home.persons],
        "level": home.level.value if home.level else "",
        "categories": list(home.words),
        "rule": home.rule,
        "how_often": home.how_often,
        "due_on": home.due_on,
        "days_overdue": home.days_overdue,
        "last": {"on": home.last.on, "method": home.last.method.value, "outcome": home.last.outcome.value}
        if home.last
        else None,
        "attempts": home.attempts,
        "responsible": home.responsible,
        "why": home.why,
    }


def _case_object(row: CareRow) -> dict[str, Any]:
    return {
        "case": row.uid,
        "household": row.household_uid,
        "door": row.door,
        "grid": row.grid,
        "head": row.head,
        "people": list(row.people),
        "level": row.level,
        "categories": list(row.categories),
        "responsible": row.responsible,
        "opened_on": row.opened_on,
        "review_on": row.review_on,
        "closed_on": row.closed_on,
        "close_reason": row.close_reason,
        "group": row.group,
        "days_overdue": row.days_overdue,
        "why": row.why,
    }
