"""Named filters of the lists, shared by everybody in the office: a name, and what the list knows of it as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community_desk.domain.errors import UserError
from community_desk.ledger import changes, settings
from community_desk.ledger.inputs import needed_text

_KEY = "filters_"
_LONGEST_NAME = 30
_MOST = 50


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of the list ``kind`` ("residents", "households" …); ``content`` is what ``save_filter`` was given."""

    kind: str
    name: str
    content: Mapping[str, Any]


def list_filters(kind: str) -> list[SavedFilter]:
    """The filters of a list in the order they were saved."""
    return [SavedFilter(kind, name, content) for name, content in _read(kind).items()]


def save_filter(
    *, kind: str, name: str, content: Mapping[str, Any], replace: bool = False, operator: str
) -> None:
    """Keep a filter; ``content`` must be able to become JSON.

    ``UserError`` where the name is missing or, without ``replace``, taken.
    """
    name, filters = _clean(name), _read(kind)
    if name in filters and not replace:
        raise UserError(f"已经有叫“{name}”的筛选，请换一个名称，或选择替换。", field="name")
    if name not in filters and len(filters) >= _MOST:
        raise UserError(f"最多存 {_MOST} 个筛选，请先去掉不用的。", field="name")
    _write(kind, {**filters, name: dict(content)}, f"保存筛选 {name}", operator)


def rename_filter(*, kind: str, name: str, to: str, operator: str) -> None:
    """Give a filter another name; it keeps its place."""
    to, filters = _clean(to), _known(kind, name)
    if to != name and to in filters:
        raise UserError(f"已经有叫“{to}”的筛选，请换一个名称。", field="name")
    renamed = {to if each == name else each: content for each, content in filters.items()}
    _write(kind, renamed, f"筛选 {name} 改名为 {to}", operator)


def remove_filter(*, kind: str, name: str, operator: str) -> None:
    """Take a filter away."""
    filters = _known(kind, name)
    _write(kind, {each: filters[each] for each in filters if each != name}, f"去掉筛选 {name}", operator)


def _read(kind: str) -> dict[str, Any]:
    # As text: settings sort the keys of mappings, and the order of the filters is theirs.
    filters: dict[str, Any] = dict(json.loads(settings.get_text(_KEY + kind, "[]")))
    return filters


def _known(kind: str, name: str) -> dict[str, Any]:
    filters = _read(kind)
    if name not in filters:
        raise UserError(f"没有叫“{name}”的筛选，可能已被去掉；请刷新后再选。")
    return filters


def _clean(name: str) -> str:
    name = needed_text(name, field="name", word="筛选的名称")
    if len(name) > _LONGEST_NAME:
        raise UserError(f"名称最多 {_LONGEST_NAME} 个字，请缩短。", field="name")
    return name


def _write(kind: str, filters: Mapping[str, Any], label: str, operator: str) -> None:
    text = json.dumps(list(filters.items()), ensure_ascii=False)
    with changes.transaction(label, operator=operator):
        settings.put(_KEY + kind, text, operator=operator)
