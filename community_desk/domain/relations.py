"""The relation to the head of the household: codes of GB/T 4761-2008, the word as the ledger wrote it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HEAD = "02"
SELF = "01"
SPOUSE = "10"
NOT_RELATED = "99"

_NOISE = re.compile(r"[\s\u200b\ufeff　'()（）:：、,，.。]+")
_PREFIX = re.compile(r"^(?:与?户主的?|户主之|之|为|系)(?=.)")


@dataclass(frozen=True, slots=True)
class Relations:
    """The ledger's list of relations: ``words`` code → word in the list's order, ``codes`` any known word → code."""

    words: Mapping[str, str]
    codes: Mapping[str, str]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, Iterable[str]]]) -> "Relations":
        """From rows of (code, word, synonyms); of two rows that claim a word its own row wins, then the earlier."""
        rows = [(code, word, tuple(synonyms)) for code, word, synonyms in rows]
        codes: dict[str, str] = {}
        for code, word, _synonyms in rows:
            codes.setdefault(word, code)
            codes.setdefault(code, code)
        for code, _word, synonyms in rows:
            for synonym in synonyms:
                codes.setdefault(synonym, code)
        for word, code in list(
            codes.items()
        ):  # as a cell's word is looked up when it is not found as it stands
            codes.setdefault(_NOISE.sub("", word), code)
        return cls({code: word for code, word, _synonyms in rows}, codes)


def read_relation(word: str, relations: Relations) -> tuple[str, str]:
    """(code, word) for a cell of 与户主关系; code "" where the word is not known, ("", "") for a blank.

    The word stays as the ledger wrote it, for printing, but for two cases: 本人 and 户主 mean the same in ledgers and
    become 户主, and a bare code ("10", "2.0") becomes its word.
    """
    code = relations.codes.get(word)
    if code is None:
        word = _NOISE.sub("", word.removesuffix(".0"))
        if not word:
            return "", ""
        if word.isdecimal():
            word = word.zfill(2)
        code = relations.codes.get(word) or relations.codes.get(_PREFIX.sub("", word), "")
    if code in (SELF, HEAD):
        return HEAD, relations.words.get(HEAD, "户主")
    if word == code:
        word = relations.words[code]
    return code, word
