"""The words an import goes by: column synonyms, relations, care categories. Shipped lists unless others are given.

The ledger's own lists may have been edited by the office; its caller builds a `Vocabulary` from them.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from community_desk.domain.relations import Relations
from community_desk.exchange.import_plan import Field
from community_desk.exchange.planning.cells import heading_word
from community_desk.exchange.planning.columns import ColumnWords
from community_desk.shipped import resource_path


@dataclass(frozen=True)
class Vocabulary:
    """`categories` maps every word (as `heading_word` gives it) to its category's code."""

    columns: ColumnWords
    relations: Relations
    categories: dict[str, str]


def category_words(rows: Iterable[tuple[str, str, Iterable[str]]]) -> dict[str, str]:
    """From rows of (code, word, synonyms); a row's own word wins over another's synonym."""
    rows = [(code, word, tuple(synonyms)) for code, word, synonyms in rows]
    words = {heading_word(word): code for code, word, _synonyms in rows}
    for code, _word, synonyms in rows:
        for synonym in synonyms:
            words.setdefault(heading_word(synonym), code)
    return words


def vocabulary(relations: Relations, categories: dict[str, str]) -> Vocabulary:
    """The shipped column synonyms with an office's own relations and categories (see `category_words`)."""
    catalog = _catalog("import_columns.toml")
    synonyms: dict[str, tuple[Field, float]] = {}
    for entry in catalog["entry"]:
        field = Field(entry["field"])
        for word, weight in _weighted(entry):
            known = synonyms.get(word)
            if known is None or weight > known[1]:
                synonyms[word] = (field, weight)
    columns = ColumnWords(synonyms, tuple(heading_word(word) for word in catalog["excluded"]), categories)
    return Vocabulary(columns, relations, categories)


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """The words of `resources/catalog`, read once."""
    relations = Relations.from_rows(_rows("relations.toml"))
    return vocabulary(relations, category_words(_rows("care_categories.toml")))


def _weighted(entry: dict[str, Any]) -> Iterable[tuple[str, float]]:
    for word in entry.get("synonyms", ()):
        yield heading_word(word), 1.0
    for word in entry.get("weak", ()):
        yield heading_word(word), 0.7


def _rows(name: str) -> list[tuple[str, str, list[str]]]:
    return [
        (entry["code"], entry["word"], list(entry.get("synonyms", ()))) for entry in _catalog(name)["entry"]
    ]


def _catalog(name: str) -> dict[str, Any]:
    with resource_path("catalog", name).open("rb") as stream:
        return tomllib.load(stream)
