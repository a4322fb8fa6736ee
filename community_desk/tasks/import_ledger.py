"""From an office's own file to the ledger: read, plan, hold against the ledger, write."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from community_desk.domain.planned import Doubt
from community_desk.domain.remembered_tables import RememberedTable
from community_desk.exchange.collection import collection_paused
from community_desk.exchange.import_plan import OLD_ROW, ImportOptions, ImportPlan
from community_desk.exchange.planning.planner import plan_import
from community_desk.exchange.planning.vocabulary import Vocabulary, category_words, vocabulary
from community_desk.exchange.tables import Table, read_table
from community_desk.ledger import imports
from community_desk.ledger.import_foresight import Foresight, foresee
from community_desk.ledger.word_lists import care_categories, relations
from community_desk.tasks.progress import Progress


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with a dry run would do. ``households`` and ``residents`` are those of the file.

    ``batch_uid`` is empty after a dry run; ``plan`` and ``table`` are what the doubtful rows are written from.
    """

    plan: ImportPlan
    table: Table
    households: int
    residents: int
    added: int
    updated: int
    unchanged: int
    doubts: tuple[Doubt, ...]
    batch_uid: str = ""


def office_words() -> Vocabulary:
    """The words of files in the meaning the ledger's own lists give them."""
    categories = [(entry.code, entry.word, entry.synonyms) for entry in care_categories() if entry.is_active]
    return vocabulary(relations(), category_words(categories))


def plan_as_remembered(table: Table, options: ImportOptions | None = None, *, today: date) -> ImportPlan:
    """The plan of a file by the office's own words, its tables read as the last ones with the same heading were.

    What ``options`` ask goes before what is remembered; remembered tables that they bring along are kept.
    ``write_plan`` remembers what was used.
    """
    options = options or ImportOptions()
    if options.remembered is None:
        options = replace(options, remembered=imports.remembered_tables())
    return plan_import(table, options, today=today, words=office_words())


def read_file(path: Path) -> Generator[Progress, None, tuple[Table, str]]:
    """Read a file to be looked at; the generator returns its table and what the file is known again by.

    ``UserError`` with one sentence if it cannot be read.
    """
    yield Progress(0, 0, f"正在读取 {path.name}")
    table = read_table(path)
    return table, imports.file_hash(path.read_bytes())


def look_ahead(plan: ImportPlan, *, digest: str) -> Foresight:
    """What a plan would do to the ledger, person by person; reads only."""
    options = plan.options
    with collection_paused():
        found = foresee(
            imports.hold_against_ledger(
                plan.households, digest=digest, bring_back=options.bring_back, answers=options.matches
            )
        )
    found.doubts = tuple(doubt for doubt in found.doubts if doubt not in options.settled)
    return found


def import_ledger(
    path: Path, *, options: ImportOptions | None = None, today: date, operator: str, dry_run: bool = False
) -> Generator[Progress, None, ImportReport]:
    """Import a file; the generator returns the report. Closing it before its end leaves nothing in the ledger.

    ``UserError`` with one sentence if the file cannot be read or holds nobody: nothing is changed.
    """
    # One pause for all: between two shorter ones the collector looks through the whole plan (50 ms at 12,000 rows).
    with collection_paused():
        yield Progress(0, 5, f"正在读取 {path.name}")
        table = read_table(path)
        digest = imports.file_hash(path.read_bytes())
        yield Progress(1, 5, "正在辨认表头和各户")
        plan = plan_as_remembered(table, options, today=today)
        plan.require_columns()
        plan.require_people()
        return (yield from write_plan(plan, table, digest=digest, operator=operator, dry_run=dry_run))


def write_plan(
    plan: ImportPlan, table: Table, *, digest: str, operator: str, dry_run: bool = False
) -> Generator[Progress, None, ImportReport]:
    """Import a plan that was looked at and adjusted; see ``import_ledger``. ``digest`` is the file's hash.

    How its tables were read is remembered for the next file with the same headings.
    """
    yield Progress(2, 5, "正在与台账比对")
    done: imports.Imported | None = None
    with collection_paused():
        options = plan.options
        matching = imports.hold_against_ledger(
            plan.households, digest=digest, bring_back=options.bring_back, answers=options.matches
        )
        writing = imports.write_import(
            matching,
            file_name=plan.file,
            digest=digest,
            doubts=len(plan.doubts),
            operator=operator,
            settled=options.settled,
        )
        with closing(writing):
            for sentence, done in writing:
                yield Progress(3, 5, sentence)
                if dry_run and done is not None:
                    # Everything was written and counted; closing the generator now takes it all back.
                    break
    if done is None:
        raise RuntimeError("the import ended without a result")
    if not dry_run:
        imports.remember_tables(_to_remember(plan), operator=operator)
    yield Progress(5, 5, f"新增 {done.added} 人，更新 {done.updated} 人，{done.unchanged} 人没有变化")
    return ImportReport(
        plan=plan,
        table=table,
        households=len(plan.households),
        residents=plan.people,
        added=done.added,
        updated=done.updated,
        unchanged=done.unchanged,
        doubts=(*plan.doubts, *done.doubts),
        batch_uid="" if dry_run else done.batch_uid,
    )


def _to_remember(plan: ImportPlan) -> dict[str, RememberedTable]:
    """The tables that brought somebody, by signature; a heading whose sheets were grouped differently has no grouping.

    An excerpt of doubtful rows tells nothing of how whole files are to be read.
    """
    tables: dict[str, RememberedTable] = {}
    for sheet in plan.sheets:
        if (
            not sheet.people
            or not sheet.signature
            or any(choice.heading == OLD_ROW for choice in sheet.columns)
        ):
            continue
        table = sheet.to_remember()
        if earlier := tables.get(sheet.signature):
            decided = {column: table.columns.get(column, "") for column in sheet.chosen}
            same = earlier.grouping == table.grouping
            table = replace(
                earlier,
                columns={**earlier.columns, **decided},
                grouping=earlier.grouping if same else "",
            )
        tables[sheet.signature] = table
    return tables
