"""What changes in a family when its head changes: who could be the next head, and who is what to them.

Relations are recorded to the head alone (GB/T 4761-2008), so a new head makes every recorded relation stale. What
follows in all but patchwork families is worked out here, for a person to look over; the rest is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from community_desk.domain.codes import Sex
from community_desk.domain.partial_dates import years_between
from community_desk.domain.relations import HEAD, SELF, SPOUSE

Key = TypeVar("Key")

_ADULT = 18  # Civil Code Art. 17

_CHILDREN_IN_LAW = frozenset(("28", "38"))
_GRANDCHILDREN = frozenset(("41", "42", "43", "44"))
_PARENTS = {"51", "52"}
_PARENTS_OF_SPOUSE = {"53", "54", "55", "56"}


@dataclass(frozen=True, slots=True)
class Relative(Generic[Key]):
    """A member of a family: ``code`` is the relation to the head that was, ``birth`` a partial date."""

    key: Key
    code: str
    sex: Sex
    birth: str


def propose_head(members: Iterable[Relative[Key]], *, on: date) -> Key | None:
    """Who is likely to become head: who was it, else the spouse, the eldest adult child, the eldest adult, the eldest.

    A proposal for a person to confirm; ``None`` where nobody is left. Somebody without a birth date counts as adult.
    """
    ranked = sorted(members, key=lambda member: (_rank(member, on), member.birth or "9999"))
    return ranked[0].key if ranked else None


def _rank(member: Relative[Key], on: date) -> int:
    age = years_between(member.birth, on)
    if age is not None and age < _ADULT:
        return 4
    if _is_head(member.code):
        return 0
    if member.code[:1] == "1":
        return 1
    return 2 if member.code[:1] in {"2", "3"} and member.code not in _CHILDREN_IN_LAW else 3


def relation_to_new_head(new_head: Relative[Key], member: Relative[Key], old_head_sex: Sex) -> str:
    """The code of what ``member`` is to the new head, or "" where it does not follow and must be asked.

    Both are given with their relation to the old head, who may be the member asked about (code 01 or 02).
    """
    if new_head.code[:1] == "1":
        return _to_spouse(new_head.sex, member)
    if new_head.code[:1] in {"2", "3"} and new_head.code not in _CHILDREN_IN_LAW:
        return _to_child(member)
    if new_head.code in _PARENTS:
        return _to_parent(member, old_head_sex)
    return ""


def _is_head(code: str) -> bool:
    return code in {HEAD, SELF}


def _by_sex(sex: Sex, male: str, female: str) -> str:
    return {Sex.MALE: male, Sex.FEMALE: female}.get(sex, "")


def _to_spouse(sex: Sex, member: Relative[Key]) -> str:
    """Husband and wife share children and grandchildren; parents and parents-in-law change places."""
    if _is_head(member.code):
        return SPOUSE
    if member.code[:1] in {"2", "3"} or member.code in _GRANDCHILDREN:
        return member.code
    if member.code in _PARENTS:
        father = member.code == "51"
        return _by_sex(sex, "55" if father else "56", "53" if father else "54")
    if member.code in _PARENTS_OF_SPOUSE:
        return "51" if member.code in {"53", "55"} else "52"
    return ""


def _to_child(member: Relative[Key]) -> str:
    if _is_head(member.code) or member.code[:1] == "1":
        return _by_sex(member.sex, "51", "52")
    if member.code[:1] in {"2", "3"} and member.code not in _CHILDREN_IN_LAW:
        return "70"
    return ""


def _to_parent(member: Relative[Key], old_head_sex: Sex) -> str:
    if _is_head(member.code) or member.code[:1] == "7":
        return _by_sex(member.sex, "20", "30") if member.code not in {"72", "74", "76", "78"} else ""
    if member.code in _PARENTS:
        return SPOUSE
    if member.code[:1] == "1":
        return _by_sex(member.sex, "28", "38")
    if member.code[:1] in {"2", "3"} and member.code not in _CHILDREN_IN_LAW:
        son = _by_sex(old_head_sex, "41", "43")
        daughter = _by_sex(old_head_sex, "42", "44")
        return _by_sex(member.sex, son, daughter)
    return ""
