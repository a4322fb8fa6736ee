"""What must hold of the search whatever is in the ledger: nothing indexed is unfindable, nothing forgotten is left."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community_desk.ledger import changes, search, search_kinds, search_matches, search_tokens
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import (
    Building,
    CareCategory,
    Compound,
    Dwelling,
    Household,
    PersonLink,
    Phone,
    Resident,
    ResidentCategory,
)
from community_desk.ledger.rows import LedgerModel, bound_database

_WHO = "王某某"
_HAN = "苏红艳陈伟李绿吕曾单欧阳玉兰"
_DIGITS = st.text("0123456789", min_size=1, max_size=4)
names = st.one_of(
    st.text(_HAN, min_size=2, max_size=4),
    st.sampled_from(["买买提·艾力", "José Núñez", "O'Neil", "赵𬭚", "Anna 李"]),
)
rows = st.builds(
    search_tokens.Row,
    id=st.just(1),
    uid=st.just("u"),
    name=names,
    pinyin=st.just(""),
    foreign_name=st.sampled_from(["", "Maria José", "Nguyễn Thị"]),
    state=st.sampled_from(["living", "moved"]),
    birth=st.sampled_from(["", "1966", "1966-12", "1966-12-15"]),
    phones=st.sampled_from(["", "13800001234|", "0592-7057479|女儿", "110|"]),
    numbers=st.sampled_from(["", "35021219661215231X", "EA1234567", "0007"]),
    contacts=st.sampled_from(["", "苏某 13911112222 上海 "]),
    words=st.sampled_from(["", "低保 低保户 35021219661215231X44"]),
    note=st.sampled_from(["", "养狗，敲门", "WIFI 5G", "3号楼 0592-1234567"]),
    compound=st.sampled_from(["芸溪里", "侨安一组", "A区2期"]),
    building=st.sampled_from(["3号楼", "12号楼", "A栋", "望海楼"]),
    building_kind=st.just("block"),
    unit=st.sampled_from(["", "2", "甲"]),
    room=st.builds("{}".format, _DIGITS),
    name_key=st.just(""),
    door_key=st.just(""),
)


def explains(row: search_tokens.Row, text: str) -> bool:
    words = search_tokens.words_of(text)
    return bool(words) and search_matches.matches(search_kinds.KINDS["resident"], row, words) is not None


@given(row=rows)
def test_every_piece_in_the_index_can_be_explained(row: search_tokens.Row) -> None:
    """A hit that could not say why would be dropped: then the index would hold what nobody can find."""
    for token in search_tokens.document(row, owns_name=True).split():
        if "-" in token or token.endswith("室"):
            continue
        assert explains(row, token), token


@st.composite
def typed_parts(draw: st.DrawFn) -> tuple[search_tokens.Row, str]:
    """A row, and a part of its name, of a spelling from a syllable on, or of four or more digits of a number."""
    row = draw(rows)
    spelt = draw(st.sampled_from(search_tokens.spellings(row.name, "", row.foreign_name)))
    first = draw(st.integers(0, len(spelt) - 1))
    numbers = [search_tokens.digits_of(number) for number, _ in search_tokens.phones_of(row)]
    numbers += [search_tokens.digits_of(number) for number in row.numbers.split() if number]
    texts = [("".join(spelt[first:]), 1 if first == 0 else 2, True)]
    texts += [(number, min(4, len(number)), False) for number in numbers]
    texts += [(han, 1, False)] if (han := search_tokens.han_of(row.name)) else []
    text, shortest, from_start = draw(st.sampled_from(texts))
    shortest = min(shortest, len(text))
    start = 0 if from_start else draw(st.integers(0, len(text) - shortest))
    return row, text[start : draw(st.integers(start + shortest, len(text)))]


@given(typed=typed_parts())
def test_whatever_part_is_typed_its_pieces_are_in_the_index(typed: tuple[search_tokens.Row, str]) -> None:
    row, part = typed
    tokens = set(search_tokens.document(row, owns_name=True).split())
    words = search_tokens.words_of(part)
    assert words
    for word in words:
        begun = word.is_prefix and any(token.startswith(word.text) for token in tokens)
        assert begun or tokens.issuperset(word.terms), (part, word)
    assert explains(row, part)


@given(text=st.text(max_size=60))
def test_a_query_holds_only_what_the_index_may_hold(text: str) -> None:
    """FTS5 cuts at every other character and would read the rest as a phrase, which detail=none refuses."""
    for word in search_tokens.words_of(text):
        for term in (*word.terms, *word.best):
            assert re.fullmatch(
                r"[0-9a-z-]+室?|[^\x00-\x7f]+|[0-9a-z-]*[^\x00-\x7f]+-?|-[^\x00-\x7f]+", term
            ), term


def test_each_kind_gives_the_columns_that_are_searched(ledger: Ledger) -> None:
    for kind in search_kinds.KINDS.values():
        cursor = bound_database.execute_sql(f"{kind.select} LIMIT 0")
        assert len(cursor.description) == len(search_tokens.Row._fields), kind.name
    numbers = [kind.number for kind in search_kinds.KINDS.values()]
    assert numbers == sorted(set(numbers))
    assert max(numbers) < 16


def test_each_table_that_is_read_is_followed() -> None:
    """A text taken from a table whose changes nobody follows would stay in the index as it was."""
    for kind in search_kinds.KINDS.values():
        read = set(re.findall(r"(?:FROM|JOIN) (\w+)", kind.select)) - {kind.table}
        assert read <= set(kind.followed), kind.name


class _Index:
    """What the index holds, in a form that does not depend on how it came about."""

    def __init__(self) -> None:
        bound_database.execute_sql(
            "CREATE VIRTUAL TABLE temp.pieces USING fts5vocab(main, search_index, row)"
        )
        self.pieces = bound_database.execute_sql("SELECT term, doc FROM temp.pieces ORDER BY term").fetchall()
        bound_database.execute_sql("DROP TABLE temp.pieces")
        self.documents = bound_database.execute_sql("SELECT * FROM search_doc ORDER BY id").fetchall()


def remade() -> tuple[_Index, _Index]:
    """The index as the transactions left it, and as made anew from the rows."""
    bound_database.execute_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")
    kept = _Index()
    for _ in search.rebuild():
        pass
    return kept, _Index()


Family = dict[type[LedgerModel], int]
Edit = tuple[type[LedgerModel], dict[str, object]]

# Changes that reach a resident's or a household's document, each through another table; the second resident is "other".
EDITS: tuple[Edit, ...] = (
    (Resident, {"name": "苏绿"}),
    (Resident, {"status": "moved"}),
    (Resident, {"deleted_at": "2026-01-01T00:00:00.000Z"}),
    (Phone, {"number": "15900001111"}),
    (Phone, {"resident": "other"}),
    (Phone, {"deleted_at": "2026-01-01T00:00:00.000Z"}),
    (PersonLink, {"name": "曾某"}),
    (PersonLink, {"resident": "other"}),
    (ResidentCategory, {"certificate_number": "35021219661215231X44"}),
    (CareCategory, {"word": "改了的词"}),
    (Compound, {"name": "云溪新村"}),
    (Building, {"name": "5号楼"}),
    (Dwelling, {"room": "602"}),
    (Household, {"head": "other"}),
    (Household, {"dwelling": None, "address": "某路 7 号"}),
    (Household, {"note": "养猫"}),
    (Household, {"ends_on": "2026-01-01"}),
)


@pytest.fixture
def family(ledger: Ledger) -> Family:
    """A row of every table that a resident's document is made of, and a second resident."""
    with changes.transaction("新增", operator=_WHO):
        compound = changes.add(Compound, name="芸溪里")
        building = changes.add(Building, compound=compound, name="3号楼")
        dwelling = changes.add(Dwelling, building=building, unit="2", room="501")
        household = changes.add(Household, dwelling=dwelling, number="7")
        person = changes.add(Resident, household=household, name="苏红艳", note="敲门")
        changes.add(Resident, household=household, name="陈伟")
        changes.edit(household, head=person)
        phone = changes.add(Phone, resident=person, number="13800001234", label="本人")
        link = changes.add(PersonLink, resident=person, kind="child", name="苏某", phone="13911112222")
        category = changes.add(ResidentCategory, resident=person, category=CareCategory.get(), word="独居")
    made = (compound, building, dwelling, household, person, phone, link, category)
    return {CareCategory: CareCategory.get().id, **{type(row): row.id for row in made}}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(EDITS), min_size=1, max_size=4))
def test_following_the_changes_is_as_good_as_making_anew(family: Family, steps: list[Edit]) -> None:
    other = Resident.get(Resident.name == "陈伟")
    with bound_database.atomic() as attempt:
        for step in steps:
            with changes.transaction("改", operator=_WHO):
                model, values = step
                row = model.get_by_id(family[model])
                changes.edit(
                    row, **{name: other if value == "other" else value for name, value in values.items()}
                )
        faults = search.faults()
        kept, made = remade()
        attempt.rollback()
    assert faults == []
    assert kept.documents == made.documents
    assert [piece for piece in kept.pieces if "recipe" not in piece[0]] == [
        piece for piece in made.pieces if "recipe" not in piece[0]
    ]


def test_many_new_rows_cost_no_more_statements_than_few(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    execute = bound_database.obj.execute_sql

    def counted(sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    monkeypatch.setattr(bound_database.obj, "execute_sql", counted)
    counts = []
    for count in (3, 3000):
        with changes.transaction("导入", operator=_WHO) as running:
            changes.insert_rows(Resident, ["name"], [("苏红艳",)] * count)
            asked.clear()
            search.refresh(running.id)
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_whole_name_is_first_however_many_longer_ones_come_before_it(ledger: Ledger) -> None:
    """1,200 longer names fill the count before the whole name's row is reached."""
    with changes.transaction("导入", operator=_WHO):
        longer = [(f"李红{character}",) for character in "一丁万三上下不世" * 150]
        changes.insert_rows(Resident, ["name"], [*longer, ("李红",)])
    for text in ("李红", "lihong"):
        found = search.search(text)
        assert (found.hits[0].title, found.more) == ("李红", True), text


def test_an_end_of_a_phone_and_a_room_come_before_insides(ledger: Ledger) -> None:
    with changes.transaction("导入", operator=_WHO):
        people = changes.insert_rows(Resident, ["name"], [(f"陈{chr(0x4E00 + at)}",) for at in range(300)])
        inside = [(at, f"1381203{at % 10000:04}") for at in people]
        changes.insert_rows(Phone, ["resident_id", "number"], [*inside[:-1], (people[-1], "13800001203")])
    assert search.search("1203").hits[0].why == "电话 13800001203"


def test_limit_kinds_and_count(family: Family) -> None:
    everything = search.search("3-2-501")
    assert [hit.kind for hit in everything.hits] == ["household", "resident", "resident"]
    assert search.search("3-2-501", limit=1).hits == everything.hits[:1]
    assert search.search("3-2-501", limit=1).total == 3
    assert [hit.kind for hit in search.search("3-2-501", kinds={"household"}).hits] == ["household"]
    assert search.search("3-2-501", kinds=()) == search.SearchResult()
    assert search.search("3-2-501", limit=0) == search.SearchResult()


@pytest.mark.parametrize(
    "text",
    ["苏红艳", "hongyan", "shy", "1380", "00001234", "3-2", "芸溪里", "敲门", "独居", "3911", "苏 501"],
)
def test_what_is_bold_stands_in_the_title_or_in_why(family: Family, text: str) -> None:
    hits = search.search(text).hits
    assert hits
    for hit in hits:
        assert hit.matched
        assert all(part in hit.title or part in hit.why for part in hit.matched), hit


def test_forgetting_leaves_no_piece(family: Family) -> None:
    person = Resident.get(Resident.name == "苏红艳")
    with changes.transaction("忘记", operator=_WHO, undoable=False):
        changes.edit(Household.get(), head=None)
        changes.edit(person, name="", note="", deleted_at="2026-01-01T00:00:00.000Z")
        search.forget("resident", person.id)
    assert search.search("苏红艳").hits == ()
    stored = b"".join(block for (block,) in bound_database.execute_sql("SELECT block FROM search_index_data"))
    assert "红艳".encode() not in stored
    assert "伟".encode() in stored


def test_an_index_cut_off_while_it_is_made_is_known_for_it(family: Family) -> None:
    making = search.rebuild()
    done, total = next(making)
    assert (done, total) == (0, 3)
    making.close()
    assert search.needs_rebuild()
    assert any("居民" in fault for fault in search.faults())
    steps = list(search.rebuild())
    assert steps[-1] == (3, 3)
    assert not search.needs_rebuild()
    assert search.faults() == []


def test_pieces_that_do_not_hang_together_are_no_hit(ledger: Ledger) -> None:
    with changes.transaction("新增", operator=_WHO):
        person = changes.add(Resident, name="苏某", note="红苏，艳红，苏红")
        for number in ("7771234", "7773456", "7775678"):
            changes.add(Phone, resident=person, number=number)
    assert search.search("7771234").total == 1
    assert search.search("12345678") == search.SearchResult()
    assert search.search("苏红苏") == search.SearchResult()


@pytest.mark.parametrize("text", ["望海楼2单元501", "望海楼", "2单元501", "2-501", "501室", "海楼 501"])
def test_a_building_with_a_name_is_found(ledger: Ledger, text: str) -> None:
    with changes.transaction("新增", operator=_WHO):
        compound = changes.add(Compound, name="芸溪里")
        building = changes.add(Building, compound=compound, name="望海楼")
        dwelling = changes.add(Dwelling, building=building, unit="2", room="501")
        changes.add(Household, dwelling=dwelling)
    assert [hit.title for hit in search.search(text).hits] == ["未登记户主的一户"]


def test_a_text_with_control_characters_is_kept_in_its_column(ledger: Ledger) -> None:
    with changes.transaction("新增", operator=_WHO):
        changes.add(Resident, name="苏某", note="甲\x1e乙\x1f丙", birth="1966")
    (hit,) = search.search("苏某").hits
    assert hit.birth_year == "1966"
    assert search.search("乙").hits[0].why.startswith("备注")
