import pytest

from community_desk.domain.relations import HEAD, Relations, read_relation

RELATIONS = Relations.from_rows(
    [
        ("01", "本人", ()),
        ("02", "户主", ("户主本人",)),
        ("10", "配偶", ("爱人",)),
        ("20", "子", ("儿子", "长男")),
        ("22", "长子", ("大儿子", "长男")),
        ("40", "孙子、孙女或外孙子、外孙女", ("孙辈",)),
        ("27", "养子或继子", ("养（继）子",)),
    ]
)


@pytest.mark.parametrize("word", ["户主", "本人", " 户 主 ", "户主本人", "02", "2.0", "1"])
def test_head_and_self_are_the_same_in_ledgers(word: str) -> None:
    assert read_relation(word, RELATIONS) == (HEAD, "户主")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("配偶", ("10", "配偶")),
        ("爱人", ("10", "爱人")),
        ("10", ("10", "配偶")),
        ("大 儿 子", ("22", "大儿子")),
        ("户主的儿子", ("20", "户主的儿子")),
        ("之子", ("20", "之子")),
        ("孙子、孙女或外孙子、外孙女", ("40", "孙子、孙女或外孙子、外孙女")),
        ("养(继)子", ("27", "养继子")),
        ("", ("", "")),
        ("  ", ("", "")),
        ("干亲", ("", "干亲")),
        ("与户主", ("", "与户主")),
    ],
)
def test_the_ledgers_word_is_kept_and_its_code_found(word: str, found: tuple[str, str]) -> None:
    assert read_relation(word, RELATIONS) == found


def test_of_two_rows_that_claim_a_word_the_earlier_wins_but_never_over_a_rows_own_word() -> None:
    assert RELATIONS.codes["长男"] == "20"
    claimed = Relations.from_rows([("20", "子", ("长子",)), ("22", "长子", ())])
    assert claimed.codes["长子"] == "22"
