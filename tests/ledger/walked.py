"""A few doors with people behind them, and sheets of a round as a print leaves them in the ledger."""

from collections.abc import Sequence
from datetime import date

from community_desk.domain.sheet_numbers import make_sheet_number
from community_desk.ledger import changes, households, rounds, visit_sheets
from community_desk.ledger.finding import ask
from community_desk.ledger.models import VisitSheet
from community_desk.ledger.registers import RegisterFilter
from community_desk.ledger.resident_categories import add_category
from community_desk.ledger.rounds import NewRound
from community_desk.ledger.visit_sheets import SOURCE, TO_SEE, NewSheet, SheetHousehold
from tests.ledger.estate import WHO, build_estate

TODAY = date(2026, 11, 23)
PRINTED_AT = "2026-11-16T10:00:00.000Z"
ROOMS = tuple(f"{floor}01" for floor in range(1, 10))


def settle(rooms: Sequence[str] = ROOMS) -> dict[str, str]:
    """Somebody living alone behind each door, an old couple behind the last; rooms and names → uids."""
    estate = build_estate(tuple(rooms))
    found: dict[str, str] = {}
    for place, (room, door) in enumerate(estate.doors.items()):
        is_couple = place == len(rooms) - 1
        names = ["林老人", "陈老人"] if is_couple else [f"苏{'一二三四五六七八九十'[place]}"]
        home = households.add_household(
            dwelling=door,
            members=[
                {"name": name, "relation_word": "户主" if name == names[0] else "配偶"} for name in names
            ],
            operator=WHO,
        ).uid
        found[room] = home
        for name, (uid,) in zip(names, _members(home), strict=True):
            found[name] = uid
            if is_couple:
                add_category(uid, category="living_alone", operator=WHO)
    return found


def _members(home: str) -> list[tuple[str]]:
    return ask(
        "SELECT r.uid FROM resident r JOIN household h ON h.id = r.household_id WHERE h.uid = ? ORDER BY r.position",
        home,
    )


def homes_of(uids: Sequence[str]) -> list[SheetHousehold]:
    return visit_sheets.households_for_sheets(RegisterFilter(), today=TODAY, only=uids)


def print_sheet(
    uids: Sequence[str],
    *,
    round_: NewRound | None = None,
    walker: str = "王某某",
    printed_at: str = PRINTED_AT,
) -> str:
    """A sheet of these households as a print leaves it; returns its number."""
    order = {uid: place for place, uid in enumerate(uids)}
    homes = sorted(homes_of(uids), key=lambda home: order[home.uid])
    serial = visit_sheets.next_serial()
    number = make_sheet_number("A7", serial)
    with changes.transaction("打印", operator=WHO, undoable=False):
        round_id = rounds.ensure_round(round_, operator=WHO).id if round_ else None
        sheet = NewSheet(
            serial,
            number,
            "走访单",
            "3号楼",
            "staff",
            1,
            [(home, _printed(home)) for home in homes],
            round_id,
            walker,
        )
        visit_sheets.record_sheets([sheet], printed_at=printed_at, purpose="入户走访", operator=WHO)
    return number


def _printed(home: SheetHousehold) -> dict[str, object]:
    names = [{"name": person.name} for person in home.to_see]
    source = {"door": home.door, "building": home.building, "head": home.members[0].name, "to_see": names}
    return {"门牌": home.door, SOURCE: source, TO_SEE: [person.uid for person in home.to_see]}


def sheet_uid(number: str) -> str:
    return str(VisitSheet.get(VisitSheet.number == number).uid)
