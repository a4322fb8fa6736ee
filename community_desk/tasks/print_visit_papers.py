"""The papers around a round: the record of one household, calling cards, the round's figures.

All are laid out with the shipped load_fonts(), and written by ``list_papers.write_paper``.
"""

from collections.abc import Sequence
from datetime import datetime

from community_desk.domain.partial_dates import display_near
from community_desk.ledger import places, printed_sheets, visit_sheets
from community_desk.ledger.home_concerns import concerns_of
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.round_figures import Figures, RoundFigures, round_figures
from community_desk.ledger.rounds import sheets_of_round
from community_desk.ledger.typed_sheets import SheetToType
from community_desk.printing import calling_card, round_report, visit_record
from community_desk.printing.calling_card import CallingCards
from community_desk.printing.fonts import load_fonts
from community_desk.printing.round_report import ReportLine, RoundReport
from community_desk.printing.visit_record import Concern, VisitRecord
from community_desk.tasks.list_papers import PreparedPaper, community_name

_PURPOSE = "入户走访"
_NOBODY = "没写走访人"
_NO_GRID = "没分网格"


def prepare_calling_cards(*, sheets: int = 1, now: datetime) -> PreparedPaper:
    """So many pages of eight cards, with the office's number if the ledger has one. Nobody's name is on them."""
    office = places.community()
    document = calling_card.lay_out(CallingCards(office.name, office.office_phone, now, sheets), load_fonts())
    return PreparedPaper(document, f"留言条 {len(document.pages) * 8} 张", _PURPOSE, 0)


def prepare_sheet_records(
    sheet: SheetToType, *, lines: Sequence[int] = (), operator: str, now: datetime
) -> PreparedPaper:
    """A record for each line of a printed sheet (or those of ``lines``), under its number, with its text as printed."""
    concerns = concerns_of(
        [line.household_uid for line in sheet.lines if line.household_uid], today=now.date()
    )
    records = []
    for stored in printed_sheets.stored_lines(sheet.uid):
        if lines and stored.number not in lines:
            continue
        source = stored.source
        people = tuple((person["name"], person["reminder"]) for person in source["to_see"])
        records.append(
            VisitRecord(
                community_name(),
                next(line.door for line in sheet.lines if line.number == stored.number),
                source["head"],
                source["people"],
                people,
                tuple((label, number) for label, number in source["phones"]),
                source["promised"].replace("\n", ""),
                _concerns(concerns.get(stored.household, frozenset())),
                operator,
                now,
                sheet.number,
                stored.number,
            )
        )
    people_on_it = sum(record.people for record in records)
    return PreparedPaper(
        visit_record.lay_out(records, load_fonts()), f"单户探访记录 {sheet.number}", _PURPOSE, people_on_it
    )


def prepare_household_record(household: str, *, operator: str, now: datetime) -> PreparedPaper:
    """The record of one household (uid), outside any round. ``UserError`` if nobody lives there."""
    homes = visit_sheets.households_for_sheets(RegisterFilter(), today=now.date(), only=[household])
    concerns = concerns_of([household], today=now.date())
    records = [
        VisitRecord(
            community_name(),
            home.full_door,
            home.members[0].name,
            len(home.members),
            tuple((person.name, person.reminder) for person in home.to_see),
            tuple(dict.fromkeys(phone for person in home.members for phone in person.phones)),
            home.promised.replace("\n", ""),
            _concerns(concerns[household]),
            operator,
            now,
        )
        for home in homes
    ]
    return PreparedPaper(
        visit_record.lay_out(records, load_fonts()),
        f"单户探访记录 {records[0].door}",
        _PURPOSE,
        sum(record.people for record in records),
    )


def prepare_round_report(uid: str, *, operator: str, now: datetime) -> PreparedPaper:
    """The figures of a round (uid or name) as one page. Only walkers are named on it."""
    found = round_figures(uid)
    document = round_report.lay_out(
        RoundReport(
            community_name(),
            found.round.name,
            _facts(found, now),
            _line("全部", found.total),
            [_line(name or _NOBODY, figures) for name, figures in found.by_walker],
            [_line(name or _NO_GRID, figures) for name, figures in found.by_grid],
            _remarks(found, now),
            operator,
            now,
        ),
        load_fonts(),
    )
    return PreparedPaper(document, f"走访小结 {found.round.name}", "走访统计", 0)


def _concerns(found: frozenset[str]) -> frozenset[Concern]:
    return frozenset(map(Concern, found))


def _facts(found: RoundFigures, now: datetime) -> tuple[tuple[str, str], ...]:
    def day(text: str) -> str:
        return display_near(text, today=now.date()) if text else ""

    def span(first: str, last: str) -> str:
        return " 至 ".join(dict.fromkeys(filter(None, (day(first), day(last)))))

    row = found.round
    returned = row.sheets - row.sheets_out
    return (
        ("时间", span(row.starts_on, row.ends_on)),
        ("走访日期", span(found.first_on, found.last_on)),
        ("走访单", f"{row.sheets} 份，已收单 {returned} 份"),
        ("门", f"{found.doors} 扇（{found.total.lines} 户）"),
        ("走到", f"{found.total.walked} 户"),
        ("答应和要办的事", f"{found.follow_ups} 件" if found.follow_ups else ""),
    )


def _line(name: str, figures: Figures) -> ReportLine:
    return ReportLine(
        name,
        (
            figures.lines,
            figures.met,
            figures.told,
            figures.not_home,
            figures.away,
            figures.refused,
            figures.other,
            figures.not_tried,
            figures.out,
        ),
        figures.rate,
    )


def _remarks(found: RoundFigures, now: datetime) -> list[str]:
    remarks = ["见面率是见到本人的户数占全部户数；他人告知是家人、邻居或楼长说的。"]
    lost = [sheet for sheet in sheets_of_round(found.round.uid, today=now.date()) if sheet.is_lost]
    if lost:
        told = "、".join(f"{sheet.number}（{sheet.note}）" for sheet in lost)
        remarks.append(f"纸单遗失 {len(lost)} 份：{told}。")
    return remarks
