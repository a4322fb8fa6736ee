"""What the search sheet shows of hits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from community_desk.ledger.search import Hit
from community_desk.ui.search_rows import MOST_A_GROUP, Heading, SearchModel, grouped, pieces


def hit(kind: str, title: str) -> Hit:
    return Hit(kind, title, title, "", "", "", ())


def test_the_kind_of_the_best_hit_comes_first_and_no_group_hides_the_others() -> None:
    hits = [
        hit("household", "一"),
        *(hit("resident", str(number)) for number in range(20)),
        hit("staff", "员"),
    ]
    rows = grouped(hits)
    headings = [row for row in rows if isinstance(row, Heading)]
    assert [(heading.word, heading.count) for heading in headings] == [
        ("户", 1),
        ("居民", 20),
        ("工作人员", 1),
    ]
    assert len(rows) == 3 + 1 + MOST_A_GROUP + 1
    assert len(grouped(hits[1:21])) == 21  # a single kind is shown whole


def test_the_arrow_keys_pass_over_headings() -> None:
    model = SearchModel()
    model.show_rows([Heading("户", 1), hit("household", "一"), Heading("居民", 1), hit("resident", "二")])
    assert model.next_hit(-1, 1) == 1
    assert model.next_hit(1, 1) == 3
    assert model.next_hit(3, 1) == 3
    assert model.next_hit(3, -1) == 1
    assert model.next_hit(1, -1) == 1


@given(st.text(max_size=20), st.lists(st.text(max_size=4), max_size=4))
def test_pieces_put_together_are_the_text(text: str, bold: list[str]) -> None:
    parts = list(pieces(text, bold))
    assert "".join(part for part, _ in parts) == text
    assert all(part for part, _ in parts)
    assert all(one[1] != other[1] for one, other in pairwise(parts))


def test_what_matched_is_bold_whatever_its_case() -> None:
    assert list(pieces("电话 13800138000", ["138001"])) == [
        ("电话 ", False),
        ("138001", True),
        ("38000", False),
    ]
    assert list(pieces("Ma Long", ["ma"])) == [("Ma", True), (" Long", False)]
