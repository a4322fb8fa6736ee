"""Every table of a ledger, for what goes over all of them: triggers, the log in words, undo, checks."""

from community_desk.ledger.care_models import (
    CareCase,
    CareNeed,
    CareNote,
    ExtraRound,
    FollowUp,
    VisitRule,
)
from community_desk.ledger.models import (
    AccessLog,
    Building,
    BulkInsert,
    CareCategory,
    ChangeLog,
    Community,
    Compound,
    Draft,
    Dwelling,
    Grid,
    Household,
    ImportBatch,
    ImportMapping,
    LedgerTransaction,
    LifeEvent,
    Occupancy,
    PersonLink,
    Phone,
    Relation,
    Residency,
    Resident,
    ResidentCategory,
    SearchDoc,
    Session,
    Setting,
    Staff,
    Visit,
    VisitContact,
    VisitRound,
    VisitSheet,
    VisitSheetLine,
)
from community_desk.ledger.rows import BoundModel, LedgerModel

# In an order in which parents come before children (household and resident know each other).
LEDGER_MODELS: tuple[type[LedgerModel], ...] = (
    Community, Staff, Grid, Compound, Building, Dwelling, Household, Resident, Phone, PersonLink, Occupancy,
    Residency, LifeEvent, CareCategory, Relation, VisitRule, ResidentCategory, ImportBatch, ImportMapping, VisitRound,
    VisitSheet, VisitSheetLine, Visit, VisitContact, CareCase, CareNeed, CareNote, ExtraRound, FollowUp, Setting,
)  # fmt: skip
PLAIN_MODELS: tuple[type[BoundModel], ...] = (
    LedgerTransaction, ChangeLog, BulkInsert, Session, AccessLog, Draft, SearchDoc,
)  # fmt: skip
