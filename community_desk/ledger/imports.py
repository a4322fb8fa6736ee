"""Import batches: writing a plan as one thing that can be taken back, and remembering how files were read."""

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass

from community_desk.domain.errors import UserError
from community_desk.domain.planned import Answer, Doubt, PlannedHousehold, RowKey
from community_desk.domain.remembered_tables import RememberedTable
from community_desk.ledger import changes, undo
from community_desk.ledger.import_known import load_known
from community_desk.ledger.import_matching import Matching, match, named_compound
from community_desk.ledger.import_writing import ImportWriter, refuse_long_places
from community_desk.ledger.models import ImportBatch, ImportMapping, LedgerTransaction


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: residents added, changed, left as they were; doubts that came of the match."""

    batch_uid: str
    added: int
    updated: int
    unchanged: int
    doubts: tuple[Doubt, ...]


def file_hash(content: bytes) -> str:
    """What a file is known again by."""
    return hashlib.sha256(content).hexdigest()


def hold_against_ledger(
    planned: Sequence[PlannedHousehold],
    *,
    digest: str,
    bring_back: bool = False,
    answers: Mapping[RowKey, Answer] | None = None,
) -> Matching:
    """Who of a plan is in the ledger already; reads only. ``digest`` is the file's ``file_hash``.

    Whom somebody withdrew on purpose is left out and asked about, unless ``bring_back``. ``answers`` were given of
    single people, by their first row.
    """
    seen = ImportBatch.select().where((ImportBatch.file_hash == digest) & ImportBatch.deleted_at.is_null())
    known = load_known()
    name = named_compound(planned, known)
    if name:
        known = load_known(nameless_compound=name)
    matching = match(planned, known, seen_before=seen.exists(), bring_back=bring_back, answers=answers)
    matching.named_compound = name
    return matching


def write_import(
    matching: Matching,
    *,
    file_name: str,
    digest: str,
    doubts: int,
    operator: str,
    settled: frozenset[Doubt] = frozenset(),
) -> Generator[tuple[str, Imported | None], None, None]:
    """Write a matching in one transaction, which commits when the generator runs to its end.

    Yields (what is being written, ``None``) before each part, and (…, the result) before the commit: closing the
    generator at any of these moments leaves nothing in the ledger. ``doubts`` is how many the plan itself had;
    those of ``settled`` that come of the match are not counted.
    """
    refuse_long_places(matching)
    with changes.transaction(f"导入 {file_name}", operator=operator) as running:
        writer = ImportWriter(matching, source=f"导入 {file_name}")
        yield "正在写入门牌", None
        writer.places()
        yield "正在写入居民", None
        writer.people()
        yield "正在写入电话和类别", None
        writer.facts()
        left = tuple(doubt for doubt in matching.doubts if doubt not in settled)
        batch = changes.add(
            ImportBatch,
            file_name=file_name[:200],
            file_hash=digest,
            transaction_uid=running.uid,
            operator=operator,
            added=writer.added,
            updated=writer.updated,
            unchanged=writer.unchanged,
            doubts=doubts + len(left),
        )
        result = Imported(batch.uid, writer.added, writer.updated, writer.unchanged, left)
        yield "正在整理搜索", result


def undo_import(uid: str, *, operator: str) -> undo.Undone:
    """Take a whole import back, however long ago: rows edited since, and what they stand on, are kept and listed.

    ``UserError`` if it is undone already.
    """
    batch = ImportBatch.get(ImportBatch.uid == uid)
    target = LedgerTransaction.get_or_none(LedgerTransaction.uid == batch.transaction_uid)
    if target is None:
        raise UserError(f"“{batch.file_name}”的导入太久了，改动记录已经清理，不能再撤销。")
    if not undo.is_in_force(target):
        raise UserError(f"“{batch.file_name}”的导入已经撤销过了。")
    return undo.undo_rows(target, label=f"撤销导入 {batch.file_name}", operator=operator)


def remembered_tables() -> dict[str, RememberedTable]:
    """How tables were read before, by the signature of their heading (``domain.remembered_tables``)."""
    rows = ImportMapping.select().where(ImportMapping.deleted_at.is_null())
    return {row.signature: _table(row.mapping) for row in rows}


def remember_tables(tables: Mapping[str, RememberedTable], *, operator: str) -> None:
    """Keep how tables were read, by signature; nothing is written where it is known already."""
    rows = {row.signature: row for row in ImportMapping.select().where(ImportMapping.deleted_at.is_null())}
    new = {
        signature: table
        for signature, table in tables.items()
        if signature not in rows or _table(rows[signature].mapping) != table
    }
    if not new:
        return
    with changes.transaction("记住导入的列", operator=operator, undoable=False):
        for signature, table in new.items():
            text = json.dumps(asdict(table), ensure_ascii=False)
            if signature in rows:
                changes.edit(rows[signature], mapping=text)
            else:
                changes.add(ImportMapping, signature=signature, mapping=text)


def _table(mapping: str) -> RememberedTable:
    kept = json.loads(mapping)
    return RememberedTable(
        {int(column): field for column, field in kept.get("columns", {}).items()},
        tuple(kept.get("header_rows", ())),
        kept.get("grouping", ""),
    )
