"""The tables of the ledger, one class a table. Widgets and tasks never save these: verbs do.

Codes stored in text columns are the values of the enumerations in ``domain.codes``; dates of life are partial
dates (``domain.partial_dates``), moments are UTC ISO text. Orders that SQL cannot know (pinyin, doors) are
stored keys (``name_key``, ``door_key``) whose recipe version is a setting. Schema changes are made by
``ledger.migrations``; a test holds these classes against the migrated file.
"""

from peewee import SQL, BooleanField, CharField, DeferredForeignKey, ForeignKeyField, IntegerField, TextField

from community_desk.ledger.rows import BoundModel, LedgerModel, utc_now

_LIVE = SQL("deleted_at IS NULL")


class Community(LedgerModel):
    """The community the ledger belongs to: one row."""

    name = CharField(max_length=60, default="")
    street = CharField(max_length=60, default="")
    district = CharField(max_length=60, default="")
    office_phone = CharField(max_length=40, default="")


class Staff(LedgerModel):
    """A member of the office; the 当前经办人 is one of them."""

    name = CharField(max_length=50)
    name_key = CharField(max_length=120, default="")
    role = CharField(max_length=40, default="")
    phone = CharField(max_length=40, default="")
    pin_hash = CharField(max_length=200, default="")
    is_active = BooleanField(default=True)


class Grid(LedgerModel):
    """A grid (网格) of the community."""

    name = CharField(max_length=40)
    grid_key = CharField(max_length=80, default="")
    worker = ForeignKeyField(Staff, null=True, backref="grids")
    note = TextField(default="")


class Compound(LedgerModel):
    """A residential compound (小区) or a hamlet (自然村)."""

    name = CharField(max_length=60)
    kind = CharField(max_length=10, default="estate")
    compound_key = CharField(max_length=120, default="")
    walk_order = IntegerField(null=True)


class Building(LedgerModel):
    """A block (楼栋) of a compound, or a lane (巷、路) of a hamlet whose rooms are house numbers."""

    compound = ForeignKeyField(Compound, backref="buildings")
    name = CharField(max_length=60)
    kind = CharField(max_length=10, default="block")
    grid = ForeignKeyField(Grid, null=True, backref="buildings")
    unit_count = IntegerField(null=True)
    floor_count = IntegerField(null=True)
    has_lift = BooleanField(null=True)
    walk_order = IntegerField(null=True)
    lane_loop = BooleanField(default=True)
    entry_note = TextField(default="")


class Dwelling(LedgerModel):
    """A door: one home behind it, or several households. ``grid`` is set only where it differs from the building's."""

    building = ForeignKeyField(Building, backref="dwellings")
    unit = CharField(max_length=20, default="")
    floor = IntegerField(null=True)
    room = CharField(max_length=40, default="")
    door_key = CharField(max_length=200, default="", index=True)
    tenure = CharField(max_length=10, default="unknown")
    entry_note = TextField(default="")
    walk_position = IntegerField(null=True)
    grid = ForeignKeyField(Grid, null=True, backref="dwellings")


class Household(LedgerModel):
    """People who live as one. Several may share a door; a family that moves keeps its row and its history.

    ``address`` is where they live in somebody's words, of a household whose door is not (yet) in the ledger.
    """

    dwelling = ForeignKeyField(Dwelling, null=True, backref="households")
    address = CharField(max_length=200, default="")
    head = DeferredForeignKey("Resident", null=True, backref="headed_households")
    number = CharField(max_length=40, default="")
    starts_on = CharField(max_length=10, default="")
    ends_on = CharField(max_length=10, default="")
    contact_preference = CharField(max_length=20, default="anytime")
    contact_reason = TextField(default="")
    contact_review_on = CharField(max_length=10, default="")
    note = TextField(default="")


class Resident(LedgerModel):
    """A person. ``household`` is where they belong now; ``Residency`` keeps where they belonged before."""

    # No indexes of their own: those over several columns below serve.
    household = ForeignKeyField(Household, null=True, backref="members", index=False)
    position = IntegerField(default=0)
    name = CharField(max_length=100)
    foreign_name = CharField(max_length=100, default="")
    pinyin = CharField(max_length=120, default="")
    name_key = CharField(max_length=200, default="")
    sex = CharField(max_length=1, default="0")
    birth = CharField(max_length=10, default="")
    birth_calendar = CharField(max_length=5, default="solar")
    id_type = CharField(max_length=30, default="")
    id_number = CharField(max_length=40, default="", index=True)
    relation_code = CharField(max_length=4, default="")
    relation_word = CharField(max_length=20, default="")
    registered_address = CharField(max_length=200, default="")
    residence = CharField(max_length=24, default="")
    contact_preference = CharField(max_length=20, default="anytime")
    contact_reason = TextField(default="")
    contact_review_on = CharField(max_length=10, default="")
    reminder = CharField(max_length=60, default="")
    note = TextField(default="")
    status = CharField(max_length=10, default="living")
    status_on = CharField(max_length=10, default="")
    away_until = CharField(max_length=10, default="")
    away_place = CharField(max_length=100, default="")
    death_state = CharField(max_length=10, default="")
    death_on = CharField(max_length=10, default="")
    death_source = CharField(max_length=100, default="")


class Phone(LedgerModel):
    """A number at which a resident is reached, with the label the ledger gave it (女儿, 座机 …)."""

    resident = ForeignKeyField(Resident, backref="phones")
    label = CharField(max_length=20, default="")
    number = CharField(max_length=30, index=True)
    position = IntegerField(default=0)


class PersonLink(LedgerModel):
    """Who matters to a resident beyond the relation to the head: guardian, child elsewhere, emergency contact."""

    resident = ForeignKeyField(Resident, backref="links")
    kind = CharField(max_length=20)
    other = ForeignKeyField(Resident, null=True, backref="linked_from")
    name = CharField(max_length=100, default="")
    phone = CharField(max_length=30, default="")
    place = CharField(max_length=100, default="")
    note = TextField(default="")


class Occupancy(LedgerModel):
    """That a household lived behind a door from a date to a date."""

    household = ForeignKeyField(Household, backref="occupancies")
    dwelling = ForeignKeyField(Dwelling, null=True, backref="occupancies")
    starts_on = CharField(max_length=10, default="")
    ends_on = CharField(max_length=10, default="")


class Residency(LedgerModel):
    """That a resident belonged to a household from a date to a date, and as whose what."""

    resident = ForeignKeyField(Resident, backref="residencies")
    household = ForeignKeyField(Household, backref="residencies")
    relation_word = CharField(max_length=20, default="")
    starts_on = CharField(max_length=10, default="")
    ends_on = CharField(max_length=10, default="")


class LifeEvent(LedgerModel):
    """What happened to a person or a household, kept for good: born, moved, split, merged, new head, died …"""

    kind = CharField(max_length=30)
    happened_on = CharField(max_length=10, default="")
    resident = ForeignKeyField(Resident, null=True, backref="life_events")
    household = ForeignKeyField(Household, null=True, backref="life_events")
    from_household = ForeignKeyField(Household, null=True, backref="departures")
    from_dwelling = ForeignKeyField(Dwelling, null=True, backref="departures")
    to_dwelling = ForeignKeyField(Dwelling, null=True, backref="arrivals")
    source = CharField(max_length=100, default="")
    note = TextField(default="")


class ListEntry(LedgerModel):
    """A row of a list the office may edit; ``resources/catalog`` seeds it and updates what nobody edited.

    ``shipped_version`` is 0 for a row the office added. ``synonyms`` is a JSON array of text.
    """

    code = CharField(max_length=40)
    word = CharField(max_length=40)
    synonyms = TextField(default="[]")
    position = IntegerField(default=0)
    is_active = BooleanField(default=True)
    shipped_version = IntegerField(default=0)
    is_edited = BooleanField(default=False)


class CareCategory(ListEntry):
    """A care category (关爱类别): what may be recorded of a person so that they can be helped."""

    paper_word = CharField(max_length=20, default="关爱")
    is_sensitive = BooleanField(default=True)
    min_age = IntegerField(null=True)


class Relation(ListEntry):
    """A relation to the head of household: GB/T 4761-2008, and local codes that map to one of its."""

    standard_code = CharField(max_length=4, default="")


class ResidentCategory(LedgerModel):
    """The fact that a category holds for a resident, with the word the source used, and its details."""

    resident = ForeignKeyField(Resident, backref="categories")
    category = ForeignKeyField(CareCategory, backref="holders")
    word = CharField(max_length=40, default="")
    source = CharField(max_length=100, default="")
    since = CharField(max_length=10, default="")
    ends_on = CharField(max_length=10, default="")
    disability_kind = CharField(max_length=10, default="")
    disability_grade = CharField(max_length=4, default="")
    certificate_number = CharField(max_length=30, default="")
    ability_level = CharField(max_length=20, default="")
    assessed_on = CharField(max_length=10, default="")
    former_country = CharField(max_length=40, default="")
    return_year = CharField(max_length=4, default="")
    note = TextField(default="")


class ImportBatch(LedgerModel):
    """One file that came in: what it brought, and the transaction that wrote it (for its undo)."""

    file_name = CharField(max_length=200, default="")
    file_hash = CharField(max_length=64, default="")
    transaction_uid = CharField(max_length=36, default="")
    operator = CharField(max_length=50, default="")
    added = IntegerField(default=0)
    updated = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    doubts = IntegerField(default=0)


class ImportMapping(LedgerModel):
    """Which columns a header was mapped to by a person, so that the next file with it needs no asking."""

    signature = CharField(max_length=64)
    mapping = TextField(default="{}")


class VisitRound(LedgerModel):
    """A round of visits (走访任务): who is to be called on between two dates, and until when doors are reserved.

    ``criteria`` is what it was planned from (JSON). While it is open, a household on one walker's sheet is on no other.
    """

    name = CharField(max_length=100)
    criteria = TextField(default="{}")
    starts_on = CharField(max_length=10, default="")
    ends_on = CharField(max_length=10, default="")
    doors_a_walker = IntegerField(null=True)
    state = CharField(max_length=10, default="open")
    released_at = CharField(max_length=24, default="")
    note = TextField(default="")


class VisitSheet(LedgerModel):
    """A printed visit sheet: one walker's pile, found again by its short number.

    ``released_at`` is when it was handed in (收单), UTC; a lost one (纸单遗失) was given back without its paper.
    """

    number = CharField(max_length=12)
    serial = IntegerField()
    title = CharField(max_length=100, default="")
    area = CharField(max_length=100, default="")
    edition = CharField(max_length=10, default="staff")
    printed_at = CharField(max_length=24, default=utc_now)
    printed_by = CharField(max_length=50, default="")
    page_count = IntegerField(default=0)
    round = ForeignKeyField(VisitRound, null=True, backref="sheets")
    walker = CharField(max_length=100, default="")
    walked_on = CharField(max_length=10, default="")
    released_at = CharField(max_length=24, default="")
    is_lost = BooleanField(default=False)
    return_note = TextField(default="")


class VisitSheetLine(LedgerModel):
    """A line of a visit sheet with its text as printed (JSON), since people move before it is typed back.

    While its ``state`` is ``out`` (``domain.codes.LineState``) and its round is open, the household is reserved.
    """

    sheet = ForeignKeyField(VisitSheet, backref="lines")
    line_no = IntegerField()
    household = ForeignKeyField(Household, null=True, backref="sheet_lines")
    dwelling = ForeignKeyField(Dwelling, null=True, backref="sheet_lines")
    printed = TextField(default="{}")
    state = CharField(max_length=10, default="out")


class Visit(LedgerModel):
    """A visit or an attempt. Belongs to the household, the person met and the door, as they were that day.

    Who walked (``walked_by``) and when (``visited_on``), who typed and when are four things. ``place`` is where it was
    if not at the door. Where several people were to be seen, ``VisitContact`` rows say what is known of each, and
    ``resident`` is empty.
    """

    # No index of its own: the one over household and day below serves.
    household = ForeignKeyField(Household, null=True, backref="visits", index=False)
    resident = ForeignKeyField(Resident, null=True, backref="visits")
    dwelling = ForeignKeyField(Dwelling, null=True, backref="visits")
    visited_on = CharField(max_length=10)
    method = CharField(max_length=20, default="")
    outcome = CharField(max_length=20, default="")
    place = CharField(max_length=100, default="")
    walked_by = CharField(max_length=100, default="")
    typed_by = CharField(max_length=50, default="")
    typed_at = CharField(max_length=24, default="")
    round = ForeignKeyField(VisitRound, null=True, backref="visits")
    sheet_line = ForeignKeyField(VisitSheetLine, null=True, backref="visits")
    note = TextField(default="")
    source = CharField(max_length=100, default="")


class VisitContact(LedgerModel):
    """What a visit brought to know of one of several people: seen (本人), told by the family, by neighbours or 楼长."""

    visit = ForeignKeyField(Visit, backref="contacts")
    resident = ForeignKeyField(Resident, backref="visit_contacts")
    outcome = CharField(max_length=20)


class Setting(LedgerModel):
    """One setting of this ledger; ``value`` is JSON."""

    key = CharField(max_length=60)
    value = TextField(default="null")


class LedgerTransaction(BoundModel):
    """One thing a person did: its label in the 撤销 menu, who did it and when. ``undoes`` makes an undo of it.

    Not ``undoable`` are things that happened outside (a sheet was printed) or that the program itself did.
    """

    uid = CharField(max_length=36, unique=True)
    label = CharField(max_length=100)
    operator = CharField(max_length=50, default="")
    happened_at = CharField(max_length=24, default=utc_now)
    undoes = ForeignKeyField("self", null=True, backref="undone_by")
    undoable = BooleanField(default=True)

    class Meta:
        table_name = "ledger_transaction"


class ChangeLog(BoundModel):
    """What a transaction changed, written by triggers: changed columns only, parents by their uid.

    ``old_values`` and ``new_values`` are JSON objects, empty for an insert. ``hybrid_clock`` and ``pc_code``
    are room for the later exchange between PCs.
    """

    # No index of its own: the one over transaction and table below serves.
    transaction = ForeignKeyField(LedgerTransaction, backref="changes", index=False)
    table_name = CharField(max_length=40)
    row_uid = CharField(max_length=36, index=True)
    action = CharField(max_length=6)
    old_values = TextField(default="{}")
    new_values = TextField(default="{}")
    hybrid_clock = CharField(max_length=40, default="")
    pc_code = CharField(max_length=4, default="")


class BulkInsert(BoundModel):
    """That a transaction inserted many rows at once, told by the first and last of their ids and uids.

    Stands for one log row each; ``hybrid_clock`` and ``pc_code`` as in the log.
    """

    transaction = ForeignKeyField(LedgerTransaction, backref="bulk_inserts")
    table_name = CharField(max_length=40)
    first_id = IntegerField()
    last_id = IntegerField()
    first_uid = CharField(max_length=36)
    last_uid = CharField(max_length=36)
    hybrid_clock = CharField(max_length=40, default="")
    pc_code = CharField(max_length=4, default="")


class Session(BoundModel):
    """One row: the transaction being written, for the triggers (which cannot read a temporary table).

    ``inserting`` is the table whose rows are being inserted in bulk, which ``bulk_insert`` logs as one.
    ``undo_horizon`` is the last transaction before the last migration: nothing up to it can be undone.
    """

    transaction = ForeignKeyField(LedgerTransaction, null=True)
    erasing = BooleanField(default=False)
    inserting = CharField(max_length=40, default="")
    undo_horizon = IntegerField(default=0)

    class Meta:
        table_name = "_session"


class AccessLog(BoundModel):
    """A print, an export or a look at a full ID number: who, when, what for, how many people."""

    happened_at = CharField(max_length=24, default=utc_now)
    operator = CharField(max_length=50, default="")
    action = CharField(max_length=20)
    subject = CharField(max_length=100, default="")
    purpose = CharField(max_length=100, default="")
    person_count = IntegerField(default=0)
    paper_state = CharField(max_length=20, default="")


class Draft(BoundModel):
    """What was typed into a form and not saved yet."""

    form = CharField(max_length=60)
    row_uid = CharField(max_length=36, default="")
    operator = CharField(max_length=50, default="")
    content = TextField(default="{}")
    updated_at = CharField(max_length=24, default=utc_now)


class SearchDoc(BoundModel):
    """What a row of the search index stands for, with its texts as they were indexed."""

    kind = CharField(max_length=12)
    entity_id = IntegerField()
    texts = TextField(default="")


def _unique_while_live(model: type[LedgerModel], *fields: str) -> None:
    columns = [getattr(model, field) for field in fields]
    model.add_index(model.index(*columns, unique=True, where=_LIVE))


_unique_while_live(Grid, "name")
_unique_while_live(Compound, "name")
_unique_while_live(Building, "compound", "name")
_unique_while_live(Dwelling, "building", "unit", "room")
_unique_while_live(CareCategory, "code")
_unique_while_live(Relation, "code")
_unique_while_live(ImportMapping, "signature")
_unique_while_live(VisitSheet, "number")
_unique_while_live(VisitSheetLine, "sheet", "line_no")
_unique_while_live(Setting, "key")
ChangeLog.add_index(ChangeLog.index(ChangeLog.transaction, ChangeLog.table_name))
# The orders of the lists, read from the index alone: 1,000,000 residents by name in 0.5 s instead of 9, by door in
# 0.8 instead of 1.7.
Resident.add_index(
    Resident.index(
        Resident.name_key, Resident.status, Resident.sex, Resident.birth, Resident.household, where=_LIVE
    )
)
Resident.add_index(
    Resident.index(Resident.household, Resident.deleted_at, Resident.position, Resident.status)
)
Visit.add_index(Visit.index(Visit.household, Visit.deleted_at, Visit.visited_on))
# The few of whom the 工作台 speaks, without reading everybody; an index of few rows costs an import nothing.
Resident.add_index(Resident.index(Resident.death_state, where=SQL("death_state = 'reported'")))
Resident.add_index(Resident.index(Resident.contact_review_on, where=SQL("contact_preference <> 'anytime'")))
Household.add_index(
    Household.index(Household.contact_review_on, where=SQL("contact_preference <> 'anytime'"))
)
