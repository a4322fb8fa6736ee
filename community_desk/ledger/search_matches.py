"""Why a row was found: which of its texts a typed word matches, how well, and which part to show in bold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import full_door, short_door
from community_desk.domain.masking import mask_id, mask_ids_in
from community_desk.domain.pinyin import display_pinyin
from community_desk.ledger.search_kinds import Kind
from community_desk.ledger.search_tokens import (
    GONE,
    SEPARATOR,
    Row,
    Word,
    digits_of,
    door_tokens,
    han_of,
    phones_of,
    plain,
    shortened,
    spellings,
)

_EXCERPT = 12

# How well a word matches, best first.
NAME, NAME_START, NAME_PART, PINYIN, PINYIN_START, PINYIN_PART = range(6)
DOOR, DOOR_START, DOOR_PART, PHONE, PHONE_END, PHONE_PART = range(6, 12)
NUMBER, NUMBER_END, NUMBER_PART, BIRTH, CONTACT, CATEGORY, NOTE = range(12, 19)


@dataclass(frozen=True, slots=True)
class Match:
    """One word's best match in a row: its rank, why in words, and what to print bold in title or why."""

    rank: int
    why: str
    bold: str


def title_of(kind: Kind, row: Row) -> str:
    """What a hit is called; who moved away or died is called so."""
    title = kind.title.format(row.name) if row.name else kind.nameless
    state = GONE.get(row.state, "")
    return f"{title}（{state}）" if state else title


def door_of(row: Row) -> str:
    """The door in full, empty where there is none."""
    return full_door(row.compound, row.building, row.unit, row.room)


def matches(kind: Kind, row: Row, words: Sequence[Word]) -> list[Match] | None:
    """The best match of each word, or ``None`` if one has none: the index knew its pieces, but not in one place."""
    found = []
    for word in words:
        match = _match(kind, row, word)
        if match is None:
            return None
        found.append(match)
    return found


def _match(kind: Kind, row: Row, word: Word) -> Match | None:
    if word.kind == "han":
        found = _in_name(kind, row, word)
    elif word.kind == "letters":
        found = _in_spellings(kind, row, word)
    else:
        found = None
    return found or _in_door(row, word) or _in_numbers(kind, row, word) or _in_texts(row, word)


def _in_name(kind: Kind, row: Row, word: Word) -> Match | None:
    han = han_of(row.name)
    if word.text not in han:
        return None
    rank = NAME if han == word.text else NAME_START if han.startswith(word.text) else NAME_PART
    return Match(rank, f"{kind.name_word} {row.name}", word.text)


def _in_spellings(kind: Kind, row: Row, word: Word) -> Match | None:
    best: Match | None = None
    for syllables in spellings(row.name, row.pinyin, row.foreign_name):
        initials = tuple(syllable[0] for syllable in syllables)
        for written in (syllables, initials, *shortened(syllables)):
            found = _in_syllables(written, word.text)
            if found is None:
                continue
            start, end = found
            whole = start == 0 and "".join(written) == word.text
            rank = PINYIN if whole else PINYIN_START if start == 0 else PINYIN_PART
            if best is None or rank < best.rank:
                best = Match(rank, *_spelt(kind, row, syllables, start, end))
    return best


def _in_syllables(syllables: Sequence[str], text: str) -> tuple[int, int] | None:
    """From which syllable to behind which one ``text`` goes, if it begins where a syllable begins."""
    rest = "".join(syllables)
    for start, syllable in enumerate(syllables):
        if rest.startswith(text):
            length, end = 0, start
            while length < len(text):
                length += len(syllables[end])
                end += 1
            return start, end
        rest = rest[len(syllable) :]
    return None


def _spelt(kind: Kind, row: Row, syllables: Sequence[str], start: int, end: int) -> tuple[str, str]:
    if len(row.name) == len(syllables) and not row.name.isascii():
        why = f"拼音 {display_pinyin(row.name, row.pinyin)}" if kind.owns_name else f"户主 {row.name}"
        return why, row.name[start:end]
    in_name = all(syllable in plain(row.name) for syllable in syllables)
    written = row.name if in_name or not row.foreign_name else row.foreign_name
    pieces = written.replace("·", " ").split()
    bold = " ".join(pieces[start:end]) if len(pieces) == len(syllables) else ""
    return f"{kind.name_word} {written}", bold


def _in_door(row: Row, word: Word) -> Match | None:
    if not (row.building or row.compound):
        return None
    parts = (row.compound, row.building, row.building_kind, row.unit, row.room)
    if not door_tokens(*parts).issuperset(word.terms) or word.is_prefix:
        return None
    short = short_door(row.building, row.unit, row.room, BuildingKind(row.building_kind))
    written = plain(short)
    full = door_of(row)
    if word.terms != (word.text,) and word.text not in plain(full):
        return None
    rank = DOOR if word.text == written else DOOR_START if written.startswith(word.text) else DOOR_PART
    shown = short if word.text in written else full
    return Match(rank, f"门牌 {shown}", word.text if word.text in plain(shown) else "")


def _in_numbers(kind: Kind, row: Row, word: Word) -> Match | None:
    if word.kind not in ("number", "letters"):
        return None
    text = word.text
    for number, label in phones_of(row) if len(text) > 2 else ():
        digits = digits_of(number)
        if text in digits if len(text) > 3 else text in (digits[:3], digits[-3:], digits):
            rank = PHONE if text == digits else PHONE_END if digits.endswith(text) else PHONE_PART
            return Match(rank, f"电话 {number}{f'（{label}）' if label else ''}", _as_written(number, text))
    if len(text) >= 6 and text in row.birth.replace("-", ""):
        return Match(BIRTH, f"出生 {row.birth}", _as_written(row.birth, text))
    for number in filter(None, row.numbers.split(SEPARATOR)):
        digits = digits_of(number)
        if text in digits:
            rank = NUMBER if text == digits else NUMBER_END if digits.endswith(text) else NUMBER_PART
            shown = mask_id(number) if kind.hides_numbers else number
            return Match(rank, f"{kind.number_word} {shown}", _as_written(shown, text))
    if text in row.birth.replace("-", ""):
        return Match(BIRTH, f"出生 {row.birth}", _as_written(row.birth, text))
    return None


def _as_written(number: str, part: str) -> str:
    """The part of a number as it stands there, dashes and capitals included; empty where a mask hides it."""
    found = re.search("[- ]?".join(part), number, re.IGNORECASE)
    return found[0] if found else ""


def _in_texts(row: Row, word: Word) -> Match | None:
    for rank, label, texts in (
        (CONTACT, "联系人", row.contacts),
        (CATEGORY, "类别", row.words),
        (NOTE, "备注", row.note),
    ):
        for text in texts.split(SEPARATOR) if texts else ():
            if word.text in plain(text) or (
                word.kind == "number" and word.text in plain(text).replace("-", "")
            ):
                shown = _excerpt(text, word.text)
                bold = _as_written(shown, word.text) if word.kind == "number" else word.text
                return Match(rank, f"{label} {shown}", bold)
    return None


def _excerpt(text: str, part: str) -> str:
    """The part of a long text around what was found.

    The words of a category hold certificate numbers and a note may hold an ID number: both are masked.
    """
    place = max(text.lower().find(part), 0)
    text = mask_ids_in(text)
    start, end = max(place - _EXCERPT, 0), place + len(part) + _EXCERPT
    return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"
