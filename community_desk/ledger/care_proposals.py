"""Households that recorded categories suggest taking into care: a list for a person to open cases from.

An import records facts; a case is a decision (DESIGN.md ground rule 2). Overseas ties, veterans and the like are no
need of care by themselves, and age alone is none: only what a visit rule speaks of, and hardship, is proposed.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from community_desk.domain.codes import CareLevel
from community_desk.domain.visit_rules import CASES
from community_desk.ledger.care import NeedFields, NewCase
from community_desk.ledger.care_facts import facts_of
from community_desk.ledger.finding import ask, marks
from community_desk.ledger.list_details import door_texts
from community_desk.ledger.residents import MEMBER_STATUSES
from community_desk.ledger.visit_rules import list_visit_rules, token_words

# Beside what the visit rules name.
_HARDSHIP = frozenset(
    (
        "serious_illness", "extreme_hardship", "child_in_difficulty", "left_behind_child", "disability",
        "subsistence_allowance", "ability_level", "double_elder_household",
    )
)  # fmt: skip
# Each of these alone wants a look every week or month; several of one household make it a step closer.
_PRESSING = frozenset(
    (
        "living_alone", "ability_level:severe", "ability_level:complete", "disability:1", "extreme_hardship",
        "child_in_difficulty", "special_family_planning_family",
    )
)  # fmt: skip
_HIGH_FROM = 2


@dataclass(frozen=True, slots=True)
class ProposedCase:
    """A household to be taken into care, if a person thinks so. ``needs`` would be entered, ``why`` is in words."""

    household_uid: str
    door: str
    head: str
    grid: str
    level: CareLevel
    needs: tuple[NeedFields, ...]
    why: str

    def as_case(self) -> NewCase:
        """As ``care.open_care_cases`` takes it."""
        return {"household": self.household_uid, "level": self.level.value, "needs": self.needs}


def propose_care_cases(*, households: Collection[str] | None = None) -> list[ProposedCase]:
    """The households without a case, open or closed, whose members' categories suggest one, in the order of the doors.

    ``households`` (uids) limits it to those, after an import for example. A closed case is not proposed again: somebody
    decided.
    """
    wanted = _HARDSHIP | {
        token
        for rule in list_visit_rules()
        if rule.applies_to.homes == CASES
        for token in rule.applies_to.categories
    }
    is_member = f"r.deleted_at IS NULL AND r.status IN ({marks(MEMBER_STATUSES)})"
    facts = {
        resident: held & wanted
        for resident, held in facts_of(is_member, *MEMBER_STATUSES).items()
        if held & wanted
    }
    rows = ask(
        "SELECT h.uid, r.id, r.uid, r.name, p.name, h.address, g.name, c.name, b.name, b.kind, d.unit, d.room"
        " FROM resident r JOIN household h ON h.id = r.household_id LEFT JOIN resident p ON p.id = h.head_id"
        " LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id"
        " LEFT JOIN compound c ON c.id = b.compound_id LEFT JOIN grid g ON g.id = COALESCE(d.grid_id, b.grid_id)"
        " WHERE h.ends_on = '' AND h.deleted_at IS NULL AND r.deleted_at IS NULL AND NOT EXISTS (SELECT 1"
        " FROM care_case k WHERE k.household_id = h.id AND k.deleted_at IS NULL)"
        " AND r.id IN (SELECT e.resident_id FROM resident_category e WHERE e.ends_on = '' AND e.deleted_at IS NULL)"
        " ORDER BY CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.door_key, h.id, r.position, r.id"
    )
    chosen = None if households is None else set(households)
    found: dict[str, _Found] = {}
    for home, id_, uid, name, head, address, grid, *door in rows:
        if id_ in facts and (chosen is None or home in chosen):
            where = door_texts(*door)[0] or address
            here = found.setdefault(home, _Found(home, where, head or "", grid or ""))
            here.people.append((uid, name, facts[id_]))
    words = token_words()
    return [_proposed(here, words) for here in found.values()]


@dataclass(slots=True)
class _Found:
    home: str
    door: str
    head: str
    grid: str
    people: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)


def _proposed(here: _Found, words: dict[str, str]) -> ProposedCase:
    order = {token: place for place, token in enumerate(words)}
    pressing = sum(len(held & _PRESSING) for _, _, held in here.people)
    level = CareLevel.HIGH if pressing >= _HIGH_FROM else CareLevel.KEY if pressing else CareLevel.GENERAL
    needs: list[NeedFields] = []
    said: list[str] = []
    for uid, name, held in here.people:
        codes = sorted(
            {token.partition(":")[0] for token in held}, key=lambda code: order.get(code, len(order))
        )
        needs += [{"resident": uid, "category": code} for code in codes]
        # The detail says more than the category: 二级残疾 rather than 残疾.
        told = [max((token for token in held if token.partition(":")[0] == code), key=len) for code in codes]
        said.append(f"{name}：{'、'.join(words.get(token, token) for token in told)}")
    return ProposedCase(here.home, here.door, here.head, here.grid, level, tuple(needs), "；".join(said))
