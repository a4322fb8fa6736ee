"""``round``: a round of visits from the plan to the figures, for eyes and for programs."""

from argparse import Namespace
from datetime import date, datetime
from typing import Any

from community_desk.cli.opening import opened
from community_desk.cli.output import finish, print_array, print_object, print_table
from community_desk.cli.printing import tell_printed, warn_of_missing
from community_desk.cli.reading import filter_of
from community_desk.domain.errors import UserError
from community_desk.domain.near_days import read_day
from community_desk.domain.sheet_numbers import check
from community_desk.domain.type_back import Entry
from community_desk.domain.type_back_commands import type_in
from community_desk.ledger import round_planning
from community_desk.ledger import rounds as ledger_rounds
from community_desk.ledger.inputs import local_today
from community_desk.ledger.round_figures import Figures, round_figures
from community_desk.ledger.round_planning import PlannedHome, RoundCriteria, RoundPlan
from community_desk.ledger.rounds import NewRound, Released
from community_desk.ledger.sheet_entry import enter_sheet
from community_desk.ledger.typed_sheets import SheetToType, sheet_to_type
from community_desk.tasks.print_found_sheets import found_households, issue_found_sheets
from community_desk.tasks.print_round import prepare_round

_FIGURE_WORDS = {
    "lines": "户数",
    "met": "见到本人",
    "told": "他人告知",
    "not_home": "无人",
    "away": "外出搬走",
    "refused": "婉拒",
    "other": "其他",
    "not_tried": "未走到",
    "out": "未收单",
}


def list_all(options: Namespace) -> int:
    """The rounds, or with ``--sheets`` the sheets that are still out."""
    with opened(options, writing=False):
        if options.sheets:
            return _list_sheets(options)
        found = ledger_rounds.list_rounds()
    if options.json:
        print_array(
            {
                "uid": row.uid, "name": row.name, "state": row.state.value, "starts_on": row.starts_on,
                "ends_on": row.ends_on, "sheets": row.sheets, "sheets_out": row.sheets_out, "lines": row.lines,
                "lines_out": row.lines_out,
            }
            for row in found
        )  # fmt: skip
    elif found:
        print_table(
            (
                row.name, row.state.word, row.starts_on, f"{row.sheets} 份走访单", f"{row.lines} 户",
                f"在外 {row.lines_out} 户",
            )
            for row in found
        )  # fmt: skip
    else:
        print("还没有安排过走访。")
    return 0


def _list_sheets(options: Namespace) -> int:
    found = ledger_rounds.sheets_out(today=local_today())
    ask = {sheet.uid for sheet in ledger_rounds.sheets_to_ask_about(today=local_today())}
    if options.json:
        print_array(
            {
                "number": sheet.number, "round": sheet.round, "walker": sheet.walker, "area": sheet.area,
                "printed_on": sheet.printed_on, "days": sheet.days, "lines": sheet.lines, "answered": sheet.answered,
                "ask": sheet.uid in ask,
            }
            for sheet in found
        )  # fmt: skip
    elif found:
        print_table(
            (
                sheet.number, sheet.round, sheet.walker, f"{sheet.days} 天", f"已录 {sheet.answered}/{sheet.lines} 行",
                "请问一下：交了还是丢了？" if sheet.uid in ask else "",
            )
            for sheet in found
        )  # fmt: skip
    else:
        print("走访单都收齐了。")
    return 0


def plan(options: Namespace) -> int:
    """Who would be called on, by whom, and who not; writes nothing."""
    with opened(options, writing=False):
        found = _plan(options)
    if options.json:
        print_object(
            {
                "walkers": [
                    {"walker": pile.walker, "doors": pile.doors, "homes": list(map(_home, pile.homes))}
                    for pile in found.piles
                ],
                "waiting": list(map(_home, found.waiting)),
                "left_out": [
                    {"door": each.door, "head": each.head, "why": each.why} for each in found.left_out
                ],
            }
        )
        return 0
    for pile in found.piles:
        print(f"{pile.walker or '没写走访人'}：{pile.doors} 户门")
        print_table(("", *_home_line(each)) for each in pile.homes)
    if found.waiting:
        print(f"这 {len(found.waiting)} 户这一轮排不下：")
        print_table(("", *_home_line(each)) for each in found.waiting)
    if found.left_out:
        print(f"这 {len(found.left_out)} 户不排：")
        print_table(("", each.door, each.head, each.why) for each in found.left_out)
    if not found.households:
        print("没有要走的住户。")
    return 0


def print_sheets(options: Namespace) -> int:
    """Open a round and print its sheets to ``--out``."""
    now = datetime.now().astimezone()
    until = _day(options.until, now.date(), ahead=True, field="until") if options.until else None
    with opened(options, writing=True):
        found = _plan(options)
        new = NewRound(
            options.name,
            found.criteria.as_json(),
            now.date().isoformat(),
            until.isoformat() if until else "",
            options.most,
        )
        prepared = finish(
            prepare_round(found, new, operator=options.operator, now=now, volunteer=options.volunteer)
        )
        if not options.json:
            warn_of_missing(prepared)
        printed = issue_found_sheets(options.out, prepared, operator=options.operator, now=now)
    tell_printed(printed, as_json=options.json)
    return 0


def enter(options: Namespace) -> int:
    """Type a returned sheet in, or show it where nothing is typed."""
    today = local_today()
    with opened(options, writing=bool(options.commands)):
        sheet = sheet_to_type(options.number)
        if not options.commands:
            return _show_sheet(sheet, as_json=options.json)
        entry = type_in(Entry(sheet.form), "\n".join(options.commands), today=today)
        walked_on = _day(options.date, today, ahead=False, field="date") if options.date else None
        entered = enter_sheet(
            sheet,
            entry,
            walked_on=walked_on,
            walkers=options.walker or [sheet.walker],
            operator=options.operator,
            today=today,
        )
    if options.json:
        print_object(
            {
                "sheet": sheet.number, "visits": entered.visits, "contacts": entered.contacts,
                "follow_ups": entered.follow_ups, "moved": list(entered.moved), "left": entered.left,
                "released": entered.is_released,
            }
        )  # fmt: skip
        return 0
    print(f"走访单 {sheet.number}：录入 {entered.visits} 行，跟进 {entered.follow_ups} 件。")
    if entered.is_released:
        print("全部录完，已收单。")
    elif entered.left:
        print(f"还有 {entered.left} 行没有结果；没走到的，收单后放回去：round release {sheet.number}")
    return 0


def release(options: Namespace) -> int:
    """收单 of one sheet or of a whole round."""
    with opened(options, writing=True):
        released = _release(options)
    if options.json:
        print_object({"sheets": released.sheets, "doors": released.doors, "rounds": list(released.rounds)})
    else:
        lost = "按纸单遗失收单" if options.lost else "收单"
        print(f"{lost} {released.sheets} 份，{released.doors} 户没有结果，已放回。")
    return 0


def _release(options: Namespace) -> Released:
    if check(options.what_for):
        uid = sheet_to_type(options.what_for).uid
        return ledger_rounds.release_sheet(
            uid, lost=options.lost, note=options.note, operator=options.operator
        )
    if options.lost:
        raise UserError("遗失的是哪一张？--lost 前面请写单号。", field="lost")
    row = ledger_rounds.find_round(options.what_for)
    return ledger_rounds.release_round(row.uid, operator=options.operator)


def figures(options: Namespace) -> int:
    """What came of a round, by walker and by grid."""
    with opened(options, writing=False):
        found = round_figures(options.name)
    if options.json:
        print_object(
            {
                "round": found.round.name,
                "doors": found.doors,
                "total": _figures(found.total),
                "by_walker": {name: _figures(each) for name, each in found.by_walker},
                "by_grid": {name: _figures(each) for name, each in found.by_grid},
                "lost": list(found.lost),
            }
        )
        return 0
    print(f"{found.round.name}（{found.round.state.word}）：{found.doors} 扇门")
    rows = [("全部", found.total), *found.by_walker, *found.by_grid]
    print_table(
        [
            ("", *_FIGURE_WORDS.values(), "见面率"),
            *(
                (name or "没写", *(getattr(each, field) for field in _FIGURE_WORDS), f"{each.rate:.0%}")
                for name, each in rows
            ),
        ]
    )
    return 0


def _plan(options: Namespace) -> RoundPlan:
    chosen = found_households(options.search) if options.search.strip() else None
    criteria = RoundCriteria(
        due=not options.all,
        within=options.within,
        place=filter_of(options),
        households=None if chosen is None else tuple(sorted(chosen)),
        missed=options.missed,
        urgent=options.urgent,
    )
    return round_planning.plan_round(
        criteria, walkers=options.walker, doors_a_walker=options.most, today=local_today()
    )


def _home(each: PlannedHome) -> dict[str, Any]:
    return {
        "door": each.home.full_door, "head": each.home.members[0].name,
        "to_see": [person.name for person in each.home.to_see], "why": each.why, "missed": each.missed,
        "attempts": each.attempts, "advice": each.advice,
    }  # fmt: skip


def _home_line(each: PlannedHome) -> tuple[str, ...]:
    missed = f"上次{each.missed}" if each.missed else ""
    return each.home.full_door, each.home.members[0].name, missed, each.advice or each.why


def _show_sheet(sheet: SheetToType, *, as_json: bool) -> int:
    if as_json:
        print_array(
            {
                "line": line.number, "door": line.door, "head": line.head,
                "to_see": [person.name for person in line.people], "state": line.state.value, "since": line.since,
            }
            for line in sheet.lines
        )  # fmt: skip
        return 0
    print(f"走访单 {sheet.number} {sheet.round} {sheet.area}".strip())
    print_table(
        (
            line.number, line.door, line.head, "、".join(person.name for person in line.people), line.state.word,
            line.since,
        )
        for line in sheet.lines
    )  # fmt: skip
    return 0


def _figures(found: Figures) -> dict[str, float]:
    return {**{field: getattr(found, field) for field in _FIGURE_WORDS}, "rate": round(found.rate, 4)}


def _day(text: str, today: date, *, ahead: bool, field: str) -> date:
    found = read_day(text, today=today, ahead=ahead)
    if found is None:
        raise UserError(f"“{text}”不像日期，请写成 11.20 或 2026-11-20 这样。", field=field)
    return found
