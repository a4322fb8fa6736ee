"""One recipe for both sides of the search: what the index holds of a text, and what a typed word asks of it.

Texts are cut into short pieces that many rows share, and every typed word is asked for as such pieces, exactly:

* Han: single characters and pairs (苏 红 艳 苏红 红艳); a longer word is all of its pairs;
* pinyin: from every syllable on, the first one to five letters (h ho hon hong hongy) and the whole rest, which
  answers longer words by prefix; initials alike, and the surname in full with the initials of the rest (ouxy);
* numbers: every four digits, the first and last three of a phone; a longer number is several of its fours;
* doors: 3-2-501 from its beginning on (3 3-2 3-2-5 …), 2-501, 3-501, 501.

Against suffixes with FTS5's prefix index this writes in a third of the time and takes a third of the room (numbers
are what costs: every suffix is a term of its own), and common words (zhang, 3502…) are read from one list that
stops at a limit, where a prefix first collects every row it has. What pieces cannot tell, the rows shown do.

Marks make the best rows askable first: ``苏红-`` a whole name, ``-苏`` its beginning, ``1234-`` the end of a
number, ``501室`` a room. Persons who moved away or died have none.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from community_desk.domain.codes import BuildingKind
from community_desk.domain.doors import normalise_door_query, short_door
from community_desk.domain.pinyin import PINYIN_RECIPE, readings, syllable_spellings

RECIPE = f"2.{PINYIN_RECIPE}"
"""Version of what the index holds; an index made by another one is made anew."""

MOST_WORDS = 8
LONGEST_WORD = 40
LONGEST_EDGE = 5
SEPARATOR = "\x1f"
"""Between several phones, numbers or contacts in one column of a ``Row``."""


GONE = {"moved": "已搬离", "deceased": "已故", "ended": "已结束", "left": "已离岗"}
"""States of rows that are found after all others, with the word that says so."""


class Row(NamedTuple):
    """The texts of one row that can be found, the same columns for every kind; empty text where a kind has none.

    ``phones`` are ``number|label``, parted by ``SEPARATOR`` like ``numbers`` and ``contacts``; ``state``
    is one of ``GONE`` for what is found last.
    """

    id: int
    uid: str
    name: str
    pinyin: str
    foreign_name: str
    state: str
    birth: str
    phones: str
    numbers: str
    contacts: str
    words: str
    note: str
    compound: str
    building: str
    building_kind: str
    unit: str
    room: str
    name_key: str
    door_key: str

    @property
    def is_gone(self) -> bool:
        return self.state in GONE


_COLUMN_SEPARATOR = "\x1e"


def stored_row(columns: Sequence[str]) -> str:
    """The columns of a ``Row`` behind its id as one text; written and read in a tenth of JSON's time."""
    text = _COLUMN_SEPARATOR.join(columns)
    if text.count(_COLUMN_SEPARATOR) >= len(columns):
        text = _COLUMN_SEPARATOR.join([column.replace(_COLUMN_SEPARATOR, " ") for column in columns])
    return text


def read_row(id_: int, stored: str) -> Row:
    """The row that ``stored_row`` made a text of."""
    return Row(id_, *stored.split(_COLUMN_SEPARATOR))


_ASCII = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "-"} | {ord("'"): ""}
_COMMON_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_VANISHING = frozenset("·'’‘`´‧・･•")
_DASHES = frozenset("‐‑‒–—−")
_BARRED = str.maketrans("đłøħŧı", "dlohti")
_RUNS = re.compile(r"[0-9a-z](?:[0-9a-z-]*[0-9])?(?:号楼|号|栋)|[0-9a-z-]+|[^0-9a-z\s-]+")


def plain(text: str) -> str:
    """Text as it is compared: small letters without accents, digits, Han, "-"; anything else a space.

    Apostrophes and the middle dot of names vanish. Latin letters lose their accents: José is found by jose.
    """
    if text.isascii():
        return text.lower().translate(_ASCII)
    if _COMMON_HAN.fullmatch(text):
        return text
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=16384)
def _plain_character(character: str) -> str:
    if character.isascii():
        return character.translate(_ASCII)
    if character in _VANISHING:
        return ""
    if character in _DASHES:
        return "-"
    category = unicodedata.category(character)
    if category[0] == "M":
        return ""
    if category[0] not in "LN" and category != "Co":
        return " "
    base = unicodedata.normalize("NFD", character)[0].translate(_BARRED)
    return base if base.isascii() and base.isalnum() else character


def _pairs(han: str) -> list[str]:
    return [han[start : start + 2] for start in range(len(han) - 1)]


def _number_tokens(number: str) -> list[str]:
    """Every four characters of a number, or the whole of a shorter one; of ``EA1234567`` the letters as well."""
    if len(number) <= 4:
        return [number]
    tokens = [number[start : start + 4] for start in range(len(number) - 3)]
    if not number[0].isdigit():
        tokens.append(number[: len(number) - len(number.lstrip("abcdefghijklmnopqrstuvwxyz"))][:LONGEST_EDGE])
    return tokens


@lru_cache(maxsize=8192)
def text_tokens(text: str, *, singles: bool = True) -> tuple[str, ...]:
    """The tokens of running text (notes, names of places); ``singles``: each Han character alone too.

    Kept, since the notes of a register repeat themselves.
    """
    tokens: list[str] = []
    for run in _RUNS.findall(plain(text)):
        if not run.isascii():
            if run[0].isascii():
                tokens += (run.removesuffix("楼"), *_number_tokens(run.rstrip("号楼栋").replace("-", "")))
                continue
            if singles:
                tokens += run
            tokens += _pairs(run)
        elif digits := run.replace("-", ""):
            if digits.isalpha():
                for word in run.split("-"):
                    tokens += _letter_tokens((word,)).split()
            else:
                tokens += _number_tokens(digits)
                if digits != run:
                    tokens.append(run.strip("-"))
    return tuple(tokens)


@lru_cache(maxsize=32768)
def _letter_tokens(syllables: tuple[str, ...] | str) -> str:
    """From each syllable (or each initial of a text) on: the first two to five letters and the whole rest.

    Kept for every rest: families and fashions in names share them, so that most names cost one new line. One letter
    alone is asked of a name's beginning only.
    """
    if not syllables:
        return ""
    rest = "".join(syllables)
    length = len(rest)
    if length > LONGEST_EDGE:
        own = f"{rest[:2]} {rest[:3]} {rest[:4]} {rest[:5]} {rest}"
    else:
        own = " ".join([rest[:end] for end in range(2, length + 1)]) or rest
    return f"{own} {_letter_tokens(syllables[1:])}" if len(syllables) > 1 else own


@lru_cache(maxsize=32768)
def spellings(name: str, pinyin: str, foreign_name: str) -> tuple[tuple[str, ...], ...]:
    """Every way a name may be typed in letters, as tuples of syllables or foreign words."""
    found = []
    for reading in readings(name, pinyin):
        letters = "".join(reading)
        if "v" not in letters and letters.isascii() and letters.isalnum():
            found.append(reading)
        elif syllables := _latin(" ".join(reading)):
            found += product(*map(syllable_spellings, syllables))
    if foreign_name and (words := _latin(foreign_name)):
        found.append(words)
    return tuple(found)


def shortened(syllables: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """A name as input methods taught to type it: the surname in full, then initials: ou x y, ou yang n n."""
    return tuple(
        (*syllables[:surname], *[syllable[0] for syllable in syllables[surname:]])
        for surname in range(1, 3 if len(syllables) > 3 else 2)
        if surname < len(syllables)
    )


def _latin(text: str) -> tuple[str, ...]:
    return tuple(word for word in plain(text).replace("-", " ").split() if word.isascii())


def han_of(name: str) -> str:
    """The Han (and other non-Latin) characters of a name in one run: 买买提·艾力 as 买买提艾力."""
    if _COMMON_HAN.fullmatch(name):
        return name
    return "".join(character for character in plain(name) if not character.isascii())


@lru_cache(maxsize=32768)
def _name_tokens(name: str, pinyin: str, foreign_name: str) -> tuple[str, str]:
    """Tokens of a name, and its marks."""
    tokens: list[str] = []
    marks: list[str] = []
    if han := han_of(name):
        tokens += (*han, *_pairs(han))
        marks.append(f"{han}- -{han[0]} -{han[:2]}")
    for syllables in spellings(name, pinyin, foreign_name):
        initials = "".join([syllable[0] for syllable in syllables])
        whole = "".join(syllables)
        tokens += (whole[0], _letter_tokens(syllables), _letter_tokens(initials[:-1] and initials))
        for short in shortened(syllables):
            joined = "".join(short)
            tokens.append(_letter_tokens((joined,)))
            marks.append(f"{joined}-")
        marks.append(f"{whole}- {initials}- -{whole[:2]} -{whole[:3]} -{whole[:4]} -{whole[:5]}")
    return " ".join(tokens), " ".join(marks)


@lru_cache(maxsize=8192)
def door_tokens(compound: str, building: str, kind: str, unit: str, room: str) -> frozenset[str]:
    """The ways a door is written, each from its beginning on as far as it may be typed."""
    return frozenset(_door_text(compound, building, kind, unit, room).split())


@lru_cache(maxsize=32768)
def _door_text(compound: str, building: str, kind: str, unit: str, room: str) -> str:
    short = short_door(building, unit, room, BuildingKind(kind)) if building or room else ""
    number, dash, _ = short.partition("-")
    if not dash or not short.isascii():
        return _worded_door(compound, building, kind, unit, room)
    number, unit, room = number.lower(), unit.lower(), plain(room).replace(" ", "")
    typed = [room[:end] for end in range(1, len(room) + 1)]
    tokens = [
        _entrance(compound, building, number),
        room,
        room + "室",
        f"{number}-{room}",
        *_number_tokens(room),
    ]
    if unit:
        tokens += [f"{unit}-{part}" for part in typed]
        tokens.append(f"{number}-{unit}")
        tokens += [f"{number}-{unit}-{part}" for part in typed]
    else:
        tokens += [f"{number}-{part}" for part in typed]
    return " ".join(tokens)


@lru_cache(maxsize=4096)
def _entrance(compound: str, building: str, number: str) -> str:
    """What all doors of a numbered building share. "3号楼" is asked as "3号"."""
    words = [number[:end] for end in range(1, len(number) + 1)]
    return " ".join(
        (*text_tokens(compound, singles=False), *words, number + "号", plain(building).removesuffix("楼"))
    )


def _worded_door(compound: str, building: str, kind: str, unit: str, room: str) -> str:
    """A house of a lane, or a door with words in it: 侨兴路12号, 望海楼2单元501, 5号楼架空层."""
    number = plain(room).replace(" ", "").removesuffix("号")
    tokens = [*text_tokens(f"{compound}{building}{unit and unit + '单元'}{room}", singles=False)]
    if number:
        tokens.append(number + "室")
        if kind == BuildingKind.LANE and number.isdigit():
            tokens += [number[:end] for end in range(1, len(number) + 1)]
        elif unit:
            start = plain(unit).replace(" ", "") + "-"
            tokens += [start + number[:end] for end in range(1, len(number) + 1)]
    return " ".join(tokens)


def phones_of(row: Row) -> list[tuple[str, str]]:
    """The phones of a row as (number as written, label)."""
    pairs = (entry.partition("|") for entry in row.phones.split(SEPARATOR) if entry)
    return [(number, label) for number, _, label in pairs]


def digits_of(number: str) -> str:
    """A number without what people part it by, in small letters."""
    return (
        number.lower()
        if number.isalnum() and number.isascii()
        else plain(number).replace("-", "").replace(" ", "")
    )


def document(row: Row, *, owns_name: bool) -> str:
    """All tokens of a row. ``owns_name``: the name is the row's own, so that it is marked (a household's is not)."""
    _, _, name, pinyin, foreign_name, state, birth, phones, numbers, contacts, words, note, *door, _, _ = row
    is_marked = state not in GONE
    spelt, marks = _name_tokens(name, pinyin, foreign_name)
    tokens = [spelt, marks] if owns_name and is_marked else [spelt]
    if any(door):
        tokens.append(_door_text(*door))
    if phones:
        for entry in phones.split(SEPARATOR):
            if digits := digits_of(entry.partition("|")[0]):
                tokens += _number_tokens(digits)
                tokens += (digits[:3], digits[-3:])
                if is_marked:
                    tokens.append(digits[-4:] + "-")
    if numbers:
        for number in numbers.split(SEPARATOR):
            if digits := digits_of(number):
                tokens += _number_tokens(digits)
                if is_marked:
                    tokens.append(digits[-4:] + "-")
    if birth and (digits := birth.replace("-", "")) not in numbers:
        tokens += _number_tokens(digits)
    if contacts:
        tokens += text_tokens(contacts)
    if note:
        tokens += text_tokens(note)
    if words:
        tokens += text_tokens(words, singles=False)
    return " ".join(tokens)


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word: its kind ("han", "letters", "number", "door"), its text, and what it asks of the index.

    ``terms`` must all be there; ``is_prefix``: the one term may go on. ``best`` are marks, the most wanted first.
    """

    kind: str
    text: str
    terms: tuple[str, ...]
    is_prefix: bool = False
    best: tuple[str, ...] = ()

    @property
    def expression(self) -> str:
        """In FTS5's language. Terms hold letters, digits and "-" only, so that quoting is all they need."""
        if self.is_prefix:
            return f'"{self.terms[0]}"*'
        if len(self.terms) == 1:
            return f'"{self.terms[0]}"'
        return "(" + " AND ".join(f'"{term}"' for term in self.terms) + ")"


_ROOM_WORD = re.compile(r"(?<=\d)(?:室|房|户)(?!\w)")
_UNIT_AND_ROOM = re.compile(r"(\d{1,2}|[A-Za-z])单元-?(?=\d)")
_HALF_TYPED = re.compile(r"(?<=\d)单$")
_LETTERS_AND_DIGITS = re.compile(r"([a-z]{2,})([0-9]+)|([0-9]+)([a-z]{2,})")
_DATE = re.compile(r"((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?")
_DOOR = re.compile(r"(?!0)[a-z]?\d{0,3}[a-z]?-(?:[0-9a-z]{1,2}-)?(?:\d{0,5}[a-z]?)")


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a query, all of which a hit must have; none where there is nothing to look for."""
    text = _HALF_TYPED.sub("", unicodedata.normalize("NFKC", text[:200]).strip())
    pieces = normalise_door_query(_with_dashes(text)).split()
    pieces = [piece for whole in pieces for piece in normalise_door_query(whole).split()]
    runs = [run for piece in pieces for run in _RUNS.findall(plain(piece))]
    words = dict.fromkeys(word for run in runs for word in _words_of_run(run[:LONGEST_WORD]))
    return tuple(words)[:MOST_WORDS]


def _with_dashes(text: str) -> str:
    return _ROOM_WORD.sub("", text) if "单元" not in text else _ROOM_WORD.sub("", _lone_units(text))


def _lone_units(text: str) -> str:
    """ "2单元501" as "2-501" where no block stands before it, which `normalise_door_query` would want whole."""
    return _UNIT_AND_ROOM.sub(r"\1-", text) if not re.search(r"[号#栋幢座]", text) else text


def _words_of_run(run: str) -> Iterable[Word]:
    if not run.isascii():
        yield _han_word(run) if not run[0].isascii() else Word("door", run, (run.removesuffix("楼"),))
        return
    run = re.sub("-+", "-", run.lstrip("-"))
    digits = run.replace("-", "")
    if not digits:
        return
    if digits.isalpha():
        yield from map(_letters_word, filter(None, run.split("-")))
    elif date := _DATE.fullmatch(run):
        yield _number_word("".join(part.zfill(2) for part in date.groups("") if part))
    elif "-" in run and _DOOR.fullmatch(run):
        # "3-" is on its way to "3-2-501": the building until more is typed, then the unit.
        typed = run.removesuffix("-")
        yield Word("door", typed, (typed + "号" if typed.isalnum() else typed,))
    elif mixed := _LETTERS_AND_DIGITS.fullmatch(digits):
        letters, number = mixed[1] or mixed[4], mixed[2] or mixed[3]
        yield from (_letters_word(letters), _number_word(number))
    else:
        yield _number_word(digits)


def _han_word(text: str) -> Word:
    if len(text) == 1:
        return Word("han", text, (text,), best=(text + "-", "-" + text))
    best = (text + "-", "-" + text) if len(text) == 2 else (text + "-",)
    return Word("han", text, tuple(dict.fromkeys(_pairs(text)[:8])), best=best)


def _letters_word(text: str) -> Word:
    if len(text) > LONGEST_EDGE:
        return Word("letters", text, (text,), is_prefix=True, best=(text + "-",))
    best = (text + "-", "-" + text) if len(text) > 1 else ()
    return Word("letters", text, (text,), best=best)


def _number_word(text: str) -> Word:
    length = len(text)
    if length <= 4:
        best = (text + "室", text + "-") if length == 4 else (text + "号", text + "室")
        return Word("number", text, (text,), best=best)
    # Fours from the end on, which differ most from one person to the next: an ID number begins like half the others.
    # Two leave some 20 of a million rows too many, which the rows themselves tell.
    fours = 3 if length <= 8 or (length == 11 and text[0] == "1") else 2
    ends = [max(length - 2 * step, 4) for step in range(fours)]
    return Word("number", text, tuple(dict.fromkeys(text[end - 4 : end] for end in ends)))
