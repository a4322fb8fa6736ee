"""The tables of care: cases with their needs and history, the rules of visiting, extra rounds, and what was promised.

As in ``ledger.models``, where the others are.
"""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from community_desk.ledger.models import CareCategory, Household, ListEntry, Resident, Staff, Visit
from community_desk.ledger.rows import LedgerModel


class CareCase(LedgerModel):
    """The decision to look after a household (关爱户): one while it is open, whatever its members need.

    ``buddy`` (结对人) is a resident, or somebody else by name and phone. ``changed_on`` is when things last took a turn
    (the opening, a higher level, a hospital): some rules want a visit soon after.
    """

    household = ForeignKeyField(Household, backref="care_cases")
    level = CharField(max_length=10, default="general")
    state = CharField(max_length=10, default="open")
    responsible = ForeignKeyField(Staff, null=True, backref="care_cases")
    buddy = ForeignKeyField(Resident, null=True, backref="buddy_of")
    buddy_name = CharField(max_length=100, default="")
    buddy_phone = CharField(max_length=30, default="")
    review_on = CharField(max_length=10, default="")
    opened_on = CharField(max_length=10)
    changed_on = CharField(max_length=10, default="")
    closed_on = CharField(max_length=10, default="")
    close_reason = CharField(max_length=20, default="")
    close_words = TextField(default="")


class CareNeed(LedgerModel):
    """What is needed in a case: of one member or (without ``resident``) of all, with or without a category."""

    case = ForeignKeyField(CareCase, backref="needs")
    resident = ForeignKeyField(Resident, null=True, backref="care_needs")
    category = ForeignKeyField(CareCategory, null=True, backref="care_needs")
    need = TextField(default="")
    since = CharField(max_length=10, default="")
    ended_on = CharField(max_length=10, default="")


class CareNote(LedgerModel):
    """The history of a case: what was noted on a day, and what was done about it."""

    case = ForeignKeyField(CareCase, backref="notes")
    noted_on = CharField(max_length=10)
    note = TextField(default="")
    done = TextField(default="")
    noted_by = CharField(max_length=50, default="")


class VisitRule(ListEntry):
    """How often whom to visit. ``applies_to`` is JSON, see ``domain.schedule.AppliesTo``.

    ``methods`` and ``whose_word`` are JSON arrays of values of ``VisitMethod`` and ``Outcome``. ``interval_unit`` is
    ``day`` or ``month``. ``starts_on`` is since when the rule holds: first visits are spread from there.
    """

    applies_to = TextField(default="{}")
    interval = IntegerField(default=1)
    interval_unit = CharField(max_length=10, default="month")
    days_after_change = IntegerField(null=True)
    methods = TextField(default="[]")
    whose_word = TextField(default="[]")
    basis = CharField(max_length=200, default="")
    starts_on = CharField(max_length=10, default="")


class ExtraRound(LedgerModel):
    """A festival or a typhoon: everybody in these categories once between two dates. JSON as in ``VisitRule``."""

    name = CharField(max_length=60)
    applies_to = TextField(default="{}")
    starts_on = CharField(max_length=10)
    ends_on = CharField(max_length=10)
    methods = TextField(default="[]")
    whose_word = TextField(default="[]")
    note = TextField(default="")
    is_active = BooleanField(default=True)


class FollowUp(LedgerModel):
    """Something promised or needed, with a day and somebody who sees to it; ``done_on`` is "" while it is open."""

    # No index of its own: the one over household and day below serves.
    household = ForeignKeyField(Household, backref="follow_ups", index=False)
    resident = ForeignKeyField(Resident, null=True, backref="follow_ups")
    case = ForeignKeyField(CareCase, null=True, backref="follow_ups")
    visit = ForeignKeyField(Visit, null=True, backref="follow_ups")
    responsible = ForeignKeyField(Staff, null=True, backref="follow_ups")
    kind = CharField(max_length=10, default="promise")
    what = CharField(max_length=200)
    said_on = CharField(max_length=10, default="")
    due_on = CharField(max_length=10, default="")
    done_on = CharField(max_length=10, default="")
    done_words = TextField(default="")


_LIVE = SQL("deleted_at IS NULL")

CareCase.add_index(
    CareCase.index(
        CareCase.household, CareCase.state, unique=True, where=SQL("state = 'open' AND deleted_at IS NULL")
    )
)
VisitRule.add_index(VisitRule.index(VisitRule.code, unique=True, where=_LIVE))
FollowUp.add_index(FollowUp.index(FollowUp.household, FollowUp.done_on))
# The open ones of everybody, for the 工作台, without the years of those that are done.
FollowUp.add_index(FollowUp.index(FollowUp.due_on, where=SQL("done_on = ''")))
