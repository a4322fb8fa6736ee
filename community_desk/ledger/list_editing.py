"""Editing the office's own lists: care categories and relations to the head, their words, synonyms and order.

What somebody edited is marked so, and updates of the shipped lists leave it alone until it is set back.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, TypedDict, TypeVar, Unpack

from community_desk.domain.errors import UserError
from community_desk.domain.relations import NOT_RELATED
from community_desk.ledger import catalogs, changes
from community_desk.ledger.finding import find, find_many
from community_desk.ledger.inputs import Written, needed_text, typed_text
from community_desk.ledger.models import CareCategory, ListEntry, Relation, Resident, ResidentCategory
from community_desk.ledger.rows import new_uid

Entry = TypeVar("Entry", bound=ListEntry)

_LOCAL_RELATION = re.compile(r"L(\d+)")
_LONGEST_LOCAL_CODE = 4  # the column of a resident that holds it
_AGES = range(1, 131)


class CategoryFields(TypedDict, total=False):
    """What a form holds of a care category. ``min_age``: it follows from the age alone and needs no fact."""

    word: str
    paper_word: str
    synonyms: Sequence[str]
    is_sensitive: bool
    min_age: int | None
    is_active: bool


class RelationFields(TypedDict, total=False):
    """What a form holds of a relation; ``standard_code`` is what a local one is exchanged as (GB/T 4761-2008)."""

    word: str
    synonyms: Sequence[str]
    standard_code: str
    is_active: bool


def add_care_category(*, operator: str, **fields: Unpack[CategoryFields]) -> Written:
    """A category of the office's own, behind the others. ``UserError`` where its word is missing or taken."""
    values = _clean_category({"word": "", **fields}, None)
    with changes.transaction(f"新增关爱类别 {values['word']}", operator=operator):
        row = changes.add(
            CareCategory, code=f"own_{new_uid()[-12:]}", position=_behind(CareCategory), **values
        )
    return Written(row.uid)


def edit_care_category(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[CategoryFields]
) -> Written:
    """Correct a category; only the fields given are touched. Facts recorded of people keep their own word."""
    row = find(CareCategory, uid, seen_version=seen_version)
    return _edit(row, _clean_category(fields, row), "关爱类别", operator)


def withdraw_care_category(uid: str, *, operator: str) -> None:
    """Take a category of the office's own away. ``UserError`` for a shipped one, and while people have it."""
    row = find(CareCategory, uid)
    _refuse_shipped(row)
    held = (ResidentCategory.category == row) & ResidentCategory.deleted_at.is_null()
    count = ResidentCategory.select().where(held).count()
    if count:
        raise UserError(f"还有 {count} 人登记了“{row.word}”，不能撤回；不想再用可以停用。")
    with changes.transaction(f"撤回关爱类别 {row.word}", operator=operator):
        changes.withdraw(row)


def add_relation(*, operator: str, **fields: Unpack[RelationFields]) -> Written:
    """A relation of the office's own, behind the others. ``UserError`` where its word is missing or taken."""
    values = _clean_relation({"word": "", "standard_code": NOT_RELATED, **fields}, None)
    with changes.transaction(f"新增关系 {values['word']}", operator=operator):
        row = changes.add(Relation, code=_free_local_code(), position=_behind(Relation), **values)
    return Written(row.uid)


def edit_relation(
    uid: str, *, operator: str, seen_version: int | None = None, **fields: Unpack[RelationFields]
) -> Written:
    """Correct a relation; only the fields given are touched. What stands with residents keeps its word."""
    row = find(Relation, uid, seen_version=seen_version)
    return _edit(row, _clean_relation(fields, row), "关系", operator)


def withdraw_relation(uid: str, *, operator: str) -> None:
    """Take a relation of the office's own away. ``UserError`` for a shipped one, and while people have it."""
    row = find(Relation, uid)
    _refuse_shipped(row)
    held = (Resident.relation_code == row.code) & Resident.deleted_at.is_null()
    count = Resident.select().where(held).count()
    if count:
        raise UserError(f"还有 {count} 人与户主的关系是“{row.word}”，不能撤回；不想再用可以停用。")
    with changes.transaction(f"撤回关系 {row.word}", operator=operator):
        changes.withdraw(row)


def restore_care_category(uid: str, *, operator: str) -> None:
    """Set an edited category back to what the program ships (恢复出厂); its place in the order stays."""
    _restore(find(CareCategory, uid), "关爱类别", operator)


def restore_relation(uid: str, *, operator: str) -> None:
    """Set an edited relation back to what the program ships (恢复出厂); its place in the order stays."""
    _restore(find(Relation, uid), "关系", operator)


def arrange_care_categories(uids: Sequence[str], *, operator: str) -> None:
    """Remember the order of the categories; those not named follow in the order they have."""
    _arrange(CareCategory, uids, "关爱类别", operator)


def arrange_relations(uids: Sequence[str], *, operator: str) -> None:
    """Remember the order of the relations; those not named follow in the order they have."""
    _arrange(Relation, uids, "关系", operator)


def _edit(row: ListEntry, values: dict[str, Any], word: str, operator: str) -> Written:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        with changes.transaction(f"修改{word} {row.word}", operator=operator):
            # An entry of the office's own has nothing to be kept from.
            changes.edit(row, is_edited=row.is_edited or row.shipped_version > 0, **changed)
    return Written(row.uid)


def _restore(row: ListEntry, word: str, operator: str) -> None:
    shipped = catalogs.shipped_values(row)
    if shipped is None:
        raise UserError(f"“{row.word}”是本社区自己加的，没有出厂内容可恢复。")
    _refuse_taken(row, str(shipped["word"]), json.loads(shipped["synonyms"]))
    with changes.transaction(f"恢复{word} {shipped['word']}", operator=operator):
        changes.edit(row, is_edited=False, **shipped)


def _arrange(model: type[Entry], uids: Sequence[str], word: str, operator: str) -> None:
    named = find_many(model, uids)
    rest = model.select().where(model.deleted_at.is_null()).order_by(model.position, model.id)
    rows = [*named, *(row for row in rest if row not in named)]
    with changes.transaction(f"排列{word}", operator=operator):
        for position, row in enumerate(rows, start=1):
            changes.edit(row, position=position)


def _refuse_shipped(row: ListEntry) -> None:
    if row.shipped_version:
        raise UserError(f"“{row.word}”是软件自带的，不能撤回；不想再用可以停用。")


def _behind(model: type[ListEntry]) -> int:
    rows = model.select(model.position).where(model.deleted_at.is_null())
    return max((row.position for row in rows), default=0) + 1


def _free_local_code() -> str:
    """The next of L1, L2 …, withdrawn ones included: somebody's history may hold them."""
    found = (_LOCAL_RELATION.fullmatch(row.code) for row in Relation.select(Relation.code))
    code = f"L{max((int(match[1]) for match in found if match), default=0) + 1}"
    if len(code) > _LONGEST_LOCAL_CODE:
        raise UserError("自己加的关系太多了，请改用已有的。", field="word")
    return code


def _clean_category(fields: CategoryFields, row: CareCategory | None) -> dict[str, Any]:
    values = _clean_words(CareCategory, fields, row)
    if "paper_word" in fields:
        values["paper_word"] = needed_text(fields["paper_word"], field="paper_word", word="纸上写的词")
    if "min_age" in fields:
        age = fields["min_age"]
        if age is not None and age not in _AGES:
            raise UserError("年龄要在 1 到 130 之间；不按年龄算就留空。", field="min_age")
        values["min_age"] = age
    if "is_sensitive" in fields:
        values["is_sensitive"] = fields["is_sensitive"]
    return values


def _clean_relation(fields: RelationFields, row: Relation | None) -> dict[str, Any]:
    values = _clean_words(Relation, fields, row)
    if "standard_code" in fields:
        code = typed_text(fields["standard_code"])
        standard = Relation.get_or_none((Relation.code == code) & Relation.deleted_at.is_null())
        if code and (standard is None or _LOCAL_RELATION.fullmatch(code)):
            raise UserError(f"国标里没有代码“{code}”，请从列表里选。", field="standard_code")
        values["standard_code"] = code
    return values


def _clean_words(
    model: type[ListEntry], fields: CategoryFields | RelationFields, row: ListEntry | None
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    word = needed_text(fields["word"], field="word", word="名称") if "word" in fields else None
    if word is not None:
        values["word"] = word
    present = row.word if row is not None else ""
    known = json.loads(row.synonyms) if row is not None else []
    synonyms = [typed_text(synonym) for synonym in fields.get("synonyms", known)]
    own = word or present
    synonyms = [synonym for synonym in dict.fromkeys(synonyms) if synonym and synonym != own]
    if word is not None or "synonyms" in fields:
        _refuse_taken(row if row is not None else model(), own, synonyms)
        values["synonyms"] = json.dumps(synonyms, ensure_ascii=False)
    if "is_active" in fields:
        values["is_active"] = fields["is_active"]
    return values


def _refuse_taken(row: ListEntry, word: str, synonyms: Sequence[str]) -> None:
    """A word that means two entries would be read as the first of them."""
    model = type(row)
    for other in model.select().where(model.deleted_at.is_null()):
        if other.uid == row.uid:
            continue
        taken = {other.word, *json.loads(other.synonyms)}
        if word in taken:
            raise UserError(f"“{word}”已经是“{other.word}”或它的别名，请换一个名称。", field="word")
        for synonym in synonyms:
            if synonym in taken:
                raise UserError(f"“{synonym}”已经是“{other.word}”或它的别名，请去掉。", field="synonyms")
