"""The office's own lists as other code reads them: what a word means, and which word stands for a code."""

import json
from dataclasses import dataclass

from community_desk.domain.errors import UserError
from community_desk.domain.relations import Relations
from community_desk.ledger.finding import fetch
from community_desk.ledger.inputs import typed_text
from community_desk.ledger.models import CareCategory, Relation


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A care category of the list; ``paper_word`` is what stands on papers a neighbour may read.

    ``is_own``: the office added it. ``is_edited``: it differs from what is shipped.
    """

    id: int
    uid: str
    code: str
    word: str
    synonyms: tuple[str, ...]
    paper_word: str
    is_sensitive: bool
    min_age: int | None
    is_active: bool
    is_own: bool
    is_edited: bool
    version: int


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """A relation of the list; ``standard_code`` is what a local one is exchanged as, "" for one of the standard."""

    uid: str
    code: str
    word: str
    synonyms: tuple[str, ...]
    standard_code: str
    is_active: bool
    is_own: bool
    is_edited: bool
    version: int


def relations() -> Relations:
    """The list of relations to the head, as ``domain.relations.read_relation`` wants it."""
    rows = (
        Relation.select(Relation.code, Relation.word, Relation.synonyms)
        .where(Relation.deleted_at.is_null() & Relation.is_active)
        .order_by(Relation.position, Relation.id)
    )
    return Relations.from_rows((code, word, json.loads(synonyms)) for code, word, synonyms in fetch(rows))


def care_categories() -> tuple[CategoryEntry, ...]:
    """The care categories in the office's order, those switched off among them."""
    columns = (
        CareCategory.id,
        CareCategory.uid,
        CareCategory.code,
        CareCategory.word,
        CareCategory.synonyms,
        CareCategory.paper_word,
        CareCategory.is_sensitive,
        CareCategory.min_age,
        CareCategory.is_active,
        CareCategory.shipped_version,
        CareCategory.is_edited,
        CareCategory.version,
    )
    rows = (
        CareCategory.select(*columns)
        .where(CareCategory.deleted_at.is_null())
        .order_by(CareCategory.position, CareCategory.id)
    )
    return tuple(
        CategoryEntry(
            id_,
            uid,
            code,
            word,
            tuple(json.loads(synonyms)),
            paper,
            bool(sensitive),
            min_age,
            bool(active),
            not shipped,
            bool(edited),
            version,
        )
        for id_, uid, code, word, synonyms, paper, sensitive, min_age, active, shipped, edited, version in fetch(
            rows
        )
    )


def relation_entries() -> tuple[RelationEntry, ...]:
    """The relations in the office's order, those switched off among them."""
    rows = (
        Relation.select(
            Relation.uid,
            Relation.code,
            Relation.word,
            Relation.synonyms,
            Relation.standard_code,
            Relation.is_active,
            Relation.shipped_version,
            Relation.is_edited,
            Relation.version,
        )
        .where(Relation.deleted_at.is_null())
        .order_by(Relation.position, Relation.id)
    )
    return tuple(
        RelationEntry(
            uid,
            code,
            word,
            tuple(json.loads(synonyms)),
            standard,
            bool(active),
            not shipped,
            bool(edited),
            version,
        )
        for uid, code, word, synonyms, standard, active, shipped, edited, version in fetch(rows)
    )


def category_for(text: str) -> CategoryEntry:
    """The category meant by a uid, code, word or synonym. ``UserError`` where the list has none."""
    wanted = typed_text(text)
    entries = care_categories()
    for entry in entries:
        if wanted in {entry.uid, entry.code, entry.word}:
            return entry
    for entry in entries:
        if wanted in entry.synonyms:
            return entry
    known = "、".join(entry.word for entry in entries if entry.is_active)
    raise UserError(f"没有叫“{wanted}”的关爱类别，请从列表里选：{known}。", field="category")
