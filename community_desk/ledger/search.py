"""Finding anything by anything a clerk may type: names, pinyin, initials, phones, ID numbers, doors, notes.

The index is an FTS5 table without its texts (``search_index``); ``search_doc`` says what each of its rows stands for.
What it holds of a row is ``search_tokens``' business, which rows there are is ``search_kinds``', and why a row was
found ``search_matches``'. Everything here that only SQLite understands stays here (DESIGN.md ground rule 12).
"""

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from community_desk.ledger.rows import bound_database
from community_desk.ledger.search_kinds import FIRST_LARGE, KINDS, SPAN, Kind
from community_desk.ledger.search_matches import DOOR, NUMBER_PART, Match, door_of, matches, title_of
from community_desk.ledger.search_tokens import RECIPE, Row, Word, document, read_row, stored_row, words_of

MOST_COUNTED = 1000
"""More hits than this are told as "1000+": counting them all costs up to 14 ms at a million residents."""
_MOST_RANKED = 60
_WRITTEN_AT_ONCE = 4000
# The row of the index that says by which recipe it was made: no kind has a row 0. A setting would be undone,
# logged and exchanged with other PCs, though it only says how this file's index is.
_RECIPE_ROW = 0
_RECIPE_TERM = f"recipe-{RECIPE.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. ``door`` and ``birth_year`` tell namesakes apart (empty where not known).

    ``why`` says which texts matched; ``matched`` are the parts of ``title`` or ``why`` to print bold.
    """

    kind: str
    uid: str
    title: str
    door: str
    birth_year: str
    why: str
    matched: tuple[str, ...]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits, best first; ``total`` of them all, which are ``more`` than that if ``more``."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False


def search(text: str, *, limit: int = 50, kinds: Collection[str] | None = None) -> SearchResult:
    """Find what has every word of ``text``; at most ``limit`` hits, of ``kinds`` only (names in ``KINDS``).

    Any text will do; one without a letter, digit or Han character finds nothing.
    """
    chosen = list(KINDS) if kinds is None else [name for name in KINDS if name in kinds]
    words = words_of(text)
    if not words or limit < 1:
        return SearchResult()
    spans = _spans(chosen, doors_first=all(word.kind in ("number", "door") for word in words))
    found = _find(" AND ".join(word.expression for word in words), spans, MOST_COUNTED + 1)
    most = max(_MOST_RANKED, limit)
    ranked = found if len(found) <= most else _best(words, spans, found, most)
    hits = _ranked(ranked, words)
    lost = len(ranked) - len(hits)
    total = len(found) - lost if len(found) <= MOST_COUNTED else MOST_COUNTED
    return SearchResult(tuple(_hit(*hit) for hit in hits[:limit]), total, len(found) > MOST_COUNTED)


def _spans(kinds: Collection[str], *, doors_first: bool) -> list[tuple[int, int]]:
    """The ranges of rows to ask, in this order: the few of the small kinds, then people and homes or the other way."""
    numbers = [KINDS[name].number for name in kinds]
    few = [number for number in numbers if number < FIRST_LARGE]
    many = [number for number in numbers if number >= FIRST_LARGE]
    spans: list[tuple[int, int]] = []
    for number in few:
        low, high = number * SPAN, (number + 1) * SPAN - 1
        spans = (
            [*spans[:-1], (spans[-1][0], high)]
            if spans and spans[-1][1] + 1 == low
            else [*spans, (low, high)]
        )
    many = many if doors_first else many[::-1]
    return spans + [(number * SPAN, (number + 1) * SPAN - 1) for number in many]


def _find(expression: str, spans: Iterable[tuple[int, int]], most: int) -> list[int]:
    found: list[int] = []
    for low, high in spans:
        if len(found) < most:
            rows = bound_database.execute_sql(
                "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?",
                (expression, low, high, most - len(found)),
            )
            found += [row for (row,) in rows.fetchall()]
    return found


def _best(words: Sequence[Word], spans: list[tuple[int, int]], found: list[int], most: int) -> list[int]:
    """Of many rows the ones worth ranking: those with the marks wanted most, then the first of the rest."""
    best: dict[int, None] = {}
    for level in range(max(len(word.best) for word in words)):
        wanted = []
        for word in words:
            if level < len(word.best):
                others = [other.expression for other in words if other is not word]
                wanted.append("(" + " AND ".join([f'"{word.best[level]}"', *others]) + ")")
        best |= dict.fromkeys(_find(" OR ".join(wanted), spans, most - len(best)))
        if len(best) >= most:
            return list(best)
    for row in found:
        if len(best) >= most:
            break
        best[row] = None
    return list(best)


def _ranked(found: Iterable[int], words: Sequence[Word]) -> list[tuple[Kind, Row, list[Match]]]:
    documents = bound_database.execute_sql(
        "SELECT kind, entity_id, texts FROM search_doc WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(found)),),
    )
    ranked = []
    for name, id_, texts in documents.fetchall():
        kind, row = KINDS[name], read_row(id_, texts)
        why = matches(kind, row, words)
        if why is not None:
            ranked.append((_rank(kind, row, why), kind, row, why))
    ranked.sort(key=lambda entry: entry[0])
    return [(kind, row, why) for _, kind, row, why in ranked]


def _rank(kind: Kind, row: Row, why: Sequence[Match]) -> tuple[object, ...]:
    ranks = sorted(match.rank for match in why)
    by_door = DOOR <= ranks[0] <= NUMBER_PART
    order = (row.door_key, row.name_key) if by_door else (row.name_key, row.door_key)
    return row.is_gone, ranks, kind.is_door != by_door, order, kind.number, row.id


def _hit(kind: Kind, row: Row, why: Sequence[Match]) -> Hit:
    return Hit(
        kind=kind.name,
        uid=row.uid,
        title=title_of(kind, row),
        door=door_of(row),
        birth_year=row.birth[:4],
        why="，".join(dict.fromkeys(match.why for match in why)),
        matched=tuple(dict.fromkeys(match.bold for match in why if match.bold)),
        is_gone=row.is_gone,
    )


def residents_with_number(digits: str, *, at_the_end: bool, most: int) -> list[int]:
    """The ids of residents of whom a number (phone, contact's phone, ID, date) may hold or end in ``digits``.

    Pieces of four are all the index knows: who asks looks at the numbers themselves. Four digits at least; ends are
    known of residents who live here only, and not of their contacts' phones.
    """
    pieces = [digits[end - 4 : end] for end in range(len(digits), 3, -4)] + [digits[:4]]
    expression = " AND ".join(f'"{piece}"' for piece in dict.fromkeys(pieces))
    if at_the_end:
        expression += f' AND "{digits[-4:]}-"'
    first = KINDS["resident"].first
    return [row - first for row in _find(expression, [(first, first + SPAN - 1)], most)]


def refresh(transaction_id: int) -> None:
    """Bring the index up to date with what the transaction's log rows say, before it commits.

    Set by set, with the changes of other tables that ``search_kinds`` declares: 12,000 new residents cost what a few
    hundred statements cost.
    """
    touched = [
        (
            kind,
            sorted(
                id_
                for (id_,) in bound_database.execute_sql(_TOUCHED[kind.name], (transaction_id,)).fetchall()
            ),
        )
        for kind in KINDS.values()
    ]
    for kind, ids in touched:
        for start in range(0, len(ids), _WRITTEN_AT_ONCE):
            _write(kind, ids[start : start + _WRITTEN_AT_ONCE])
    if _forgotten.rows:
        # Only now, when the household of who was forgotten has its new document, nothing old is left.
        bound_database.execute_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")
        _forgotten.rows = 0


# One parameter however often a statement names it.
_TOUCHED = {kind.name: kind.touched().replace(":t", "?1") for kind in KINDS.values()}


def _write(kind: Kind, ids: Sequence[int]) -> None:
    """Make the documents of these rows anew; those of rows that are gone or withdrawn are taken out.

    In rising order: FTS5 writes out what it has gathered whenever a row's number is not above the last one's.
    """
    first = kind.first
    _take_out(first + id_ for id_ in ids)
    texts = bound_database.execute_sql(
        f"{kind.select} WHERE t.id IN (SELECT value FROM json_each(?)) AND t.deleted_at IS NULL ORDER BY t.id",
        (json.dumps(ids),),
    ).fetchall()
    rows = [(first + row[0], row) for row in texts]
    cursor = bound_database.cursor()
    cursor.executemany(
        "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)",
        [(number, document(Row._make(row), owns_name=kind.owns_name)) for number, row in rows],
    )
    cursor.executemany(
        f"INSERT INTO search_doc (id, kind, entity_id, texts) VALUES (?, '{kind.name}', ?, ?)",
        [(number, row[0], stored_row(row[1:])) for number, row in rows],
    )


def _take_out(rows: Iterable[int]) -> None:
    known = "SELECT id FROM search_doc WHERE id IN (SELECT value FROM json_each(?))"
    there = bound_database.execute_sql(known, (json.dumps(list(rows)),)).fetchall()
    if there:
        cursor = bound_database.cursor()
        cursor.executemany("DELETE FROM search_index WHERE rowid = ?", there)
        cursor.executemany("DELETE FROM search_doc WHERE id = ?", there)


class _Forgotten(threading.local):
    """How many rows the transaction of this thread has forgotten."""

    rows = 0


_forgotten = _Forgotten()


def forget(kind: str, entity_id: int) -> None:
    """Take a row out for good inside the running transaction, as ``erase_resident`` must.

    At the transaction's end the whole index is written anew, so that no piece of what was taken out stays in it.
    """
    _take_out([KINDS[kind].first + entity_id])
    _forgotten.rows += 1


def needs_rebuild() -> bool:
    """Whether the index was made by another recipe, or making it was cut off."""
    made_by = bound_database.execute_sql(
        "SELECT rowid FROM search_index WHERE search_index MATCH ?", (f'"{_RECIPE_TERM}"',)
    )
    return made_by.fetchone() is None


def rebuild() -> Iterator[tuple[int, int]]:
    """Make the whole index anew in batches of one transaction each; yields (rows done, rows in all).

    About 40 µs a row. Cut off, it leaves an index that still ``needs_rebuild``.
    """
    tables = {kind: f"FROM {kind.table} WHERE deleted_at IS NULL" for kind in KINDS.values()}
    counts = [bound_database.execute_sql(f"SELECT COUNT(*) {rows}").fetchone() for rows in tables.values()]
    total, done = sum(count for (count,) in counts), 0
    with bound_database.atomic():
        bound_database.execute_sql("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        bound_database.execute_sql("DELETE FROM search_doc")
    yield done, total
    for kind, rows in tables.items():
        last = 0
        while True:
            batch = f"SELECT id {rows} AND id > ? ORDER BY id LIMIT ?"
            ids = [id_ for (id_,) in bound_database.execute_sql(batch, (last, _WRITTEN_AT_ONCE)).fetchall()]
            if not ids:
                break
            with bound_database.atomic():
                _write(kind, ids)
            last = ids[-1]
            done += len(ids)
            yield done, total
    with bound_database.atomic():
        bound_database.execute_sql(
            "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)", (_RECIPE_ROW, _RECIPE_TERM)
        )
        bound_database.execute_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")


def faults() -> list[str]:
    """What is wrong with the index, as sentences; empty if it agrees with the rows.

    Every document is compared with what its row says now: 0.4 s at 12,000 residents.
    """
    wrong = []
    for kind in KINDS.values():
        missing, spare = bound_database.execute_sql(
            f"SELECT (SELECT COUNT(*) FROM {kind.table} t WHERE t.deleted_at IS NULL "
            f"AND NOT EXISTS (SELECT 1 FROM search_index_docsize s WHERE s.id = t.id + {kind.first})), "
            f"(SELECT COUNT(*) FROM search_doc s WHERE s.id BETWEEN {kind.first} AND {kind.first + SPAN - 1} "
            f"AND NOT EXISTS (SELECT 1 FROM {kind.table} t WHERE t.id = s.entity_id AND t.deleted_at IS NULL))"
        ).fetchone()
        if missing or spare:
            wrong.append(f"搜索里少了 {missing} 条、多了 {spare} 条“{kind.word}”，重建搜索索引会修好")
        if stale := _stale(kind):
            wrong.append(f"搜索里有 {stale} 条“{kind.word}”不是现在的内容，重建搜索索引会修好")
    return wrong


def _stale(kind: Kind) -> int:
    """How many documents of a kind were made of what their rows no longer say."""
    stale = last = 0
    while True:
        batch = (
            f"{kind.select} WHERE t.deleted_at IS NULL AND t.id > ? ORDER BY t.id LIMIT {_WRITTEN_AT_ONCE}"
        )
        rows = bound_database.execute_sql(batch, (last,)).fetchall()
        if not rows:
            return stale
        texts = dict(
            bound_database.execute_sql(
                "SELECT entity_id, texts FROM search_doc WHERE id BETWEEN ? AND ?",
                (kind.first + rows[0][0], kind.first + rows[-1][0]),
            ).fetchall()
        )
        stale += sum(
            texts.get(id_, now) != now for id_, now in ((row[0], stored_row(row[1:])) for row in rows)
        )
        last = rows[-1][0]
