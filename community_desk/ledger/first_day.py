"""The first entries of a new ledger: whose it is, who works here, and whether its recovery page lies in a drawer."""

from collections.abc import Sequence

from community_desk.domain.errors import UserError
from community_desk.ledger import changes, places, settings, staff
from community_desk.ledger.inputs import needed_text, person_name
from community_desk.ledger.places import CommunityFields
from community_desk.ledger.staff import StaffFields

# Absent in ledgers whose code was told in another way (the command line shows it).
RECOVERY_PAGE_KEPT = "recovery_page_kept"


def set_up(*, community: CommunityFields, members: Sequence[StaffFields]) -> str:
    """Enter the community and its first members of staff at once; returns the first one's name, who does it.

    ``UserError`` where the community's name or every member is missing; its field is that of the community, or
    "name 2" for a field of the second member.
    """
    needed_text(community.get("name", ""), field="community", word="社区名称")
    if not members:
        raise UserError("请至少写一位工作人员，第一位是您自己。", field="name 1")
    operator, _ = person_name(members[0].get("name", ""), field="name 1")
    # Not undoable: a ledger without its staff could not even say who undid it.
    with changes.transaction("第一次设置", operator=operator, undoable=False):
        places.set_community(operator=operator, **community)
        for number, member in enumerate(members, start=1):
            try:
                staff.add_staff(operator=operator, **member)
            except UserError as refusal:
                raise UserError(refusal.sentence, field=f"{refusal.field} {number}") from refusal
        settings.put(RECOVERY_PAGE_KEPT, value=False, operator=operator)
    return operator


def recovery_page_is_kept() -> bool:
    """Whether nobody has to be reminded of the recovery page any more."""
    return settings.get_flag(RECOVERY_PAGE_KEPT, default=True)


def keep_recovery_page(*, operator: str) -> None:
    """The recovery page was printed, saved or written down."""
    settings.put(RECOVERY_PAGE_KEPT, value=True, operator=operator)


def ask_for_recovery_page(*, operator: str) -> None:
    """There is a new recovery code: until its page is kept, every start asks for that."""
    settings.put(RECOVERY_PAGE_KEPT, value=False, operator=operator)
